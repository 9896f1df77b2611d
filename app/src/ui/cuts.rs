//! Which hits are shown: conditions that hold at once, each with a histogram of what it cuts.

mod words;

use eframe::egui;
use nuscope_model::trigger::trigger_names;

use crate::command::Command;
use crate::plot::ticks::thousands;
use crate::state::State;
use crate::theme;
use crate::ui::range_handles::RangeHandles;
use crate::view::{Coincidence, HitQuantity};

pub use words::{cut_sentence, cut_words, range_words};

/// Draws the section of the inspector.
pub fn cuts_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let Some(shown) = state.document.event.clone() else {
        ui.weak("Cuts appear with an event.");
        return;
    };
    let all = shown.event.hits.len();
    ui.horizontal(|ui| {
        let count = thousands(state.derived.shown.count);
        let text = ui.weak(format!("{count} of {} hits pass", thousands(all)));
        let hidden = state.derived.shown.hidden.iter();
        let each: Vec<String> = hidden
            .map(|(cut, hits)| format!("not {}: {}", cut.label(), thousands(*hits)))
            .collect();
        if !each.is_empty() {
            text.on_hover_text(each.join("\n"));
        }
        let any = !state.view.cuts.is_open() || state.view.hits.merged;
        if ui
            .add_enabled(any, egui::Button::new("Show all hits"))
            .clicked()
        {
            commands.push(Command::DropCuts);
        }
    });
    ui.checkbox(&mut state.view.cuts.triggered, "Triggered hits only");
    triggers_ui(ui, state);
    ranges_ui(ui, state);
    let cuts = &mut state.view.cuts;
    ui.checkbox(
        &mut cuts.first_of_sensor,
        "First hit of each photomultiplier",
    );
    let mut coincident = cuts.coincidence.is_some();
    if ui
        .checkbox(&mut coincident, "Coincidences on a module")
        .changed()
    {
        cuts.coincidence = coincident.then_some(Coincidence {
            at_least: 2,
            window_ns: 10.0,
        });
    }
    if let Some(coincidence) = &mut cuts.coincidence {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let least = egui::DragValue::new(&mut coincidence.at_least).range(2..=31);
            let least = ui.add(least.speed(0.05).suffix(" or more"));
            least.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::SpinButton, true, "Photomultipliers at least")
            });
            ui.weak("within");
            let window = egui::DragValue::new(&mut coincidence.window_ns).range(1.0..=10_000.0);
            let window = ui.add(window.speed(0.2).suffix(" ns"));
            window.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::SpinButton, true, "Coincidence window")
            });
        });
    }
}

/// A box for every trigger bit that used a hit of this event.
fn triggers_ui(ui: &mut egui::Ui, state: &mut State) {
    let present = state
        .document
        .event
        .as_ref()
        .map_or(0, |shown| shown.trigger_bits);
    let cuts = &mut state.view.cuts;
    // Bits that were chosen in another event stay, so that they can be dropped.
    let offered = present | cuts.trigger_bits;
    if offered == 0 {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for bit in (0..64).filter(|bit| offered >> bit & 1 == 1) {
            let name = trigger_names(1 << bit).join(" ");
            let mut chosen = cuts.trigger_bits >> bit & 1 == 1;
            let response = ui.checkbox(&mut chosen, name);
            let response = match present >> bit & 1 {
                1 => response.on_hover_text("Hits that this trigger used"),
                _ => response.on_hover_text("No hit of this event was used by this trigger"),
            };
            if response.changed() {
                cuts.trigger_bits ^= 1 << bit;
            }
        }
    });
}

/// Ranges of amplitude, time and residual, as far as the hits have any.
fn ranges_ui(ui: &mut egui::Ui, state: &mut State) {
    let Some(values) = state.derived.values.clone() else {
        return;
    };
    let amplitude = values.event.amplitude_unit;
    let accent = theme::of(ui).accent;
    let cuts = &mut state.view.cuts;
    let ranges = [
        (HitQuantity::Amplitude, &mut cuts.amplitude),
        (HitQuantity::Time, &mut cuts.time_ns),
        (HitQuantity::Residual, &mut cuts.residual_ns),
    ];
    for (quantity, range) in ranges {
        let name = quantity.label(amplitude);
        let Some(spread) = state.derived.spread(quantity) else {
            if range.is_some() {
                ui.horizontal(|ui| {
                    ui.weak(format!("{name}: no hit has one"));
                    if ui.small_button("Drop").clicked() {
                        *range = None;
                    }
                });
            }
            continue;
        };
        ui.weak(name);
        let handles = RangeHandles {
            name,
            unit: quantity.unit(amplitude),
            spread: &spread,
            open: spread.extremes,
            color: &|_| accent,
        };
        handles.show(ui, range);
    }
}
