//! healpy opens the map of a scan and finds the demo's source where it was put.
//!
//! Runs with the Python named by `NUSCOPE_PYTHON`, else `python3`; where that has no healpy the test says that
//! it was skipped.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use nuscope_model::Equatorial;
use nuscope_tests::data;

#[test]
fn healpy_finds_the_injected_source_in_our_map() {
    let python = std::env::var("NUSCOPE_PYTHON").unwrap_or_else(|_| "python3".into());
    let known = Command::new(&python).args(["-c", "import healpy"]).output();
    if !known.is_ok_and(|done| done.status.success()) {
        data::skipped("healpy for Python");
        return;
    }
    let sky = nuscope_io::open(Path::new("demo:sky")).unwrap();
    let likelihood = nuscope_scan::Likelihood::new(&sky.samples, &Default::default()).unwrap();
    let map = nuscope_scan::scan(&likelihood, 64, &()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("map.fits");
    nuscope_io::write_healpix(&file, &map).unwrap();
    let script = data::own("healpy_reads_map.py");
    let done = Command::new(&python)
        .arg(script)
        .arg(&file)
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "healpy cannot read it:\n{words}");
    let seen: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();

    assert_eq!(
        seen["columns"],
        serde_json::json!(["TS", "N_S", "GAMMA", "P_LOCAL"])
    );
    assert_eq!(
        (&seen["ordering"], &seen["nside"]),
        (&"RING".into(), &64.into())
    );
    assert_eq!(seen["data_kind"], "simulated");
    assert_eq!(seen["p_value"], "asymptotic, not calibrated");
    let ts = map.column("TS").unwrap();
    let masked = ts.values.iter().filter(|value| value.is_nan()).count();
    assert_eq!(seen["masked"], masked);
    let degrees = |name: &str| seen[name].as_f64().unwrap();
    let found = Equatorial::from_degrees(degrees("ra_deg"), degrees("dec_deg"));
    let source = nuscope_io::simulate::sky(nuscope_io::simulate::demo::SEED)
        .source
        .position;
    let away_deg = found.separation_rad(source).to_degrees();
    assert!(
        away_deg < 1.0,
        "the hottest pixel is {away_deg} degrees from the source"
    );
    assert!((degrees("ts") - f64::from(map.hottest(ts).unwrap().1)).abs() < 1e-4);
}
