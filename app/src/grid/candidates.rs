//! The table of all candidates of all samples, in their order: the first row is the one whose number on the sky is 1.
//!
//! Units are those in which people read them: degrees, GeV, MJD. Columns that no sample has are left out; those without
//! a meaning here keep the name that their file gives them.

mod quantities;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use nuscope_model::{EventKind, Quantity, Sample};

use super::on_sky::{self, taken_names};
use super::{Grid, GridColumn, HEAD, Head, Writing};
use crate::filter::{Cells, Kind};
use quantities::quantities;

const NUMBER: Head = Head {
    writing: Writing::Decimals(3),
    width: 88.0,
    ..HEAD
};

const TEXT: Head = Head {
    kind: Kind::Text,
    width: 110.0,
    ..HEAD
};

type Samples = Arc<[Arc<Sample>]>;

/// The table of all candidates.
pub fn grid(samples: &[Arc<Sample>]) -> Grid {
    let samples: Samples = samples.into();
    let rows = samples.iter().map(|sample| sample.len()).sum();
    let mut columns = vec![sample_names(&samples)];
    let any = |has: fn(&Sample) -> bool| samples.iter().any(|sample| has(sample));
    if any(|sample| !sample.names.is_empty()) {
        columns.push(names(&samples));
    }
    if any(|sample| !sample.kinds.is_empty()) {
        columns.push(kinds(&samples));
    }
    columns.extend(positions(&samples));
    for quantity in Quantity::ALL {
        if samples
            .iter()
            .any(|sample| sample.column(quantity).is_some())
        {
            columns.extend(quantities(&samples, quantity));
        }
    }
    columns.extend(further(&samples, &columns));
    Grid::new("candidates", rows, columns)
}

/// The column by which candidates can be told apart as tracks and cascades.
pub const KIND: &str = "kind";
/// The column with the names of the samples.
pub const SAMPLE: &str = "sample";

fn head(
    name: &'static str,
    title: &'static str,
    unit: &'static str,
    about: &'static str,
    head: Head,
) -> Head {
    Head {
        name,
        title,
        unit,
        about,
        ..head
    }
}

fn texts<T: AsRef<str>>(
    samples: &Samples,
    head: Head,
    text: impl Fn(&Sample, usize) -> T + Send + Sync + 'static,
) -> Arc<GridColumn> {
    let samples = Arc::clone(samples);
    GridColumn::new(head, move || {
        let of = samples.iter().flat_map(|sample| {
            let text = &text;
            (0..sample.len()).map(move |i| text(sample, i))
        });
        Cells::Text(Arc::new(of.collect()))
    })
}

fn numbers(
    samples: &Samples,
    head: Head,
    value: impl Fn(&Sample, usize) -> f64 + Send + Sync + 'static,
) -> Arc<GridColumn> {
    let samples = Arc::clone(samples);
    GridColumn::new(head, move || {
        let of = samples.iter().flat_map(|sample| {
            let value = &value;
            (0..sample.len()).map(move |i| value(sample, i))
        });
        Cells::Real(of.collect())
    })
}

fn sample_names(samples: &Samples) -> Arc<GridColumn> {
    let head = head(SAMPLE, "Sample", "", "The list that it is from", TEXT);
    texts(samples, head, |sample, _| sample.name.clone())
}

fn names(samples: &Samples) -> Arc<GridColumn> {
    let head = head("name", "Name", "", "What its file calls it", TEXT);
    texts(samples, head, |sample, i| {
        sample.names.get(i).cloned().unwrap_or_default()
    })
}

fn kinds(samples: &Samples) -> Arc<GridColumn> {
    let width = Head {
        width: 64.0,
        ..TEXT
    };
    let head = head(KIND, "Kind", "", "Track or cascade", width);
    texts(samples, head, |sample, i| {
        kind_words(sample.kinds.get(i).copied())
    })
}

/// What a kind is called; nothing where it is not said.
pub fn kind_words(kind: Option<EventKind>) -> &'static str {
    match kind {
        Some(EventKind::Track) => "track",
        Some(EventKind::Cascade) => "cascade",
        Some(EventKind::Unknown) | None => "",
    }
}

fn positions(samples: &Samples) -> [Arc<GridColumn>; 4] {
    on_sky::positions(NUMBER, |head, value| {
        numbers(samples, head, move |sample, i| {
            value(sample.position(i)).to_degrees()
        })
    })
}

/// Columns that only their file understands, unless another one has their name.
fn further(samples: &Samples, known: &[Arc<GridColumn>]) -> Vec<Arc<GridColumn>> {
    let mut taken = taken_names(known);
    let mut found = Vec::new();
    let about = "A column of the file, as it is";
    let all = samples.iter();
    for extra in all.clone().flat_map(|sample| &sample.extras) {
        let name = word(&extra.name);
        if !taken.insert(name.clone()) {
            continue;
        }
        let number = Head {
            writing: Writing::Plain,
            usual: false,
            ..NUMBER
        };
        let head = head(
            kept(&name),
            kept(&extra.name),
            kept(&extra.unit),
            about,
            number,
        );
        found.push(numbers(samples, head, move |sample, i| {
            let same = sample.extras.iter().find(|extra| word(&extra.name) == name);
            same.and_then(|extra| extra.values.get(i))
                .copied()
                .unwrap_or(f64::NAN)
        }));
    }
    for labels in all.flat_map(|sample| &sample.labels) {
        let name = word(&labels.name);
        if !taken.insert(name.clone()) {
            continue;
        }
        let text = Head {
            usual: false,
            ..TEXT
        };
        let head = head(kept(&name), kept(&labels.name), "", about, text);
        found.push(texts(samples, head, move |sample, i| {
            let same = sample
                .labels
                .iter()
                .find(|labels| word(&labels.name) == name);
            same.and_then(|labels| labels.values.get(i))
                .cloned()
                .unwrap_or_default()
        }));
    }
    found
}

/// The name of a column as filters can spell it: letters, digits, underscores.
pub(super) fn word(name: &str) -> String {
    let letter = |c: char| {
        if c.is_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let word: String = name.trim().chars().map(letter).collect();
    match word.chars().next() {
        Some(first) if !first.is_numeric() => word,
        _ => format!("_{word}"),
    }
}

/// A name that stays for as long as the program runs. Names of columns are few, and come again and again.
pub(super) fn kept(name: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(name) {
        return known;
    }
    let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
    kept.insert(name);
    name
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::filter::{Columns as _, Filter};
    use crate::view::TableLook;
    use nuscope_model::{Column, Extra, Labels};

    fn samples() -> Vec<Arc<Sample>> {
        let tracks = Sample {
            name: "IC86_II".into(),
            ra_rad: vec![0.0, 1.0],
            dec_rad: vec![-0.6, 0.1],
            columns: vec![
                Column {
                    quantity: Quantity::Log10EnergyGev,
                    values: vec![5.5, 3.0],
                },
                Column {
                    quantity: Quantity::Mjd,
                    values: vec![57_000.5, f64::NAN],
                },
            ],
            kinds: vec![EventKind::Track, EventKind::Cascade],
            extras: vec![Extra {
                name: "2nd Λ".into(),
                unit: "".into(),
                values: vec![1.0, 2.0],
                integers: None,
            }],
            ..Sample::default()
        };
        let other = Sample {
            name: "ANTARES".into(),
            ra_rad: vec![2.0],
            dec_rad: vec![-0.7],
            labels: vec![Labels {
                name: "ID".into(),
                values: vec!["ANT1".into()],
            }],
            ..Sample::default()
        };
        vec![Arc::new(tracks), Arc::new(other)]
    }

    #[test]
    fn all_samples_stand_below_each_other_in_units_of_people() {
        let grid = grid(&samples());
        assert_eq!(grid.rows(), 3);
        let text = |name: &str, row| grid.column(name).unwrap().text(row);
        assert_eq!(text("sample", 2), "ANTARES");
        assert_eq!(text("dec_deg", 0), "-34.377");
        assert_eq!(text("energy_gev", 0), "3.162e5");
        assert_eq!(text("mjd", 0), "57000.50000");
        assert_eq!(text("utc", 0), "2014-12-09 12:00:00.000");
        assert_eq!(
            [text("mjd", 1), text("utc", 1), text("energy_gev", 2)],
            ["", "", ""]
        );
        assert_eq!(
            [text("kind", 0), text("kind", 1), text("kind", 2)],
            ["track", "cascade", ""]
        );
        assert_eq!([text("id", 2), text("id", 0)], ["ANT1", ""]);
        assert_eq!(text("_2nd_Λ", 1), "2");
        assert!(grid.column("hits").is_none(), "no sample has it");
    }

    #[test]
    fn expressions_of_the_events_fit_candidates_too() {
        let grid = grid(&samples());
        let passes = |text: &str| Filter::read(text, &grid).unwrap().unwrap().passes(&grid);
        let text = "energy_gev > 1e5 && dec < -30 && sample == \"IC86_II\"";
        assert_eq!(passes(text), [true, false, false]);
        assert_eq!(passes("utc > \"2014-01-01\""), [true, false, false]);
        assert_eq!(
            passes("kind == \"cascade\" || dec < -40"),
            [false, true, true]
        );
        let look = TableLook::default();
        assert!(grid.shown(&look).iter().all(|column| column.head.usual));
    }
}
