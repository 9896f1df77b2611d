//! ECSV as astropy writes it, and damaged.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::write_ecsv;

const SAMPLE: &str = "\
# %ECSV 1.0
# ---
# datatype:
# - {name: name, datatype: string}
# - {name: ra, unit: deg, datatype: float64, description: Right Ascension
#     (J2000)}
# - {name: n, datatype: int64}
# - {name: ok, datatype: bool}
# - {name: p, datatype: string, subtype: 'float64[2]'}
# - {name: v, datatype: string, subtype: 'int64[null]'}
# meta: !!omap
# - {authors: 'A, B'}
# - comments: [one, two]
# schema: astropy-2.0
name ra n ok p v
\"Markarian 421\" 166.5 3 True [1.0,null] [1,2,3]
\"\" nan \"\" False [2.5,1e3] []
x -1e-3 5 \"\" \"\" [7]
";

fn read(text: impl AsRef<[u8]>) -> Result<Table> {
    let bytes = text.as_ref();
    read_ecsv(
        bytes,
        &mut Limits::for_file(bytes.len() as u64),
        &Progress::default(),
    )
}

#[test]
fn columns_are_what_the_header_declares() {
    let table = read(SAMPLE).unwrap();
    assert!(table.warnings.is_empty(), "{:?}", table.warnings);
    assert_eq!(
        table.column("name").unwrap().values.show(0),
        "Markarian 421"
    );
    let ra = table.column("ra").unwrap();
    assert_eq!(ra.unit.as_deref(), Some("deg"));
    assert_eq!(ra.description, "Right Ascension (J2000)");
    assert_eq!(ra.values.numbers().unwrap()[2], -1e-3);
    assert!(ra.values.numbers().unwrap()[1].is_nan());
    let n = Values::Integer {
        values: vec![3, 0, 5],
        missing: vec![1],
    };
    assert_eq!(table.column("n").unwrap().values, n);
    let ok = Values::Bool(vec![Some(true), Some(false), None]);
    assert_eq!(table.column("ok").unwrap().values, ok);
    let p = &table.column("p").unwrap().values;
    assert_eq!(
        [0, 1, 2].map(|row| p.show(row)),
        ["[1, ]", "[2.5, 1000]", "[]"]
    );
    let v = &table.column("v").unwrap().values;
    assert_eq!([0, 1, 2].map(|row| v.show(row)), ["[1, 2, 3]", "[]", "[7]"]);
    assert_eq!(table.note("authors"), Some("A, B"));
    let comments: Vec<_> = table.notes[1..]
        .iter()
        .map(|note| note.value.as_str())
        .collect();
    assert_eq!(comments, ["one", "two"]);
}

#[test]
fn texts_of_json_and_narrow_numbers_are_what_they_were_written_from() {
    let text = "# %ECSV 1.0\n# ---\n# datatype:\n# - name: s\n#   datatype: string\n#   meta: !!omap\n\
        #   - {ucd: meta.id}\n#   subtype: json\n# - {name: f, datatype: float32}\n\
        s f\n\"\"\"a \\u03b1\"\"\" 0.3\n\"\" \"\"\n";
    let table = read(text).unwrap();
    let shown = |column: usize| [0, 1].map(|row| table.columns[column].values.show(row));
    assert_eq!(shown(0), ["a α", ""]);
    assert_eq!(table.columns[0].ucd, "meta.id");
    assert_eq!(shown(1), ["0.30000001192092896", ""]);
}

#[test]
fn cells_that_are_not_as_declared_are_said() {
    let text = SAMPLE.replace(" 5 \"\"", " five \"\"");
    let table = read(text).unwrap();
    assert_eq!(table.column("n").unwrap().values.show(2), "five");
    assert!(
        table.warnings[0].contains("\"n\" is declared int64"),
        "{:?}",
        table.warnings
    );
}

#[test]
fn damaged_headers_are_named() {
    for (from, to, said) in [
        ("# datatype:", "# nothing:", "a list of columns"),
        ("name ra n", "name n ra", "line 15"),
        ("'float64[2]'}", "'float64[2]", "the header"),
        ("schema: astropy-2.0", "delimiter: '::'", "delimiter"),
    ] {
        let error = read(SAMPLE.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    assert!(read("# %ECSV 1.0").is_err());
}

#[test]
fn a_text_table_that_says_so_is_read_as_ecsv() {
    let table = crate::read_text(
        SAMPLE.as_bytes(),
        &mut Limits::for_file(0),
        &Progress::default(),
    );
    assert_eq!(table.unwrap().columns[1].unit.as_deref(), Some("deg"));
}

#[test]
fn what_is_written_comes_back() {
    let mut table = read(SAMPLE).unwrap();
    table.columns[1].values = Values::Number(vec![0.1, f64::INFINITY, -0.0]);
    table.notes[0].value = "a \"quoted\" line: {x}, \\ and\nanother".into();
    let Values::Lists { values, .. } = &mut table.columns[4].values else {
        panic!("a list is wanted");
    };
    **values = Values::Number(vec![1.0, -2.5, 3.0, f64::MAX]);
    let mut bytes = Vec::new();
    write_ecsv(&table, &mut bytes).unwrap();
    assert_eq!(read(&bytes).unwrap(), table);
}

proptest! {
    #[test]
    fn damaged_bytes_are_read_or_refused_but_never_panic(
        edits in prop::collection::vec((0usize..700, any::<u8>()), 1..12),
        cut in 1usize..800,
    ) {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for (at, byte) in edits {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(cut);
        if let Ok(table) = read(&bytes) {
            let rows = table.rows();
            prop_assert!(table.columns.iter().all(|column| column.values.len() == rows));
        }
    }
}
