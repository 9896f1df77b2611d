//! `nuscope reduce`: full events with fits become a list of candidates on the sky.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum};
use nuscope_io::reduce::{HitsOf, Skip};
use nuscope_io::write_tables::{table_extensions, table_format};
use nuscope_io::{
    EventSource, Loaded, OpenOptions, Origins, Progress, Reduced, Reducer, Reduction, table_of,
    write_tables,
};
use nuscope_model::matching::Verdict;
use nuscope_model::track::BestBy;
use nuscope_model::{Detector, Mjd, Provenance, Site};

use super::bar::with_bar;
use super::{keep_inputs, open_one, writable};
use crate::plot::ticks::thousands;

/// Turn full events with fits into a list of candidates on the sky.
#[derive(Debug, Args)]
pub struct Reduce {
    /// Files of full events.
    #[arg(required = true, value_name = "EVENTS")]
    files: Vec<PathBuf>,
    /// The detector of the events, which says where on Earth it is.
    #[arg(long, value_name = "FILE", required_unless_present = "site")]
    detector: Option<PathBuf>,
    /// Where to save the list; its ending names the format: .csv, .ecsv, .fits and others.
    #[arg(long, value_name = "LIST")]
    out: PathBuf,
    /// The site, unless the detector says it: arca, orca, antares, icecube, or
    /// LATITUDE,LONGITUDE,HEIGHT[,CONVERGENCE] in degrees and metres.
    #[arg(long, value_name = "SITE", allow_hyphen_values = true)]
    site: Option<Site>,
    /// Turn the detector by this angle in degrees, counter-clockwise, where its file is not aligned
    /// (KM3-230213A: 1.35).
    #[arg(long, value_name = "DEG", default_value_t = 0.0, value_parser = angle_deg, allow_hyphen_values = true)]
    phi_offset: f64,
    /// Which fit to take: best, or a name such as jmuon, jshower, aashower.
    #[arg(long, value_name = "FIT", default_value = "best")]
    fit: String,
    /// Which of several fits is the best. Across different fits the most stages are a weak rule: of a cascade
    /// it is the muon fit that has them.
    #[arg(long, value_name = "RULE", value_enum, default_value = "stages")]
    best_by: Rule,
    /// Which hits are counted: those that a trigger used, or those of the fit.
    #[arg(long, value_name = "WHICH", value_enum, default_value = "trigger")]
    hits: Which,
    /// The date (MJD) for events that have none, such as simulated ones.
    #[arg(long, value_name = "MJD", value_parser = date)]
    mjd: Option<f64>,
    /// Leave out events with fewer hits.
    #[arg(long, value_name = "N")]
    min_hits: Option<f64>,
    /// Leave out fits of a lower likelihood.
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    min_likelihood: Option<f64>,
    /// Leave out fits of less energy.
    #[arg(long, value_name = "GEV")]
    min_energy_gev: Option<f64>,
    /// Leave out fits of a larger angular error.
    #[arg(long, value_name = "DEG")]
    max_error_deg: Option<f64>,
    /// What to call the list, unless as its file.
    #[arg(long)]
    name: Option<String>,
}

/// Which of several fits is the best.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Rule {
    /// Most stages, then highest likelihood: KM3NeT's rule.
    Stages,
    /// Highest likelihood.
    Likelihood,
}

/// Which hits are counted.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Which {
    /// Hits that a trigger used.
    Trigger,
    /// Hits that the fit says it used.
    Fit,
}

fn angle_deg(text: &str) -> Result<f64, String> {
    let angle = text.trim().parse().ok();
    let angle = angle.filter(|angle: &f64| angle.abs() <= 360.0);
    angle.ok_or_else(|| format!("an angle in degrees within ±360 is wanted, found {text:?}"))
}

fn date(text: &str) -> Result<f64, String> {
    let date = text.trim().parse().ok();
    let known = |date: &f64| nuscope_model::Utc::from(Mjd(*date)).julian_days().is_some();
    date.filter(known).ok_or_else(|| {
        format!(
            "a modified Julian date from 41317 (1972) to 88068 (2099) is wanted, found {text:?}"
        )
    })
}

impl Reduce {
    /// Reduces the events, saves the list and says what became of them.
    pub fn run(self) -> anyhow::Result<()> {
        keep_inputs(&self.out, self.files.iter().chain(&self.detector))?;
        writable(&self.out)?;
        if table_format(&self.out).is_none() {
            bail!(
                "a list is written with the ending {}; name it so: {:?}",
                table_extensions(),
                self.out
            );
        }
        let options = OpenOptions::default();
        let mut origins = Origins::of("reduce");
        let mut detector = None;
        if let Some(path) = &self.detector {
            let loaded = open_one(path, &options)?;
            let Some(found) = &loaded.detector else {
                bail!(
                    "a detector is wanted, but this is {}: {path:?}",
                    loaded.format
                );
            };
            detector = Some((found.clone(), loaded.format.clone(), path));
        }
        let site = self.site(detector.as_ref().map(|(detector, ..)| detector.as_ref()))?;
        let mut reducer = Reducer::new(self.reduction(site.clone()));
        let mut events = 0;
        for path in &self.files {
            let loaded = open_one(path, &options)?;
            let source = events_of(&loaded, path)?;
            if let Some((detector, ..)) = &detector {
                check_detector(detector, source, path)?;
            }
            with_bar("events", |progress| reducer.add(source, path, progress))?;
            events += source.headers().len();
            with_bar("checksum", |progress| {
                origins.read(path, &loaded.format, progress)
            })?;
        }
        if let Some((_, format, path)) = &detector {
            origins.detector(path, format, &Progress::default())?;
        }
        self.say_settings(&site, &mut origins);
        let name = self.name.clone().unwrap_or_else(|| {
            let stem = self.out.file_stem().unwrap_or_default();
            stem.to_string_lossy().into_owned()
        });
        let reduced = reducer.finish(name);
        self.save(&reduced, &site, &origins, events)
    }

    /// The site that was asked for, or else the detector's own.
    fn site(&self, detector: Option<&Detector>) -> anyhow::Result<Site> {
        let own = detector.and_then(Site::of);
        let Some(mut site) = self.site.clone().or(own) else {
            bail!(
                "the detector does not say where on Earth it is: name its place with --site ({} or \
                 LATITUDE,LONGITUDE,HEIGHT[,CONVERGENCE]): {:?}",
                Site::NAMES.join(", ").to_lowercase(),
                self.detector.as_deref().unwrap_or(Path::new(""))
            );
        };
        site.phi_offset_rad = self.phi_offset.to_radians();
        Ok(site)
    }

    fn reduction(&self, site: Site) -> Reduction {
        Reduction {
            fit: (!self.fit.eq_ignore_ascii_case("best")).then(|| self.fit.clone()),
            best_by: match self.best_by {
                Rule::Stages => BestBy::Stages,
                Rule::Likelihood => BestBy::Likelihood,
            },
            hits_of: match self.hits {
                Which::Trigger => HitsOf::Trigger,
                Which::Fit => HitsOf::Fit,
            },
            stand_in: self.mjd.map(Mjd),
            min_hits: self.min_hits,
            min_likelihood: self.min_likelihood,
            min_energy_gev: self.min_energy_gev,
            max_angular_error_rad: self.max_error_deg.map(f64::to_radians),
            ..Reduction::at(site)
        }
    }

    fn say_settings(&self, site: &Site, origins: &mut Origins) {
        let degrees = |angle_rad: f64| format!("{:.6}", angle_rad.to_degrees());
        origins.say("SITE", &site.name, "where the detector stands");
        origins.say(
            "SITELAT",
            degrees(site.latitude_rad),
            "[deg] latitude (WGS 84)",
        );
        origins.say(
            "SITELON",
            degrees(site.longitude_rad),
            "[deg] longitude, east positive",
        );
        origins.say("SITEZ", site.height_m.to_string(), "[m] height");
        origins.say(
            "CONVERG",
            degrees(site.convergence_rad),
            "[deg] true north to y axis",
        );
        origins.say(
            "PHIOFF",
            degrees(site.phi_offset_rad),
            "[deg] added to azimuths",
        );
        origins.say("FRAME", "ICRS", "frame of RA and Dec");
        origins.say("FIT", &self.fit, "which fit was taken");
        let rule = match self.best_by {
            Rule::Stages => "stages",
            Rule::Likelihood => "likelihood",
        };
        origins.say("BESTBY", rule, "which of several fits is the best");
        let hits = match self.hits {
            Which::Trigger => "trigger",
            Which::Fit => "fit",
        };
        origins.say("NHITOF", hits, "which hits are counted");
        for (keyword, value, comment) in [
            ("MJDALL", self.mjd, "[d] date of events without one"),
            ("MINHITS", self.min_hits, "cut"),
            ("MINLIK", self.min_likelihood, "cut"),
            ("MINENRGY", self.min_energy_gev, "[GeV] cut"),
            ("MAXERR", self.max_error_deg, "[deg] cut"),
        ] {
            if let Some(value) = value {
                origins.say(keyword, value.to_string(), comment);
            }
        }
    }

    fn save(
        &self,
        reduced: &Reduced,
        site: &Site,
        origins: &Origins,
        events: usize,
    ) -> anyhow::Result<()> {
        let remarks = reduced.remarks();
        let sample = &reduced.sample;
        if sample.is_empty() {
            let help = match reduced.skipped.contains_key(&Skip::NoTime) {
                true => " (--mjd gives a date to events that have none)",
                false => "",
            };
            bail!(
                "no event gives a row: {}{help}: {:?}",
                remarks.join(", "),
                self.files[0]
            );
        }
        for remark in &remarks {
            eprintln!("warning: {remark}");
        }
        let mut origins = origins.clone();
        origins.say("EVENTS", events.to_string(), "events read");
        for remark in &remarks {
            origins.say("", format!("no row: {remark}"), "");
        }
        let warnings = write_tables(&self.out, &[table_of(sample, origins.notes())])?;
        for line in &warnings.0 {
            eprintln!("warning: {line}: {:?}", self.out);
        }
        let simulated = match sample.provenance {
            Provenance::Simulated => " simulated",
            Provenance::Recorded => "",
        };
        say!(
            "{} of {}{simulated} events at {}{}: {}",
            thousands(sample.len()),
            thousands(events),
            site.name,
            match self.phi_offset {
                0.0 => String::new(),
                angle => format!(", turned by {angle}°"),
            },
            self.out.display()
        );
        Ok(())
    }
}

/// The events of a file.
fn events_of<'a>(loaded: &'a Loaded, path: &Path) -> anyhow::Result<&'a dyn EventSource> {
    match &loaded.events {
        Some(events) => Ok(events.as_ref()),
        None if !loaded.samples.is_empty() => bail!(
            "full events are wanted, but these are reduced already; `nuscope convert` writes them in another \
             format: {path:?}"
        ),
        None => bail!(
            "full events are wanted, but this is {}: {path:?}",
            loaded.format
        ),
    }
}

/// A detector that has none of an event's modules is another one; a doubtful fit is said.
fn check_detector(
    detector: &Detector,
    source: &dyn EventSource,
    path: &Path,
) -> anyhow::Result<()> {
    let headers = source.headers();
    let with_hits = headers.iter().position(|header| header.hits > 0);
    let Some(index) = with_hits.or((!headers.is_empty()).then_some(0)) else {
        return Ok(());
    };
    let found = detector.matches_event(&source.read(index)?);
    match found.verdict {
        Verdict::Sure => {}
        Verdict::Doubtful(sentence) => {
            eprintln!(
                "warning: the detector {} is doubtful: {sentence}: {path:?}",
                detector.name
            );
        }
        Verdict::None => bail!(
            "the detector {} has none of the modules of these events: name another with --detector: {path:?}",
            detector.name
        ),
    }
    Ok(())
}
