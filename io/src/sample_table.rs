//! A list of candidates as a table with names and units, such as every format can hold and the readers know again.
//!
//! Angles are in degrees where every value of a column has a decimal number of degrees that reads back as the same
//! radians; other columns of angles are in radians.

use nuscope_model::{Containment, EventKind, Extra, Provenance, Quantity, Sample};
use nuscope_table::{Column, Note, Table, Values};

use crate::column_names::level_of;
use crate::tables::rows::wrapped;
use crate::write_candidates::{NAME_COMMENT, degrees_of, simulated_comment};

const SIGMA: Containment = Containment::SIGMA;

/// The note that says which share of true positions lies within the angular errors.
pub(crate) const ERROR_SHARE: &str = "ERRSHARE";

/// The note that says which share of true positions lies between the errors in right ascension and declination.
pub(crate) const AXIS_SHARE: &str = "AXISHARE";

/// The note of what a list is called, where its table has a name of its own.
pub(crate) const LIST_NAME: &str = "LISTNAME";

/// The table of a sample; `notes` say where it comes from.
pub fn table_of(sample: &Sample, notes: &[Note]) -> Table {
    let mut columns = vec![
        angle("RA", "pos.eq.ra;meta.main", &sample.ra_rad, wrapped),
        angle("Dec", "pos.eq.dec;meta.main", &sample.dec_rad, |dec_rad| {
            dec_rad
        }),
    ];
    if sample.names.iter().any(|name| !name.is_empty()) {
        columns.push(text("name", &sample.names));
    }
    for column in &sample.columns {
        let mut column_of = quantity(column.quantity, &column.values);
        if column.quantity == Quantity::AngularErrorRad {
            say_share(&mut column_of, sample.error_containment);
        } else if column.quantity.is_axis_error() && sample.axis_error_containment != SIGMA {
            let share = sample.axis_error_containment;
            column_of.description = format!("{share} of true positions lie between these errors");
        }
        columns.push(column_of);
    }
    // A list that was read keeps the column its kinds came from.
    let has_kind = |name: &str| name.eq_ignore_ascii_case("kind");
    if !sample.kinds.is_empty() && !sample.labels.iter().any(|labels| has_kind(&labels.name)) {
        let words = sample.kinds.iter().map(|kind| match kind {
            EventKind::Unknown => "",
            EventKind::Track => "track",
            EventKind::Cascade => "cascade",
        });
        columns.push(Column::new("kind", "", Values::Text(words.collect())));
    }
    for extra in &sample.extras {
        columns.push(further(extra));
    }
    for labels in &sample.labels {
        columns.push(text(&labels.name, &labels.values));
    }
    let comment = |value: String| Note {
        value,
        ..Note::default()
    };
    let mut all = vec![comment(format!("{NAME_COMMENT}{}", sample.name))];
    if sample.provenance == Provenance::Simulated {
        all.push(comment(simulated_comment(&sample.generator)));
    }
    if sample.column(Quantity::AngularErrorRad).is_some() {
        all.extend(share_note(ERROR_SHARE, sample.error_containment));
    }
    if has_axis_errors(sample) {
        all.extend(share_note(AXIS_SHARE, sample.axis_error_containment));
    }
    if let Some(days) = sample.livetime_days {
        all.push(Note {
            key: "LIVETIME".into(),
            value: days.to_string(),
            comment: "[d] how long data were taken".into(),
        });
    }
    all.extend_from_slice(notes);
    Table {
        name: sample.name.clone(),
        columns,
        notes: all,
        warnings: Vec::new(),
    }
}

/// Whether a sample has errors in right ascension or declination.
fn has_axis_errors(sample: &Sample) -> bool {
    let mut columns = sample.columns.iter();
    columns.any(|column| column.quantity.is_axis_error())
}

/// Says in the name and description of a column of angular errors which share they hold.
///
/// The readers know common shares by the end of the name, AngErr90; others have the note of [`share_note`] only.
pub(crate) fn say_share(column: &mut Column, share: Containment) {
    if share == SIGMA {
        return;
    }
    column.description = format!("{share} of true positions lie within");
    let percent = share.fraction() * 100.0;
    let name = format!("{}{}", column.name, percent.round());
    if (percent - percent.round()).abs() < 1e-9 && level_of(&name.to_lowercase()).is_some() {
        column.name = name;
    }
}

/// The note of a share; none where errors are the widths of Gaussians.
pub(crate) fn share_note(key: &str, share: Containment) -> Option<Note> {
    (share != SIGMA).then(|| Note {
        key: key.to_owned(),
        value: share.fraction().to_string(),
        comment: "share of true positions within errors".into(),
    })
}

/// The column of a quantity, called as the readers know it.
fn quantity(quantity: Quantity, values: &[f64]) -> Column {
    let same = |angle_rad| angle_rad;
    let number = |name: &str, unit: &str, ucd: &str| Column {
        ucd: ucd.to_owned(),
        ..Column::new(name, unit, numbers(values))
    };
    match quantity {
        Quantity::AngularErrorRad => angle("AngErr", "stat.error;pos.eq", values, same),
        Quantity::AzimuthRad => angle("Azimuth", "pos.az.azi", values, same),
        Quantity::ZenithRad => angle("Zenith", "pos.az.zd", values, same),
        Quantity::RaErrorPlusRad => angle("RA_err_plus", "", values, same),
        Quantity::RaErrorMinusRad => angle("RA_err_minus", "", values, same),
        Quantity::DecErrorPlusRad => angle("Dec_err_plus", "", values, same),
        Quantity::DecErrorMinusRad => angle("Dec_err_minus", "", values, same),
        Quantity::Log10EnergyGev => number("log10(E/GeV)", "", "phys.energy"),
        Quantity::Hits => number("Nhit", "", "meta.number"),
        Quantity::Mjd => number("MJD", "d", "time.epoch"),
        Quantity::Quality => number("quality", "", "meta.code.qual"),
        Quantity::Signalness => number("signalness", "", "stat.probability"),
    }
}

/// Numbers as integers where they are all whole; missing ones are told apart.
pub(crate) fn numbers(values: &[f64]) -> Values {
    let whole = |value: &f64| value.is_nan() || (value.fract() == 0.0 && value.abs() < 1e15);
    if values.is_empty() || values.iter().all(|value| value.is_nan()) || !values.iter().all(whole) {
        return Values::Number(values.to_vec());
    }
    let missing = |(row, value): (usize, &f64)| value.is_nan().then_some(row as u32);
    Values::Integer {
        values: values.iter().map(|value| *value as i64).collect(),
        missing: values.iter().enumerate().filter_map(missing).collect(),
    }
}

/// A further column: whole numbers as such, others as they are, whole by chance or not.
pub(crate) fn further(extra: &Extra) -> Column {
    let values = match &extra.integers {
        Some(integers) if integers.len() == extra.values.len() => {
            let missing = (0..).zip(&extra.values);
            Values::Integer {
                values: integers.clone(),
                missing: missing
                    .filter_map(|(row, value)| value.is_nan().then_some(row))
                    .collect(),
            }
        }
        _ => Values::Number(extra.values.clone()),
    };
    Column::new(&extra.name, &extra.unit, values)
}

pub(crate) fn text(name: &str, values: &[String]) -> Column {
    Column::new(name, "", Values::Text(values.iter().collect()))
}

/// A column of angles; `read` is what a reader makes of the radians.
pub(crate) fn angle(
    name: &str,
    ucd: &str,
    values_rad: &[f64],
    read: impl Fn(f64) -> f64,
) -> Column {
    let degrees: Option<Vec<f64>> = values_rad
        .iter()
        .map(|value| degrees_of(*value, &read))
        .collect();
    let (unit, values) = match degrees {
        Some(degrees) => ("deg", degrees),
        None => ("rad", values_rad.to_vec()),
    };
    Column {
        ucd: ucd.to_owned(),
        ..Column::new(name, unit, Values::Number(values))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use nuscope_model::Labels;

    use super::*;

    #[test]
    fn a_list_becomes_columns_with_names_units_and_gaps() {
        let sample = Sample {
            name: "a list".into(),
            provenance: Provenance::Simulated,
            ra_rad: vec![10.5_f64.to_radians(), 3.3_f64.to_radians()],
            dec_rad: vec![(-20.25_f64).to_radians(), 0.5_f64.to_radians()],
            kinds: vec![EventKind::Track, EventKind::Unknown],
            extras: vec![Extra {
                name: "run".into(),
                unit: String::new(),
                values: vec![7.0, f64::NAN],
                integers: Some(vec![7, 0]),
            }],
            labels: vec![Labels {
                name: "fit".into(),
                values: vec!["JMuon".into(), String::new()],
            }],
            ..Sample::default()
        };
        let table = table_of(&sample, &[]);
        let titles: Vec<_> = table
            .columns
            .iter()
            .map(|column| (column.name.as_str(), column.unit.as_deref()))
            .collect();
        assert_eq!(
            titles,
            [
                ("RA", Some("deg")),
                ("Dec", Some("deg")),
                ("kind", None),
                ("run", None),
                ("fit", None)
            ]
        );
        assert_eq!(table.columns[1].values.show(0), "-20.25");
        assert_eq!(
            [0, 1].map(|row| table.columns[3].values.show(row)),
            ["7", ""]
        );
        assert_eq!(table.notes.len(), 2);
    }
}
