//! The user's own track in numbers: where, whence, when, and whether it is a line or a shower.

use eframe::egui::{self, RichText};
use nuscope_model::track::TrackShape;
use nuscope_model::{Direction, Event};

use crate::command::{Command, TrackCommand};
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::view::{Selected, UserTrack, user_place};

/// Draws its fields, or the button that places it.
pub fn user_track_ui(
    ui: &mut egui::Ui,
    state: &mut State,
    event: &Event,
    commands: &mut Vec<Command>,
) {
    let theme = theme::of(ui);
    let Some(user) = state.view.tracks.user.as_mut() else {
        if ui
            .button("Place your own track")
            .on_hover_text("It starts as what residuals refer to; drag it by its handles")
            .clicked()
        {
            commands.push(Command::Track(TrackCommand::PlaceOwn));
        }
        return;
    };
    ui.label(RichText::new("Your track").strong().color(theme.accent));
    fields_ui(ui, user);
    let selected = match state.view.selected {
        Some(Selected::Track(place)) if place < user_place(event) => Some(place),
        _ => None,
    };
    let marked = !state.view.marked.is_empty();
    ui.horizontal_wrapped(|ui| {
        let copy = ui.add_enabled(
            selected.is_some(),
            egui::Button::new("Copy the selected track"),
        );
        if copy
            .on_hover_text("Make your track like the one that is selected")
            .on_disabled_hover_text("Select a track first")
            .clicked()
        {
            let copied = selected.map(TrackCommand::CopyToOwn);
            commands.extend(copied.map(Command::Track));
        }
        let fit = ui.add_enabled(marked, egui::Button::new("Fit time to marked hits"));
        if fit
            .on_hover_text("Move its time until their mean residual is zero")
            .on_disabled_hover_text("Mark hits first, with a box, a lasso or in a plot")
            .clicked()
        {
            commands.push(Command::Track(TrackCommand::FitTimeOfOwn));
        }
        if ui
            .button("Remove your track")
            .on_hover_text("Residuals refer to the best fit again")
            .clicked()
        {
            commands.push(Command::Track(TrackCommand::RemoveOwn));
        }
    });
}

/// The numbers.
fn fields_ui(ui: &mut egui::Ui, user: &mut UserTrack) {
    let theme = theme::of(ui);
    let weak = |text: &str| RichText::new(text).size(SMALL).color(theme.weak);
    let (was_zenith, was_azimuth) = angles_deg(user);
    let (mut zenith, mut azimuth) = (was_zenith, was_azimuth);
    egui::Grid::new("your track")
        .num_columns(4)
        .min_col_width(0.0)
        .spacing(egui::vec2(6.0, 4.0))
        .show(ui, |ui| {
            let field =
                |ui: &mut egui::Ui, label: &str, value: &mut f64, unit: &str, speed: f64| {
                    let name = ui.label(weak(label)).id;
                    ui.add(
                        egui::DragValue::new(value)
                            .speed(speed)
                            .fixed_decimals(2)
                            .range(-1e7..=1e7)
                            .suffix(unit),
                    )
                    .labelled_by(name);
                };
            field(ui, "x", &mut user.position_m.x, " m", 1.0);
            field(ui, "zenith", &mut zenith, "°", 0.2);
            ui.end_row();
            field(ui, "y", &mut user.position_m.y, " m", 1.0);
            field(ui, "azimuth", &mut azimuth, "°", 0.2);
            ui.end_row();
            field(ui, "z", &mut user.position_m.z, " m", 1.0);
            field(ui, "time", &mut user.time_ns, " ns", 1.0);
            ui.end_row();
        });
    if (zenith, azimuth) != (was_zenith, was_azimuth) {
        let zenith = zenith.clamp(0.0, 180.0).to_radians();
        user.travel = Direction::from_source_angles(zenith, azimuth.to_radians()).travel();
    }
    ui.horizontal(|ui| {
        ui.radio_value(&mut user.shape, TrackShape::Line, "Line")
            .on_hover_text("It shines along its way, as a muon");
        ui.radio_value(&mut user.shape, TrackShape::Shower, "Shower")
            .on_hover_text("It shines at one point");
    });
}

/// Zenith and azimuth of where it comes from, in degrees; rounded, so that typing them changes nothing else.
fn angles_deg(user: &UserTrack) -> (f64, f64) {
    let Some(direction) = Direction::from_travel(user.travel) else {
        return (0.0, 0.0);
    };
    let rounded = |rad: f64| (rad.to_degrees() * 1e6).round() / 1e6;
    (
        rounded(direction.zenith_rad()),
        rounded(direction.azimuth_rad()),
    )
}
