//! A shifter's first minute: the window opens with the demo event, a click shows the sky, another one scans it.
//!
//! Real program, real window, real mouse. What is seen is judged by counting colours, because the exact pixels
//! depend on the drivers; the pictures lie in target/test-pictures afterwards.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use image::{Rgb, RgbImage};
use nuscope_tests::window::{Display, Window};
use nuscope_tests::{data, program};
use tempfile::TempDir;

#[path = "real_window/sky.rs"]
mod sky;

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 800;

/// The pixels between the panels, where the event or the sky is drawn.
fn middle(picture: &RgbImage) -> impl Iterator<Item = (u32, u32, Rgb<u8>)> {
    let (left, right) = (260 + 8, WIDTH - 280 - 8);
    let (top, bottom) = (36 + 8, HEIGHT - 110 - 24 - 8);
    picture
        .enumerate_pixels()
        .filter(move |(x, y, _)| (left..right).contains(x) && (top..bottom).contains(y))
        .map(|(x, y, colour)| (x, y, *colour))
}

/// The middle, cut down to an ellipse that lies well inside the map's.
fn inside_the_map(picture: &RgbImage) -> impl Iterator<Item = (u32, u32, Rgb<u8>)> {
    let (x_0, y_0) = (
        f64::from(260 + WIDTH - 280) / 2.0,
        f64::from(36 + HEIGHT - 110 - 24) / 2.0,
    );
    let radius = 0.8 * f64::from(WIDTH - 280 - 260) / 2.0;
    middle(picture).filter(move |(x, y, _)| {
        let (dx, dy) = (f64::from(*x) - x_0, 2.0 * (f64::from(*y) - y_0));
        dx.hypot(dy) < radius
    })
}

fn colours(pixels: impl Iterator<Item = (u32, u32, Rgb<u8>)>) -> usize {
    pixels
        .map(|(_, _, colour)| colour)
        .collect::<HashSet<_>>()
        .len()
}

/// Pixels that are clearly coloured, neither grey nor nearly so.
fn vivid(pixels: impl Iterator<Item = (u32, u32, Rgb<u8>)>) -> usize {
    pixels
        .filter(|(_, _, Rgb([r, g, b]))| r.max(g).max(b) - r.min(g).min(b) > 60)
        .count()
}

/// The share of the second picture's pixels in the map that are not as in the first.
fn changed(before: &RgbImage, after: &RgbImage) -> f64 {
    let all = inside_the_map(after).count();
    let differ = inside_the_map(after).filter(|(x, y, colour)| before.get_pixel(*x, *y) != colour);
    differ.count() as f64 / all as f64
}

#[test]
fn the_window_shows_the_event_then_the_sky_then_the_scanned_sky() {
    let Some(display) = Display::start(WIDTH, HEIGHT) else {
        return;
    };
    let nothing: [&str; 0] = [];
    let window = Window::open(&display, program::nuscope(), &nothing);

    let event = window.picture("event", |picture| {
        colours(middle(picture)) > 200 && vivid(middle(picture)) > 1_500
    });

    window.click("Sky");
    // Candidates of all samples together are so many that their density is drawn.
    let sky = window.picture("sky", |picture| {
        changed(&event, picture) > 0.02 && vivid(inside_the_map(picture)) > 2_000
    });

    window.click("Start scan");
    window.wait_for_line("Scan done: hottest at", Duration::from_secs(300));
    // Over the p-values they are dots again.
    window.picture("scan", |picture| {
        changed(&sky, picture) > 0.5 && vivid(inside_the_map(picture)) > 2_000
    });
}

/// A file of simulated events and their detector.
fn simulated(folder: &TempDir) -> [PathBuf; 2] {
    let paths = ["run.h5", "block.detx"].map(|name| folder.path().join(name));
    let made = Command::new(program::nuscope())
        .args([
            "simulate", "events", "--kind", "mixed", "--events", "4", "--out",
        ])
        .arg(&paths[0])
        .arg("--detector-out")
        .arg(&paths[1])
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    paths
}

/// A stand-in for the file dialog, which answers with `path` at once.
fn dialog_that_answers(folder: &TempDir, path: &Path) -> OsString {
    let tools = folder.path().join("tools");
    std::fs::create_dir(&tools).unwrap();
    let zenity = tools.join("zenity");
    std::fs::write(&zenity, format!("#!/bin/sh\necho '{}'\n", path.display())).unwrap();
    std::fs::set_permissions(&zenity, PermissionsExt::from_mode(0o755)).unwrap();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(tools).chain(std::env::split_paths(&others));
    std::env::join_paths(all).unwrap()
}

/// The middle of a spot of one vivid colour: a hit, seen from the front.
fn vivid_spot(picture: &RgbImage) -> Option<(u32, u32)> {
    let is_vivid = |Rgb([r, g, b]): &Rgb<u8>| r.max(g).max(b) - r.min(g).min(b) > 90;
    middle(picture)
        .map(|(x, y, _)| (x, y))
        .find(|(x, y)| (0..25).all(|i| is_vivid(picture.get_pixel(x + i % 5 - 2, y + i / 5 - 2))))
}

#[test]
fn a_person_steps_selects_a_hit_reads_its_values_and_saves_a_picture() {
    let Some(display) = Display::start(WIDTH, HEIGHT) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved.png");
    let path = dialog_that_answers(&folder, &saved);
    let variables = [
        ("PATH", path.as_os_str()),
        // No desktop may answer in its place.
        (
            "DBUS_SESSION_BUS_ADDRESS",
            OsStr::new("unix:path=/dev/null"),
        ),
    ];
    let files = simulated(&folder);
    let window = Window::open_with(&display, program::nuscope(), &files, &variables);
    let patience = Duration::from_secs(60);
    let first = window.picture("run", |picture| vivid(middle(picture)) > 1_500);

    window.press("n");
    window.wait_for_line("2 of 4", patience);
    let second = window.picture("step", |picture| {
        *picture != first && vivid_spot(picture).is_some()
    });

    let (x, y) = vivid_spot(&second).unwrap();
    window.click_at(f64::from(x), f64::from(y));
    window.wait_for_line("widget \"Hit ", patience);
    for value in ["time over threshold", "channel", "string, floor"] {
        window.wait_for_line(&format!("widget {value:?}"), patience);
    }

    window.press("ctrl+s");
    window.wait_for_line("Saved the picture: ", patience);
    let picture = image::open(&saved).unwrap();
    assert_eq!((picture.width(), picture.height()), (2560, 1600));
}

#[test]
fn a_window_whose_gpu_is_lost_is_built_anew_and_shows_the_same() {
    the_window_after_a_loss_shows_the_same("loss", "NUSCOPE_LOSE_GPU_AFTER_S");
}

/// The toolkit has been handed everything by then, and finds the device gone.
#[test]
fn a_window_whose_gpu_is_lost_while_it_is_painted_is_built_anew_too() {
    the_window_after_a_loss_shows_the_same("loss-in-paint", "NUSCOPE_LOSE_GPU_IN_PAINT_AFTER_S");
}

/// `planned` is the variable that says after how many seconds the GPU is lost; `name` that of the pictures.
fn the_window_after_a_loss_shows_the_same(name: &str, planned: &str) {
    let Some(display) = Display::start(WIDTH, HEIGHT) else {
        return;
    };
    let variables = [(planned, OsStr::new("20"))];
    let window = Window::open_with(&display, program::nuscope(), &["demo:muon"], &variables);
    let before = window.picture(&format!("before-{name}"), |picture| {
        vivid(middle(picture)) > 2_500
    });
    let notice = "The graphics device was lost. The window was built anew";
    window.wait_for_line(notice, Duration::from_secs(90));
    // All but the notice at the foot is as it was.
    window.picture(&format!("after-{name}"), |after| {
        let same = middle(&before)
            .filter(|(x, y, colour)| *y > HEIGHT / 2 || after.get_pixel(*x, *y) == colour);
        same.count() * 1000 >= middle(&before).count() * 995
    });
}

/// Five actions at most: open the run, ask for an event, name it, read its trigger, see z against time with the fit.
#[test]
fn a_shifter_goes_to_a_trigger_and_sees_its_fit_in_four_actions() {
    let Some(display) = Display::start(WIDTH, HEIGHT) else {
        return;
    };
    let Some(run) = data::real("km3net/offline/orca6_offline_v9.2.root") else {
        return;
    };
    let patience = Duration::from_secs(60);
    // First: open the run.
    let window = Window::open(&display, program::nuscope(), &[run]);
    window.wait_for_line("1 of 30", patience);
    // Second: ask for an event. Third: name it by frame and trigger.
    window.press("g");
    window.wait_for_line("Go to frame and trigger", patience);
    window.type_text("8338/895");
    window.press("Return");
    // Which trigger fired stands in the panel and over the view.
    window.wait_for_line("widget \"3DShower, MXShower, 3DMuon, ", patience);
    window.wait_for_line("\"5 of 30\"", patience);
    // Fourth: the plots; the first is z against time.
    window.press("p");
    window.wait_for_line("widget \"Height against time\"", patience);
    window.picture("shift", |picture| vivid(middle(picture)) > 500);
}

/// Drags along corners until the window tells another count of marked hits than `before`; that count.
///
/// What the badge says after the number of hits.
const HITS: &str = " hits marked";

/// On a busy machine a whole drag can fall between two frames, and is nothing but a click then: so it is tried again,
/// as a person would.
fn marked(window: &Window, corners: &[(f64, f64)], what: &str, before: &str) -> String {
    for _ in 0..6 {
        window.drag(corners);
        let deadline = Instant::now() + Duration::from_secs(10);
        while Instant::now() < deadline {
            let said = window.words_before(what);
            if let Some(said) = said.filter(|said| said != before) {
                return said;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    panic!("no word of how many{what}");
}

#[test]
fn a_loop_and_a_box_mark_hits_and_keys_fly() {
    let Some(display) = Display::start(WIDTH, HEIGHT) else {
        return;
    };
    let patience = Duration::from_secs(60);
    let window = Window::open(&display, program::nuscope(), &["demo:muon"]);
    window.picture("muon", |picture| vivid(middle(picture)) > 1_500);
    let [left, top, width, height] = window.rect("Event view");
    let at = |x: f64, y: f64| (left + x * width, top + y * height);

    window.press("e");
    window.wait_for_line("Draw a loop to mark the hits in it", patience);
    // Around the middle, where the muon is, by hand.
    let corners = [
        (0.35, 0.5),
        (0.5, 0.25),
        (0.7, 0.4),
        (0.65, 0.65),
        (0.45, 0.7),
    ];
    let by_loop = marked(&window, &corners.map(|(x, y)| at(x, y)), HITS, "");
    let count: usize = by_loop.replace(',', "").parse().unwrap();
    assert!(count > 100, "{by_loop} hits");

    window.press("r");
    window.wait_for_line("Drag a box to mark the hits in it", patience);
    let corners = [at(0.3, 0.3), at(0.5, 0.5), at(0.8, 0.7)];
    let by_box = marked(&window, &corners, HITS, &by_loop);
    assert!(by_box.replace(',', "").parse::<usize>().unwrap() > 100);

    window.press("v");
    window.wait_for_line("Flying: W A S D and the mouse", patience);
    let stands = window.picture("before-flight", |_| true);
    window.hold("w", Duration::from_millis(900));
    window.picture("flown", |picture| {
        let moved = middle(picture).filter(|(x, y, colour)| stands.get_pixel(*x, *y) != colour);
        moved.count() > middle(picture).count() / 50
    });
}

/// A screen of 3840 x 2160 pixels whose dots are fine: everything is twice as large, nothing is lost.
#[test]
fn a_fine_and_large_screen_is_filled_and_can_be_read() {
    let Some(display) = Display::start(3840, 2160) else {
        return;
    };
    let variables = [("WINIT_X11_SCALE_FACTOR", OsStr::new("2"))];
    let window = Window::open_with(&display, program::nuscope(), &["demo:muon"], &variables);
    window.resize(3840, 2160);
    let filled = window.picture("large", |picture| {
        // The right panel ends at the screen's edge, and the view is as wide as the rest.
        let [_, _, width, _] = window.rect("Event view");
        width > 2000.0 && vivid(picture.enumerate_pixels().map(|(x, y, c)| (x, y, *c))) > 5_000
    });
    assert_eq!(filled.dimensions(), (3840, 2160));
    for (label, least) in [("Sky", 40.0), ("Play", 40.0), ("Triggered hits only", 30.0)] {
        let [x, y, width, height] = window.rect(label);
        assert!(height >= least, "{label} is {height} pixels high");
        assert!(
            x >= 0.0 && x + width <= 3840.0 && y >= 0.0 && y + height <= 2160.0,
            "{label}"
        );
    }
}

#[test]
fn a_window_of_one_pixel_goes_on() {
    let Some(display) = Display::start(WIDTH, HEIGHT) else {
        return;
    };
    let mut window = Window::open(&display, program::nuscope(), &["demo:muon"]);
    window.picture("whole", |picture| vivid(middle(picture)) > 1_000);
    for (width, height) in [(200, 150), (30, 400), (400, 30), (2, 2), (1, 1)] {
        window.resize(width, height);
        std::thread::sleep(Duration::from_millis(500));
        window.must_run();
    }
    window.resize(WIDTH, HEIGHT);
    window.picture("whole-again", |picture| {
        let [_, _, width, _] = window.rect("Event view");
        width > 600.0 && vivid(middle(picture)) > 1_000
    });
    window.must_run();
}
