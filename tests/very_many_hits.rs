//! Events of more hits than a frame can look at: workers place, cut and sort them, and all of it arrives.
//!
//! The hits are those of a demo again and again. One hit fewer, and all is made at once: that is what is compared.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use image::RgbaImage;
use nuscope::command::Command;
use nuscope::derived::VERY_MANY_HITS;
use nuscope::document::Document;
use nuscope::view::{HitQuantity, Sort, Tab};
use nuscope_model::Event;
use nuscope_tests::headless::{Window, ask, settle, state, window};

/// How long a picture may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

const SIZE: (f32, f32) = (1100.0, 700.0);

/// So many hits, those of the event on display again and again.
fn repeat_hits(window: &mut Window, wanted: usize) {
    let state = &mut window.state_mut().state;
    let mut document = Document::clone(&state.document);
    let shown = document.event.clone().unwrap();
    let mut event = Event::clone(&shown.event);
    event.hits = event.hits.iter().cycle().take(wanted).cloned().collect();
    event.header.hits = wanted;
    document.show(shown.index, event);
    state.document = Arc::new(document);
}

/// The middle of the view, without words and panels.
fn middle(window: &mut Window) -> RgbaImage {
    let picture = window.render().unwrap();
    let (x, y) = (SIZE.0 as u32 / 2 - 120, 190);
    image::imageops::crop_imm(&picture, x, y, 200, 180).to_image()
}

/// How many pixels differ by more than a few steps of colour.
fn differing(a: &RgbaImage, b: &RgbaImage) -> usize {
    let pairs = a.pixels().zip(b.pixels());
    let far = |a: &[u8; 4], b: &[u8; 4]| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > 12);
    pairs.filter(|(a, b)| far(&a.0, &b.0)).count()
}

/// Steps until the middle of the view is as in `wanted`.
fn until_seen(window: &mut Window, wanted: &RgbaImage) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        settle(window);
        let differ = differing(&middle(window), wanted);
        if differ < 200 {
            return;
        }
        assert!(Instant::now() < deadline, "{differ} pixels differ");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_workers_place_and_cut_looks_like_what_is_made_at_once() {
    let mut window = window(&["demo:muon"], SIZE);
    let mut cuts = state(&window).view.cuts.clone();
    cuts.time_ns = Some((0.0, 1000.0));
    let set = |window: &mut Window, cuts| ask(window, Command::SetCuts(cuts));

    repeat_hits(&mut window, VERY_MANY_HITS);
    settle(&mut window);
    let all = middle(&mut window);
    set(&mut window, cuts.clone());
    let (cut, count) = (middle(&mut window), state(&window).derived.shown.count);
    assert!(differing(&all, &cut) > 1000, "hits are in the middle");

    // Under cuts, then without, then cut again.
    repeat_hits(&mut window, VERY_MANY_HITS + 1);
    until_seen(&mut window, &cut);
    assert!(state(&window).derived.shown.count.abs_diff(count) <= 1);
    set(&mut window, Default::default());
    until_seen(&mut window, &all);
    assert_eq!(state(&window).derived.shown.count, VERY_MANY_HITS + 1);
    set(&mut window, cuts);
    until_seen(&mut window, &cut);
}

#[test]
fn a_table_of_very_many_hits_is_sorted_and_filtered_by_a_worker() {
    let mut window = window(&["demo:muon"], SIZE);
    let hits = VERY_MANY_HITS + 1;
    repeat_hits(&mut window, hits);
    ask(&mut window, Command::ShowTab(Tab::Hits));
    assert_eq!(state(&window).lists.hits.order.rows.len(), hits);
    let look = &mut window.state_mut().state.view.tables.hits;
    look.filter = "tot > 20".to_owned();
    look.sort = Some(Sort {
        column: "time_ns".to_owned(),
        falling: true,
    });
    settle(&mut window);
    let values = state(&window).derived.values.clone().unwrap();
    let column = |quantity| Arc::clone(values.column(quantity));
    let (times, tots) = (column(HitQuantity::Time), column(HitQuantity::Amplitude));
    let rows = Arc::clone(&state(&window).lists.hits.order.rows);
    let passing = tots.iter().filter(|tot| **tot > 20.0).count();
    assert!(
        rows.len() == passing && passing > 0,
        "{} {passing}",
        rows.len()
    );
    let falling = rows.windows(2).all(|pair| {
        let [a, b] = [pair[0], pair[1]];
        let (first, second) = (times[a as usize], times[b as usize]);
        first > second || (first == second && a < b)
    });
    assert!(falling);
}
