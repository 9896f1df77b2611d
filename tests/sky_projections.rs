//! The sky in every projection, with lines and circles where maps are cut: in the middle, opposite, at both poles.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use image::{RgbaImage, imageops};
use nuscope::document::Document;
use nuscope::picture::picture;
use nuscope::view::{Mode, View};
use nuscope_model::{Catalogue, Equatorial, Source};
use nuscope_render::Projection;
use nuscope_tests::golden::{compare, software_driver};
use nuscope_tests::headless;

const SIZE: (u32, u32) = (360, 230);

/// Extended sources at right ascensions 0 and 180 degrees and at both poles, and one at a place without symmetry.
fn circles() -> Catalogue {
    let source = |(ra_deg, dec_deg, radius_deg): (f64, f64, f64)| Source {
        position: Equatorial::from_degrees(ra_deg, dec_deg),
        extension_rad: Some(radius_deg.to_radians()),
        ..Source::default()
    };
    let sources = [
        (0.0, 0.0, 25.0),
        (180.0, 0.0, 25.0),
        (0.0, 90.0, 20.0),
        (0.0, -90.0, 20.0),
        (140.0, 55.0, 40.0),
    ];
    Catalogue {
        sources: sources.map(source).into(),
        ..Catalogue::default()
    }
}

/// Four views side by side: from RA 0, from RA 180, and from both poles, two of them rolled.
fn sheet(document: &Document, projection: Projection) -> RgbaImage {
    let (width, height) = SIZE;
    let mut sheet = RgbaImage::new(2 * width, 2 * height);
    let quarter = std::f64::consts::FRAC_PI_2;
    let views = [
        (0.0, 0.0, 0.0),
        (2.0 * quarter, 0.4, 0.0),
        (0.5, quarter, 0.3),
        (1.0, -quarter, -2.0),
    ];
    for (place, (lon, lat, roll)) in views.into_iter().enumerate() {
        let mut view = View {
            mode: Mode::Sky,
            ..View::default()
        };
        view.sky.galaxy = false;
        view.sky.view.projection = projection;
        view.sky.view.center_lon_rad = lon;
        view.sky.view.center_lat_rad = lat;
        view.sky.view.roll_rad = roll;
        let drawn = picture(document, &view, SIZE).unwrap();
        let corner = (place as u32 % 2 * width, place as u32 / 2 * height);
        imageops::replace(&mut sheet, &drawn, corner.0.into(), corner.1.into());
    }
    sheet
}

#[test]
fn lines_and_circles_are_right_at_seams_and_poles_in_every_projection() {
    if !software_driver() {
        return;
    }
    let document = Document {
        catalogues: vec![Arc::new(circles())],
        ..Document::default()
    };
    for projection in Projection::all() {
        let name = format!("projection_{}", projection.row().key);
        compare(&name, &sheet(&document, projection));
    }
}

#[test]
fn a_projection_is_chosen_and_the_sky_is_dragged_and_centred() {
    let mut window = headless::window(&["demo:sky"], (1280.0, 1600.0));
    let view = |window: &headless::Window| headless::state(window).view.sky.view;
    for projection in [Projection::Globe, Projection::Mollweide] {
        headless::choose(&mut window, "Projection", projection.name());
        window.run();
        assert_eq!(view(&window).projection, projection);
    }
    // What is under the pointer goes with it.
    let map = window.get_by_label("Sky map").rect();
    let (from, to) = (map.center(), map.center() + egui::vec2(60.0, 45.0));
    let before = view(&window);
    headless::drag(&mut window, from, to, egui::Modifiers::NONE);
    window.run();
    let after = view(&window);
    assert!(
        after.center_lat_rad > 0.1,
        "dragged down, the north comes near: {after:?}"
    );
    // East is to the left: dragged to the right, more easterly places come into the middle.
    assert!(
        after.center_lon_rad > before.center_lon_rad + 0.1,
        "{after:?}"
    );
    assert_eq!(after.roll_rad, 0.0, "north is kept up");
    headless::click(&mut window, Role::Button, "Centre 0h");
    window.run();
    let centred = view(&window);
    assert_eq!((centred.center_lon_rad, centred.center_lat_rad), (0.0, 0.0));
    assert_eq!(centred.projection, Projection::Mollweide);
}
