//! The bars above and below the view, and the fields that something is typed into.

use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use image::RgbaImage;
use nuscope::apply::live::watch_at;
use nuscope::find::Search;
use nuscope::live::Pace;
use nuscope::state::State;
use nuscope::ui::{
    event_browser, go_to, palette, sky_search, source_table, status_bar, timeline, top_bar,
};
use nuscope_tests::documents::add;
use nuscope_tests::panel::Draw;

use super::states::{MARGINS, Panel, alone, events, muon, part, rest, sky, state};

const STATUS: Draw = |ui, state, commands| {
    ui.set_height(status_bar::HEIGHT);
    status_bar::status_bar_ui(ui, state, "Hit 5, 212.4 ns", commands);
};

/// What is cut and up to when is said, each with a way out.
pub fn status_bar() -> RgbaImage {
    let mut state = muon(true);
    state.view.cuts.triggered = true;
    state.view.cuts.residual_ns = Some((-20.0, 80.0));
    state.view.cursor_ns = Some(640.0);
    alone(state, (1100.0, status_bar::HEIGHT + MARGINS), STATUS)
}

pub fn status_bar_doubtful() -> RgbaImage {
    let mut document = add((*muon(true).document).clone(), "demo:layout-orca");
    document.chosen_detector = Some("demo:layout-orca".into());
    document.settle_detector();
    alone(
        state(document, false),
        (1000.0, status_bar::HEIGHT + MARGINS),
        STATUS,
    )
}

/// Three events wait for a shifter who looks at an older one.
pub fn live_badge() -> RgbaImage {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("runs");
    std::fs::create_dir(&runs).unwrap();
    let file = runs.join("run_00011291.h5");
    let source = events(true).document.events.clone().unwrap();
    let events_of_run = (0..3).map(|index| source.read(index));
    nuscope_io::write_km3net_hdf5(&file, events_of_run).unwrap();
    let mut state = muon(true);
    let pace = Pace {
        look: Duration::from_millis(50),
        settle: Duration::from_millis(20),
    };
    watch_at(&mut state, runs, pace);
    state.live.as_mut().unwrap().paused = true;
    let mut panel = rest(state, (1000.0, status_bar::HEIGHT + MARGINS), STATUS);
    let deadline = Instant::now() + Duration::from_secs(60);
    while panel.state().live.as_ref().unwrap().new_events() < 3 {
        assert!(Instant::now() < deadline, "no news of the file in time");
        std::thread::sleep(Duration::from_millis(10));
        panel.step();
    }
    panel.run();
    panel.render().unwrap()
}

const TOP: Draw = |ui, state, commands| {
    ui.set_height(top_bar::HEIGHT);
    top_bar::top_bar_ui(ui, state, commands);
};

pub fn top_bar() -> RgbaImage {
    alone(muon(true), (640.0, top_bar::HEIGHT + MARGINS), TOP)
}

pub fn menu() -> RgbaImage {
    let draw: Draw = |ui, state, commands| {
        let bar = egui::Rect::from_min_size(
            ui.max_rect().min,
            egui::vec2(ui.available_width(), top_bar::HEIGHT),
        );
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(bar));
        top_bar::top_bar_ui(&mut ui, state, commands);
    };
    let mut panel = rest(muon(false), (640.0, 480.0), draw);
    panel.get_by_role_and_label(Role::Button, "Menu").click();
    panel.run();
    part(
        &panel.render().unwrap(),
        egui::Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(400.0, 480.0)),
    )
}

/// The time line where it stands in the window: at the foot, of its own height.
const TIME: Draw = |ui, state, commands| timeline::timeline_ui(ui, state, commands);

pub fn timeline() -> RgbaImage {
    alone(muon(true), (720.0, timeline::HEIGHT - 8.0 + MARGINS), TIME)
}

/// A part of time, half replayed, some hits cut.
pub fn timeline_zoomed() -> RgbaImage {
    let mut state = muon(false);
    let (first, last) = state.document.event.as_ref().unwrap().times.window_ns;
    let at = |share: f32| first + share * (last - first);
    state.view.time.window_ns = Some((at(0.2), at(0.6)));
    state.view.cursor_ns = Some(at(0.4));
    state.view.cuts.triggered = true;
    alone(state, (720.0, timeline::HEIGHT - 8.0 + MARGINS), TIME)
}

fn going_to(words: &str, dark: bool) -> RgbaImage {
    let mut state = events(dark);
    state.go_to = Some(words.into());
    let draw: Draw = |ui, state, commands| go_to::go_to_ui(ui.ctx(), state, commands);
    alone(state, (420.0, 160.0), draw)
}

pub fn go_to() -> RgbaImage {
    going_to("3", true)
}

pub fn go_to_nowhere() -> RgbaImage {
    going_to("99999/1", false)
}

pub fn palette() -> RgbaImage {
    let mut state = muon(true);
    state.palette = Some("look".into());
    let draw: Draw = |ui, state, commands| palette::palette_ui(ui.ctx(), state, commands);
    alone(state, (460.0, 400.0), draw)
}

/// The browser of events with a filter that has the keyboard.
fn filtering(filter: &str, dark: bool) -> Panel {
    let mut state = events(dark);
    state.view.tray.open = true;
    state.view.tray.tab = nuscope::view::Tab::Events;
    filter.clone_into(&mut state.view.tables.events.filter);
    let mut panel = rest(state, (560.0, 220.0), event_browser::event_browser_ui);
    let busy = |panel: &Panel| {
        let State { lists, .. } = panel.state();
        lists.summaries.busy() || !lists.summaries.complete()
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    while busy(&panel) {
        assert!(
            Instant::now() < deadline,
            "not all events were read in time"
        );
        std::thread::sleep(Duration::from_millis(10));
        panel.step();
    }
    let field = panel.get_by_role_and_label(Role::TextInput, "Filter");
    field.focus();
    panel.step();
    panel
}

pub fn filter_offers() -> RgbaImage {
    let mut panel = filtering("", true);
    panel.event(egui::Event::Text("ze".into()));
    panel.run();
    panel.render().unwrap()
}

pub fn filter_error() -> RgbaImage {
    let mut panel = filtering("", false);
    panel.event(egui::Event::Text("e_gev > 1e3 && zenit > 90".into()));
    panel.run();
    panel.render().unwrap()
}

fn searching(typed: &str, dark: bool) -> RgbaImage {
    let mut state = sky(dark);
    let mut search = Search::open(&state.document, &state.wake);
    typed.clone_into(&mut search.typed);
    state.search = Some(search);
    let draw: Draw = |ui, state, commands| sky_search::sky_search_ui(ui.ctx(), state, commands);
    alone(state, (480.0, 380.0), draw)
}

/// Sources of one name in several catalogues.
pub fn searched() -> RgbaImage {
    searching("crab", true)
}

pub fn searched_for_nothing() -> RgbaImage {
    searching("Betelguese 12", false)
}

/// The table of the sources that are drawn.
pub fn listed_sources() -> RgbaImage {
    let mut state = sky(true);
    state.view.sky.catalogues.show("TeV sources", true);
    state.view.tables.sources.filter = "kind == \"SNR\"".into();
    let wake = std::sync::Arc::clone(&state.wake);
    let (document, view) = (std::sync::Arc::clone(&state.document), state.view.clone());
    state.lists.update_sources(&document, &view, &wake);
    alone(state, (720.0, 220.0), source_table::source_table_ui)
}
