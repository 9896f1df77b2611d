//! What is known of a sample's detector: from files by declination or by zenith, from a release, or built in.
//!
//! What is named for one purpose wins over a file of responses, that over the season of a release, and that over what is
//! built in. Tables by zenith need the detector's site: they are averaged over the day. Only the releases of IceCube,
//! whose tables are named after their seasons, need no site, for there is one IceCube.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use nuscope_io::simulate::responses::NAMES;
use nuscope_io::{EnergyTable, Loaded, migration_of, read_energy_table};
use nuscope_model::{DirectionAxis, EffectiveArea, EnergyMigration, Responses, Smearing};
use nuscope_scan::analysis::{SampleEntry, SiteEntry};

use super::{Opened, file_name};
use crate::built_in_response::{BuiltIn, built_in};

/// Everything that is known of a detector.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Effective area by declination.
    pub area: Option<Arc<EffectiveArea>>,
    /// Which energies are measured, by declination.
    pub migration: Option<Arc<EnergyMigration>>,
    /// Days of data of a built-in season.
    pub livetime_days: Option<f64>,
    /// What was used, in words.
    pub origin: String,
}

/// A table and the file that it is from.
struct From<T> {
    table: T,
    file: String,
}

/// What a file of responses may hold: an area, and energies.
type Tables = (Option<From<Arc<EffectiveArea>>>, Option<From<EnergyTable>>);

/// Whether a `response = "…"` is a file, not what is built in.
pub fn is_file(response: &str) -> bool {
    built_in(response).is_none()
}

impl Opened {
    /// Reads what an entry names of its detector; `season` is what a release has of it.
    pub(super) fn known(
        &mut self,
        entry: &SampleEntry,
        season: &Responses,
        folder: &Path,
    ) -> anyhow::Result<Known> {
        let built_in = entry.response.as_deref().and_then(built_in);
        let (mut area, mut energies) = match entry.response.as_deref() {
            Some(response) if is_file(response) => self.of_file(response, entry, folder)?,
            _ => (None, None),
        };
        if let Some(path) = &entry.effective_area {
            let loaded = self.open(path, folder)?;
            let found = one_area(&loaded, entry)?
                .with_context(|| format!("an effective area is wanted: {:?}", loaded.path))?;
            area = Some(From {
                table: found,
                file: file_name(path),
            });
        }
        if let Some(path) = &entry.smearing {
            let path = folder.join(path);
            energies = Some(From {
                table: read_energy_table(&path)?,
                file: file_name(&path),
            });
            self.files.push(path);
        }
        let release = entry.release.as_deref().map(file_name).unwrap_or_default();
        let of_release = |what: &str| format!("{what} of {release}");
        if let (None, Some(table)) = (&area, &season.effective_area) {
            let file = of_release(&table.name);
            area = Some(From {
                table: Arc::clone(table),
                file,
            });
        }
        if let (None, Some(table)) = (&energies, &season.smearing) {
            let migration = checked(table)
                .map_err(|what| anyhow!("the smearing of sample {:?} has {what}", entry.name))?;
            energies = Some(From {
                file: of_release(&table.name),
                table: EnergyTable::Migration(migration),
            });
        }
        self.by_declination(entry, area, energies, built_in)
    }

    /// Brings tables by zenith to declinations, and fills what is missing with what is built in.
    fn by_declination(
        &mut self,
        entry: &SampleEntry,
        area: Option<From<Arc<EffectiveArea>>>,
        energies: Option<From<EnergyTable>>,
        built_in: Option<&BuiltIn>,
    ) -> anyhow::Result<Known> {
        let mut origin = Vec::new();
        let by_zenith = area.as_ref().map(|area| Arc::clone(&area.table));
        let mut known = Known {
            livetime_days: built_in.map(|response| response.livetime_days),
            ..Known::default()
        };
        if let Some(From { table, file }) = area {
            let mut words = format!("area {file}");
            let mut table = table;
            if table.direction != DirectionAxis::DeclinationRad {
                let site = site(entry, &table.name, &file)?;
                let (found, unseen) = table
                    .over_the_day(site.latitude_rad()?)
                    .map_err(|what| cannot(entry, &file, &what))?;
                words += &format!(" (by zenith, over the day at {})", site.words());
                self.tell_unseen(entry, &file, unseen);
                table = Arc::new(found);
            }
            origin.push(words);
            known.area = Some(table);
        }
        if let Some(From { table, file }) = energies {
            let mut words = format!("energies {file}");
            let migration = match table {
                EnergyTable::Migration(migration) => migration,
                EnergyTable::ByZenith(table) => {
                    let site = site(entry, &table.name, &file)?;
                    let latitude_rad = site.latitude_rad()?;
                    let area = by_zenith.as_deref();
                    let (found, unseen) = EnergyMigration::over_the_day(&table, area, latitude_rad)
                        .map_err(|what| cannot(entry, &file, &what))?;
                    words += &format!(" (by zenith, over the day at {})", site.words());
                    self.tell_unseen(entry, &file, unseen);
                    found
                }
            };
            origin.push(words);
            known.migration = Some(Arc::new(migration));
        }
        if !origin.is_empty() {
            let last = origin.len() - 1;
            origin[last] += " (files give no error)";
        }
        if let Some(response) = built_in {
            if known.area.is_none() || known.migration.is_none() {
                origin.push(response.origin.clone());
            }
            known.area = known.area.or_else(|| Some(response.area()));
            known.migration = known.migration.or_else(|| Some(response.migration()));
        }
        known.origin = origin.join(", ");
        Ok(known)
    }

    /// What a file or folder of responses holds.
    fn of_file(
        &mut self,
        response: &str,
        entry: &SampleEntry,
        folder: &Path,
    ) -> anyhow::Result<Tables> {
        let path = PathBuf::from(response);
        if !folder.join(&path).exists() {
            let known = NAMES.join(", ");
            bail!(
                "sample {:?}: there is no built-in response {response:?} and no such file; built in are {known}",
                entry.name
            );
        }
        let loaded = self.open(&path, folder)?;
        let file = file_name(&path);
        let area = one_area(&loaded, entry)?.map(|table| From {
            table,
            file: file.clone(),
        });
        let name = |one: &Arc<Smearing>| one.name.clone();
        let smearing = one(&loaded.smearings, name, entry, "smearings", &loaded.path)?;
        let name = |one: &Arc<nuscope_model::EnergyDispersion>| one.name.clone();
        let dispersions = &loaded.energy_dispersions;
        let dispersion = one(dispersions, name, entry, "energy dispersions", &loaded.path)?;
        let energies = match (smearing, dispersion) {
            (Some(smearing), _) => {
                let migration = checked(&smearing).map_err(|what| cannot(entry, &file, &what))?;
                Some(EnergyTable::Migration(migration))
            }
            (None, Some(dispersion)) => Some(EnergyTable::ByZenith(dispersion)),
            (None, None) => None,
        };
        if area.is_none() && energies.is_none() {
            bail!(
                "an effective area or energies are wanted as the response of sample {:?}, this is {}: {:?}",
                entry.name,
                loaded.format,
                loaded.path
            );
        }
        if !loaded.point_spreads.is_empty() {
            self.warnings.push(format!(
                "{file}: its point spread is not used, for candidates have angular errors of their own"
            ));
        }
        Ok((area, energies.map(|table| From { table, file })))
    }

    fn tell_unseen(&mut self, entry: &SampleEntry, file: &str, unseen: f64) {
        if unseen > 0.0 {
            self.warnings.push(format!(
                "sample {:?}: {file} says nothing of some zenith angles, where sources are for up to {:.0} % of the day; there they count as not seen",
                entry.name,
                100.0 * unseen
            ));
        }
    }
}

/// Where the detector of a table by zenith stands.
fn site(entry: &SampleEntry, table: &str, file: &str) -> anyhow::Result<SiteEntry> {
    if let Some(site) = &entry.site {
        return Ok(site.clone());
    }
    // "IC79-2010", "IC86_II": seasons of the one IceCube.
    let season = table.strip_prefix("IC").is_some_and(|rest| {
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        digits == 2
    });
    if season {
        return Ok(SiteEntry::Name("IceCube".into()));
    }
    bail!(
        "sample {:?}: {file} goes by zenith: add site = \"ARCA\", another site's name or a latitude in degrees",
        entry.name
    );
}

fn cannot(entry: &SampleEntry, file: &str, what: &str) -> anyhow::Error {
    anyhow!(
        "sample {:?}: {file} cannot be used, it has {what}",
        entry.name
    )
}

/// The energies of a smearing, or what is wrong with it.
fn checked(smearing: &Smearing) -> Result<EnergyMigration, String> {
    smearing.check()?;
    let migration = migration_of(smearing);
    migration.check()?;
    Ok(migration)
}

fn one_area(loaded: &Loaded, entry: &SampleEntry) -> anyhow::Result<Option<Arc<EffectiveArea>>> {
    let name = |one: &Arc<EffectiveArea>| one.name.clone();
    let areas = &loaded.effective_areas;
    one(areas, name, entry, "effective areas", &loaded.path)
}

/// The only table, or the one with the name of the season or sample.
fn one<T>(
    tables: &[Arc<T>],
    name: impl Fn(&Arc<T>) -> String,
    entry: &SampleEntry,
    what: &str,
    path: &Path,
) -> anyhow::Result<Option<Arc<T>>> {
    if let [] | [_] = tables {
        return Ok(tables.first().map(Arc::clone));
    }
    let wanted = entry.season.as_deref().unwrap_or(&entry.name);
    let found = tables.iter().find(|table| name(table) == wanted);
    let Some(found) = found else {
        let names: Vec<String> = tables.iter().map(name).collect();
        bail!(
            "{} {what} and none is called {wanted:?}; there are {}: {path:?}",
            tables.len(),
            names.join(", ")
        );
    };
    Ok(Some(Arc::clone(found)))
}
