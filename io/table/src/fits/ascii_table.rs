//! The values of an ASCII table (`XTENSION = 'TABLE'`): numbers written as text at fixed places of each row.
//!
//! A blank number is missing here; the standard reads it as 0, which no survey that left it blank meant.
//! Source: FITS Standard 4.0, section 7.2.

use super::header::{Header, Part, parse_real};
use crate::{Column, Error, Limits, Result, Texts, Values};

/// All columns of the table of this part, and how many rows are there.
///
/// # Errors
/// If the header contradicts itself, or claims more bytes than `limits` has left.
pub fn read_columns(
    part: &Part,
    bytes: &[u8],
    limits: &mut Limits,
    warnings: &mut Vec<String>,
) -> Result<(Vec<Column>, usize)> {
    let header = &part.header;
    let data = bytes.get(part.data.clone()).unwrap_or_default();
    let row_bytes = header.number("NAXIS1").unwrap_or(0);
    let claimed = header.number("NAXIS2").unwrap_or(0);
    let claimed_bytes = row_bytes.saturating_mul(claimed);
    if claimed_bytes > data.len() as u64 {
        let what = format!("a table that claims {claimed} rows of {row_bytes} bytes");
        limits.clone().take(claimed_bytes, what)?;
    }
    let row_bytes = usize::try_from(row_bytes).unwrap_or(usize::MAX);
    let there = data.len().checked_div(row_bytes).unwrap_or(0);
    let rows = there.min(usize::try_from(claimed).unwrap_or(usize::MAX));
    let fields = header.number("TFIELDS").unwrap_or(0).min(999);
    let mut columns = Vec::with_capacity(fields as usize);
    for i in 1..=fields {
        let (start, width, letter) = place(header, i, row_bytes)?;
        let what = format!("column {i} of {rows} values");
        let each = if letter == 'A' { 8 + width as u64 } else { 8 };
        limits.take(each.saturating_mul(rows as u64), what)?;
        let cells = data
            .chunks_exact(row_bytes.max(1))
            .take(rows)
            .map(|row| std::str::from_utf8(&row[start..start + width]).unwrap_or("?"));
        columns.push(column(header, i, letter, cells, warnings));
    }
    Ok((columns, rows))
}

/// Where a column begins in a row, how many letters it has, and what it is.
fn place(header: &Header, i: u64, row_bytes: usize) -> Result<(usize, usize, char)> {
    let form = header.upper(&format!("TFORM{i}"));
    let start = header.number(&format!("TBCOL{i}"));
    let found = || format!("TFORM{i} = {form:?} and TBCOL{i} = {start:?}");
    let place = (|| {
        let letter = form
            .chars()
            .next()
            .filter(|letter| "AIFED".contains(*letter))?;
        let digits = form[1..].split('.').next()?;
        let width: usize = digits.trim().parse().ok()?;
        let start = usize::try_from(start?.checked_sub(1)?).ok()?;
        let fits = start.checked_add(width)? <= row_bytes;
        fits.then_some((start, width, letter))
    })();
    place.ok_or_else(|| Error::Damaged {
        place: format!("column {i}"),
        wanted: format!("a format and a place within rows of {row_bytes} bytes"),
        found: found(),
    })
}

fn column<'a>(
    header: &Header,
    i: u64,
    letter: char,
    cells: impl Iterator<Item = &'a str>,
    warnings: &mut Vec<String>,
) -> Column {
    let text = |keyword: &str| header.text(&format!("{keyword}{i}")).unwrap_or_default();
    let name = match text("TTYPE").trim() {
        "" => format!("column {i}"),
        name => name.to_owned(),
    };
    let null = header.text(&format!("TNULL{i}")).map(str::trim);
    let scale = header.real(&format!("TSCAL{i}")).unwrap_or(1.0);
    let zero = header.real(&format!("TZERO{i}")).unwrap_or(0.0);
    let is_missing = |cell: &str| cell.is_empty() || Some(cell) == null;
    let mut bad = 0usize;
    let values = if letter == 'A' {
        let texts = cells.map(|cell| cell.trim_end_matches([' ', '\0']));
        Values::Text(
            texts
                .map(|cell| if Some(cell) == null { "" } else { cell })
                .collect::<Texts>(),
        )
    } else if letter == 'I' && scale == 1.0 && zero == 0.0 {
        let (mut values, mut missing) = (Vec::new(), Vec::new());
        for (row, cell) in cells.map(str::trim).enumerate() {
            let value = cell.parse().ok().filter(|_| !is_missing(cell));
            bad += usize::from(value.is_none() && !is_missing(cell));
            if value.is_none() {
                missing.push(u32::try_from(row).unwrap_or(u32::MAX));
            }
            values.push(value.unwrap_or(0));
        }
        Values::Integer { values, missing }
    } else {
        let number = |cell: &str| match is_missing(cell) {
            true => f64::NAN,
            false => parse_real(cell).map_or_else(
                || {
                    bad += 1;
                    f64::NAN
                },
                |value| value * scale + zero,
            ),
        };
        Values::Number(cells.map(str::trim).map(number).collect())
    };
    if bad > 0 {
        warnings.push(format!(
            "column {name:?}: {bad} cells are no numbers and count as missing"
        ));
    }
    let mut column = Column::new(name, text("TUNIT").trim(), values);
    column.description = match text("TCOMM").trim() {
        "" => header
            .card(&format!("TTYPE{i}"))
            .map_or(String::new(), |card| card.comment.clone()),
        comment => comment.to_owned(),
    };
    column.ucd = text("TUCD").trim().to_owned();
    column
}
