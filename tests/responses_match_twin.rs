//! The built-in responses give what an independent implementation in Python gives.
//!
//! `data/responses_twin.json` (made by `data/responses_twin.py`) holds exact values, compared at 1e-6, and
//! distributions of 200,000 simulated candidates each, compared with 50,000 of ours: shares may differ by 2.23
//! √(1/200,000 + 1/50,000) = 0.0111, which two samples of one distribution exceed once in ten thousand
//! (Kolmogorov and Smirnov).

#![allow(clippy::unwrap_used)]

use nuscope_io::simulate::responses::{Candidates, NAMES, Response};
use nuscope_io::simulate::sky;
use nuscope_model::{Equatorial, Quantity, Sample};
use nuscope_tests::data;
use serde_json::Value;

/// Candidates of each distribution that are made here.
const COUNT: usize = 50_000;
/// Largest difference of two shares.
const ALLOWED: f64 = 0.0111;

fn twin() -> Value {
    let text = std::fs::read_to_string(data::own("responses_twin.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The numbers of a list, in which `null` is NaN.
fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|x| x.as_f64().unwrap_or(f64::NAN))
        .collect()
}

fn assert_close(found: f64, expected: f64, what: &str) {
    let off = (found - expected).abs();
    assert!(
        off <= 1e-6 * expected.abs() + 1e-12,
        "{what}: {found}, {expected} expected"
    );
}

#[test]
fn yields_and_areas_agree_to_a_millionth() {
    let twin = twin();
    for name in NAMES {
        let (response, exact) = (Response::built_in(name).unwrap(), &twin[name]["exact"]);
        for gamma in ["2", "2.5"] {
            let expected = numbers(&exact["yields"][gamma]);
            for (dec_deg, expected) in [-60.0_f64, -30.0, 0.0, 30.0].into_iter().zip(expected) {
                let days = response.livetime_days;
                let found =
                    response.yield_per_norm(dec_deg.to_radians(), gamma.parse().unwrap(), days);
                assert_close(
                    found,
                    expected,
                    &format!("yield of {name} at {dec_deg}, gamma {gamma}"),
                );
            }
        }
        let places = [(4.0, 30.0_f64), (5.0, -30.0), (6.0, -60.0)];
        for ((x, dec_deg), expected) in places.into_iter().zip(numbers(&exact["areas_cm2"])) {
            let found = response.effective_area.cm2(x, dec_deg.to_radians().sin());
            assert_close(
                found,
                expected,
                &format!("area of {name} at {x}, {dec_deg}"),
            );
        }
    }
}

#[test]
fn background_and_angular_errors_agree_to_a_millionth() {
    let twin = twin();
    for name in NAMES {
        let (response, exact) = (Response::built_in(name).unwrap(), &twin[name]["exact"]);
        let y = if name == "ANTARES_tracks" { 1.6 } else { 4.0 };
        let background = &response.background;
        let expected = |key: &str| exact[key].as_f64().unwrap();
        assert_close(
            background.proxy_cdf(y, -0.5).unwrap(),
            expected("proxy_cdf"),
            name,
        );
        assert_close(background.sin_dec_density(-0.5), expected("density"), name);
        assert_close(
            response.sigma.rad(y, -0.5, 0.5, None).to_degrees(),
            expected("sigma_deg"),
            name,
        );
        for (s, expected) in [-0.5, 0.5]
            .into_iter()
            .zip(numbers(&exact["signal_sigma_deg"]))
        {
            assert_close(
                response.sigma.rad(y, s, 0.5, Some(5.0)).to_degrees(),
                expected,
                name,
            );
        }
    }
}

#[test]
fn energy_proxies_agree_to_a_millionth() {
    let twin = twin();
    for name in NAMES {
        let response = Response::built_in(name).unwrap();
        for row in twin[name]["exact"]["proxy_tables"].as_array().unwrap() {
            let row = numbers(row);
            let table = response.proxy_table(row[0], Some(row[1]).filter(|s| s.is_finite()));
            for (share, expected) in [0.1, 0.5, 0.9].into_iter().zip(&row[2..]) {
                let what = format!("proxy of {name} at {} and {}", row[0], row[1]);
                assert_close(table.quantile(share), *expected, &what);
            }
        }
    }
}

/// Largest difference between the shares of `values` and of the twin's below any of its grid points.
fn largest_difference(values: &[f64], twin: &Value) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let shares = numbers(&twin["grid"])
        .into_iter()
        .zip(numbers(&twin["share"]));
    shares
        .map(|(at, expected)| {
            let share = sorted.partition_point(|value| *value <= at) as f64 / sorted.len() as f64;
            (share - expected).abs()
        })
        .fold(0.0, f64::max)
}

fn assert_same_distribution(values: &[f64], twin: &Value, what: &str) {
    let off = largest_difference(values, twin);
    assert!(off < ALLOWED, "{what}: shares differ by {off}");
}

fn degrees(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| value.to_degrees()).collect()
}

fn sines(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| value.sin()).collect()
}

#[test]
fn simulated_background_has_the_same_distributions() {
    let twin = twin();
    for name in NAMES {
        let response = Response::built_in(name).unwrap();
        for (label, south) in [("background", false), ("southern background", true)] {
            let drawn: Candidates = response.simulate_background(COUNT, 1, south);
            let expected = &twin[name]["distributions"][label];
            let what = |quantity: &str| format!("{label} of {name}, {quantity}");
            assert_same_distribution(
                &sines(&drawn.dec_rad),
                &expected["sin_dec"],
                &what("sin_dec"),
            );
            assert_same_distribution(&drawn.proxy, &expected["proxy"], &what("proxy"));
            assert_same_distribution(
                &degrees(&drawn.sigma_rad),
                &expected["sigma_deg"],
                &what("sigma"),
            );
            assert!(
                drawn
                    .mjd
                    .iter()
                    .all(|mjd| (response.mjd[0]..response.mjd[1]).contains(mjd))
            );
            assert!(
                drawn
                    .ra_rad
                    .iter()
                    .all(|ra| (0.0..std::f64::consts::TAU).contains(ra))
            );
        }
    }
}

#[test]
fn simulated_signal_has_the_same_distributions() {
    let twin = twin();
    for name in NAMES {
        let response = Response::built_in(name).unwrap();
        for dec_deg in [-43.4, 30.0] {
            let source = Equatorial::from_degrees(100.0, dec_deg);
            let signal = response.simulate_signal(COUNT, source, 2.0, 1, 0);
            let drawn = &signal.candidates;
            let expected = &twin[name]["distributions"][format!("signal at {dec_deg}")];
            let away_deg: Vec<f64> = (0..drawn.len())
                .map(|i| {
                    let seen = Equatorial {
                        ra_rad: drawn.ra_rad[i],
                        dec_rad: drawn.dec_rad[i],
                    };
                    source.separation_rad(seen).to_degrees()
                })
                .collect();
            let what = |quantity: &str| format!("signal at {dec_deg} of {name}, {quantity}");
            assert_same_distribution(
                &signal.log10_energy_gev,
                &expected["log10_energy"],
                &what("energy"),
            );
            assert_same_distribution(&drawn.proxy, &expected["proxy"], &what("proxy"));
            assert_same_distribution(
                &degrees(&drawn.sigma_rad),
                &expected["sigma_deg"],
                &what("sigma"),
            );
            assert_same_distribution(&away_deg, &expected["psi_deg"], &what("psi"));
        }
    }
}

#[test]
fn the_samples_of_the_sky_follow_the_southern_background() {
    let twin = twin();
    let names = [
        "ANTARES_tracks",
        "ANTARES_showers",
        "IC40",
        "IC59",
        "IC79",
        "IC86_I",
        "IC86_II",
    ];
    let sky = sky(1);
    for (sample, name) in sky
        .samples
        .iter()
        .zip(names)
        .filter(|(sample, _)| sample.len() > 5000)
    {
        let expected = &twin[name]["distributions"]["southern background"];
        let proxy: Vec<f64> = match sample.column(Quantity::Hits) {
            Some(hits) => hits.iter().map(|n| n.log10()).collect(),
            None => sample.column(Quantity::Log10EnergyGev).unwrap().to_vec(),
        };
        // Smaller samples scatter more: 2.23/√n of n candidates beside the twin's.
        let scatter = 2.23 * (1.0 / sample.len() as f64 + 1.0 / 200_000.0).sqrt();
        for (values, key) in [
            (sines(&sample.dec_rad), "sin_dec"),
            (proxy, "proxy"),
            (errors_deg(sample), "sigma_deg"),
        ] {
            let off = largest_difference(&values, &expected[key]);
            assert!(
                off < scatter,
                "{key} of {}: {off}, at most {scatter} expected",
                sample.name
            );
        }
    }
}

fn errors_deg(sample: &Sample) -> Vec<f64> {
    degrees(sample.column(Quantity::AngularErrorRad).unwrap())
}
