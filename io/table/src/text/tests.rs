//! Text tables as people write them.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

fn read(text: impl AsRef<[u8]>) -> Result<Table> {
    let bytes = text.as_ref();
    let mut limits = Limits::for_file(bytes.len() as u64);
    read_text(bytes, &mut limits, &Progress::default())
}

fn names(table: &Table) -> Vec<&str> {
    let names = table.columns.iter().map(|column| column.name.as_str());
    names.collect()
}

fn shown(table: &Table) -> Vec<Vec<String>> {
    let row = |row| {
        let cells = table.columns.iter().map(|column| column.values.show(row));
        cells.collect()
    };
    (0..table.rows()).map(row).collect()
}

fn notes(table: &Table) -> Vec<&str> {
    table.notes.iter().map(|note| note.value.as_str()).collect()
}

#[test]
fn a_list_with_a_title_and_tabs_is_read_by_its_header() {
    let table = read(
        "ANTARES public data 2007 2017\nDecl\tRA\tNhit\tBeta\tMJD\n19.5\t68.2\t40\t0.4\t54000.5\n\
         -60.0\t26.5\t41\t0.5\t54001.25\n",
    )
    .unwrap();
    assert_eq!(names(&table), ["Decl", "RA", "Nhit", "Beta", "MJD"]);
    assert_eq!(notes(&table), ["ANTARES public data 2007 2017"]);
    assert_eq!(table.columns[0].values, Values::Number(vec![19.5, -60.0]));
    assert_eq!(table.columns[2].values, Values::integers(vec![40, 41]));
    assert!(table.warnings.is_empty());
}

#[test]
fn a_title_of_blanks_above_columns_of_blanks_is_no_row() {
    let table = read("Public data of 2007 2017\na b c d e\n1 2 3 4 5\n1 2 3 4 6\n").unwrap();
    assert_eq!(names(&table), ["a", "b", "c", "d", "e"]);
    assert_eq!(table.rows(), 2);
}

#[test]
fn a_line_of_units_below_the_names_is_understood() {
    let text = "_RAJ2000;_DEJ2000;Emu\ndeg;deg;TeV\n------;------;---\n10.5;-20.25;3\n";
    let table = read(text).unwrap();
    assert_eq!(names(&table), ["_RAJ2000", "_DEJ2000", "Emu"]);
    let units: Vec<_> = table
        .columns
        .iter()
        .map(|column| column.unit.as_deref())
        .collect();
    assert_eq!(units, [Some("deg"), Some("deg"), Some("TeV")]);
    assert_eq!(shown(&table), [["10.5", "-20.25", "3"]]);
}

#[test]
fn names_may_stand_in_a_comment_with_their_units_apart() {
    let table =
        read("# made in 2019\n#   RA [deg]  Dec [deg]\n# another word\n1 2\n3 4\n").unwrap();
    assert_eq!(names(&table), ["RA[deg]", "Dec[deg]"]);
    assert_eq!(notes(&table), ["made in 2019", "another word"]);
    let table = read("# RA Dec\n# [deg] [deg]\n1 2\n").unwrap();
    assert_eq!(table.columns[1].unit.as_deref(), Some("deg"));
    let table = read("# RA[hms] Dec[dms]\n05:09:25.96 +05:41:35.33\n").unwrap();
    assert_eq!(names(&table), ["RA[hms]", "Dec[dms]"]);
    assert_eq!(shown(&table), [["05:09:25.96", "+05:41:35.33"]]);
}

#[test]
fn columns_without_names_are_numbered() {
    let table = read("0.5 180\n0.25 90\n").unwrap();
    assert_eq!(names(&table), ["col1", "col2"]);
    let table =
        read("# a sentence about it.\n-1.0 , -0.7 : 3e-1 2\n-0.7 , -0.5 : 2e-1 4\n").unwrap();
    assert_eq!(names(&table), ["col1", "col2", "col3", "col4"]);
    assert_eq!(shown(&table)[1], ["-0.7", "-0.5", "0.2", "4"]);
    assert_eq!(names(&read("1\n2\n3\n").unwrap()), ["col1"]);
}

#[test]
fn quoted_cells_hold_separators_marks_and_line_breaks() {
    let table = read("name,a\r\n\"x, \"\"y\"\"\",1\r\n\"two\nlines\",2\r\nplain,3\r\n").unwrap();
    let expected = [["x, \"y\"", "1"], ["two\nlines", "2"], ["plain", "3"]];
    assert_eq!(shown(&table), expected);
    assert!(table.warnings.is_empty());
}

#[test]
fn a_mark_that_is_none_costs_no_other_row() {
    let table = read("name,a,b\n\"odd,1,1\nb,2,2\nd\",4\nc,3,3\n").unwrap();
    assert_eq!(table.columns[1].values, Values::integers(vec![1, 2, 3]));
    assert!(table.warnings[0].contains("line 4"), "{:?}", table.warnings);
}

#[test]
fn rows_of_another_length_are_counted_and_the_first_is_named() {
    let table =
        read("RA[deg] Dec[deg] Nhit\n1 2 3\n3 4 5\n1 2\n\n# note\n1 2 x y\n6 7 nan\n").unwrap();
    assert_eq!(
        table.warnings,
        ["2 of 5 rows skipped: the first is line 4: it has 2 columns, 3 are expected"]
    );
    assert_eq!(notes(&table), ["note"]);
    let nhit = Values::Integer {
        values: vec![3, 5, 0],
        missing: vec![2],
    };
    assert_eq!(table.columns[2].values, nhit);
    let table = read("RA[deg],Dec[deg]\n%%%% junk\n1,2\n3,4\n").unwrap();
    assert_eq!(
        table.warnings,
        ["1 of 3 rows skipped: line 2: it has 1 column, 2 are expected"]
    );
    assert_eq!(names(&table), ["RA[deg]", "Dec[deg]"]);
}

#[test]
fn kinds_are_the_narrowest_that_hold_every_cell() {
    let table = read("a,b,c,d,e\n1,1,1,--,null\n2,2.5,x,,\n,nan,3,-,nan\n").unwrap();
    let a = Values::Integer {
        values: vec![1, 2, 0],
        missing: vec![2],
    };
    assert_eq!(table.columns[0].values, a);
    let b = table.columns[1].values.numbers().unwrap().into_owned();
    assert_eq!(b[..2], [1.0, 2.5]);
    assert!(b[2].is_nan());
    assert_eq!(table.columns[2].values.texts().unwrap().get(0), Some("1"));
    let gaps = |column: &Column| matches!(&column.values, Values::Number(values) if values.iter().all(|v| v.is_nan()));
    assert!(gaps(&table.columns[3]) && gaps(&table.columns[4]));
}

#[test]
fn texts_alone_are_a_table_if_their_cells_agree() {
    let table = read("name,class\nCrab,PWN\nVela,PSR\n").unwrap();
    assert_eq!(names(&table), ["name", "class"]);
    assert_eq!(shown(&table), [["Crab", "PWN"], ["Vela", "PSR"]]);
}

#[test]
fn marks_and_encodings_of_other_systems_are_understood() {
    let table = read("\u{feff}a,b\r\n1,x\r\n").unwrap();
    assert_eq!(names(&table), ["a", "b"]);
    assert_eq!(shown(&table), [["1", "x"]]);
    let table = read("a,b\r1,2\r3,4\r").unwrap();
    assert_eq!(table.rows(), 2);
    let table = read(b"name,x\nM\xfcller \x80,1\n").unwrap();
    assert_eq!(
        table.columns[0].values.texts().unwrap().get(0),
        Some("Müller €")
    );
    assert_eq!(
        table.warnings,
        ["1 cells are not UTF-8 and were read as Windows-1252"]
    );
}

#[test]
fn what_is_no_table_is_refused_with_a_reason() {
    for (text, said) in [
        (&b""[..], "no line but comments"),
        (b"# only\n", "no line but comments"),
        (
            b"Dear reader,\nthis is a letter.\nIt has no numbers, and no table\n",
            "neither numbers",
        ),
        (b"<?xml version='1.0'?>", "XML"),
        (b"{\"a\": 1}", "JSON"),
        (b"\xff\xfea\0,\0", "UTF-16"),
        (b"\x89HDF\r\n\x1a\n\0\0\0", "zero bytes"),
    ] {
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    let wide = ",".repeat(20_000) + "1\n";
    assert!(read(wide).unwrap_err().to_string().contains("20001 cells"));
}

#[test]
fn too_large_a_table_is_refused_before_it_is_read() {
    let mut limits = Limits::for_file(0);
    limits.take(limits.left_bytes() - 10, "all else").unwrap();
    let error = read_text(b"1 2\n3 4\n", &mut limits, &Progress::default()).unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
}

#[test]
fn a_cancelled_reading_stops() {
    let progress = Progress::default();
    progress.cancel();
    let error = read_text(b"1 2\n", &mut Limits::for_file(4), &progress).unwrap_err();
    assert!(matches!(error, Error::Cancelled));
}

#[test]
fn many_blocks_read_as_one() {
    let mut text = String::from("n x name\n");
    for n in 0..60_000 {
        text += &format!("{n} {}.5 s{n}\n", n / 7);
    }
    text += "1 2\n";
    let table = read(&text).unwrap();
    assert_eq!(table.rows(), 60_000);
    assert_eq!(table.columns[0].values.whole().unwrap()[59_999], 59_999);
    assert_eq!(table.columns[1].values.numbers().unwrap()[59_999], 8571.5);
    assert_eq!(
        table.columns[2].values.texts().unwrap().get(31_234),
        Some("s31234")
    );
    assert!(
        table.warnings[0].contains("line 60002"),
        "{:?}",
        table.warnings
    );
}

#[test]
fn what_is_no_row_leaves_no_hole_between_blocks() {
    let mut text = String::from("n x\n");
    let (mut n, mut x, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..100_000_u32 {
        match i % 1000 {
            17 => text += "# a comment\n",
            18 => text += "\n1 2 3\n",
            19 => {
                text += &format!("nan {i}.5\n");
                missing.push(n.len() as u32);
                n.push(0);
                x.push(f64::from(i) + 0.5);
            }
            _ => {
                text += &format!("{i} -{i}.25\n");
                n.push(i64::from(i));
                x.push(-f64::from(i) - 0.25);
            }
        }
    }
    let table = read(&text).unwrap();
    assert!(text.len() > 1 << 20, "several blocks");
    let n = Values::Integer { values: n, missing };
    assert_eq!(table.columns[0].values, n);
    assert_eq!(table.columns[1].values, Values::Number(x));
    assert_eq!(
        table.warnings,
        ["100 of 99,900 rows skipped: the first is line 21: it has 3 columns, 2 are expected"]
    );
    assert_eq!(table.notes.len(), 100);
}

#[test]
fn the_beginning_of_a_file_names_its_columns() {
    let titles = columns(b"RA[deg],Dec[deg]\n1,2\n3,").unwrap();
    assert_eq!(titles[1].0, "Dec[deg]");
    assert!(columns(b"a letter\nwithout a table\n").is_none());
}

proptest! {
    #[test]
    fn damaged_text_is_read_or_refused_but_never_panics(
        edits in prop::collection::vec((0usize..200, any::<u8>()), 0..12),
        cut in 0usize..200,
    ) {
        let mut bytes = b"# note\nname,ra [deg],\"e\"\n,deg,GeV\n\"a, b\",1.5,3\n\"c\"\"d\",2e3,4\n'x',-1,5\n".to_vec();
        for (at, byte) in edits {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(cut.max(1));
        if let Ok(table) = read(&bytes) {
            let rows = table.rows();
            prop_assert!(table.columns.iter().all(|column| column.values.len() == rows));
        }
    }

    #[test]
    fn numbers_come_back_as_they_were_written(
        rows in prop::collection::vec((any::<f64>(), any::<i64>()), 1..50),
    ) {
        let mut text = String::from("x,n\n");
        for (x, n) in &rows {
            text += &format!("{x:?},{n}\n");
        }
        let table = read(&text).unwrap();
        let numbers = table.columns[0].values.numbers().unwrap();
        for ((x, n), (number, integer)) in rows.iter().zip(numbers.iter().zip(table.columns[1].values.whole().unwrap())) {
            prop_assert_eq!(x.to_bits(), number.to_bits());
            prop_assert_eq!(n, integer);
        }
    }
}
