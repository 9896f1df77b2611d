//! What people do with maps in the window: handles, levels, sources, blinking, sessions.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Modifiers, pos2};
use egui_kittest::kittest::Queryable as _;
use nuscope::command::{Command, MapCommand};
use nuscope::session::Session;
use nuscope::view::{Mode, Selected, Together, View};
use nuscope_io::write_healpix;
use nuscope_model::{Catalogue, Equatorial, Source};
use nuscope_tests::headless::{self, Window, ask, choose, drag, open, settle, state};

use super::{hills, put};

/// A window with two maps and a catalogue of two sources in the sky.
fn window() -> Window {
    let mut window = headless::window(&["demo:sky"], (1280.0, 1500.0));
    let mut document = (*state(&window).document).clone();
    document.catalogues.clear();
    put(
        &mut document,
        "first.fits",
        hills(32, &[(9.0, 80.0, -20.0, 8.0)]),
    );
    put(
        &mut document,
        "second.fits",
        hills(32, &[(20.0, 150.0, 30.0, 9.0), (7.0, 80.0, -20.0, 8.0)]),
    );
    let source = |name: &str, ra_deg, dec_deg| Source {
        name: name.into(),
        position: Equatorial::from_degrees(ra_deg, dec_deg),
        ..Source::default()
    };
    document.catalogues.push(Arc::new(Catalogue {
        name: "mine".into(),
        sources: vec![source("Inside", 152.0, 31.0), source("Outside", 300.0, 0.0)],
        ..Catalogue::default()
    }));
    let state = &mut window.state_mut().state;
    state.document = Arc::new(document);
    state.view.mode = Mode::Sky;
    settle(&mut window);
    window
}

#[test]
fn handles_on_the_bar_set_the_range_and_two_clicks_drop_it() {
    let mut window = window();
    let range = |window: &Window| state(window).view.sky.map_range;
    assert_eq!(range(&window), None);
    let bar = window.get_by_label("Colour bar of the map").rect();
    let high = window
        .get_by_label("High end of the colours")
        .rect()
        .center();
    let half = pos2(bar.center().x, high.y);
    drag(&mut window, high, half, Modifiers::NONE);
    let (low, high) = range(&window).unwrap();
    assert!(low == 0.0 && (high - 10.0).abs() < 0.3, "{low} {high}");
    let at = window
        .get_by_label("High end of the colours")
        .rect()
        .center();
    assert!(
        (at.x - half.x).abs() < 3.0,
        "the handle stays where it was left"
    );
    let low = window
        .get_by_label("Low end of the colours")
        .rect()
        .center();
    drag(
        &mut window,
        low,
        pos2(bar.left() + 0.1 * bar.width(), low.y),
        Modifiers::NONE,
    );
    assert!(
        (range(&window).unwrap().0 - 2.0).abs() < 0.3,
        "{:?}",
        range(&window)
    );
    window.get_by_label("Follow the map").click();
    window.run();
    assert_eq!(range(&window), None);
    window.get_by_label("Follow the map").click();
    window.run();
    assert!(
        range(&window).is_some(),
        "the range stays as it is when it no longer follows"
    );
    let middle = window.get_by_label("Colour bar of the map").rect().center();
    // Two clicks of the test take longer than a person's; those before must not count.
    let options = |options: &mut egui::Options| options.input_options.max_double_click_delay = 0.8;
    window.ctx.options_mut(options);
    window.run_steps(12);
    window.hover_at(middle);
    for pressed in [true, false, true, false] {
        window.event(egui::Event::PointerButton {
            pos: middle,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    window.run();
    assert_eq!(range(&window), None);
}

#[test]
fn scales_are_offered_where_the_values_allow_them() {
    let mut window = window();
    choose(&mut window, "Scale", "logarithmic");
    let sky = &state(&window).view.sky;
    assert_eq!(sky.maps.scale, nuscope_render::Scale::Log);
    headless::click(&mut window, Role::ComboBox, "Scale");
    let of_p = window.get_by_role_and_label(Role::Button, "−log₁₀ p");
    use egui_kittest::kittest::NodeT as _;
    assert!(
        of_p.accesskit_node().is_disabled(),
        "a test statistic is no p-value"
    );
}

#[test]
fn contours_are_listed_with_their_sources_which_lead_there() {
    let mut window = window();
    window
        .get_by_role_and_label(Role::CheckBox, "Contours")
        .click();
    settle(&mut window);
    let inside = state(&window).derived.maps.inside().unwrap();
    let mine = inside
        .sources
        .iter()
        .filter(|source| source.catalogue == "mine");
    assert_eq!(mine.count(), 1);
    window.get_by_label("90 %");
    window
        .get_by_role_and_label(Role::Link, "Look at Inside")
        .click();
    settle(&mut window);
    let view = &state(&window).view;
    assert!(
        matches!(view.selected, Some(Selected::Source { index: 0, .. })),
        "{:?}",
        view.selected
    );
    assert!((view.sky.view.center_lon_rad.to_degrees() - 152.0).abs() < 1e-6);
}

#[test]
fn a_hot_spot_is_flown_to() {
    let mut window = window();
    let link = "Look at the hottest of the north";
    window.get_by_role_and_label(Role::Link, link).click();
    settle(&mut window);
    let top = state(&window).derived.maps.spots().unwrap().found[0].position;
    assert!((top.ra_rad.to_degrees() - 150.0).abs() < 2.0, "{top:?}");
    let view = &state(&window).view;
    assert!((view.sky.view.center_lon_rad - top.ra_rad).abs() < 1e-6);
    assert!((view.sky.view.center_lat_rad - top.dec_rad).abs() < 1e-6);
    assert!(matches!(view.selected, Some(Selected::Place { .. })));
}

#[test]
fn levels_are_typed() {
    let mut window = window();
    window.state_mut().state.view.sky.maps.contours.on = true;
    settle(&mut window);
    let field = |window: &mut Window| {
        window.get_by_role_and_label(Role::TextInput, "at").focus();
        window.run();
    };
    let all = |window: &mut Window, text: &str| {
        field(window);
        window.key_press_modifiers(headless::CTRL, egui::Key::A);
        window.run();
        window.event(egui::Event::Text(text.into()));
        window.run();
    };
    all(&mut window, "68 95");
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    assert_eq!(state(&window).view.sky.maps.contours.percent, [68.0, 95.0]);
    let made = &state(&window).derived.maps.contours().unwrap().made;
    assert_eq!(
        made.iter()
            .map(|made| made.label.as_str())
            .collect::<Vec<_>>(),
        ["68 %", "95 %"]
    );
    all(&mut window, "120");
    window.get_by_label("120 is no share: above 0 and up to 100 % is wanted.");
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    assert_eq!(
        state(&window).view.sky.maps.contours.percent,
        [68.0, 95.0],
        "what is wrong is not taken"
    );
}

#[test]
fn two_maps_blink_by_a_key_and_the_bar_says_which() {
    let mut window = window();
    window.key_press(egui::Key::W);
    for _ in 0..3 {
        window.step();
    }
    assert!(state(&window).derived.maps.blinks());
    let period = state(&window).view.sky.maps.blink_s;
    assert!(period > f64::from(headless::FRAME_S));
    let mut pictures = Vec::new();
    for _ in 0..12 {
        window.step();
        pictures.push(window.render().unwrap().into_raw());
    }
    pictures.dedup();
    assert!(
        pictures.len() >= 3,
        "{} pictures in 12 frames",
        pictures.len()
    );
    window.key_press(egui::Key::W);
    window.step();
    settle(&mut window);
    assert_eq!(state(&window).view.sky.maps.together, Together::Alone);
}

#[test]
fn a_choice_of_maps_is_undone_as_one_step() {
    let mut window = window();
    window.run_steps(8);
    ask(&mut window, MapCommand::Show("first".into()));
    window.run_steps(8);
    assert_eq!(state(&window).view.sky.maps.shown.as_deref(), Some("first"));
    ask(&mut window, Command::Undo);
    assert_eq!(state(&window).view.sky.maps.shown, None);
    let values = state(&window).derived.maps.values().unwrap();
    assert_eq!(
        values.extremes.unwrap().1.round(),
        20.0,
        "the second map is back"
    );
}

#[test]
fn a_session_brings_maps_contours_and_comparison_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = headless::window(&["demo:sky"], (900.0, 700.0));
    for (name, ra_deg) in [("a.fits", 20.0), ("b.fits", 60.0)] {
        let path = folder.path().join(name);
        write_healpix(&path, &hills(16, &[(9.0, ra_deg, 0.0, 12.0)])).unwrap();
        open(&mut window, &path);
    }
    let look = &mut window.state_mut().state.view.sky.maps;
    look.contours.on = true;
    look.contours.percent = vec![68.0];
    look.spots.most = 3;
    look.scale = nuscope_render::Scale::Asinh;
    ask(&mut window, MapCommand::Show("a".into()));
    ask(&mut window, MapCommand::Compare(Some("b".into())));
    ask(&mut window, MapCommand::Together(Together::Difference));
    let before: View = state(&window).view.clone();
    let path = folder.path().join("maps.nuscope");
    Session::of(&state(&window).document, &before)
        .write(&path)
        .unwrap();
    let mut again = headless::window(&[path.to_str().unwrap()], (900.0, 700.0));
    settle(&mut again);
    assert_eq!(state(&again).view.sky, before.sky);
    let (old, new) = (&state(&window).derived.maps, &state(&again).derived.maps);
    assert_eq!(old.values(), new.values());
    let areas = |maps: &nuscope::maps::Maps| -> Vec<f64> {
        maps.contours()
            .unwrap()
            .made
            .iter()
            .map(|made| made.area_deg2)
            .collect()
    };
    assert_eq!(areas(old), areas(new));
}
