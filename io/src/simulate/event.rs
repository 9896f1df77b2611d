//! A whole event: particles in, hits with trigger bits out.
//!
//! The window of an event reaches from 5650 ns before its first triggered hit to 5650 ns after its last, as in
//! public files; if nothing triggered, around the light instead, and without any light it is 13.8 µs long.

use nuscope_model::{
    Detector, Event, EventHeader, Hit, McHit, Provenance, Track, event::time_zero_ns,
};
use rayon::prelude::*;

use super::electronics::{Arrival, RawHit, hits as hits_of_module};
use super::light::{PhotoElectron, photo_electrons};
use super::muon::Path;
use super::particle::within;
use super::random::{Purpose, stream};
use super::{Instrument, Particle, ParticleKind, background, fits, lamps, trigger};
use crate::Result;

/// Time before the first and after the last triggered hit that an event keeps, in nanoseconds.
pub const MARGIN_NS: f64 = 5650.0;
/// Time of light in an event without any, in nanoseconds.
const EMPTY_NS: f64 = 2500.0;
/// Light outside these shares of all photo-electrons does not stretch the background, plus 300 ns either side.
const MOST_LIGHT: (f64, f64) = (0.001, 0.99);
/// Background is made this much longer, since a late trigger can move the window, in nanoseconds.
const EXTRA_NS: f64 = 4000.0;
/// Longest time for which background is made, in nanoseconds.
const LONGEST_NS: f64 = 1e6;

/// What may be chosen beside the particles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Sensors, background and trigger; `None` is what [`Instrument::of`] makes of the detector.
    pub instrument: Option<Instrument>,
    /// Whether there is background.
    pub background: bool,
    /// Whether the event keeps its photo-electrons, as `mc_hits`.
    pub photo_electrons: bool,
    /// Whether two mock fits are added.
    pub fits: bool,
    /// Number of the event.
    pub event_id: i64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            instrument: None,
            background: true,
            photo_electrons: true,
            fits: true,
            event_id: 1,
        }
    }
}

/// Where a simulated hit comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitOrigin {
    /// Light of the particle with this index.
    Particle(u32),
    /// Background.
    Background,
    /// A late pulse that follows light of a particle.
    Afterpulse,
}

/// A simulated event that remembers where each hit comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// The event.
    pub event: Event,
    /// Origin of each of its hits, in their order.
    pub origins: Vec<HitOrigin>,
}

/// The event that `particles` make in `detector`; the same for the same seed, on any number of threads.
///
/// # Errors
/// [`Error::Simulation`](crate::Error::Simulation) if a number of a particle is not finite or out of range, or
/// if the particles' light is spread over more than a millisecond.
pub fn simulate(
    detector: &Detector,
    particles: &[Particle],
    seed: u64,
    options: &Options,
) -> Result<Event> {
    simulate_labelled(detector, particles, seed, options).map(|labelled| labelled.event)
}

/// As [`simulate`], with the origin of each hit.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_labelled(
    detector: &Detector,
    particles: &[Particle],
    seed: u64,
    options: &Options,
) -> Result<Labelled> {
    particles.iter().try_for_each(Particle::check)?;
    let instrument = options
        .instrument
        .unwrap_or_else(|| Instrument::of(detector));
    let paths = paths(particles, &instrument, seed);
    let lamps = lamps::lamps(particles, &paths);
    let light = photo_electrons(&lamps, detector, &instrument, seed);
    let (from_ns, to_ns) = window_of_light(&light);
    within(
        "the time over which light arrives",
        to_ns - from_ns,
        0.0,
        LONGEST_NS,
        "ns",
    )?;
    let dark = options.background.then_some((from_ns, to_ns + EXTRA_NS));
    let hits = hits(detector, &instrument, &light, dark, seed);
    let bits = trigger::trigger(&hits, detector, &instrument);

    let mut kept = kept(&hits, &bits, (from_ns, to_ns));
    kept.sort_unstable_by(|&a, &b| hits[a].time_ns.total_cmp(&hits[b].time_ns).then(a.cmp(&b)));
    let origins = kept.iter().map(|&i| hits[i].origin).collect();
    let modules = detector.modules();
    let hits: Vec<Hit> = kept
        .into_iter()
        .map(|i| Hit {
            module: modules[hits[i].module as usize].id,
            channel: hits[i].channel,
            time_ns: hits[i].time_ns,
            amplitude: hits[i].amplitude,
            trigger_mask: u64::from(bits[i]),
        })
        .collect();

    let mut event = Event {
        header: EventHeader {
            event_id: options.event_id,
            det_id: detector.det_id,
            trigger_mask: hits.iter().fold(0, |mask, hit| mask | hit.trigger_mask),
            hits: hits.len(),
            ..EventHeader::default()
        },
        amplitude_unit: instrument.readout.unit(),
        time_zero_ns: time_zero_ns(&hits),
        mc_tracks: truth(particles, &paths),
        provenance: Provenance::Simulated,
        ..Event::default()
    };
    if options.photo_electrons {
        event.mc_hits = mc_hits(&light, detector);
    }
    if options.fits {
        let triggered = hits.iter().filter(|hit| hit.triggered()).count();
        event.tracks = fits::mock_fits(particles, triggered, seed);
    }
    event.hits = hits;
    Ok(Labelled { event, origins })
}

/// The way of each muon.
fn paths(particles: &[Particle], instrument: &Instrument, seed: u64) -> Vec<Option<Path>> {
    let draw = |(particle, index): (&Particle, u64)| match particle.kind {
        ParticleKind::Muon { length_m } => {
            let mut rng = stream(seed, Purpose::EnergyLoss, index);
            Some(Path::draw(
                particle.energy_gev,
                length_m,
                instrument.medium,
                &mut rng,
            ))
        }
        ParticleKind::Shower => None,
    };
    particles.iter().zip(0..).map(draw).collect()
}

/// The particles as tracks.
fn truth(particles: &[Particle], paths: &[Option<Path>]) -> Vec<Track> {
    particles
        .iter()
        .zip(paths)
        .map(|(particle, path)| particle.track(path.as_ref()))
        .collect()
}

/// The window that an event without trigger has, in nanoseconds.
fn window_of_light(light: &[PhotoElectron]) -> (f64, f64) {
    let mut times_ns: Vec<f64> = light.iter().map(|pe| pe.time_ns).collect();
    let Some(last) = times_ns.len().checked_sub(1) else {
        return (0.0, 2.0 * MARGIN_NS + EMPTY_NS);
    };
    let mut quantile = |share: f64| {
        let index = (share * last as f64).round() as usize;
        *times_ns.select_nth_unstable_by(index, f64::total_cmp).1
    };
    let (from_ns, to_ns) = (quantile(MOST_LIGHT.0), quantile(MOST_LIGHT.1));
    (from_ns - 300.0 - MARGIN_NS, to_ns + 300.0 + MARGIN_NS)
}

/// All hits, by module and time; `dark` is when background is made, if at all.
fn hits(
    detector: &Detector,
    instrument: &Instrument,
    light: &[PhotoElectron],
    dark: Option<(f64, f64)>,
    seed: u64,
) -> Vec<RawHit> {
    let modules = detector.modules();
    let mut arrivals: Vec<Vec<Arrival>> = vec![Vec::new(); modules.len()];
    for pe in light {
        let first_sensor = modules[pe.module as usize].first_sensor;
        arrivals[pe.module as usize].push(Arrival {
            channel: (pe.sensor - first_sensor) as u8,
            time_ns: pe.time_ns,
            charge_pe: f64::from(pe.charge_pe),
            origin: HitOrigin::Particle(pe.particle),
        });
    }
    let parts: Vec<Vec<RawHit>> = arrivals
        .into_par_iter()
        .zip(modules)
        .enumerate()
        .map(|(index, (mut arrivals, module))| {
            if let Some((from_ns, to_ns)) = dark {
                let mut rng = stream(seed, Purpose::Background, index as u64);
                let sensors = detector.sensors_of(module);
                let seen = background::background(sensors, instrument, from_ns, to_ns, &mut rng);
                arrivals.extend(seen.into_iter().map(|(channel, time_ns)| Arrival {
                    channel,
                    time_ns,
                    charge_pe: 1.0,
                    origin: HitOrigin::Background,
                }));
            }
            let mut rng = stream(seed, Purpose::Electronics, index as u64);
            hits_of_module(index as u32, arrivals, instrument.readout, &mut rng)
        })
        .collect();
    parts.concat()
}

/// Indices of the hits within the event's window.
fn kept(hits: &[RawHit], bits: &[u8], untriggered_ns: (f64, f64)) -> Vec<usize> {
    let triggered = hits.iter().zip(bits).filter(|(_, bits)| **bits != 0);
    let (first_ns, last_ns) = triggered.fold((f64::MAX, f64::MIN), |(first, last), (hit, _)| {
        (hit.time_ns.min(first), hit.time_ns.max(last))
    });
    let window_ns = if first_ns <= last_ns {
        first_ns - MARGIN_NS..=last_ns + MARGIN_NS
    } else {
        untriggered_ns.0..=untriggered_ns.1
    };
    (0..hits.len())
        .filter(|&i| window_ns.contains(&hits[i].time_ns))
        .collect()
}

/// The light as the truth of an event.
fn mc_hits(light: &[PhotoElectron], detector: &Detector) -> Vec<McHit> {
    let sensors = detector.sensors();
    light
        .iter()
        .map(|pe| McHit {
            pmt_id: sensors[pe.sensor as usize].pmt_id,
            time_ns: pe.time_ns,
            charge_pe: pe.charge_pe,
            origin: i64::from(pe.particle),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::simulate::{Kind, Recipe, layout};

    fn event(kind: Kind, options: &Options) -> Event {
        let particles = Recipe::new(kind, 1).particles().unwrap();
        simulate(&kind.detector(1), &particles, 1, options).unwrap()
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| event(Kind::StartingMuon, &Options::default()))
        };
        assert_eq!(on(1), on(3));
    }

    #[test]
    fn what_is_not_wanted_is_left_out() {
        let bare = Options {
            background: false,
            photo_electrons: false,
            fits: false,
            event_id: 42,
            ..Options::default()
        };
        let event = event(Kind::Cascade, &bare);
        assert!(event.mc_hits.is_empty() && event.tracks.is_empty());
        assert_eq!(event.header.event_id, 42);
        assert!(event.header.hits > 1000 && event.mc_tracks.len() == 1);
    }

    #[test]
    fn an_event_reaches_from_before_the_first_to_after_the_last_triggered_hit() {
        let event = event(Kind::ThroughGoingMuon, &Options::default());
        let triggered = event.hits.iter().filter(|hit| hit.triggered());
        let times: Vec<f64> = triggered.map(|hit| hit.time_ns).collect();
        let (first, last) = (times[0], times[times.len() - 1]);
        assert_eq!(event.time_zero_ns, first);
        let kept = first - MARGIN_NS..=last + MARGIN_NS;
        assert!(event.hits.iter().all(|hit| kept.contains(&hit.time_ns)));
        // Background fills the window to its ends.
        let (start, end) = (
            event.hits[0].time_ns,
            event.hits[event.hits.len() - 1].time_ns,
        );
        assert!(start < kept.start() + 50.0 && end > kept.end() - 50.0);
    }

    #[test]
    fn without_particles_there_is_background_alone() {
        let event = event(Kind::Background, &Options::default());
        assert!(event.hits.len() > 4000 && event.header.trigger_mask == 0);
        assert!(event.tracks.is_empty() && event.mc_hits.is_empty());
    }

    #[test]
    fn light_over_more_than_a_millisecond_is_refused() {
        let mut particles = Recipe::new(Kind::Cascade, 1).particles().unwrap().repeat(2);
        particles[1].time_ns = 5e6;
        let error = simulate(&layout::arca(1), &particles, 1, &Options::default()).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("the time over which light arrives"),
            "{error}"
        );
    }

    #[test]
    fn a_detector_without_modules_sees_nothing() {
        let nothing = Detector::new("nothing (simulated)", Vec::new(), Vec::new());
        let particles = Recipe::new(Kind::Cascade, 1).particles().unwrap();
        let event = simulate(&nothing, &particles, 1, &Options::default()).unwrap();
        assert!(event.hits.is_empty());
    }
}
