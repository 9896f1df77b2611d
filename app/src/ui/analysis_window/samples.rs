//! The samples of the analysis: whether each is used, its response, its days, and the shape of its errors.

use eframe::egui::{self, RichText, WidgetInfo};
use nuscope_scan::Psf;

use crate::built_in_response::SIMULATED;
use crate::fit_data::FitData;
use crate::fit_sample::FitSample;
use crate::state::State;
use crate::theme;
use crate::ui::data_panel::short;
use crate::ui::number_field::{number_ui, refused_ui};
use crate::view::{ResponseChoice, SampleEdit};

/// The tail that a King law begins with.
const TAIL: f64 = 2.5;

/// Draws a row for each sample.
pub(super) fn samples_ui(ui: &mut egui::Ui, state: &mut State, fit: &FitData) {
    let theme = theme::of(ui);
    let mut refused = Vec::new();
    let edits = &mut state.view.analysis;
    egui::Grid::new("samples of the analysis")
        .num_columns(4)
        .spacing(egui::vec2(8.0, 4.0))
        .show(ui, |ui| {
            for head in ["", "Response", "Days", "Spread of candidates"] {
                ui.label(RichText::new(head).size(theme::SMALL).color(theme.weak));
            }
            ui.end_row();
            for sample in fit.samples() {
                let name = sample.known.sample.name.clone();
                let mut edit = edits.sample(&name);
                row_ui(ui, sample, &mut edit, &mut refused);
                edits.set_sample(&name, edit);
                ui.end_row();
            }
        });
    for words in refused {
        refused_ui(ui, Some(words));
    }
}

fn row_ui(ui: &mut egui::Ui, sample: &FitSample, edit: &mut SampleEdit, refused: &mut Vec<String>) {
    let name = &sample.known.sample.name;
    let mut used = !edit.left_out;
    let hint = format!("{name}: whether it takes part");
    let shown = ui.checkbox(&mut used, short(name)).on_hover_text(hint);
    shown.widget_info(|| {
        WidgetInfo::selected(egui::Role::CheckBox, true, used, format!("Use {name}"))
    });
    edit.left_out = !used;
    ui.add_enabled_ui(used, |ui| response_ui(ui, sample, edit));
    let (days, why) = ui
        .add_enabled_ui(used, |ui| {
            let label = format!("Days of {name}");
            number_ui(
                ui,
                &label,
                sample.livetime_days,
                (64.0, "days?"),
                |days| match days > 0.0 {
                    true => Ok(()),
                    false => Err(format!("{name}: days must be above 0")),
                },
            )
        })
        .inner;
    if days.is_some() {
        edit.livetime_days = days;
    }
    refused.extend(why);
    let lacks_days = sample.response != ResponseChoice::None && sample.livetime_days.is_none();
    if lacks_days && used {
        refused.push(format!(
            "{name}: its days of data are not known. Type them."
        ));
    }
    ui.add_enabled_ui(used, |ui| psf_ui(ui, sample, edit, refused));
}

fn response_words(response: &ResponseChoice) -> String {
    match response {
        ResponseChoice::None => "none: positions alone".into(),
        ResponseChoice::Own => "its own files".into(),
        ResponseChoice::Filled(name) => format!("its own and {name}"),
        ResponseChoice::BuiltIn(name) => match name.strip_suffix(SIMULATED) {
            Some(name) => format!("simulated: {name}"),
            None => format!("built-in {name}"),
        },
    }
}

fn response_ui(ui: &mut egui::Ui, sample: &FitSample, edit: &mut SampleEdit) {
    let default = sample.known.by_default().response;
    let now = edit.response.clone().unwrap_or_else(|| default.clone());
    let name = &sample.known.sample.name;
    let combo = egui::ComboBox::from_id_salt(("response", name))
        .selected_text(response_words(&now))
        .width(186.0)
        .truncate()
        .show_ui(ui, |ui| {
            for choice in sample.known.choices() {
                let words = response_words(&choice);
                if ui.selectable_label(choice == now, words).clicked() {
                    edit.response = (choice != default).then_some(choice);
                }
            }
        });
    let label = format!("Response of {name}");
    combo
        .response
        .widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, &label));
    combo.response.on_hover_text(sample.origin());
}

fn psf_ui(ui: &mut egui::Ui, sample: &FitSample, edit: &mut SampleEdit, refused: &mut Vec<String>) {
    let default = sample.known.by_default().psf;
    let name = &sample.known.sample.name;
    let now = edit.psf.unwrap_or(default);
    let mut next = now;
    ui.horizontal(|ui| {
        let words = |psf: Psf| match psf {
            Psf::Gaussian => "Gaussian",
            Psf::Rayleigh => "Rayleigh",
            Psf::King { .. } => "King",
        };
        let tail = match now {
            Psf::King { tail } => tail,
            Psf::Gaussian | Psf::Rayleigh => TAIL,
        };
        let combo = egui::ComboBox::from_id_salt(("spread", name))
            .selected_text(words(now))
            .width(84.0)
            .show_ui(ui, |ui| {
                for (psf, hint) in [
                    (
                        Psf::Gaussian,
                        "A Gaussian of each candidate's own angular error",
                    ),
                    (Psf::Rayleigh, "The same on the sphere: times ψ/sin ψ"),
                    (Psf::King { tail }, "With a long tail"),
                ] {
                    let chosen = words(psf) == words(now);
                    let entry = ui.selectable_label(chosen, words(psf)).on_hover_text(hint);
                    if entry.clicked() {
                        next = psf;
                    }
                }
            });
        let label = format!("Spread of {name}");
        combo
            .response
            .widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, &label));
        if let Psf::King { tail } = now {
            let label = format!("Tail of {name}");
            let check = |tail| {
                Psf::King { tail }
                    .check()
                    .map_err(|error| error.to_string())
            };
            let (tail, why) = number_ui(ui, &label, Some(tail), (36.0, ""), check);
            refused.extend(why.map(|why| format!("{name}: {why}")));
            if let Some(tail) = tail {
                next = Psf::King { tail };
            }
        }
    });
    if next != now {
        edit.psf = (next != default).then_some(next);
    }
}
