//! The small field that goes to an event by its frame and trigger, or by its number.

use eframe::egui::{self, Align2, Key, RichText};
use nuscope_model::trigger::trigger_names;

use crate::command::Command;
use crate::go_to::find;
use crate::plot::ticks::thousands;
use crate::state::State;
use crate::theme;

/// Draws the field while it is open.
pub fn go_to_ui(ctx: &egui::Context, state: &mut State, commands: &mut Vec<Command>) {
    let Some(typed) = &mut state.go_to else {
        return;
    };
    let headers = state
        .document
        .events
        .as_ref()
        .map_or(&[][..], |source| source.headers());
    let mut leave = ctx.input(|input| input.key_pressed(Key::Escape));
    let window = egui::Window::new("Go to an event")
        .title_bar(false)
        .resizable(false)
        .anchor(Align2::CENTER_TOP, egui::vec2(0.0, 48.0))
        .fixed_size(egui::vec2(380.0, 90.0));
    window.show(ctx, |ui| {
        let theme = theme::of(ui);
        let label = ui.label("Go to frame and trigger, or event").id;
        let edit = egui::TextEdit::singleline(typed)
            .hint_text("frame 127, trigger 3 · 127/3 · 12")
            .char_limit(200)
            .desired_width(f32::INFINITY);
        ui.add(edit).labelled_by(label).request_focus();
        let found = find(typed, headers);
        match (&found, typed.trim()) {
            (_, "") => {
                let text = "Enter goes there, Escape leaves.";
                ui.label(RichText::new(text).color(theme.weak));
            }
            (Ok(place), _) => {
                let names = trigger_names(headers[*place].trigger_mask).join(", ");
                let text = format!(
                    "{} of {}  {names}",
                    thousands(place + 1),
                    thousands(headers.len())
                );
                ui.label(RichText::new(text).color(theme.accent));
            }
            (Err(sentence), _) => {
                ui.add(egui::Label::new(RichText::new(sentence).color(theme.warning)).wrap());
            }
        }
        if ui.input(|input| input.key_pressed(Key::Enter)) && found.is_ok() {
            commands.push(Command::GoTo(typed.clone()));
            leave = true;
        }
    });
    if leave {
        state.go_to = None;
    }
}
