//! Reads Apache Parquet: what pandas, GraphNeT and Prometheus write.
//!
//! One table per file; structures are flattened to `struct.field`, lists of any depth stay lists. The `parquet`
//! crate decodes values, without Arrow; footer, page headers and packing are read here, so that nothing is
//! believed before it is compared with the bytes that are there. Should the crate panic on damaged values all the
//! same, that is caught and said.

mod delta;
mod footer;
mod leaf;
mod page_header;
mod pages;
mod sink;
mod thrift;
mod unpack;
mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;

use self::footer::damaged;
use self::leaf::{Leaf, Place};
use self::pages::Pages;
use self::sink::{Meaning, Sink};
use crate::unsigned::rounded;
use crate::{Column, Error, Limits, Note, Progress, Result, Table};

pub(crate) use self::sink::half_precision;
pub use self::write::write_parquet;

/// Rows that are decoded at a time.
const BATCH: usize = 16 * 1024;

/// Memory of one value in a table, with its place in a list.
const VALUE_BYTES: u64 = 16;

/// A Parquet file whose footer was read.
#[derive(Debug)]
pub struct ParquetFile {
    bytes: Bytes,
    metadata: ParquetMetaData,
    places: Vec<Place>,
}

/// Reads all of a Parquet file.
///
/// # Errors
/// As [`ParquetFile::read`].
pub fn read_parquet(bytes: Vec<u8>, limits: &mut Limits, progress: &Progress) -> Result<Table> {
    ParquetFile::open(bytes)?.read(&|_| true, limits, progress)
}

impl ParquetFile {
    /// Reads the footer of a whole file.
    ///
    /// # Errors
    /// If this is no Parquet, is encrypted, or its footer does not fit the file.
    pub fn open(bytes: Vec<u8>) -> Result<Self> {
        let metadata = footer::read(&bytes)?;
        let schema = metadata.file_metadata().schema_descr();
        let places = leaf::places(schema.root_schema());
        let levels_fit = places.iter().zip(schema.columns()).all(|(place, column)| {
            place.max_definition == column.max_def_level()
                && place.lists.len() == column.max_rep_level() as usize
        });
        if places.len() != schema.num_columns() || !levels_fit {
            let found = "one whose levels do not add up";
            return Err(damaged("the footer", "a schema", found));
        }
        Ok(Self {
            bytes: Bytes::from(bytes),
            metadata,
            places,
        })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.metadata.file_metadata().num_rows().max(0) as usize
    }

    /// The names of all columns, in file order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|place| place.name.as_str())
    }

    /// Reads the columns whose names are `wanted`, and the notes.
    ///
    /// # Errors
    /// If pages are damaged, packed in an unknown way, or would take too much memory.
    pub fn read(
        &self,
        wanted: &dyn Fn(&str) -> bool,
        limits: &mut Limits,
        progress: &Progress,
    ) -> Result<Table> {
        let mut table = Table::default();
        let chosen = (0..self.places.len()).filter(|i| wanted(&self.places[*i].name));
        let chosen: Vec<usize> = chosen.collect();
        let steps = chosen.len() * self.rows().max(1);
        for (nth, index) in chosen.into_iter().enumerate() {
            let mut step = |rows: usize| progress.step(nth * self.rows().max(1) + rows, steps);
            let mut odd = 0;
            let mut column = self.read_column(index, limits, &mut step, &mut odd)?;
            if let Some(level) = column.name.strip_prefix("__index_level_") {
                column.description = "the index of the pandas frame".to_owned();
                column.name = match level.trim_end_matches('_') {
                    "0" => "index".to_owned(),
                    level => format!("index_{level}"),
                };
            }
            let physical = self.metadata.file_metadata().schema_descr().column(index);
            if odd > 0 && physical.physical_type() == parquet::basic::Type::INT64 {
                table.warnings.push(rounded(&column.name, odd));
            } else if odd > 0 {
                let name = &column.name;
                table.warnings.push(format!(
                    "{odd} values of column {name} are no text or do not fit 64 bits: bytes are shown as \
                     hexadecimal digits, integers are left out"
                ));
            }
            table.columns.push(column);
        }
        self.read_notes(&mut table);
        Ok(table)
    }

    /// Notes of the whole file; units and descriptions that [`write_parquet`] wrote go to their columns.
    fn read_notes(&self, table: &mut Table) {
        let notes = self.metadata.file_metadata().key_value_metadata();
        for note in notes.into_iter().flatten() {
            let value = note.value.clone().unwrap_or_default();
            if note.key == "ARROW:schema" {
                continue; // Arrow's own copy of the schema, in base64
            }
            let keys = [write::UNIT, write::DESCRIPTION, write::UCD];
            let of_column = keys.into_iter().find_map(|key| {
                let name = note.key.strip_prefix(key)?;
                let columns = &mut table.columns;
                Some((key, columns.iter().position(|column| column.name == name)?))
            });
            if let Some((key, i)) = of_column {
                let column = &mut table.columns[i];
                match key {
                    write::UNIT => column.unit = Some(value),
                    write::UCD => column.ucd = value,
                    _ => column.description = value,
                }
            } else if note.key == write::NAME {
                table.name = value;
            } else {
                table.notes.push(Note {
                    key: note.key.clone(),
                    value,
                    comment: String::new(),
                });
            }
        }
    }

    fn read_column(
        &self,
        index: usize,
        limits: &mut Limits,
        step: &mut dyn FnMut(usize) -> Result<()>,
        odd: &mut usize,
    ) -> Result<Column> {
        let descriptor = self.metadata.file_metadata().schema_descr().column(index);
        let place = &self.places[index];
        let meaning = Meaning::of(&descriptor);
        let sink = meaning.sink(descriptor.physical_type());
        let mut leaf = Leaf::new(place.clone(), sink);
        let rows = self.rows() as u64;
        let what = format!("column {} of {rows} rows", place.name);
        limits.take(rows.saturating_mul(VALUE_BYTES), what)?;
        let mut done = 0;
        for group in self.metadata.row_groups() {
            let Some(chunk) = group.columns().get(index) else {
                return Err(damaged(
                    "the footer",
                    "all columns in all row groups",
                    "fewer",
                ));
            };
            let rows = group.num_rows().max(0) as usize;
            let pages = footer::pages(&self.bytes, chunk)?;
            let pages = Pages::new(pages, chunk, limits.left_bytes());
            let read = catch_unwind(AssertUnwindSafe(|| {
                let reader = get_column_reader(descriptor.clone(), Box::new(pages));
                let mut pump = Pump {
                    leaf: &mut leaf,
                    rows,
                    limits,
                    step: &mut |rows| step(done + rows),
                };
                pump.read(reader, &meaning, odd)
            }));
            let column = format!("column {}", place.name);
            read.unwrap_or_else(|panic| {
                let found = footer::said(&*panic);
                Err(damaged(&column, "values that can be decoded", &found))
            })?;
            done += rows;
        }
        Ok(Column {
            description: meaning.description.to_owned(),
            ..Column::new(place.name.clone(), meaning.unit, leaf.finish())
        })
    }
}

/// Moves the values of one column of one row group.
struct Pump<'a> {
    leaf: &'a mut Leaf,
    rows: usize,
    limits: &'a mut Limits,
    step: &'a mut dyn FnMut(usize) -> Result<()>,
}

impl Pump<'_> {
    fn read(&mut self, reader: ColumnReader, meaning: &Meaning, odd: &mut usize) -> Result<()> {
        let mut count = |fits: bool| *odd += usize::from(!fits);
        match reader {
            ColumnReader::BoolColumnReader(reader) => {
                self.all(reader, |sink, value| sink.push_bool(*value))
            }
            ColumnReader::Int32ColumnReader(reader) => {
                self.all(reader, |sink, value| meaning.push_i32(sink, *value))
            }
            ColumnReader::Int64ColumnReader(reader) => {
                self.all(reader, |sink, value| count(meaning.push_i64(sink, *value)))
            }
            ColumnReader::Int96ColumnReader(reader) => {
                self.all(reader, |sink, value| count(meaning.push_i96(sink, value)))
            }
            ColumnReader::FloatColumnReader(reader) => {
                self.all(reader, |sink, value| sink.push_number(f64::from(*value)))
            }
            ColumnReader::DoubleColumnReader(reader) => {
                self.all(reader, |sink, value| sink.push_number(*value))
            }
            ColumnReader::ByteArrayColumnReader(reader) => self.all(reader, |sink, value| {
                count(meaning.push_bytes(sink, value.data()))
            }),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => self
                .all(reader, |sink, value| {
                    count(meaning.push_bytes(sink, value.data()))
                }),
        }
    }

    fn all<T: DataType>(
        &mut self,
        mut reader: ColumnReaderImpl<T>,
        mut push: impl FnMut(&mut Sink, &T::T),
    ) -> Result<()> {
        let column = self.leaf.name().to_owned();
        let wrong = |found: &str| damaged(&format!("column {column}"), "values in step", found);
        let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
        let mut done = 0;
        while done < self.rows {
            (self.step)(done)?;
            values.clear();
            definitions.clear();
            repetitions.clear();
            let most = BATCH.min(self.rows - done);
            let (rows, _, entries) = reader
                .read_records(
                    most,
                    Some(&mut definitions),
                    Some(&mut repetitions),
                    &mut values,
                )
                .map_err(|error| told(error, &column))?;
            if rows == 0 {
                let found = format!("{done} rows instead of {}", self.rows);
                return Err(wrong(&found));
            }
            done += rows;
            let mut bytes = match self.leaf.is_list() {
                true => entries as u64 * VALUE_BYTES,
                false => 0, // taken for all rows at once
            };
            bytes += values
                .iter()
                .map(|value| text_bytes::<T>(value))
                .sum::<u64>();
            self.limits.take(bytes, format!("column {column}"))?;
            let mut values = values.iter();
            for entry in 0..entries {
                let highest = self.leaf.highest();
                let definition = definitions.get(entry).copied().unwrap_or(highest);
                let repetition = repetitions.get(entry).copied().unwrap_or(0);
                let value = match definition == highest {
                    true => Some(
                        values
                            .next()
                            .ok_or_else(|| wrong("fewer than their levels"))?,
                    ),
                    false => None,
                };
                let added = self.leaf.add(definition, repetition, |sink| match value {
                    Some(value) => push(sink, value),
                    None => sink.push_missing(),
                });
                if !added {
                    return Err(wrong("lists that go on before they begin"));
                }
            }
        }
        Ok(())
    }
}

/// Bytes that a value takes beside its place in a table: those of a text.
fn text_bytes<T: DataType>(value: &T::T) -> u64 {
    use parquet::data_type::AsBytes;
    match T::get_physical_type() {
        parquet::basic::Type::BYTE_ARRAY | parquet::basic::Type::FIXED_LEN_BYTE_ARRAY => {
            2 * value.as_bytes().len() as u64
        }
        _ => 0,
    }
}

/// An error of the crate, in our words.
fn told(error: ParquetError, column: &str) -> Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<Error>() {
            Ok(error) => *error,
            Err(other) => damaged(&format!("column {column}"), "Parquet", &other.to_string()),
        },
        ParquetError::General(found) => damaged(&format!("column {column}"), "Parquet", &found),
        other => damaged(&format!("column {column}"), "Parquet", &other.to_string()),
    }
}

#[cfg(test)]
mod tests;
