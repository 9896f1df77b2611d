//! How the event is drawn.

use eframe::egui;

use super::sky_look::colormap_ui;
use crate::state::State;

/// Switches and sliders of the event display.
pub(super) fn event_look_ui(ui: &mut egui::Ui, state: &mut State) {
    let view = &mut state.view;
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut view.event.modules, "Modules");
        ui.checkbox(&mut view.event.strings, "Strings");
        ui.checkbox(&mut view.event.sea_bed, "Sea bed");
        ui.checkbox(&mut view.event.reconstructed, "Fits");
        ui.checkbox(&mut view.event.truth, "Truth");
        ui.checkbox(&mut view.event.guides, "Guides");
        ui.checkbox(&mut view.cuts.triggered, "Triggered hits only");
    });
    ui.horizontal(|ui| {
        colormap_ui(ui, "hit colours", &mut view.hits.colormap);
        ui.checkbox(&mut view.hits.reversed, "Reversed");
    });
    ui.add(
        egui::Slider::new(&mut view.hits.size, 0.2..=4.0)
            .logarithmic(true)
            .text("Size"),
    );
    ui.add(egui::Slider::new(&mut view.hits.glow, 0.0..=1.5).text("Glow"));
}
