//! A table as it is shown: columns that are made when they are first needed, each with its name, unit and writing.
//!
//! Columns are shared between versions of a table, so that marking a hit or reading one more event makes anew only
//! what depends on it. Every column has a number of its own; what was sorted or filtered by it knows by that
//! number when it has to be done again.

pub mod candidates;
pub mod events;
pub mod hits;
mod list;
mod on_sky;
mod order;
mod save;
pub mod searched;
mod sort;
pub mod sources;
pub mod tracks;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use nuscope_model::Utc;
use nuscope_model::trigger::trigger_names;

use crate::filter::{Cells, Columns, Description, Kind, missing_whole};
use crate::source_report::p_number;

pub use list::{Among, List, MANY_ROWS, Passing};
pub use order::Order;
pub use save::{Saved, save_rows, say_rows, table_of};

/// How numbers of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// As they are, in full.
    Plain,
    /// With so many decimals.
    Decimals(usize),
    /// With so many decimals before a power of ten, unless that is needless.
    Power(usize),
    /// As probabilities are: two digits that count.
    Probability,
}

/// What is fixed of a column.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Its name in filters and in files, with its unit: `e_gev`.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// What people call it: "Energy".
    pub title: &'static str,
    /// Its unit; empty for counts and names.
    pub unit: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// How its numbers are written.
    pub writing: Writing,
    /// Width in points before the user changes it.
    pub width: f32,
    /// Whether it is shown unless the user hides it.
    pub usual: bool,
    /// Whether its unit stands above the column; where not, it is said beside the table.
    pub unit_above: bool,
}

/// What every column begins from.
pub const HEAD: Head = Head {
    name: "",
    aliases: &[],
    title: "",
    unit: "",
    about: "",
    kind: Kind::Number,
    writing: Writing::Plain,
    width: 76.0,
    usual: true,
    unit_above: true,
};

impl Head {
    /// The same for another column: its name in filters, its title, what it is in a sentence.
    pub const fn of(self, name: &'static str, title: &'static str, about: &'static str) -> Self {
        Self {
            name,
            title,
            about,
            ..self
        }
    }

    /// The same under further names.
    pub const fn known_as(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// The same in a unit.
    pub const fn in_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// The same with values of another kind.
    pub const fn holding(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// The same with its numbers written in another way.
    pub const fn written(self, writing: Writing) -> Self {
        Self { writing, ..self }
    }

    /// The same with another width.
    pub const fn wide(self, width: f32) -> Self {
        Self { width, ..self }
    }

    /// The same, shown or not unless the user says so.
    pub const fn usual_if(self, usual: bool) -> Self {
        Self { usual, ..self }
    }
}

/// What makes the values of a column, once; what it was made from is let go then.
type Make = Box<dyn FnOnce() -> Cells + Send + Sync>;

/// A column.
pub struct GridColumn {
    /// What is fixed of it.
    pub head: Head,
    id: u64,
    cells: LazyLock<Cells, Make>,
}

impl GridColumn {
    /// A column whose values `make` makes when they are first needed.
    pub fn new(head: Head, make: impl FnOnce() -> Cells + Send + Sync + 'static) -> Arc<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Arc::new(Self {
            head,
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            cells: LazyLock::new(Box::new(make)),
        })
    }

    /// Its values; made now if nobody has asked for them before.
    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    /// Whether its values are there, so that asking for them takes no time.
    pub fn is_made(&self) -> bool {
        LazyLock::get(&self.cells).is_some()
    }

    /// A number that no other column has had.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Its name with its unit, as it stands above the column.
    pub fn heading(&self) -> String {
        match self.head.unit {
            _ if !self.head.unit_above => self.head.title.to_owned(),
            "" => self.head.title.to_owned(),
            unit => format!("{} [{unit}]", self.head.title),
        }
    }

    /// Whether its values stand at the right, one below the other by their digits.
    pub fn is_right(&self) -> bool {
        self.head.kind == Kind::Number
    }

    /// A value as people read it, dots while the values are still being made; for what must not wait.
    pub fn text_so_far(&self, row: usize) -> String {
        match self.is_made() {
            true => self.text(row),
            false => "…".to_owned(),
        }
    }

    /// A value as people read it; empty where there is none.
    pub fn text(&self, row: usize) -> String {
        match self.cells() {
            Cells::Text(_) => self.cells().text(row).to_owned(),
            Cells::Bits(bits) => bits
                .get(row)
                .map_or_else(String::new, |bits| trigger_names(*bits).join(", ")),
            Cells::Truth(truths) => match truths.get(row) {
                Some(true) => "yes".to_owned(),
                _ => String::new(),
            },
            Cells::Whole(values) => match values.get(row) {
                Some(value) if *value != missing_whole() => value.to_string(),
                _ => String::new(),
            },
            Cells::Moment(seconds) => match seconds.get(row) {
                Some(seconds) if seconds.is_finite() => moment_words(*seconds),
                _ => String::new(),
            },
            Cells::Single(_) | Cells::Real(_) => {
                written(self.cells().number(row), self.head.writing)
            }
        }
    }
}

/// A number as people read it; empty where there is none.
fn written(value: f64, writing: Writing) -> String {
    if value.is_nan() {
        return String::new();
    }
    match writing {
        Writing::Plain => value.to_string(),
        Writing::Probability => p_number(value),
        Writing::Decimals(decimals) => {
            let text = format!("{value:.decimals$}");
            // A minus before nothing but zeros only puzzles.
            match text.strip_prefix('-') {
                Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => {
                    rest.to_owned()
                }
                _ => text,
            }
        }
        Writing::Power(decimals) => match value.abs() {
            0.0 => "0".to_owned(),
            size if (0.1..1e4).contains(&size) => {
                let whole = size.log10().floor().max(0.0) as usize;
                format!("{value:.*}", decimals.saturating_sub(whole))
            }
            _ => format!("{value:.decimals$e}"),
        },
    }
}

/// Seconds since 1970 as date and time in UTC, to the millisecond.
fn moment_words(unix_s: f64) -> String {
    let milliseconds = (unix_s * 1e3).round();
    let utc = Utc {
        unix_s: (milliseconds / 1e3).floor() as i64,
        nanoseconds: (milliseconds.rem_euclid(1e3) * 1e6) as u32,
    };
    let text = utc.to_string();
    text.strip_suffix(" UTC")
        .map_or(text.clone(), str::to_owned)
}

/// A table.
#[derive(Clone)]
pub struct Grid {
    /// What its rows are, for people: "events".
    pub rows_are: &'static str,
    rows: usize,
    columns: Vec<Arc<GridColumn>>,
}

impl Grid {
    /// A table of these columns, which all have `rows` values.
    pub fn new(rows_are: &'static str, rows: usize, columns: Vec<Arc<GridColumn>>) -> Self {
        Self {
            rows_are,
            rows,
            columns,
        }
    }

    /// Its columns.
    pub fn columns(&self) -> &[Arc<GridColumn>] {
        &self.columns
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Arc<GridColumn>> {
        self.columns.iter().find(|column| column.head.name == name)
    }

    /// Puts `column` in the place of the one of its name.
    pub fn replace(&mut self, column: Arc<GridColumn>) {
        let name = column.head.name;
        if let Some(place) = self.columns.iter_mut().find(|old| old.head.name == name) {
            *place = column;
        }
    }

    /// The columns that are shown: those that the user switched, and the usual ones.
    pub fn shown(&self, look: &crate::view::TableLook) -> Vec<Arc<GridColumn>> {
        let shown = |column: &&Arc<GridColumn>| {
            let switched = look.switched.get(column.head.name);
            switched.copied().unwrap_or(column.head.usual)
        };
        self.columns.iter().filter(shown).cloned().collect()
    }
}

impl Columns for Grid {
    fn rows(&self) -> usize {
        self.rows
    }

    fn count(&self) -> usize {
        self.columns.len()
    }

    fn describe(&self, place: usize) -> Description<'_> {
        let head = &self.columns[place].head;
        Description {
            name: head.name,
            aliases: head.aliases,
            title: head.title,
            unit: head.unit,
            kind: head.kind,
        }
    }

    fn cells(&self, place: usize) -> Cells {
        self.columns[place].cells().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        let power = |value| written(value, Writing::Power(3));
        assert_eq!(
            [
                0.0,
                12.5,
                1234.5,
                123_456.0,
                0.02,
                -7.0,
                f64::NAN,
                f64::INFINITY
            ]
            .map(power),
            [
                "0", "12.50", "1234", "1.235e5", "2.000e-2", "-7.000", "", "inf"
            ]
        );
        let decimals = |value| written(value, Writing::Decimals(1));
        assert_eq!(
            [0.04, -0.04, -3.26, 1e6].map(decimals),
            ["0.0", "0.0", "-3.3", "1000000.0"]
        );
    }

    #[test]
    fn moments_are_written_to_the_millisecond() {
        assert_eq!(moment_words(1_676_251_007.703), "2023-02-13 01:16:47.703");
        assert_eq!(moment_words(-0.5), "1969-12-31 23:59:59.500");
    }
}
