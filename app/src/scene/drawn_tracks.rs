//! Which tracks of an event are drawn: all of a few, the best of many, and what the user switched on or off.
//!
//! Files may keep every step of every fit, hundreds of lines that would hide the hits. The tree of tracks has them
//! all, and what residuals refer to or is compared is drawn whatever the rule.

use nuscope_model::Event;
use nuscope_model::track::{BestBy, best_track, best_track_of};

use crate::view::{EventLook, TrackLook};

/// More fits than this hide the hits: then the best of each kind is drawn.
const MOST_FITS: usize = 12;

/// More particles than this hide the hits: then those of the highest energies are drawn.
const MOST_PARTICLES: usize = 40;

/// Which of an event's tracks are drawn, fits before particles; the user's own is not among them.
pub fn drawn_tracks(event: &Event, look: &EventLook, tracks: &TrackLook) -> Vec<bool> {
    let mut drawn = match tracks.only_best {
        true => vec![false; event.tracks.len() + event.mc_tracks.len()],
        false => few_best(event),
    };
    let chosen = [Some(tracks.reference), tracks.compared];
    let chosen = chosen.into_iter().flatten();
    let best = best_track(&event.tracks);
    for place in chosen
        .filter_map(|choice| tracks.place(choice, event))
        .chain(best)
    {
        if let Some(drawn) = drawn.get_mut(place) {
            *drawn = true;
        }
    }
    for (place, on) in &tracks.switched {
        if let Some(drawn) = drawn.get_mut(*place) {
            *drawn = *on;
        }
    }
    let (fits, particles) = drawn.split_at_mut(event.tracks.len());
    if !look.reconstructed {
        fits.fill(false);
    }
    if !look.truth {
        particles.fill(false);
    }
    drawn
}

/// The rule for what no one switched: all of a few, the best of many.
fn few_best(event: &Event) -> Vec<bool> {
    let mut drawn = vec![true; event.tracks.len() + event.mc_tracks.len()];
    let (fits, particles) = drawn.split_at_mut(event.tracks.len());
    if fits.len() > MOST_FITS {
        fits.fill(false);
        let mut kinds: Vec<&str> = event.tracks.iter().map(|fit| fit.name.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds.into_iter().take(MOST_FITS) {
            let of_kind = best_track_of(&event.tracks, BestBy::Stages, |fit| fit.name == kind);
            if let Some(best) = of_kind {
                fits[best] = true;
            }
        }
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

/// Switches the tracks at these places on or off, and nothing else on with them.
///
/// A kind that the look leaves out altogether, such as all fits, is let in again, its other members switched off.
pub fn switch(
    event: &Event,
    look: &mut EventLook,
    tracks: &mut TrackLook,
    places: &[usize],
    on: bool,
) {
    let fits = event.tracks.len();
    let all = fits + event.mc_tracks.len();
    let kinds = [
        (0..fits, &mut look.reconstructed),
        (fits..all, &mut look.truth),
    ];
    for (range, shown) in kinds {
        if on && !*shown && places.iter().any(|place| range.contains(place)) {
            *shown = true;
            tracks.switched.extend(range.map(|place| (place, false)));
        }
    }
    tracks
        .switched
        .extend(places.iter().map(|place| (*place, on)));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scene::tracks::tests::{fit, particle};
    use crate::view::TrackChoice;
    use nuscope_model::Track;

    fn drawn(event: &Event, tracks: &TrackLook) -> Vec<usize> {
        let drawn = drawn_tracks(event, &EventLook::default(), tracks);
        (0..drawn.len()).filter(|place| drawn[*place]).collect()
    }

    /// 30 fits of one kind, the last the best; one of another; 50 particles of rising energy.
    fn many() -> Event {
        let mut tracks: Vec<Track> = (0..30).map(|i| fit("JMuon", f64::from(i))).collect();
        tracks.push(fit("JShower", -5.0));
        Event {
            tracks,
            mc_tracks: (0..50)
                .map(|i| particle("muon", 13, f64::from(i)))
                .collect(),
            ..Event::default()
        }
    }

    #[test]
    fn few_tracks_are_all_drawn() {
        let event = Event {
            tracks: vec![fit("JMuon", 1.0), fit("JMuon", 2.0)],
            ..Event::default()
        };
        assert_eq!(drawn(&event, &TrackLook::default()), [0, 1]);
    }

    #[test]
    fn of_many_fits_the_best_of_each_kind_is_drawn() {
        let drawn = drawn(&many(), &TrackLook::default());
        assert_eq!(drawn[..2], [29, 30]);
        assert_eq!(drawn[2..], (31 + 10..31 + 50).collect::<Vec<_>>());
    }

    #[test]
    fn switches_win_over_the_rule_and_choices_are_drawn_whatever_it_says() {
        let mut look = TrackLook {
            only_best: true,
            reference: TrackChoice::Place(3),
            compared: Some(TrackChoice::Place(40)),
            ..TrackLook::default()
        };
        assert_eq!(drawn(&many(), &look), [3, 29, 40]);
        look.switched.extend([(5, true), (29, false), (999, true)]);
        assert_eq!(drawn(&many(), &look), [3, 5, 40]);
    }

    #[test]
    fn switching_one_on_brings_back_no_other_of_a_kind_that_was_left_out() {
        let (event, mut tracks) = (many(), TrackLook::default());
        let mut look = EventLook {
            reconstructed: false,
            ..EventLook::default()
        };
        switch(&event, &mut look, &mut tracks, &[4], true);
        assert!(look.reconstructed);
        let drawn = drawn_tracks(&event, &look, &tracks);
        assert_eq!(drawn[..31].iter().filter(|drawn| **drawn).count(), 1);
        assert!(drawn[4]);
        switch(&event, &mut look, &mut tracks, &[4], false);
        assert!(!drawn_tracks(&event, &look, &tracks)[4]);
    }
}
