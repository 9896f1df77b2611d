//! Sources with shapes and spectra of their own in one list, and limits of stacks.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::{inject, isotropic};
use nuscope_model::Equatorial;
use nuscope_scan::models::search_models;
use nuscope_scan::search::{Found, Plan, search};
use nuscope_scan::stack::{Stack, Stacked};
use nuscope_scan::stack_limits::stack_limits;
use nuscope_scan::targets::{Target, Targets};
use nuscope_scan::{Index, Input, Kept, Likelihood, OwnModel, Settings, Shape, Store};

fn place() -> Equatorial {
    Equatorial::from_degrees(120.0, -35.0)
}

fn inputs(signal: usize) -> Vec<Input> {
    let mut sample = isotropic("list", 12_000, 0.8, 3);
    inject(&mut sample, place(), signal, 2.5, 4);
    // The list says less than it is: the source is wide.
    sample.columns[0].values.fill(0.8_f64.to_radians());
    vec![Input::from(Arc::new(sample))]
}

fn gaussian(deg: f64) -> OwnModel {
    OwnModel {
        shape: Some(Shape::Gaussian {
            sigma_rad: deg.to_radians(),
        }),
        ..OwnModel::default()
    }
}

fn target(name: &str, position: Equatorial, own: OwnModel) -> Target {
    Target {
        name: name.into(),
        position,
        own,
        ..Target::default()
    }
}

fn plan() -> Plan {
    Plan {
        trials: 1000,
        skies: 300,
        limit_trials: 0,
        indices: vec![2.0],
    }
}

fn looked(inputs: &[Input], targets: &[Target], plan: &Plan) -> Found {
    let likelihood = Likelihood::of(inputs, &Settings::default()).unwrap();
    let mut kept = Kept::new(&likelihood, None, 5);
    let targets = Targets::new(targets.iter().cloned());
    search_models(inputs, &mut kept, &targets, plan, &())
        .unwrap()
        .unwrap()
}

#[test]
fn a_wide_source_is_found_as_what_it_is() {
    let inputs = inputs(60);
    let other = Equatorial::from_degrees(300.0, 20.0);
    let list = [
        target("point", place(), OwnModel::default()),
        target("wide", place(), gaussian(2.4)),
        target("other", other, OwnModel::default()),
    ];
    let found = looked(&inputs, &list, &plan());
    let ts = |number: usize| found.sources[number].fit.unwrap().ts;
    assert!(ts(1) > ts(0) + 9.0, "{} {}", ts(1), ts(0));
    let n_s = found.sources[1].fit.unwrap().n_s;
    assert!((n_s - 60.0).abs() < 25.0, "{n_s}");
    // Exactly as with the settings of that shape for all.
    let settings = gaussian(2.4).apply(&Settings::default());
    let alone = Likelihood::of(&inputs, &settings).unwrap();
    assert_eq!(alone.fit(place()).ts, ts(1));
    let near = &found.sources[1].near[0];
    assert_eq!((near.0.as_str(), near.1), ("point", 0.0));
}

#[test]
fn one_list_of_several_models_has_one_post_trial_p_value() {
    let inputs = inputs(0);
    let list: Vec<Target> = (0..8)
        .map(|i| {
            let at = Equatorial::from_degrees(45.0 * f64::from(i), -60.0 + 12.0 * f64::from(i));
            let own = if i % 2 == 0 {
                OwnModel::default()
            } else {
                gaussian(1.5)
            };
            target(&format!("source {i}"), at, own)
        })
        .collect();
    let found = looked(&inputs, &list, &plan());
    // In whatever order they come.
    let reversed: Vec<Target> = list.iter().rev().cloned().collect();
    let again = looked(&inputs, &reversed, &plan());
    let half =
        |parity: usize| -> Vec<Target> { list.iter().skip(parity).step_by(2).cloned().collect() };
    let (points, wide) = (
        looked(&inputs, &half(0), &plan()),
        looked(&inputs, &half(1), &plan()),
    );
    for (i, source) in found.sources.iter().enumerate() {
        let (local, post) = (source.local.unwrap(), source.post.unwrap());
        let other = &again.sources[7 - i];
        assert_eq!((other.local.unwrap(), other.post.unwrap()), (local, post));
        assert!(post.p >= local.p || source.fit.unwrap().ts == 0.0);
        // More sources, more trials.
        let of_half = if i % 2 == 0 { &points } else { &wide };
        let alone = &of_half.sources[i / 2];
        assert_eq!(alone.local.unwrap(), local);
        assert!(post.p >= alone.post.unwrap().p, "{post:?} {:?}", alone.post);
    }
    // With one model for all it is the plain search.
    let likelihood = Likelihood::of(&inputs, &Settings::default()).unwrap();
    let targets = Targets::new(half(0));
    let plain = search(&mut Kept::new(&likelihood, None, 5), &targets, &plan(), &()).unwrap();
    // Indices that were not fitted are none, and none equals itself in words alone.
    assert_eq!(format!("{plain:?}"), format!("{points:?}"));
}

#[test]
fn the_same_place_twice_costs_no_trial() {
    // A model that changes nothing: its skies are those of the others, so that nothing is counted twice.
    let inputs = inputs(0);
    let same = OwnModel {
        index: Some(Index::Fixed(2.0)),
        ..OwnModel::default()
    };
    let once = [target("a", place(), OwnModel::default())];
    let twice = [once[0].clone(), target("b", place(), same)];
    let (once, twice) = (
        looked(&inputs, &once, &plan()),
        looked(&inputs, &twice, &plan()),
    );
    // Positions alone are fitted, so that the index plays no part but for the seed of nothing.
    assert_eq!(
        once.sources[0].fit.unwrap().ts,
        twice.sources[1].fit.unwrap().ts
    );
    let p = |found: &Found| found.sources[0].post.unwrap().p;
    assert!(
        (p(&once) - p(&twice)).abs() < 0.05,
        "{} {}",
        p(&once),
        p(&twice)
    );
}

#[test]
fn an_index_of_its_own_has_limits_of_its_own() {
    let inputs = inputs(0);
    let own = OwnModel {
        index: Some(Index::Fixed(3.0)),
        ..gaussian(1.0)
    };
    let plan = Plan {
        limit_trials: 200,
        skies: 0,
        ..plan()
    };
    let list = [
        target("a", place(), OwnModel::default()),
        target("b", place(), own),
    ];
    let found = looked(&inputs, &list, &plan);
    let [plain, special] = [0, 1].map(|i| &found.sources[i].limits);
    assert_eq!(plain.len(), 1);
    assert_eq!(
        (special.len(), special[0].upper, special[1].gamma),
        (2, None, 3.0)
    );
    // A wide source hides among more background.
    assert!(special[1].sensitivity.unwrap() > plain[0].sensitivity.unwrap());
}

#[test]
fn a_model_that_cannot_be_used_is_named() {
    let inputs = inputs(0);
    let likelihood = Likelihood::of(&inputs, &Settings::default()).unwrap();
    let targets = Targets::new([target("odd", place(), gaussian(45.0))]);
    let mut kept = Kept::new(&likelihood, None, 5);
    let error = search_models(&inputs, &mut kept, &targets, &plan(), &()).unwrap_err();
    insta::assert_snapshot!(error, @r#"the analysis: source "odd": the extension of the source must be 0 to 30 degrees; it is 45"#);
}

#[test]
fn a_stack_of_one_has_the_limits_of_its_source() {
    let inputs = inputs(0);
    let likelihood = Likelihood::of(&inputs, &Settings::default()).unwrap();
    let mut kept = Kept::new(&likelihood, None, 5);
    let one = |ra_deg: f64| Stacked {
        position: Equatorial::from_degrees(ra_deg, -35.0),
        weight: 2.0,
    };
    let stack = Stack::new(&likelihood, &[one(120.0)]).unwrap();
    let plan = Plan {
        limit_trials: 500,
        ..plan()
    };
    let skies = kept.stack(&stack, 500, &()).unwrap();
    let limits = stack_limits(&mut kept, &stack, (0.0, &skies), &plan, &()).unwrap();
    let dec_rad = place().dec_rad;
    let single = kept.neyman((dec_rad, 2.0), [0.0, 0.0], 500, &()).unwrap();
    let (stacked, single) = (
        limits[0].sensitivity.unwrap(),
        single.sensitivity().unwrap(),
    );
    println!("{stacked} {single}");
    assert!((stacked / single - 1.0).abs() < 0.2, "{stacked} {single}");
    // Four sources share what is expected: more events than of one, fewer than four times as many.
    let four: Vec<Stacked> = (0..4).map(|i| one(90.0 * f64::from(i))).collect();
    let four = Stack::new(&likelihood, &four).unwrap();
    let skies = kept.stack(&four, 300, &()).unwrap();
    let many = stack_limits(&mut kept, &four, (0.0, &skies), &plan, &()).unwrap();
    let many = many[0].sensitivity.unwrap();
    println!("{many}");
    assert!(
        many > 1.2 * single && many < 4.0 * single,
        "{many} {single}"
    );
}

#[test]
fn skies_of_a_stack_are_kept() {
    struct Never;
    impl nuscope_scan::Watch for Never {
        fn step(&self, _: usize, _: usize) -> bool {
            false
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    let inputs = inputs(0);
    let likelihood = Likelihood::of(&inputs, &Settings::default()).unwrap();
    let sources = [Stacked {
        position: place(),
        weight: 1.0,
    }];
    let stack = Stack::new(&likelihood, &sources).unwrap();
    let whole = Kept::new(&likelihood, None, 5)
        .stack(&stack, 90, &())
        .unwrap();
    let mut kept = Kept::new(&likelihood, Some(&store), 5);
    kept.stack(&stack, 40, &()).unwrap();
    assert_eq!(kept.stack(&stack, 90, &()).unwrap(), whole);
    assert_eq!(kept.stack(&stack, 90, &Never).unwrap(), whole);
    assert!(kept.stack(&stack, 91, &Never).is_none());
    let plan = Plan {
        limit_trials: 100,
        ..plan()
    };
    let limits = stack_limits(&mut kept, &stack, (0.0, &whole), &plan, &()).unwrap();
    let again = stack_limits(&mut kept, &stack, (0.0, &whole), &plan, &Never).unwrap();
    assert_eq!(limits, again);
    // Another weight is the same stack of one, but another name; another place is another stack.
    let other = [Stacked {
        position: Equatorial::from_degrees(1.0, 2.0),
        weight: 1.0,
    }];
    let other = Stack::new(&likelihood, &other).unwrap();
    assert!(kept.stack(&other, 10, &Never).is_none());
}
