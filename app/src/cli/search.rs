//! `nuscope search`: everything that a search for sources publishes, in one command and one folder.
//!
//! Map, maxima, list of sources, figure and a summary rest on the same likelihood, the same trials and the same seed.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, anyhow};
use clap::Args;
use nuscope_model::SkyMap;
use nuscope_scan::calibrated_map::calibrated_map;
use nuscope_scan::calibration::{Calibration, grid};
use nuscope_scan::{Kept, Watch as _, scan};
use serde_json::{Value, json};

use super::nside;
use super::peaks::Peaks;
use super::source_list::ListArgs;
use super::sources::save;
use super::spot::Spot;
use super::trial_args::{Prepared, TrialArgs};
use super::watch::Bar;
use super::window_args::WindowArgs;
use super::{open_all, save_text};
use crate::derived::Derived;
use crate::plot::save::{Format, write_wide};
use crate::plot::sky::{Page, figure};
use crate::source_report::Report;
use crate::view::{FigureStyle, Mode, View};

/// Search the whole sky and a list of sources, and save all that is to be said of it.
#[derive(Debug, Args)]
pub struct Search {
    /// An analysis file (TOML) that names lists, responses, choices and perhaps sources.
    #[arg(long, value_name = "FILE")]
    analysis: PathBuf,
    #[command(flatten)]
    list: ListArgs,
    /// Resolution of the map.
    #[arg(long, default_value = "128", value_parser = nside)]
    nside: u32,
    /// Whole scrambled skies of that resolution, for post-trial p-values of the hottest spots; those that are kept
    /// are used in any case.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=100_000))]
    map_skies: u64,
    /// The TS on the map from which local maxima are fitted again on finer pixels.
    #[arg(long, value_name = "TS", default_value_t = 9.0)]
    peaks_above: f64,
    /// What the figure is for: paper, talk, exhibit.
    #[arg(long, value_name = "STYLE", default_value = "paper", value_parser = super::sky::choices::style)]
    style: FigureStyle,
    /// Folder for map.fits, maxima.json, sources.csv, .vot, .tex and .json, sky.pdf and summary.txt; made if it is not
    /// there.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Print what was found as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    trial: TrialArgs,
    #[command(flatten)]
    window: WindowArgs,
}

/// What is written, in this order.
const FILES: [&str; 8] = [
    "map.fits",
    "maxima.json",
    "sources.csv",
    "sources.vot",
    "sources.tex",
    "sources.json",
    "sky.pdf",
    "summary.txt",
];

/// The map and what is said of it.
struct OfSky {
    map: SkyMap,
    calibration: Option<Calibration>,
    /// `None` where the map is finer than they would be.
    peaks: Option<Peaks>,
    spots: Vec<Spot>,
}

impl Search {
    /// Searches, saves and prints.
    pub fn run(self) -> anyhow::Result<()> {
        let started = Instant::now();
        std::fs::create_dir_all(&self.out)
            .map_err(|error| anyhow!("cannot make the folder: {error}: {:?}", self.out))?;
        let files = FILES.map(|name| self.out.join(name));
        let prepared = Prepared::read(&self.analysis, &files, &self.window)?;
        // The list first: what is wrong with it is said before the long work.
        let report = self.list.look(&prepared, &self.trial, "search")?;
        let sky = self.look_at_sky(&prepared)?;
        let seconds = started.elapsed().as_secs_f64();

        let [map, maxima, csv, vot, tex, list, picture, summary] = &files;
        nuscope_io::write_healpix(map, &sky.map)?;
        match &sky.peaks {
            Some(peaks) => peaks.save(maxima, &sky.map, sky.calibration.as_ref())?,
            None => remove_old(maxima)?,
        }
        for out in [csv, vot, tex, list] {
            save(&report, out)?;
        }
        self.draw(&[map.clone(), vot.clone()], picture)?;
        let words = self.words(&report, &sky, seconds);
        save_text(summary, &words)?;
        if self.json {
            let value = self.to_json(&report, &sky, seconds);
            say!("{}", serde_json::to_string_pretty(&value)?);
        } else {
            say!("{}", words.trim_end());
            say!("{}", self.out.display());
        }
        Ok(())
    }

    fn look_at_sky(&self, prepared: &Prepared) -> anyhow::Result<OfSky> {
        let likelihood = &prepared.likelihood;
        let store = self.trial.store();
        let mut kept = Kept::new(likelihood, store.as_ref(), self.trial.seed);
        let stopped = "the search was stopped";
        let bar = Bar::new("trials of the sky");
        let calibration = match self.list.trials {
            0 => None,
            trials => {
                let dec_rad = grid(likelihood, None);
                Some(kept.calibration(&dec_rad, trials, &bar).context(stopped)?)
            }
        };
        bar.stage("map");
        let map = scan(likelihood, self.nside, &bar).context(stopped)?;
        let mut peaks = match self.nside < super::peaks::NSIDE {
            true => Some(Peaks::of(likelihood, &map, (self.peaks_above, None), &bar)?),
            false => None,
        };
        let (mut spots, mut shown) = (Vec::new(), None);
        if let Some(calibration) = &calibration {
            bar.stage("skies of the map");
            let mut skies = kept.lowest_of_sky_if_kept(calibration, self.nside);
            if (skies.len() as u64) < self.map_skies {
                let more = kept.lowest_of_sky(calibration, self.nside, self.map_skies, &bar);
                skies = more.context(stopped)?;
            }
            peaks = peaks.map(|peaks| peaks.against(&skies));
            spots = Spot::of(calibration, &map, &skies);
            shown = Some(calibrated_map(&map, calibration));
        }
        bar.finish();
        for line in kept.take_remarks() {
            eprintln!("warning: {line}");
        }
        Ok(OfSky {
            map: shown.unwrap_or(map),
            calibration,
            peaks,
            spots,
        })
    }

    /// The map with its hottest spots and the sources of the list, as a figure that can be opened again.
    fn draw(&self, inputs: &[PathBuf], out: &std::path::Path) -> anyhow::Result<()> {
        let document = open_all(inputs, &nuscope_io::OpenOptions::default())?;
        let mut view = View {
            mode: Mode::Sky,
            ..View::default()
        };
        view.export.figure = self.style;
        let mut derived = Derived::default();
        derived.update(&document, &view);
        let page = Page::for_file(self.style, Format::Pdf, None);
        write_wide(
            &figure(&document, &view, &derived, &page),
            out,
            page.width_px,
        )
    }

    fn words(&self, report: &Report, sky: &OfSky, seconds: f64) -> String {
        let mut words = report.text();
        let spots = sky.spots.iter().map(|spot| spot.words(self.nside));
        let peaks = sky.peaks.as_ref();
        let finer = peaks.and_then(|peaks| peaks.hottest(sky.calibration.as_ref()));
        let finer = finer.map(|peak| peak.words());
        let done = format!("Searched in {seconds:.1} s.");
        for line in spots.chain(finer).chain([done]) {
            words += &line;
            words.push('\n');
        }
        words
    }

    fn to_json(&self, report: &Report, sky: &OfSky, seconds: f64) -> Value {
        let peaks = sky.peaks.as_ref();
        let finer = peaks.and_then(|peaks| peaks.hottest(sky.calibration.as_ref()));
        json!({
            "sources": report.json(),
            "map": {
                "nside": self.nside,
                "calibrated": sky.calibration.is_some(),
                "hottest": sky.spots.iter().map(Spot::json).collect::<Vec<_>>(),
                "hottest_finer": finer.map(|peak| peak.json()),
            },
            "files": FILES,
            "seconds": seconds,
        })
    }
}

/// What an earlier search left must not pass for this one's.
fn remove_old(path: &std::path::Path) -> anyhow::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(anyhow!(
            "cannot remove the file of an earlier search: {error}: {path:?}"
        )),
        _ => Ok(()),
    }
}
