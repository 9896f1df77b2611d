//! A shifter's first minute: the window opens with the demo event, a click shows the sky, another one scans it.
//!
//! Real program, real window, real mouse. What is seen is judged by counting colours, because the exact pixels
//! depend on the drivers; the pictures lie in target/test-pictures afterwards.
#![cfg(target_os = "linux")]

use std::collections::HashSet;
use std::time::Duration;

use image::{Rgb, RgbImage};
use nuscope_tests::program;
use nuscope_tests::window::{Display, Window};

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
        colours(middle(picture)) > 200 && vivid(middle(picture)) > 300
    });

    window.click("Sky");
    let sky = window.picture("sky", |picture| changed(&event, picture) > 0.02);

    window.click("Start scan");
    window.wait_for_line("Scan done: hottest at", Duration::from_secs(300));
    // The candidates of all samples together are grey; the colours of the p-values are not.
    assert!(
        vivid(inside_the_map(&sky)) < 500,
        "coloured before the scan"
    );
    window.picture("scan", |picture| {
        changed(&sky, picture) > 0.5 && vivid(inside_the_map(picture)) > 2_000
    });
}
