//! Writes tables in the format that the file's name asks for.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::Path;

use nuscope_table::parquet::write_parquet;
use nuscope_table::{
    Error as TableError, Serialization, Table, write_csv, write_ecsv, write_votable,
};

use crate::write_file::write_file;
use crate::{Error, Result, Warnings};

/// Writes what it is given, and says what the format cannot hold.
type WriteAll = fn(&[Table], &mut dyn Write) -> nuscope_table::Result<Vec<String>>;

/// A format that tables are written in.
pub struct TableFormat {
    /// What people call it.
    pub name: &'static str,
    /// How its files' names end.
    pub extensions: &'static [&'static str],
    /// Whether it holds several tables.
    pub many: bool,
    write: WriteAll,
}

/// All formats that tables are written in.
pub const TABLE_FORMATS: [TableFormat; 6] = [
    TableFormat {
        name: "CSV",
        extensions: &["csv", "txt"],
        many: false,
        write: |tables, out| one(tables, out, write_csv),
    },
    TableFormat {
        name: "ECSV",
        extensions: &["ecsv"],
        many: false,
        write: |tables, out| one(tables, out, write_ecsv),
    },
    TableFormat {
        name: "VOTable",
        extensions: &["vot", "votable", "xml"],
        many: true,
        write: |tables, out| {
            write_votable(tables, Serialization::Binary2, out)?;
            Ok(Vec::new())
        },
    },
    TableFormat {
        name: "Parquet",
        extensions: &["parquet"],
        many: false,
        write: |tables, out| one(tables, out, parquet),
    },
    TableFormat {
        name: "FITS",
        extensions: &["fits", "fit"],
        many: true,
        write: nuscope_table::fits::write_fits,
    },
    TableFormat {
        name: "HDF5",
        extensions: &["h5", "hdf5"],
        many: true,
        write: crate::write_table_hdf5::write_hdf5,
    },
];

fn one(
    tables: &[Table],
    out: &mut dyn Write,
    write: fn(&Table, &mut dyn Write) -> nuscope_table::Result<()>,
) -> nuscope_table::Result<Vec<String>> {
    for table in tables {
        write(table, out)?;
    }
    Ok(Vec::new())
}

/// As Parquet, whose writer works with several threads: it is made in memory first.
fn parquet(table: &Table, out: &mut dyn Write) -> nuscope_table::Result<()> {
    let mut bytes = Vec::new();
    write_parquet(table, &mut bytes)?;
    out.write_all(&bytes).map_err(|source| TableError::Io {
        action: "write a table",
        source,
    })
}

/// The format of a name, by how it ends; `None` for endings of no table.
pub fn table_format(path: &Path) -> Option<&'static TableFormat> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    TABLE_FORMATS
        .iter()
        .find(|format| format.extensions.contains(&extension.as_str()))
}

/// The endings that tables can be written with, for people.
pub fn table_extensions() -> String {
    let all = TABLE_FORMATS.iter().flat_map(|format| format.extensions);
    let all: Vec<_> = all.map(|extension| format!(".{extension}")).collect();
    all.join(", ")
}

/// Names of tables of which no two are alike: those that come again are counted, those that are empty are called
/// by their place.
pub fn unique_names(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let (mut taken, mut counts) = (HashSet::new(), HashMap::new());
    let unique = |(i, name): (usize, String)| {
        let name = match name.trim() {
            "" => format!("table {}", i + 1),
            name => name.to_owned(),
        };
        let mut unique = name.clone();
        while !taken.insert(unique.clone()) {
            let count = counts.entry(name.clone()).or_insert(1);
            *count += 1;
            unique = format!("{name} {count}");
        }
        unique
    };
    names.into_iter().enumerate().map(unique).collect()
}

/// Writes `tables` to `path` as its name asks for; returns what the format cannot hold. A file that is there is
/// replaced once the new one is complete.
///
/// # Errors
/// If no format has such an ending or it holds one table only, or the file cannot be written.
pub fn write_tables(path: &Path, tables: &[Table]) -> Result<Warnings> {
    let unsupported = |wanted: &'static str, found: String| Error::Unsupported {
        wanted,
        found,
        path: path.into(),
    };
    let Some(format) = table_format(path) else {
        let found = format!("tables are written with the endings {}", table_extensions());
        return Err(unsupported("a name that ends as a table's", found));
    };
    if tables.len() != 1 && !format.many {
        let found = format!("there are {} and {} holds one", tables.len(), format.name);
        return Err(unsupported("one table", found));
    }
    let mut refused = None;
    let mut warnings = Warnings::default();
    let written = write_file(path, |file| {
        let written = (format.write)(tables, file);
        match written {
            Ok(said) => {
                warnings.0 = said;
                Ok(())
            }
            Err(TableError::Io { source, .. }) => Err(source),
            Err(error) => {
                let text = error.to_string();
                refused = Some(error);
                Err(std::io::Error::other(text))
            }
        }
    });
    match refused {
        Some(source) => Err(Error::Table {
            source,
            path: path.into(),
        }),
        None => written.map(|()| warnings),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use nuscope_table::{Column, Values};

    use super::*;

    fn table() -> Table {
        Table {
            columns: vec![Column::new("x", "m", Values::Number(vec![1.5]))],
            ..Table::default()
        }
    }

    #[test]
    fn the_name_asks_for_the_format() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.CSV");
        assert!(write_tables(&path, &[table()]).unwrap().is_empty());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "x[m]\n1.5\n");
        for format in &TABLE_FORMATS {
            for extension in format.extensions {
                let path = folder.path().join("b").with_extension(extension);
                write_tables(&path, &[table()]).unwrap();
                assert!(path.metadata().unwrap().len() > 0, "{extension}");
            }
        }
    }

    #[test]
    fn what_cannot_be_written_is_said_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let error = write_tables(&path, &[table()]).unwrap_err().to_string();
        assert!(
            error.contains(".csv") && error.ends_with("a.png\""),
            "{error}"
        );
        let path = folder.path().join("a.csv");
        let error = write_tables(&path, &[table(), table()]).unwrap_err();
        assert!(error.to_string().contains("there are 2"), "{error}");
        let path = folder.path().join("nowhere/a.csv");
        assert!(write_tables(&path, &[table()]).is_err());
        let mut uneven = table();
        uneven
            .columns
            .push(Column::new("y", "", Values::Number(Vec::new())));
        let path = folder.path().join("a.fits");
        let error = write_tables(&path, &[uneven]).unwrap_err();
        assert!(error.to_string().contains("rows"), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
