//! How much later than the first light of the reference track or shower hits are.
//!
//! The band from -5 to 25 ns holds most of the light that came directly. Source: KM3NeT's event displays.

use super::histogram::{Counted, draw_counts, round_bin, whole_bins};
use crate::plot::axes::{Axis, Scale};
use crate::plot::columns::PlotQuantity;
use crate::plot::drawing::Drawing;
use crate::plot::input::Input;
use crate::view::HitQuantity;

/// Residuals of direct light, in nanoseconds.
pub const BAND_NS: (f64, f64) = (-5.0, 25.0);
/// Where most residuals are, in nanoseconds.
pub const RANGE_NS: (f64, f64) = (-100.0, 300.0);

/// Draws the figure.
pub fn draw(input: &Input<'_>, drawing: &mut Drawing) -> Result<(), String> {
    let hits = input.hits()?;
    input.detector()?;
    input.reference()?;
    let cut = input.view.cuts.residual_ns;
    let range = cut.map_or(RANGE_NS, |(low, high)| (low.into(), high.into()));
    let bin = round_bin(range.1 - range.0, 0.6 * drawing.size.x, 2.0);
    let (low, high) = whole_bins(range, bin);
    let quantity = PlotQuantity::Hit(HitQuantity::Residual);
    let (title, unit) = input.words(HitQuantity::Residual);
    let counted = Counted {
        quantity,
        x: Axis::of(quantity, Scale::linear(low, high), title, unit),
        bin,
        band: Some((BAND_NS, "direct light")),
        names_peak: true,
    };
    draw_counts(input, &hits, drawing, counted)
}
