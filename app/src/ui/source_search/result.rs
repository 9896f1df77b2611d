//! What a search has found: one sentence, then the table or the figure of the limits.

use std::sync::Arc;

use eframe::egui::{self, RichText};

use super::figure::figure_ui;
use crate::command::{Command, SkyCommand, SourceSearchCommand};
use crate::grid::searched::FLUX;
use crate::plot::sky::words::drawable;
use crate::searched::{Searched, Stage};
use crate::source_search::asked;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::data_table::{DataTable, data_table_ui};
use crate::ui::hovered;
use crate::view::Tab;

/// Draws what was found.
pub(super) fn result_ui(
    ui: &mut egui::Ui,
    state: &mut State,
    searched: &Arc<Searched>,
    commands: &mut Vec<Command>,
) {
    let theme = theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        if searched.simulated() {
            ui.label(RichText::new("SIMULATED").color(theme.warning).strong());
        }
        ui.label(RichText::new(drawable(&searched.headline())).strong());
        if let Some(words) = unit_words(searched) {
            let hint = "Neutrinos and antineutrinos of one flavour together";
            ui.label(RichText::new(words).size(SMALL).color(theme.weak))
                .on_hover_text(hint);
        }
    });
    if let Some(words) = searched.stack_words() {
        ui.add(egui::Label::new(drawable(&words).as_ref()).wrap());
    }
    if let Some(words) = doubt(state, searched) {
        let text = RichText::new(words).color(theme.warning);
        ui.add(egui::Label::new(text).wrap());
    }
    if searched.found.sources.is_empty() {
        return;
    }
    match state.view.source_search.figure {
        true => figure_ui(ui, state, searched, commands),
        false => table_ui(ui, state, searched, commands),
    }
}

/// Why what is shown is not what would be found now: it was stopped, or the choices are others.
fn doubt(state: &State, searched: &Searched) -> Option<&'static str> {
    if searched.stage == Stage::Stopped {
        return Some("The search was stopped before its end: what is empty was not computed.");
    }
    if state.source_search.busy() {
        let running = state.source_search.running.as_ref()?;
        let same = Arc::ptr_eq(&running.asked, &searched.asked);
        return (!same).then_some("This is the search before; the new one begins.");
    }
    let now = asked(&state.document, &state.view.source_search).ok();
    let same = now.is_some_and(|now| now.same(&searched.asked));
    (!same).then_some("OLD: found with other choices than those above. Search again for these.")
}

/// What can be done with a result.
pub(super) fn buttons_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let look = &mut state.view.source_search;
    let hint = "Limits and sensitivities against declination";
    ui.toggle_value(&mut look.figure, "Figure")
        .on_hover_text(hint);
    ui.checkbox(&mut look.rings, "Rings")
        .on_hover_text("Ring the sources on the sky: the larger, the lower the p-value");
    ui.menu_button("Save the result…", |ui| {
        for (label, ending) in [
            ("As CSV…", "csv"),
            ("As VOTable…", "vot"),
            ("As LaTeX…", "tex"),
            ("As JSON…", "json"),
        ] {
            if ui.button(label).clicked() {
                commands.push(SourceSearchCommand::Save(ending).into());
                ui.close();
            }
        }
    })
    .response
    .on_hover_text("Save all sources with all numbers, as nuscope sources does");
    if look.figure {
        ui.menu_button("Save the figure…", |ui| {
            for (label, ending) in [("As SVG…", "svg"), ("As PDF…", "pdf"), ("As PNG…", "png")]
            {
                if ui.button(label).clicked() {
                    commands.push(SourceSearchCommand::SaveFigure(ending).into());
                    ui.close();
                }
            }
        });
    }
}

fn table_ui(
    ui: &mut egui::Ui,
    state: &mut State,
    searched: &Arc<Searched>,
    commands: &mut Vec<Command>,
) {
    let Some(grid) = state.lists.searched.grid.clone() else {
        return;
    };
    let order = state.lists.searched.order.clone();
    let table = DataTable {
        id: "searched",
        grid: &grid,
        order: &order,
        selected: searched.place_of(state.view.selected),
        hovered: searched.place_of(hovered::get(ui.ctx())),
        marked: &|_| false,
        example: "p_local < 0.05 && dec < 0",
        empty: "No source is listed.",
        busy: state.lists.searched.busy(),
    };
    let acted = data_table_ui(ui, &table, &mut state.view.tables.searched, |_| {});
    if let Some(row) = acted.hovered {
        hovered::set(ui.ctx(), searched.sources[row]);
    }
    if acted.save {
        commands.push(Command::SaveRows(Tab::SourceSearch));
    }
    if let Some((row, _)) = acted.chosen {
        choose(searched, row, commands);
    }
}

/// Selects a source and flies there.
pub(super) fn choose(searched: &Searched, place: usize, commands: &mut Vec<Command>) {
    commands.push(Command::Select(Some(searched.sources[place])));
    let position = searched.found.sources[place].target.position;
    if position.to_vector().is_finite() {
        let radius_rad = 0.0;
        commands.push(
            SkyCommand::FlyTo {
                position,
                radius_rad,
            }
            .into(),
        );
    }
}

/// What limits are told in.
fn unit_words(searched: &Searched) -> Option<String> {
    let plan = &searched.asked.plan;
    let because = searched.likelihood.spatial_because();
    match (plan.trials > 0 && plan.limit_trials > 0, because.is_empty()) {
        (false, _) => None,
        (true, true) => Some(format!("Limits at 90 % C.L., flux at 1 TeV in {FLUX}")),
        (true, false) => Some(
            "Limits at 90 % C.L. in expected events: without responses there are no fluxes".into(),
        ),
    }
}
