//! The unbinned point-source likelihood over several samples of candidates, and its scan of the sky.
//!
//! [`Likelihood::new`] prepares the samples once; [`Likelihood::fit`] fits any position in microseconds;
//! [`scan()`] fits every pixel of a HEALPix map, coarse to fine. What is here is the spatial part: energy
//! weights are 1 and a sample's share of the signal is its share of the candidates.
//!
//! p-values are asymptotic everywhere in this crate: *not calibrated* with scrambled skies.

mod background;
#[cfg(test)]
mod brute_force;
mod cells;
pub mod error;
mod exp;
pub mod fit;
mod index;
pub mod likelihood;
mod order;
pub mod p_value;
mod provenance;
mod record;
pub mod samples;
pub mod scan;
pub mod settings;
mod signal;
mod spline;
mod tile;
mod yields;

pub use error::Error;
pub use fit::Fit;
pub use likelihood::Likelihood;
pub use samples::UsedSample;
pub use scan::{Watch, scan};
pub use settings::Settings;
