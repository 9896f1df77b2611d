//! The controls of the sky's replay: play, step, speed, how long candidates shine, and the fold.

use eframe::egui::{self, DragValue, RichText, vec2};

use crate::candidates::SkyTimes;
use crate::command::{Command, SkyCommand, StageCommand, TimeStep};
use crate::plot::ticks::thousands;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::view::{Fold, SkyGlow, SkyTime};

/// Draws the controls.
pub(super) fn controls_ui(
    ui: &mut egui::Ui,
    state: &mut State,
    times: &SkyTimes,
    commands: &mut Vec<Command>,
) {
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.horizontal(|ui| {
        play_ui(ui, state, commands);
        ui.add_space(8.0);
        speed_ui(ui, &mut state.view.sky_time, times);
        ui.checkbox(&mut state.view.sky_time.repeats, "Repeat")
            .on_hover_text("Start over at the end");
    });
    ui.horizontal(|ui| {
        glow_ui(ui, &mut state.view.sky_time, times);
        ui.add_space(8.0);
        now_ui(ui, state, times);
    });
    ui.horizontal(|ui| {
        if fold_ui(ui, &mut state.view.sky_time, times) {
            // A range of dates is none of phases.
            state.view.sky_cursor = None;
            state.playing_sky = false;
            commands.push(SkyCommand::Range(None).into());
        }
    });
}

/// The moment shown, with the number of those that have none.
fn now_ui(ui: &mut egui::Ui, state: &State, times: &SkyTimes) {
    let now = match (state.view.sky_cursor, times.fold) {
        (None, _) => "all times".to_owned(),
        (Some(phase), Some(_)) => format!("at phase {phase:.3}"),
        (Some(mjd), None) => {
            let utc = nuscope_model::Utc::from(nuscope_model::Mjd(mjd)).to_string();
            let day = utc.get(..10).unwrap_or(&utc);
            format!("at MJD {mjd:.1}, {day}")
        }
    };
    ui.label(RichText::new(now).size(SMALL).weak());
    let unknown = times.of_markers.len() - times.known();
    if unknown > 0 {
        let text = format!("{} undated", thousands(unknown));
        let text = RichText::new(text).size(SMALL).color(theme::of(ui).warning);
        ui.label(text)
            .on_hover_text("Candidates without a date are seen only while all times are shown");
    }
}

fn play_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let label = if state.playing_sky { "Pause" } else { "Play" };
    let play = egui::Button::new(label).min_size(vec2(62.0, 24.0));
    let play = ui.add(play).on_hover_text("Replay the sky (space)");
    if play.clicked() {
        commands.push(SkyCommand::TogglePlay.into());
    }
    for (sign, name, step) in [
        ("<", "Step back", TimeStep::Back),
        (">", "Step on", TimeStep::On),
    ] {
        let button = egui::Button::new(sign).min_size(vec2(24.0, 24.0));
        let response = ui.add(button).on_hover_text(name);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
        if response.clicked() {
            commands.push(StageCommand::Step(step).into());
        }
    }
    let all = ui.add_enabled(state.view.sky_cursor.is_some(), egui::Button::new("All"));
    if all
        .on_hover_text("Show the candidates of all times")
        .clicked()
    {
        commands.push(Command::ShowAllTimes);
    }
}

/// The unit of widths and speeds.
fn unit(times: &SkyTimes) -> &'static str {
    if times.fold.is_some() { "" } else { " d" }
}

fn speed_ui(ui: &mut egui::Ui, look: &mut SkyTime, times: &SkyTimes) {
    let now = times.speed(look);
    let mut speed = now;
    let field = DragValue::new(&mut speed)
        .range(1e-6..=1e6)
        .speed(0.02 * now)
        .max_decimals(if now < 1.0 { 4 } else { 1 })
        .suffix(format!("{}/s", unit(times)));
    let field = ui.add(field);
    if field.changed() {
        look.speed = Some(speed);
    }
    if field.double_clicked() {
        look.speed = None;
    }
    let name = "Speed of the sky's replay";
    field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, name));
    field.on_hover_text("How much passes per second; two clicks play all in twelve seconds");
}

fn glow_ui(ui: &mut egui::Ui, look: &mut SkyTime, times: &SkyTimes) {
    ui.label("They");
    let shown = egui::ComboBox::from_id_salt("glow of candidates")
        .selected_text(look.glow.label())
        .width(110.0)
        .show_ui(ui, |ui| {
            for glow in SkyGlow::ALL {
                ui.selectable_value(&mut look.glow, glow, glow.label());
            }
        });
    let name = "What candidates do while time runs";
    shown
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name));
    shown.response.on_hover_text(name);
    if look.glow == SkyGlow::Stay {
        return;
    }
    let now = times.glow_width(look);
    let mut width = now;
    let extent = times.extent.1 - times.extent.0;
    let field = DragValue::new(&mut width)
        .range(1e-5 * extent..=extent)
        .speed(0.01 * now)
        .max_decimals(if now < 1.0 { 4 } else { 1 })
        .suffix(unit(times));
    let field = ui.add(field);
    if field.changed() {
        look.glow_width = Some(width);
    }
    if field.double_clicked() {
        look.glow_width = None;
    }
    let name = match look.glow {
        SkyGlow::Decay => "Decay time",
        _ => "Width of the window",
    };
    field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, name));
    field.on_hover_text(name);
}

/// Period and epoch; true if what moments mean has changed.
fn fold_ui(ui: &mut egui::Ui, look: &mut SkyTime, times: &SkyTimes) -> bool {
    let mut folded = look.fold.is_some();
    let mut changed = ui
        .checkbox(&mut folded, "Fold")
        .on_hover_text("Fold the dates into phases of a period")
        .changed();
    if changed {
        look.fold = folded.then(|| Fold {
            period_days: 365.25,
            epoch_mjd: times.extent.0.floor(),
        });
        (look.speed, look.glow_width) = (None, None);
    }
    let Some(fold) = &mut look.fold else {
        return changed;
    };
    let speed = 0.005 * fold.period_days.abs().max(1e-4);
    for (name, prefix, suffix, speed, value) in [
        ("Period", "period ", " d", speed, &mut fold.period_days),
        ("Epoch", "from MJD ", "", 1.0, &mut fold.epoch_mjd),
    ] {
        let range = if name == "Period" {
            1e-6..=1e6
        } else {
            -1e6..=1e6
        };
        let field = DragValue::new(value)
            .range(range)
            .speed(speed)
            .max_decimals(6)
            .prefix(prefix)
            .suffix(suffix);
        let field = ui.add(field).on_hover_text(format!("{name} of the fold"));
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, name));
        changed |= field.changed();
    }
    changed
}
