//! The frame of the sky map, where it is centred, and from where and when the sky is seen.

use eframe::egui::{self, RichText};
use nuscope_render::SkyView;

use crate::command::{Command, SkyCommand};
use crate::sky_chart::moment_words;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::view::{ChartFrame, Observer, SkyLook, SkyMoment, Telescope};

/// Choices of the frame, its graticule and its middle.
pub(super) fn sky_frame_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let look = &mut state.view.sky;
    choice(ui, "Frame", look.frame.name(), |ui| {
        for frame in ChartFrame::ALL {
            if ui
                .selectable_label(look.frame == frame, frame.name())
                .clicked()
            {
                commands.push(SkyCommand::SetFrame(frame).into());
            }
        }
    });
    let second = look.second_frame.map_or("none", ChartFrame::name);
    choice(ui, "Second grid", second, |ui| {
        ui.selectable_value(&mut look.second_frame, None, "none");
        for frame in ChartFrame::ALL {
            ui.selectable_value(&mut look.second_frame, Some(frame), frame.name());
        }
    });
    if look.frame == ChartFrame::Equatorial || look.second_frame == Some(ChartFrame::Equatorial) {
        ui.checkbox(&mut look.ra_in_hours, "Right ascension in hours");
    }
    homes_ui(ui, look);
    if let Some(why) = state.derived.chart.refused(&state.view.sky) {
        let color = theme::of(ui).warning;
        ui.add(egui::Label::new(RichText::new(why).size(SMALL).color(color)).wrap());
    }
}

/// Buttons that show the whole sky around a place of the frame.
fn homes_ui(ui: &mut egui::Ui, look: &mut SkyLook) {
    ui.horizontal_wrapped(|ui| {
        for home in look.frame.homes() {
            let hover = "Show the whole sky with this in the middle";
            if ui.button(home.label).on_hover_text(hover).clicked() {
                let view = &mut look.view;
                *view = SkyView {
                    projection: view.projection,
                    frame_from_sky: view.frame_from_sky,
                    north_locked: view.north_locked,
                    east_left: view.east_left,
                    center_lon_rad: home.lon_deg.to_radians(),
                    center_lat_rad: home.lat_deg.to_radians(),
                    ..SkyView::default()
                };
            }
        }
    });
}

/// From where and when the sky is seen, and what is drawn of that.
pub(super) fn observer_ui(ui: &mut egui::Ui, state: &mut State) {
    let known = state.derived.chart.utc();
    let why = state.derived.chart.overhead.as_ref().err().cloned();
    let observer = &mut state.view.sky.observer;
    choice(ui, "Site", observer.site.name(), |ui| {
        for telescope in Telescope::ALL {
            ui.selectable_value(&mut observer.site, telescope, telescope.name());
        }
    });
    choice(ui, "Time", observer.moment.name(), |ui| {
        for moment in SkyMoment::ALL {
            ui.selectable_value(&mut observer.moment, moment, moment.name());
        }
    });
    if observer.moment == SkyMoment::Typed {
        let name = ui.label("UTC or MJD").id;
        let field = egui::TextEdit::singleline(&mut observer.typed)
            .hint_text("2023-02-13 01:16:47 · 59988.053")
            .char_limit(60)
            .desired_width(f32::INFINITY);
        ui.add(field).labelled_by(name);
    }
    let theme = theme::of(ui);
    let (text, color) = match (known, why) {
        (Some(utc), _) => (moment_words(utc), theme.weak),
        (None, why) => (why.unwrap_or_default(), theme.warning),
    };
    ui.add(egui::Label::new(RichText::new(text).size(SMALL).color(color)).wrap());
    overlays_ui(ui, observer);
}

fn overlays_ui(ui: &mut egui::Ui, observer: &mut Observer) {
    ui.horizontal_wrapped(|ui| {
        for telescope in Telescope::ALL {
            let mut shown = observer.horizons.contains(&telescope);
            let name = format!("Horizon of {}", telescope.name());
            let hover = "Shade what is below the horizon of this site at the time";
            if ui.checkbox(&mut shown, name).on_hover_text(hover).changed() {
                observer.horizons.retain(|other| *other != telescope);
                if shown {
                    observer.horizons.push(telescope);
                }
            }
        }
    });
    ui.checkbox(&mut observer.shares, "Share of a day below the horizon")
        .on_hover_text(
            "Bands of declination that the site sees through the Earth for a part of each day",
        );
    ui.checkbox(&mut observer.bodies, "Sun, Moon and zenith")
        .on_hover_text("Sun and Moon as the site sees them, the ecliptic, zenith and nadir");
}

/// A named list of choices.
fn choice(ui: &mut egui::Ui, name: &str, shown: &str, add: impl FnOnce(&mut egui::Ui)) {
    ui.horizontal(|ui| {
        let label = ui.label(name).id;
        egui::ComboBox::from_id_salt(name)
            .selected_text(shown)
            .width(150.0)
            .show_ui(ui, add)
            .response
            .labelled_by(label);
    });
}
