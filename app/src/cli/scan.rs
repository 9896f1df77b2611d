//! `nuscope scan`: a likelihood scan of the whole sky, saved as a HEALPix map.
//!
//! Lists alone are scanned by their positions; an analysis file names responses too, and then energies count.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::bail;
use clap::Args;
use nuscope_model::{Equatorial, MapColumn, Provenance, SkyMap};
use nuscope_scan::calibration::{Calibration, grid};
use nuscope_scan::{Input, Kept, Likelihood, Region, Sight};
use serde_json::json;

use super::around;
use super::find_flare::FlareArgs;
use super::peaks::{self, Peaks, Refined};
use super::places::{position, region};
use super::spot::Spot;
use super::trial_args::TrialArgs;
use super::watch::Bar;
use super::window_args::{WindowArgs, say_window};
use super::{ColumnArgs, keep_inputs, nside, open_all};
use crate::analysis::Opened;
use crate::plot::ticks::thousands;
use crate::source_report::window_json;

/// Scan the sky of candidate lists with a likelihood and save the map.
#[derive(Debug, Args)]
pub struct Scan {
    /// Candidate lists; each is one sample of the analysis.
    #[arg(required_unless_present = "analysis")]
    files: Vec<PathBuf>,
    /// An analysis file (TOML) that names lists, responses and choices, instead of FILES.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "spatial"])]
    analysis: Option<PathBuf>,
    /// Resolution: pixels along a side of a base pixel, a power of two (64 is about a degree).
    #[arg(long, default_value = "64", value_parser = nside)]
    nside: u32,
    /// Use the positions alone, not the energies.
    #[arg(long, required_unless_present = "analysis")]
    spatial: bool,
    /// Where to save the map (FITS).
    #[arg(long, value_name = "FILE", required_unless_present = "at")]
    out: Option<PathBuf>,
    /// Fit these positions instead of the whole sky and print one line each.
    #[arg(long, value_name = "RA,DEC", value_parser = position, num_args = 1.., allow_negative_numbers = true, conflicts_with = "out")]
    at: Vec<Equatorial>,
    /// Scan only this part of the sky: the middle of a disc and its radius, in degrees.
    #[arg(long, value_name = "RA,DEC,RADIUS", value_parser = region, allow_negative_numbers = true, conflicts_with = "at")]
    region: Option<Region>,
    /// Fit the surroundings of the map's local maxima again on pixels of nside 512 and save them as JSON.
    #[arg(long, value_name = "FILE", conflicts_with = "at")]
    peaks: Option<PathBuf>,
    /// The TS on the map from which local maxima are fitted again.
    #[arg(long, value_name = "TS", default_value_t = 9.0, requires = "peaks")]
    peaks_above: f64,
    /// Also tell the candidates that make a fit, those with the largest part of TS first: so many.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "at")]
    candidates: usize,
    /// Also tell, in JSON, how much worse other numbers of events and spectral indices are than the best.
    #[arg(long, requires = "at", requires = "json")]
    landscape: bool,
    /// Print a summary as JSON.
    #[arg(long)]
    json: bool,
    /// How many trials at each declination p-values rest on: those that `nuscope calibrate` has kept.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(100..=10_000_000))]
    trials: u64,
    #[command(flatten)]
    trial: TrialArgs,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    window: WindowArgs,
    #[command(flatten)]
    flare: FlareArgs,
}

impl Scan {
    /// Scans, saves the map and says where it is hottest.
    pub fn run(self) -> anyhow::Result<()> {
        let (likelihood, simulated, inputs) = match &self.analysis {
            Some(path) => self.of_analysis(path)?,
            None => self.of_lists()?,
        };
        for line in likelihood.warnings() {
            eprintln!("warning: {line}");
        }
        let store = self.trial.store();
        let mut kept = Kept::new(&likelihood, store.as_ref(), self.trial.seed);
        let calibration = kept.calibration_if_kept(&grid(&likelihood, None), self.trials);
        if !self.at.is_empty() {
            let done = self.fit_positions(&mut kept, calibration.as_ref(), &inputs);
            remark(&mut kept);
            return done;
        }
        let started = Instant::now();
        let watch = Bar::new("scanning");
        let map = match self.region {
            Some(region) => nuscope_scan::scan_region(&likelihood, self.nside, region, &watch),
            None => nuscope_scan::scan(&likelihood, self.nside, &watch),
        };
        let Some(map) = map else {
            bail!("the scan was stopped");
        };
        self.check_region(&map)?;
        let peaks = match &self.peaks {
            Some(_) => Some(Peaks::of(
                &likelihood,
                &map,
                (self.peaks_above, self.region),
                &watch,
            )?),
            None => None,
        };
        watch.finish();
        if let Some(out) = &self.out {
            nuscope_io::write_healpix(out, &map)?;
        }
        let seconds = started.elapsed().as_secs_f64();
        // The skies are whole ones: they say nothing about the hottest spot of a region.
        let whole = calibration.as_ref().filter(|_| self.region.is_none());
        let skies = whole.map(|whole| kept.lowest_of_sky_if_kept(whole, self.nside));
        let skies = skies.unwrap_or_default();
        let peaks = peaks.map(|peaks| peaks.against(&skies));
        if let (Some(path), Some(peaks)) = (&self.peaks, &peaks) {
            peaks.save(path, &map, calibration.as_ref())?;
        }
        let spots = calibration
            .as_ref()
            .map(|calibration| Spot::of(calibration, &map, &skies));
        remark(&mut kept);
        let hottest = peaks
            .as_ref()
            .and_then(|peaks| peaks.hottest(calibration.as_ref()));
        let found = (spots.as_deref(), hottest);
        self.tell(&map, &likelihood, simulated, seconds, found)
    }

    /// Prepares the samples of an analysis file; whether any of them is simulated.
    fn of_analysis(&self, path: &Path) -> anyhow::Result<(Likelihood, bool, Vec<Input>)> {
        let mut opened = Opened::read(path)?;
        opened.settings.time = self.window.over(opened.settings.time);
        self.check_out(&opened.files)?;
        for line in &opened.warnings {
            eprintln!("warning: {line}");
        }
        let likelihood = Likelihood::of(&opened.inputs, &opened.settings)?;
        if !likelihood.spatial_because().is_empty() {
            eprintln!(
                "warning: positions alone are used, because {}",
                likelihood.spatial_because()
            );
        }
        let samples = likelihood.samples().iter();
        let simulated = samples
            .map(|sample| sample.provenance)
            .any(|kind| kind == Provenance::Simulated);
        Ok((likelihood, simulated, opened.inputs))
    }

    /// Prepares lists of whose detectors nothing is known.
    fn of_lists(&self) -> anyhow::Result<(Likelihood, bool, Vec<Input>)> {
        self.check_out(&self.files)?;
        let document = open_all(&self.files, &self.columns.options())?;
        if document.samples.is_empty() {
            let format = document
                .files
                .first()
                .map_or("nothing", |file| file.format.as_str());
            bail!(
                "lists of candidates are wanted, but this is {format}: {:?}",
                self.files[0]
            );
        }
        let likelihood = Likelihood::new(&document.samples, &self.window.settings())?;
        Ok((likelihood, document.sky_simulated(), Vec::new()))
    }

    /// A long scan must not end in a folder that is not there.
    fn check_out(&self, inputs: &[PathBuf]) -> anyhow::Result<()> {
        for (what, out) in [("map", &self.out), ("maxima", &self.peaks)] {
            let Some(out) = out else {
                continue;
            };
            keep_inputs(out, inputs)?;
            let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
            if folder.is_some_and(|folder| !folder.is_dir()) {
                bail!("cannot write the {what}, there is no such folder, make it first: {out:?}");
            }
        }
        if self.out.is_some() && self.out == self.peaks {
            bail!("map and maxima cannot be the same file: {:?}", self.out);
        }
        if self.peaks.is_some() && self.nside >= peaks::NSIDE {
            let fine = peaks::NSIDE;
            bail!(
                "a map of nside {} is fine enough, maxima are fitted again at {fine}: leave out --peaks",
                self.nside
            );
        }
        Ok(())
    }

    /// A region without a pixel would be saved as a map of nothing.
    fn check_region(&self, map: &SkyMap) -> anyhow::Result<()> {
        let fitted = |column: &MapColumn| column.values.iter().any(|value| !value.is_nan());
        if self.region.is_some() && !map.columns.iter().any(fitted) {
            bail!(
                "no pixel of nside {} in this region has candidates and is within 85° of the equator: choose a larger radius or a finer map",
                self.nside
            );
        }
        Ok(())
    }

    fn fit_positions(
        &self,
        kept: &mut Kept<'_>,
        calibration: Option<&Calibration>,
        inputs: &[Input],
    ) -> anyhow::Result<()> {
        let likelihood = kept.likelihood();
        let mut told = Vec::new();
        if !self.json {
            say_window(likelihood);
        }
        for position in &self.at {
            let (ra_deg, dec_deg) = (position.ra_rad.to_degrees(), position.dec_rad.to_degrees());
            // Where the map would be masked a number would look like an answer.
            let sight = likelihood.sight(position.dec_rad);
            let masked = matches!(sight, Sight::Pole | Sight::NoCandidates);
            let fit = (!masked).then(|| likelihood.fit(*position));
            let there = kept.background_if_kept(position.dec_rad, self.trials);
            let calibrated = fit
                .filter(|_| sight == Sight::Open)
                .and_then(|fit| match there {
                    Some(there) => there.p_value(fit.ts),
                    None => calibration?.p_value(position.dec_rad, &fit),
                });
            let seed = self.trial.seed;
            let flare = self.flare.look(likelihood, inputs, *position, seed)?;
            match (&fit, self.json) {
                (fit, true) => told.push(json!({
                    "candidates": fit.map(|fit| around::candidates(likelihood, *position, &fit, self.candidates)),
                    "energy_ranges": fit.map(|fit| around::energy_ranges(likelihood, *position, &fit)),
                    "landscape": self.landscape.then(|| around::landscape(likelihood, *position)),
                    "time_window": window_json(likelihood.settings().time.as_ref(), likelihood.samples()),
                    "flare": flare.as_ref().map(|flare| flare.json()),
                    "ra_deg": ra_deg,
                    "dec_deg": dec_deg,
                    "masked": fit.is_none(),
                    "ts": fit.map(|fit| fit.ts),
                    "n_s": fit.map(|fit| fit.n_s),
                    "gamma": fit.map(|fit| fit.gamma),
                    "remark": fit.map_or("", |fit| fit.remark.words()),
                    "p_local": calibrated.or(fit.map(|fit| fit.p_local)),
                    "p_local_calibrated": calibrated.is_some(),
                })),
                (Some(fit), false) => {
                    say!(
                    "RA {ra_deg:.4} Dec {dec_deg:+.4}: TS {:.6} n_s {:.4}{} p {:.3e} ({}calibrated){}",
                    fit.ts,
                    fit.n_s,
                    gamma(fit.gamma),
                    calibrated.unwrap_or(fit.p_local),
                    if calibrated.is_some() { "" } else { "not " },
                    Some(fit.remark.words())
                        .filter(|text| !text.is_empty())
                        .map_or(String::new(), |text| format!(", {text}"))
                    );
                    around::say_candidates(likelihood, *position, fit, self.candidates);
                    if let Some(flare) = flare {
                        say!("{}", flare.words());
                    }
                }
                (None, false) => say!("RA {ra_deg:.4} Dec {dec_deg:+.4}: masked"),
            }
        }
        if self.json {
            say!("{}", serde_json::to_string_pretty(&told)?);
        }
        Ok(())
    }

    fn tell(
        &self,
        map: &SkyMap,
        likelihood: &Likelihood,
        simulated: bool,
        seconds: f64,
        (spots, refined): (Option<&[Spot]>, Option<Refined<'_>>),
    ) -> anyhow::Result<()> {
        let candidates: usize = likelihood
            .samples()
            .iter()
            .map(|sample| sample.used + sample.skipped)
            .sum();
        let cut = likelihood.samples().iter();
        let cut = cut.filter(|sample| !sample.dec.is_whole());
        let Some(ts) = map.column("TS") else {
            bail!("the scan made a map without TS");
        };
        let value = |name: &str, pixel: usize| map.column(name).map(|column| column.values[pixel]);
        let masked = ts.values.iter().filter(|value| value.is_nan()).count();
        let hottest = map
            .hottest(ts)
            .map(|(position, ts)| (position, ts, map.pixel(position)));
        let calibrated = |position: Equatorial| {
            let spot = spots?
                .iter()
                .find(|spot| map.pixel(spot.position) == map.pixel(position));
            spot.and_then(Spot::p_local)
        };
        if self.json {
            let hottest = hottest.map(|(position, ts, pixel)| {
                json!({
                    "ra_deg": position.ra_rad.to_degrees(),
                    "dec_deg": position.dec_rad.to_degrees(),
                    "ts": ts,
                    "n_s": value("N_S", pixel),
                    "gamma": value("GAMMA", pixel),
                    "p_local": calibrated(position).or(value("P_LOCAL", pixel).map(f64::from)),
                    "p_local_calibrated": calibrated(position).is_some(),
                })
            });
            let summary = json!({
                "out": self.out,
                "nside": map.nside,
                "candidates": candidates,
                "simulated": simulated,
                "time_window": window_json(likelihood.settings().time.as_ref(), likelihood.samples()),
                "masked_pixels": masked,
                "hottest": hottest,
                "refined": refined.map(|refined| refined.json()),
                "hemispheres": spots.map(|spots| spots.iter().map(Spot::json).collect::<Vec<_>>()),
                "seconds": seconds,
                "provenance": map.provenance.iter().map(|(keyword, value, comment)| json!([keyword, value, comment])).collect::<Vec<_>>(),
            });
            say!("{}", serde_json::to_string_pretty(&summary)?);
            return Ok(());
        }
        let simulated = if simulated { " simulated" } else { "" };
        say!(
            "{} pixels of {}{simulated} candidates in {seconds:.1} s; {} pixels beyond 85° in declination{} or where no sample has candidates are masked",
            thousands(ts.values.len()),
            thousands(candidates),
            thousands(masked),
            if self.region.is_some() {
                ", outside the region"
            } else {
                ""
            }
        );
        for sample in cut {
            say!("{}", sample.cut_words());
        }
        say_window(likelihood);
        if let Some((position, ts, pixel)) = hottest {
            say!(
                "hottest: RA {:.2}° Dec {:+.2}°, TS {ts:.2}, n_s {:.1}{}, p {:.1e} (asymptotic, not calibrated)",
                position.ra_rad.to_degrees(),
                position.dec_rad.to_degrees(),
                value("N_S", pixel).unwrap_or(f32::NAN),
                gamma(value("GAMMA", pixel).map_or(f64::NAN, f64::from)),
                value("P_LOCAL", pixel).unwrap_or(f32::NAN)
            );
        }
        if let Some(refined) = &refined {
            say!("{}", refined.words());
        }
        for spot in spots.unwrap_or_default() {
            say!("{}", spot.words(self.nside));
        }
        for path in [&self.out, &self.peaks].into_iter().flatten() {
            say!("{}", path.display());
        }
        Ok(())
    }
}

/// Tells what went wrong with kept trials.
fn remark(kept: &mut Kept<'_>) {
    for line in kept.take_remarks() {
        eprintln!("warning: {line}");
    }
}

/// The spectral index behind a comma; nothing where it plays no part.
fn gamma(gamma: f64) -> String {
    if gamma.is_nan() {
        String::new()
    } else {
        format!(" gamma {gamma:.4}")
    }
}
