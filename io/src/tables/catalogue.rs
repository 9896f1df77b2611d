//! A table of sources made a catalogue: names and positions, and no date of arrival.

use nuscope_model::{Catalogue, Equatorial, Extra, Labels, Source};
use nuscope_table::Table;

use super::candidates::others;
use super::rows::{Rows, texts};
use crate::column_names::Key;
use crate::column_reading::angle;
use crate::column_titles::title;
use crate::recognise_columns::Meaning;

/// Names of columns, as [`crate::column_titles::Title::name`] has them.
const REDSHIFTS: &[&str] = &["redshift", "z", "zsp"];
const KINDS: &[&str] = &["class", "class1", "type", "sourcetype", "kind", "otype"];
const EXTENSIONS: &[&str] = &[
    "extension",
    "extendedradius",
    "extent",
    "modelsemimajor",
    "majoraxis",
    "radius",
];

/// The catalogue of a table whose rows are `rows`.
pub(crate) fn catalogue(table: &Table, meaning: &Meaning, rows: Rows, name: String) -> Catalogue {
    let kept = rows.kept.as_deref();
    let (mut extras, mut labels) = others(table, meaning, kept);
    let names = meaning.get(Key::Name);
    let names = names.map(|used| texts(&table.columns[used.column].values, kept));
    let kinds = take_labels(&mut labels, KINDS);
    let redshifts = take_extra(&mut extras, REDSHIFTS, |_| Some(1.0));
    let extensions = take_extra(&mut extras, EXTENSIONS, |unit| {
        angle(&unit.to_lowercase()).map(|reading| reading.of(1.0))
    });
    let mut values = meaning.used.iter().zip(rows.values);
    let mut of = |key: Key| {
        let found = values.find(|(used, _)| used.key == key);
        found.map(|(_, values)| values).unwrap_or_default()
    };
    let (ra_rad, dec_rad, error_rad) = (of(Key::Ra), of(Key::Dec), of(Key::Sigma));
    let at =
        |values: &[f64], row: usize| values.get(row).copied().filter(|value| value.is_finite());
    let text = |texts: Option<&Vec<String>>, row: usize| {
        texts
            .and_then(|texts| texts.get(row))
            .cloned()
            .unwrap_or_default()
    };
    let source = |row: usize| Source {
        name: text(names.as_ref(), row),
        aliases: Vec::new(),
        position: Equatorial {
            ra_rad: ra_rad[row],
            dec_rad: dec_rad[row],
        },
        extension_rad: at(&extensions, row).filter(|extension| *extension > 0.0),
        extension: Default::default(),
        kind: text(kinds.as_ref(), row),
        redshift: at(&redshifts, row).filter(|redshift| *redshift > -1.0),
        error_rad: at(&error_rad, row).filter(|error| *error > 0.0),
    };
    Catalogue {
        name,
        sources: (0..rows.len).map(source).collect(),
        error_containment: meaning.containment.unwrap_or_default(),
        extras,
        labels,
        checksum: String::new(),
    }
}

fn take_labels(labels: &mut Vec<Labels>, names: &[&str]) -> Option<Vec<String>> {
    let known = |labels: &Labels| names.contains(&title(&labels.name, None).name.as_str());
    let found = labels.iter().position(known)?;
    Some(labels.remove(found).values)
}

/// Takes the first of these columns whose unit has a factor, times this factor.
fn take_extra(
    extras: &mut Vec<Extra>,
    names: &[&str],
    factor: impl Fn(&str) -> Option<f64>,
) -> Vec<f64> {
    let known = |extra: &Extra| {
        let title = title(&extra.name, Some(&extra.unit));
        let unit = title.unit.unwrap_or_default();
        names
            .contains(&title.name.as_str())
            .then(|| factor(&unit))
            .flatten()
    };
    let found = extras
        .iter()
        .enumerate()
        .find_map(|(i, extra)| Some((i, known(extra)?)));
    let Some((i, factor)) = found else {
        return Vec::new();
    };
    let values = extras.remove(i).values;
    values.into_iter().map(|value| value * factor).collect()
}
