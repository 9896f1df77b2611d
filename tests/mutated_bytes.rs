//! Damaged copies of real files of every kind are opened or refused, and nothing else happens.
//!
//! The same bodies run under a fuzzer (`tests/fuzz`). Here each kind gets some hundred damaged copies: bytes
//! changed, runs overwritten, pieces cut out, doubled or swapped, numbers replaced by enormous ones. What is
//! compressed is also damaged behind its compression. The process as a whole stays within the memory that a file
//! of this size may take.
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use nuscope_tests::data;
use nuscope_tests::fuzz::{TARGETS, Target, body};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Damaged copies of each kind.
const CASES: u32 = 160;

/// What any file may take, and as much again for the program itself and its many tests.
const MOST_MEMORY_BYTES: u64 = 2 * (512 << 20);

/// A case that takes this long hangs; ten seconds are promised, more are left to a busy machine.
const HANGS: Duration = Duration::from_secs(60);

#[derive(Clone, Debug)]
enum Damage {
    Set(usize, u8),
    Fill(usize, usize, u8),
    Huge(usize, bool),
    Cut(usize, usize),
    Double(usize, usize),
    End(usize),
    Number(usize, &'static str),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>().prop_map(|index| index.index(1 << 20));
    let numbers = [
        "1000000000000",
        "-1",
        "nan",
        "1e400",
        "99999999999999999999",
        "",
    ];
    prop_oneof![
        4 => (at.clone(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        2 => (at.clone(), 1..40usize, any::<u8>()).prop_map(|(at, n, byte)| Damage::Fill(at, n, byte)),
        2 => (at.clone(), any::<bool>()).prop_map(|(at, big)| Damage::Huge(at, big)),
        1 => (at.clone(), 1..400usize).prop_map(|(at, n)| Damage::Cut(at, n)),
        1 => (at.clone(), 1..400usize).prop_map(|(at, n)| Damage::Double(at, n)),
        1 => at.clone().prop_map(Damage::End),
        2 => (at, prop::sample::select(numbers.to_vec())).prop_map(|(at, text)| Damage::Number(at, text)),
    ]
}

fn damaged(bytes: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        let len = bytes.len();
        let place = |at: usize| at * len / (1 << 20);
        match *damage {
            Damage::Set(at, byte) => bytes[place(at)] = byte,
            Damage::Fill(at, n, byte) => {
                let at = place(at);
                bytes[at..(at + n).min(len)].fill(byte);
            }
            Damage::Huge(at, big_endian) => {
                let at = place(at);
                let huge = 1_000_000_000_000_u64;
                let huge = if big_endian {
                    huge.to_be_bytes()
                } else {
                    huge.to_le_bytes()
                };
                let end = (at + 8).min(len);
                bytes[at..end].copy_from_slice(&huge[..end - at]);
            }
            Damage::Cut(at, n) => {
                let at = place(at);
                bytes.drain(at..(at + n).min(len));
            }
            Damage::Double(at, n) => {
                let at = place(at);
                let piece = bytes[at..(at + n).min(len)].to_vec();
                bytes.splice(at..at, piece);
            }
            Damage::End(at) => bytes.truncate(place(at)),
            Damage::Number(at, text) => {
                let at = place(at);
                let digit = |byte: &u8| byte.is_ascii_digit();
                if let Some(start) = bytes[at..].iter().position(digit).map(|found| at + found) {
                    let count = bytes[start..].iter().take_while(|byte| digit(byte)).count();
                    bytes.splice(start..start + count, text.bytes());
                }
            }
        }
    }
    bytes
}

/// The files to start from: as they are, and unpacked if they are packed.
fn seeds(target: &Target) -> Vec<(Vec<u8>, bool)> {
    let mut seeds = Vec::new();
    for name in target.seeds {
        let found = match name.strip_prefix("own:") {
            Some(own) => Some(data::own(own)),
            None => data::real(name),
        };
        let Some(path) = found else {
            continue;
        };
        let bytes = std::fs::read(path).unwrap();
        if bytes.starts_with(b"\x1f\x8b") {
            let mut unpacked = Vec::new();
            flate2::read::GzDecoder::new(bytes.as_slice())
                .read_to_end(&mut unpacked)
                .unwrap();
            unpacked.truncate(1 << 20);
            seeds.push((unpacked, target.file.ends_with(".gz")));
        }
        seeds.push((bytes, false));
    }
    seeds
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Ends the process with words if no case has begun for too long.
fn watch(cases: &'static AtomicU64, name: &'static str) {
    std::thread::spawn(move || {
        loop {
            let before = cases.load(Relaxed);
            std::thread::sleep(HANGS);
            if before == cases.load(Relaxed) && before != u64::MAX {
                eprintln!("a damaged {name} hangs for {} s", HANGS.as_secs());
                std::process::abort();
            }
            if before == u64::MAX {
                return;
            }
        }
    });
}

fn run(name: &'static str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let seeds = seeds(target);
    if seeds.is_empty() {
        return;
    }
    for (bytes, pack) in &seeds {
        body(name, &if *pack { packed(bytes) } else { bytes.clone() });
    }
    let cases: &'static AtomicU64 = Box::leak(Box::default());
    watch(cases, name);
    let config = Config {
        cases: CASES,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let strategy = (0..seeds.len(), prop::collection::vec(damage(), 1..5));
    let mut runner = TestRunner::new_with_rng(config, rng);
    let result = runner.run(&strategy, |(seed, damages)| {
        cases.fetch_add(1, Relaxed);
        let (bytes, pack) = &seeds[seed];
        let bytes = damaged(bytes, &damages);
        body(name, &if *pack { packed(&bytes) } else { bytes });
        Ok(())
    });
    cases.store(u64::MAX, Relaxed);
    result.unwrap();
    if let Some(peak) = peak_memory_bytes() {
        assert!(peak < MOST_MEMORY_BYTES, "{} MB", peak / 1_000_000);
    }
}

/// The most memory that this process ever held; known on Linux only.
fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

macro_rules! kinds {
    ($($test:ident: $name:literal,)*) => {
        $(#[test]
        fn $test() {
            run($name);
        })*

        #[test]
        fn every_kind_of_file_is_damaged_here_and_fuzzed() {
            let here = [$($name),*];
            let manifest = std::fs::read_to_string(data::workspace().join("tests/fuzz/Cargo.toml")).unwrap();
            for target in TARGETS {
                assert!(here.contains(&target.name), "{}", target.name);
                assert!(manifest.contains(&format!("name = \"{}\"", target.name)), "{}", target.name);
            }
        }
    };
}

kinds! {
    a_damaged_datx_is_opened_or_refused: "datx",
    a_damaged_detector_json_is_opened_or_refused: "detector_json",
    a_damaged_detx_is_opened_or_refused: "detx",
    a_damaged_ecsv_is_opened_or_refused: "ecsv",
    a_damaged_event_json_is_opened_or_refused: "event_json",
    a_damaged_evt_is_opened_or_refused: "evt",
    a_damaged_fits_table_is_opened_or_refused: "fits_table",
    a_damaged_geo_is_opened_or_refused: "geo",
    a_damaged_graphnet_database_is_opened_or_refused: "graphnet_sqlite",
    a_damaged_healpix_map_is_opened_or_refused: "healpix",
    a_damaged_icecube_geometry_is_opened_or_refused: "icecube_geometry",
    damaged_icecube_pulses_are_opened_or_refused: "icecube_pulses",
    a_damaged_instrument_response_is_opened_or_refused: "irf",
    damaged_km3net_hdf5_is_opened_or_refused: "km3net_hdf5",
    a_damaged_moc_is_opened_or_refused: "moc",
    a_damaged_npz_is_opened_or_refused: "npz",
    a_damaged_parquet_table_is_opened_or_refused: "parquet",
    a_damaged_response_is_opened_or_refused: "response",
    a_damaged_dst_is_opened_or_refused: "root_dst",
    a_damaged_offline_root_is_opened_or_refused: "root_offline",
    a_damaged_online_root_is_opened_or_refused: "root_online",
    damaged_seatray_hdf5_is_opened_or_refused: "seatray_hdf5",
    a_damaged_text_table_is_opened_or_refused: "text_table",
    a_damaged_voevent_is_opened_or_refused: "voevent",
    a_damaged_votable_is_opened_or_refused: "votable",
}
