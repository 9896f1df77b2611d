//! What public lists call their columns, and the units of the lists that print none.
//!
//! Names are compared as [`crate::column_titles::Title::name`] has them: in lower case, without blanks, dashes,
//! dots and underscores.

use nuscope_model::Quantity;

use crate::column_reading::angle;
use crate::column_titles::{DEC_NAMES, RA_NAMES, Title};

/// The keys by which a user names what a column holds; the last two are about the whole table:
/// `kind=candidates`, `kind=catalogue` or `kind=table`, and `containment=90` for the share of true positions
/// within the angular error in per cent.
pub const KEYS: [&str; 18] = [
    "ra",
    "dec",
    "sigma",
    "log10_energy",
    "energy",
    "hits",
    "mjd",
    "azimuth",
    "zenith",
    "quality",
    "signalness",
    "ra_error_plus",
    "ra_error_minus",
    "dec_error_plus",
    "dec_error_minus",
    "name",
    "kind",
    "containment",
];

/// Names of dates that are written in words, as [`Title::name`] has them.
const DATES: &[&str] = &[
    "time",
    "date",
    "datetime",
    "dateobs",
    "timeutc",
    "utctime",
    "dateutc",
    "utc",
    "isot",
    "timestamp",
    "eventtime",
    "eventdate",
    "obstime",
    "eventtimeutc",
];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Ra,
    Dec,
    Sigma,
    Log10Energy,
    Energy,
    Hits,
    Mjd,
    Azimuth,
    Zenith,
    Quality,
    Signalness,
    RaErrorPlus,
    RaErrorMinus,
    DecErrorPlus,
    DecErrorMinus,
    Name,
}

impl Key {
    pub(crate) const ALL: [Self; 16] = [
        Self::Ra,
        Self::Dec,
        Self::Sigma,
        Self::Log10Energy,
        Self::Energy,
        Self::Hits,
        Self::Mjd,
        Self::Azimuth,
        Self::Zenith,
        Self::Quality,
        Self::Signalness,
        Self::RaErrorPlus,
        Self::RaErrorMinus,
        Self::DecErrorPlus,
        Self::DecErrorMinus,
        Self::Name,
    ];

    /// The user's word for it.
    pub(crate) fn word(self) -> &'static str {
        KEYS[self as usize]
    }

    /// What the model calls it; `None` for coordinates and names.
    pub(crate) fn quantity(self) -> Option<Quantity> {
        Some(match self {
            Self::Ra | Self::Dec | Self::Name => return None,
            Self::Sigma => Quantity::AngularErrorRad,
            Self::Log10Energy | Self::Energy => Quantity::Log10EnergyGev,
            Self::Hits => Quantity::Hits,
            Self::Mjd => Quantity::Mjd,
            Self::Azimuth => Quantity::AzimuthRad,
            Self::Zenith => Quantity::ZenithRad,
            Self::Quality => Quantity::Quality,
            Self::Signalness => Quantity::Signalness,
            Self::RaErrorPlus => Quantity::RaErrorPlusRad,
            Self::RaErrorMinus => Quantity::RaErrorMinusRad,
            Self::DecErrorPlus => Quantity::DecErrorPlusRad,
            Self::DecErrorMinus => Quantity::DecErrorMinusRad,
        })
    }

    /// Whether its values are angles.
    pub(crate) fn is_angle(self) -> bool {
        matches!(self, Self::Ra | Self::Dec) || self.quantity().is_some_and(Quantity::is_angle)
    }

    /// Names by which files call it.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Ra => RA_NAMES,
            Self::Dec => DEC_NAMES,
            Self::Sigma => &[
                "angerr",
                "angerror",
                "angularerror",
                "angularuncertainty",
                "unc",
                "uncertainty",
                "sigma",
                "error",
                "errorradius",
                "errorcircle",
                "poserr",
                "positionerror",
                "srcerror",
            ],
            Self::Log10Energy | Self::Energy => &[
                "e",
                "energy",
                "ereco",
                "eproxy",
                "energyproxy",
                "mostprobableenergy",
            ],
            Self::Hits => &["nhit", "nhits", "hits", "nch", "nchannel", "nchannels"],
            Self::Mjd => &["mjd", "eventmjd", "timemjd"],
            Self::Azimuth => &["azimuth", "azi", "az"],
            Self::Zenith => &["zenith", "zen"],
            Self::Quality => &["lambda", "quality"],
            Self::Signalness => &["signalness", "signal"],
            Self::RaErrorPlus => &["raerrplus", "raerrorplus", "raplus"],
            Self::RaErrorMinus => &["raerrminus", "raerrorminus", "raminus"],
            Self::DecErrorPlus => &["decerrplus", "decerrorplus", "decplus"],
            Self::DecErrorMinus => &["decerrminus", "decerrorminus", "decminus"],
            Self::Name => &[
                "name",
                "sourcename",
                "eventname",
                "objectname",
                "source",
                "object",
                "designation",
                "identifier",
                "id",
            ],
        }
    }

    /// Whether files call it by the name of this title.
    pub(crate) fn is_named(self, title: &Title) -> bool {
        self.names().contains(&title.name.as_str())
    }

    /// Whether a column of this title holds it.
    pub(crate) fn fits(self, title: &Title) -> bool {
        let name = title.name.as_str();
        let log10 = self == Self::Log10Energy;
        if title.log10 != log10 {
            return false;
        }
        // A column that is itself an error (`pos.eq.ra;stat.error`) is not the position.
        let error = title.ucd.contains("stat.error");
        let by_ucd = match self {
            Self::Ra => {
                !error && title.ucd.starts_with("pos.eq.ra") || title.ucd == "pos_eq_ra_main"
            }
            Self::Dec => {
                !error && title.ucd.starts_with("pos.eq.dec") || title.ucd == "pos_eq_dec_main"
            }
            Self::Name => title.ucd == "meta.id;meta.main" || title.ucd == "id_main",
            _ => false,
        };
        let by_values = match self {
            // Durations and times of hits have such names too, but no dates for values.
            Self::Mjd => {
                title.is_epoch() || title.is_julian() || title.iso_moments && DATES.contains(&name)
            }
            // `err` alone may be the error of anything.
            Self::Sigma => name == "err" && title.unit.as_deref().and_then(angle).is_some(),
            _ => false,
        };
        by_values
            || by_ucd
            || self.names().contains(&name)
            || self == Self::Sigma && level_of(name).is_some()
    }
}

/// The share of true positions in per cent that a name of an angular error ends in or carries: `r90`,
/// `src_error_90`, `AngErr50`, `Conf_95_SemiMajor`.
pub(crate) fn level_of(name: &str) -> Option<f64> {
    let level = |digits: &str| match digits {
        "39" => Some(39.346_934_028_736_66),
        "50" | "68" | "90" | "95" | "99" => digits.parse().ok(),
        _ => None,
    };
    if let Some(digits) = name
        .strip_prefix("conf")
        .and_then(|rest| rest.strip_suffix("semimajor"))
    {
        return level(digits);
    }
    let split = name.len().checked_sub(2)?;
    let (base, digits) = (name.get(..split)?, name.get(split..)?);
    let known = base == "r" || base == "err" || base == "error2radius";
    (known || Key::Sigma.names().contains(&base))
        .then(|| level(digits))
        .flatten()
}

/// A published list whose header prints no units, or not all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// ANTARES 2007-2017: `Decl RA Nhit Beta MJD`, all angles in degrees. Beta is the angular error estimate of
    /// the reconstruction in degrees ("angular error estimate on reconstruction" in its VOTable), that is the
    /// width of a Gaussian: for E^-2 the median angle is then 0.40 degrees, as published.
    Antares,
    /// IceCat-1: "RA,DEC [deg] (and _ERR): Best fit direction in J2000 equatorial coordinates, with asymmetric
    /// 90% CL error rectangle boundaries. ENERGY:[TeV]"; "the events in this catalog consist of muon track
    /// events" (its README).
    IceCat,
    /// The 110 sources of IceCube's 10-year search (Phys. Rev. Lett. 124, 051103), in degrees.
    IceCubeSources,
}

impl Known {
    /// The list that has these columns.
    pub(crate) fn of(titles: &[Title]) -> Option<Self> {
        let has = |names: &[&str]| {
            let there = |name: &str| titles.iter().any(|title| title.name == name);
            names.iter().all(|name| there(name))
        };
        let bare = |title: &Title| title.unit.is_none() || title.name == "r";
        if titles.iter().all(bare)
            && has(&["ra", "mjd", "nhit", "beta"])
            && (has(&["decl"]) || has(&["dec"]))
            && titles.len() <= 7
        {
            return Some(Self::Antares);
        }
        if has(&[
            "ra",
            "dec",
            "raerrplus",
            "raerrminus",
            "decerrplus",
            "decerrminus",
            "i3type",
        ]) {
            return Some(Self::IceCat);
        }
        let sources = ["name", "ra", "dec", "ts", "ns", "gamma"];
        has(&sources).then_some(Self::IceCubeSources)
    }

    /// The unit of what its header prints without one.
    pub(crate) fn unit(self, key: Key) -> Option<&'static str> {
        match (self, key) {
            (_, key) if key.is_angle() => Some("deg"),
            (Self::IceCat, Key::Energy) => Some("tev"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column_titles::title;

    #[test]
    fn shares_stand_in_the_names_of_errors() {
        for (name, level) in [
            ("r90", Some(90.0)),
            ("r68", Some(68.0)),
            ("srcerror50", Some(50.0)),
            ("angerr90", Some(90.0)),
            ("conf95semimajor", Some(95.0)),
            ("error2radius99", Some(99.0)),
            ("r12", None),
            ("angerr", None),
            ("m90", None),
            ("90", None),
            ("ü9", None),
        ] {
            assert_eq!(level_of(name), level, "{name}");
        }
    }

    #[test]
    fn lists_are_known_by_their_columns() {
        let known = |names: &[&str]| {
            let titles: Vec<_> = names.iter().map(|name| title(name, None)).collect();
            Known::of(&titles)
        };
        assert_eq!(
            known(&["Decl", "RA", "Nhit", "Beta", "MJD"]),
            Some(Known::Antares)
        );
        assert_eq!(
            known(&["_r", "MJD", "Beta", "Nhit", "RA", "Decl", "ID"]),
            Some(Known::Antares)
        );
        assert_eq!(known(&["Decl[rad]", "RA", "Nhit", "Beta", "MJD"]), None);
        let sources = [
            "",
            "Name",
            "Ra",
            "Dec",
            "TS",
            "ns",
            "gamma",
            "-Log(p-value)",
        ];
        assert_eq!(known(&sources), Some(Known::IceCubeSources));
        assert_eq!(known(&["RA", "Dec"]), None);
    }
}
