//! How a column is written into the rows of a binary table, and into the heap behind them.

use crate::{Column, Values};

/// Texts longer than this are written behind the table, where most are shorter.
const WIDE_TEXT: usize = 256;

/// How one column is written.
#[derive(Clone, Debug)]
pub(super) struct Encoded {
    /// TFORM.
    pub(super) form: String,
    /// TNULL.
    pub(super) null: Option<i64>,
    /// TDIM.
    pub(super) dimensions: Option<String>,
    /// Bytes in a row.
    pub(super) width: usize,
    layout: Layout,
}

#[derive(Clone, Debug)]
enum Layout {
    /// One element, or always as many, in the row itself; a text has this many letters.
    Inline { letters: usize },
    /// As lists of texts, filled up with empty ones to this many.
    Texts { letters: usize, each: usize },
    /// How many, and where in the heap, for every row.
    Heap(Vec<(u64, u64)>),
}

/// How to write a column; what does not fit into rows is added to `heap`. `None` for lists of lists.
pub(super) fn encode(
    column: &Column,
    heap: &mut Vec<u8>,
    warnings: &mut Vec<String>,
) -> Option<Encoded> {
    let texts = match &column.values {
        Values::Text(texts) => Some(texts),
        Values::Lists { values, .. } => values.texts(),
        _ => None,
    };
    let foreign = texts.map_or(0, |texts| {
        texts.iter().filter(|text| !text.is_ascii()).count()
    });
    if foreign > 0 {
        warnings.push(format!(
            "column {:?}: {foreign} texts have letters that FITS cannot hold; they became \"?\"",
            column.name
        ));
    }
    match &column.values {
        Values::Text(texts) => {
            let lengths = || texts.iter().map(|text| text.chars().count());
            let widest = lengths().max().unwrap_or(0).max(1);
            let total: usize = lengths().sum();
            if widest <= WIDE_TEXT || widest.saturating_mul(texts.len()) / 4 <= total {
                return Some(Encoded {
                    form: format!("{widest}A"),
                    null: None,
                    dimensions: None,
                    width: widest,
                    layout: Layout::Inline { letters: widest },
                });
            }
            let mut places = Vec::with_capacity(texts.len());
            for text in texts.iter() {
                let start = heap.len();
                push_text(text, 0, heap);
                places.push(((heap.len() - start) as u64, start as u64));
            }
            Some(in_heap('A', None, widest, places))
        }
        Values::Lists { ends, values } => encode_lists(ends, values, heap),
        values => {
            let null = free_null(values);
            let (letter, width) = letter(values)?;
            Some(Encoded {
                form: letter.to_string(),
                null,
                dimensions: None,
                width,
                layout: Layout::Inline { letters: 0 },
            })
        }
    }
}

fn encode_lists(ends: &[usize], values: &Values, heap: &mut Vec<u8>) -> Option<Encoded> {
    let starts = std::iter::once(&0).chain(ends);
    let ranges = || starts.clone().zip(ends).map(|(start, end)| *start..*end);
    let longest = ranges().map(|range| range.len()).max().unwrap_or(0);
    if let Values::Text(texts) = values {
        let letters = texts.iter().map(|text| text.chars().count()).max();
        let letters = letters.unwrap_or(0).max(1);
        let each = longest.max(1);
        return Some(Encoded {
            form: format!("{}A", letters * each),
            null: None,
            dimensions: Some(format!("({letters},{each})")),
            width: letters * each,
            layout: Layout::Texts { letters, each },
        });
    }
    let (letter, size) = letter(values)?;
    let null = free_null(values);
    if ranges().all(|range| range.len() == longest) && longest != 1 {
        return Some(Encoded {
            form: format!("{longest}{letter}"),
            null,
            dimensions: None,
            width: longest * size,
            layout: Layout::Inline { letters: 0 },
        });
    }
    let mut places = Vec::with_capacity(ends.len());
    for range in ranges() {
        places.push((range.len() as u64, heap.len() as u64));
        range.for_each(|place| push_element(values, place, null, heap));
    }
    Some(in_heap(letter, null, longest, places))
}

fn in_heap(letter: char, null: Option<i64>, longest: usize, places: Vec<(u64, u64)>) -> Encoded {
    let end = places.iter().map(|(length, at)| at + length).max();
    let small = i32::try_from(end.unwrap_or(0)).is_ok();
    Encoded {
        form: format!("1{}{letter}({longest})", if small { 'P' } else { 'Q' }),
        null,
        dimensions: None,
        width: if small { 8 } else { 16 },
        layout: Layout::Heap(places),
    }
}

/// The letter of a type and its bytes; `None` for lists and texts.
fn letter(values: &Values) -> Option<(char, usize)> {
    match values {
        Values::Number(_) => Some(('D', 8)),
        Values::Integer { .. } => Some(('K', 8)),
        Values::Bool(_) => Some(('L', 1)),
        Values::Text(_) | Values::Lists { .. } => None,
    }
}

/// An integer that stands for "none" and that no value has; `None` where none is missing.
fn free_null(values: &Values) -> Option<i64> {
    let Values::Integer { values, missing } = values else {
        return None;
    };
    if missing.is_empty() {
        return None;
    }
    // Among one more candidates than values there is a free one.
    let low = i64::MIN + values.len() as i64;
    let taken: std::collections::HashSet<i64> = values
        .iter()
        .copied()
        .filter(|value| *value <= low)
        .collect();
    (i64::MIN..=low).find(|candidate| !taken.contains(candidate))
}

impl Encoded {
    /// Writes what stands in this row.
    pub(super) fn write(&self, values: &Values, row: usize, out: &mut Vec<u8>) {
        match (&self.layout, values) {
            (Layout::Heap(places), _) => {
                let (length, at) = places.get(row).copied().unwrap_or_default();
                if self.width == 8 {
                    out.extend((length as u32).to_be_bytes());
                    out.extend((at as u32).to_be_bytes());
                } else {
                    out.extend(length.to_be_bytes());
                    out.extend(at.to_be_bytes());
                }
            }
            (Layout::Texts { letters, each }, values) => {
                let end = out.len() + letters * each;
                if let Some((range, Values::Text(texts))) = values.list(row) {
                    for text in range.map(|place| texts.get(place)) {
                        push_text(text.unwrap_or_default(), *letters, out);
                    }
                }
                out.resize(end, 0);
            }
            (Layout::Inline { .. }, Values::Lists { .. }) => {
                if let Some((range, values)) = values.list(row) {
                    range.for_each(|place| push_element(values, place, self.null, out));
                }
            }
            (Layout::Inline { letters }, Values::Text(texts)) => {
                push_text(texts.get(row).unwrap_or_default(), *letters, out);
            }
            (Layout::Inline { .. }, values) => push_element(values, row, self.null, out),
        }
    }
}

fn push_element(values: &Values, place: usize, null: Option<i64>, out: &mut Vec<u8>) {
    match values {
        Values::Number(values) => out.extend(values[place].to_be_bytes()),
        Values::Integer { values, missing } => {
            let is_missing = missing.binary_search(&(place as u32)).is_ok();
            let value = null.filter(|_| is_missing).unwrap_or(values[place]);
            out.extend(value.to_be_bytes());
        }
        Values::Bool(values) => out.push(match values[place] {
            Some(true) => b'T',
            Some(false) => b'F',
            None => 0,
        }),
        Values::Text(_) | Values::Lists { .. } => {}
    }
}

/// A text in ASCII, filled up with blanks to this many letters.
fn push_text(text: &str, letters: usize, out: &mut Vec<u8>) {
    let end = out.len() + letters;
    out.extend(text.chars().map(|letter| match letter {
        ' '..='~' => letter as u8,
        _ => b'?',
    }));
    if out.len() < end {
        out.resize(end, b' ');
    }
}
