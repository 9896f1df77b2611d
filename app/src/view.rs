//! How the data are looked at: everything a user sets, nothing that was loaded.
//!
//! Cloned for undo, compared to know when to draw again, saved between sessions. New fields get their
//! defaults when an older file is read.

mod analysis;
mod candidates;
mod catalogues;
mod crowd;
mod export;
mod hits;
mod injection;
mod marked;
mod observer;
mod plots;
mod scan;
mod sky;
mod sky_maps;
mod source_search;
mod steering;
mod tables;
mod time;
mod tracks;
mod tray;

use glam::DMat3;
use nuscope_model::{ModuleId, Utc};
use nuscope_render::camera::OrbitCamera;
use serde::{Deserialize, Serialize};

pub use analysis::{AnalysisEdits, ResponseChoice, SampleEdit};
pub use candidates::{Fold, SkyGlow, SkyTime};
pub use catalogues::{CatalogueId, CatalogueLook};
pub use crowd::{CrowdLook, ErrorLevel, ErrorLook, ShownAs};
pub use export::{ExportLook, FigureStyle, PictureLook};
pub use hits::{AfterGlow, Coincidence, Cuts, HitLook, HitQuantity};
pub use injection::{InjectedShape, InjectionLook};
pub use marked::Marked;
pub use observer::{ChartFrame, Home, Observer, Ruler, SkyMoment, Telescope};
pub use plots::{Figure, Logs, PlotLook, PlotSlot};
pub use scan::{ScanLook, ScanPlace};
pub use sky::{MapQuantity, SkyLook};
pub use sky_maps::{ApartLook, ContourKind, ContourLook, MapsLook, SpotLook, Together};
pub use source_search::{FULL, QUICK, SourceSearchLook};
pub use steering::{Bookmark, Steering, Tool};
pub use tables::{Sort, TableLook, Tables};
pub use time::TimeLook;
pub use tracks::{TrackChoice, TrackLook, UserTrack, user_place};
pub use tray::{Tab, Tray};

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
    /// A photomultiplier of a module.
    Sensor {
        /// The module.
        module: ModuleId,
        /// Its channel there.
        channel: u8,
    },
    /// A track, by its place among reconstructed tracks followed by the truth.
    Track(usize),
    /// A candidate: its sample and its place there.
    Candidate {
        /// Place in `Document::samples`.
        sample: usize,
        /// Place in the sample.
        index: usize,
    },
    /// A source of a catalogue.
    Source {
        /// The catalogue.
        catalogue: CatalogueId,
        /// Place in the catalogue.
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
    /// The numbers of the lines.
    pub string_labels: bool,
    /// Marks on photomultipliers that are dead, vetoed or full.
    pub sensor_marks: bool,
    /// Whether modules and photomultipliers are coloured by their rates, where a summary slice says them.
    pub sensor_rates: bool,
    /// The grid on the sea bed.
    pub sea_bed: bool,
    /// The surface of the sea or the ice, and the layer of dust in it.
    pub levels: bool,
    /// Compass, scale bar and legend.
    pub guides: bool,
    /// Whether positions are told in UTM, not in the detector's own frame.
    pub utm: bool,
    /// A rotation of the whole detector that its file does not know, in degrees, added to azimuths: directions on
    /// the sky follow.
    pub turn_deg: f64,
}

impl Default for EventLook {
    fn default() -> Self {
        Self {
            modules: true,
            strings: true,
            reconstructed: true,
            truth: true,
            string_labels: true,
            sensor_marks: true,
            sensor_rates: false,
            sea_bed: true,
            levels: false,
            guides: true,
            utm: false,
            turn_deg: 0.0,
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
    /// How the camera is moved.
    pub steering: Steering,
    /// How time runs.
    pub time: TimeLook,
    /// How time runs on the sky.
    pub sky_time: SkyTime,
    /// The MJD or phase that the sky shows; `None` shows all.
    pub sky_cursor: Option<f64>,
    /// How hits are drawn.
    pub hits: HitLook,
    /// Which hits are drawn.
    pub cuts: Cuts,
    /// Tracks, showers and their light.
    pub tracks: TrackLook,
    /// The tables and plots below the view.
    pub tray: Tray,
    /// How the tables in it are looked at.
    pub tables: Tables,
    /// What else the event display shows.
    pub event: EventLook,
    /// How the sky is drawn.
    pub sky: SkyLook,
    /// What saved pictures and movies look like.
    pub export: ExportLook,
    /// What was changed about how the open candidates are fitted.
    pub analysis: AnalysisEdits,
    /// Where the next scan looks, and what the likelihood follows.
    pub scan: ScanLook,
    /// Pixels along a side of a base pixel for the next scan.
    pub scan_nside: u32,
    /// Whether trials calibrate p-values in the background.
    pub calibrates: bool,
    /// The source that is put into scrambled candidates.
    pub injection: InjectionLook,
    /// What a search of sources is to run, and how its result is looked at.
    pub source_search: SourceSearchLook,
    /// What is selected.
    pub selected: Option<Selected>,
    /// Hits that were marked by a box, a lasso or a plot; empty where none are.
    pub marked: Marked,
    /// Candidates that were marked together, counted through all samples.
    pub marked_candidates: Marked,
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
            steering: Steering::default(),
            time: TimeLook::default(),
            sky_time: SkyTime::default(),
            sky_cursor: None,
            hits: HitLook::default(),
            cuts: Cuts::default(),
            tracks: TrackLook::default(),
            tray: Tray::default(),
            tables: Tables::default(),
            event: EventLook::default(),
            sky: SkyLook::default(),
            export: ExportLook::default(),
            analysis: AnalysisEdits::default(),
            scan: ScanLook::default(),
            scan_nside: 64,
            calibrates: true,
            injection: InjectionLook::default(),
            source_search: SourceSearchLook::default(),
            selected: None,
            marked: Marked::default(),
            marked_candidates: Marked::default(),
        }
    }
}

impl View {
    /// This view without what moves by itself: what undo compares and keeps.
    pub fn undoable(&self) -> Self {
        let mut view = Self {
            cursor_ns: None,
            sky_cursor: None,
            ..self.clone()
        };
        // The horizon turns with the time; what it is follows from the rest.
        view.sky.view.frame_from_sky = DMat3::IDENTITY;
        view
    }

    /// This view at the moment that `other` shows.
    pub fn with_moment_of(self, other: &Self) -> Self {
        Self {
            cursor_ns: other.cursor_ns,
            sky_cursor: other.sky_cursor,
            ..self
        }
    }

    /// This view as it is kept in a file: a sky that goes with the clock shows later what it showed at `now`.
    pub fn at_its_moment(&self, now: Utc) -> Self {
        let mut view = self.clone();
        if view.sky.goes_with_the_clock() {
            view.sky.observer.moment = SkyMoment::Typed;
            view.sky.observer.typed = now.to_string();
        }
        view
    }

    /// This view as it starts the next session: what belonged to the data of this one is forgotten.
    pub fn for_next_session(&self) -> Self {
        Self {
            camera: None,
            cursor_ns: None,
            selected: None,
            marked: Marked::default(),
            marked_candidates: Marked::default(),
            sky_cursor: None,
            sky_time: SkyTime {
                range: None,
                fold: None,
                ..self.sky_time.clone()
            },
            time: TimeLook {
                window_ns: None,
                ..self.time.clone()
            },
            steering: Steering {
                following: false,
                flying: false,
                ..self.steering.clone()
            },
            tables: self.tables.for_other_data(),
            scan: ScanLook::default(),
            analysis: AnalysisEdits::default(),
            sky: SkyLook {
                map_range: None,
                maps: self.sky.maps.for_other_data(),
                ..self.sky.clone()
            },
            ..self.clone()
        }
    }
}
