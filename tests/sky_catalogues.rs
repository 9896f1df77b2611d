//! Catalogues, lines, names and the search of the sky, in the window: switched, named, found, clicked and listed.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, Rect, vec2};
use egui_kittest::kittest::Queryable as _;
use nuscope::catalogues;
use nuscope::command::{Command, SkyCommand};
use nuscope::session::Session;
use nuscope::ui::hovered;
use nuscope::view::{CatalogueId, Mode, Selected, Tab};
use nuscope_io::built_in::CATALOGUES;
use nuscope_model::Equatorial;
use nuscope_tests::golden::{compare, software_driver};
use nuscope_tests::headless::{Window, ask, click, settle, state, window};

/// Two lists that share a name, and a few candidates around one of their sources.
fn files(folder: &Path) -> [PathBuf; 2] {
    let sources = folder.join("sources.csv");
    let text = "name,ra[deg],dec[deg],class,redshift\nCrab,83.63,22.01,PWN,\nTXS 0506+056,77.36,5.69,bll,0.3365\n\
                NGC 1068,40.67,-0.01,sy2,0.0038\n";
    std::fs::write(&sources, text).unwrap();
    let candidates = folder.join("IC86.csv");
    let mut text = String::from("mjd,ra_deg,dec_deg,angular_error_deg\n");
    for i in 0..60 {
        let (ra, dec) = (f64::from(i) * 6.0, 5.0 + 0.1 * f64::from(i % 7));
        writeln!(text, "{}.5,{ra},{dec},0.5", 56_000 + i).unwrap();
    }
    text += "58018.9,77.43,5.72,0.4\n";
    std::fs::write(&candidates, text).unwrap();
    [sources, candidates]
}

fn sky() -> (tempfile::TempDir, Window) {
    sky_of_height(1000.0)
}

fn sky_of_height(height: f32) -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    let files = files.each_ref().map(|path| path.to_str().unwrap());
    let window = window(&files, (1440.0, height));
    assert_eq!(state(&window).view.mode, Mode::Sky);
    (folder, window)
}

/// Where the sky shows a source.
fn place(window: &Window, position: Equatorial) -> Pos2 {
    let rect = window.get_by_label("Sky map").rect();
    let legend = nuscope::plot::color_bar::HEIGHT + 14.0;
    let rect = Rect::from_min_max(rect.min, rect.max - vec2(0.0, legend));
    let size = (rect.width().into(), rect.height().into());
    let view = &state(window).view.sky.view;
    let pixel = view.pixel_from_sky(position.to_vector(), size).unwrap();
    rect.min + vec2(pixel.x as f32, pixel.y as f32)
}

fn selected_name(window: &Window) -> Option<String> {
    let selected = state(window).view.selected?;
    let (_, source) = catalogues::source(&state(window).document, selected)?;
    Some(source.name.clone())
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run();
}

/// Opens the search and types.
fn look_for(window: &mut Window, typed: &str) {
    ask(window, SkyCommand::AskSearch);
    window.event(egui::Event::Text(typed.into()));
    window.run();
}

#[test]
fn a_switch_draws_a_catalogue_and_undo_takes_it_back() {
    // High enough for the whole list of catalogues.
    let (_folder, mut window) = sky_of_height(1400.0);
    window.run_steps(8);
    let shows = |window: &Window, name: &str| state(window).view.sky.catalogues.shows(name);
    for name in ["TeV sources", "Ecliptic", "Constellations"] {
        assert!(!shows(&window, name));
        click(&mut window, Role::CheckBox, name);
        assert!(shows(&window, name), "{name}");
        window.run_steps(8);
    }
    ask(&mut window, Command::Undo);
    assert!(!shows(&window, "Constellations") && shows(&window, "Ecliptic"));
    ask(&mut window, Command::Redo);
    assert!(shows(&window, "Constellations"));
    // The plane is switched with the centre.
    assert!(state(&window).view.sky.galaxy);
    click(&mut window, Role::CheckBox, "Galactic plane");
    assert!(!state(&window).view.sky.galaxy);
    click(&mut window, Role::CheckBox, "sources");
    assert_eq!(state(&window).view.sky.hidden_catalogues, ["sources"]);
}

#[test]
fn every_built_in_catalogue_says_how_many_it_has_and_whose_it_is() {
    let (_folder, window) = sky();
    for built_in in &CATALOGUES {
        window.get_by_role_and_label(Role::CheckBox, built_in.name);
        window.get_by_label(&format!("Colour of {}", built_in.name));
    }
    assert_eq!(CATALOGUES[0].rows(), 40);
    assert!(CATALOGUES[0].what.contains("a selection of 40"));
}

#[test]
fn a_click_on_a_source_tells_all_of_it_and_the_candidates_around() {
    let (_folder, mut window) = sky();
    let at = place(&window, Equatorial::from_degrees(77.36, 5.69));
    window.hover_at(at);
    window.run();
    let source = Selected::Source {
        catalogue: CatalogueId::Opened(0),
        index: 1,
    };
    window.drag_at(at);
    window.step();
    window.drop_at(at);
    window.run();
    assert_eq!(state(&window).view.selected, Some(source));
    for text in [
        "TXS 0506+056",
        "bll",
        "05h09m26.40s +05°41'24.0\"",
        "77.3600° +5.6900°",
        "0.3365",
        "0.08° away, 0.2 of its errors",
    ] {
        assert!(window.query_all_by_label(text).next().is_some(), "{text}");
    }
    click(&mut window, Role::Button, "Select the nearest");
    assert_eq!(
        state(&window).view.selected,
        Some(Selected::Candidate {
            sample: 0,
            index: 60
        })
    );
}

#[test]
fn table_and_sky_are_one() {
    let (_folder, mut window) = sky();
    ask(&mut window, SkyCommand::Draw("TeV sources".into(), true));
    ask(&mut window, Command::ShowTab(Tab::Sources));
    assert_eq!(state(&window).lists.sources.order.rows.len(), 3 + 166);
    window.state_mut().state.view.tables.sources.filter =
        "dec > 20 && catalogue == \"TeV sources\"".into();
    window.run();
    let rows = state(&window).lists.sources.order.rows.len();
    assert!((20..100).contains(&rows), "{rows}");
    window.get_by_label_contains("Row 1: Name Crab,").click();
    settle(&mut window);
    assert_eq!(selected_name(&window).as_deref(), Some("Crab"));
    let crab = Selected::Source {
        catalogue: CatalogueId::BuiltIn(4),
        index: 0,
    };
    assert_eq!(state(&window).view.selected, Some(crab));
    let row = window
        .get_by_label_contains("Row 2: Name Markarian 421,")
        .rect()
        .center();
    window.hover_at(row);
    window.run();
    let hovered = hovered::get(&window.ctx).unwrap();
    assert!(
        matches!(hovered, Selected::Source { index: 1, .. }),
        "{hovered:?}"
    );
    // What is selected on the sky is lit in the table.
    let listed = &state(&window).lists.of_sources;
    assert_eq!(listed.place_of(state(&window).view.selected), Some(3));
}

#[test]
fn rows_of_sources_are_saved_as_they_are_shown() {
    let (folder, mut window) = sky();
    ask(&mut window, Command::ShowTab(Tab::Sources));
    window.state_mut().state.view.tables.sources.filter = "dec > 0".into();
    window.run();
    let path = folder.path().join("found.csv");
    ask(&mut window, Command::SaveRowsTo(Tab::Sources, path.clone()));
    let text = std::fs::read_to_string(path).unwrap();
    assert!(
        text.contains("TXS 0506+056,sources,bll,77.36,5.69"),
        "{text}"
    );
    assert!(!text.contains("NGC 1068"));
}

#[test]
fn arrows_choose_among_what_is_found_and_enter_flies_there() {
    let (_folder, mut window) = sky();
    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    window.run();
    assert!(state(&window).search.is_some());
    window.event(egui::Event::Text("crab".into()));
    window.run();
    let found = &state(&window).search.as_ref().unwrap().places.places;
    assert_eq!(found[0].from, "sources");
    // Below it the others of that name, switched off as they are.
    let second = found[1].clone();
    assert!(second.selected.is_some() && second.from != "sources");
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    settle(&mut window);
    assert!(state(&window).search.is_none());
    assert_eq!(state(&window).view.selected, second.selected);
    let view = state(&window).view.sky.view;
    let middle = view.view_from_sky().row(0);
    assert!(middle.angle_between(second.position.to_vector()) < 1e-6);
    assert!(view.zoom > 5.0);
    window.get_by_role_and_label(Role::Button, "Draw its catalogue");
}

#[test]
fn constellations_positions_and_the_moon_are_found_and_slips_are_answered() {
    let (_folder, mut window) = sky();
    for (typed, words) in [
        ("orion", "Go to Orion, constellation, Constellations"),
        (
            "266.417 -29.008",
            "Go to 266.417 -29.008, position, coordinates: Equatorial (ICRS)",
        ),
    ] {
        look_for(&mut window, typed);
        click(&mut window, Role::Button, words);
        assert!(
            matches!(state(&window).view.selected, Some(Selected::Place { .. })),
            "{typed}"
        );
    }
    look_for(&mut window, "moon");
    window.get_by_label_contains("Go to Moon, solar system, from ARCA at ");
    press(&mut window, Key::Escape);
    assert!(state(&window).search.is_none());
    look_for(&mut window, "Makarian 421");
    window.get_by_label_contains("the nearest spelling is Markarian 421.");
    press(&mut window, Key::Enter);
    assert!(
        state(&window).search.is_some(),
        "nothing was found to go to"
    );
}

#[test]
fn a_session_keeps_catalogues_colours_and_the_selected_source() {
    let (folder, mut window) = sky();
    ask(&mut window, SkyCommand::Draw("Bright stars".into(), true));
    let view = &mut window.state_mut().state.view;
    view.sky
        .catalogues
        .colors
        .insert("Bright stars".into(), [1, 2, 3]);
    view.selected = Some(Selected::Source {
        catalogue: CatalogueId::BuiltIn(6),
        index: 0,
    });
    let state = state(&window);
    let path = folder.path().join("sky.nuscope");
    Session::of(&state.document, &state.view)
        .write(&path)
        .unwrap();
    assert_eq!(Session::read(&path).unwrap().view, state.view);
}

/// A catalogue of odd names and places, opened and looked at.
#[test]
fn odd_names_and_empty_catalogues_are_listed_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("odd.csv");
    let long = "An unreasonably long name of a source ".repeat(8);
    let text = format!(
        "name,ra[deg],dec[deg]\n{long},10,10\n\u{5d0}\u{5d1}\u{5d2} \u{202e}reversed,20,10\n\
         e\u{301}toile,30,10\nTwin,40,10\nTwin,40,10\n,50,10\nnowhere,nan,nan\n"
    );
    std::fs::write(&odd, text).unwrap();
    let empty = folder.path().join("empty.csv");
    std::fs::write(&empty, "name,ra[deg],dec[deg]\n").unwrap();
    let mut window = window(
        &[odd.to_str().unwrap(), empty.to_str().unwrap()],
        (1280.0, 800.0),
    );
    let document = &state(&window).document;
    assert_eq!(document.catalogues[0].len(), 6, "one has no place");
    for index in 0..document.catalogues[0].len() {
        let selected = Selected::Source {
            catalogue: CatalogueId::Opened(0),
            index,
        };
        ask(&mut window, Command::Select(Some(selected)));
    }
    ask(&mut window, Command::ShowTab(Tab::Sources));
    look_for(&mut window, "twin");
    let found = &state(&window).search.as_ref().unwrap().places.places;
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].apart_words(), "at the place that odd has");
}

/// Compares the middle of the window, without the panels at its sides.
fn golden(window: &mut Window, name: &str, size: (f32, f32)) {
    window.set_size(vec2(size.0, size.1));
    let view = &mut window.state_mut().state.view;
    (view.data_panel, view.inspector, view.timeline) = (false, false, false);
    // The glow of the galaxy is many bytes.
    view.sky.galaxy = name == "sky_names";
    window.run();
    window.run();
    compare(name, &window.render().unwrap());
}

#[test]
fn names_over_a_full_sky_can_be_read() {
    if !software_driver() {
        return;
    }
    let (_folder, mut window) = sky();
    for name in [
        "Southern neutrino candidates",
        "TeV sources",
        "Blazars and radio galaxies",
    ] {
        ask(&mut window, SkyCommand::Draw(name.into(), true));
    }
    golden(&mut window, "sky_names", (800.0, 500.0));
}

#[test]
fn stars_and_constellations_look_as_people_know_them() {
    if !software_driver() {
        return;
    }
    let (_folder, mut window) = sky();
    for name in ["Bright stars", "Constellations", "Ecliptic"] {
        ask(&mut window, SkyCommand::Draw(name.into(), true));
    }
    look_for(&mut window, "orion");
    press(&mut window, Key::Enter);
    ask(&mut window, Command::Select(None));
    golden(&mut window, "sky_orion", (640.0, 500.0));
}

#[test]
fn extended_sources_are_drawn_as_large_as_they_are() {
    if !software_driver() {
        return;
    }
    let (_folder, mut window) = sky();
    ask(
        &mut window,
        SkyCommand::Draw("Extended gamma-ray sources".into(), true),
    );
    look_for(&mut window, "Cygnus Cocoon");
    press(&mut window, Key::Enter);
    golden(&mut window, "sky_extended", (560.0, 420.0));
}
