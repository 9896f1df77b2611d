//! The energy weights of all cells, laid out for the two questions that a fit asks.
//!
//! Which spectral index is about right? Then a cell's weights at 13 coarse indices lie side by side, so that one
//! sweep over the candidates answers for all of them. And which is best? Then the four coefficients of a cell's
//! spline lie together, piece by piece, since all candidates ask for the same piece.

use crate::cubic::{Cubic, NODES, PIECES};
use crate::tile::LANES;

/// Coarse spectral indices 1.0, 1.25, … 4.0; further lanes are filled up with zeros.
pub(crate) const COARSE: usize = 13;

/// A coarse spectral index.
pub(crate) fn coarse(k: usize) -> f64 {
    1.0 + 0.25 * k as f64
}

/// The weights of all cells of all samples.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    coarse: Vec<[f32; LANES]>,
    pieces: Vec<[f32; 4]>,
}

impl Weights {
    /// From ln W at the nodes of the index, one row a cell.
    pub(crate) fn new(ln_weights: &[[f64; NODES]]) -> Self {
        let splines: Vec<Cubic> = ln_weights.iter().map(Cubic::through).collect();
        let coarse = splines.iter().map(|spline| {
            std::array::from_fn(|k| {
                let weight = |k| spline.at(coarse(k))[0].exp() as f32;
                if k < COARSE { weight(k) } else { 0.0 }
            })
        });
        let pieces = (0..PIECES)
            .flat_map(|piece| splines.iter().map(move |spline| spline.coefficients(piece)));
        Self {
            coarse: coarse.collect(),
            pieces: pieces.map(|c| c.map(|value| value as f32)).collect(),
        }
    }

    /// Weights at the coarse indices, one row a cell.
    pub(crate) fn coarse(&self) -> &[[f32; LANES]] {
        &self.coarse
    }

    /// Coefficients of ln W in a piece of the index, one row a cell.
    pub(crate) fn piece(&self, piece: usize) -> &[[f32; 4]] {
        let cells = self.coarse.len();
        &self.pieces[piece * cells..(piece + 1) * cells]
    }

    /// Weights at one index, one a cell.
    pub(crate) fn at(&self, gamma: f64) -> Vec<f32> {
        let (piece, t) = crate::cubic::piece(gamma);
        let ln = |c: &[f32; 4]| {
            let [a, b, c, d] = c.map(f64::from);
            a + t * (b + t * (c + t * d))
        };
        self.piece(piece)
            .iter()
            .map(|c| ln(c).exp() as f32)
            .collect()
    }
}

/// ln W of a cell whose candidates' energies say nothing.
pub(crate) const NEUTRAL: [f64; NODES] = [0.0; NODES];

const _: () = assert!(COARSE <= LANES && NODES > 4);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cubic::node;

    #[test]
    fn both_layouts_hold_the_same_weights() {
        let rows: Vec<[f64; NODES]> = (0..3)
            .map(|cell| std::array::from_fn(|i| (cell as f64 - 1.0) * (node(i) - 2.0)))
            .collect();
        let weights = Weights::new(&rows);
        for k in 0..COARSE {
            for (cell, weight) in weights.at(coarse(k)).into_iter().enumerate() {
                let expected = ((cell as f64 - 1.0) * (coarse(k) - 2.0)).exp();
                assert!((f64::from(weight) / expected - 1.0).abs() < 1e-6);
                assert!((weights.coarse()[cell][k] / weight - 1.0).abs() < 1e-6);
            }
        }
        assert!(
            weights.coarse()[1][COARSE..]
                .iter()
                .all(|weight| *weight == 0.0)
        );
    }
}
