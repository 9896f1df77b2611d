//! `nuscope convert`: the same data in another format.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use nuscope_io::table::Note;
use nuscope_io::write_tables::{table_extensions, table_format};
use nuscope_io::{
    Loaded, OpenOptions, Origins, Warnings, events_of, tables_of, write_datx_with, write_detx_with,
    write_healpix, write_km3net_hdf5_with, write_moc_with, write_multi_order, write_tables,
};
use nuscope_model::MultiOrderMap;

use super::bar::with_bar;
use super::convert_tables::{chosen, remarks};
use super::{ColumnArgs, keep_inputs, open_one, writable};
use crate::plot::ticks::thousands;

/// Write the same data in another format, which the ending of `out` names.
#[derive(Debug, Args)]
pub struct Convert {
    /// Files of any known format; several only where the new one holds several.
    #[arg(required = true, value_name = "IN")]
    files: Vec<PathBuf>,
    /// Where to save them. Tables: .csv, .ecsv, .fits and others; events: .h5; detectors: .detx, .datx; maps: .fits.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Version of DETX, 1 to 5; those before 5 hold less.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=5))]
    detx_version: u32,
    /// Which of several tables to write, by its name.
    #[arg(long, value_name = "NAME")]
    table: Option<String>,
    #[command(flatten)]
    columns: ColumnArgs,
}

/// What the ending of a name asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Events,
    Detx,
    Datx,
    Map,
    Tables,
}

impl Convert {
    /// Converts, and says what cannot be written.
    pub fn run(self) -> anyhow::Result<()> {
        keep_inputs(&self.out, &self.files)?;
        writable(&self.out)?;
        let options = OpenOptions {
            exact_maps: true,
            ..self.columns.options()
        };
        let mut origins = Origins::of("convert");
        let mut inputs = Vec::new();
        for path in &self.files {
            let loaded = open_one(path, &options)?;
            with_bar("checksum", |progress| {
                origins.opened(path, &loaded, progress)
            })?;
            inputs.push(loaded);
        }
        let wanted = match wanted(&self.out, &inputs)? {
            _ if self.table.is_some() && table_format(&self.out).is_some() => Wanted::Tables,
            wanted => wanted,
        };
        if self.table.is_some() && wanted != Wanted::Tables {
            bail!(
                "--table chooses one of several tables, but {} holds none; without --table it is written: {:?}",
                ending(&self.out),
                self.out
            );
        }
        self.say_settings(wanted, &mut origins);
        let (done, warnings) = match wanted {
            Wanted::Events => self.events(&inputs, origins.notes())?,
            Wanted::Detx | Wanted::Datx => self.detector(&inputs, wanted, origins.notes())?,
            Wanted::Map => (self.map(&inputs, &origins)?, Warnings::default()),
            Wanted::Tables => self.tables(&inputs, origins.notes())?,
        };
        for line in &warnings.0 {
            eprintln!("warning: {line}: {:?}", self.out);
        }
        say!("{done}: {}", self.out.display());
        Ok(())
    }

    fn events(&self, inputs: &[Loaded], notes: &[Note]) -> anyhow::Result<(String, Warnings)> {
        let mut sources = Vec::new();
        for (loaded, path) in inputs.iter().zip(&self.files) {
            match &loaded.events {
                Some(events) => sources.push(events),
                None => bail!(
                    "full events are wanted for {}, but this is {}: {path:?}",
                    ending(&self.out),
                    loaded.format
                ),
            }
        }
        if sources
            .iter()
            .any(|source| source.provenance() != sources[0].provenance())
        {
            bail!(
                "recorded and simulated events cannot stand in one file: {:?}",
                self.out
            );
        }
        let total: usize = sources.iter().map(|source| source.headers().len()).sum();
        let warnings = with_bar("events", |progress| {
            let all = sources.iter().flat_map(|source| events_of(source.as_ref()));
            let told = all.enumerate().map(|(done, event)| {
                progress.report(done, total);
                event
            });
            write_km3net_hdf5_with(&self.out, told, notes)
        })?;
        Ok((format!("{} events", thousands(total)), warnings))
    }

    fn detector(
        &self,
        inputs: &[Loaded],
        wanted: Wanted,
        notes: &[Note],
    ) -> anyhow::Result<(String, Warnings)> {
        let loaded = self.only(inputs, "a detector")?;
        let Some(detector) = &loaded.detector else {
            bail!(
                "a detector is wanted for {}, but this is {}: {:?}",
                ending(&self.out),
                loaded.format,
                self.files[0]
            );
        };
        let mut lost = Warnings::default();
        match wanted {
            Wanted::Datx => write_datx_with(&self.out, detector, notes)?,
            _ => lost = write_detx_with(&self.out, detector, self.detx_version, notes)?,
        }
        let done = format!(
            "a detector of {} modules",
            thousands(detector.modules().len())
        );
        Ok((done, lost))
    }

    fn map(&self, inputs: &[Loaded], origins: &Origins) -> anyhow::Result<String> {
        let loaded = self.only(inputs, "a map")?;
        // Where a map was drawn from cells, the cells are what was measured.
        let done = if let Some(map) = &loaded.multi_order {
            let mut map = map.as_ref().clone();
            map.provenance.extend(origins.cards());
            write_multi_order(&self.out, &map)?;
            in_words(&map)
        } else if let Some(map) = &loaded.map {
            let mut map = map.as_ref().clone();
            map.provenance.extend(origins.cards());
            write_healpix(&self.out, &map)?;
            format!("a map of nside {}", map.nside)
        } else if let [region] = loaded.regions.as_slice() {
            write_moc_with(&self.out, region, origins.notes())?;
            "a region".to_owned()
        } else {
            bail!(
                "one sky map or region is wanted, but this is {}: {:?}",
                loaded.format,
                self.files[0]
            );
        };
        Ok(done)
    }

    fn tables(&self, inputs: &[Loaded], notes: &[Note]) -> anyhow::Result<(String, Warnings)> {
        let mut warnings = Warnings::default();
        let (mut lists, mut others) = (Vec::new(), Vec::new());
        for (loaded, path) in inputs.iter().zip(&self.files) {
            let mut notes = notes.to_vec();
            let remarks = remarks(loaded, path).into_iter();
            notes.extend(remarks.map(|value| Note {
                value,
                ..Note::default()
            }));
            let mut found = tables_of(loaded, &notes, &mut warnings);
            // Tables beside events, such as the header of a simulation, are not what is asked for.
            let beside =
                loaded.events.is_some() && loaded.samples.is_empty() && self.table.is_none();
            if found.is_empty() || beside {
                bail!(
                    "a table, candidates or a catalogue are wanted for {}, but this is {}{}: {path:?}",
                    ending(&self.out),
                    loaded.format,
                    instead(loaded)
                );
            }
            let rest = found.split_off(loaded.samples.len() + loaded.catalogues.len());
            lists.extend(found);
            others.extend(rest);
        }
        let name = self.table.as_deref();
        let tables = chosen(lists, others, name, &self.out, &mut warnings)?;
        let written = write_tables(&self.out, &tables)?;
        warnings.0.extend(written.0);
        let rows: usize = tables.iter().map(|table| table.rows()).sum();
        let done = match tables.len() {
            1 => format!("{} rows", thousands(rows)),
            many => format!("{} rows in {many} tables", thousands(rows)),
        };
        Ok((done, warnings))
    }

    /// The user's answers and choices, for what is made by them.
    fn say_settings(&self, wanted: Wanted, origins: &mut Origins) {
        for (number, (key, choice)) in (1..).zip(&self.columns.columns) {
            let value = format!("{key}={choice}");
            origins.say(
                &format!("COLUMN{number}"),
                value,
                "what the user said of a column",
            );
        }
        if let Some(name) = &self.table {
            origins.say("TABLE", name, "which table was chosen");
        }
        if wanted == Wanted::Detx {
            let version = self.detx_version.to_string();
            origins.say("DETXVER", version, "version of DETX");
        }
    }

    /// The only input, where the format holds one thing.
    fn only<'a>(&self, inputs: &'a [Loaded], what: &str) -> anyhow::Result<&'a Loaded> {
        match inputs {
            [one] => Ok(one),
            many => bail!(
                "{} holds {what}, but {} files are given: {:?}",
                ending(&self.out),
                many.len(),
                self.out
            ),
        }
    }
}

/// What is written of a map that is kept cell by cell.
fn in_words(map: &MultiOrderMap) -> String {
    let cells = thousands(map.cells().len());
    let nside = 1_u64 << map.order();
    let one_size = map.cells().iter().all(|cell| cell.order() == map.order());
    let size = match one_size {
        true => format!("{cells} pixels of nside {nside}"),
        false => format!("{cells} cells down to nside {nside}"),
    };
    format!(
        "a map of {size} in {} coordinates and 64-bit numbers",
        map.frame.name()
    )
}

/// What the ending of `out` asks for; HDF5 and FITS hold several kinds, of which the inputs decide.
fn wanted(out: &Path, inputs: &[Loaded]) -> anyhow::Result<Wanted> {
    let any = |has: fn(&Loaded) -> bool| inputs.iter().any(has);
    let found = match ending(out).as_str() {
        ".detx" => Wanted::Detx,
        ".datx" => Wanted::Datx,
        ".h5" | ".hdf5" if any(|loaded| loaded.events.is_some()) || table_format(out).is_none() => {
            Wanted::Events
        }
        ".fits" | ".fit" if any(has_map) => Wanted::Map,
        _ if table_format(out).is_some() => Wanted::Tables,
        _ => bail!(
            "no format has this ending; there are {} for tables, .h5 for events, .detx and .datx for detectors, \
             .fits for maps: {out:?}",
            table_extensions()
        ),
    };
    Ok(found)
}

fn has_map(loaded: &Loaded) -> bool {
    loaded.map.is_some() || loaded.multi_order.is_some() || !loaded.regions.is_empty()
}

/// How a name ends, in lower case and with its dot.
fn ending(path: &Path) -> String {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    format!(".{}", extension.to_lowercase())
}

/// What could be done with a file that holds no table.
fn instead(loaded: &Loaded) -> &'static str {
    if loaded.events.is_some() {
        " (`nuscope reduce` makes a list of its fits; as events they become .h5)"
    } else if loaded.detector.is_some() {
        " (a detector becomes .detx or .datx)"
    } else if has_map(loaded) {
        " (a map becomes .fits)"
    } else if !(loaded.point_spreads.is_empty()
        && loaded.energy_dispersions.is_empty()
        && loaded.effective_areas.is_empty())
    {
        " (point spreads, energy dispersions and areas by offset have no form as tables of rows)"
    } else {
        ""
    }
}
