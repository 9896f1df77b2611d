//! Time and camera of the event display, in a window without a screen: replay, time line, keys, flight, places.

#![allow(clippy::unwrap_used)]

use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use nuscope::command::{Command, StageCommand, offers};
use nuscope::view::Selected;
use nuscope_render::OrbitCamera;
use nuscope_tests::headless::{CTRL, FRAME_S, Window, ask, click, drag, event, state, window};
use std::time::Duration;

fn muon() -> Window {
    window(&["demo:muon"], (1440.0, 1300.0))
}

fn view_rect(window: &Window) -> egui::Rect {
    window.get_by_label("Event view").rect()
}

fn camera(window: &Window) -> OrbitCamera {
    state(window).view.camera.unwrap()
}

#[test]
fn the_replay_keeps_to_the_clock_steps_and_stops() {
    let mut window = muon();
    window
        .get_by_role_and_label(Role::ComboBox, "Speed of the replay")
        .click();
    window.run();
    click(&mut window, Role::Button, "250 ns/s");
    assert_eq!(state(&window).view.time.speed_ns_per_s, Some(250.0));
    click(&mut window, Role::CheckBox, "Repeat");
    let clip = state(&window).document.event.as_ref().unwrap().times;
    let clip = clip.clip(&state(&window).view.time);
    assert!(!clip.repeats);
    window.get_by_role_and_label(Role::Button, "Play").click();
    // The click is seen in one frame, the first moment in the next.
    window.step();
    window.step();
    let start = state(&window).view.cursor_ns.unwrap();
    for frame in 1..=8_u8 {
        window.step();
        let wanted = start + 250.0 * FRAME_S * f32::from(frame);
        let cursor = state(&window).view.cursor_ns.unwrap();
        assert!((cursor - wanted).abs() < 0.01, "{cursor} ns, {wanted} ns");
    }
    click(&mut window, Role::Button, "Pause");
    let paused = state(&window).view.cursor_ns.unwrap();
    click(&mut window, Role::Button, "Step on");
    let on = state(&window).view.cursor_ns.unwrap();
    assert!((f64::from(on - paused) - 0.1 * clip.span()).abs() < 0.01);
    click(&mut window, Role::Button, "Step back");
    assert!((state(&window).view.cursor_ns.unwrap() - paused).abs() < 0.01);
    window.key_press(Key::Period);
    window.run();
    assert_eq!(state(&window).view.cursor_ns, Some(on));
    window.key_press_modifiers(CTRL, Key::Period);
    window.run();
    let cursor = state(&window).view.cursor_ns.unwrap();
    let event = event(&window);
    let mut hits = event.hits.iter();
    assert!(hits.any(|hit| event.relative_time_ns(hit) as f32 == cursor));
    // Near its end it stops there.
    window.state_mut().state.view.cursor_ns = Some(clip.range.1 as f32 - 100.0);
    window.get_by_role_and_label(Role::Button, "Play").click();
    window.run();
    assert!(!state(&window).playing);
    assert_eq!(state(&window).view.cursor_ns, Some(clip.range.1 as f32));
}

#[test]
fn the_time_line_zooms_by_its_handles_and_its_strip() {
    let mut window = muon();
    let whole = state(&window)
        .document
        .event
        .as_ref()
        .unwrap()
        .times
        .window_ns;
    let handle = window.get_by_label("First time shown").rect().center();
    drag(
        &mut window,
        handle,
        handle + vec2(300.0, 0.0),
        Modifiers::NONE,
    );
    let (first, last) = state(&window).view.time.window_ns.unwrap();
    assert!(first > whole.0 + 0.1 * (whole.1 - whole.0), "{first} ns");
    assert_eq!(last, whole.1);
    let line = window.get_by_role_and_label(Role::Slider, "Time").rect();
    window.hover_at(line.center());
    window.step();
    window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, 200.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    window.run();
    let zoomed = state(&window).view.time.window_ns.unwrap();
    assert!(zoomed.1 - zoomed.0 < 0.8 * (last - first), "{zoomed:?}");
    ask(&mut window, StageCommand::ShowWholeTimeLine);
    assert_eq!(state(&window).view.time.window_ns, None);
}

#[test]
fn keys_of_the_stage_do_what_they_say() {
    let mut window = muon();
    window.state_mut().state.view.selected = Some(Selected::Hit(0));
    for offer in offers() {
        let (Command::Stage(stage), Some(keys)) = (&offer.command, offer.shortcut) else {
            continue;
        };
        let before = state(&window).view.clone();
        window.key_press_modifiers(keys.modifiers, keys.logical_key);
        window.run();
        let view = state(&window).view.clone();
        let steering = &view.steering;
        let done = match stage {
            StageCommand::Step(_) => view.cursor_ns.is_some(),
            StageCommand::LookFrom(_) | StageCommand::Focus => view.camera != before.camera,
            StageCommand::ToggleParallel => camera(&window).orthographic,
            StageCommand::ToggleFlying => steering.flying,
            StageCommand::ToggleFollowing => steering.following && !steering.flying,
            StageCommand::AddBookmark => steering.bookmarks.len() == 1,
            StageCommand::Use(tool) => steering.tool == *tool,
            StageCommand::MarkModule => !view.marked.is_empty(),
            StageCommand::GoToBookmark(0) => view.camera == Some(steering.bookmarks[0].camera),
            // There is nothing of that kind yet.
            StageCommand::GoToBookmark(_) | StageCommand::FitMarked => view == before,
            other => panic!("{other:?} is not tested"),
        };
        assert!(done, "{}", offer.label);
    }
    window.key_press(Key::M);
    window.run();
    let detector = state(&window).document.detector.clone().unwrap();
    let module = detector.module(event(&window).hits[0].module).unwrap();
    let target = camera(&window).target.as_dvec3() + detector.center_m();
    assert!((target - module.position_m).length() < 0.5);
}

#[test]
fn flying_takes_the_keys_of_flight_from_the_commands() {
    let mut window = muon();
    click(&mut window, Role::Button, "Camera");
    let fly = "Fly with the keys or stop flying V";
    click(&mut window, Role::Button, fly);
    assert!(state(&window).view.steering.flying);
    let before = camera(&window);
    window.key_down(Key::D);
    window.run_steps(3);
    window.key_up(Key::D);
    window.run();
    assert!(state(&window).view.data_panel, "D folds no panel now");
    let way = camera(&window).eye() - before.eye();
    assert!(way.dot(before.right()) > 1.0, "{way}");
    let middle = view_rect(&window).center();
    drag(
        &mut window,
        middle,
        middle + vec2(120.0, 0.0),
        Modifiers::NONE,
    );
    let turned = camera(&window);
    let way = turned.eye() - before.eye() - way;
    assert!(way.length() < 0.5, "looking around leaves the eye: {way}");
    assert_ne!(turned.yaw_rad, before.yaw_rad);
    window.key_press(Key::V);
    window.run();
    assert!(!state(&window).view.steering.flying);
    window.key_press(Key::D);
    window.run();
    assert!(!state(&window).view.data_panel, "and folds it again");
}

#[test]
fn places_are_remembered_renamed_and_returned_to_exactly() {
    let mut window = muon();
    let first = camera(&window);
    ask(&mut window, StageCommand::AddBookmark);
    window.key_press(Key::Num7);
    window.run();
    assert_ne!(camera(&window), first);
    click(&mut window, Role::Button, "Camera");
    let name = window.get_by_label("Name of place 1");
    name.click();
    window.run();
    window.get_by_label("Name of place 1").type_text(" of old");
    window.run();
    let renamed = &state(&window).view.steering.bookmarks[0];
    assert!(renamed.name.contains("of old"), "{}", renamed.name);
    let go = format!("Go to {}", renamed.name);
    click(&mut window, Role::Button, &go);
    assert_eq!(camera(&window), first);
    ask(&mut window, StageCommand::DropBookmark(0));
    assert!(state(&window).view.steering.bookmarks.is_empty());
    window.run_steps(8);
    window.key_press_modifiers(CTRL, Key::Z);
    window.run();
    assert_eq!(state(&window).view.steering.bookmarks.len(), 1, "undone");
}

#[test]
fn the_camera_glides_unless_told_not_to_and_follows_the_particle() {
    let mut window = muon();
    // One frame hears of the key, the next sets off, the third is on the way or, without gliding, at rest.
    window.key_press(Key::Num7);
    window.run_steps(3);
    let wait = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert_eq!(wait, Duration::ZERO, "it is on its way");
    window.run();
    ask(&mut window, StageCommand::ToggleGliding);
    window.key_press(Key::Num8);
    window.run_steps(3);
    let wait = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert_ne!(wait, Duration::ZERO, "it is there");
    ask(&mut window, StageCommand::ToggleFollowing);
    let base = camera(&window);
    let at = |window: &mut Window, cursor| {
        window.state_mut().state.view.cursor_ns = Some(cursor);
        window.run();
        let state = state(window);
        nuscope::scene::viewpoint::following(base, &state.document, &state.view)
    };
    let (early, late) = (at(&mut window, 0.0), at(&mut window, 1000.0));
    let flown = (late.target - early.target).length();
    assert!((flown - 299.79).abs() < 0.1, "{flown} m in a microsecond");
    assert_eq!(camera(&window), base, "the user's own camera stays");
    window.get_by_label("Following the particle");
}
