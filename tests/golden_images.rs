//! Pictures that people looked at once, compared with what is drawn now.

#![allow(clippy::unwrap_used)]

use nuscope::document::Document;
use nuscope::open_maps::OpenMap;
use nuscope::picture::picture;
use nuscope::view::{HitQuantity, Mode, TrackChoice, View};
use nuscope_model::SkyMap;
use nuscope_render::camera::Axis;
use nuscope_render::{Colormap, OrbitCamera};
use nuscope_scan::{Likelihood, Settings, Watch};
use nuscope_tests::documents::{demo, open};
use nuscope_tests::golden::{compare, software_driver};

fn view(mode: Mode, dark: bool) -> View {
    View {
        mode,
        dark,
        ..View::default()
    }
}

/// Draws and compares with `tests/golden/NAME.png`.
fn golden(name: &str, document: &Document, view: &View, size: (u32, u32)) {
    if software_driver() {
        compare(name, &picture(document, view, size).unwrap());
    }
}

#[test]
fn a_muon_crosses_the_detector() {
    let document = demo("demo:muon");
    golden("muon", &document, &view(Mode::Event, true), (400, 280));
}

#[test]
fn half_a_cascade_is_drawn_on_a_light_ground() {
    let document = demo("demo:cascade");
    let mut view = view(Mode::Event, false);
    let (first, last) = document.event.as_ref().unwrap().times.play_range_ns();
    view.cursor_ns = Some(0.5 * (first + last));
    golden("cascade_light", &document, &view, (400, 280));
}

/// Light runs with the fit, yellow, and with a shower that is compared with it.
#[test]
fn two_tracks_are_laid_over_each_other_with_their_light() {
    let document = demo("demo:muon");
    for (dark, name) in [(true, "compared"), (false, "compared_light")] {
        let mut view = view(Mode::Event, dark);
        let (first, last) = document.event.as_ref().unwrap().times.play_range_ns();
        view.cursor_ns = Some(first + 0.4 * (last - first));
        view.tracks.compared = Some(TrackChoice::Place(1));
        golden(name, &document, &view, (600, 400));
    }
}

/// The badges say what is cut and marked, zero lies in the middle of the colours.
#[test]
fn residuals_are_cut_and_hits_marked() {
    let document = demo("demo:muon");
    let mut view = view(Mode::Event, true);
    view.hits.color_by = HitQuantity::Residual;
    view.hits.colormap = Colormap::Vik;
    view.hits.reversed = false;
    view.cuts.triggered = true;
    view.cuts.residual_ns = Some((-20.0, 80.0));
    let event = &document.event.as_ref().unwrap().event;
    let late = (0_u32..).zip(&event.hits);
    let late = late.filter(|(_, hit)| event.relative_time_ns(hit) > 1500.0);
    view.marked = late.map(|(place, _)| place).collect::<Vec<u32>>().into();
    golden("residuals", &document, &view, (640, 400));
}

/// Without perspective, from the south: triggers by name, time at its middle.
#[test]
fn triggers_have_a_colour_each() {
    let document = demo("demo:cascade");
    let mut view = view(Mode::Event, false);
    view.hits.color_by = HitQuantity::Trigger;
    view.hits.colormap = Colormap::OkabeIto;
    view.hits.reversed = false;
    let mut camera = OrbitCamera {
        orthographic: true,
        distance_m: 1800.0,
        ..OrbitCamera::default()
    };
    camera.axis_view(Axis::South);
    view.camera = Some(camera);
    golden("triggers_light", &document, &view, (640, 400));
}

/// A detector file alone is drawn before any event is open.
#[test]
fn a_small_detector_is_drawn_without_an_event() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("small.detx");
    // Three lines of four modules at the corners of a triangle.
    let mut text = String::from("7 12\n");
    for (line, (x, y)) in [(0.0, 0.0), (160.0, 0.0), (80.0, 140.0)].iter().enumerate() {
        for floor in 1..=4 {
            let (id, z) = (100 * line + floor, 20 * floor);
            text += &format!("{id} {} {floor} 1\n {id} {x} {y} {z} 0 0 -1 0\n", line + 1);
        }
    }
    std::fs::write(&path, text).unwrap();
    let document = open(&path);
    assert_eq!(document.detector.as_ref().unwrap().modules().len(), 12);
    let view = view(Mode::Event, true);
    golden("small_detector", &document, &view, (320, 240));
}

#[test]
fn the_candidates_lie_on_the_sky() {
    let document = open("demo:sky");
    golden("sky", &document, &view(Mode::Sky, true), (400, 250));
}

/// Nobody watches.
struct Alone;

impl Watch for Alone {
    fn step(&self, _done: usize, _total: usize) -> bool {
        true
    }
}

#[test]
fn the_scanned_map_lies_over_the_sky() {
    let mut document = open("demo:sky");
    let likelihood = Likelihood::new(&document.samples, &Settings::default()).unwrap();
    let map: SkyMap = nuscope_scan::scan(&likelihood, 32, &Alone).unwrap();
    document.put_map(OpenMap::of_scan(map, false));
    golden("sky_map", &document, &view(Mode::Sky, true), (400, 250));
}

/// The picture that the README shows.
#[test]
fn the_picture_of_the_readme_is_what_is_drawn() {
    let document = demo("demo:muon");
    golden("event", &document, &view(Mode::Event, true), (1200, 700));
}
