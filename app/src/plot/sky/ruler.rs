//! The distance that is measured: a great circle between two places with what it reads.

use eframe::egui::{Align2, vec2};

use super::{Sheet, SkyScene};
use crate::plot::drawing::Form;
use crate::sky_chart::measure::measure;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let color = sheet.theme.accent;
    let ends = &scene.look().ruler.ends;
    for end in ends {
        if let Some(at) = sheet.place(end.to_vector()) {
            sheet.drawing.point(at, 4.0, Form::Plus, color);
        }
    }
    let [from, to] = ends.as_slice() else {
        return;
    };
    let (here, there) = (from.to_vector(), to.to_vector());
    sheet.polyline(&[here, there], 1.5, color);
    // Opposite places have no middle, hidden ones no place: the words then stand at an end that is seen.
    let middle = (here + there).try_normalize();
    let seen = |way| sheet.place(way).filter(|at| sheet.rect().contains(*at));
    let at = middle
        .and_then(seen)
        .or_else(|| seen(there))
        .or_else(|| seen(here));
    if let Some(at) = at {
        let words = measure(scene.chart, *from, *to).words();
        let half = 0.5 * crate::plot::text_width::text_width(&words, crate::theme::SMALL);
        let rect = sheet.rect();
        let x = at.x.clamp(
            rect.left() + half + 4.0,
            (rect.right() - half - 4.0).max(rect.left() + half + 4.0),
        );
        let at = eframe::egui::pos2(x, at.y) + vec2(0.0, -7.0);
        sheet.text(at, Align2::CENTER_BOTTOM, &words, color);
    }
}
