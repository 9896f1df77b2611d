//! Random numbers: one independent stream for every purpose of a simulation.
//!
//! A stream is named by (seed, purpose, index), such as "the background of module 17 of event 3". What one
//! stream draws never shifts another, so work can be shared among threads and still give the same event.
//! Source: O'Neill 2014, PCG (the generator); Steele, Lea and Flood 2014, SplitMix64 (the naming).

use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Poisson, StandardNormal};
use rand_pcg::Pcg64;

/// What a stream of random numbers is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Where strings and modules of a layout hang.
    Layout = 1,
    /// Where a muon loses its energy; index: the particle.
    EnergyLoss,
    /// Photo-electrons of one track or shower; index: the source of light.
    Light,
    /// Background of one module; index: the module.
    Background,
    /// Pulses of one module; index: the module.
    Electronics,
    /// The two mock fits.
    Fits,
    /// The members of a muon bundle.
    Bundle,
    /// Which particles make one of many events; index: the event.
    ManyEvents,
    /// Candidates of one sample; index: the sample and the block.
    Candidates,
    /// Candidates of an injected source; index: the sample.
    InjectedSource,
}

/// The stream with this name.
pub fn stream(seed: u64, purpose: Purpose, index: u64) -> Pcg64 {
    let mut state = seed;
    for word in [purpose as u64, index] {
        state = split_mix(state) ^ word.wrapping_mul(0xA24B_AED4_963E_E407);
    }
    let mut bytes = [0_u8; 32];
    for chunk in bytes.chunks_exact_mut(8) {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        chunk.copy_from_slice(&split_mix(state).to_le_bytes());
    }
    Pcg64::from_seed(bytes)
}

/// SplitMix64's scrambling of one word.
fn split_mix(word: u64) -> u64 {
    let mut z = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Draws that the simulation needs often.
pub trait Draw {
    /// Uniform within 0..1.
    fn uniform(&mut self) -> f64;
    /// Uniform within `low..high`.
    fn between(&mut self, low: f64, high: f64) -> f64;
    /// Normal with this mean and width.
    fn normal(&mut self, mean: f64, width: f64) -> f64;
    /// Exponential with this mean.
    fn exponential(&mut self, mean: f64) -> f64;
    /// Rayleigh: the length of a two-dimensional normal deviate of this width.
    fn rayleigh(&mut self, width: f64) -> f64;
    /// Number of events where `mean` are expected; 0 for a mean that is not positive.
    fn poisson(&mut self, mean: f64) -> u64;
    /// Whole number within `0..below`; 0 for `below` = 0.
    fn below(&mut self, below: usize) -> usize;
}

impl Draw for Pcg64 {
    fn uniform(&mut self) -> f64 {
        self.random()
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    fn normal(&mut self, mean: f64, width: f64) -> f64 {
        let z: f64 = StandardNormal.sample(self);
        mean + width * z
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        // 1 - uniform lies within (0, 1], so that its logarithm is finite.
        -mean * (1.0 - self.uniform()).ln()
    }

    fn rayleigh(&mut self, width: f64) -> f64 {
        width * (-2.0 * (1.0 - self.uniform()).ln()).sqrt()
    }

    /// Below a mean of 12 by inversion: one uniform number, compared with the growing sum of probabilities.
    fn poisson(&mut self, mean: f64) -> u64 {
        if mean.is_nan() || mean <= 0.0 {
            return 0;
        }
        if mean >= 12.0 {
            let sampler = Poisson::new(mean.min(1e15));
            return sampler.map_or(0, |sampler| sampler.sample(self) as u64);
        }
        let mut left = self.uniform();
        let mut probability = (-mean).exp();
        let mut n = 0;
        while left >= probability && n < 200 {
            left -= probability;
            n += 1;
            probability *= mean / n as f64;
        }
        n
    }

    fn below(&mut self, below: usize) -> usize {
        ((self.uniform() * below as f64) as usize).min(below.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let first = |seed, purpose, index| stream(seed, purpose, index).uniform();
        assert_eq!(first(1, Purpose::Light, 2), first(1, Purpose::Light, 2));
        assert_ne!(first(1, Purpose::Light, 2), first(2, Purpose::Light, 2));
        assert_ne!(first(1, Purpose::Light, 2), first(1, Purpose::Fits, 2));
        assert_ne!(first(1, Purpose::Light, 2), first(1, Purpose::Light, 3));
    }

    #[test]
    fn neighbouring_streams_are_not_correlated() {
        let draws = |index| {
            let mut rng = stream(1, Purpose::Background, index);
            (0..10_000)
                .map(|_| rng.normal(0.0, 1.0))
                .collect::<Vec<_>>()
        };
        let (a, b) = (draws(0), draws(1));
        let correlation = a.iter().zip(&b).map(|(a, b)| a * b).sum::<f64>() / 10_000.0;
        assert!(correlation.abs() < 0.04, "{correlation}"); // four times 1/√10000
    }

    #[test]
    fn poisson_has_its_mean_and_variance_on_both_sides_of_the_switch() {
        for mean in [0.01, 0.7, 5.0, 11.9, 12.1, 300.0] {
            let mut rng = stream(3, Purpose::Light, 0);
            let n = 200_000;
            let draws: Vec<f64> = (0..n).map(|_| rng.poisson(mean) as f64).collect();
            let average = draws.iter().sum::<f64>() / f64::from(n);
            let variance = draws.iter().map(|x| (x - average).powi(2)).sum::<f64>() / f64::from(n);
            let error = (mean / f64::from(n)).sqrt();
            assert!((average - mean).abs() < 4.0 * error, "{mean}: {average}");
            // The variance of a variance of Poisson numbers is (2 mean² + mean)/n.
            let error = ((2.0 * mean * mean + mean) / f64::from(n)).sqrt();
            assert!((variance - mean).abs() < 4.0 * error, "{mean}: {variance}");
        }
    }

    #[test]
    fn poisson_of_nothing_is_nothing() {
        let mut rng = stream(1, Purpose::Light, 0);
        for mean in [0.0, -1.0, f64::NAN] {
            assert_eq!(rng.poisson(mean), 0);
        }
    }
}
