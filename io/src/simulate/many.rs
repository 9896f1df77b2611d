//! Many different events, for files that benchmarks and tests can open.
//!
//! Half are muons and half are showers; energies are log-uniform, directions uniform, and each passes or lies
//! within the detector. Event i depends on the seed and i alone, so events can be made in any order.

use glam::DVec3;
use nuscope_model::{Detector, Event};
use rand_pcg::Pcg64;

use super::particle::within;
use super::random::{Draw, Purpose, stream};
use super::recipe::along;
use super::{Instrument, Options, Particle, ParticleKind, simulate};
use crate::Result;

/// Energies of the particles: lowest and highest power of ten, in GeV.
const LOG10_ENERGY_GEV: (f64, f64) = (2.0, 4.7);
/// Background relative to the instrument's usual rate: a calm season, as in public ARCA data (4.2 instead of
/// 5.2 kHz a sensor).
const CALM: f64 = 0.81;
/// How far before the detector's middle a muon starts, and how far it is followed, in metres.
const MUON_M: (f64, f64) = (700.0, 1400.0);

/// `events` different events in one detector.
#[derive(Clone, Copy, Debug)]
pub struct ManyEvents<'a> {
    detector: &'a Detector,
    events: usize,
    seed: u64,
}

/// `events` different events in `detector`; none is made before it is asked for.
pub fn many(detector: &Detector, events: usize, seed: u64) -> ManyEvents<'_> {
    ManyEvents {
        detector,
        events,
        seed,
    }
}

impl<'a> ManyEvents<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.events
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.events == 0
    }

    /// Event number `index`, with its photo-electrons left out.
    ///
    /// # Errors
    /// [`Error::Simulation`](crate::Error::Simulation) if there is no such event.
    pub fn event(&self, index: usize) -> Result<Event> {
        let last = self.events as f64 - 1.0;
        within("the number of the event", index as f64, 0.0, last, "")?;
        let mut rng = stream(self.seed, Purpose::ManyEvents, index as u64);
        let particles = [particle(self.detector, &mut rng)];
        let instrument = Instrument::of(self.detector);
        let options = Options {
            instrument: Some(Instrument {
                singles_hz: CALM * instrument.singles_hz,
                ..instrument
            }),
            photo_electrons: false,
            event_id: index as i64 + 1,
            ..Options::default()
        };
        let seed = self
            .seed
            .wrapping_add((index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        simulate(self.detector, &particles, seed, &options)
    }

    /// All events in order, each made when it is asked for.
    pub fn iter(&self) -> impl Iterator<Item = Result<Event>> + use<'a> {
        let many = *self;
        (0..many.events).map(move |index| many.event(index))
    }
}

/// A random particle whose light reaches the detector.
fn particle(detector: &Detector, rng: &mut Pcg64) -> Particle {
    let (low, high) = detector.bounds_m();
    let shares = DVec3::from_array([(); 3].map(|()| rng.between(0.15, 0.85)));
    let inside_m = low + shares * (high - low);
    let (cos, azimuth_rad) = (
        rng.between(-1.0, 1.0),
        rng.between(0.0, std::f64::consts::TAU),
    );
    let across = (1.0 - cos * cos).sqrt();
    let travel = DVec3::new(across * azimuth_rad.cos(), across * azimuth_rad.sin(), cos);
    let energy_gev = 10_f64.powf(rng.between(LOG10_ENERGY_GEV.0, LOG10_ENERGY_GEV.1));
    let muon = rng.uniform() < 0.5;
    let (kind, position_m) = if muon {
        (
            ParticleKind::Muon { length_m: MUON_M.1 },
            inside_m - MUON_M.0 * travel,
        )
    } else {
        (ParticleKind::Shower, inside_m)
    };
    Particle {
        kind,
        position_m,
        direction: along(travel),
        time_ns: 0.0,
        energy_gev,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::simulate::layout;

    #[test]
    fn events_are_numbered_differ_and_do_not_depend_on_their_order() {
        let detector = layout::orca(1);
        let many = many(&detector, 4, 7);
        let events: Vec<Event> = many.iter().map(Result::unwrap).collect();
        assert_eq!(events[2], many.event(2).unwrap());
        assert_ne!(events[0].hits, events[1].hits);
        let ids: Vec<i64> = events.iter().map(|event| event.header.event_id).collect();
        assert_eq!(ids, [1, 2, 3, 4]);
        assert!(many.event(4).is_err());
    }

    #[test]
    fn five_hundred_events_of_the_wide_block_hold_about_two_million_hits() {
        let detector = layout::arca(1);
        let hits: usize = many(&detector, 40, 1)
            .iter()
            .map(|event| event.unwrap().hits.len())
            .sum();
        assert!((4000..5000).contains(&(hits / 40)), "{}", hits / 40);
    }
}
