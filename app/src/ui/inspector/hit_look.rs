//! How hits are drawn: what colours and sizes them, their colours, their glow.

use eframe::egui::{self, Color32};
use nuscope_model::AmplitudeUnit;

use super::sky_look::colormap_ui;
use crate::derived::Derived;
use crate::hit_values::kinds::{by_kinds, has_kinds};
use crate::scene::hit_colors;
use crate::state::State;
use crate::theme;
use crate::ui::range_handles::RangeHandles;
use crate::view::{AfterGlow, HitLook, HitQuantity};

/// Choices, histogram and sliders.
pub(super) fn hit_look_ui(ui: &mut egui::Ui, state: &mut State) {
    let amplitude = state
        .document
        .event
        .as_ref()
        .map_or(AmplitudeUnit::TotNs, |shown| shown.event.amplitude_unit);
    let look = &mut state.view.hits;
    let before = look.color_by;
    quantity_ui(
        ui,
        "Colour by",
        &mut look.color_by,
        &state.derived,
        amplitude,
    );
    if look.color_by != before {
        look.range = None;
        suit_colours(look);
    }
    range_ui(ui, state);
    let look = &mut state.view.hits;
    ui.horizontal(|ui| {
        colormap_ui(ui, "hit colours", &mut look.colormap);
        ui.checkbox(&mut look.reversed, "Reversed");
    });
    quantity_ui(ui, "Size by", &mut look.size_by, &state.derived, amplitude);
    ui.add(
        egui::Slider::new(&mut look.size, 0.2..=4.0)
            .logarithmic(true)
            .text("Size"),
    );
    ui.add(egui::Slider::new(&mut look.glow, 0.0..=1.5).text("Glow"));
    ui.horizontal_wrapped(|ui| {
        ui.weak("While time runs:");
        let after = &mut look.after_glow;
        ui.radio_value(after, AfterGlow::Decay, "decay")
            .on_hover_text("Hits flash up and decay alike");
        let pulse = match amplitude {
            AmplitudeUnit::TotNs => "Hits shine as long as their pulse was over threshold",
            AmplitudeUnit::ChargePe => "These hits have no time over threshold",
        };
        ui.add_enabled_ui(amplitude == AmplitudeUnit::TotNs, |ui| {
            ui.radio_value(after, AfterGlow::Duration, "pulse length")
                .on_hover_text(pulse)
                .on_disabled_hover_text(pulse);
        });
        ui.checkbox(&mut look.fades, "Fade away")
            .on_hover_text("Hits vanish once they have shone");
    });
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut look.stacked, "Stack repeated hits")
            .on_hover_text(
                "Further hits of a photomultiplier are drawn one behind the other along its axis",
            );
        ui.checkbox(&mut look.merged, "Merge saturated pulses")
            .on_hover_text("Pulses of 255 ns that follow each other without a gap are one");
    });
}

/// Colours that suit a quantity: two sides for residuals, early is red for times.
fn suit_colours(look: &mut HitLook) {
    use nuscope_render::Colormap;
    (look.colormap, look.reversed) = match look.color_by {
        HitQuantity::Time => (Colormap::Turbo, true),
        HitQuantity::Residual => (Colormap::Vik, false),
        quantity if has_kinds(quantity) => (Colormap::OkabeIto, false),
        _ => (Colormap::Batlow, false),
    };
}

/// A choice among all quantities; those that no hit has are greyed, with the reason.
fn quantity_ui(
    ui: &mut egui::Ui,
    name: &str,
    chosen: &mut HitQuantity,
    derived: &Derived,
    amplitude: AmplitudeUnit,
) {
    ui.horizontal(|ui| {
        let label = ui.label(name).id;
        egui::ComboBox::from_id_salt(name)
            .selected_text(chosen.label(amplitude))
            .width(170.0)
            .height(320.0)
            .show_ui(ui, |ui| {
                for quantity in HitQuantity::ALL {
                    let missing = missing(derived, quantity);
                    let text = quantity.label(amplitude);
                    let item = egui::Button::selectable(*chosen == quantity, text);
                    let item = ui.add_enabled(missing.is_none(), item);
                    let item = item.on_disabled_hover_text(missing.unwrap_or_default());
                    if item.clicked() {
                        *chosen = quantity;
                    }
                }
            })
            .response
            .labelled_by(label);
    });
}

/// Why no hit has a value of this quantity; `None` if some have.
fn missing(derived: &Derived, quantity: HitQuantity) -> Option<&'static str> {
    let values = derived.values.as_deref()?;
    if values.event.hits.is_empty() || derived.spread(quantity).is_some() {
        return None;
    }
    Some(match quantity {
        HitQuantity::Residual | HitQuantity::Distance | HitQuantity::ImpactAngle
            if values.reference.is_none() =>
        {
            "This event has no track or shower to refer to"
        }
        HitQuantity::Residual
        | HitQuantity::Distance
        | HitQuantity::ImpactAngle
        | HitQuantity::String
        | HitQuantity::Floor
            if values.detector.is_none() =>
        {
            "No detector is open that says where the hits are"
        }
        HitQuantity::ImpactAngle => "The modules of this detector look nowhere in particular",
        HitQuantity::Trigger => "No trigger used a hit of this event",
        HitQuantity::Origin => {
            "This event was recorded, or its file does not say what made the light"
        }
        _ => "No hit of this event has one",
    })
}

/// The histogram of what colours the hits, in their colours, with the range of the colours.
fn range_ui(ui: &mut egui::Ui, state: &mut State) {
    let Some(values) = state.derived.values.clone() else {
        return;
    };
    let quantity = state.view.hits.color_by;
    let Some(spread) = state.derived.spread(quantity) else {
        let reason = missing(&state.derived, quantity).unwrap_or("There are no hits to colour.");
        ui.colored_label(theme::of(ui).warning, reason);
        return;
    };
    if by_kinds(&state.view.hits) {
        ui.weak("Each kind has a colour of its own, or shares one: see the legend.");
        return;
    }
    let range = hit_colors::range(&state.document, &state.view, &state.derived);
    let mut open = state.view.clone();
    open.hits.range = None;
    let open = hit_colors::range(&state.document, &open, &state.derived);
    let look = &mut state.view.hits;
    let (colormap, reversed, dark) = (look.colormap, look.reversed, state.view.dark);
    let color = |value: f32| {
        let share = ((value - range.0) / (range.1 - range.0)).clamp(0.0, 1.0);
        let at = if reversed { 1.0 - share } else { share };
        let [r, g, b] = match dark {
            true => colormap.sample_on_dark(at),
            false => colormap.sample(at),
        };
        Color32::from_rgb(r, g, b)
    };
    let amplitude = values.event.amplitude_unit;
    let handles = RangeHandles {
        name: "Colours",
        unit: quantity.unit(amplitude),
        spread: &spread,
        open,
        color: &color,
    };
    handles.show(ui, &mut look.range);
}
