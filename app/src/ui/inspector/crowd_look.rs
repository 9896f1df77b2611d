//! What candidates are drawn as where they are many, and the errors of their directions.

use eframe::egui;
use nuscope_model::density::pixel_deg2;

use super::sky_look::colormap_ui;
use crate::view::{ErrorLevel, ShownAs, SkyLook};

/// Draws the choices.
pub(super) fn crowd_look_ui(ui: &mut egui::Ui, look: &mut SkyLook) {
    let crowd = &mut look.crowd;
    ui.horizontal(|ui| {
        let name = ui.label("Candidates as").id;
        egui::ComboBox::from_id_salt("candidates as")
            .selected_text(crowd.shown_as.label())
            .show_ui(ui, |ui| {
                for choice in ShownAs::ALL {
                    ui.selectable_value(&mut crowd.shown_as, choice, choice.label())
                        .on_hover_text(choice.about());
                }
            })
            .response
            .labelled_by(name);
    });
    if matches!(crowd.shown_as, ShownAs::Density | ShownAs::Automatic) {
        ui.horizontal(|ui| {
            let name = ui.label("Bins").id;
            let words = |nside: Option<u32>| match nside {
                None => "follow the magnification".to_owned(),
                Some(nside) => format!("{:.2}° (nside {nside})", pixel_deg2(nside).sqrt()),
            };
            egui::ComboBox::from_id_salt("bins of the density")
                .selected_text(words(crowd.nside))
                .show_ui(ui, |ui| {
                    for choice in [None]
                        .into_iter()
                        .chain((3..10).map(|order| Some(1 << order)))
                    {
                        ui.selectable_value(&mut crowd.nside, choice, words(choice));
                    }
                })
                .response
                .labelled_by(name);
        });
    }
    if crowd.shown_as == ShownAs::Heat {
        ui.checkbox(&mut crowd.own_errors, "Spread by own errors")
            .on_hover_text("Each candidate by its own angular error, instead of all alike");
        if !crowd.own_errors {
            ui.add(
                egui::Slider::new(&mut crowd.kernel_deg, 0.2..=30.0)
                    .logarithmic(true)
                    .suffix("°")
                    .text("Kernel (σ)"),
            );
        }
    }
    if crowd.shown_as != ShownAs::Dots {
        ui.checkbox(&mut crowd.logarithmic, "Logarithmic density")
            .on_hover_text("Equal factors of the density are equal steps of colour");
        ui.horizontal(|ui| colormap_ui(ui, "density colours", &mut crowd.colormap));
    }
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut look.errors.shown, "Errors")
            .on_hover_text("Circles and ellipses that hold a share of the true directions");
        let level = &mut look.errors.level;
        let box_ = egui::ComboBox::from_id_salt("share of errors")
            .selected_text(level.label())
            .show_ui(ui, |ui| {
                for choice in ErrorLevel::ALL {
                    ui.selectable_value(level, choice, choice.label());
                }
            });
        let name = "Share of true directions";
        box_.response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name));
    });
}
