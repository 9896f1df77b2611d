//! Every format is recognised by its content, and no damage to a file is more than a refusal.

#![allow(clippy::unwrap_used)]

use nuscope_io::EventsInMemory;
use nuscope_io::formats::FORMATS;
use nuscope_model::Provenance;
use nuscope_tests::data;
use nuscope_tests::sound_files::{event, said, sound_file, use_whole};
use proptest::prelude::*;

#[test]
fn every_format_is_recognised_by_content_under_any_name() {
    let folder = tempfile::tempdir().unwrap();
    for format in FORMATS
        .iter()
        .filter(|format| format.name != "built-in demo")
    {
        let path = sound_file(format.name, folder.path());
        let expected = use_whole(&path).unwrap().format;
        for other in FORMATS.iter().flat_map(|format| format.extensions) {
            let renamed = folder.path().join(format!("renamed.{other}"));
            std::fs::copy(&path, &renamed).unwrap();
            assert_eq!(use_whole(&renamed).unwrap().format, expected, "as .{other}");
            std::fs::remove_file(&renamed).unwrap();
        }
    }
}

fn changes() -> impl Strategy<Value = (Vec<(prop::sample::Index, u8)>, Option<prop::sample::Index>)>
{
    let flips = prop::collection::vec((any::<prop::sample::Index>(), 1..=255u8), 0..6);
    (
        flips,
        prop::option::weighted(0.2, any::<prop::sample::Index>()),
    )
}

/// A copy of `whole` with some bytes changed and perhaps an end missing.
fn damaged(
    whole: &[u8],
    flips: &[(prop::sample::Index, u8)],
    end: &Option<prop::sample::Index>,
) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for (place, change) in flips {
        bytes[place.index(whole.len())] ^= change;
    }
    bytes.truncate(end.map_or(whole.len(), |end| end.index(whole.len())));
    bytes
}

#[test]
fn damaged_files_of_every_format_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    for format in FORMATS
        .iter()
        .filter(|format| format.name != "built-in demo")
    {
        let path = sound_file(format.name, folder.path());
        let whole = std::fs::read(&path).unwrap();
        let mut runner = proptest::test_runner::TestRunner::default();
        runner
            .run(&changes(), |(flips, end)| {
                std::fs::write(&path, damaged(&whole, &flips, &end)).unwrap();
                use_whole(&path).ok();
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn damaged_real_events_never_panic() {
    let name = "km3net/hdf5/mcv5.40.mupage_10G.sirene.jterbr00006060.962.root.h5";
    let Some(path) = data::real(name) else { return };
    let whole = std::fs::read(path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.h5");
    let mut runner = proptest::test_runner::TestRunner::default();
    runner
        .run(&changes(), |(flips, end)| {
            std::fs::write(&path, damaged(&whole, &flips, &end)).unwrap();
            use_whole(&path).ok();
            Ok(())
        })
        .unwrap();
}

proptest! {
    #[test]
    fn any_bytes_after_any_beginning_never_panic(
        start in 0..8usize,
        extension in prop::sample::select(vec!["h5", "fits", "csv", "detx", "x"]),
        rest in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        let starts: [&[u8]; 8] = [
            b"", b"\x89HDF\r\n\x1a\n\0\0\0\0", b"SIMPLE  =                    T", b"RA[deg],Dec[deg]\n1,2\n",
            b"44 v2\n0 1\n", b"1 6\n1 1 1 3\n 1 1.1 1.2 1.3 -1.1 0.2 0.3 10.0\n", b"1 2 3\n4 5 6\n", b"# RA Dec\n",
        ];
        said(&format!("any.{extension}"), &[starts[start], &rest].concat());
    }

    #[test]
    fn any_text_after_any_beginning_never_panics(
        start in prop::sample::select(vec!["", "RA[deg] Dec[deg]\n", "44 v3\n0 1\nUTM WGS84 32N 1 2 3\n2\n", "#"]),
        rest in "([0-9a-z.,;#\\-+eE\\[\\] \t\n]|nan|inf|1e999){0,400}",
    ) {
        said("any.txt", [start, &rest].concat().as_bytes());
        said("any.detx", [start, &rest].concat().as_bytes());
    }
}

#[test]
fn events_in_memory_are_a_source_like_any_other() {
    let source = EventsInMemory::new(vec![event(0), event(1)]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.h5");
    nuscope_io::write_km3net_hdf5(&path, nuscope_io::events_of(&source)).unwrap();
    let events = nuscope_io::open(&path).unwrap().events.unwrap();
    assert_eq!(events.provenance(), Provenance::Simulated);
    assert_eq!(events.headers().len(), 2);
}
