//! Where along the reference track the light of the hits was made: an image of the energy it lost on its way.
//!
//! No angle is assumed: the hit's time says from where on the track its light came, if it came straight. Late light
//! that was scattered ends up further back than where it was made. Source: KM3NeT Collaboration 2025, Nature 638, 376,
//! supplementary material.

use nuscope_model::track::TrackShape;

use super::histogram::{Counted, draw_counts, round_bin, whole_bins};
use crate::plot::axes::{Axis, Scale};
use crate::plot::columns::PlotQuantity;
use crate::plot::drawing::Drawing;
use crate::plot::input::Input;

/// Shares of the hits left out at either end, where scattered light and noise are.
const TAILS: (f64, f64) = (0.01, 0.99);

/// Draws the figure.
pub fn draw(input: &Input<'_>, drawing: &mut Drawing) -> Result<(), String> {
    let hits = input.hits()?;
    input.detector()?;
    if input.reference()?.shape == TrackShape::Shower {
        return Err("A shower shines at one point: choose a track as the reference.".into());
    }
    let column = hits.columns.column(PlotQuantity::Emission);
    let used = hits.event.hits.iter().any(|hit| hit.triggered());
    let wanted = |place: &usize| !used || hits.event.hits[*place].triggered();
    let mut along: Vec<f32> = hits
        .places()
        .filter(wanted)
        .map(|place| column[place])
        .collect();
    along.retain(|value| value.is_finite());
    if along.is_empty() {
        return Err(
            "No hit can have its light from the reference track: all are too early.".into(),
        );
    }
    along.sort_unstable_by(f32::total_cmp);
    let at = |share: f64| f64::from(along[(share * (along.len() - 1) as f64).round() as usize]);
    let (low, high) = (at(TAILS.0), at(TAILS.1));
    let room = 0.05 * (high - low).max(10.0);
    let bin = round_bin(high - low + 2.0 * room, drawing.size.x / 6.0, 1.0);
    let (low, high) = whole_bins((low - room, high + room), bin);
    let title = "Along the track, from its position";
    let counted = Counted {
        quantity: PlotQuantity::Emission,
        x: Axis::of(PlotQuantity::Emission, Scale::linear(low, high), title, "m"),
        bin,
        band: None,
        names_peak: false,
    };
    draw_counts(input, &hits, drawing, counted)
}
