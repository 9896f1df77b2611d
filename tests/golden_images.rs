//! Pictures that people looked at once, compared with what is drawn now.
//!
//! All are drawn by Mesa's software driver, so that they are the same on every machine; on another adapter the
//! tests are skipped and say so. What may differ is a driver's rounding: at most 0.5 % of the pixels, where a
//! channel differs by more than 12 of 255. A picture that differs more is left beside its difference in
//! `target/golden`. `UPDATE_GOLDEN=1` writes the pictures anew: look at each before keeping it.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, Rgba, RgbaImage};
use nuscope::document::Document;
use nuscope::picture::picture;
use nuscope::view::{Mode, View};
use nuscope_model::SkyMap;
use nuscope_render::Gpu;
use nuscope_scan::{Likelihood, Settings, Watch};
use nuscope_tests::data;

/// A channel that differs by more counts its pixel as different.
const CHANNEL: u8 = 12;

/// Largest share of different pixels.
const SHARE: f64 = 0.005;

/// Whether the pictures here can be those of `tests/golden`.
fn software_driver() -> bool {
    let adapter = Gpu::headless().map(|gpu| gpu.adapter.to_lowercase());
    let found = adapter.as_ref().is_ok_and(|name| name.contains("llvmpipe"));
    if !found {
        data::skipped(&format!("Mesa software driver but {adapter:?}"));
    }
    found
}

fn open(path: &str) -> Document {
    Document::default().with(nuscope_io::open(Path::new(path)).unwrap(), &mut Vec::new())
}

/// The first event of a built-in demo in its detector.
fn demo_event(path: &str) -> Document {
    let mut document = open(path);
    let event = document.events.as_ref().unwrap().read(0).unwrap();
    document.show(0, event);
    document
}

fn view(mode: Mode, dark: bool) -> View {
    View {
        mode,
        dark,
        ..View::default()
    }
}

/// Whether two pixels differ by more than rounding.
fn differ(a: Rgba<u8>, b: Rgba<u8>) -> bool {
    let mut channels = a.0.iter().zip(b.0);
    channels.any(|(a, b)| a.abs_diff(b) > CHANNEL)
}

/// Share of the pixels of two pictures of one size that differ, and where.
fn difference(old: &RgbaImage, new: &RgbaImage) -> (f64, RgbaImage) {
    let mut count = 0_u32;
    let shown = RgbaImage::from_fn(new.width(), new.height(), |x, y| {
        let (a, b) = (*old.get_pixel(x, y), *new.get_pixel(x, y));
        let different = differ(a, b);
        count += u32::from(different);
        let grey = (b.0[0] / 4).max(b.0[1] / 4).max(b.0[2] / 4);
        match different {
            true => Rgba([255, 40, 40, 255]),
            false => Rgba([grey, grey, grey, 255]),
        }
    });
    let pixels = f64::from(new.width()) * f64::from(new.height());
    (f64::from(count) / pixels, shown)
}

/// Saves a picture, which hides nothing, in as few bytes as PNG can.
fn save_small(picture: &RgbaImage, path: &Path) {
    assert!(picture.pixels().all(|pixel| pixel.0[3] == 255));
    let file = std::fs::File::create(path).unwrap();
    let encoder = PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::Adaptive);
    let opaque = DynamicImage::from(picture.clone()).into_rgb8();
    opaque.write_with_encoder(encoder).unwrap();
}

/// Draws and compares with `tests/golden/NAME.png`.
fn golden(name: &str, document: &Document, view: &View, size: (u32, u32)) {
    if !software_driver() {
        return;
    }
    let new = picture(document, view, size).unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("golden/{name}.png"));
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        save_small(&new, &file);
    }
    let old = image::open(&file).map(DynamicImage::into_rgba8);
    let (share, shown) = match &old {
        Ok(old) if old.dimensions() == new.dimensions() => difference(old, &new),
        _ => (1.0, new.clone()),
    };
    if share <= SHARE {
        return;
    }
    let folder: PathBuf = data::workspace().join("target/golden");
    std::fs::create_dir_all(&folder).unwrap();
    let (now, diff) = (format!("{name}.new.png"), format!("{name}.diff.png"));
    new.save(folder.join(&now)).unwrap();
    shown.save(folder.join(&diff)).unwrap();
    panic!(
        "{:.2} % of the pixels of {name} differ; see {now} and {diff} in target/golden; if the change is wanted, \
         run again with UPDATE_GOLDEN=1 and look at tests/golden/{name}.png",
        100.0 * share
    );
}

#[test]
fn a_muon_crosses_the_detector() {
    let document = demo_event("demo:muon");
    golden("muon", &document, &view(Mode::Event, true), (400, 280));
}

#[test]
fn half_a_cascade_is_drawn_on_a_light_ground() {
    let document = demo_event("demo:cascade");
    let mut view = view(Mode::Event, false);
    let (first, last) = document.event.as_ref().unwrap().times.play_range_ns();
    view.cursor_ns = Some(0.5 * (first + last));
    golden("cascade_light", &document, &view, (400, 280));
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
    let document = open(path.to_str().unwrap());
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
    document.map = Some(Arc::new(map));
    document.map_is_scan = true;
    golden("sky_map", &document, &view(Mode::Sky, true), (400, 250));
}

/// The picture that the README shows.
#[test]
fn the_picture_of_the_readme_is_what_is_drawn() {
    let document = demo_event("demo:muon");
    golden("event", &document, &view(Mode::Event, true), (1200, 700));
}

#[test]
fn a_golden_picture_notices_what_an_eye_would() {
    let plain = RgbaImage::from_pixel(100, 100, Rgba([20, 30, 40, 255]));
    let rounded = RgbaImage::from_pixel(100, 100, Rgba([21, 29, 41, 255]));
    assert_eq!(difference(&plain, &rounded).0, 0.0);
    let mut dotted = plain.clone();
    for x in 0..8 {
        for y in 0..8 {
            dotted.put_pixel(x, y, Rgba([220, 30, 40, 255]));
        }
    }
    let (share, _) = difference(&plain, &dotted);
    assert_eq!(share, 0.0064);
    assert!(share > SHARE);
}
