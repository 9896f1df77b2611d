//! Reads which energy is measured at which neutrino energy: the table of figure S4 of IceCube's release for
//! TXS 0506+056, the smearing of the 10-year release, or an energy dispersion by zenith.
//!
//! The first is a text: a row per bin of neutrino energy, `low , high : share share …`, energies as log10 of TeV,
//! with 22 bins of the muon's energy from -0.4 to 4.0 in steps of 0.2. The outermost bins take in what lies
//! beyond them, as wide as 10 GeV and 1 EeV. In the smearing all directions are summed over, and its own bins, chosen
//! anew for each neutrino energy, are made those same 22.

use std::path::Path;
use std::sync::Arc;

use nuscope_model::{EnergyDispersion, EnergyMigration, EnergyProxy, Smearing};
use nuscope_table::Progress;

use crate::{Error, Result, checksum::sha256_of};

/// log10 of GeV in a TeV.
const TEV: f64 = 3.0;

/// Shares in a row.
const COLUMNS: usize = 22;

/// Edges of the bins of the muon's energy, log10 of GeV.
fn proxy_edges() -> Vec<f64> {
    let inner = (0..COLUMNS - 1).map(|i| 2.8 + 0.2 * i as f64);
    std::iter::once(1.0).chain(inner).chain([9.0]).collect()
}

/// Which energies are measured, as a file has it.
#[derive(Clone, Debug, PartialEq)]
pub enum EnergyTable {
    /// By declination, or for the whole sky.
    Migration(EnergyMigration),
    /// By the zenith of a site, which a file does not name.
    ByZenith(Arc<EnergyDispersion>),
}

/// Reads the migration in `path`.
///
/// # Errors
/// If it is no such table, its numbers are none, or it is one by zenith, for which a site is wanted.
pub fn read_energy_migration(path: &Path) -> Result<EnergyMigration> {
    match read_energy_table(path)? {
        EnergyTable::Migration(migration) => Ok(migration),
        EnergyTable::ByZenith(_) => Err(Error::Unsupported {
            wanted: "a table of shares over the muon's energy, or a smearing",
            found: "this is an energy dispersion by zenith, which needs a site".into(),
            path: path.into(),
        }),
    }
}

/// Reads which energies are measured, from any table of them.
///
/// # Errors
/// If `path` is no such table, or its numbers are none.
pub fn read_energy_table(path: &Path) -> Result<EnergyTable> {
    let bytes = std::fs::read(path).map_err(|source| Error::io("read the file", source, path))?;
    let text = std::str::from_utf8(&bytes).ok();
    let figure = text.filter(|text| rows(text).next().is_some_and(|(_, row)| row.contains(':')));
    let migration = match figure {
        Some(text) => EnergyMigration {
            checksum: sha256_of(path, &Progress::default())?,
            ..figure_s4(text, path)?
        },
        None => {
            let loaded = crate::open(path)?;
            if let (Some(by_zenith), []) =
                (loaded.energy_dispersions.first(), &loaded.smearings[..])
            {
                return Ok(EnergyTable::ByZenith(Arc::clone(by_zenith)));
            }
            let Some(smearing) = loaded.smearings.first() else {
                return Err(Error::Unsupported {
                    wanted: "a table of shares over the muon's energy, a smearing or an energy dispersion",
                    found: format!("this is {}", loaded.format),
                    path: path.into(),
                });
            };
            migration_of(smearing)
        }
    };
    migration.check().map_err(|found| Error::Unsupported {
        wanted: "a table of shares over the muon's energy",
        found: format!("it has {found}"),
        path: path.into(),
    })?;
    Ok(EnergyTable::Migration(migration))
}

/// The energies of a smearing in the bins of the public table.
pub fn migration_of(smearing: &Smearing) -> EnergyMigration {
    EnergyMigration::from_smearing(smearing, &proxy_edges())
}

/// Lines that are no remarks, with their numbers from 1.
fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = (1..).zip(text.lines().map(str::trim));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn figure_s4(text: &str, path: &Path) -> Result<EnergyMigration> {
    let mut edges: Vec<f64> = Vec::new();
    let mut share = Vec::new();
    for (line, row) in rows(text) {
        let bad = |wanted: &str, found: &str| Error::Line {
            line,
            wanted: wanted.to_owned(),
            found: format!("{:?}", found.chars().take(60).collect::<String>()),
            path: path.into(),
        };
        let number = |word: &str| {
            let value = word.trim().parse::<f64>().ok();
            value.filter(|value| value.is_finite())
        };
        let (range, shares) = row
            .split_once(':')
            .ok_or_else(|| bad("LOW , HIGH : SHARES", row))?;
        let ends = range.split_once(',');
        let ends = ends.and_then(|(low, high)| Some([number(low)? + TEV, number(high)? + TEV]));
        let [low, high] = ends.ok_or_else(|| bad("LOW , HIGH", range))?;
        if edges.last().is_some_and(|edge| (edge - low).abs() > 1e-9) {
            return Err(bad("the next bin of energy", range));
        }
        if edges.is_empty() {
            edges.push(low);
        }
        edges.push(high);
        let words: Option<Vec<f64>> = shares.split_whitespace().map(number).collect();
        let words = words.filter(|words| words.len() == COLUMNS);
        share.extend(words.ok_or_else(|| bad("22 shares", shares))?);
    }
    Ok(EnergyMigration {
        name: path
            .file_stem()
            .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        proxy: EnergyProxy::Log10EnergyGev,
        log10_true_energy_edges: edges,
        dec_edges_rad: EnergyMigration::everywhere(),
        proxy_edges: proxy_edges(),
        share,
        checksum: String::new(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Result<EnergyMigration> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.txt");
        std::fs::write(&path, text).unwrap();
        read_energy_migration(&path)
    }

    fn row(range: &str, first: f64) -> String {
        format!("{range} : {first} {}\n", "0.5 ".repeat(21))
    }

    #[test]
    fn the_figures_table_is_read_in_gev() {
        let text = format!(
            "# remark\n{}{}",
            row("-1.00 , -0.75", 0.25),
            row("-0.75 , -0.50", 0.75)
        );
        let found = read(&text).unwrap();
        assert_eq!(found.log10_true_energy_edges, [2.0, 2.25, 2.5]);
        assert_eq!(found.proxy_edges.len(), 23);
        assert_eq!((found.proxy_edges[0], found.proxy_edges[22]), (1.0, 9.0));
        assert!(
            (found.proxy_edges[1] - 2.8).abs() < 1e-12
                && (found.proxy_edges[21] - 6.8).abs() < 1e-12
        );
        assert_eq!(found.shares(2.3, 0.0)[..2], [0.75, 0.5]);
        assert_eq!(found.checksum.len(), 64);
    }

    #[test]
    fn what_is_no_row_is_named_with_its_line() {
        let gap = format!("{}{}", row("-1.00 , -0.75", 0.25), row("0.75 , 1.0", 0.75));
        assert!(
            read(&gap)
                .unwrap_err()
                .to_string()
                .starts_with("line 2: the next bin")
        );
        assert!(
            read("-1.0 , -0.75 : 1 2\n")
                .unwrap_err()
                .to_string()
                .contains("22 shares")
        );
        let negative = row("-1.00 , -0.75", -0.25);
        assert!(
            read(&negative)
                .unwrap_err()
                .to_string()
                .contains("a share of -0.25")
        );
    }
}
