//! VOTables as services write them, in all serialisations, and damaged.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::write_votable::{Serialization, write_votable};
use crate::{Column, Note, Values};

fn read(text: impl AsRef<[u8]>) -> Result<Vec<Table>> {
    let bytes = text.as_ref();
    read_votable(
        bytes,
        &mut Limits::for_file(bytes.len() as u64),
        &Progress::default(),
    )
}

fn document(inside: &str) -> String {
    format!("<?xml version='1.0'?><VOTABLE version='1.4'><RESOURCE>{inside}</RESOURCE></VOTABLE>")
}

fn data(fields: &str, rows: &str) -> String {
    document(&format!(
        "<TABLE>{fields}<DATA><TABLEDATA>{rows}</TABLEDATA></DATA></TABLE>"
    ))
}

fn failure(text: impl AsRef<[u8]>) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn names_units_and_notes_are_kept() {
    let text = "<?xml-stylesheet href='x'?><!DOCTYPE VOTABLE SYSTEM 'http://x/VOTable.dtd'>\
        <v:VOTABLE version='1.1' xmlns:v='http://www.ivoa.net/xml/VOTable/v1.1'>\
        <v:DESCRIPTION>All &amp; more</v:DESCRIPTION><v:RESOURCE>\
        <v:COOSYS ID='s' system='ICRS' epoch='J2000'/><v:TABLE name='t'>\
        <v:PARAM name='Radius' unit='deg' datatype='double' value='35'><v:DESCRIPTION>of search</v:DESCRIPTION></v:PARAM>\
        <v:FIELD name='RA' ID='r' ucd='pos.eq.ra' unit='deg' datatype='double' ref='s'>\
        <v:DESCRIPTION> Right\n ascension </v:DESCRIPTION><v:LINK href='x'/></v:FIELD>\
        <v:GROUP><v:PARAM name='hidden' value='1' datatype='int'/></v:GROUP>\
        <v:DATA><v:TABLEDATA><v:TR><v:TD>1.5</v:TD></v:TR></v:TABLEDATA></v:DATA></v:TABLE>\
        <v:INFO name='QUERY_STATUS' value='OVERFLOW'/></v:RESOURCE></v:VOTABLE>";
    let tables = read(text).unwrap();
    let [table] = &tables[..] else {
        panic!("one table is wanted")
    };
    let mut column = Column::new("RA", "deg", Values::Number(vec![1.5]));
    column.ucd = "pos.eq.ra".into();
    column.description = "Right\n ascension".into();
    assert_eq!((table.name.as_str(), &table.columns), ("t", &vec![column]));
    let notes: Vec<_> = table
        .notes
        .iter()
        .map(|note| [note.key.as_str(), &note.value, &note.comment])
        .collect();
    let expected = [
        ["Radius", "35", "[deg] of search"],
        ["QUERY_STATUS", "OVERFLOW", ""],
        ["DESCRIPTION", "All & more", ""],
        ["COOSYS", "ICRS", "epoch=J2000 of RA"],
    ];
    assert_eq!(notes, expected);
    assert!(table.warnings[0].contains("MAXREC"), "{:?}", table.warnings);
}

#[test]
fn cells_may_be_written_in_every_way_that_xml_has() {
    let fields = "<FIELD name='s' datatype='char' arraysize='*'/><FIELD name='n' datatype='int'/>";
    let rows = "<TR><TD>a &lt; b &#65;</TD><TD>1</TD></TR>\n <!-- <TR> -->\
        <TR ID='x>y' ><TD ><![CDATA[<&>]]> c</TD>\n<TD> 0x1F </TD></TR>\
        <TR><TD/><TD/></TR><TR><TD>d<!-- </TD> -->e</TD><TD>-7</TD></TR><TR><TD>only one</TD></TR>\
        <TR><TD>x</TD><TD>seven</TD></TR>";
    let table = &read(data(fields, rows)).unwrap()[0];
    let texts: Vec<_> = table.columns[0].values.texts().unwrap().iter().collect();
    assert_eq!(texts, ["a < b A", "<&> c", "", "de", "x"]);
    let integers = Values::Integer {
        values: vec![1, 31, 0, -7, 0],
        missing: vec![2, 4],
    };
    assert_eq!(table.columns[1].values, integers);
    assert_eq!(
        table.warnings,
        [
            "1 of 6 rows skipped: row 5: it has 1 cell, 2 are expected",
            "1 cells of column \"n\" are no Int and count as missing: the first is in row 5",
        ]
    );
}

#[test]
fn numbers_lists_and_gaps_are_read_by_their_declared_types() {
    let fields = "<FIELD name='d' datatype='double'/><FIELD name='f' datatype='float'/>\
        <FIELD name='i' datatype='short'><VALUES null='-99'/></FIELD><FIELD name='b' datatype='boolean'/>\
        <FIELD name='v' datatype='long' arraysize='*'/><FIELD name='c' datatype='floatComplex'/>\
        <FIELD name='bits' datatype='bit' arraysize='4'/><FIELD name='w' datatype='char' arraysize='2x*'/>";
    let rows = "<TR><TD>+Inf</TD><TD>0.3</TD><TD>-99</TD><TD>T</TD><TD>1 2 3</TD><TD>1 -2</TD><TD>1 01 1</TD><TD>abcd</TD></TR>\
        <TR><TD>NaN</TD><TD></TD><TD>5</TD><TD>?</TD><TD/><TD>0 0</TD><TD>0000</TD><TD>é f</TD></TR>";
    let table = &read(data(fields, rows)).unwrap()[0];
    let shown = |name: &str| [0, 1].map(|row| table.column(name).unwrap().values.show(row));
    assert_eq!(shown("d"), ["inf", ""]);
    assert_eq!(shown("f"), ["0.30000001192092896", ""]);
    assert_eq!(shown("i"), ["", "5"]);
    assert_eq!(shown("b"), ["true", ""]);
    assert_eq!(shown("v"), ["[1, 2, 3]", "[]"]);
    assert_eq!(shown("c"), ["[1, -2]", "[0, 0]"]);
    assert_eq!(
        shown("bits"),
        ["[true, false, true, true]", "[false, false, false, false]"]
    );
    assert_eq!(shown("w"), ["[ab, cd]", "[é, f]"]);
    assert!(table.warnings.is_empty(), "{:?}", table.warnings);
}

#[test]
fn several_tables_and_nested_resources_keep_their_order() {
    let inner = "<RESOURCE><TABLE name='b'><FIELD name='x' datatype='int'/></TABLE></RESOURCE>";
    let text = document(&format!(
        "<TABLE name='a'><FIELD name='x' datatype='int'/><DATA><TABLEDATA/></DATA></TABLE>{inner}<INFO name='k' value='v'/>"
    ));
    let tables = read(text).unwrap();
    let names: Vec<_> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert!(
        tables
            .iter()
            .all(|table| table.rows() == 0 && table.columns.len() == 1)
    );
    assert!(tables.iter().all(|table| table.note("k") == Some("v")));
}

#[test]
fn answers_that_are_errors_are_told_in_their_own_words() {
    let failed = "<INFO name='QUERY_STATUS' value='ERROR'>no column &quot;rra&quot;</INFO>";
    let said = failure(format!(
        "<?xml-stylesheet href='x'?>{}",
        document(failed).split_once("?>").unwrap().1
    ));
    assert!(said.contains("no column \\\"rra\\\""), "{said}");
    let said = failure(document(
        "<INFO ID='Error' name='Error' value='Field RA: bad'/>",
    ));
    assert!(said.contains("Field RA: bad"), "{said}");
}

#[test]
fn rows_that_are_elsewhere_are_refused_with_a_way_out() {
    let table = |inside: &str| {
        document(&format!(
            "<TABLE><FIELD name='x' datatype='int'/><DATA>{inside}</DATA></TABLE>"
        ))
    };
    let said = failure(table(
        "<FITS><STREAM encoding='base64'>AAAA</STREAM></FITS>",
    ));
    assert!(said.contains("open the FITS file itself"), "{said}");
    let said = failure(table("<BINARY><STREAM href='http://x/y'/></BINARY>"));
    assert!(
        said.contains("http://x/y") && said.contains("save it as one file"),
        "{said}"
    );
    let said = failure(table(
        "<BINARY><STREAM encoding='dynamic'>AAAA</STREAM></BINARY>",
    ));
    assert!(said.contains("dynamic"), "{said}");
}

#[test]
fn what_is_no_votable_or_too_much_of_one_is_refused() {
    let deep = format!("<VOTABLE>{}", "<RESOURCE>".repeat(100));
    let wide = document(&format!(
        "<TABLE>{}</TABLE>",
        "<FIELD name='x' datatype='int'/>".repeat(10_001)
    ));
    let claims = "<FIELD name='x' datatype='double' arraysize='1000000000000'/>";
    let claims = document(&format!(
        "<TABLE nrows='1000000000000'>{claims}<DATA><BINARY><STREAM encoding='base64'>AAAAAAAA</STREAM></BINARY></DATA></TABLE>"
    ));
    for (text, said) in [
        ("<html></html>".to_owned(), "<html> outermost"),
        ("not XML".to_owned(), "cut short"),
        (document(""), "this one has none"),
        (deep, "at most 64 elements"),
        (wide, "at most 10000 columns"),
        (claims, "a whole row"),
        (
            document("<TABLE><FIELD name='x' datatype='quaternion'/></TABLE>"),
            "a datatype of VOTable",
        ),
        (document("<TABLE></RESOURCE>"), "</TABLE>"),
        (
            data("<FIELD name='x' datatype='int'/>", "<TR><TD>1</TR>"),
            "the end of a cell",
        ),
        (
            "<VOTABLE><RESOURCE><TABLE><DATA><TABLEDATA><TR>".to_owned(),
            "cut short",
        ),
    ] {
        let found = failure(&text);
        assert!(found.contains(said), "{found}");
    }
    let utf16 = b"\xff\xfe<\0".to_vec();
    assert!(failure(utf16).contains("UTF-16"));
}

#[test]
fn entities_of_a_doctype_are_never_expanded() {
    let bomb = "<!DOCTYPE VOTABLE [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>\
        <!ENTITY c SYSTEM 'file:///etc/passwd'>]>";
    let text = data(
        "<FIELD name='s' datatype='char' arraysize='*'/>",
        "<TR><TD>&b;&c;</TD></TR>",
    );
    let text = text.replace("?><", &format!("?>{bomb}<"));
    assert!(is_votable(text.as_bytes()));
    let table = &read(text).unwrap()[0];
    assert_eq!(table.columns[0].values.show(0), "&b;&c;");
}

#[test]
fn a_document_is_known_by_its_outermost_element() {
    for head in [
        "<VOTABLE>",
        "\u{feff}<?xml version='1.0'?>\n<!-- <x> --><vo:VOTABLE a='b'",
        "<!DOCTYPE VOTABLE SYSTEM 'x'><VOTABLE ",
    ] {
        assert!(is_votable(head.as_bytes()), "{head}");
    }
    for head in ["<html>", "VOTABLE", "<!-- VOTABLE", "<voe:VOEvent>", "<"] {
        assert!(!is_votable(head.as_bytes()), "{head}");
    }
}

fn sample() -> Table {
    let gaps = |values: Vec<i64>, missing| Values::Integer { values, missing };
    let lists = |values| Values::Lists {
        ends: vec![2, 2, 3],
        values: Box::new(values),
    };
    let mut table = Table {
        name: "a <b> \"c\"".into(),
        columns: vec![
            Column::new(
                "x",
                "deg",
                Values::Number(vec![0.1, f64::NEG_INFINITY, -0.0]),
            ),
            Column::new("n", "", gaps(vec![i64::MAX, 0, 3], vec![1])),
            Column::new("ok", "", Values::Bool(vec![Some(true), None, Some(false)])),
            Column::new(
                "s",
                "",
                Values::Text(["é & <\n>", "", " \u{1F30C}\""].iter().collect()),
            ),
            Column::new("v", "m", lists(Values::Number(vec![1.5, -2.0, 1e300]))),
            Column::new("w", "", lists(gaps(vec![1, 0, -5], vec![1]))),
            Column::new(
                "u",
                "",
                lists(Values::Bool(vec![Some(true), None, Some(false)])),
            ),
        ],
        notes: vec![Note {
            key: "made \"by\"".into(),
            value: "a\nb".into(),
            comment: "c < d".into(),
        }],
        warnings: Vec::new(),
    };
    table.columns[0].description = "some & thing".into();
    table.columns[0].ucd = "pos.eq.ra".into();
    table
}

fn written(tables: &[Table], how: Serialization) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_votable(tables, how, &mut bytes).unwrap();
    bytes
}

#[test]
fn what_is_written_comes_back() {
    for how in [Serialization::TableData, Serialization::Binary2] {
        let tables = vec![
            sample(),
            Table {
                name: "2".into(),
                ..sample()
            },
        ];
        assert_eq!(read(written(&tables, how)).unwrap(), tables, "{how:?}");
    }
}

#[test]
fn a_stream_may_be_compressed() {
    let bytes = written(&[sample()], Serialization::Binary2);
    let text = String::from_utf8(bytes).unwrap();
    let (head, rest) = text.split_once("<STREAM encoding=\"base64\">").unwrap();
    let (stream, foot) = rest.split_once("</STREAM>").unwrap();
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let plain = STANDARD.decode(stream.trim()).unwrap();
    let mut packed = flate2::read::GzEncoder::new(&plain[..], flate2::Compression::fast());
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut packed, &mut bytes).unwrap();
    let stream = STANDARD.encode(bytes);
    let text = format!(
        "{head}<STREAM encoding=\"gzip\"> {}\n{}</STREAM>{foot}",
        &stream[..7],
        &stream[7..]
    );
    assert_eq!(read(text).unwrap(), [sample()]);
}

#[test]
fn too_large_a_table_is_refused() {
    let text = data(
        "<FIELD name='x' datatype='double'/>",
        &"<TR><TD>1</TD></TR>".repeat(1000),
    );
    let mut limits = Limits::for_file(0);
    limits.take(limits.left_bytes() - 6000, "all else").unwrap();
    let error = read_votable(text.as_bytes(), &mut limits, &Progress::default()).unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
}

proptest! {
    #[test]
    fn every_table_of_numbers_and_texts_comes_back(
        rows in prop::collection::vec((any::<f64>(), any::<i64>(), "[^\0-\x1f\u{fffe}\u{ffff}]{0,6}"), 1..30),
        binary in any::<bool>(),
    ) {
        let table = Table {
            columns: vec![
                Column::new("x", "", Values::Number(rows.iter().map(|row| row.0).collect())),
                Column::new("n", "", Values::integers(rows.iter().map(|row| row.1).collect())),
                Column::new("s", "", Values::Text(rows.iter().map(|row| &row.2).collect())),
            ],
            ..Table::default()
        };
        let how = if binary { Serialization::Binary2 } else { Serialization::TableData };
        let tables = vec![table];
        prop_assert_eq!(read(written(&tables, how)).unwrap(), tables);
    }

    #[test]
    fn damaged_bytes_are_read_or_refused_but_never_panic(
        edits in prop::collection::vec((0usize..4000, any::<u8>()), 1..10),
        cut in 1usize..4000,
        binary in any::<bool>(),
    ) {
        let how = if binary { Serialization::Binary2 } else { Serialization::TableData };
        let mut bytes = written(&[sample()], how);
        for (at, byte) in edits {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(cut);
        if let Ok(tables) = read(&bytes) {
            for table in tables {
                let rows = table.rows();
                prop_assert!(table.columns.iter().all(|column| column.values.len() == rows));
            }
        }
    }
}
