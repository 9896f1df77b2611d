//! How the data are looked at: everything a user sets, nothing that was loaded.
//!
//! Cloned for undo, compared to know when to draw again, saved between sessions. New fields get their
//! defaults when an older file is read.

use nuscope_model::{ModuleId, Quantity};
use nuscope_render::camera::OrbitCamera;
use nuscope_render::colormap::Colormap;
use nuscope_render::projection::SkyView;
use serde::{Deserialize, Serialize};

/// Which of the two views fill the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// The detector with one event.
    #[default]
    Event,
    /// The sky with the candidates.
    Sky,
    /// Side by side.
    Both,
}

/// The one thing that is selected; views set it, the inspector shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selected {
    /// A hit, by its place in the event.
    Hit(usize),
    /// A module of the detector.
    Module(ModuleId),
    /// A track, by its place among reconstructed tracks followed by the truth.
    Track(usize),
    /// A candidate: its sample and its place there.
    Candidate {
        /// Place in `Document::samples`.
        sample: usize,
        /// Place in the sample.
        index: usize,
    },
    /// A place on the sky, in degrees times a million so that it can be compared exactly.
    Place {
        /// Right ascension.
        ra_udeg: i64,
        /// Declination.
        dec_udeg: i64,
    },
}

/// How hits are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HitLook {
    /// Colours of early to late.
    pub colormap: Colormap,
    /// Whether the colours run the other way.
    pub reversed: bool,
    /// Factor on all sizes.
    pub size: f32,
    /// Strength of the glow, 0 is off.
    pub glow: f32,
    /// Whether hits that no trigger used are drawn.
    pub untriggered: bool,
    /// Times of the first and the last colour in nanoseconds; `None` follows the event.
    pub range_ns: Option<(f32, f32)>,
}

impl Default for HitLook {
    fn default() -> Self {
        Self {
            colormap: Colormap::Turbo,
            reversed: true,
            size: 1.0,
            glow: 0.6,
            untriggered: true,
            range_ns: None,
        }
    }
}

/// What the event display shows besides the hits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventLook {
    /// Optical modules.
    pub modules: bool,
    /// The lines they hang on.
    pub strings: bool,
    /// Reconstructed tracks and showers.
    pub reconstructed: bool,
    /// The simulation's particles.
    pub truth: bool,
    /// The grid on the sea bed.
    pub sea_bed: bool,
    /// Compass, scale bar and legend.
    pub guides: bool,
}

impl Default for EventLook {
    fn default() -> Self {
        Self {
            modules: true,
            strings: true,
            reconstructed: true,
            truth: true,
            sea_bed: true,
            guides: true,
        }
    }
}

/// The quantity that a sky map shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MapQuantity {
    /// A column of the map, by name.
    Column(String),
    /// −log₁₀ of the column `P_LOCAL`.
    MinusLog10P,
}

/// How the sky is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkyLook {
    /// Projection, centre, zoom.
    pub view: SkyView,
    /// Whether candidates are drawn.
    pub candidates: bool,
    /// What colours them; `None` colours by sample.
    pub color_by: Option<Quantity>,
    /// Factor on the size of their dots.
    pub dot_size: f32,
    /// Names of samples that are hidden.
    pub hidden_samples: Vec<String>,
    /// Names of catalogues that are hidden.
    pub hidden_catalogues: Vec<String>,
    /// Whether the map is drawn.
    pub map: bool,
    /// Which of its quantities.
    pub map_quantity: MapQuantity,
    /// Values of the first and the last colour; `None` follows the map.
    pub map_range: Option<(f32, f32)>,
    /// Colours of the map.
    pub map_colormap: Colormap,
    /// How much of what lies below the map hides, 0..=1.
    pub map_opacity: f32,
    /// Whether meridians and parallels are drawn.
    pub graticule: bool,
    /// Whether the galactic plane and centre are drawn.
    pub galaxy: bool,
}

impl Default for SkyLook {
    fn default() -> Self {
        Self {
            view: SkyView::default(),
            candidates: true,
            color_by: None,
            dot_size: 1.0,
            hidden_samples: Vec::new(),
            hidden_catalogues: Vec::new(),
            map: true,
            map_quantity: MapQuantity::MinusLog10P,
            map_range: None,
            map_colormap: Colormap::Inferno,
            map_opacity: 1.0,
            graticule: true,
            galaxy: true,
        }
    }
}

/// Everything a user sets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// Which views fill the window.
    pub mode: Mode,
    /// Dark or light.
    pub dark: bool,
    /// Whether the left panel is open.
    pub data_panel: bool,
    /// Whether the right panel is open.
    pub inspector: bool,
    /// Whether the time line is open.
    pub timeline: bool,
    /// Where the event is looked at from; `None` fits the detector at the next frame.
    pub camera: Option<OrbitCamera>,
    /// Time up to which hits are shown, in nanoseconds from the event's zero; `None` shows all.
    pub cursor_ns: Option<f32>,
    /// Speed of the replay, as a factor on the one that plays an event in eight seconds.
    pub speed: f32,
    /// How hits are drawn.
    pub hits: HitLook,
    /// What else the event display shows.
    pub event: EventLook,
    /// How the sky is drawn.
    pub sky: SkyLook,
    /// Pixels along a side of a base pixel for the next scan.
    pub scan_nside: u32,
    /// What is selected.
    pub selected: Option<Selected>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            mode: Mode::Event,
            dark: true,
            data_panel: true,
            inspector: true,
            timeline: true,
            camera: None,
            cursor_ns: None,
            speed: 1.0,
            hits: HitLook::default(),
            event: EventLook::default(),
            sky: SkyLook::default(),
            scan_nside: 64,
            selected: None,
        }
    }
}

impl View {
    /// This view without what moves by itself: what undo compares and keeps.
    pub fn undoable(&self) -> Self {
        Self {
            cursor_ns: None,
            ..self.clone()
        }
    }

    /// This view at the moment that `other` shows.
    pub fn with_moment_of(self, other: &Self) -> Self {
        Self {
            cursor_ns: other.cursor_ns,
            ..self
        }
    }

    /// This view as it starts the next session: what belonged to the data of this one is forgotten.
    pub fn for_next_session(&self) -> Self {
        Self {
            camera: None,
            cursor_ns: None,
            selected: None,
            ..self.clone()
        }
    }
}
