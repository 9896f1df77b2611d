//! The time line of the sky: how many candidates came when, handles for the dates that are shown, a cursor that replays
//! them.
//!
//! Folded dates stand on it as phases. While time runs, only the cursor moves: everything else is on the GPU already.

mod controls;
mod paint;

use std::sync::Arc;

use eframe::egui::{self, CursorIcon, PointerButton, Rect, Sense, pos2, vec2};

use crate::candidates::{Candidates, SkyTimes};
use crate::command::{Command, SkyCommand};
use crate::plot::histogram::Histogram;
use crate::state::State;
use crate::theme;

/// Width of the controls before the time line.
const CONTROLS: f32 = 400.0;
/// Narrower than this there is no time line, only its controls.
const NARROWEST: f32 = 60.0;
/// Bins of the histogram.
const BINS: usize = 260;
/// Width of a handle in points.
const HANDLE: f32 = 9.0;

/// Draws controls, histogram, handles and cursor.
pub fn sky_time_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let Some(times) = state.derived.candidates.times.clone() else {
        ui.centered_and_justified(|ui| {
            ui.label("The time line of the sky appears with candidates that have dates.")
        });
        return;
    };
    let height = ui.available_height().max(60.0);
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.set_width(CONTROLS.min(ui.available_width()));
            controls::controls_ui(ui, state, &times, commands);
        });
        let size = vec2(ui.available_width(), height);
        if size.x < NARROWEST {
            return;
        }
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        let plot = Rect::from_min_max(rect.min + vec2(10.0, 6.0), rect.max - vec2(14.0, 20.0));
        let line = Line { plot, extent: times.extent };
        scrub(ui, &response, &line, state, commands);
        let response = response.on_hover_text_at_pointer(
            "Drag to move through time, drag the handles to show some dates only; right-click to show all times",
        );
        let name = "Time of the candidates";
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, name));
        let counts = counts(ui.ctx(), &state.derived.candidates, &times);
        let painter = ui.painter_at(rect);
        paint::histogram(&painter, &line, &counts, &state.view, &times, theme::of(ui));
        handles(ui, &line, state.view.sky_time.range, commands);
    });
}

/// Where moments stand.
struct Line {
    plot: Rect,
    extent: (f64, f64),
}

impl Line {
    fn x(&self, moment: f64) -> f32 {
        let (first, last) = self.extent;
        self.plot.left() + ((moment - first) / (last - first)) as f32 * self.plot.width()
    }

    /// The moment under a place, kept within the line.
    fn moment(&self, x: f32) -> f64 {
        let share = ((x - self.plot.left()) / self.plot.width().max(1.0)).clamp(0.0, 1.0);
        let (first, last) = self.extent;
        first + f64::from(share) * (last - first)
    }
}

/// The pointer moves the cursor.
fn scrub(
    ui: &egui::Ui,
    response: &egui::Response,
    line: &Line,
    state: &mut State,
    commands: &mut Vec<Command>,
) {
    let second = response.clicked_by(PointerButton::Secondary);
    let held = ui.input(|input| input.pointer.button_down(PointerButton::Secondary));
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| !second && !held) {
        state.playing_sky = false;
        state.view.sky_cursor = Some(line.moment(pointer.x));
    }
    if second {
        state.playing_sky = false;
        state.view.sky_cursor = None;
        commands.push(SkyCommand::Range(None).into());
    }
}

/// The handles at both ends of what is shown.
fn handles(ui: &egui::Ui, line: &Line, range: Option<(f64, f64)>, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let (first, last) = range.unwrap_or(line.extent);
    let plot = line.plot;
    for (name, now, other) in [
        ("First date shown", first, last),
        ("Last date shown", last, first),
    ] {
        let x = line.x(now).clamp(plot.left(), plot.right());
        let place = Rect::from_center_size(pos2(x, plot.center().y), vec2(HANDLE, plot.height()));
        let id = egui::Id::unique(("handle of the sky's time", name));
        let handle = ui.interact(place, id, Sense::click_and_drag());
        handle.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, name));
        let held = handle.hovered() || handle.dragged();
        let color = if held { theme.accent } else { theme.weak };
        let bar = Rect::from_center_size(pos2(x, plot.center().y), vec2(2.5, plot.height()));
        ui.painter().rect_filled(bar, 1.0, color);
        let grip = Rect::from_center_size(pos2(x, plot.top() + 8.0), vec2(7.0, 14.0));
        ui.painter().rect_filled(grip, 2.0, color);
        let handle = handle.on_hover_cursor(CursorIcon::ResizeHorizontal);
        if let Some(pointer) = handle.interact_pointer_pos().filter(|_| handle.dragged()) {
            let range = (line.moment(pointer.x), other);
            commands.push(SkyCommand::Range(Some(range)).into());
        }
        if handle.double_clicked() {
            commands.push(SkyCommand::Range(None).into());
        }
    }
}

/// Counts, and what they were made from.
#[derive(Clone)]
struct Made {
    shown: Arc<crate::candidates::ShownCandidates>,
    times: Arc<SkyTimes>,
    counts: Arc<Histogram>,
}

/// How many of the candidates that pass the filter were when; counted anew when filter or fold change.
fn counts(ctx: &egui::Context, candidates: &Candidates, times: &Arc<SkyTimes>) -> Arc<Histogram> {
    let id = egui::Id::unique("counts of the sky's time");
    let made: Option<Made> = ctx.data(|data| data.get_temp(id));
    let same = |made: &Made| {
        let drawn = Arc::ptr_eq(&made.shown, &candidates.shown)
            || made.shown.drawn == candidates.shown.drawn;
        drawn && Arc::ptr_eq(&made.times, times)
    };
    let counts = match made.filter(same) {
        Some(made) if Arc::ptr_eq(&made.shown, &candidates.shown) => return made.counts,
        Some(made) => made.counts,
        None => Arc::new(times.counts(&candidates.shown.drawn, BINS)),
    };
    let made = Made {
        shown: Arc::clone(&candidates.shown),
        times: Arc::clone(times),
        counts: Arc::clone(&counts),
    };
    ctx.data_mut(|data| data.insert_temp(id, made));
    counts
}
