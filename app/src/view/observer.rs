//! The frame that the sky is drawn in, and the site and the moment from which it is seen.

use std::sync::LazyLock;

use nuscope_model::{Equatorial, Site, SkyFrame};
use serde::{Deserialize, Serialize};

/// The frame that the sky is drawn in: one that stands still among the stars, or the horizon of a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChartFrame {
    /// Right ascension and declination.
    #[default]
    Equatorial,
    /// Galactic longitude and latitude.
    Galactic,
    /// Ecliptic longitude and latitude.
    Ecliptic,
    /// Supergalactic longitude and latitude.
    Supergalactic,
    /// Azimuth and altitude at a site and a moment.
    Horizon,
}

/// A place that the sky is often centred on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Home {
    /// What its button says.
    pub label: &'static str,
    /// Its longitude in the frame, in degrees.
    pub lon_deg: f64,
    /// Its latitude in the frame, in degrees.
    pub lat_deg: f64,
}

const fn home(label: &'static str, lon_deg: f64, lat_deg: f64) -> Home {
    Home {
        label,
        lon_deg,
        lat_deg,
    }
}

impl ChartFrame {
    /// All of them, in the order of choices.
    pub const ALL: [Self; 5] = [
        Self::Equatorial,
        Self::Galactic,
        Self::Ecliptic,
        Self::Supergalactic,
        Self::Horizon,
    ];

    /// The frame among the stars that it is; `None` for the horizon.
    pub fn among_stars(self) -> Option<SkyFrame> {
        match self {
            Self::Equatorial => Some(SkyFrame::Equatorial),
            Self::Galactic => Some(SkyFrame::Galactic),
            Self::Ecliptic => Some(SkyFrame::Ecliptic),
            Self::Supergalactic => Some(SkyFrame::Supergalactic),
            Self::Horizon => None,
        }
    }

    /// What it is called in choices and on figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equatorial => "Equatorial (ICRS)",
            Self::Galactic => "Galactic",
            Self::Ecliptic => "Ecliptic (J2000)",
            Self::Supergalactic => "Supergalactic",
            Self::Horizon => "Horizon of a site",
        }
    }

    /// What the command line and saved states call it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Horizon => "horizon",
            other => other.among_stars().map_or("", SkyFrame::name),
        }
    }

    /// The frame of this key.
    pub fn from_key(key: &str) -> Option<Self> {
        let known = |frame: &Self| frame.key().eq_ignore_ascii_case(key);
        Self::ALL.into_iter().find(known)
    }

    /// The letters of its longitude and latitude.
    pub fn letters(self) -> [&'static str; 2] {
        self.among_stars()
            .map_or(["Az", "Alt"], |frame| match frame {
                SkyFrame::Equatorial => ["RA", "Dec"],
                other => other.letters(),
            })
    }

    /// What its longitude is called in a sentence.
    pub fn longitude(self) -> &'static str {
        self.among_stars()
            .map_or("azimuth", |frame| frame.axes()[0])
    }

    /// The two or more places that it is often centred on.
    pub fn homes(self) -> &'static [Home] {
        const EQUATORIAL: [Home; 2] = [home("Centre 0h", 0.0, 0.0), home("Centre 12h", 180.0, 0.0)];
        const GALACTIC: [Home; 2] = [
            home("Galactic centre", 0.0, 0.0),
            home("Anticentre", 180.0, 0.0),
        ];
        const ECLIPTIC: [Home; 2] = [home("Centre 0°", 0.0, 0.0), home("Centre 180°", 180.0, 0.0)];
        // Longitudes of the horizon grow to the west, azimuths to the east.
        const HORIZON: [Home; 4] = [
            home("South", 180.0, 0.0),
            home("North", 0.0, 0.0),
            home("Zenith", 180.0, 90.0),
            home("Nadir", 180.0, -90.0),
        ];
        match self {
            Self::Equatorial => &EQUATORIAL,
            Self::Galactic => &GALACTIC,
            Self::Ecliptic | Self::Supergalactic => &ECLIPTIC,
            Self::Horizon => &HORIZON,
        }
    }

    /// The longitude in the middle of the whole sky, in radians, where the user chose none.
    pub fn middle_lon_rad(self) -> f64 {
        match self {
            Self::Equatorial | Self::Horizon => std::f64::consts::PI,
            Self::Galactic | Self::Ecliptic | Self::Supergalactic => 0.0,
        }
    }
}

/// A telescope whose place on Earth is known here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Telescope {
    /// KM3NeT's ARCA off Sicily.
    #[default]
    Arca,
    /// KM3NeT's ORCA off Toulon.
    Orca,
    /// ANTARES off Toulon.
    Antares,
    /// IceCube at the South Pole.
    IceCube,
}

static SITES: LazyLock<[Site; 4]> =
    LazyLock::new(|| [Site::arca(), Site::orca(), Site::antares(), Site::icecube()]);

impl Telescope {
    /// All of them, in the order of choices.
    pub const ALL: [Self; 4] = [Self::Arca, Self::Orca, Self::Antares, Self::IceCube];

    /// Where it stands.
    pub fn site(self) -> &'static Site {
        &SITES[self as usize]
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Site::NAMES[self as usize]
    }

    /// The telescope of this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let same = |telescope: &Self| telescope.name().eq_ignore_ascii_case(name.trim());
        Self::ALL.into_iter().find(same)
    }
}

/// Which moment it is over the sites.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SkyMoment {
    /// As the clock says.
    #[default]
    Now,
    /// That of the replay of the sky.
    Replay,
    /// The date of the selected candidate, or else of the event on display.
    Selected,
    /// What the user typed.
    Typed,
}

impl SkyMoment {
    /// All of them, in the order of choices.
    pub const ALL: [Self; 4] = [Self::Now, Self::Replay, Self::Selected, Self::Typed];

    /// What it is called in choices.
    pub fn name(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Replay => "the replay's",
            Self::Selected => "of the selected candidate or event",
            Self::Typed => "typed",
        }
    }
}

/// From where and when the sky is seen, and what is drawn of that.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Observer {
    /// The site whose horizon the sky may be drawn in, and whose share of the day is shown.
    pub site: Telescope,
    /// Which moment it is.
    pub moment: SkyMoment,
    /// The moment that was typed: UTC, or a Julian date.
    pub typed: String,
    /// The sites whose horizons are drawn.
    pub horizons: Vec<Telescope>,
    /// Whether it is shown for which share of a day the sky is below the site's horizon.
    pub shares: bool,
    /// Whether Sun and Moon are drawn, and the zenith and nadir of the site.
    pub bodies: bool,
}

impl Observer {
    /// Whether something is drawn that depends on the moment.
    pub fn needs_moment(&self) -> bool {
        self.bodies || !self.horizons.is_empty()
    }
}

/// A distance that is being measured on the sky, or was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ruler {
    /// Whether clicks and drags measure.
    pub on: bool,
    /// Its beginning and its end, as far as they were set.
    pub ends: Vec<Equatorial>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_and_telescopes_are_found_by_what_they_are_called() {
        for frame in ChartFrame::ALL {
            assert_eq!(ChartFrame::from_key(frame.key()), Some(frame));
            assert!(frame.homes().len() >= 2);
        }
        assert_eq!(ChartFrame::from_key("terrestrial"), None);
        for telescope in Telescope::ALL {
            assert_eq!(Telescope::named(telescope.name()), Some(telescope));
            assert_eq!(telescope.site().name, telescope.name());
        }
        assert_eq!(Telescope::named("Baikal"), None);
    }
}
