//! Databases are read and left as they are; damaged ones are refused in words.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::Values;
use proptest::prelude::*;

const SAMPLE: &str = "
    CREATE TABLE truth (event_no INTEGER PRIMARY KEY NOT NULL, energy FLOAT, sim_type TEXT);
    INSERT INTO truth VALUES (3, 4.5, 'genie'), (9, 1, NULL);
    CREATE TABLE \"odd \"\"name\"\"\" (event_no NOT NULL, charge FLOAT, twice AS (charge * 2));
    INSERT INTO \"odd \"\"name\"\"\" (event_no, charge) VALUES (9, 0.5), (3, 1.5), (9, 2.5);
    CREATE INDEX by_event ON \"odd \"\"name\"\"\" (event_no);
    CREATE VIEW bomb AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
";

fn sample(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("a sample?#%.db");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(SAMPLE).unwrap();
    path
}

fn read(path: &Path) -> Result<Vec<Table>> {
    let bytes = std::fs::metadata(path).unwrap().len();
    read_sqlite(path, &mut Limits::for_file(bytes), &Progress::default())
}

#[test]
fn tables_are_read_by_content_and_the_file_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let before = std::fs::read(&path).unwrap();
    let tables = read(&path).unwrap();
    assert_eq!(tables.len(), 2);
    assert_eq!(tables[0].name, "truth");
    assert_eq!(tables[0].columns[0].values, Values::integers(vec![3, 9]));
    assert_eq!(tables[0].columns[1].values, Values::Number(vec![4.5, 1.0]));
    let names: Vec<_> = tables[1]
        .columns
        .iter()
        .map(|column| &column.name)
        .collect();
    assert_eq!(names, ["event_no", "charge"], "nothing is computed");
    assert_eq!(
        tables[0].warnings,
        ["views and virtual tables are not read: bomb"]
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn rows_are_found_by_their_key_and_by_their_number() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&sample(folder.path())).unwrap();
    let info = &database.tables()[1];
    assert_eq!(
        (info.numbered, &info.indexed[..]),
        (true, &["event_no".to_owned()][..])
    );
    assert_eq!(database.tables()[0].indexed, ["event_no"]);
    let charges = |select: Select| {
        let select = Select {
            table: &info.name,
            columns: &["charge"],
            ..select
        };
        let mut limits = Limits::for_file(0);
        let table = database.read(&select, &mut limits, &Progress::default());
        table.unwrap().columns[0].values.clone()
    };
    let key = Select {
        key: Some(("event_no", 9)),
        ..Select::default()
    };
    assert_eq!(charges(key), Values::Number(vec![0.5, 2.5]));
    let rows = Select {
        rows: Some((2, 3)),
        ..Select::default()
    };
    assert_eq!(charges(rows), Values::Number(vec![1.5, 2.5]));
}

#[test]
fn blocks_come_one_after_another() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&sample(folder.path())).unwrap();
    let select = Select {
        table: "truth",
        ..Select::default()
    };
    let mut rows = Vec::new();
    let mut limits = Limits::for_file(0);
    database
        .blocks(
            &select,
            1,
            &mut limits,
            &Progress::default(),
            &mut |block| {
                rows.push(block.columns[0].values.clone());
                Ok(())
            },
        )
        .unwrap();
    assert_eq!(rows, [Values::integers(vec![3]), Values::integers(vec![9])]);
    let mut none = Limits::for_file(0);
    none.take(none.left_bytes(), "all").unwrap();
    let too_little = database.read(&select, &mut none, &Progress::default());
    assert!(matches!(too_little, Err(Error::TooLarge { .. })));
}

#[test]
fn another_kind_of_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    std::fs::write(
        &path,
        "PAR1 is no database, whatever it is called. ".repeat(30),
    )
    .unwrap();
    let message = read(&path).unwrap_err().to_string();
    let expected = "the database: an SQLite database is wanted, found another kind of file, or an encrypted one";
    assert_eq!(message, expected);
}

#[test]
fn a_file_that_is_cut_short_is_refused_wherever_it_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let bytes = std::fs::read(&path).unwrap();
    let short = folder.path().join("short.db");
    for end in (1..bytes.len()).step_by(509) {
        std::fs::write(&short, &bytes[..end]).unwrap();
        assert!(matches!(read(&short), Err(Error::Damaged { .. })), "{end}");
    }
}

#[test]
fn who_does_not_wait_any_more_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let progress = Progress::default();
    progress.cancel();
    let path = sample(folder.path());
    let error = read_sqlite(&path, &mut Limits::for_file(0), &progress).unwrap_err();
    assert!(matches!(error, Error::Cancelled));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_bytes_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = sample(folder.path());
        let mut bytes = std::fs::read(&path).unwrap();
        for (place, byte) in changes {
            let i = place.index(bytes.len());
            bytes[i] = byte;
        }
        std::fs::write(&path, bytes).unwrap();
        for table in read(&path).unwrap_or_default() {
            let rows = table.rows();
            prop_assert!(table.columns.iter().all(|column| column.values.len() == rows));
        }
    }
}
