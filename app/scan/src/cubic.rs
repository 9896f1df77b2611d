//! Cubic splines in the spectral index, through values at evenly spaced nodes.
//!
//! At the ends the third derivative goes on through the second node ("not a knot"), the choice of
//! `scipy.interpolate.CubicSpline`. With second derivatives M at nodes a distance h apart
//!
//! ```text
//! M_(i-1) + 4 M_i + M_(i+1) = 6 (y_(i-1) - 2 y_i + y_(i+1)) / h²,   M_0 = 2 M_1 - M_2,   M_n = 2 M_(n-1) - M_(n-2)
//! ```
//!
//! so that M_1 and M_(n-1) follow at once. Source: de Boor 1978, *A Practical Guide to Splines*, chapter 4.

/// The nodes: spectral indices 1.0, 1.1, … 4.0.
pub(crate) const NODES: usize = 31;

/// Pieces between them.
pub(crate) const PIECES: usize = NODES - 1;

/// Lowest and highest spectral index.
pub(crate) const GAMMA: [f64; 2] = [1.0, 4.0];

/// Distance of two nodes.
const STEP: f64 = 0.1;

/// What elimination leaves above the diagonal, which becomes 1: the same for all splines.
const ABOVE: [f64; NODES] = {
    let mut above = [0.0; NODES];
    let mut i = 2;
    while i < PIECES - 1 {
        above[i] = 1.0 / (4.0 - above[i - 1]);
        i += 1;
    }
    above
};

/// The spectral index of a node.
pub(crate) fn node(i: usize) -> f64 {
    GAMMA[0] + STEP * i as f64
}

/// The piece that holds a spectral index, and where in it: 0 at its lower node.
pub(crate) fn piece(gamma: f64) -> (usize, f64) {
    let i = (((gamma - GAMMA[0]) / STEP) as usize).min(PIECES - 1);
    (i, gamma - node(i))
}

/// A spline: for each piece the coefficients of 1, t, t², t³, where t is γ above the piece's lower node.
#[derive(Clone, Debug)]
pub(crate) struct Cubic {
    pieces: Vec<[f64; 4]>,
}

impl Cubic {
    /// The spline through the values at all nodes.
    pub(crate) fn through(y: &[f64; NODES]) -> Self {
        let last = PIECES;
        let mut rhs = [0.0; NODES];
        for i in 1..last {
            rhs[i] = 6.0 * (y[i - 1] - 2.0 * y[i] + y[i + 1]) / (STEP * STEP);
        }
        let mut m = [0.0; NODES];
        m[1] = rhs[1] / 6.0;
        m[last - 1] = rhs[last - 1] / 6.0;
        // Forward elimination and back substitution for nodes 2 to last - 2.
        let mut value = [0.0; NODES];
        value[1] = m[1];
        for i in 2..last - 1 {
            value[i] = (rhs[i] - value[i - 1]) * ABOVE[i];
        }
        for i in (2..last - 1).rev() {
            m[i] = value[i] - ABOVE[i] * m[i + 1];
        }
        m[0] = 2.0 * m[1] - m[2];
        m[last] = 2.0 * m[last - 1] - m[last - 2];
        let pieces = (0..PIECES)
            .map(|i| {
                let slope = (y[i + 1] - y[i]) / STEP - STEP * (2.0 * m[i] + m[i + 1]) / 6.0;
                [y[i], slope, 0.5 * m[i], (m[i + 1] - m[i]) / (6.0 * STEP)]
            })
            .collect();
        Self { pieces }
    }

    /// The coefficients of a piece.
    pub(crate) fn coefficients(&self, piece: usize) -> [f64; 4] {
        self.pieces[piece]
    }

    /// Value, first and second derivative.
    pub(crate) fn at(&self, gamma: f64) -> [f64; 3] {
        let (i, t) = piece(gamma);
        let [a, b, c, d] = self.pieces[i];
        [
            a + t * (b + t * (c + t * d)),
            b + t * (2.0 * c + 3.0 * t * d),
            2.0 * c + 6.0 * t * d,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_derivatives_are_those_of_scipy() {
        // CubicSpline(x, np.sin(3 * x) * np.exp(0.5 * x)) on the nodes, scipy 1.16: γ, value, first, second derivative.
        let y = std::array::from_fn(|i| (3.0 * node(i)).sin() * (0.5 * node(i)).exp());
        let spline = Cubic::through(&y);
        for (gamma, expected) in [
            (
                1.0,
                [0.23266755900967662, -4.76737800670598, -7.461344659721753],
            ),
            (
                1.03,
                [0.08650363535393656, -4.969716182266207, -6.02786704429336],
            ),
            (
                1.17,
                [-0.6464771573266538, -5.345348214093997, 0.661695161039249],
            ),
            (
                2.49,
                [3.2200363808856505, 5.5135706976585865, -24.33977929121675],
            ),
            (
                3.95,
                [-4.733787909392412, 13.919715555270475, 58.825549443228816],
            ),
            (
                4.0,
                [-3.964767392272129, 16.831161180595444, 57.63227556977034],
            ),
        ] {
            for (found, expected) in spline.at(gamma).into_iter().zip(expected) {
                assert!(
                    (found - expected).abs() < 1e-10,
                    "{gamma}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn nodes_are_met() {
        let y = std::array::from_fn(|i| (i * i % 7) as f64);
        let spline = Cubic::through(&y);
        for (i, y) in y.into_iter().enumerate() {
            assert!((spline.at(node(i))[0] - y).abs() < 1e-12);
        }
    }
}
