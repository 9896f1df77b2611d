//! Which tracks of an event are drawn: all of a few, the best of many.
//!
//! Files may keep every step of every fit, hundreds of lines that would hide the hits. Tables and the inspector still
//! have them all.

use nuscope_model::Event;
use nuscope_model::track::best_track;

/// More fits than this hide the hits: then the best of each kind is drawn.
const MOST_FITS: usize = 12;

/// More particles than this hide the hits: then those of the highest energies are drawn.
const MOST_PARTICLES: usize = 40;

/// Which of an event's tracks are drawn, fits before particles: a file may keep every step of its fits.
pub fn drawn_tracks(event: &Event) -> Vec<bool> {
    let mut drawn = vec![true; event.tracks.len() + event.mc_tracks.len()];
    let (fits, particles) = drawn.split_at_mut(event.tracks.len());
    if fits.len() > MOST_FITS {
        fits.fill(false);
        let mut kinds: Vec<&str> = event.tracks.iter().map(|fit| fit.name.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds.into_iter().take(MOST_FITS) {
            let of_kind = |place: &usize| event.tracks[*place].name == kind;
            let quality = |place: &usize| {
                let fit = &event.tracks[*place];
                (
                    fit.stages.len(),
                    fit.likelihood.unwrap_or(f64::NEG_INFINITY),
                )
            };
            let better = |a: &usize, b: &usize| {
                let (a, b) = (quality(a), quality(b));
                a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
            };
            if let Some(best) = (0..fits.len()).filter(of_kind).max_by(better) {
                fits[best] = true;
            }
        }
    }
    if let Some(best) = best_track(&event.tracks) {
        fits[best] = true;
    }
    if particles.len() > MOST_PARTICLES {
        particles.fill(false);
        let energy = |place: &usize| event.mc_tracks[*place].energy_gev.unwrap_or(0.0);
        let mut places: Vec<usize> = (0..particles.len()).collect();
        places.sort_by(|a, b| energy(b).total_cmp(&energy(a)));
        for place in places.into_iter().take(MOST_PARTICLES) {
            particles[place] = true;
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use glam::DVec3;
    use nuscope_model::track::TrackShape;
    use nuscope_model::{Direction, Track, TrackOrigin};

    fn fit(name: &str, likelihood: f64) -> Track {
        Track {
            name: name.into(),
            origin: TrackOrigin::Reconstructed { rec_type: 4000 },
            shape: TrackShape::Line,
            position_m: DVec3::ZERO,
            direction: Direction::from_travel(DVec3::Z).unwrap(),
            time_ns: 0.0,
            energy_gev: Some(likelihood),
            length_m: None,
            likelihood: Some(likelihood),
            stages: vec![1],
            angular_error_rad: None,
            details: Vec::new(),
        }
    }

    #[test]
    fn few_tracks_are_all_drawn() {
        let event = Event {
            tracks: vec![fit("JMuon", 1.0), fit("JMuon", 2.0)],
            ..Event::default()
        };
        assert_eq!(drawn_tracks(&event), [true, true]);
    }

    #[test]
    fn of_many_fits_the_best_of_each_kind_is_drawn() {
        let mut tracks: Vec<Track> = (0..30).map(|i| fit("JMuon", f64::from(i))).collect();
        tracks.push(fit("JShower", -5.0));
        let event = Event {
            tracks,
            mc_tracks: (0..50).map(|i| fit("muon", f64::from(i))).collect(),
            ..Event::default()
        };
        let drawn = drawn_tracks(&event);
        let places: Vec<usize> = (0..31).filter(|place| drawn[*place]).collect();
        assert_eq!(places, [29, 30]);
        assert_eq!(drawn[31..].iter().filter(|drawn| **drawn).count(), 40);
        assert!(drawn[31 + 49] && !drawn[31]);
    }
}
