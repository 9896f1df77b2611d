//! Reads regions of the sky: multi-order coverage maps (MOC) in FITS (RANGE or NUNIQ), ASCII and JSON.
//!
//! Integers of 16 and 32 bits count the cells of orders 5 and 13, those of 64 bits the cells of order 29.
//! Source: IVOA MOC 2.0, section 4.

use std::ops::Range;
use std::sync::Arc;

use nuscope_model::cell::{FINEST_CELLS, FINEST_ORDER};
use nuscope_model::{Cell, Region, SkyFrame};
use nuscope_table::fits::{BinaryTable, Field, Kind, parts};
use nuscope_table::{Limits, Values};

use crate::head::{Head, Match};
use crate::map_header::{frame, is_moc};
use crate::moc_text::{parse_ascii, parse_json};
use crate::read_healpix::Failure;
use crate::{Error, Loaded, Reading, Result, Warnings, error::grouped};

/// Whether a file says that it holds a region.
pub fn recognise(head: &Head) -> Match {
    let start = head.bytes.trim_ascii_start();
    let sure = if head.bytes.starts_with(b"SIMPLE  =") {
        parts(&head.bytes).0.iter().any(|part| is_moc(&part.header))
    } else if let Some(json) = start.strip_prefix(b"{") {
        is_json(json.trim_ascii_start())
    } else {
        is_ascii(start)
    };
    if sure { Match::Sure } else { Match::No }
}

/// Whether a JSON object begins with an order and its cells: `"3": [`.
fn is_json(text: &[u8]) -> bool {
    let Some(text) = text.strip_prefix(b"\"") else {
        return false;
    };
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = text[digits..].strip_prefix(b"\"").unwrap_or_default();
    let rest = rest
        .trim_ascii_start()
        .strip_prefix(b":")
        .unwrap_or_default();
    (1..=2).contains(&digits) && rest.trim_ascii_start().starts_with(b"[")
}

/// Whether a text begins with an order and holds nothing but cells: `3/1-4`.
fn is_ascii(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"s").unwrap_or(text);
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let of_cells = |byte: &u8| byte.is_ascii_digit() || b"/-, \t\r\n".contains(byte);
    (1..=2).contains(&digits) && text[digits..].starts_with(b"/") && text.iter().all(of_cells)
}

/// Reads the region in `path`; its name is that of the file.
///
/// # Errors
/// If the file cannot be read or holds no region of the sky in equatorial coordinates.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let mut limits = reading.limits(bytes.len());
    let mut warnings = Warnings::default();
    let (ranges, how) =
        parse(&bytes, &mut limits, &mut warnings).map_err(|failure| match failure {
            Failure::Table(error) => reading.error(error),
            Failure::Words(found) => Error::Unsupported {
                wanted: "a region of the sky (MOC)",
                found,
                path: reading.path.to_owned(),
            },
        })?;
    let name = reading
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let region = Region::new(name, ranges);
    let square_degrees = region.area_sr().to_degrees().to_degrees();
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: format!(
            "region (MOC) in {how}, {} cells down to order {}, {square_degrees:.2} square degrees",
            grouped(region.cells().count()),
            region.order()
        ),
        regions: vec![Arc::new(region)],
        warnings,
        ..Loaded::default()
    })
}

type Ranges = (Vec<Range<u64>>, &'static str);

fn parse(
    bytes: &[u8],
    limits: &mut Limits,
    warnings: &mut Warnings,
) -> std::result::Result<Ranges, Failure> {
    if !bytes.starts_with(b"SIMPLE  =") {
        // A cell of two letters takes a range of two integers.
        limits.take(bytes.len() as u64 * 8, "the cells of the region")?;
        let text = std::str::from_utf8(bytes).map_err(|_| "this is no text".to_owned())?;
        return Ok(match text.trim_start().starts_with('{') {
            true => (parse_json(text)?, "JSON"),
            false => (parse_ascii(text)?, "ASCII"),
        });
    }
    let (parts, why_ended) = parts(bytes);
    let part = parts
        .iter()
        .find(|part| is_moc(&part.header))
        .ok_or_else(|| {
            why_ended.map_or("this FITS file has none".to_owned(), |why| {
                format!("the file is {why}")
            })
        })?;
    let header = &part.header;
    let dimension = header.upper("MOCDIM");
    if !matches!(dimension.as_str(), "" | "SPACE") {
        return Err(Failure::Words(format!(
            "this one is in {dimension}; project it to SPACE with mocpy first"
        )));
    }
    if frame(header, warnings)? != SkyFrame::Equatorial {
        let words = "this one is not in equatorial coordinates; rotate it with Aladin first";
        return Err(Failure::Words(words.into()));
    }
    let table = BinaryTable::new(part, bytes, limits)?;
    if (table.rows as u64) < table.claimed_rows {
        let words = "the file is cut short: {} of {} rows of the region are there";
        let words = words.replacen("{}", &table.rows.to_string(), 1);
        return Err(words
            .replacen("{}", &table.claimed_rows.to_string(), 1)
            .into());
    }
    let no_cells = || Failure::Words("it has no column of integers".into());
    let field = table.fields.first().ok_or_else(no_cells)?;
    let mut said = Vec::new();
    let numbers = match table.values(field, limits, &mut said)? {
        Values::Integer { values, .. } => values,
        Values::Lists { values, .. } => match *values {
            Values::Integer { values, .. } => values,
            _ => return Err(no_cells()),
        },
        _ => return Err(no_cells()),
    };
    warnings.0.append(&mut said);
    limits.take(numbers.len() as u64 * 16, "the cells of the region")?;
    let (found, how): (Vec<Option<Range<u64>>>, _) = match header.upper("ORDERING").as_str() {
        "NUNIQ" | "" => {
            let cell = |uniq: &i64| Some(Cell::from_uniq(u64::try_from(*uniq).ok()?)?.range());
            (numbers.iter().map(cell).collect(), "FITS (NUNIQ)")
        }
        ordering if ordering.starts_with("RANGE") => (ranges(&numbers, field)?, "FITS (RANGE)"),
        other => return Err(format!("its ORDERING is {other:?}, not RANGE or NUNIQ").into()),
    };
    let claimed = found.len();
    let ranges: Vec<_> = found.into_iter().flatten().collect();
    warnings.count(
        claimed - ranges.len(),
        "row left out: it names no cells of the sky",
        "rows left out: they name no cells of the sky",
    );
    Ok((ranges, how))
}

/// Pairs of first cell and the one behind the last; `None` for a pair that is none.
fn ranges(numbers: &[i64], field: &Field) -> std::result::Result<Vec<Option<Range<u64>>>, String> {
    let order = match field.kind {
        Kind::Short => 5,
        Kind::Int => 13,
        Kind::Long => FINEST_ORDER,
        _ => return Err("its ranges are no integers of 16, 32 or 64 bits".into()),
    };
    if numbers.len() % 2 == 1 {
        return Err("its last range has a beginning and no end".into());
    }
    let shift = 2 * (FINEST_ORDER - order);
    let finest = |number: i64| {
        let number = u64::try_from(number).ok()?;
        number
            .checked_mul(1 << shift)
            .filter(|cell| *cell <= FINEST_CELLS)
    };
    let pairs = numbers
        .chunks_exact(2)
        .map(|pair| Some(finest(pair[0])?..finest(pair[1])?));
    Ok(pairs
        .map(|range| range.filter(|range| range.start < range.end))
        .collect())
}
