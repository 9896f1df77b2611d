//! Hits: what one photomultiplier saw, and when.
//!
//! A hit names its photomultiplier by module and channel, as the files do; where that hangs is the
//! detector's business (`Detector::sensor`), so that a new alignment never touches the hits.

use serde::{Deserialize, Serialize};

/// The experiment's own number of an optical module (KM3NeT: the DOM id).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ModuleId(pub u32);

impl ModuleId {
    /// The number given here to a module that its experiment names by string and place on it (IceCube, ANTARES):
    /// string 86, module 60 is 8660.
    pub fn on_string(string: u32, place: u32) -> Self {
        Self(string.saturating_mul(100).saturating_add(place))
    }
}

/// What `Hit::amplitude` counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AmplitudeUnit {
    /// Time over threshold, in nanoseconds (KM3NeT; 255 is saturated).
    #[default]
    TotNs,
    /// Charge, in photo-electrons (ANTARES, IceCube).
    ChargePe,
}

/// One pulse on one photomultiplier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The module that was hit.
    pub module: ModuleId,
    /// The photomultiplier within the module, in the order of the detector file (KM3NeT: 0..=30).
    pub channel: u8,
    /// Arrival time in nanoseconds, on the clock of its event; see `Event::time_zero_ns`.
    pub time_ns: f64,
    /// Size of the pulse, in the unit that `Event::amplitude_unit` names. Never negative.
    pub amplitude: f32,
    /// Trigger bits that used this hit; 0 if none did. Files that only say "triggered" set bit 0.
    pub trigger_mask: u64,
}

impl Hit {
    /// Whether any trigger used this hit.
    pub fn triggered(&self) -> bool {
        self.trigger_mask != 0
    }
}

/// One simulated photo-electron (or several at one time) on a photomultiplier, before the electronics.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct McHit {
    /// The experiment's global number of the photomultiplier (`Sensor::pmt_id`).
    pub pmt_id: u32,
    /// Arrival time in nanoseconds, on the clock of the event's hits; readers convert it, or say that they cannot.
    pub time_ns: f64,
    /// Number of photo-electrons.
    pub charge_pe: f32,
    /// Index of the simulated particle that made the light, as the file numbers it.
    pub origin: i64,
}
