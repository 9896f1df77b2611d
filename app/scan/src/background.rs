//! How dense background is on the sky: estimated from the sample itself, uniform in right ascension.
//!
//! ```text
//! B(δ) = p(sin δ) / 2π,   ∫ p d(sin δ) = 1
//! ```
//!
//! ln p is a spline through the logarithms of a histogram in sin δ. Its bins have an edge at δ = -5°: there the
//! selections of IceCube samples change from the northern to the southern sky, and a bin across that step makes
//! false sources along it.

use std::f64::consts::TAU;

use crate::spline::Spline;

/// Evenly spaced edges in sin δ: from, to, how many. `None` stands for sin(-5°).
const EDGES: [(Option<f64>, Option<f64>, usize); 4] = [
    (Some(-1.0), Some(-0.2), 11),
    (Some(-0.2), None, 5),
    (None, Some(0.2), 6),
    (Some(0.2), Some(1.0), 10),
];

/// First and last bins narrower than this are merged with their neighbours, and no sample counts as narrower.
const NARROWEST: f64 = 0.02;

/// Candidates in a bin without any, so that its logarithm exists.
const EMPTY_BIN: f64 = 0.5;

/// The density of background on the sky at any declination.
#[derive(Clone, Debug)]
pub(crate) struct Background {
    ln_density: Spline,
    bands: Vec<f64>,
}

impl Background {
    /// Estimates it from the sines of all declinations of a sample, all within ±1; even if there are none.
    pub(crate) fn of(sin_dec: &[f64]) -> Self {
        if sin_dec.is_empty() {
            return Self {
                ln_density: Spline::through(&[0.0], &[0.5_f64.ln()]),
                bands: vec![-1.0, 1.0],
            };
        }
        let edges = edges(sin_dec);
        let mut counts = vec![0.0; edges.len() - 1];
        let inner = &edges[1..edges.len() - 1];
        for &s in sin_dec {
            counts[inner.partition_point(|&edge| edge <= s)] += 1.0;
        }
        let total = sin_dec.len() as f64;
        let bins = || edges.windows(2).map(|edge| (edge[0], edge[1]));
        let centers: Vec<f64> = bins().map(|(low, high)| 0.5 * (low + high)).collect();
        let logarithms: Vec<f64> = bins()
            .zip(&counts)
            .map(|((low, high), &count)| (f64::max(count, EMPTY_BIN) / total / (high - low)).ln())
            .collect();
        Self {
            ln_density: Spline::through(&centers, &logarithms),
            bands: edges,
        }
    }

    /// Edges in sin δ of the bands in which it was counted.
    pub(crate) fn bands(&self) -> &[f64] {
        &self.bands
    }

    /// Density at a declination, per steradian; its integral over the sky is about 1.
    pub(crate) fn per_sr(&self, sin_dec: f64) -> f64 {
        self.ln_density.at(sin_dec).exp() / TAU
    }
}

/// The edges of the histogram: those of [`EDGES`] within the sample's range, and that range's ends.
fn edges(sin_dec: &[f64]) -> Vec<f64> {
    let (low, high) = range(sin_dec);
    let step = (-5.0_f64).to_radians().sin();
    let mut edges = vec![low];
    for (from, to, count) in EDGES {
        let (from, to) = (from.unwrap_or(step), to.unwrap_or(step));
        let width = (to - from) / (count - 1) as f64;
        // The last edge of each row is the first of the next.
        let row = (0..count - 1).map(|i| from + i as f64 * width);
        edges.extend(row.filter(|&edge| edge > low && edge < high));
    }
    edges.push(high);
    if edges.len() > 2 && edges[1] - edges[0] < NARROWEST {
        edges.remove(1);
    }
    if edges.len() > 2 && edges[edges.len() - 1] - edges[edges.len() - 2] < NARROWEST {
        edges.remove(edges.len() - 2);
    }
    edges
}

/// The range of a sample, a little widened, at least [`NARROWEST`] wide and within ±1.
fn range(sin_dec: &[f64]) -> (f64, f64) {
    const MARGIN: f64 = 1e-9;
    let low = sin_dec.iter().copied().fold(f64::INFINITY, f64::min) - MARGIN;
    let high = sin_dec.iter().copied().fold(f64::NEG_INFINITY, f64::max) + MARGIN;
    if high - low >= NARROWEST {
        return (low.max(-1.0), high.min(1.0));
    }
    let reach = 0.5 * NARROWEST;
    let center = (0.5 * (low + high)).clamp(reach - 1.0, 1.0 - reach);
    (center - reach, center + reach)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `count` declinations evenly spaced in sin δ between `low` and `high`.
    fn even(low: f64, high: f64, count: usize) -> Vec<f64> {
        (0..count)
            .map(|i| low + (high - low) * (i as f64 + 0.5) / count as f64)
            .collect()
    }

    #[test]
    fn an_even_sample_has_an_even_background() {
        let background = Background::of(&even(-1.0, 1.0, 200_000));
        for s in [-0.999, -0.5, -0.0871, 0.0, 0.3, 0.999] {
            assert!((background.per_sr(s) * 2.0 * TAU - 1.0).abs() < 1e-3, "{s}");
        }
    }

    /// Compares with `numpy.histogram` and `scipy.interpolate.InterpolatedUnivariateSpline(k=2)` on the same edges.
    fn check(sample: &[f64], expected: &[(f64, f64)]) {
        let background = Background::of(sample);
        for &(s, density) in expected {
            let found = background.per_sr(s);
            assert!(
                (found / density - 1.0).abs() < 1e-9,
                "{s}: {found} {density}"
            );
        }
    }

    #[test]
    fn a_step_at_minus_five_degrees_is_that_of_scipy() {
        // The spline swings around the step: 30 % above the sample at -1.7°.
        let step = (-5.0_f64).to_radians().sin();
        let mut sample = even(-1.0, step, 10_000);
        sample.extend(even(step, 1.0, 90_000));
        check(
            &sample,
            &[
                (-0.99, 0.017422225803363924),
                (-0.5, 0.017445401576841157),
                (-0.15, 0.01755038330913415),
                (-0.1, 0.017940208606463025),
                (-0.0871, 0.029274825750449953),
                (-0.03, 0.17424197923426377),
                (0.5, 0.13176392061803446),
                (0.99, 0.13179659391998397),
            ],
        );
    }

    #[test]
    fn a_sample_without_poles_is_that_of_scipy() {
        check(
            &even(-0.5, 0.3, 5000),
            &[
                (-0.49, 0.19932932149456592),
                (0.0, 0.19897345402707967),
                (0.5, 0.20063828888772728),
            ],
        );
    }

    #[test]
    fn bins_end_where_the_sample_ends() {
        let edges = edges(&even(-0.5, 0.7, 1000));
        assert!((edges[0] + 0.4994).abs() < 1e-6 && (edges[edges.len() - 1] - 0.6994).abs() < 1e-6);
        assert!(edges.contains(&(-5.0_f64).to_radians().sin()));
        // The edge at -0.44 is the first kept one, then every 0.08.
        assert!((edges[1] + 0.44).abs() < 1e-12 && (edges[2] + 0.36).abs() < 1e-12);
    }

    #[test]
    fn edges_are_those_of_the_float64_reference() {
        // 28 bins of samples that reach both poles: the outermost edges of the table are merged away.
        let edges = edges(&even(-1.0, 1.0, 100_000));
        assert_eq!(edges.len(), 29);
        assert!((edges[1] + 0.92).abs() < 1e-12 && (edges[27] - 0.911_111_111).abs() < 1e-9);
    }

    #[test]
    fn all_candidates_at_one_declination_make_a_narrow_band() {
        for s in [-1.0, 0.3, 1.0] {
            let density = Background::of(&[s; 5]).per_sr(s) * TAU;
            assert!((density - 1.0 / NARROWEST).abs() < 1e-6, "{s}: {density}");
        }
    }
}
