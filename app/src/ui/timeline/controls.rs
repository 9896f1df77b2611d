//! The buttons of the replay: play, step, all times, speed, repeat.

use eframe::egui::{self, RichText, vec2};

use crate::command::{Command, StageCommand, TimeStep};
use crate::plot::ticks::thousands;
use crate::scene::times::EventTimes;
use crate::state::State;
use crate::theme::SMALL;
use crate::view::TimeLook;

/// Speeds to choose from, in nanoseconds per second.
const SPEEDS: [f32; 8] = [10.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 10_000.0];

/// Draws the buttons.
pub(super) fn controls_ui(
    ui: &mut egui::Ui,
    state: &mut State,
    times: &EventTimes,
    commands: &mut Vec<Command>,
) {
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.horizontal(|ui| {
        let label = if state.playing { "Pause" } else { "Play" };
        let play = egui::Button::new(label).min_size(vec2(62.0, 24.0));
        if ui.add(play).clicked() {
            commands.push(Command::TogglePlay);
        }
        let steps = [
            (
                "<",
                "Step back",
                TimeStep::Back,
                "Back by a tenth of what is replayed (comma)",
            ),
            (
                ">",
                "Step on",
                TimeStep::On,
                "On by a tenth of what is replayed (period)",
            ),
        ];
        for (sign, name, step, hint) in steps {
            let button = egui::Button::new(sign).min_size(vec2(24.0, 24.0));
            let response = ui.add(button).on_hover_text(hint);
            named(&response, name);
            if response.clicked() {
                commands.push(StageCommand::Step(step).into());
            }
        }
        let all = egui::Button::new("All");
        let all = ui.add_enabled(state.view.cursor_ns.is_some(), all);
        if all.on_hover_text("Show the hits of all times").clicked() {
            commands.push(Command::ShowAllTimes);
        }
    });
    ui.horizontal(|ui| {
        speed_ui(ui, &mut state.view.time, times);
        ui.checkbox(&mut state.view.time.repeats, "Repeat")
            .on_hover_text("Start over at the end");
    });
    let now = state
        .view
        .cursor_ns
        .map_or("all times".into(), |cursor| format!("up to {cursor:.0} ns"));
    ui.label(RichText::new(now).size(SMALL).weak());
}

/// A button that shows a sign is called by a name.
fn named(response: &egui::Response, name: &str) {
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
}

fn speed_ui(ui: &mut egui::Ui, look: &mut TimeLook, times: &EventTimes) {
    let text = |speed: f32| match speed {
        slow if slow < 10.0 => format!("{slow:.1} ns/s"),
        fast => format!("{} ns/s", thousands(fast.round() as usize)),
    };
    let own = times.play_speed();
    let now = look.speed_ns_per_s.unwrap_or(own);
    let shown = egui::ComboBox::from_id_salt("speed of the replay")
        .selected_text(text(now))
        .width(100.0)
        .show_ui(ui, |ui| {
            let eight = format!("{} (event in 8 s)", text(own));
            ui.selectable_value(&mut look.speed_ns_per_s, None, eight);
            for speed in SPEEDS {
                ui.selectable_value(&mut look.speed_ns_per_s, Some(speed), text(speed));
            }
            ui.horizontal(|ui| {
                let name = ui.label("Other").id;
                let mut other = now;
                let field = egui::DragValue::new(&mut other)
                    .range(0.1..=1e7)
                    .speed(0.01 * now)
                    .suffix(" ns/s");
                if ui.add(field).labelled_by(name).changed() {
                    look.speed_ns_per_s = Some(other);
                }
            });
        });
    let response = shown
        .response
        .on_hover_text("Nanoseconds of the event per second");
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Speed of the replay")
    });
}
