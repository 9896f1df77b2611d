//! Candidates in the window: table, histograms, sky and time line are one, in whichever of them something is asked.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, Rect, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use nuscope::candidates::events;
use nuscope::command::{Command, SkyCommand, StageCommand, TimeStep};
use nuscope::ui::hovered;
use nuscope::view::{Mode, Selected, SkyGlow, Tab, Tool};
use nuscope_model::Equatorial;
use nuscope_tests::data;
use nuscope_tests::golden::{compare, software_driver};
use nuscope_tests::headless::{Window, ask, click, drag, drag_along, settle, state, window};

/// Two lists, IC86_I of tracks and IC86_II of tracks and cascades, spread over sky and years by plain arithmetic.
fn lists(folder: &Path) -> [PathBuf; 2] {
    [("IC86_I", 180_u32), ("IC86_II", 240)].map(|(name, count)| {
        let mut text = String::from("mjd,ra_deg,dec_deg,angular_error_deg,log10_energy_gev,kind\n");
        for i in 0..count {
            let turn = f64::from(i) * 0.618_033_988_749_895;
            let ra = 360.0 * turn.fract();
            let dec = (2.0 * (f64::from(i) + 0.5) / f64::from(count) - 1.0)
                .asin()
                .to_degrees();
            let start = if name == "IC86_I" { 55_700.0 } else { 56_100.0 };
            let mjd = start + 400.0 * f64::from(i) / f64::from(count);
            let log10 = 2.5 + 4.0 * (turn * 7.0).fract();
            let error = 0.2 + 2.0 * (turn * 3.0).fract();
            let kind = if name == "IC86_II" && i % 5 == 0 {
                "cascade"
            } else {
                "track"
            };
            writeln!(
                text,
                "{mjd:.5},{ra:.5},{dec:.5},{error:.3},{log10:.3},{kind}"
            )
            .unwrap();
        }
        let path = folder.join(format!("{name}.csv"));
        std::fs::write(&path, text).unwrap();
        path
    })
}

/// A window of both lists, with the table in its tray.
fn candidates() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().unwrap();
    let files = lists(folder.path());
    let files = files.each_ref().map(|path| path.to_str().unwrap());
    let mut window = window(&files, (1440.0, 1000.0));
    assert_eq!(state(&window).view.mode, Mode::Sky);
    assert_eq!(state(&window).document.candidates(), 420);
    ask(&mut window, Command::ShowTab(Tab::Candidates));
    (folder, window)
}

fn rows(window: &Window) -> usize {
    state(window).lists.candidates.order.rows.len()
}

fn shown(window: &Window) -> usize {
    state(window).derived.candidates.shown.count
}

fn filter(window: &mut Window, text: &str) {
    window.state_mut().state.view.tables.candidates.filter = text.into();
    window.run();
}

/// Where the sky itself is drawn, without the strip of legends below it.
fn sky(window: &Window) -> Rect {
    let rect = window.get_by_label("Sky map").rect();
    let legend = nuscope::plot::color_bar::HEIGHT + 14.0;
    Rect::from_min_max(rect.min, rect.max - vec2(0.0, legend))
}

/// Where the sky shows a candidate.
fn place(window: &Window, candidate: usize) -> Pos2 {
    let (rect, state) = (sky(window), state(window));
    let Some(Selected::Candidate { sample, index }) = state.derived.candidates.at(candidate) else {
        panic!("no candidate {candidate}");
    };
    let position: Equatorial = state.document.samples[sample].position(index);
    let size = (rect.width().into(), rect.height().into());
    let pixel = state
        .view
        .sky
        .view
        .pixel_from_sky(position.to_vector(), size);
    let pixel = pixel.unwrap();
    rect.min + vec2(pixel.x as f32, pixel.y as f32)
}

/// Compares the middle of the window, without the panels at its sides.
fn golden(window: &mut Window, name: &str) {
    let height = if name == "candidates_marked" {
        860.0
    } else {
        640.0
    };
    window.set_size(vec2(900.0, height));
    let view = &mut window.state_mut().state.view;
    (view.data_panel, view.inspector) = (false, false);
    window.run();
    window.run();
    compare(name, &window.render().unwrap());
}

#[test]
fn the_filter_of_the_table_is_that_of_the_sky_and_one_click_drops_it() {
    let (_folder, mut window) = candidates();
    assert_eq!((rows(&window), shown(&window)), (420, 420));
    filter(
        &mut window,
        "energy_gev > 1e5 && dec < -30 && sample == \"IC86_II\"",
    );
    let samples = &state(&window).document.samples;
    let wanted = (0..240).filter(|i| {
        let turn = f64::from(*i) * 0.618_033_988_749_895;
        2.5 + 4.0 * (turn * 7.0).fract() > 5.0
            && samples[1].position(*i as usize).dec_rad < -30_f64.to_radians()
    });
    let wanted = wanted.count();
    assert!(wanted > 10);
    assert_eq!((rows(&window), shown(&window)), (wanted, wanted));
    let sentence = format!(
        "{wanted} of 420 candidates shown: energy_gev > 1e5 && dec < -30 && sample == \"IC86_II\""
    );
    assert!(
        window.get_all_by_label(&sentence).count() >= 1,
        "{sentence}"
    );
    // What is hidden is not under the pointer either.
    let gone = place(&window, 100);
    window.hover_at(gone);
    window.run();
    assert_eq!(hovered::get(&window.ctx), None);
    click(&mut window, Role::Button, "Show all candidates");
    assert_eq!((rows(&window), shown(&window)), (420, 420));
    window.hover_at(gone + vec2(1.0, 0.0));
    window.hover_at(gone);
    window.run();
    assert_eq!(
        hovered::get(&window.ctx),
        state(&window).derived.candidates.at(100)
    );
}

#[test]
fn a_click_selects_in_the_table_and_a_row_on_the_sky() {
    let (_folder, mut window) = candidates();
    let at = place(&window, 200);
    drag(&mut window, at, at, Modifiers::NONE);
    let selected = state(&window).derived.candidates.at(200);
    assert_eq!(state(&window).view.selected, selected);
    // The row of it came into sight, and is the selected one.
    let labels: Vec<Rect> = window
        .get_all_by_role(Role::Row)
        .map(|row| row.rect())
        .collect();
    assert!(!labels.is_empty());
    window.get_by_role_and_label(Role::Row, &row_words(&window, 200));
    let other = row_words(&window, 201);
    click(&mut window, Role::Row, &other);
    assert_eq!(
        state(&window).view.selected,
        state(&window).derived.candidates.at(201)
    );
    window.get_by_label("Open its event");
    if software_driver() {
        golden(&mut window, "candidates_table");
    }
}

/// What a screen reader says of a row of the table as it comes.
fn row_words(window: &Window, candidate: usize) -> String {
    let grid = state(window).lists.candidates.grid.as_ref().unwrap();
    let columns = grid.shown(&state(window).view.tables.candidates);
    let cells = columns.iter().filter_map(|column| {
        let text = column.text(candidate);
        (!text.is_empty()).then(|| format!("{} {text}", column.head.title))
    });
    let cells: Vec<_> = cells.collect();
    format!("Row {}: {}", candidate + 1, cells.join(", "))
}

#[test]
fn a_box_and_a_loop_on_the_sky_mark_what_is_shown_in_them() {
    let (_folder, mut window) = candidates();
    let inside = |window: &Window, rect: Rect| -> Vec<u32> {
        let all = 0..420_u32;
        all.filter(|i| rect.contains(place(window, *i as usize)))
            .collect()
    };
    let middle = sky(&window).center();
    let part = Rect::from_center_size(middle + vec2(-120.0, 20.0), vec2(160.0, 120.0));
    click(&mut window, Role::Button, "Box on the sky");
    assert_eq!(state(&window).view.steering.tool, Tool::Box);
    let before = state(&window).view.sky.view;
    drag(&mut window, part.min, part.max, Modifiers::NONE);
    assert_eq!(state(&window).view.sky.view, before, "the sky stays");
    let marked = state(&window).view.marked_candidates.clone();
    assert!(marked.places().len() > 5);
    assert_eq!(marked.places(), inside(&window, part));
    let words = format!("{} candidates marked", marked.places().len());
    window.get_by_label(&words);
    // With Alt a loop takes some away again.
    click(&mut window, Role::Button, "Loop on the sky");
    let half = Rect::from_min_max(
        part.min - vec2(9.0, 9.0),
        pos2(part.center().x, part.max.y + 9.0),
    );
    let corners = [
        half.left_top(),
        half.right_top(),
        half.right_bottom(),
        half.left_bottom(),
        half.left_top(),
    ];
    let alt = Modifiers {
        alt: true,
        ..Modifiers::NONE
    };
    drag_along(&mut window, &corners, alt);
    let left = inside(
        &window,
        Rect::from_min_max(pos2(half.right(), part.top()), part.max),
    );
    assert_eq!(state(&window).view.marked_candidates.places(), left);
    // What is marked is marked in the table, and in the histograms.
    ask(&mut window, Command::ShowTab(Tab::SkyPlots));
    window.get_by_role_and_label(Role::Image, "Declinations");
    if software_driver() {
        golden(&mut window, "candidates_marked");
    }
    window.key_press(Key::Escape);
    window.run();
    assert!(state(&window).view.marked_candidates.is_empty());
}

#[test]
fn a_range_of_a_histogram_marks_and_with_shift_shows_only_that() {
    let (_folder, mut window) = candidates();
    ask(&mut window, Command::ShowTab(Tab::SkyPlots));
    let figure = window
        .get_by_role_and_label(Role::Image, "Declinations")
        .rect();
    let from = pos2(figure.left() + 0.3 * figure.width(), figure.center().y);
    let to = pos2(
        figure.left() + 0.5 * figure.width(),
        figure.center().y - 30.0,
    );
    drag(&mut window, from, to, Modifiers::NONE);
    let marked = state(&window).view.marked_candidates.clone();
    let decs: Vec<f64> = marked
        .places()
        .iter()
        .map(|place| {
            let Some(Selected::Candidate { sample, index }) =
                state(&window).derived.candidates.at(*place as usize)
            else {
                panic!("no candidate");
            };
            state(&window).document.samples[sample]
                .position(index)
                .dec_rad
                .to_degrees()
        })
        .collect();
    assert!(decs.len() > 20 && decs.len() < 300, "{}", decs.len());
    let (low, high) = decs.iter().fold((90.0_f64, -90.0_f64), |(a, b), dec| {
        (a.min(*dec), b.max(*dec))
    });
    assert!(high - low < 60.0 && low > -60.0, "{low} to {high}");
    drag(&mut window, from, to, Modifiers::SHIFT);
    assert_eq!(shown(&window), decs.len());
    let filter = &state(&window).view.tables.candidates.filter;
    assert!(filter.starts_with("between(dec_deg, "), "{filter}");
}

#[test]
fn handles_show_some_dates_and_play_runs_through_them_without_sending_candidates() {
    let (_folder, mut window) = candidates();
    let line = window.get_by_label("Time of the candidates").rect();
    let handle = window
        .get_by_role_and_label(Role::Slider, "First date shown")
        .rect()
        .center();
    drag(
        &mut window,
        handle,
        pos2(line.center().x, handle.y),
        Modifiers::NONE,
    );
    let range = state(&window).view.sky_time.range.unwrap();
    assert!((range.0 - 56_100.0).abs() < 20.0, "{range:?}");
    let count = shown(&window);
    assert!((230..250).contains(&count), "{count}");
    assert_eq!(rows(&window), count, "the table follows");
    window.get_by_role_and_label(Role::Slider, "Last date shown");
    // Play begins at the first date that is shown; space is the key.
    let sent = window.state().sky_bytes();
    window.key_press(Key::Space);
    window.step();
    assert!(state(&window).playing_sky && !state(&window).playing);
    let begin = state(&window).view.sky_cursor.unwrap();
    assert!((begin - range.0).abs() < 1.0, "{begin}");
    for _ in 0..8 {
        window.step();
    }
    let after = state(&window).view.sky_cursor.unwrap();
    let wanted = begin + 2.0 * (range.1 - range.0) / 12.0;
    assert!(
        (after - wanted).abs() < 0.1 * (wanted - begin),
        "{after}, not {wanted}"
    );
    let sent = window.state().sky_bytes() - sent;
    assert!(sent < 20 * 1024, "{sent} bytes for nine frames");
    window.key_press(Key::Space);
    window.run();
    assert!(!state(&window).playing_sky);
    // Steps and "all times" are the event display's keys.
    ask(&mut window, StageCommand::Step(TimeStep::On));
    assert!(state(&window).view.sky_cursor.unwrap() > after);
    ask(&mut window, Command::ShowAllTimes);
    assert_eq!(state(&window).view.sky_cursor, None);
    ask(&mut window, Command::DropCuts);
    assert_eq!(
        shown(&window),
        420,
        "C shows all candidates where the sky is alone"
    );
}

#[test]
fn decay_window_and_fold_look_as_they_should() {
    let (_folder, mut window) = candidates();
    if !software_driver() {
        return;
    }
    ask(&mut window, Command::ToggleTray);
    window.state_mut().state.view.sky.size_by = Some("energy_gev".into());
    window.state_mut().state.view.sky.color_by = Some("energy_gev".into());
    window.run();
    golden(&mut window, "candidates_sized");
    ask(&mut window, SkyCommand::Glow(SkyGlow::Decay));
    window.state_mut().state.view.sky_cursor = Some(56_200.0);
    window.state_mut().state.view.sky_time.glow_width = Some(60.0);
    window.run();
    golden(&mut window, "candidates_decay");
    click(&mut window, Role::CheckBox, "Fold");
    assert_eq!(state(&window).view.sky_cursor, None, "a date is no phase");
    ask(&mut window, SkyCommand::Glow(SkyGlow::Window));
    window.state_mut().state.view.sky_cursor = Some(0.05);
    window.state_mut().state.view.sky_time.glow_width = Some(0.2);
    window.run();
    golden(&mut window, "candidates_folded");
}

#[test]
fn strange_candidates_break_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("strange.csv");
    let text =
        "mjd,ra_deg,dec_deg,log10_energy_gev\nnan,0,90,nan\n57000,10,90,400\n57000,20,90,-3\n";
    std::fs::write(&path, text).unwrap();
    let mut window = window(&[path.to_str().unwrap()], (900.0, 700.0));
    for tab in [Tab::Candidates, Tab::SkyPlots] {
        ask(&mut window, Command::ShowTab(tab));
    }
    for text in ["mjd > 99999", "energy_gev > 1e300", "dec < ", ""] {
        filter(&mut window, text);
    }
    ask(&mut window, SkyCommand::Range(Some((1.0, 2.0))));
    assert_eq!(
        shown(&window),
        0,
        "nothing is in that range, and that is said"
    );
    window
        .get_all_by_label_contains("0 of 3 candidates shown")
        .next()
        .unwrap();
    ask(&mut window, SkyCommand::Range(Some((f64::NAN, 2.0))));
    assert_eq!(shown(&window), 3);
    for command in [SkyCommand::OpenEvent, SkyCommand::ShowEvent] {
        let before = state(&window).notices.len();
        ask(&mut window, command);
        assert_eq!(
            state(&window).notices.len(),
            before + 1,
            "it says why nothing happens"
        );
    }
    // A replay of one date runs, too.
    window.key_press(Key::Space);
    window.run_steps(4);
    assert!(state(&window).playing_sky);
}

/// The alert of KM3-230213A knows its event by the date, and the event its place on the sky.
#[test]
fn a_candidate_opens_its_full_event_and_the_event_shows_its_spot() {
    let real = |name: &str| data::real(&format!("km3net/KM3-230213A/{name}"));
    let files = [
        "KM3-230213A_allhits.json.gz",
        "detector.dynamical.datx",
        "KM3-230213A_voevent.xml",
    ];
    let files: Option<Vec<PathBuf>> = files.into_iter().map(real).collect();
    let Some(files) = files else { return };
    let files: Vec<&str> = files.iter().map(|path| path.to_str().unwrap()).collect();
    let mut window = window(&files, (1280.0, 800.0));
    ask(&mut window, Command::SetMode(Mode::Sky));
    let alert = Selected::Candidate {
        sample: 0,
        index: 0,
    };
    ask(&mut window, Command::Select(Some(alert)));
    click(&mut window, Role::Button, "Open its event");
    settle(&mut window);
    assert_eq!(state(&window).view.mode, Mode::Event);
    assert_eq!(state(&window).document.event.as_ref().unwrap().index, 0);
    let document = &state(&window).document;
    let view = &state(&window).view;
    let spot = events::spot_of_event(document, view).unwrap();
    let published = Equatorial::from_degrees(94.3, -7.8);
    // The published event is not aligned as the published direction is: 1.35 degrees lie between them.
    let apart_deg = spot
        .to_vector()
        .angle_between(published.to_vector())
        .to_degrees();
    assert!((1.0..1.7).contains(&apart_deg), "{apart_deg}");
    let mut turned = view.clone();
    turned.event.turn_deg = 1.35;
    let aligned = events::spot_of_event(document, &turned).unwrap();
    let apart = aligned.to_vector().angle_between(published.to_vector());
    assert!(apart.to_degrees() < 0.1, "{}", apart.to_degrees());
    assert_eq!(events::candidate_of_event(document), Some(alert));
    click(&mut window, Role::Button, "Show it on the sky");
    assert_eq!(state(&window).view.mode, Mode::Sky);
    let place = nuscope::ui::inspector::place_of(state(&window).view.selected.unwrap()).unwrap();
    assert!(
        place
            .to_vector()
            .angle_between(spot.to_vector())
            .to_degrees()
            < 1e-5
    );
}
