//! A physicist's first minute with the sky: turn it, look closer, mark a cluster, read its rows, replay it, save it.

use std::ffi::OsStr;
use std::time::Duration;

use nuscope_tests::commands::simulated;
use nuscope_tests::program;
use nuscope_tests::window::{Display, Window};

use super::{HEIGHT, WIDTH, changed, dialog_that_answers, inside_the_map, marked, vivid};

#[test]
fn a_person_turns_the_sky_marks_candidates_replays_them_and_saves_a_figure() {
    let Some(display) = Display::start(WIDTH, HEIGHT) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved.pdf");
    let path = dialog_that_answers(&folder, &saved);
    let variables = [
        ("PATH", path.as_os_str()),
        // No desktop may answer in its place.
        (
            "DBUS_SESSION_BUS_ADDRESS",
            OsStr::new("unix:path=/dev/null"),
        ),
    ];
    let list = simulated().join("sky/ANTARES_tracks.csv");
    let window = Window::open_with(&display, program::nuscope(), &[list], &variables);
    let patience = Duration::from_secs(60);
    let dots = |picture: &_| vivid(inside_the_map(picture));
    let first = window.picture("sky-dots", |picture| dots(picture) > 1_000);
    let [left, top, width, height] = window.rect("Sky map");
    let at = |x: f64, y: f64| (left + x * width, top + y * height);

    let turned = (0..4).find_map(|_| {
        window.drag(&[at(0.5, 0.5), at(0.6, 0.45), at(0.7, 0.4)]);
        let after = window.picture("sky-turned", |_| true);
        (changed(&first, &after) > 0.05).then_some(after)
    });
    let turned = turned.expect("dragging turns the sky");

    window.scroll(at(0.5, 0.6), 8);
    window.picture("sky-magnified", |picture| {
        changed(&turned, picture) > 0.05 && dots(picture) > 200
    });

    window.press("e");
    std::thread::sleep(Duration::from_millis(500));
    let corners = [
        (0.35, 0.5),
        (0.5, 0.3),
        (0.7, 0.45),
        (0.6, 0.75),
        (0.4, 0.7),
    ];
    let corners = corners.map(|(x, y)| at(x, y));
    let count = marked(&window, &corners, " candidates marked", "");
    assert!(
        count.replace(',', "").parse::<usize>().unwrap() > 10,
        "{count}"
    );

    // The table has them too: it offers to drop the marks, and its rows can be clicked.
    window.press("u");
    window.wait_for_line("widget \"Clear marks\"", patience);
    window.wait_for_line("widget \"Row 1: ", patience);

    let before = window.picture("sky-table", |_| true);
    window.click("Play");
    window.wait_for_line("widget \"Pause\"", patience);
    window.wait_for_line("widget \"at MJD ", patience);
    window.click("Pause");
    window.picture("sky-replay", |picture| changed(&before, picture) > 0.0005);

    window.press("ctrl+e");
    window.click("Save the figure…");
    window.wait_for_line("Saved the figure: ", patience);
    let pdf = std::fs::read(&saved).unwrap();
    assert!(pdf.starts_with(b"%PDF") && pdf.len() > 20_000);
}
