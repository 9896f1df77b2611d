//! Damaged maps and regions are refused or read in part, never with a panic.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use nuscope_model::{Cell, MultiOrderColumn, Region};
use proptest::prelude::*;

use super::*;
use crate::test_support::open_as;
use crate::{write_healpix, write_moc, write_multi_order};

/// A whole map, a multi-order map and a region as files.
fn files() -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.fits");
    let cells: Vec<_> = (0..12)
        .filter_map(|pixel| Cell::new(pixel as u8 % 3, pixel))
        .collect();
    let column = MultiOrderColumn {
        name: "T".into(),
        unit: "sr-1".into(),
        values: (0..cells.len()).map(|i| i as f64).collect(),
    };
    let region = Region::from_cells("r", cells.iter().copied());
    let (map, _) = MultiOrderMap::new(SkyFrame::Galactic, cells, vec![column]).unwrap();
    let written = |write: &dyn Fn(&Path)| {
        write(&path);
        std::fs::read(&path).unwrap()
    };
    vec![
        written(&|path| write_healpix(path, &map.to_sky_map(2, Flatten::Mean)).unwrap()),
        written(&|path| write_multi_order(path, &map).unwrap()),
        written(&|path| write_moc(path, &region).unwrap()),
    ]
}

fn open(bytes: &[u8]) -> Result<Loaded> {
    open_as("a.fits", bytes)
}

#[test]
fn whole_files_open_and_cut_ones_say_what_is_missing() {
    for bytes in files() {
        open(&bytes).unwrap();
        let message = open(&bytes[..bytes.len() - 2880]).unwrap_err().to_string();
        assert!(message.contains("cut short"), "{message}");
        let message = open(&bytes[..2900]).unwrap_err().to_string();
        assert!(
            message.contains("no END") && message.contains("a HEALPix map"),
            "{message}"
        );
    }
}

#[test]
fn a_map_that_claims_a_trillion_pixels_is_refused() {
    for bytes in files() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let at = text.find("NAXIS2  = ").unwrap();
        let mut bytes = bytes;
        bytes[at + 10..at + 30].copy_from_slice(b"       1000000000000");
        let message = open(&bytes).unwrap_err().to_string();
        assert!(message.contains("MB of memory"), "{message}");
    }
}

#[test]
fn tables_without_pixels_are_no_maps() {
    let bytes = files().remove(0);
    let changed = |from: &str, to: &str| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let at = text.find(from).unwrap();
        let mut bytes = bytes.clone();
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        open(&bytes).unwrap_err().to_string()
    };
    let message = changed("ORDERING= 'RING    '", "ORDERING= 'SPIRAL  '");
    assert!(
        message.contains("\"SPIRAL\", not RING, NESTED or NUNIQ"),
        "{message}"
    );
    let message = changed("COORDSYS= 'C       '", "COORDSYS= 'H       '");
    assert!(message.contains("COORDSYS is \"H\""), "{message}");
    let message = changed("TFORM1  = 'E       '", "TFORM1  = 'Z       '");
    assert!(message.contains("TFORM1"), "{message}");
}

#[test]
fn a_galactic_map_beyond_its_memory_is_drawn_without_its_own_pixels() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.fits");
    let column = MapColumn {
        name: "T".into(),
        unit: String::new(),
        values: (0..healpix::pixels(256))
            .map(|pixel| pixel as f32)
            .collect(),
    };
    let map = SkyMap {
        nside: 256,
        columns: vec![column],
        provenance: Vec::new(),
    };
    write_healpix(&path, &map).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let card = b"COORDSYS= 'C";
    let at = bytes
        .windows(card.len())
        .position(|found| found == card)
        .unwrap();
    bytes[at + card.len() - 1] = b'G';
    let mut limits = Limits::for_file(0);
    limits
        .take(limits.left_bytes() - 20_000_000, "all but 20 MB")
        .unwrap();
    let mut warnings = Warnings::default();
    let read = parse(
        &bytes,
        false,
        &mut limits,
        &Progress::default(),
        &mut warnings,
    );
    let Ok((_, drawn, None)) = read else {
        panic!("the map was refused or kept by its cells")
    };
    assert!(
        warnings.0[0].contains("too fine to keep its own pixels"),
        "{warnings}"
    );
    for pixel in (0..healpix::pixels(512)).step_by(99_991) {
        let (lon_rad, lat_rad) = SkyFrame::Galactic.lonlat(healpix::center_of(512, pixel));
        let galactic = Equatorial {
            ra_rad: lon_rad,
            dec_rad: lat_rad,
        };
        let expected = map.columns[0].values[map.pixel(galactic)];
        assert_eq!(drawn.columns[0].values[pixel as usize], expected);
    }
}

proptest! {
    // A changed order makes a map of 3 million pixels, which takes its time in a debug build.
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn mutated_files_are_read_or_refused(
        which in 0usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![any::<u8>(), 48u8..58]), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        static FILES: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
        let mut bytes = FILES.get_or_init(files)[which].clone();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        open(&bytes).ok();
    }
}
