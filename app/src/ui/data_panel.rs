//! The left panel: open files, the events of the file, the samples of candidates.

use eframe::egui::{self, RichText};
use nuscope_model::trigger::trigger_names;
use nuscope_model::{EventHeader, Provenance};

use crate::command::Command;
use crate::plot::ticks::thousands;
use crate::state::{ShownTable, State};
use crate::theme::{self, SMALL};
use crate::ui::catalogue_list::catalogue_list_ui;
use crate::ui::detector_choice::detector_choice_ui;
use crate::ui::inject_panel::inject_ui;
use crate::ui::maps_panel::maps_ui;
use crate::ui::scan_panel::scan_ui;
use crate::ui::tracks_panel::tracks_ui;
use crate::view::{Mode, Tab};

/// Width of the panel in points.
pub const WIDTH: f32 = 260.0;

/// Draws the panel.
pub fn data_panel_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    ui.set_max_width(WIDTH - 24.0);
    let shows_events = state.view.mode != Mode::Sky && state.document.events.is_some();
    // The event comes first: it is what is stepped through all day.
    if shows_events {
        heading(ui, "Events");
        events_ui(ui, state, commands);
    }
    egui::ScrollArea::vertical()
        .id_salt("lists")
        .auto_shrink(false)
        .show(ui, |ui| lists_ui(ui, state, commands));
}

/// Files, samples and the scan.
fn lists_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    heading(ui, "Files");
    files_ui(ui, state, commands);
    if state.view.mode != Mode::Sky {
        detector_choice_ui(ui, state, commands);
        if state.document.event.is_some() {
            heading(ui, "Tracks");
            tracks_ui(ui, state, commands);
        }
    }
    tables_ui(ui, state, commands);
    if state.view.mode != Mode::Event || state.document.events.is_none() {
        heading(ui, "Samples");
        samples_ui(ui, state);
        if !state.document.regions.is_empty() {
            heading(ui, "Regions");
            regions_ui(ui, state);
        }
        if !state.document.maps.is_empty() {
            heading(ui, "Maps");
            maps_ui(ui, state, commands);
        }
        heading(ui, "Scan");
        scan_ui(ui, state, commands);
        if !state.document.samples.is_empty() {
            heading(ui, "Simulated source");
            inject_ui(ui, state, commands);
        }
        heading(ui, "Catalogues and lines");
        catalogue_list_ui(ui, state, commands);
    }
}

/// A section's name.
pub fn heading(ui: &mut egui::Ui, text: &str) -> egui::Response {
    let theme = theme::of(ui);
    ui.add_space(8.0);
    ui.label(
        RichText::new(text.to_uppercase())
            .size(SMALL)
            .strong()
            .color(theme.weak),
    )
}

fn files_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    for file in &state.document.files {
        let name = if file.is_demo() {
            "built-in demo".into()
        } else {
            file.path
                .file_name()
                .unwrap_or(file.path.as_os_str())
                .to_string_lossy()
        };
        let mut hover = format!("{}\n{}", file.path.display(), file.format);
        for line in &file.warnings {
            hover += &format!("\nwarning: {line}");
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            if !file.warnings.is_empty() {
                ui.label(RichText::new("!").strong().color(theme.warning));
            }
            ui.add(egui::Label::new(name.as_ref()).truncate())
                .on_hover_text(hover);
        });
        for line in std::iter::once(&file.format).chain(&file.holds) {
            let text = RichText::new(line).size(SMALL).color(theme.weak);
            ui.add(egui::Label::new(text).truncate());
        }
    }
    if ui.button("Open files…").clicked() {
        commands.push(Command::ChooseFiles);
    }
    if ui.button("Open a folder…").clicked() {
        commands.push(Command::ChooseFolder);
    }
}

/// Tables of no further meaning, each a button that shows it.
fn tables_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    if state.document.tables.is_empty() {
        return;
    }
    heading(ui, "Tables");
    for (place, open) in state.document.tables.iter().enumerate() {
        let text = format!("{} ({} rows)", open.title(), thousands(open.table.rows()));
        let button = egui::Button::new(text).truncate();
        if ui
            .add(button)
            .on_hover_text(open.path.display().to_string())
            .clicked()
        {
            commands.push(Command::ShowTable(Some(ShownTable::Open(place))));
        }
    }
}

fn samples_ui(ui: &mut egui::Ui, state: &mut State) {
    let theme = theme::of(ui);
    if state.document.samples.is_empty() {
        ui.label(RichText::new("No candidates open.").color(theme.weak));
        return;
    }
    egui::Grid::new("samples")
        .num_columns(2)
        .min_col_width(60.0)
        .show(ui, |ui| {
            for (place, sample) in state.document.samples.iter().enumerate() {
                let hidden = &mut state.view.sky.hidden_samples;
                let mut shown = !hidden.contains(&sample.name);
                let [r, g, b] = crate::scene::sky::sample_color_on(theme::of(ui), place);
                let color = egui::Color32::from_rgb(r, g, b);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 6.0;
                    let (dot, _) =
                        ui.allocate_exact_size(egui::vec2(8.0, 18.0), egui::Sense::hover());
                    ui.painter().circle_filled(
                        dot.center(),
                        4.0,
                        if shown { color } else { theme.faint },
                    );
                    ui.set_max_width(150.0);
                    if ui
                        .checkbox(&mut shown, short(&sample.name))
                        .on_hover_text(&sample.name)
                        .changed()
                    {
                        hidden.retain(|name| name != &sample.name);
                        if !shown {
                            hidden.push(sample.name.clone());
                        }
                    }
                });
                ui.label(RichText::new(thousands(sample.len())).color(theme.weak));
                ui.end_row();
            }
        });
    let simulated = state
        .document
        .samples
        .iter()
        .filter(|sample| sample.provenance == Provenance::Simulated)
        .count();
    if simulated > 0 {
        let text = format!(
            "{simulated} of {} samples are simulated",
            state.document.samples.len()
        );
        ui.label(RichText::new(text).size(SMALL).color(theme.warning));
    }
}

/// The regions on the sky with their areas.
fn regions_ui(ui: &mut egui::Ui, state: &State) {
    let theme = theme::of(ui);
    for region in &state.document.regions {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let (mark, _) = ui.allocate_exact_size(egui::vec2(8.0, 18.0), egui::Sense::hover());
            let stroke = egui::Stroke::new(1.5, theme.region);
            ui.painter().rect_stroke(
                egui::Rect::from_center_size(mark.center(), egui::vec2(8.0, 8.0)),
                1.0,
                stroke,
                egui::StrokeKind::Inside,
            );
            ui.label(short(&region.name)).on_hover_text(&region.name);
            let square_degrees = region.area_sr().to_degrees().to_degrees();
            let area = match square_degrees {
                area if area >= 100.0 => format!("{area:.0} deg²"),
                area => format!("{area:.3} deg²"),
            };
            ui.label(RichText::new(area).color(theme.weak));
        });
    }
}

/// A name cut to what the panel has room for.
pub(crate) fn short(name: &str) -> String {
    const MOST: usize = 19;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let kept: String = name.chars().take(MOST - 1).collect();
    format!("{}…", kept.trim_end())
}

/// One step back or forth, and the way to all events.
fn events_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let Some(source) = &state.document.events else {
        return;
    };
    let headers = source.headers();
    let shown = state.document.event.as_ref().map(|shown| shown.index);
    let ordered = !state.view.tables.events.is_plain();
    ui.horizontal(|ui| {
        // In the order of the browser the first of the file is not the first.
        let first = !ordered && (shown == Some(0) || headers.is_empty());
        let last = !ordered && shown.is_some_and(|index| index + 1 >= headers.len());
        let hint = match ordered {
            true => "In the order of the browser, which sorts or filters",
            false => "In the order of the file",
        };
        let step = |ui: &mut egui::Ui, possible: bool, label: &str| {
            let button = ui.add_enabled(possible, egui::Button::new(label));
            button.on_hover_text(hint).clicked()
        };
        if step(ui, !first, "Previous") {
            commands.push(Command::PreviousEvent);
        }
        if step(ui, !last, "Next") {
            commands.push(Command::NextEvent);
        }
        ui.weak(format!(
            "{} of {}",
            shown.map_or(0, |index| index + 1),
            thousands(headers.len())
        ));
    });
    if ordered {
        let order = &state.lists.events.order;
        let mut text = match order.filter.is_empty() {
            true => "Steps follow the browser's sorting".to_owned(),
            false => format!(
                "Steps follow the browser: {} pass",
                thousands(order.rows.len())
            ),
        };
        if let Some(place) = shown.and_then(|index| order.place_of(index)) {
            text += &format!(", this is no. {}", thousands(place + 1));
        }
        ui.add(egui::Label::new(RichText::new(text).size(SMALL).color(theme.accent)).wrap());
    }
    if let Some(header) = shown.and_then(|index| headers.get(index)) {
        for line in header_lines(header) {
            ui.add(egui::Label::new(RichText::new(line).size(SMALL).color(theme.weak)).wrap());
        }
    }
    ui.horizontal(|ui| {
        if ui
            .button("Browse events")
            .on_hover_text("All events of the file, to sort and to filter")
            .clicked()
        {
            commands.push(Command::ShowTab(Tab::Events));
        }
        let hint = "Go to a frame and trigger, or to an event by its number";
        if ui.button("Go to…").on_hover_text(hint).clicked() {
            commands.push(Command::AskGoTo);
        }
    });
}

/// What the header says, in a few lines.
fn header_lines(header: &EventHeader) -> Vec<String> {
    let mut lines = Vec::new();
    let triggers = trigger_names(header.trigger_mask).join(", ");
    if !triggers.is_empty() {
        lines.push(triggers);
    }
    let known = [
        ("run", header.run_id),
        ("frame", header.frame_index),
        ("trigger", header.trigger_counter),
    ];
    let known = known
        .iter()
        .filter_map(|(name, value)| Some(format!("{name} {}", (*value)?)));
    let known: Vec<_> = known.collect();
    if !known.is_empty() {
        lines.push(known.join(" · "));
    }
    lines.extend(header.utc.map(|utc| utc.to_string()));
    lines
}
