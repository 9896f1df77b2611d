//! Which candidates of which samples take part in a likelihood, and what is said about the others.

use std::borrow::Cow;
use std::f64::consts::{FRAC_PI_2, TAU};
use std::sync::Arc;

use nuscope_model::{Equatorial, Provenance, Sample};

use crate::background::Background;
use crate::record::Candidate;
use crate::{Error, Settings};

/// Below this many candidates a background that is estimated from them means little.
const FEW: usize = 100;

/// Beyond this the Gaussian no longer integrates to 1 over the sphere.
const WIDE_DEG: f64 = 30.0;

/// What a likelihood took from one sample.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Number of used candidates whose angular error was raised to the floor of the settings.
    pub raised: usize,
}

/// All that a likelihood needs of its samples.
#[derive(Debug)]
pub(crate) struct Read {
    pub samples: Vec<UsedSample>,
    /// One per sample; that of a sample without usable candidates is never asked.
    pub backgrounds: Vec<Background>,
    /// Usable candidates, sample by sample.
    pub candidates: Vec<Candidate>,
    pub warnings: Vec<String>,
}

/// Reads every sample once.
pub(crate) fn read(samples: &[Arc<Sample>], settings: &Settings) -> Result<Read, Error> {
    let found: usize = samples.iter().map(|sample| sample.len()).sum();
    if found == 0 {
        return Err(Error::NoCandidates);
    }
    let limit = u32::MAX as usize;
    if found > limit || samples.len() > limit {
        return Err(Error::TooMany { found, limit });
    }
    let mut read = Read {
        samples: Vec::new(),
        backgrounds: Vec::new(),
        candidates: Vec::with_capacity(found),
        warnings: Vec::new(),
    };
    for sample in samples {
        read.add(sample, settings)?;
    }
    if read.candidates.is_empty() {
        return Err(Error::NoneUsable { found });
    }
    Ok(read)
}

impl Read {
    fn add(&mut self, sample: &Sample, settings: &Settings) -> Result<(), Error> {
        let mut used = UsedSample {
            name: sample.name.clone(),
            provenance: sample.provenance,
            checksum: sample.checksum.clone(),
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
        let first = self.candidates.len();
        let number = self.samples.len() as u32;
        let mut wide = 0;
        for ((&ra_rad, &dec_rad), &sigma_rad) in
            sample.ra_rad.iter().zip(&sample.dec_rad).zip(&*sigmas)
        {
            // A hair over the pole is rounding; anything more is no declination.
            let usable = ra_rad.is_finite()
                && dec_rad.abs() <= FRAC_PI_2 + 1e-9
                && sigma_rad > 0.0
                && sigma_rad.is_finite();
            if !usable {
                continue;
            }
            used.raised += usize::from(sigma_rad < settings.sigma_floor_rad);
            wide += usize::from(sigma_rad.to_degrees() > WIDE_DEG);
            self.candidates.push(Candidate {
                position: Equatorial {
                    ra_rad: ra_rad.rem_euclid(TAU),
                    dec_rad: dec_rad.clamp(-FRAC_PI_2, FRAC_PI_2),
                },
                sigma_rad: sigma_rad.max(settings.sigma_floor_rad),
                sample: number,
            });
        }
        let new = &self.candidates[first..];
        used.used = new.len();
        used.skipped = sample.len() - used.used;
        self.warn(&used, wide);
        let sin_dec: Vec<f64> = self.candidates[first..]
            .iter()
            .map(|candidate| candidate.position.dec_rad.sin())
            .collect();
        self.backgrounds.push(Background::of(&sin_dec));
        self.samples.push(used);
        Ok(())
    }

    fn warn(&mut self, sample: &UsedSample, wide: usize) {
        let UsedSample {
            name,
            used,
            skipped,
            ..
        } = sample;
        let mut warn =
            |sentence: String| self.warnings.push(format!("sample {name:?}: {sentence}"));
        if *skipped > 0 {
            warn(format!(
                "{skipped} of {} candidates left out of the scan, which needs a position and an angular error above 0",
                used + skipped
            ));
        }
        if *used == 0 {
            warn("no candidates, so it takes no part in the scan".to_owned());
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
}
