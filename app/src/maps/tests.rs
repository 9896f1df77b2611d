//! Tests of what follows from the open maps.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::time::{Duration, Instant};

use nuscope_model::contour::SQUARE_DEGREES;
use nuscope_model::{Catalogue, Cell, MapColumn, MultiOrderColumn, SkyFrame, Source, healpix};

use super::*;
use crate::view::ContourKind;

/// A map of test statistics with a round hill of this height at a place; it falls as a parabola.
fn hill(nside: u32, height: f64, ra_deg: f64, dec_deg: f64) -> SkyMap {
    let top = Equatorial::from_degrees(ra_deg, dec_deg);
    let value = |pixel: u64| {
        let away = healpix::center_of(nside, pixel)
            .separation_rad(top)
            .to_degrees();
        (height - 0.05 * away * away).max(-5.0) as f32
    };
    map(
        nside,
        "TS",
        (0..healpix::pixels(nside)).map(value).collect(),
    )
}

fn map(nside: u32, name: &str, values: Vec<f32>) -> SkyMap {
    let column = MapColumn {
        name: name.into(),
        unit: String::new(),
        values,
    };
    SkyMap {
        nside,
        columns: vec![column],
        provenance: Vec::new(),
    }
}

fn open(document: &mut Document, name: &str, map: SkyMap) {
    document.put_map(OpenMap::of_file(Path::new(name), Arc::new(map), None));
}

fn of(document: &Document, view: &View) -> Maps {
    let mut maps = Maps::default();
    maps.update(document, view, None);
    maps
}

fn source(name: &str, ra_deg: f64, dec_deg: f64) -> Source {
    Source {
        name: name.into(),
        position: Equatorial::from_degrees(ra_deg, dec_deg),
        ..Source::default()
    }
}

#[test]
fn contours_have_areas_and_the_sources_of_shown_catalogues() {
    let mut document = Document::default();
    open(&mut document, "a.fits", hill(64, 30.0, 359.0, 10.0));
    for (name, sources) in [
        (
            "near",
            vec![source("A", 0.5, 10.0), source("", 359.0, 14.0)],
        ),
        (
            "far",
            vec![source("B", 359.0, 19.0), source("C", 100.0, 10.0)],
        ),
    ] {
        document.catalogues.push(Arc::new(Catalogue {
            name: name.into(),
            sources,
            ..Catalogue::default()
        }));
    }
    let mut view = View::default();
    assert!(of(&document, &view).contours().is_none());
    view.sky.maps.contours.on = true;
    let maps = of(&document, &view);
    let contours = maps.contours().unwrap();
    assert_eq!(contours.kind, Some(ContourKind::Likelihood));
    for (made, share) in contours.made.iter().zip([0.5, 0.9, 0.99_f64]) {
        // 2 ΔlnL = 0.05 r² falls by −2 ln(1 − share): a circle.
        let radius = (-2.0 * (1.0 - share).ln() / 0.05).sqrt().to_radians();
        let area = std::f64::consts::TAU * (1.0 - radius.cos()) * SQUARE_DEGREES;
        assert!(
            (made.area_deg2 / area - 1.0).abs() < 0.06,
            "{}: {} of {area}",
            made.label,
            made.area_deg2
        );
    }
    let labels: Vec<_> = contours
        .made
        .iter()
        .map(|made| made.label.as_str())
        .collect();
    assert_eq!(labels, ["50 %", "90 %", "99 %"]);
    let inside = maps.inside().unwrap();
    let found: Vec<_> = inside
        .sources
        .iter()
        .map(|source| (source.name.as_str(), source.contour))
        .collect();
    assert_eq!(found, [("A", 0), ("RA 359.00° Dec +14.00°", 0), ("B", 1)]);
    assert_eq!(inside.counts, [2, 3, 3]);
    assert!((inside.sources[2].away_deg - 9.0).abs() < 1.0);
    view.sky.hidden_catalogues.push("near".into());
    assert_eq!(of(&document, &view).inside().unwrap().counts, [0, 1, 1]);
    view.sky.map = false;
    assert!(of(&document, &view).contours().is_none());
}

#[test]
fn levels_of_values_have_the_hotter_side_inside() {
    let mut document = Document::default();
    let p: Vec<f32> = (0..768)
        .map(|pixel| if pixel < 3 { 1e-4 } else { 0.5 })
        .collect();
    open(&mut document, "p.fits", map(8, "P_LOCAL", p));
    let mut view = View::default();
    view.sky.map_quantity = MapQuantity::Column("P_LOCAL".into());
    view.sky.maps.contours.on = true;
    view.sky.maps.contours.values = vec![1e-3];
    let maps = of(&document, &view);
    let made = &maps.contours().unwrap().made[0];
    assert!(
        (made.area_deg2 - 3.0 * SQUARE_DEGREES * 4.0 * std::f64::consts::PI / 768.0).abs() < 1e-6
    );
    view.sky.map_quantity = MapQuantity::MinusLog10P;
    view.sky.maps.contours.values = vec![3.0];
    let maps = of(&document, &view);
    assert_eq!(maps.contours().unwrap().made[0].area_deg2, made_area(&maps));
    let spot = maps.spots().unwrap().found[0];
    assert_eq!((spot.north, spot.rank), (true, 1));
    let (p, calibrated) = spot.p.unwrap();
    assert!((p - 1e-4).abs() < 1e-9 && !calibrated);
    assert_eq!(spot.p_words().unwrap(), "p 1.0e−4, not calibrated");
}

fn made_area(maps: &Maps) -> f64 {
    let made = &maps.contours().unwrap().made[0];
    let pixels = (made.area_deg2 / SQUARE_DEGREES / (4.0 * std::f64::consts::PI) * 768.0).round();
    assert_eq!(pixels, 3.0);
    made.area_deg2
}

#[test]
fn hot_spots_are_those_of_each_hemisphere_and_apart() {
    let mut document = Document::default();
    let (north, south) = (hill(32, 25.0, 80.0, 40.0), hill(32, 12.0, 200.0, -30.0));
    let values = north.columns[0].values.iter().zip(&south.columns[0].values);
    let values = values.map(|(a, b)| a.max(*b)).collect();
    open(&mut document, "two.fits", map(32, "TS", values));
    let mut view = View::default();
    let words = |view: &View| -> Vec<String> {
        let maps = of(&document, view);
        maps.spots()
            .unwrap()
            .found
            .iter()
            .map(|spot| format!("{}: {:.0}", spot.words(), spot.value))
            .collect()
    };
    assert_eq!(
        words(&view),
        ["hottest of the north: 25", "hottest of the south: 12"]
    );
    view.sky.maps.spots.on = false;
    assert!(of(&document, &view).spots().is_none());
    let mut flat = Document::default();
    open(&mut flat, "flat.fits", map(8, "TS", vec![0.0; 768]));
    let maps = of(&flat, &View::default());
    let spots = maps.spots().unwrap();
    assert!(spots.found.is_empty() && spots.remark.as_ref().unwrap().contains("no hot spot"));
}

#[test]
fn maps_of_cells_are_read_and_contoured_on_their_cells() {
    let cells = vec![
        Cell::new(0, 4).unwrap(),
        Cell::new(2, 80).unwrap(),
        Cell::new(2, 81).unwrap(),
    ];
    let column = MultiOrderColumn {
        name: "PROBDENSITY".into(),
        unit: "sr-1".into(),
        values: vec![0.1, 3.0, 9.0],
    };
    let (cells, _) = MultiOrderMap::new(SkyFrame::Equatorial, cells, vec![column]).unwrap();
    let fine = Cell::new(2, 81).unwrap();
    let flat = cells.to_sky_map(1, nuscope_model::Flatten::Mean);
    let mut document = Document::default();
    document.put_map(OpenMap::of_file(
        Path::new("gw.fits"),
        Arc::new(flat),
        Some(Arc::new(cells)),
    ));
    let mut view = View::default();
    view.sky.maps.contours.on = true;
    view.sky.maps.contours.percent = vec![20.0];
    let maps = of(&document, &view);
    assert_eq!(maps.value_at(fine.center(), false), Some(9.0));
    let made = &maps.contours().unwrap().made[0];
    assert!((made.area_deg2 / (fine.area_sr() * SQUARE_DEGREES) - 1.0).abs() < 1e-9);
    let nowhere = Cell::new(0, 9).unwrap().center();
    assert!(maps.value_at(nowhere, false).unwrap().is_nan());
}

#[test]
fn large_maps_are_worked_on_in_the_background_with_the_same_result() {
    let mut document = Document::default();
    open(&mut document, "a.fits", hill(256, 30.0, 120.0, -40.0));
    let mut view = View::default();
    view.sky.maps.contours.on = true;
    let wake: Wake = Arc::new(|| ());
    let mut maps = Maps::default();
    maps.update(&document, &view, Some(&wake));
    assert_eq!(maps.working(), Some("Reading the map…"));
    assert!(maps.values().is_none());
    let deadline = Instant::now() + Duration::from_secs(60);
    while maps.busy() {
        assert!(Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(2));
        maps.update(&document, &view, Some(&wake));
    }
    let areas = |maps: &Maps| -> Vec<f64> {
        let made = &maps.contours().unwrap().made;
        made.iter().map(|made| made.area_deg2).collect()
    };
    let at_once = of(&document, &view);
    assert_eq!(areas(&maps), areas(&at_once));
    assert_eq!(maps.spots(), at_once.spots());
    assert_eq!(maps.values(), at_once.values());
    // Nothing changes, nothing is made.
    let before = Arc::clone(maps.contours().unwrap());
    maps.update(&document, &view, Some(&wake));
    assert!(!maps.busy() && Arc::ptr_eq(&before, maps.contours().unwrap()));
}

#[test]
fn two_maps_are_subtracted_or_blink() {
    let mut document = Document::default();
    open(&mut document, "a.fits", hill(16, 30.0, 120.0, -40.0));
    open(&mut document, "b.fits", hill(32, 20.0, 120.0, -40.0));
    let mut view = View::default();
    view.sky.maps.shown = Some("a".into());
    view.sky.maps.second = Some("b".into());
    let top = Equatorial::from_degrees(120.0, -40.0);
    let maps = of(&document, &view);
    assert!(!maps.blinks());
    assert_eq!(maps.title(&document, false), "a: TS, test statistic");
    view.sky.maps.together = Together::Difference;
    let maps = of(&document, &view);
    assert!((maps.value_at(top, false).unwrap() - 10.0).abs() < 0.5);
    assert_eq!(maps.title(&document, false), "TS, test statistic: a − b");
    let style = style(maps.values().unwrap(), &view.sky);
    assert_eq!(style.colormap, nuscope_render::Colormap::Vik);
    assert_eq!(
        style.range.0, -style.range.1,
        "no difference has the middle colour"
    );
    view.sky.maps.together = Together::Blink;
    let maps = of(&document, &view);
    assert!(maps.blinks());
    assert!((maps.value_at(top, true).unwrap() - 20.0).abs() < 0.5);
    assert_eq!(maps.title(&document, true), "b: TS, test statistic");
    let seen = [0.0, 0.3, 0.6, 1.1].map(|now_s| in_front(true, 0.5, now_s));
    assert_eq!(
        seen,
        [
            Combine::First,
            Combine::First,
            Combine::Second,
            Combine::First
        ]
    );
    assert_eq!(in_front(false, 0.5, 0.6), Combine::First);
    view.sky.maps.second = Some("gone".into());
    assert!(!of(&document, &view).blinks());
}

#[test]
fn maps_that_cannot_be_drawn_say_why() {
    let mut view = View::default();
    view.sky.maps.contours.on = true;
    for (name, map, wanted) in [
        (
            "none",
            SkyMap {
                nside: 4,
                columns: Vec::new(),
                provenance: Vec::new(),
            },
            Some("no pixel"),
        ),
        ("nan", map(4, "T", vec![f32::NAN; 192]), Some("no pixel")),
        (
            "short",
            map(4, "T", vec![1.0; 191]),
            Some("as many values as pixels"),
        ),
        (
            "infinite",
            map(4, "T", vec![f32::INFINITY; 192]),
            Some("no pixel"),
        ),
        (
            "some infinite",
            map(2, "T", [vec![f32::NEG_INFINITY; 47], vec![4.0]].concat()),
            None,
        ),
        (
            "three",
            map(3, "T", (0..108).map(|pixel| pixel as f32).collect()),
            None,
        ),
        ("zero", map(4, "PROB", vec![0.0; 192]), None),
        ("negative", map(4, "TS", vec![-7.0; 192]), None),
    ] {
        let mut document = Document::default();
        open(&mut document, name, map);
        for kind in [
            None,
            Some(ContourKind::Credible),
            Some(ContourKind::Likelihood),
            Some(ContourKind::Values),
        ] {
            view.sky.maps.contours.kind = kind;
            let maps = of(&document, &view);
            match wanted {
                Some(wanted) => assert!(
                    maps.refused.as_ref().unwrap().contains(wanted),
                    "{name}: {:?}",
                    maps.refused
                ),
                None => assert_eq!(
                    (maps.refused.as_ref(), maps.values().is_some()),
                    (None, true),
                    "{name}"
                ),
            }
            maps.value_at(Equatorial::from_degrees(1.0, 2.0), false);
        }
    }
}
