//! What the pointer does in a figure: it points at marks, selects them, and marks the hits of a range.

use eframe::egui::{self, CursorIcon, Pos2, Rect, Stroke, StrokeKind, pos2};

use super::plots_panel::in_figure;
use crate::command::{Command, SkyCommand};
use crate::plot::axes::{Axis, Panel};
use crate::plot::columns::{CandidateQuantity, Columns, PlotQuantity, hits_within};
use crate::plot::drawing::{Drawing, Form, Mark, Shape};
use crate::plot::figures::candidates::candidates_within;
use crate::plot::ticks::{thousands, tick_text};
use crate::scene::event::Picked;
use crate::state::State;
use crate::theme;
use crate::ui::{hovered, inspector};
use crate::view::{Cuts, HitQuantity, Marked, Selected};

/// A range being dragged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brush {
    /// In which of the figures side by side.
    pub place: usize,
    /// Where it began, in the figure.
    pub from: Pos2,
}

/// Points, selects and marks; says what is under the pointer.
#[expect(
    clippy::too_many_arguments,
    reason = "one call, and a struct would only rename it"
)]
pub fn point(
    ui: &egui::Ui,
    response: &egui::Response,
    rect: Rect,
    drawing: &Drawing,
    state: &State,
    columns: Option<&Columns>,
    place: usize,
    brush: &mut Option<Brush>,
    commands: &mut Vec<Command>,
) {
    let here = response.interact_pointer_pos().or(response.hover_pos());
    let Some(here) = here.map(|at| in_figure(at, rect)) else {
        return;
    };
    if response.double_clicked() {
        *brush = None;
        commands.extend(cleared(drawing, here, state));
        return;
    }
    if response.drag_started_by(egui::PointerButton::Primary) {
        let pressed = ui.input(|input| input.pointer.press_origin());
        let from = pressed.map_or(here, |at| in_figure(at, rect));
        *brush = Some(Brush { place, from });
    }
    if let Some(from) = brush
        .filter(|brush| brush.place == place)
        .map(|brush| brush.from)
    {
        let range = dragged(drawing, from, here);
        if response.drag_stopped() {
            *brush = None;
            let cut = ui.input(|input| input.modifiers.shift);
            commands.extend(range.and_then(|range| asked(&range, drawing, state, columns, cut)));
        } else if let Some(range) = range {
            let color = theme::of(ui).accent;
            let place = range.shape.translate(rect.min.to_vec2());
            let painter = ui.painter_at(rect);
            painter.rect_filled(place, 0.0, color.gamma_multiply(0.18));
            painter.rect_stroke(place, 0.0, Stroke::new(1.0, color), StrokeKind::Inside);
            response
                .clone()
                .on_hover_text_at_pointer(words_of_range(&range));
        }
        return;
    }
    let found = drawing.pick_item(here);
    let mark = found.and_then(|item| drawing.items[item].mark);
    if response.clicked() {
        commands.push(match mark {
            Some(Mark::Event(index)) => Command::ShowEvent(index),
            Some(mark) => Command::Select(selected(mark)),
            None => Command::Select(None),
        });
    }
    let Some((mark, item)) = mark.zip(found) else {
        if drawing.panel_at(here).is_some() {
            ui.set_cursor_icon(CursorIcon::Crosshair);
        }
        return;
    };
    ui.set_cursor_icon(CursorIcon::PointingHand);
    if let Some(found) = selected(mark) {
        hovered::set(ui.ctx(), found);
    }
    highlight(ui, rect, &drawing.items[item].shape);
    let words = words_of_mark(mark, state);
    if !words.is_empty() {
        response.clone().on_hover_text_at_pointer(words);
    }
}

fn selected(mark: Mark) -> Option<Selected> {
    match mark {
        Mark::Hit(place) => Some(Selected::Hit(place as usize)),
        Mark::Module(id) => Some(Selected::Module(id)),
        Mark::Track(place) => Some(Selected::Track(place)),
        Mark::Event(_) => None,
    }
}

/// Draws a ring around what is pointed at.
fn highlight(ui: &egui::Ui, rect: Rect, shape: &Shape) {
    let stroke = Stroke::new(1.5, theme::of(ui).accent);
    let painter = ui.painter_at(rect);
    let by = rect.min.to_vec2();
    match shape {
        Shape::Point {
            at, radius, form, ..
        } => {
            let wider = if *form == Form::Ring { 1.0 } else { 2.5 };
            painter.circle_stroke(*at + by, radius + wider, stroke);
        }
        Shape::Rect { rect, .. } => {
            painter.rect_stroke(rect.translate(by), 1.0, stroke, StrokeKind::Outside);
        }
        _ => {}
    }
}

/// What stands under the pointer, in words.
fn words_of_mark(mark: Mark, state: &State) -> String {
    let document = &state.document;
    let picked = match mark {
        Mark::Hit(place) => Picked::Hit(place as usize),
        Mark::Track(place) => Picked::Track(place),
        Mark::Module(id) => {
            let modules = document
                .detector
                .as_deref()
                .map_or(&[][..], |detector| detector.modules());
            match modules.iter().position(|module| module.id == id) {
                Some(place) => Picked::Module(place),
                None => return String::new(),
            }
        }
        Mark::Event(index) => {
            let header = document
                .events
                .as_deref()
                .and_then(|source| source.headers().get(index));
            let Some(header) = header else {
                return String::new();
            };
            let names = nuscope_model::trigger::trigger_names(header.trigger_mask);
            let hits = match header.hits {
                0 => String::new(),
                hits => format!("\n{} hits", thousands(hits)),
            };
            return format!("Event {}{hits}\n{}", thousands(index + 1), names.join(", "))
                .trim_end()
                .to_owned();
        }
    };
    inspector::words(picked, document, &state.view)
}

/// A range of one panel, from a drag.
struct Ranged<'a> {
    panel: &'a Panel,
    /// The range on the screen, in the figure.
    shape: Rect,
    /// The values along x, if they are asked for.
    x: Option<(f64, f64)>,
    /// The values along y, if they are asked for.
    y: Option<(f64, f64)>,
}

/// What a drag means: a box within a panel, or a range of one axis if it began outside of it or the other counts.
fn dragged(drawing: &Drawing, from: Pos2, to: Pos2) -> Option<Ranged<'_>> {
    let near = |panel: &&Panel| {
        let wide = panel.rect.expand2(egui::vec2(46.0, 30.0));
        wide.contains(from)
    };
    let panel = drawing
        .panel_at(from)
        .or_else(|| drawing.panels.iter().find(near))?;
    let rect = panel.rect;
    let inside = rect.contains(from);
    let has = |axis: &Axis| axis.quantity.is_some();
    let below = from.y > rect.bottom();
    let (use_x, use_y) = match (has(&panel.x), has(&panel.y)) {
        (true, true) if inside => (true, true),
        (true, true) => (below, !below),
        (true, false) => (true, false),
        (false, true) => (false, true),
        // Marks within the box are asked for.
        (false, false) => (true, true),
    };
    let (from, to) = (from.clamp(rect.min, rect.max), to.clamp(rect.min, rect.max));
    let mut shape = Rect::from_two_pos(from, to);
    if !use_x {
        shape = Rect::from_min_max(
            pos2(rect.left(), shape.top()),
            pos2(rect.right(), shape.bottom()),
        );
    }
    if !use_y {
        shape = Rect::from_min_max(
            pos2(shape.left(), rect.top()),
            pos2(shape.right(), rect.bottom()),
        );
    }
    if (use_x && shape.width() < 2.0) || (use_y && shape.height() < 2.0) {
        return None;
    }
    let (low, high) = (
        panel.values_at(shape.left_bottom()),
        panel.values_at(shape.right_top()),
    );
    Some(Ranged {
        panel,
        shape,
        x: use_x.then_some((low.0, high.0)),
        y: use_y.then_some((low.1, high.1)),
    })
}

/// The command that a finished drag asks for.
fn asked(
    range: &Ranged<'_>,
    drawing: &Drawing,
    state: &State,
    columns: Option<&Columns>,
    cut: bool,
) -> Option<Command> {
    let panel = range.panel;
    if let Some(PlotQuantity::Candidate(quantity)) = panel.x.quantity {
        let values = range.x?;
        if cut {
            return Some(narrowed(quantity, values, state).into());
        }
        let candidates = &state.derived.candidates;
        let places = candidates_within(candidates, quantity, values);
        return Some(SkyCommand::Mark(places.into()).into());
    }
    let columns = columns?;
    if panel.x.quantity.is_none() && panel.y.quantity.is_none() {
        let marks = drawing.marks_within(range.shape);
        let modules: std::collections::HashSet<_> = marks
            .into_iter()
            .filter_map(|mark| match mark {
                Mark::Module(id) => Some(id),
                _ => None,
            })
            .collect();
        if modules.is_empty() {
            return None;
        }
        let passes = &state.derived.shown.passes;
        let hits = columns.values.event.hits.iter().zip(passes).zip(0..);
        let on_them = hits.filter(|((hit, passes), _)| **passes && modules.contains(&hit.module));
        let places: Vec<u32> = on_them.map(|(_, place)| place).collect();
        return Some(Command::Mark(Marked::from(places)));
    }
    if cut {
        let mut cuts = state.view.cuts.clone();
        let changed = [(&panel.x, range.x), (&panel.y, range.y)]
            .map(|(axis, range)| set_cut(&mut cuts, axis, range));
        if changed.contains(&true) {
            return Some(Command::SetCuts(cuts));
        }
    }
    let places = hits_within(columns, &state.derived.shown, panel, range.x, range.y);
    Some(Command::Mark(Marked::from(places)))
}

/// Shows only candidates of a range: by the time line's own range where it is of dates, else by the filter.
fn narrowed(quantity: CandidateQuantity, values: (f64, f64), state: &State) -> SkyCommand {
    if quantity == CandidateQuantity::Date && state.view.sky_time.fold.is_none() {
        return SkyCommand::Range(Some(values));
    }
    let (low, high) = values;
    let (name, digits) = (quantity.column(), 4);
    SkyCommand::Narrow(match quantity {
        CandidateQuantity::Energy => format!("between({name}, {low:.digits$e}, {high:.digits$e})"),
        _ => format!("between({name}, {low:.digits$}, {high:.digits$})"),
    })
}

/// The range that a quantity may be cut to; `None` where it cannot.
fn cut_of(cuts: &mut Cuts, quantity: Option<PlotQuantity>) -> Option<&mut Option<(f32, f32)>> {
    match quantity {
        Some(PlotQuantity::Hit(HitQuantity::Time)) => Some(&mut cuts.time_ns),
        Some(PlotQuantity::Hit(HitQuantity::Residual)) => Some(&mut cuts.residual_ns),
        Some(PlotQuantity::Hit(HitQuantity::Amplitude)) => Some(&mut cuts.amplitude),
        _ => None,
    }
}

fn set_cut(cuts: &mut Cuts, axis: &Axis, range: Option<(f64, f64)>) -> bool {
    let Some((cut, (low, high))) = cut_of(cuts, axis.quantity).zip(range) else {
        return false;
    };
    *cut = Some((low as f32, high as f32));
    true
}

/// What a double click asks for: nothing marked any more, and no cut on what the figure shows.
fn cleared(drawing: &Drawing, here: Pos2, state: &State) -> Vec<Command> {
    let panel = drawing.panel_at(here).or(drawing.panels.first());
    let of_sky = |panel: &Panel| matches!(panel.x.quantity, Some(PlotQuantity::Candidate(_)));
    if panel.is_some_and(of_sky) {
        return vec![SkyCommand::Unmark.into()];
    }
    let mut commands = vec![Command::Mark(Marked::default())];
    let mut cuts = state.view.cuts.clone();
    for axis in panel.into_iter().flat_map(|panel| [&panel.x, &panel.y]) {
        if let Some(cut) = cut_of(&mut cuts, axis.quantity) {
            *cut = None;
        }
    }
    if cuts != state.view.cuts {
        commands.push(Command::SetCuts(cuts));
    }
    commands
}

/// The values of a range, with what letting go does.
fn words_of_range(range: &Ranged<'_>) -> String {
    let mut cuts = Cuts::default();
    let mut lines = Vec::new();
    let mut cuttable = false;
    for (axis, values) in [(&range.panel.x, range.x), (&range.panel.y, range.y)] {
        let (Some((low, high)), Some(_)) = (values, axis.quantity) else {
            continue;
        };
        let step = (axis.scale.high - axis.scale.low).abs() / 200.0;
        let step = 10_f64.powf(step.max(1e-9).log10().floor());
        let text = format!(
            "{}: {} to {} {}",
            axis.title,
            tick_text(low, step),
            tick_text(high, step),
            axis.unit
        );
        lines.push(text.trim_end().to_owned());
        cuttable |= cut_of(&mut cuts, axis.quantity).is_some();
    }
    if let Some(PlotQuantity::Candidate(_)) = range.panel.x.quantity {
        lines.push("Let go to mark these candidates; with Shift only they are shown".into());
        return lines.join("\n");
    }
    lines.push(match cuttable {
        true => "Let go to mark these hits; with Shift only they are shown".into(),
        false => "Let go to mark these hits".into(),
    });
    lines.join("\n")
}
