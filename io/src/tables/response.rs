//! Tables of a detector's response: effective areas, angular resolutions and smearing of public releases.
//!
//! Which release a table is from is known by its columns. IceCube's 10-year release prints areas without a unit;
//! its readme says cm². A table whose rows are no whole grid of bins is refused in words, never repaired.

use std::borrow::Cow;

use nuscope_model::{
    AngularResolution, DirectionAxis, EffectiveArea, EnergyDispersion, PointSpread, Smearing,
};
use nuscope_table::Table;

use super::gadf;
use crate::error::grouped;

/// A table of a response.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Response {
    Area(EffectiveArea),
    Resolution(AngularResolution),
    Smearing(Smearing),
    Spread(PointSpread),
    Dispersion(EnergyDispersion),
}

/// The response in a table; `None` if it is something else. What is odd about it goes to `warnings`.
///
/// # Errors
/// In words, why a table with the columns of a response is none.
pub(crate) fn response(
    table: &Table,
    name: &str,
    warnings: &mut Vec<String>,
) -> Option<Result<Response, String>> {
    let area = effective_area(table, name).map(|area| area.map(Response::Area));
    let resolution = || resolution(table, name).map(|found| found.map(Response::Resolution));
    let smearing = || smearing(table, name).map(|found| found.map(Response::Smearing));
    let vectors = || gadf::response(table, name, warnings);
    area.or_else(resolution).or_else(smearing).or_else(vectors)
}

/// A name without its unit, in lower case, letters and digits only.
pub(crate) fn bare(name: &str) -> String {
    let name = match name.trim().strip_suffix(']') {
        Some(rest) => rest.rsplit_once('[').map_or(rest, |(name, _)| name),
        None => name,
    };
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_lowercase()
}

/// The unit of a column: in its name, or beside it.
pub(crate) fn unit(column: &nuscope_table::Column) -> Option<String> {
    let in_name = column.name.trim().strip_suffix(']');
    let in_name = in_name
        .and_then(|rest| rest.rsplit_once('['))
        .map(|(_, unit)| unit);
    let unit = in_name.or(column.unit.as_deref())?;
    Some(unit.trim().to_lowercase().replace(['^', '*'], ""))
}

/// The numbers of the first column that has one of these names.
fn numbers<'a>(table: &'a Table, names: &[&str]) -> Option<Cow<'a, [f64]>> {
    let found = table.columns.iter();
    let mut found = found.filter(|column| names.contains(&bare(&column.name).as_str()));
    found.next()?.values.numbers()
}

/// Lower and upper edges of the true energy: log10 of GeV.
fn energies(table: &Table) -> Option<(Vec<f64>, Vec<f64>)> {
    let logarithms = || {
        let low = numbers(table, &["logeminnu", "log10enugevmin", "log10emin"])?;
        let high = numbers(table, &["logemaxnu", "log10enugevmax", "log10emax"])?;
        Some((low.into_owned(), high.into_owned()))
    };
    let linear = || {
        let is_gev = |column: &&nuscope_table::Column| unit(column).as_deref() == Some("gev");
        let low = table
            .columns
            .iter()
            .find(|column| bare(&column.name) == "emin");
        let high = table
            .columns
            .iter()
            .find(|column| bare(&column.name) == "emax");
        let log10 = |column: &nuscope_table::Column| -> Option<Vec<f64>> {
            let values = column.values.numbers()?;
            Some(values.iter().map(|energy| energy.log10()).collect())
        };
        Some((log10(low.filter(is_gev)?)?, log10(high.filter(is_gev)?)?))
    };
    logarithms().or_else(linear)
}

/// Lower and upper edges of the direction.
fn directions(table: &Table) -> Option<(DirectionAxis, Vec<f64>, Vec<f64>)> {
    let declinations = || {
        let low = numbers(table, &["decmin", "decnumin"])?;
        let high = numbers(table, &["decmax", "decnumax"])?;
        let radians =
            |degrees: Cow<[f64]>| degrees.iter().map(|angle| angle.to_radians()).collect();
        Some((DirectionAxis::DeclinationRad, radians(low), radians(high)))
    };
    let cosines = || {
        let low = numbers(table, &["coszenithmin"])?.into_owned();
        let high = numbers(table, &["coszenithmax"])?.into_owned();
        Some((DirectionAxis::CosZenith, low, high))
    };
    declinations().or_else(cosines)
}

fn effective_area(table: &Table, name: &str) -> Option<Result<EffectiveArea, String>> {
    let column = table
        .columns
        .iter()
        .find(|column| bare(&column.name) == "aeff")?;
    let (energy_low, energy_high) = energies(table)?;
    let (direction, direction_low, direction_high) = directions(table)?;
    let areas = column.values.numbers()?;
    let cm2 = match (unit(column).as_deref(), direction) {
        (Some("cm2"), _) => 1.0,
        (Some("m2"), _) => 1e4,
        // "A_Eff[cm^2]: The average effective area across a bin" (readme of the 10-year release).
        (None, DirectionAxis::DeclinationRad) => 1.0,
        (unit, _) => {
            let found = unit.unwrap_or("none");
            return Some(Err(format!(
                "an area in cm² or m² is wanted, its unit is {found}"
            )));
        }
    };
    let grid = || {
        let log10_energy_edges = edges("energy", &energy_low, &energy_high)?;
        let direction_edges = edges("direction", &direction_low, &direction_high)?;
        let columns = direction_edges.len() - 1;
        let bins = (log10_energy_edges.len() - 1).saturating_mul(columns);
        if bins != areas.len() {
            let rows = grouped(areas.len());
            return Err(format!("{rows} rows for {} bins", grouped(bins)));
        }
        let mut area_cm2 = vec![f64::NAN; bins];
        for (row, area) in areas.iter().enumerate() {
            let i = bin(&log10_energy_edges, energy_low[row], energy_high[row])?;
            let j = bin(&direction_edges, direction_low[row], direction_high[row])?;
            let place = &mut area_cm2[i * columns + j];
            if !place.is_nan() {
                return Err(format!("row {} is a bin that was there before", row + 1));
            }
            *place = area * cm2;
        }
        let area = EffectiveArea {
            name: name.to_owned(),
            log10_energy_edges,
            direction,
            direction_edges,
            area_cm2,
            checksum: String::new(),
        };
        area.check()?;
        Ok(area)
    };
    Some(grid())
}

fn resolution(table: &Table, name: &str) -> Option<Result<AngularResolution, String>> {
    let median = table
        .columns
        .iter()
        .find(|column| bare(&column.name) == "medresolution")?;
    let (low, high) = energies(table)?;
    let degrees = median.values.numbers()?;
    if unit(median).as_deref() != Some("deg") {
        return Some(Err("an angle in degrees is wanted".into()));
    }
    let found = || {
        let resolution = AngularResolution {
            name: name.to_owned(),
            log10_energy_edges: edges("energy", &low, &high)?,
            median_rad: degrees.iter().map(|angle| angle.to_radians()).collect(),
            checksum: String::new(),
        };
        resolution.check()?;
        Ok(resolution)
    };
    Some(found())
}

/// The smearing of IceCube's 10-year release: 11 columns, named as in its readme.
fn smearing(table: &Table, name: &str) -> Option<Result<Smearing, String>> {
    let fraction = numbers(table, &["fractionalcounts"])?.into_owned();
    let pairs = |low: &[&str], high: &[&str], scale: f64| -> Option<Vec<[f64; 2]>> {
        let (low, high) = (numbers(table, low)?, numbers(table, high)?);
        let both = low.iter().zip(high.iter());
        Some(
            both.map(|(low, high)| [low * scale, high * scale])
                .collect(),
        )
    };
    let radians = 1_f64.to_radians();
    let smearing = Smearing {
        name: name.to_owned(),
        log10_true_energy: pairs(&["log10enugevmin"], &["log10enugevmax"], 1.0)?,
        dec_rad: pairs(
            &["decnumindeg", "decnumin"],
            &["decnumaxdeg", "decnumax"],
            radians,
        )?,
        log10_energy: pairs(&["log10egevmin"], &["log10egevmax"], 1.0)?,
        psf_rad: pairs(&["psfmindeg", "psfmin"], &["psfmaxdeg", "psfmax"], radians)?,
        error_rad: pairs(
            &["angerrmindeg", "angerrmin"],
            &["angerrmaxdeg", "angerrmax"],
            radians,
        )?,
        fraction,
        checksum: String::new(),
    };
    Some(smearing.check().map(|_| smearing))
}

/// The edges of an axis from the lower and upper edges of all rows; every bin must end where the next begins.
fn edges(axis: &str, low: &[f64], high: &[f64]) -> Result<Vec<f64>, String> {
    let mut bins: Vec<(f64, f64)> = low.iter().copied().zip(high.iter().copied()).collect();
    if bins
        .iter()
        .any(|(low, high)| !(low < high && low.is_finite() && high.is_finite()))
    {
        return Err(format!("a bin of {axis} is empty or turned round"));
    }
    bins.sort_by(|a, b| a.0.total_cmp(&b.0));
    bins.dedup();
    let mut edges = Vec::with_capacity(bins.len() + 1);
    edges.extend(bins.first().map(|bin| bin.0));
    for (low, high) in bins {
        if edges.last() != Some(&low) {
            return Err(format!(
                "the bins of {axis} leave a gap or overlap at {low}"
            ));
        }
        edges.push(high);
    }
    if edges.len() < 2 {
        return Err(format!("there are no bins of {axis}"));
    }
    Ok(edges)
}

/// The place of a bin with these edges.
fn bin(edges: &[f64], low: f64, high: f64) -> Result<usize, String> {
    let place = edges.partition_point(|edge| *edge < low);
    match (edges.get(place), edges.get(place + 1)) {
        (Some(a), Some(b)) if *a == low && *b == high => Ok(place),
        _ => Err(format!("a bin from {low} to {high} is not in the grid")),
    }
}
