//! Writes a table as HDF5: a group of columns, each a dataset of its own, as h5py reads and writes them.
//!
//! The group is called as the table, or as the table and a number where that name is taken; then an attribute has
//! the table's name. Each column says its `unit`, `description` and `ucd` in attributes, the group
//! lists its columns in order and holds the notes. HDF5 knows no missing values: integers have one that stands for
//! none (attribute `missing_value`), truth values too, and numbers are NaN. Names of columns may hold what names of
//! datasets cannot (a slash, or a dot alone): then an attribute has the whole name.

use std::collections::HashSet;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use hdf5::types::VarLenUnicode;
use hdf5::{Dataset, Group, H5Type, Location};
use nuscope_table::{Column, Table, Texts, Values};

use crate::hdf5_append::failed;
use crate::hdf5_units::{MISSING, NAME, ORDER, TABLE_NAME};
use crate::write_file::{finish, part_path};
use crate::write_tables::unique_names;
use crate::{Result, Warnings};

/// What stands for a missing integer.
const NO_INTEGER: i64 = i64::MIN;

/// What stands for a missing truth value, beside 0 and 1.
const NO_BOOL: i64 = -1;

/// Rows of a chunk.
const CHUNK_ROWS: usize = 8192;

/// Writes `table` to `path`; a file that is there is replaced once the new one is complete.
///
/// Returns what HDF5 has no place for.
///
/// # Errors
/// If the file cannot be written.
pub fn write_table_hdf5(path: &Path, table: &Table) -> Result<Warnings> {
    let part = part_path(path);
    let mut warnings = Warnings::default();
    let written = write_file(&part, std::slice::from_ref(table), &mut warnings.0);
    finish(&part, path, written.map_err(failed(&table.name, path)))?;
    Ok(warnings)
}

/// Writes tables to `out`, by way of a temporary file: the library wants one of its own.
pub(crate) fn write_hdf5(
    tables: &[Table],
    out: &mut dyn Write,
) -> nuscope_table::Result<Vec<String>> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let (process, count) = (std::process::id(), COUNT.fetch_add(1, Relaxed));
    let path = std::env::temp_dir().join(format!("nuscope-{process}-{count}.h5"));
    let mut lost = Vec::new();
    let io = |source| nuscope_table::Error::Io {
        action: "write the HDF5 file",
        source,
    };
    let written = write_file(&path, tables, &mut lost);
    let copied = written
        .map_err(|error| std::io::Error::other(error.to_string()))
        .and_then(|()| std::io::copy(&mut File::open(&path)?, out));
    // Whatever became of it: a file that is not there cannot be removed.
    std::fs::remove_file(&path).ok();
    copied.map_err(io)?;
    Ok(lost)
}

/// Writes a group per table.
fn write_file(path: &Path, tables: &[Table], lost: &mut Vec<String>) -> hdf5::Result<()> {
    let mut options = hdf5::FileBuilder::new();
    options.with_fapl(|access| access.libver_earliest().file_locking(false));
    let file = options.create(path)?;
    let names = unique_names(tables.iter().map(|table| dataset_name(&table.name)));
    for (name, table) in names.iter().zip(tables) {
        let group = file.create_group(name)?;
        if *name != table.name {
            say(&group, TABLE_NAME, &table.name)?;
        }
        write_group(&group, table, lost)?;
    }
    file.close()
}

fn write_group(group: &Group, table: &Table, lost: &mut Vec<String>) -> hdf5::Result<()> {
    let (mut titles, mut taken) = (Vec::new(), HashSet::new());
    for column in &table.columns {
        let mut name = dataset_name(&column.name);
        while name.is_empty() || name.starts_with('_') || taken.contains(&name) {
            name.insert_str(0, "column ");
        }
        let Some(dataset) = write_values(group, &name, &column.values)? else {
            lost.push(format!(
                "column {} is not written: it holds lists",
                column.name
            ));
            continue;
        };
        describe(&dataset, column, &name)?;
        titles.push(unicode(&column.name)?);
        taken.insert(name);
    }
    if !titles.is_empty() {
        group.new_attr_builder().with_data(&titles).create(ORDER)?;
    }
    let mut comments = Vec::new();
    for note in &table.notes {
        if note.key.is_empty() {
            comments.push(note.value.clone());
        } else if note.key == ORDER || group.attr(&note.key).is_ok() {
            comments.push(format!("{}: {}", note.key, note.value));
        } else {
            say(group, &note.key, &note.value)?;
        }
    }
    say(group, "comments", &comments.join("\n"))
}

/// A name that a dataset may have.
fn dataset_name(name: &str) -> String {
    let name = name.trim().replace(['/', '\0'], "|");
    match name.as_str() {
        "." | ".." => String::new(),
        _ => name,
    }
}

/// Writes values; `None` where HDF5 has no type for them.
fn write_values(group: &Group, name: &str, values: &Values) -> hdf5::Result<Option<Dataset>> {
    match values {
        Values::Number(values) => write_rows(group, name, values),
        Values::Integer { values, missing } if missing.is_empty() => {
            write_rows(group, name, values)
        }
        Values::Integer { values, missing } => {
            let mut values = values.clone();
            for row in missing {
                if let Some(value) = values.get_mut(*row as usize) {
                    *value = NO_INTEGER;
                }
            }
            let dataset = write_rows(group, name, &values)?;
            missing_value(dataset, NO_INTEGER)
        }
        Values::Bool(values) => match values.iter().copied().collect::<Option<Vec<bool>>>() {
            Some(values) => write_rows(group, name, &values),
            None => {
                let number = |value: &Option<bool>| value.map_or(NO_BOOL, i64::from) as i8;
                let values: Vec<i8> = values.iter().map(number).collect();
                missing_value(write_rows(group, name, &values)?, NO_BOOL)
            }
        },
        Values::Text(texts) => write_rows(group, name, &unicodes(texts)?),
        Values::Lists { .. } => Ok(None),
    }
}

fn unicodes(texts: &Texts) -> hdf5::Result<Vec<VarLenUnicode>> {
    texts.iter().map(unicode).collect()
}

/// A text as HDF5 holds it: without zeros.
fn unicode(text: &str) -> hdf5::Result<VarLenUnicode> {
    let text: VarLenUnicode = text.replace('\0', " ").parse().map_err(|_| {
        hdf5::Error::from("a text cannot be written as HDF5 holds texts".to_owned())
    })?;
    Ok(text)
}

fn write_rows<T: H5Type>(group: &Group, name: &str, rows: &[T]) -> hdf5::Result<Option<Dataset>> {
    let builder = group.new_dataset_builder().with_data(rows);
    let dataset = match rows.len() {
        0 => builder.create(name)?,
        count => {
            let builder = builder.chunk(count.min(CHUNK_ROWS)).shuffle();
            builder.deflate(5).create(name)?
        }
    };
    Ok(Some(dataset))
}

fn missing_value(dataset: Option<Dataset>, value: i64) -> hdf5::Result<Option<Dataset>> {
    if let Some(dataset) = &dataset {
        say(dataset, MISSING, &value.to_string())?;
    }
    Ok(dataset)
}

fn describe(dataset: &Dataset, column: &Column, name: &str) -> hdf5::Result<()> {
    if name != column.name {
        say(dataset, NAME, &column.name)?;
    }
    say(dataset, "unit", column.unit.as_deref().unwrap_or_default())?;
    say(dataset, "description", &column.description)?;
    say(dataset, "ucd", &column.ucd)
}

/// Writes a text as an attribute, unless it is empty.
fn say(location: &Location, key: &str, text: &str) -> hdf5::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let attribute = location.new_attr::<VarLenUnicode>().create(key)?;
    attribute.write_scalar(&unicode(text)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use nuscope_table::Note;

    use super::*;

    fn table() -> Table {
        let integers = Values::Integer {
            values: vec![7, 0, -9],
            missing: vec![1],
        };
        let texts = Values::Text(["a", "", "ν"].iter().collect());
        let bools = Values::Bool(vec![Some(true), Some(false), Some(true)]);
        let number = Values::Number(vec![1.5, f64::NAN, -2.0]);
        let mut energy = Column::new("log10(E/GeV)", "", number);
        energy.description = "of the muon".into();
        Table {
            name: "candidates".into(),
            columns: vec![
                Column::new("run", "", integers),
                energy,
                Column::new("depth", "m", Values::Number(vec![1.0, 2.0, 3.0])),
                Column::new("name", "", texts),
                Column::new("good", "", bools),
            ],
            notes: vec![Note {
                key: "source".into(),
                value: "events.h5".into(),
                comment: String::new(),
            }],
            ..Table::default()
        }
    }

    fn read(path: &Path) -> std::sync::Arc<Table> {
        crate::open(path).unwrap().tables[0].clone()
    }

    #[test]
    fn a_table_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.h5");
        let mut table = table();
        // It is no list of candidates, and is kept as it is.
        assert!(write_table_hdf5(&path, &table).unwrap().is_empty());
        let mut back = (*read(&path)).clone();
        // NaN equals nothing.
        let energies = [&mut table, &mut back].map(|table| {
            let values = table.columns[1].values.numbers().unwrap().to_vec();
            table.columns[1].values = Values::default();
            values.into_iter().map(f64::to_bits).collect::<Vec<_>>()
        });
        assert_eq!(energies[0], energies[1]);
        assert_eq!(back, table);
        assert!(!part_path(&path).exists());
    }

    #[test]
    fn lists_are_not_written_and_said() {
        let mut table = table();
        table.columns[0].values = Values::Lists {
            ends: vec![1, 1, 1],
            values: Box::default(),
        };
        let mut bytes = Vec::new();
        let lost = write_hdf5(&[table.clone(), table], &mut bytes).unwrap();
        assert_eq!(lost[0], "column run is not written: it holds lists");
        assert!(bytes.starts_with(b"\x89HDF"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("two.h5");
        std::fs::write(&path, bytes).unwrap();
        let tables = crate::open(&path).unwrap().tables;
        assert!(tables.iter().all(|table| table.note(TABLE_NAME).is_none()));
        let names: Vec<_> = tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["candidates", "candidates"]);
        let file = hdf5::File::open(&path).unwrap();
        assert_eq!(file.member_names().unwrap(), ["candidates", "candidates 2"]);
        assert_eq!(tables[1].columns.len(), 4);
    }
}
