//! How late a small pulse crosses the threshold: KM3NeT's correction of hit times by the time over threshold.
//!
//! A high pulse rises faster, so that it is seen earlier; the corrected time is `t - slewing_ns(ToT)`. Jpp's offline
//! files and the public ones have it in their times already, raw hits do not: it must never be taken twice. Files do
//! not say which they are; the hits do. Times of whole nanoseconds are those of the electronics, for the correction
//! has two decimals. Where raw times (tdc) stand beside calibrated ones, `t - tdc` is the same for all hits of a
//! photomultiplier without the correction, and `t - tdc + slewing_ns(ToT)` is with it ([`Slewing::told_by`]).
//!
//! The values are those of Jpp (`JTimeSlewing`), as KM3io.jl lists them; the public hits of KM3-230213A, which name
//! both times, were corrected with these: from 4 ns on, the table follows from them alone.

use std::collections::HashMap;

use crate::ModuleId;

/// Whether hit times are corrected for slewing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Slewing {
    /// Nothing tells, or there is nothing to correct: the times are left as they are.
    #[default]
    Unknown,
    /// They are not; [`crate::Event::calibrate`] does it.
    Missing,
    /// They are.
    Corrected,
}

/// How far two hits of a photomultiplier may differ in what should be one number, in nanoseconds: half the least
/// step of the table.
const SAME_NS: f64 = 0.004;

impl Slewing {
    /// What hits tell that have a raw time and a calibrated one: of each its photomultiplier, `t - tdc` and its time
    /// over threshold.
    ///
    /// Only hits of one photomultiplier with different corrections tell; one that contradicts the others makes it
    /// unknown.
    pub fn told_by(hits: impl IntoIterator<Item = (ModuleId, u8, f64, f64)>) -> Self {
        let mut first: HashMap<(ModuleId, u8), (f64, f64)> = HashMap::new();
        let mut told = Self::Unknown;
        for (module, channel, shift_ns, tot_ns) in hits {
            let slewing = slewing_ns(tot_ns);
            let (shift_before, slewing_before) = *first
                .entry((module, channel))
                .or_insert((shift_ns, slewing));
            let (step, expected) = (shift_ns - shift_before, slewing_before - slewing);
            if expected.abs() < 2.0 * SAME_NS {
                continue;
            }
            let here = match (step.abs() < SAME_NS, (step - expected).abs() < SAME_NS) {
                (true, false) => Self::Missing,
                (false, true) => Self::Corrected,
                _ => return Self::Unknown,
            };
            if told != Self::Unknown && told != here {
                return Self::Unknown;
            }
            told = here;
        }
        told
    }
}

/// Correction in hundredths of a nanosecond for times over threshold of 0 to 201 ns; beyond it stays.
#[rustfmt::skip]
const HUNDREDTHS_NS: [i16; 202] = [
    801, 752, 705, 659, 615, 574, 533, 495, 458, 422, 389, 356, 325, 295, 266, 239,
    212, 187, 163, 140, 119, 98, 78, 60, 41, 24, 7, -10, -27, -43, -59, -75,
    -91, -108, -124, -141, -156, -171, -185, -198, -211, -223, -235, -247, -258, -269, -279, -289,
    -299, -309, -319, -328, -337, -346, -355, -364, -372, -380, -388, -396, -404, -412, -420, -427,
    -435, -442, -449, -456, -463, -470, -477, -484, -490, -497, -503, -510, -516, -522, -528, -534,
    -540, -546, -552, -558, -563, -569, -574, -580, -585, -591, -596, -601, -606, -611, -616, -621,
    -626, -631, -636, -641, -645, -650, -655, -659, -664, -668, -672, -677, -681, -685, -689, -693,
    -698, -702, -706, -709, -713, -717, -721, -725, -728, -732, -736, -739, -743, -746, -750, -753,
    -757, -760, -763, -766, -770, -773, -776, -779, -782, -785, -788, -791, -794, -797, -799, -802,
    -805, -807, -810, -813, -815, -818, -820, -823, -825, -828, -830, -832, -834, -837, -839, -841,
    -843, -845, -847, -849, -851, -853, -855, -857, -859, -861, -862, -864, -866, -867, -869, -870,
    -872, -874, -875, -876, -878, -879, -881, -882, -883, -884, -886, -887, -888, -889, -890, -892,
    -893, -894, -895, -896, -897, -898, -900, -901, -902, -904,
];

/// How late a pulse of this time over threshold is seen, in nanoseconds; NaN for NaN.
///
/// Fractions are cut off, as Jpp does; below 0 and above 255 the ends of the table hold.
pub fn slewing_ns(tot_ns: f64) -> f64 {
    if tot_ns.is_nan() {
        return f64::NAN;
    }
    let place = tot_ns.clamp(0.0, (HUNDREDTHS_NS.len() - 1) as f64) as usize;
    f64::from(HUNDREDTHS_NS[place]) / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_photons_are_hardly_corrected_and_large_pulses_by_nine_nanoseconds() {
        assert_eq!([0.0, 26.0, 27.0].map(slewing_ns), [8.01, 0.07, -0.10]);
        assert_eq!([26.9, 201.0, 255.0].map(slewing_ns), [0.07, -9.04, -9.04]);
        assert_eq!(
            [-3.0, 1e9, f64::INFINITY].map(slewing_ns),
            [8.01, -9.04, -9.04]
        );
        assert!(slewing_ns(f64::NAN).is_nan());
    }

    #[test]
    fn hits_with_both_times_tell_whether_they_are_corrected() {
        let shifts = |corrected: bool| {
            [(1, 26.0), (1, 60.0), (2, 26.0), (1, 255.0), (2, 26.0)].map(|(channel, tot)| {
                let slewing = if corrected { slewing_ns(tot) } else { 0.0 };
                let t0 = 207_000.125 + f64::from(channel);
                (ModuleId(7), channel, t0 - slewing, tot)
            })
        };
        assert_eq!(Slewing::told_by(shifts(true)), Slewing::Corrected);
        assert_eq!(Slewing::told_by(shifts(false)), Slewing::Missing);
        let mut odd = shifts(true);
        odd[3].2 += 1.0;
        assert_eq!(Slewing::told_by(odd), Slewing::Unknown);
        odd[3].2 = f64::NAN;
        assert_eq!(Slewing::told_by(odd), Slewing::Unknown);
        // One hit on each photomultiplier, or all of one length, tell nothing.
        assert_eq!(
            Slewing::told_by(shifts(true).into_iter().take(1)),
            Slewing::Unknown
        );
        let alike = shifts(true).map(|(module, channel, shift, _)| (module, channel, shift, 26.0));
        assert_eq!(Slewing::told_by(alike), Slewing::Unknown);
    }

    #[test]
    fn larger_pulses_are_never_seen_later() {
        assert!(HUNDREDTHS_NS.windows(2).all(|pair| pair[0] >= pair[1]));
        assert!(HUNDREDTHS_NS.windows(2).all(|pair| pair[0] - pair[1] <= 49));
    }
}
