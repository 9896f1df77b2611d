//! The views in the middle with what lies over them, and the tray below.

use egui::accesskit::Role;
use egui::{Modifiers, Pos2, Rect, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use image::RgbaImage;
use nuscope::command::{Command, SourceSearchCommand, StageCommand, TrackCommand};
use nuscope::ui::{plots_panel, tray};
use nuscope::view::{Figure, PlotSlot, Selected, Tab, Tool};
use nuscope_tests::headless::{self, Window, ask, click};

use super::states::{muon, part, rest};

/// A window with nothing but its bars and the view.
fn bare(files: &[&str], size: (f32, f32), dark: bool) -> Window {
    let mut window = headless::window(files, size);
    let view = &mut window.state_mut().state.view;
    view.dark = dark;
    (view.data_panel, view.inspector, view.timeline) = (false, false, false);
    // Pictures of what lies in the water are tested elsewhere, and are many bytes.
    (view.event.modules, view.event.sea_bed) = (false, false);
    view.camera = None;
    window.run();
    window
}

/// The picture of what has this name.
fn of(window: &mut Window, name: &str) -> RgbaImage {
    let rect = window.get_by_label(name).rect();
    part(&window.render().unwrap(), rect)
}

/// What is over the view: event, triggers, fit, cuts, marks, tools, compass, scale and colours.
pub fn event_view() -> RgbaImage {
    let mut window = bare(&["demo:muon"], (520.0, 380.0), true);
    let view = &mut window.state_mut().state.view;
    view.cuts.triggered = true;
    view.marked = (0_u32..40).collect::<Vec<_>>().into();
    ask(&mut window, StageCommand::Use(Tool::Box));
    of(&mut window, "Event view")
}

pub fn camera_menu() -> RgbaImage {
    let mut window = bare(&["demo:muon"], (480.0, 640.0), false);
    ask(&mut window, StageCommand::AddBookmark);
    click(&mut window, Role::Button, "Camera");
    let whole = window.render().unwrap();
    part(
        &whole,
        Rect::from_min_max(pos2(250.0, 36.0), pos2(480.0, 610.0)),
    )
}

/// A track of one's own with its handles.
pub fn track_handles() -> RgbaImage {
    let mut window = bare(&["demo:muon"], (480.0, 400.0), true);
    window.state_mut().state.view.cuts.time_ns = Some((0.0, 300.0));
    ask(&mut window, Command::Track(TrackCommand::PlaceOwn));
    let whole = window.render().unwrap();
    let middle = window.get_by_label("Move your track").rect().center();
    part(&whole, Rect::from_center_size(middle, vec2(320.0, 200.0)))
}

/// Candidates with a catalogue over them.
pub fn sky_view() -> RgbaImage {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.csv");
    let sources =
        "name,ra[deg],dec[deg]\nCrab,83.63,22.01\nTXS 0506+056,77.36,5.69\nNGC 1068,40.67,-0.01\n";
    std::fs::write(&path, sources).unwrap();
    let files = ["demo:sky", path.to_str().unwrap()];
    let mut window = bare(&files, (520.0, 340.0), true);
    assert_eq!(window.state().state.document.catalogues.len(), 1);
    // So many dots are many bytes, and are tested elsewhere.
    window.state_mut().state.view.sky.candidates = false;
    window.run();
    of(&mut window, "Sky map")
}

/// A range of residuals while it is dragged.
pub fn plot_brush() -> RgbaImage {
    let mut state = muon(false);
    state.view.tray.plots.beside = 1;
    state.view.tray.plots.slots[0] = PlotSlot {
        figure: Figure::Residuals,
        log: false,
        log_x: false,
    };
    let mut panel = rest(state, (400.0, 250.0), plots_panel::plots_panel_ui);
    let figure = panel
        .get_by_role_and_label(Role::Image, "Time residuals")
        .rect();
    let at = |share: f32| Pos2::new(figure.left() + share * figure.width(), figure.center().y);
    panel.hover_at(at(0.4));
    panel.step();
    panel.event(egui::Event::PointerButton {
        pos: at(0.4),
        button: egui::PointerButton::Primary,
        pressed: true,
        modifiers: Modifiers::NONE,
    });
    panel.step();
    for share in [0.5, 0.6, 0.7] {
        panel.hover_at(at(share));
        panel.step();
    }
    panel.render().unwrap()
}

/// The tabs over one of them.
pub fn tray() -> RgbaImage {
    let mut state = muon(true);
    state.view.tray.open = true;
    state.view.tray.tab = Tab::Tracks;
    let mut panel = rest(state, (560.0, 180.0), tray::tray_ui);
    panel.set_size(vec2(560.0, 180.0));
    panel.run();
    panel.render().unwrap()
}

/// The tab of the likelihood at a place of these files.
fn likelihood_at(files: &[&str], dark: bool) -> RgbaImage {
    let mut window = bare(files, (900.0, 760.0), dark);
    let state = &mut window.state_mut().state;
    // What this machine keeps of trials must not show.
    state.here.trials = None;
    state.view.sky.candidates = false;
    state.view.selected = Some(Selected::Place {
        ra_udeg: 317_000_000,
        dec_udeg: -43_400_000,
    });
    ask(&mut window, Command::ShowTab(Tab::Likelihood));
    let top = window.get_by_label("Likelihood here").rect().top();
    let whole = window.render().unwrap();
    let size = window.ctx.content_rect().size();
    part(
        &whole,
        Rect::from_min_max(pos2(0.0, top - 30.0), pos2(size.x, size.y)),
    )
}

/// With energies: a map over events and index.
pub fn likelihood() -> RgbaImage {
    let path = super::side_panels::analysis_file();
    likelihood_at(&[path.to_str().unwrap()], true)
}

/// With positions alone: a curve.
pub fn likelihood_of_positions() -> RgbaImage {
    likelihood_at(&["demo:sky"], false)
}

/// A window with a search of the sources of a built-in catalogue, quickly done.
fn searched(size: (f32, f32), dark: bool) -> Window {
    let path = super::side_panels::analysis_file();
    let mut window = bare(&[path.to_str().unwrap()], size, dark);
    let state = &mut window.state_mut().state;
    // What this machine keeps of trials must not show.
    state.source_search.trials = None;
    state.view.sky.candidates = false;
    let look = &mut state.view.source_search;
    look.set_amount([1000, 100, 60]);
    look.stack = Some("equal".into());
    ask(&mut window, SourceSearchCommand::Start);
    window
}

/// The sky with the sources ringed over the table of what was found.
pub fn source_search() -> RgbaImage {
    let mut window = searched((1100.0, 760.0), true);
    let searched = window.state().state.document.searched.clone().unwrap();
    let second = searched.ranks.iter().position(|rank| *rank == 2).unwrap();
    ask(&mut window, Command::Select(Some(searched.sources[second])));
    window.render().unwrap()
}

/// The limits against declination, in a narrow window.
pub fn source_limits() -> RgbaImage {
    let mut window = searched((900.0, 700.0), false);
    window.state_mut().state.view.source_search.figure = true;
    headless::settle(&mut window);
    let top = window
        .get_by_label("Limits against declination")
        .rect()
        .top();
    let size = window.ctx.content_rect().size();
    let whole = window.render().unwrap();
    part(
        &whole,
        Rect::from_min_max(pos2(0.0, top - 90.0), pos2(size.x, size.y)),
    )
}

/// What can be chosen before a search, in a menu that is open.
pub fn source_choices() -> RgbaImage {
    let mut window = bare(&["demo:sky"], (760.0, 560.0), true);
    window.state_mut().state.view.sky.candidates = false;
    ask(&mut window, Command::ShowTab(Tab::SourceSearch));
    click(&mut window, Role::Button, "Quick");
    window.render().unwrap()
}

/// The bar of a map with its handles, one of them moved, below contours.
pub fn map_bar() -> RgbaImage {
    let mut window = bare(&["demo:sky"], (760.0, 460.0), true);
    let state = &mut window.state_mut().state;
    state.document = super::states::maps(true).document;
    state.view.sky.candidates = false;
    state.view.sky.maps.contours.on = true;
    state.view.sky.map_range = Some((0.0, 18.0));
    headless::settle(&mut window);
    of(&mut window, "Sky map")
}
