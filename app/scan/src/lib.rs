//! The unbinned point-source likelihood over several samples of candidates, and its scan of the sky.
//!
//! [`Likelihood::new`] prepares the samples once; [`Likelihood::fit`] fits any position in microseconds;
//! [`scan()`] fits every pixel of a HEALPix map, coarse to fine. With effective areas, live times and energy
//! migrations ([`Input`]) it uses energies and fits the spectral index; without, positions alone.
//!
//! p-values are asymptotic everywhere in this crate: *not calibrated* with scrambled skies.

pub mod analysis;
mod area;
mod background;
#[cfg(test)]
mod brute_force;
pub mod calibration;
mod cells;
mod cubic;
mod declination;
mod energy;
pub mod error;
mod exp;
pub mod fit;
mod free_index;
mod index;
pub mod injection;
pub mod input;
pub mod likelihood;
pub mod limits;
mod order;
pub mod p_value;
mod profile;
mod provenance;
mod record;
pub mod samples;
pub mod scan;
pub mod settings;
mod signal;
pub mod spectrum;
mod spline;
mod tile;
pub mod trials;
mod weights;
mod yields;

pub use analysis::Analysis;
pub use error::Error;
pub use fit::{Fit, Remark};
pub use injection::Injection;
pub use input::{Input, Psf};
pub use likelihood::Likelihood;
pub use samples::UsedSample;
pub use scan::{Watch, scan};
pub use settings::{Convention, EnergyAt, Index, Settings, Shape};
pub use spectrum::Spectrum;
pub use trials::Trials;
