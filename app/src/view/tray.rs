//! The tray below the view: plots, tables and the browser of events.

use serde::{Deserialize, Serialize};

use super::{Mode, PlotLook};

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
    /// The candidates on the sky.
    Candidates,
    /// Figures of the candidates.
    SkyPlots,
    /// The sources of catalogues.
    Sources,
    /// The likelihood at the selected place.
    Likelihood,
    /// The search of a list of sources.
    SourceSearch,
}

impl Tab {
    /// Whether it is about the sky, not about the event.
    pub fn of_sky(self) -> bool {
        matches!(
            self,
            Self::Candidates
                | Self::SkyPlots
                | Self::Sources
                | Self::Likelihood
                | Self::SourceSearch
        )
    }
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
    /// Figures of the candidates.
    pub sky_plots: PlotLook,
}

impl Tray {
    /// The tab that is shown where these views fill the window.
    pub fn shown(&self, mode: Mode) -> Tab {
        match mode {
            Mode::Event if self.tab.of_sky() => Tab::Plots,
            Mode::Sky if !self.tab.of_sky() => Tab::Candidates,
            _ => self.tab,
        }
    }
}

impl Default for Tray {
    fn default() -> Self {
        Self {
            open: false,
            tab: Tab::Plots,
            plots: PlotLook::default(),
            sky_plots: PlotLook::of_sky(),
        }
    }
}
