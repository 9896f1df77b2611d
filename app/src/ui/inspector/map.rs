//! The map in numbers: what it holds, its contours with their areas, sources inside, hot spots.

use eframe::egui::{self, Color32, RichText};

use super::sky::position_words;
use super::{Row, row};
use crate::calibrating;
use crate::command::{Command, SkyCommand};
use crate::maps::{Maps, number_words};
use crate::plot::sky::area_words;
use crate::plot::ticks::thousands;
use crate::post_trial::Hottest;
use crate::state::State;
use crate::theme::{self, SMALL};

/// More sources than this are counted, not listed.
const MOST_SOURCES: usize = 40;

/// What is told of the map that is shown.
pub(super) fn map_rows(state: &State) -> Option<Vec<Row>> {
    let look = &state.view.sky;
    let open = state.document.map(look)?;
    let map = &open.map;
    let pixels = thousands(map.columns.first()?.values.len());
    let mut rows = vec![row("map", open.name.as_str())];
    rows.push(row("pixels", format!("{pixels} (nside {})", map.nside)));
    if let Some(cells) = &open.cells {
        let count = thousands(cells.cells().len());
        rows.push(row(
            "cells of its own",
            format!("{count}, down to order {}", cells.order()),
        ));
    }
    if open.is_scan() {
        let made = match open.partial {
            true => "the running scan",
            false => "a scan of these samples",
        };
        rows.push(row("made by", made));
    }
    let maps = &state.derived.maps;
    let values = maps.values()?;
    if let Some((low, high)) = values.extremes {
        let (low, high) = (number_words(low.into()), number_words(high.into()));
        rows.push(row(
            "values",
            format!("{low} to {high} {}", values.unit).trim_end(),
        ));
    }
    Some(rows)
}

/// What must be said about the values with these colours.
pub(super) fn remarks_ui(ui: &mut egui::Ui, state: &State) {
    let Some(values) = state.derived.maps.values() else {
        return;
    };
    let look = &state.view.sky;
    let wanted = crate::maps::wanted_scale(values, look);
    for said in values.remarks(values.scale(wanted), wanted) {
        remark(ui, &said);
    }
}

fn remark(ui: &mut egui::Ui, text: &str) {
    let theme = theme::of(ui);
    ui.add(egui::Label::new(RichText::new(text).size(SMALL).color(theme.weak)).wrap());
}

/// The hot spots, each a way there.
pub(super) fn spots_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(spots) = state.derived.maps.spots() else {
        return;
    };
    // Of two maps together no one knows p-values.
    let alone = !state.view.sky.maps.together.combines();
    let open = state.document.map(&state.view.sky).filter(|_| alone);
    ui.label(RichText::new("Hottest spots").strong());
    if let Some(why) = &spots.remark {
        remark(ui, why);
    }
    for spot in &spots.found {
        let text = format!(
            "{} {}",
            number_words(spot.value),
            position_words(spot.position)
        );
        let name = format!("Look at the {}", spot.words());
        let hover = spot.words();
        if link(ui, &text, &hover, &name) {
            commands.push(fly_to(spot.position));
        }
        let mut words = spot.words();
        let estimate = open.and_then(|open| open.estimate(spot.position));
        let p = match estimate {
            Some(estimate) => Some(format!("p {}", calibrating::p_words(&estimate))),
            None => spot.p_words(),
        };
        if let Some(p) = p {
            words += &format!(" · {p}");
        }
        remark(ui, &words);
        let hottest = open.and_then(|open| open.unusual_at(spot.position));
        if let Some(post) = hottest.and_then(Hottest::post_words) {
            remark(ui, &post);
        }
    }
    if !spots.found.is_empty() {
        remark(ui, "North is declination 0° and more.");
    }
}

/// The contours with their areas, and the sources inside, each a way there.
pub(super) fn contours_ui(ui: &mut egui::Ui, maps: &Maps, commands: &mut Vec<Command>) {
    let Some(contours) = maps.contours() else {
        return;
    };
    let theme = theme::of(ui);
    ui.label(RichText::new("Contours").strong());
    let counts = maps.inside().map(|inside| &inside.counts);
    egui::Grid::new("contours")
        .num_columns(3)
        .spacing(egui::vec2(12.0, 2.0))
        .show(ui, |ui| {
            for (place, made) in contours.made.iter().enumerate() {
                let color = theme.contour(place, contours.made.len());
                ui.label(RichText::new(&made.label).color(ink(color, theme)));
                ui.label(area_words(made.area_deg2));
                let inside = counts.and_then(|counts| counts.get(place)).copied();
                let text = match inside {
                    Some(1) => "1 source".into(),
                    Some(count) => format!("{} sources", thousands(count)),
                    None => String::new(),
                };
                ui.label(RichText::new(text).size(SMALL).color(theme.weak));
                ui.end_row();
            }
        });
    for said in &contours.remarks {
        remark(ui, said);
    }
    let Some(inside) = maps.inside().filter(|inside| !inside.sources.is_empty()) else {
        return;
    };
    ui.label(RichText::new("Sources inside").strong());
    for source in inside.sources.iter().take(MOST_SOURCES) {
        let level = contours
            .made
            .get(source.contour)
            .map_or("", |made| made.label.as_str());
        let text = format!("{} · {:.2}°", source.name, source.away_deg);
        let hover = format!(
            "{}, within {level}; {:.3}° from the best value of the map",
            source.catalogue, source.away_deg
        );
        let name = format!("Look at {}", source.name);
        ui.horizontal(|ui| {
            if link(ui, &text, &hover, &name) {
                // Flying keeps a selection that is there already.
                commands.push(Command::Select(Some(source.selected)));
                commands.push(fly_to(source.position));
            }
            ui.label(RichText::new(level).size(SMALL).color(theme.weak));
        });
    }
    let more = inside.sources.len().saturating_sub(MOST_SOURCES);
    if more > 0 {
        remark(
            ui,
            &format!("and {} more, farther from the best value.", thousands(more)),
        );
    }
}

/// White lines are no text on a white panel.
fn ink(color: Color32, theme: &theme::Theme) -> Color32 {
    if color == theme.contours[0] {
        theme.text
    } else {
        color
    }
}

/// A line of text that can be clicked.
fn link(ui: &mut egui::Ui, text: &str, hover: &str, name: &str) -> bool {
    let link = egui::Link::new(RichText::new(text).size(12.0));
    let response = ui.add(link).on_hover_text(hover);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, name));
    response.clicked()
}

fn fly_to(position: nuscope_model::Equatorial) -> Command {
    let radius_rad = 0.0;
    SkyCommand::FlyTo {
        position,
        radius_rad,
    }
    .into()
}
