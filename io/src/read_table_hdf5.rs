//! Reads plain tables from HDF5: compound datasets (PyTables, h5py, astropy), groups of equally long columns,
//! datasets of two dimensions, and data frames of pandas in its "fixed" format.
//!
//! Units are looked for where each of these writers puts them: an attribute `unit` of the column, PyTables'
//! `FIELD_n_UNIT`, astropy's `__table_column_meta__`.

use hdf5::types::TypeDescriptor;
use nuscope_table::{Column, Limits, Note, Table, Texts, Values};

use crate::hdf5_columns::Columns;
use crate::hdf5_file::{Hdf5File, hdf5_error};
use crate::hdf5_kinds::Kind;
use crate::hdf5_units::{TABLE_NAME, attributes, field_units, unit_of};
use crate::{Error, Loaded, Reading, Result, tables};

/// How deep groups may lie in each other.
const MOST_DEEP: usize = 8;

/// Most tables of one file.
const MOST_TABLES: usize = 200;

/// Most columns that a dataset of two dimensions may stand for.
const MOST_COLUMNS: usize = 512;

/// Reads all tables of `file`.
///
/// # Errors
/// If there is none, or it is damaged or too large.
pub(crate) fn read(file: &Hdf5File, reading: &Reading) -> Result<Loaded> {
    let size = usize::try_from(reading.size()?).unwrap_or(usize::MAX);
    let mut found = Found {
        file,
        reading,
        limits: reading.limits(size),
        tables: Vec::new(),
        skipped: Vec::new(),
    };
    found.group("", 0)?;
    let Found {
        mut tables,
        skipped,
        ..
    } = found;
    if tables.is_empty() {
        let names = file.members("/");
        return Err(Error::Unsupported {
            wanted: "an HDF5 file with events or tables",
            found: match names.is_empty() {
                true => "this one is empty".into(),
                false => {
                    let more = match names.len().saturating_sub(6) {
                        0 => String::new(),
                        more => format!(" and {more} more"),
                    };
                    let names = names[..names.len().min(6)].join(", ");
                    format!("this HDF5 file is of another kind: it holds {names}{more}")
                }
            },
            path: reading.path.to_owned(),
        });
    }
    tables[0].warnings.extend(skipped);
    tables::interpret(tables, "HDF5 table".into(), reading)
}

/// What is found while walking through a file.
struct Found<'a> {
    file: &'a Hdf5File,
    reading: &'a Reading<'a>,
    limits: Limits,
    tables: Vec<Table>,
    skipped: Vec<String>,
}

impl Found<'_> {
    /// All tables of a group and those in it.
    fn group(&mut self, group: &str, depth: usize) -> Result<()> {
        let inside = |member: &str| match group {
            "" => member.to_owned(),
            group => format!("{group}/{member}"),
        };
        let members = self
            .file
            .members(if group.is_empty() { "/" } else { group });
        if members.iter().any(|member| member == "block0_values") {
            return self.pandas(group);
        }
        // Columns of one length are one table.
        let mut columns: Vec<(usize, Vec<String>)> = Vec::new();
        for member in members {
            let name = inside(&member);
            if member.ends_with("__table_column_meta__") || self.tables.len() >= MOST_TABLES {
                continue;
            }
            match self.file.is_group(&name) {
                Some(true) if depth < MOST_DEEP => self.group(&name, depth + 1)?,
                Some(false) => {
                    let opened = self.file.dataset(&name)?;
                    match opened.shape[..] {
                        [_] if opened.is_compound() => self.compound(&name)?,
                        [rows] => match columns.iter_mut().find(|(length, _)| *length == rows) {
                            Some((_, names)) => names.push(member),
                            None => columns.push((rows, vec![member])),
                        },
                        [_, count] if count <= MOST_COLUMNS => self.plane(&name)?,
                        _ => self.skipped.push(format!(
                            "/{name} is left out: it is no table, it has {} dimensions",
                            opened.shape.len()
                        )),
                    }
                }
                _ => self
                    .skipped
                    .push(format!("/{name} is left out: it is no table")),
            }
        }
        for (_, names) in columns {
            let columns = Columns::of_members(self.file, group, &names)?;
            let mut table = self.table(group, &columns)?;
            order(&mut table, self.file, group);
            self.tables.push(table);
        }
        Ok(())
    }

    fn compound(&mut self, name: &str) -> Result<()> {
        if let Some(columns) = Columns::open(self.file, name)? {
            let mut table = self.table(name, &columns)?;
            let units = field_units(self.file, name);
            for column in &mut table.columns {
                column.unit = units.get(&column.name).cloned();
            }
            self.tables.push(table);
        }
        Ok(())
    }

    /// All columns of an opened table.
    fn table(&mut self, name: &str, columns: &Columns) -> Result<Table> {
        let mut table = Table {
            name: name.to_owned(),
            ..Table::default()
        };
        let mut warnings = crate::Warnings::default();
        columns.warn(&mut warnings);
        table.warnings = warnings.0;
        let names = columns.names();
        for (done, column) in names.iter().enumerate() {
            let failed = |error| self.reading.error(error);
            self.reading
                .progress
                .step(done, names.len())
                .map_err(failed)?;
            self.limits
                .take(16 * columns.rows() as u64, format!("column {column}"))
                .map_err(|error| self.reading.error(error))?;
            match values(columns, column, &mut table.warnings)? {
                Some(values) => {
                    let mut column = Column::new(*column, "", values);
                    unit_of(self.file, name, &mut column);
                    table.columns.push(column);
                }
                None if columns.kind(column).is_some() => {}
                None => table.warnings.push(format!("column {column} is left out")),
            }
        }
        for (key, value) in attributes(self.file, name) {
            if key == TABLE_NAME {
                table.name = value;
                continue;
            }
            table.notes.push(Note {
                key,
                value,
                comment: String::new(),
            });
        }
        Ok(table)
    }

    /// A dataset of two dimensions: its columns are named by attributes, or counted.
    fn plane(&mut self, name: &str) -> Result<()> {
        let Some(columns) = self.plane_values(name)? else {
            return Ok(());
        };
        let attributes = attributes(self.file, name);
        let titled = |i: usize| {
            let ends = format!("_{i}");
            let title = attributes.iter().find(|(key, _)| key.ends_with(&ends));
            title.map_or_else(|| format!("col{}", i + 1), |(_, title)| title.clone())
        };
        let columns = columns.into_iter().enumerate();
        self.tables.push(Table {
            name: name.to_owned(),
            columns: columns
                .map(|(i, values)| values.named(titled(i), &mut self.skipped))
                .collect(),
            ..Table::default()
        });
        Ok(())
    }

    /// The columns of a dataset of two dimensions; `None`, said in the warnings, if it holds no numbers.
    fn plane_values(&mut self, name: &str) -> Result<Option<Vec<PlaneColumn>>> {
        let opened = self.file.dataset(name)?;
        let cells: usize = opened.shape.iter().product();
        self.limits
            .take(16 * cells as u64, format!("/{name}"))
            .map_err(|error| self.reading.error(error))?;
        let dtype = opened.dataset.dtype().ok();
        if dtype
            .as_ref()
            .is_some_and(|dtype| dtype.conv_to::<f64>().is_none())
        {
            self.skipped
                .push(format!("/{name} is left out: it holds no numbers"));
            return Ok(None);
        }
        let failed =
            |error: hdf5::Error| hdf5_error(&format!("read /{name}"), &error, self.file.path());
        let dataset = &opened.dataset;
        // Integers are read as such, because event numbers do not fit an f64.
        let columns = match dtype.and_then(|dtype| dtype.to_descriptor().ok()) {
            Some(TypeDescriptor::Integer(_)) => {
                let values = dataset.read_2d::<i64>().map_err(failed)?;
                let columns = values.columns().into_iter();
                let columns = columns.map(|column| PlaneColumn::Signed(column.to_vec()));
                columns.collect()
            }
            Some(TypeDescriptor::Unsigned(_)) => {
                let values = dataset.read_2d::<u64>().map_err(failed)?;
                let columns = values.columns().into_iter();
                let columns = columns.map(|column| PlaneColumn::Unsigned(column.to_vec()));
                columns.collect()
            }
            _ => {
                let values = dataset.read_2d::<f64>().map_err(failed)?;
                let columns = values.columns().into_iter();
                let columns = columns.map(|column| PlaneColumn::Number(column.to_vec()));
                columns.collect()
            }
        };
        Ok(Some(columns))
    }

    /// A data frame of pandas in its "fixed" format: blocks of columns of one type.
    fn pandas(&mut self, group: &str) -> Result<()> {
        let mut table = Table {
            name: group.to_owned(),
            ..Table::default()
        };
        for block in 0..MOST_COLUMNS {
            let values = format!("{group}/block{block}_values");
            if !self.file.has(&values) {
                break;
            }
            let items = [format!("block{block}_items")];
            let items = Columns::of_members(self.file, group, &items)?;
            let names = items.texts(&format!("block{block}_items"), 0..items.rows())?;
            let names = names.unwrap_or_default();
            if self.file.dataset(&values)?.shape.len() != 2 {
                let names = names.join(", ");
                table.warnings.push(format!(
                    "columns left out, pandas has pickled them: {names}"
                ));
                continue;
            }
            let Some(columns) = self.plane_values(&values)? else {
                continue;
            };
            for (name, values) in names.into_iter().zip(columns) {
                let column = values.named(name, &mut table.warnings);
                table.columns.push(column);
            }
        }
        if !table.columns.is_empty() {
            self.tables.push(table);
        }
        Ok(())
    }
}

/// A column of a dataset of two dimensions, which has no name of its own.
enum PlaneColumn {
    Signed(Vec<i64>),
    Unsigned(Vec<u64>),
    Number(Vec<f64>),
}

impl PlaneColumn {
    fn named(self, name: String, warnings: &mut Vec<String>) -> Column {
        let values = match self {
            Self::Signed(values) => Values::integers(values),
            Self::Number(values) => Values::Number(values),
            Self::Unsigned(values) => {
                let (values, rounded) = Values::unsigned(values, &name);
                warnings.extend(rounded);
                values
            }
        };
        Column::new(name, "", values)
    }
}

/// All values of a column; `None` if it cannot be read.
fn values(columns: &Columns, column: &str, warnings: &mut Vec<String>) -> Result<Option<Values>> {
    let kind = columns.kind(column);
    if kind == Some(Kind::Unsigned(8)) {
        let mut all = Vec::new();
        for start in (0..columns.rows().max(1)).step_by(columns.block_rows()) {
            let rows = start..columns.rows().min(start + columns.block_rows());
            let Some(more) = columns.u64(column, rows)? else {
                return Ok(None);
            };
            all.extend(more);
        }
        let (values, rounded) = Values::unsigned(all, column);
        warnings.extend(rounded);
        return Ok(Some(values));
    }
    let mut all: Option<Values> = None;
    for start in (0..columns.rows().max(1)).step_by(columns.block_rows()) {
        let rows = start..columns.rows().min(start + columns.block_rows());
        let more = match kind {
            Some(Kind::Signed(_) | Kind::Unsigned(_)) => {
                columns.i64(column, rows)?.map(Values::integers)
            }
            Some(Kind::Bool) => columns.u64(column, rows)?.map(|values| {
                Values::Bool(values.into_iter().map(|value| Some(value != 0)).collect())
            }),
            Some(Kind::Text(_)) => columns.texts(column, rows)?.map(texts),
            Some(Kind::Float(_)) => columns.f64(column, rows)?.map(Values::Number),
            None => match columns.texts(column, rows.clone())? {
                Some(found) => Some(texts(found)),
                None => columns.f64(column, rows).ok().flatten().map(Values::Number),
            },
        };
        let Some(more) = more else { return Ok(None) };
        match (&mut all, more) {
            (Some(Values::Number(all)), Values::Number(more)) => all.extend(more),
            (Some(Values::Integer { values, .. }), Values::Integer { values: more, .. }) => {
                values.extend(more);
            }
            (Some(Values::Bool(all)), Values::Bool(more)) => all.extend(more),
            (Some(Values::Text(all)), Values::Text(more)) => {
                more.iter().for_each(|text| all.push(text));
            }
            (all, more) => *all = Some(more),
        }
    }
    Ok(all)
}

fn texts(texts: Vec<String>) -> Values {
    Values::Text(texts.into_iter().collect::<Texts>())
}

/// Puts columns in the order that the group's attribute `columns` says; HDF5 itself sorts them by name.
fn order(table: &mut Table, file: &Hdf5File, group: &str) {
    let order = crate::hdf5_units::column_order(file, group);
    let place = |name: &str| order.iter().position(|column| column == name);
    let last = order.len();
    table
        .columns
        .sort_by_key(|column| place(&column.name).unwrap_or(last));
    table.notes.retain(|note| note.key != "columns");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A column of each kind of dataset that holds integers, and what is said of it.
    fn columns_of(integers: &[u64]) -> (Vec<Values>, Vec<String>) {
        #[derive(Clone, Copy, hdf5::H5Type)]
        #[repr(C)]
        struct Row {
            id: u64,
            x: f64,
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.h5");
        // The library opens a file again only once all of it is closed.
        {
            let file = hdf5::File::create(&path).unwrap();
            let rows: Vec<Row> = integers.iter().map(|id| Row { id: *id, x: 0.5 }).collect();
            let rows = file.new_dataset_builder().with_data(&rows);
            rows.create("compound").unwrap();
            let group = file.create_group("group").unwrap();
            let packed = group.new_dataset::<u64>().chunk(2).deflate(1);
            let packed = packed.shape(integers.len()).create("id").unwrap();
            packed.write(integers).unwrap();
            let plane = file.new_dataset::<u64>().shape([integers.len(), 1]);
            let plane = plane.create("plane").unwrap();
            plane.write_raw(integers).unwrap();
        }
        let loaded = crate::open(&path).unwrap();
        let tables = loaded.tables.iter();
        let values = tables.map(|table| table.columns[0].values.clone());
        (values.collect(), loaded.warnings.0.clone())
    }

    #[test]
    fn unsigned_integers_are_exact_while_they_fit() {
        let fits = [u64::from(u32::MAX), i64::MAX as u64, 1];
        let (values, warnings) = columns_of(&fits);
        let expected = Values::integers(vec![i64::from(u32::MAX), i64::MAX, 1]);
        assert_eq!(values, vec![expected; 3]);
        assert_eq!(warnings, Vec::<String>::new());
    }

    #[test]
    fn unsigned_integers_beyond_are_rounded_and_said() {
        // numpy: np.array([2**63 + 5, 2**64 - 1, 1], np.uint64).astype(float)
        let (values, warnings) = columns_of(&[(1 << 63) + 5, u64::MAX, 1]);
        let numbers = vec![
            9_223_372_036_854_775_808.0,
            18_446_744_073_709_551_616.0,
            1.0,
        ];
        assert_eq!(values, vec![Values::Number(numbers); 3]);
        assert_eq!(warnings.len(), 3, "{warnings:?}");
        let expected = "column \"id\": 2 integers are beyond 9.2e18";
        assert!(warnings[0].starts_with(expected), "{warnings:?}");
    }
}
