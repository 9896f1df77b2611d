//! What people type is found, and what is not there is said with what is.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use nuscope_model::{Mjd, Sample, Utc};
use proptest::prelude::*;

use super::*;
use crate::sky_chart::Overhead;

fn names() -> Names {
    let source = |name: &str, ra_deg: f64| Source {
        name: name.into(),
        position: Equatorial::from_degrees(ra_deg, 20.0),
        ..Source::default()
    };
    let mine = Catalogue {
        name: "mine".into(),
        sources: vec![
            source("Crab Nebula", 83.6),
            source("Twin", 10.0),
            source("Twin", 11.0),
            source("lost", f64::NAN),
        ],
        ..Catalogue::default()
    };
    let alerts = Sample {
        name: "alerts".into(),
        ra_rad: vec![1.35],
        dec_rad: vec![0.1],
        names: vec!["IceCube-170922A".into()],
        ..Sample::default()
    };
    Names::of(&Document {
        catalogues: vec![Arc::new(mine)],
        samples: vec![Arc::new(alerts)],
        ..Document::default()
    })
}

/// The sky over ARCA at a moment.
static CHART: LazyLock<Chart> = LazyLock::new(|| Chart {
    overhead: Overhead::at(Utc::from(Mjd(60_000.0))).map(Arc::new),
    ..Chart::default()
});

fn now() -> Now<'static> {
    Now {
        chart: &CHART,
        event: Some(Equatorial::from_degrees(94.3, -7.8)),
    }
}

#[test]
fn everything_is_found_by_its_name() {
    let names = names();
    let first = |typed: &str| names.find(typed, now()).places.swap_remove(0);
    for (typed, name, kind, from) in [
        (
            "txs 0506",
            "TXS 0506+056",
            "BL Lac",
            "Blazars and radio galaxies",
        ),
        ("icecube-170922", "IceCube-170922A", "candidate", "alerts"),
        ("orion", "Orion", "constellation", "Constellations"),
        ("betelgeuse", "Betelgeuse", "star", "Bright stars"),
        (
            "alpha orionis",
            "Betelgeuse (α Ori)",
            "star",
            "Bright stars",
        ),
        (
            "moon",
            "Moon",
            "solar system",
            "from ARCA at 2023-02-25 00:00:00 UTC",
        ),
        (
            "event",
            "Event on display",
            "event",
            "where its best fit points",
        ),
        (
            "05h34m31.9s +22d00m52s",
            "05h34m31.9s +22d00m52s",
            "position",
            "coordinates: Equatorial (ICRS)",
        ),
        ("l 0 b 0", "l 0 b 0", "position", "coordinates: Galactic"),
    ] {
        let place = first(typed);
        assert_eq!(
            (
                place.name.as_str(),
                place.kind.as_str(),
                place.from.as_str()
            ),
            (name, kind, from),
            "{typed}"
        );
    }
    let galactic = first("l 0 b 0").position.to_galactic();
    assert!(galactic.b_rad.abs() < 1e-9);
    // Orion is 25° high: it does not fit into a degree.
    assert!(first("orion").radius_rad > 0.15);
    let Some(Selected::Source { catalogue, index }) = first("betelgeuse").selected else {
        panic!("a star is a source");
    };
    let nothing = Document::default();
    let star = &catalogues::get(&nothing, catalogue).unwrap().sources[index];
    assert_eq!(star.name, "Betelgeuse");
}

#[test]
fn two_of_one_name_are_both_told_with_how_far_they_are_apart() {
    let places = names().find("crab nebula", now()).places;
    let told: Vec<_> = places
        .iter()
        .map(|place| (place.from.as_str(), place.apart_words()))
        .collect();
    assert_eq!(told[0], ("mine", String::new()));
    assert_eq!(
        told[1],
        ("Galactic sources", "2.0° from that of mine".into())
    );
    let twins = names().find("twin", now()).places;
    assert_eq!(twins[1].apart_words(), "0.94° from that of mine");
}

#[test]
fn what_is_nowhere_is_not_offered_and_slips_are_answered() {
    let names = names();
    assert!(names.find("lost", now()).places.is_empty());
    let said: Vec<String> = ["Makarian 421", "Andromedia", "qqqqqqqq", ""]
        .map(|typed| {
            format!(
                "{typed}: {}",
                names.find(typed, now()).remark.unwrap_or_default()
            )
        })
        .into();
    insta::assert_snapshot!(said.join("\n"));
    let many = names.find("HIP", now());
    assert_eq!(many.places.len(), MOST);
    assert_eq!(
        many.remark.unwrap(),
        "These are the first 40: type more of the name."
    );
    assert!(
        names
            .find(
                "sun",
                Now {
                    chart: &Chart::default(),
                    event: None
                }
            )
            .places
            .iter()
            .all(|place| place.kind != "solar system")
    );
}

proptest! {
    #[test]
    fn any_text_is_answered(typed in "\\PC{0,40}") {
        static NAMES: LazyLock<Names> = LazyLock::new(names);
        let found = NAMES.find(&typed, now());
        prop_assert!(found.places.iter().all(|place| is_somewhere(place.position)));
        prop_assert!(typed.trim().is_empty() || !found.places.is_empty() || found.remark.is_some());
    }
}
