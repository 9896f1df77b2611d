//! What a module sees in the dark: single photo-electrons, coincidences, and bursts of luminous life.
//!
//! A decay of potassium-40 near a module fires 2 to 5 of its sensors within a few nanoseconds, preferably those
//! that look its way: weight exp(3 cos) around a random axis. A few modules are in a burst, whose factor is
//! log-uniform.

use glam::DVec3;
use nuscope_model::Sensor;
use rand_pcg::Pcg64;

use super::Instrument;
use super::random::Draw;

/// Width of the arrival times within one coincidence, in nanoseconds.
const COINCIDENCE_NS: f64 = 3.5;
/// Smallest and largest factor of a burst.
const BURST: (f64, f64) = (1.5, 15.0);

/// Photo-electrons of the background of one module within `from_ns..to_ns`: (channel, time in nanoseconds).
pub fn background(
    sensors: &[Sensor],
    instrument: &Instrument,
    from_ns: f64,
    to_ns: f64,
    rng: &mut Pcg64,
) -> Vec<(u8, f64)> {
    let window_s = (to_ns - from_ns) * 1e-9;
    let mut rate_hz = instrument.singles_hz * rng.normal(0.0, instrument.rate_spread).exp();
    if rng.uniform() < instrument.burst_share {
        rate_hz *= rng.between(BURST.0.ln(), BURST.1.ln()).exp();
    }
    let singles = rng.poisson(rate_hz * sensors.len() as f64 * window_s);
    let mut hits: Vec<(u8, f64)> = (0..singles)
        .map(|_| (rng.below(sensors.len()) as u8, rng.between(from_ns, to_ns)))
        .collect();
    for (rate_hz, fired) in instrument.coincidences_hz.into_iter().zip(2..) {
        for _ in 0..rng.poisson(rate_hz * window_s) {
            let time_ns = rng.between(from_ns, to_ns);
            for channel in facing(sensors, fired, rng) {
                hits.push((channel, time_ns + rng.normal(0.0, COINCIDENCE_NS)));
            }
        }
    }
    hits
}

/// Draws `fired` different sensors, preferably those that look along a random axis.
fn facing(sensors: &[Sensor], fired: usize, rng: &mut Pcg64) -> Vec<u8> {
    let random = DVec3::from_array([(); 3].map(|()| rng.normal(0.0, 1.0)));
    let axis = random.normalize_or_zero();
    let mut weights: Vec<f64> = sensors
        .iter()
        .map(|sensor| (3.0 * sensor.looks.dot(axis)).exp())
        .collect();
    (0..fired.min(sensors.len()))
        .map(|_| {
            let mut left = rng.uniform() * weights.iter().sum::<f64>();
            let chosen = weights.iter().position(|weight| {
                left -= weight;
                left < 0.0
            });
            // Rounding may leave nothing chosen; the last sensor with any weight then is.
            let last = || weights.iter().rposition(|weight| *weight > 0.0);
            let channel = chosen.or_else(last).unwrap_or(0);
            weights[channel] = 0.0;
            channel as u8
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::layout;
    use crate::simulate::random::{Purpose, stream};

    #[test]
    fn rates_are_those_of_the_instrument() {
        // One second in one calm module: 31 × 5200 singles and 2 × 568 + 3 × 49.1 + 4 × 5.48 + 5 × 0.48 in
        // coincidences.
        let detector = layout::arca(1);
        let calm = Instrument {
            rate_spread: 0.0,
            burst_share: 0.0,
            ..Instrument::ARCA
        };
        let mut rng = stream(1, Purpose::Background, 0);
        let sensors = detector.sensors_of(&detector.modules()[0]);
        let hits = background(sensors, &calm, 0.0, 1e9, &mut rng).len() as f64;
        let expected = 31.0 * 5200.0 + 1136.0 + 147.3 + 21.9 + 2.4;
        assert!(
            (hits - expected).abs() < 4.0 * f64::sqrt(expected + 2.0 * 1136.0),
            "{hits}"
        );
    }

    #[test]
    fn the_hits_of_a_coincidence_are_a_few_nanoseconds_apart() {
        let detector = layout::arca(1);
        let pairs_only = Instrument {
            singles_hz: 0.0,
            coincidences_hz: [1000.0, 0.0, 0.0, 0.0],
            ..Instrument::ARCA
        };
        let mut rng = stream(3, Purpose::Background, 0);
        let sensors = detector.sensors_of(&detector.modules()[0]);
        let hits = background(sensors, &pairs_only, 0.0, 1e10, &mut rng);
        let squares = hits.chunks(2).map(|pair| (pair[1].1 - pair[0].1).powi(2));
        let width = (squares.sum::<f64>() / (hits.len() / 2) as f64).sqrt();
        // Two normal deviates of 3.5 ns differ by 3.5 √2; ten thousand pairs give that within 0.7 %.
        assert!(
            (width / (3.5 * f64::sqrt(2.0)) - 1.0).abs() < 0.03,
            "{width}"
        );
    }

    #[test]
    fn coincidences_prefer_neighbours() {
        let detector = layout::arca(1);
        let sensors = detector.sensors_of(&detector.modules()[0]);
        let mut rng = stream(2, Purpose::Background, 0);
        let pairs = 4000;
        let close = (0..pairs)
            .filter(|_| {
                let fired = facing(sensors, 2, &mut rng);
                assert_ne!(fired[0], fired[1]);
                sensors[usize::from(fired[0])]
                    .looks
                    .dot(sensors[usize::from(fired[1])].looks)
                    > 0.0
            })
            .count();
        // Of random pairs less than a half look into the same half-space.
        assert!(close > pairs * 3 / 4, "{close}");
    }

    #[test]
    fn no_sensors_see_nothing() {
        let mut rng = stream(1, Purpose::Background, 0);
        assert!(background(&[], &Instrument::ARCA, 0.0, 1e9, &mut rng).is_empty());
    }
}
