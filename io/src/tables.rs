//! What tables mean: candidates, a catalogue, a response, good runs, or nothing that is known here.
//!
//! Readers of VOTable, FITS, Parquet, HDF5 and text only make [`Table`]s; every one of them asks here. The rule: a
//! table with positions and a date is a list of candidates, one with positions and names and no date a catalogue
//! of sources; `kind=candidates`, `kind=catalogue` or `kind=table` overrules it. A table that names positions but
//! not their units is asked about if it is the only one of its file. All others stay plain tables.

mod candidates;
mod catalogue;
mod gadf;
mod response;
pub(crate) mod rows;
pub(crate) mod systems;
mod uptime;
mod values;

use std::path::Path;
use std::sync::Arc;

use nuscope_table::{Column, Table, Values};

use crate::checksum::sha256_of;
use crate::column_names::{KEYS, Key};
use crate::error::{ColumnQuestion, grouped};
use crate::recognise_columns::{Meaning, Misfit, recognise};
use crate::sample_table::{ERROR_SHARE, LIST_NAME};
use crate::{Error, Loaded, OpenOptions, Reading, Result, Warnings};
use response::Response;

/// The most columns of a table without names that is asked about; a wider one is a matrix.
const MOST_UNNAMED: usize = 12;

/// What a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Candidates,
    Catalogue,
    Plain,
}

/// Decides what `tables` are, which were read from the file of `reading` and are said to be of `format`.
///
/// # Errors
/// If the only table of the file needs an answer of its user, or an answer does not fit.
pub(crate) fn interpret(tables: Vec<Table>, format: String, reading: &Reading) -> Result<Loaded> {
    let mut loaded = Loaded {
        path: reading.path.to_owned(),
        format,
        ..Loaded::default()
    };
    let alone = tables.len() == 1;
    for table in tables {
        reading
            .progress
            .step(0, 1)
            .map_err(|error| reading.error(error))?;
        loaded.warnings.0.extend(table.warnings.iter().cloned());
        let name = match (candidates::said(&table, LIST_NAME), table.name.trim()) {
            (Some(name), _) => name.trim().to_owned(),
            (None, name) if !alone && !name.is_empty() => name.to_owned(),
            _ => name_of(reading.path),
        };
        one(table, name, alone, reading, &mut loaded)?;
    }
    if !loaded.samples.is_empty() || !loaded.catalogues.is_empty() || loaded.has_responses() {
        match sha256_of(reading.path, reading.progress) {
            Ok(checksum) => loaded.set_checksum(&checksum),
            Err(error) if error.is_cancelled() => return Err(error),
            Err(error) => loaded
                .warnings
                .add(format!("no checksum of the file: {error}")),
        }
    }
    Ok(loaded)
}

/// Decides what one table is, and adds it to `loaded`.
fn one(
    table: Table,
    name: String,
    alone: bool,
    reading: &Reading,
    loaded: &mut Loaded,
) -> Result<()> {
    let (path, options) = (reading.path, reading.options);
    let wanted = kind_wanted(options, path)?;
    let mut warnings = Warnings::default();
    if wanted.is_none() {
        if let Some(uptime) = uptime::uptime(&table, &name, &mut warnings.0) {
            loaded.warnings.0.append(&mut warnings.0);
            loaded.uptimes.push(Arc::new(uptime));
            return Ok(());
        }
        match response::response(&table, &name, &mut warnings.0) {
            Some(Ok(response)) => {
                loaded.warnings.0.append(&mut warnings.0);
                loaded.add(response);
                return Ok(());
            }
            Some(Err(problem)) => loaded
                .warnings
                .add(format!("not used as a response of a detector: {problem}")),
            None => {}
        }
    }
    let mut titles: Vec<_> = table.columns.iter().map(values::title_of).collect();
    systems::add_time_origins(&table, &mut titles);
    let misfit = |misfit: Misfit| Error::Choice {
        key: misfit.key,
        choice: misfit.choice.to_string(),
        problem: misfit.problem,
        path: path.into(),
    };
    let mut meaning = match recognise(&titles, &options.columns) {
        Err(_) if !alone => Meaning::default(),
        found => found.map_err(misfit)?,
    };
    if !options.columns.contains_key("containment")
        && meaning.get(Key::Sigma).is_some()
        && let Some(share) = candidates::share(&table, ERROR_SHARE)
    {
        meaning.containment = Some(share);
    }
    let placed = meaning.get(Key::Ra).is_some() && meaning.get(Key::Dec).is_some();
    let kind = match wanted {
        Some(kind) => kind,
        None if !placed => Kind::Plain,
        None => natural_kind(&table, &meaning, alone),
    };
    if kind != Kind::Plain || wanted.is_none() {
        let mut ask = open_questions(&table, &meaning, options);
        if kind == Kind::Catalogue {
            ask.retain(|key| *key != Key::Sigma.word());
        }
        if !ask.is_empty() && alone {
            return Err(question(ask, &table, path));
        }
    }
    if kind == Kind::Plain || !placed {
        loaded.tables.push(Arc::new(table));
        return Ok(());
    }
    if let Some(foreign) = systems::foreign_positions(&table, &meaning) {
        let refusal = systems::refusal(&foreign);
        if alone {
            return Err(Error::Unsupported {
                wanted: "positions in ICRS or FK5 at J2000",
                found: refusal,
                path: path.into(),
            });
        }
        let about = format!("the positions of {name:?} are not used: {refusal}");
        loaded.warnings.add(about);
        loaded.tables.push(Arc::new(table));
        return Ok(());
    }
    if kind == Kind::Catalogue {
        let needed = [Key::Ra, Key::Dec, Key::Sigma, Key::Name];
        meaning.used.retain(|used| needed.contains(&used.key));
    } else {
        loaded.warnings.0.append(&mut meaning.left_out);
        let dates = systems::said_of_dates(&titles, &meaning);
        loaded.warnings.0.extend(dates);
    }
    let rows = rows::rows(&table, &meaning);
    if rows.len == 0 {
        if !alone {
            loaded.tables.push(Arc::new(table));
            return Ok(());
        }
        return Err(Error::Nothing {
            format: "a candidate table".into(),
            wanted: "usable rows",
            found: rows.nothing(),
            path: path.into(),
        });
    }
    loaded.warnings.0.extend(rows.skipped());
    let is_list = |column: &&Column| matches!(column.values, Values::Lists { .. });
    let lists = table.columns.iter().filter(is_list);
    let lists: Vec<_> = lists.map(|column| column.name.as_str()).collect();
    if !lists.is_empty() {
        let lists = lists.join(", ");
        loaded.warnings.add(format!(
            "columns with several values a row are left out: {lists}"
        ));
    }
    if kind == Kind::Catalogue {
        let catalogue = catalogue::catalogue(&table, &meaning, rows, name);
        loaded.catalogues.push(Arc::new(catalogue));
    } else {
        let sample = candidates::sample(&table, &meaning, rows, name);
        loaded.samples.push(Arc::new(sample));
    }
    Ok(())
}

/// What a user says the table is.
fn kind_wanted(options: &OpenOptions, path: &Path) -> Result<Option<Kind>> {
    let Some(choice) = options.columns.get("kind") else {
        return Ok(None);
    };
    match choice.column.as_str() {
        "candidates" => Ok(Some(Kind::Candidates)),
        "catalogue" | "catalog" => Ok(Some(Kind::Catalogue)),
        "table" => Ok(Some(Kind::Plain)),
        _ => Err(Error::Choice {
            key: "kind".into(),
            choice: choice.to_string(),
            problem: "candidates, catalogue or table is wanted".into(),
            path: path.into(),
        }),
    }
}

/// What a table with positions is by its columns.
fn natural_kind(table: &Table, meaning: &Meaning, alone: bool) -> Kind {
    let named = meaning.get(Key::Name).is_some();
    let own = candidates::comment(table, crate::write_candidates::NAME_COMMENT).is_some();
    if own || meaning.get(Key::Mjd).is_some() {
        Kind::Candidates
    } else if named {
        Kind::Catalogue
    } else if alone || candidates::is_of_events(meaning) {
        Kind::Candidates
    } else {
        // Positions of something else, beside other tables: regions, tiles, pointings.
        Kind::Plain
    }
}

/// The keys that a user has to be asked for.
fn open_questions(table: &Table, meaning: &Meaning, options: &OpenOptions) -> Vec<&'static str> {
    let missing = |key: &Key| meaning.get(*key).is_none();
    let both = [Key::Ra, Key::Dec];
    let unnamed = || {
        let numbers = (1..).map(|number| format!("col{number}"));
        let bare = table.columns.iter().zip(numbers);
        table.columns.len() <= MOST_UNNAMED && bare.into_iter().all(|(a, b)| a.name == b)
    };
    let begun = || {
        let about_columns = |key: &&String| KEYS[..KEYS.len() - 2].contains(&key.as_str());
        options.columns.keys().any(|key| about_columns(&key))
    };
    let named = both.iter().any(|key| meaning.no_unit.contains(&key.word()));
    let one = both.iter().filter(|key| missing(key)).count() == 1;
    let mut ask = Vec::new();
    if named || one || both.iter().any(missing) && (unnamed() || begun()) {
        ask.extend(both.iter().filter(|key| missing(key)).map(|key| key.word()));
    }
    let placed = both
        .iter()
        .all(|key| !missing(key) || ask.contains(&key.word()));
    if placed && meaning.no_unit.contains(&Key::Sigma.word()) {
        ask.push(Key::Sigma.word());
    }
    ask
}

fn question(wanted: Vec<&'static str>, table: &Table, path: &Path) -> Error {
    let row = |row: usize| {
        let cells = table.columns.iter().map(|column| column.values.show(row));
        let line = cells.collect::<Vec<_>>().join(" ");
        line.trim().chars().take(120).collect()
    };
    let columns = table.columns.iter().map(|column| column.name.clone());
    let question = Box::new(ColumnQuestion {
        wanted,
        columns: columns.collect(),
        rows: (0..table.rows().min(3)).map(row).collect(),
    });
    Error::WhichColumn {
        question,
        path: path.into(),
    }
}

impl Loaded {
    fn add(&mut self, response: Response) {
        match response {
            Response::Area(area) => {
                let empty = area.area_cm2.iter().filter(|area| **area == 0.0).count();
                if empty == area.area_cm2.len() {
                    let bins = grouped(empty);
                    self.warnings
                        .add(format!("all {bins} bins of the effective area are empty"));
                }
                self.effective_areas.push(Arc::new(area));
            }
            Response::Resolution(found) => self.angular_resolutions.push(Arc::new(found)),
            Response::Smearing(found) => self.smearings.push(Arc::new(found)),
            Response::Spread(found) => self.point_spreads.push(Arc::new(found)),
            Response::Dispersion(found) => self.energy_dispersions.push(Arc::new(found)),
        }
    }

    fn has_responses(&self) -> bool {
        !(self.effective_areas.is_empty()
            && self.angular_resolutions.is_empty()
            && self.smearings.is_empty()
            && self.point_spreads.is_empty()
            && self.energy_dispersions.is_empty()
            && self.uptimes.is_empty())
    }

    /// Sets the checksum of everything that was read from one file.
    fn set_checksum(&mut self, checksum: &str) {
        let of = || checksum.to_owned();
        self.samples
            .iter_mut()
            .for_each(|one| Arc::make_mut(one).checksum = of());
        self.catalogues
            .iter_mut()
            .for_each(|one| Arc::make_mut(one).checksum = of());
        self.effective_areas
            .iter_mut()
            .for_each(|one| Arc::make_mut(one).checksum = of());
        self.angular_resolutions
            .iter_mut()
            .for_each(|one| Arc::make_mut(one).checksum = of());
        self.smearings
            .iter_mut()
            .for_each(|one| Arc::make_mut(one).checksum = of());
        self.point_spreads
            .iter_mut()
            .for_each(|one| Arc::make_mut(one).checksum = of());
        self.energy_dispersions
            .iter_mut()
            .for_each(|one| Arc::make_mut(one).checksum = of());
        self.uptimes
            .iter_mut()
            .for_each(|one| Arc::make_mut(one).checksum = of());
    }
}

/// A name from its file's: `IC86_I_exp.csv` is IC86_I, `IC86-2011-events.txt` is IC86-2011.
pub(crate) fn name_of(path: &Path) -> String {
    const ENDS: &[&str] = &[
        "_exp",
        "-exp",
        "_events",
        "-events",
        "_effectiveArea",
        "-TabulatedAeff",
        "-AngRes",
        "_smearing",
    ];
    let stem = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_else(|| "candidates".into());
    let stem = stem.strip_suffix(".gz").unwrap_or(&stem);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let short = ENDS.iter().find_map(|end| stem.strip_suffix(end));
    let short = short
        .or_else(|| stem.strip_prefix("events_"))
        .unwrap_or(stem);
    if short.is_empty() { stem } else { short }.to_owned()
}

#[cfg(test)]
mod system_tests;
#[cfg(test)]
mod tests;
