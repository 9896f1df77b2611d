//! The tracks of the event: which are drawn, what residuals refer to, and what is compared with it.
//!
//! Only the rows in sight are made into widgets, so that thousands of fits scroll as smoothly as ten. A row under the
//! pointer is remembered in the toolkit's memory until the 3D view asks for it in the same frame.

use eframe::egui::{self, Align, Align2, FontId, Layout, Rect, RichText, Sense, UiBuilder, vec2};
use nuscope_model::Event;

use crate::command::{Command, TrackCommand};
use crate::plot::ticks::thousands;
use crate::scene::track_tree::{Kind, Node};
use crate::state::State;
use crate::theme::{self, SMALL, Theme};
use crate::ui::{hovered, medium_panel, track_choice, user_track};
use crate::view::{Selected, TrackChoice, user_place};

/// Height of a row in points.
const ROW: f32 = 20.0;
/// Height of the tree before it scrolls, in points.
const HEIGHT: f32 = 13.0 * ROW;

/// Draws everything about tracks.
pub fn tracks_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let Some(event) = state
        .document
        .event
        .as_ref()
        .map(|shown| shown.event.clone())
    else {
        return;
    };
    count_ui(ui, state, commands);
    tree_ui(ui, state, &event, commands);
    track_choice::choices_ui(ui, state, &event, commands);
    let look = &mut state.view.tracks;
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut look.light_front, "Light front")
            .on_hover_text("The light that runs with what residuals refer to, while time runs");
        ui.checkbox(&mut look.shower_light, "Shower light").on_hover_text(
            "A sphere around each shower, in which a photomultiplier sees one photo-electron or more",
        );
        ui.checkbox(&mut look.error_cones, "Error cones")
            .on_hover_text("The directions that the angular error of the fit allows");
    });
    medium_panel::medium_ui(ui, state);
    user_track::user_track_ui(ui, state, &event, commands);
    let theme = theme::of(ui);
    for remark in &state.derived.tracks.scene.remarks {
        ui.label(RichText::new(remark).size(SMALL).color(theme.warning));
    }
}

/// How many are drawn, and the switch that leaves only the best.
fn count_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let drawn = &state.derived.tracks.drawn;
    let theme = theme::of(ui);
    let text = match (drawn.iter().filter(|drawn| **drawn).count(), drawn.len()) {
        (_, 0) => "This event has no tracks.".into(),
        (shown, all) if shown == all => format!("all {} drawn", thousands(all)),
        (shown, all) => format!("{} of {} drawn", thousands(shown), thousands(all)),
    };
    ui.horizontal(|ui| {
        ui.label(RichText::new(text).size(SMALL).color(theme.weak));
        if drawn.is_empty() {
            return;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut only = state.view.tracks.only_best;
            let response = ui.checkbox(&mut only, "Only the best");
            if response
                .on_hover_text("Leave out all but the best fit and what is referred to or compared")
                .changed()
            {
                commands.push(Command::Track(TrackCommand::ShowOnlyBest(only)));
            }
        });
    });
}

fn tree_ui(ui: &mut egui::Ui, state: &mut State, event: &Event, commands: &mut Vec<Command>) {
    let tree = state.derived.tracks.tree.clone();
    if tree.nodes.is_empty() {
        return;
    }
    let ctx = ui.ctx().clone();
    let visible = tree.visible(|key, habit| is_open(&ctx, key, habit));
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical()
        .id_salt("tracks")
        .max_height(HEIGHT)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, visible.len(), |ui, range| {
            for node in &visible[range] {
                row_ui(ui, state, event, *node, &tree.nodes[*node], commands);
            }
        });
    ui.spacing_mut().item_spacing.y = 6.0;
    ui.add_space(4.0);
}

/// One row: fold, switch, name, energy, zenith.
fn row_ui(
    ui: &mut egui::Ui,
    state: &State,
    event: &Event,
    index: usize,
    node: &Node,
    commands: &mut Vec<Command>,
) {
    let theme = theme::of(ui);
    let (rect, row) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let mut left = rect.left() + 10.0 * node.depth as f32;
    let mut cell = |width: f32| {
        let cell = Rect::from_x_y_ranges(left..=left + width, rect.y_range());
        left += width;
        cell
    };
    let (fold, switch) = (cell(12.0), cell(18.0));
    let places = state.derived.tracks.tree.places(index);
    if let Kind::Group { key, open } = &node.kind {
        fold_ui(ui, fold, key, *open, &node.label);
    }
    switch_ui(ui, switch, state, &node.label, &places, commands);
    let track = match node.kind {
        Kind::Track { place, best } => state.view.tracks.at(place, event).map(|t| (t, place, best)),
        Kind::Group { .. } => None,
    };
    let values = if track.is_some() { 92.0 } else { 0.0 };
    let name = Rect::from_min_max(
        egui::pos2(left, rect.top()),
        egui::pos2((rect.right() - values).max(left + 30.0), rect.bottom()),
    );
    let response = name_ui(ui, name, state, node, index, commands);
    let Some((track, place, best)) = track else {
        return;
    };
    let here = Selected::Track(place);
    let under = row.hovered() || response.hovered();
    if under {
        hovered::set(ui.ctx(), here);
    }
    if under || hovered::get(ui.ctx()) == Some(here) {
        ui.painter()
            .rect_filled(rect, 2.0, theme.accent.gamma_multiply(0.10));
    }
    response.context_menu(|ui| menu_ui(ui, place, commands));
    let value = |ui: &egui::Ui, right: f32, text: String| {
        ui.painter().text(
            egui::pos2(right, rect.center().y),
            Align2::RIGHT_CENTER,
            text,
            FontId::proportional(SMALL),
            theme.weak,
        );
    };
    let zenith = format!("{:.1}°", track.direction.zenith_rad().to_degrees());
    value(ui, rect.right() - 4.0, zenith);
    if let Some(energy) = track.energy_gev {
        value(ui, rect.right() - 42.0, short_energy(energy));
    }
    let hint = match best {
        true => "the best fit: most stages, then highest likelihood",
        false => "click to select, right-click for more",
    };
    response.on_hover_text(hint);
}

/// The triangle that folds a group.
fn fold_ui(ui: &mut egui::Ui, rect: Rect, key: &str, habit: bool, label: &str) {
    let open = is_open(ui.ctx(), key, habit);
    let response = ui.interact(rect, fold_id(key), Sense::click());
    let verb = if open { "Fold" } else { "Unfold" };
    let words = format!("{verb} {label}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
    egui::collapsing_header::paint_default_icon(
        ui,
        if open { 1.0 } else { 0.0 },
        &response.clone().with_new_rect(rect.shrink2(vec2(1.0, 5.0))),
    );
    if response.clicked() {
        set_open(ui.ctx(), key, !open);
    }
}

/// The box that draws a track or all of a group.
fn switch_ui(
    ui: &mut egui::Ui,
    rect: Rect,
    state: &State,
    label: &str,
    places: &[usize],
    commands: &mut Vec<Command>,
) {
    let drawn = &state.derived.tracks.drawn;
    let on = places
        .iter()
        .filter(|place| drawn.get(**place) == Some(&true));
    let on = on.count();
    let (mut all, mixed) = (on == places.len(), on > 0 && on < places.len());
    let response = inside(ui, rect, |ui| {
        ui.spacing_mut().icon_width = 13.0;
        ui.spacing_mut().interact_size.y = ROW;
        ui.add(egui::Checkbox::without_text(&mut all).indeterminate(mixed))
    });
    let words = format!("Draw {label}");
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::CheckBox, true, all && !mixed, &words)
    });
    if response.changed() {
        commands.push(Command::Track(TrackCommand::Switch(places.to_vec(), all)));
    }
}

/// The name: a click selects a track and folds a group.
fn name_ui(
    ui: &mut egui::Ui,
    rect: Rect,
    state: &State,
    node: &Node,
    index: usize,
    commands: &mut Vec<Command>,
) -> egui::Response {
    let theme = theme::of(ui);
    let (selected, text) = match &node.kind {
        Kind::Group { .. } => (
            false,
            RichText::new(&node.label).color(match node.depth {
                0 => theme.text,
                _ => theme.weak,
            }),
        ),
        Kind::Track { place, best } => {
            let text = RichText::new(match best {
                true => format!("{} · best", node.label),
                false => node.label.clone(),
            });
            let text = if *best { text.strong() } else { text };
            (
                state.view.selected == Some(Selected::Track(*place)),
                text.color(name_color(state, *place, theme)),
            )
        }
    };
    let response = inside(ui, rect, |ui| {
        ui.spacing_mut().button_padding = vec2(4.0, 1.0);
        ui.spacing_mut().interact_size.y = ROW - 2.0;
        let button = egui::Button::selectable(selected, text.size(12.0));
        ui.push_id(index, |ui| ui.add(button.truncate())).inner
    });
    if response.clicked() {
        match &node.kind {
            Kind::Group { key, open } => {
                let now = is_open(ui.ctx(), key, *open);
                set_open(ui.ctx(), key, !now);
            }
            Kind::Track { place, .. } => {
                commands.push(Command::Select(Some(Selected::Track(*place))));
            }
        }
    }
    response
}

/// The colour in which a track is drawn, for its name.
fn name_color(state: &State, place: usize, theme: &Theme) -> egui::Color32 {
    let tracks = &state.derived.tracks;
    if tracks.reference == Some(place) {
        theme.selection
    } else if tracks.compared == Some(place) {
        theme.compared
    } else {
        theme.text
    }
}

fn menu_ui(ui: &mut egui::Ui, place: usize, commands: &mut Vec<Command>) {
    let choice = TrackChoice::Place(place);
    for (label, command) in [
        ("Refer residuals to it", TrackCommand::ReferTo(choice)),
        ("Compare it", TrackCommand::CompareWith(Some(choice))),
        ("Copy it to your track", TrackCommand::CopyToOwn(place)),
    ] {
        if ui.button(label).clicked() {
            commands.push(Command::Track(command));
            ui.close();
        }
    }
}

/// Adds a widget inside a part of a row, from the left.
fn inside<R>(ui: &mut egui::Ui, rect: Rect, add: impl FnOnce(&mut egui::Ui) -> R) -> R {
    let layout = Layout::left_to_right(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(layout), add)
        .inner
}

/// An energy in a few characters.
pub fn short_energy(energy_gev: f64) -> String {
    if !energy_gev.is_finite() {
        return "infinite".into();
    }
    let (value, unit) = match energy_gev {
        energy if energy >= 1e9 => (energy / 1e9, "EeV"),
        energy if energy >= 1e6 => (energy / 1e6, "PeV"),
        energy if energy >= 1e3 => (energy / 1e3, "TeV"),
        energy => (energy, "GeV"),
    };
    match value {
        value if value >= 100.0 => format!("{value:.0} {unit}"),
        value if value >= 10.0 => format!("{value:.1} {unit}"),
        value => format!("{value:.2} {unit}"),
    }
}

fn fold_id(key: &str) -> egui::Id {
    egui::Id::unique("track group").with(key)
}

fn is_open(ctx: &egui::Context, key: &str, habit: bool) -> bool {
    ctx.data(|data| data.get_temp(fold_id(key)))
        .unwrap_or(habit)
}

fn set_open(ctx: &egui::Context, key: &str, open: bool) {
    ctx.data_mut(|data| data.insert_temp(fold_id(key), open));
}

/// What a choice is called, with the number that distinguishes it.
pub fn choice_words(state: &State, event: &Event, choice: TrackChoice) -> String {
    let look = &state.view.tracks;
    let named = |place: usize| {
        let track = look.at(place, event);
        track.map_or_else(|| "none".to_owned(), |track| track.name)
    };
    match choice {
        TrackChoice::Best => match look.place(TrackChoice::Best, event) {
            Some(place) => format!("Best fit ({})", named(place)),
            None => "Best fit".into(),
        },
        TrackChoice::User => "Your track".into(),
        TrackChoice::Place(place) if place >= user_place(event) => "Best fit".into(),
        TrackChoice::Place(place) => {
            let fits = event.tracks.len();
            let number = if place < fits { place } else { place - fits } + 1;
            let kind = if place < fits { "fit" } else { "particle" };
            format!("{}, {kind} {number}", named(place))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn energies_fit_into_their_column() {
        for (energy_gev, text) in [
            (0.35, "0.35 GeV"),
            (35.0, "35.0 GeV"),
            (2.2e8, "220 PeV"),
            (1.2e10, "12.0 EeV"),
            (f64::INFINITY, "infinite"),
            (f64::NAN, "infinite"),
        ] {
            assert_eq!(short_energy(energy_gev), text);
        }
    }
}
