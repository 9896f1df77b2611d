//! nuscope's own simulation: detectors, events and skies that look like the real ones, from a seed.
//!
//! It exists for the demo, the tests and the benchmarks. Light, arrival times, electronics and background are
//! short formulas fitted to public files, no photon is ever traced: pictures and counts look right (medians
//! within ten or twenty percent), but nothing here may be used to measure a real detector. Everything it makes
//! says [`Provenance::Simulated`](nuscope_model::Provenance::Simulated).
//!
//! An event goes through these files, in order:
//!
//! ```text
//! recipe ─▶ particle ─▶ muon (energy loss) ─▶ lamps ─▶ light (optics)
//!        ─▶ background ─▶ electronics ─▶ trigger ─▶ event
//! ```
//!
//! A sky goes through [`responses`] (effective area, energy proxy, angular error, background) and [`sky()`].
//!
//! The same seed always gives the same event, on any number of threads: every random number belongs to a stream
//! named by seed, purpose and index (`random`).

mod background;
pub mod demo;
mod electronics;
mod event;
mod fits;
mod instrument;
pub mod km3net_module;
mod lamps;
pub mod layout;
mod light;
mod many;
mod muon;
mod optics;
mod particle;
mod random;
mod recipe;
pub mod responses;
mod sky;
mod trigger;

pub use event::{HitOrigin, Labelled, Options, simulate, simulate_labelled};
pub use instrument::{Instrument, Readout};
pub use many::{ManyEvents, many};
pub use particle::{Particle, ParticleKind};
pub use recipe::{Kind, Recipe};
pub use sky::{SkySample, SkySource, drawn_from, sky};
