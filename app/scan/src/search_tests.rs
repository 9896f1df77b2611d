//! A search in its parts: fits first, everything as it comes, and what is left of one that is stopped.

#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use nuscope_model::{Column, Equatorial, Quantity, Sample};

use super::*;
use crate::{Settings, Store};

/// Positions alone, everywhere but around the poles.
fn likelihood() -> Likelihood {
    let sample = Sample {
        ra_rad: (0..3000).map(|i| f64::from(i) % 6.2).collect(),
        dec_rad: (0..3000)
            .map(|i| (f64::from(i) / 1500.0 - 1.0).asin())
            .collect(),
        columns: vec![Column {
            quantity: Quantity::AngularErrorRad,
            values: vec![0.02; 3000],
        }],
        ..Sample::default()
    };
    Likelihood::new(&[Arc::new(sample)], &Settings::default()).unwrap()
}

fn targets() -> Targets {
    let places = [
        ("a", 10.0, 20.0),
        ("b", 200.0, -30.0),
        ("pole", 0.0, 89.0),
        ("c", 90.0, 1.0),
    ];
    Targets::new(places.map(|(name, ra, dec)| Target {
        name: name.into(),
        position: Equatorial::from_degrees(ra, dec),
        ..Target::default()
    }))
}

fn plan() -> Plan {
    Plan {
        trials: 400,
        skies: 70,
        limit_trials: 60,
        indices: vec![2.0],
    }
}

/// Keeps what was shown and every stage, and stops in one of them after some steps.
struct Seen {
    shown: Mutex<Vec<(String, Found)>>,
    stage: Mutex<String>,
    stops: Option<(&'static str, usize)>,
    steps: AtomicUsize,
}

impl Seen {
    fn until(stops: Option<(&'static str, usize)>) -> Self {
        Self {
            shown: Mutex::default(),
            stage: Mutex::new("fits".into()),
            stops,
            steps: AtomicUsize::new(0),
        }
    }
}

impl Watch for Seen {
    fn step(&self, _done: usize, _total: usize) -> bool {
        let Some((stage, steps)) = self.stops else {
            return true;
        };
        *self.stage.lock().unwrap() != stage || self.steps.fetch_add(1, Relaxed) < steps
    }

    fn stage(&self, what: &str) {
        what.clone_into(&mut self.stage.lock().unwrap());
    }

    fn found(&self, so_far: &Found) {
        let stage = self.stage.lock().unwrap().clone();
        self.shown.lock().unwrap().push((stage, so_far.clone()));
    }
}

/// All numbers, to the last digit: an index that is not fitted is NaN, which equals nothing.
fn words(of: &impl std::fmt::Debug) -> String {
    format!("{of:?}")
}

#[test]
fn everything_is_shown_as_soon_as_it_is_known_and_is_what_comes_in_the_end() {
    let likelihood = likelihood();
    let seen = Seen::until(None);
    let mut kept = Kept::new(&likelihood, None, 1);
    let found = search(&mut kept, &targets(), &plan(), &seen).unwrap();
    let shown = seen.shown.into_inner().unwrap();
    let stages: Vec<&str> = shown.iter().map(|(stage, _)| stage.as_str()).collect();
    assert_eq!(
        stages,
        [
            "fits",
            "trials",
            "trials",
            "trials",
            "skies of the list",
            "limits",
            "limits",
            "limits"
        ]
    );
    // Fits come before everything else, and are those of the likelihood.
    for source in &shown[0].1.sources {
        let fit = (source.sight == Sight::Open).then(|| likelihood.fit(source.target.position));
        assert_eq!(words(&source.fit), words(&fit), "{}", source.target.name);
        assert!(source.local.is_none() && source.limits.is_empty());
    }
    let known = |found: &Found| {
        found
            .sources
            .iter()
            .filter(|one| one.local.is_some())
            .count()
    };
    let counts: Vec<usize> = shown.iter().map(|(_, found)| known(found)).collect();
    assert_eq!(counts, [0, 1, 2, 3, 3, 3, 3, 3]);
    assert_eq!(words(&shown.last().unwrap().1), words(&found));
    assert_eq!(found.sources[2].sight, Sight::Pole);
    assert!(found.sources[2].local.is_none());
}

#[test]
fn a_search_that_is_stopped_has_what_it_found_and_goes_on_with_kept_trials() {
    let folder = tempfile::tempdir().unwrap();
    let (store, likelihood) = (Store::at(folder.path()), likelihood());
    let whole = search(
        &mut Kept::new(&likelihood, None, 1),
        &targets(),
        &plan(),
        &(),
    )
    .unwrap();
    for (stage, steps, locals, posts, limits) in [
        ("trials", 3, 1, 0, 0),
        ("skies of the list", 0, 3, 0, 0),
        ("limits", 0, 3, 3, 0),
    ] {
        let mut kept = Kept::new(&likelihood, Some(&store), 1);
        let mut found = fits(&likelihood, &targets(), &()).unwrap();
        let stops = Seen::until(Some((stage, steps)));
        assert_eq!(go_on(&mut kept, &mut found, &plan(), &stops), None);
        let count = |of: fn(&Looked) -> bool| found.sources.iter().filter(|one| of(one)).count();
        let counts = [
            count(|one| one.local.is_some()),
            count(|one| one.post.is_some()),
            count(|one| !one.limits.is_empty()),
        ];
        assert_eq!(counts, [locals, posts, limits], "{stage}");
        // What is there is what the whole search finds.
        for (one, wanted) in found.sources.iter().zip(&whole.sources) {
            assert!(one.local.is_none() || one.local == wanted.local);
            assert!(one.post.is_none() || one.post == wanted.post);
        }
    }
    let again = search(
        &mut Kept::new(&likelihood, Some(&store), 1),
        &targets(),
        &plan(),
        &(),
    );
    assert_eq!(words(&again.unwrap()), words(&whole));
}

#[test]
fn a_sky_of_a_very_long_list_is_given_up_on_the_way() {
    let likelihood = likelihood();
    let places =
        (0..5000).map(|i| Equatorial::from_degrees(f64::from(i % 360), f64::from(i % 120) - 60.0));
    let places: Vec<Equatorial> = places.collect();
    let fitted = AtomicUsize::new(0);
    let stops = Seen::until(Some(("fits", 2)));
    let count = |fits: &[Fit]| fitted.fetch_max(fits.len(), Relaxed);
    let found = crate::skies::fit_places(&likelihood, &places, 0..4, 1, &stops, count);
    assert!(found.is_none());
    assert!(fitted.into_inner() < places.len());
}
