//! How tables are looked at: which columns, in which order, which rows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The column that rows are sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// Its name.
    pub column: String,
    /// Whether the greatest comes first.
    pub falling: bool,
}

/// How one table is looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableLook {
    /// Which rows are shown: an expression as `filter` reads it, as it was typed.
    pub filter: String,
    /// What rows are sorted by; `None` leaves them as they come.
    pub sort: Option<Sort>,
    /// Columns that the user switched on or off, by name.
    pub switched: BTreeMap<String, bool>,
}

impl TableLook {
    /// Whether all rows are shown as they come.
    pub fn is_plain(&self) -> bool {
        self.filter.trim().is_empty() && self.sort.is_none()
    }

    /// What a click on the head of a column does: sort rising, then falling, then not at all.
    pub fn sort_next(&mut self, column: &str) {
        self.sort = match self.sort.take() {
            Some(sort) if sort.column == column && sort.falling => None,
            sort => Some(Sort {
                falling: sort.is_some_and(|sort| sort.column == column),
                column: column.to_owned(),
            }),
        };
    }
}

/// How the tables of the tray are looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tables {
    /// The events of the file.
    pub events: TableLook,
    /// The hits of the event.
    pub hits: TableLook,
    /// Its tracks.
    pub tracks: TableLook,
    /// The candidates on the sky, whose filter decides on those that are drawn there, too.
    pub candidates: TableLook,
    /// The sources of the catalogues that are shown.
    pub sources: TableLook,
    /// What a search of sources has found, the most significant first unless the user sorts otherwise.
    pub searched: TableLook,
    /// Whether only hits that pass the cuts are listed.
    pub hits_in_cuts: bool,
}

/// The most significant source first.
fn by_rank() -> TableLook {
    TableLook {
        sort: Some(Sort {
            column: "rank".into(),
            falling: false,
        }),
        ..TableLook::default()
    }
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            events: TableLook::default(),
            hits: TableLook::default(),
            tracks: TableLook::default(),
            candidates: TableLook::default(),
            sources: TableLook::default(),
            searched: by_rank(),
            hits_in_cuts: true,
        }
    }
}

impl Tables {
    /// The same columns, with all rows as they come: a filter belongs to the data that it was written for.
    pub fn for_other_data(&self) -> Self {
        let plain = |look: &TableLook| TableLook {
            switched: look.switched.clone(),
            ..TableLook::default()
        };
        Self {
            events: plain(&self.events),
            hits: plain(&self.hits),
            tracks: plain(&self.tracks),
            candidates: plain(&self.candidates),
            sources: plain(&self.sources),
            searched: TableLook {
                switched: self.searched.switched.clone(),
                ..by_rank()
            },
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clicks_sort_up_then_down_then_not() {
        let mut look = TableLook::default();
        let mut seen = Vec::new();
        for column in ["a", "a", "a", "a", "b"] {
            look.sort_next(column);
            seen.push(look.sort.clone().map(|sort| (sort.column, sort.falling)));
        }
        let sort = |column: &str, falling| Some((column.to_owned(), falling));
        assert_eq!(
            seen,
            [
                sort("a", false),
                sort("a", true),
                None,
                sort("a", false),
                sort("b", false)
            ]
        );
    }
}
