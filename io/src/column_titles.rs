//! Titles of columns taken apart into name and unit, as public lists write them.

use crate::column_reading::angle;

/// Names of right ascensions, as [`Title::name`] has them.
pub(crate) const RA_NAMES: &[&str] = &[
    "ra",
    "raj2000",
    "raicrs",
    "rightascension",
    "alpha",
    "nualpha",
];

/// Names of declinations, as [`Title::name`] has them.
pub(crate) const DEC_NAMES: &[&str] = &[
    "dec",
    "decl",
    "dej2000",
    "decj2000",
    "deicrs",
    "decicrs",
    "declination",
    "delta",
    "nudelta",
];

/// Names of Julian dates, as [`Title::name`] has them.
pub(crate) const JULIAN_NAMES: &[&str] = &["jd", "eventjd", "timejd", "juliandate", "julianday"];

/// A column's name taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Title {
    /// As the file writes it.
    pub(crate) raw: String,
    /// In lower case, without blanks, dashes and underscores.
    pub(crate) name: String,
    /// In lower case; `None` where the title has none.
    pub(crate) unit: Option<String>,
    /// Whether it is the logarithm of what the name says.
    pub(crate) log10: bool,
    /// Its unified content descriptor in lower case; empty where there is none.
    pub(crate) ucd: String,
    /// The share of true positions in per cent that its description states.
    pub(crate) level: Option<f64>,
    /// Whether its values are written like `05:09:25.96`, and how.
    pub(crate) sexagesimal: Option<Marks>,
    /// Whether its values are dates of ISO 8601.
    pub(crate) iso_dates: bool,
    /// Whether these have a time of day: days alone would put an event at midnight, and a column beside them may
    /// say when it was.
    pub(crate) iso_moments: bool,
    /// The Julian date that its dates are declared to count from.
    pub(crate) origin_jd: Option<f64>,
}

impl Title {
    /// Whether it is called a Julian date.
    pub(crate) fn is_julian(&self) -> bool {
        JULIAN_NAMES.contains(&self.name.as_str()) || self.unit.as_deref() == Some("jd")
    }

    /// Whether its descriptor says that it is a date in days.
    pub(crate) fn is_epoch(&self) -> bool {
        let of_other = ["stat.", "obs.start", "obs.end"];
        let is_days = matches!(self.unit.as_deref(), Some("d" | "day" | "days"));
        (is_days || self.iso_moments)
            && self.ucd.starts_with("time.epoch")
            && of_other.iter().all(|word| !self.ucd.contains(word))
    }
}

/// How sexagesimal values are marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// By signs of degrees, as in `77d21m29s`: then they are no hours.
    pub(crate) degrees: bool,
}

/// Takes a title apart, whose unit may also be given beside it: `RA[deg]`, `RA (deg)`, `RA/deg`, `Dec_deg`, `ra_deg[deg]`, `log10(E/GeV)`, `log10_energy_gev`.
pub(crate) fn title(raw: &str, unit: Option<&str>) -> Title {
    let mut rest = raw.trim().trim_matches('"').to_lowercase();
    let mut log10 = false;
    if let Some(inner) = rest.strip_prefix("log10") {
        log10 = true;
        let inner = inner.trim_start_matches('_');
        let bare = inner
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'));
        rest = bare.unwrap_or(inner).to_owned();
    }
    let mut found = unit.map(|unit| unit.trim().to_lowercase());
    let bracketed = [('[', ']'), ('(', ')')]
        .into_iter()
        .find_map(|(open, close)| {
            let (name, unit) = rest.strip_suffix(close)?.rsplit_once(open)?;
            Some((name.to_owned(), unit.to_owned()))
        });
    let attached = |rest: &str| {
        let (name, unit) = rest.rsplit_once(['/', '_'])?;
        is_unit(unit.trim()).then(|| (name.to_owned(), unit.to_owned()))
    };
    // Some say it twice: `ra_deg[deg]`.
    let twice = |(name, unit): (String, String)| match attached(&name) {
        Some((shorter, again)) if again.trim() == unit.trim() => (shorter, unit),
        _ => (name, unit),
    };
    if let Some((name, unit)) = bracketed.map(twice).or_else(|| attached(&rest)) {
        rest = name;
        found = Some(unit.trim().to_owned());
    }
    let name = rest
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '-' | '_' | '.'))
        .collect();
    Title {
        raw: raw.to_owned(),
        name,
        unit: found.filter(|unit| !unit.is_empty()),
        log10,
        ..Title::default()
    }
}

/// Whether a word in lower case is a unit of something that a list of candidates has.
fn is_unit(word: &str) -> bool {
    angle(word).is_some()
        || matches!(
            word,
            "mev" | "gev" | "tev" | "pev" | "eev" | "d" | "day" | "days" | "mjd" | "jd"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_public_lists_fall_into_name_and_unit() {
        let cases = [
            ("RA[deg]", "ra", Some("deg"), false),
            ("Ra (hours)", "ra", Some("hours"), false),
            ("Dec_deg", "dec", Some("deg"), false),
            ("dec_deg[deg]", "dec", Some("deg"), false),
            ("Right Ascension", "rightascension", None, false),
            ("log10(E/GeV)", "e", Some("gev"), true),
            ("log10(Ereco)", "ereco", None, true),
            ("log10_energy_gev", "energy", Some("gev"), true),
            ("AngErr[deg]", "angerr", Some("deg"), false),
            ("MJD_start[days]", "mjdstart", Some("days"), false),
            ("decmin", "decmin", None, false),
            ("Med.Resolution[deg]", "medresolution", Some("deg"), false),
        ];
        for (raw, name, unit, log10) in cases {
            let found = title(raw, None);
            let parts = (found.name.as_str(), found.unit.as_deref(), found.log10);
            assert_eq!(parts, (name, unit, log10), "{raw}");
        }
        assert_eq!(title("RA", Some("deg")).unit.as_deref(), Some("deg"));
    }
}
