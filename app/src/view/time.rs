//! How time runs: the speed of the replay, its end, and the part of the time line that is shown.

use serde::{Deserialize, Serialize};

/// The time line and the replay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TimeLook {
    /// Nanoseconds of the event per second of the clock on the wall; `None` plays every event in eight seconds.
    pub speed_ns_per_s: Option<f32>,
    /// Whether the replay starts over at its end.
    pub repeats: bool,
    /// First and last nanosecond on the time line; `None` shows all of the event.
    pub window_ns: Option<(f32, f32)>,
}

impl Default for TimeLook {
    fn default() -> Self {
        Self {
            speed_ns_per_s: None,
            repeats: true,
            window_ns: None,
        }
    }
}
