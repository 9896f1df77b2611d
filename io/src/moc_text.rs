//! Regions (MOC) written as text: ASCII such as `3/1-4 7 5/100` and JSON such as `{"3": [1, 7]}`; and back.
//!
//! Source: IVOA MOC 2.0, sections 4.3.2 and 4.3.3.

use std::ops::Range;

use nuscope_model::{Cell, Region};

/// The ranges of order-29 cells that an ASCII region names, or what is wrong with it.
pub(crate) fn parse_ascii(text: &str) -> Result<Vec<Range<u64>>, String> {
    let mut ranges = Vec::new();
    let mut order: Option<u8> = None;
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let words = lines.flat_map(|line| line.split(|c: char| c.is_whitespace() || c == ','));
    for word in words.filter(|word| !word.is_empty()) {
        let mut rest = word;
        if let Some((digits, pixels)) = word.split_once('/') {
            let digits = digits.strip_prefix('s').unwrap_or(digits);
            let found = digits.parse().ok().filter(|order| *order <= 29);
            order = Some(found.ok_or_else(|| format!("{word:?} names no order within 0..=29"))?);
            rest = pixels;
        }
        if rest.is_empty() {
            continue; // An order without cells says how fine the region could be.
        }
        let order = order.ok_or_else(|| format!("{word:?} stands before any order such as 3/"))?;
        let (first, last) = rest.split_once('-').unwrap_or((rest, rest));
        ranges.push(pixels(order, first.parse().ok(), last.parse().ok(), word)?);
    }
    Ok(ranges)
}

/// The ranges of order-29 cells that a JSON region names, or what is wrong with it.
pub(crate) fn parse_json(text: &str) -> Result<Vec<Range<u64>>, String> {
    let orders: std::collections::BTreeMap<String, Vec<u64>> =
        serde_json::from_str(text).map_err(|error| format!("it is no JSON of cells ({error})"))?;
    let mut ranges = Vec::new();
    for (order, cells) in orders {
        let found = order.parse::<u8>().ok().filter(|order| *order <= 29);
        let order = found.ok_or_else(|| format!("{order:?} is no order within 0..=29"))?;
        for cell in cells {
            ranges.push(pixels(
                order,
                Some(cell),
                Some(cell),
                &format!("{order}/{cell}"),
            )?);
        }
    }
    Ok(ranges)
}

/// From the first pixel of an order to the last, both included.
fn pixels(
    order: u8,
    first: Option<u64>,
    last: Option<u64>,
    word: &str,
) -> Result<Range<u64>, String> {
    let cell = |pixel: Option<u64>| pixel.and_then(|pixel| Cell::new(order, pixel));
    match (cell(first), cell(last)) {
        (Some(first), Some(last)) if first.pixel() <= last.pixel() => {
            Ok(first.range().start..last.range().end)
        }
        _ => Err(format!("{word:?} names no pixels of order {order}")),
    }
}

/// The pixels of every order, orders and pixels ascending.
fn by_order(region: &Region) -> Vec<(u8, Vec<u64>)> {
    let mut orders: Vec<(u8, Vec<u64>)> = (0..=29).map(|order| (order, Vec::new())).collect();
    for cell in region.cells() {
        orders[usize::from(cell.order())].1.push(cell.pixel());
    }
    orders.retain(|(_, pixels)| !pixels.is_empty());
    orders
}

/// A region as ASCII, runs of pixels written as first-last.
pub(crate) fn to_ascii(region: &Region) -> String {
    let mut words = Vec::new();
    for (order, pixels) in by_order(region) {
        for (i, run) in pixels.chunk_by(|a, b| a + 1 == *b).enumerate() {
            let start = if i == 0 {
                format!("{order}/")
            } else {
                String::new()
            };
            words.push(match run {
                [only] => format!("{start}{only}"),
                run => format!("{start}{}-{}", run[0], run[run.len() - 1]),
            });
        }
    }
    words.join(" ") + "\n"
}

/// A region as JSON.
pub(crate) fn to_json(region: &Region) -> String {
    let orders = by_order(region)
        .into_iter()
        .map(|(order, pixels)| format!("\"{order}\": {pixels:?}"));
    format!("{{{}}}\n", orders.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_as_other_programs_write_them_are_read() {
        let region = |text| Region::new("", parse_ascii(text).unwrap());
        assert_eq!(region("1/3,4-6 2/0"), region("# a\n2/0\n1/3 4 5 6 29/"));
        assert_eq!(region("s3/0-3"), region("2/0"));
        assert!(region("").ranges().is_empty());
        for text in ["3", "30/1", "0/12", "1/5-2", "1/x", "1/-3", "a/1"] {
            assert!(parse_ascii(text).is_err(), "{text}");
        }
        assert!(parse_json("{\"1\": [48]}").is_err());
        assert!(parse_json("[1]").is_err());
    }

    proptest! {
        #[test]
        fn regions_come_back_from_their_texts(cells in prop::collection::vec((0u8..6, 0..12u64), 0..30)) {
            let cells = cells.into_iter().map(|(order, pixel)| Cell::new(order, pixel).unwrap());
            let region = Region::from_cells("", cells);
            prop_assert_eq!(&Region::new("", parse_ascii(&to_ascii(&region)).unwrap()), &region);
            prop_assert_eq!(&Region::new("", parse_json(&to_json(&region)).unwrap()), &region);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[0-9/, s-]{0,40}") {
            parse_ascii(&text).ok();
            parse_json(&text).ok();
        }
    }
}
