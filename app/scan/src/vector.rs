//! Loops over candidates with the widest vector instructions that the processor has.
//!
//! Programs are built for every processor of a kind, so on x86-64 the compiler may only use instructions of 2003, which
//! compute four numbers of 32 bits at a time; most processors can do eight. `dispatch!(level(), _ => kernel(…))` runs a
//! kernel that was compiled for both; it must be `#[inline(always)]`, as must be all that it calls.
//!
//! Results do not depend on which one runs, bit by bit: every lane does the same operations in the same order, and
//! the compiler never fuses a product and a sum into one.

use std::sync::LazyLock;

pub(crate) use fearless_simd::{Level, dispatch};

/// What the processor can do.
#[inline]
pub(crate) fn level() -> Level {
    static LEVEL: LazyLock<Level> = LazyLock::new(Level::new);
    *LEVEL
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exp::exp;

    /// A sum with products, quotients and powers, as those of the fits.
    #[inline(always)]
    fn kernel(values: &[[f32; 16]], u: f32) -> [f32; 16] {
        let mut sums = [0.0; 16];
        for values in values {
            for (sum, value) in sums.iter_mut().zip(values) {
                let signal = u * exp(1.7 * value - 0.3);
                *sum += signal / (1.0 + signal) * value + 0.1;
            }
        }
        sums
    }

    #[test]
    fn the_widest_instructions_change_no_bit() {
        let values: Vec<[f32; 16]> = (0..500)
            .map(|i| std::array::from_fn(|lane| ((i * 16 + lane) as f32 * 0.7).sin() * 9.0))
            .collect();
        for u in [1e-6, 0.02, 3.0] {
            let wide = dispatch!(level(), _ => kernel(&values, u));
            assert_eq!(kernel(&values, u).map(f32::to_bits), wide.map(f32::to_bits));
        }
    }
}
