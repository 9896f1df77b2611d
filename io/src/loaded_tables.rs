//! What of a file can be written as tables: its candidates, catalogues and good runs, and the tables that it held.

use nuscope_model::{Catalogue, Uptime};
use nuscope_table::{Column, Note, Table, Values};

use crate::sample_table::{angle, numbers, table_of, text};
use crate::{Loaded, Warnings};

/// All tables of a file, each with `notes` about where it comes from; what cannot be a table goes to `warnings`.
pub fn tables_of(loaded: &Loaded, notes: &[Note], warnings: &mut Warnings) -> Vec<Table> {
    let samples = loaded.samples.iter().map(|sample| table_of(sample, notes));
    let catalogues = loaded.catalogues.iter().map(|list| catalogue(list, notes));
    let uptimes = loaded.uptimes.iter().map(|list| uptime(list, notes));
    let plain = loaded.tables.iter().map(|table| {
        let mut table = table.as_ref().clone();
        table.notes.extend_from_slice(notes);
        table
    });
    let tables = samples
        .chain(catalogues)
        .chain(uptimes)
        .chain(plain)
        .collect();
    for (count, one, many) in [
        (
            loaded.effective_areas.len(),
            "effective area is not written: there is no format for it",
            "effective areas are not written: there is no format for them",
        ),
        (
            loaded.angular_resolutions.len(),
            "angular resolution is not written: there is no format for it",
            "angular resolutions are not written: there is no format for them",
        ),
        (
            loaded.smearings.len(),
            "smearing is not written: there is no format for it",
            "smearings are not written: there is no format for them",
        ),
        (
            loaded.point_spreads.len(),
            "point spread is not written: there is no format for it",
            "point spreads are not written: there is no format for them",
        ),
        (
            loaded.energy_dispersions.len(),
            "energy dispersion is not written: there is no format for it",
            "energy dispersions are not written: there is no format for them",
        ),
    ] {
        warnings.count(count, one, many);
    }
    tables
}

/// A catalogue of sources, with columns that are read as one again.
fn catalogue(catalogue: &Catalogue, notes: &[Note]) -> Table {
    let sources = &catalogue.sources;
    let of = |value: fn(&nuscope_model::Source) -> f64| sources.iter().map(value).collect();
    let optional = |value: fn(&nuscope_model::Source) -> Option<f64>| -> Option<Vec<f64>> {
        let any = sources.iter().any(|source| value(source).is_some());
        let values = sources
            .iter()
            .map(|source| value(source).unwrap_or(f64::NAN));
        any.then(|| values.collect())
    };
    let (ra_rad, dec_rad): (Vec<f64>, Vec<f64>) = (
        of(|source| source.position.ra_rad),
        of(|source| source.position.dec_rad),
    );
    let same = |angle_rad: f64| angle_rad;
    let turn = |angle_rad: f64| angle_rad.rem_euclid(std::f64::consts::TAU);
    let mut columns = vec![
        text(
            "name",
            &sources
                .iter()
                .map(|source| source.name.clone())
                .collect::<Vec<_>>(),
        ),
        angle("RA", "pos.eq.ra;meta.main", &ra_rad, turn),
        angle("Dec", "pos.eq.dec;meta.main", &dec_rad, same),
    ];
    if let Some(errors_rad) = optional(|source| source.error_rad) {
        columns.push(angle("AngErr", "stat.error;pos.eq", &errors_rad, same));
    }
    if let Some(extensions_rad) = optional(|source| source.extension_rad) {
        columns.push(angle("extension", "phys.angSize", &extensions_rad, same));
    }
    if let Some(redshifts) = optional(|source| source.redshift) {
        columns.push(Column {
            ucd: "src.redshift".into(),
            ..Column::new("redshift", "", numbers(&redshifts))
        });
    }
    if sources.iter().any(|source| !source.kind.is_empty()) {
        let kinds: Vec<_> = sources.iter().map(|source| source.kind.clone()).collect();
        columns.push(text("class", &kinds));
    }
    let taken = |columns: &[Column], name: &str| {
        columns
            .iter()
            .any(|column| column.name.eq_ignore_ascii_case(name))
    };
    for extra in &catalogue.extras {
        if !taken(&columns, &extra.name) {
            columns.push(Column::new(
                &extra.name,
                &extra.unit,
                numbers(&extra.values),
            ));
        }
    }
    for labels in &catalogue.labels {
        if !taken(&columns, &labels.name) {
            columns.push(text(&labels.name, &labels.values));
        }
    }
    Table {
        name: catalogue.name.clone(),
        columns,
        notes: notes.to_vec(),
        warnings: Vec::new(),
    }
}

/// A list of good runs.
fn uptime(uptime: &Uptime, notes: &[Note]) -> Table {
    let days =
        |name: &str, values: &[f64]| Column::new(name, "days", Values::Number(values.to_vec()));
    Table {
        name: uptime.name.clone(),
        columns: vec![
            days("MJD_start", &uptime.start_mjd),
            days("MJD_stop", &uptime.stop_mjd),
        ],
        notes: notes.to_vec(),
        warnings: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use nuscope_model::{AngularResolution, Equatorial, Sample, Source};

    use super::*;

    #[test]
    fn every_list_is_a_table_and_what_is_none_is_said() {
        let source = Source {
            name: "TXS 0506+056".into(),
            position: Equatorial::from_degrees(77.3582, 5.6931),
            redshift: Some(0.3365),
            ..Source::default()
        };
        let loaded = Loaded {
            samples: vec![Arc::new(Sample::default())],
            catalogues: vec![Arc::new(Catalogue {
                sources: vec![source, Source::default()],
                ..Catalogue::default()
            })],
            uptimes: vec![Arc::new(Uptime::default())],
            tables: vec![Arc::new(Table::default())],
            angular_resolutions: vec![Arc::new(AngularResolution::default())],
            ..Loaded::default()
        };
        let mut warnings = Warnings::default();
        let note = Note {
            key: "PROGRAM".into(),
            ..Note::default()
        };
        let tables = tables_of(&loaded, std::slice::from_ref(&note), &mut warnings);
        assert_eq!(tables.len(), 4);
        assert!(tables.iter().all(|table| table.notes.contains(&note)));
        assert!(
            warnings.to_string().contains("angular resolution"),
            "{warnings}"
        );
        let names: Vec<_> = tables[1]
            .columns
            .iter()
            .map(|column| &*column.name)
            .collect();
        assert_eq!(names, ["name", "RA", "Dec", "redshift"]);
        assert_eq!(tables[1].columns[1].values.show(0), "77.3582");
        assert_eq!(tables[1].columns[3].values.show(1), "");
    }
}
