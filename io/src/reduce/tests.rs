//! What becomes of events: rows, or reasons.

#![allow(clippy::unwrap_used)]
use glam::DVec3;
use nuscope_model::{Direction, EventHeader, TrackOrigin};

use super::*;
use crate::EventsInMemory;

fn fit(name: &str, stages: usize, likelihood: f64) -> Track {
    Track {
        name: name.to_owned(),
        origin: TrackOrigin::Reconstructed { rec_type: 4000 },
        shape: match name {
            "JMuon" => TrackShape::Line,
            _ => TrackShape::Shower,
        },
        position_m: DVec3::ZERO,
        direction: Direction::from_travel(DVec3::new(likelihood, 1.0, 0.5)).unwrap(),
        time_ns: 0.0,
        energy_gev: Some(1000.0),
        length_m: None,
        likelihood: Some(likelihood),
        stages: vec![1; stages],
        angular_error_rad: Some(0.01),
        details: vec![
            ("JENERGY_NUMBER_OF_HITS".to_owned(), 99.0),
            ("JGANDALF_NUMBER_OF_HITS".to_owned(), 42.0),
        ],
    }
}

/// An event of 2023 with these fits.
fn event(event_id: i64, tracks: Vec<Track>) -> Event {
    Event {
        header: EventHeader {
            event_id,
            run_id: Some(77),
            utc: Some(Utc {
                unix_s: 1_676_251_007,
                nanoseconds: 0,
            }),
            ..EventHeader::default()
        },
        tracks,
        ..Event::default()
    }
}

fn reduced(reduction: Reduction, events: Vec<Event>) -> Reduced {
    let mut reducer = Reducer::new(reduction);
    let source = EventsInMemory::new(events);
    let path = Path::new("a.h5");
    reducer.add(&source, path, &Progress::default()).unwrap();
    reducer.finish("a list")
}

fn column(reduced: &Reduced, quantity: Quantity) -> &[f64] {
    reduced.sample.column(quantity).unwrap()
}

#[test]
fn every_event_is_a_row_or_counted_with_its_reason() {
    let mut undated = event(3, vec![fit("JMuon", 5, 1.0)]);
    undated.header.utc = None;
    let mut of_1970 = event(4, vec![fit("JMuon", 5, 1.0)]);
    of_1970.header.utc = Some(Utc::from(Mjd(40_587.5)));
    let events = vec![
        event(1, vec![fit("JMuon", 5, 1.0)]),
        event(2, vec![]),
        undated,
        of_1970,
    ];
    let found = reduced(Reduction::at(Site::arca()), events.clone());
    assert_eq!(found.sample.len(), 1);
    assert_eq!(
        found.remarks(),
        ["1 event without a fit", "2 events without a time"]
    );
    let row = |i: usize| found.sample.extras[i].values[0];
    assert_eq!((row(0), row(3)), (77.0, 1.0));
    assert!(row(1).is_nan());
    let dated = Reduction {
        stand_in: Some(Mjd(59_000.0)),
        ..Reduction::at(Site::arca())
    };
    let found = reduced(dated, events);
    assert_eq!(column(&found, Quantity::Mjd)[1..], [59_000.0, 59_000.0]);
}

#[test]
fn the_fit_is_the_one_that_was_asked_for() {
    let tracks = || {
        vec![
            fit("JMuon", 3, 5.0),
            fit("JMuon", 5, 1.0),
            fit("JShower", 2, 9.0),
        ]
    };
    let quality = |fit: Option<&str>, best_by| {
        let reduction = Reduction {
            fit: fit.map(str::to_owned),
            best_by,
            ..Reduction::at(Site::arca())
        };
        let found = reduced(reduction, vec![event(1, tracks())]);
        column(&found, Quantity::Quality).first().copied()
    };
    assert_eq!(quality(None, BestBy::Stages), Some(1.0));
    assert_eq!(quality(None, BestBy::Likelihood), Some(9.0));
    assert_eq!(quality(Some("jmuon"), BestBy::Likelihood), Some(5.0));
    assert_eq!(quality(Some("JSHOWER"), BestBy::Stages), Some(9.0));
    assert_eq!(quality(Some("aashower"), BestBy::Stages), None);
}

#[test]
fn cuts_leave_out_what_is_below_them_or_missing() {
    let mut bare = fit("JMuon", 5, 30.0);
    (bare.energy_gev, bare.angular_error_rad) = (None, None);
    bare.details.clear();
    let events = vec![event(1, vec![fit("JMuon", 5, 20.0)]), event(2, vec![bare])];
    let rows = |change: fn(&mut Reduction)| {
        let mut reduction = Reduction::at(Site::arca());
        reduction.hits_of = HitsOf::Fit;
        change(&mut reduction);
        let found = reduced(reduction, events.clone());
        assert_eq!(
            found.sample.len() + found.skipped.values().sum::<usize>(),
            2
        );
        found.sample.extras[3].values.clone()
    };
    assert_eq!(rows(|_| {}), [1.0, 2.0]);
    assert_eq!(rows(|cuts| cuts.min_likelihood = Some(25.0)), [2.0]);
    assert_eq!(rows(|cuts| cuts.min_energy_gev = Some(1000.0)), [1.0]);
    assert_eq!(rows(|cuts| cuts.min_hits = Some(42.0)), [1.0]);
    assert_eq!(rows(|cuts| cuts.max_angular_error_rad = Some(0.01)), [1.0]);
    assert_eq!(
        rows(|cuts| cuts.max_angular_error_rad = Some(0.009)),
        [0.0; 0]
    );
}

#[test]
fn a_row_holds_what_the_fit_says() {
    let reduction = Reduction {
        hits_of: HitsOf::Fit,
        ..Reduction::at(Site::orca())
    };
    let track = fit("JShower", 5, 1.0);
    let found = reduced(reduction, vec![event(1, vec![track.clone()])]);
    let values = QUANTITIES[1..]
        .iter()
        .map(|quantity| column(&found, *quantity)[0]);
    let zenith_rad = track.direction.zenith_rad();
    let azimuth_rad = track.direction.azimuth_rad();
    let wanted = [42.0, 0.01, 3.0, 1.0, zenith_rad, azimuth_rad];
    for (found, wanted) in values.zip(wanted) {
        assert!((found - wanted).abs() < 1e-9, "{found} {wanted}");
    }
    assert_eq!(found.sample.kinds, [EventKind::Cascade]);
    assert_eq!(found.sample.labels[0].values, ["JShower"]);
}

#[test]
fn nobody_waits_for_a_list_that_is_not_wanted_any_more() {
    let mut reducer = Reducer::new(Reduction::at(Site::arca()));
    let source = EventsInMemory::new(vec![event(1, vec![])]);
    let progress = Progress::default();
    progress.cancel();
    let error = reducer
        .add(&source, Path::new("a.h5"), &progress)
        .unwrap_err();
    assert!(error.is_cancelled(), "{error}");
    let mut simulated = event(1, vec![]);
    simulated.provenance = Provenance::Simulated;
    let simulated = EventsInMemory::new(vec![simulated]);
    let progress = Progress::default();
    reducer.add(&source, Path::new("a.h5"), &progress).unwrap();
    let error = reducer
        .add(&simulated, Path::new("b.h5"), &progress)
        .unwrap_err();
    assert!(
        error.to_string().contains("recorded or simulated"),
        "{error}"
    );
}
