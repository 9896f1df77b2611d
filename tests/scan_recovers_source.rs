//! A scan of the built-in demo sky finds the source that was put into it, and says that the sky is simulated.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use nuscope_io::simulate;
use nuscope_scan::{Likelihood, Settings, scan};

#[test]
fn the_hottest_pixel_of_the_demo_is_its_source() {
    let demo = nuscope_io::open(Path::new("demo:sky")).unwrap();
    let source = simulate::sky(simulate::demo::SEED).source;
    let likelihood = Likelihood::new(&demo.samples, &Settings::default()).unwrap();
    let map = scan(&likelihood, 64, &()).unwrap();

    let (position, ts) = map.hottest(map.column("TS").unwrap()).unwrap();
    let distance_deg = position.separation_rad(source.position).to_degrees();
    assert!(distance_deg < 1.0, "{distance_deg} degrees from the source");
    assert!(ts > 25.0, "{ts}");

    let value = |name: &str| map.column(name).unwrap().values[map.pixel(position)];
    assert!(value("P_LOCAL") < 1e-6, "{}", value("P_LOCAL"));
    // Energies are not looked at, so some background around a source is fitted along with it.
    let (n_s, injected) = (f64::from(value("N_S")), source.total() as f64);
    assert!(
        n_s > 0.5 * injected && n_s < 2.0 * injected,
        "{n_s} of {injected}"
    );

    let card = |keyword: &str| {
        let card = map.provenance.iter().find(|(name, ..)| name == keyword);
        card.map(|(_, value, _)| value.as_str())
    };
    assert_eq!(card("DATAKIND"), Some("simulated"));
    assert_eq!(card("NSAMPLES"), Some("7"));
    assert_eq!(card("PVALUE"), Some("asymptotic, not calibrated"));
}
