//! How the event is drawn.

use eframe::egui;

use super::hit_look::hit_look_ui;
use crate::state::State;

/// Switches of the event display.
pub(super) fn event_look_ui(ui: &mut egui::Ui, state: &mut State) {
    let view = &mut state.view;
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut view.event.modules, "Modules");
        ui.checkbox(&mut view.event.strings, "Strings");
        ui.checkbox(&mut view.event.string_labels, "String numbers");
        ui.checkbox(&mut view.event.sea_bed, "Sea bed");
        ui.checkbox(&mut view.event.levels, "Surface and dust")
            .on_hover_text("The surface of the sea or the ice, and the layer of dust in the ice");
        ui.checkbox(&mut view.event.reconstructed, "Fits");
        ui.checkbox(&mut view.event.truth, "Truth");
        ui.checkbox(&mut view.event.guides, "Guides");
        let origin = state.document.detector.as_ref();
        let has_origin = origin.is_some_and(|detector| detector.origin.is_some());
        let utm = egui::Checkbox::new(&mut view.event.utm, "UTM positions");
        ui.add_enabled(has_origin, utm)
            .on_hover_text("Positions in UTM, not in the detector's own frame")
            .on_disabled_hover_text("The detector's file does not say where on Earth it is");
    });
    hit_look_ui(ui, state);
}
