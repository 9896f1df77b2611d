//! How the map is drawn: quantity, scale, colours and their range, contours, hot spots.

use eframe::egui::{self, RichText};
use nuscope_render::Scale;

use super::sky_look::colormap_ui;
use crate::maps::{self, number, round_levels, suits};
use crate::scene::map_values::MapValues;
use crate::scene::sky;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::map_bar::chosen;
use crate::view::{ContourKind, MapQuantity, SkyLook, Together};

/// The scales with their names, and what they are good for.
const SCALES: [(Scale, &str, &str); 4] = [
    (
        Scale::Linear,
        "linear",
        "Equal steps of the value are equal steps of colour",
    ),
    (
        Scale::Log,
        "logarithmic",
        "Equal factors are equal steps of colour",
    ),
    (
        Scale::MinusLog10,
        "−log₁₀ p",
        "For p-values: the rarer the brighter",
    ),
    (
        Scale::Asinh,
        "asinh",
        "Linear around 0, logarithmic far from it, on both sides",
    ),
];

/// Draws the choices for the map that is shown.
pub(super) fn map_look_ui(ui: &mut egui::Ui, state: &mut State) {
    let look = &mut state.view.sky;
    let Some(open) = state.document.map(look) else {
        return;
    };
    let offered = sky::quantities(&open.map);
    let shown = sky::shown_quantity(&open.map, &look.map_quantity);
    if let Some(quantity) = quantity_ui(ui, "Map of", &offered, shown.as_ref()) {
        look.map_quantity = quantity;
        (look.map_range, look.maps.apart.range) = (None, None);
        look.maps.contours.values.clear();
    }
    if look.maps.together != Together::Alone
        && let Some(second) = state.document.second_map(look)
    {
        let wanted = look.maps.second_quantity.clone().or(shown);
        let shown = wanted.and_then(|wanted| sky::shown_quantity(&second.map, &wanted));
        let offered = sky::quantities(&second.map);
        if let Some(quantity) = quantity_ui(ui, "Second map of", &offered, shown.as_ref()) {
            look.maps.second_quantity = Some(quantity);
            look.maps.apart.range = None;
        }
    }
    let Some(values) = state.derived.maps.values().cloned() else {
        return;
    };
    scale_ui(ui, &values, look);
    let (colormap, reversed) = match maps::is_apart(&values) {
        true => (&mut look.maps.apart.colormap, &mut look.maps.apart.reversed),
        false => (&mut look.map_colormap, &mut look.maps.reversed),
    };
    ui.horizontal(|ui| {
        colormap_ui(ui, "map colours", colormap);
        ui.checkbox(reversed, "Reversed")
            .on_hover_text("Turn the colours of the map round");
    });
    range_ui(ui, &values, look);
    ui.add(egui::Slider::new(&mut look.map_opacity, 0.0..=1.0).text("Opacity"));
    contours_ui(ui, &values, look);
    spots_ui(ui, look);
}

/// A choice among quantities; what was chosen.
fn quantity_ui(
    ui: &mut egui::Ui,
    label: &str,
    offered: &[MapQuantity],
    shown: Option<&MapQuantity>,
) -> Option<MapQuantity> {
    let mut picked = None;
    ui.horizontal(|ui| {
        let name = ui.label(label).id;
        let text = shown.map(sky::quantity_label).unwrap_or_default();
        egui::ComboBox::from_id_salt(label)
            .selected_text(text)
            .show_ui(ui, |ui| {
                for quantity in offered {
                    let text = sky::quantity_label(quantity);
                    if ui.selectable_label(shown == Some(quantity), text).clicked() {
                        picked = Some(quantity.clone());
                    }
                }
            })
            .response
            .labelled_by(name);
    });
    picked
}

/// What equal steps of colour are; a scale that these values refuse says why.
fn scale_ui(ui: &mut egui::Ui, values: &MapValues, look: &mut SkyLook) {
    let now = values.scale(maps::wanted_scale(values, look));
    ui.horizontal(|ui| {
        let name = ui.label("Scale").id;
        let text = SCALES.iter().find(|(scale, ..)| *scale == now);
        egui::ComboBox::from_id_salt("map scale")
            .selected_text(text.map_or("", |(_, text, _)| text))
            .show_ui(ui, |ui| {
                for (scale, text, hint) in SCALES {
                    let refused = values.refuses(scale);
                    ui.add_enabled_ui(refused.is_none(), |ui| {
                        let choice = ui.selectable_label(now == scale, text).on_hover_text(hint);
                        let choice = choice.on_disabled_hover_text(refused.unwrap_or_default());
                        if choice.clicked() && scale != now {
                            look.maps.scale = scale;
                            // Of −log₁₀ p the range is of exponents.
                            *chosen(values, look) = None;
                        }
                    });
                }
            })
            .response
            .labelled_by(name);
    });
}

/// The values of the first and the last colour, typed, or those of the map.
fn range_ui(ui: &mut egui::Ui, values: &MapValues, look: &mut SkyLook) {
    let style = maps::style(values, look);
    let range = chosen(values, look);
    let mut follows = range.is_none();
    let (mut low, mut high) = style.range;
    let before = (low, high);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.label("From");
        for (name, value) in [("Colours from", &mut low), ("Colours to", &mut high)] {
            let speed = 0.005 * f64::from(before.1 - before.0);
            let field = egui::DragValue::new(value)
                .speed(speed)
                .custom_formatter(|value, _| number(digits(value)));
            let field = field
                .custom_parser(|text| text.trim().replace('−', "-").replace(',', "").parse().ok());
            let field = ui.add(field).on_hover_text("Drag, or click and type");
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, name));
            if name == "Colours from" {
                ui.weak("to");
            }
        }
    });
    let follow = ui.checkbox(&mut follows, "Follow the map");
    let follow = follow.on_hover_text("Take the range of the colours from the map's values");
    let range = chosen(values, look);
    if follow.changed() {
        *range = (!follows).then_some(before);
    } else if (low, high) != before && low < high {
        *range = Some((low, high));
    }
}

/// A value to five digits: more is not read.
fn digits(value: f64) -> f64 {
    let scale = 10_f64.powf(4.0 - value.abs().log10().floor());
    match scale.is_finite() && value != 0.0 {
        true => (value * scale).round() / scale,
        false => value,
    }
}

fn contours_ui(ui: &mut egui::Ui, values: &MapValues, look: &mut SkyLook) {
    let contours = &mut look.maps.contours;
    ui.checkbox(&mut contours.on, "Contours");
    if !contours.on {
        return;
    }
    let kind = contours.kind.unwrap_or_else(|| suits(values));
    ui.horizontal(|ui| {
        let name = ui.label("Levels in").id;
        let text = ContourKind::ALL.iter().find(|(of, _)| *of == kind);
        egui::ComboBox::from_id_salt("contour levels")
            .selected_text(text.map_or("", |(_, text)| text))
            .show_ui(ui, |ui| {
                for (choice, text) in ContourKind::ALL {
                    if ui.selectable_label(choice == kind, text).clicked() {
                        contours.kind = Some(choice);
                    }
                }
            })
            .response
            .labelled_by(name);
    });
    let percent = kind != ContourKind::Values;
    let levels = match percent {
        true => &mut contours.percent,
        false => &mut contours.values,
    };
    let own = match levels.is_empty() && !percent {
        true => round_levels(values),
        false => levels.clone(),
    };
    levels_ui(ui, &own, percent, levels);
}

/// The levels as a line of text: "50, 90, 99".
fn levels_ui(ui: &mut egui::Ui, own: &[f64], percent: bool, levels: &mut Vec<f64>) {
    let theme = theme::of(ui);
    let id = ui.scope_id().with(("levels", percent));
    let written = own
        .iter()
        .map(|level| plain(*level))
        .collect::<Vec<_>>()
        .join(", ");
    // What is being typed is kept as it stands until it is entered.
    let typed: Option<String> = ui.data(|data| data.get_temp(id));
    let mut text = typed.unwrap_or_else(|| written.clone());
    let mut wrong = None;
    ui.horizontal(|ui| {
        let name = ui.label("at").id;
        let field = ui
            .add(egui::TextEdit::singleline(&mut text).desired_width(150.0))
            .labelled_by(name);
        let unit = if percent { "%" } else { "" };
        ui.weak(unit);
        let field = field.on_hover_text("Levels with commas between them; nothing for round ones");
        wrong = read_levels(&text, percent).err();
        if field.lost_focus() {
            if let Ok(read) = read_levels(&text, percent)
                && text != written
            {
                *levels = read;
            }
            ui.data_mut(|data| data.remove::<String>(id));
        } else if field.has_focus() {
            ui.data_mut(|data| data.insert_temp(id, text.clone()));
        }
    });
    if let Some(wrong) = wrong {
        ui.add(egui::Label::new(RichText::new(wrong).size(SMALL).color(theme.warning)).wrap());
    }
}

/// A level as it can be typed.
fn plain(level: f64) -> String {
    let size = level.abs();
    match size != 0.0 && !(1e-4..1e7).contains(&size) {
        true => format!("{level:e}"),
        false => format!("{level}"),
    }
}

/// Reads levels, with commas, semicolons or blanks between them.
fn read_levels(text: &str, percent: bool) -> Result<Vec<f64>, String> {
    let words = text
        .split([',', ';', ' ', '%'])
        .map(str::trim)
        .filter(|word| !word.is_empty());
    let mut levels = Vec::new();
    for word in words {
        let level: f64 = word
            .replace('−', "-")
            .parse()
            .map_err(|_| format!("\"{word}\" is no number."))?;
        match percent {
            _ if !level.is_finite() => return Err(format!("\"{word}\" is no level.")),
            true if !(level > 0.0 && level <= 100.0) => {
                return Err(format!(
                    "{word} is no share: above 0 and up to 100 % is wanted."
                ));
            }
            _ => levels.push(level),
        }
    }
    match levels.is_empty() && percent {
        true => Ok(vec![50.0, 90.0, 99.0]),
        false => Ok(levels),
    }
}

fn spots_ui(ui: &mut egui::Ui, look: &mut SkyLook) {
    let spots = &mut look.maps.spots;
    ui.horizontal(|ui| {
        ui.checkbox(&mut spots.on, "Hottest spots")
            .on_hover_text("Of the northern and of the southern sky");
        if spots.on {
            let most = egui::DragValue::new(&mut spots.most)
                .range(1..=50)
                .speed(0.05);
            let most = ui.add(most).on_hover_text("How many of each hemisphere");
            most.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::SpinButton, true, "Spots of each hemisphere")
            });
            let apart = egui::DragValue::new(&mut spots.apart_deg)
                .range(0.0..=90.0)
                .speed(0.2)
                .max_decimals(1)
                .suffix("°");
            let apart = ui
                .add(apart)
                .on_hover_text("The least distance from one to another");
            apart.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::SpinButton, true, "Distance of the spots")
            });
        }
    });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn levels_are_read_as_people_write_them() {
        assert_eq!(
            read_levels("50, 90 99.7 %", true).unwrap(),
            [50.0, 90.0, 99.7]
        );
        assert_eq!(read_levels("−1; 1e-3", false).unwrap(), [-1.0, 1e-3]);
        assert_eq!(read_levels(" ", false).unwrap(), [0.0; 0]);
        assert_eq!(read_levels("", true).unwrap(), [50.0, 90.0, 99.0]);
        assert_eq!(
            read_levels("120", true).unwrap_err(),
            "120 is no share: above 0 and up to 100 % is wanted."
        );
        assert_eq!(
            read_levels("ninety", true).unwrap_err(),
            "\"ninety\" is no number."
        );
        assert!(read_levels("inf", false).is_err());
    }
}
