//! Every figure of the table on events that are good, bad and none.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::sync::Arc;

use eframe::egui::vec2;
use glam::DVec3;
use nuscope_model::cherenkov::Cherenkov;
use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::{Detector, Event, Hit, Medium, Module, ModuleId, Sensor};

use super::histogram::{fullest, round_bin, whole_bins};
use super::*;
use crate::derived::Derived;
use crate::document::Document;
use crate::plot::columns::{Columns, PlotQuantity, hits_within};
use crate::plot::drawing::{Mark, Shape};
use crate::plot::histogram::Histogram;
use crate::plot::save;
use crate::plot::to_pdf::to_pdf;
use crate::plot::to_svg::to_svg;
use crate::view::{HitQuantity, Marked, View};

/// Two strings of three modules with one photomultiplier each.
fn detector() -> Detector {
    let place = |i: u32| DVec3::new(100.0 * f64::from(i / 3), 0.0, 50.0 * f64::from(i % 3));
    let module = |i: u32| Module {
        id: ModuleId(10 + i),
        string: 1 + (i / 3) as i32,
        floor: 1 + (i % 3) as i32,
        position_m: place(i),
        first_sensor: i,
        sensors: 1,
        status: i32::from(i == 5),
    };
    let sensor = |i: u32| Sensor {
        pmt_id: i,
        position_m: place(i),
        looks: DVec3::Z,
        t0_ns: 0.0,
        status: 0,
    };
    Detector::new(
        "made",
        (0..6).map(module).collect(),
        (0..6).map(sensor).collect(),
    )
}

fn hit(module: u32, time_ns: f64, trigger_mask: u64) -> Hit {
    Hit {
        module: ModuleId(module),
        channel: 0,
        time_ns,
        amplitude: 26.0,
        trigger_mask,
    }
}

fn document(hits: Vec<Hit>, detector: Option<Detector>) -> Document {
    let event = Event {
        hits,
        ..Event::default()
    };
    let mut document = Document {
        detector: detector.map(Arc::new),
        ..Document::default()
    };
    let own = document.detector.clone();
    document.show(
        0,
        Event {
            detector: own,
            ..event
        },
    );
    document
}

fn drawn(document: &Document, view: &View, figure: Figure, log: bool) -> Drawing {
    let derived = Derived::of(document, view);
    save::drawing(document, view, &derived, figure, log, vec2(640.0, 400.0))
}

/// The demo's first event in its detector.
fn demo() -> Document {
    let loaded = nuscope_io::open(std::path::Path::new("demo:muon")).unwrap();
    let mut document = Document::default().with(loaded, &mut Vec::new());
    let event = document.events.clone().unwrap().read(0).unwrap();
    document.show(0, event);
    document
}

fn texts(drawing: &Drawing) -> Vec<&str> {
    let found = drawing.items.iter().filter_map(|item| match &item.shape {
        Shape::Text { text, .. } => Some(text.as_str()),
        _ => None,
    });
    found.collect()
}

#[test]
fn every_figure_has_a_name_and_a_key_of_its_own() {
    let keys: HashSet<_> = FIGURES.iter().map(|row| row.key).collect();
    let titles: HashSet<_> = FIGURES.iter().map(|row| row.title).collect();
    assert_eq!((keys.len(), titles.len()), (FIGURES.len(), FIGURES.len()));
    for row in &FIGURES {
        assert_eq!(super::row(row.figure).key, row.key);
        assert_eq!(row_by_key(row.key).unwrap().figure, row.figure);
    }
}

#[test]
fn every_figure_of_the_demo_is_drawn_on_light_and_dark_and_stays_on_its_page() {
    let document = demo();
    for row in &FIGURES {
        for dark in [false, true] {
            let view = View {
                dark,
                cursor_ns: dark.then_some(500.0),
                ..View::default()
            };
            let drawing = drawn(&document, &view, row.figure, row.counts);
            assert_eq!(drawing.message, None, "{}", row.key);
            assert!(!drawing.panels.is_empty(), "{}", row.key);
            let marks = drawing.items.iter().filter(|item| item.mark.is_some());
            assert!(marks.count() > 0 || row.counts, "{}", row.key);
            for item in &drawing.items {
                let Shape::Text {
                    at,
                    text,
                    size,
                    anchor,
                    upright,
                    ..
                } = &item.shape
                else {
                    continue;
                };
                if *upright {
                    continue;
                }
                let width = crate::plot::text_width::text_width(text, *size);
                let place = anchor.anchor_size(*at, vec2(width, *size));
                assert!(
                    place.left() >= -0.5
                        && place.right() <= 640.5
                        && place.top() >= -0.5
                        && place.bottom() <= 401.0,
                    "{}: {text:?} at {place}",
                    row.key
                );
            }
            assert_eq!(
                drawing,
                drawn(&document, &view, row.figure, row.counts),
                "{}",
                row.key
            );
            let svg = to_svg(&drawing);
            assert!(
                svg.ends_with("</svg>\n") && !svg.contains("NaN"),
                "{}",
                row.key
            );
            assert!(to_pdf(&drawing).unwrap().len() > 2000, "{}", row.key);
        }
    }
}

#[test]
fn whatever_is_missing_is_said_in_a_sentence() {
    let view = View::default();
    let nothing = Document::default();
    let no_detector = document(vec![hit(10, 5.0, 1)], None);
    let no_hits = document(Vec::new(), Some(detector()));
    for (document, name) in [
        (&nothing, "nothing"),
        (&no_detector, "no detector"),
        (&no_hits, "no hits"),
    ] {
        for row in &FIGURES {
            let drawing = drawn(document, &view, row.figure, false);
            if let Some(message) = &drawing.message {
                assert!(
                    message.ends_with('.') && message.len() > 15,
                    "{name}, {}: {message}",
                    row.key
                );
                assert!(!texts(&drawing).is_empty());
            }
        }
    }
    let message = |document: &Document, figure| drawn(document, &view, figure, false).message;
    assert!(message(&nothing, Figure::HeightTime).is_some());
    assert!(
        message(&no_detector, Figure::HeightTime)
            .unwrap()
            .contains("detector")
    );
    assert_eq!(message(&no_detector, Figure::Times), None);
    assert_eq!(
        message(&no_hits, Figure::Times).unwrap(),
        "This event has no hits."
    );
    let no_track = document(vec![hit(10, 5.0, 1)], Some(detector()));
    assert!(
        message(&no_track, Figure::Residuals)
            .unwrap()
            .contains("no track")
    );
    let view = View {
        cuts: crate::view::Cuts {
            time_ns: Some((1e6, 2e6)),
            ..Default::default()
        },
        ..View::default()
    };
    assert!(
        drawn(&no_track, &view, Figure::Times, false)
            .message
            .unwrap()
            .contains("cuts")
    );
}

#[test]
fn bad_numbers_and_tiny_windows_are_survived() {
    let hits = vec![
        hit(10, f64::NAN, 1),
        hit(11, f64::INFINITY, 16),
        hit(12, 1e300, 2),
        hit(99, 3.0, 0),
        Hit {
            amplitude: f32::NAN,
            ..hit(13, -4.0, 1 << 63)
        },
    ];
    let view = View {
        selected: Some(crate::view::Selected::Hit(4)),
        marked: Marked::from(vec![0, 1, 2, 3, 4, 77]),
        cursor_ns: Some(f32::NAN),
        ..View::default()
    };
    for detector in [None, Some(detector())] {
        for hits in [hits.clone(), hits[..1].to_vec(), vec![hits[3]]] {
            let document = document(hits, detector.clone());
            let derived = Derived::of(&document, &view);
            for row in &FIGURES {
                for size in [(640.0, 400.0), (130.0, 85.0), (1.0, 1.0), (4000.0, 90.0)] {
                    let drawing =
                        save::drawing(&document, &view, &derived, row.figure, true, size.into());
                    let svg = to_svg(&drawing);
                    assert!(
                        !svg.contains("NaN") && !svg.contains("inf\""),
                        "{}",
                        row.key
                    );
                    to_pdf(&drawing).unwrap();
                }
            }
        }
    }
}

#[test]
fn a_million_hits_are_drawn_as_few_marks() {
    let hits = (0..1_000_000_u32)
        .map(|i| hit(10 + i % 6, f64::from(i % 4999) * 0.7, u64::from(i % 3 == 0)));
    let document = document(hits.collect(), Some(detector()));
    let drawing = drawn(&document, &View::default(), Figure::HeightTime, false);
    assert_eq!(drawing.message, None);
    assert!(drawing.items.len() < 20_000, "{}", drawing.items.len());
}

#[test]
fn the_hyperbola_is_lowest_where_the_light_is_earliest() {
    // A muon straight up, 30 m beside the string: the light front sweeps it at the speed of the muon.
    let places: Vec<DVec3> = (0..=100)
        .map(|z| DVec3::new(30.0, 0.0, f64::from(z)))
        .collect();
    let light = Cherenkov::line(DVec3::ZERO, DVec3::Z, 100.0, Medium::WATER);
    let curve = height_time::light_curve(&light, &places, 40.0);
    let expected = |z: f64| 100.0 - 40.0 + (z + Medium::WATER.k() * 30.0) / C_M_PER_NS;
    for (time, z, there) in &curve {
        assert!((time - expected(*z)).abs() < 1e-9 && *there, "{z}");
    }
    // A level muon at height 50 m: earliest where it passes, and alike above and below.
    let light = Cherenkov::line(DVec3::new(0.0, 30.0, 50.0), DVec3::X, 0.0, Medium::WATER);
    let curve = height_time::light_curve(&light, &places, 0.0);
    let earliest = curve.iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    assert_eq!(earliest.1, 50.0);
    assert!((earliest.0 - (30.0 + Medium::WATER.k() * 30.0) / C_M_PER_NS).abs() < 1e-9);
    assert!((curve[0].0 - curve[100].0).abs() < 1e-9);
    // Far away the hyperbola nears its straight lines, dt/dz = K/c.
    let far: Vec<DVec3> = [9_000.0, 9_001.0]
        .map(|z| DVec3::new(30.0, 0.0, z))
        .to_vec();
    let curve = height_time::light_curve(&light, &far, 0.0);
    let slope = (curve[1].0 - curve[0].0) / (curve[1].1 - curve[0].1);
    assert!(
        (slope - Medium::WATER.k() / C_M_PER_NS).abs() < 1e-4,
        "{slope}"
    );
}

#[test]
fn bins_are_round_and_begin_at_whole_numbers_of_them() {
    assert_eq!(round_bin(400.0, 200.0, 2.0), 2.0);
    assert_eq!(round_bin(400.0, 100.0, 2.0), 5.0);
    assert_eq!(round_bin(16_800.0, 160.0, 1.0), 200.0);
    assert_eq!(whole_bins((-13.0, 27.0), 5.0), (-15.0, 30.0));
    let counts = Histogram::new([4.0, 5.0, 5.5, 9.0].into_iter(), -100.0, 300.0, 200);
    assert_eq!(fullest(&counts), (4.0, 6.0));
}

#[test]
fn a_box_on_a_string_marks_the_hits_of_that_string_in_it() {
    let hits = vec![
        hit(10, 0.0, 1),
        hit(11, 20.0, 1),
        hit(14, 20.0, 1),
        hit(12, 90.0, 0),
    ];
    let document = document(hits, Some(detector()));
    let view = View::default();
    let derived = Derived::of(&document, &view);
    let columns = Columns::new(derived.values.clone().unwrap());
    let drawing = drawn(&document, &view, Figure::HeightTime, false);
    let first = &drawing.panels[0];
    assert_eq!(first.string, Some(1));
    let within = |x, y| hits_within(&columns, &derived.shown, first, x, y);
    assert_eq!(within(Some((-5.0, 25.0)), Some((40.0, 60.0))), [1]);
    assert_eq!(within(Some((-5.0, 25.0)), None), [0, 1]);
    assert_eq!(within(None, None), [0, 1, 3]);
    let at = first.at(20.0, 50.0);
    assert_eq!(drawing.pick(at), Some(Mark::Hit(1)));
    let (time, height) = first.values_at(at);
    assert!((time - 20.0).abs() < 1e-3 && (height - 50.0).abs() < 1e-3);
}

#[test]
fn the_module_grid_shows_what_was_hit_and_what_is_faulty() {
    let document = document(
        vec![hit(10, 0.0, 1), hit(10, 5.0, 0), hit(13, 9.0, 1)],
        Some(detector()),
    );
    let drawing = drawn(&document, &View::default(), Figure::Modules, false);
    let words = texts(&drawing).join("; ");
    assert!(
        words.contains("2 of 6 modules triggered") && words.contains("× 1 faulty"),
        "{words}"
    );
    let at = drawing.panels[0].at(1.0, 1.0);
    assert_eq!(drawing.pick(at), Some(Mark::Module(ModuleId(13))));
}

#[test]
fn a_stroke_of_the_trigger_map_stands_for_its_event() {
    let loaded = nuscope_io::open(std::path::Path::new("demo:events")).unwrap();
    let mut document = Document::default().with(loaded, &mut Vec::new());
    let source = document.events.clone().unwrap();
    document.show(0, source.read(0).unwrap());
    let drawing = drawn(&document, &View::default(), Figure::Triggers, false);
    let panel = drawing.panels.last().unwrap();
    let mut found = 0;
    for (index, header) in source.headers().iter().enumerate() {
        let fired = (0..64)
            .filter(|bit| header.trigger_mask >> bit & 1 == 1)
            .count();
        let mut strokes = 0;
        for item in &drawing.items {
            let Shape::Rect { rect, color } = &item.shape else {
                continue;
            };
            let in_rows = rect.center().y > panel.rect.top() && color.a() > 0;
            if in_rows && item.mark == Some(Mark::Event(index)) {
                strokes += 1;
                found += 1;
            }
        }
        assert_eq!(strokes, fired, "event {index}");
    }
    assert!(found > 0);
}

#[test]
fn selected_and_marked_hits_are_ringed_and_counted() {
    let mut view = View::default();
    let document = demo();
    let plain = drawn(&document, &view, Figure::HeightTime, false);
    let rings = |drawing: &Drawing| {
        let ring = |item: &&crate::plot::drawing::Item| {
            matches!(
                item.shape,
                Shape::Point {
                    form: crate::plot::drawing::Form::Ring,
                    ..
                }
            )
        };
        drawing.items.iter().filter(ring).count()
    };
    assert_eq!(rings(&plain), 0);
    let derived = Derived::of(&document, &view);
    let residuals = Arc::clone(
        derived
            .values
            .as_ref()
            .unwrap()
            .column(HitQuantity::Residual),
    );
    let drawn_hit = |item: &crate::plot::drawing::Item| match item.mark {
        Some(Mark::Hit(place)) if residuals[place as usize].abs() < 50.0 => Some(place),
        _ => None,
    };
    let place = plain.items.iter().find_map(drawn_hit).unwrap();
    view.selected = Some(crate::view::Selected::Hit(place as usize));
    assert_eq!(
        rings(&drawn(&document, &view, Figure::HeightTime, false)),
        1
    );
    view.marked = Marked::from(vec![place]);
    let residuals = drawn(&document, &view, Figure::Residuals, false);
    assert!(texts(&residuals).contains(&"marked"));
    let quantity = residuals.panels[0].x.quantity;
    assert_eq!(quantity, Some(PlotQuantity::Hit(HitQuantity::Residual)));
}
