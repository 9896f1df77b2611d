//! What is read of a map under points of the screen, in several projections, is what healpy reads there.
//!
//! The table's projections are astropy's, and its values healpy's: see `tests/data/map_on_screen.py`.

use std::io::Read as _;

use glam::DVec2;
use nuscope_model::Equatorial;
use nuscope_render::{Projection, SkyView};
use nuscope_tests::data;
use nuscope_tests::headless::{self, state};

/// Points in each projection.
const POINTS: usize = 10_000;

/// Width and height of the sky on the screen.
const SIZE: (f64, f64) = (1280.0, 640.0);

/// Projection, right ascension and declination of the middle in degrees, half of the map's width in pixels.
const PROJECTIONS: [(Projection, f64, f64, f64); 4] = [
    (Projection::Hammer, 180.0, 0.0, 500.0),
    (Projection::Mollweide, 30.0, 0.0, 500.0),
    (Projection::PlateCarree, 266.4, 0.0, 560.0),
    (Projection::Globe, 95.0, -35.0, 300.0),
];

/// The table's values.
fn healpy() -> Vec<f64> {
    let packed = std::fs::read(data::own("map_on_screen.f64.gz")).unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(&packed[..])
        .read_to_end(&mut bytes)
        .unwrap();
    let numbers = bytes.as_chunks::<8>().0.iter();
    numbers.map(|number| f64::from_le_bytes(*number)).collect()
}

/// A place of the screen, counted as the script does.
fn place(number: usize) -> DVec2 {
    let share = |factor: f64| (number as f64 * factor).fract();
    DVec2::new(
        share(0.754_877_666_246_692_7) * SIZE.0,
        share(0.569_840_290_998_053_2) * SIZE.1,
    )
}

#[test]
fn values_under_points_of_the_screen_are_those_of_healpy() {
    let name = "skymaps/hese_59031_run00134244.evt000034406854.fits";
    let Some(path) = data::real(name) else { return };
    let window = headless::window(&[path.to_str().unwrap()], (900.0, 600.0));
    let maps = &state(&window).derived.maps;
    let healpy = healpy();
    assert_eq!(healpy.len(), POINTS * PROJECTIONS.len());
    let mut read = 0;
    for (wanted, (projection, ra_deg, dec_deg, half_px)) in healpy.chunks(POINTS).zip(PROJECTIONS) {
        let mut view = SkyView {
            projection,
            center_lon_rad: ra_deg.to_radians(),
            center_lat_rad: dec_deg.to_radians(),
            margin_px: DVec2::new(0.5 * SIZE.0 - half_px, 0.0),
            ..SkyView::default()
        };
        if projection == Projection::Globe {
            view.margin_px.y = 0.5 * SIZE.1 - half_px;
        }
        let found_half = view.extent(SIZE).1.x;
        assert!(
            (found_half - half_px).abs() < 1e-9,
            "{projection:?}: {found_half}"
        );
        for (place, wanted) in (1..=POINTS).map(place).zip(wanted) {
            // The way that the pointer's words go.
            let direction = view.sky_from_pixel(place, SIZE);
            let value =
                direction.and_then(|unit| maps.value_at(Equatorial::from_vector(unit), false));
            match value {
                // The map is of 32-bit numbers.
                Some(value) => assert_eq!(value as f32, *wanted as f32, "{projection:?} {place}"),
                None => assert!(wanted.is_nan(), "{projection:?} {place}: {wanted}"),
            }
            read += usize::from(value.is_some());
        }
    }
    println!("{read} values");
    assert!(read > 20_000);
}
