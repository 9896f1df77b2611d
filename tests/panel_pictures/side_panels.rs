//! The panels left and right of the view, and their sections.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use egui::accesskit::Role;
use egui::{Rect, pos2};
use egui_kittest::kittest::Queryable as _;
use image::RgbaImage;
use nuscope::apply::apply;
use nuscope::command::{Command, TrackCommand};
use nuscope::document::Document;
use nuscope::open_analysis::OpenAnalysis;
use nuscope::open_maps::OpenMap;
use nuscope::ui::{
    catalogue_list, cuts, data_panel, detector_choice, inspector, maps_panel, scan_panel,
    tracks_panel,
};
use nuscope::view::{CatalogueId, Coincidence, Selected, TrackChoice};
use nuscope_model::{Medium, SkyMap};
use nuscope_tests::commands::simulated;
use nuscope_tests::documents::add;

use super::states::{MARGINS, alone, events, muon, part, rest, sky, state, with_text};

/// Width of the left panel with its margins.
const LEFT: f32 = data_panel::WIDTH - 24.0 + MARGINS;
/// Width of the right panel with its margins.
const RIGHT: f32 = inspector::WIDTH - 24.0 + MARGINS;

pub fn cuts() -> RgbaImage {
    let mut state = muon(true);
    let cuts = &mut state.view.cuts;
    cuts.triggered = true;
    cuts.amplitude = Some((26.0, 200.0));
    cuts.residual_ns = Some((-20.0, 80.0));
    cuts.coincidence = Some(Coincidence {
        at_least: 2,
        window_ns: 10.0,
    });
    alone(state, (RIGHT, 470.0), cuts::cuts_ui)
}

pub fn cuts_open() -> RgbaImage {
    alone(muon(false), (RIGHT, 450.0), cuts::cuts_ui)
}

pub fn data_of_events() -> RgbaImage {
    alone(events(true), (LEFT, 640.0), data_panel::data_panel_ui)
}

pub fn data_of_sky() -> RgbaImage {
    alone(sky(false), (LEFT, 480.0), data_panel::data_panel_ui)
}

/// The file of an analysis with energies; its lists are those of the simulated sky.
pub fn analysis_file() -> PathBuf {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let folder = simulated().join("panels");
        std::fs::create_dir_all(&folder).unwrap();
        let mut text = String::new();
        for name in ["ANTARES_tracks", "ANTARES_showers"] {
            text += &format!(
                "[[sample]]\nname = \"{name}\"\nevents = \"../sky/{name}.csv\"\nresponse = \"{name}\"\n"
            );
        }
        let path = folder.join("southern sky.toml");
        std::fs::write(&path, text).unwrap();
        path
    };
    FILE.get_or_init(make).clone()
}

/// The scan of an analysis that uses energies.
pub fn scan_of_analysis() -> RgbaImage {
    let analysis = OpenAnalysis::read(&analysis_file()).unwrap();
    let document = Document {
        samples: analysis.samples.clone(),
        analysis: Some(Arc::new(analysis)),
        ..Document::default()
    };
    alone(state(document, true), (LEFT, 420.0), scan_panel::scan_ui)
}

/// Two detectors are open, and the one that was chosen fits badly.
pub fn detector_choice() -> RgbaImage {
    let mut document = add((*muon(true).document).clone(), "demo:layout-orca");
    document.chosen_detector = Some("demo:layout-orca".into());
    document.settle_detector();
    let draw = |ui: &mut egui::Ui, state: &mut _, commands: &mut _| {
        detector_choice::detector_choice_ui(ui, state, commands);
    };
    let mut panel = rest(state(document, true), (LEFT + 260.0, 300.0), draw);
    panel.get_by_role(Role::ComboBox).click();
    panel.run();
    panel.render().unwrap()
}

/// A second fit is compared, light travels in ice, and a track of one's own is placed.
pub fn tracks() -> RgbaImage {
    let mut state = muon(true);
    state.derived.update(&state.document, &state.view);
    apply(&mut state, Command::Track(TrackCommand::PlaceOwn));
    state.view.tracks.compared = Some(TrackChoice::Place(1));
    state.view.tracks.medium = Some(Medium {
        n_group: 1.4,
        ..Medium::ICE
    });
    state.view.selected = Some(Selected::Track(2));
    alone(state, (LEFT, 620.0), tracks_panel::tracks_ui)
}

pub fn tracks_plain() -> RgbaImage {
    alone(events(false), (LEFT, 360.0), tracks_panel::tracks_ui)
}

pub fn inspector() -> RgbaImage {
    alone(muon(true), (RIGHT, 1280.0), inspector::inspector_ui)
}

/// The head of the inspector with something selected.
fn selected(mut state: nuscope::state::State, selected: Selected, height: f32) -> RgbaImage {
    state.view.selected = Some(selected);
    alone(state, (RIGHT, height), inspector::inspector_ui)
}

/// A triggered hit of the muon that a reference track has light for, and some hits that are marked.
pub fn inspector_hit() -> RgbaImage {
    let mut state = muon(true);
    state.view.marked = (0_u32..40).collect::<Vec<_>>().into();
    let hit = triggered(&state);
    selected(state, Selected::Hit(hit), 520.0)
}

fn triggered(state: &nuscope::state::State) -> usize {
    let event = &state.document.event.as_ref().unwrap().event;
    let mut hits = event.hits.iter();
    hits.position(|hit| hit.triggered()).unwrap()
}

fn module(state: &nuscope::state::State) -> nuscope_model::ModuleId {
    let event = &state.document.event.as_ref().unwrap().event;
    event.hits[triggered(state)].module
}

pub fn inspector_module() -> RgbaImage {
    let state = muon(false);
    let module = module(&state);
    selected(state, Selected::Module(module), 260.0)
}

/// Positions are told in UTM where the detector knows its own.
pub fn inspector_sensor() -> RgbaImage {
    let mut state = muon(true);
    state.view.event.utm = true;
    let module = module(&state);
    let channel = 7;
    selected(state, Selected::Sensor { module, channel }, 300.0)
}

pub fn inspector_track() -> RgbaImage {
    selected(muon(false), Selected::Track(0), 330.0)
}

pub fn inspector_candidate() -> RgbaImage {
    let candidate = Selected::Candidate {
        sample: 0,
        index: 11,
    };
    selected(sky(true), candidate, 330.0)
}

/// A place on a scanned map, here of made-up values.
pub fn inspector_place() -> RgbaImage {
    let mut state = sky(false);
    let mut document = (*state.document).clone();
    let column = |name: &str, scale: f32| nuscope_model::MapColumn {
        name: name.into(),
        unit: String::new(),
        values: (0..768).map(|pixel| scale * (pixel % 97) as f32).collect(),
    };
    let map = SkyMap {
        nside: 8,
        columns: vec![
            column("TS", 0.1),
            column("N_S", 0.05),
            column("P_LOCAL", 0.01),
        ],
        provenance: Vec::new(),
    };
    document.put_map(OpenMap::of_scan(map, false));
    state.document = std::sync::Arc::new(document);
    let place = Selected::Place {
        ra_udeg: 83_633_000,
        dec_udeg: -22_014_000,
    };
    selected(state, place, 520.0)
}

/// Catalogues of the user's own, one of them empty, and built-in ones, some switched on.
pub fn catalogues() -> RgbaImage {
    let mut state = sky(true);
    let sources = "name,ra[deg],dec[deg]\nCrab,83.63,22.01\nTXS 0506+056,77.36,5.69\n";
    let document = with_text((*state.document).clone(), "sources.csv", sources);
    state.document = std::sync::Arc::new(document);
    let look = &mut state.view.sky.catalogues;
    look.show("TeV sources", true);
    look.show("Constellations", true);
    alone(state, (LEFT, 440.0), catalogue_list::catalogue_list_ui)
}

/// A source with its size, among the candidates of the built-in sky.
pub fn inspector_source() -> RgbaImage {
    let mut state = sky(true);
    state.derived.update(&state.document, &state.view);
    let source = Selected::Source {
        catalogue: CatalogueId::BuiltIn(5),
        index: 52,
    };
    selected(state, source, 560.0)
}

/// The colours that hits can have, to choose from.
pub fn colours() -> RgbaImage {
    let mut panel = rest(muon(true), (RIGHT, 1280.0), inspector::inspector_ui);
    panel
        .get_by_role_and_label(Role::ComboBox, "Colours")
        .click();
    panel.run();
    let place = panel
        .get_by_role_and_label(Role::ComboBox, "Colours")
        .rect();
    let picture = panel.render().unwrap();
    let rect = Rect::from_min_max(
        pos2(0.0, place.top() - 10.0),
        pos2(RIGHT, place.bottom() + 270.0),
    );
    part(&picture, rect)
}

/// The list of maps, with two of them compared.
pub fn maps() -> RgbaImage {
    let mut state = super::states::maps(true);
    let maps = &mut state.view.sky.maps;
    maps.second = Some("alert".into());
    maps.together = nuscope::view::Together::Blink;
    alone(state, (LEFT, 190.0), maps_panel::maps_ui)
}

/// What is told of a map with contours and sources in them, and how it is drawn.
pub fn inspector_map() -> RgbaImage {
    let panel = rest(
        super::states::maps(false),
        (RIGHT, 860.0),
        inspector::inspector_ui,
    );
    let mut panel = panel;
    panel.render().unwrap()
}
