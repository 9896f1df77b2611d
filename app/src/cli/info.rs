//! `nuscope info`: what files hold, and what had to be skipped in them.

use std::path::PathBuf;

use clap::Args;
use nuscope_io::table::words::counted;
use nuscope_io::{Loaded, OpenOptions, Progress};
use nuscope_model::Provenance;
use serde_json::json;

use super::ColumnArgs;
use super::info_json::{self, hits, strings};
use crate::document::map_simulated;
use crate::plot::ticks::thousands;

/// Say what files hold, and what had to be skipped in them.
#[derive(Debug, Args)]
pub struct Info {
    /// Files of any known format.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Print JSON instead of text: files, with what was skipped in them and why, and how well detectors fit events.
    #[arg(long)]
    json: bool,
    /// Read every event too, and say what is in them.
    #[arg(long)]
    deep: bool,
    #[command(flatten)]
    columns: ColumnArgs,
}

impl Info {
    /// Prints what the files hold; files after one that fails are still told about.
    pub fn run(self) -> anyhow::Result<()> {
        let options: OpenOptions = self.columns.options();
        let mut told = Vec::new();
        let mut opened = Vec::new();
        let mut failed = None;
        for path in &self.files {
            match nuscope_io::open_with(path, &options, &Progress::default()) {
                Ok(loaded) => {
                    if self.json {
                        told.push(info_json::file(&loaded, self.deep));
                    } else {
                        print(&loaded, self.deep);
                    }
                    if loaded.events.is_some() || loaded.detector.is_some() {
                        opened.push(loaded);
                    }
                }
                Err(error) => {
                    if self.json {
                        told.push(info_json::refused(path, &error));
                    }
                    if let Some(earlier) = failed.replace(error) {
                        eprintln!("error: {earlier}");
                    }
                }
            }
        }
        let matches = info_json::matches(&opened);
        if self.json {
            let all = json!({
                "nuscope": env!("CARGO_PKG_VERSION"),
                "files": told,
                "matches": matches,
            });
            say!("{}", serde_json::to_string_pretty(&all)?);
        } else {
            print_matches(&matches);
        }
        failed.map_or(Ok(()), |error| Err(error.into()))
    }
}

/// The file as text, one fact a line.
fn print(loaded: &Loaded, deep: bool) {
    say!("{}", loaded.path.display());
    say!("  {}", loaded.format);
    if let Some(events) = &loaded.events {
        let headers = events.headers();
        let simulated = if events.provenance() == Provenance::Simulated {
            ", simulated"
        } else {
            ""
        };
        say!(
            "  {} event{}, {} hits{simulated}",
            thousands(headers.len()),
            if headers.len() == 1 { "" } else { "s" },
            thousands(hits(headers))
        );
        if let Some(first) = headers.first() {
            let id = |name: &str, value: Option<i64>| value.map(|value| format!("{name} {value}"));
            let facts = [
                id("detector", first.det_id.map(i64::from)),
                id("run", first.run_id),
                first
                    .utc
                    .filter(|_| simulated.is_empty())
                    .map(|utc| format!("first event {utc}")),
            ];
            let facts: Vec<_> = facts.into_iter().flatten().collect();
            if !facts.is_empty() {
                say!("  {}", facts.join(", "));
            }
        }
        if deep && let Some(all) = info_json::all_events(events.as_ref(), loaded).as_object() {
            for key in [
                "triggered_hits",
                "hits_with_a_place",
                "tracks",
                "mc_tracks",
                "mc_hits",
            ] {
                let count = all[key].as_u64().unwrap_or_default() as usize;
                say!("  {} {}", thousands(count), key.replace('_', " "));
            }
            for line in all["event_warnings"].as_array().into_iter().flatten() {
                say!("  warning: {}", line.as_str().unwrap_or_default());
            }
        }
    }
    if let Some(detector) = &loaded.detector {
        let marked =
            detector.provenance != Provenance::Simulated || detector.name.contains("simulated");
        let simulated = if marked { "" } else { " (simulated)" };
        say!(
            "  detector {}{simulated}: {} strings, {} modules, {} photomultipliers",
            detector.name,
            strings(detector),
            thousands(detector.modules().len()),
            thousands(detector.sensors().len())
        );
    }
    for sample in &loaded.samples {
        let columns: Vec<_> = sample
            .columns
            .iter()
            .map(|column| column.quantity.label())
            .collect();
        let simulated = if sample.provenance == Provenance::Simulated {
            " (simulated)"
        } else {
            ""
        };
        say!(
            "  {}{simulated}: {} candidates with {}",
            sample.name,
            thousands(sample.len()),
            columns.join(", ")
        );
    }
    if let Some(map) = &loaded.map {
        let names: Vec<_> = map
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let simulated = if map_simulated(map) {
            " (simulated)"
        } else {
            ""
        };
        say!(
            "  sky map{simulated}, nside {}: {}",
            map.nside,
            names.join(", ")
        );
        if map.column("P_LOCAL").is_some() {
            say!("  P_LOCAL is not calibrated");
        }
    }
    if let Some(cells) = &loaded.multi_order {
        say!(
            "  {} cells of its own in {} pixels, down to order {}",
            thousands(cells.cells().len()),
            cells.frame.name(),
            cells.order()
        );
    }
    for region in &loaded.regions {
        let square_degrees = region.area_sr().to_degrees().to_degrees();
        say!(
            "  region {}: {square_degrees:.3} square degrees",
            region.name
        );
    }
    for catalogue in &loaded.catalogues {
        let sources = thousands(catalogue.len());
        say!("  catalogue {}: {sources} sources", catalogue.name);
    }
    for area in &loaded.effective_areas {
        let bins = thousands(area.area_cm2.len());
        say!("  effective area {}: {bins} bins", area.name);
    }
    for table in &loaded.angular_resolutions {
        let bins = table.median_rad.len();
        say!("  angular resolution {}: {bins} bins of energy", table.name);
    }
    for table in &loaded.smearings {
        let bins = thousands(table.len());
        say!("  smearing {}: {bins} bins", table.name);
    }
    for table in &loaded.point_spreads {
        let [energies, thetas] = table.bins();
        let bins = thousands(energies * thetas);
        let medians = table.medians_rad().map(|range| range.map(f64::to_degrees));
        let medians = medians.map_or(String::new(), |[low, high]| {
            format!(", medians of {low:.3}° to {high:.3}°")
        });
        say!("  point spread {}: {bins} bins{medians}", table.name);
    }
    for table in &loaded.energy_dispersions {
        let [energies, thetas] = table.bins();
        let bins = thousands(energies * thetas);
        say!("  energy dispersion {}: {bins} bins", table.name);
    }
    for uptime in &loaded.uptimes {
        let (runs, days) = (thousands(uptime.len()), uptime.livetime_days());
        say!("  good runs {}: {runs} runs, {days:.1} days", uptime.name);
    }
    for table in &loaded.tables {
        let names: Vec<_> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let rows = counted(table.rows(), "row", "rows");
        let name = match table.name.as_str() {
            "" => String::new(),
            name => format!(" {name}"),
        };
        say!("  table{name}: {rows} of {}", shortened(&names));
    }
    for line in &loaded.warnings.0 {
        say!("  warning: {line}");
    }
}

/// The first few names, and how many more there are.
fn shortened(names: &[&str]) -> String {
    const MOST: usize = 8;
    let shown = names[..names.len().min(MOST)].join(", ");
    match names.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more columns"),
    }
}

/// How well each detector fits each file of events, one a line.
fn print_matches(matches: &[serde_json::Value]) {
    for found in matches {
        let word = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        say!(
            "{} in {}: {}",
            word("events"),
            word("detector"),
            word("verdict")
        );
    }
}
