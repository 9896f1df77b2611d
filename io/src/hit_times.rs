//! What the hit times of a KM3NeT file are, where nothing but the hits tells: raw, with t0, corrected for slewing.
//!
//! The electronics counts whole nanoseconds; t0 and the correction for slewing have decimals. Whole times are
//! therefore raw, unless the file places its hits: whoever calibrates fills in places, and the t0 of a simulated
//! detector may all be zero. Such times have their t0, but no correction.

use nuscope_model::{Hit, Slewing};

/// What is found of the times of an event's hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HitTimes {
    /// Whether they lack the t0 of their photomultipliers.
    pub(crate) raw: bool,
    /// Whether they are corrected for slewing.
    pub(crate) slewing: Slewing,
}

impl HitTimes {
    /// Times as the electronics counts them.
    pub(crate) fn raw(hits: &[Hit]) -> Self {
        Self {
            raw: true,
            slewing: missing(hits),
        }
    }

    /// What `hits` tell, with the raw time of each beside it (none where the file has no such column), and whether
    /// the file says where they were.
    pub(crate) fn told_by(hits: &[Hit], tdc_ns: &[f64], placed: bool) -> Self {
        if hits.is_empty() {
            return Self::default();
        }
        let tdc_ns = if tdc_ns.len() == hits.len() {
            tdc_ns
        } else {
            &[]
        };
        let known = tdc_ns.iter().any(|tdc_ns| *tdc_ns != 0.0);
        let pairs = || hits.iter().zip(tdc_ns);
        if !hits.iter().all(|hit| hit.time_ns.fract() == 0.0) {
            let row = |(hit, tdc_ns): (&Hit, &f64)| {
                let shift_ns = hit.time_ns - tdc_ns;
                (hit.module, hit.channel, shift_ns, f64::from(hit.amplitude))
            };
            let slewing = match known {
                true => Slewing::told_by(pairs().map(row)),
                false => Slewing::Unknown,
            };
            return Self {
                raw: false,
                slewing,
            };
        }
        let same = known && pairs().all(|(hit, tdc_ns)| hit.time_ns == *tdc_ns);
        Self {
            raw: same || !placed,
            slewing: missing(hits),
        }
    }
}

/// The correction is missing, if the hits have the times over threshold that it follows from.
fn missing(hits: &[Hit]) -> Slewing {
    match hits.iter().any(|hit| hit.amplitude > 0.0) {
        true => Slewing::Missing,
        false => Slewing::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nuscope_model::ModuleId;
    use nuscope_model::slewing::slewing_ns;

    fn hits(shift_ns: f64, corrected: bool) -> Vec<Hit> {
        let hit = |(time_ns, tot): (f64, f32)| Hit {
            module: ModuleId(4),
            channel: 2,
            time_ns: time_ns + shift_ns
                - f64::from(u8::from(corrected)) * slewing_ns(f64::from(tot)),
            amplitude: tot,
            trigger_mask: 0,
        };
        [(1000.0, 26.0), (1400.0, 90.0)].map(hit).to_vec()
    }

    #[test]
    fn whole_times_are_raw_unless_hits_are_placed_and_lack_the_correction() {
        let told = |hits: &[Hit], tdc: &[f64], placed| {
            let found = HitTimes::told_by(hits, tdc, placed);
            (found.raw, found.slewing)
        };
        let (raw, tdc) = (hits(0.0, false), [1000.0, 1400.0]);
        assert_eq!(told(&raw, &[], false), (true, Slewing::Missing));
        assert_eq!(told(&raw, &[0.0; 2], true), (false, Slewing::Missing));
        assert_eq!(told(&raw, &tdc, true), (true, Slewing::Missing));
        assert_eq!(
            told(&hits(0.5, false), &[], false),
            (false, Slewing::Unknown)
        );
        assert_eq!(
            told(&hits(0.5, false), &tdc, true),
            (false, Slewing::Missing)
        );
        assert_eq!(
            told(&hits(0.5, true), &tdc, true),
            (false, Slewing::Corrected)
        );
        let mut flat = raw;
        flat.iter_mut().for_each(|hit| hit.amplitude = 0.0);
        assert_eq!(told(&flat, &[], false), (true, Slewing::Unknown));
        assert_eq!(told(&[], &[], false), (false, Slewing::Unknown));
    }
}
