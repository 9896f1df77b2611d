//! The map of a scan: complete, in order, the same however it was computed, and honest about how it was made.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use common::{inject, isotropic};
use nuscope_model::{Equatorial, Provenance, SkyMap, healpix};
use nuscope_scan::{Likelihood, Settings, Watch, scan};

/// Two samples with a source at (200°, -40°).
fn likelihood() -> Likelihood {
    let mut first = isotropic("first", 3000, 0.8, 1);
    inject(&mut first, source(), 25, 0.8, 2);
    let mut second = isotropic("second", 1000, 3.0, 3);
    second.provenance = Provenance::Simulated;
    Likelihood::new(&[Arc::new(first), Arc::new(second)], &Settings::default()).unwrap()
}

fn source() -> Equatorial {
    Equatorial::from_degrees(200.0, -40.0)
}

fn on_threads(threads: usize, likelihood: &Likelihood, nside: u32) -> SkyMap {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| scan(likelihood, nside, &()).unwrap())
}

/// The bits of all values, since NaN does not equal itself.
fn bits(map: &SkyMap) -> Vec<Vec<u32>> {
    let bits = |values: &Vec<f32>| values.iter().map(|value| value.to_bits()).collect();
    map.columns
        .iter()
        .map(|column| bits(&column.values))
        .collect()
}

#[test]
fn every_pixel_is_the_fit_at_its_centre() {
    let likelihood = likelihood();
    for nside in [1, 2, 16] {
        let map = scan(&likelihood, nside, &()).unwrap();
        let names: Vec<_> = map
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        assert_eq!(
            (map.nside, names),
            (nside, vec!["TS", "N_S", "GAMMA", "P_LOCAL"])
        );
        for pixel in 0..healpix::pixels(nside) {
            let center = healpix::center_of(nside, pixel);
            let fit = likelihood.fit(center);
            let expected = if center.dec_rad.abs() > 85.0_f64.to_radians() {
                [f32::NAN; 4]
            } else {
                [fit.ts, fit.n_s, f64::NAN, fit.p_local].map(|value| value as f32)
            };
            let found: Vec<f32> = map
                .columns
                .iter()
                .map(|c| c.values[pixel as usize])
                .collect();
            for (found, expected) in found.iter().zip(expected) {
                assert!(
                    found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan(),
                    "nside {nside} pixel {pixel}: {found} {expected}"
                );
            }
        }
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let likelihood = likelihood();
    assert_eq!(
        bits(&on_threads(1, &likelihood, 32)),
        bits(&on_threads(4, &likelihood, 32))
    );
}

#[test]
fn the_hottest_pixel_is_the_source() {
    let map = scan(&likelihood(), 64, &()).unwrap();
    let (position, ts) = map.hottest(map.column("TS").unwrap()).unwrap();
    assert!(
        position.separation_rad(source()).to_degrees() < 1.0,
        "{position:?}"
    );
    assert!(ts > 30.0, "{ts}");
    let p_local = map.column("P_LOCAL").unwrap().values[map.pixel(position)];
    assert!(p_local > 0.0 && p_local < 1e-6, "{p_local}");
}

#[test]
fn poles_are_masked_in_every_column() {
    let map = scan(&likelihood(), 32, &()).unwrap();
    let mut masked = 0;
    for pixel in 0..healpix::pixels(32) {
        let polar = healpix::center_of(32, pixel).dec_rad.abs() > 85.0_f64.to_radians();
        let column = |name| map.column(name).unwrap().values[pixel as usize];
        assert_eq!(polar, f32::is_nan(column("TS")), "{pixel}");
        assert_eq!(polar, f32::is_nan(column("P_LOCAL")), "{pixel}");
        assert!(column("GAMMA").is_nan());
        masked += usize::from(polar);
    }
    assert!(masked > 40 && masked < 60, "{masked}");
}

#[derive(Default)]
struct Recorder {
    steps: AtomicUsize,
    cancel_at: Option<usize>,
    maps: Mutex<Vec<SkyMap>>,
    last: AtomicUsize,
}

impl Watch for Recorder {
    fn step(&self, done: usize, total: usize) -> bool {
        assert!(done <= total);
        self.last.fetch_max(done, Relaxed);
        let steps = self.steps.fetch_add(1, Relaxed);
        self.cancel_at.is_none_or(|limit| steps < limit)
    }

    fn level(&self, map: &SkyMap) {
        self.maps.lock().unwrap().push(map.clone());
    }
}

#[test]
fn a_cancelled_scan_returns_nothing() {
    let likelihood = likelihood();
    for cancel_at in [0, 1, 200] {
        let recorder = Recorder {
            cancel_at: Some(cancel_at),
            ..Recorder::default()
        };
        assert!(scan(&likelihood, 32, &recorder).is_none());
        // Whoever was at work may finish a tile; nobody starts another.
        assert!(recorder.steps.load(Relaxed) <= cancel_at + 1 + rayon::current_num_threads());
    }
}

#[test]
fn a_map_of_no_resolution_is_none() {
    for nside in [0, 3, 16_384] {
        assert!(scan(&likelihood(), nside, &()).is_none());
    }
}

#[test]
fn the_map_fills_in_from_coarse_to_fine() {
    let recorder = Recorder::default();
    let map = scan(&likelihood(), 64, &recorder).unwrap();
    let maps = recorder.maps.into_inner().unwrap();
    assert_eq!(maps.len(), 5);
    let open = map
        .column("TS")
        .unwrap()
        .values
        .iter()
        .filter(|ts| !ts.is_nan())
        .count();
    assert_eq!(recorder.last.into_inner(), open);
    // A cell of level k shows one number, and that is the final one of a pixel within it.
    for (level, coarse) in (1..).zip(&maps) {
        assert_eq!(coarse.nside, 64);
        let within = 1 << (2 * (6 - level));
        for cell in 0..12_u64 << (2 * level) {
            let pixels = (cell * within..(cell + 1) * within)
                .map(|pixel| healpix::ring_from_nested(64, pixel))
                .filter(|&ring| healpix::center_of(64, ring).dec_rad.abs() < 85.0_f64.to_radians());
            let ts = |map: &SkyMap| -> Vec<f32> {
                let values = &map.column("TS").unwrap().values;
                pixels.clone().map(|ring| values[ring as usize]).collect()
            };
            let (shown, last) = (ts(coarse), ts(&map));
            let Some(first) = shown.first().filter(|ts| !ts.is_nan()) else {
                // Where a cell has no value yet, it touches the mask.
                assert!(shown.len() < within as usize, "level {level} cell {cell}");
                continue;
            };
            assert!(
                shown.iter().all(|ts| ts == first),
                "level {level} cell {cell}"
            );
            assert!(
                last.contains(first) || shown.len() < within as usize,
                "level {level} cell {cell}"
            );
        }
    }
}

#[test]
fn a_map_says_how_it_was_made() {
    let map = scan(&likelihood(), 1, &()).unwrap();
    assert!(
        map.provenance
            .iter()
            .all(|(keyword, ..)| keyword.len() <= 8)
    );
    let cards: Vec<_> = map
        .provenance
        .iter()
        .filter(|(keyword, ..)| keyword != "PROGRAM")
        .map(|(keyword, value, comment)| format!("{keyword:8} = {value} / {comment}"))
        .collect();
    insta::assert_snapshot!(cards.join("\n"), @r"
    METHOD   = unbinned likelihood, spatial part / energy weights are 1
    TSCONV   = TS = 2 ln Lambda / convention of TS
    PVALUE   = asymptotic, not calibrated / meaning of P_LOCAL
    SHARES   = f_j = N_j / sum N / share of the signal by sample
    CUTSIGMA = 5 / cut, in angular errors
    SIGFLOOR = 0.2 / [deg] smaller angular errors are raised
    MASKDEC  = 85 / [deg] NaN where |dec| is larger
    DECLOW   = -88.082 / [deg] NaN south of it: no candidates
    DECHIGH  = 90.000 / [deg] NaN north of it: no candidates
    DATAKIND = simulated / simulated if any sample is
    NSAMPLES = 2 / number of samples
    SAMP1    = first / sample
    KIND1    = recorded / recorded or simulated
    USED1    = 3025 / candidates used
    SKIP1    = 0 / candidates left out
    RAIS1    = 0 / angular errors raised
    CSUM1    = made for a test / SHA-256 or recipe
    SAMP2    = second / sample
    KIND2    = simulated / recorded or simulated
    USED2    = 1000 / candidates used
    SKIP2    = 0 / candidates left out
    RAIS2    = 0 / angular errors raised
    CSUM2    = made for a test / SHA-256 or recipe
    ");
}
