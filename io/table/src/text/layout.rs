//! Where the rows of a text table begin, what separates its cells and what its header calls its columns.
//!
//! Nothing is declared in such a file, so its rows vote: separator, number of columns, and which of these hold
//! numbers. A header is the line before the rows, or the likeliest comment, with as many names as there are
//! columns and no value among them; a line of units may follow. Without a header, the columns are col1, col2 and
//! so on.

use memchr::memchr;

use super::cell::{is_data, is_missing, number};
use super::column::decoded;
use super::header::{are_names, are_units, fitting, likeness, unit};
use super::split::{Records, Separator, closing, is_any_separator, line_breaks};
use crate::{Error, Result};

/// Lines of content that are looked at.
const MOST_LOOKED_AT: usize = 200;

/// Rows that vote; the last ones of those looked at, because the first may be sentences or broken.
const VOTERS: usize = 50;

/// Comments that are kept.
pub(crate) const MOST_NOTES: usize = 1000;

/// The most columns of a table.
const MOST_COLUMNS: usize = 10_000;

/// What a text table looks like.
#[derive(Clone, Debug)]
pub(crate) struct Layout<'a> {
    /// What stands between the cells of a row.
    pub(crate) separator: Separator,
    /// The columns' names and, from a line of units, their units.
    pub(crate) titles: Vec<(String, Option<String>)>,
    /// Whether the names are the file's own.
    pub(crate) named: bool,
    /// The rows.
    pub(crate) rows: &'a [u8],
    /// Number of the first line of `rows`, counted from 1.
    pub(crate) first_line: usize,
    /// Comments and sentences before the rows.
    pub(crate) notes: Vec<String>,
    /// What was left out.
    pub(crate) warnings: Vec<String>,
}

/// What the rows agree on.
struct Vote {
    separator: Separator,
    columns: usize,
    /// Whether each column holds values in most rows.
    values: Vec<bool>,
}

/// Lays out the table in `bytes`.
///
/// # Errors
/// If these are no rows of any kind.
pub(crate) fn lay_out(bytes: &[u8]) -> Result<Layout<'_>> {
    let vote = vote(bytes)?;
    let fit = |line: &[u8]| fitting(line, vote.separator, vote.columns);
    let mut header: Option<Vec<String>> = None;
    let mut units: Option<Vec<String>> = None;
    let mut comments: Vec<String> = Vec::new();
    let mut notes: Vec<(bool, String)> = Vec::new();
    let mut start = 0;
    for line in lines(bytes) {
        let text = line.trim_ascii();
        let comment = text.strip_prefix(b"#");
        if let Some(comment) = comment {
            if comments.len() < MOST_NOTES {
                comments.push(decoded(comment).into_owned());
                notes.push((true, shown(comment)));
            }
        } else if !text.is_empty() {
            match &header {
                None if vote.is_row(line) => break,
                None => match fit(line).filter(|titles| are_names(titles)) {
                    Some(titles) => header = Some(titles),
                    None if begins_numbers(line) => break,
                    None => notes.push((false, shown(text))),
                },
                Some(_) => match fit(line).filter(|words| are_units(words)) {
                    Some(words) if units.is_none() => units = Some(words),
                    Some(words) if words.iter().all(|word| unit(word).is_none()) => {}
                    _ => break,
                },
            }
        }
        start += (line.len() + 1).min(bytes.len() - start);
    }
    // Dashes alone are no units, and the units may stand above them.
    let from_comments = || {
        let candidates = comments.iter().enumerate().filter_map(|(i, comment)| {
            let titles = fit(comment.as_bytes()).filter(|titles| are_names(titles))?;
            (!are_units(&titles)).then_some((i, titles))
        });
        candidates.max_by_key(|(i, titles)| (likeness(titles), *i))
    };
    if header.is_none()
        && let Some((at, titles)) = from_comments()
    {
        notes.retain(|note| *note != (true, shown(comments[at].as_bytes())));
        units = comments[at + 1..].iter().find_map(|comment| {
            fit(comment.as_bytes()).filter(|words| words.len() > 1 && are_units(words))
        });
        header = Some(titles);
    }
    let named = header.is_some();
    let mut warnings = Vec::new();
    if !named && let Some((_, last)) = notes.iter().rev().find(|(comment, _)| !comment) {
        warnings.push(format!(
            "no line names the {} columns, so they are called col1, col2 and so on; the line before the rows is {last:?}",
            vote.columns
        ));
    }
    let names = header.unwrap_or_else(|| vec![String::new(); vote.columns]);
    let units = units.unwrap_or_default();
    let titles = names.into_iter().enumerate().map(|(i, name)| {
        let name = match name.is_empty() {
            true => format!("col{}", i + 1),
            false => name,
        };
        (name, units.get(i).and_then(|word| unit(word)))
    });
    let has_words = |note: &String| note.chars().any(char::is_alphanumeric);
    Ok(Layout {
        separator: vote.separator,
        titles: titles.collect(),
        named,
        rows: &bytes[start..],
        first_line: 1 + line_breaks(&bytes[..start]),
        notes: notes
            .into_iter()
            .map(|(_, note)| note)
            .filter(has_words)
            .collect(),
        warnings,
    })
}

/// The lines of some bytes.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.map(|line| line.strip_suffix(b"\n").unwrap_or(line))
}

/// A comment without the blanks around it.
pub(crate) fn shown(comment: &[u8]) -> String {
    let comment = decoded(comment);
    comment.trim().chars().take(1000).collect()
}

/// Whether a line that does not fit the others is a broken row rather than a sentence: most of it is numbers.
fn begins_numbers(line: &[u8]) -> bool {
    let cells = Separator::of(line).cells(line);
    let (all, numbers) = cells.fold((0, 0), |(all, numbers), cell| {
        (all + 1, numbers + usize::from(is_data(cell)))
    });
    numbers >= 2 && 2 * numbers > all
}

impl Vote {
    /// Whether a line has the rows' number of cells, and values where most rows have them.
    fn is_row(&self, line: &[u8]) -> bool {
        let (mut count, mut wanted, mut found) = (0, 0, 0);
        for (i, cell) in self.separator.cells(line).enumerate() {
            count += 1;
            if self.values.get(i) == Some(&true) {
                wanted += 1;
                found += usize::from(is_data(cell) || is_missing(cell));
            }
        }
        count == self.columns && wanted > 0 && 2 * found >= wanted.max(1)
    }
}

/// Lets the rows decide on separator and columns.
fn vote(bytes: &[u8]) -> Result<Vote> {
    let is_content = |line: &&[u8]| !matches!(line.trim_ascii().first(), None | Some(b'#'));
    let contents: Vec<&[u8]> = Records::of_unknown(bytes)
        .filter(is_content)
        .take(MOST_LOOKED_AT)
        .collect();
    let from = match contents.len() {
        0..=8 => 0,
        all => (all / 2).max(all.saturating_sub(VOTERS)),
    };
    let voters: Vec<Vec<u8>> = contents[from..].iter().map(|line| masked(line)).collect();
    let tally = |separator: Separator| Tally::of(&voters, separator);
    let blanks = tally(Separator::Whitespace);
    let agreed = |tally: &Tally| tally.columns > 1 && 2 * tally.agreeing > voters.len();
    // The one that leaves most numbers, and the less ambiguous of equals.
    let best = Separator::BYTES
        .into_iter()
        .rev()
        .map(tally)
        .filter(agreed)
        .max_by_key(|tally| tally.numbers)
        .filter(|tally| {
            // Blanks inside cells, as in `05 09 25.96`, make more numbers, but the header does not have them.
            let header = contents
                .first()
                .is_some_and(|line| tally.fits(line) && !blanks.fits(line));
            header || !(agreed(&blanks) && blanks.numbers > tally.numbers)
        });
    let best = best.unwrap_or(blanks);
    let wrong = |found: String| {
        Err(Error::Unsupported {
            wanted: "a table of text, with a row on every line",
            found,
        })
    };
    let Some(last) = voters.last() else {
        return wrong("there is no line but comments".into());
    };
    // Words alone are a table only if nearly all lines agree on the number of their cells.
    let words = best.columns > 1
        && best.separator != Separator::Whitespace
        && 5 * best.agreeing >= 4 * voters.len();
    let readable = words || best.numbers > 0 && 2 * best.agreeing >= voters.len();
    if !readable {
        return wrong(format!(
            "its lines have neither numbers nor a common number of cells, such as {:?}",
            shown(last).chars().take(60).collect::<String>()
        ));
    }
    if best.columns > MOST_COLUMNS {
        return wrong(format!(
            "its lines have {} cells, and {MOST_COLUMNS} are the most; turn it on its side",
            best.columns
        ));
    }
    let mut values = vec![0; best.columns];
    let rows = voters.iter().filter(|line| best.fits(line));
    for line in rows {
        for (count, cell) in values.iter_mut().zip(best.separator.cells(line)) {
            *count += usize::from(is_data(cell));
        }
    }
    Ok(Vote {
        separator: best.separator,
        columns: best.columns,
        values: values
            .iter()
            .map(|count| 2 * count >= best.agreeing && *count > 0)
            .collect(),
    })
}

/// A line without the separators inside its quoted cells, whichever separator the table has.
fn masked(line: &[u8]) -> Vec<u8> {
    let mut masked = line.to_vec();
    let mut at = 0;
    while let Some(open) = memchr(b'"', &line[at..]).map(|open| at + open) {
        at = open + 1;
        let begins = open == 0 || is_any_separator(line[open - 1]);
        if let Some(length) = closing(&line[open..]).filter(|_| begins) {
            for byte in &mut masked[open..open + length] {
                if is_any_separator(*byte) || *byte == b'\n' {
                    *byte = b'_';
                }
            }
            at = open + length + 1;
        }
    }
    masked
}

/// Whether a cell holds a value; one with a decimal comma is one here, where commas do not separate.
fn is_value(cell: &[u8], separator: Separator) -> bool {
    let comma = || {
        let at = memchr(b',', cell)?;
        let mut cell = cell.to_vec();
        cell[at] = b'.';
        Some(number(&cell).is_some())
    };
    is_data(cell) || separator != Separator::Byte(b',') && comma() == Some(true)
}

/// How voters fall apart by one separator.
#[derive(Clone, Copy)]
struct Tally {
    separator: Separator,
    /// The most frequent number of cells, and how many lines have it.
    columns: usize,
    agreeing: usize,
    /// Cells that hold values in these lines.
    numbers: usize,
}

impl Tally {
    fn of(voters: &[Vec<u8>], separator: Separator) -> Self {
        let counts: Vec<usize> = voters
            .iter()
            .map(|line| separator.cells(line).count())
            .collect();
        let times = |count: usize| counts.iter().filter(|other| **other == count).count();
        // The later of equals: a header may differ from the only row below it.
        let columns = counts.iter().copied().max_by_key(|count| times(*count));
        let mut tally = Self {
            separator,
            columns: columns.unwrap_or(0),
            agreeing: 0,
            numbers: 0,
        };
        for line in voters {
            if tally.fits(line) {
                tally.agreeing += 1;
                tally.numbers += separator
                    .cells(line)
                    .filter(|cell| is_value(cell, separator))
                    .count();
            }
        }
        tally
    }

    fn fits(&self, line: &[u8]) -> bool {
        self.separator.cells(line).count() == self.columns
    }
}
