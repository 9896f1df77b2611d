//! An interpolating spline of degree 2 through points: smooth enough for a background, and without its own wiggles.
//!
//! An even degree leaves a choice of knots. Here they lie halfway between neighbouring points, except for the
//! first and last gap, which have none: the choice of FITPACK, so that values agree with
//! `scipy.interpolate.InterpolatedUnivariateSpline(x, y, k=2)`. Beyond its ends the spline goes on as the
//! polynomial of its last piece. Fewer than three points make a line, or a constant.
//!
//! Source: de Boor 1978, *A Practical Guide to Splines* (basis functions, collocation); Dierckx 1993 (knots).

/// Highest degree, used wherever there are points enough.
const DEGREE: usize = 2;

/// A spline in one variable.
#[derive(Clone, Debug)]
pub(crate) struct Spline {
    degree: usize,
    knots: Vec<f64>,
    coefficients: Vec<f64>,
}

impl Spline {
    /// The spline through the points (`x`, `y`), of equal number, at least one; `x` grows strictly.
    pub(crate) fn through(x: &[f64], y: &[f64]) -> Self {
        let degree = DEGREE.min(x.len() - 1);
        let (first, last) = (x[0], x[x.len() - 1]);
        let mut knots = vec![first; degree + 1];
        if degree == DEGREE {
            let inner = &x[1..x.len() - 1];
            knots.extend(inner.windows(2).map(|pair| 0.5 * (pair[0] + pair[1])));
        }
        knots.extend(std::iter::repeat_n(last, degree + 1));

        let mut spline = Self {
            degree,
            knots,
            coefficients: y.to_vec(),
        };
        let mut rows = vec![vec![0.0; x.len()]; x.len()];
        for (row, &x) in rows.iter_mut().zip(x) {
            let (first, basis) = spline.basis(x);
            row[first..=first + degree].copy_from_slice(&basis[..=degree]);
        }
        solve(&mut rows, &mut spline.coefficients);
        spline
    }

    /// Its value at `x`.
    pub(crate) fn at(&self, x: f64) -> f64 {
        let (first, basis) = self.basis(x);
        let coefficients = &self.coefficients[first..=first + self.degree];
        basis.iter().zip(coefficients).map(|(b, c)| b * c).sum()
    }

    /// The basis functions that are not zero at `x`, and the number of the first of them.
    fn basis(&self, x: f64) -> (usize, [f64; DEGREE + 1]) {
        let (k, knots) = (self.degree, &self.knots);
        let pieces = &knots[k + 1..knots.len() - k - 1];
        let span = k + pieces.partition_point(|&knot| knot <= x);
        let mut basis = [0.0; DEGREE + 1];
        basis[0] = 1.0;
        for j in 1..=k {
            let mut saved = 0.0;
            for r in 0..j {
                let (low, high) = (knots[span + r + 1 - j], knots[span + r + 1]);
                let share = basis[r] / (high - low);
                basis[r] = saved + (high - x) * share;
                saved = (x - low) * share;
            }
            basis[j] = saved;
        }
        (span - k, basis)
    }
}

/// Solves `rows` · c = `c` in place. Collocation matrices of splines need no pivoting (de Boor, chapter 13).
fn solve(rows: &mut [Vec<f64>], c: &mut [f64]) {
    let n = c.len();
    for i in 0..n {
        let (done, below) = rows.split_at_mut(i + 1);
        let pivot = &done[i];
        for (offset, row) in below
            .iter_mut()
            .enumerate()
            .filter(|(_, row)| row[i] != 0.0)
        {
            let factor = row[i] / pivot[i];
            for (value, above) in row[i..].iter_mut().zip(&pivot[i..]) {
                *value -= factor * above;
            }
            c[i + 1 + offset] -= factor * c[i];
        }
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| rows[i][j] * c[j]).sum();
        c[i] = (c[i] - known) / rows[i][i];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: [f64; 7] = [-0.9, -0.5, -0.2, 0.1, 0.15, 0.4, 0.8];
    const Y: [f64; 7] = [0.3, -0.2, 0.5, 1.1, 0.9, -0.4, 0.2];

    /// Values of `InterpolatedUnivariateSpline(X[:points], Y[:points], k=2)`, scipy 1.16.
    fn check(points: usize, expected: &[(f64, f64)]) {
        let spline = Spline::through(&X[..points], &Y[..points]);
        for &(x, y) in expected {
            assert!(
                (spline.at(x) - y).abs() < 1e-13,
                "{points} points at {x}: {} {y}",
                spline.at(x)
            );
        }
    }

    #[test]
    fn values_and_extrapolations_are_those_of_scipy() {
        check(
            7,
            &[
                (-1.0, 0.6984475199581209),
                (-0.7, -0.16875801596649675),
                (-0.3, 0.19810964969681116),
                (0.0, 1.1726328360162284),
                (0.12, 1.0299553330715874),
                (0.3, 0.05976475592199967),
                (0.79, 0.137438349038084),
                (1.0, 1.9634354142127983),
            ],
        );
        check(
            4,
            &[
                (-1.0, 0.720542635658915),
                (-0.3, 0.24082687338501302),
                (1.0, 1.3023255813953476),
            ],
        );
        check(
            3,
            &[
                (-1.0, 0.6809523809523809),
                (0.0, 1.4785714285714286),
                (1.0, 12.514285714285712),
            ],
        );
    }

    #[test]
    fn every_point_is_met() {
        for points in 1..=X.len() {
            let exact: Vec<_> = X.into_iter().zip(Y).take(points).collect();
            check(points, &exact);
        }
    }

    #[test]
    fn one_point_is_a_constant_and_two_are_a_line() {
        check(1, &[(-7.0, 0.3), (7.0, 0.3)]);
        check(2, &[(-0.7, 0.05), (-1.3, 0.8)]);
    }
}
