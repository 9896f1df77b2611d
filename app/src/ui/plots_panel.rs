//! The tab of figures: one to three side by side, each linked both ways with all other views.
//!
//! A figure is drawn when something it shows has changed, and painted from triangles in between. The time cursor is
//! painted over figures with a time axis; the others follow it in steps of a hundredth of the event.

use std::sync::Arc;

use eframe::egui::mutex::Mutex;
use eframe::egui::{self, CursorIcon, Pos2, Rect, Sense, Vec2, pos2, vec2};

use super::plot_pointer::{Brush, point};
use crate::command::Command;
use crate::document::Document;
use crate::hit_values::{HitValues, ShownHits};
use crate::plot::columns::Columns;
use crate::plot::cursor::cursor_items;
use crate::plot::drawing::Drawing;
use crate::plot::figures::candidates::{SKY_FIGURES, may_be_log};
use crate::plot::figures::{self, FIGURES, Row};
use crate::plot::hovered::{Known, Places, hovered_items};
use crate::plot::input::Input;
use crate::plot::to_egui::{PaintedPart, triangles};
use crate::state::State;
use crate::theme;
use crate::ui::hovered;
use crate::view::{Figure, PlotLook, PlotSlot, View};

/// Narrower than this a figure gives way to its neighbours.
const LEAST_WIDTH: f32 = 330.0;
/// Steps in which figures without a time axis follow the cursor.
const CURSOR_STEPS: f32 = 100.0;

/// Which figures a tab shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum About {
    /// Those of the event.
    Event,
    /// Those of the candidates.
    Sky,
}

impl About {
    fn rows(self) -> &'static [Row] {
        match self {
            Self::Event => &FIGURES,
            Self::Sky => &SKY_FIGURES,
        }
    }

    fn look(self, state: &mut State) -> &mut PlotLook {
        match self {
            Self::Event => &mut state.view.tray.plots,
            Self::Sky => &mut state.view.tray.sky_plots,
        }
    }
}

/// What a figure was drawn from: drawn again if any of it differs.
struct Made {
    document: Arc<Document>,
    values: Option<Arc<HitValues>>,
    shown: Arc<ShownHits>,
    /// Only what figures look at: without camera, cursor and windows.
    view: View,
    /// The number of the candidates that are shown.
    candidates: u64,
    chosen: PlotSlot,
    cursor_ns: Option<f32>,
    rect: Rect,
    pixels_per_point: f32,
}

impl Made {
    fn same(&self, other: &Self) -> bool {
        let values = match (&self.values, &other.values) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        values
            && Arc::ptr_eq(&self.document, &other.document)
            && Arc::ptr_eq(&self.shown, &other.shown)
            && self.candidates == other.candidates
            && self.chosen == other.chosen
            && self.cursor_ns == other.cursor_ns
            && self.rect == other.rect
            && self.pixels_per_point == other.pixels_per_point
            && self.view == other.view
    }
}

/// A figure with its triangles.
struct Slot {
    made: Made,
    drawing: Drawing,
    parts: Vec<PaintedPart>,
    places: Places,
}

/// What is kept from frame to frame.
#[derive(Default)]
struct Kept {
    columns: Option<Arc<Columns>>,
    slots: [Option<Slot>; 3],
    brush: Option<Brush>,
}

/// Draws the figures of the event that have room and what chooses them.
pub fn plots_panel_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    figures_ui(ui, state, About::Event, commands);
}

/// Draws the figures of the candidates that have room and what chooses them.
pub fn sky_plots_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    figures_ui(ui, state, About::Sky, commands);
}

fn figures_ui(ui: &mut egui::Ui, state: &mut State, about: About, commands: &mut Vec<Command>) {
    let room = ((ui.available_width() / LEAST_WIDTH) as usize).clamp(1, 3);
    let count = about.look(state).beside.clamp(1, room);
    let id = egui::Id::unique("figures").with(about);
    let kept: Arc<Mutex<Kept>> = ui.data_mut(|data| Arc::clone(data.get_temp_mut_or_default(id)));
    let mut kept = kept.lock();
    let values = &state.derived.values;
    let same = match (&kept.columns, values) {
        (Some(columns), Some(values)) => Arc::ptr_eq(&columns.values, values),
        (None, None) => true,
        _ => false,
    };
    if !same {
        kept.columns = values.clone().map(|values| Arc::new(Columns::new(values)));
    }
    let gap = ui.spacing().item_spacing.x;
    let whole = ui.available_rect_before_wrap();
    let width = (whole.width() - gap * (count as f32 - 1.0)) / count as f32;
    for place in 0..count {
        let left = whole.left() + place as f32 * (width + gap);
        let rect = Rect::from_min_size(pos2(left, whole.top()), vec2(width, whole.height()));
        let mut child = ui.new_child(
            egui::UiBuilder::new()
                .id_salt(("figure", about, place))
                .max_rect(rect),
        );
        let look = about.look(state);
        choice_ui(&mut child, look, about.rows(), (place, room), commands);
        let chosen = look.slots[place];
        slot_ui(&mut child, state, &mut kept, (place, chosen), commands);
    }
    ui.advance_cursor_after_rect(whole);
}

/// The row above a figure: which one, how it counts, how many stand beside it, and where to save it.
fn choice_ui(
    ui: &mut egui::Ui,
    look: &mut PlotLook,
    rows: &'static [Row],
    (place, room): (usize, usize),
    commands: &mut Vec<Command>,
) {
    let beside = look.beside.clamp(1, room);
    ui.horizontal(|ui| {
        let slot = &mut look.slots[place];
        let row = figures::row(slot.figure);
        let title = row.title;
        let choice = egui::ComboBox::from_id_salt(("figure choice", place))
            .selected_text(title)
            .width(if row.of_sky() { 130.0 } else { 190.0 })
            .height(400.0)
            .show_ui(ui, |ui| {
                for row in rows {
                    let chosen = slot.figure == row.figure;
                    if ui
                        .selectable_label(chosen, row.title)
                        .on_hover_text(row.about)
                        .clicked()
                    {
                        slot.figure = row.figure;
                        slot.log = row.figure == Figure::Amplitudes;
                    }
                }
            });
        let name = format!("Figure {}", place + 1);
        choice
            .response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
        choice
            .response
            .on_hover_text(figures::row(slot.figure).about);
        if figures::row(slot.figure).counts {
            let words = "Counts on a logarithmic axis";
            ui.toggle_value(&mut slot.log, "Log").on_hover_text(words);
        }
        if may_be_log(slot.figure) {
            let words = "Values on a logarithmic axis";
            ui.toggle_value(&mut slot.log_x, "Log x")
                .on_hover_text(words);
        }
        let (figure, log) = (slot.figure, slot.logs());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.menu_button("Save…", |ui| {
                for (label, ending) in [("As SVG…", "svg"), ("As PDF…", "pdf"), ("As PNG…", "png")]
                {
                    if ui.button(label).clicked() {
                        commands.push(Command::SaveFigure {
                            figure,
                            log,
                            ending,
                        });
                        ui.close();
                    }
                }
            })
            .response
            .on_hover_text("Save this figure");
            if place + 1 == beside {
                for count in (1..=room).rev().filter(|_| room > 1) {
                    let words = match count {
                        1 => "Show one figure".to_owned(),
                        count => format!("Show {count} figures side by side"),
                    };
                    let button = ui.selectable_label(beside == count, count.to_string());
                    if button.on_hover_text(words).clicked() {
                        look.beside = count;
                    }
                }
            }
        });
    });
}

/// The parts of the view that figures show: all else may change without drawing them again.
fn looked_at(view: &View) -> View {
    View {
        hits: view.hits.clone(),
        cuts: view.cuts.clone(),
        tracks: view.tracks.clone(),
        event: view.event.clone(),
        dark: view.dark,
        selected: view.selected,
        marked: view.marked.clone(),
        marked_candidates: view.marked_candidates.clone(),
        ..View::default()
    }
}

/// A figure, painted, and what the pointer does in it.
fn slot_ui(
    ui: &mut egui::Ui,
    state: &State,
    kept: &mut Kept,
    (place, chosen): (usize, PlotSlot),
    commands: &mut Vec<Command>,
) {
    let row = figures::row(chosen.figure);
    let size = ui.available_size().max(Vec2::splat(1.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, row.title));
    let cursor_ns = state.view.cursor_ns.filter(|_| !row.over_time);
    let cursor_ns = cursor_ns.map(|cursor| in_steps(cursor, &state.document));
    let made = Made {
        document: Arc::clone(&state.document),
        values: state.derived.values.clone(),
        shown: Arc::clone(&state.derived.shown),
        view: looked_at(&state.view),
        candidates: state.derived.candidates.version,
        chosen,
        cursor_ns,
        rect,
        pixels_per_point: ui.pixels_per_point(),
    };
    let columns = kept.columns.clone();
    let theme = theme::theme(state.view.dark);
    let slot = match kept.slots[place].take() {
        Some(slot) if slot.made.same(&made) => slot,
        _ => {
            let input = Input {
                document: &made.document,
                view: &state.view,
                columns: columns.as_deref(),
                shown: &made.shown,
                theme,
                dark: state.view.dark,
                candidates: Some(&state.derived.candidates),
                log: chosen.log,
                log_x: chosen.log_x,
                cursor_ns,
            };
            let drawing = figures::draw(chosen.figure, &input, rect.size());
            let parts = triangles(&drawing.items, rect.min, made.pixels_per_point);
            Slot {
                made,
                places: Places::of(&drawing),
                drawing,
                parts,
            }
        }
    };
    let painter = ui.painter_at(rect);
    for part in &slot.parts {
        part.paint(&painter);
    }
    if let Some(cursor_ns) = state.view.cursor_ns {
        let items = cursor_items(&slot.drawing.panels, cursor_ns, theme);
        for part in triangles(&items, rect.min, ui.pixels_per_point()) {
            part.paint(&painter);
        }
    }
    // What the pointer is on in another view; what it is on here is ringed where it is pointed at.
    let elsewhere = hovered::get(ui.ctx()).filter(|_| !response.hovered());
    if let Some(found) = elsewhere {
        let known = Known {
            columns: columns.as_deref(),
            candidates: &state.derived.candidates,
        };
        let items = hovered_items(&slot.drawing, &slot.places, &known, found, theme);
        for part in triangles(&items, rect.min, ui.pixels_per_point()) {
            part.paint(&painter);
        }
    }
    let columns = columns.as_deref();
    if columns.is_some() || row.of_sky() {
        let mut brush = kept
            .brush
            .take()
            .filter(|brush| brush.place == place || !response.dragged());
        let mine = brush.as_ref().is_some_and(|brush| brush.place == place);
        if mine || response.hovered() || response.dragged() || response.clicked() {
            point(
                ui,
                &response,
                rect,
                &slot.drawing,
                state,
                columns,
                place,
                &mut brush,
                commands,
            );
        }
        kept.brush = brush;
    } else if response.hovered() {
        ui.set_cursor_icon(CursorIcon::Default);
    }
    kept.slots[place] = Some(slot);
}

/// The cursor in steps of a part of the event's replay.
fn in_steps(cursor_ns: f32, document: &Document) -> f32 {
    let (first, last) = document
        .event
        .as_ref()
        .map_or((0.0, 1.0), |shown| shown.times.play_range_ns());
    let step = ((last - first) / CURSOR_STEPS).max(1e-3);
    (cursor_ns / step).ceil() * step
}

/// Where a point of the window is in a figure.
pub fn in_figure(at: Pos2, rect: Rect) -> Pos2 {
    (at - rect.min).to_pos2()
}
