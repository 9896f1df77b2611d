//! What is written is read back; what is damaged is said; nothing makes the reader panic.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::super::cards::HeaderWriter;
use super::super::write_fits;
use super::*;
use crate::{Texts, Values};

fn read(bytes: &[u8]) -> Result<Vec<Table>> {
    let mut limits = Limits::for_file(bytes.len() as u64);
    read_fits_tables(bytes, &mut limits, &Progress::default())
}

fn written(tables: &[Table]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_fits(tables, &mut bytes).unwrap();
    assert_eq!(bytes.len() % 2880, 0);
    bytes
}

fn table(columns: Vec<Column>) -> Table {
    Table {
        name: "EVENTS".into(),
        columns,
        ..Table::default()
    }
}

/// A file without data so far, and the beginning of the header of a table: bytes of a row, rows and columns.
fn beginning(kind: &str, [row_bytes, rows, columns]: [u64; 3]) -> (Vec<u8>, HeaderWriter) {
    let mut header = HeaderWriter::default();
    header.number("SIMPLE", "T", "");
    header.number("BITPIX", 8, "");
    header.number("NAXIS", 0, "");
    let bytes = header.finish();
    let mut header = HeaderWriter::default();
    header.text("XTENSION", kind, "");
    header.number("BITPIX", 8, "");
    header.number("NAXIS", 2, "");
    header.number("NAXIS1", row_bytes, "");
    header.number("NAXIS2", rows, "");
    header.number("PCOUNT", 0, "");
    header.number("GCOUNT", 1, "");
    header.number("TFIELDS", columns, "");
    (bytes, header)
}

/// A file with one binary table of `rows` claimed rows of one column, and these data.
fn raw(form: &str, more: &[(&str, &str)], row_bytes: u64, rows: u64, data: &[u8]) -> Vec<u8> {
    let (mut bytes, mut header) = beginning("bintable", [row_bytes, rows, 1]);
    header.text("TTYPE1", "x", "what it is");
    header.text("TFORM1", form, "");
    for (keyword, value) in more {
        header.number(keyword, value, "");
    }
    bytes.extend(header.finish());
    bytes.extend(data);
    bytes
}

fn only(bytes: &[u8]) -> Column {
    read(bytes).unwrap().remove(0).columns.remove(0)
}

#[test]
fn unsigned_integers_are_exact() {
    let bytes = raw("1I", &[("TZERO1", "32768")], 2, 2, &[0x7f, 0xff, 0x80, 0]);
    let column = only(&bytes);
    assert_eq!(column.values, Values::integers(vec![65_535, 0]));
    assert_eq!(column.description, "what it is");
    let zero = [("TZERO1", "9223372036854775808")];
    let bytes = raw("K", &zero, 8, 1, &(i64::MIN + 7).to_be_bytes());
    assert_eq!(only(&bytes).values, Values::integers(vec![7]));
    let bytes = raw("K", &zero, 8, 1, &i64::MAX.to_be_bytes());
    let table = read(&bytes).unwrap().remove(0);
    assert_eq!(
        table.columns[0].values,
        Values::Number(vec![1.844_674_407_370_955_2e19])
    );
    assert!(
        table.warnings[0].contains("1 integers are beyond"),
        "{:?}",
        table.warnings
    );
    // numpy: np.array([2**63 + 2**40, 1, 12345678901], np.uint64).astype(float)
    let data: Vec<u8> = [1 << 40, i64::MIN + 1, i64::MIN + 12_345_678_901]
        .into_iter()
        .flat_map(i64::to_be_bytes)
        .collect();
    let bytes = raw("K", &zero, 8, 3, &data);
    let numbers = vec![9_223_373_136_366_403_584.0, 1.0, 12_345_678_901.0];
    assert_eq!(only(&bytes).values, Values::Number(numbers));
    let (parts, _) = super::super::parts(&bytes);
    let mut limits = Limits::for_file(bytes.len() as u64);
    let table = BinaryTable::new(&parts[1], &bytes, &limits).unwrap();
    let floats = table.floats(&table.fields[0], |_| false, &mut limits);
    assert_eq!(floats.unwrap().unwrap()[1], 1.0);
}

#[test]
fn scaled_integers_become_numbers_and_nulls_nan() {
    let more = [("TSCAL1", "0.5"), ("TZERO1", "1.0D1"), ("TNULL1", "-1")];
    let bytes = raw("1I", &more, 2, 3, &[0, 4, 0xff, 0xff, 0, 0]);
    let column = only(&bytes);
    let numbers = column.values.numbers().unwrap();
    assert_eq!((numbers[0], numbers[2]), (12.0, 10.0));
    assert!(numbers[1].is_nan());
}

#[test]
fn bits_complex_numbers_and_empty_columns_are_lists() {
    let bytes = raw("10X", &[], 2, 1, &[0b1010_0000, 0b0100_0000]);
    let column = only(&bytes);
    let (range, values) = column.values.list(0).unwrap();
    assert_eq!(range, 0..10);
    let Values::Bool(bits) = values else {
        panic!("{values:?}")
    };
    let set: Vec<_> = (0..10).filter(|bit| bits[*bit] == Some(true)).collect();
    assert_eq!(set, [0, 2, 9]);
    let mut pair = 1.5f32.to_be_bytes().to_vec();
    pair.extend((-2f32).to_be_bytes());
    assert_eq!(
        only(&raw("C", &[], 8, 1, &pair)).values.show(0),
        "[1.5, -2]"
    );
    assert_eq!(only(&raw("0D", &[], 8, 1, &[0; 8])).values.show(0), "[]");
}

#[test]
fn a_claim_of_a_trillion_rows_is_refused_before_it_is_allocated() {
    let bytes = raw("1D", &[], 8, 1_000_000_000_000, &[0; 80]);
    let error = read(&bytes).unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
    // Rows without a byte would cost nothing in the file.
    let bytes = raw("0D", &[], 0, 1_000_000_000_000, &[]);
    assert_eq!(read(&bytes).unwrap()[0].rows(), 0);
    let bytes = raw("99999999999D", &[], 8, 1, &[0; 8]);
    assert!(matches!(read(&bytes).unwrap_err(), Error::Damaged { .. }));
}

#[test]
fn the_whole_rows_of_a_cut_table_are_read_and_the_rest_is_counted() {
    let data: Vec<u8> = (0..10)
        .flat_map(|value| f64::from(value).to_be_bytes())
        .collect();
    let bytes = raw("1D", &[], 8, 100, &data[..77]);
    let table = read(&bytes).unwrap().remove(0);
    assert_eq!(table.columns[0].values.len(), 9);
    assert_eq!(
        table.warnings[0],
        "the file is cut short: 9 of 100 rows are there"
    );
}

#[test]
fn arrays_outside_the_heap_are_empty_and_counted() {
    let mut data = Vec::new();
    for (length, at) in [(2i32, 0i32), (1, 8), (3, 8), (-1, 0)] {
        data.extend(length.to_be_bytes());
        data.extend(at.to_be_bytes());
    }
    for value in [1f32, 2.0, 3.0] {
        data.extend(value.to_be_bytes());
    }
    let bytes = raw("1PE(3)", &[], 8, 4, &data);
    // The first PCOUNT says 0, so that the heap would not be part of the table.
    let zero = b"PCOUNT  =                    0";
    let at = bytes.windows(30).position(|window| window == zero).unwrap();
    let mut bytes = bytes;
    bytes[at + 28..at + 30].copy_from_slice(b"12");
    let table = read(&bytes).unwrap().remove(0);
    let values = &table.columns[0].values;
    assert_eq!(
        [0, 1, 2, 3].map(|row| values.show(row)),
        ["[1, 2]", "[3]", "[]", "[]"]
    );
    assert!(
        table.warnings[0].contains("2 arrays lie outside"),
        "{:?}",
        table.warnings
    );
}

#[test]
fn an_ascii_table_is_read_by_its_places() {
    let (mut bytes, mut header) = beginning("TABLE", [20, 2, 3]);
    for (i, (at, form)) in (1..).zip([(1, "A6"), (8, "I4"), (13, "E8.2")]) {
        header.number(&format!("TBCOL{i}"), at, "");
        header.text(&format!("TFORM{i}"), form, "");
    }
    bytes.extend(header.finish());
    bytes.extend(b"Vela X   12  1.5D+02");
    bytes.extend(b"Crab             bad");
    let table = read(&bytes).unwrap().remove(0);
    let shown: Vec<_> = table
        .columns
        .iter()
        .map(|c| [c.values.show(0), c.values.show(1)])
        .collect();
    assert_eq!(shown, [["Vela X", "Crab"], ["12", ""], ["150", ""]]);
    assert!(
        table.warnings[0].contains("1 cells are no numbers"),
        "{:?}",
        table.warnings
    );
}

#[test]
fn files_without_a_table_say_what_they_hold() {
    let mut header = HeaderWriter::default();
    header.number("SIMPLE", "T", "");
    header.number("BITPIX", -32, "");
    header.number("NAXIS", 2, "");
    header.number("NAXIS1", 2, "");
    header.number("NAXIS2", 3, "");
    let mut bytes = header.finish();
    bytes.extend([0; 24]);
    let message = read(&bytes).unwrap_err().to_string();
    assert!(
        message.ends_with("images only: the image of 2 × 3"),
        "{message}"
    );
    let message = read(b"not FITS").unwrap_err().to_string();
    assert!(message.contains("no END"), "{message}");
    let bytes = raw("1D", &[("ZTABLE", "T")], 8, 1, &[0; 8]);
    assert!(read(&bytes).unwrap_err().to_string().contains("funpack"));
}

/// One table with a column of every kind.
fn every_kind() -> impl Strategy<Value = Table> {
    (0usize..6).prop_flat_map(|rows| {
        let number = prop_oneof![any::<f64>().prop_filter("NaN has many bits", |v| !v.is_nan())];
        let integers = prop::collection::vec(prop_oneof![any::<i64>(), Just(i64::MIN)], rows);
        let missing = prop::collection::vec(any::<bool>(), rows);
        let bools = prop::collection::vec(any::<Option<bool>>(), rows);
        let texts = prop::collection::vec("([!-~][ -~]{0,8}[!-~])?", rows);
        let wide = prop::collection::vec(
            prop_oneof![9 => Just(String::new()), 1 => "[a-z]{300}"],
            rows,
        );
        let lists = prop::collection::vec(prop::collection::vec(number.clone(), 0..4), rows);
        let fixed = prop::collection::vec(prop::collection::vec(any::<i64>(), 3), rows);
        let numbers = prop::collection::vec(number, rows);
        (numbers, integers, missing, bools, texts, wide, lists, fixed).prop_map(|columns| {
            let (numbers, mut integers, missing, bools, texts, wide, lists, fixed) = columns;
            let missing: Vec<u32> = (0..)
                .zip(missing)
                .filter(|(_, m)| *m)
                .map(|(i, _)| i)
                .collect();
            missing.iter().for_each(|row| integers[*row as usize] = 0);
            let ends = |lengths: Vec<usize>| {
                let mut end = 0;
                lengths
                    .into_iter()
                    .map(|n| {
                        end += n;
                        end
                    })
                    .collect()
            };
            let mut table = table(vec![
                Column::new("numbers", "TeV", Values::Number(numbers)),
                Column::new(
                    "integers",
                    "",
                    Values::Integer {
                        values: integers,
                        missing,
                    },
                ),
                Column::new("bools", "", Values::Bool(bools)),
                Column::new(
                    "texts",
                    "",
                    Values::Text(texts.into_iter().collect::<Texts>()),
                ),
                Column::new(
                    "wide",
                    "",
                    Values::Text(wide.into_iter().collect::<Texts>()),
                ),
                Column::new(
                    "lists",
                    "ns",
                    Values::Lists {
                        ends: ends(lists.iter().map(Vec::len).collect()),
                        values: Box::new(Values::Number(lists.concat())),
                    },
                ),
                Column::new(
                    "fixed",
                    "",
                    Values::Lists {
                        ends: ends(fixed.iter().map(Vec::len).collect()),
                        values: Box::new(Values::integers(fixed.concat())),
                    },
                ),
            ]);
            table.columns[0].ucd = "phys.energy".into();
            table.columns[0].description =
                "reconstructed energy of the event, as it was at the detector's can".into();
            table
        })
    })
}

proptest! {
    #[test]
    fn every_table_comes_back_as_it_was(table in every_kind()) {
        let back = read(&written(std::slice::from_ref(&table))).unwrap().remove(0);
        prop_assert_eq!(&back.columns[..], &table.columns[..]);
        prop_assert_eq!(&back.name, &table.name);
        prop_assert_eq!(&back.warnings, &Vec::<String>::new());
    }

    #[test]
    fn mutated_files_are_read_or_refused(
        table in every_kind(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = written(&[table.clone(), table]);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = read(&bytes);
        let _ = read(&bytes[..cut.index(bytes.len())]);
    }
}
