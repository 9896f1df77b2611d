//! Reads HEALPix maps of the whole sky from FITS: RING or NESTED, any number of columns, any pixels per row.
//!
//! The map is the first binary table with `PIXTYPE = 'HEALPIX'` (or an `NSIDE`). Masked pixels, written as
//! -1.6375e30 by HEALPix, become NaN. Multi-order maps, maps of a part of the sky and maps in other than
//! equatorial coordinates are refused, because turning them into pixels here would mean to resample them.

use std::sync::Arc;

use nuscope_model::{MapColumn, SkyMap, healpix};

use crate::head::{Head, Match};
use crate::{Error, Loaded, Reading, Result, Warnings};
use nuscope_table::fits::cards::{BLOCK, Card, parse_header};

/// What HEALPix writes into masked pixels; anything as low is taken for it.
const UNSEEN: f64 = -1.637_5e30;

/// Keywords that describe the table itself and are no provenance.
const STRUCTURE: [&str; 23] = [
    "SIMPLE", "EXTEND", "XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT",
    "TFIELDS", "PIXTYPE", "ORDERING", "COORDSYS", "NSIDE", "FIRSTPIX", "LASTPIX", "INDXSCHM",
    "OBJECT", "EXTNAME", "LONGSTRN", "CHECKSUM", "DATASUM", "BAD_DATA",
];

/// Whether a keyword describes the table itself.
pub(crate) fn is_structure(keyword: &str) -> bool {
    let column = [
        "TTYPE", "TFORM", "TUNIT", "TNULL", "TSCAL", "TZERO", "TDISP", "TDIM",
    ];
    let numbered = |start: &str| {
        let number = keyword.strip_prefix(start);
        number.is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    STRUCTURE.contains(&keyword) || column.iter().any(|start| numbered(start))
}

/// Whether a file begins as FITS does.
pub fn recognise(head: &Head) -> Match {
    match head.bytes.starts_with(b"SIMPLE  =") {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Reads the map in `path`.
///
/// # Errors
/// If the file cannot be read, is cut short, or holds no HEALPix map of the whole sky in equatorial coordinates.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let path = reading.path;
    let bytes = reading.bytes()?;
    let mut warnings = Warnings::default();
    let map = parse(&bytes, &mut warnings).map_err(|found| Error::Unsupported {
        wanted: "a HEALPix map of the whole sky in equatorial coordinates",
        found,
        path: path.to_owned(),
    })?;
    Ok(Loaded {
        path: path.to_owned(),
        format: format!("HEALPix FITS map, nside {}", map.nside),
        map: Some(Arc::new(map)),
        warnings,
        ..Loaded::default()
    })
}

/// What a header says.
struct Header(Vec<Card>);

impl Header {
    fn text(&self, keyword: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|card| card.keyword == keyword)
            .map(|card| card.value.as_str())
    }

    fn number(&self, keyword: &str) -> Option<usize> {
        self.text(keyword)?.parse().ok()
    }

    fn upper(&self, keyword: &str) -> String {
        self.text(keyword)
            .unwrap_or_default()
            .trim()
            .to_ascii_uppercase()
    }

    /// Bytes of the data behind the header; `None` if they cannot be that many.
    fn data_bytes(&self) -> Option<usize> {
        let axes = self.number("NAXIS").filter(|axes| *axes <= 999)?;
        if axes == 0 {
            return Some(0);
        }
        let bits = self.text("BITPIX")?.parse::<i64>().ok()?.unsigned_abs() as usize;
        let mut items: usize = 1;
        for axis in 1..=axes {
            items = items.checked_mul(self.number(&format!("NAXIS{axis}"))?)?;
        }
        let items = items.checked_add(self.number("PCOUNT").unwrap_or(0))?;
        (bits / 8)
            .checked_mul(items)?
            .checked_mul(self.number("GCOUNT").unwrap_or(1))
    }
}

/// Reads the map, or says in words why there is none.
fn parse(bytes: &[u8], warnings: &mut Warnings) -> std::result::Result<SkyMap, String> {
    let cut = || "the file is cut short".to_owned();
    let mut provenance = Vec::new();
    let mut start = 0;
    let mut tables = 0;
    while start < bytes.len() {
        let (cards, data) = parse_header(bytes, start).ok_or_else(cut)?;
        let header = Header(cards);
        let length = header
            .data_bytes()
            .ok_or("a header does not say how many data follow")?;
        let is_table = header.upper("XTENSION") == "BINTABLE";
        tables += usize::from(is_table);
        let is_map = header.upper("PIXTYPE") == "HEALPIX" || header.text("NSIDE").is_some();
        let kept = header.0.iter().filter(|card| !is_structure(&card.keyword));
        let kept = kept.map(|card| {
            (
                card.keyword.clone(),
                card.value.clone(),
                card.comment.clone(),
            )
        });
        if is_table && is_map {
            provenance.extend(kept);
            let end = data.checked_add(length).ok_or_else(cut)?;
            let table = bytes.get(data..end).ok_or_else(|| {
                let there = bytes.len().saturating_sub(data);
                format!("the file is cut short: {there} of {length} bytes of the map are there")
            })?;
            let (nside, columns) = read_table(&header, table, warnings)?;
            return Ok(SkyMap {
                nside,
                columns,
                provenance,
            });
        }
        if start == 0 {
            provenance.extend(kept);
        }
        let padded = length.checked_next_multiple_of(BLOCK).ok_or_else(cut)?;
        start = data.checked_add(padded).ok_or_else(cut)?;
    }
    Err(format!("this FITS file has none (binary tables: {tables})"))
}

fn read_table(
    header: &Header,
    table: &[u8],
    warnings: &mut Warnings,
) -> std::result::Result<(u32, Vec<MapColumn>), String> {
    let ordering = header.upper("ORDERING");
    let nested = match ordering.as_str() {
        "RING" => false,
        "NESTED" | "NEST" => true,
        "NUNIQ" => {
            return Err(
                "this is a multi-order map (NUNIQ); flatten it with ligo.skymap first".into(),
            );
        }
        "" => return Err("the map does not say its ORDERING (RING or NESTED)".into()),
        _ => {
            return Err(format!(
                "the map's ORDERING is {ordering:?}, not RING or NESTED"
            ));
        }
    };
    if header.upper("INDXSCHM") == "EXPLICIT" || header.upper("OBJECT") == "PARTIAL" {
        return Err("this map covers a part of the sky; fill it up with healpy first".into());
    }
    let system = header.upper("COORDSYS");
    match system.as_str() {
        "C" | "CEL" | "CELESTIAL" | "EQ" | "EQUATORIAL" | "ICRS" | "FK5" | "J2000" | "Q" => {}
        "" => warnings.add("the map does not say its coordinates; equatorial is assumed"),
        _ => {
            return Err(format!(
                "this map is in other coordinates (COORDSYS {system:?}); rotate it with healpy first"
            ));
        }
    }
    let (rows, row_bytes) = (
        header.number("NAXIS2").unwrap_or(0),
        header.number("NAXIS1").unwrap_or(0),
    );
    let fields = header.number("TFIELDS").unwrap_or(0).min(999);
    let formats: Vec<Field> = (1..=fields)
        .map(|i| Field::parse(header, i))
        .collect::<std::result::Result<_, String>>()?;
    let mut offset = 0usize;
    let mut columns = Vec::new();
    let mut nside = header
        .number("NSIDE")
        .and_then(|nside| u32::try_from(nside).ok());
    if nside.is_none() {
        let pixels = formats
            .first()
            .map_or(0, |field| rows.saturating_mul(field.repeat));
        nside = (0..14)
            .map(|order| 1 << order)
            .find(|nside| healpix::pixels(*nside) == pixels as u64);
    }
    let nside = nside.filter(|nside| healpix::valid_nside(*nside));
    let nside = nside.ok_or("its NSIDE is no power of two up to 8192")?;
    for field in &formats {
        let size = field
            .repeat
            .checked_mul(field.size)
            .ok_or("a column is impossibly wide")?;
        let end = offset.checked_add(size).filter(|end| *end <= row_bytes);
        let end = end.ok_or("its columns are wider than its rows")?;
        let pixels = rows.saturating_mul(field.repeat) as u64;
        if field.decode.is_none() || pixels != healpix::pixels(nside) {
            warnings.add(format!(
                "column {:?} left out: it is no number for every pixel",
                field.name
            ));
        } else {
            let mut values = Vec::with_capacity(pixels as usize);
            for row in table.chunks_exact(row_bytes) {
                values.extend(field.values(&row[offset..end]));
            }
            if nested {
                values = ring_order(nside, &values);
            }
            columns.push(MapColumn {
                name: field.name.clone(),
                unit: field.unit.clone(),
                values,
            });
        }
        offset = end;
    }
    if columns.is_empty() {
        let pixels = healpix::pixels(nside);
        return Err(format!(
            "no column has a number for each of the {pixels} pixels of nside {nside}"
        ));
    }
    Ok((nside, columns))
}

/// Values of a NESTED map in RING order.
fn ring_order(nside: u32, nested: &[f32]) -> Vec<f32> {
    let mut ring = vec![f32::NAN; nested.len()];
    for (pixel, value) in nested.iter().enumerate() {
        ring[healpix::ring_from_nested(nside, pixel as u64) as usize] = *value;
    }
    ring
}

/// One column of a binary table.
struct Field {
    name: String,
    unit: String,
    repeat: usize,
    /// Bytes of one value.
    size: usize,
    /// How one value is read; `None` for what is no number.
    decode: Option<fn(&[u8]) -> f64>,
    scale: f64,
    zero: f64,
    /// The whole number that stands for "none".
    null: Option<f64>,
}

impl Field {
    fn parse(header: &Header, i: usize) -> std::result::Result<Self, String> {
        let form = header.upper(&format!("TFORM{i}"));
        let digits = form.bytes().take_while(u8::is_ascii_digit).count();
        let (repeat, letter) = form.split_at(digits);
        let repeat: usize = match repeat {
            "" => 1,
            repeat => repeat
                .parse()
                .map_err(|_| format!("its TFORM{i} is {form:?}"))?,
        };
        type Decode = fn(&[u8]) -> f64;
        /// The bytes as an array; the caller cuts them to its length.
        fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
            let mut array = [0; N];
            array.copy_from_slice(bytes);
            array
        }
        let byte: Decode = |bytes| f64::from(bytes[0]);
        let short: Decode = |bytes| f64::from(i16::from_be_bytes(array(bytes)));
        let int: Decode = |bytes| f64::from(i32::from_be_bytes(array(bytes)));
        let long: Decode = |bytes| i64::from_be_bytes(array(bytes)) as f64;
        let float: Decode = |bytes| f64::from(f32::from_be_bytes(array(bytes)));
        let double: Decode = |bytes| f64::from_be_bytes(array(bytes));
        let (size, decode) = match letter.chars().next() {
            Some('B') => (1, Some(byte)),
            Some('I') => (2, Some(short)),
            Some('J') => (4, Some(int)),
            Some('K') => (8, Some(long)),
            Some('E') => (4, Some(float)),
            Some('D') => (8, Some(double)),
            Some('L' | 'A') => (1, None),
            Some('C' | 'P') => (8, None),
            Some('M' | 'Q') => (16, None),
            _ => return Err(format!("its TFORM{i} is {form:?}")),
        };
        let number = |keyword: &str| header.text(&format!("{keyword}{i}"))?.parse::<f64>().ok();
        let text = |keyword: &str| {
            header
                .text(&format!("{keyword}{i}"))
                .unwrap_or_default()
                .to_owned()
        };
        let name = text("TTYPE");
        Ok(Self {
            name: if name.is_empty() {
                format!("column {i}")
            } else {
                name
            },
            unit: text("TUNIT"),
            repeat,
            size,
            decode,
            scale: number("TSCAL").unwrap_or(1.0),
            zero: number("TZERO").unwrap_or(0.0),
            null: number("TNULL"),
        })
    }

    /// The values of this column in one row.
    fn values(&self, bytes: &[u8]) -> impl Iterator<Item = f32> {
        let decode = self.decode.unwrap_or(|_| f64::NAN);
        bytes.chunks_exact(self.size).map(move |bytes| {
            let raw = decode(bytes);
            let masked =
                (UNSEEN * 1.000_1..=UNSEEN * 0.999_9).contains(&raw) || self.null == Some(raw);
            if masked {
                f32::NAN
            } else {
                (raw * self.scale + self.zero) as f32
            }
        })
    }
}
