//! Contours where projections are cut, and the bars of two maps, as pictures.

use nuscope::document::Document;
use nuscope::picture::picture;
use nuscope::view::{ContourKind, Mode, Together, View};
use nuscope_render::{Projection, Scale};
use nuscope_tests::golden::{compare, software_driver};

use super::{hills, put};

fn golden(name: &str, document: &Document, view: &View, size: (u32, u32)) {
    if software_driver() {
        compare(name, &picture(document, view, size).unwrap());
    }
}

/// Hills at the poles and at right ascensions of 0 and 180 degrees.
fn document() -> Document {
    let mut document = Document::default();
    let map = hills(
        64,
        &[
            (20.0, 0.0, 20.0, 12.0),
            (16.0, 180.0, -25.0, 14.0),
            (18.0, 40.0, 88.0, 10.0),
            (14.0, 0.0, -90.0, 16.0),
        ],
    );
    put(&mut document, "hills.fits", map);
    document
}

fn view(projection: Projection, center_lon_deg: f64, center_lat_deg: f64) -> View {
    let mut view = View {
        mode: Mode::Sky,
        ..View::default()
    };
    let sky = &mut view.sky;
    sky.view.projection = projection;
    sky.view.center_lon_rad = f64::to_radians(center_lon_deg);
    sky.view.center_lat_rad = f64::to_radians(center_lat_deg);
    let contours = &mut sky.maps.contours;
    contours.on = true;
    contours.kind = Some(ContourKind::Values);
    contours.values = vec![4.0, 9.0, 14.0];
    view
}

/// The seam of the map is at right ascension 0 in the first picture and at 180 degrees in the second, and both poles
/// are in all of them.
#[test]
fn contours_cross_seams_and_poles() {
    for (name, projection, lon, lat) in [
        ("contours_seam_0", Projection::Hammer, 180.0, 0.0),
        ("contours_seam_180", Projection::Hammer, 0.0, 0.0),
        ("contours_plate_carree", Projection::PlateCarree, 180.0, 0.0),
        ("contours_north", Projection::Globe, 30.0, 70.0),
    ] {
        golden(name, &document(), &view(projection, lon, lat), (400, 250));
    }
}

/// A difference has its own colours, with none in the middle; its bar says what is subtracted.
#[test]
fn a_difference_is_drawn_with_its_bar() {
    let mut document = document();
    put(
        &mut document,
        "other.fits",
        hills(32, &[(20.0, 0.0, 20.0, 12.0), (12.0, 90.0, -10.0, 10.0)]),
    );
    let mut view = view(Projection::Mollweide, 90.0, 0.0);
    view.dark = false;
    view.sky.maps.shown = Some("hills".into());
    view.sky.maps.second = Some("other".into());
    view.sky.maps.together = Together::Difference;
    view.sky.maps.contours.on = false;
    golden("map_difference", &document, &view, (640, 400));
}

/// A logarithmic bar has small ticks between the decades.
#[test]
fn a_logarithmic_bar_has_small_ticks() {
    let mut view = view(Projection::Hammer, 180.0, 0.0);
    view.sky.maps.contours.on = false;
    view.sky.maps.scale = Scale::Log;
    view.sky.map_range = Some((0.02, 20.0));
    view.sky.maps.spots.most = 2;
    golden("map_logarithmic", &document(), &view, (640, 400));
}
