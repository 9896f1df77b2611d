//! Whole files, from writing to reading, sound and damaged.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rayon::prelude::*;

use crate::test_files::{Packing, TestColumn, TestFile};
use crate::{Branch, Error, File, Tree};

/// Five entries of a column of every kind.
fn columns() -> Vec<TestColumn> {
    let counts = [2, 0, 1, 3, 0];
    let times: [&[f64]; 5] = [&[1.5, 2.5], &[], &[-3.0], &[4.0, 5.0, f64::NAN], &[]];
    let masks: [&[u64]; 5] = [&[1, u64::MAX], &[], &[0], &[4, 5, 6], &[]];
    let one: &[f64] = &[0.25];
    let two: &[f64] = &[1.0, f64::INFINITY];
    vec![
        TestColumn::values("Evt/id", &[1, 2, 3, -4, 5_i32]).per_basket(2),
        TestColumn::counts("Evt/hits", &counts),
        TestColumn::lists("Evt/hits/hits.t", &times).per_basket(3),
        TestColumn::lists("Evt/hits/hits.trig", &masks)
            .per_basket(2)
            .embedded(),
        TestColumn::nested(
            "Evt/trks/trks.fitinf",
            &[&[one, two], &[], &[&[]], &[two], &[]],
        )
        .per_basket(2),
        TestColumn::vectors("Evt/w", &[one, &[], two, one, &[]]),
        TestColumn::texts("Evt/comment", &["a", "", "ü", &"x".repeat(300), "e"]),
        TestColumn::leaf("bdt", &[0.5_f32, 1.0, 2.0, 3.0, 4.0])
            .per_basket(4)
            .embedded(),
        TestColumn::records(
            "snapshotHits",
            &[
                (1, vec![7; 10]),
                (0, vec![]),
                (2, vec![8; 20]),
                (0, vec![]),
                (0, vec![]),
            ],
        ),
    ]
}

fn file(packing: Packing, wide: bool) -> Vec<u8> {
    let mut file = TestFile::new(packing, wide);
    file.tree("E", &columns());
    file.tree("empty", &[TestColumn::values::<f64>("x", &[])]);
    file.map(
        "Head",
        &[("physics", "gSeaGen 1"), ("spectrum", "-1.4")],
        true,
    );
    file.map("Header", &[("DAQ", " 21584.6")], false);
    file.finish()
}

fn branch(tree: &Tree, name: &str) -> Branch {
    tree.branch(name).unwrap().clone()
}

fn check(bytes: Vec<u8>) {
    let file = File::from_bytes(bytes).unwrap();
    assert_eq!(file.trees(), ["E", "empty"]);
    let tree = file.tree("E").unwrap();
    assert_eq!(tree.entries(), 5);
    let id = branch(&tree, "Evt/id");
    assert_eq!(id.values::<i64>(0..5).unwrap(), [1, 2, 3, -4, 5]);
    assert_eq!(id.values::<f64>(3..5).unwrap(), [-4.0, 5.0]);
    let times = branch(&tree, "hits.t").numbers::<f64>(0..5).unwrap();
    assert_eq!(times.ends, [2, 2, 3, 6, 6]);
    assert_eq!(times.get(0), [1.5, 2.5]);
    assert!(times.get(3)[2].is_nan());
    for entry in 0..5 {
        let alone = branch(&tree, "hits.t")
            .numbers::<f64>(entry..entry + 1)
            .unwrap();
        assert_eq!(alone.get(0).len(), times.get(entry as usize).len());
    }
    let masks = branch(&tree, "hits.trig").numbers::<u64>(0..5).unwrap();
    assert_eq!(masks.values, [1, u64::MAX, 0, 4, 5, 6]);
    let nested = branch(&tree, "Evt/trks/trks.fitinf")
        .nested::<f64>(0..5)
        .unwrap();
    assert_eq!(nested.ends, [2, 2, 3, 4, 4]);
    assert_eq!(nested.inner_ends, [1, 3, 3, 5]);
    assert_eq!(
        nested.get(0).collect::<Vec<_>>(),
        [&[0.25][..], &[1.0, f64::INFINITY]]
    );
    let weights = branch(&tree, "Evt/w").numbers::<f64>(1..4).unwrap();
    assert_eq!(weights.ends, [0, 2, 3]);
    let texts = branch(&tree, "comment").texts(0..5).unwrap();
    assert_eq!((texts[2].as_str(), texts[3].len()), ("ü", 300));
    let bdt = branch(&tree, "bdt").values::<f64>(0..5).unwrap();
    assert_eq!(bdt, [0.5, 1.0, 2.0, 3.0, 4.0]);
    let hits = branch(&tree, "snapshotHits").records(0..5, 10).unwrap();
    assert_eq!(hits.ends, [10, 10, 30, 30, 30]);
    assert_eq!(file.tree("empty").unwrap().entries(), 0);
    let head = file.texts("Head").unwrap().unwrap();
    assert_eq!(head[1], ("spectrum".into(), "-1.4".into()));
    let plain = file.texts("Header").unwrap().unwrap();
    assert_eq!(plain, [("DAQ".into(), " 21584.6".into())]);
    assert!(file.texts("META").unwrap().is_none());
}

#[test]
fn every_kind_of_column_is_read_with_every_compression_and_width() {
    for packing in Packing::ALL.into_iter().chain([Packing::None]) {
        for wide in [false, true] {
            check(file(packing, wide));
        }
    }
}

#[test]
fn a_file_on_disk_is_read_in_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.root");
    std::fs::write(&path, file(Packing::Zlib, false)).unwrap();
    let file = File::open(&path).unwrap();
    assert_eq!(file.release(), "6.22/06");
    let tree = file.tree("E").unwrap();
    let branches: Vec<_> = tree.branches().iter().collect();
    tree.prefetch(&branches, 0..5);
    assert_eq!(branch(&tree, "Evt/id").values::<i64>(1..3).unwrap(), [2, 3]);
}

#[test]
fn what_is_not_there_is_said_by_name() {
    let file = File::from_bytes(file(Packing::None, false)).unwrap();
    assert!(matches!(file.tree("T"), Err(Error::Missing { .. })));
    assert!(matches!(file.tree("Head"), Err(Error::Missing { .. })));
    let tree = file.tree("E").unwrap();
    let error = tree.branch("hits.x").unwrap_err().to_string();
    assert_eq!(error, "there is no column hits.x in tree E");
    assert!(branch(&tree, "Evt/id").values::<i64>(3..6).is_err());
    assert!(branch(&tree, "hits.t").values::<f64>(0..5).is_err());
    assert!(branch(&tree, "hits.t").texts(0..5).is_err());
    assert!(branch(&tree, "hits.t").nested::<f64>(0..5).is_err());
}

#[test]
fn a_column_that_claims_more_than_its_baskets_hold_fails_before_it_takes_memory() {
    for claimed in [6, 1_000_000_000_000, i64::MAX] {
        let mut file = TestFile::new(Packing::None, false);
        let honest = TestColumn::values("a", &[1.0, 2.0]);
        file.tree(
            "E",
            &[
                honest.clone(),
                TestColumn::values("b", &[1.0, 2.0]).claiming(claimed),
            ],
        );
        let tree = File::from_bytes(file.finish()).unwrap().tree("E").unwrap();
        let b = branch(&tree, "b");
        assert!(b.values::<f64>(0..b.entries()).is_err());
        assert!(b.values::<f64>(0..2).is_err());
        assert_eq!(branch(&tree, "a").values::<f64>(0..2).unwrap(), [1.0, 2.0]);
    }
}

#[test]
fn a_file_of_another_kind_or_cut_short_is_refused() {
    for bytes in [&b""[..], b"roo", b"root", b"\x89HDF\r\n\x1a\n0123456789"] {
        assert!(File::from_bytes(bytes.to_vec()).is_err());
    }
    let whole = file(Packing::Zlib, false);
    for end in (0..whole.len()).step_by(37) {
        exercise(whole[..end].to_vec());
    }
}

/// Reads everything there is; only a panic or a hang would be wrong.
pub(crate) fn exercise(bytes: Vec<u8>) {
    let Ok(file) = File::from_bytes(bytes) else {
        return;
    };
    file.texts("Head").ok();
    file.texts("Header").ok();
    for name in file.trees() {
        let Ok(tree) = file.tree(name) else { continue };
        for branch in tree.branches() {
            let all = 0..branch.entries();
            branch.numbers::<f64>(all.clone()).ok();
            branch.nested::<i64>(all.clone()).ok();
            branch.texts(all.clone()).ok();
            branch.records(all.clone(), 10).ok();
            branch.bytes(all).ok();
        }
    }
}

/// What arithmetic on a damaged number most easily goes wrong with.
const EDGES: [u32; 8] = [
    0,
    1,
    100,
    0x4000_0000,
    0x4000_0008,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
];

#[test]
fn every_word_of_a_file_at_the_edges_of_its_range_gives_a_result_or_an_error() {
    let whole = file(Packing::None, false);
    (0..whole.len() - 3).into_par_iter().for_each(|at| {
        for word in EDGES {
            let mut bytes = whole.clone();
            bytes[at..at + 4].copy_from_slice(&word.to_be_bytes());
            exercise(bytes);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn changed_bytes_give_a_result_or_an_error(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        wide: bool,
    ) {
        let mut bytes = file(Packing::None, wide);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        exercise(bytes);
    }
}
