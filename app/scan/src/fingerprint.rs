//! A fingerprint of everything that decides trials: two likelihoods that share it have the same distributions of TS.
//!
//! It is made of what fits read, not of files: candidates, backgrounds, responses and settings, as they are after
//! everything was left out, raised or filled in. Right ascensions and dates are not in it, for trials draw their own: of
//! times it holds the profile, and what of the good runs lies in it. So a list keeps its calibration when it is scrambled, or shown unscrambled for the first time.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::{Likelihood, counted};

/// Goes up whenever the same data and settings would give another distribution of TS.
const METHOD: u32 = 2;

/// Text that is digested while it is written.
struct Digested(Sha256);

impl std::fmt::Write for Digested {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

impl Likelihood {
    /// SHA-256, in hexadecimal, of all that decides trials.
    pub fn fingerprint(&self) -> String {
        counted::one();
        let mut digest = Digested(Sha256::new());
        // Numbers are written in full, so that texts differ as soon as a bit does.
        let (signals, energies) = self.responses();
        let settings = self.settings();
        let counts = self.counts();
        let ranges: Vec<_> = self.samples().iter().map(|sample| sample.dec).collect();
        let text = write!(
            digest,
            "{METHOD} {settings:?} {counts:?} {:?} {signals:?} {energies:?} {ranges:?} {:?}",
            self.spatial_because().is_empty(),
            self.windows()
        );
        text.expect("a digest takes any text");
        for candidate in self.candidates() {
            let mut row = [0; 32];
            row[..8].copy_from_slice(&candidate.position.dec_rad.to_le_bytes());
            row[8..16].copy_from_slice(&candidate.sigma_rad.to_le_bytes());
            row[16..24].copy_from_slice(&candidate.energy_factor.to_le_bytes());
            row[24..28].copy_from_slice(&candidate.sample.to_le_bytes());
            row[28..].copy_from_slice(&candidate.cell.to_le_bytes());
            digest.0.update(row);
        }
        for sample in 0..counts.len() {
            let profile = self.profile(sample);
            write!(digest, "{profile:?}").expect("a digest takes any text");
        }
        hexadecimal(&digest.0.finalize())
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use nuscope_model::{Column, Quantity, Sample};

    use super::*;
    use crate::Settings;

    fn sample(turn: f64, last_dec: f64) -> Arc<Sample> {
        Arc::new(Sample {
            ra_rad: (0..200).map(|i| (turn + f64::from(i)) % 6.0).collect(),
            dec_rad: (0..199)
                .map(|i| f64::from(i) * 0.005)
                .chain([last_dec])
                .collect(),
            columns: vec![Column {
                quantity: Quantity::AngularErrorRad,
                values: vec![0.01; 200],
            }],
            ..Sample::default()
        })
    }

    #[test]
    fn what_decides_trials_is_in_it_and_right_ascension_is_not() {
        let of = |sample, settings: &Settings| {
            Likelihood::new(&[sample], settings).unwrap().fingerprint()
        };
        let plain = Settings::default();
        let one = of(sample(0.0, 0.3), &plain);
        assert_eq!(one.len(), 64);
        assert_eq!(one, of(sample(0.7, 0.3), &plain));
        assert_ne!(one, of(sample(0.0, 0.3 + 1e-15), &plain));
        let cut = Settings {
            cut_sigmas: 5.5,
            ..Settings::default()
        };
        assert_ne!(one, of(sample(0.0, 0.3), &cut));
    }
}
