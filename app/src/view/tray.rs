//! The tray below the view: plots, tables and the browser of events.

use serde::{Deserialize, Serialize};

use super::PlotLook;

/// What the tray shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tab {
    /// Plots of the event.
    #[default]
    Plots,
    /// All events of the file.
    Events,
    /// The hits of the event.
    Hits,
    /// Its tracks.
    Tracks,
}

/// The tray and what it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tray {
    /// Whether it is open.
    pub open: bool,
    /// What it shows.
    pub tab: Tab,
    /// Its figures.
    pub plots: PlotLook,
}

impl Default for Tray {
    fn default() -> Self {
        Self {
            open: false,
            tab: Tab::Plots,
            plots: PlotLook::default(),
        }
    }
}
