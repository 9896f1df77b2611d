//! Candidates, places and maps of the sky in rows.

use nuscope_model::{Equatorial, Sample};

use super::{Row, row, track::energy_text};
use crate::candidates::Candidates;
use crate::document::Document;
use crate::plot::columns::CandidateQuantity;
use crate::plot::ticks::thousands;
use crate::sky_chart::reading;
use crate::view::{Marked, Selected};

/// What is told of a candidate.
pub(super) fn candidate_rows(sample: &Sample, index: usize) -> Vec<Row> {
    let mut rows = position_rows(sample.position(index));
    rows.extend(column_rows(sample, index));
    rows
}

/// What its list says of a candidate besides its position.
fn column_rows(sample: &Sample, index: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for column in &sample.columns {
        let value = column.quantity.display_value(column.values[index]);
        let unit = column.quantity.display_unit();
        let text = if value.is_nan() {
            "not known".into()
        } else {
            match column.quantity {
                nuscope_model::Quantity::Hits => format!("{value:.0}"),
                nuscope_model::Quantity::Mjd => {
                    format!(
                        "{value:.5} ({})",
                        nuscope_model::Utc::from(nuscope_model::Mjd(value))
                    )
                }
                nuscope_model::Quantity::Log10EnergyGev => {
                    format!("{value:.2} ({})", energy_text(10_f64.powf(value)))
                }
                _ => format!("{value:.3}{unit}"),
            }
        };
        rows.push(row(column.quantity.label(), text));
    }
    rows.push(row("place in the list", thousands(index + 1)));
    rows
}

/// What is told of the marked candidates together: few sums, so that a frame costs little however many they are.
pub(super) fn marked_rows(candidates: &Candidates, marked: &Marked) -> Vec<Row> {
    let places = marked.places();
    let mut rows = vec![row("candidates", thousands(places.len()))];
    for (name, quantity, unit) in [
        ("dates", CandidateQuantity::Date, "MJD"),
        ("energies", CandidateQuantity::Energy, "GeV"),
    ] {
        let Some(values) = candidates.values(quantity) else {
            continue;
        };
        let known = places
            .iter()
            .filter_map(|place| values.get(*place as usize));
        let known = known.copied().filter(|value| value.is_finite());
        let (low, high) = known.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low <= high {
            let text = |value: f64| match quantity {
                CandidateQuantity::Energy => format!("{value:.2e}"),
                _ => format!("{value:.1}"),
            };
            rows.push(row(name, format!("{} to {} {unit}", text(low), text(high))));
        }
    }
    rows
}

/// What is told of any place.
pub(super) fn position_rows(position: Equatorial) -> Vec<Row> {
    reading::position_rows(position)
}

/// A position as "RA 94.3° Dec −7.8°".
pub fn position_words(position: Equatorial) -> String {
    let dec = format!("{:+.2}°", position.dec_rad.to_degrees()).replace('-', "−");
    format!("RA {:.2}° Dec {dec}", position.ra_rad.to_degrees())
}

/// A candidate in a few lines, for the pointer.
pub fn candidate_words(sample: &Sample, index: usize) -> String {
    let position = position_words(sample.position(index));
    let mut text = format!("{}\n{position}", sample.name);
    for (name, value) in column_rows(sample, index) {
        text += &format!("\n{name} {value}");
    }
    text
}

/// A place on the sky as a selection, to a millionth of a degree.
pub fn selected_place(position: Equatorial) -> Selected {
    let micro = |rad: f64| (rad.to_degrees() * 1e6).round() as i64;
    Selected::Place {
        ra_udeg: micro(position.ra_rad),
        dec_udeg: micro(position.dec_rad),
    }
}

/// Where on the sky what is selected lies; `None` for what is not on it.
pub fn position_of(document: &Document, selected: Option<Selected>) -> Option<Equatorial> {
    match selected? {
        Selected::Candidate { sample, index } => {
            let sample = document.samples.get(sample)?;
            (index < sample.len()).then(|| sample.position(index))
        }
        source @ Selected::Source { .. } => {
            crate::catalogues::source(document, source).map(|(_, source)| source.position)
        }
        other => place_of(other),
    }
}

/// The position of a selected place.
pub fn place_of(selected: Selected) -> Option<Equatorial> {
    match selected {
        Selected::Place { ra_udeg, dec_udeg } => Some(Equatorial::from_degrees(
            ra_udeg as f64 * 1e-6,
            dec_udeg as f64 * 1e-6,
        )),
        _ => None,
    }
}
