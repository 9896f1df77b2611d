//! Responses from files in an analysis: smearing, areas by zenith and instrument responses become what numpy makes of
//! them, and what cannot be used is refused in words.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use nuscope::analysis::Opened;
use nuscope_model::{EffectiveArea, EnergyMigration};
use nuscope_scan::{Likelihood, Settings};
use nuscope_tests::{data, table::Table};

const ARCA_LATITUDE_DEG: f64 = 36.27;

/// Rows of one kind: the numbers i, j, k and the value.
fn truth(what: &str) -> Vec<([usize; 3], f64)> {
    let table = Table::read("response_files.csv");
    let rows = table.rows().filter(|row| row.text("what") == what);
    let rows = rows.map(|row| {
        let place = ["i", "j", "k"].map(|column| row.text(column).parse().unwrap());
        (place, row.number("value"))
    });
    rows.collect()
}

#[test]
fn a_smearing_is_marginalised_as_pandas_does() {
    let path = data::own("smearing/IC40_smearing.csv");
    let found = nuscope_io::read_energy_migration(&path).unwrap();
    assert_eq!(found.name, "IC40");
    assert_eq!(found.log10_true_energy_edges, [2.0, 2.5, 3.0, 3.5]);
    assert_eq!(found.proxy_edges.len(), 23);
    let truth = truth("smearing");
    assert_eq!(truth.len(), 9 * 22);
    for ([i, j, k], value) in truth {
        let (energy, dec_deg) = (2.25 + 0.5 * i as f64, [-50.0, 0.0, 50.0][j]);
        let share = found.shares(energy, f64::to_radians(dec_deg))[k];
        assert!(
            (share - value).abs() < 1e-12,
            "{i} {j} {k}: {share} {value}"
        );
    }
}

#[test]
fn responses_by_zenith_are_averaged_over_the_day_as_numpy_does() {
    let loaded = nuscope_io::open(&data::own("irf/km3net.fits")).unwrap();
    let area = &loaded.effective_areas[0];
    let latitude_rad = ARCA_LATITUDE_DEG.to_radians();
    let (over_day, unseen) = area.over_the_day(latitude_rad).unwrap();
    assert_eq!(unseen, 0.0);
    let largest = over_day.area_cm2.iter().copied().fold(0.0, f64::max);
    for ([i, j, _], value) in truth("area") {
        let found = over_day.area_cm2[i * 200 + j];
        // The sum over hour angles is as fine as one of 40,000.
        assert!(
            (found - value).abs() < 1e-4 * largest,
            "{i} {j}: {found} {value}"
        );
    }
    let dispersion = &loaded.energy_dispersions[0];
    let (energies, _) =
        EnergyMigration::over_the_day(dispersion, Some(area), latitude_rad).unwrap();
    let middle = |edges: &[f64], bin: usize| 0.5 * (edges[bin] + edges[bin + 1]);
    let mut compared = 0;
    for ([i, j, k], value) in truth("energies") {
        let dec_rad = f64::asin(-1.0 + (2 * j + 1) as f64 / 200.0);
        let shares = energies.shares(middle(&energies.log10_true_energy_edges, i), dec_rad);
        assert!(
            (shares[k] - value).abs() < 2e-4,
            "{i} {j} {k}: {} {value}",
            shares[k]
        );
        compared += 1;
    }
    assert!(compared > 600, "{compared}");
}

#[test]
fn the_areas_of_two_releases_of_icecube_agree() {
    // The 3-year release goes by zenith, the 10-year one by declination; the selections differ a little.
    let names = [
        "icecube/ps3yr/IC86-2012-TabulatedAeff.txt",
        "icecube/ps10yr/irfs/IC86_II_effectiveArea.csv",
    ];
    let mut areas: Vec<EffectiveArea> = Vec::new();
    for name in names {
        let Some(path) = data::real(name) else { return };
        areas.push((*nuscope_io::open(&path).unwrap().effective_areas[0]).clone());
    }
    let site = nuscope_model::Site::icecube();
    let (by_zenith, unseen) = areas[0].over_the_day(site.latitude_rad).unwrap();
    assert_eq!(unseen, 0.0);
    for dec_deg in [-70.0, -40.0, -20.0, 10.0, 30.0, 60.0] {
        let flux = |area: &EffectiveArea| -> f64 {
            let dec_rad = f64::to_radians(dec_deg);
            let energies = area.log10_energy_edges.windows(2);
            energies
                .map(|edge| {
                    let (low, high) = (10_f64.powf(edge[0]), 10_f64.powf(edge[1]));
                    area.at(0.5 * (edge[0] + edge[1]), dec_rad) * (1.0 / low - 1.0 / high)
                })
                .sum()
        };
        let ratio = flux(&by_zenith) / flux(&areas[1]);
        println!("{dec_deg}: {ratio}");
        assert!((0.9..1.1).contains(&ratio), "{dec_deg}: {ratio}");
    }
}

/// An analysis of one list with what else its entry says.
fn opened(folder: &Path, entry: &str) -> Result<Opened, String> {
    let mut list = "MJD[days] log10(E/GeV) AngErr[deg] RA[deg] Dec[deg]\n".to_owned();
    for i in 0..400 {
        let (ra, dec) = (f64::from(i * 37 % 360), f64::from(i % 160) - 79.5);
        list += &format!("55000.5 {} 0.5 {ra} {dec}\n", 2.5 + 0.01 * f64::from(i));
    }
    std::fs::write(folder.join("list.csv"), list).unwrap();
    let path = folder.join("analysis.toml");
    let text =
        format!("[[sample]]\nname = \"a\"\nevents = \"list.csv\"\nlivetime_days = 100\n{entry}");
    std::fs::write(&path, text).unwrap();
    Opened::read(&path).map_err(|error| format!("{error:#}"))
}

fn irf() -> PathBuf {
    data::own("irf/km3net.fits")
}

#[test]
fn a_file_of_responses_at_a_site_is_a_response() {
    let folder = tempfile::tempdir().unwrap();
    let entry = format!("response = {:?}\nsite = \"arca\"\n", irf());
    let opened = opened(folder.path(), &entry).unwrap();
    let input = &opened.inputs[0];
    insta::assert_snapshot!(input.origin, @"area km3net.fits (by zenith, over the day at ARCA), energies km3net.fits (by zenith, over the day at ARCA) (files give no error)");
    assert!(
        opened
            .warnings
            .iter()
            .any(|line| line.contains("its point spread is not used")),
        "{:?}",
        opened.warnings
    );
    let likelihood = Likelihood::of(&opened.inputs, &Settings::default()).unwrap();
    assert_eq!(likelihood.spatial_because(), "");
    assert!(likelihood.fits_index());
    let fit = likelihood.fit(nuscope_model::Equatorial::from_degrees(10.0, -30.0));
    assert!(fit.ts.is_finite() && fit.n_s.is_finite());
    // What is named for one purpose wins; a latitude is a site too.
    let entry = format!(
        "response = {:?}\neffective_area = {:?}\nsite = 36.27\nsmearing = {:?}\n",
        "IC86_II",
        irf(),
        data::own("smearing/IC40_smearing.csv")
    );
    let both = self::opened(folder.path(), &entry).unwrap();
    insta::assert_snapshot!(both.inputs[0].origin, @"area km3net.fits (by zenith, over the day at latitude 36.27°), energies IC40_smearing.csv (files give no error)");
    let entry = format!(
        "response = \"IC86_II\"\nsmearing = {:?}\n",
        data::own("smearing/IC40_smearing.csv")
    );
    let both = self::opened(folder.path(), &entry).unwrap();
    insta::assert_snapshot!(both.inputs[0].origin, @"energies IC40_smearing.csv (files give no error), built-in response IC86_II (fit to the public effective area, yields within 5 %)");
}

#[test]
fn seasons_of_a_release_need_only_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let release = folder.path().join("release");
    for part in ["events", "uptime", "irfs"] {
        std::fs::create_dir_all(release.join(part)).unwrap();
    }
    let list = "MJD[days] log10(E/GeV) AngErr[deg] RA[deg] Dec[deg]\n55000.5 3.5 0.5 10 20\n55000.6 3.2 0.5 11 -20\n";
    for season in ["IC40", "IC59"] {
        std::fs::write(release.join(format!("events/{season}_exp.csv")), list).unwrap();
        let area = "logEmin_nu logEmax_nu decmin decmax Aeff\n2.0 9.0 -90 90 7\n";
        std::fs::write(
            release.join(format!("irfs/{season}_effectiveArea.csv")),
            area,
        )
        .unwrap();
        let uptime = "MJD_start[days] MJD_stop[days]\n54999 55001.5\n";
        std::fs::write(release.join(format!("uptime/{season}_exp.csv")), uptime).unwrap();
    }
    std::fs::copy(
        data::own("smearing/IC40_smearing.csv"),
        release.join("irfs/IC40_smearing.csv"),
    )
    .unwrap();
    let path = folder.path().join("a.toml");
    let read = |text: &str| {
        std::fs::write(&path, text).unwrap();
        Opened::read(&path)
    };
    let opened = read("[[sample]]\nname = \"first\"\nrelease = \"release\"\nseason = \"IC40\"\n\n[[sample]]\nname = \"IC59\"\nrelease = \"release\"\n").unwrap();
    let first = &opened.inputs[0];
    assert_eq!(
        (first.sample.name.as_str(), first.sample.len()),
        ("first", 2)
    );
    assert_eq!(first.livetime_days, Some(2.5));
    assert!(first.migration.is_some() && opened.inputs[1].migration.is_none());
    insta::assert_snapshot!(first.origin, @"area IC40 of release, energies IC40 of release (files give no error)");
    // The release is read once: each file counts once.
    let lists = opened
        .files
        .iter()
        .filter(|file| file.ends_with("events/IC40_exp.csv"));
    assert_eq!(lists.count(), 1);
    let error = read("[[sample]]\nname = \"IC86\"\nrelease = \"release\"\n")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("no season \"IC86\" for sample \"IC86\"; there are IC40, IC59"),
        "{error}"
    );
}

#[test]
fn what_cannot_be_used_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |entry: &str| {
        let words = opened(folder.path(), entry).unwrap_err();
        let own = data::own("").to_string_lossy().into_owned();
        words
            .replace(&own, "")
            .replace(&*folder.path().to_string_lossy(), "")
    };
    insta::assert_snapshot!(refused(&format!("response = {:?}\n", irf())), @r#"sample "a": km3net.fits goes by zenith: add site = "ARCA", another site's name or a latitude in degrees"#);
    insta::assert_snapshot!(refused("response = \"gone.fits\"\n"), @r#"sample "a": there is no built-in response "gone.fits" and no such file; built in are IC40, IC59, IC79, IC86_I, IC86_II, ANTARES_tracks, ANTARES_showers, ARCA230_tracks, ARCA230_showers"#);
    insta::assert_snapshot!(refused("response = \"list.csv\"\n"), @r#"an effective area or energies are wanted as the response of sample "a", this is text table: "/list.csv""#);
    let named = format!("response = {:?}\nsite = \"Baikal\"\n", irf());
    assert!(refused(&named).contains("site = one of ARCA, ORCA, ANTARES, IceCube"));
    // Areas of zenith angles that no source of the list ever has.
    std::fs::write(
        folder.path().join("up.txt"),
        "E_min[GeV] E_max[GeV] cos(zenith)_min cos(zenith)_max Aeff[m^2]\n1e2 1e9 -1.0 -0.9 1.0\n",
    )
    .unwrap();
    let up = opened(
        folder.path(),
        "effective_area = \"up.txt\"\nsite = \"ARCA\"\n",
    )
    .unwrap();
    assert!(
        up.warnings
            .iter()
            .any(|line| line.contains("up.txt says nothing of some zenith angles")),
        "{:?}",
        up.warnings
    );
    let error = Likelihood::of(&up.inputs, &Settings::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("the effective area covers declinations from"),
        "{error}"
    );
    // NaN and negative areas, edges that fall.
    for area in [
        "1e2 1e9 -1.0 1.0 nan",
        "1e2 1e9 -1.0 1.0 -3",
        "1e9 1e2 -1.0 1.0 1.0",
        "1e2 1e9 -3.0 1.0 1.0",
    ] {
        let text =
            format!("E_min[GeV] E_max[GeV] cos(zenith)_min cos(zenith)_max Aeff[m^2]\n{area}\n");
        std::fs::write(folder.path().join("bad.txt"), text).unwrap();
        refused("effective_area = \"bad.txt\"\nsite = \"ARCA\"\n");
    }
}
