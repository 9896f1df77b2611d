//! What a search looks at and how much it runs, as two menus.

use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{self, PopupCloseBehavior, RichText};

use crate::catalogues;
use crate::plot::sky::words::drawable;
use crate::plot::ticks::thousands;
use crate::source_list::EQUAL;
use crate::source_search::{count, takes_part, weights};
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::view::{CatalogueId, FULL, QUICK, SourceSearchLook};

/// Draws both menus.
pub(super) fn choices_ui(ui: &mut egui::Ui, state: &mut State) {
    let stays = || MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let look = &state.view.source_search;
    let (sources, part) = (count(&state.document, look), parts(state));
    let words = match sources {
        0 => "Choose sources".to_owned(),
        1 => "1 source".to_owned(),
        many => format!("{} sources", thousands(many)),
    };
    let (button, _) = MenuButton::new(words)
        .config(stays())
        .ui(ui, |ui| list_ui(ui, state));
    button.on_hover_text(format!("Which catalogues are looked at: {part}"));
    let words = amount_words(&state.view.source_search);
    let (button, _) = MenuButton::new(words)
        .config(stays())
        .ui(ui, |ui| amount_ui(ui, &mut state.view.source_search));
    button.on_hover_text("How many trials are run, and for which spectra limits are told");
}

/// The names of the catalogues that take part.
fn parts(state: &State) -> String {
    let (document, look) = (&state.document, &state.view.source_search);
    let ids = catalogues::ids(document).filter(|id| takes_part(document, look, *id));
    let names: Vec<String> = ids
        .map(|id| drawable(catalogues::name(document, id)).into_owned())
        .collect();
    match names.len() {
        0 => "none".into(),
        _ => names.join(", "),
    }
}

/// Catalogues to choose, and whether all sources are also fitted as one.
fn list_ui(ui: &mut egui::Ui, state: &mut State) {
    ui.set_min_width(250.0);
    let document = std::sync::Arc::clone(&state.document);
    let theme = theme::of(ui);
    let small = |text: String| RichText::new(text).size(SMALL).color(theme.weak);
    for id in catalogues::ids(&document) {
        if id == CatalogueId::BuiltIn(0) && !document.catalogues.is_empty() {
            ui.separator();
        }
        let look = &mut state.view.source_search;
        let mut part = takes_part(&document, look, id);
        let name = catalogues::name(&document, id).to_owned();
        let rows = thousands(catalogues::rows(&document, id));
        ui.horizontal(|ui| {
            let changed = ui.checkbox(&mut part, drawable(&name).as_ref()).changed();
            ui.label(small(rows));
            if changed {
                choose(look, id, name, part, document.catalogues.is_empty());
            }
        });
    }
    ui.separator();
    let extensions = &mut state.view.source_search.extensions;
    ui.checkbox(extensions, "As extended as they are")
        .on_hover_text("Take Gaussians and discs of catalogues as they are; else all but those of the analysis are points");
    let columns = weights(&document, &state.view.source_search);
    let stack = &mut state.view.source_search.stack;
    let words = match stack.as_deref() {
        None => "do not stack".to_owned(),
        Some(EQUAL) => "stack, equal weights".to_owned(),
        Some(column) => format!("stack, weights {column}"),
    };
    let label = ui.label("All sources together").id;
    egui::ComboBox::from_id_salt("stack")
        .selected_text(words)
        .width(200.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(stack, None, "do not stack");
            ui.selectable_value(stack, Some(EQUAL.to_owned()), "stack, equal weights");
            for column in columns {
                let words = format!("stack, weights {column}");
                ui.selectable_value(stack, Some(column), words);
            }
        })
        .response
        .labelled_by(label);
}

/// Takes a catalogue in or out.
fn choose(look: &mut SourceSearchLook, id: CatalogueId, name: String, part: bool, none_open: bool) {
    match (id, part) {
        (CatalogueId::Opened(_), true) => {
            look.left_out.remove(&name);
        }
        (CatalogueId::Opened(_), false) => {
            look.left_out.insert(name);
        }
        (CatalogueId::BuiltIn(_), part) => {
            // What took part by itself stays until it is taken out.
            let first = catalogues::built_in(0).filter(|_| none_open);
            let chosen = look
                .built_in
                .get_or_insert_with(|| first.iter().map(|first| first.name.clone()).collect());
            match part {
                true => chosen.insert(name),
                false => chosen.remove(&name),
            };
        }
    }
}

/// How much is run, in a word or two.
fn amount_words(look: &SourceSearchLook) -> String {
    match look.amount() {
        QUICK => "Quick".to_owned(),
        FULL => "Full".to_owned(),
        [0, ..] => "Fits alone".to_owned(),
        [trials, ..] => format!("{} trials", thousands(trials as usize)),
    }
}

fn amount_ui(ui: &mut egui::Ui, look: &mut SourceSearchLook) {
    let theme = theme::of(ui);
    ui.set_min_width(250.0);
    for (words, amount, hint) in [
        (
            "Quick",
            QUICK,
            "Ends within a minute for some tens of sources",
        ),
        ("Full", FULL, "As nuscope sources runs it; some minutes"),
        (
            "Fits alone",
            [0; 3],
            "No trials: p-values are not calibrated, and there are no limits",
        ),
    ] {
        let chosen = look.amount() == amount;
        if ui
            .selectable_label(chosen, words)
            .on_hover_text(hint)
            .clicked()
        {
            look.set_amount(amount);
        }
    }
    ui.separator();
    let most = [10_000_000, 1_000_000, 1_000_000];
    let mut amount = look.amount();
    egui::Grid::new("amount").num_columns(2).show(ui, |ui| {
        for (place, (words, hint)) in [
            (
                "Trials at a source",
                "Scrambled trials at each source's declination, for local p-values",
            ),
            (
                "Skies of the list",
                "Scrambled skies of all sources, for post-trial p-values",
            ),
            (
                "Trials at a flux",
                "Trials at each flux, for limits and sensitivities",
            ),
        ]
        .into_iter()
        .enumerate()
        {
            let label = ui.label(words).id;
            let value = egui::DragValue::new(&mut amount[place])
                .range(0..=most[place])
                .speed(20.0);
            ui.add(value).labelled_by(label).on_hover_text(hint);
            ui.end_row();
        }
        let label = ui.label("Indices of limits").id;
        let field = egui::TextEdit::singleline(&mut look.indices).desired_width(90.0);
        let hint = "Spectral indices of the sources that limits are for, such as 2.0, 2.5";
        ui.add(field).labelled_by(label).on_hover_text(hint);
        ui.end_row();
    });
    look.set_amount(amount);
    if let Err(why) = look.indices() {
        let text = RichText::new(why).size(SMALL).color(theme.warning);
        ui.add(egui::Label::new(text).wrap());
    }
}
