//! How hits are drawn, and which of them.

use nuscope_model::AmplitudeUnit;
use nuscope_render::colormap::Colormap;
use serde::{Deserialize, Serialize};

/// What is known of every hit: what colours it, sizes it, cuts it, and what plots show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HitQuantity {
    /// Time after the event's zero, in nanoseconds.
    #[default]
    Time,
    /// Time after the direct light of the reference track or shower, in nanoseconds.
    Residual,
    /// Time over threshold in nanoseconds, or charge in photo-electrons.
    Amplitude,
    /// The lowest trigger bit that used it; none where no trigger did.
    Trigger,
    /// Photomultipliers of its module that were hit at about the same time.
    Multiplicity,
    /// Distance of its photomultiplier from the reference track or shower, in metres.
    Distance,
    /// Angle between the direct light and the photomultiplier's axis, in degrees: 0 looks into the light.
    ImpactAngle,
    /// Number of the string.
    String,
    /// Number of the floor.
    Floor,
    /// Number of the photomultiplier in its module.
    Channel,
    /// The simulated particle that made its light.
    Origin,
}

impl HitQuantity {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 11] = [
        Self::Time,
        Self::Residual,
        Self::Amplitude,
        Self::Trigger,
        Self::Multiplicity,
        Self::Distance,
        Self::ImpactAngle,
        Self::String,
        Self::Floor,
        Self::Channel,
        Self::Origin,
    ];

    /// What people call it.
    pub fn label(self, amplitude: AmplitudeUnit) -> &'static str {
        match self {
            Self::Time => "Time",
            Self::Residual => "Time residual",
            Self::Amplitude if amplitude == AmplitudeUnit::TotNs => "Time over threshold",
            Self::Amplitude => "Charge",
            Self::Trigger => "Trigger",
            Self::Multiplicity => "Multiplicity on the module",
            Self::Distance => "Distance to the track",
            Self::ImpactAngle => "Impact angle",
            Self::String => "String",
            Self::Floor => "Floor",
            Self::Channel => "Channel",
            Self::Origin => "Simulated origin",
        }
    }

    /// Its unit; empty for counts and numbers.
    pub fn unit(self, amplitude: AmplitudeUnit) -> &'static str {
        match self {
            Self::Time | Self::Residual => "ns",
            Self::Amplitude if amplitude == AmplitudeUnit::TotNs => "ns",
            Self::Amplitude => "p.e.",
            Self::Distance => "m",
            Self::ImpactAngle => "°",
            _ => "",
        }
    }

    /// Whether it depends on the reference track or shower, and on the medium.
    pub fn of_track(self) -> bool {
        matches!(self, Self::Residual | Self::Distance | Self::ImpactAngle)
    }

    /// Its place in [`HitQuantity::ALL`].
    pub fn place(self) -> usize {
        self as usize
    }
}

/// How long a hit shines while time runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AfterGlow {
    /// It decays alike for all.
    #[default]
    Decay,
    /// As long as the pulse was over threshold.
    Duration,
}

/// How hits are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HitLook {
    /// What colours them.
    pub color_by: HitQuantity,
    /// What sizes them.
    pub size_by: HitQuantity,
    /// Colours of low to high.
    pub colormap: Colormap,
    /// Whether the colours run the other way.
    pub reversed: bool,
    /// Factor on all sizes.
    pub size: f32,
    /// Strength of the glow, 0 is off.
    pub glow: f32,
    /// Values of the first and the last colour, in the unit of `color_by`; `None` follows the event.
    pub range: Option<(f32, f32)>,
    /// How long hits shine while time runs.
    pub after_glow: AfterGlow,
    /// Whether hits vanish once they have shone.
    pub fades: bool,
    /// Whether repeated hits of a photomultiplier stack along its axis.
    pub stacked: bool,
    /// Whether saturated pulses that follow each other without a gap are merged into one.
    pub merged: bool,
}

impl Default for HitLook {
    fn default() -> Self {
        Self {
            color_by: HitQuantity::Time,
            size_by: HitQuantity::Amplitude,
            colormap: Colormap::Turbo,
            reversed: true,
            size: 1.0,
            glow: 0.6,
            range: None,
            after_glow: AfterGlow::Decay,
            fades: false,
            stacked: false,
            merged: false,
        }
    }
}

/// A number of photomultipliers of one module hit within a time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coincidence {
    /// How many photomultipliers at least.
    pub at_least: u32,
    /// Within how many nanoseconds.
    pub window_ns: f32,
}

/// Which hits are drawn, plotted and counted; all conditions hold at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cuts {
    /// Only hits that a trigger used.
    pub triggered: bool,
    /// Only hits that one of these trigger bits used; 0 asks for none.
    pub trigger_bits: u64,
    /// Lowest and highest amplitude, both included.
    pub amplitude: Option<(f32, f32)>,
    /// First and last time in nanoseconds after the event's zero, both included.
    pub time_ns: Option<(f32, f32)>,
    /// First and last residual in nanoseconds, both included.
    pub residual_ns: Option<(f32, f32)>,
    /// Only the first hit of each photomultiplier.
    pub first_of_sensor: bool,
    /// Only hits in coincidence with others of their module.
    pub coincidence: Option<Coincidence>,
}

impl Cuts {
    /// Whether all hits pass.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }
}
