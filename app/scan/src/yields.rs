//! How signal divides over the samples: the share of each.
//!
//! ```text
//! n_j = n_s f_j,   f_j(δ, γ) = Y_j / Σ Y,   Σ_j f_j = 1
//! ```
//!
//! Y is the number of events that a flux gives in a sample (`area`); ln Y is a cubic spline in γ. Without effective
//! areas a sample's share is its share of the candidates, `f_j = N_j / Σ N`, everywhere and for any spectrum.

use crate::area::Signal;
use crate::cubic::Cubic;

/// Yields below this count as none: the logarithm of zero is none.
const SMALLEST_YIELD: f64 = 1e-300;

/// The shares of all samples for sources at one declination.
#[derive(Clone, Debug)]
pub(crate) enum Shares {
    /// By number of candidates.
    Counted(Vec<f64>),
    /// By yield: ln Y of each sample, `None` where it sees nothing.
    Yields(Vec<Option<Cubic>>),
}

/// The share of one sample: f, d ln f/dγ and d² ln f/dγ².
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Share {
    pub(crate) value: f64,
    pub(crate) slope: f64,
    pub(crate) curvature: f64,
}

impl Shares {
    /// Shares by the number of candidates in each sample that looks there, or of those that a time window would hold;
    /// none of any where none does.
    pub(crate) fn by_count(counts: &[f64]) -> Self {
        let total: f64 = counts.iter().sum();
        let share = |count: &f64| if total > 0.0 { count / total } else { 0.0 };
        Self::Counted(counts.iter().map(share).collect())
    }

    /// Shares by yield at a declination; samples without candidates have `None` and no share.
    pub(crate) fn by_yield(signals: &[Option<Signal>], sin_dec: f64) -> Self {
        let curve = |signal: &Signal| {
            let at_nodes = signal.at_nodes(&signal.area_cm2(sin_dec));
            let seen = at_nodes.iter().any(|events| *events > SMALLEST_YIELD);
            seen.then(|| Cubic::through(&at_nodes.map(|events| events.max(SMALLEST_YIELD).ln())))
        };
        Self::Yields(
            signals
                .iter()
                .map(|signal| signal.as_ref().and_then(curve))
                .collect(),
        )
    }

    /// Whether any sample would see a source.
    pub(crate) fn visible(&self) -> bool {
        match self {
            Self::Counted(shares) => shares.iter().any(|share| *share > 0.0),
            Self::Yields(curves) => curves.iter().any(Option::is_some),
        }
    }

    /// The share of each sample; they add up to 1, or are all 0 where none sees a source.
    pub(crate) fn at(&self, gamma: f64, shares: &mut Vec<Share>) {
        shares.clear();
        let curves = match self {
            Self::Counted(values) => {
                shares.extend(values.iter().map(|&value| Share {
                    value,
                    ..Share::default()
                }));
                return;
            }
            Self::Yields(curves) => curves,
        };
        let ln: Vec<Option<[f64; 3]>> = curves
            .iter()
            .map(|curve| curve.as_ref().map(|curve| curve.at(gamma)))
            .collect();
        let largest = ln
            .iter()
            .flatten()
            .map(|ln| ln[0])
            .fold(f64::NEG_INFINITY, f64::max);
        let mut sum = [0.0; 3];
        for &[value, slope, curvature] in ln.iter().flatten() {
            let y = (value - largest).exp();
            sum[0] += y;
            sum[1] += y * slope;
            sum[2] += y * (slope * slope + curvature);
        }
        let mean = sum[1] / sum[0];
        let mean_curvature = sum[2] / sum[0] - mean * mean;
        shares.extend(ln.iter().map(|ln| {
            ln.map_or(Share::default(), |[value, slope, curvature]| Share {
                value: (value - largest).exp() / sum[0],
                slope: slope - mean,
                curvature: curvature - mean_curvature,
            })
        }));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Spectrum;
    use nuscope_model::{DirectionAxis, EffectiveArea};

    #[test]
    fn shares_are_those_of_the_candidates() {
        let mut shares = Vec::new();
        Shares::by_count(&[1.0, 0.0, 3.0]).at(2.0, &mut shares);
        let values: Vec<f64> = shares.iter().map(|share| share.value).collect();
        assert_eq!(values, [0.25, 0.0, 0.75]);
        assert!(!Shares::by_count(&[0.0, 0.0]).visible());
    }

    fn signal(area_cm2: [f64; 2]) -> Option<Signal> {
        let area = EffectiveArea {
            name: String::new(),
            log10_energy_edges: vec![2.0, 3.0, 4.0],
            direction: DirectionAxis::DeclinationRad,
            direction_edges: vec![-1.0, 1.0],
            area_cm2: area_cm2.to_vec(),
            checksum: String::new(),
        };
        Some(Signal::new(&area, 1.0, Spectrum::PowerLaw).unwrap())
    }

    #[test]
    fn shares_follow_yields_and_derivatives_follow_shares() {
        let shares = Shares::by_yield(
            &[signal([3.0, 10.0]), signal([1.0, 90.0]), signal([0.0; 2])],
            0.1,
        );
        let at = |gamma: f64| {
            let mut found = Vec::new();
            shares.at(gamma, &mut found);
            found
        };
        let (low, middle, high) = (at(2.299), at(2.3), at(2.301));
        assert!((middle.iter().map(|share| share.value).sum::<f64>() - 1.0).abs() < 1e-15);
        assert_eq!(middle[2], Share::default());
        for j in 0..2 {
            let ln = |shares: &[Share]| shares[j].value.ln();
            let slope = (ln(&high) - ln(&low)) / 0.002;
            let curvature = (ln(&high) - 2.0 * ln(&middle) + ln(&low)) / 1e-6;
            assert!(
                (slope - middle[j].slope).abs() < 1e-5,
                "{slope} {:?}",
                middle[j]
            );
            assert!(
                (curvature - middle[j].curvature).abs() < 1e-4,
                "{curvature} {:?}",
                middle[j]
            );
        }
    }

    #[test]
    fn where_nobody_looks_nothing_is_visible() {
        let shares = Shares::by_yield(&[signal([0.0; 2]), None], 0.1);
        assert!(!shares.visible());
        let mut found = Vec::new();
        shares.at(2.0, &mut found);
        assert_eq!(found, [Share::default(); 2]);
    }
}
