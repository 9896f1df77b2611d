//! Residuals against the distance from the reference: scattered light comes later the further it went.

use eframe::egui::{Pos2, Rect, pos2};

use super::head::{draw_head, note};
use super::residuals::{BAND_NS, RANGE_NS};
use crate::plot::axes::{Axis, Scale, lay_panel};
use crate::plot::columns::PlotQuantity;
use crate::plot::drawing::Drawing;
use crate::plot::hit_marks::HitPainter;
use crate::plot::input::Input;
use crate::plot::ticks::thousands;
use crate::view::HitQuantity;

/// Draws the figure.
pub fn draw(input: &Input<'_>, drawing: &mut Drawing) -> Result<(), String> {
    let hits = input.hits()?;
    input.detector()?;
    input.reference()?;
    let residuals = hits.column(HitQuantity::Residual);
    let distances = hits.column(HitQuantity::Distance);
    let placed = |place: &usize| residuals[*place].is_finite() && distances[*place].is_finite();
    let places: Vec<usize> = hits.places().filter(placed).collect();
    if places.is_empty() {
        return Err("None of the hits is on a photomultiplier of this detector.".into());
    }
    let cut = input.view.cuts.residual_ns;
    let (low, high) = cut.map_or(RANGE_NS, |(low, high)| (low.into(), high.into()));
    // Noise comes from everywhere: the axis ends where the triggered hits do.
    let triggered = |place: &&usize| hits.event.hits[**place].triggered();
    let used = places.iter().any(|place| triggered(&place));
    let wanted = places.iter().filter(|place| !used || triggered(place));
    let farthest = wanted.map(|place| distances[*place]).fold(1.0, f32::max);
    let area = draw_head(input, &hits, drawing, &[]);
    let theme = input.theme;
    let distance = PlotQuantity::Hit(HitQuantity::Distance);
    let residual = PlotQuantity::Hit(HitQuantity::Residual);
    let (x_title, x_unit) = input.words(HitQuantity::Distance);
    let (y_title, y_unit) = input.words(HitQuantity::Residual);
    let x = Axis::of(
        distance,
        Scale::linear(0.0, 1.03 * f64::from(farthest)),
        x_title,
        x_unit,
    );
    let y = Axis::of(residual, Scale::linear(low, high), y_title, y_unit);
    let panel = lay_panel(drawing, area, x, y, theme);
    drawing.clip(Some(panel.rect));
    let band = Rect::from_min_max(
        pos2(panel.rect.left(), panel.y_at(BAND_NS.1)),
        pos2(panel.rect.right(), panel.y_at(BAND_NS.0)),
    );
    drawing.rect(band, theme.accent.gamma_multiply(0.14));
    let point = |place: usize| {
        (
            place,
            panel.at(distances[place].into(), residuals[place].into()),
        )
    };
    let points: Vec<(usize, Pos2)> = places.iter().map(|place| point(*place)).collect();
    let outside = HitPainter::new(panel.rect).draw(drawing, input, &hits, &points);
    drawing.clip(None);
    let mut remarks = Vec::new();
    if outside > 0 {
        remarks.push(format!("{} hits outside of this range", thousands(outside)));
    }
    note(drawing, area, &panel.x, &remarks, theme);
    Ok(())
}
