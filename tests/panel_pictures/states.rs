//! The states that panels are drawn from, each opened once, and the ways to take a picture.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use egui::{Rect, vec2};
use egui_kittest::Harness;
use image::RgbaImage;
use nuscope::document::Document;
use nuscope::open_maps::OpenMap;
use nuscope::state::State;
use nuscope::view::View;
use nuscope_model::{Equatorial, MapColumn, SkyMap, healpix};
use nuscope_tests::documents::{add, demo, open};
use nuscope_tests::panel::{Draw, panel};

/// What is left free around a panel, left and right together, in points.
pub const MARGINS: f32 = 28.0;

/// A panel alone.
pub type Panel = Harness<'static, State>;

/// A state with this document.
pub fn state(document: Document, dark: bool) -> State {
    let view = View {
        dark,
        ..View::default()
    };
    let mut state = State::new(view, Arc::new(|| ()));
    state.document = Arc::new(document);
    state
}

fn once(kept: &'static OnceLock<Document>, make: impl FnOnce() -> Document, dark: bool) -> State {
    state(kept.get_or_init(make).clone(), dark)
}

/// The built-in muon on display.
pub fn muon(dark: bool) -> State {
    static KEPT: OnceLock<Document> = OnceLock::new();
    once(&KEPT, || demo("demo:muon"), dark)
}

/// The first of the built-in events on display.
pub fn events(dark: bool) -> State {
    static KEPT: OnceLock<Document> = OnceLock::new();
    once(&KEPT, || demo("demo:events"), dark)
}

/// The built-in sky.
pub fn sky(dark: bool) -> State {
    static KEPT: OnceLock<Document> = OnceLock::new();
    let mut state = once(&KEPT, || open("demo:sky"), dark);
    state.view.mode = nuscope::view::Mode::Sky;
    state
}

/// What a text file of this name holds, added to a document.
pub fn with_text(document: Document, name: &str, text: &str) -> Document {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    add(document, Path::new(&path))
}

/// A panel at rest.
pub fn rest(state: State, (width, height): (f32, f32), draw: Draw) -> Panel {
    let mut panel = panel(state, vec2(width, height), draw);
    settle(&mut panel);
    panel
}

/// Runs a panel until it rests: on a busy machine a worker may be at it for a while, and a wheel turns meanwhile.
pub fn settle(panel: &mut Panel) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while panel.try_run().is_err() {
        assert!(Instant::now() < deadline, "the panel never rests");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The picture of a panel at rest.
pub fn alone(state: State, size: (f32, f32), draw: Draw) -> RgbaImage {
    rest(state, size, draw).render().unwrap()
}

/// A part of a picture.
pub fn part(picture: &RgbaImage, rect: Rect) -> RgbaImage {
    let (left, top) = (rect.left().max(0.0) as u32, rect.top().max(0.0) as u32);
    let width = (rect.right() as u32).min(picture.width()) - left;
    let height = (rect.bottom() as u32).min(picture.height()) - top;
    image::imageops::crop_imm(picture, left, top, width, height).to_image()
}

/// Two maps of made-up hills on the built-in sky, the second one shown with contours, and sources inside.
pub fn maps(dark: bool) -> State {
    let mut state = sky(dark);
    let mut document = (*state.document).clone();
    let hill = |ra_deg: f64, dec_deg: f64| {
        let top = Equatorial::from_degrees(ra_deg, dec_deg);
        let height = |pixel: u64| {
            let away = healpix::center_of(32, pixel).separation_rad(top);
            (30.0 * (-9.0 * away * away).exp()) as f32
        };
        let column = MapColumn {
            name: "TS".into(),
            unit: String::new(),
            values: (0..healpix::pixels(32)).map(height).collect(),
        };
        Arc::new(SkyMap {
            nside: 32,
            columns: vec![column],
            provenance: Vec::new(),
        })
    };
    for (name, ra_deg, dec_deg) in [("alert.fits", 90.0, 25.0), ("follow-up.fits", 81.0, 21.0)] {
        let map = OpenMap::of_file(name.as_ref(), hill(ra_deg, dec_deg), None);
        document.put_map(map);
    }
    document.catalogues.clear();
    let document = with_text(
        document,
        "sources.csv",
        "name,ra[deg],dec[deg]\nCrab,83.63,22.01\nIC 443,94.51,22.66\nTXS 0506+056,77.36,5.69\nNGC 1068,40.67,-0.01\n",
    );
    state.document = Arc::new(document);
    state.view.sky.maps.contours.on = true;
    state
}
