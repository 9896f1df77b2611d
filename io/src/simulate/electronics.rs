//! From photo-electrons to hits: what the electronics of a module make of the light.
//!
//! On one sensor, whatever arrives while a pulse is over threshold adds to it: until max(20 ns, the median time
//! over threshold of its charge so far). The time over threshold of n photo-electrons is, in nanoseconds,
//!
//! ```text
//! n = 1    82 % normal (25.8, 3.5), 18 % uniform 4..25
//! n < 56   24 n^0.38                                       each times exp(normal(0, 0.3 n^-0.3))
//! n ≥ 56   110 + 40 ln(n/56) + 35 ln(max(n, 300)/300)
//! ```
//!
//! and 255 or more is written as a chain of 255s, one every 255 ns, and the rest. Afterpulses follow within
//! microseconds, min(0.3 √n (1 - exp(-n/20)), 30) of them on average. Our own fit to public KM3NeT files.
//! Detectors that record charges get the charge with a resolution of 30 % per photo-electron instead, which is
//! an estimate.

use rand_pcg::Pcg64;

use super::random::Draw;
use super::{HitOrigin, Readout};

/// Longest time over threshold that one hit can hold, in nanoseconds.
pub const LONGEST_TOT_NS: f64 = 255.0;
/// Shortest time for which a pulse collects, in nanoseconds.
const SHORTEST_PULSE_NS: f64 = 20.0;
/// Resolution of the charge of a single photo-electron.
const CHARGE_RESOLUTION: f64 = 0.3;

/// Charge that arrives on a channel of a module at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    /// The sensor within its module.
    pub channel: u8,
    /// When, in nanoseconds.
    pub time_ns: f64,
    /// Number of photo-electrons.
    pub charge_pe: f64,
    /// Where it comes from.
    pub origin: HitOrigin,
}

/// A hit before the trigger has seen it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RawHit {
    /// Index of the module in the detector.
    pub module: u32,
    /// The sensor within its module.
    pub channel: u8,
    /// When, in nanoseconds.
    pub time_ns: f64,
    /// Time over threshold or charge.
    pub amplitude: f32,
    /// Where its first photo-electron comes from.
    pub origin: HitOrigin,
}

/// The hits of one module, by time.
pub fn hits(
    module: u32,
    mut arrivals: Vec<Arrival>,
    readout: Readout,
    rng: &mut Pcg64,
) -> Vec<RawHit> {
    arrivals.sort_unstable_by(|a, b| {
        a.channel
            .cmp(&b.channel)
            .then(a.time_ns.total_cmp(&b.time_ns))
    });
    let mut pulses = merged(&arrivals);
    for i in 0..pulses.len() {
        if pulses[i].origin != HitOrigin::Background {
            afterpulses(pulses[i], &mut pulses, rng);
        }
    }
    let mut hits = Vec::with_capacity(pulses.len());
    for pulse in pulses {
        let hit = |time_ns, amplitude| RawHit {
            module,
            channel: pulse.channel,
            time_ns,
            amplitude,
            origin: pulse.origin,
        };
        match readout {
            Readout::Charge => {
                let width = CHARGE_RESOLUTION * pulse.charge_pe.sqrt();
                let charge_pe = rng.normal(pulse.charge_pe, width).max(0.1);
                hits.push(hit(pulse.time_ns, charge_pe as f32));
            }
            Readout::TimeOverThreshold => {
                let (mut time_ns, mut left_ns) = (pulse.time_ns, tot_ns(pulse.charge_pe, rng));
                while left_ns >= LONGEST_TOT_NS {
                    hits.push(hit(time_ns, LONGEST_TOT_NS as f32));
                    time_ns += LONGEST_TOT_NS;
                    left_ns -= LONGEST_TOT_NS;
                }
                hits.push(hit(time_ns, left_ns.floor() as f32));
            }
        }
    }
    hits.sort_unstable_by(|a, b| {
        a.time_ns
            .total_cmp(&b.time_ns)
            .then(a.channel.cmp(&b.channel))
    });
    hits
}

/// Arrivals, sorted by channel and time, merged into pulses.
fn merged(arrivals: &[Arrival]) -> Vec<Arrival> {
    let mut pulses: Vec<Arrival> = Vec::with_capacity(arrivals.len());
    let mut end_ns = f64::NEG_INFINITY;
    for arrival in arrivals {
        match pulses.last_mut() {
            Some(pulse) if pulse.channel == arrival.channel && arrival.time_ns < end_ns => {
                pulse.charge_pe += arrival.charge_pe;
                end_ns = end_ns.max(pulse.time_ns + median_tot_ns(pulse.charge_pe));
            }
            _ => {
                pulses.push(*arrival);
                end_ns = arrival.time_ns + SHORTEST_PULSE_NS;
            }
        }
    }
    pulses
}

/// Median time over threshold of a pulse, in nanoseconds.
fn median_tot_ns(charge_pe: f64) -> f64 {
    let n = charge_pe.max(0.1);
    if n < 56.0 {
        24.0 * n.powf(0.38)
    } else {
        110.0 + 40.0 * (n / 56.0).ln() + 35.0 * (n.max(300.0) / 300.0).ln()
    }
}

/// Time over threshold of one pulse, in nanoseconds; may exceed what one hit can hold.
fn tot_ns(charge_pe: f64, rng: &mut Pcg64) -> f64 {
    let tot_ns = if charge_pe >= 1.5 {
        let width = 0.30 / charge_pe.powf(0.3);
        median_tot_ns(charge_pe) * rng.normal(0.0, width).exp()
    } else if rng.uniform() < 0.18 {
        rng.between(4.0, 25.0)
    } else {
        rng.normal(25.8, 3.5)
    };
    tot_ns.max(3.0)
}

/// Adds the late pulses that follow `pulse`.
fn afterpulses(pulse: Arrival, pulses: &mut Vec<Arrival>, rng: &mut Pcg64) {
    let n = pulse.charge_pe;
    let mean = (0.3 * n.sqrt() * -(-n / 20.0).exp_m1()).min(30.0);
    for _ in 0..rng.poisson(mean) {
        let delay_ns = if rng.uniform() < 0.75 {
            rng.normal(3200.0, 750.0)
        } else {
            500.0 + rng.exponential(2500.0)
        };
        let extra_pe = if n > 300.0 {
            rng.exponential(3.0).floor()
        } else {
            0.0
        };
        pulses.push(Arrival {
            channel: pulse.channel,
            time_ns: pulse.time_ns + delay_ns.max(300.0),
            charge_pe: 1.0 + extra_pe,
            origin: HitOrigin::Afterpulse,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::random::{Purpose, stream};

    fn arrival(time_ns: f64, charge_pe: f64, origin: HitOrigin) -> Arrival {
        Arrival {
            channel: 3,
            time_ns,
            charge_pe,
            origin,
        }
    }

    #[test]
    fn median_lengths_match_the_numpy_twin() {
        let twin = [
            (1.0, 24.0),
            (3.0, 36.434_877_903_589_54),
            (30.0, 87.401_184_515_586_42),
            (57.0, 110.707_983_083_976_03),
            (1000.0, 267.435_191_681_287_3),
        ];
        for (n, tot_ns) in twin {
            assert!((median_tot_ns(n) - tot_ns).abs() < 1e-9);
        }
    }

    #[test]
    fn light_within_a_pulse_adds_to_it_and_later_light_does_not() {
        let pe = |time_ns| arrival(time_ns, 1.0, HitOrigin::Background);
        // 19 ns is within 20 ns; the pulse of two then lasts 31.2 ns.
        let pulses = merged(&[pe(0.0), pe(19.0), pe(31.0), pe(75.0)]);
        let charges: Vec<_> = pulses.iter().map(|pulse| pulse.charge_pe).collect();
        assert_eq!(charges, [3.0, 1.0]);
    }

    #[test]
    fn a_long_pulse_is_a_chain_of_255s_and_a_rest() {
        let mut rng = stream(1, Purpose::Electronics, 0);
        let bright = arrival(10.0, 1e5, HitOrigin::Background);
        let hits = hits(0, vec![bright], Readout::TimeOverThreshold, &mut rng);
        assert!(hits.len() > 2);
        for (i, hit) in hits.iter().enumerate() {
            assert!((hit.time_ns - (10.0 + 255.0 * i as f64)).abs() < 1e-9);
            assert_eq!(hit.amplitude == 255.0, i + 1 < hits.len());
        }
    }

    #[test]
    fn single_photo_electrons_have_the_measured_lengths() {
        let mut rng = stream(2, Purpose::Electronics, 0);
        let mut lengths: Vec<f64> = (0..100_000).map(|_| tot_ns(1.0, &mut rng)).collect();
        lengths.sort_by(f64::total_cmp);
        // Quantiles 5/25/50/75/95 % in public data: 8-12/21/25/28/32.
        let quantile = |share: f64| lengths[(share * 1e5) as usize];
        assert!((8.0..12.0).contains(&quantile(0.05)));
        assert!((quantile(0.5) - 25.0).abs() < 0.6 && (quantile(0.75) - 28.0).abs() < 0.6);
    }

    #[test]
    fn only_light_of_particles_has_afterpulses() {
        let mut rng = stream(3, Purpose::Electronics, 0);
        let origins = [HitOrigin::Background, HitOrigin::Particle(0)].map(|origin| {
            let hits = hits(
                0,
                vec![arrival(0.0, 200.0, origin)],
                Readout::Charge,
                &mut rng,
            );
            hits.iter()
                .filter(|hit| hit.origin == HitOrigin::Afterpulse)
                .count()
        });
        assert!(origins[0] == 0 && origins[1] > 0);
    }

    #[test]
    fn charges_keep_their_mean() {
        let mut rng = stream(4, Purpose::Electronics, 0);
        let n = 20_000;
        let total: f64 = (0..n)
            .map(|_| {
                let pulse = vec![arrival(0.0, 4.0, HitOrigin::Background)];
                f64::from(hits(0, pulse, Readout::Charge, &mut rng)[0].amplitude)
            })
            .sum();
        assert!((total / f64::from(n) - 4.0).abs() < 4.0 * 0.6 / f64::from(n).sqrt());
    }
}
