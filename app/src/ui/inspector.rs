//! The right panel: what is selected with all its values, and how things are drawn.

mod candidate_look;
mod crowd_look;
mod event;
mod event_look;
mod hit;
mod hit_look;
mod map;
mod map_look;
mod marked;
mod module;
mod sensor;
mod sky;
mod sky_frame;
mod sky_look;
mod source;
mod track;

use std::sync::Arc;

use eframe::egui::{self, RichText};
use nuscope_model::SensorId;
use nuscope_model::detector::UtmOrigin;
use nuscope_scan::calibrated_map::MapCalibration;

use crate::calibrating::{self, by_trials, p_number};
use crate::candidates::events;
use crate::command::{Command, SkyCommand, StageCommand};
use crate::document::Document;
use crate::scene::event::Picked;
use crate::scene::sky::P_LOCAL;
use crate::sky_chart::reading;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::cuts;
use crate::ui::data_panel::heading;
use crate::view::{Marked, Mode, Selected, TrackLook, View};

pub use event::event_title;
pub use sky::{candidate_words, place_of, position_of, position_words, selected_place};
pub use source::flight;
pub use track::energy_text;

/// Width of the panel in points.
pub const WIDTH: f32 = 280.0;

/// A value with its name, as the panel lists it.
type Row = (String, String);

fn row(name: &str, value: impl Into<String>) -> Row {
    (name.to_owned(), value.into())
}

/// Draws the panel.
pub fn inspector_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    heading(ui, "Selection");
    let selected = remembered(ui, state, "selected", || {
        rows(&state.document, &state.view, state.view.selected)
    });
    match selected {
        Some((title, rows)) => {
            ui.label(RichText::new(title).strong());
            rows_ui(ui, "selection", &rows);
            light_ui(ui, state);
            seen_from_ui(ui, state);
            selection_buttons_ui(ui, state, commands);
            source::source_ui(ui, state, commands);
        }
        None => {
            ui.weak("Click a hit, a module, a track or a candidate.");
        }
    }
    if state.view.mode != Mode::Sky {
        let marked = remembered(ui, state, "marked", || {
            marked::marked_rows(&state.document, &state.view.marked)
        });
        if let Some(rows) = marked {
            heading(ui, "Marked hits");
            rows_ui(ui, "marked", &rows);
            ui.horizontal(|ui| {
                if ui.button("Look at them").clicked() {
                    commands.push(StageCommand::FitMarked.into());
                }
                if ui.button("Mark no hits").clicked() {
                    commands.push(StageCommand::Unmark.into());
                }
            });
        }
        if let Some(shown) = state.document.event.clone() {
            heading(ui, "Event");
            rows_ui(ui, "event", &event::event_rows(&state.document, &shown));
            if events::spot_of_event(&state.document, &state.view).is_some()
                && ui
                    .button("Show it on the sky")
                    .on_hover_text("Where its best fit points")
                    .clicked()
            {
                commands.push(SkyCommand::ShowEvent.into());
            }
        }
        heading(ui, "Hits shown");
        cuts::cuts_ui(ui, state, commands);
        heading(ui, "Appearance of the event");
        event_look::event_look_ui(ui, state);
    }
    if state.view.mode != Mode::Event {
        if !state.view.marked_candidates.is_empty() {
            heading(ui, "Marked candidates");
            let rows = remembered(ui, state, "marked candidates", || {
                let marked = &state.view.marked_candidates;
                sky::marked_rows(&state.derived.candidates, marked)
            });
            rows_ui(ui, "marked candidates", &rows);
            if ui.button("Mark no candidates").clicked() {
                commands.push(SkyCommand::Unmark.into());
            }
        }
        if let Some(rows) = map::map_rows(state) {
            heading(ui, "Map");
            rows_ui(ui, "map", &rows);
            map::remarks_ui(ui, state);
            map::spots_ui(ui, state, commands);
            map::contours_ui(ui, &state.derived.maps, commands);
            heading(ui, "Appearance of the map");
            map_look::map_look_ui(ui, state);
        }
        heading(ui, "Frame of the sky");
        sky_frame::sky_frame_ui(ui, state, commands);
        egui::CollapsingHeader::new("Seen from a site")
            .id_salt("seen from")
            .show(ui, |ui| sky_frame::observer_ui(ui, state));
        heading(ui, "Appearance of the sky");
        sky_look::sky_look_ui(ui, state);
    }
}

/// Where the sites see what is selected on the sky.
fn seen_from_ui(ui: &mut egui::Ui, state: &State) {
    let Some(position) = sky::position_of(&state.document, state.view.selected) else {
        return;
    };
    egui::CollapsingHeader::new("Over the sites")
        .id_salt("over the sites")
        .show(ui, |ui| {
            let rows = reading::pinned_horizon_rows(&state.derived.chart, position);
            rows_ui(ui, "over the sites", &rows);
        });
}

/// What a selected hit is beside the others and the reference track.
fn light_ui(ui: &mut egui::Ui, state: &State) {
    let (Some(Selected::Hit(index)), Some(values)) = (state.view.selected, &state.derived.values)
    else {
        return;
    };
    if let Some((title, rows)) = hit::light_rows(values, index) {
        ui.add_space(4.0);
        ui.label(RichText::new(title).strong());
        rows_ui(ui, "light of the selection", &rows);
    }
}

/// What rows were made from, and what came of it.
#[derive(Clone)]
struct Made<T> {
    document: Arc<Document>,
    selected: Option<Selected>,
    marked: Marked,
    marked_candidates: Marked,
    tracks: TrackLook,
    rows: T,
}

/// Rows that count hits, made only when the document or what is selected or marked in it has changed.
fn remembered<T: Clone + Send + Sync + 'static>(
    ui: &egui::Ui,
    state: &State,
    name: &str,
    make: impl FnOnce() -> T,
) -> T {
    let id = egui::Id::unique("rows").with(name);
    let made = ui.data(|data| data.get_temp::<Made<T>>(id));
    let view = &state.view;
    let same = |made: &Made<T>| {
        Arc::ptr_eq(&made.document, &state.document)
            && made.selected == view.selected
            && made.marked == view.marked
            && made.marked_candidates == view.marked_candidates
            && made.tracks == view.tracks
    };
    if let Some(made) = made.filter(same) {
        return made.rows;
    }
    let rows = make();
    let made = Made {
        document: Arc::clone(&state.document),
        selected: view.selected,
        marked: view.marked.clone(),
        marked_candidates: view.marked_candidates.clone(),
        tracks: view.tracks.clone(),
        rows: rows.clone(),
    };
    ui.data_mut(|data| data.insert_temp(id, made));
    rows
}

/// What can be done with a selection of the event display.
fn selection_buttons_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let selected = state.view.selected;
    if let Some(Selected::Candidate { .. }) = selected {
        let found = remembered(ui, state, "event of the candidate", || {
            events::event_of(&state.document, selected)
        });
        let open = egui::Button::new("Open its event");
        let open = ui.add_enabled(found.is_some(), open);
        let hint = "Show the full event of this candidate";
        let missing = "The file with its full event is not open";
        if open
            .on_hover_text(hint)
            .on_disabled_hover_text(missing)
            .clicked()
        {
            commands.push(SkyCommand::OpenEvent.into());
        }
        fly_button_ui(ui, state, commands);
        return;
    }
    let placed = match selected {
        Some(Selected::Hit(_) | Selected::Module(_) | Selected::Sensor { .. }) => true,
        Some(Selected::Track(_)) => false,
        Some(Selected::Place { .. }) => {
            fly_button_ui(ui, state, commands);
            return;
        }
        _ => return,
    };
    ui.horizontal_wrapped(|ui| {
        if ui
            .button("Look at it")
            .on_hover_text("Bring it to the middle (Z)")
            .clicked()
        {
            commands.push(StageCommand::Focus.into());
        }
        let mark = placed.then(|| ui.button("Mark the hits of the module"));
        if mark.is_some_and(|mark| mark.clicked()) {
            commands.push(StageCommand::MarkModule.into());
        }
    });
}

/// Brings what is selected on the sky into the middle.
fn fly_button_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let position = sky::position_of(&state.document, state.view.selected);
    if let Some(position) = position
        && ui
            .button("Fly to it")
            .on_hover_text("Bring it into the middle of the sky map, magnified")
            .clicked()
    {
        let radius_rad = 0.0;
        commands.push(
            SkyCommand::FlyTo {
                position,
                radius_rad,
            }
            .into(),
        );
    }
}

/// Names with their values, in two columns.
pub(crate) fn rows_ui(ui: &mut egui::Ui, id: &str, rows: &[Row]) {
    let theme = theme::of(ui);
    egui::Grid::new(id)
        .num_columns(2)
        .min_row_height(16.0)
        .spacing(egui::vec2(10.0, 3.0))
        .show(ui, |ui| {
            for (name, value) in rows {
                ui.label(RichText::new(name).size(SMALL).color(theme.weak));
                ui.add(
                    egui::Label::new(RichText::new(value).size(12.0))
                        .wrap()
                        .selectable(true),
                );
                ui.end_row();
            }
        });
}

/// What is selected: its title and its values.
fn rows(
    document: &Document,
    view: &View,
    selected: Option<Selected>,
) -> Option<(String, Vec<Row>)> {
    let coordinates = Coordinates::of(document, view);
    match selected? {
        Selected::Hit(index) => hit::hit_rows(document, coordinates, index),
        Selected::Module(id) => {
            let detector = document.detector.as_deref()?;
            let module = detector.module(id)?;
            Some((
                module::module_title(module),
                module::module_rows(document, coordinates, detector, module),
            ))
        }
        Selected::Sensor { module, channel } => {
            let detector = document.detector.as_deref()?;
            let module = detector.module(module)?;
            let sensor = detector.sensors_of(module).get(usize::from(channel))?;
            Some((
                sensor::sensor_title(module, channel),
                sensor::sensor_rows(document, coordinates, module, sensor, channel),
            ))
        }
        Selected::Track(index) => {
            let event = &document.event.as_ref()?.event;
            let track = view.tracks.at(index, event)?;
            Some((
                track::track_title(&track, index, event),
                track::track_rows(&track, coordinates, event.time_zero_ns),
            ))
        }
        Selected::Candidate { sample, index } => {
            let sample = document.samples.get(sample)?;
            (index < sample.len()).then(|| {
                (
                    format!("Candidate of {}", sample.name),
                    sky::candidate_rows(sample, index),
                )
            })
        }
        selected @ Selected::Source { .. } => source::source_rows(document, selected),
        place @ Selected::Place { .. } => {
            let position = place_of(place)?;
            let mut rows = sky::position_rows(position);
            if let Some(open) = document.map(&view.sky) {
                let (map, estimate) = (&open.map, open.estimate(position));
                let calibration = MapCalibration::of(map);
                let pixel = map.pixel(position);
                // A column without any number was not computed; that is not "masked".
                let computed = |column: &&nuscope_model::MapColumn| {
                    column.values.iter().any(|value| !value.is_nan())
                };
                for column in map.columns.iter().filter(computed) {
                    let value = column.values[pixel];
                    let text = match column.name.as_str() {
                        _ if value.is_nan() => "masked".into(),
                        P_LOCAL => match (estimate, calibration) {
                            (Some(estimate), _) => calibrating::p_words(&estimate),
                            (None, Some(known)) => {
                                let p = p_number(f64::from(value));
                                format!("{p}, {}", by_trials(known.trials))
                            }
                            (None, None) => format!("{value:.1e}, not calibrated"),
                        },
                        _ => format!("{value:.4}"),
                    };
                    rows.push(row(&column.name, text));
                }
            }
            Some(("A place on the sky".into(), rows))
        }
    }
}

/// How positions are told.
#[derive(Clone, Copy)]
struct Coordinates<'a> {
    /// Where the detector's frame begins on Earth, if positions are to be told in UTM.
    origin: Option<&'a UtmOrigin>,
}

impl<'a> Coordinates<'a> {
    fn of(document: &'a Document, view: &View) -> Self {
        let origin = document.detector.as_ref().and_then(|d| d.origin.as_ref());
        Self {
            origin: origin.filter(|_| view.event.utm),
        }
    }

    /// A position of the detector's frame, which is parallel to UTM.
    fn text(self, position_m: glam::DVec3) -> String {
        let (x, y, z) = (position_m.x, position_m.y, position_m.z);
        match self.origin {
            Some(origin) => format!(
                "{:.2} E, {:.2} N, {:.2} m (UTM {})",
                origin.easting_m + x,
                origin.northing_m + y,
                origin.height_m + z,
                origin.zone
            ),
            None => format!("{x:.2}, {y:.2}, {z:.2} m"),
        }
    }
}

/// What selecting something picked means; `None` if it is not there any more.
pub fn selection(found: Picked, document: &Document) -> Option<Selected> {
    let detector = document.detector.as_deref()?;
    match found {
        Picked::Hit(index) => Some(Selected::Hit(index)),
        Picked::Module(place) => {
            let module = detector.modules().get(place)?;
            Some(Selected::Module(module.id))
        }
        Picked::Sensor(place) => {
            let (module, channel) = detector.module_of(SensorId(place as u32))?;
            Some(Selected::Sensor {
                module: module.id,
                channel: u8::try_from(channel).ok()?,
            })
        }
        Picked::Track(index) => Some(Selected::Track(index)),
    }
}

/// A picked thing in a few lines, for the pointer.
pub fn words(found: Picked, document: &Document, view: &View) -> String {
    let Some((title, rows)) = rows(document, view, selection(found, document)) else {
        return String::new();
    };
    let mut text = title;
    for (name, value) in rows.iter().take(7) {
        text += &format!("\n{name} {value}");
    }
    text
}
