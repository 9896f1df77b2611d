//! A table of candidates made a sample; what has no meaning here is kept as further columns.

use nuscope_model::{Column, Containment, EventKind, Extra, Labels, Provenance, Quantity, Sample};
use nuscope_table::{Table, Values};

use super::rows::{Rows, only, texts};
use crate::column_names::{Key, Known};
use crate::column_titles::title;
use crate::recognise_columns::Meaning;
use crate::sample_table::AXIS_SHARE;
use crate::write_candidates::{NAME_COMMENT, generator_of};

/// Columns that say what an event looks like, as [`crate::column_titles::Title::name`] has them.
const KIND_NAMES: &[&str] = &[
    "i3type",
    "kind",
    "type",
    "eventtype",
    "topology",
    "morphology",
    "channel",
];

/// The sample of a table whose rows are `rows`.
pub(crate) fn sample(table: &Table, meaning: &Meaning, rows: Rows, name: String) -> Sample {
    let kept = rows.kept.as_deref();
    let (extras, mut labels) = others(table, meaning, kept);
    // A column that says nothing but this, as our own files have it, is wholly understood.
    let plain = |labels: &Labels| {
        let known = |word: &String| matches!(word.as_str(), "" | "track" | "cascade");
        labels.name == "kind" && labels.values.iter().all(known)
    };
    let own = labels.iter().position(plain).map(|at| labels.remove(at));
    let kinds = match own {
        Some(own) => own.values.iter().map(|word| kind(word)).collect(),
        None => kinds(&labels, meaning.known, rows.len),
    };
    let generator = comments(table).find_map(generator_of);
    let mut sample = Sample {
        name: comment(table, NAME_COMMENT).map_or(name, str::to_owned),
        provenance: match generator {
            Some(_) => Provenance::Simulated,
            None => Provenance::Recorded,
        },
        generator: generator.unwrap_or_default().to_owned(),
        error_containment: meaning.containment.unwrap_or_default(),
        kinds,
        extras,
        labels,
        livetime_days: said(table, "LIVETIME").and_then(|days| days.trim().parse().ok()),
        ..Sample::default()
    };
    if meaning.known == Some(Known::IceCat) {
        sample.axis_error_containment = Containment::new(0.9).unwrap_or_default();
    }
    if let Some(share) = share(table, AXIS_SHARE) {
        sample.axis_error_containment = share;
    }
    for (used, values) in meaning.used.iter().zip(rows.values) {
        match (used.key, used.key.quantity()) {
            (Key::Ra, _) => sample.ra_rad = values,
            (Key::Dec, _) => sample.dec_rad = values,
            (Key::Name, _) => sample.names = texts(&table.columns[used.column].values, kept),
            (_, Some(quantity)) if !values.is_empty() => {
                sample.columns.push(Column { quantity, values });
            }
            _ => {}
        }
    }
    sample
}

/// Whether a table has what only events have: a date, or an angular error, energy or hits.
pub(crate) fn is_of_events(meaning: &Meaning) -> bool {
    let has = |quantity| {
        let of = |used: &&crate::recognise_columns::Used| used.key.quantity() == Some(quantity);
        meaning.used.iter().find(of).is_some()
    };
    has(Quantity::Mjd)
        || has(Quantity::AngularErrorRad)
        || has(Quantity::Log10EnergyGev)
        || has(Quantity::Hits)
}

/// What a comment of the table says after `start`.
pub(crate) fn comment<'a>(table: &'a Table, start: &str) -> Option<&'a str> {
    comments(table)
        .find_map(|value| value.strip_prefix(start))
        .map(str::trim)
}

/// All lines of all notes; some formats keep all comments as one text.
fn comments(table: &Table) -> impl Iterator<Item = &str> {
    let lines = table.notes.iter().flat_map(|note| note.value.lines());
    lines.map(str::trim)
}

/// What the note of this key says; formats without keys have it as a comment.
pub(crate) fn said<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    let in_comment = || comment(table, &format!("{key}: "));
    table.note(key).or_else(in_comment)
}

/// The share of true positions that the note of this key states.
pub(crate) fn share(table: &Table, key: &str) -> Option<Containment> {
    let share = said(table, key)?.trim().parse().ok()?;
    Containment::new(share)
}

/// The columns that are not used: numbers and texts.
pub(crate) fn others(
    table: &Table,
    meaning: &Meaning,
    kept: Option<&[bool]>,
) -> (Vec<Extra>, Vec<Labels>) {
    let (mut extras, mut labels) = (Vec::new(), Vec::new());
    for (i, column) in table.columns.iter().enumerate() {
        if meaning.used.iter().any(|used| used.column == i) {
            continue;
        }
        let integers = match &column.values {
            Values::Integer { values, .. } => Some(only(values.clone(), kept)),
            _ => None,
        };
        if matches!(column.values, Values::Text(_) | Values::Bool(_)) {
            labels.push(Labels {
                name: column.name.clone(),
                values: texts(&column.values, kept),
            });
        } else if let Some(values) = column.values.numbers() {
            extras.push(Extra {
                name: column.name.clone(),
                unit: column.unit.clone().unwrap_or_default(),
                values: only(values.into_owned(), kept),
                integers,
            });
        }
    }
    (extras, labels)
}

/// Track or cascade, where a column says so or the list is known to hold one of them only.
fn kinds(labels: &[Labels], known: Option<Known>, len: usize) -> Vec<EventKind> {
    let named = |labels: &&Labels| KIND_NAMES.contains(&title(&labels.name, None).name.as_str());
    let kinds: Vec<EventKind> = match (labels.iter().find(named), known) {
        (Some(labels), Some(Known::IceCat)) => {
            // The catalogue is one of tracks; its types name the selections: gfu, ehe, hese.
            let kind = |text: &String| match kind(text) {
                EventKind::Unknown => EventKind::Track,
                kind => kind,
            };
            labels.values.iter().map(kind).collect()
        }
        (Some(labels), _) => labels.values.iter().map(|text| kind(text)).collect(),
        _ => Vec::new(),
    };
    let said = kinds.len() == len && kinds.iter().any(|kind| *kind != EventKind::Unknown);
    if said { kinds } else { Vec::new() }
}

fn kind(text: &str) -> EventKind {
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["cascade", "shower"]) {
        EventKind::Cascade
    } else if says(&["track", "muon"]) {
        EventKind::Track
    } else {
        EventKind::Unknown
    }
}
