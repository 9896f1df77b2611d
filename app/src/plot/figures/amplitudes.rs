//! How large pulses were: time over threshold in nanoseconds, where 255 is saturated, or charge in photo-electrons.

use nuscope_model::AmplitudeUnit;

use super::histogram::{Counted, draw_counts, round_bin, whole_bins};
use crate::plot::axes::{Axis, Scale};
use crate::plot::columns::PlotQuantity;
use crate::plot::drawing::Drawing;
use crate::plot::input::Input;
use crate::view::HitQuantity;

/// Draws the figure.
pub fn draw(input: &Input<'_>, drawing: &mut Drawing) -> Result<(), String> {
    let hits = input.hits()?;
    let amplitudes = hits.column(HitQuantity::Amplitude);
    let tot = hits.event.amplitude_unit == AmplitudeUnit::TotNs;
    let highest = hits.places().map(|place| amplitudes[place]);
    let highest = f64::from(
        highest
            .filter(|value| value.is_finite())
            .fold(0.0, f32::max),
    );
    let range = match input.view.cuts.amplitude {
        Some((low, high)) if high.is_finite() => (low.into(), high.into()),
        _ if tot && highest < 256.0 => (0.0, 256.0),
        _ => (0.0, highest.max(1.0)),
    };
    let least = if tot { 1.0 } else { 0.05 };
    let bin = round_bin(range.1 - range.0, drawing.size.x / 4.0, least);
    let (low, high) = match tot && range.1 == 256.0 {
        // Bins of 2 and 5 do not end at 256: what is beyond 255 stays empty.
        true => (0.0, (256.0 / bin).ceil() * bin),
        false => whole_bins(range, bin),
    };
    let quantity = PlotQuantity::Hit(HitQuantity::Amplitude);
    let (title, unit) = input.words(HitQuantity::Amplitude);
    let counted = Counted {
        quantity,
        x: Axis::of(quantity, Scale::linear(low, high), title, unit),
        bin,
        band: None,
        names_peak: false,
    };
    draw_counts(input, &hits, drawing, counted)
}
