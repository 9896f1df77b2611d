//! What every reader must withstand: any bytes at all, under any name.
//!
//! One row per kind of file. A fuzzer feeds [`body`] with bytes that it makes up (`tests/fuzz`); the tests feed it
//! with damaged copies of real files (`mutated_bytes.rs`). Whatever comes, the file is opened and read to its end
//! or refused with a sentence, and what was read keeps its own rules.

use std::cell::OnceCell;
use std::path::Path;

use nuscope_io::Loaded;

/// A kind of file.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, as `tests/fuzz` lists it.
    pub name: &'static str,
    /// The name under which the bytes are opened.
    pub file: &'static str,
    /// Files to start from, relative to the folder of real data, or after `own:` to `tests/data`.
    pub seeds: &'static [&'static str],
}

const fn row(name: &'static str, file: &'static str, seeds: &'static [&'static str]) -> Target {
    Target { name, file, seeds }
}

/// All kinds, in alphabetical order.
pub const TARGETS: [Target; 25] = [
    row(
        "datx",
        "a.datx",
        &["km3net/KM3-230213A/detector.dynamical.datx"],
    ),
    row(
        "detector_json",
        "a.json.gz",
        &["km3net/KM3-230213A/detector.json.gz"],
    ),
    row(
        "detx",
        "a.detx",
        &[
            "km3net/detx/detx_v1.detx",
            "km3net/detx/detx_v3.detx",
            "km3net/detx/detx_v5.detx",
        ],
    ),
    row("ecsv", "a.ecsv", &["catalogs/tevcat.ecsv"]),
    row(
        "event_json",
        "a.json.gz",
        &["km3net/KM3-230213A/KM3-230213A_allhits.json.gz"],
    ),
    row(
        "evt",
        "a.evt",
        &["km3net/evt/KM3Sim.evt", "km3net/evt/example_numuNC.evt"],
    ),
    row(
        "fits_table",
        "a.fits",
        &["catalogs/gll_psch_v13_3FHL.fit.gz"],
    ),
    row("geo", "a.geo", &["prometheus/pone_triangle.geo"]),
    row(
        "graphnet_sqlite",
        "a.db",
        &["icecube/graphnet_tables/oscNext_genie_level7_v02_first_5_frames.db"],
    ),
    row(
        "healpix",
        "a.fits",
        &["skymaps/hats_test.fits", "skymaps/bayestar.multiorder.fits"],
    ),
    row(
        "icecube_geometry",
        "a.txt",
        &["icecube/geometry/icebear_detector_config.txt"],
    ),
    row(
        "icecube_pulses",
        "a.txt",
        &[
            "icecube/events/Ernie.txt",
            "icecube/events/millipede_133644_43767651_track.csv",
        ],
    ),
    row(
        "irf",
        "a.fits",
        &["own:irf/km3net.fits", "own:irf/plain.fits"],
    ),
    row(
        "km3net_hdf5",
        "a.h5",
        &[
            "km3net/hdf5/mcv5.40.mupage_10G.sirene.jterbr00006060.962.root.h5",
            "km3net/hdf5/numu_cc_test.h5",
        ],
    ),
    row(
        "moc",
        "a.fits",
        &[
            "own:maps/moc_range.fits",
            "own:maps/moc_nuniq.fits",
            "own:maps/moc.json",
            "own:maps/moc.txt",
        ],
    ),
    row(
        "npz",
        "a.npz",
        &["icecube/alerts_realtime/run00136662-evt000035405932-BRONZE-8_64_512.npz"],
    ),
    row(
        "parquet",
        "a.parquet",
        &[
            "icecube/graphnet_tables/SRTInIcePulses_0.parquet",
            "icecube/graphnet_tables/truth_0.parquet",
        ],
    ),
    row(
        "response",
        "a.txt",
        &[
            "icecube/ps3yr/IC79-2010-AngRes.txt",
            "icecube/ps10yr/uptime/IC79_exp.csv",
            "icecube/ps10yr/irfs/IC40_effectiveArea.csv",
        ],
    ),
    row("root_dst", "a.root", &["km3net/dst/orca4_sample.root"]),
    row(
        "root_offline",
        "a.root",
        &[
            "km3net/offline/km3net_offline.root",
            "km3net/offline/usr-sample.root",
        ],
    ),
    row(
        "root_online",
        "a.root",
        &["km3net/online/km3net_online.root"],
    ),
    row("seatray_hdf5", "a.h5", &["antares/antares.h5"]),
    row(
        "text_table",
        "a.csv",
        &[
            "icecube/txs/events_IC86b.txt",
            "icecube/icecat/IceCube_Gold_Bronze_Tracks.csv",
            "catalogs/icecube_10yr_sources_ppd.csv",
        ],
    ),
    row(
        "voevent",
        "a.xml",
        &["km3net/KM3-230213A/KM3-230213A_voevent.xml"],
    ),
    row(
        "votable",
        "a.vot",
        &["antares/ANTARES_2007-2017_cone43_35_r3.vot"],
    ),
];

/// Events beyond this many are left unread: they differ from the first ones in their numbers only.
const MOST_EVENTS: usize = 12;

thread_local! {
    static FOLDER: OnceCell<tempfile::TempDir> = const { OnceCell::new() };
}

/// Opens `bytes` as a file of this kind and reads all it holds.
///
/// # Panics
/// If a reader does, or if what it read or said breaks a rule; if no kind has this name, or no file can be written.
pub fn body(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    let target = target.expect("a kind of file of this name");
    FOLDER.with(|folder| {
        let folder = folder.get_or_init(|| tempfile::tempdir().expect("a folder for one file"));
        let path = folder.path().join(target.file);
        std::fs::write(&path, bytes).expect("a file can be written");
        match nuscope_io::open(&path) {
            Ok(loaded) => check(&loaded),
            Err(error) => check_sentence(&error.to_string(), &path),
        }
    });
}

/// A refusal is a sentence that ends with the path.
fn check_sentence(sentence: &str, path: &Path) {
    let end = format!(": {path:?}");
    assert!(sentence.ends_with(&end), "{sentence}");
    assert!(sentence.len() > end.len() + 10, "{sentence}");
}

/// What was read keeps the rules that everyone relies on.
fn check(loaded: &Loaded) {
    assert!(!loaded.format.is_empty());
    if let Some(detector) = &loaded.detector {
        let (low, high) = detector.bounds_m();
        assert!(low.is_finite() && high.is_finite(), "{low} to {high}");
        for module in detector.modules() {
            assert_eq!(detector.sensors_of(module).len(), module.sensors as usize);
        }
    }
    for sample in &loaded.samples {
        let whole = std::f64::consts::TAU;
        assert!(sample.ra_rad.iter().all(|ra| (0.0..whole).contains(ra)));
        let quarter = std::f64::consts::FRAC_PI_2;
        assert!(
            sample
                .dec_rad
                .iter()
                .all(|dec| dec.abs() <= quarter + 1e-12)
        );
        assert_eq!(sample.dec_rad.len(), sample.len());
        for column in &sample.columns {
            assert_eq!(column.values.len(), sample.len(), "{:?}", column.quantity);
        }
    }
    for catalogue in &loaded.catalogues {
        for source in &catalogue.sources {
            let at = source.position;
            assert!(at.ra_rad.is_finite() && at.dec_rad.is_finite());
        }
    }
    if let Some(map) = &loaded.map {
        for column in &map.columns {
            assert_eq!(column.values.len(), 12 * (map.nside as usize).pow(2));
        }
    }
    for table in &loaded.tables {
        for column in &table.columns {
            assert_eq!(column.values.len(), table.rows(), "{}", column.name);
        }
    }
    for area in &loaded.effective_areas {
        area.check()
            .expect("an effective area that was read is sound");
    }
    let Some(source) = &loaded.events else {
        return;
    };
    for index in 0..source.headers().len().min(MOST_EVENTS) {
        match source.read(index) {
            Ok(event) => {
                let amplitudes = event.hits.iter().map(|hit| hit.amplitude);
                assert!(
                    amplitudes
                        .into_iter()
                        .all(|amplitude| amplitude.is_nan() || amplitude >= 0.0)
                );
                assert!(event.time_zero_ns.is_finite());
                for track in event.tracks.iter().chain(&event.mc_tracks) {
                    assert!(track.position_m.is_finite(), "{track:?}");
                }
            }
            Err(error) => check_sentence(&error.to_string(), &loaded.path),
        }
    }
}
