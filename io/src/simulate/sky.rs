//! stub
use nuscope_model::{Equatorial, Sample};

/// A simulated sky.
#[derive(Clone, Debug, PartialEq)]
pub struct SkySample {
    /// The lists of candidates.
    pub samples: Vec<Sample>,
    /// The injected source.
    pub source: SkySource,
}

/// The injected source.
#[derive(Clone, Debug, PartialEq)]
pub struct SkySource {
    /// Where it is.
    pub position: Equatorial,
    /// Spectral index.
    pub gamma: f64,
    /// Its candidates in each sample.
    pub events: Vec<usize>,
}

/// A sky.
pub fn sky(_seed: u64) -> SkySample {
    SkySample { samples: vec![], source: SkySource { position: Equatorial::default(), gamma: 2.0, events: vec![] } }
}
