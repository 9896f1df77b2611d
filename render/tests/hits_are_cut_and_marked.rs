//! Windows, after-glow, marks and the neutral colour: what a frame's uniforms do to hits that are sent once.

#![allow(clippy::unwrap_used)]

mod common;

use common::{SIZE, camera, centroid, frame, gpu, hit, mostly, picture};
use nuscope_render::{
    AfterGlow, Coloring, Gpu, Point, PointSet, SeaStyle, Space, SpaceFrame, Target,
};

const RED: [u8; 3] = [230, 20, 20];
const GREEN: [u8; 3] = [20, 220, 20];

/// A red hit on the left and a green one on the right.
fn two(left: Point, right: Point) -> [Point; 2] {
    [
        Point {
            position: [-20.0, 0.0, 0.0],
            radius_m: 3.0,
            color: [RED[0], RED[1], RED[2], 255],
            id: 1,
            ..left
        },
        Point {
            position: [20.0, 0.0, 0.0],
            radius_m: 3.0,
            color: [GREEN[0], GREEN[1], GREEN[2], 255],
            id: 2,
            ..right
        },
    ]
}

/// Whether the red and the green hit are seen, which must be what the pointer finds.
fn seen(gpu: &Gpu, space: &Space, frame: &SpaceFrame) -> (bool, bool) {
    let image = picture(gpu, space, frame);
    let seen = (
        centroid(&image, mostly(0)).1 > 20,
        centroid(&image, mostly(1)).1 > 20,
    );
    let whole = nuscope_render::Crop::whole(SIZE);
    let found = space.ids_in(gpu, frame, SIZE, whole).unwrap().all();
    assert_eq!(seen, (found.contains(&1), found.contains(&2)));
    seen
}

#[test]
fn windows_hide_what_lies_outside_from_eye_and_pointer() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let early = Point {
        time_ns: 100.0,
        value: 5.0,
        ..Default::default()
    };
    let late = Point {
        time_ns: 900.0,
        value: -7.0,
        ..Default::default()
    };
    space.set_points(&gpu, PointSet::Hits, &two(early, late));
    let with = |value_window, time_window_ns| {
        let frame = SpaceFrame {
            value_window,
            time_window_ns,
            ..frame(&camera())
        };
        seen(&gpu, &space, &frame)
    };
    assert_eq!(with(None, None), (true, true));
    assert_eq!(with(Some((0.0, 10.0)), None), (true, false));
    assert_eq!(
        with(Some((5.0, 5.0)), None),
        (true, false),
        "bounds belong to it"
    );
    assert_eq!(with(Some((f32::NEG_INFINITY, 0.0)), None), (false, true));
    assert_eq!(with(None, Some((200.0, f32::INFINITY))), (false, true));
    assert_eq!(with(Some((0.0, 10.0)), Some((200.0, 1e9))), (false, false));
    assert_eq!(with(Some((f32::NAN, 0.0)), None), (false, true));
}

#[test]
fn hits_without_time_or_value_have_a_place_only_where_nothing_is_cut() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let timeless = Point {
        time_ns: f32::NAN,
        value: 1.0,
        ..Default::default()
    };
    let valueless = Point {
        time_ns: 10.0,
        value: f32::NAN,
        ..Default::default()
    };
    space.set_points(&gpu, PointSet::Hits, &two(timeless, valueless));
    let with = |change: &dyn Fn(&mut SpaceFrame)| {
        let mut frame = frame(&camera());
        change(&mut frame);
        seen(&gpu, &space, &frame)
    };
    let everything = Some((f32::NEG_INFINITY, f32::INFINITY));
    assert_eq!(with(&|_| {}), (true, true));
    assert_eq!(with(&|frame| frame.cursor_ns = Some(1e20)), (false, true));
    assert_eq!(
        with(&|frame| frame.cursor_ns = Some(f32::MAX)),
        (false, true)
    );
    assert_eq!(
        with(&|frame| frame.time_window_ns = everything),
        (false, true)
    );
    assert_eq!(
        with(&|frame| frame.value_window = everything),
        (true, false)
    );
    // Where values colour, it has the style's neutral colour.
    let neutral = SpaceFrame {
        hit_coloring: Coloring::Value,
        style: SeaStyle {
            neutral: GREEN,
            ..SeaStyle::PRINT
        },
        ..frame(&camera())
    };
    let image = picture(&gpu, &space, &neutral);
    let ((x, _), count) = centroid(&image, mostly(1));
    assert!(x > 160.0 && count > 50, "{x} {count}");
}

/// How bright the red hit is at a moment, and how many of its pixels are seen.
fn glow(gpu: &Gpu, space: &Space, cursor_ns: f32, afterglow: AfterGlow, fade: f32) -> (u8, usize) {
    let frame = SpaceFrame {
        cursor_ns: Some(cursor_ns),
        afterglow,
        fade,
        ..frame(&camera())
    };
    let image = picture(gpu, space, &frame);
    let red = image.pixels().filter(|pixel| pixel.0[0] > 100);
    let brightest = image.pixels().map(|pixel| pixel.0[1]).max();
    (brightest.unwrap(), red.count())
}

#[test]
fn a_hit_glows_as_long_as_it_lasts_or_as_long_as_it_is_told() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let long = Point {
        time_ns: 100.0,
        duration_ns: 80.0,
        ..hit([0.0; 3], 3.0, RED, 1)
    };
    space.set_points(&gpu, PointSet::Hits, &[long]);
    let duration = |cursor_ns, fade| glow(&gpu, &space, cursor_ns, AfterGlow::Duration, fade);
    let (fresh, middle, after) = (
        duration(101.0, 0.0),
        duration(165.0, 0.0),
        duration(185.0, 0.0),
    );
    assert_eq!(fresh, middle, "bright all the time");
    assert!(
        fresh.0 > after.0 + 40 && fresh.1 > after.1,
        "{fresh:?} {after:?}"
    );
    assert!(after.1 > 50, "it stays in its steady look");
    assert_eq!(duration(185.0, 1.0).1, 0, "or vanishes");
    assert_eq!(duration(165.0, 1.0), fresh);
    assert_eq!(duration(99.0, 0.0).1, 0);
    let decay = AfterGlow::Decay { time_ns: 30.0 };
    let decays = |cursor_ns, fade| glow(&gpu, &space, cursor_ns, decay, fade);
    let (early, later) = (decays(100.0, 0.0), decays(140.0, 0.0));
    assert!(early.0 > later.0 + 20 && early.1 > later.1);
    assert_eq!(decays(400.0, 1.0).1, 0);
    assert!(decays(400.0, 0.0).1 > 50);
}

#[test]
fn marked_hits_are_bright_before_faint_ones() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let mut marked = hit([0.0, 20.0, 0.0], 4.0, GREEN, 1);
    marked.flag(Point::MARKED, true);
    assert!(marked.flagged(Point::MARKED) && !marked.flagged(Point::LIT));
    let before = hit([0.0, -20.0, 0.0], 6.0, RED, 2);
    let aside = hit([30.0, 0.0, 0.0], 4.0, RED, 3);
    space.set_points(&gpu, PointSet::Hits, &[marked, before, aside]);
    let with = |space: &Space, dim_unmarked, selected_id| {
        let frame = SpaceFrame {
            dim_unmarked,
            selected_id,
            ..frame(&camera())
        };
        let middle = space.pick(&gpu, &frame, SIZE, (SIZE.0 / 2, SIZE.1 / 2));
        (picture(&gpu, space, &frame), middle)
    };
    let (image, middle) = with(&space, false, 0);
    assert_eq!((centroid(&image, mostly(1)).1, middle), (0, Some(2)));
    let (image, middle) = with(&space, true, 0);
    assert!(centroid(&image, mostly(1)).1 > 100);
    assert_eq!(centroid(&image, mostly(0)).1, 0, "the others are faint");
    assert_eq!(middle, Some(1));
    // The selection's yellow, which neither of them has.
    let ringed = |image: &image::RgbaImage| {
        let yellow = |[red, green, blue, _]: [u8; 4]| red > 130 && red > green && green > blue + 30;
        image.pixels().filter(|pixel| yellow(pixel.0)).count()
    };
    assert!(ringed(&image) > 20);
    // What is selected is not faint either.
    let (image, _) = with(&space, true, 3);
    assert!(centroid(&image, mostly(0)).1 > 100);
    // And the mark goes when it is taken back.
    marked.flag(Point::MARKED, false);
    space.set_points(&gpu, PointSet::Hits, &[marked]);
    assert_eq!(ringed(&with(&space, false, 0).0), 0);
}

#[test]
fn playing_with_everything_on_sends_less_than_a_kilobyte_per_frame() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let hits: Vec<_> = (0..10_000)
        .map(|index| Point {
            time_ns: index as f32,
            duration_ns: 40.0,
            ..hit([index as f32 * 0.01 - 50.0, 0.0, 0.0], 1.0, RED, index + 1)
        })
        .collect();
    space.set_points(&gpu, PointSet::Hits, &hits);
    space.set_fronts(
        &gpu,
        &[nuscope_render::Front {
            direction: [1.0, 0.0, 0.0],
            ..Default::default()
        }],
    );
    let target = Target::new(&gpu, SIZE.0, SIZE.1);
    space.draw(&gpu, &target, &frame(&camera()));
    for step in 0..10 {
        let before = space.uploaded_bytes();
        let frame = SpaceFrame {
            cursor_ns: Some(900.0 * step as f32),
            afterglow: AfterGlow::Duration,
            fade: 0.1 * step as f32,
            value_window: Some((0.0, step as f32)),
            time_window_ns: Some((0.0, 1e4)),
            halo: 1.0,
            ..frame(&camera())
        };
        space.draw(&gpu, &target, &frame);
        let sent = space.uploaded_bytes() - before;
        assert!((1..700).contains(&sent), "{sent}");
    }
}
