//! What holds of the whole drawing over the sky: its words never meet, and a catalogue of any size stays small.

#![allow(clippy::unwrap_used)]

use nuscope_io::built_in::{CATALOGUES, LINES};
use nuscope_model::{Catalogue, Equatorial, Source};
use nuscope_render::Projection;

use super::*;
use crate::plot::drawing::Shape;
use crate::plot::text_width::{ascent_descent, text_width};
use crate::sky_chart::Chart;
use crate::theme;

/// The drawing over a sky of this size.
fn drawn(document: &Document, view: &View, size: (f32, f32)) -> Drawing {
    let maps = crate::maps::Maps::default();
    let scene = SkyScene {
        document,
        candidates: &Candidates::default(),
        view,
        chart: &Chart::default(),
        map: None,
        maps: &maps,
        second: false,
        meaning: &CandidateMarkers::default(),
        crowd: None,
        errors: &ErrorEllipses::default(),
        regions: &[],
        refused: None,
    };
    overlay(&scene, Places::of(size.into()), &theme::DARK)
}

/// The words of a drawing with where they stand.
fn words(drawing: &Drawing) -> Vec<(&str, Rect)> {
    let of = |shape| match shape {
        &Shape::Text {
            at,
            ref text,
            size,
            anchor,
            ..
        } => {
            let (ascent, descent) = ascent_descent(size);
            let size = eframe::egui::vec2(text_width(text, size), ascent - descent);
            Some((text.as_str(), anchor.anchor_size(at, size)))
        }
        _ => None,
    };
    drawing
        .items
        .iter()
        .filter_map(|item| of(&item.shape))
        .collect()
}

#[test]
fn no_words_over_the_sky_meet_in_any_projection_at_any_magnification() {
    let document = Document::default();
    let mut view = View::default();
    for name in CATALOGUES
        .iter()
        .map(|row| row.name)
        .chain(LINES.iter().map(|row| row.name))
    {
        view.sky.catalogues.show(name, true);
    }
    let mut named = 0;
    for projection in Projection::all() {
        for (zoom, lon_rad) in [(1.0, 0.0), (3.0, 4.6), (30.0, 1.4)] {
            let sky = &mut view.sky.view;
            (sky.projection, sky.zoom, sky.center_lon_rad) = (projection, zoom, lon_rad);
            let drawing = drawn(&document, &view, (960.0, 520.0));
            let words = words(&drawing);
            named += words.len();
            for (i, (text, rect)) in words.iter().enumerate() {
                for (other, around) in &words[..i] {
                    let meet = rect.intersect(*around);
                    let meet = meet.width() > 0.1 && meet.height() > 0.1;
                    assert!(!meet, "{text} and {other} in {projection:?} at {zoom}");
                }
            }
        }
    }
    assert!(named > 600, "{named}");
}

#[test]
fn a_catalogue_of_a_hundred_thousand_sources_is_drawn_as_dots_and_named_when_magnified() {
    let source = |i: usize| {
        let turn = 0.618_033_988_75 * i as f64;
        let dec_rad = (2.0 * (i as f64 + 0.5) / 120_000.0 - 1.0).asin();
        Source {
            name: format!("SRC {i:06}"),
            position: Equatorial {
                ra_rad: std::f64::consts::TAU * turn.fract(),
                dec_rad,
            },
            ..Source::default()
        }
    };
    let catalogue = Catalogue {
        name: "many".into(),
        sources: (0..120_000).map(source).collect(),
        ..Catalogue::default()
    };
    let document = Document {
        catalogues: vec![Arc::new(catalogue)],
        ..Document::default()
    };
    let mut view = View::default();
    let start = std::time::Instant::now();
    let far = drawn(&document, &view, (960.0, 520.0));
    println!("120,000 sources drawn in {:?}", start.elapsed());
    // One dot for two by two points at most.
    assert!(
        (20_000..100_000).contains(&far.items.len()),
        "{}",
        far.items.len()
    );
    assert!(words(&far).iter().any(|(text, _)| text.contains("120,000")));
    view.sky.view.zoom = 400.0;
    let near = drawn(&document, &view, (960.0, 520.0));
    assert!(
        words(&near)
            .iter()
            .any(|(text, _)| text.starts_with("SRC "))
    );
}

#[test]
fn sources_without_a_place_and_without_a_name_are_drawn_without_words() {
    let mut nowhere = Source {
        name: "nowhere".into(),
        ..Source::default()
    };
    nowhere.position.ra_rad = f64::NAN;
    let nameless = Source {
        position: Equatorial::from_degrees(180.0, 20.0),
        extension_rad: Some(f64::NAN),
        ..Source::default()
    };
    let catalogue = Catalogue {
        sources: vec![nowhere, nameless],
        ..Catalogue::default()
    };
    let document = Document {
        catalogues: vec![Arc::new(catalogue), Arc::new(Catalogue::default())],
        ..Document::default()
    };
    let drawing = drawn(&document, &View::default(), (960.0, 520.0));
    assert!(words(&drawing).iter().all(|(text, _)| *text != "nowhere"));
}
