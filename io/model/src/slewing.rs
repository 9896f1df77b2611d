//! How late a small pulse crosses the threshold: KM3NeT's correction of hit times by the time over threshold.
//!
//! A high pulse rises faster, so that it is seen earlier; the corrected time is `t - slewing_ns(ToT)`. Jpp's offline
//! files and the public ones have it in their times already, raw online hits do not: it must never be taken twice,
//! and [`crate::bunches`] can tell from the hits themselves.
//!
//! The values are those of Jpp (`JTimeSlewing`), as KM3io.jl lists them; the public hits of KM3-230213A, which name
//! both times, were corrected with these: from 4 ns on, the table follows from them alone.

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
    fn larger_pulses_are_never_seen_later() {
        assert!(HUNDREDTHS_NS.windows(2).all(|pair| pair[0] >= pair[1]));
        assert!(HUNDREDTHS_NS.windows(2).all(|pair| pair[0] - pair[1] <= 49));
    }
}
