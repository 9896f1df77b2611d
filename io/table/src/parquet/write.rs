//! Writes a table as Parquet that pandas, pyarrow and Arrow read with equal values.
//!
//! Missing numbers stay NaN, missing integers and truth values become nulls, lists of any depth become Parquet's
//! three-level lists. Parquet has no place for units: they are key-value pairs `unit:COLUMN` of the file, beside
//! the table's own notes.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use crate::{Column, Error, Result, Table, Values};

/// Keys of what belongs to a column.
pub(super) const UNIT: &str = "unit:";
pub(super) const DESCRIPTION: &str = "description:";
pub(super) const UCD: &str = "ucd:";
/// Key of the table's name.
pub(super) const NAME: &str = "table";

/// Rows of one row group.
const GROUP_ROWS: usize = 256 * 1024;

/// Writes `table`, packed by Zstandard; columns must be of one length.
///
/// Columns of one name are told apart by a number, since readers ask for columns by name.
///
/// # Errors
/// If columns differ in length, or `out` does not take the bytes.
pub fn write_parquet(table: &Table, out: impl Write + Send) -> Result<()> {
    let rows = table.rows();
    if let Some(column) = table
        .columns
        .iter()
        .find(|column| column.values.len() != rows)
    {
        return Err(Error::Damaged {
            place: format!("column {}", column.name),
            wanted: format!("{rows} rows"),
            found: column.values.len().to_string(),
        });
    }
    let names = names(table);
    let fields = names.iter().zip(&table.columns);
    let fields = fields.map(|(name, column)| field(name, &column.values).map(Arc::new));
    let fields = fields
        .collect::<std::result::Result<_, _>>()
        .map_err(told)?;
    let schema = Type::group_type_builder("schema")
        .with_fields(fields)
        .build();
    let schema: TypePtr = Arc::new(schema.map_err(told)?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(Default::default()))
        .set_created_by(concat!("nuscope ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(notes(table, &names)))
        .build();
    let writer = SerializedFileWriter::new(out, schema, Arc::new(properties));
    let mut writer = writer.map_err(told)?;
    for first in (0..rows).step_by(GROUP_ROWS) {
        let rows = first..rows.min(first + GROUP_ROWS);
        let mut group = writer.next_row_group().map_err(told)?;
        for column in &table.columns {
            let Some(mut chunk) = group.next_column().map_err(told)? else {
                break;
            };
            write_rows(chunk.untyped(), column, rows.clone()).map_err(told)?;
            chunk.close().map_err(told)?;
        }
        group.close().map_err(told)?;
    }
    writer.close().map_err(told)?;
    Ok(())
}

fn told(error: ParquetError) -> Error {
    Error::Io {
        action: "write Parquet",
        source: std::io::Error::other(error),
    }
}

/// The columns' names, each once and none empty.
fn names(table: &Table) -> Vec<String> {
    let mut taken = std::collections::HashSet::new();
    let mut names = Vec::new();
    for (i, column) in table.columns.iter().enumerate() {
        let name = match column.name.as_str() {
            "" => format!("col{}", i + 1),
            name => name.to_owned(),
        };
        let mut unique = name.clone();
        let mut number = 2;
        while !taken.insert(unique.clone()) {
            unique = format!("{name}_{number}");
            number += 1;
        }
        names.push(unique);
    }
    names
}

fn notes(table: &Table, names: &[String]) -> Vec<KeyValue> {
    let mut pairs = Vec::new();
    let mut add = |key: String, value: &str| {
        if !value.is_empty() {
            pairs.push(KeyValue::new(key, value.to_owned()));
        }
    };
    add(NAME.to_owned(), &table.name);
    for (name, column) in names.iter().zip(&table.columns) {
        add(
            format!("{UNIT}{name}"),
            column.unit.as_deref().unwrap_or(""),
        );
        add(format!("{DESCRIPTION}{name}"), &column.description);
        add(format!("{UCD}{name}"), &column.ucd);
    }
    for note in &table.notes {
        let key = match note.key.as_str() {
            "" => "comment",
            key => key,
        };
        add(key.to_owned(), &note.value);
    }
    pairs
}

/// The type of a column.
fn field(name: &str, values: &Values) -> std::result::Result<Type, ParquetError> {
    let (physical, logical, optional) = match values {
        Values::Lists { values, .. } => {
            let element = Arc::new(field("element", values)?);
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![element])
                .build()?;
            return Type::group_type_builder(name)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::List))
                .with_fields(vec![Arc::new(list)])
                .build();
        }
        Values::Number(_) => (Physical::DOUBLE, None, false),
        Values::Integer { missing, .. } => (Physical::INT64, None, !missing.is_empty()),
        Values::Bool(values) => (Physical::BOOLEAN, None, values.contains(&None)),
        Values::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), false),
    };
    let repetition = match optional {
        true => Repetition::OPTIONAL,
        false => Repetition::REQUIRED,
    };
    Type::primitive_type_builder(name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical)
        .build()
}

/// The levels of some rows, and where their elements lie in the innermost values.
#[derive(Default)]
struct Levels {
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    /// Elements in the innermost values; `None` where a list is empty.
    elements: Vec<Option<usize>>,
}

impl Levels {
    fn add(&mut self, values: &Values, rows: Range<usize>, depth: i16, repetition: i16) {
        for (nth, row) in rows.enumerate() {
            let repetition = if nth == 0 { repetition } else { depth };
            match values.list(row) {
                None => self.push(depth, repetition, Some(row)),
                Some((range, _)) if range.is_empty() => self.push(depth, repetition, None),
                Some((range, inner)) => self.add(inner, range, depth + 1, repetition),
            }
        }
    }

    fn push(&mut self, definition: i16, repetition: i16, element: Option<usize>) {
        self.definitions.push(definition);
        self.repetitions.push(repetition);
        self.elements.push(element);
    }
}

fn write_rows(
    writer: &mut ColumnWriter,
    column: &Column,
    rows: Range<usize>,
) -> std::result::Result<(), ParquetError> {
    let mut levels = Levels::default();
    levels.add(&column.values, rows, 0, 0);
    let mut inner = &column.values;
    while let Values::Lists { values, .. } = inner {
        inner = values;
    }
    // What may be missing has one more level, which says that it is there.
    let absent = |element: &usize| match inner {
        Values::Integer { missing, .. } => missing.binary_search(&(*element as u32)).is_ok(),
        Values::Bool(values) => values.get(*element).is_none_or(Option::is_none),
        _ => false,
    };
    let optional = match inner {
        Values::Integer { missing, .. } => !missing.is_empty(),
        Values::Bool(values) => values.contains(&None),
        _ => false,
    };
    if optional {
        for (level, element) in levels.definitions.iter_mut().zip(&levels.elements) {
            *level += i16::from(element.is_some_and(|element| !absent(&element)));
        }
    }
    let there = levels.elements.iter().flatten().copied();
    let there: Vec<usize> = there.filter(|element| !absent(element)).collect();
    let (definitions, repetitions) = (Some(&levels.definitions[..]), Some(&levels.repetitions[..]));
    let written = match (writer, inner) {
        (ColumnWriter::DoubleColumnWriter(writer), Values::Number(values)) => {
            let values: Vec<f64> = there.iter().map(|i| values[*i]).collect();
            writer.write_batch(&values, definitions, repetitions)
        }
        (ColumnWriter::Int64ColumnWriter(writer), Values::Integer { values, .. }) => {
            let values: Vec<i64> = there.iter().map(|i| values[*i]).collect();
            writer.write_batch(&values, definitions, repetitions)
        }
        (ColumnWriter::BoolColumnWriter(writer), Values::Bool(values)) => {
            let values = there.iter().map(|i| values[*i].unwrap_or_default());
            writer.write_batch(&values.collect::<Vec<_>>(), definitions, repetitions)
        }
        (ColumnWriter::ByteArrayColumnWriter(writer), Values::Text(texts)) => {
            let values = there
                .iter()
                .map(|i| ByteArray::from(texts.get(*i).unwrap_or("")));
            writer.write_batch(&values.collect::<Vec<_>>(), definitions, repetitions)
        }
        _ => {
            return Err(ParquetError::General(
                "the schema is of another table".into(),
            ));
        }
    };
    written.map(|_| ())
}
