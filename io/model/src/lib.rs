//! What a neutrino telescope records, as plain data: events, hits, detectors, tracks, candidates, sky maps.
//!
//! This crate knows no file format, no GPU and no window. Positions are in metres in the detector's own
//! frame (x east, y north, z up), times in nanoseconds, energies in GeV, angles in radians.

pub mod bunches;
pub mod candidate;
pub mod catalogue;
pub mod cell;
pub mod cherenkov;
pub mod coincidence;
pub mod containment;
pub mod contour;
pub mod coordinates;
pub mod credible;
pub mod density;
pub mod detector;
pub mod direction;
pub mod energy_dispersion;
pub mod energy_migration;
pub mod event;
pub mod extent;
pub mod field;
pub mod frame;
pub mod healpix;
pub mod heat;
pub mod hit;
mod hit_order;
pub mod horizon;
pub mod hot_spots;
pub mod matching;
pub mod medium;
pub mod multi_order_map;
pub mod over_the_day;
pub mod point_spread;
pub mod region;
pub mod response;
pub mod site;
pub mod sky;
pub mod sky_line;
pub mod skymap;
pub mod slewing;
pub mod solar_system;
pub mod source_names;
mod star_names;
pub mod status;
pub mod string_passage;
pub mod summary;
pub mod time;
pub mod track;
pub mod trigger;
pub mod uptime;
mod ut1;
pub mod utm;

pub use bunches::Pulses;
pub use candidate::{Column, EventKind, Extra, Labels, Quantity, Sample};
pub use catalogue::{Catalogue, Source};
pub use cell::Cell;
pub use cherenkov::{Cherenkov, Emission};
pub use coincidence::Coincidences;
pub use containment::Containment;
pub use contour::{Contour, Inside};
pub use credible::Credible;
pub use detector::{Detector, Module, Sensor, SensorId};
pub use direction::Direction;
pub use energy_dispersion::EnergyDispersion;
pub use energy_migration::{EnergyMigration, EnergyProxy};
pub use event::{Event, EventHeader};
pub use extent::{Extent, ExtentFrom};
pub use field::{Field, FieldError, PixelOrder};
pub use frame::SkyFrame;
pub use hit::{AmplitudeUnit, Hit, McHit, ModuleId};
pub use horizon::EarthTurn;
pub use hot_spots::HotSpot;
pub use matching::{Match, best_match};
pub use medium::{Medium, Substance};
pub use multi_order_map::{Flatten, MultiOrderColumn, MultiOrderMap, ScanLevel};
pub use point_spread::{PointSpread, RingArea};
pub use region::Region;
pub use response::{AngularResolution, DirectionAxis, EffectiveArea, Responses, Smearing};
pub use site::Site;
pub use sky::{Equatorial, Galactic, Horizontal};
pub use sky_line::SkyLine;
pub use skymap::{MapColumn, SkyMap};
pub use slewing::Slewing;
pub use source_names::SourceNames;
pub use status::{ModuleState, SensorState};
pub use summary::{SummaryFrame, SummarySlice};
pub use time::{Mjd, Utc};
pub use track::{Track, TrackOrigin};
pub use uptime::Uptime;

/// Where data come from: the one thing that every title and export must say.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Provenance {
    /// Recorded by a telescope, or not known to be anything else.
    #[default]
    Recorded,
    /// Made by a simulation.
    Simulated,
}
