//! Which hits of the event display are shown, coloured, marked and selected, in a window without a screen.
//!
//! What a drag marks is compared with a projection made here.

#![allow(clippy::unwrap_used)]

use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use nuscope::command::StageCommand;
use nuscope::view::{HitQuantity, Selected, Tool};
use nuscope_model::SensorId;
use nuscope_render::OrbitCamera;
use nuscope_tests::headless::{CTRL, Window, ask, click, drag, event, state, window};

fn muon() -> Window {
    window(&["demo:muon"], (1440.0, 1300.0))
}

fn view_rect(window: &Window) -> egui::Rect {
    window.get_by_label("Event view").rect()
}

fn camera(window: &Window) -> OrbitCamera {
    state(window).view.camera.unwrap()
}

/// Hits whose photomultiplier lies in a rectangle of the view, by a projection of its own.
fn inside(window: &Window, part: egui::Rect) -> Vec<u32> {
    let rect = view_rect(window);
    let clip = camera(window).clip_from_world(rect.width() / rect.height());
    let detector = state(window).document.detector.clone().unwrap();
    let seen = |sensor: SensorId| {
        let place = detector.sensors()[sensor.0 as usize].position_m - detector.center_m();
        let at = clip * place.as_vec3().extend(1.0);
        let (x, y) = (0.5 + 0.5 * at.x / at.w, 0.5 - 0.5 * at.y / at.w);
        at.w > 0.0 && part.contains(rect.min + vec2(x * rect.width(), y * rect.height()))
    };
    let event = event(window);
    let hits = (0_u32..).zip(&event.hits);
    let found = hits.filter(|(_, hit)| detector.sensor_id(hit).is_some_and(seen));
    found.map(|(place, _)| place).collect()
}

#[test]
fn a_box_marks_what_is_in_it_adds_and_takes_away() {
    let mut window = muon();
    ask(&mut window, StageCommand::ToggleThrough);
    click(&mut window, Role::Button, "Box");
    assert_eq!(state(&window).view.steering.tool, Tool::Box);
    let rect = view_rect(&window);
    let corner = |x: f32, y: f32| rect.min + vec2(x * rect.width(), y * rect.height());
    let (left, middle, right) = (corner(0.35, 0.3), corner(0.55, 0.6), corner(0.8, 0.6));
    drag(&mut window, left, middle, Modifiers::NONE);
    let first = inside(&window, egui::Rect::from_two_pos(left, middle));
    assert!(first.len() > 500, "{} hits", first.len());
    assert_eq!(state(&window).view.marked.places(), first);
    let said = nuscope::plot::ticks::thousands(first.len());
    window.get_by_label(&format!("{said} hits marked"));

    // Shift adds the part beside it, Alt takes all of that away again.
    let seam = pos2(middle.x, left.y);
    drag(&mut window, seam, right, Modifiers::SHIFT);
    let second = inside(&window, egui::Rect::from_two_pos(seam, right));
    let marked = state(&window).view.marked.clone();
    assert!(
        second
            .iter()
            .chain(&first)
            .all(|place| marked.contains(*place))
    );
    assert!(marked.places().len() <= first.len() + second.len());
    drag(&mut window, seam, right, Modifiers::ALT);
    let marked = state(&window).view.marked.clone();
    assert!(!second.iter().any(|place| marked.contains(*place)));

    // Only what is seen: no more than there is, and hits behind others are not among them.
    ask(&mut window, StageCommand::ToggleThrough);
    // Marked hits are drawn before others: without them both drags see the same.
    click(&mut window, Role::Button, "Unmark the hits");
    drag(&mut window, left, middle, Modifiers::NONE);
    let seen = state(&window).view.marked.clone();
    assert!(!seen.is_empty() && seen.places().len() < first.len());
    let margin = egui::Rect::from_two_pos(left, middle).expand(25.0);
    let near = inside(&window, margin);
    assert!(seen.places().iter().all(|place| near.contains(place)));

    // With Ctrl the first tool draws a box too.
    click(&mut window, Role::Button, "Unmark the hits");
    assert!(state(&window).view.marked.is_empty());
    assert!(window.query_by_label_contains("hits marked").is_none());
    let camera_before = camera(&window);
    click(&mut window, Role::Button, "Turn");
    drag(&mut window, left, middle, CTRL);
    assert_eq!(state(&window).view.marked, seen);
    assert_eq!(camera(&window), camera_before);
}

#[test]
fn cuts_are_said_where_they_are_seen_and_dropped_by_one_click() {
    let mut window = muon();
    let all = nuscope::plot::ticks::thousands(event(&window).hits.len());
    assert!(window.query_by_label_contains("hits shown:").is_none());
    click(&mut window, Role::CheckBox, "Triggered hits only");
    window
        .get_by_role_and_label(Role::SpinButton, "Time over threshold from")
        .set_value_accesskit(26.0);
    window.run();
    let cuts = state(&window).view.cuts.clone();
    assert_eq!(
        (cuts.triggered, cuts.amplitude),
        (true, Some((26.0, 255.0)))
    );
    let event = event(&window);
    let passing = |hit: &&nuscope_model::Hit| hit.triggered() && hit.amplitude >= 26.0;
    let count = event.hits.iter().filter(passing).count();
    let count = nuscope::plot::ticks::thousands(count);
    let sentence = format!("{count} of {all} hits shown: triggered, ToT 26 to 255 ns");
    let said = window.query_all_by_label(&sentence).count();
    assert!(said >= 2, "view and status bar");
    window.run_steps(8);
    click(&mut window, Role::Button, "Drop all cuts");
    assert!(state(&window).view.cuts.is_open());
    window.run_steps(8);
    window.key_press_modifiers(CTRL, Key::Z);
    window.run();
    assert_eq!(state(&window).view.cuts, cuts, "undone");
    click(&mut window, Role::Button, "Reset Time over threshold");
    assert_eq!(state(&window).view.cuts.amplitude, None);
    click(&mut window, Role::CheckBox, "3DMuon");
    assert_eq!(state(&window).view.cuts.trigger_bits, 1 << 4);
    click(&mut window, Role::CheckBox, "Coincidences on a module");
    window.get_by_role_and_label(Role::SpinButton, "Coincidence window");
    click(
        &mut window,
        Role::CheckBox,
        "First hit of each photomultiplier",
    );
    let words = "3DMuon, first of each photomultiplier, 2 or more on a module";
    assert!(window.query_all_by_label_contains(words).next().is_some());
    window.key_press(Key::C);
    window.run();
    assert!(state(&window).view.cuts.is_open());
}

#[test]
fn hits_are_coloured_by_what_is_chosen_and_the_rest_is_grey_with_a_reason() {
    let mut window = muon();
    window
        .get_by_role_and_label(Role::ComboBox, "Colour by")
        .click();
    window.run();
    for quantity in HitQuantity::ALL {
        let name = quantity.label(event(&window).amplitude_unit);
        let item = window.get_by_role_and_label(Role::Button, name);
        let known = state(&window).derived.spread(quantity).is_some();
        let disabled = egui_kittest::kittest::NodeT::accesskit_node(&item).is_disabled();
        assert_eq!(disabled, !known, "{name}");
    }
    click(&mut window, Role::Button, "Time residual");
    let look = &state(&window).view.hits;
    assert_eq!(look.color_by, HitQuantity::Residual);
    assert_eq!(look.colormap.name(), "vik");
    window
        .get_by_role_and_label(Role::SpinButton, "Colours from")
        .set_value_accesskit(-5.0);
    window.run();
    window
        .get_by_role_and_label(Role::SpinButton, "Colours to")
        .set_value_accesskit(25.0);
    window.run();
    assert_eq!(state(&window).view.hits.range, Some((-5.0, 25.0)));
    click(&mut window, Role::Button, "Reset Colours");
    assert_eq!(state(&window).view.hits.range, None);
}

#[test]
fn a_click_selects_the_photomultiplier_under_it() {
    let mut window = muon();
    let detector = state(&window).document.detector.clone().unwrap();
    let hit_modules: std::collections::BTreeSet<_> =
        event(&window).hits.iter().map(|hit| hit.module).collect();
    let mut modules = detector.modules().iter();
    let module = modules
        .find(|module| module.sensors == 31 && !hit_modules.contains(&module.id))
        .unwrap();
    // From straight in front of one of its photomultipliers.
    let channel = 7;
    let sensor = detector.sensors_of(module)[channel];
    let place = (sensor.position_m - detector.center_m()).as_vec3();
    let eye = place + 1.5 * sensor.looks.as_vec3();
    window.state_mut().state.view.camera = Some(OrbitCamera::from_eye_target(eye, place));
    window.run();
    let middle = view_rect(&window).center();
    window.hover_at(middle);
    window.run();
    window.drag_at(middle);
    window.drop_at(middle);
    window.run();
    let wanted = Selected::Sensor {
        module: module.id,
        channel: channel as u8,
    };
    assert_eq!(state(&window).view.selected, Some(wanted));
    let title = format!("Photomultiplier {channel} of module {}", module.id.0);
    assert!(window.query_all_by_label(&title).next().is_some());
}
