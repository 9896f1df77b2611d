//! The buttons over the view, at its top right: what dragging does, and where to look from.

use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{self, Align, Layout, PopupCloseBehavior, Rect, RichText, UiBuilder, vec2};

use crate::command::{Axis, Command, StageCommand, offers};
use crate::theme;
use crate::view::{Steering, Tool, View};

/// Narrower than this, the tools are in the menu alone.
const NARROW: f32 = 420.0;

/// Draws the buttons; returns the space that they took.
pub(super) fn controls_ui(
    ui: &mut egui::Ui,
    view_rect: Rect,
    view: &mut View,
    commands: &mut Vec<Command>,
) -> Rect {
    let place = Rect::from_min_max(
        view_rect.min + vec2(8.0, 8.0),
        egui::pos2(view_rect.right() - 8.0, view_rect.top() + 34.0),
    );
    if !place.is_positive() {
        return Rect::NOTHING;
    }
    let mut ui = ui.new_child(
        UiBuilder::new()
            .max_rect(place)
            .layout(Layout::right_to_left(Align::Min)),
    );
    ui.spacing_mut().item_spacing.x = 2.0;
    ui.spacing_mut().button_padding = vec2(8.0, 2.0);
    // A click into the name of a place must not close the menu.
    let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (button, _) = MenuButton::new("Camera").config(stays).ui(&mut ui, |ui| {
        camera_menu(ui, view, commands);
    });
    button.on_hover_text("Where to look from, flying, following, places to return to");
    if view_rect.width() > NARROW {
        ui.add_space(6.0);
        // Right to left: the last is the first on the screen.
        for tool in [Tool::Lasso, Tool::Box, Tool::Turn] {
            tool_ui(&mut ui, tool, &view.steering, commands);
        }
        if view.steering.tool != Tool::Turn && !view.steering.flying {
            ui.add_space(6.0);
            let button = egui::Button::selectable(view.steering.through, "Hidden too");
            let button = ui.add(button);
            if button
                .on_hover_text("Mark the hits behind others too")
                .clicked()
            {
                commands.push(StageCommand::ToggleThrough.into());
            }
        }
    }
    ui.min_rect()
}

fn tool_words(tool: Tool) -> (&'static str, &'static str) {
    match tool {
        Tool::Turn => (
            "Turn",
            "Drag to turn the camera (Q); Ctrl and drag marks the hits in a box",
        ),
        Tool::Box => ("Box", "Drag a box to mark hits (R)"),
        Tool::Lasso => ("Loop", "Draw a loop to mark hits (E)"),
    }
}

fn tool_ui(ui: &mut egui::Ui, tool: Tool, steering: &Steering, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let (name, hint) = tool_words(tool);
    let chosen = steering.tool == tool;
    let text = RichText::new(name).color(if chosen { theme.text } else { theme.weak });
    let button = egui::Button::selectable(chosen, text);
    let button = if chosen {
        button
    } else {
        button.fill(theme.panel.gamma_multiply(0.7))
    };
    if ui.add(button).on_hover_text(hint).clicked() {
        commands.push(StageCommand::Use(tool).into());
    }
}

/// Everything about camera and marks in one place.
fn camera_menu(ui: &mut egui::Ui, view: &mut View, commands: &mut Vec<Command>) {
    let marked = !view.marked.is_empty();
    let steering = &mut view.steering;
    let mut item = |ui: &mut egui::Ui, command: StageCommand, chosen: bool| {
        let command = Command::from(command);
        let offered = offers().into_iter().find(|offer| offer.command == command);
        let Some(offer) = offered else { return };
        let mut button = egui::Button::selectable(chosen, offer.label);
        if let Some(shortcut) = offer.shortcut {
            button = button.shortcut_text(ui.ctx().format_shortcut(&shortcut));
        }
        let possible = marked || command != StageCommand::FitMarked.into();
        if ui.add_enabled(possible, button).clicked() {
            commands.push(command);
            ui.close();
        }
    };
    for axis in [Axis::Top, Axis::North, Axis::East, Axis::Track] {
        item(ui, StageCommand::LookFrom(axis), false);
    }
    item(ui, StageCommand::Focus, false);
    item(ui, StageCommand::FitMarked, false);
    ui.separator();
    item(ui, StageCommand::ToggleFlying, steering.flying);
    item(ui, StageCommand::ToggleFollowing, steering.following);
    item(ui, StageCommand::ToggleParallel, false);
    item(ui, StageCommand::ToggleGliding, steering.glides);
    ui.separator();
    for tool in [Tool::Turn, Tool::Box, Tool::Lasso] {
        item(ui, StageCommand::Use(tool), steering.tool == tool);
    }
    item(ui, StageCommand::ToggleThrough, steering.through);
    ui.separator();
    item(ui, StageCommand::AddBookmark, false);
    bookmarks_ui(ui, steering, commands);
}

/// The places to return to; their names can be changed here.
fn bookmarks_ui(ui: &mut egui::Ui, steering: &mut Steering, commands: &mut Vec<Command>) {
    for (number, bookmark) in steering.bookmarks.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let key = match number {
                ..9 => format!("Go (Ctrl {})", number + 1),
                _ => "Go".into(),
            };
            let go = ui.button(key);
            let name = format!("Go to {}", bookmark.name);
            go.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if go.clicked() {
                commands.push(StageCommand::GoToBookmark(number).into());
                ui.close();
            }
            let edit = egui::TextEdit::singleline(&mut bookmark.name).desired_width(110.0);
            let edit = ui.add(edit);
            let label = format!("Name of place {}", number + 1);
            edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label));
            let drop = ui.button("×").on_hover_text("Forget this place");
            let label = format!("Forget place {}", number + 1);
            drop.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
            if drop.clicked() {
                commands.push(StageCommand::DropBookmark(number).into());
            }
        });
    }
}
