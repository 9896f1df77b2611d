//! Over the sky map: what dragging does, how many candidates are shown and marked, each with a way out.

use eframe::egui::{self, Align, Layout, Rect, RichText, UiBuilder, pos2, vec2};

use crate::candidates::Candidates;
use crate::command::{Command, SkyCommand, StageCommand};
use crate::document::Document;
use crate::plot::ticks::thousands;
use crate::theme;
use crate::view::{Tool, View};

/// Narrower than this, tools are left to their keys.
const NARROW: f32 = 420.0;

/// What badges and tools lie over, in the frame of the sky: no name is written there.
pub(super) fn covered(
    size: egui::Vec2,
    document: &Document,
    view: &View,
    candidates: &Candidates,
    buttons: bool,
) -> [Rect; 2] {
    if document.samples.is_empty() {
        return [Rect::NOTHING; 2];
    }
    let badges = usize::from(candidates.sentence(view).is_some())
        + usize::from(!view.marked_candidates.is_empty());
    let top = if document.sky_simulated() { 58.0 } else { 40.0 };
    let left = match badges {
        0 => Rect::NOTHING,
        count => Rect::from_min_size(
            pos2(10.0, top),
            vec2((0.5 * size.x - 10.0).min(360.0), 20.0 * count as f32),
        ),
    };
    let right = match buttons && size.x >= NARROW {
        true => Rect::from_min_size(pos2(size.x - 212.0, tools_top(size.x)), vec2(200.0, 26.0)),
        false => Rect::NOTHING,
    };
    [left, right]
}

/// How far below the upper edge the tools are: below the remark on the projection where that is above them.
fn tools_top(width: f32) -> f32 {
    if width < 900.0 { 8.0 } else { 34.0 }
}

/// Draws the badges at the left and the tools at the right.
pub(super) fn tools_ui(
    ui: &mut egui::Ui,
    rect: Rect,
    document: &Document,
    view: &View,
    candidates: &Candidates,
    buttons: bool,
    commands: &mut Vec<Command>,
) {
    if document.samples.is_empty() || rect.width() < 80.0 || rect.height() < 80.0 {
        return;
    }
    // Below the title, and below the remark that data are simulated.
    let top = if document.sky_simulated() { 58.0 } else { 40.0 };
    let place = Rect::from_min_max(
        rect.min + vec2(10.0, top),
        pos2(rect.left() + 0.5 * rect.width(), rect.bottom()),
    );
    let mut left = ui.new_child(UiBuilder::new().max_rect(place));
    left.spacing_mut().item_spacing = vec2(6.0, 2.0);
    left.spacing_mut().interact_size.y = 16.0;
    left.spacing_mut().button_padding = vec2(5.0, 0.0);
    if let Some(sentence) = candidates.sentence(view) {
        let command = SkyCommand::ShowAll;
        badge(
            &mut left,
            &sentence,
            "Show all candidates",
            buttons,
            command,
            commands,
        );
    }
    let marked = view.marked_candidates.places().len();
    if marked > 0 {
        let text = match marked {
            1 => "1 candidate marked".into(),
            many => format!("{} candidates marked", thousands(many)),
        };
        let command = SkyCommand::Unmark;
        badge(
            &mut left,
            &text,
            "Unmark the candidates",
            buttons,
            command,
            commands,
        );
    }
    if !buttons || rect.width() < NARROW {
        return;
    }
    let top = tools_top(rect.width());
    let place = Rect::from_min_max(
        pos2(rect.center().x, rect.top() + top),
        pos2(rect.right() - 12.0, rect.top() + top + 26.0),
    );
    let layout = Layout::right_to_left(Align::Min);
    let mut right = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
    right.spacing_mut().item_spacing.x = 2.0;
    right.spacing_mut().button_padding = vec2(8.0, 2.0);
    // Right to left: the last is the first on the screen.
    let ruler = view.sky.ruler.on;
    let hint = "Drag, or click twice, to measure a distance (S); Escape ends it";
    if tool_button(&mut right, ruler, "Ruler", "Measure on the sky", hint) {
        commands.push(SkyCommand::ToggleRuler.into());
    }
    for (tool, text, name, hint) in [
        (
            Tool::Lasso,
            "Loop",
            "Loop on the sky",
            "Draw a loop to mark candidates (E); Shift adds, Alt takes away",
        ),
        (
            Tool::Box,
            "Box",
            "Box on the sky",
            "Drag a box to mark candidates (R); Shift adds, Alt takes away",
        ),
        (
            Tool::Turn,
            "Turn",
            "Turn the sky",
            "Drag to turn the sky (Q); Ctrl and drag marks the candidates in a box",
        ),
    ] {
        let chosen = view.steering.tool == tool && !ruler;
        if tool_button(&mut right, chosen, text, name, hint) {
            commands.push(StageCommand::Use(tool).into());
        }
    }
}

/// A button of a tool; true if it was clicked.
fn tool_button(ui: &mut egui::Ui, chosen: bool, text: &str, name: &str, hint: &str) -> bool {
    let theme = theme::of(ui);
    let color = if chosen { theme.text } else { theme.weak };
    let button = egui::Button::selectable(chosen, RichText::new(text).color(color));
    let button = match chosen {
        true => button,
        false => button.fill(theme.panel.gamma_multiply(0.7)),
    };
    let button = ui.add(button).on_hover_text(hint);
    button.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, chosen, name));
    button.clicked()
}

/// A sentence on a ground that keeps bright dots from shining through, and a way out.
fn badge(
    ui: &mut egui::Ui,
    text: &str,
    name: &str,
    buttons: bool,
    command: SkyCommand,
    commands: &mut Vec<Command>,
) {
    let theme = theme::of(ui);
    egui::Frame::NONE
        .fill(theme.background.gamma_multiply(0.7))
        .corner_radius(2)
        .inner_margin(egui::Margin::symmetric(6, 1))
        .show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                let words = RichText::new(text).color(theme.selection);
                ui.add(egui::Label::new(words).wrap());
                if !buttons {
                    return;
                }
                let button = ui.button("×").on_hover_text(name);
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
                if button.clicked() {
                    commands.push(command.into());
                }
            });
        });
}
