//! Chebyshev polynomials of the first kind, and the variables that they are functions of.
//!
//! Sums are taken by Clenshaw's recurrence: b_k = c_k + 2u b_(k+1) - b_(k+2), sum = c_0 + u b_1 - b_2.

/// Maps `low..=high` to -1..=1 and holds the ends.
pub fn unit(value: f64, [low, high]: [f64; 2]) -> f64 {
    (2.0 * (value - low) / (high - low) - 1.0).clamp(-1.0, 1.0)
}

/// Sum of `c_k T_k(u)`.
pub fn sum(coefficients: &[f64], u: f64) -> f64 {
    sum_of(coefficients.iter().copied(), u)
}

/// Sum of `c_ij T_i(u) T_j(v)`; `rows` hold one degree in u each.
pub fn sum_2d(rows: &[Vec<f64>], u: f64, v: f64) -> f64 {
    sum_of(rows.iter().map(|row| sum(row, v)), u)
}

/// Clenshaw's recurrence.
fn sum_of(coefficients: impl DoubleEndedIterator<Item = f64>, u: f64) -> f64 {
    let (mut next, mut after) = (0.0, 0.0);
    for c in coefficients.rev() {
        (next, after) = (c + 2.0 * u * next - after, next);
    }
    // The last step of the recurrence counted u twice.
    next - u * after
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_are_sums_of_cosines(c in prop::collection::vec(-5.0..5.0_f64, 1..10), angle in 0.0..std::f64::consts::PI) {
            // T_k(cos a) = cos(k a).
            let expected: f64 = c.iter().enumerate().map(|(k, c)| c * (k as f64 * angle).cos()).sum();
            prop_assert!((sum(&c, angle.cos()) - expected).abs() < 1e-11);
        }

        #[test]
        fn products_of_series_are_series_of_products(
            a in prop::collection::vec(-2.0..2.0_f64, 1..6),
            b in prop::collection::vec(-2.0..2.0_f64, 1..6),
            u in -1.0..1.0_f64,
            v in -1.0..1.0_f64,
        ) {
            let rows: Vec<Vec<f64>> = a.iter().map(|a| b.iter().map(|b| a * b).collect()).collect();
            prop_assert!((sum_2d(&rows, u, v) - sum(&a, u) * sum(&b, v)).abs() < 1e-11);
        }
    }

    #[test]
    fn an_empty_sum_is_zero_and_ends_are_held() {
        assert_eq!(sum(&[], 0.3), 0.0);
        assert_eq!(
            [
                unit(-9.0, [2.0, 4.0]),
                unit(3.0, [2.0, 4.0]),
                unit(9.0, [2.0, 4.0])
            ],
            [-1.0, 0.0, 1.0]
        );
    }
}
