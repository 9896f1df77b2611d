//! A source of a catalogue: all that its catalogue says of it, and the candidates around it.

use std::sync::Arc;

use eframe::egui::{self, RichText};
use nuscope_io::built_in::CATALOGUES;
use nuscope_model::{Catalogue, Equatorial, Source};

use super::{Row, row, rows_ui};
use crate::catalogues::{self, Around, NearCandidate};
use crate::command::{Command, SkyCommand};
use crate::document::Document;
use crate::plot::sky::words::drawable;
use crate::plot::ticks::thousands;
use crate::sky_chart::reading;
use crate::state::State;
use crate::theme::SMALL;
use crate::view::{CatalogueId, Selected, Tab};

/// Its name, and what its catalogue says of it.
pub(super) fn source_rows(document: &Document, selected: Selected) -> Option<(String, Vec<Row>)> {
    let Selected::Source {
        catalogue: id,
        index,
    } = selected
    else {
        return None;
    };
    let (catalogue, source) = catalogues::source(document, selected)?;
    let mut rows = Vec::new();
    let mut say = |name: &str, value: &str| {
        if !value.is_empty() {
            rows.push(row(name, drawable(value)));
        }
    };
    say("kind", &source.kind);
    say("catalogue", &catalogue.name);
    say("from", &catalogues::credit(id).unwrap_or_default());
    if let CatalogueId::BuiltIn(place) = id {
        say("the list", CATALOGUES.get(place).map_or("", |row| row.what));
    }
    say("other names", &source.aliases.join(", "));
    if drawable(&source.name) != source.name {
        say("its name", "has letters that cannot be written here");
    }
    rows.extend(position_rows(source));
    if let Some(redshift) = source.redshift {
        rows.push(row("redshift", redshift.to_string()));
    }
    if let Some(extension_rad) = source.extension_rad {
        let words = source.extension.words();
        rows.push(row(
            "extension",
            format!("{:.3}°, {words}", extension_rad.to_degrees()),
        ));
    }
    if let Some(error_rad) = source.error_rad {
        rows.push(row(
            "error of its position",
            format!("{:.4}°", error_rad.to_degrees()),
        ));
    }
    rows.extend(further(catalogue, index));
    rows.push(row("place in the list", thousands(index + 1)));
    let title = match drawable(&source.name) {
        name if name.is_empty() => "A source without a name".to_owned(),
        name => name.into_owned(),
    };
    Some((title, rows))
}

fn position_rows(source: &Source) -> Vec<Row> {
    let at = source.position;
    if !at.to_vector().is_finite() {
        return vec![row("position", "not known")];
    }
    reading::position_rows(at)
}

/// The columns that only its catalogue understands.
fn further(catalogue: &Catalogue, index: usize) -> Vec<Row> {
    let numbers = catalogue.extras.iter().filter_map(|extra| {
        let value = extra.values.get(index).filter(|value| value.is_finite())?;
        let text = match extra.unit.as_str() {
            "" => value.to_string(),
            unit => format!("{value} {unit}"),
        };
        Some(row(&drawable(&extra.name), drawable(&text)))
    });
    let texts = catalogue.labels.iter().filter_map(|labels| {
        let text = labels
            .values
            .get(index)
            .filter(|text| !text.trim().is_empty())?;
        Some(row(&drawable(&labels.name), drawable(text.trim())))
    });
    numbers.chain(texts).collect()
}

/// The candidates around the selected source, and what can be done with it.
pub(super) fn source_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let Some(selected @ Selected::Source { catalogue: id, .. }) = state.view.selected else {
        return;
    };
    let document = Arc::clone(&state.document);
    let Some((_, source)) = catalogues::source(&document, selected) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        let hint = "Bring it into the middle of the sky map, magnified";
        if ui.button("Fly to it").on_hover_text(hint).clicked() {
            commands.push(flight(source.position, source.extension_rad.unwrap_or(0.0)).into());
        }
        let shown = catalogues::is_shown(&document, &state.view.sky, id);
        if shown {
            let hint = "Show its row in the table of sources";
            if ui.button("Show its row").on_hover_text(hint).clicked() {
                commands.push(Command::ShowTab(Tab::Sources));
            }
        } else if let CatalogueId::BuiltIn(_) = id {
            let hint = "Draw all sources of its catalogue";
            if ui
                .button("Draw its catalogue")
                .on_hover_text(hint)
                .clicked()
            {
                let name = catalogues::name(&document, id).to_owned();
                commands.push(SkyCommand::Draw(name, true).into());
            }
        }
    });
    if document.samples.is_empty() || !source.position.to_vector().is_finite() {
        return;
    }
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let label = ui.label(RichText::new("Candidates within").strong()).id;
        let value = egui::DragValue::new(&mut state.view.sky.catalogues.near_deg)
            .range(0.05..=30.0)
            .speed(0.02)
            .max_decimals(2)
            .suffix("°");
        ui.add(value).labelled_by(label);
    });
    let around = around(ui, state, source, selected);
    rows_ui(ui, "around the source", &around_rows(&around));
    if let Some(near) = around.nearest {
        let hint = "Select the candidate that is nearest to the source";
        if ui
            .button("Select the nearest")
            .on_hover_text(hint)
            .clicked()
        {
            commands.push(Command::Select(Some(near.candidate)));
        }
    }
    let text = "Expected: from candidates of these declinations, at all right ascensions. A scan makes the test.";
    ui.add(egui::Label::new(RichText::new(text).size(SMALL).weak()).wrap());
}

/// Flies to what is as large as this, with some of the sky around it.
pub fn flight(position: Equatorial, radius_rad: f64) -> SkyCommand {
    let radius_rad = match radius_rad > 0.0 {
        true => radius_rad.max(LEAST_FIELD_RAD),
        false => 0.0,
    };
    SkyCommand::FlyTo {
        position,
        radius_rad,
    }
}

/// A third of the field around a small source, in radians: 4°.
const LEAST_FIELD_RAD: f64 = 0.07;

/// What was counted, and from what.
#[derive(Clone)]
struct Counted {
    document: Arc<Document>,
    selected: Selected,
    version: u64,
    near_deg: f64,
    around: Around,
}

/// What is around a source, counted anew only when something has changed.
fn around(ui: &egui::Ui, state: &State, source: &Source, selected: Selected) -> Around {
    let id = egui::Id::unique("candidates around the source");
    let near_deg = state.view.sky.catalogues.near_deg;
    let candidates = &state.derived.candidates;
    let same = |counted: &Counted| {
        Arc::ptr_eq(&counted.document, &state.document)
            && counted.selected == selected
            && counted.version == candidates.version
            && counted.near_deg == near_deg
    };
    let counted = ui.data(|data| data.get_temp::<Counted>(id));
    if let Some(counted) = counted.filter(same) {
        return counted.around;
    }
    let around = Around::of(candidates, source.position, near_deg.to_radians());
    let counted = Counted {
        document: Arc::clone(&state.document),
        selected,
        version: candidates.version,
        near_deg,
        around: around.clone(),
    };
    ui.data_mut(|data| data.insert_temp(id, counted));
    around
}

fn around_rows(around: &Around) -> Vec<Row> {
    let mut rows = vec![row("there are", thousands(around.count))];
    if around.expected.is_finite() {
        let digits = if around.expected < 10.0 { 2 } else { 1 };
        rows.push(row("expected", format!("{:.digits$}", around.expected)));
    }
    let words = |near: NearCandidate| {
        let away = format!("{:.2}° away", near.away_rad.to_degrees());
        match near.in_errors() {
            Some(errors) => format!("{away}, {errors:.1} of its errors"),
            None => away,
        }
    };
    rows.extend(around.nearest.map(|near| row("nearest", words(near))));
    let other = around.nearest_in_errors;
    let other = other.filter(|other| Some(*other) != around.nearest);
    rows.extend(other.map(|near| row("nearest in errors", words(near))));
    rows
}
