//! `nuscope info`: what files hold, and what had to be skipped in them.

use std::path::PathBuf;

use clap::Args;
use nuscope_io::{Loaded, OpenOptions, Progress};
use nuscope_model::{Detector, EventHeader, Provenance, Quantity, Sample, SkyMap};
use serde_json::{Value, json};

use super::ColumnArgs;
use crate::document::map_simulated;
use crate::plot::ticks::thousands;

/// Say what files hold, and what had to be skipped in them.
#[derive(Debug, Args)]
pub struct Info {
    /// Files of any known format.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Print one JSON list instead of text.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    columns: ColumnArgs,
}

impl Info {
    /// Prints what the files hold; files after one that fails are still told about.
    pub fn run(self) -> anyhow::Result<()> {
        let options: OpenOptions = self.columns.options();
        let mut told = Vec::new();
        let mut failed = None;
        for path in &self.files {
            match nuscope_io::open_with(path, &options, &Progress::default()) {
                Ok(loaded) if self.json => told.push(json(&loaded)),
                Ok(loaded) => print(&loaded),
                Err(error) => {
                    if let Some(earlier) = failed.replace(error) {
                        eprintln!("error: {earlier}");
                    }
                }
            }
        }
        if self.json {
            say!("{}", serde_json::to_string_pretty(&told)?);
        }
        failed.map_or(Ok(()), |error| Err(error.into()))
    }
}

/// The file as JSON: the same facts as the text.
fn json(loaded: &Loaded) -> Value {
    json!({
        "path": loaded.path,
        "format": loaded.format,
        "events": loaded.events.as_ref().map(|events| {
            let headers = events.headers();
            json!({
                "count": headers.len(),
                "hits": hits(headers),
                "simulated": events.provenance() == Provenance::Simulated,
                "det_id": headers.first().and_then(|header| header.det_id),
                "run_id": headers.first().and_then(|header| header.run_id),
            })
        }),
        "detector": loaded.detector.as_deref().map(detector_json),
        "samples": loaded.samples.iter().map(|sample| sample_json(sample)).collect::<Vec<_>>(),
        "map": loaded.map.as_deref().map(map_json),
        "warnings": loaded.warnings.0,
    })
}

fn hits(headers: &[EventHeader]) -> usize {
    headers.iter().map(|header| header.hits).sum()
}

fn strings(detector: &Detector) -> usize {
    let strings: std::collections::HashSet<_> = detector
        .modules()
        .iter()
        .map(|module| module.string)
        .collect();
    strings.len()
}

fn detector_json(detector: &Detector) -> Value {
    json!({
        "name": detector.name,
        "det_id": detector.det_id,
        "strings": strings(detector),
        "modules": detector.modules().len(),
        "photomultipliers": detector.sensors().len(),
        "simulated": detector.provenance == Provenance::Simulated,
    })
}

fn sample_json(sample: &Sample) -> Value {
    let range = |values: &[f64]| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        json!([low, high])
    };
    json!({
        "name": sample.name,
        "candidates": sample.len(),
        "simulated": sample.provenance == Provenance::Simulated,
        "columns": sample.columns.iter().map(|column| column.quantity).collect::<Vec<_>>(),
        "mjd": sample.column(Quantity::Mjd).map(range),
        "checksum": sample.checksum,
    })
}

fn map_json(map: &SkyMap) -> Value {
    json!({
        "nside": map.nside,
        "simulated": map_simulated(map),
        "columns": map.columns.iter().map(|column| {
            json!({
                "name": column.name,
                "unit": column.unit,
                "masked": column.values.iter().filter(|value| value.is_nan()).count(),
            })
        }).collect::<Vec<_>>(),
    })
}

/// The file as text, one fact a line.
fn print(loaded: &Loaded) {
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
    for line in &loaded.warnings.0 {
        say!("  warning: {line}");
    }
}
