//! Responses as tables of one row a bin, with columns that are read as a response again.
//!
//! Energies are edges of log10(E/GeV), directions degrees or cosines of the zenith angle, areas cm², as IceCube's
//! releases have them. Areas by an offset angle belong to FITS vectors and have no such form.

use nuscope_model::{AngularResolution, DirectionAxis, EffectiveArea, Smearing};
use nuscope_table::{Column, Note, Table, Values};

use crate::sample_table::LIST_NAME;
use crate::write_candidates::degrees_of;

/// The effective area in bins of true energy and direction.
pub(crate) fn effective_area(area: &EffectiveArea, notes: &[Note]) -> Table {
    let energies: Vec<[f64; 2]> = bins(&area.log10_energy_edges).collect();
    let directions: Vec<[f64; 2]> = bins(&area.direction_edges).collect();
    let rows = energies.iter().flat_map(|energy| {
        let directions = directions.iter();
        directions.map(move |direction| (*energy, *direction))
    });
    let (energies, directions): (Vec<_>, Vec<_>) = rows.unzip();
    let mut columns = edges("log10_E_nu_GeV", "", &energies);
    columns.extend(match area.direction {
        DirectionAxis::CosZenith => edges("cos_zenith", "", &directions),
        DirectionAxis::DeclinationRad => edges("Dec_nu", "deg", &in_degrees(&directions)),
        DirectionAxis::ThetaRad => edges("theta", "deg", &in_degrees(&directions)),
    });
    columns.push(number("Aeff", "cm2", area.area_cm2.clone()));
    table(&area.name, "effective area", columns, notes)
}

/// The median angle between true and reconstructed direction in bins of true energy.
pub(crate) fn angular_resolution(resolution: &AngularResolution, notes: &[Note]) -> Table {
    let energies: Vec<[f64; 2]> = bins(&resolution.log10_energy_edges).collect();
    let mut columns = edges("log10_E_nu_GeV", "", &energies);
    let medians = resolution.median_rad.iter().map(|angle| degrees(*angle));
    columns.push(number("Med_Resolution", "deg", medians.collect()));
    table(&resolution.name, "angular resolution", columns, notes)
}

/// Where events of a bin are reconstructed, one row a bin that is not empty.
pub(crate) fn smearing(smearing: &Smearing, notes: &[Note]) -> Table {
    let mut columns = edges("log10_E_nu_GeV", "", &smearing.log10_true_energy);
    columns.extend(edges("Dec_nu", "deg", &in_degrees(&smearing.dec_rad)));
    columns.extend(edges("log10_E_GeV", "", &smearing.log10_energy));
    columns.extend(edges("PSF", "deg", &in_degrees(&smearing.psf_rad)));
    columns.extend(edges("AngErr", "deg", &in_degrees(&smearing.error_rad)));
    columns.push(number("Fractional_Counts", "", smearing.fraction.clone()));
    table(&smearing.name, "smearing", columns, notes)
}

/// The note of a name that is not empty.
pub(crate) fn named(key: &str, name: &str) -> impl Iterator<Item = Note> {
    let note = (!name.trim().is_empty()).then(|| Note {
        key: key.to_owned(),
        value: name.trim().to_owned(),
        comment: "what it is called".into(),
    });
    note.into_iter()
}

fn table(name: &str, what: &str, columns: Vec<Column>, notes: &[Note]) -> Table {
    Table {
        name: format!("{name} {what}").trim().to_owned(),
        columns,
        notes: named(LIST_NAME, name)
            .chain(notes.iter().cloned())
            .collect(),
        warnings: Vec::new(),
    }
}

/// Lower and upper edge of each bin.
fn bins(edges: &[f64]) -> impl Iterator<Item = [f64; 2]> {
    edges.windows(2).map(|pair| [pair[0], pair[1]])
}

/// Columns of lower and upper edges.
fn edges(name: &str, unit: &str, bins: &[[f64; 2]]) -> Vec<Column> {
    let of = |end: usize| bins.iter().map(|bin| bin[end]).collect();
    vec![
        number(&format!("{name}_min"), unit, of(0)),
        number(&format!("{name}_max"), unit, of(1)),
    ]
}

fn number(name: &str, unit: &str, values: Vec<f64>) -> Column {
    Column::new(name, unit, Values::Number(values))
}

fn in_degrees(bins: &[[f64; 2]]) -> Vec<[f64; 2]> {
    bins.iter().map(|bin| bin.map(degrees)).collect()
}

/// Degrees that read back as the same radians, where there are such.
fn degrees(angle_rad: f64) -> f64 {
    degrees_of(angle_rad, |angle_rad| angle_rad).unwrap_or_else(|| angle_rad.to_degrees())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use super::*;
    use crate::{Loaded, Warnings, tables_of, write_tables};

    #[test]
    fn responses_come_back_from_every_format() {
        let rad = f64::to_radians;
        let area = EffectiveArea {
            name: "IC40".into(),
            log10_energy_edges: vec![2.0, 2.2, 2.4],
            direction: DirectionAxis::DeclinationRad,
            direction_edges: vec![rad(-90.0), rad(-87.13), rad(90.0)],
            area_cm2: vec![0.0, 1.5, 2.5, 4e5],
            checksum: String::new(),
        };
        let zenith = EffectiveArea {
            name: "IC79".into(),
            direction: DirectionAxis::CosZenith,
            direction_edges: vec![-1.0, 0.25, 1.0],
            ..area.clone()
        };
        let resolution = AngularResolution {
            name: "IC79".into(),
            log10_energy_edges: vec![2.0, 2.5],
            median_rad: vec![rad(0.7)],
            checksum: String::new(),
        };
        let smearing = Smearing {
            name: "IC40".into(),
            log10_true_energy: vec![[2.0, 2.5]; 2],
            dec_rad: vec![[rad(-90.0), rad(-10.0)]; 2],
            log10_energy: vec![[1.5, 2.0], [2.0, 2.5]],
            psf_rad: vec![[rad(0.1), rad(0.4)], [rad(0.4), rad(0.9)]],
            error_rad: vec![[rad(0.2), rad(0.5)], [rad(0.5), rad(0.8)]],
            fraction: vec![0.75, 0.25],
            checksum: String::new(),
        };
        let loaded = Loaded {
            effective_areas: vec![Arc::new(area), Arc::new(zenith)],
            angular_resolutions: vec![Arc::new(resolution)],
            smearings: vec![Arc::new(smearing)],
            ..Loaded::default()
        };
        let tables = tables_of(&loaded, &[], &mut Warnings::default());
        let names: Vec<_> = tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "IC40 effective area",
                "IC79 effective area",
                "IC79 angular resolution",
                "IC40 smearing"
            ]
        );
        let folder = tempfile::tempdir().unwrap();
        for ending in ["h5", "fits", "vot"] {
            let path = folder.path().join("all").with_extension(ending);
            write_tables(&path, &tables).unwrap();
            let mut back = crate::open(&path).unwrap();
            let sum = back.effective_areas[0].checksum.clone();
            let mut wanted = loaded.clone();
            let of = |area: &mut Arc<EffectiveArea>| {
                Arc::make_mut(area).checksum = sum.clone();
            };
            wanted.effective_areas.iter_mut().for_each(of);
            Arc::make_mut(&mut wanted.angular_resolutions[0]).checksum = sum.clone();
            Arc::make_mut(&mut wanted.smearings[0]).checksum = sum.clone();
            back.effective_areas.sort_by_key(|area| area.name.clone());
            assert_eq!(back.effective_areas, wanted.effective_areas, "{ending}");
            assert_eq!(
                back.angular_resolutions, wanted.angular_resolutions,
                "{ending}"
            );
            assert_eq!(back.smearings, wanted.smearings, "{ending}");
        }
        for ending in ["csv", "ecsv", "parquet"] {
            let path = folder.path().join("one").with_extension(ending);
            write_tables(&path, &tables[..1]).unwrap();
            let back = crate::open(&path).unwrap();
            let (back, wanted) = (&back.effective_areas[0], &loaded.effective_areas[0]);
            assert_eq!(back.name, wanted.name, "{ending}");
            assert_eq!(back.area_cm2, wanted.area_cm2, "{ending}");
            assert_eq!(back.direction_edges, wanted.direction_edges, "{ending}");
        }
    }
}
