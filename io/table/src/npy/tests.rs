//! Arrays become tables; damaged ones are refused in words.

#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;
use std::io::Write;

fn npy(header: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend([1, 0]);
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

fn doubles(name: &str, shape: &str, values: &[f64]) -> (String, Vec<u8>) {
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}");
    let data: Vec<u8> = values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    (format!("{name}.npy"), npy(&header, &data))
}

/// A zip archive of these files, deflated or stored in turns.
fn archive(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (nth, (name, content)) in files.iter().enumerate() {
        let method = if nth % 2 == 0 { 8u16 } else { 0 };
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Default::default());
        encoder.write_all(content).unwrap();
        let packed = if method == 8 {
            encoder.finish().unwrap()
        } else {
            content.clone()
        };
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut common = vec![20, 0, 0, 0];
        common.extend(method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(crc.sum().to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((bytes.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
    }
    let place = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend((files.len() as u16).to_le_bytes());
    bytes.extend((files.len() as u16).to_le_bytes());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(place.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn sample() -> Vec<u8> {
    let header = "{'descr': [('index', '<i8'), ('xyz', '<f4', (3,))], 'fortran_order': False, 'shape': (2,), }";
    let mut data = Vec::new();
    for row in 0..2 {
        data.extend((row as i64 - 1).to_le_bytes());
        (0..3).for_each(|i| data.extend((i as f32 / 2.0).to_le_bytes()));
    }
    archive(&[
        ("scan.npy".into(), npy(header, &data)),
        doubles("ra", "(2,)", &[1.0, 2.0]),
        doubles("dec", "(2,)", &[-1.0, -2.0]),
        doubles("livetime", "()", &[7.5]),
        ("readme.txt".into(), b"hello".to_vec()),
    ])
}

fn read(bytes: &[u8]) -> Result<Vec<Table>> {
    let mut limits = Limits::for_file(bytes.len() as u64);
    read_npz(bytes, &mut limits, &Progress::default())
}

#[test]
fn structured_arrays_are_tables_and_plain_ones_their_columns() {
    let tables = read(&sample()).unwrap();
    assert_eq!(tables.len(), 2);
    assert_eq!(tables[0].name, "scan");
    assert_eq!(tables[0].columns[0].values, Values::integers(vec![-1, 0]));
    assert_eq!(tables[0].columns[1].values.show(1), "[0, 0.5, 1]");
    assert_eq!(
        tables[0].warnings,
        ["not read, since they are no arrays: readme.txt"]
    );
    let names: Vec<_> = tables[1]
        .columns
        .iter()
        .map(|column| &column.name)
        .collect();
    assert_eq!(names, ["ra", "dec"]);
    assert_eq!(tables[1].note("livetime"), Some("7.5"));
}

#[test]
fn rows_of_more_dimensions_are_lists_in_either_order() {
    let progress = Progress::default();
    let mut limits = Limits::for_file(0);
    let (_, bytes) = doubles("x", "(2, 3)", &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    let table = read_npy(&bytes, "x", &mut limits, &progress).unwrap();
    assert_eq!(table.columns[0].values.show(1), "[3, 4, 5]");
    let header = "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }";
    let data: Vec<u8> = [0.0f64, 3.0, 1.0, 4.0, 2.0, 5.0]
        .iter()
        .flat_map(|v| v.to_le_bytes())
        .collect();
    let fortran = read_npy(&npy(header, &data), "x", &mut limits, &progress).unwrap();
    assert_eq!(fortran, table);
    let (_, empty) = doubles("x", "(3, 0)", &[]);
    let empty = read_npy(&empty, "x", &mut limits, &progress).unwrap();
    assert_eq!(
        (empty.rows(), empty.columns[0].values.show(2)),
        (3, "[]".to_owned())
    );
}

#[test]
fn an_array_that_claims_too_much_is_refused() {
    for shape in [
        "(1000000000000,)",
        "(4000000000, 4000000000, 4000000000)",
        "(3,)",
    ] {
        let (name, bytes) = doubles("x", shape, &[0.0]);
        let error = read(&archive(&[(name, bytes)])).unwrap_err();
        assert!(
            error.to_string().contains("was the transfer cut short?"),
            "{error}"
        );
    }
}

#[test]
fn lists_of_nothing_take_memory_too() {
    let (name, bytes) = doubles("x", "(1000000000000, 0)", &[]);
    let error = read(&archive(&[(name, bytes)])).unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
}

#[test]
fn an_archive_that_is_cut_short_is_refused_wherever_it_is_cut() {
    let bytes = sample();
    for end in 0..bytes.len() {
        assert!(
            matches!(read(&bytes[..end]), Err(Error::Damaged { .. })),
            "{end}"
        );
    }
}

#[test]
fn an_archive_of_something_else_is_refused() {
    let bytes = archive(&[("a.txt".into(), b"hello".to_vec())]);
    assert!(matches!(read(&bytes), Err(Error::Unsupported { .. })));
    let header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }";
    let error = read(&archive(&[("a.npy".into(), npy(header, b"pickle"))])).unwrap_err();
    assert!(error.to_string().contains("Python objects"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn damaged_bytes_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = sample();
        for (place, byte) in changes {
            let i = place.index(bytes.len());
            bytes[i] = byte;
        }
        read(&bytes).ok();
    }

    #[test]
    fn damaged_headers_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let header = "{'descr': [('a', '<i8'), ('x', '<f4', (3,))], 'fortran_order': True, 'shape': (2, 2), }";
        let mut bytes = npy(header, &[1; 80]);
        for (place, byte) in changes {
            let i = place.index(bytes.len());
            bytes[i] = byte;
        }
        read_npy(&bytes, "x", &mut Limits::for_file(80), &Progress::default()).ok();
    }
}
