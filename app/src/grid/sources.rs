//! The table of the sources of some catalogues, one after the other.
//!
//! Columns that no catalogue has are left out; those without a meaning here keep the name that their file gives them.

use std::sync::Arc;

use nuscope_model::{Catalogue, Source};

use super::candidates::{kept, word};
use super::on_sky::{self, taken_names};
use super::{Grid, GridColumn, HEAD, Head, Writing};
use crate::catalogues::Listed;
use crate::filter::{Cells, Kind};

const NUMBER: Head = Head {
    writing: Writing::Decimals(3),
    width: 84.0,
    ..HEAD
};

const TEXT: Head = Head {
    kind: Kind::Text,
    width: 150.0,
    ..HEAD
};

type Parts = Arc<[Arc<Catalogue>]>;

/// The table of all sources that are listed.
pub fn grid(listed: &Listed) -> Grid {
    let parts: Parts = listed
        .parts
        .iter()
        .map(|(_, part)| Arc::clone(part))
        .collect();
    let any = |has: fn(&Source) -> bool| parts.iter().any(|part| part.sources.iter().any(has));
    let mut columns = vec![
        texts(
            &parts,
            TEXT.of("name", "Name", "What its catalogue calls it"),
            |_, source| source.name.clone(),
        ),
        texts(
            &parts,
            TEXT.of("catalogue", "Catalogue", "The list that it is from"),
            |part, _| part.name.clone(),
        ),
    ];
    if any(|source| !source.kind.is_empty()) {
        let head = TEXT
            .of("kind", "Kind", "What it is, as its catalogue writes it")
            .wide(110.0);
        columns.push(texts(&parts, head, |_, source| source.kind.clone()));
    }
    columns.extend(positions(&parts));
    let mut known = |head: Head, has: fn(&Source) -> bool, value: fn(&Source) -> Option<f64>| {
        if any(has) {
            let value = move |source: &Source| value(source).unwrap_or(f64::NAN);
            columns.push(numbers(&parts, head, value));
        }
    };
    known(
        NUMBER
            .of("redshift", "Redshift", "Redshift")
            .known_as(&["z"])
            .written(Writing::Decimals(4)),
        |source| source.redshift.is_some(),
        |source| source.redshift,
    );
    known(
        NUMBER
            .of(
                "extension_deg",
                "Extension",
                "Radius or width of an extended source",
            )
            .in_unit("°"),
        |source| source.extension_rad.is_some(),
        |source| source.extension_rad.map(f64::to_degrees),
    );
    known(
        NUMBER
            .of(
                "error_deg",
                "Error",
                "Radius of the error circle of its position",
            )
            .in_unit("°"),
        |source| source.error_rad.is_some(),
        |source| source.error_rad.map(f64::to_degrees),
    );
    if any(|source| source.extension_rad.is_some()) {
        let about = "What the extension measures";
        let head = TEXT
            .of("extension_is", "Extension is", about)
            .usual_if(false);
        columns.push(texts(&parts, head, |_, source| {
            match source.extension_rad {
                Some(_) => source.extension.words().to_owned(),
                None => String::new(),
            }
        }));
    }
    if any(|source| !source.aliases.is_empty()) {
        let head = TEXT
            .of("aliases", "Other names", "Other names by which it is known")
            .wide(220.0);
        columns.push(texts(&parts, head, |_, source| source.aliases.join(", ")));
    }
    columns.extend(further(&parts, &columns));
    Grid::new("sources", listed.len(), columns)
}

fn texts(
    parts: &Parts,
    head: Head,
    text: impl Fn(&Catalogue, &Source) -> String + Send + Sync + 'static,
) -> Arc<GridColumn> {
    let parts = Arc::clone(parts);
    GridColumn::new(head, move || {
        let of = parts.iter().flat_map(|part| {
            let text = &text;
            part.sources.iter().map(move |source| text(part, source))
        });
        Cells::Text(Arc::new(of.collect()))
    })
}

fn numbers(
    parts: &Parts,
    head: Head,
    value: impl Fn(&Source) -> f64 + Send + Sync + 'static,
) -> Arc<GridColumn> {
    let parts = Arc::clone(parts);
    GridColumn::new(head, move || {
        let sources = parts.iter().flat_map(|part| &part.sources);
        Cells::Real(sources.map(&value).collect())
    })
}

fn positions(parts: &Parts) -> [Arc<GridColumn>; 4] {
    on_sky::positions(NUMBER, |head, value| {
        numbers(parts, head, move |source| {
            value(source.position).to_degrees()
        })
    })
}

/// Columns that only their catalogue understands, unless another one has their name.
fn further(parts: &Parts, known: &[Arc<GridColumn>]) -> Vec<Arc<GridColumn>> {
    let mut taken = taken_names(known);
    let about = "A column of the catalogue, as it is";
    let mut found = Vec::new();
    for extra in parts.iter().flat_map(|part| &part.extras) {
        let name = word(&extra.name);
        if !taken.insert(name.clone()) {
            continue;
        }
        let head = NUMBER
            .of(kept(&name), kept(&extra.name), about)
            .in_unit(kept(&extra.unit));
        let head = head.written(Writing::Plain).usual_if(false);
        let parts = Arc::clone(parts);
        found.push(GridColumn::new(head, move || {
            let of = parts.iter().flat_map(|part| {
                let same = part.extras.iter().find(|extra| word(&extra.name) == name);
                let value = move |i: usize| same.and_then(|extra| extra.values.get(i)).copied();
                (0..part.len()).map(move |i| value(i).unwrap_or(f64::NAN))
            });
            Cells::Real(of.collect())
        }));
    }
    for labels in parts.iter().flat_map(|part| &part.labels) {
        let name = word(&labels.name);
        if !taken.insert(name.clone()) {
            continue;
        }
        let head = TEXT
            .of(kept(&name), kept(&labels.name), about)
            .usual_if(false);
        let parts = Arc::clone(parts);
        found.push(GridColumn::new(head, move || {
            let of = parts.iter().flat_map(|part| {
                let same = part.labels.iter().find(|labels| word(&labels.name) == name);
                let value = move |i: usize| same.and_then(|labels| labels.values.get(i)).cloned();
                (0..part.len()).map(move |i| value(i).unwrap_or_default())
            });
            Cells::Text(Arc::new(of.collect()))
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::Document;
    use crate::filter::{Columns as _, Filter};
    use crate::view::SkyLook;

    fn shown(names: &[&str]) -> Listed {
        let mut look = SkyLook::default();
        names
            .iter()
            .for_each(|name| look.catalogues.show(name, true));
        Listed::shown(&Document::default(), &look)
    }

    #[test]
    fn sources_of_all_catalogues_stand_below_each_other() {
        let listed = shown(&["TeV sources", "Bright stars", "Extended gamma-ray sources"]);
        let grid = grid(&listed);
        assert_eq!(grid.rows(), 166 + 909 + 55);
        let text = |name: &str, row| grid.column(name).unwrap().text(row);
        assert_eq!(
            [text("name", 0), text("name", 166 + 55)],
            ["Crab", "Sirius"]
        );
        assert_eq!(text("catalogue", 166 + 55), "Bright stars");
        assert_eq!(text("ra_deg", 0), "83.630");
        assert_eq!(text("magnitude", 166 + 55), "-1.44");
        assert_eq!(
            [text("extension_deg", 167), text("extension_is", 167)],
            ["0.800", "radius of a disc"]
        );
        assert_eq!(text("magnitude", 0), "");
    }

    #[test]
    fn the_filter_language_is_that_of_all_tables() {
        let listed = shown(&["Blazars and radio galaxies"]);
        let grid = grid(&listed);
        let passes = |text: &str| {
            let passes = Filter::read(text, &grid).unwrap().unwrap().passes(&grid);
            passes.iter().filter(|passes| **passes).count()
        };
        assert_eq!(passes("kind == \"radio galaxy\" && dec > 0"), 1);
        assert_eq!(passes("redshift > 1"), 12);
    }

    #[test]
    fn no_catalogue_is_an_empty_table() {
        assert_eq!(grid(&Listed::default()).rows(), 0);
    }
}
