//! Attributes of HDF5 tables and columns: units, descriptions, notes.

use std::collections::HashMap;

use hdf5::types::VarLenUnicode;
use nuscope_table::{Column, Values};

use crate::hdf5_columns::Columns;
use crate::hdf5_file::Hdf5File;

/// Attributes that are the business of PyTables and h5py.
const OWN: [&str; 8] = [
    "CLASS",
    "VERSION",
    "FLAVOR",
    "EXTDIM",
    "NROWS",
    "DIMENSION_LIST",
    "PYTABLES_FORMAT_VERSION",
    "columns",
];

/// Attribute of an integer column that says which value stands for "none".
pub(crate) const MISSING: &str = "missing_value";

/// Attribute of a column whose name cannot be the name of a dataset.
pub(crate) const NAME: &str = "name";

/// Attribute of a group that is not called as its table.
pub(crate) const TABLE_NAME: &str = "table_name";

/// Attribute of a group that lists its columns in order.
pub(crate) const ORDER: &str = "columns";

/// The attributes of a group or dataset that are texts and say something about it.
pub(crate) fn attributes(file: &Hdf5File, name: &str) -> Vec<(String, String)> {
    let names = file.attribute_names(name);
    let said = names.into_iter().filter(|key| {
        !OWN.contains(&key.as_str()) && !key.starts_with("FIELD_") && !key.starts_with("__")
    });
    said.filter_map(|key| {
        let value = file.attribute_of(name, &key)?;
        Some((key, value))
    })
    .collect()
}

/// Fills in what a column of a group says about itself.
pub(crate) fn unit_of(file: &Hdf5File, group: &str, column: &mut Column) {
    let name = match group {
        "" => column.name.clone(),
        group => format!("{group}/{}", column.name),
    };
    if file.is_group(&name) != Some(false) {
        return;
    }
    let attribute = |key: &str| file.attribute_of(&name, key);
    let units = ["unit", "units", "UNIT", "Unit"];
    column.unit = units.iter().find_map(|key| attribute(key));
    column.description = attribute("description").unwrap_or_default();
    column.ucd = attribute("ucd").unwrap_or_default();
    if let (Values::Integer { values, missing }, Some(none)) =
        (&mut column.values, attribute(MISSING))
        && let Ok(none) = none.parse::<i64>()
    {
        for (row, value) in (0..).zip(values) {
            if *value == none {
                *value = 0;
                missing.push(row);
            }
        }
    }
    if let Some(name) = attribute(NAME) {
        column.name = name;
    }
}

/// The units of the fields of a compound table, by name.
pub(crate) fn field_units(file: &Hdf5File, name: &str) -> HashMap<String, String> {
    let mut units = HashMap::new();
    for i in 0.. {
        // PyTables writes FIELD_n_NAME for every field.
        let Some(field) = file.attribute_of(name, &format!("FIELD_{i}_NAME")) else {
            break;
        };
        let unit = file.attribute_of(name, &format!("FIELD_{i}_UNIT"));
        units.extend(unit.map(|unit| (field, unit)));
    }
    let meta = format!("{name}.__table_column_meta__");
    for line in lines(file, &meta) {
        let value = |key: &str| {
            let (_, rest) = line.split_once(key)?;
            let end = rest.find([',', '}']).unwrap_or(rest.len());
            Some(rest[..end].trim().to_owned())
        };
        if let (Some(field), Some(unit)) = (value("name: "), value("unit: ")) {
            units.insert(field, unit);
        }
    }
    units
}

/// The texts of a dataset of texts; none if there is no such dataset.
fn lines(file: &Hdf5File, name: &str) -> Vec<String> {
    let (group, member) = name.rsplit_once('/').unwrap_or(("", name));
    if file.is_group(name) != Some(false) {
        return Vec::new();
    }
    let columns = Columns::of_members(file, group, &[member.to_owned()]);
    let lines = columns.and_then(|columns| columns.texts(member, 0..columns.rows()));
    lines.ok().flatten().unwrap_or_default()
}

/// The names of a group's columns in their order; empty where it does not say.
pub(crate) fn column_order(file: &Hdf5File, group: &str) -> Vec<String> {
    let names = file.with_attribute(group, ORDER, |attribute| {
        let names = attribute.read_1d::<VarLenUnicode>().ok()?;
        Some(names.iter().map(|name| name.to_string()).collect())
    });
    names.unwrap_or_default()
}
