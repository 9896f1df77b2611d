//! Fits with energy agree with the float64 reference, which has no cut and no index, on four real public samples.

#![allow(clippy::unwrap_used)]

use nuscope_model::Equatorial;
use nuscope_scan::{EnergyAt, Index, Likelihood, Psf, Settings, Shape};
use nuscope_tests::icecube::{LISTS, inputs};
use nuscope_tests::{data, table::Table};

#[test]
fn yields_agree_to_a_millionth() {
    let Some(inputs) = inputs() else { return };
    let likelihood = Likelihood::of(&inputs, &Settings::default()).unwrap();
    let mut compared = 0;
    for row in Table::read("energy_truth_yields.csv").rows() {
        let (dec_deg, gamma): (f64, f64) = (row.number("dec_deg"), row.number("gamma"));
        let expected: f64 = row.number("yield");
        let sample = LISTS
            .iter()
            .position(|list| list.0 == row.text("sample"))
            .unwrap();
        let found = likelihood.yields(dec_deg.to_radians(), gamma).unwrap()[sample];
        assert!(
            (found / expected - 1.0).abs() < 1e-6,
            "{}: {found} {expected}",
            row.text("sample")
        );
        compared += 1;
    }
    assert_eq!(compared, 192);
}

/// An analysis file of the four lists with paths as they are here; `None` if any of the files is missing.
fn analysis() -> Option<String> {
    let path =
        |name: String| data::real(&name).map(|path| format!("{:?}", path.display().to_string()));
    let smearing = path("icecube/txs/Fig_S4_tabulated.txt".into())?;
    let mut text = String::new();
    for (name, events, _) in LISTS {
        let events = path(format!("icecube/{events}"))?;
        let uptime = path(format!("icecube/ps10yr/uptime/{name}_exp.csv"))?;
        let area = path(format!("icecube/ps10yr/irfs/{name}_effectiveArea.csv"))?;
        text += &format!(
            "[[sample]]\nname = \"{name}\"\nevents = {events}\nuptime = {uptime}\neffective_area = {area}\nsmearing = {smearing}\n"
        );
    }
    Some(text)
}

#[test]
fn an_analysis_file_gives_the_fit_of_the_reference_on_the_command_line() {
    let Some(text) = analysis() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("four-lists.toml");
    std::fs::write(&file, text).unwrap();
    let run = |more: &[&str]| {
        let done = std::process::Command::new(nuscope_tests::program::nuscope())
            .args(["scan", "--analysis"])
            .arg(&file)
            .args(more)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        serde_json::from_slice::<serde_json::Value>(&done.stdout).unwrap()
    };
    // NGC 1068: TS 1.778175, n_s 7.4050, gamma 2.4028.
    let told = run(&["--json", "--at", "40.67,-0.01"]);
    let number = |key: &str| told[0][key].as_f64().unwrap();
    assert!((number("ts") - 1.778_175).abs() < 1e-3, "{told}");
    assert!(
        (number("n_s") - 7.405).abs() < 0.05 && (number("gamma") - 2.4028).abs() < 0.02,
        "{told}"
    );
    // The map's hottest pixel is the fit at its centre.
    let summary = run(&["--json", "--nside", "16", "--out", "map.fits"]);
    let hottest = &summary["hottest"];
    let at = format!("{},{}", hottest["ra_deg"], hottest["dec_deg"]);
    let told = run(&["--json", "--at", &at]);
    let [map, fit] = [hottest, &told[0]].map(|fit| fit["ts"].as_f64().unwrap());
    assert!((map - fit).abs() < 1e-4 * fit && fit > 5.0, "{map} {fit}");
    assert!(
        summary["provenance"]
            .to_string()
            .contains("in space and energy")
    );
}

/// How far fits are from the reference.
#[derive(Default)]
struct Differences {
    ts: Vec<f64>,
    n_s: f64,
    gamma: f64,
    with_signal: usize,
}

#[test]
fn two_hundred_random_positions_agree_with_the_reference() {
    let Some(inputs) = inputs() else { return };
    let table = Table::read("energy_truth.csv");
    for (extension, shape) in [
        ("0.0", Shape::Point),
        (
            "0.5",
            Shape::Gaussian {
                sigma_rad: 0.5_f64.to_radians(),
            },
        ),
    ] {
        for (name, index) in [
            ("free", Index::Free),
            ("2.0", Index::Fixed(2.0)),
            ("2.5", Index::Fixed(2.5)),
        ] {
            let settings = Settings {
                index,
                shape,
                ..Settings::default()
            };
            let likelihood = Likelihood::of(&inputs, &settings).unwrap();
            assert_eq!(likelihood.warnings(), [""; 0]);
            let mut found = Differences::default();
            for row in table.rows() {
                if (row.text("extension_deg"), row.text("index")) != (extension, name) {
                    continue;
                }
                let [ra, dec, ts, n_s, gamma] =
                    ["ra_deg", "dec_deg", "ts", "n_s", "gamma"].map(|name| row.number::<f64>(name));
                let fit = likelihood.fit(Equatorial::from_degrees(ra, dec));
                let difference = (fit.ts - ts).abs();
                assert!(
                    difference < 5e-3,
                    "{name} at {ra} {dec}: TS {fit:?} instead of {ts} {n_s} {gamma}"
                );
                found.ts.push(difference);
                if ts > 1.0 {
                    found.n_s = found.n_s.max((fit.n_s - n_s).abs());
                    found.gamma = found.gamma.max((fit.gamma - gamma).abs());
                    found.with_signal += 1;
                    assert!(
                        (fit.n_s - n_s).abs() < 0.05,
                        "{name} at {ra} {dec}: {fit:?} instead of {ts} {n_s} {gamma}"
                    );
                    assert!(
                        (fit.gamma - gamma).abs() < 0.02,
                        "{name} at {ra} {dec}: {fit:?} instead of {ts} {n_s} {gamma}"
                    );
                }
            }
            found.ts.sort_by(f64::total_cmp);
            let count = found.ts.len();
            let (most, worst) = (found.ts[count * 95 / 100], found.ts[count - 1]);
            println!(
                "{extension} degrees, index {name}: {count} positions, |dTS| {most:.1e} on 95 %, at most {worst:.1e}; \
                 {} with TS > 1: |dn_s| at most {:.4}, |dgamma| {:.5}",
                found.with_signal, found.n_s, found.gamma
            );
            assert!(most < 1e-3, "{most}");
            assert!(
                count >= 200 && found.with_signal >= 12,
                "{count} {}",
                found.with_signal
            );
        }
    }
}

#[test]
fn energies_at_the_source_and_the_gaussian_of_the_sphere_agree_with_the_reference() {
    let Some(mut inputs) = inputs() else { return };
    inputs
        .iter_mut()
        .for_each(|input| input.psf = Psf::Rayleigh);
    let settings = Settings {
        energy: EnergyAt::Source,
        ..Settings::default()
    };
    let likelihood = Likelihood::of(&inputs, &settings).unwrap();
    let (mut compared, mut with_signal, mut worst) = (0, 0, 0.0_f64);
    for row in Table::read("energy_at_source_truth.csv").rows() {
        let [ra, dec, ts, n_s, gamma] =
            ["ra_deg", "dec_deg", "ts", "n_s", "gamma"].map(|name| row.number::<f64>(name));
        let fit = likelihood.fit(Equatorial::from_degrees(ra, dec));
        worst = worst.max((fit.ts - ts).abs());
        compared += 1;
        if ts > 0.0 {
            with_signal += 1;
            assert!(
                (fit.n_s - n_s).abs() < 0.01 && (fit.gamma - gamma).abs() < 1e-3,
                "at {ra} {dec}: {fit:?} instead of {ts} {n_s} {gamma}"
            );
        }
    }
    println!("{compared} positions, {with_signal} with signal, |dTS| at most {worst:.1e}");
    assert!(worst < 1e-3, "{worst}");
    assert_eq!((compared, with_signal), (25, 12));
}
