//! Where the next scan looks, and what the likelihood of a place follows.

use serde::{Deserialize, Serialize};

/// The part of the sky that is scanned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScanPlace {
    /// All of it.
    #[default]
    WholeSky,
    /// A disc around what is selected.
    Selected,
    /// The disc around the open region of this name.
    Region(String),
}

/// Where the next scan looks, and what the likelihood of a place follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScanLook {
    /// The part of the sky.
    pub place: ScanPlace,
    /// Radius of a disc around what is selected, in degrees.
    pub radius_deg: f64,
    /// Whether the likelihood follows the pointer on the sky.
    pub follows_pointer: bool,
}

impl Default for ScanLook {
    fn default() -> Self {
        Self {
            place: ScanPlace::default(),
            radius_deg: 5.0,
            follows_pointer: false,
        }
    }
}
