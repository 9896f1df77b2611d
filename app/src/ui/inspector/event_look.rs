//! How the event is drawn.

use eframe::egui;

use super::hit_look::hit_look_ui;
use crate::lists;
use crate::state::State;

/// Switches of the event display.
pub(super) fn event_look_ui(ui: &mut egui::Ui, state: &mut State) {
    let view = &mut state.view;
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut view.event.modules, "Modules");
        ui.checkbox(&mut view.event.sensor_marks, "Marks")
            .on_hover_text(
                "Photomultipliers that are dead, vetoed for their rate or full stand out",
            );
        let rates = state.derived.marks.as_ref();
        let rates = rates.is_some_and(|marks| marks.has_rates());
        let by_rate = egui::Checkbox::new(&mut view.event.sensor_rates, "Rates");
        ui.add_enabled(rates, by_rate)
            .on_hover_text("Modules and photomultipliers are coloured by how often they count")
            .on_disabled_hover_text("No summary slice says how often photomultipliers count");
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
    turn_ui(ui, state);
    hit_look_ui(ui, state);
}

/// How the detector is turned, where that decides on positions on the sky.
fn turn_ui(ui: &mut egui::Ui, state: &mut State) {
    let Some(site) = lists::site(&state.document, &state.view) else {
        return;
    };
    let grid_deg = site.convergence_rad.to_degrees();
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("Detector turned by").id;
        let turn = &mut state.view.event.turn_deg;
        ui.add(
            egui::DragValue::new(turn)
                .range(-180.0..=180.0)
                .speed(0.01)
                .max_decimals(3)
                .suffix("°"),
        )
        .labelled_by(label)
        .on_hover_text(
            "A rotation that the detector's file does not know, added to azimuths: +1.35° for KM3-230213A. \
             Right ascensions and declinations in the tables follow.",
        );
        ui.weak(format!("grid north of {}: {grid_deg:+.2}°", site.name))
            .on_hover_text("From true north to the north of the detector's frame, positive towards east; always taken into account");
    });
}
