//! What is wrong with a filter, where, and what was probably meant.

use std::fmt;
use std::ops::Range;

use super::columns::Columns;
use super::functions::FUNCTIONS;

/// Why a filter could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    /// The bytes of the text that it is about; may be empty, at the end too.
    pub at: Range<usize>,
    /// What is wrong and what is wanted, in one sentence without full stop.
    pub message: String,
}

impl FilterError {
    pub(super) fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
        }
    }

    /// The text with the place marked below it, and the message.
    pub fn marked(&self, text: &str) -> String {
        let letters = |bytes: usize| text.get(..bytes).map_or(0, |part| part.chars().count());
        let (start, end) = (letters(self.at.start), letters(self.at.end));
        let marks = "^".repeat(end.saturating_sub(start).max(1));
        format!("{text}\n{}{marks}\n{}", " ".repeat(start), self.message)
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FilterError {}

/// The error of a name that no column and no function has, with the nearest one that there is.
pub(super) fn unknown_name(at: Range<usize>, name: &str, columns: &dyn Columns) -> FilterError {
    let described: Vec<_> = (0..columns.count())
        .map(|place| columns.describe(place))
        .collect();
    let titled = described.iter().find(|column| {
        let words = column.title.to_lowercase();
        name.len() > 2 && words.contains(&name.to_lowercase().replace('_', " "))
    });
    let names = described
        .iter()
        .flat_map(|column| column.aliases.iter().chain(std::iter::once(&column.name)))
        .chain(FUNCTIONS.iter().map(|function| &function.name));
    let near = nearest(name, names.copied()).or(titled.map(|column| column.name));
    let message = match near {
        Some(near) => format!("there is no column {name:?}; {near} is the nearest name"),
        None => {
            let some: Vec<_> = described.iter().take(6).map(|column| column.name).collect();
            format!(
                "there is no column {name:?}; there are {} and others",
                some.join(", ")
            )
        }
    };
    FilterError::new(at, message)
}

/// The name most like `wanted`, if one is like it at all: few letters apart, or begun alike.
pub(super) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let most = (wanted.chars().count() / 3).max(1);
    let scored = names.filter_map(|name| {
        let lower = name.to_lowercase();
        let apart = match wanted.len() > 1 && lower.starts_with(&wanted) {
            true => 0,
            false => distance(&wanted, &lower),
        };
        (apart <= most).then_some((apart, name.len(), name))
    });
    scored.min().map(|(_, _, name)| name)
}

/// How many letters must be changed, added, left out or swapped with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 8 || a.len() > 64 || b.len() > 64 {
        return usize::MAX;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = a[i - 1] == b[j - 1];
            let mut least = (last[j] + 1)
                .min(row[j - 1] + 1)
                .min(last[j - 1] + usize::from(!same));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before_last[j - 2] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_and_swapped_neighbours_are_one() {
        assert_eq!(distance("zenith", "zenith"), 0);
        assert_eq!(distance("zenitg", "zenith"), 1);
        assert_eq!(distance("znith", "zenith"), 1);
        assert_eq!(distance("zneith", "zenith"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn names_are_near_or_not() {
        let names = || ["e_gev", "zenith_deg", "hits"].into_iter();
        assert_eq!(nearest("zenit", names()), Some("zenith_deg"));
        assert_eq!(nearest("e_gve", names()), Some("e_gev"));
        assert_eq!(nearest("hit", names()), Some("hits"));
        assert_eq!(nearest("colour", names()), None);
    }
}
