//! Responses in the layout of gamma-ray astronomy: one row of vectors, as KM3NeT publishes its own.
//!
//! ENERG_LO/HI (ETRUE_LO/HI), THETA_LO/HI and RAD_LO/HI or MIGRA_LO/HI are axes; EFFAREA, RPSF or MATRIX is the
//! table over them, energy fastest. Theta is the angle from the axis of observation; a detector that looks
//! everywhere takes the zenith for it. Two habits are told apart by what adds up to 1: point spreads over rings on
//! the sphere or flat ones, and dispersions as densities or as shares of bins.
//!
//! Source: "Data formats for gamma-ray astronomy" 0.2, chapter IRFs (gamma-astro-data-formats.readthedocs.io);
//! km3irf 0.4 writes flat rings and shares.

use std::borrow::Cow;

use nuscope_model::{DirectionAxis, EffectiveArea, EnergyDispersion, PointSpread, RingArea};
use nuscope_table::{Table, Values};

use super::response::{Response, bare, unit};
use crate::error::grouped;

/// How far from 1 a sum may be that was meant to be 1.
const NEAR_ONE: f64 = 1e-3;

/// How far a bin may begin from where the one before ends, relative: edges are often of single precision.
const SAME_EDGE: f64 = 1e-6;

/// A column of the one row.
struct Vector<'a> {
    name: &'a str,
    /// Counted from 1, as the keywords of FITS do.
    place: usize,
    unit: Option<String>,
    values: Cow<'a, [f64]>,
}

/// The axes that every response has.
struct Axes {
    log10_energy_edges: Vec<f64>,
    theta_edges_rad: Vec<f64>,
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
    let has = |names: &[&str]| {
        let mut columns = table.columns.iter();
        columns.any(|column| names.contains(&bare(&column.name).as_str()))
    };
    if !(has(&["energlo", "etruelo"]) && has(&["thetalo"])) {
        return None;
    }
    if has(&["effarea"]) {
        Some(effective_area(table, name).map(Response::Area))
    } else if has(&["rpsf"]) && has(&["radlo"]) {
        Some(point_spread(table, name, warnings).map(Response::Spread))
    } else if has(&["matrix"]) && has(&["migralo"]) {
        Some(energy_dispersion(table, name, warnings).map(Response::Dispersion))
    } else {
        None
    }
}

fn effective_area(table: &Table, name: &str) -> Result<EffectiveArea, String> {
    let axes = Axes::of(table)?;
    let found = vector(table, &["effarea"])?;
    let cm2 = match found.unit.as_deref() {
        Some("m2") => 1e4,
        Some("cm2") => 1.0,
        unit => return Err(found.wanted("m2 or cm2", unit)),
    };
    let (energies, thetas) = axes.bins();
    found.check_shape(table, &[("energy", energies), ("theta", thetas)])?;
    let bins = (0..energies).flat_map(|i| (0..thetas).map(move |j| j * energies + i));
    let area = EffectiveArea {
        name: name.to_owned(),
        area_cm2: bins.map(|at| found.values[at] * cm2).collect(),
        log10_energy_edges: axes.log10_energy_edges,
        direction: DirectionAxis::ThetaRad,
        direction_edges: axes.theta_edges_rad,
        checksum: String::new(),
    };
    area.check()?;
    Ok(area)
}

fn point_spread(
    table: &Table,
    name: &str,
    warnings: &mut Vec<String>,
) -> Result<PointSpread, String> {
    let axes = Axes::of(table)?;
    let rad_edges_rad = angles(table, "the angle to the true direction", "rad")?;
    let found = vector(table, &["rpsf"])?;
    match found.unit.as_deref() {
        Some("sr-1" | "1/sr" | "1 / sr" | "sr(-1)") => {}
        unit => return Err(found.wanted("sr-1", unit)),
    }
    let ((energies, thetas), rings) = (axes.bins(), rad_edges_rad.len() - 1);
    let shape = [("energy", energies), ("theta", thetas), ("angle", rings)];
    found.check_shape(table, &shape)?;
    let bins = (0..energies).flat_map(|i| (0..thetas).map(move |j| (i, j)));
    let places = bins.flat_map(|(i, j)| (0..rings).map(move |k| (k * thetas + j) * energies + i));
    let mut spread = PointSpread {
        name: name.to_owned(),
        per_sr: places.map(|at| found.values[at]).collect(),
        log10_energy_edges: axes.log10_energy_edges,
        theta_edges_rad: axes.theta_edges_rad,
        rad_edges_rad,
        ring_area: RingArea::Sphere,
        checksum: String::new(),
    };
    if spread.check()? == energies * thetas {
        warnings.push("all bins of the point spread are empty".into());
        return Ok(spread);
    }
    let range = |spread: &PointSpread| {
        let bins = (0..energies).flat_map(|i| (0..thetas).map(move |j| (i, j)));
        range(bins.map(|(i, j)| spread.total(i, j)))
    };
    let on_sphere = range(&spread);
    if !is_one(on_sphere) {
        spread.ring_area = RingArea::Flat;
        if is_one(range(&spread)) {
            warnings.push(format!(
                "{} adds up to 1 over flat rings, π (r₂² − r₁²), not over those on a sphere: they are taken as flat",
                found.name
            ));
        } else {
            spread.ring_area = RingArea::Sphere;
            warnings.push(found.not_one(on_sphere));
        }
    }
    Ok(spread)
}

fn energy_dispersion(
    table: &Table,
    name: &str,
    warnings: &mut Vec<String>,
) -> Result<EnergyDispersion, String> {
    let axes = Axes::of(table)?;
    let (migration_edges, _) = edges(table, "migration", &["migralo"], &["migrahi"])?;
    let found = vector(table, &["matrix"])?;
    let ((energies, thetas), migrations) = (axes.bins(), migration_edges.len() - 1);
    let shape = [
        ("energy", energies),
        ("migration", migrations),
        ("theta", thetas),
    ];
    found.check_shape(table, &shape)?;
    let bins = (0..energies).flat_map(|i| (0..thetas).map(move |j| (i, j)));
    let places =
        bins.flat_map(|(i, j)| (0..migrations).map(move |k| (j * migrations + k) * energies + i));
    let mut dispersion = EnergyDispersion {
        name: name.to_owned(),
        share: places.map(|at| found.values[at]).collect(),
        log10_energy_edges: axes.log10_energy_edges,
        theta_edges_rad: axes.theta_edges_rad,
        migration_edges,
        checksum: String::new(),
    };
    if dispersion.check()? == energies * thetas {
        warnings.push("all bins of the energy dispersion are empty".into());
        return Ok(dispersion);
    }
    let widths = dispersion.migration_edges.windows(2);
    let widths: Vec<f64> = widths.map(|edges| edges[1] - edges[0]).collect();
    let rows = || dispersion.share.chunks_exact(migrations);
    let by_shares = range(rows().map(|row| row.iter().sum()));
    let by_density = range(rows().map(|row| row.iter().zip(&widths).map(|(a, b)| a * b).sum()));
    if is_one(by_shares) && !is_one(by_density) {
        warnings.push(format!(
            "{} adds up to 1 bin by bin, not as a density of the migration: it is read as shares",
            found.name
        ));
        return Ok(dispersion);
    }
    if !is_one(by_density) {
        warnings.push(found.not_one(by_density));
    }
    let widths = widths.iter().cycle();
    for (share, width) in dispersion.share.iter_mut().zip(widths) {
        *share *= width;
    }
    dispersion.check()?;
    Ok(dispersion)
}

/// The smallest and the largest sum of the bins that have one.
fn range(totals: impl Iterator<Item = f64>) -> [f64; 2] {
    totals
        .filter(|total| *total > 0.0)
        .fold([f64::INFINITY, 0.0], |[low, high], total| {
            [total.min(low), total.max(high)]
        })
}

fn is_one(range: [f64; 2]) -> bool {
    range.iter().all(|total| (total - 1.0).abs() < NEAR_ONE)
}

impl Axes {
    fn of(table: &Table) -> Result<Self, String> {
        let names = [["energlo", "etruelo"], ["energhi", "etruehi"]];
        let (energies, unit) = edges(table, "energy", &names[0], &names[1])?;
        let gev = match unit.as_deref() {
            Some("ev") => 1e-9,
            Some("kev") => 1e-6,
            Some("mev") => 1e-3,
            Some("gev") => 1.0,
            Some("tev") => 1e3,
            Some("pev") => 1e6,
            unit => {
                let unit = unit.unwrap_or("none");
                return Err(format!(
                    "energies in GeV or TeV are wanted, their unit is {unit}"
                ));
            }
        };
        let above_zero = |energy: &&f64| **energy <= 0.0;
        if let Some(energy) = energies.iter().find(above_zero) {
            return Err(format!("an energy of {energy}, which has no logarithm"));
        }
        let log10 = |energy: &f64| (energy * gev).log10();
        Ok(Self {
            log10_energy_edges: energies.iter().map(log10).collect(),
            theta_edges_rad: angles(table, "theta", "theta")?,
        })
    }

    /// Number of bins of energy and of theta.
    fn bins(&self) -> (usize, usize) {
        (
            self.log10_energy_edges.len() - 1,
            self.theta_edges_rad.len() - 1,
        )
    }
}

/// The edges of an axis of angles, in radians.
fn angles(table: &Table, axis: &str, name: &str) -> Result<Vec<f64>, String> {
    let (low, high) = (format!("{name}lo"), format!("{name}hi"));
    let (mut edges, unit) = edges(table, axis, &[&low], &[&high])?;
    match unit.as_deref() {
        Some("rad" | "radian") => {}
        Some("deg" | "degree") => edges.iter_mut().for_each(|edge| *edge = edge.to_radians()),
        unit => {
            let unit = unit.unwrap_or("none");
            return Err(format!(
                "{axis} in deg or rad is wanted, its unit is {unit}"
            ));
        }
    }
    Ok(edges)
}

/// The edges of an axis, two at least, and its unit; every bin must end where the next begins.
fn edges(
    table: &Table,
    axis: &str,
    low: &[&str],
    high: &[&str],
) -> Result<(Vec<f64>, Option<String>), String> {
    let (low, high) = (vector(table, low)?, vector(table, high)?);
    if low.unit != high.unit {
        return Err(format!("{} and {} have two units", low.name, high.name));
    }
    let (bins, ends) = (low.values.len(), high.values.len());
    if bins != ends {
        return Err(format!("{bins} lower and {ends} upper edges of {axis}"));
    }
    let Some(last) = high.values.last() else {
        return Err(format!("there are no bins of {axis}"));
    };
    let gap = |(end, next): &(&f64, &f64)| {
        let one = (*end - *next).abs() <= SAME_EDGE * end.abs().max(next.abs());
        !one
    };
    if let Some((end, _)) = high.values.iter().zip(&low.values[1..]).find(gap) {
        return Err(format!(
            "the bins of {axis} leave a gap or overlap at {end}"
        ));
    }
    let edges = low.values.iter().chain([last]).copied();
    Ok((edges.collect(), low.unit))
}

/// The column of one of these names, in the only row of the table.
fn vector<'a>(table: &'a Table, names: &[&str]) -> Result<Vector<'a>, String> {
    let rows = table.rows();
    if rows != 1 {
        let rows = grouped(rows);
        return Err(format!("one row with all bins is wanted, found {rows}"));
    }
    let mut columns = table.columns.iter().enumerate();
    let found = columns.find(|(_, column)| names.contains(&bare(&column.name).as_str()));
    let Some((i, column)) = found else {
        let name = names.first().copied().unwrap_or_default().to_uppercase();
        let name = match name.strip_suffix("HI") {
            Some(axis) => format!("{axis}_HI"),
            None => name,
        };
        return Err(format!("there is no column {name}"));
    };
    let values =
        match &column.values {
            Values::Lists { .. } => column
                .values
                .list(0)
                .and_then(|(range, values)| match values.numbers()? {
                    Cow::Borrowed(values) => values.get(range).map(Cow::Borrowed),
                    Cow::Owned(values) => values.get(range).map(|row| Cow::Owned(row.to_vec())),
                }),
            // A vector of one number.
            values => values.numbers(),
        };
    let Some(values) = values else {
        return Err(format!("{} holds no numbers", column.name));
    };
    Ok(Vector {
        name: &column.name,
        place: i + 1,
        unit: unit(column),
        values,
    })
}

impl Vector<'_> {
    /// Whether there is a value for each bin, in the order of these axes, the first one fastest.
    fn check_shape(&self, table: &Table, axes: &[(&str, usize)]) -> Result<(), String> {
        let bins = axes
            .iter()
            .fold(1, |bins: usize, axis| bins.saturating_mul(axis.1));
        if bins != self.values.len() {
            let (values, bins) = (grouped(self.values.len()), grouped(bins));
            return Err(format!("{} has {values} values for {bins} bins", self.name));
        }
        let Some(found) = table.note(&format!("TDIM{}", self.place)) else {
            return Ok(());
        };
        let inner = found.trim().trim_start_matches('(').trim_end_matches(')');
        let found_sizes = inner.split(',').map(|size| size.trim().parse().ok());
        let wanted_sizes = axes.iter().map(|axis| Some(axis.1));
        if found_sizes.eq(wanted_sizes) {
            return Ok(());
        }
        let names: Vec<_> = axes.iter().map(|axis| axis.0).collect();
        let sizes: Vec<_> = axes.iter().map(|axis| axis.1.to_string()).collect();
        Err(format!(
            "{} is laid out as {}, {} is ({})",
            self.name,
            found.trim(),
            names.join(" × "),
            sizes.join(",")
        ))
    }

    fn wanted(&self, wanted: &str, unit: Option<&str>) -> String {
        let found = unit.unwrap_or("none");
        format!("{} in {wanted} is wanted, its unit is {found}", self.name)
    }

    fn not_one(&self, [low, high]: [f64; 2]) -> String {
        format!(
            "{} adds up to {low:.2e} at least and {high:.2e} at most, not to 1: medians are of the sum",
            self.name
        )
    }
}

#[cfg(test)]
#[path = "gadf_tests.rs"]
mod tests;
