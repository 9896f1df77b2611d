//! The window without a screen: its buttons are found by the names that a screen reader would say.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, ViewportId};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use nuscope::command::Command;
use nuscope::notice::Severity;
use nuscope::view::{Mode, Selected};
use nuscope_model::matching::Verdict;
use nuscope_tests::headless::{self, CTRL, Window, ask, open, push, settle, state, until};

/// A window with these files, or the demo, opened and at rest.
fn window(files: &[&str]) -> Window {
    headless::window(files, (1280.0, 800.0))
}

#[test]
fn without_files_the_demo_opens_and_says_that_it_is_simulated() {
    let harness = window(&[]);
    let document = &state(&harness).document;
    assert_eq!(document.event.as_ref().unwrap().index, 0);
    assert_eq!(document.candidates(), 331_878);
    assert_eq!(document.detector_match().unwrap().verdict, Verdict::Sure);
    assert!(state(&harness).notices.is_empty());
    harness.get_by_label("SIMULATED");
    harness.get_by_label("Event view");
    harness.get_by_label("A muon crosses a telescope in the deep sea");
}

#[test]
fn the_tabs_change_the_mode() {
    let mut harness = window(&[]);
    for (tab, mode, shown, hidden) in [
        ("Sky", Mode::Sky, "Sky map", "Event view"),
        ("Event", Mode::Event, "Event view", "Sky map"),
    ] {
        push(&mut harness, tab);
        harness.run();
        assert_eq!(state(&harness).view.mode, mode);
        harness.get_by_label(shown);
        assert!(harness.query_by_label(hidden).is_none(), "{hidden}");
    }
    push(&mut harness, "Both");
    harness.run();
    assert_eq!(state(&harness).view.mode, Mode::Both);
    harness.get_by_label("Event view");
    harness.get_by_label("Sky map");
}

#[test]
fn start_scan_fills_the_map_and_tells_where_it_is_hottest() {
    let mut harness = window(&["demo:sky"]);
    assert_eq!(state(&harness).view.mode, Mode::Sky);
    harness.state_mut().state.view.scan_nside = 32;
    push(&mut harness, "Start scan");
    assert!(state(&harness).jobs.scan.is_some());
    settle(&mut harness);
    let document = &state(&harness).document;
    let scan = document.scan_map().unwrap();
    let map = &scan.map;
    assert_eq!((map.nside, scan.partial), (32, false));
    let (position, ts) = map.hottest(map.column("TS").unwrap()).unwrap();
    assert!(ts > 5.0, "TS {ts}");
    let words = nuscope::ui::inspector::position_words(position);
    let wanted = format!("Scan done: hottest at {words}, TS {ts:.1}");
    harness.get_by_label(&wanted);
}

#[test]
fn cancel_scan_keeps_the_earlier_map() {
    let mut harness = window(&["demo:sky"]);
    let cancel_one = |harness: &mut Window| {
        // Fine enough that it cannot end before the click.
        harness.state_mut().state.view.scan_nside = 512;
        push(harness, "Start scan");
        until(harness, "unfinished map", |state| {
            state.document.scan_is_partial()
        });
        harness.step();
        push(harness, "Cancel scan");
        settle(harness);
        assert!(state(harness).jobs.scan.is_none());
        assert!(!state(harness).document.scan_is_partial());
        let said = state(harness).notices.last().unwrap();
        assert_eq!(said.headline, "The scan was cancelled.");
    };
    cancel_one(&mut harness);
    assert!(state(&harness).document.maps.is_empty());

    harness.state_mut().state.view.scan_nside = 16;
    push(&mut harness, "Start scan");
    settle(&mut harness);
    let earlier = state(&harness).document.scan_map().unwrap().clone();
    cancel_one(&mut harness);
    let document = &state(&harness).document;
    let [map] = document.maps.as_slice() else {
        panic!("one map: {:?}", document.maps.len());
    };
    assert!(map.is(&earlier) && map.is_scan());
}

#[test]
fn next_and_previous_move_through_events_and_keep_the_camera() {
    let mut harness = window(&["demo:events"]);
    let camera = harness.state_mut().state.view.camera.as_mut().unwrap();
    camera.distance_m *= 0.4;
    let camera = *camera;
    let shown = |harness: &Window| state(harness).document.event.clone().unwrap();
    let first = shown(&harness);
    for (button, index) in [("Next", 1), ("Next", 2), ("Previous", 1), ("Previous", 0)] {
        push(&mut harness, button);
        settle(&mut harness);
        assert_eq!(shown(&harness).index, index);
        assert_eq!(state(&harness).view.camera, Some(camera));
    }
    assert_eq!(shown(&harness).event.hits.len(), first.event.hits.len());
    // Before the first there is nothing.
    let previous = harness.get_by_role_and_label(Role::Button, "Previous");
    assert!(previous.accesskit_node().is_disabled());
}

#[test]
fn play_moves_the_cursor_and_sends_next_to_nothing_to_the_gpu() {
    let mut harness = window(&["demo:muon"]);
    let hits = state(&harness).document.event.as_ref().unwrap();
    let all_hits = 8 * hits.event.hits.len() as u64;
    let loaded = harness.state().event_bytes();
    assert!(loaded > all_hits, "{loaded} bytes");
    push(&mut harness, "Play");
    harness.step();
    for _ in 0..12 {
        let (bytes, cursor) = (
            harness.state().event_bytes(),
            state(&harness).view.cursor_ns,
        );
        harness.step();
        let sent = harness.state().event_bytes() - bytes;
        assert!((1..1024).contains(&sent), "{sent} bytes in a frame");
        assert!(state(&harness).view.cursor_ns.unwrap() > cursor.unwrap());
    }
    push(&mut harness, "Pause");
    harness.run();
    let cursor = state(&harness).view.cursor_ns;
    harness.run_steps(3);
    assert_eq!(state(&harness).view.cursor_ns, cursor);
    push(&mut harness, "All");
    harness.run();
    assert_eq!(state(&harness).view.cursor_ns, None);
}

#[test]
fn a_bad_file_is_a_notice_and_what_was_open_stays_open() {
    let mut harness = window(&["demo:muon"]);
    let before = state(&harness).document.event.clone().unwrap().event;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("truncated.h5");
    fs::write(&path, b"\x89HDF\r\n\x1a\n and no more").unwrap();
    open(&mut harness, &path);
    open(&mut harness, &folder.path().join("missing.h5"));
    let [first, second] = state(&harness).notices.as_slice() else {
        panic!("two notices: {:?}", state(&harness).notices);
    };
    for (notice, name) in [(first, "truncated.h5"), (second, "missing.h5")] {
        assert_eq!(notice.severity, Severity::Error);
        assert_eq!(notice.headline, format!("{name} was not opened."));
        assert!(
            notice.details[0].ends_with(&format!("{name}\"")),
            "{notice:?}"
        );
        harness.get_by_label(&notice.headline);
    }
    let after = state(&harness).document.event.clone().unwrap().event;
    assert!(Arc::ptr_eq(&before, &after));
    for left in [1, 0] {
        let dismiss = harness.get_all_by_role_and_label(Role::Button, "Dismiss");
        dismiss.last().unwrap().click();
        harness.run();
        assert_eq!(state(&harness).notices.len(), left);
    }
}

/// Chooses `choice` in the combo box at `place` among those named `name`.
fn choose(harness: &mut Window, name: &str, place: usize, choice: &str) {
    harness
        .get_all_by_role_and_label(Role::ComboBox, name)
        .nth(place)
        .unwrap()
        .click();
    harness.run();
    harness.get_by_role_and_label(Role::Button, choice).click();
    harness.run();
}

#[test]
fn a_table_with_unknown_columns_is_asked_about_and_then_opened() {
    let mut harness = window(&["demo:muon"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.csv");
    fs::write(&path, "alpha,beta,gamma\n1.5,20,0.5\n3,-40,0.6\n").unwrap();
    open(&mut harness, &path);
    let question = state(&harness).question.as_ref().unwrap();
    assert_eq!(question.columns, ["alpha", "beta", "gamma"]);
    let ready = harness.get_by_role_and_label(Role::Button, "Open the table");
    assert!(ready.accesskit_node().is_disabled(), "nothing is answered");
    choose(&mut harness, "Right ascension", 0, "alpha");
    choose(&mut harness, "Right ascension", 1, "hour");
    choose(&mut harness, "Declination", 0, "beta");
    push(&mut harness, "Open the table");
    settle(&mut harness);
    assert!(state(&harness).question.is_none());
    let samples = &state(&harness).document.samples;
    assert_eq!(samples[0].len(), 2);
    let ra_deg = samples[0].position(0).ra_rad.to_degrees();
    assert!((ra_deg - 22.5).abs() < 1e-9, "{ra_deg}");
    assert_eq!(state(&harness).view.mode, Mode::Sky);

    open(&mut harness, &path);
    push(&mut harness, "Leave it");
    settle(&mut harness);
    assert!(state(&harness).question.is_none());
    assert_eq!(state(&harness).document.samples.len(), 1);
}

#[test]
fn another_detector_can_be_chosen_and_a_doubtful_one_is_said() {
    let mut harness = window(&["demo:muon", "demo:layout-orca"]);
    let name = |harness: &Window| {
        let detector = state(harness).document.detector.clone();
        detector.unwrap().name.clone()
    };
    assert_eq!(
        name(&harness),
        "ARCA-like block (simulated)",
        "it fits better"
    );
    assert!(harness.query_all_by_label("match 100 %").next().is_some());
    let other = Some("demo:layout-orca".into());
    ask(&mut harness, Command::ChooseDetector(other));
    assert_eq!(name(&harness), "ORCA-like block (simulated)");
    let found = state(&harness).document.detector_match().unwrap();
    assert!(matches!(found.verdict, Verdict::Doubtful(_)), "{found:?}");
    let words = nuscope::detectors::words(&found);
    assert!(
        harness.query_all_by_label(&words).next().is_some(),
        "{words}"
    );
    ask(&mut harness, Command::ChooseDetector(None));
    assert_eq!(name(&harness), "ARCA-like block (simulated)");
}

#[test]
fn the_hits_are_shown_as_a_table_in_which_a_row_is_selected() {
    let mut harness = window(&["demo:muon"]);
    harness.key_press(egui::Key::H);
    harness.run();
    let hits = state(&harness)
        .document
        .event
        .as_ref()
        .unwrap()
        .event
        .hits
        .len();
    let rows = format!("{} hits", nuscope::plot::ticks::thousands(hits));
    harness.get_by_label(&rows);
    harness.get_by_label("ToT [ns]");
    harness.get_by_label_contains("Row 1: Hit 1,").click();
    harness.run();
    assert_eq!(state(&harness).view.selected, Some(Selected::Hit(0)));
    ask(&mut harness, Command::ToggleTray);
    assert!(harness.query_by_label(&rows).is_none());
}

#[test]
fn a_table_of_no_known_meaning_opens_as_a_table() {
    let mut harness = window(&["demo:muon"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("depths.csv");
    std::fs::write(&path, "layer,thickness[m]\nwater,3450\nrock,12\n").unwrap();
    open(&mut harness, &path);
    harness.get_by_label("2 rows");
    harness.get_by_label("thickness[m]");
    harness.get_by_label("rock");
}

#[test]
fn the_palette_finds_a_command_by_a_few_letters() {
    let mut harness = window(&["demo:muon"]);
    harness.key_press_modifiers(CTRL, Key::K);
    harness.run();
    assert!(state(&harness).palette.is_some());
    harness.event(Event::Text("swi da".into()));
    harness.run();
    harness.get_by_role_and_label(Role::Button, "Switch dark and light L");
    assert!(state(&harness).view.dark);
    harness.key_press(Key::Enter);
    harness.run();
    assert!(!state(&harness).view.dark);
    assert!(state(&harness).palette.is_none());

    harness.key_press_modifiers(CTRL, Key::K);
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert!(state(&harness).palette.is_none());
}

#[test]
fn keys_do_what_the_menu_says_but_not_while_something_is_typed() {
    let mut harness = window(&["demo:muon"]);
    harness.key_press(Key::D);
    harness.run();
    assert!(!state(&harness).view.data_panel);
    harness.key_press_modifiers(CTRL, Key::K);
    harness.run();
    harness.key_press(Key::D);
    harness.event(Event::Text("d".into()));
    harness.run();
    assert!(!state(&harness).view.data_panel, "the letter was typed");
    assert_eq!(state(&harness).palette.as_deref(), Some("d"));
}

#[test]
fn a_change_of_the_view_is_undone_and_done_again() {
    let mut harness = window(&["demo:"]);
    // A change counts once it has rested for a second: four steps of a quarter.
    harness.run_steps(8);
    push(&mut harness, "Both");
    harness.run_steps(8);
    assert_eq!(state(&harness).view.mode, Mode::Both);
    harness.key_press_modifiers(CTRL, Key::Z);
    harness.run();
    assert_eq!(state(&harness).view.mode, Mode::Event);
    harness.key_press_modifiers(CTRL | Modifiers::SHIFT, Key::Z);
    harness.run();
    assert_eq!(state(&harness).view.mode, Mode::Both);
}

#[test]
fn nothing_repaints_while_nothing_moves() {
    let mut harness = window(&["demo:"]);
    for tab in ["Event", "Sky", "Both"] {
        push(&mut harness, tab);
        settle(&mut harness);
        let wait = |harness: &Window| {
            let output = &harness.output().viewport_output[&ViewportId::ROOT];
            output.repaint_delay
        };
        // A worker of the view may still end, and be shown: rest is when none does for a while.
        let (start, mut still) = (Instant::now(), 0);
        while still < 5 {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "{tab} never rests"
            );
            std::thread::sleep(Duration::from_millis(100));
            harness.step();
            still = if wait(&harness) == Duration::MAX {
                still + 1
            } else {
                0
            };
        }
        let sent = harness.state().event_bytes();
        for step in 0..5 {
            harness.step();
            let why = harness.ctx.repaint_causes();
            assert_eq!(wait(&harness), Duration::MAX, "{tab}, step {step}: {why:?}");
        }
        assert_eq!(harness.state().event_bytes(), sent, "{tab} draws again");
    }
}
