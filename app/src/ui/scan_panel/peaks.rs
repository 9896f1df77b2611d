//! The refined maxima of a scan, hottest first: each a way there.

use eframe::egui::{self, RichText};
use nuscope_scan::Peak;

use crate::command::{AnalysisCommand, Command, SkyCommand};
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::inspector::position_words;

/// So many are listed; all of them are on the map.
const MOST: usize = 20;

/// Draws the button, how far it is, and what was found.
pub(super) fn peaks_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    if let Some(refine) = &state.jobs.refine {
        ui.add(egui::ProgressBar::new(refine.job.fraction()).show_percentage());
        if ui.button("Cancel refining").clicked() {
            commands.push(AnalysisCommand::CancelRefine.into());
        }
        return;
    }
    let Some(scan) = state.document.scan_map().filter(|scan| !scan.partial) else {
        return;
    };
    let Some(peaks) = &scan.peaks else {
        let hint = "Look around each local maximum above 3 sigma again, on pixels of nside 512";
        let button = ui.button("Refine the maxima").on_hover_text(hint);
        if button.clicked() {
            commands.push(AnalysisCommand::Refine.into());
        }
        return;
    };
    let small = |text: String| RichText::new(text).size(SMALL).color(theme.weak);
    let count = match peaks.len() {
        0 => "No maximum is above 3 sigma.".to_owned(),
        1 => "1 refined maximum".into(),
        all if all > MOST => format!("The hottest {MOST} of {all} refined maxima"),
        all => format!("{all} refined maxima"),
    };
    ui.label(small(count));
    for (place, peak) in peaks.iter().take(MOST).enumerate() {
        let text = format!("{}  {}", place + 1, position_words(peak.position));
        let button =
            ui.add(egui::Button::new(RichText::new(text).color(theme.accent)).frame(false));
        button.widget_info(|| {
            let name = format!("Fly to maximum {}", place + 1);
            egui::WidgetInfo::labeled(egui::Role::Button, true, name)
        });
        if button.on_hover_text("Fly there and select it").clicked() {
            let fly = SkyCommand::FlyTo {
                position: peak.position,
                radius_rad: 0.0,
            };
            commands.push(fly.into());
        }
        ui.label(small(format!("    {}", peak_words(peak))));
    }
}

/// A maximum in numbers.
fn peak_words(peak: &Peak) -> String {
    let fit = &peak.fit;
    let mut text = format!("TS {:.1}, n_s {:.1}", fit.ts, fit.n_s);
    if !fit.gamma.is_nan() {
        text += &format!(", γ {:.2}", fit.gamma);
    }
    text
}
