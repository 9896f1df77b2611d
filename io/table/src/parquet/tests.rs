//! What was written is read again; what was damaged is refused in words.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::{Texts, Values};
use proptest::prelude::*;

/// A table with a column of every kind.
fn sample(rows: usize) -> Table {
    let n = rows as i64;
    let lists = Values::Lists {
        ends: (0..rows).map(|row| row / 2).collect(),
        values: Box::new(Values::Number(
            (0..rows.saturating_sub(1) / 2).map(|i| i as f64).collect(),
        )),
    };
    let deep = Values::Lists {
        ends: vec![2; rows],
        values: Box::new(Values::Lists {
            ends: if rows == 0 { vec![] } else { vec![0, 3] },
            values: Box::new(Values::Integer {
                values: if rows == 0 { vec![] } else { vec![1, 0, 3] },
                missing: if rows == 0 { vec![] } else { vec![1] },
            }),
        }),
    };
    Table {
        name: "hits".into(),
        columns: vec![
            Column::new(
                "ra",
                "deg",
                Values::Number((0..rows).map(|i| i as f64 / 7.0).collect()),
            ),
            Column::new("event_no", "", Values::integers((0..n).collect())),
            Column::new(
                "dom",
                "",
                Values::Integer {
                    values: (0..n)
                        .map(|i| if i % 3 == 1 { 0 } else { i64::MAX - i })
                        .collect(),
                    missing: (0..rows as u32).filter(|i| i % 3 == 1).collect(),
                },
            ),
            Column::new(
                "hlc",
                "",
                Values::Bool((0..rows).map(|i| [Some(true), None][i % 2]).collect()),
            ),
            Column::new(
                "kind",
                "",
                Values::Text((0..rows).map(|i| "ν".repeat(i % 3)).collect()),
            ),
            Column::new("times", "ns", lists),
            Column::new("deep", "", deep),
        ],
        notes: vec![Note {
            key: "source".into(),
            value: "a test".into(),
            comment: String::new(),
        }],
        warnings: Vec::new(),
    }
}

fn written(table: &Table) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_parquet(table, &mut bytes).unwrap();
    bytes
}

fn read(bytes: &[u8]) -> Result<Table> {
    let mut limits = Limits::for_file(bytes.len() as u64);
    read_parquet(bytes.to_vec(), &mut limits, &Progress::default())
}

#[test]
fn what_is_written_is_read_again() {
    for rows in [0, 1, 2, 40_000] {
        let table = sample(rows);
        assert_eq!(read(&written(&table)).unwrap(), table, "{rows} rows");
    }
}

#[test]
fn unsigned_integers_beyond_the_largest_make_numbers_of_all() {
    use ::parquet::data_type::Int64Type;
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    let schema = "message m { optional int64 id (INTEGER(64, false)); }";
    let schema = ::parquet::schema::parser::parse_message_type(schema).unwrap();
    let written = |integers: &[u64]| {
        let properties = WriterProperties::builder().build().into();
        let mut bytes = Vec::new();
        let mut file =
            SerializedFileWriter::new(&mut bytes, schema.clone().into(), properties).unwrap();
        let mut group = file.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let integers: Vec<i64> = integers.iter().map(|integer| *integer as i64).collect();
        let levels: Vec<i16> = [vec![1; integers.len()], vec![0]].concat();
        let writer = column.typed::<Int64Type>();
        writer.write_batch(&integers, Some(&levels), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        file.close().unwrap();
        read(&bytes).unwrap()
    };
    let table = written(&[i64::MAX as u64, 1]);
    assert_eq!(table.columns[0].values.show(0), i64::MAX.to_string());
    assert_eq!(table.warnings, Vec::<String>::new());
    let table = written(&[1, 12_345_678_901, u64::MAX, (1 << 63) + (1 << 40)]);
    let Values::Number(numbers) = &table.columns[0].values else {
        panic!("{table:?}");
    };
    let expected = [1.0, 12_345_678_901.0, 1.844_674_407_370_955_2e19];
    assert_eq!(numbers[..3], expected);
    assert_eq!(numbers[3], 9_223_373_136_366_403_584.0);
    assert!(numbers[4].is_nan());
    let expected = "column \"id\": 2 integers are beyond 9.2e18";
    assert!(
        table.warnings[0].starts_with(expected),
        "{:?}",
        table.warnings
    );
}

#[test]
fn columns_are_read_by_name_and_others_left_alone() {
    let file = ParquetFile::open(written(&sample(5))).unwrap();
    assert_eq!(file.rows(), 5);
    assert_eq!(file.columns().next(), Some("ra"));
    let mut limits = Limits::for_file(0);
    let table = file.read(
        &|name| name == "event_no",
        &mut limits,
        &Progress::default(),
    );
    assert_eq!(table.unwrap().columns.len(), 1);
}

#[test]
fn a_file_that_is_cut_short_is_refused_wherever_it_is_cut() {
    let bytes = written(&sample(9));
    for end in 0..bytes.len() {
        let error = read(&bytes[..end]).unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{end}: {error}");
    }
    let error = read(&bytes[..bytes.len() - 1]).unwrap_err().to_string();
    assert_eq!(
        error,
        "the end of the file: a Parquet footer is wanted, found no PAR1 at both ends; was the transfer cut short?"
    );
}

#[test]
fn another_kind_of_file_is_refused() {
    for bytes in [
        &b"SQLite format 3\0 and so on"[..],
        b"PAR1",
        b"",
        b"PAR1\xff\xff\xff\xffPAR1",
    ] {
        assert!(matches!(read(bytes), Err(Error::Damaged { .. })));
    }
    let error = read(b"PARE....\x01\0\0\0PARE").unwrap_err();
    assert!(error.to_string().contains("encrypted"), "{error}");
}

/// The footer of a file of one column of integers, with other numbers of rows and of values.
fn claiming(rows: i64, values: i64) -> Vec<u8> {
    let table = Table {
        columns: vec![Column::new("n", "", Values::integers(vec![7; 10]))],
        ..Table::default()
    };
    let bytes = written(&table);
    // A varint of ten bytes takes the place of the one byte that is the ten rows, zigzag: 20.
    let tail = bytes.len() - 8;
    let length = u32::from_le_bytes(bytes[tail..tail + 4].try_into().unwrap()) as usize;
    let (body, footer) = bytes[..tail].split_at(tail - length);
    let mut changed = Vec::new();
    let mut thrift = thrift::Thrift::new(footer);
    let mut copied = 0;
    let long = |value: i64| {
        let mut value = (value << 1 ^ value >> 63) as u64;
        let mut bytes = Vec::new();
        while value >= 0x80 {
            bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
        bytes
    };
    rewrite(&mut thrift, &[], &mut |path, before, after| {
        let value = match path {
            [3] | [4, 3] => rows,
            [4, 1, 3, 5] => values,
            _ => return,
        };
        changed.extend(&footer[copied..before]);
        changed.extend(long(value));
        copied = after;
    });
    changed.extend(&footer[copied..]);
    let mut file = body.to_vec();
    file.extend(&changed);
    file.extend((changed.len() as u32).to_le_bytes());
    file.extend(b"PAR1");
    file
}

/// Walks over a structure and tells of every integer: the fields on its path, where it begins and ends.
fn rewrite(thrift: &mut thrift::Thrift, path: &[i64], tell: &mut dyn FnMut(&[i64], usize, usize)) {
    let mut last = 0;
    while let Some((field, kind)) = thrift.field(&mut last).unwrap() {
        let path = [path, &[field]].concat();
        let before = thrift.at();
        match kind {
            5 | 6 => {
                thrift.int().unwrap();
                tell(&path, before, thrift.at());
            }
            thrift::kind::STRUCT => rewrite(thrift, &path, tell),
            thrift::kind::LIST => {
                let (kind, count) = thrift.list().unwrap();
                for _ in 0..count {
                    match kind {
                        thrift::kind::STRUCT => rewrite(thrift, &path, tell),
                        kind => thrift.skip(kind, 9).unwrap(),
                    }
                }
            }
            kind => thrift.skip(kind, 9).unwrap(),
        }
    }
}

#[test]
fn a_file_that_claims_a_million_million_rows_is_refused_before_they_get_memory() {
    assert_eq!(read(&claiming(10, 10)).unwrap().rows(), 10);
    let error = read(&claiming(1_000_000_000_000, 10)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("it says that it has 1000000000000"),
        "{error}"
    );
    let error = read(&claiming(4_000_000_000, 4_000_000_000)).unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
    let error = read(&claiming(1_000_000, 1_000_000)).unwrap_err();
    assert!(
        error.to_string().contains("10 rows instead of 1000000"),
        "{error}"
    );
    assert!(matches!(
        read(&claiming(-1, -1)),
        Err(Error::Damaged { .. })
    ));
}

#[test]
fn who_does_not_wait_any_more_is_heard() {
    let bytes = written(&sample(9));
    let progress = Progress::default();
    progress.cancel();
    let error = read_parquet(bytes, &mut Limits::for_file(0), &progress).unwrap_err();
    assert!(matches!(error, Error::Cancelled));
}

#[test]
fn columns_of_one_name_are_told_apart() {
    let column = || Column::new("ra", "deg", Values::integers(vec![1]));
    let text = Column::new("", "", Values::Text(Texts::from_iter(["x"])));
    let table = Table {
        columns: vec![column(), column(), text],
        ..Table::default()
    };
    let table = read(&written(&table)).unwrap();
    let names: Vec<_> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(names, ["ra", "ra_2", "col3"]);
    assert_eq!(table.columns[1].unit.as_deref(), Some("deg"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn damaged_bytes_never_panic_or_take_much(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        rows in 1..50_usize,
    ) {
        let mut bytes = written(&sample(rows));
        for (place, byte) in changes {
            let i = place.index(bytes.len());
            bytes[i] = byte;
        }
        if let Ok(table) = read(&bytes) {
            let rows = table.rows();
            prop_assert!(table.columns.iter().all(|column| column.values.len() == rows));
        }
    }
}
