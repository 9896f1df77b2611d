//! Catalogues and lines over the sky: each with a switch, its colour, how many it has and where it comes from.

use eframe::egui::{self, RichText};
use nuscope_io::built_in::{CATALOGUES, LINES};

use crate::catalogues;
use crate::command::{Command, SkyCommand};
use crate::plot::sky::words::drawable;
use crate::plot::ticks::thousands;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::view::{CatalogueId, Tab};

/// A row of the list, before it is drawn.
struct Row<'a> {
    name: &'a str,
    shown: bool,
    color: [u8; 3],
    /// How many sources it has; nothing for lines.
    count: Option<usize>,
    /// What it is and where it comes from.
    hover: String,
    /// What must be said of it, such as sources without a place.
    warning: Option<String>,
}

/// What the user did to a row.
#[derive(Default)]
struct Done {
    switched: Option<bool>,
    color: Option<[u8; 3]>,
}

/// Draws the list.
pub fn catalogue_list_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        ui.spacing_mut().item_spacing.y = 3.0;
        opened_ui(ui, state);
        built_in_ui(ui, state);
        ui.add_space(4.0);
        lines_ui(ui, state);
    });
    let names = &mut state.view.sky.catalogues.names;
    ui.checkbox(names, "Names")
        .on_hover_text("Name sources and constellations where there is room");
    ui.horizontal_wrapped(|ui| {
        let hint = "Find a source, a star, a constellation or a position by its name (Ctrl F)";
        if ui.button("Search the sky…").on_hover_text(hint).clicked() {
            commands.push(SkyCommand::AskSearch.into());
        }
        let hint = "List the sources of all catalogues that are drawn";
        if ui.button("Table").on_hover_text(hint).clicked() {
            commands.push(Command::ShowTab(Tab::Sources));
        }
    });
}

/// Catalogues that the user opened.
fn opened_ui(ui: &mut egui::Ui, state: &mut State) {
    for place in 0..state.document.catalogues.len() {
        let document = &state.document;
        let (id, catalogue) = (CatalogueId::Opened(place), &document.catalogues[place]);
        let sources = &catalogue.sources;
        let lost = match sources.len() {
            // Counting those of a large one every frame would be felt; readers leave them out anyway.
            0..20_000 => sources
                .iter()
                .filter(|source| !source.position.to_vector().is_finite())
                .count(),
            _ => 0,
        };
        let warning = match (sources.len(), lost) {
            (0, _) => Some("It is empty.".to_owned()),
            (_, 0) => None,
            (_, 1) => Some("1 source has no place.".to_owned()),
            (_, lost) => Some(format!("{} sources have no place.", thousands(lost))),
        };
        let name = catalogue.name.clone();
        let row = Row {
            name: &name,
            shown: catalogues::is_shown(document, &state.view.sky, id),
            color: catalogues::color(document, &state.view.sky, id),
            count: Some(catalogue.len()),
            hover: "A catalogue that was opened".to_owned(),
            warning,
        };
        let done = row_ui(ui, &row);
        let look = &mut state.view.sky;
        if let Some(shown) = done.switched {
            look.hidden_catalogues.retain(|hidden| *hidden != name);
            if !shown {
                look.hidden_catalogues.push(name.clone());
            }
        }
        if let Some(color) = done.color {
            look.catalogues.colors.insert(name, color);
        }
    }
}

fn built_in_ui(ui: &mut egui::Ui, state: &mut State) {
    for (place, built_in) in CATALOGUES.iter().enumerate() {
        let (id, look) = (CatalogueId::BuiltIn(place), &state.view.sky);
        let row = Row {
            name: built_in.name,
            shown: look.catalogues.shows(built_in.name),
            color: catalogues::color(&state.document, look, id),
            count: Some(built_in.rows()),
            hover: format!(
                "{}\n{}\n{}",
                built_in.what, built_in.source, built_in.reference
            ),
            warning: None,
        };
        let done = row_ui(ui, &row);
        let look = &mut state.view.sky.catalogues;
        if let Some(shown) = done.switched {
            look.show(built_in.name, shown);
        }
        if let Some(color) = done.color {
            look.colors.insert(built_in.name.to_owned(), color);
        }
    }
}

fn lines_ui(ui: &mut egui::Ui, state: &mut State) {
    for (place, lines) in LINES.iter().enumerate() {
        let look = &mut state.view.sky;
        let row = Row {
            name: lines.name,
            shown: catalogues::line_is_shown(look, place),
            color: catalogues::line_color(look, place),
            count: None,
            hover: format!("{}\n{}", lines.what, lines.reference),
            warning: None,
        };
        let done = row_ui(ui, &row);
        match done.switched {
            Some(shown) if lines.name == catalogues::GALACTIC_PLANE => look.galaxy = shown,
            Some(shown) => look.catalogues.show(lines.name, shown),
            None => {}
        }
        if let Some(color) = done.color {
            look.catalogues.colors.insert(lines.name.to_owned(), color);
        }
    }
}

/// A switch with the name, the colour at the left, the count at the right.
fn row_ui(ui: &mut egui::Ui, row: &Row<'_>) -> Done {
    let theme = theme::of(ui);
    let mut done = Done::default();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.spacing_mut().interact_size.x = 12.0;
        let mut color = row.color;
        let name = drawable(row.name);
        let swatch = ui.color_edit_button_srgb(&mut color);
        swatch.widget_info(|| {
            let words = format!("Colour of {name}");
            egui::WidgetInfo::labeled(egui::Role::ColorWell, true, words)
        });
        if color != row.color {
            done.color = Some(color);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if let Some(count) = row.count {
                let count = RichText::new(thousands(count))
                    .size(SMALL)
                    .color(theme.weak);
                ui.label(count);
            }
            if let Some(warning) = &row.warning {
                let mark = RichText::new("!").strong().color(theme.warning);
                ui.label(mark).on_hover_text(warning);
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let mut shown = row.shown;
                let color = if shown { theme.text } else { theme.weak };
                let text = RichText::new(name.as_ref()).color(color);
                let switch = egui::Checkbox::new(&mut shown, text);
                ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
                let switch = ui.add(switch);
                if switch.on_hover_text(&row.hover).changed() {
                    done.switched = Some(shown);
                }
            });
        });
    });
    done
}
