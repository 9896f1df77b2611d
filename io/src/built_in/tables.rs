//! Reads the built-in tables: commas between cells, semicolons between other names, no quotes.

use nuscope_model::catalogue::Extension;
use nuscope_model::{Catalogue, Equatorial, Extra, Source};

use crate::checksum;

/// A table with named columns.
pub(super) struct Rows {
    columns: Vec<&'static str>,
    rows: Vec<Vec<&'static str>>,
}

impl Rows {
    pub(super) fn of(text: &'static str) -> Self {
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        Self {
            columns: lines.next().unwrap_or_default(),
            rows: lines.collect(),
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// A cell; empty where there is no such column.
    pub(super) fn text(&self, row: usize, column: &str) -> &'static str {
        let place = self.columns.iter().position(|name| *name == column);
        let cell = place.and_then(|place| self.rows[row].get(place));
        cell.copied().unwrap_or_default()
    }

    /// The number in a cell.
    pub(super) fn number(&self, row: usize, column: &str) -> Option<f64> {
        self.text(row, column).parse().ok()
    }
}

/// The catalogue of a table.
pub(super) fn catalogue(name: &str, text: &'static str) -> Catalogue {
    let table = Rows::of(text);
    let mut kept = Vec::new();
    let mut sources = Vec::new();
    for row in 0..table.len() {
        let number = |column: &str| table.number(row, column);
        let (Some(ra_deg), Some(dec_deg)) = (number("ra_deg"), number("dec_deg")) else {
            continue;
        };
        let aliases = table.text(row, "aliases").split(';');
        let aliases = aliases.filter(|alias| !alias.is_empty());
        kept.push(row);
        sources.push(Source {
            name: table.text(row, "name").to_owned(),
            aliases: aliases.map(str::to_owned).collect(),
            position: Equatorial::from_degrees(ra_deg, dec_deg),
            extension_rad: number("extension_deg").map(f64::to_radians),
            extension: match table.text(row, "form") {
                "disc" => Extension::Disc,
                "gaussian" => Extension::Gaussian,
                "ring" => Extension::Ring,
                "map" => Extension::Map,
                _ => Extension::Unknown,
            },
            kind: table.text(row, "kind").to_owned(),
            redshift: number("redshift"),
            error_rad: None,
        });
    }
    let extra = |column: &str, name: &str| {
        let value = |row: &usize| table.number(*row, column).unwrap_or(f64::NAN);
        let values: Vec<f64> = kept.iter().map(value).collect();
        let some = values.iter().any(|value| value.is_finite());
        some.then(|| Extra {
            name: name.to_owned(),
            unit: "mag".to_owned(),
            values,
            integers: None,
        })
    };
    let extras = [extra("magnitude", "magnitude"), extra("b_v", "B-V")];
    Catalogue {
        name: name.to_owned(),
        sources,
        extras: extras.into_iter().flatten().collect(),
        checksum: checksum::of_bytes(text.as_bytes()),
        ..Catalogue::default()
    }
}
