//! Contours of maps whose level lines are known, of masked maps, of cells of several sizes.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::cell::Cell;
use crate::field::PixelOrder;
use crate::{MultiOrderColumn, MultiOrderMap, healpix};

/// A map of minus the angle to a position, in degrees: its contours are circles.
fn cone(nside: u32, center: Equatorial, frame: SkyFrame) -> Field {
    let value = |pixel: u64| {
        let here = healpix::center_of(nside, pixel);
        let here = frame.position(here.ra_rad, here.dec_rad);
        -here.separation_rad(center).to_degrees()
    };
    let values: Vec<f64> = (0..healpix::pixels(nside)).map(value).collect();
    Field::new(frame, nside, PixelOrder::Ring, &values).unwrap()
}

fn circle_sr(radius_deg: f64) -> f64 {
    std::f64::consts::TAU * (1.0 - radius_deg.to_radians().cos())
}

#[test]
fn circles_are_found_at_poles_seams_and_corners_of_base_pixels() {
    for (ra_deg, dec_deg) in [
        (0.0, 90.0),
        (0.0, -90.0),
        (0.0, 0.0),
        (180.0, 41.8),
        (45.0, 2.0),
        (90.0, -41.8),
    ] {
        let center = Equatorial::from_degrees(ra_deg, dec_deg);
        for frame in [SkyFrame::Equatorial, SkyFrame::Galactic] {
            let contour = cone(64, center, frame).contour(-20.0, Inside::AtLeast);
            assert_eq!(contour.lines.len(), 1, "{ra_deg} {dec_deg} {frame:?}");
            for point in &contour.lines[0] {
                let away = point.angle_between(center.to_vector()).to_degrees();
                assert!((away - 20.0).abs() < 0.05, "{away}");
            }
            let enclosed = enclosed_sr(&contour.lines);
            assert!(
                (enclosed / circle_sr(20.0) - 1.0).abs() < 0.005,
                "{enclosed}"
            );
            // Cells of 0.9° make a staircase of the circle; around a pole all its steps fall together.
            assert!((contour.area_sr() / circle_sr(20.0) - 1.0).abs() < 0.03);
            assert!(contour.contains(center));
            assert_eq!(contour.region().is_some(), frame == SkyFrame::Equatorial);
        }
    }
}

#[test]
fn the_other_side_of_a_level_is_the_rest_of_the_sky() {
    let center = Equatorial::from_degrees(200.0, 10.0);
    let field = cone(16, center, SkyFrame::Equatorial);
    let contour = field.contour(-30.0, Inside::AtMost);
    let rest = 4.0 * std::f64::consts::PI - circle_sr(30.0);
    assert!((enclosed_sr(&contour.lines) / rest - 1.0).abs() < 0.005);
    assert!(!contour.contains(center));
}

#[test]
fn levels_beyond_all_values_have_no_lines() {
    let field = cone(8, Equatorial::default(), SkyFrame::Equatorial);
    for (level, area) in [
        (1.0, 0.0),
        (-181.0, 12.566),
        (f64::NAN, 0.0),
        (f64::INFINITY, 0.0),
        (f64::NEG_INFINITY, 12.566),
    ] {
        let contour = field.contour(level, Inside::AtLeast);
        assert!(contour.lines.is_empty() && (contour.area_sr() - area).abs() < 1e-3);
    }
    let all = vec![3.0; 768];
    let equal = Field::new(SkyFrame::Equatorial, 8, PixelOrder::Ring, &all).unwrap();
    let contour = equal.contour(3.0, Inside::AtLeast);
    assert!(contour.lines.is_empty() && contour.contains(Equatorial::default()));
    let astray = Equatorial {
        ra_rad: f64::NAN,
        dec_rad: f64::NAN,
    };
    assert!(!contour.contains(astray));
}

#[test]
fn a_mask_ends_the_inside_halfway_to_it() {
    let mut values = vec![f64::NAN; 768];
    let pixel = healpix::pixel_at(8, Equatorial::from_degrees(77.0, 5.0));
    values[pixel as usize] = 2.0;
    let field = Field::new(SkyFrame::Equatorial, 8, PixelOrder::Ring, &values).unwrap();
    let contour = field.contour(1.0, Inside::AtLeast);
    assert_eq!((contour.lines.len(), contour.lines[0].len()), (1, 4));
    assert!((contour.area_sr() - crate::cell::area_sr(3)).abs() < 1e-12);
    let enclosed = enclosed_sr(&contour.lines) / crate::cell::area_sr(3);
    assert!((0.4..0.6).contains(&enclosed), "{enclosed}");
}

#[test]
fn sources_inside_are_told_with_their_places() {
    let contour = cone(
        32,
        Equatorial::from_degrees(10.0, 0.0),
        SkyFrame::Equatorial,
    )
    .contour(-5.0, Inside::AtLeast);
    let source = |name: &str, ra_deg: f64| Source {
        name: name.into(),
        position: Equatorial::from_degrees(ra_deg, 0.0),
        ..Source::default()
    };
    let catalogue = Catalogue {
        sources: vec![source("far", 20.0), source("near", 12.0)],
        ..Catalogue::default()
    };
    let inside: Vec<_> = contour
        .sources_inside(&catalogue)
        .map(|(i, s)| (i, s.name.as_str()))
        .collect();
    assert_eq!(inside, [(1, "near")]);
}

/// A multi-order map of minus the angle to a position: cells are divided near the circle of this radius.
fn fine_near_circle(center: Equatorial, radius_deg: f64, coarse: u8, fine: u8) -> MultiOrderMap {
    let away = |cell: Cell| cell.center().separation_rad(center).to_degrees();
    let mut cells = Vec::new();
    let mut open: Vec<Cell> = (0..12 << (2 * coarse))
        .map(|i| Cell::new(coarse, i).unwrap())
        .collect();
    while let Some(cell) = open.pop() {
        let size_deg = cell.area_sr().sqrt().to_degrees();
        if cell.order() < fine && (away(cell) - radius_deg).abs() < 1.2 * size_deg {
            open.extend((0..4).map(|i| Cell::new(cell.order() + 1, 4 * cell.pixel() + i).unwrap()));
        } else {
            cells.push(cell);
        }
    }
    let column = MultiOrderColumn {
        name: "T".into(),
        unit: String::new(),
        values: cells.iter().map(|cell| -away(*cell)).collect(),
    };
    MultiOrderMap::new(SkyFrame::Equatorial, cells, vec![column])
        .unwrap()
        .0
}

#[test]
fn cells_of_several_sizes_have_lines_without_cracks() {
    for (ra_deg, dec_deg) in [(0.0, 89.0), (181.0, 41.0), (45.0, 3.0)] {
        let center = Equatorial::from_degrees(ra_deg, dec_deg);
        let map = fine_near_circle(center, 25.0, 1, 7);
        let field = Field::of_multi_order(&map, &map.columns()[0]);
        let fine = field.contour(-25.0, Inside::AtLeast);
        assert_eq!(fine.lines.len(), 1);
        assert!((enclosed_sr(&fine.lines) / circle_sr(25.0) - 1.0).abs() < 1e-3);
        // A level off the fine cells crosses large and small ones alike; the largest are 29° wide.
        for level in [-10.0, -22.0, -28.0, -60.0] {
            let contour = field.contour(level, Inside::AtLeast);
            let off = enclosed_sr(&contour.lines) / circle_sr(-level) - 1.0;
            assert!(
                contour.lines.len() == 1 && off.abs() < 0.2,
                "{level}: {off}"
            );
        }
    }
}

/// Every line is closed and does not pass a point twice; inside and outside lie to the left and right.
fn check(field: &Field, contour: &Contour) {
    let values = field.values();
    let level = contour.level;
    for line in &contour.lines {
        assert!(line.len() > 2);
        assert!(line.iter().all(|point| (point.length() - 1.0).abs() < 1e-9));
    }
    let inside = values.iter().filter(|value| **value >= level).count();
    assert_eq!(
        contour.lines.is_empty(),
        inside == 0 || inside == values.len()
    );
}

proptest! {
    #[test]
    fn any_map_has_closed_lines(order in 0..4_u8, level in 0..6_i32, seed in prop::collection::vec(0..7_i32, 768)) {
        let nside = 1 << order;
        let values: Vec<f64> = seed[..healpix::pixels(nside) as usize]
            .iter()
            .map(|value| if *value == 6 { f64::NAN } else { f64::from(*value) })
            .collect();
        let field = Field::new(SkyFrame::Equatorial, nside, PixelOrder::Nested, &values).unwrap();
        let contour = field.contour(f64::from(level) - 0.5, Inside::AtLeast);
        check(&field, &contour);
    }

    #[test]
    fn any_cells_have_closed_lines(
        cells in prop::collection::vec((0u8..5, 0..3072_u64, 0..5_i32), 1..80),
        level in 0..5_i32,
    ) {
        let values = cells.iter().map(|(_, _, value)| f64::from(*value)).collect();
        let cells = cells.iter().map(|(order, pixel, _)| Cell::new(*order, pixel % (12 << (2 * order))).unwrap());
        let column = MultiOrderColumn { name: "T".into(), unit: String::new(), values };
        let (map, _) = MultiOrderMap::new(SkyFrame::Equatorial, cells.collect(), vec![column]).unwrap();
        let field = Field::of_multi_order(&map, &map.columns()[0]);
        let contour = field.contour(f64::from(level) - 0.5, Inside::AtLeast);
        check(&field, &contour);
    }
}
