//! Reads NumPy arrays: NPY of versions 1 to 3, alone or several in an NPZ archive.
//!
//! A structured array is a table as it is. A plain array is one column, whose rows are lists if it has more than
//! one dimension; plain arrays of one length in one archive are columns of one table, as `numpy.savez(ra=…, dec=…)`
//! means them. Objects are Python programs and are refused. Source: numpy.lib.format.

mod dtype;
mod header;
mod zip;

use self::dtype::Type;
use self::header::Header;
use crate::unsigned::rounded;
use crate::{Column, Error, Limits, Note, Progress, Result, Table, Values};

/// What every NPY file begins with.
pub const MAGIC: &[u8] = b"\x93NUMPY";

/// What a zip archive begins with.
pub const ZIP_MAGIC: &[u8] = b"PK\x03\x04";

/// One array of a file.
enum Array {
    /// A structured array, with the names of its columns.
    Table(Table),
    /// A plain one.
    Column(Column),
    /// One value alone.
    Scalar(Note),
}

/// Reads one array as a table; `name` is what to call a column that has no name.
///
/// # Errors
/// If it is no NPY file, is damaged, or has a type that has no place in a table.
pub fn read_npy(
    bytes: &[u8],
    name: &str,
    limits: &mut Limits,
    progress: &Progress,
) -> Result<Table> {
    let mut tables = Vec::new();
    let mut warnings = Vec::new();
    let array = array(bytes, name, limits, progress, &mut warnings)?;
    add(array, &mut tables);
    let mut table: Table = tables.pop().unwrap_or_default();
    table.warnings.append(&mut warnings);
    Ok(table)
}

/// Reads all arrays of an archive as tables. Other files in it are named in a warning.
///
/// # Errors
/// If it is no zip archive, or one of its arrays cannot be read.
pub fn read_npz(bytes: &[u8], limits: &mut Limits, progress: &Progress) -> Result<Vec<Table>> {
    let entries = zip::entries(bytes)?;
    let mut tables = Vec::new();
    let mut others = Vec::new();
    let mut warnings = Vec::new();
    for (nth, entry) in entries.iter().enumerate() {
        progress.step(nth, entries.len())?;
        let Some(name) = entry.name.strip_suffix(".npy") else {
            others.push(entry.name.clone());
            continue;
        };
        let content = entry.unpack(bytes, limits)?;
        let array = array(&content, name, limits, progress, &mut warnings)?;
        add(array, &mut tables);
    }
    if tables.is_empty() {
        return Err(Error::Unsupported {
            wanted: "an archive of NumPy arrays",
            found: "this zip archive has none; unpack it and open what is in it".into(),
        });
    }
    if !others.is_empty() {
        let warning = format!("not read, since they are no arrays: {}", others.join(", "));
        warnings.push(warning);
    }
    tables[0].warnings.append(&mut warnings);
    Ok(tables)
}

/// Adds an array to the tables: plain ones of one length go together.
fn add(array: Array, tables: &mut Vec<Table>) {
    match array {
        Array::Table(table) => tables.push(table),
        Array::Column(column) => {
            let rows = column.values.len();
            let alike = |table: &&mut Table| table.name.is_empty() && table.rows() == rows;
            match tables.iter_mut().find(alike) {
                Some(table) => table.columns.push(column),
                None => tables.push(Table {
                    columns: vec![column],
                    ..Table::default()
                }),
            }
        }
        Array::Scalar(note) => match tables.iter_mut().find(|table| table.name.is_empty()) {
            Some(table) => table.notes.push(note),
            None => tables.push(Table {
                notes: vec![note],
                ..Table::default()
            }),
        },
    }
}

/// Reads one array.
fn array(
    bytes: &[u8],
    name: &str,
    limits: &mut Limits,
    progress: &Progress,
    warnings: &mut Vec<String>,
) -> Result<Array> {
    let (header, data) = Header::read(bytes)?;
    let elements = header
        .shape
        .iter()
        .try_fold(1usize, |all, n| all.checked_mul(*n));
    let wanted = elements.and_then(|elements| elements.checked_mul(header.dtype.bytes()));
    let Some(elements) = elements.filter(|_| wanted.is_some_and(|wanted| wanted <= data.len()))
    else {
        return Err(damaged(
            name,
            &format!("an array of the shape {:?}", header.shape),
            &format!("{} bytes; was the transfer cut short?", data.len()),
        ));
    };
    if elements > u32::MAX as usize {
        return Err(damaged(
            name,
            "at most 4,294,967,295 elements",
            &elements.to_string(),
        ));
    }
    let what = format!("array {name}");
    limits.take((elements * header.dtype.memory()) as u64, what)?;
    let rows = header.shape.first().copied();
    let is_struct = matches!(header.dtype, Type::Struct(_));
    let mut columns = Vec::new();
    let mut path = name.to_owned();
    if is_struct {
        path.clear();
    }
    let order = Order::new(&header);
    let leaves = header.dtype.leaves(&path);
    for (nth, leaf) in leaves.iter().enumerate() {
        progress.step(nth, leaves.len())?;
        let stride = header.dtype.bytes();
        let mut values = leaf.scalar.values();
        let mut beyond = 0;
        for element in 0..elements {
            let start = order.place(element) * stride + leaf.offset;
            for item in 0..leaf.items() {
                let at = start + item * leaf.scalar.bytes;
                let bytes = &data[at..at + leaf.scalar.bytes];
                beyond += usize::from(!leaf.scalar.push(bytes, &mut values));
            }
        }
        if beyond > 0 {
            warnings.push(rounded(&leaf.name, beyond));
        }
        let lengths = header.shape.iter().skip(1).chain(&leaf.shape);
        let lengths: Vec<usize> = lengths.copied().collect();
        let values = nested(values, rows.unwrap_or(1), &lengths, limits)?;
        columns.push(Column::new(leaf.name.clone(), leaf.scalar.unit(), values));
    }
    Ok(match (rows, is_struct, columns.pop()) {
        (None, false, Some(column)) => Array::Scalar(Note {
            key: name.to_owned(),
            value: column.values.show(0),
            comment: String::new(),
        }),
        (_, false, Some(column)) if columns.is_empty() => Array::Column(column),
        (_, _, last) => {
            columns.extend(last);
            Array::Table(Table {
                name: name.to_owned(),
                columns,
                ..Table::default()
            })
        }
    })
}

/// Cuts the values of `rows` rows into lists of these lengths, the last the innermost.
fn nested(values: Values, rows: usize, lengths: &[usize], limits: &mut Limits) -> Result<Values> {
    let mut values = values;
    for (nth, length) in lengths.iter().enumerate().rev() {
        let outer = lengths[..nth].iter();
        let lists = outer.fold(rows, |all, length| all.saturating_mul(*length));
        limits.take((lists as u64).saturating_mul(8), format!("{lists} lists"))?;
        values = Values::Lists {
            ends: (1..=lists).map(|list| list * length).collect(),
            values: Box::new(values),
        };
    }
    Ok(values)
}

/// Where elements lie: row by row, or column by column as Fortran does.
struct Order<'a> {
    shape: &'a [usize],
    fortran: bool,
}

impl<'a> Order<'a> {
    fn new(header: &'a Header) -> Self {
        Self {
            shape: &header.shape,
            fortran: header.fortran && header.shape.len() > 1,
        }
    }

    fn place(&self, element: usize) -> usize {
        if !self.fortran {
            return element;
        }
        let (mut rest, mut place) = (element, 0);
        let mut stride: usize = self.shape.iter().product();
        for length in self.shape.iter().rev() {
            stride /= length;
            place += rest % length * stride;
            rest /= length;
        }
        place
    }
}

fn damaged(array: &str, wanted: &str, found: &str) -> Error {
    Error::Damaged {
        place: format!("array {array}"),
        wanted: wanted.to_owned(),
        found: found.to_owned(),
    }
}

/// An error about a type that has no place in a table.
fn no_place(what: &str) -> Error {
    Error::Unsupported {
        wanted: "an array of numbers, truth values or texts",
        found: format!("this one is of {what}; save its numbers alone"),
    }
}

#[cfg(test)]
mod tests;
