//! Which hits came together: light of one particle hits several photomultipliers of a module at once, potassium-40
//! and noise seldom do.
//!
//! The multiplicity of a hit is the number of different photomultipliers of its module with a hit not further away in
//! time than the window, itself included; two or more are what KM3NeT's triggers call L1.

use crate::Hit;
use crate::hit_order::by_module;

/// Window of KM3NeT's local coincidences, in nanoseconds.
pub const WINDOW_NS: f64 = 10.0;

/// Coincidences of an event's hits, in the order of the hits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coincidences {
    /// Photomultipliers of the module that were hit within the window, itself included.
    pub multiplicity: Vec<u16>,
    /// Whether no hit on the same photomultiplier was earlier.
    pub first_on_sensor: Vec<bool>,
}

impl Coincidences {
    /// The coincidences of `hits` within `window_ns` before and after each.
    ///
    /// Hits without a time are alone, and never the first; a window that is none is 0.
    pub fn new(hits: &[Hit], window_ns: f64) -> Self {
        let window_ns = window_ns.max(0.0);
        let mut found = Self {
            multiplicity: vec![1; hits.len()],
            first_on_sensor: vec![false; hits.len()],
        };
        let order: Vec<u32> = by_module(hits)
            .into_iter()
            .filter(|&i| hits[i as usize].time_ns.is_finite())
            .collect();
        for module in order.chunk_by(|&a, &b| hits[a as usize].module == hits[b as usize].module) {
            found.add_module(hits, module, window_ns);
        }
        found
    }

    /// Whether each hit has another photomultiplier of its module beside it.
    pub fn in_coincidence(&self) -> impl Iterator<Item = bool> + '_ {
        self.multiplicity.iter().map(|count| *count > 1)
    }

    /// Takes in the hits of one module, by time: two ends of the window move over them.
    fn add_module(&mut self, hits: &[Hit], module: &[u32], window_ns: f64) {
        let at = |place: usize| &hits[module[place] as usize];
        let (mut counts, mut channels) = ([0_u32; 256], 0_u16);
        let mut seen = [false; 256];
        let (mut from, mut to) = (0, 0);
        for place in 0..module.len() {
            let hit = at(place);
            while to < module.len() && at(to).time_ns - hit.time_ns <= window_ns {
                let count = &mut counts[usize::from(at(to).channel)];
                channels += u16::from(*count == 0);
                *count += 1;
                to += 1;
            }
            while from < place && hit.time_ns - at(from).time_ns > window_ns {
                let count = &mut counts[usize::from(at(from).channel)];
                *count -= 1;
                channels -= u16::from(*count == 0);
                from += 1;
            }
            let index = module[place] as usize;
            self.multiplicity[index] = channels.max(1);
            let seen = &mut seen[usize::from(hit.channel)];
            self.first_on_sensor[index] = !*seen;
            *seen = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ModuleId;
    use proptest::prelude::*;

    fn hit(module: u32, channel: u8, time_ns: f64) -> Hit {
        Hit {
            module: ModuleId(module),
            channel,
            time_ns,
            amplitude: 26.0,
            trigger_mask: 0,
        }
    }

    #[test]
    fn photomultipliers_count_once_and_only_within_the_window() {
        let hits = [
            hit(1, 0, 100.0),
            hit(2, 5, 100.0),
            hit(1, 1, 110.0),
            hit(1, 0, 105.0),
            hit(1, 2, 120.5),
            hit(1, 3, f64::NAN),
            hit(1, 2, 90.0),
        ];
        let found = Coincidences::new(&hits, WINDOW_NS);
        assert_eq!(found.multiplicity, [3, 1, 2, 2, 1, 1, 2]);
        let first = [true, true, true, false, false, false, true];
        assert_eq!(found.first_on_sensor, first);
        let together: Vec<bool> = found.in_coincidence().collect();
        assert_eq!(together, [true, false, true, true, false, false, true]);
    }

    #[test]
    fn odd_windows_and_no_hits_are_no_trouble() {
        assert_eq!(Coincidences::new(&[], 10.0), Coincidences::default());
        let hits = [hit(1, 0, 0.0), hit(1, 1, 0.0), hit(1, 1, f64::INFINITY)];
        for window in [f64::NAN, -1.0] {
            assert_eq!(Coincidences::new(&hits, window).multiplicity, [2, 2, 1]);
        }
        assert_eq!(
            Coincidences::new(&hits, f64::INFINITY).multiplicity,
            [2, 2, 1]
        );
    }

    proptest! {
        #[test]
        fn counting_every_pair_finds_the_same(
            rows in prop::collection::vec((0..3_u32, 0..5_u8, 0..60_i32), 0..80), window in 0..25_i32,
        ) {
            let hits: Vec<Hit> = rows
                .iter()
                .map(|&(module, channel, time)| hit(module, channel, f64::from(time)))
                .collect();
            let found = Coincidences::new(&hits, f64::from(window));
            for (i, one) in hits.iter().enumerate() {
                let mut channels: Vec<u8> = hits
                    .iter()
                    .filter(|other| other.module == one.module
                        && (other.time_ns - one.time_ns).abs() <= f64::from(window))
                    .map(|other| other.channel)
                    .collect();
                channels.sort_unstable();
                channels.dedup();
                prop_assert_eq!(usize::from(found.multiplicity[i]), channels.len());
                let same = |j: &usize| (hits[*j].module, hits[*j].channel) == (one.module, one.channel);
                let first = (0..hits.len()).filter(same)
                    .min_by(|&a, &b| hits[a].time_ns.total_cmp(&hits[b].time_ns).then(a.cmp(&b)));
                prop_assert_eq!(found.first_on_sensor[i], first == Some(i));
            }
        }
    }
}
