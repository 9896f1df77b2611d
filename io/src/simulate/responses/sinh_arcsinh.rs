//! The sinh-arcsinh law: a normal deviate that may be skewed and have heavy or light tails.
//!
//! ```text
//! v = loc + scale sinh((asinh z + skew)/tail)        CDF(v) = Phi(sinh(tail asinh((v - loc)/scale) - skew))
//! ```
//!
//! Source: Jones and Pewsey 2009, Biometrika 96, 761. Scale and tail are stored as natural logarithms.

use serde::Deserialize;

use super::normal::phi;

/// A law with its numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SinhArcsinh {
    /// Where it is.
    pub loc: f64,
    /// How wide it is.
    pub scale: f64,
    /// Where it leans; 0 is symmetric.
    pub skew: f64,
    /// How light its tails are; 1 is normal.
    pub tail: f64,
}

impl SinhArcsinh {
    /// The value of a unit normal deviate.
    pub fn value(&self, z: f64) -> f64 {
        self.loc + self.scale * ((z.asinh() + self.skew) / self.tail).sinh()
    }

    /// The share below `value`.
    pub fn cdf(&self, value: f64) -> f64 {
        let z = self.tail * ((value - self.loc) / self.scale).asinh() - self.skew;
        phi(z.clamp(-20.0, 20.0).sinh())
    }
}

/// Four series of coefficients, one for each number of a law.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct LawCoefficients {
    loc: Vec<f64>,
    log_scale: Vec<f64>,
    skew: Vec<f64>,
    log_tail: Vec<f64>,
}

impl LawCoefficients {
    /// The law whose numbers are what `sum` makes of each series.
    pub fn law(&self, sum: impl Fn(&[f64]) -> f64) -> SinhArcsinh {
        SinhArcsinh {
            loc: sum(&self.loc),
            scale: sum(&self.log_scale).exp(),
            skew: sum(&self.skew),
            tail: sum(&self.log_tail).exp(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn values_and_shares_invert(
            z in -4.0..4.0_f64,
            loc in -3.0..3.0_f64,
            scale in 0.1..3.0_f64,
            skew in -1.0..1.0_f64,
            tail in 0.5..2.0_f64,
        ) {
            let law = SinhArcsinh { loc, scale, skew, tail };
            prop_assert!((law.cdf(law.value(z)) - phi(z)).abs() < 1e-12);
        }
    }

    #[test]
    fn without_skew_and_tail_it_is_normal() {
        let law = SinhArcsinh {
            loc: 2.0,
            scale: 3.0,
            skew: 0.0,
            tail: 1.0,
        };
        assert!((law.value(1.5) - 6.5).abs() < 1e-14);
    }
}
