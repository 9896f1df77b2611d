//! One candidate as a fit reads it, and the one place where its signal-to-background ratio is formed.
//!
//! ```text
//! R(ψ) = S(ψ) / B = R(0) exp(-ψ²/2σ²),   R(0) = peak of S / B(δ) · S(t)/B(t)
//! ```
//!
//! 32 bytes a candidate, in 32-bit numbers: a unit vector is then good to 0.01 arcseconds, which is 2e-5 of the
//! smallest angular error. Sums over candidates are kept in 64 bits.

use nuscope_model::Equatorial;

use crate::background::Background;
use crate::profile::Profile;
use crate::signal;

/// Narrower angular errors are taken as this, whatever the settings: it is what the unit vectors resolve.
const SMALLEST_SIGMA_RAD: f64 = 1e-6;

/// No ratio counts as larger, so that squares of weighted ratios stay within 32 bits; real ones are below 10⁸.
pub(crate) const LARGEST_RATIO: f64 = 1e12;

/// One candidate, ready for the fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Record {
    /// Unit vector towards it.
    pub toward: [f32; 3],
    /// 1/2σ² in 1/rad².
    pub half_inverse_variance: f32,
    /// Signal-to-background ratio for a source right at its position.
    pub peak_ratio: f32,
    /// Chord of the angle up to which it counts; infinite if that is the whole sky.
    pub reach_chord: f32,
    /// Which sample it belongs to.
    pub sample: u32,
    /// The cell of its energy weight.
    pub cell: u32,
}

impl Record {
    /// It at another right ascension.
    pub(crate) fn turned(&self, ra_rad: f64) -> Self {
        let [x, y, z] = self.toward;
        let across = f64::from(x).hypot(f64::from(y));
        let (sin, cos) = ra_rad.sin_cos();
        Self {
            toward: [(across * cos) as f32, (across * sin) as f32, z],
            ..*self
        }
    }
}

/// One usable row of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    /// Where it points.
    pub position: Equatorial,
    /// Its angular error in radians, above 0, with the width of the source.
    pub sigma_rad: f64,
    /// Which sample it belongs to.
    pub sample: u32,
    /// Its row in the list.
    pub row: u32,
    /// The cell of its energy weight.
    pub cell: u32,
    /// The part of its energy weight that no spectrum changes.
    pub energy_factor: f64,
    /// How much more likely its date is for signal than for background: 1 without a time window, 0 outside of it.
    pub time_factor: f64,
    /// Where its sample's signal falls.
    pub profile: Profile,
}

impl Candidate {
    /// Angle up to which it counts, in radians, 0..=π.
    pub(crate) fn reach_rad(&self, cut_sigmas: f64) -> f64 {
        self.profile.reach_rad(self.width_rad(), cut_sigmas)
    }

    /// It as a record, in front of the background of its sample.
    pub(crate) fn record(&self, background: &Background, cut_sigmas: f64) -> Record {
        let toward = self.position.to_vector();
        let width = self.width_rad();
        let reach = self.reach_rad(cut_sigmas);
        let whole_sky = reach >= std::f64::consts::PI;
        Record {
            toward: toward.to_array().map(|v| v as f32),
            half_inverse_variance: (0.5 / (width * width)) as f32,
            peak_ratio: self.peak_ratio(background).min(LARGEST_RATIO) as f32,
            reach_chord: if whole_sky {
                f32::INFINITY
            } else {
                signal::chord(reach) as f32
            },
            sample: self.sample,
            cell: self.cell,
        }
    }

    /// The signal-to-background ratio at zero distance: one factor for each term of the likelihood.
    fn peak_ratio(&self, background: &Background) -> f64 {
        let factors = [
            signal::peak_per_sr(self.width_rad()),
            1.0 / background.per_sr(self.position.dec_rad.sin()),
            self.energy_factor,
            self.time_factor,
        ];
        factors.into_iter().product()
    }

    fn width_rad(&self) -> f64 {
        self.sigma_rad.max(SMALLEST_SIGMA_RAD)
    }
}

/// Squared length of the chord between two unit vectors.
#[inline(always)]
pub(crate) fn chord2(a: [f32; 3], b: [f32; 3]) -> f32 {
    let (dx, dy, dz) = (a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    dx * dx + dy * dy + dz * dz
}
