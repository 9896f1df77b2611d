//! Three sentences and three buttons over the demo at the first start.

use eframe::egui::{self, Align2, RichText};
use nuscope_io::OpenOptions;

use crate::command::Command;
use crate::theme;

/// Draws the welcome over `view`.
pub fn welcome_ui(ctx: &egui::Context, view: egui::Rect, commands: &mut Vec<Command>) {
    egui::Area::new(egui::Id::unique("welcome"))
        .pivot(Align2::CENTER_TOP)
        .fixed_pos(view.center_top() + egui::vec2(0.0, 60.0))
        .order(egui::Order::Foreground)
        .show(ctx, |ui| {
            let theme = theme::of(ui);
            let frame = egui::Frame::NONE
                .fill(theme.panel.gamma_multiply(0.93))
                .stroke(egui::Stroke::new(1.0, theme.raised))
                .corner_radius(4)
                .inner_margin(16);
            frame.show(ui, |ui| {
                ui.set_width((view.width() - 80.0).clamp(240.0, 520.0));
                ui.label(RichText::new("A muon crosses a telescope in the deep sea").heading());
                ui.label(
                    "You see a simulated muon crossing a detector of 64,170 photomultipliers; every sphere is a \
                     flash of light, its colour the time. The sky tab holds as many simulated candidates as a real \
                     search had. Open your own files, or let nuscope search this sky for a source.",
                );
                ui.add_space(4.0);
                ui.horizontal(|ui| {
                    if ui.button("Open a file").clicked() {
                        commands.push(Command::ChooseFiles);
                    }
                    if ui.button("Play the event").clicked() {
                        commands.push(Command::TogglePlay);
                        commands.push(Command::DismissWelcome);
                    }
                    if ui.button("Scan the sky").clicked() {
                        commands.push(Command::StartScan);
                    }
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        if ui.button("Close").clicked() {
                            commands.push(Command::DismissWelcome);
                        }
                    });
                });
            });
        });
}

/// The screen when nothing is open.
pub fn nothing_open_ui(ui: &mut egui::Ui, commands: &mut Vec<Command>) {
    ui.vertical_centered(|ui| {
        ui.add_space(0.38 * ui.available_height());
        ui.label(RichText::new("Drop files here, or").heading());
        ui.add_space(8.0);
        if ui.button("Open files…").clicked() {
            commands.push(Command::ChooseFiles);
        }
        if ui.button("Open the demo").clicked() {
            commands.push(Command::Open(vec!["demo:".into()], OpenOptions::default()));
        }
    });
}
