//! A TABLE while its fields and rows are read.

use super::field::Field;
use super::filling::Filling;
use crate::{Note, Table};

/// A table that is being read.
#[derive(Default)]
pub(super) struct Building {
    pub(super) fields: Vec<Field>,
    pub(super) table: Table,
    has_rows: bool,
}

impl Building {
    /// Takes columns that were read; a second DATA would be none of ours.
    pub(super) fn fill(&mut self, fields: Vec<Field>, columns: Vec<Filling>) {
        self.table.columns.clear();
        for (field, column) in fields.iter().zip(columns) {
            let (column, complaint) = column.finish(field);
            self.table.columns.push(column);
            self.table.warnings.extend(complaint);
        }
        self.fields = fields;
        self.has_rows = true;
    }

    pub(super) fn finish(mut self) -> (Table, Vec<(String, String)>) {
        let fields = std::mem::take(&mut self.fields);
        if !self.has_rows {
            let columns = fields.iter().map(|field| Filling::new(field, 0));
            let columns = columns.collect();
            self.fill(fields, columns);
        } else {
            self.fields = fields;
        }
        let mut references = Vec::new();
        for field in &self.fields {
            if !field.system.is_empty() {
                references.push((field.name.clone(), field.system.clone()));
            }
            for (key, value) in [("utype", &field.utype), ("xtype", &field.xtype)] {
                if !value.is_empty() {
                    self.table.notes.push(Note {
                        key: key.into(),
                        value: value.clone(),
                        comment: format!("of {}", field.name),
                    });
                }
            }
        }
        (self.table, references)
    }
}
