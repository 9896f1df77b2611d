//! Where the rows of a text table begin, what separates its cells and what its header calls its columns.
//!
//! A header is the last line before the rows, or the last comment, that names coordinates; below it there may be a
//! line of units. A table without one begins with its first line of numbers, and its columns have numbers for names.

use nuscope_model::Provenance;

use crate::column_titles::{is_unit_line_word, names_coordinates};
use crate::split_table::{Separator, is_data, lines};

/// The comment by which nuscope's own files give a sample its name.
pub(crate) const NAME_COMMENT: &str = "nuscope candidates: ";
/// The comment by which nuscope's own files say that the candidates are simulated.
pub(crate) const SIMULATED_COMMENT: &str = "simulated by nuscope, not recorded";

/// Lines before the first row that are looked at.
pub(crate) const MOST_LEADING: usize = 1000;

/// Rows that are asked for the separator and the number of columns: the first one may be the broken one.
const VOTERS: usize = 20;

/// Where the rows of a table begin, and what stands before them.
pub(crate) struct Layout<'a> {
    /// What stands between the cells of a row.
    pub(crate) separator: Separator,
    /// The columns as the header writes them, with the units of a line of units.
    pub(crate) titles: Vec<(String, Option<String>)>,
    /// The rows.
    pub(crate) rows: &'a [u8],
    /// Number of the first line of `rows`, counted from 1.
    pub(crate) first_line: usize,
    /// The sample's name, if a comment gives it.
    pub(crate) name: Option<String>,
    /// Simulated if a comment says so.
    pub(crate) provenance: Provenance,
}

/// Whether a line is one of a table: a row of numbers, or a header that names coordinates.
pub(crate) fn is_table_line(line: &str) -> bool {
    let line = line.trim_start_matches(['#', '\u{feff}']);
    let mut cells = Separator::of(line.as_bytes()).cells(line.as_bytes());
    let all_data = cells.clone().count() >= 2 && cells.all(is_data);
    all_data || header_of(line, None).is_some()
}

/// Lays out the table in `bytes`.
pub(crate) fn lay_out(bytes: &[u8]) -> Layout<'_> {
    let mut leading: Vec<String> = Vec::new();
    let mut has_header = false;
    let (mut start, mut first_line) = (0, 1);
    for (number, (line, after)) in lines(bytes).enumerate() {
        first_line = number + 1;
        let text = line.trim_ascii();
        let comment = text.strip_prefix(b"#");
        let is_row = comment.is_none() && !text.is_empty() && begins_rows(line, has_header);
        if is_row {
            break;
        }
        if !text.is_empty() && leading.len() < MOST_LEADING {
            let line = String::from_utf8_lossy(comment.unwrap_or(line)).into_owned();
            has_header |= header_of(&line, None).is_some();
            leading.push(line);
        }
        start = after;
    }
    let rows = &bytes[start..];
    let comment = |start: &str| {
        leading
            .iter()
            .find_map(|line| line.trim().strip_prefix(start))
    };
    let name = comment(NAME_COMMENT).map(|name| name.trim().to_owned());
    let provenance = match comment(SIMULATED_COMMENT) {
        Some(_) => Provenance::Simulated,
        None => Provenance::Recorded,
    };
    let contents = lines(rows).map(|(line, _)| line);
    let contents = contents.filter(|line| !matches!(line.trim_ascii().first(), None | Some(b'#')));
    let voters: Vec<&[u8]> = contents.take(VOTERS).collect();
    let separator = most(voters.iter().map(|line| Separator::of(line)));
    let separator = separator.unwrap_or(Separator::Whitespace);
    let columns = most(voters.iter().map(|line| separator.cells(line).count())).unwrap_or(0);
    let titles = titles(&leading, separator, columns);
    Layout {
        separator,
        titles,
        rows,
        first_line,
        name,
        provenance,
    }
}

/// Whether a line that is no comment is the first row: after a header any line but one of units, else numbers.
fn begins_rows(line: &[u8], has_header: bool) -> bool {
    let cells: Vec<&[u8]> = Separator::of(line).cells(line).collect();
    let numbers = cells.iter().filter(|cell| is_data(cell)).count();
    let text = || String::from_utf8_lossy(line);
    match has_header {
        true => {
            !is_units(&split(&text(), Separator::of(line))) && header_of(&text(), None).is_none()
        }
        false => numbers >= 2 && 2 * numbers > cells.len(),
    }
}

/// What occurs most often, the earlier of equals.
fn most<T: PartialEq + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let values: Vec<T> = values.collect();
    let count = |value: &T| values.iter().filter(|other| *other == value).count();
    values
        .iter()
        .rev()
        .max_by_key(|value| count(value))
        .copied()
}

/// The cells of a line of names or units; a unit apart from its name, as in `RA [deg]`, is put back to it.
fn split(line: &str, separator: Separator) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for cell in separator.cells(line.as_bytes()) {
        let cell = String::from_utf8_lossy(cell).into_owned();
        match titles.last_mut() {
            Some(last) if separator == Separator::Whitespace && cell.starts_with(['[', '(']) => {
                last.push_str(&cell);
            }
            _ => titles.push(cell),
        }
    }
    titles
}

/// A line split as its rows are, by its own separator, or at blanks.
fn splits(line: &str, rows: Option<Separator>) -> impl Iterator<Item = Vec<String>> {
    let own = Separator::of(line.as_bytes());
    let separators = rows.into_iter().chain([own, Separator::Whitespace]);
    separators.map(move |separator| split(line, separator))
}

/// The titles in a line that names coordinates.
fn header_of(line: &str, rows: Option<Separator>) -> Option<Vec<String>> {
    splits(line, rows).find(|titles| names_coordinates(titles.iter().map(String::as_str)))
}

fn is_units(words: &[String]) -> bool {
    words.len() > 1 && words.iter().all(|word| is_unit_line_word(word))
}

/// The titles of the columns, from the lines before the first row; their numbers if none is a header.
fn titles(leading: &[String], rows: Separator, columns: usize) -> Vec<(String, Option<String>)> {
    // Best a line that names coordinates, whatever its length: then the rows that differ are the broken ones.
    let numbered = || leading.iter().enumerate().rev();
    let named =
        numbered().find_map(|(i, line)| header_of(line, Some(rows)).map(|titles| (i, titles)));
    let fitting = || {
        numbered().find_map(|(i, line)| {
            let fits = |titles: &Vec<String>| titles.len() == columns && !is_units(titles);
            splits(line, Some(rows))
                .find(fits)
                .map(|titles| (i, titles))
        })
    };
    let Some((line, titles)) = named.or_else(fitting) else {
        return (1..=columns)
            .map(|number| (number.to_string(), None))
            .collect();
    };
    let units = leading[line + 1..].iter().find_map(|line| {
        splits(line, Some(rows)).find(|units| units.len() == titles.len() && is_units(units))
    });
    let mut units = units.unwrap_or_default().into_iter();
    let unit = |unit: String| unit.bytes().any(|byte| byte != b'-').then_some(unit);
    titles
        .into_iter()
        .map(|title| (title, units.next().and_then(unit)))
        .collect()
}
