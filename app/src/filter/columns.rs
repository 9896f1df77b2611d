//! What a filter sees of a table: named columns of numbers, texts, times, conditions and trigger bits.

use std::sync::Arc;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers.
    Number,
    /// Texts.
    Text,
    /// Moments.
    Moment,
    /// True or false.
    Truth,
    /// Trigger bits.
    Bits,
}

impl Kind {
    /// What people call it, with its article.
    pub fn words(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Moment => "a time",
            Self::Truth => "a condition",
            Self::Bits => "a set of trigger bits",
        }
    }
}

/// A text of a few that come again and again, by its place among them.
pub type Word = u32;

/// Texts of which many are alike: each row holds the place of its own among the different ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextCells {
    /// The different texts.
    pub texts: Vec<String>,
    /// One place for each row.
    pub rows: Vec<Word>,
}

impl<T: AsRef<str>> FromIterator<T> for TextCells {
    fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Self {
        let mut places: std::collections::HashMap<String, Word> = Default::default();
        let mut cells = Self::default();
        for text in iter {
            let text = text.as_ref();
            let word = match places.get(text) {
                Some(word) => *word,
                None => {
                    let word = cells.texts.len() as Word;
                    places.insert(text.to_owned(), word);
                    cells.texts.push(text.to_owned());
                    word
                }
            };
            cells.rows.push(word);
        }
        cells
    }
}

/// The value that stands for a missing whole number.
pub const fn missing_whole() -> i64 {
    i64::MIN
}

/// The values of a column, one for each row. Cloning is cheap: the values are shared.
#[derive(Clone, Debug)]
pub enum Cells {
    /// Numbers of single precision; NaN where there is none.
    Single(Arc<[f32]>),
    /// Numbers; NaN where there is none.
    Real(Arc<[f64]>),
    /// Whole numbers; [`missing_whole`] where there is none.
    Whole(Arc<[i64]>),
    /// Moments in seconds since 1970 (UTC, leap seconds not counted); NaN where there is none.
    Moment(Arc<[f64]>),
    /// True or false.
    Truth(Arc<[bool]>),
    /// Trigger bits.
    Bits(Arc<[u64]>),
    /// Texts; empty where there is none.
    Text(Arc<TextCells>),
}

impl Cells {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Single(values) => values.len(),
            Self::Real(values) | Self::Moment(values) => values.len(),
            Self::Whole(values) => values.len(),
            Self::Truth(values) => values.len(),
            Self::Bits(values) => values.len(),
            Self::Text(cells) => cells.rows.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What they are.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Single(_) | Self::Real(_) | Self::Whole(_) => Kind::Number,
            Self::Moment(_) => Kind::Moment,
            Self::Truth(_) => Kind::Truth,
            Self::Bits(_) => Kind::Bits,
            Self::Text(_) => Kind::Text,
        }
    }

    /// The value of a row as a number: conditions are 0 or 1, missing values and texts NaN.
    pub fn number(&self, row: usize) -> f64 {
        let found = match self {
            Self::Single(values) => values.get(row).map(|value| f64::from(*value)),
            Self::Real(values) | Self::Moment(values) => values.get(row).copied(),
            Self::Whole(values) => values.get(row).map(|value| whole(*value)),
            Self::Truth(values) => values.get(row).map(|value| f64::from(u8::from(*value))),
            Self::Bits(values) => values.get(row).map(|value| *value as f64),
            Self::Text(_) => None,
        };
        found.unwrap_or(f64::NAN)
    }

    /// The text of a row; empty for anything else.
    pub fn text(&self, row: usize) -> &str {
        match self {
            Self::Text(cells) => {
                let word = cells.rows.get(row).map(|word| *word as usize);
                let text = word.and_then(|word| cells.texts.get(word));
                text.map_or("", String::as_str)
            }
            _ => "",
        }
    }
}

/// A whole number as a real one, NaN where it is missing.
pub(super) fn whole(value: i64) -> f64 {
    match value == missing_whole() {
        true => f64::NAN,
        false => value as f64,
    }
}

/// What a column is called and holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Description<'a> {
    /// Its name in filters, with its unit: `e_gev`.
    pub name: &'a str,
    /// Other names that mean the same: `energy_gev`.
    pub aliases: &'a [&'a str],
    /// What people call it: "Energy".
    pub title: &'a str,
    /// Its unit; empty for counts and names.
    pub unit: &'a str,
    /// What it holds.
    pub kind: Kind,
}

/// A table as a filter sees it.
pub trait Columns: Sync {
    /// Number of rows.
    fn rows(&self) -> usize;

    /// Number of columns.
    fn count(&self) -> usize;

    /// What the column at `place` is; `place` is below [`Columns::count`].
    fn describe(&self, place: usize) -> Description<'_>;

    /// The values of the column at `place`.
    fn cells(&self, place: usize) -> Cells;

    /// The place of the column of this name, in any case of letters.
    fn find(&self, name: &str) -> Option<usize> {
        (0..self.count()).find(|place| {
            let column = self.describe(*place);
            let mut names = column.aliases.iter().chain(std::iter::once(&column.name));
            names.any(|known| known.eq_ignore_ascii_case(name))
        })
    }
}
