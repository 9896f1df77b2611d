//! Reads the descriptions of classes, by which everything else is read.
//!
//! A file holds them as a list of `TStreamerInfo`, each with a list of elements. Versions of `TStreamerInfo` differ
//! at their ends only (9, or 10 since ROOT 6.36), which the byte counts step over.

use std::sync::Arc;

use crate::classes::{Class, Classes, Element, ElementKind};
use crate::objects::Objects;
use crate::value::Value;
use crate::{Error, Result};

/// All descriptions in a record, whose key takes `base` bytes.
pub(crate) fn read_classes(record: &[u8], base: usize) -> Result<Classes> {
    let none = Classes::default();
    let mut objects = Objects::new(record, base, &none);
    let Value::List(items) = objects.object("TList")? else {
        return Err(Error::damaged("the descriptions of classes are no list"));
    };
    let mut classes = Classes::default();
    for item in items.iter() {
        // The list also holds a list of rules, which is read as nothing.
        if let Value::Class(class) = item {
            classes.add(Class::clone(class));
        }
    }
    Ok(classes)
}

/// Reads a `TStreamerInfo`: name, checksum and version of a class, and its members.
pub(crate) fn read_class(objects: &mut Objects) -> Result<Value> {
    let header = objects.cursor.header()?;
    let (name, _) = read_named(objects)?;
    let checksum = objects.cursor.u32()?;
    let version = objects.cursor.i32()?;
    let members = objects.pointer()?;
    objects.cursor.close(header.end)?;
    let Value::List(members) = members else {
        return Ok(Value::Null);
    };
    let elements: Option<Vec<_>> = members
        .iter()
        .map(|member| match member {
            Value::Element(element) => Some(Element::clone(element)),
            _ => None,
        })
        .collect();
    Ok(elements.map_or(Value::Null, |elements| {
        Value::Class(Arc::new(Class {
            name,
            version,
            checksum,
            elements: elements.into(),
        }))
    }))
}

/// Reads a `TStreamerBase`, `TStreamerBasicType`…: one member of a class.
pub(crate) fn read_element(objects: &mut Objects, class: &str) -> Result<Element> {
    let header = objects.cursor.header()?;
    if class == "TStreamerSTLstring" {
        objects.cursor.header()?; // it is a TStreamerSTL, which has a header too
    }
    let inner = objects.cursor.header()?;
    let (name, _) = read_named(objects)?;
    let code = objects.cursor.i32()?;
    objects.cursor.i32()?; // size in memory
    let length = objects.cursor.i32()?;
    objects.cursor.take(6 * 4)?; // dimensions of an array
    let type_name = objects.cursor.text()?;
    objects.cursor.close(inner.end)?;
    let mut counter = None;
    if matches!(class, "TStreamerBasicPointer" | "TStreamerLoop") {
        objects.cursor.i32()?;
        counter = Some(objects.cursor.text()?);
    }
    objects.cursor.close(header.end)?;
    Ok(Element {
        kind: match class {
            "TStreamerBase" => ElementKind::Base,
            "TStreamerSTL" | "TStreamerSTLstring" => ElementKind::Standard,
            _ => ElementKind::Other,
        },
        name: name.into(),
        code,
        length: usize::try_from(length).unwrap_or(0).max(1),
        type_name,
        counter,
    })
}

/// Reads a `TNamed`: name and title.
fn read_named(objects: &mut Objects) -> Result<(String, String)> {
    let header = objects.cursor.header()?;
    objects.tobject()?;
    let named = (objects.cursor.text()?, objects.cursor.text()?);
    objects.cursor.close(header.end)?;
    Ok(named)
}
