//! No stroke crosses the map, and areas are as large as they are on the sky.

#![allow(clippy::unwrap_used)]

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use glam::{DMat3, DVec2, DVec3};
use proptest::prelude::*;

use super::*;
use crate::projection::{Projection, ROWS, SkyView};

const SIZE: (f64, f64) = (1000.0, 600.0);

fn unit(lon_rad: f64, lat_rad: f64) -> DVec3 {
    DVec3::new(
        lat_rad.cos() * lon_rad.cos(),
        lat_rad.cos() * lon_rad.sin(),
        lat_rad.sin(),
    )
}

fn area(rings: &[Vec<DVec2>]) -> f64 {
    let shoelace = |ring: &Vec<DVec2>| -> f64 {
        (0..ring.len())
            .map(|i| 0.5 * ring[i].perp_dot(ring[(i + 1) % ring.len()]))
            .sum()
    };
    rings.iter().map(shoelace).sum::<f64>().abs()
}

fn filled(rings: &[Vec<DVec2>]) -> f64 {
    let triangles = triangles(rings);
    triangles
        .iter()
        .map(|[a, b, c]| 0.5 * (*b - *a).perp_dot(*c - *a).abs())
        .sum()
}

/// Every chord of the strokes is short on the sphere too, ends on the map, and follows the curve.
fn follow(view: &SkyView, pieces: &[Vec<DVec2>], from_curve: impl Fn(DVec3) -> f64) {
    for piece in pieces {
        for pair in piece.windows(2) {
            for share in [0.0, 0.3, 0.5, 0.7, 1.0] {
                let at = pair[0].lerp(pair[1], share);
                let plane = view.plane_from_pixel(at, SIZE);
                let reach = view.projection.row().reach(plane);
                assert!(reach < 1.01, "{view:?}: {at} is beside the map");
                // Close to the border a tenth of a pixel may be far on the sphere.
                if reach > 0.98 {
                    continue;
                }
                let unit = view.sky_from_pixel(at, SIZE).unwrap();
                let off = from_curve(unit) / view.rad_per_px(SIZE);
                assert!(
                    off < 3.0,
                    "{view:?}: {at} is {off} px from the curve, of {pair:?}"
                );
            }
        }
    }
}

prop_compose! {
    fn views()(
        projection in 0..ROWS.len(),
        lon in 0.0..TAU,
        lat in -FRAC_PI_2..FRAC_PI_2,
        roll_rad in -PI..PI,
        east_left: bool,
        zoom in prop_oneof![Just(1.0), 1.0..30.0_f64, Just(5_000.0)],
    ) -> SkyView {
        SkyView {
            projection: ROWS[projection].projection,
            center_lon_rad: lon,
            center_lat_rad: lat,
            roll_rad,
            east_left,
            zoom,
            ..Default::default()
        }
    }
}

fn direction() -> impl Strategy<Value = DVec3> {
    (0.0..TAU, -1.0..1.0_f64).prop_map(|(lon, z)| unit(lon, z.asin()))
}

proptest! {
    #[test]
    fn no_stroke_of_a_circle_crosses_the_map(view in views(), center in direction(), radius in 0.001..3.1_f64) {
        let pieces = circle(&view, SIZE, center, radius);
        follow(&view, &pieces, |unit| (unit.angle_between(center) - radius).abs());
    }

    #[test]
    fn no_stroke_of_a_great_circle_crosses_the_map(view in views(), from in direction(), to in direction()) {
        prop_assume!(from.cross(to).length() > 1e-3);
        let normal = from.cross(to).normalize();
        let pieces = polyline(&view, SIZE, &[from, to]);
        follow(&view, &pieces, |unit| unit.dot(normal).asin().abs());
    }

    #[test]
    fn a_circle_has_its_area_wherever_it_lies(
        mollweide: bool, lon in 0.0..TAU, lat in -FRAC_PI_2..FRAC_PI_2, roll_rad in -PI..PI,
        center in direction(), radius in 0.02..3.1_f64,
    ) {
        let view = SkyView {
            projection: if mollweide { Projection::Mollweide } else { Projection::Hammer },
            center_lon_rad: lon, center_lat_rad: lat, roll_rad,
            ..Default::default()
        };
        let half = view.extent(SIZE).1;
        let expected = 0.5 * (1.0 - radius.cos()) * PI * half.x * half.y;
        let rings = Patch::circle(center, radius).unwrap().rings(&view, SIZE);
        // Chords lie within a tenth of a pixel of borders some hundred pixels long.
        let tolerance = 120.0;
        prop_assert!((area(&rings) - expected).abs() < tolerance, "{} of {expected}", area(&rings));
        prop_assert!((filled(&rings) - expected).abs() < tolerance, "{} of {expected}", filled(&rings));
    }

    #[test]
    fn a_polygon_has_its_area_wherever_it_lies(
        lon in 0.0..TAU, lat in -FRAC_PI_2..FRAC_PI_2, at in direction(), size in 0.05..1.0_f64,
    ) {
        let view = SkyView { center_lon_rad: lon, center_lat_rad: lat, ..Default::default() };
        let half = view.extent(SIZE).1;
        let side = at.any_orthonormal_vector();
        let corners: Vec<DVec3> = (0..3).map(|i| {
            let (sin, cos) = (f64::from(i) * TAU / 3.0).sin_cos();
            size.cos() * at + size.sin() * (cos * side + sin * at.cross(side))
        }).collect();
        // Girard: the excess of the three equal angles; cos A = cot a tan(a/2) of the side a.
        let a = corners[0].angle_between(corners[1]);
        let excess = 3.0 * ((0.5 * a).tan() / a.tan()).acos() - PI;
        let expected = excess / (4.0 * PI) * PI * half.x * half.y;
        let patch = Patch::polygon(&corners).unwrap();
        prop_assert!(patch.contains(at) && !patch.contains(-at));
        let rings = patch.rings(&view, SIZE);
        prop_assert!((area(&rings) - expected).abs() < 120.0, "{} of {expected}", area(&rings));
        let turned: Vec<DVec3> = corners.iter().rev().copied().collect();
        prop_assert!((area(&Patch::polygon(&turned).unwrap().rings(&view, SIZE)) - expected).abs() < 120.0);
    }

    #[test]
    fn a_filled_circle_holds_the_pixels_that_are_inside(
        view in views(), center in direction(), radius in 0.02..3.1_f64,
    ) {
        let rings = Patch::circle(center, radius).unwrap().rings(&view, SIZE);
        let inside = |at: DVec2| {
            let sides = rings.iter().flat_map(|ring| (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()])));
            sides.filter(|(a, b)| (a.y > at.y) != (b.y > at.y))
                .filter(|(a, b)| at.x < a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x))
                .count() % 2 == 1
        };
        for i in 0..20 {
            for j in 0..12 {
                let at = DVec2::new(25.3 + 50.0 * f64::from(i), 25.7 + 50.0 * f64::from(j));
                let Some(unit) = view.sky_from_pixel(at, SIZE) else { continue };
                let margin = (unit.angle_between(center) - radius).abs() / view.rad_per_px(SIZE);
                let near_border = view.projection.row().reach(view.plane_from_pixel(at, SIZE)) > 0.98;
                if margin > 3.0 && !near_border {
                    prop_assert_eq!(inside(at), unit.angle_between(center) < radius, "{:?} at {}", view, at);
                }
            }
        }
    }
}

#[test]
fn circles_at_the_seam_and_around_poles_are_cut_as_they_should() {
    let view = SkyView {
        center_lon_rad: 0.0,
        ..Default::default()
    };
    let flat = SkyView {
        projection: Projection::PlateCarree,
        ..view
    };
    // Around the place opposite the middle: half on either side.
    let rings = Patch::circle(unit(PI, 0.0), 0.3)
        .unwrap()
        .rings(&view, SIZE);
    assert_eq!(rings.len(), 2);
    assert_eq!(circle(&view, SIZE, unit(PI, 0.0), 0.3).len(), 2);
    // Around the pole: a cap, whose border is one stroke from side to side.
    for view in [view, flat] {
        let cap = Patch::circle(DVec3::Z, 0.4).unwrap().rings(&view, SIZE);
        assert_eq!(cap.len(), 1);
        assert_eq!(
            view.pixel_from_sky(unit(0.0, 1.5), SIZE)
                .map(|at| at.y < 100.0),
            Some(true)
        );
    }
    let half = flat.extent(SIZE).1;
    let cap = Patch::circle(DVec3::Z, 0.4).unwrap().rings(&flat, SIZE);
    let expected = 2.0 * half.x * (0.4 / PI) * half.x;
    assert!(
        (area(&cap) - expected).abs() < 1.0,
        "{} of {expected}",
        area(&cap)
    );
    // A polygon with a side in the seam itself, and one with a corner at the pole.
    let corners = [(150.0, -20.0), (180.0, -20.0), (180.0, 20.0), (150.0, 20.0)];
    let corners = corners.map(|(lon, lat): (f64, f64)| unit(lon.to_radians(), lat.to_radians()));
    let rings = Patch::polygon(&corners).unwrap().rings(&flat, SIZE);
    let wide = half.x / 6.0;
    let high = 2.0 * half.y * 40.0 / 180.0;
    // Great circles between equal latitudes bulge towards the pole.
    let ratio = area(&rings) / (wide * high);
    assert!((1.01..1.03).contains(&ratio), "{ratio}");
    let corners = [unit(2.9, 1.2), unit(-2.9, 1.2), DVec3::Z];
    assert!(area(&Patch::polygon(&corners).unwrap().rings(&view, SIZE)) > 1.0);
    // Meridians through both poles, and the seam itself.
    for lon in [0.0, 1.0, PI] {
        let meridian = SkyArc::meridian(DMat3::IDENTITY, lon, -FRAC_PI_2, FRAC_PI_2);
        for view in [view, flat] {
            let pieces = trace(&view, SIZE, &meridian);
            assert_eq!(pieces.len(), 1, "{lon}");
            let (first, last) = (pieces[0][0], pieces[0][pieces[0].len() - 1]);
            assert!((first.y - last.y - 2.0 * view.extent(SIZE).1.y).abs() < 0.01);
        }
    }
    // Over the pole, where plate carrée goes on elsewhere.
    let over = SkyArc::meridian(DMat3::IDENTITY, 1.0, 1.2, 2.0);
    assert_eq!(trace(&flat, SIZE, &over).len(), 2);
    assert_eq!(trace(&view, SIZE, &over).len(), 1);
}

#[test]
fn what_is_no_area_is_none() {
    assert_eq!(Patch::polygon(&[DVec3::X, DVec3::Y]), None);
    assert_eq!(Patch::polygon(&[DVec3::X, DVec3::Y, DVec3::X]), None);
    assert_eq!(Patch::circle(DVec3::X, -0.1), None);
    assert_eq!(Patch::circle(DVec3::NAN, 0.1), None);
    let view = SkyView::default();
    assert!(polyline(&view, SIZE, &[DVec3::X, -DVec3::X, DVec3::ZERO]).is_empty());
    assert!(triangles(&[]).is_empty());
}
