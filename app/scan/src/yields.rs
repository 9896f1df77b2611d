//! How signal divides over the samples: the share of each.
//!
//! ```text
//! n_j = n_s f_j,   Σ_j f_j = 1
//! ```
//!
//! Without detector responses a sample's share is its share of the candidates, `f_j = N_j / Σ N`, everywhere on
//! the sky and for any spectrum.

use nuscope_model::Equatorial;

/// What the shares are computed from.
#[derive(Clone, Debug)]
pub(crate) struct Yields {
    by_count: Vec<f64>,
}

impl Yields {
    /// Shares by the number of candidates in each sample, not all zero.
    pub(crate) fn by_count(counts: &[usize]) -> Self {
        let total: usize = counts.iter().sum();
        let by_count = counts.iter().map(|&n| n as f64 / total as f64).collect();
        Self { by_count }
    }

    /// The share of each sample for a source at a position; they add up to 1.
    pub(crate) fn shares(&self, _position: Equatorial) -> &[f64] {
        &self.by_count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_those_of_the_candidates() {
        let yields = Yields::by_count(&[1, 0, 3]);
        assert_eq!(yields.shares(Equatorial::default()), [0.25, 0.0, 0.75]);
    }
}
