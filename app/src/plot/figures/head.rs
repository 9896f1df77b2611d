//! What stands around the values of a figure: the event's line and the legend above, remarks below.

use eframe::egui::{Align2, Pos2, Rect, pos2, vec2};

use crate::plot::axes::{Axis, TICK, TITLE as AXIS_TITLE, TITLE_ROOM};
use crate::plot::drawing::{Drawing, Shape};
use crate::plot::hit_marks::draw_trigger_legend;
use crate::plot::input::{Hits, Input, PlottedTrack};
use crate::plot::text_width::{fit, lines, text_width};
use crate::plot::title::title_parts;
use crate::theme::Theme;

/// Size of the event's line.
const TITLE: f32 = 12.0;
/// Room at the edges of a figure.
pub const MARGIN: f32 = 8.0;

/// Writes the event's line, what the looks of hits mean and whose light is drawn; returns the place that is left.
pub fn draw_head(
    input: &Input<'_>,
    hits: &Hits<'_>,
    drawing: &mut Drawing,
    tracks: &[PlottedTrack<'_>],
) -> Rect {
    let area = draw_title(input, drawing);
    let y = area.top() + 7.0;
    let end = draw_trigger_legend(drawing, input, hits, pos2(area.right() - 10.0, y));
    draw_track_legend(drawing, input, tracks, pos2(area.left(), y), end);
    Rect::from_min_max(area.left_top() + vec2(0.0, 18.0), area.right_bottom())
}

/// Names the tracks whose light is drawn, as many as have room before `end`.
fn draw_track_legend(
    drawing: &mut Drawing,
    input: &Input<'_>,
    tracks: &[PlottedTrack<'_>],
    at: Pos2,
    end: f32,
) {
    let mut x = at.x;
    let mut named = Vec::new();
    for track in tracks {
        let name = match (track.reference, track.track.simulated()) {
            (true, _) => track.track.name.clone(),
            (false, true) => "simulated".to_owned(),
            (false, false) => "other fits".to_owned(),
        };
        let entry = (name, track.color);
        if named.contains(&entry) {
            continue;
        }
        let right = x + 18.0 + text_width(&entry.0, TICK);
        if right > end - 6.0 {
            return;
        }
        let width = if track.reference { 2.0 } else { 1.2 };
        drawing.line(
            vec![pos2(x, at.y), pos2(x + 13.0, at.y)],
            width,
            track.color,
        );
        let place = pos2(x + 18.0, at.y);
        drawing.text(place, Align2::LEFT_CENTER, &entry.0, TICK, input.theme.weak);
        x = right + 12.0;
        named.push(entry);
    }
}

/// Writes the event's line; returns the place that is left.
pub fn draw_title(input: &Input<'_>, drawing: &mut Drawing) -> Rect {
    let mut area = Rect::from_min_size(pos2(0.0, 0.0), drawing.size).shrink(MARGIN);
    // A low figure has no room for a second line.
    let most = if area.height() > 260.0 { 2 } else { 1 };
    let parts = title_parts(input.document);
    let mut all = lines(&parts, TITLE, area.width());
    if all.len() > most {
        all = match most {
            1 => vec![fit(&parts.join(" · "), TITLE, area.width())],
            _ => all[..most].to_vec(),
        };
    }
    for line in all {
        drawing.text(
            area.left_top(),
            Align2::LEFT_TOP,
            line,
            TITLE,
            input.theme.text,
        );
        *area.top_mut() += 16.0;
    }
    *area.top_mut() += 3.0;
    area
}

/// Writes remarks in the lower right corner; the title of the axis `x` makes room if it has to.
pub fn note(drawing: &mut Drawing, area: Rect, x: &Axis, remarks: &[String], theme: &Theme) {
    if remarks.is_empty() {
        return;
    }
    let words = x.words();
    let title = text_width(&words, AXIS_TITLE);
    let text = remarks.join(" · ");
    let whole = area.width() - 10.0;
    if text_width(&text, TICK) > 0.5 * (whole - title) - 30.0 {
        // Beside the middle there is no room: the title goes to the left.
        let is_title =
            |shape: &&mut Shape| matches!(shape, Shape::Text { text, .. } if *text == words);
        let mut shapes = drawing.items.iter_mut().map(|item| &mut item.shape);
        if let Some(Shape::Text { at, anchor, .. }) = shapes.find(is_title) {
            at.x = area.left() + TITLE_ROOM;
            *anchor = Align2::LEFT_BOTTOM;
        }
    }
    let text = fit(&text, TICK, whole - title - TITLE_ROOM - 12.0);
    let at = area.right_bottom() - vec2(10.0, 0.0);
    drawing.text(at, Align2::RIGHT_BOTTOM, text, TICK, theme.weak);
}
