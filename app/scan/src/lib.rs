//! The unbinned point-source likelihood over several samples of candidates, and its scan of the sky.
//!
//! [`Likelihood::new`] prepares the samples once; [`Likelihood::fit`] fits any position in microseconds;
//! [`scan()`] fits every pixel of a HEALPix map, coarse to fine. With effective areas, live times and energy
//! migrations ([`Input`]) it uses energies and fits the spectral index; without, positions alone.
//!
//! With a [`TimeProfile`] a source shines for a while only: dates and good runs count too.
//!
//! p-values of fits and maps are asymptotic: *not calibrated*. Calibrated ones come from trials: [`calibration`],
//! [`Kept`] and [`search`].

pub mod analysis;
mod area;
mod background;
#[cfg(test)]
mod brute_force;
pub mod calibrated_map;
pub mod calibration;
mod cells;
pub mod counted;
mod coverage;
mod cubic;
pub mod dec_range;
mod declination;
mod energy;
pub mod energy_range;
pub mod error;
mod exp;
mod fingerprint;
pub mod fit;
pub mod flare;
mod free_index;
mod good_runs;
mod index;
pub mod injected;
pub mod injection;
pub mod input;
pub mod kept;
pub mod landscape;
pub mod likelihood;
pub mod limits;
pub mod models;
mod order;
pub mod own_model;
pub mod p_value;
mod profile;
mod provenance;
mod record;
pub mod refine;
pub mod region;
pub mod samples;
pub mod scan;
pub mod search;
pub mod settings;
pub mod sight;
mod signal;
mod skies;
pub mod sky_trials;
pub mod spectrum;
mod spline;
pub mod stack;
pub mod stack_limits;
pub mod store;
pub mod targets;
mod tile;
mod time;
pub mod trials;
mod vector;
mod weights;
mod yields;

pub use analysis::Analysis;
pub use dec_range::DecRange;
pub use error::Error;
pub use fit::{Fit, Remark};
pub use good_runs::{InWindow, window_words};
pub use injection::Injection;
pub use input::{Input, Psf};
pub use kept::Kept;
pub use likelihood::Likelihood;
pub use own_model::OwnModel;
pub use refine::{Peak, Refine, refine};
pub use region::Region;
pub use samples::UsedSample;
pub use scan::{Watch, scan, scan_region};
pub use settings::{Convention, EnergyAt, Index, Settings, Shape};
pub use sight::Sight;
pub use spectrum::Spectrum;
pub use store::Store;
pub use time::TimeProfile;
pub use trials::Trials;
