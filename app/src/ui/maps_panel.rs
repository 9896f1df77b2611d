//! The open maps in the left panel: which one is shown, which one it is compared with, and how.

use eframe::egui::{self, RichText};

use crate::command::Command;
use crate::command::MapCommand;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::view::Together;

/// Draws the list and, from two maps on, how they are compared.
pub fn maps_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let document = &state.document;
    let look = &mut state.view.sky;
    let shown = document.map(look).map(|open| open.name.clone());
    for open in &document.maps {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let chosen = shown.as_ref() == Some(&open.name);
            let hover = match &open.path {
                Some(path) => path.display().to_string(),
                None => "The scan of the open samples".into(),
            };
            ui.allocate_ui(egui::vec2(140.0, 18.0), |ui| {
                let radio =
                    egui::RadioButton::new(chosen, crate::ui::data_panel::short(&open.name));
                let radio = ui.add(radio).on_hover_text(hover);
                let name = format!("Show {}", open.name);
                radio.widget_info(|| {
                    egui::WidgetInfo::selected(egui::Role::RadioButton, true, chosen, &name)
                });
                if radio.clicked() {
                    commands.push(MapCommand::Show(open.name.clone()).into());
                }
            });
            let nside = match open.partial {
                true => "filling".to_owned(),
                false => format!("nside {}", open.map.nside),
            };
            ui.label(RichText::new(nside).size(SMALL).color(theme.weak));
            let name = format!("Close {}", open.name);
            let close = ui.small_button("×").on_hover_text(&name);
            close.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if close.clicked() {
                commands.push(MapCommand::Close(open.name.clone()).into());
            }
        });
    }
    if document.maps.len() < 2 {
        return;
    }
    let others = document
        .maps
        .iter()
        .filter(|open| Some(&open.name) != shown.as_ref());
    let second = document.second_map(look).map(|open| open.name.clone());
    ui.horizontal(|ui| {
        let name = ui.label("Compare with").id;
        let text = second
            .as_deref()
            .map_or("nothing".into(), crate::ui::data_panel::short);
        egui::ComboBox::from_id_salt("second map")
            .selected_text(text)
            .width(110.0)
            .show_ui(ui, |ui| {
                if ui.selectable_label(second.is_none(), "nothing").clicked() {
                    commands.push(MapCommand::Compare(None).into());
                }
                for open in others {
                    let chosen = second.as_ref() == Some(&open.name);
                    if ui.selectable_label(chosen, &open.name).clicked() {
                        commands.push(MapCommand::Compare(Some(open.name.clone())).into());
                    }
                }
            })
            .response
            .labelled_by(name);
    });
    if second.is_none() {
        return;
    }
    together_ui(ui, look, commands);
}

/// How two maps are shown together.
fn together_ui(ui: &mut egui::Ui, look: &mut crate::view::SkyLook, commands: &mut Vec<Command>) {
    let now = look.maps.together;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (together, name) in Together::ALL {
            let hint = match together {
                Together::Alone => "Show the chosen map alone",
                Together::Blink => "Show both in turns (W)",
                Together::Difference => "The chosen map less the other",
                Together::Ratio => "The chosen map divided by the other",
            };
            let button = egui::Button::selectable(now == together, name);
            if ui.add(button).on_hover_text(hint).clicked() {
                commands.push(MapCommand::Together(together).into());
            }
        }
    });
    ui.horizontal(|ui| {
        if ui
            .button("Swap")
            .on_hover_text("Show the other one (Shift+W)")
            .clicked()
        {
            commands.push(MapCommand::Swap.into());
        }
        if now == Together::Blink {
            let slider = egui::Slider::new(&mut look.maps.blink_s, 0.1..=3.0).suffix(" s");
            ui.spacing_mut().slider_width = 70.0;
            let name = ui.label("each").id;
            ui.add(slider)
                .labelled_by(name)
                .on_hover_text("How long each map is seen");
        }
    });
}
