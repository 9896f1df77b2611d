//! How p-values are known, wherever that is told: how far their calibration is, and what scrambled skies say.

use eframe::egui::{self, RichText};

use crate::calibrating::p_words;
use crate::command::{Command, TrialCommand};
use crate::plot::ticks::thousands;
use crate::post_trial::Hottest;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::inspector::position_words;

fn small(ui: &mut egui::Ui, text: &str) {
    let text = RichText::new(text).size(SMALL).color(theme::of(ui).weak);
    ui.add(egui::Label::new(text).wrap());
}

/// How far the calibration is, in the line at the bottom; nothing while none is run.
pub fn calibration_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(progress) = state.calibrating.progress() else {
        return;
    };
    let theme = theme::of(ui);
    ui.separator();
    let mut text = format!(
        "Calibrating p-values: {} of {} declinations",
        progress.done, progress.total
    );
    let paused = state.calibrating.paused;
    if paused {
        text += ", paused";
    } else if state.calibrating.waits() {
        text += ", waiting";
    }
    let hover = format!(
        "{} trials at each, which are kept for the next time. They wait while a scan or a picture is made.",
        thousands(progress.trials)
    );
    ui.label(RichText::new(text).color(theme.weak))
        .on_hover_text(hover);
    let (name, hint) = match paused {
        true => ("Resume", "Go on with the trials"),
        false => ("Pause", "Let the trials wait"),
    };
    if ui.button(name).on_hover_text(hint).clicked() {
        commands.push(TrialCommand::PauseCalibration(!paused).into());
    }
}

/// How the p-values of the open candidates are known, a switch, and scrambled skies for the hottest spots.
pub fn trials_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    if state.document.samples.is_empty() {
        return;
    }
    small(ui, &sentence(state));
    let mut on = state.view.calibrates && state.calibrating.allowed;
    let hint =
        "Scrambled trials at every declination, on half of the cores, kept for the next time";
    let switch = ui.checkbox(&mut on, "Calibrate p-values in the background");
    if switch.on_hover_text(hint).changed() {
        commands.push(TrialCommand::Calibrate(on).into());
    }
    skies_ui(ui, state, commands);
}

/// How p-values are known.
fn sentence(state: &State) -> String {
    let calibrating = &state.calibrating;
    if let Some(why) = &calibrating.refused {
        return format!("p-values are not calibrated: {why}.");
    }
    match &calibrating.found {
        Some(found) => {
            let trials = thousands(found.calibration.trials());
            let declinations = found.calibration.declinations();
            let so_far = if found.complete { "" } else { " so far" };
            format!(
                "p-values are calibrated: {trials} trials at each of {declinations} declinations{so_far}."
            )
        }
        None if calibrating.busy() => {
            "p-values are asymptotic, not calibrated yet: trials are under way.".into()
        }
        None => "p-values are asymptotic: not calibrated.".into(),
    }
}

/// The hottest spots of the scan against scrambled skies.
fn skies_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(map) = state.document.scan_map().filter(|map| !map.partial) else {
        return;
    };
    let unusual = map.unusual.as_deref();
    let skies = unusual.map_or(0, |unusual| unusual.skies);
    match state.post_trial.progress() {
        Some(share) => {
            let text = format!(
                "{} of {} skies",
                thousands(skies),
                thousands(state.post_trial.skies as usize)
            );
            ui.add(egui::ProgressBar::new(share).text(text));
            if ui
                .button("Stop scrambling skies")
                .on_hover_text("What was done is kept")
                .clicked()
            {
                commands.push(TrialCommand::StopSkies.into());
            }
        }
        None if (skies as u64) < state.post_trial.skies => {
            let ready = map.is_whole_and_calibrated();
            let button = egui::Button::new("How unusual is the hottest spot?");
            let hint = format!(
                "Scans {} scrambled skies at nside {} in the background, and counts those with a spot as hot",
                thousands(state.post_trial.skies as usize),
                map.map.nside
            );
            let button = ui.add_enabled(ready, button).on_hover_text(hint);
            let wait = match map.region.is_some() {
                true => "This scan is of a part of the sky: whole skies say nothing about it",
                false => "The p-values have to be calibrated first",
            };
            if button.on_disabled_hover_text(wait).clicked() {
                commands.push(TrialCommand::ScrambleSkies.into());
            }
        }
        None => {}
    }
    let spots = unusual.map_or(&[][..], |unusual| &unusual.spots);
    for spot in spots {
        small(ui, &spot_words(spot));
    }
}

/// A hottest spot in a sentence.
fn spot_words(spot: &Hottest) -> String {
    let mut words = format!(
        "Hottest of the {}, {}: p (local) {}",
        spot.hemisphere(),
        position_words(spot.position),
        p_words(&spot.local)
    );
    if let Some(post) = spot.post_words() {
        words += &format!("; {post}");
    }
    words
}

/// Where a p-value is not calibrated: what is done about it, or can be.
pub fn not_calibrated_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let calibrating = &state.calibrating;
    if calibrating.refused.is_some() {
        small(ui, &sentence(state));
        return;
    }
    if calibrating.busy() {
        let text = match calibrating.progress() {
            Some(progress) => format!(
                "Trials are under way, {} of {} declinations: the calibrated p-value comes by itself.",
                progress.done, progress.total
            ),
            None => "Looking for trials that are kept…".into(),
        };
        small(ui, &text);
        return;
    }
    if state.view.calibrates && calibrating.allowed {
        small(ui, "The trials say nothing about this declination.");
        return;
    }
    small(ui, "No trials of these candidates are known.");
    let hint = "Run trials at every declination in the background, and keep them";
    if ui
        .button("Calibrate p-values")
        .on_hover_text(hint)
        .clicked()
    {
        commands.push(TrialCommand::Calibrate(true).into());
    }
}
