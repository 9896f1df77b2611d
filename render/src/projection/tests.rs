//! Projections against astropy and Matplotlib, and views against themselves.

#![allow(clippy::unwrap_used)]

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use glam::{DMat3, EulerRot};

use super::*;
use proptest::prelude::*;

const SIZE: (f64, f64) = (1000.0, 600.0);

fn unit(lon_rad: f64, lat_rad: f64) -> DVec3 {
    let (sin_lon, cos_lon) = lon_rad.sin_cos();
    DVec3::new(
        lat_rad.cos() * cos_lon,
        lat_rad.cos() * sin_lon,
        lat_rad.sin(),
    )
}

/// Point `index` of the sequence that `tests/data/make_projections.py` uses.
fn point(index: u32) -> DVec3 {
    let index = f64::from(index);
    let lon = TAU * ((index * 0.754_877_666_246_692_7 + 0.5).fract() - 0.5);
    let z = 2.0 * (index * 0.569_840_290_998_053_2 + 0.5).fract() - 1.0;
    unit(lon, z.asin())
}

#[test]
fn the_rows_stand_in_the_order_of_the_projections() {
    for (place, row) in ROWS.iter().enumerate() {
        assert_eq!(row.projection as usize, place);
        assert_eq!(Projection::from_key(row.key), Some(row.projection));
        // Saved states write the variant in lower case.
        assert_eq!(format!("{:?}", row.projection).to_lowercase(), row.key);
    }
    assert_eq!(Projection::from_key("mercator"), None);
    assert_eq!(Projection::default().name(), "Aitoff (Hammer)");
}

#[test]
fn all_of_100_000_places_are_those_of_astropy_and_matplotlib() {
    let (mut rows, mut blocks) = (0, 0);
    for line in include_str!("../../tests/data/projections.csv")
        .lines()
        .skip(1)
    {
        let fields: Vec<&str> = line.split(',').collect();
        let projection = Projection::from_key(fields[0]).unwrap();
        let numbers: Vec<f64> = fields[2..].iter().map(|n| n.parse().unwrap()).collect();
        let (first, count) = (numbers[0] as u32, numbers[1] as u32);
        let sum: DVec2 = (first..first + count)
            .filter_map(|index| projection.plane_from_unit(point(index)))
            .sum();
        let found = sum * projection.row().half_width_rad;
        let expected = DVec2::new(numbers[2], numbers[3]);
        // Matplotlib's Aitoff divides by the sine of a rounded arc cosine.
        let off = found.distance(expected);
        assert!(
            off < if count == 1 { 1e-8 } else { 1e-6 },
            "{line}: {found}, off by {off:e}"
        );
        (rows, blocks) = (
            rows + usize::from(count == 1),
            blocks + usize::from(count > 1),
        );
    }
    assert_eq!((rows, blocks), (2_333, 700));
}

#[test]
fn every_direction_comes_back_to_a_billionth() {
    for row in &ROWS {
        let mut seen = 0;
        for index in 0..100_000 {
            let direction = point(index);
            let Some(plane) = row.projection.plane_from_unit(direction) else {
                continue;
            };
            let Some(back) = row.projection.unit_from_plane(plane) else {
                // On the very edge rounding may put the place just outside.
                assert!(row.reach(plane) < 1.0 + 1e-14, "{}: {direction}", row.name);
                continue;
            };
            let off = back.distance(direction);
            // On the rim of the globe a place has no digits for what lies along the line of sight.
            let rim = row.projection == Projection::Globe && direction.x < 1e-6;
            assert!(
                off < 1e-9 || rim,
                "{}: {direction} off by {off:e}",
                row.name
            );
            seen += 1;
        }
        assert!(seen > 32_000, "{}: {seen}", row.name);
    }
}

#[test]
fn poles_seam_and_middle_come_back() {
    let hard = [
        DVec3::Z,
        -DVec3::Z,
        DVec3::X,
        unit(PI, 0.3),
        unit(-PI + 1e-12, -1.2),
        unit(1e-13, -1e-13),
        unit(2.0, FRAC_PI_2 - 1e-7),
        unit(3.0, 1e-9 - FRAC_PI_2),
    ];
    for row in &ROWS {
        for direction in hard {
            let Some(plane) = row.projection.plane_from_unit(direction) else {
                assert!(matches!(row.cut, Cut::Horizon { .. }));
                continue;
            };
            assert!(row.reach(plane) < 1.0 + 1e-12, "{}: {direction}", row.name);
            if let Some(back) = row.projection.unit_from_plane(plane) {
                let off = back.distance(direction);
                let rim = row.projection == Projection::Globe && direction.x < 1e-6;
                assert!(
                    off < if rim { 1e-7 } else { 1e-9 },
                    "{}: {direction} off by {off:e}",
                    row.name
                );
            }
        }
        let nowhere = [
            DVec2::new(f64::NAN, 0.0),
            DVec2::new(0.9, 1.1),
            DVec2::new(-1.01, 0.0),
        ];
        assert_eq!(
            nowhere.map(|plane| row.projection.unit_from_plane(plane)),
            [None; 3]
        );
    }
}

#[test]
fn two_projections_keep_areas_and_the_others_do_not() {
    // A square of 0.02 by 0.02 covers the same area anywhere.
    let area = |projection: Projection, lon: f64, lat: f64| {
        let at = |dx: f64, dy: f64| {
            let step = DVec2::new(0.01 * dx / lat.cos(), 0.01 * dy);
            projection
                .plane_from_unit(unit(lon + step.x, lat + step.y))
                .unwrap()
        };
        let plane = (at(1.0, 0.0) - at(-1.0, 0.0)).perp_dot(at(0.0, 1.0) - at(0.0, -1.0));
        plane * projection.row().half_width_rad.powi(2) / 4e-4
    };
    for (lon, lat) in [(1.0, 0.2), (-0.7, 0.9), (0.4, -0.8)] {
        for projection in Projection::all() {
            let ratio = area(projection, lon, lat);
            let equal = matches!(projection, Projection::Hammer | Projection::Mollweide);
            assert_eq!(
                (ratio - 1.0).abs() < 2e-3,
                equal,
                "{}: {ratio}",
                projection.name()
            );
        }
    }
}

#[test]
fn right_ascension_grows_to_the_left_and_declination_up() {
    for projection in Projection::all() {
        let view = SkyView {
            projection,
            center_lon_rad: 0.0,
            ..Default::default()
        };
        let middle = view.pixel_from_sky(DVec3::X, SIZE).unwrap();
        assert!(middle.distance(DVec2::new(500.0, 300.0)) < 1e-9);
        let east = view.pixel_from_sky(unit(0.3, 0.0), SIZE).unwrap();
        assert!(east.x < 500.0 && (east.y - 300.0).abs() < 1e-9);
        let north = view.pixel_from_sky(unit(0.0, 0.3), SIZE).unwrap();
        assert!(north.y < 300.0 && (north.x - 500.0).abs() < 1e-9);
        let mirrored = SkyView {
            east_left: false,
            ..view
        };
        assert!(mirrored.pixel_from_sky(unit(0.3, 0.0), SIZE).unwrap().x > 500.0);
        // Rolled by a quarter, east is up.
        let rolled = SkyView {
            roll_rad: FRAC_PI_2,
            ..view
        };
        let east = rolled.pixel_from_sky(unit(0.3, 0.0), SIZE).unwrap();
        assert!(east.y < 300.0 && (east.x - 500.0).abs() < 1e-9, "{east}");
    }
}

#[test]
fn the_whole_map_fits_between_the_margins() {
    for projection in Projection::all() {
        let view = SkyView {
            projection,
            ..Default::default()
        };
        for size in [SIZE, (400.0, 900.0), (1600.0, 300.0)] {
            let (middle, half) = view.extent(size);
            let free = middle - half - view.margin_px;
            assert!(
                free.x > -1e-9 && free.y > -1e-9 && free.min_element() < 1e-9,
                "{free}"
            );
        }
        assert!(view.extent((0.0, 0.0)).1.y > 0.0);
        assert_eq!(view.sky_from_pixel(DVec2::new(2.0, 2.0), SIZE), None);
    }
}

#[test]
fn clamping_repairs_any_view() {
    let mut view = SkyView {
        center_lon_rad: f64::NAN,
        center_lat_rad: 9.0,
        roll_rad: f64::INFINITY,
        pan: DVec2::new(1e9, f64::NAN),
        zoom: -3.0,
        ..Default::default()
    };
    view.clamp();
    let repaired = SkyView {
        center_lat_rad: FRAC_PI_2,
        ..Default::default()
    };
    assert_eq!(view, repaired);
}

#[test]
fn neighbours_of_a_twentieth_of_an_arc_second_are_told_apart() {
    for projection in Projection::all() {
        let view = SkyView {
            projection,
            center_lon_rad: 5.0,
            center_lat_rad: -0.7,
            zoom: SkyView::LARGEST_ZOOM,
            ..Default::default()
        };
        let step = view.rad_per_px(SIZE);
        for pixel in [DVec2::new(500.0, 300.0), DVec2::new(20.0, 580.0)] {
            let at = view.sky_from_pixel(pixel, SIZE).unwrap();
            let beside = view.sky_from_pixel(pixel + DVec2::X, SIZE).unwrap();
            let apart = at.distance(beside) / step;
            // In its middle, Mollweide's map is a ninth too high and a tenth too narrow.
            let expected = if projection == Projection::Mollweide {
                1.1107
            } else {
                1.0
            };
            assert!(
                (apart - expected).abs() < 1e-3,
                "{}: {apart}",
                projection.name()
            );
            let back = view.pixel_from_sky(at, SIZE).unwrap();
            assert!(back.distance(pixel) < 1e-6, "{}: {back}", projection.name());
        }
    }
}

prop_compose! {
    fn views()(
        projection in 0..ROWS.len(),
        lon in 0.0..TAU,
        lat in -FRAC_PI_2..FRAC_PI_2,
        roll_rad in -PI..PI,
        north_locked: bool,
        east_left: bool,
        zoom in 1.0..50.0_f64,
        frame in (-PI..PI, -PI..PI, -PI..PI),
        turned: bool,
    ) -> SkyView {
        let (a, b, c) = frame;
        let frame = DMat3::from_euler(EulerRot::ZXZ, a, b, c);
        SkyView {
            projection: ROWS[projection].projection,
            frame_from_sky: if turned { frame } else { DMat3::IDENTITY },
            center_lon_rad: lon,
            center_lat_rad: lat,
            roll_rad,
            north_locked,
            east_left,
            zoom,
            ..Default::default()
        }
    }
}

proptest! {
    #[test]
    fn every_direction_of_every_view_comes_back(
        mut view in views(), lon in -PI..PI, z in -1.0..1.0_f64, pan in (-1.0..1.0_f64, -0.5..0.5_f64),
    ) {
        view.pan = DVec2::from(pan);
        view.clamp();
        let direction = unit(lon, z.asin());
        if let Some(pixel) = view.pixel_from_sky(direction, SIZE)
            && let Some(back) = view.sky_from_pixel(pixel, SIZE)
        {
            prop_assert!(back.distance(direction) < 1e-6, "{}", back.distance(direction));
        }
    }

    #[test]
    fn a_rotation_matrix_and_its_angles_agree(view in views(), other in views()) {
        let mut taken = other;
        taken.set_view_from_sky(view.view_from_sky());
        let off = taken.view_from_sky() - view.view_from_sky();
        prop_assert!(off.to_cols_array().iter().all(|entry| entry.abs() < 1e-12), "{off:?}");
    }

    #[test]
    fn what_is_taken_hold_of_stays_under_the_pointer(
        mut view in views(), from in (0.0..1.0_f64, 0.0..1.0_f64), to in (0.0..1.0_f64, 0.0..1.0_f64),
    ) {
        // Both places lie well inside the map and the picture.
        let (middle, half) = view.extent(SIZE);
        let within = |(x, y): (f64, f64)| middle + (1.4 * DVec2::new(x - 0.5, y - 0.5) * half).clamp_length_max(250.0);
        let (from, to) = (within(from), within(to));
        let held = view.sky_from_pixel(from, SIZE);
        prop_assume!(held.is_some());
        let held = held.unwrap();
        let roll_rad = view.roll_rad;
        view.drag_by(to - from, to, SIZE);
        let lies = view.pixel_from_sky(held, SIZE).map_or(f64::INFINITY, |at| at.distance(to));
        // With north locked, the sky cannot be turned past its poles.
        let stopped = view.north_locked && view.center_lat_rad.abs() > FRAC_PI_2 - 1e-9;
        let unreachable = view.north_locked && {
            let wanted = view.projection.unit_from_plane(view.plane_from_pixel(to, SIZE)).unwrap();
            let (sin, cos) = roll_rad.sin_cos();
            wanted.x.hypot(cos * wanted.z - sin * wanted.y) < (view.frame_from_sky * held).z.abs()
        };
        prop_assert!(lies < 1e-4 || stopped || unreachable, "{lies} px from the pointer");
        prop_assert!(!view.north_locked || view.roll_rad == roll_rad);
    }

    #[test]
    fn magnifying_keeps_what_is_under_the_cursor(
        mut view in views(), at in (0.3..0.7_f64, 0.3..0.7_f64), factor in 1.0..20.0_f64, paper: bool,
    ) {
        let cursor = DVec2::new(at.0 * SIZE.0, at.1 * SIZE.1);
        view.north_locked &= paper;
        if let Some(before) = view.sky_from_pixel(cursor, SIZE) {
            if paper {
                view.zoom_at(factor.min(400.0 / view.zoom), cursor, SIZE);
            } else {
                view.zoom_about(factor, cursor, SIZE);
            }
            let after = view.sky_from_pixel(cursor, SIZE).unwrap();
            prop_assert!(before.distance(after) < 1e-6, "{}", before.distance(after));
        }
    }

    #[test]
    fn the_sky_turns_as_a_whole_with_the_frame(view in views(), lon in -PI..PI, z in -1.0..1.0_f64) {
        let direction = unit(lon, z.asin());
        let plain = SkyView { frame_from_sky: DMat3::IDENTITY, ..view };
        let place = view.pixel_from_sky(direction, SIZE);
        let turned = plain.pixel_from_sky(view.frame_from_sky * direction, SIZE);
        prop_assert_eq!(place.is_some(), turned.is_some());
        if let (Some(place), Some(turned)) = (place, turned) {
            // At the seam a rounding decides on the side.
            let seam = (plain.view_from_sky() * (view.frame_from_sky * direction)).y.abs() < 1e-9;
            prop_assert!(place.distance(turned) < 1e-6 || seam);
        }
    }

    #[test]
    fn a_view_on_its_way_leaves_there_and_arrives_here(mut from in views(), to in views(), share in 0.0..1.0_f64) {
        from.projection = to.projection;
        let same = |a: &SkyView, b: &SkyView| {
            a.view_from_sky().abs_diff_eq(b.view_from_sky(), 1e-9) && (a.zoom / b.zoom - 1.0).abs() < 1e-9
        };
        prop_assert!(same(&to.on_its_way_from(&from, 0.0), &from));
        prop_assert!(same(&to.on_its_way_from(&from, 1.0), &to));
        let middle = |view: &SkyView| view.view_from_sky().row(0);
        from.frame_from_sky = to.frame_from_sky;
        let way = to.on_its_way_from(&from, share);
        let (before, all) = (middle(&way).angle_between(middle(&from)), middle(&to).angle_between(middle(&from)));
        prop_assert!((before - share * all).abs() < 1e-6, "{before} of {all} at {share}");
    }
}
