//! Reads HEALPix maps from FITS: RING, NESTED or multi-order, whole or partial, in any number of columns.
//!
//! The map is the first binary table with `PIXTYPE = 'HEALPIX'` (or an `NSIDE`). Masked pixels, written as
//! -1.6375e30 or as BAD_DATA, become NaN. A whole map in equatorial pixels is taken as it is, in 32 bits
//! unless more are asked for. All others are kept cell by cell with their own values, and beside that drawn on
//! equatorial pixels, which is said. Pixels whose nside is no power of two have no cells: they are drawn on smaller
//! ones by the nearest value.

use std::sync::Arc;

use nuscope_model::{Equatorial, Flatten, MapColumn, MultiOrderMap, SkyFrame, SkyMap, healpix};
use nuscope_table::fits::{BinaryTable, Header, Kind, parts};
use nuscope_table::{Limits, Progress};

use crate::head::{Head, Match};
use crate::map_cells::MapTable;
use crate::map_header::{Ordering, frame, is_map, is_moc, ordering, provenance};
use crate::{Error, Loaded, Reading, Result, Warnings, error::grouped};

/// What HEALPix writes into masked pixels; anything as low is taken for it.
const UNSEEN: f64 = -1.637_5e30;

/// The finest order that multi-order maps are drawn at: nside 512, 7 arc minutes.
const DRAWN_ORDER: u8 = 9;

/// Why a table is no map: in words, or because reading it failed.
pub(crate) enum Failure {
    Words(String),
    Table(nuscope_table::Error),
}

impl From<String> for Failure {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<nuscope_table::Error> for Failure {
    fn from(error: nuscope_table::Error) -> Self {
        Self::Table(error)
    }
}

/// Whether a file is FITS, and says within its beginning that it holds a map.
pub fn recognise(head: &Head) -> Match {
    if !head.bytes.starts_with(b"SIMPLE  =") {
        return Match::No;
    }
    let (parts, _) = parts(&head.bytes);
    let any = |wanted: fn(&Header) -> bool| parts.iter().any(|part| wanted(&part.header));
    match (any(is_map), any(is_moc)) {
        (true, _) => Match::Sure,
        (false, true) => Match::No,
        (false, false) => Match::Possible,
    }
}

/// Reads the map in `path`.
///
/// # Errors
/// If the file cannot be read, is cut short, or holds no HEALPix map.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let mut limits = reading.limits(bytes.len());
    let mut warnings = Warnings::default();
    let exact = reading.options.exact_maps;
    let map = parse(&bytes, exact, &mut limits, reading.progress, &mut warnings);
    let (format, map, multi_order) = map.map_err(|failure| match failure {
        Failure::Table(error) => reading.error(error),
        Failure::Words(found) => Error::Unsupported {
            wanted: "a HEALPix map",
            found,
            path: reading.path.to_owned(),
        },
    })?;
    Ok(Loaded {
        path: reading.path.to_owned(),
        format,
        map: Some(Arc::new(map)),
        multi_order: multi_order.map(Arc::new),
        warnings,
        ..Loaded::default()
    })
}

/// A format in words, a map to draw, and the cells where they say more than it.
type Parsed = (String, SkyMap, Option<MultiOrderMap>);

fn parse(
    bytes: &[u8],
    exact: bool,
    limits: &mut Limits,
    progress: &Progress,
    warnings: &mut Warnings,
) -> std::result::Result<Parsed, Failure> {
    let (parts, why_ended) = parts(bytes);
    let Some(part) = parts.iter().find(|part| is_map(&part.header)) else {
        let tables = parts
            .iter()
            .filter(|part| part.header.upper("XTENSION") == "BINTABLE");
        let found = format!(
            "this FITS file has none (binary tables: {})",
            tables.count()
        );
        return Err(Failure::Words(
            why_ended.map_or(found, |why| format!("the file is {why}")),
        ));
    };
    if (part.data.len() as u64) < part.claimed_bytes {
        limits
            .clone()
            .take(part.claimed_bytes, "the map that the header claims")?;
        return Err(Failure::Words(format!(
            "the file is cut short: {} of {} bytes of the map are there",
            part.data.len(),
            part.claimed_bytes
        )));
    }
    let header = &part.header;
    let mut map = MapTable {
        header,
        table: BinaryTable::new(part, bytes, limits)?,
        ordering: ordering(header, warnings)?,
        frame: frame(header, warnings)?,
        nside: 0,
    };
    let primary = parts.first().filter(|first| !is_map(&first.header));
    let mut whence: Vec<_> = primary
        .map(|first| provenance(&first.header))
        .into_iter()
        .flatten()
        .collect();
    whence.extend(provenance(header));
    progress.step(1, 3)?;
    if map.ordering == Ordering::Uniq {
        let mut cells = map.cells(limits, warnings)?;
        cells.provenance = whence;
        let order = cells.order();
        let nside = 1 << order.min(DRAWN_ORDER);
        let finest = 1_u64 << order;
        let mut format = format!(
            "HEALPix FITS multi-order map, {} cells down to nside {finest}",
            grouped(cells.cells().len())
        );
        if order > DRAWN_ORDER {
            format.push_str(&format!(", drawn at nside {nside}"));
        }
        return drawn(format, nside, cells, limits, progress);
    }
    let longest = map
        .table
        .fields
        .iter()
        .map(|field| field.repeat)
        .max()
        .unwrap_or(0);
    let elements = (map.table.rows as u64).saturating_mul(longest as u64);
    map.nside = nside(header, elements)?;
    let nside = map.nside;
    let partial = map.pixel_column().is_some() || elements != healpix::pixels(nside);
    // Rows, cells and columns while they are being sorted out.
    let each = 48 + 16 * map.table.fields.len() as u64;
    let fits = limits.left_bytes() > elements.saturating_mul(each);
    let precise: Vec<&str> = map
        .table
        .fields
        .iter()
        .filter(|field| exact && matches!(field.kind, Kind::Int | Kind::Long | Kind::Double))
        .map(|field| field.name.as_str())
        .collect();
    let as_it_is = map.frame == SkyFrame::Equatorial && precise.is_empty();
    if !partial && (as_it_is || !nside.is_power_of_two() || !fits) {
        if !precise.is_empty() {
            warnings.add(format!(
                "numbers kept in 32 bits, which is 7 digits: column {}",
                precise.join(", ")
            ));
        }
        return whole(&map, (whence, exact), limits, progress, warnings);
    }
    if !nside.is_power_of_two() {
        return Err(Failure::Words(format!(
            "it covers a part of the sky at nside {nside}, which is no power of two; \
             fill it up with healpy first"
        )));
    }
    let mut cells = map.cells(limits, warnings)?;
    cells.provenance = whence;
    let mut format = "HEALPix FITS map".to_owned();
    if partial {
        let share = cells.area_sr() / (4.0 * std::f64::consts::PI);
        format.push_str(&format!(" of {:.3} % of the sky", share * 100.0));
    }
    if map.frame != SkyFrame::Equatorial {
        format.push_str(&format!(" in {} pixels", map.frame.name()));
        warnings.add(format!(
            "its pixels are {}: it is drawn on equatorial ones by the nearest, and values are read from its own",
            map.frame.name()
        ));
    }
    format.push_str(&format!(", nside {nside}"));
    let drawn_nside = match map.frame {
        _ if nside > 1024 => 1 << DRAWN_ORDER,
        SkyFrame::Equatorial => nside,
        _ => finer(nside),
    };
    if drawn_nside != nside {
        format.push_str(&format!(", drawn at nside {drawn_nside}"));
    }
    drawn(format, drawn_nside, cells, limits, progress)
}

/// A map of cells with its drawn version.
fn drawn(
    format: String,
    nside: u32,
    cells: MultiOrderMap,
    limits: &mut Limits,
    progress: &Progress,
) -> std::result::Result<Parsed, Failure> {
    progress.step(2, 3)?;
    let columns = cells.columns().len() as u64 + 1;
    limits.take(
        healpix::pixels(nside) * 4 * columns,
        "the map as it is drawn",
    )?;
    let map = cells.to_sky_map(nside, Flatten::Mean);
    Ok((format, map, Some(cells)))
}

/// The nside that the header gives or the number of pixels implies.
fn nside(header: &Header, elements: u64) -> std::result::Result<u32, String> {
    let said = header
        .number("NSIDE")
        .and_then(|nside| u32::try_from(nside).ok());
    let implied = || {
        let nside = ((elements / 12) as f64).sqrt().round() as u32;
        (nside > 0 && healpix::pixels(nside) == elements).then_some(nside)
    };
    let ring = matches!(header.upper("ORDERING").as_str(), "RING" | "");
    let nside = said
        .or_else(implied)
        .filter(|nside| (1..=8192).contains(nside));
    nside
        .filter(|nside| ring || nside.is_power_of_two())
        .ok_or_else(|| match ring {
            true => "its NSIDE is not within 1..=8192".into(),
            false => "its NSIDE is no power of two up to 8192".into(),
        })
}

/// A map of the whole sky: as it is in equatorial pixels, by the nearest pixel where nside is no power of two.
fn whole(
    map: &MapTable,
    (provenance, exact): (Vec<(String, String, String)>, bool),
    limits: &mut Limits,
    progress: &Progress,
    warnings: &mut Warnings,
) -> std::result::Result<Parsed, Failure> {
    let pixels = healpix::pixels(map.nside);
    let power_of_two = map.nside.is_power_of_two();
    let resampled = !power_of_two || map.frame != SkyFrame::Equatorial;
    let drawn_nside = match resampled {
        true => finer(map.nside.next_power_of_two()),
        false => map.nside,
    };
    let mut columns = Vec::new();
    for (i, field) in map.table.fields.iter().enumerate() {
        progress.step(i, map.table.fields.len())?;
        let right_length = (map.table.rows as u64).saturating_mul(field.repeat as u64) == pixels;
        let masked = |raw: f64| is_unseen(map.header, raw);
        let read = match right_length {
            true => map.table.floats(field, masked, limits)?,
            false => None,
        };
        let Some(mut values) = read else {
            warnings.add(format!(
                "column {:?} left out: it is no number for every pixel",
                field.name
            ));
            continue;
        };
        if map.ordering == Ordering::Nested {
            limits.take(pixels * 4, "the map in another order")?;
            values = ring_order(map.nside, &values);
        }
        if resampled {
            limits.take(healpix::pixels(drawn_nside) * 4, "the map in other pixels")?;
            values = nearest(&values, map.nside, map.frame, drawn_nside);
        }
        columns.push(MapColumn {
            name: field.name.clone(),
            unit: field.unit.clone(),
            values,
        });
    }
    if columns.is_empty() {
        return Err(Failure::Words(format!(
            "no column has a number for each of the {pixels} pixels of nside {}",
            map.nside
        )));
    }
    if resampled {
        let why = match power_of_two {
            true => "is too fine to keep its own pixels",
            false => "is no power of two",
        };
        warnings.add(format!(
            "its nside of {} {why}: it is drawn at nside {drawn_nside}, \
             every pixel with the value of the {} one that holds its centre",
            map.nside,
            map.frame.name()
        ));
        if exact {
            warnings.add(
                "what is passed on are these drawn pixels, whose sum is another than that of its own",
            );
        }
    }
    let format = format!("HEALPix FITS map, nside {}", map.nside);
    let map = SkyMap {
        nside: drawn_nside,
        columns,
        provenance,
    };
    Ok((format, map, None))
}

/// The nside that pixels of another shape are drawn at: four times as fine, where that takes little memory.
fn finer(nside: u32) -> u32 {
    (4 * nside).min(1 << DRAWN_ORDER).max(nside)
}

/// Whether a raw value stands for "masked".
pub(crate) fn is_unseen(header: &Header, raw: f64) -> bool {
    (UNSEEN * 1.000_1..=UNSEEN * 0.999_9).contains(&raw)
        || raw < -1e20
            && header
                .real("BAD_DATA")
                .is_some_and(|bad| (raw / bad - 1.0).abs() < 1e-6)
}

/// Values of a NESTED map in RING order.
fn ring_order(nside: u32, nested: &[f32]) -> Vec<f32> {
    let mut ring = vec![f32::NAN; nested.len()];
    for (pixel, value) in nested.iter().enumerate() {
        ring[healpix::ring_from_nested(nside, pixel as u64) as usize] = *value;
    }
    ring
}

/// Equatorial RING pixels of another nside, each with the value of the RING pixel that holds its centre.
fn nearest(ring: &[f32], nside: u32, frame: SkyFrame, wanted: u32) -> Vec<f32> {
    let turn = frame.rotation();
    let value = |pixel: u64| {
        let center = healpix::center_of(wanted, pixel).to_vector();
        let turned = Equatorial::from_vector(turn * center);
        ring[healpix::pixel_at(nside, turned) as usize]
    };
    (0..healpix::pixels(wanted)).map(value).collect()
}

#[cfg(test)]
#[path = "read_healpix_tests.rs"]
mod tests;
