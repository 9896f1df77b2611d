//! The field that a filter is typed into: names are offered as they are typed, and what cannot be read is marked
//! where it stands.

use std::sync::Arc;

use eframe::egui::{self, Id, Key, Modifiers, Popup, PopupCloseBehavior, RectAlign, RichText, Ui};

use crate::filter::{Columns, FUNCTIONS, FilterError, MOST_BYTES, typed_name};
use crate::theme::{self, SMALL, Theme};

/// With less room than this a fault is only marked in the text, in points.
const ROOMY: f32 = 260.0;

/// The most names that are offered at once.
const MOST_OFFERED: usize = 9;

/// A name that fits what is being typed.
struct Offered {
    name: String,
    about: String,
    /// What is put in its place.
    inserted: String,
}

/// Draws the field, which fills the room there is; `example` shows how it is done.
pub fn filter_field_ui(
    ui: &mut Ui,
    (table, example): (&'static str, &'static str),
    columns: &dyn Columns,
    error: Option<&FilterError>,
    text: &mut String,
) {
    let theme = theme::of(ui);
    let id = Id::unique(("filter", table));
    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
        let label = ui.label("Filter").id;
        if let Some(error) = error
            && ui.available_width() > ROOMY
        {
            // A fault is said beside the field too, for those who do not hover.
            let words = RichText::new("not understood")
                .size(SMALL)
                .color(theme.error);
            ui.label(words).on_hover_text(&error.message);
        }
        let clear = !text.is_empty();
        let width = (ui.available_width() - if clear { 34.0 } else { 0.0 }).max(60.0);
        let before = cursor(ui, id);
        let offered = match before {
            Some(at) if ui.memory(|memory| memory.has_focus(id)) => offers(columns, text, at),
            _ => Vec::new(),
        };
        if let Some(first) = offered.first()
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Tab))
        {
            insert(ui, id, text, before.unwrap_or(text.len()), &first.inserted);
        }
        let fault = error.map(|error| error.at.clone());
        let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, _: f32| -> Arc<egui::Galley> {
            let job = marked(buffer.as_str(), fault.clone(), theme);
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let edit = egui::TextEdit::singleline(text)
            .id(id)
            .desired_width(width)
            .char_limit(MOST_BYTES)
            .hint_text(format!("all; for example {example}"))
            .lock_focus(!offered.is_empty())
            .layouter(&mut layouter);
        let response = ui.add(edit).labelled_by(label);
        if clear && ui.button("×").on_hover_text("Clear the filter").clicked() {
            text.clear();
        }
        let response = match error {
            Some(error) => response.on_hover_text(&error.message),
            None => response,
        };
        if !response.has_focus() {
            return;
        }
        let said = error.filter(|_| offered.is_empty());
        let open = said.is_some() || !offered.is_empty();
        Popup::from_response(&response)
            .open(open)
            .align(RectAlign::TOP_START)
            .align_alternatives(&[RectAlign::BOTTOM_START])
            .close_behavior(PopupCloseBehavior::IgnoreClicks)
            .show(|ui| {
                if let Some(error) = said {
                    ui.label(RichText::new(&error.message).color(theme.error));
                }
                if offered.is_empty() {
                    return None;
                }
                offers_ui(ui, &offered, |inserted| {
                    (inserted.to_owned(), before.unwrap_or(0))
                })
            })
            .and_then(|shown| shown.inner)
            .into_iter()
            .for_each(|(inserted, at)| insert(ui, id, text, at, &inserted));
    });
}

/// The list of names; the one that was clicked.
fn offers_ui<T>(ui: &mut Ui, offered: &[Offered], taken: impl Fn(&str) -> T) -> Option<T> {
    let theme = theme::of(ui);
    let mut found = None;
    egui::Grid::new("offered names")
        .num_columns(2)
        .show(ui, |ui| {
            for offer in offered {
                let name =
                    egui::Button::new(RichText::new(&offer.name).color(theme.accent)).frame(false);
                if ui.add(name).clicked() {
                    found = Some(taken(&offer.inserted));
                }
                ui.label(RichText::new(&offer.about).size(SMALL).color(theme.weak));
                ui.end_row();
            }
        });
    found
}

/// Where the cursor stands, in bytes.
fn cursor(ui: &Ui, id: Id) -> Option<usize> {
    let state = egui::TextEdit::load_state(ui.ctx(), id)?;
    state
        .cursor
        .char_range()
        .map(|range| range.primary.index.into())
}

/// The names that begin with, or else contain, what is being typed at letter `at`.
fn offers(columns: &dyn Columns, text: &str, at: usize) -> Vec<Offered> {
    let bytes = text
        .char_indices()
        .nth(at)
        .map_or(text.len(), |(byte, _)| byte);
    let Some((_, word)) = typed_name(text, bytes) else {
        return Vec::new();
    };
    let word = word.to_lowercase();
    let columns = (0..columns.count()).map(|place| {
        let column = columns.describe(place);
        let unit = match column.unit {
            "" => String::new(),
            unit => format!(" [{unit}]"),
        };
        let all = column
            .aliases
            .iter()
            .copied()
            .chain([column.name, column.title]);
        let all: Vec<_> = all.map(str::to_lowercase).collect();
        let offer = Offered {
            name: column.name.to_owned(),
            about: format!("{}{unit}", column.title),
            inserted: column.name.to_owned(),
        };
        (all, offer)
    });
    let functions = FUNCTIONS.iter().map(|function| {
        let offer = Offered {
            name: function.usage.to_owned(),
            about: function.gives.to_owned(),
            inserted: format!("{}(", function.name),
        };
        (vec![function.name.to_owned()], offer)
    });
    let mut ranked: Vec<_> = columns
        .chain(functions)
        .filter_map(|(names, offer)| {
            let begins = names.iter().any(|name| name.starts_with(&word));
            let within = names.iter().any(|name| name.contains(&word));
            (begins || within).then_some((!begins, offer))
        })
        .collect();
    ranked.sort_by_key(|(later, _)| *later);
    // A name that is complete needs no offer.
    if ranked
        .iter()
        .any(|(_, offer)| offer.name.to_lowercase() == word)
    {
        return Vec::new();
    }
    ranked
        .into_iter()
        .take(MOST_OFFERED)
        .map(|(_, offer)| offer)
        .collect()
}

/// Puts a name in the place of what is being typed at letter `at`, and the cursor behind it.
fn insert(ui: &Ui, id: Id, text: &mut String, at: usize, name: &str) {
    let bytes = text
        .char_indices()
        .nth(at)
        .map_or(text.len(), |(byte, _)| byte);
    let Some((start, _)) = typed_name(text, bytes) else {
        return;
    };
    text.replace_range(start..bytes, name);
    let letters = text[..start + name.len()].chars().count();
    if let Some(mut state) = egui::TextEdit::load_state(ui.ctx(), id) {
        let place = egui::text::CCursor::new(letters);
        state
            .cursor
            .set_char_range(Some(egui::text::CCursorRange::one(place)));
        state.store(ui.ctx(), id);
    }
    ui.memory_mut(|memory| memory.request_focus(id));
}

/// The text with its fault underlined.
fn marked(
    text: &str,
    fault: Option<std::ops::Range<usize>>,
    theme: &Theme,
) -> egui::text::LayoutJob {
    let font = egui::FontId::monospace(12.0);
    let plain = egui::TextFormat::simple(font, theme.text);
    let wrong = egui::TextFormat {
        color: theme.error,
        underline: egui::Stroke::new(1.0, theme.error),
        ..plain.clone()
    };
    let mut job = egui::text::LayoutJob::default();
    job.wrap.max_width = f32::INFINITY;
    job.break_on_newline = false;
    let fault = fault.unwrap_or(text.len()..text.len());
    // The fault was found in the text as it was a frame ago.
    let parts = (
        text.get(..fault.start),
        text.get(fault.clone()),
        text.get(fault.end..),
    );
    match parts {
        (Some(before), Some(within), Some(after)) => {
            job.append(before, 0.0, plain.clone());
            job.append(within, 0.0, wrong);
            job.append(after, 0.0, plain);
        }
        _ => job.append(text, 0.0, plain),
    }
    job
}
