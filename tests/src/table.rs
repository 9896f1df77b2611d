//! Reference tables of `tests/data`: comma-separated, named columns, made by the scripts beside them.

use std::fmt::Debug;
use std::path::Path;
use std::str::FromStr;

use crate::data;

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// One row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    columns: &'a [String],
    cells: &'a [String],
}

impl Table {
    /// Reads `tests/data/NAME`.
    ///
    /// # Panics
    /// If it is not there: the tables are part of the project.
    pub fn read(name: &str) -> Self {
        Self::at(&data::own(name))
    }

    /// Reads a table that lies elsewhere.
    ///
    /// # Panics
    /// If it is not there.
    pub fn at(path: &Path) -> Self {
        let text = std::fs::read_to_string(path);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let split = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let columns = lines.next().map(split).unwrap_or_default();
        Self {
            columns,
            rows: lines.map(split).collect(),
        }
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row {
            columns: &self.columns,
            cells,
        })
    }
}

impl<'a> Row<'a> {
    /// The text of a cell.
    ///
    /// # Panics
    /// If there is no such column.
    pub fn text(self, column: &str) -> &'a str {
        let i = self.columns.iter().position(|name| name == column);
        &self.cells[i.unwrap_or_else(|| panic!("no column {column:?}"))]
    }

    /// The number in a cell.
    ///
    /// # Panics
    /// If there is none.
    pub fn number<T: FromStr<Err: Debug>>(self, column: &str) -> T {
        let text = self.text(column);
        text.parse()
            .unwrap_or_else(|error| panic!("{column} is {text:?}: {error:?}"))
    }
}
