//! The right panel: what is selected with all its values, and how things are drawn.

use eframe::egui::{self, RichText};
use nuscope_model::trigger::trigger_names;
use nuscope_model::{AmplitudeUnit, Detector, Equatorial, Module, Sample, Track, TrackOrigin};
use nuscope_render::Colormap;

use crate::document::{Document, ShownEvent};
use crate::plot::ticks::thousands;
use crate::scene::event::Picked;
use crate::scene::sky;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::data_panel::heading;
use crate::view::{Mode, Selected};

/// Width of the panel in points.
pub const WIDTH: f32 = 280.0;

/// A value with its name, as the panel lists it.
type Row = (String, String);

fn row(name: &str, value: impl Into<String>) -> Row {
    (name.to_owned(), value.into())
}

/// Draws the panel.
pub fn inspector_ui(ui: &mut egui::Ui, state: &mut State) {
    heading(ui, "Selection");
    match rows(&state.document, state.view.selected) {
        Some((title, rows)) => {
            ui.label(RichText::new(title).strong());
            rows_ui(ui, "selection", &rows);
        }
        None => {
            ui.weak("Click a hit, a module, a track or a candidate.");
        }
    }
    if state.view.mode != Mode::Sky {
        if let Some(shown) = state.document.event.clone() {
            heading(ui, "Event");
            rows_ui(ui, "event", &event_rows(&state.document, &shown));
        }
        heading(ui, "Appearance of the event");
        event_look_ui(ui, state);
    }
    if state.view.mode != Mode::Event {
        if let Some(rows) = map_rows(&state.document) {
            heading(ui, "Map");
            rows_ui(ui, "map", &rows);
        }
        heading(ui, "Appearance of the sky");
        sky_look_ui(ui, state);
    }
}

fn rows_ui(ui: &mut egui::Ui, id: &str, rows: &[Row]) {
    let theme = theme::of(ui);
    egui::Grid::new(id)
        .num_columns(2)
        .min_row_height(16.0)
        .spacing(egui::vec2(10.0, 3.0))
        .show(ui, |ui| {
            for (name, value) in rows {
                ui.label(RichText::new(name).size(SMALL).color(theme.weak));
                ui.add(
                    egui::Label::new(RichText::new(value).size(12.0))
                        .wrap()
                        .selectable(true),
                );
                ui.end_row();
            }
        });
}

/// What is selected: its title and its values.
fn rows(document: &Document, selected: Option<Selected>) -> Option<(String, Vec<Row>)> {
    match selected? {
        Selected::Hit(index) => hit_rows(document, index),
        Selected::Module(id) => {
            let detector = document.detector.as_deref()?;
            let module = detector.module(id)?;
            Some((
                module_title(module),
                module_rows(document, detector, module),
            ))
        }
        Selected::Track(index) => {
            let event = &document.event.as_ref()?.event;
            let track = event.tracks.iter().chain(&event.mc_tracks).nth(index)?;
            Some((track_title(track), track_rows(track, event.time_zero_ns)))
        }
        Selected::Candidate { sample, index } => {
            let sample = document.samples.get(sample)?;
            (index < sample.len()).then(|| {
                (
                    format!("Candidate of {}", sample.name),
                    candidate_rows(sample, index),
                )
            })
        }
        place @ Selected::Place { .. } => {
            let position = place_of(place)?;
            let mut rows = position_rows(position);
            if let Some(map) = &document.map {
                let pixel = map.pixel(position);
                // A column without any number was not computed; that is not "masked".
                let computed = |column: &&nuscope_model::MapColumn| {
                    column.values.iter().any(|value| !value.is_nan())
                };
                for column in map.columns.iter().filter(computed) {
                    let value = column.values[pixel];
                    let text = match column.name.as_str() {
                        _ if value.is_nan() => "masked".into(),
                        "P_LOCAL" => format!("{value:.1e}, not calibrated"),
                        _ => format!("{value:.4}"),
                    };
                    rows.push(row(&column.name, text));
                }
            }
            Some(("A place on the sky".into(), rows))
        }
    }
}

/// The event's name: where it is in its file, and its key.
pub fn event_title(document: &Document, shown: &ShownEvent) -> String {
    let count = document
        .events
        .as_ref()
        .map_or(0, |events| events.headers().len());
    let mut title = format!("Event {}", thousands(shown.index + 1));
    if count > 1 {
        title += &format!(" of {}", thousands(count));
    }
    let header = &shown.event.header;
    if let Some(run) = header.run_id.filter(|run| *run > 0) {
        title += &format!(" · run {run}");
    }
    if let (Some(frame), Some(counter)) = (header.frame_index, header.trigger_counter)
        && frame > 0
    {
        title += &format!(" · frame {frame}, trigger {counter}");
    }
    title
}

fn event_rows(document: &Document, shown: &ShownEvent) -> Vec<Row> {
    let (event, header) = (&shown.event, &shown.event.header);
    let mut rows = vec![
        row("hits", thousands(event.hits.len())),
        row("triggered", thousands(event.triggered_hits())),
    ];
    let names = trigger_names(header.trigger_mask);
    if !names.is_empty() {
        rows.push(row("trigger", names.join(", ")));
    }
    if !event.mc_hits.is_empty() {
        rows.push(row("true photo-electrons", thousands(event.mc_hits.len())));
    }
    let drawn = crate::scene::drawn_tracks::drawn_tracks(event);
    let shown = drawn.iter().filter(|drawn| **drawn).count();
    if shown < drawn.len() {
        let text = format!("the best {shown} of {} drawn", thousands(drawn.len()));
        rows.push(row("tracks", text));
    }
    if let Some(overlays) = header.overlays {
        rows.push(row("overlays", overlays.to_string()));
    }
    if let Some(best) = nuscope_model::track::best_track(&event.tracks) {
        let track = &event.tracks[best];
        rows.push(row("best fit", track.name.clone()));
        if let Some(energy) = track.energy_gev {
            rows.push(row("energy", energy_text(energy)));
        }
        rows.push(row(
            "zenith",
            format!("{:.1}°", track.direction.zenith_rad().to_degrees()),
        ));
    }
    if let Some(found) = document.detector_match() {
        rows.push(row("detector", crate::detectors::words(&found)));
    }
    rows
}

fn hit_rows(document: &Document, index: usize) -> Option<(String, Vec<Row>)> {
    let event = &document.event.as_ref()?.event;
    let hit = event.hits.get(index)?;
    let mut rows = vec![
        row("time", format!("{:.1} ns", event.relative_time_ns(hit))),
        row("time in the frame", format!("{:.1} ns", hit.time_ns)),
        match event.amplitude_unit {
            AmplitudeUnit::TotNs if hit.amplitude >= 255.0 => {
                row("time over threshold", "255 ns (saturated)")
            }
            AmplitudeUnit::TotNs => row("time over threshold", format!("{:.0} ns", hit.amplitude)),
            AmplitudeUnit::ChargePe => row("charge", format!("{:.2} p.e.", hit.amplitude)),
        },
        row(
            "trigger",
            if hit.triggered() {
                trigger_names(hit.trigger_mask).join(", ")
            } else {
                "none".into()
            },
        ),
        row("module", hit.module.0.to_string()),
        row("channel", hit.channel.to_string()),
    ];
    if let Some(detector) = &document.detector {
        if let Some(module) = detector.module(hit.module) {
            rows.push(row(
                "string, floor",
                format!("{}, {}", module.string, module.floor),
            ));
        }
        match detector.sensor(hit) {
            Some(sensor) => rows.push(row("position", position_text(sensor.position_m))),
            None => rows.push(row("position", "not in this detector")),
        }
    }
    let same = event
        .hits
        .iter()
        .filter(|other| other.module == hit.module)
        .count();
    rows.push(row("hits on the module", same.to_string()));
    Some((format!("Hit {}", thousands(index + 1)), rows))
}

fn position_text(position_m: glam::DVec3) -> String {
    format!(
        "{:.2}, {:.2}, {:.2} m",
        position_m.x, position_m.y, position_m.z
    )
}

fn module_title(module: &Module) -> String {
    if module.sensors == 0 {
        format!("Base of string {}", module.string)
    } else {
        format!("Module {}", module.id.0)
    }
}

fn module_rows(document: &Document, detector: &Detector, module: &Module) -> Vec<Row> {
    let mut rows = vec![
        row(
            "string, floor",
            format!("{}, {}", module.string, module.floor),
        ),
        row("position", position_text(module.position_m)),
        row("photomultipliers", module.sensors.to_string()),
        row("detector", detector.name.clone()),
    ];
    if module.status != 0 {
        rows.push(row("status", format!("{:#x}", module.status)));
    }
    if let Some(shown) = &document.event {
        let hits = || {
            shown
                .event
                .hits
                .iter()
                .filter(|hit| hit.module == module.id)
        };
        rows.push(row("hits", hits().count().to_string()));
        rows.push(row(
            "triggered",
            hits().filter(|hit| hit.triggered()).count().to_string(),
        ));
        let first = hits()
            .map(|hit| shown.event.relative_time_ns(hit))
            .min_by(f64::total_cmp);
        if let Some(first) = first {
            rows.push(row("first hit", format!("{first:.1} ns")));
        }
    }
    rows
}

/// A track's name and whether it is the truth.
fn track_title(track: &Track) -> String {
    if track.simulated() {
        format!("{} (simulated truth)", track.name)
    } else {
        format!("{} (reconstructed)", track.name)
    }
}

fn track_rows(track: &Track, time_zero_ns: f64) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(energy) = track.energy_gev {
        rows.push(row("energy", energy_text(energy)));
    }
    rows.push(row(
        "zenith",
        format!("{:.2}°", track.direction.zenith_rad().to_degrees()),
    ));
    rows.push(row(
        "azimuth",
        format!("{:.2}°", track.direction.azimuth_rad().to_degrees()),
    ));
    rows.push(row("position", position_text(track.position_m)));
    rows.push(row(
        "time",
        format!("{:.1} ns", track.time_ns - time_zero_ns),
    ));
    if let Some(length) = track.length_m.filter(|length| *length > 0.0) {
        rows.push(row("length", format!("{length:.0} m")));
    }
    if let Some(likelihood) = track.likelihood {
        rows.push(row("likelihood", format!("{likelihood:.1}")));
    }
    if let Some(error) = track.angular_error_rad {
        rows.push(row("angular error", format!("{:.3}°", error.to_degrees())));
    }
    match track.origin {
        TrackOrigin::Reconstructed { rec_type } => rows.push(row("fit type", rec_type.to_string())),
        TrackOrigin::MonteCarlo { pdg } => rows.push(row("particle code", pdg.to_string())),
    }
    if !track.stages.is_empty() {
        let stages: Vec<_> = track.stages.iter().map(i32::to_string).collect();
        rows.push(row("stages", stages.join(" ")));
    }
    for (name, value) in &track.details {
        let text = format!("{value:.4}");
        rows.push(row(&name.to_lowercase().replace('_', " "), text));
    }
    rows
}

/// An energy with the prefix that people use.
pub fn energy_text(energy_gev: f64) -> String {
    match energy_gev {
        energy if energy >= 1e6 => format!("{:.3} PeV", energy / 1e6),
        energy if energy >= 1e3 => format!("{:.2} TeV", energy / 1e3),
        energy => format!("{energy:.2} GeV"),
    }
}

fn candidate_rows(sample: &Sample, index: usize) -> Vec<Row> {
    let mut rows = position_rows(sample.position(index));
    for column in &sample.columns {
        let value = column.quantity.display_value(column.values[index]);
        let unit = column.quantity.display_unit();
        let text = if value.is_nan() {
            "not known".into()
        } else {
            match column.quantity {
                nuscope_model::Quantity::Hits => format!("{value:.0}"),
                nuscope_model::Quantity::Mjd => {
                    format!(
                        "{value:.5} ({})",
                        nuscope_model::Utc::from(nuscope_model::Mjd(value))
                    )
                }
                nuscope_model::Quantity::Log10EnergyGev => {
                    format!("{value:.2} ({})", energy_text(10_f64.powf(value)))
                }
                _ => format!("{value:.3}{unit}"),
            }
        };
        rows.push(row(column.quantity.label(), text));
    }
    rows.push(row("place in the list", thousands(index + 1)));
    rows
}

fn position_rows(position: Equatorial) -> Vec<Row> {
    let galactic = position.to_galactic();
    vec![
        row(
            "right ascension",
            format!("{:.3}°", position.ra_rad.to_degrees()),
        ),
        row(
            "declination",
            format!("{:+.3}°", position.dec_rad.to_degrees()),
        ),
        row(
            "galactic l, b",
            format!(
                "{:.2}°, {:+.2}°",
                galactic.l_rad.to_degrees(),
                galactic.b_rad.to_degrees()
            ),
        ),
    ]
}

fn map_rows(document: &Document) -> Option<Vec<Row>> {
    let map = document.map.as_ref()?;
    let mut rows = vec![row(
        "pixels",
        format!(
            "{} (nside {})",
            thousands(map.columns.first()?.values.len()),
            map.nside
        ),
    )];
    if let Some(column) = map.column("TS")
        && let Some((position, ts)) = map.hottest(column)
    {
        rows.push(row("hottest TS", format!("{ts:.1}")));
        rows.push(row("at RA, Dec", position_words(position)));
        let pixel = map.pixel(position);
        if let Some(n_s) = map.column("N_S") {
            rows.push(row("n_s there", format!("{:.1}", n_s.values[pixel])));
        }
        if let Some(p) = map.column("P_LOCAL") {
            rows.push(row(
                "p (local) there",
                format!("{:.1e}, not calibrated", p.values[pixel]),
            ));
        }
    }
    if document.map_is_scan {
        rows.push(row(
            "made by",
            if document.map_is_partial {
                "the running scan"
            } else {
                "a scan of these samples"
            },
        ));
    }
    Some(rows)
}

/// A position as "RA 94.3° Dec −7.8°".
pub fn position_words(position: Equatorial) -> String {
    let dec = format!("{:+.2}°", position.dec_rad.to_degrees()).replace('-', "−");
    format!("RA {:.2}° Dec {dec}", position.ra_rad.to_degrees())
}

/// A candidate in a few lines, for the pointer.
pub fn candidate_words(sample: &Sample, index: usize) -> String {
    let mut text = sample.name.clone();
    for (name, value) in candidate_rows(sample, index) {
        text += &format!("\n{name} {value}");
    }
    text
}

/// A picked thing in a few lines, for the pointer.
pub fn words(found: Picked, document: &Document) -> String {
    let selected = match found {
        Picked::Hit(index) => Some(Selected::Hit(index)),
        Picked::Track(index) => Some(Selected::Track(index)),
        Picked::Module(place) => {
            let module = document
                .detector
                .as_ref()
                .and_then(|detector| detector.modules().get(place));
            module.map(|module| Selected::Module(module.id))
        }
        Picked::Sensor(place) => {
            let detector = document.detector.as_deref();
            let module = detector.and_then(|detector| module_of_sensor(detector, place));
            module.map(|module| Selected::Module(module.id))
        }
    };
    let Some((title, rows)) = rows(document, selected) else {
        return String::new();
    };
    let mut text = title;
    if let Picked::Sensor(place) = found
        && let Some(detector) = &document.detector
        && let Some(module) = module_of_sensor(detector, place)
    {
        text += &format!(", channel {}", place - module.first_sensor as usize);
    }
    for (name, value) in rows.iter().take(7) {
        text += &format!("\n{name} {value}");
    }
    text
}

/// The module to which the photomultiplier at this place belongs.
pub fn module_of_sensor(detector: &Detector, place: usize) -> Option<&Module> {
    let modules = detector.modules();
    let holds = |module: &&Module| {
        let first = module.first_sensor as usize;
        (first..first + module.sensors as usize).contains(&place)
    };
    modules.iter().find(holds)
}

/// A place on the sky as a selection, to a millionth of a degree.
pub fn selected_place(position: Equatorial) -> Selected {
    let micro = |rad: f64| (rad.to_degrees() * 1e6).round() as i64;
    Selected::Place {
        ra_udeg: micro(position.ra_rad),
        dec_udeg: micro(position.dec_rad),
    }
}

/// The position of a selected place.
pub fn place_of(selected: Selected) -> Option<Equatorial> {
    match selected {
        Selected::Place { ra_udeg, dec_udeg } => Some(Equatorial::from_degrees(
            ra_udeg as f64 * 1e-6,
            dec_udeg as f64 * 1e-6,
        )),
        _ => None,
    }
}

fn event_look_ui(ui: &mut egui::Ui, state: &mut State) {
    let view = &mut state.view;
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut view.event.modules, "Modules");
        ui.checkbox(&mut view.event.strings, "Strings");
        ui.checkbox(&mut view.event.sea_bed, "Sea bed");
        ui.checkbox(&mut view.event.reconstructed, "Fits");
        ui.checkbox(&mut view.event.truth, "Truth");
        ui.checkbox(&mut view.event.guides, "Guides");
        ui.checkbox(&mut view.cuts.triggered, "Triggered hits only");
    });
    ui.horizontal(|ui| {
        colormap_ui(ui, "hit colours", &mut view.hits.colormap);
        ui.checkbox(&mut view.hits.reversed, "Reversed");
    });
    ui.add(
        egui::Slider::new(&mut view.hits.size, 0.2..=4.0)
            .logarithmic(true)
            .text("Size"),
    );
    ui.add(egui::Slider::new(&mut view.hits.glow, 0.0..=1.5).text("Glow"));
}

fn sky_look_ui(ui: &mut egui::Ui, state: &mut State) {
    let look = &mut state.view.sky;
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut look.candidates, "Candidates");
        ui.checkbox(&mut look.map, "Map");
        ui.checkbox(&mut look.graticule, "Graticule");
        ui.checkbox(&mut look.galaxy, "Galaxy");
    });
    ui.horizontal(|ui| {
        let name = ui.label("Colour by").id;
        let label = |quantity: Option<nuscope_model::Quantity>| {
            quantity.map_or("sample", |quantity| quantity.label())
        };
        egui::ComboBox::from_id_salt("color by")
            .selected_text(label(look.color_by))
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut look.color_by, None, label(None));
                for quantity in sky::color_quantities(&state.document.samples) {
                    ui.selectable_value(&mut look.color_by, Some(quantity), label(Some(quantity)));
                }
            })
            .response
            .labelled_by(name);
    });
    ui.add(
        egui::Slider::new(&mut look.dot_size, 0.3..=4.0)
            .logarithmic(true)
            .text("Dots"),
    );
    if let Some(map) = &state.document.map {
        let shown = sky::shown_quantity(map, &look.map_quantity);
        let text = shown.as_ref().map(sky::quantity_label).unwrap_or_default();
        ui.horizontal(|ui| {
            let name = ui.label("Map of").id;
            egui::ComboBox::from_id_salt("map of")
                .selected_text(text)
                .show_ui(ui, |ui| {
                    for quantity in sky::quantities(map) {
                        let label = sky::quantity_label(&quantity);
                        if ui
                            .selectable_label(shown.as_ref() == Some(&quantity), label)
                            .clicked()
                        {
                            look.map_quantity = quantity;
                            look.map_range = None;
                        }
                    }
                })
                .response
                .labelled_by(name);
        });
        colormap_ui(ui, "map colours", &mut look.map_colormap);
        ui.add(egui::Slider::new(&mut look.map_opacity, 0.0..=1.0).text("Opacity"));
    }
}

fn colormap_ui(ui: &mut egui::Ui, id: &str, colormap: &mut Colormap) {
    egui::ComboBox::new(id, "Colours")
        .selected_text(colormap.name())
        .show_ui(ui, |ui| {
            for choice in Colormap::ALL {
                ui.selectable_value(colormap, choice, choice.name());
            }
        });
}
