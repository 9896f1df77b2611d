//! KM3NeT's DST files: reduced events, one row of tree `T` beside one entry of tree `E`.
//!
//! Directions are radians on the sky (`T.coords`), where -999 stands for "no fit": such rows are left out and
//! counted. The track fit is taken; the shower fit only in files in which no event has a track. Energy and angular
//! error are those of the first track in `E`.

use std::f64::consts::{FRAC_PI_2, TAU};
use std::path::Path;

use nuscope_model::Provenance;
use nuscope_model::candidate::{Column, Quantity, Sample};
use nuscope_root::{File, Tree};

use crate::checksum::sha256_of;
use crate::error::grouped;
use crate::km3net_names::JPP;
use crate::root_file::{Entries, error_of};
use crate::{Error, Reading, Result, Warnings};

/// What a reduced event without a fit has instead of an angle.
const NO_FIT: f64 = -999.0;

/// Whether the tree has directions on the sky.
pub(crate) fn has_sky(tree: &Tree) -> bool {
    tree.find("coords/trackfit_ra").is_some() && tree.find("coords/trackfit_dec").is_some()
}

/// Reads the sample in trees `T` and `E`.
pub(crate) fn read_sample(
    file: &File,
    tree: &Tree,
    reading: &Reading,
    warnings: &mut Warnings,
) -> Result<Sample> {
    let path = reading.path;
    let mut rows = Entries {
        tree,
        range: 0..tree.entries(),
        warnings,
    };
    let mut fit = |name: &str| {
        let ra = rows.values::<f64>(&format!("coords/{name}_ra"))?;
        let dec = rows.values::<f64>(&format!("coords/{name}_dec"))?;
        Some((ra, dec))
    };
    let any = |(ra, _): &(Vec<f64>, Vec<f64>)| ra.iter().any(|ra| *ra != NO_FIT);
    let track = fit("trackfit");
    let (sky, showers) = match track.filter(any) {
        Some(track) => (Some(track), false),
        None => (fit("showerfit").filter(any), true),
    };
    let Some((ra_rad, dec_rad)) = sky else {
        return Err(Error::Nothing {
            format: "KM3NeT DST".into(),
            wanted: "fits with a position on the sky",
            found: format!("all {} rows of T.coords are without a fit", tree.entries()),
            path: path.to_owned(),
        });
    };
    if showers {
        rows.warnings
            .add("no event has a track fit: positions are those of the shower fits");
    }
    let mut columns = Vec::new();
    let hits = match rows.values::<f64>("sum_trig_hits/nhits") {
        Some(hits) => Some(hits),
        None => rows.values("sum_hits/nhits"),
    };
    for (quantity, values) in [
        (Quantity::Mjd, rows.values("coords/mjd")),
        (Quantity::Hits, hits),
    ] {
        columns.extend(values.map(|values| Column { quantity, values }));
    }
    let mut provenance = Provenance::Recorded;
    if let Some((fits, simulated)) = read_fits(file, tree.entries(), path, warnings)? {
        columns.extend(fits);
        if simulated {
            provenance = Provenance::Simulated;
        }
    }
    let sound = |i: usize| {
        let (ra, dec) = (ra_rad[i], dec_rad[i]);
        ra.is_finite() && ra != NO_FIT && (-FRAC_PI_2..=FRAC_PI_2).contains(&dec)
    };
    let kept: Vec<usize> = (0..ra_rad.len()).filter(|i| sound(*i)).collect();
    warnings.count(
        ra_rad.len() - kept.len(),
        "event left out: it has no fit (-999)",
        "events left out: they have no fit (-999)",
    );
    let pick = |values: &[f64]| kept.iter().map(|i| values[*i]).collect::<Vec<_>>();
    for column in &mut columns {
        column.values = pick(&column.values);
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok(Sample {
        name: name.into_owned(),
        provenance,
        ra_rad: pick(&ra_rad)
            .into_iter()
            .map(|ra| ra.rem_euclid(TAU))
            .collect(),
        dec_rad: pick(&dec_rad),
        columns,
        checksum: sha256_of(path, reading.progress)?,
        ..Sample::default()
    })
}

/// Energies and angular errors of the first tracks in tree `E`, and whether it holds a simulation; `None`, said
/// aloud, if it does not run beside `T`.
fn read_fits(
    file: &File,
    entries: u64,
    path: &Path,
    warnings: &mut Warnings,
) -> Result<Option<(Vec<Column>, bool)>> {
    let tree = file.tree("E").map_err(|error| error_of(error, path))?;
    if tree.entries() != entries {
        warnings.add(format!(
            "energies and errors are left out: tree E has {} entries, tree T {}",
            grouped(tree.entries() as usize),
            grouped(entries as usize)
        ));
        return Ok(None);
    }
    let mut events = Entries {
        tree: &tree,
        range: 0..entries,
        warnings,
    };
    let particles = events.values::<i64>("Evt/mc_trks").unwrap_or_default();
    let simulated = particles.iter().any(|count| *count > 0);
    let mut columns = Vec::new();
    if let Some(energies) = events.numbers::<f64>("trks/trks.E") {
        let log10 = |energies: &[f64]| match energies.first() {
            Some(energy) if *energy > 0.0 => energy.log10(),
            _ => f64::NAN,
        };
        columns.push(Column {
            quantity: Quantity::Log10EnergyGev,
            values: energies.iter().map(log10).collect(),
        });
    }
    if let Some(likelihoods) = events.numbers::<f64>("trks/trks.lik") {
        let first = |values: &[f64]| values.first().copied().unwrap_or(f64::NAN);
        columns.push(Column {
            quantity: Quantity::Quality,
            values: likelihoods.iter().map(first).collect(),
        });
    }
    let types = events.numbers::<i64>("trks/trks.rec_type");
    let parameters = events.nested::<f64>("trks/trks.fitinf");
    if let (Some(types), Some(parameters)) = (types, parameters) {
        let error = |i: usize| {
            let of_jpp = types.get(i).first() == Some(&i64::from(JPP));
            let beta = parameters.get(i).next().and_then(<[f64]>::first);
            beta.copied()
                .filter(|beta| of_jpp && *beta > 0.0)
                .unwrap_or(f64::NAN)
        };
        columns.push(Column {
            quantity: Quantity::AngularErrorRad,
            values: (0..entries as usize).map(error).collect(),
        });
    }
    Ok(Some((columns, simulated)))
}
