//! Which columns a table has: those of a group of datasets, or the fields of one compound dataset.
//!
//! A column that cannot be read is named, never an error: files carry arrays and references beside their numbers.

use std::sync::Arc;

use hdf5::Datatype;
use hdf5::datatype::ByteOrder;
use hdf5::types::{CompoundField, CompoundType, FloatSize, TypeDescriptor};

use super::Column;
use crate::hdf5_fields::KNOWN;
use crate::hdf5_file::{Hdf5File, hdf5_error};
use crate::hdf5_kinds::{Kind, Place};
use crate::{Error, Result};

/// Columns that can be read, and the names of those that cannot, with the number of rows.
pub(super) type Opened = (usize, Vec<Column>, Vec<String>);

/// All one-dimensional datasets of a group; names that start with `_` are indexes, not columns.
pub(super) fn open_group(file: &Hdf5File, name: &str) -> Result<Opened> {
    let mut members = file.members(name);
    members.retain(|member| {
        !member.starts_with('_') && file.is_group(&format!("{name}/{member}")) == Some(false)
    });
    open_members(file, name, &members)
}

/// Some one-dimensional datasets of a group.
pub(super) fn open_members(file: &Hdf5File, name: &str, members: &[String]) -> Result<Opened> {
    let (mut columns, mut unreadable) = (Vec::new(), Vec::new());
    let mut rows = None;
    for member in members {
        let full = match name {
            "" => member.clone(),
            name => format!("{name}/{member}"),
        };
        let opened = file.dataset(&full)?;
        let [found] = opened.shape[..] else {
            continue;
        };
        let expected = *rows.get_or_insert(found);
        if found != expected {
            let (column, path) = (format!("/{full}"), file.path().to_owned());
            return Err(Error::Length {
                column,
                found,
                expected,
                path,
            });
        }
        let failed = |error: hdf5::Error| hdf5_error(&format!("read /{full}"), &error, file.path());
        let dtype = opened.dataset.dtype().map_err(failed)?;
        let kind = match dtype.to_descriptor() {
            Ok(descriptor) => Kind::of(&descriptor),
            // What is neither a number nor known, and one byte wide, are the truth values of PyTables.
            Err(_) if dtype.size() == 1 => Some(Kind::Bool),
            Err(_) => None,
        };
        let place = kind.and_then(|kind| place(&dtype, kind, 0));
        if place.is_some() || dtype.conv_to::<f64>().is_some() || is_text(&dtype) {
            columns.push(Column {
                name: member.clone(),
                stored: Arc::new(file.stored(opened)),
                field: false,
                place,
            });
        } else {
            unreadable.push(member.clone());
        }
    }
    Ok((rows.unwrap_or(0), columns, unreadable))
}

/// One compound dataset with its fields.
pub(super) fn open_compound(file: &Hdf5File, name: &str) -> Result<Opened> {
    let opened = file.dataset(name)?;
    let not_a_table = |found: String| Error::Column {
        column: format!("/{name}"),
        wanted: "a table with named columns",
        found,
        path: file.path().to_owned(),
    };
    let [rows] = opened.shape[..] else {
        return Err(not_a_table(format!(
            "it has {} dimensions",
            opened.shape.len()
        )));
    };
    let failed = |error: hdf5::Error| hdf5_error(&format!("read /{name}"), &error, file.path());
    let dtype = opened.dataset.dtype().map_err(failed)?;
    let descriptor = dtype.to_descriptor();
    let stored = Arc::new(file.stored(opened));
    let column = |name: String, place: Option<Place>| Column {
        name,
        stored: stored.clone(),
        field: true,
        place,
    };
    let (mut columns, mut unreadable) = (Vec::new(), Vec::new());
    match descriptor {
        Ok(TypeDescriptor::Compound(compound)) => {
            for field in compound.fields {
                match Kind::of(&field.ty) {
                    Some(kind) => {
                        columns.push(column(field.name, place(&dtype, kind, field.offset)))
                    }
                    None => unreadable.push(field.name),
                }
            }
        }
        Ok(other) => return Err(not_a_table(format!("it holds plain {other}"))),
        // A field of a type that the crate has no name for, such as the bits of PyTables.
        Err(_) => {
            let known = KNOWN.iter().map(|field| (*field).to_owned());
            let there = known.filter(|field| !gives(&dtype, field, TypeDescriptor::FixedAscii(8)));
            let float = TypeDescriptor::Float(FloatSize::U8);
            for field in there {
                match gives(&dtype, &field, float.clone()) {
                    true => columns.push(column(field, None)),
                    false => unreadable.push(field),
                }
            }
        }
    }
    Ok((rows, columns, unreadable))
}

/// Where a value of this kind stands; `None` where the order of its bytes is not known.
fn place(dtype: &Datatype, kind: Kind, offset: usize) -> Option<Place> {
    let big_endian = match dtype.byte_order() {
        ByteOrder::LittleEndian | ByteOrder::None => false,
        ByteOrder::BigEndian => true,
        _ => return None,
    };
    Some(Place {
        kind,
        offset,
        big_endian,
    })
}

/// Whether it is text of any length.
fn is_text(dtype: &Datatype) -> bool {
    let text = [TypeDescriptor::VarLenUnicode, TypeDescriptor::VarLenAscii];
    dtype
        .to_descriptor()
        .is_ok_and(|descriptor| text.contains(&descriptor))
}

/// Whether the library can make a compound of this one field of this type from a compound type.
///
/// It can if that has no such field, or one that converts. So a field that cannot be had as text is there, and is
/// no text.
fn gives(dtype: &Datatype, field: &str, wanted: TypeDescriptor) -> bool {
    let size = wanted.size();
    let fields = vec![CompoundField::new(field, wanted, 0, 0)];
    let wanted = TypeDescriptor::Compound(CompoundType { fields, size });
    Datatype::from_descriptor(&wanted).is_ok_and(|wanted| dtype.conv_path(wanted).is_some())
}
