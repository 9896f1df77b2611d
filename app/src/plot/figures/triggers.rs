//! Which triggers fired in every event of the file: one row for each trigger, one stroke for each event.
//!
//! Where several events share a column of the screen, the stroke is the fuller the more of them fired it. Above it is
//! how many hits they have.

use eframe::egui::{Align2, Rect, pos2};
use nuscope_io::EventSource;
use nuscope_model::EventHeader;
use nuscope_model::trigger::trigger_names;

use super::head::{MARGIN, note};
use crate::plot::axes::{
    Axis, Labels, NUMBERS_HEIGHT, Panel, Scale, TICK, TITLE, TITLE_ROOM, draw_panel, draw_titles,
};
use crate::plot::drawing::{Drawing, Mark, Shape};
use crate::plot::hit_marks::trigger_look;
use crate::plot::input::Input;
use crate::plot::text_width::{fit, text_width};
use crate::plot::ticks::thousands;

/// Share of the height that the numbers of hits get.
const HITS_SHARE: f32 = 0.36;

/// So many events are numbered one by one.
const FEW: usize = 12;
/// Strokes are not made wider.
const WIDEST: f32 = 36.0;

/// What one column of the screen shows.
struct Column<'a> {
    first: usize,
    headers: &'a [EventHeader],
}

/// Draws the figure.
pub fn draw(input: &Input<'_>, drawing: &mut Drawing) -> Result<(), String> {
    let source: Option<&dyn EventSource> = input.document.events.as_deref();
    let headers = source.map(EventSource::headers).unwrap_or_default();
    if headers.is_empty() {
        return Err("This figure appears with a file of events.".into());
    }
    let theme = input.theme;
    let mask = headers
        .iter()
        .fold(0, |mask, header| mask | header.trigger_mask);
    let bits: Vec<u32> = (0..64).filter(|bit| mask >> bit & 1 == 1).collect();
    let mut area = Rect::from_min_size(pos2(0.0, 0.0), drawing.size).shrink(MARGIN);
    let without = headers.iter().filter(|header| header.trigger_mask == 0);
    let without = without.count();
    let head = match headers.len() {
        1 => "1 event".to_owned(),
        count if without == 0 => format!("{} events", thousands(count)),
        count => format!(
            "{} events, {} of them without a trigger bit",
            thousands(count),
            thousands(without)
        ),
    };
    drawing.text(
        area.left_top(),
        Align2::LEFT_TOP,
        fit(&head, TITLE, area.width()),
        TITLE,
        theme.text,
    );
    *area.top_mut() += 19.0;
    let names: Vec<(f64, String)> = bits
        .iter()
        .enumerate()
        .map(|(row, bit)| ((bits.len() - 1 - row) as f64, name(*bit)))
        .collect();
    let widest = names
        .iter()
        .map(|(_, name)| text_width(name, TICK))
        .fold(40.0, f32::max);
    let left = area.left() + TITLE_ROOM + widest + 6.0;
    let right = area.right() - 64.0;
    let bottom = area.bottom() - TITLE_ROOM - NUMBERS_HEIGHT;
    let share = if bits.is_empty() { 1.0 } else { HITS_SHARE };
    let middle = area.top() + share * (bottom - area.top());
    let events = Scale::linear(0.5, headers.len() as f64 + 0.5);
    let mut x = Axis::plain(events, "Event of the file", "");
    if headers.len() <= FEW {
        let names = (1..=headers.len()).map(|event| (event as f64, event.to_string()));
        x.names = Some(names.collect());
    }
    let most = headers
        .iter()
        .map(|header| header.hits)
        .max()
        .unwrap_or(0)
        .max(1);
    let hits = Panel {
        rect: Rect::from_min_max(pos2(left, area.top()), pos2(right, middle - 4.0)),
        x: x.clone(),
        y: Axis::plain(Scale::logarithmic(0.7, 1.5 * most as f64), "Hits", ""),
        string: None,
    };
    let mut y = Axis::plain(Scale::linear(-0.6, bits.len() as f64 - 0.4), "", "");
    y.names = Some(names);
    let rows_x = x.clone();
    let rows = Panel {
        rect: Rect::from_min_max(pos2(left, middle + 4.0), pos2(right, bottom)),
        x,
        y,
        string: None,
    };
    let labels = Labels {
        x: bits.is_empty(),
        y: true,
    };
    draw_panel(drawing, &hits, labels, theme);
    let columns = columns(headers, hits.rect.width());
    let inner = if bits.is_empty() {
        hits.rect
    } else {
        rows.rect
    };
    // Its two titles belong to different panels.
    let beside = Rect::from_x_y_ranges(inner.x_range(), hits.rect.y_range());
    draw_titles(drawing, &rows.x, &hits.y, area, beside, theme);
    draw_hits(input, drawing, &hits, &columns);
    if !bits.is_empty() {
        draw_panel(drawing, &rows, Labels { x: true, y: true }, theme);
        draw_bits(input, drawing, &rows, &columns, &bits, headers);
    }
    if let Some(shown) = &input.document.event {
        let bottom = if bits.is_empty() {
            hits.rect.bottom()
        } else {
            rows.rect.bottom()
        };
        let mut own = columns.iter().rev();
        if let Some(column) = own.find(|column| column.first <= shown.index) {
            let (left, right) = ends(&hits, column);
            for x in [left - 2.0, right + 2.0] {
                let line = vec![pos2(x, hits.rect.top()), pos2(x, bottom)];
                drawing.line(line, 1.5, theme.selection);
            }
        }
    }
    drawing.panels.push(hits);
    if !bits.is_empty() {
        drawing.panels.push(rows);
    }
    let hint = "a click shows the event".to_owned();
    note(drawing, area, &rows_x, &[hint], theme);
    Ok(())
}

fn name(bit: u32) -> String {
    match bit {
        0 => "triggered".into(),
        bit => trigger_names(1 << bit).concat(),
    }
}

/// The events, as many to a column as share one of at least a point.
fn columns(headers: &[EventHeader], width: f32) -> Vec<Column<'_>> {
    let each = headers.len().div_ceil((width as usize).max(1)).max(1);
    let parts = headers.chunks(each).enumerate();
    parts
        .map(|(place, headers)| Column {
            first: place * each,
            headers,
        })
        .collect()
}

/// Left and right end of a column's stroke.
fn ends(panel: &Panel, column: &Column<'_>) -> (f32, f32) {
    let left = panel.x_at(column.first as f64 + 0.5);
    let right = panel.x_at((column.first + column.headers.len()) as f64 + 0.5);
    // Wide strokes are set apart; narrow ones would vanish.
    let gap = (0.12 * (right - left)).min(3.0);
    let spare = (0.5 * (right - left - WIDEST)).max(gap);
    match right - left > 3.0 {
        true => (left + spare, right - spare),
        false => (left, right.max(left + 1.0)),
    }
}

fn draw_hits(input: &Input<'_>, drawing: &mut Drawing, panel: &Panel, columns: &[Column<'_>]) {
    let color = input.theme.faint.gamma_multiply(0.75);
    for column in columns {
        let (left, right) = ends(panel, column);
        let most = column
            .headers
            .iter()
            .map(|header| header.hits)
            .max()
            .unwrap_or(0);
        let full = Rect::from_min_max(
            pos2(left, panel.rect.top()),
            pos2(right, panel.rect.bottom()),
        );
        let busiest = column.headers.iter().position(|header| header.hits == most);
        let mark = Mark::Event(column.first + busiest.unwrap_or(0));
        let clear = eframe::egui::Color32::TRANSPARENT;
        drawing.add_marked(
            Shape::Rect {
                rect: full,
                color: clear,
            },
            mark,
        );
        if most > 0 {
            let top = panel.y_at(most as f64).min(panel.rect.bottom());
            let rect = Rect::from_min_max(pos2(left, top), full.max);
            drawing.add_marked(Shape::Rect { rect, color }, mark);
        }
    }
}

fn draw_bits(
    input: &Input<'_>,
    drawing: &mut Drawing,
    panel: &Panel,
    columns: &[Column<'_>],
    bits: &[u32],
    headers: &[EventHeader],
) {
    let theme = input.theme;
    let half = 0.36 * (panel.y_at(0.0) - panel.y_at(1.0)).abs();
    for (row, bit) in bits.iter().enumerate() {
        let y = panel.y_at((bits.len() - 1 - row) as f64);
        let (color, _) = trigger_look(1 << bit, theme);
        let lane = Rect::from_min_max(
            pos2(panel.rect.left(), y - half),
            pos2(panel.rect.right(), y + half),
        );
        drawing.rect(lane, theme.faint.gamma_multiply(0.10));
        let fired = |header: &&EventHeader| header.trigger_mask >> bit & 1 == 1;
        for column in columns {
            let count = column.headers.iter().filter(fired).count();
            let Some(first) = column.headers.iter().position(|header| fired(&header)) else {
                continue;
            };
            let (left, right) = ends(panel, column);
            let rect = Rect::from_min_max(pos2(left, y - half), pos2(right, y + half));
            let share = count as f32 / column.headers.len() as f32;
            let color = color.gamma_multiply(0.35 + 0.65 * share);
            drawing.add_marked(
                Shape::Rect { rect, color },
                Mark::Event(column.first + first),
            );
        }
        let total = headers.iter().filter(fired).count();
        let at = pos2(panel.rect.right() + 6.0, y);
        drawing.text(at, Align2::LEFT_CENTER, thousands(total), TICK, theme.weak);
    }
}
