//! Time, camera, mouse and marks of the event display, in a window without a screen: every control is found by the
//! name that a screen reader would say, and what a drag marks is compared with a projection made here.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use nuscope::app::App;
use nuscope::apply::apply;
use nuscope::command::{Command, StageCommand, offers};
use nuscope::state::State;
use nuscope::view::{HitQuantity, Selected, Tool};
use nuscope_model::{Event, SensorId};
use nuscope_render::OrbitCamera;

/// How long background work may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// Seconds from one frame of the test's clock to the next.
const FRAME_S: f32 = 0.25;

const CTRL: Modifiers = Modifiers {
    ctrl: true,
    command: true,
    ..Modifiers::NONE
};

type Window = Harness<'static, App>;

fn window(file: &str, size: (f32, f32)) -> Window {
    let files = vec![PathBuf::from(file)];
    let mut window = Harness::builder()
        .with_size(vec2(size.0, size.1))
        .with_step_dt(FRAME_S)
        .with_max_steps(40)
        .wgpu()
        .build_eframe(move |creation| App::new(creation, files).unwrap());
    let deadline = Instant::now() + PATIENCE;
    while state(&window).busy() {
        assert!(Instant::now() < deadline, "not at rest in time");
        std::thread::sleep(Duration::from_millis(10));
        window.step();
    }
    window.run();
    window
}

fn muon() -> Window {
    window("demo:muon", (1440.0, 1300.0))
}

fn state<'a>(window: &'a Harness<'_, App>) -> &'a State {
    &window.state().state
}

fn ask(window: &mut Window, command: impl Into<Command>) {
    apply(&mut window.state_mut().state, command.into());
    window.run();
}

fn click(window: &mut Window, button: &str) {
    window.get_by_role_and_label(Role::Button, button).click();
    window.run();
}

fn tick(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::CheckBox, name).click();
    window.run();
}

/// Drags with the left button held, from one place to another.
fn drag(window: &mut Window, from: Pos2, to: Pos2, modifiers: Modifiers) {
    let press = |pressed, pos| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers,
    };
    window.event(egui::Event::ModifiersChanged(modifiers));
    window.hover_at(from);
    window.step();
    window.event(press(true, from));
    window.step();
    for share in [0.3, 0.7, 1.0] {
        window.hover_at(from + share * (to - from));
        window.step();
    }
    window.event(press(false, to));
    window.step();
    window.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    window.run();
}

fn view_rect(window: &Window) -> egui::Rect {
    window.get_by_label("Event view").rect()
}

fn camera(window: &Window) -> OrbitCamera {
    state(window).view.camera.unwrap()
}

fn event(window: &Window) -> Arc<Event> {
    Arc::clone(&state(window).document.event.as_ref().unwrap().event)
}

#[test]
fn the_replay_keeps_to_the_clock_steps_and_stops() {
    let mut window = muon();
    window
        .get_by_role_and_label(Role::ComboBox, "Speed of the replay")
        .click();
    window.run();
    click(&mut window, "250 ns/s");
    assert_eq!(state(&window).view.time.speed_ns_per_s, Some(250.0));
    tick(&mut window, "Repeat");
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
    click(&mut window, "Pause");
    let paused = state(&window).view.cursor_ns.unwrap();
    click(&mut window, "Step on");
    let on = state(&window).view.cursor_ns.unwrap();
    assert!((f64::from(on - paused) - 0.1 * clip.span_ns()).abs() < 0.01);
    click(&mut window, "Step back");
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
    window.state_mut().state.view.cursor_ns = Some(clip.range_ns.1 as f32 - 100.0);
    window.get_by_role_and_label(Role::Button, "Play").click();
    window.run();
    assert!(!state(&window).playing);
    assert_eq!(state(&window).view.cursor_ns, Some(clip.range_ns.1 as f32));
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
    click(&mut window, "Camera");
    let fly = "Fly with the keys or stop flying V";
    click(&mut window, fly);
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
    click(&mut window, "Box");
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
    click(&mut window, "Unmark the hits");
    drag(&mut window, left, middle, Modifiers::NONE);
    let seen = state(&window).view.marked.clone();
    assert!(!seen.is_empty() && seen.places().len() < first.len());
    let margin = egui::Rect::from_two_pos(left, middle).expand(25.0);
    let near = inside(&window, margin);
    assert!(seen.places().iter().all(|place| near.contains(place)));

    // With Ctrl the first tool draws a box too.
    click(&mut window, "Unmark the hits");
    assert!(state(&window).view.marked.is_empty());
    assert!(window.query_by_label_contains("hits marked").is_none());
    let camera_before = camera(&window);
    click(&mut window, "Turn");
    drag(&mut window, left, middle, CTRL);
    assert_eq!(state(&window).view.marked, seen);
    assert_eq!(camera(&window), camera_before);
}

#[test]
fn cuts_are_said_where_they_are_seen_and_dropped_by_one_click() {
    let mut window = muon();
    let all = nuscope::plot::ticks::thousands(event(&window).hits.len());
    assert!(window.query_by_label_contains("hits shown:").is_none());
    tick(&mut window, "Triggered hits only");
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
    click(&mut window, "Drop all cuts");
    assert!(state(&window).view.cuts.is_open());
    window.run_steps(8);
    window.key_press_modifiers(CTRL, Key::Z);
    window.run();
    assert_eq!(state(&window).view.cuts, cuts, "undone");
    click(&mut window, "Reset Time over threshold");
    assert_eq!(state(&window).view.cuts.amplitude, None);
    tick(&mut window, "3DMuon");
    assert_eq!(state(&window).view.cuts.trigger_bits, 1 << 4);
    tick(&mut window, "Coincidences on a module");
    window.get_by_role_and_label(Role::SpinButton, "Coincidence window");
    tick(&mut window, "First hit of each photomultiplier");
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
    click(&mut window, "Time residual");
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
    click(&mut window, "Reset Colours");
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

#[test]
fn places_are_remembered_renamed_and_returned_to_exactly() {
    let mut window = muon();
    let first = camera(&window);
    ask(&mut window, StageCommand::AddBookmark);
    window.key_press(Key::Num7);
    window.run();
    assert_ne!(camera(&window), first);
    click(&mut window, "Camera");
    let name = window.get_by_label("Name of place 1");
    name.click();
    window.run();
    window.get_by_label("Name of place 1").type_text(" of old");
    window.run();
    let renamed = &state(&window).view.steering.bookmarks[0];
    assert!(renamed.name.contains("of old"), "{}", renamed.name);
    let go = format!("Go to {}", renamed.name);
    click(&mut window, &go);
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

#[test]
fn odd_events_and_tiny_windows_are_borne() {
    for size in [(1.0, 1.0), (30.0, 700.0), (700.0, 30.0)] {
        let mut window = window("demo:muon", size);
        window.state_mut().state.view.cursor_ns = Some(200.0);
        window.run();
    }
    let mut window = window("demo:muon", (1024.0, 600.0));
    let with = |window: &mut Window, change: &dyn Fn(&mut Event)| {
        let mut changed = Event::clone(&event(window));
        change(&mut changed);
        let state = &mut window.state_mut().state;
        let mut document = (*state.document).clone();
        document.show(0, changed);
        state.document = Arc::new(document);
        state.playing = true;
        window.run_steps(4);
        for command in [
            StageCommand::Step(nuscope::command::TimeStep::NextHit),
            StageCommand::Step(nuscope::command::TimeStep::Back),
            StageCommand::Focus,
            StageCommand::FitMarked,
            StageCommand::MarkModule,
        ] {
            ask(window, command);
        }
        for quantity in HitQuantity::ALL {
            window.state_mut().state.view.hits.color_by = quantity;
            window.step();
        }
        window.run();
    };
    with(&mut window, &|event| {
        for hit in &mut event.hits {
            hit.time_ns = f64::NAN;
        }
    });
    with(&mut window, &|event| {
        for track in event.tracks.iter_mut().chain(&mut event.mc_tracks) {
            track.time_ns = f64::NAN;
            track.position_m.x = f64::INFINITY;
            track.energy_gev = Some(f64::INFINITY);
        }
        for hit in &mut event.hits {
            hit.amplitude = f32::NAN;
        }
    });
    with(&mut window, &|event| event.hits.clear());
    window.get_by_label("This event has no hits.");
    let state = &mut window.state_mut().state;
    let mut document = (*state.document).clone();
    document.detector = None;
    state.document = Arc::new(document);
    window.run();
    window.get_by_label_contains("no detector is open:");
}
