//! What light travels in: as the detector has it, one of the known media, or indices of one's own.

use eframe::egui::{self, RichText};
use nuscope_model::Medium;

use crate::state::State;
use crate::theme::{self, SMALL};

/// The known media.
const MEDIA: [(&str, Medium); 3] = [
    ("Water (aanet)", Medium::WATER),
    ("Water (Jpp)", Medium::WATER_JPP),
    ("Ice", Medium::ICE),
];

/// Draws the choice, the indices and the angles that follow.
pub fn medium_ui(ui: &mut egui::Ui, state: &mut State) {
    let theme = theme::of(ui);
    let own_of_detector = state.document.detector.as_deref().map(Medium::of);
    let chosen = &mut state.view.tracks.medium;
    let known = |medium: Medium| MEDIA.iter().find(|(_, known)| *known == medium);
    let name = |medium: Medium| known(medium).map_or("Own indices", |(name, _)| *name);
    let detector = own_of_detector.unwrap_or_default();
    let as_detector = format!("As the detector ({})", name(detector));
    ui.horizontal(|ui| {
        let label = RichText::new("Light travels in")
            .size(SMALL)
            .color(theme.weak);
        let label = ui.label(label).id;
        let shown = chosen.map_or_else(|| as_detector.clone(), |medium| name(medium).to_owned());
        egui::ComboBox::from_id_salt("medium")
            .selected_text(shown)
            .width(ui.available_width() - 8.0)
            .truncate()
            .show_ui(ui, |ui| {
                ui.selectable_value(chosen, None, &as_detector);
                for (name, medium) in MEDIA {
                    ui.selectable_value(chosen, Some(medium), name);
                }
                let own = chosen.is_some_and(|medium| known(medium).is_none());
                if ui.selectable_label(own, "Own indices").clicked() && !own {
                    // A little off, so that it is no known medium any more.
                    let start = chosen.unwrap_or(detector);
                    *chosen = Some(Medium {
                        n_group: start.n_group + 1e-4,
                        ..start
                    });
                }
            })
            .response
            .labelled_by(label);
    });
    if let Some(medium) = chosen.as_mut() {
        ui.horizontal(|ui| {
            for (label, hover, value) in [
                ("n phase", "Sets the Cherenkov angle", &mut medium.n_phase),
                ("n group", "Sets the speed of light", &mut medium.n_group),
            ] {
                let name = ui
                    .label(RichText::new(label).size(SMALL).color(theme.weak))
                    .id;
                ui.add(
                    egui::DragValue::new(value)
                        .range(1.01..=2.0)
                        .speed(1e-4)
                        .fixed_decimals(4),
                )
                .on_hover_text(hover)
                .labelled_by(name);
            }
        });
    }
    let medium = chosen.unwrap_or(detector);
    let degrees = |rad: f64| format!("{:.2}°", rad.to_degrees());
    let text = format!(
        "light front {} · Cherenkov angle {}",
        degrees(medium.light_front_half_angle_rad()),
        degrees(medium.cherenkov_angle_rad())
    );
    ui.label(RichText::new(text).size(SMALL).color(theme.weak))
        .on_hover_text("Angles from the track to the cone of its light, and to the light itself");
}
