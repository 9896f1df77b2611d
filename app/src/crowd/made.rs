//! A density that was made of candidates: its values, its range, and what is to be said about it.

use nuscope_model::Equatorial;
use nuscope_model::density::Counts;
use nuscope_model::heat::OwnHeat;
use nuscope_model::{density, healpix};
use nuscope_render::{MapStyle, Scale};

use crate::plot::ticks::thousands;
use crate::view::CrowdLook;

/// How a density was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Counted in bins.
    Density,
    /// Spread by a kernel of this width in degrees.
    Kernel(f64),
    /// Spread by the errors of the candidates.
    OwnErrors,
}

/// Candidates per square degree.
#[derive(Clone, Debug, PartialEq)]
pub struct Crowd {
    /// How it was made.
    pub kind: Kind,
    /// Pixels along a side of a base pixel.
    pub nside: u32,
    /// Candidates per square degree, in RING order; −1 in bins with none, which are not drawn.
    pub per_deg2: Vec<f32>,
    /// Candidates in each bin; empty if they were spread.
    pub counts: Vec<u32>,
    /// How many candidates are in it.
    pub total: u64,
    /// The highest density.
    pub highest: f32,
    /// Candidates without a place on the sky, or without an error to be spread by.
    pub without: usize,
    /// Candidates spread farther than their errors, which are too small for the pixels.
    pub widened: usize,
}

/// Steradians to square degrees.
const PER_DEG2: f64 = 4.0 * std::f64::consts::PI / density::SPHERE_DEG2;

/// Below this share of the highest density heat is not drawn.
const FAINTEST_HEAT: f32 = 1e-3;

impl Crowd {
    /// A density of counts.
    pub fn of_counts(counts: Counts) -> Self {
        let mut per_deg2 = counts.per_deg2();
        for value in &mut per_deg2 {
            *value = if *value > 0.0 { *value } else { -1.0 };
        }
        Self {
            kind: Kind::Density,
            nside: counts.nside,
            highest: highest(&per_deg2),
            per_deg2,
            total: counts.total(),
            without: counts.left_out,
            widened: 0,
            counts: counts.counts,
        }
    }

    /// A density of counts that were spread by a kernel.
    pub fn of_heat(kind: Kind, counts: &Counts, per_sr: Vec<f32>) -> Self {
        let per_deg2 = in_deg2(per_sr);
        Self {
            kind,
            nside: counts.nside,
            highest: highest(&per_deg2),
            per_deg2,
            total: counts.total(),
            without: counts.left_out,
            widened: 0,
            counts: Vec::new(),
        }
    }

    /// A density of candidates that were spread by their errors.
    pub fn of_own_errors(heat: OwnHeat) -> Self {
        let per_deg2 = in_deg2(heat.per_sr);
        Self {
            kind: Kind::OwnErrors,
            nside: heat.nside,
            highest: highest(&per_deg2),
            per_deg2,
            total: heat.spread as u64,
            without: heat.without,
            widened: heat.widened,
            counts: Vec::new(),
        }
    }

    /// Whether values between the middles of pixels are interpolated.
    pub fn smooth(&self) -> bool {
        self.counts.is_empty()
    }

    /// Densities of the first and the last colour.
    pub fn range(&self, look: &CrowdLook) -> (f32, f32) {
        let one = (1.0 / density::pixel_deg2(self.nside)) as f32;
        let high = match self.highest {
            high if high > 0.0 => high,
            _ => one,
        };
        match (look.logarithmic, self.smooth()) {
            // A bin with one candidate has a colour, one with none has not.
            (true, false) => (0.7 * one.min(high), high.max(1.4 * one)),
            (true, true) => (FAINTEST_HEAT * high, high),
            (false, _) => (0.0, high),
        }
    }

    /// How it is coloured.
    pub fn style(&self, look: &CrowdLook) -> MapStyle {
        MapStyle {
            range: self.range(look),
            scale: match look.logarithmic {
                true => Scale::Log,
                false => Scale::Linear,
            },
            colormap: look.colormap,
            clear_below: true,
            fades: self.smooth(),
            smooth: self.smooth(),
            ..MapStyle::default()
        }
    }

    /// What the colours are of, for the legend: title and unit.
    pub fn title(&self, look: &CrowdLook) -> (&'static str, &'static str) {
        match look.logarithmic {
            true => ("log₁₀ density", "of candidates per deg²"),
            false => ("Density", "candidates per deg²"),
        }
    }

    /// How it was made, and what is not in it, for the legend.
    pub fn words(&self) -> Vec<String> {
        let side_deg = density::pixel_deg2(self.nside).sqrt();
        let total = thousands(self.total as usize);
        let mut words = vec![match self.kind {
            Kind::Density => {
                format!(
                    "{total} candidates in bins of {} (nside {})",
                    degrees(side_deg),
                    self.nside
                )
            }
            Kind::Kernel(sigma_deg) => {
                format!(
                    "{total} candidates spread by a kernel of σ = {}",
                    degrees(sigma_deg)
                )
            }
            Kind::OwnErrors => format!("{total} candidates spread by their own errors"),
        }];
        if self.widened > 0 {
            let least = degrees(2.0 * side_deg);
            words.push(format!(
                "{} of them by {least}, more than theirs",
                thousands(self.widened)
            ));
        }
        match (self.without, self.kind) {
            (0, _) => {}
            (many, Kind::OwnErrors) => {
                words.push(format!(
                    "{} without an error are not in it",
                    thousands(many)
                ));
            }
            (many, _) => words.push(format!("{} without a place are not in it", thousands(many))),
        }
        words
    }

    /// What it is at a position.
    pub fn words_at(&self, at: Equatorial) -> String {
        let pixel = healpix::pixel_at(self.nside, at) as usize;
        let value = self
            .per_deg2
            .get(pixel)
            .copied()
            .unwrap_or(f32::NAN)
            .max(0.0);
        let density = match value {
            0.0 => "0".to_owned(),
            small if small < 0.01 => format!("{small:.1e}"),
            value if value < 100.0 => format!("{value:.3}"),
            value => format!("{value:.0}"),
        };
        match self.counts.get(pixel) {
            Some(1) => format!("1 candidate in the bin, {density} per deg²"),
            Some(count) => {
                let count = thousands(*count as usize);
                format!("{count} candidates in the bin, {density} per deg²")
            }
            None => format!("{density} candidates per deg²"),
        }
    }
}

fn in_deg2(mut per_sr: Vec<f32>) -> Vec<f32> {
    per_sr
        .iter_mut()
        .for_each(|value| *value *= PER_DEG2 as f32);
    per_sr
}

fn highest(per_deg2: &[f32]) -> f32 {
    per_deg2.iter().copied().fold(0.0, f32::max)
}

/// An angle with the digits that it needs.
fn degrees(value: f64) -> String {
    match value {
        small if small < 0.1 => format!("{small:.3}°"),
        value if value < 1.0 => format!("{value:.2}°"),
        value => format!("{value:.1}°"),
    }
}
