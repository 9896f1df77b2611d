//! Pulses that were too long to be recorded in one piece, put together again.
//!
//! A time over threshold has eight bits. A pulse longer than 255 ns is recorded as hits of 255 ns, each followed
//! after exactly 255 ns of raw time by the next, until the last is shorter. Where times are corrected for slewing the
//! step is 255 ns plus the difference of the two corrections, down to 238 ns; which of the two an event has is found
//! from the steps themselves. Source: KM3-230213A-data, `readhits.py`.

use crate::hit_order::by_sensor;
use crate::slewing::slewing_ns;
use crate::{AmplitudeUnit, Hit};

/// Longest time over threshold that one hit can say, in nanoseconds.
const SATURATED_NS: f32 = 255.0;
/// How far the step to the next hit may be off, in nanoseconds: raw times are whole, corrections have two decimals.
const TOLERANCE_NS: f64 = 0.02;

/// The pulses of an event's hits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pulses {
    /// One hit per pulse, in the order of their first hits: its time, and the sum of all amplitudes.
    pub hits: Vec<Hit>,
    /// Number of pulses made of several hits.
    pub chains: usize,
    /// Whether the chains show that the times are corrected for slewing; `None` where there are no chains to tell.
    pub slewing_corrected: Option<bool>,
    ends: Vec<u32>,
    members: Vec<u32>,
    pulse_of: Vec<u32>,
}

impl Pulses {
    /// The pulses of `hits`: chains become one hit each, the rest stays. Charges in photo-electrons have no chains.
    pub fn new(hits: &[Hit], unit: AmplitudeUnit) -> Self {
        let order = by_sensor(hits);
        let (raw, corrected) = match unit {
            AmplitudeUnit::ChargePe => (0, 0),
            AmplitudeUnit::TotNs => (
                links(hits, &order, false).count(),
                links(hits, &order, true).count(),
            ),
        };
        let slewing_corrected = (raw != corrected).then_some(corrected > raw);
        // Each hit's successor, if it has one; the first hits of pulses are nobody's.
        let mut next = vec![u32::MAX; hits.len()];
        let mut first = vec![true; hits.len()];
        if raw.max(corrected) > 0 {
            for (from, to) in links(hits, &order, corrected > raw) {
                next[from as usize] = to;
                first[to as usize] = false;
            }
        }
        let mut pulses = Self {
            slewing_corrected,
            pulse_of: vec![0; hits.len()],
            ..Self::default()
        };
        for start in (0..hits.len()).filter(|i| first[*i]) {
            pulses.add(hits, &next, start);
        }
        pulses
    }

    /// Adds the pulse that begins with the hit `start`.
    fn add(&mut self, hits: &[Hit], next: &[u32], start: usize) {
        let mut pulse = hits[start];
        let before = self.members.len();
        let mut place = start;
        loop {
            self.members.push(place as u32);
            self.pulse_of[place] = self.hits.len() as u32;
            place = next[place] as usize;
            let Some(hit) = hits.get(place) else { break };
            pulse.amplitude += hit.amplitude;
            pulse.trigger_mask |= hit.trigger_mask;
        }
        self.chains += usize::from(self.members.len() > before + 1);
        self.ends.push(self.members.len() as u32);
        self.hits.push(pulse);
    }

    /// The hits of a pulse in order of time, by their places in the event.
    pub fn members(&self, pulse: usize) -> &[u32] {
        let Some(&end) = self.ends.get(pulse) else {
            return &[];
        };
        let start = pulse.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.members[start as usize..end as usize]
    }

    /// The pulse of each hit of the event.
    pub fn pulse_of(&self) -> &[u32] {
        &self.pulse_of
    }

    /// How many hits were put into others.
    pub fn merged_away(&self) -> usize {
        self.pulse_of.len() - self.hits.len()
    }
}

/// The pairs of hits that follow each other in a chain.
fn links(hits: &[Hit], order: &[u32], corrected: bool) -> impl Iterator<Item = (u32, u32)> {
    order
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(move |&(a, b)| {
            let (one, next) = (&hits[a as usize], &hits[b as usize]);
            let slewing = if corrected {
                slewing_ns(f64::from(one.amplitude)) - slewing_ns(f64::from(next.amplitude))
            } else {
                0.0
            };
            let step = f64::from(SATURATED_NS) + slewing;
            one.amplitude == SATURATED_NS
                && (one.module, one.channel) == (next.module, next.channel)
                && (next.time_ns - one.time_ns - step).abs() < TOLERANCE_NS
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ModuleId;
    use proptest::prelude::*;

    fn hit(channel: u8, time_ns: f64, tot_ns: f32, trigger_mask: u64) -> Hit {
        Hit {
            module: ModuleId(7),
            channel,
            time_ns,
            amplitude: tot_ns,
            trigger_mask,
        }
    }

    /// A chain of 255 + 255 + 12 on channel 3, with others around and between.
    fn chained() -> Vec<Hit> {
        vec![
            hit(3, 1255.0, 255.0, 2),
            hit(4, 1000.0, 255.0, 1),
            hit(3, 1510.0, 12.0, 16),
            hit(3, 1000.0, 255.0, 0),
            hit(4, 1254.0, 30.0, 0),
            hit(3, 1765.0, 9.0, 0),
        ]
    }

    #[test]
    fn a_chain_becomes_one_pulse_with_all_its_length_and_triggers() {
        let pulses = Pulses::new(&chained(), AmplitudeUnit::TotNs);
        assert_eq!((pulses.chains, pulses.merged_away()), (1, 2));
        assert_eq!(pulses.slewing_corrected, Some(false));
        let expected = [
            hit(4, 1000.0, 255.0, 1),
            hit(3, 1000.0, 522.0, 18),
            hit(4, 1254.0, 30.0, 0),
            hit(3, 1765.0, 9.0, 0),
        ];
        assert_eq!(pulses.hits, expected);
        assert_eq!(pulses.members(1), [3, 0, 2]);
        assert_eq!(pulses.pulse_of(), [1, 0, 1, 1, 2, 3]);
        assert!(pulses.members(9).is_empty());
    }

    #[test]
    fn chains_are_found_in_corrected_times_too() {
        let mut hits = chained();
        for hit in &mut hits {
            hit.time_ns -= slewing_ns(f64::from(hit.amplitude));
        }
        let pulses = Pulses::new(&hits, AmplitudeUnit::TotNs);
        assert_eq!((pulses.chains, pulses.merged_away()), (1, 2));
        assert_eq!(pulses.slewing_corrected, Some(true));
        assert_eq!(pulses.members(1), [3, 0, 2]);
    }

    #[test]
    fn charges_and_odd_times_have_no_chains() {
        let charges = Pulses::new(&chained(), AmplitudeUnit::ChargePe);
        assert_eq!(
            (charges.hits.as_slice(), charges.chains),
            (&chained()[..], 0)
        );
        assert_eq!(charges.slewing_corrected, None);
        let odd = [
            hit(3, f64::NAN, 255.0, 0),
            hit(3, f64::INFINITY, 255.0, 0),
            hit(3, f64::NEG_INFINITY, 255.0, 0),
        ];
        assert_eq!(Pulses::new(&odd, AmplitudeUnit::TotNs).hits.len(), 3);
        assert_eq!(Pulses::new(&[], AmplitudeUnit::TotNs), Pulses::default());
    }

    proptest! {
        #[test]
        fn no_hit_and_no_length_is_lost(
            rows in prop::collection::vec((0..3_u8, 0..12_u32, any::<bool>(), 0..40_u64), 0..60)
        ) {
            let hits: Vec<Hit> = rows
                .iter()
                .map(|&(channel, step, long, mask)| {
                    let tot_ns = if long { 255.0 } else { 20.0 };
                    hit(channel, f64::from(step) * 255.0, tot_ns, mask)
                })
                .collect();
            let pulses = Pulses::new(&hits, AmplitudeUnit::TotNs);
            let sum = |hits: &[Hit]| hits.iter().map(|hit| hit.amplitude).sum::<f32>();
            prop_assert_eq!(sum(&pulses.hits), sum(&hits));
            let mut seen: Vec<u32> = (0..pulses.hits.len())
                .flat_map(|pulse| pulses.members(pulse).to_vec())
                .collect();
            for (pulse, merged) in pulses.hits.iter().enumerate() {
                let members = pulses.members(pulse);
                prop_assert!(members.iter().all(|&i| pulses.pulse_of()[i as usize] == pulse as u32));
                prop_assert!(members.iter().all(|&i| hits[i as usize].time_ns >= merged.time_ns));
                let masks = members.iter().fold(0, |all, &i| all | hits[i as usize].trigger_mask);
                prop_assert_eq!(masks, merged.trigger_mask);
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..hits.len() as u32).collect::<Vec<_>>());
        }
    }
}
