//! `nuscope simulate`: events, a detector or a sky of candidates from our own seeded simulation, as files.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use nuscope_io::simulate::{self, Kind, Recipe};
use nuscope_io::{write_candidates, write_detx, write_km3net_hdf5};

use crate::plot::ticks::thousands;

/// Simulate events or a sky of candidates and save them as files.
#[derive(Debug, Subcommand)]
pub enum Simulate {
    /// Full events in a toy detector, as KM3NeT HDF5 with its DETX.
    Events(Events),
    /// Candidate lists of the size of the ANTARES and IceCube combined search, with one injected source.
    Sky(SkyArgs),
}

/// Full events in a toy detector.
#[derive(Debug, Args)]
pub struct Events {
    /// What kind of event: muon, starting, cascade, orca, bundle, background, or mixed (random muons and
    /// cascades).
    #[arg(long, default_value = "muon")]
    kind: String,
    /// How many events; all but mixed ones differ only in their seed.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    events: u32,
    /// Energy in GeV, if not the one of the kind.
    #[arg(long, value_name = "GEV")]
    energy_gev: Option<f64>,
    /// Seed of the random numbers: the same seed makes the same events.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to save the events (HDF5).
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Where to save their detector (DETX).
    #[arg(long, value_name = "FILE")]
    detector_out: Option<PathBuf>,
}

/// Candidate lists with one injected source.
#[derive(Debug, Args)]
pub struct SkyArgs {
    /// Seed of the random numbers: the same seed makes the same sky.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for the lists, one CSV file per sample; made if it is not there.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

impl Simulate {
    /// Simulates, saves, and says what was made.
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Events(events) => events.run(),
            Self::Sky(sky) => sky.run(),
        }
    }
}

impl Events {
    fn run(self) -> anyhow::Result<()> {
        let mixed = self.kind == "mixed";
        let kind = match Kind::from_name(&self.kind) {
            Some(kind) => kind,
            None if mixed => Kind::ThroughGoingMuon,
            None => {
                let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
                bail!(
                    "there is no kind of event {:?}; there are {} and mixed",
                    self.kind,
                    names.join(", ")
                );
            }
        };
        let detector = kind.detector(self.seed);
        let warnings = if mixed {
            if self.energy_gev.is_some() {
                bail!("mixed events have energies of their own: leave --energy-gev out");
            }
            let many = simulate::many(&detector, self.events as usize, self.seed);
            write_km3net_hdf5(&self.out, many.iter())?
        } else {
            let events = (0..u64::from(self.events)).map(|i| {
                let mut recipe = Recipe::new(kind, self.seed.wrapping_add(i));
                if let Some(energy_gev) = self.energy_gev {
                    recipe.energy_gev = energy_gev;
                }
                simulate::simulate(
                    &detector,
                    &recipe.particles()?,
                    recipe.seed,
                    &simulate::Options::default(),
                )
            });
            write_km3net_hdf5(&self.out, events)?
        };
        for line in &warnings.0 {
            eprintln!("warning: {line}: {:?}", self.out);
        }
        say!(
            "{} simulated events: {}",
            thousands(self.events as usize),
            self.out.display()
        );
        if let Some(path) = &self.detector_out {
            write_detx(path, &detector)?;
            say!("their detector: {}", path.display());
        }
        Ok(())
    }
}

impl SkyArgs {
    fn run(self) -> anyhow::Result<()> {
        std::fs::create_dir_all(&self.out)
            .map_err(|error| anyhow!("cannot make the folder: {error}: {:?}", self.out))?;
        let sky = simulate::sky(self.seed);
        for sample in &sky.samples {
            let path = self.out.join(file_name(&sample.name));
            write_candidates(&path, sample)?;
            say!(
                "{} simulated candidates: {}",
                thousands(sample.len()),
                path.display()
            );
        }
        let source = &sky.source;
        say!(
            "injected source: RA {:.2}° Dec {:+.2}°, {} events, E^-{}",
            source.position.ra_rad.to_degrees(),
            source.position.dec_rad.to_degrees(),
            source.events.iter().map(Vec::len).sum::<usize>(),
            source.gamma
        );
        Ok(())
    }
}

/// A sample's name as a file name.
pub(super) fn file_name(sample: &str) -> PathBuf {
    let safe: String = sample
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    Path::new(&safe).with_extension("csv")
}
