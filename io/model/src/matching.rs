//! Which detector recorded these events? Numbers of modules and of the detector, and what each proves.
//!
//! The share of modules that a detector knows is no proof alone: simulated ORCA and ARCA blocks both count their
//! modules from 1 to 2070, and fit each other's events in every single module at wrong places. So the verdict is
//! "sure" only if both sides name the same detector, or if one side is silent and real module numbers (which are
//! unique to their modules, and large) agree in full.

use std::collections::HashSet;
use std::sync::Arc;

use crate::{Detector, Event, Hit, ModuleId};

/// KM3NeT's real modules have numbers of nine digits, given once in the production; anything below is counted anew
/// for every simulated detector.
const FIRST_UNIQUE_ID: u32 = 100_000_000;

/// Detectors that nuscope generates have numbers from here down, each its own.
const FIRST_GENERATED_ID: i32 = -100;

/// What the numbers of two detectors say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// Both are given and the same.
    Same,
    /// Both are given and differ: first that of the events, then that of the detector.
    Different(i32, i32),
    /// At least one is not given.
    Unknown,
}

/// How well a detector fits the hits of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Share of the distinct modules in the hits that the detector has, within 0..=1; 1 for no hits.
    pub share_known: f64,
    /// Share of the hits of known modules whose channel the module has, within 0..=1; 1 for no hits.
    pub channels_known: f64,
    /// What the numbers of the detectors say.
    pub ids: Ids,
    /// What follows.
    pub verdict: Verdict,
}

/// Whether a detector may be used for an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is the one.
    Sure,
    /// It may be; the sentence says what speaks against it.
    Doubtful(String),
    /// It has none of the modules that were hit.
    None,
}

impl Match {
    /// Order of preference: sure before doubtful before none, then by numbers, then by shares.
    fn rank(&self) -> (u8, u8, f64) {
        let verdict = match self.verdict {
            Verdict::Sure => 2,
            Verdict::Doubtful(_) => 1,
            Verdict::None => 0,
        };
        let ids = match self.ids {
            Ids::Same => 2,
            Ids::Unknown => 1,
            Ids::Different(..) => 0,
        };
        (verdict, ids, self.share_known * self.channels_known)
    }
}

impl Detector {
    /// How well this detector fits `hits` of an event that says to be of detector `det_id`.
    pub fn matches(&self, hits: &[Hit], det_id: Option<i32>) -> Match {
        let modules: HashSet<ModuleId> = hits.iter().map(|hit| hit.module).collect();
        let known = modules.iter().filter(|id| self.module(**id).is_some());
        let share_known = share(known.count(), modules.len());
        let on_known = hits.iter().filter(|hit| self.module(hit.module).is_some());
        let with_channel = hits.iter().filter(|hit| self.sensor(hit).is_some());
        let channels_known = share(with_channel.count(), on_known.count());
        // Simulations without a detector of their own are numbered -1, or nothing at all: that names none.
        let names_one = |id: i32| id > 0 || id <= FIRST_GENERATED_ID;
        let ids = match (det_id, self.det_id) {
            (Some(events), Some(own)) if events != own => Ids::Different(events, own),
            (Some(events), Some(_)) if names_one(events) => Ids::Same,
            _ => Ids::Unknown,
        };
        let unique = modules.iter().all(|id| id.0 >= FIRST_UNIQUE_ID);
        let verdict = verdict(share_known, channels_known, ids, unique, modules.len());
        Match {
            share_known,
            channels_known,
            ids,
            verdict,
        }
    }

    /// How well this detector fits an event, by its hits or, where they name photomultipliers, by those.
    pub fn matches_event(&self, event: &Event) -> Match {
        if !event.hits_by_pmt_id {
            return self.matches(&event.hits, event.header.det_id);
        }
        let pmts: HashSet<u32> = event.hits.iter().map(|hit| hit.module.0).collect();
        let known = pmts
            .iter()
            .filter(|pmt| self.sensor_by_pmt_id(**pmt).is_some());
        let share_known = share(known.count(), pmts.len());
        let ids = self.matches(&[], event.header.det_id).ids;
        Match {
            share_known,
            channels_known: 1.0,
            ids,
            verdict: verdict(share_known, 1.0, ids, false, pmts.len()),
        }
    }
}

/// The detector that fits best, with its match; of equals the first. `None` if none has a module that was hit.
pub fn best_match(detectors: &[Arc<Detector>], event: &Event) -> Option<(usize, Match)> {
    let matches = detectors
        .iter()
        .map(|detector| detector.matches_event(event));
    let better = |a: &(u8, u8, f64), b: &(u8, u8, f64)| {
        (a.0, a.1)
            .cmp(&(b.0, b.1))
            .then(a.2.total_cmp(&b.2))
            .is_gt()
    };
    let mut best: Option<(usize, Match)> = None;
    for (i, found) in matches.enumerate() {
        let beats = best
            .as_ref()
            .is_none_or(|(_, best)| better(&found.rank(), &best.rank()));
        if beats && found.verdict != Verdict::None {
            best = Some((i, found));
        }
    }
    best
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// What follows from the shares and the numbers; `unique` if no other detector can have modules of these numbers.
fn verdict(
    share_known: f64,
    channels_known: f64,
    ids: Ids,
    unique: bool,
    modules: usize,
) -> Verdict {
    if share_known == 0.0 {
        return Verdict::None;
    }
    if modules == 0 {
        return match ids {
            Ids::Same => Verdict::Sure,
            _ => Verdict::Doubtful("the event has no hits that could tell".into()),
        };
    }
    let percent = |share: f64| (100.0 * share).floor();
    let mut against = Vec::new();
    if share_known < 1.0 {
        against.push(format!(
            "it has {} % of the modules that were hit",
            percent(share_known)
        ));
    }
    if channels_known < 1.0 {
        against.push(format!(
            "{} % of the hits are on channels that its modules have",
            percent(channels_known)
        ));
    }
    match ids {
        Ids::Same => {}
        Ids::Different(events, own) => against.push(format!(
            "the events are of detector {events}, this is detector {own}"
        )),
        Ids::Unknown if unique => {}
        Ids::Unknown => against.push(
            "events and detector do not both say their number, and other detectors count their modules alike"
                .into(),
        ),
    }
    if against.is_empty() {
        Verdict::Sure
    } else {
        Verdict::Doubtful(against.join("; "))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{EventHeader, Module, Sensor};
    use glam::DVec3;

    /// A detector of ten modules numbered from `first`, with two channels each.
    fn detector(det_id: Option<i32>, first: u32) -> Arc<Detector> {
        let module = |i: u32| Module {
            id: ModuleId(first + i),
            string: 1,
            floor: 1 + i as i32,
            position_m: DVec3::ZERO,
            first_sensor: 2 * i,
            sensors: 2,
            status: 0,
        };
        let sensor = |i: u32| Sensor {
            pmt_id: 1 + i,
            position_m: DVec3::ZERO,
            looks: DVec3::Z,
            t0_ns: 0.0,
            status: 0,
        };
        let modules = (0..10).map(module).collect();
        let mut detector = Detector::new("made", modules, (0..20).map(sensor).collect());
        detector.det_id = det_id;
        Arc::new(detector)
    }

    fn event(det_id: Option<i32>, modules: &[u32], channel: u8) -> Event {
        let hit = |module: &u32| Hit {
            module: ModuleId(*module),
            channel,
            time_ns: 0.0,
            amplitude: 1.0,
            trigger_mask: 0,
        };
        Event {
            header: EventHeader {
                det_id,
                ..EventHeader::default()
            },
            hits: modules.iter().map(hit).collect(),
            ..Event::default()
        }
    }

    fn doubt(found: &Match) -> &str {
        match &found.verdict {
            Verdict::Doubtful(reason) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_same_number_and_all_modules_are_sure() {
        let found = detector(Some(20), 1).matches_event(&event(Some(20), &[1, 5, 10], 1));
        assert_eq!((found.verdict, found.ids), (Verdict::Sure, Ids::Same));
    }

    #[test]
    fn a_number_that_says_not_set_proves_nothing() {
        // Public simulations of an ORCA and of an ARCA block are both numbered -1.
        let found = detector(Some(-1), 1).matches_event(&event(Some(-1), &[1, 5, 10], 1));
        assert_eq!(found.ids, Ids::Unknown);
        assert!(doubt(&found).contains("do not both say"), "{found:?}");
        let generated = detector(Some(-101), 1).matches_event(&event(Some(-101), &[1, 5], 1));
        assert_eq!(generated.verdict, Verdict::Sure);
    }

    #[test]
    fn all_modules_of_another_detector_are_doubtful() {
        // An ORCA block's events fit an ARCA block in every module, at wrong places.
        let found = detector(Some(20), 1).matches_event(&event(Some(-1), &[1, 5, 10], 1));
        assert_eq!(found.share_known, 1.0);
        assert_eq!(
            doubt(&found),
            "the events are of detector -1, this is detector 20"
        );
    }

    #[test]
    fn counted_numbers_prove_nothing_where_a_side_is_silent_but_real_ones_do() {
        let counted = detector(None, 1).matches_event(&event(Some(20), &[1, 5], 0));
        assert!(doubt(&counted).contains("count their modules alike"));
        let real = detector(Some(133), 808_960_000);
        let modules = [808_960_000, 808_960_009];
        assert_eq!(
            real.matches_event(&event(None, &modules, 0)).verdict,
            Verdict::Sure
        );
        let missing = real.matches_event(&event(None, &[808_960_000, 808_970_000], 0));
        assert_eq!(doubt(&missing), "it has 50 % of the modules that were hit");
    }

    #[test]
    fn channels_that_a_module_lacks_are_doubtful_and_no_module_is_none() {
        let found = detector(Some(1), 1).matches_event(&event(Some(1), &[1, 2], 30));
        assert_eq!(found.channels_known, 0.0);
        assert!(doubt(&found).contains("channels"));
        let other = detector(Some(1), 1).matches_event(&event(Some(1), &[900], 0));
        assert_eq!(other.verdict, Verdict::None);
    }

    #[test]
    fn the_best_of_several_is_found_by_number_then_by_share() {
        let detectors = [
            detector(Some(-1), 1),
            detector(None, 1),
            detector(Some(20), 1),
            detector(Some(20), 5),
        ];
        let best = |event| best_match(&detectors, &event).map(|(i, _)| i);
        assert_eq!(best(event(Some(20), &[1, 5], 0)), Some(2));
        assert_eq!(best(event(Some(7), &[1, 5], 0)), Some(1));
        assert_eq!(best(event(Some(20), &[12], 0)), Some(3));
        assert_eq!(best(event(Some(20), &[99], 0)), None);
        assert_eq!(best_match(&[], &event(None, &[1], 0)), None);
    }

    #[test]
    fn hits_named_by_photomultiplier_are_matched_by_those() {
        let mut event = event(Some(20), &[1, 20], 0);
        event.hits_by_pmt_id = true;
        let detector = detector(Some(20), 500);
        assert_eq!(detector.matches_event(&event).verdict, Verdict::Sure);
        event.hits[0].module = ModuleId(21);
        assert_eq!(detector.matches_event(&event).share_known, 0.5);
    }
}
