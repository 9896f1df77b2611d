//! The values of a binary table (BINTABLE), column by column.
//!
//! A number becomes NaN, an integer "missing" where TNULL says so. Rows that a cut file lacks are left out and
//! counted; a claim of more bytes than a file of this size may take is refused before anything is allocated.

use super::field::{Field, Kind, Storage};
use super::header::Part;
use crate::unsigned::rounded;
use crate::{Error, Limits, Result, Texts, Values};

/// A binary table whose columns are decoded when they are asked for.
#[derive(Clone, Debug)]
pub struct BinaryTable<'a> {
    /// Its columns.
    pub fields: Vec<Field>,
    /// Rows that are there.
    pub rows: usize,
    /// Rows that the header claims.
    pub claimed_rows: u64,
    row_bytes: usize,
    main: &'a [u8],
    heap: &'a [u8],
}

impl<'a> BinaryTable<'a> {
    /// The table of this part of a file.
    ///
    /// # Errors
    /// If its columns contradict each other, or it claims more bytes than `limits` has left.
    pub fn new(part: &Part, bytes: &'a [u8], limits: &Limits) -> Result<Self> {
        let header = &part.header;
        if header.is_true("ZTABLE") {
            return Err(Error::Unsupported {
                wanted: "a FITS table as it is",
                found: "this one is compressed tile by tile; unpack it with `funpack` first".into(),
            });
        }
        let data = bytes.get(part.data.clone()).unwrap_or_default();
        let row_bytes = header.number("NAXIS1").unwrap_or(0);
        let claimed_rows = header.number("NAXIS2").unwrap_or(0);
        let claimed = row_bytes.saturating_mul(claimed_rows);
        if claimed > data.len() as u64 {
            let what = format!("a table that claims {claimed_rows} rows of {row_bytes} bytes");
            limits.clone().take(claimed, what)?;
        }
        let row_bytes = usize::try_from(row_bytes).unwrap_or(usize::MAX);
        let fields = Field::of_table(header, row_bytes)?;
        let there = data.len().checked_div(row_bytes).unwrap_or(0);
        let rows = there.min(usize::try_from(claimed_rows).unwrap_or(usize::MAX));
        let (main, behind) = data.split_at(rows * row_bytes);
        let heap = match header
            .number("THEAP")
            .and_then(|at| usize::try_from(at).ok())
        {
            Some(at) => data.get(at..).unwrap_or_default(),
            None => behind,
        };
        Ok(Self {
            fields,
            rows,
            claimed_rows,
            row_bytes,
            main,
            heap,
        })
    }

    /// The place of the column of this name, in any case.
    pub fn place(&self, name: &str) -> Option<usize> {
        let alike = |field: &Field| field.name.eq_ignore_ascii_case(name);
        self.fields.iter().position(alike)
    }

    /// The bytes of one column in every row.
    fn cells(&self, field: &Field) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let range = field.offset..field.offset + field.width;
        let rows = self.main.chunks_exact(self.row_bytes.max(1));
        rows.map(move |row| &row[range.clone()])
    }

    /// The values of a column.
    ///
    /// # Errors
    /// If they take more memory than `limits` has left. Elements that cannot be read are counted in `warnings`.
    pub fn values(
        &self,
        field: &Field,
        limits: &mut Limits,
        warnings: &mut Vec<String>,
    ) -> Result<Values> {
        if field.storage != Storage::Fixed && field.repeat == 1 {
            return self.heap_values(field, limits, warnings);
        }
        let repeat = match field.storage {
            Storage::Fixed => field.repeat,
            _ => 0,
        };
        if field.kind == Kind::Letters {
            if let Some(letters) = field.letters.filter(|_| repeat > 0) {
                let each = repeat / letters;
                self.take(field, self.rows * each, 8 + letters, limits)?;
                self.take(field, self.rows, 8, limits)?;
                let cells = self
                    .cells(field)
                    .flat_map(|cell| cell.chunks_exact(letters));
                let values = Values::Text(texts(cells));
                return Ok(lists(self.rows, each, values));
            }
            self.take(field, self.rows, 8 + repeat, limits)?;
            return Ok(Values::Text(texts(self.cells(field))));
        }
        let elements = self.rows.saturating_mul(repeat);
        self.take(field, elements, memory(field.kind), limits)?;
        let values = decode(field, self.cells(field), repeat, elements, warnings)?;
        let width = match field.kind {
            Kind::FloatComplex | Kind::DoubleComplex => repeat * 2,
            _ => repeat,
        };
        if width == 1 {
            return Ok(values);
        }
        self.take(field, self.rows, 8, limits)?;
        Ok(lists(self.rows, width, values))
    }

    /// All elements of a column of numbers as 32-bit floats, without those of 64 bits in between: sky maps are
    /// long. `masked` says which raw values stand for "none".
    ///
    /// # Errors
    /// As [`BinaryTable::values`]; `Ok(None)` if it holds no numbers.
    pub fn floats(
        &self,
        field: &Field,
        masked: impl Fn(f64) -> bool,
        limits: &mut Limits,
    ) -> Result<Option<Vec<f32>>> {
        let number: fn(&[u8]) -> f64 = match field.kind {
            _ if field.storage != Storage::Fixed => return Ok(None),
            Kind::Byte => |raw| f64::from(u8::from_be_bytes(array(raw))),
            Kind::Short => |raw| f64::from(i16::from_be_bytes(array(raw))),
            Kind::Int => |raw| f64::from(i32::from_be_bytes(array(raw))),
            Kind::Long => |raw| i64::from_be_bytes(array(raw)) as f64,
            Kind::Float => |raw| f64::from(f32::from_be_bytes(array(raw))),
            Kind::Double => |raw| f64::from_be_bytes(array(raw)),
            _ => return Ok(None),
        };
        let is_integer = matches!(
            field.kind,
            Kind::Byte | Kind::Short | Kind::Int | Kind::Long
        );
        let null = field.null.filter(|_| is_integer).map(|null| null as f64);
        let elements = self.rows.saturating_mul(field.repeat);
        self.take(field, elements, 4, limits)?;
        // Unsigned integers of 64 bits: 2^63 as a real number would swallow what it is added to.
        let is_long = |zero: &i128| field.kind == Kind::Long && *zero != 0;
        let whole_zero = field.whole_zero.filter(is_long);
        let mut values = Vec::with_capacity(elements);
        for cell in self.cells(field) {
            values.extend(cell.chunks_exact(field.kind.bytes()).map(|bytes| {
                let raw = number(bytes);
                match (masked(raw) || null == Some(raw), whole_zero) {
                    (true, _) => f32::NAN,
                    (false, None) => (raw * field.scale + field.zero) as f32,
                    (false, Some(zero)) => {
                        (i128::from(i64::from_be_bytes(array(bytes))) + zero) as f32
                    }
                }
            }));
        }
        Ok(Some(values))
    }

    fn take(
        &self,
        field: &Field,
        elements: usize,
        bytes: usize,
        limits: &mut Limits,
    ) -> Result<()> {
        let what = || format!("column {:?} of {elements} values", field.name);
        limits.take((elements as u64).saturating_mul(bytes as u64), what())
    }

    /// The values of a column of arrays of different lengths, which lie behind the table.
    fn heap_values(
        &self,
        field: &Field,
        limits: &mut Limits,
        warnings: &mut Vec<String>,
    ) -> Result<Values> {
        self.take(field, self.rows, 24, limits)?;
        let mut cells: Vec<(&[u8], usize)> = Vec::with_capacity(self.rows);
        let (mut elements, mut bytes, mut lost) = (0usize, 0usize, 0usize);
        for descriptor in self.cells(field) {
            let (length, at) = match field.storage {
                Storage::Heap32 => (
                    i64::from(i32::from_be_bytes(array(&descriptor[..4]))),
                    i64::from(i32::from_be_bytes(array(&descriptor[4..]))),
                ),
                _ => (
                    i64::from_be_bytes(array(&descriptor[..8])),
                    i64::from_be_bytes(array(&descriptor[8..])),
                ),
            };
            let cell = (|| {
                let (length, at) = (usize::try_from(length).ok()?, usize::try_from(at).ok()?);
                let end = at.checked_add(field.kind.bytes_of(length)?)?;
                // An empty array may point anywhere.
                let bytes = if length == 0 {
                    Some(&[][..])
                } else {
                    self.heap.get(at..end)
                };
                Some((bytes?, length))
            })();
            lost += usize::from(cell.is_none());
            let cell = cell.unwrap_or_default();
            elements = elements.saturating_add(cell.1);
            bytes = bytes.saturating_add(cell.0.len());
            cells.push(cell);
        }
        if lost > 0 {
            warnings.push(format!(
                "column {:?}: {lost} arrays lie outside the file and are left empty",
                field.name
            ));
        }
        if field.kind == Kind::Letters {
            self.take(field, bytes, 1, limits)?;
            return Ok(Values::Text(texts(cells.iter().map(|(cell, _)| *cell))));
        }
        self.take(field, elements, memory(field.kind), limits)?;
        let pair = match field.kind {
            Kind::FloatComplex | Kind::DoubleComplex => 2,
            _ => 1,
        };
        let mut end = 0;
        let ends = cells.iter().map(|(_, length)| {
            end += length * pair;
            end
        });
        let ends: Vec<usize> = ends.collect();
        let values = if field.kind == Kind::Bits {
            let bits = cells.iter().flat_map(|(cell, length)| bits(cell, *length));
            Values::Bool(bits.collect())
        } else {
            let bytes = cells.iter().map(|(cell, _)| *cell);
            decode(field, bytes, 1, elements, warnings)?
        };
        Ok(Values::Lists {
            ends,
            values: Box::new(values),
        })
    }
}

/// Bytes that one element takes in memory.
fn memory(kind: Kind) -> usize {
    match kind {
        Kind::Bool | Kind::Bits | Kind::Letters => 1,
        Kind::FloatComplex | Kind::DoubleComplex => 16,
        _ => 8,
    }
}

/// Rows of `width` elements each.
fn lists(rows: usize, width: usize, values: Values) -> Values {
    Values::Lists {
        ends: (1..=rows).map(|row| row * width).collect(),
        values: Box::new(values),
    }
}

/// The bytes as an array; the caller cuts them to its length.
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(bytes);
    array
}

/// The first `length` bits, the highest of each byte first.
fn bits(cell: &[u8], length: usize) -> impl Iterator<Item = Option<bool>> {
    (0..length).map(move |bit| Some(cell.get(bit / 8)? >> (7 - bit % 8) & 1 == 1))
}

/// Texts end at a zero byte or their last letter that is no blank; what is not UTF-8 is Latin-1.
fn texts<'a>(cells: impl Iterator<Item = &'a [u8]>) -> Texts {
    let mut texts = Texts::default();
    let mut latin = String::new();
    for cell in cells {
        let end = cell.iter().position(|byte| *byte == 0);
        let cell = &cell[..end.unwrap_or(cell.len())];
        match std::str::from_utf8(cell) {
            Ok(text) => texts.push(text.trim_end_matches(' ')),
            Err(_) => {
                latin.clear();
                latin.extend(cell.iter().map(|byte| char::from(*byte)));
                texts.push(latin.trim_end_matches(' '));
            }
        }
    }
    texts
}

/// All elements, one after another; bits only in cells of `repeat` each.
fn decode<'a>(
    field: &Field,
    cells: impl Iterator<Item = &'a [u8]>,
    repeat: usize,
    elements: usize,
    warnings: &mut Vec<String>,
) -> Result<Values> {
    let real = |value: f64| value * field.scale + field.zero;
    let scaled = field.scale != 1.0 || field.zero != 0.0;
    let mut numbers: Vec<f64> = match field.kind {
        Kind::Bool => {
            let mut values = Vec::with_capacity(elements);
            values.extend(cells.flatten().map(|byte| match byte {
                b'T' | b't' => Some(true),
                b'F' | b'f' => Some(false),
                _ => None,
            }));
            return Ok(Values::Bool(values));
        }
        Kind::Bits => {
            let values = cells.flat_map(|cell| bits(cell, repeat));
            return Ok(Values::Bool(values.collect()));
        }
        Kind::Byte => {
            return integers(
                field,
                collect(cells, elements, |raw| i64::from(u8::from_be_bytes(raw))),
                warnings,
            );
        }
        Kind::Short => {
            return integers(
                field,
                collect(cells, elements, |raw| i64::from(i16::from_be_bytes(raw))),
                warnings,
            );
        }
        Kind::Int => {
            return integers(
                field,
                collect(cells, elements, |raw| i64::from(i32::from_be_bytes(raw))),
                warnings,
            );
        }
        Kind::Long => {
            return integers(
                field,
                collect(cells, elements, i64::from_be_bytes),
                warnings,
            );
        }
        Kind::Float => collect(cells, elements, |raw| f64::from(f32::from_be_bytes(raw))),
        Kind::FloatComplex => collect(cells, elements * 2, |raw| {
            f64::from(f32::from_be_bytes(raw))
        }),
        Kind::Double => collect(cells, elements, f64::from_be_bytes),
        Kind::DoubleComplex => collect(cells, elements * 2, f64::from_be_bytes),
        Kind::Letters => return Ok(Values::Text(texts(cells))),
    };
    if scaled {
        numbers.iter_mut().for_each(|value| *value = real(*value));
    }
    Ok(Values::Number(numbers))
}

fn collect<'a, const N: usize, T>(
    cells: impl Iterator<Item = &'a [u8]>,
    elements: usize,
    element: impl Fn([u8; N]) -> T,
) -> Vec<T> {
    let mut values = Vec::with_capacity(elements);
    for cell in cells {
        values.extend(cell.as_chunks::<N>().0.iter().map(|raw| element(*raw)));
    }
    values
}

/// Integers as they are meant: moved by a whole TZERO, or real numbers where they are scaled.
fn integers(field: &Field, mut raw: Vec<i64>, warnings: &mut Vec<String>) -> Result<Values> {
    let mut missing = Vec::new();
    if let Some(null) = field.null {
        let nulls = raw.iter().enumerate().filter(|(_, value)| **value == null);
        let places = nulls.map(|(place, _)| u32::try_from(place));
        missing =
            places
                .collect::<std::result::Result<_, _>>()
                .map_err(|_| Error::Unsupported {
                    wanted: "a column of fewer than 4,294,967,296 integers",
                    found: format!("column {:?} has {}", field.name, raw.len()),
                })?;
    }
    let moved = |value: i64, zero: i128| i64::try_from(i128::from(value) + zero);
    if let Some(zero) = field.whole_zero {
        missing
            .iter()
            .for_each(|place: &u32| raw[*place as usize] = 0);
        if zero == 0 {
            return Ok(Values::Integer {
                values: raw,
                missing,
            });
        }
        // A missing value stays 0, so that it cannot overflow.
        let beyond = raw.iter().filter(|value| moved(**value, zero).is_err());
        let beyond = beyond.count();
        if beyond == 0 {
            raw.iter_mut()
                .for_each(|value| *value = moved(*value, zero).unwrap_or(0));
            missing.iter().for_each(|place| raw[*place as usize] = 0);
            return Ok(Values::Integer {
                values: raw,
                missing,
            });
        }
        warnings.push(rounded(&field.name, beyond));
        // Added as integers: 2^63 as a real number would swallow what it is added to.
        let number = |value: i64| (i128::from(value) + zero) as f64;
        let mut numbers: Vec<f64> = raw.into_iter().map(number).collect();
        missing
            .iter()
            .for_each(|place| numbers[*place as usize] = f64::NAN);
        return Ok(Values::Number(numbers));
    }
    let real = |value: i64| value as f64 * field.scale + field.zero;
    let mut numbers: Vec<f64> = raw.into_iter().map(real).collect();
    missing
        .iter()
        .for_each(|place| numbers[*place as usize] = f64::NAN);
    Ok(Values::Number(numbers))
}
