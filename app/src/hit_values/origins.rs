//! Which simulated particle made the light of each hit.
//!
//! The simulation lists photo-electrons by photomultiplier and time; the electronics that follow keep no link. A hit
//! belongs to the nearest photo-electron on its photomultiplier, if that is at most [`LARGEST_DELAY_NS`] away: in
//! simulations of ARCA 96 % of the triggered hits that have one on their photomultiplier are within this, the rest
//! are later pulses and noise, and have no origin here.

use std::sync::Arc;

use nuscope_model::{Event, McHit, SensorId, TrackOrigin};

use super::HitValues;

/// Largest difference in time between a hit and the photo-electron that made it, in nanoseconds.
pub const LARGEST_DELAY_NS: f64 = 20.0;

/// The simulated particle of a number, as the file counts them: its name and code, where the file lists it.
pub fn particle_words(event: &Event, number: i64) -> String {
    let mut particles = event.mc_tracks.iter();
    let found = particles.find(|particle| particle.number("id") == Some(number));
    let Some(particle) = found else {
        return format!("particle {number}");
    };
    match particle.origin {
        TrackOrigin::MonteCarlo { pdg } if pdg != 0 => {
            format!("{} (PDG {pdg}), particle {number}", particle.name)
        }
        _ => format!("{}, particle {number}", particle.name),
    }
}

/// The number of the particle that made each hit, as the file counts them; NaN where it is not known.
pub(super) fn column(values: &HitValues) -> Arc<[f32]> {
    let event = &values.event;
    let mut photons: Vec<&McHit> = event
        .mc_hits
        .iter()
        .filter(|photon| photon.time_ns.is_finite())
        .collect();
    photons.sort_by(|a, b| {
        let time = a.time_ns.total_cmp(&b.time_ns);
        a.pmt_id.cmp(&b.pmt_id).then(time)
    });
    let origin = |sensor: SensorId, time_ns: f64| {
        let detector = values.detector.as_deref()?;
        let pmt_id = detector.sensors().get(sensor.0 as usize)?.pmt_id;
        let after =
            photons.partition_point(|photon| (photon.pmt_id, photon.time_ns) < (pmt_id, time_ns));
        let near = |place: Option<usize>| photons.get(place?).copied();
        [near(after.checked_sub(1)), near(Some(after))]
            .into_iter()
            .flatten()
            .filter(|photon| photon.pmt_id == pmt_id)
            .map(|photon| ((photon.time_ns - time_ns).abs(), photon.origin))
            .filter(|(away_ns, _)| *away_ns <= LARGEST_DELAY_NS)
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, origin)| origin as f32)
    };
    let hits = values.sensors().iter().zip(&event.hits);
    hits.map(|(sensor, hit)| {
        let found = sensor.and_then(|sensor| origin(sensor, hit.time_ns));
        found.unwrap_or(f32::NAN)
    })
    .collect()
}
