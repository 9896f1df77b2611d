//! Which candidates of which samples take part in a likelihood, and what is said about the others.

mod in_time;

use std::borrow::Cow;
use std::f64::consts::{FRAC_PI_2, TAU};

use nuscope_model::{EnergyProxy, Equatorial, Provenance, Quantity, Sample};

use crate::area::Signal;
use crate::background::Background;
use crate::energy::Energies;
use crate::good_runs::{InWindow, Window};
use crate::profile::Profile;
use crate::record::Candidate;
use crate::{DecRange, EnergyAt, Error, Input, Psf, Settings, coverage};

/// Below this many candidates a background that is estimated from them means little.
const FEW: usize = 100;

/// Beyond this the Gaussian no longer integrates to 1 over the sphere.
const WIDE_DEG: f64 = 30.0;

/// What a likelihood took from one sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UsedSample {
    /// Name of the sample.
    pub name: String,
    /// Recorded or simulated.
    pub provenance: Provenance,
    /// Checksum of the file's content, or the recipe of a simulation.
    pub checksum: String,
    /// Number of candidates that take part.
    pub used: usize,
    /// Number of candidates left out for a position or an angular error that cannot be used.
    pub skipped: usize,
    /// The declinations of the candidates that take part.
    pub dec: DecRange,
    /// Number of candidates at other declinations.
    pub outside: usize,
    /// Number of used candidates whose angular error was raised to the floor of the settings.
    pub raised: usize,
    /// Number of used candidates whose energy is used.
    pub energies: usize,
    /// Where the response comes from; empty where none is used.
    pub response: String,
    /// Where candidates of a point source fall.
    pub psf: Psf,
    /// What of it lies in the time window; `None` without one, or without candidates.
    pub time: Option<InWindow>,
}

impl UsedSample {
    /// What it was cut to, in a sentence.
    pub fn cut_words(&self) -> String {
        format!(
            "{}: {} of {} candidates, those of declinations {} degrees.",
            self.name,
            self.used,
            self.used + self.outside,
            self.dec.words()
        )
    }
}

/// All that a likelihood needs of its samples.
#[derive(Debug)]
pub(crate) struct Read {
    pub samples: Vec<UsedSample>,
    /// One per sample; that of a sample without usable candidates is never asked.
    pub backgrounds: Vec<Background>,
    /// What each sample sees of a spectrum; all `None` where that of any is not known.
    pub signals: Vec<Option<Signal>>,
    /// How signal and background differ in energy, where that is known.
    pub energies: Vec<Option<Energies>>,
    /// Usable candidates, sample by sample.
    pub candidates: Vec<Candidate>,
    /// The shape of the signal of each sample.
    pub profiles: Vec<Profile>,
    /// The good runs of each sample in the time window; `None` without one, or without candidates.
    pub windows: Vec<Option<Window>>,
    /// Number of cells of energy weights of each sample.
    pub cells: Vec<usize>,
    pub warnings: Vec<String>,
    /// First and last date of the samples with dates, where a time window asks for them.
    pub spans: Vec<(String, [f64; 2])>,
    /// Why energies and yields are not used; empty where they are.
    pub spatial_because: String,
}

/// Reads every sample once.
pub(crate) fn read(inputs: &[Input], settings: &Settings) -> Result<Read, Error> {
    let found: usize = inputs.iter().map(|input| input.sample.len()).sum();
    if found == 0 {
        return Err(Error::NoCandidates);
    }
    let limit = u32::MAX as usize;
    if found > limit || inputs.len() > limit {
        return Err(Error::TooMany { found, limit });
    }
    let (signals, spatial_because) = signals(inputs, settings)?;
    let mut read = Read {
        samples: Vec::new(),
        backgrounds: Vec::new(),
        signals: Vec::new(),
        energies: Vec::new(),
        candidates: Vec::with_capacity(found),
        profiles: Vec::new(),
        windows: Vec::new(),
        cells: Vec::new(),
        warnings: Vec::new(),
        spans: Vec::new(),
        spatial_because,
    };
    for (input, signal) in inputs.iter().zip(signals) {
        read.add(input, signal, settings)?;
    }
    if read.candidates.is_empty() {
        return Err(Error::NoneUsable { found });
    }
    if let Some(profile) = &settings.time {
        read.check_window(profile)?;
    }
    Ok(read)
}

/// What each sample sees of a spectrum; none of them, and why, if that of any is not known.
fn signals(inputs: &[Input], settings: &Settings) -> Result<(Vec<Option<Signal>>, String), Error> {
    let none = |why: String| Ok((vec![None; inputs.len()], why));
    if settings.energy == EnergyAt::Off {
        return none("energies are switched off".into());
    }
    let mut signals = Vec::new();
    for input in inputs {
        let name = &input.sample.name;
        if input.sample.is_empty() {
            signals.push(None);
            continue;
        }
        let Some(area) = &input.area else {
            return none(format!("no effective area of {name:?} is known"));
        };
        let Some(days) = input.livetime_days else {
            return none(format!("the live time of {name:?} is not known"));
        };
        let signal =
            Signal::new(area, days, settings.spectrum).map_err(|what| Error::Response {
                sample: name.clone(),
                what,
            })?;
        signals.push(Some(signal.within(input.dec)));
    }
    Ok((signals, String::new()))
}

/// What was measured for the energy of each candidate; `None` if nothing was.
fn proxies(sample: &Sample, proxy: EnergyProxy) -> Option<Cow<'_, [f64]>> {
    match proxy {
        EnergyProxy::Log10EnergyGev => sample.column(Quantity::Log10EnergyGev).map(Cow::Borrowed),
        EnergyProxy::Log10Hits => {
            let hits = sample.column(Quantity::Hits)?;
            Some(Cow::Owned(hits.iter().map(|hits| hits.log10()).collect()))
        }
    }
}

impl Read {
    fn add(
        &mut self,
        input: &Input,
        signal: Option<Signal>,
        settings: &Settings,
    ) -> Result<(), Error> {
        let sample = &*input.sample;
        input.psf.check()?;
        let profile = Profile::new(input.psf, settings.shape);
        let mut used = UsedSample {
            name: sample.name.clone(),
            provenance: sample.provenance,
            checksum: sample.checksum.clone(),
            psf: input.psf,
            dec: input.dec,
            ..UsedSample::default()
        };
        // Radii that hold another share than 39.3 % (50, 68 or 90 %) are made widths of Gaussians here.
        let sigmas = match sample.sigma_rad() {
            Some(sigmas) => sigmas,
            None if sample.is_empty() => Cow::Borrowed(&[][..]),
            None => {
                return Err(Error::NoAngularError {
                    sample: sample.name.clone(),
                });
            }
        };
        let migration = input.migration.as_deref().filter(|_| signal.is_some());
        let measured = migration.and_then(|migration| proxies(sample, migration.proxy));
        let first = self.candidates.len();
        let number = self.samples.len() as u32;
        let (mut wide, mut taken) = (0, Vec::new());
        let extension_rad = settings.extension_rad();
        let dates = settings.time.and(sample.column(Quantity::Mjd));
        let mut undated = 0;
        let rows = sample.ra_rad.iter().zip(&sample.dec_rad).zip(&*sigmas);
        for (i, ((&ra_rad, &dec_rad), &sigma_rad)) in rows.enumerate() {
            // A hair over the pole is rounding; anything more is no declination.
            let usable = ra_rad.is_finite()
                && dec_rad.abs() <= FRAC_PI_2 + 1e-9
                && sigma_rad > 0.0
                && sigma_rad.is_finite();
            if !usable {
                continue;
            }
            let dec_rad = dec_rad.clamp(-FRAC_PI_2, FRAC_PI_2);
            if !input.dec.contains(dec_rad) {
                used.outside += 1;
                continue;
            }
            if dates.is_some_and(|dates| !dates[i].is_finite()) {
                undated += 1;
                continue;
            }
            used.raised += usize::from(sigma_rad < settings.sigma_floor_rad);
            wide += usize::from(sigma_rad.to_degrees() > WIDE_DEG);
            taken.push(i);
            self.candidates.push(Candidate {
                position: Equatorial {
                    ra_rad: ra_rad.rem_euclid(TAU),
                    dec_rad,
                },
                sigma_rad: sigma_rad.max(settings.sigma_floor_rad).hypot(extension_rad),
                sample: number,
                row: i as u32,
                cell: 0,
                energy_factor: 1.0,
                time_factor: 1.0,
                profile,
            });
        }
        used.used = taken.len();
        used.skipped = sample.len() - used.used - used.outside - undated;
        let window = match settings.time {
            Some(profile) if used.used + undated > 0 => {
                let (window, time) = self.in_window(input, first, (profile, undated))?;
                used.time = Some(time);
                Some(window)
            }
            _ => None,
        };
        let signal = match (signal, &window) {
            (Some(signal), Some(window)) => Some(signal.during(window.effective_days())),
            (signal, _) => signal,
        };
        if signal.is_some() {
            self.check_coverage(input, first)?;
        }
        let sin_dec: Vec<f64> = self.candidates[first..]
            .iter()
            .map(|candidate| candidate.position.dec_rad.sin())
            .collect();
        let background = Background::of(&sin_dec);
        let mut energies = None;
        if let (Some(migration), Some(measured)) = (migration, measured.filter(|_| used.used > 0)) {
            migration.check().map_err(|what| Error::Response {
                sample: sample.name.clone(),
                what,
            })?;
            let proxy: Vec<f64> = taken.iter().map(|&i| measured[i]).collect();
            let found = Energies::new(migration, background.bands(), &sin_dec, &proxy);
            used.energies = self.place(first, &found, &sin_dec, &proxy, settings.energy);
            energies = Some(found);
        }
        if signal.is_some() {
            used.response.clone_from(&input.origin);
            if used.energies == 0 && used.used > 0 {
                self.warnings.push(format!(
                    "sample {:?}: no energies can be used, so that its candidates count alike",
                    sample.name
                ));
            } else if used.energies < used.used {
                self.warnings.push(format!(
                    "sample {:?}: {} of {} candidates have no energy and count as if it said nothing",
                    sample.name,
                    used.used - used.energies,
                    used.used
                ));
            }
        }
        let right_ascensions = self.candidates[first..].iter();
        let empty = coverage::empty_ra_deg(right_ascensions.map(|it| it.position.ra_rad));
        if let Some(degrees) = empty {
            self.warnings.push(format!(
                "sample {:?}: no candidates in {degrees} of 360 degrees of right ascension, which background is taken to fill evenly; a list around one place makes false sources",
                sample.name
            ));
        }
        self.warn(&used, wide);
        self.cells.push(
            energies
                .as_ref()
                .map_or(0, |energies| match settings.energy {
                    EnergyAt::Source => energies.bins(),
                    EnergyAt::Event | EnergyAt::Off => energies.bins() * energies.bands(),
                })
                + 1,
        );
        self.backgrounds.push(background);
        self.signals.push(signal.filter(|_| used.used > 0));
        self.energies.push(energies);
        self.samples.push(used);
        self.profiles.push(profile);
        self.windows.push(window);
        Ok(())
    }

    /// Refuses responses that do not reach as far as the candidates from `first` on.
    fn check_coverage(&self, input: &Input, first: usize) -> Result<(), Error> {
        let dec_rad = || {
            self.candidates[first..]
                .iter()
                .map(|it| it.position.dec_rad)
        };
        let area = input.area.as_deref();
        let area = area.map(|area| ("the effective area", &area.direction_edges));
        let smearing = input.migration.as_deref();
        let smearing = smearing.map(|table| ("the energy smearing", &table.dec_edges_rad));
        for (what, edges_rad) in [area, smearing].into_iter().flatten() {
            if let Some(what) = coverage::lacking(what, edges_rad, dec_rad()) {
                let sample = input.sample.name.clone();
                return Err(Error::Response { sample, what });
            }
        }
        Ok(())
    }

    /// Gives the candidates from `first` on the cells of their energies, and tells how many have one.
    ///
    /// The first cell of a sample belongs to those without.
    fn place(
        &mut self,
        first: usize,
        energies: &Energies,
        sin_dec: &[f64],
        proxy: &[f64],
        at: EnergyAt,
    ) -> usize {
        let mut placed = 0;
        let rows = sin_dec.iter().zip(proxy);
        for (candidate, (&sin_dec, &proxy)) in self.candidates[first..].iter_mut().zip(rows) {
            if !proxy.is_finite() {
                continue;
            }
            placed += 1;
            (candidate.cell, candidate.energy_factor) = energies.cell(sin_dec, proxy, at);
        }
        placed
    }

    fn warn(&mut self, sample: &UsedSample, wide: usize) {
        let UsedSample {
            name,
            used,
            skipped,
            outside,
            ..
        } = sample;
        let mut warn =
            |sentence: String| self.warnings.push(format!("sample {name:?}: {sentence}"));
        if *skipped > 0 {
            warn(format!(
                "{skipped} of {} candidates left out of the scan, which needs a position and an angular error above 0",
                used + skipped + outside
            ));
        }
        if let Some(time) = sample.time {
            if time.undated > 0 {
                warn(format!(
                    "{} candidates left out: they have no date, which a time window needs",
                    time.undated
                ));
            }
            if time.outside_runs > 0 {
                warn(format!(
                    "{} of {used} candidates lie outside of all good runs and count as background",
                    time.outside_runs
                ));
            }
            if time.assumed {
                warn("no list of good runs, so data are taken to be even from its first to its last date".to_owned());
            }
        }
        if *used == 0 {
            let there = match sample.dec.words() {
                words if words.is_empty() => String::new(),
                words => format!(" of declinations {words} degrees"),
            };
            warn(format!(
                "no candidates{there}, so it takes no part in the scan"
            ));
        } else if *used < FEW {
            warn(format!(
                "few candidates ({used}), so their background is poorly known"
            ));
        }
        if wide > 0 {
            warn(format!(
                "angular error above {WIDE_DEG} degrees ({wide} of {used} candidates), where a Gaussian does not fit the sphere"
            ));
        }
    }

    /// Numbers the cells of all samples through, and tells the first of each.
    pub(crate) fn number_cells(&mut self) -> Vec<u32> {
        let mut first = 0;
        let starts: Vec<u32> = self
            .cells
            .iter()
            .map(|&cells| {
                let start = first;
                first += cells as u32;
                start
            })
            .collect();
        for candidate in &mut self.candidates {
            candidate.cell += starts[candidate.sample as usize];
        }
        starts
    }
}
