//! How many hits came when, all of them and those that a trigger used.

use super::histogram::{Counted, draw_counts, round_bin, whole_bins};
use crate::plot::axes::{Axis, Scale};
use crate::plot::columns::PlotQuantity;
use crate::plot::drawing::Drawing;
use crate::plot::input::Input;
use crate::view::HitQuantity;

/// Draws the figure.
pub fn draw(input: &Input<'_>, drawing: &mut Drawing) -> Result<(), String> {
    let hits = input.hits()?;
    let (low, high) = hits.on_display.times.window_ns;
    let range = input.view.cuts.time_ns.unwrap_or((low, high));
    let range = (f64::from(range.0), f64::from(range.1));
    let bin = round_bin(range.1 - range.0, drawing.size.x / 4.0, 1.0);
    let (low, high) = whole_bins(range, bin);
    let quantity = PlotQuantity::Hit(HitQuantity::Time);
    let counted = Counted {
        quantity,
        x: Axis::of(quantity, Scale::linear(low, high), input.time_title(), "ns"),
        bin,
        band: None,
        names_peak: false,
    };
    // The cursor is a line here, drawn over the figure.
    let input = Input {
        cursor_ns: None,
        ..*input
    };
    draw_counts(&input, &hits, drawing, counted)
}
