//! The time line: how many hits came when, a cursor that replays the event, and the part of time that is shown.
//!
//! The strip at its foot stands for the whole event; its two handles choose the part above, where the wheel zooms too.

mod controls;
mod paint;
mod strip;

use std::sync::Arc;

use eframe::egui::{self, PointerButton, Pos2, Rect, Sense, vec2};
use nuscope_model::Event;

use crate::command::Command;
use crate::document::ShownEvent;
use crate::scene::times::{EventTimes, HitCounts};
use crate::state::State;
use crate::theme;

/// Height of the panel in points.
pub const HEIGHT: f32 = 110.0;
/// Width of the buttons before the time line.
const CONTROLS: f32 = 196.0;
/// Narrower than this there is no time line, only its buttons.
const NARROWEST: f32 = 60.0;
/// Height of the strip that stands for the whole event.
const STRIP: f32 = 9.0;
/// Shortest part of time that can be chosen, in nanoseconds.
const SHORTEST_NS: f32 = 5.0;

/// Draws buttons, histogram and cursor.
pub fn timeline_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let Some(shown) = state.document.event.clone() else {
        ui.centered_and_justified(|ui| ui.label("The time line appears with an event."));
        return;
    };
    let times = &shown.times;
    let height = ui.available_height().max(60.0);
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.set_width(CONTROLS);
            controls::controls_ui(ui, state, times, commands);
        });
        let size = vec2(ui.available_width(), height);
        if size.x < NARROWEST {
            return;
        }
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        let plot = Rect::from_min_max(rect.min + vec2(8.0, 4.0), rect.max - vec2(12.0, 32.0));
        let window = times.shown_ns(&state.view.time);
        scrub(ui, &response, plot, window, state, commands);
        let zoomed = zoom(ui, &response, plot, window, times.window_ns);
        if zoomed.is_some() {
            state.view.time.window_ns = zoomed.filter(|zoomed| *zoomed != times.window_ns);
        }
        let hint =
            "Drag to move through time, turn the wheel to zoom; right-click to show all times";
        let response = response.on_hover_text_at_pointer(hint);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, "Time"));
        let counts = counts(ui.ctx(), &shown, window);
        let painter = ui.painter_at(rect);
        let look = paint::Look::of(state, times, theme::of(ui));
        paint::histogram(&painter, plot, &counts, window, &look);
        let foot = Rect::from_min_max(
            egui::pos2(plot.left(), rect.bottom() - STRIP - 2.0),
            egui::pos2(plot.right(), rect.bottom() - 2.0),
        );
        strip::strip_ui(ui, foot, &shown, &mut state.view.time);
    });
}

/// The pointer moves the cursor.
fn scrub(
    ui: &egui::Ui,
    response: &egui::Response,
    plot: Rect,
    window: (f32, f32),
    state: &mut State,
    commands: &mut Vec<Command>,
) {
    let second = response.clicked_by(PointerButton::Secondary);
    let held = ui.input(|input| input.pointer.button_down(PointerButton::Secondary));
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| !second && !held) {
        state.playing = false;
        state.view.cursor_ns = Some(time_at(pointer, plot, window));
    }
    if second {
        commands.push(Command::ShowAllTimes);
    }
}

/// The part of time that the wheel asks for; what is under the pointer stays there.
fn zoom(
    ui: &egui::Ui,
    response: &egui::Response,
    plot: Rect,
    (first, last): (f32, f32),
    whole: (f32, f32),
) -> Option<(f32, f32)> {
    let pointer = response.hover_pos()?;
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta, input.zoom_delta()));
    let factor = pinch * (scroll.y / 300.0).exp();
    let sideways = -scroll.x / plot.width().max(1.0) * (last - first);
    if factor == 1.0 && sideways == 0.0 {
        return None;
    }
    let held = time_at(pointer, plot, (first, last));
    let span = ((last - first) / factor).clamp(SHORTEST_NS, whole.1 - whole.0);
    let share = (held - first) / (last - first);
    let low = (held - share * span + sideways).clamp(whole.0, (whole.1 - span).max(whole.0));
    Some((low, (low + span).min(whole.1)))
}

/// Time under the pointer, kept within the window.
fn time_at(pointer: Pos2, plot: Rect, (low, high): (f32, f32)) -> f32 {
    let share = ((pointer.x - plot.left()) / plot.width().max(1.0)).clamp(0.0, 1.0);
    low + share * (high - low)
}

/// The counts of a part of time, and what they were made from.
#[derive(Clone)]
struct PartCounts {
    event: Arc<Event>,
    window: (f32, f32),
    counts: Arc<HitCounts>,
}

/// How many hits of the event came when within `window`; counted anew when event or window change.
fn counts(ctx: &egui::Context, shown: &ShownEvent, window: (f32, f32)) -> Arc<HitCounts> {
    if window == shown.times.window_ns {
        return Arc::clone(&shown.counts);
    }
    let id = egui::Id::unique("counts of the time line");
    let made = ctx.data(|data| data.get_temp::<PartCounts>(id));
    let same = |made: &PartCounts| made.window == window && Arc::ptr_eq(&made.event, &shown.event);
    if let Some(made) = made.filter(same) {
        return made.counts;
    }
    let times = EventTimes {
        window_ns: window,
        ..shown.times
    };
    let counts = Arc::new(HitCounts::new(&shown.event, &times));
    let made = PartCounts {
        event: Arc::clone(&shown.event),
        window,
        counts: Arc::clone(&counts),
    };
    ctx.data_mut(|data| data.insert_temp(id, made));
    counts
}
