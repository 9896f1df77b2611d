//! What holds of built-in and opened catalogues together.

#![allow(clippy::unwrap_used)]

use std::f64::consts::TAU;

use nuscope_model::{Column, Equatorial, Quantity, Sample};

use super::*;
use crate::candidates::Candidates;
use crate::view::View;

fn source(name: &str, ra_deg: f64, dec_deg: f64) -> Source {
    Source {
        name: name.to_owned(),
        position: Equatorial::from_degrees(ra_deg, dec_deg),
        ..Source::default()
    }
}

fn document(lists: &[&[(&str, f64, f64)]]) -> Document {
    let list = |(place, rows): (usize, &&[(&str, f64, f64)])| {
        let sources = rows.iter().map(|(name, ra, dec)| source(name, *ra, *dec));
        Arc::new(Catalogue {
            name: format!("list {place}"),
            sources: sources.collect(),
            ..Catalogue::default()
        })
    };
    Document {
        catalogues: lists.iter().enumerate().map(list).collect(),
        ..Document::default()
    }
}

#[test]
fn built_in_catalogues_are_shown_when_they_are_switched_on() {
    let document = document(&[&[("Twin", 10.0, 0.0)], &[("Twin", 10.5, 0.0)]]);
    let mut look = SkyLook::default();
    let ids = |look: &SkyLook| shown(&document, look).map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(ids(&look), [CatalogueId::Opened(0), CatalogueId::Opened(1)]);
    look.catalogues.show("Bright stars", true);
    look.hidden_catalogues.push("list 0".into());
    assert_eq!(
        ids(&look),
        [CatalogueId::Opened(1), CatalogueId::BuiltIn(6)]
    );
    look.catalogues.show("Bright stars", false);
    assert_eq!(ids(&look), [CatalogueId::Opened(1)]);
    assert_eq!(get(&document, CatalogueId::BuiltIn(99)), None);
    assert_eq!(name(&document, CatalogueId::Opened(7)), "");
}

#[test]
fn all_that_is_built_in_is_read_at_once() {
    let start = std::time::Instant::now();
    let sources: usize = (0..CATALOGUES.len())
        .map(|place| built_in(place).unwrap().len())
        .sum();
    let lines: usize = (0..LINES.len())
        .map(|place| lines(place).unwrap().len())
        .sum();
    println!(
        "{sources} sources and {lines} lines in {:?}",
        start.elapsed()
    );
    assert!(sources > 1_300 && lines > 150);
    let (again, first) = (built_in(0).unwrap(), built_in(0).unwrap());
    assert!(Arc::ptr_eq(again, first), "read once");
    for (place, row) in CATALOGUES.iter().enumerate() {
        assert_eq!(row.rows(), built_in(place).unwrap().len(), "{}", row.name);
        assert!(
            credit(CatalogueId::BuiltIn(place))
                .unwrap()
                .contains(row.reference)
        );
    }
}

#[test]
fn looks_tell_catalogues_apart_and_the_user_has_the_last_word() {
    let forms: Vec<_> = (0..CATALOGUES.len())
        .map(|place| form(CatalogueId::BuiltIn(place)))
        .collect();
    for (i, form) in forms.iter().enumerate() {
        assert!(!forms[..i].contains(form));
    }
    let (document, mut look) = (document(&[]), SkyLook::default());
    let id = CatalogueId::BuiltIn(1);
    assert_eq!(color(&document, &look, id), [200, 160, 255]);
    look.catalogues
        .colors
        .insert(CATALOGUES[1].name.into(), [1, 2, 3]);
    assert_eq!(color(&document, &look, id), [1, 2, 3]);
}

#[test]
fn the_nearest_source_is_found_over_the_seam_and_without_a_place_none_is() {
    let document = document(&[
        &[
            ("west", 359.8, 1.0),
            ("nowhere", f64::NAN, f64::NAN),
            ("pole", 77.0, 89.9),
        ],
        &[("east", 0.4, 1.0), ("west again", 359.8, 1.0)],
    ]);
    let look = SkyLook::default();
    let found = |ra_deg: f64, dec_deg: f64, reach_deg: f64| {
        let at = Equatorial::from_degrees(ra_deg, dec_deg);
        let near = nearest(&document, &look, at, reach_deg.to_radians())?;
        let (_, source) = super::source(&document, near.selected()).unwrap();
        Some((
            source.name.clone(),
            (near.away_rad.to_degrees() * 100.0).round() / 100.0,
        ))
    };
    assert_eq!(found(0.0, 1.0, 10.0), Some(("west".into(), 0.2)));
    assert_eq!(found(0.3, 1.0, 10.0), Some(("east".into(), 0.1)));
    assert_eq!(found(257.0, 89.9, 10.0), Some(("pole".into(), 0.2)));
    assert_eq!(found(120.0, -40.0, 10.0), None);
    assert_eq!(found(f64::NAN, 0.0, 10.0), None);
}

#[test]
fn rows_of_a_table_are_sources_and_back() {
    let document = document(&[&[("a", 1.0, 1.0), ("b", 2.0, 2.0)], &[], &[("c", 3.0, 3.0)]]);
    let listed = Listed::shown(&document, &SkyLook::default());
    assert_eq!(listed.len(), 3);
    for place in 0..3 {
        let selected = listed.at(place);
        assert_eq!(listed.place_of(selected), Some(place));
    }
    assert_eq!(listed.at(3), None);
    let other = Selected::Source {
        catalogue: CatalogueId::BuiltIn(0),
        index: 0,
    };
    assert_eq!(listed.place_of(Some(other)), None);
}

/// Candidates of an even grid in declination and right ascension, each with an error of half a degree.
fn even(document: &mut Document) {
    let mut sample = Sample {
        name: "even".into(),
        ..Sample::default()
    };
    for row in 0..200 {
        // Equal areas: rows of equal steps in the sine.
        let dec_rad = (2.0 * (f64::from(row) + 0.5) / 200.0 - 1.0).asin();
        for column in 0..200 {
            sample.ra_rad.push(TAU * f64::from(column) / 200.0);
            sample.dec_rad.push(dec_rad);
        }
    }
    let values = vec![0.5_f64.to_radians(); sample.ra_rad.len()];
    sample.columns = vec![Column {
        quantity: Quantity::AngularErrorRad,
        values,
    }];
    document.samples = vec![Arc::new(sample)];
}

#[test]
fn an_even_sky_has_as_many_candidates_around_a_source_as_expected() {
    let mut document = document(&[]);
    even(&mut document);
    let mut candidates = Candidates::default();
    candidates.update(&document, &View::default());
    let at = Equatorial::from_degrees(100.0, -29.0);
    let around = Around::of(&candidates, at, 10_f64.to_radians());
    // 40,000 (1 - cos 10°) / 2
    assert!((around.expected - 303.8).abs() < 6.0, "{}", around.expected);
    assert!(
        (around.count as f64 - 303.8).abs() < 12.0,
        "{}",
        around.count
    );
    let near = around.nearest.unwrap();
    assert!(near.away_rad < 1.5_f64.to_radians());
    assert_eq!(
        near.in_errors().unwrap(),
        near.away_rad / 0.5_f64.to_radians()
    );
}

#[test]
fn the_nearest_candidate_agrees_with_looking_at_all() {
    let mut document = document(&[]);
    even(&mut document);
    let sample = Arc::make_mut(&mut document.samples[0]);
    let errors = &mut sample.columns[0].values;
    for (i, error) in errors.iter_mut().enumerate() {
        *error = 0.2_f64.to_radians() * (1.0 + (i % 17) as f64);
    }
    let sample = Arc::clone(&document.samples[0]);
    let mut candidates = Candidates::default();
    candidates.update(&document, &View::default());
    for (ra_deg, dec_deg) in [(0.0, 0.0), (359.9, 51.3), (12.0, -89.0), (201.0, 33.3)] {
        let at = Equatorial::from_degrees(ra_deg, dec_deg);
        let around = Around::of(&candidates, at, 1_f64.to_radians());
        let away = |i: usize| sample.position(i).separation_rad(at);
        let all = (0..sample.len()).map(away);
        let least = all.clone().fold(f64::INFINITY, f64::min);
        assert!((around.nearest.unwrap().away_rad - least).abs() < 1e-12);
        let errors = &sample.columns[0].values;
        let scaled = all.clone().zip(errors).map(|(away, error)| away / error);
        let least = scaled.fold(f64::INFINITY, f64::min);
        let found = around.nearest_in_errors.unwrap().in_errors().unwrap();
        assert!((found - least).abs() < 1e-12, "{found} {least}");
        assert_eq!(
            around.count,
            all.filter(|away| *away <= 1_f64.to_radians()).count()
        );
    }
}

#[test]
fn without_candidates_nothing_is_expected() {
    let around = Around::of(&Candidates::default(), Equatorial::default(), 0.1);
    assert!(around.expected.is_nan() && around.nearest.is_none() && around.count == 0);
}
