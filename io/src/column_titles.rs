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

/// A column's name taken apart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Title {
    /// In lower case, without blanks, dashes and underscores.
    pub(crate) name: String,
    /// In lower case; `None` where the title has none.
    pub(crate) unit: Option<String>,
    /// Whether it is the logarithm of what the name says.
    pub(crate) log10: bool,
}

/// Takes a title apart, whose unit may also be given beside it: `RA[deg]`, `RA (deg)`, `RA/deg`, `Dec_deg`, `log10(E/GeV)`, `log10_energy_gev`.
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
    let attached = || {
        let (name, unit) = rest.rsplit_once(['/', '_'])?;
        is_unit(unit.trim()).then(|| (name.to_owned(), unit.to_owned()))
    };
    if let Some((name, unit)) = bracketed.or_else(attached) {
        rest = name;
        found = Some(unit.trim().to_owned());
    }
    let name = rest
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '-' | '_' | '.'))
        .collect();
    Title {
        name,
        unit: found.filter(|unit| !unit.is_empty()),
        log10,
    }
}

/// Whether these titles name a right ascension and a declination, whatever their units.
pub(crate) fn names_coordinates<'a>(titles: impl IntoIterator<Item = &'a str>) -> bool {
    let names: Vec<Title> = titles.into_iter().map(|raw| title(raw, None)).collect();
    let has = |known: &[&str]| {
        names
            .iter()
            .any(|title| known.contains(&title.name.as_str()))
    };
    has(RA_NAMES) && has(DEC_NAMES)
}

/// Whether a word is a unit that stands in a line of units below the names, or fills such a line.
pub(crate) fn is_unit_line_word(word: &str) -> bool {
    let word = word.trim();
    word.bytes().all(|byte| byte == b'-') || is_unit(&word.to_lowercase())
}

/// Whether a word in lower case is a unit of something that a list of candidates has.
fn is_unit(word: &str) -> bool {
    angle(word).is_some()
        || matches!(
            word,
            "mev" | "gev" | "tev" | "pev" | "eev" | "d" | "day" | "days" | "mjd"
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
            let expected = Title {
                name: name.into(),
                unit: unit.map(str::to_owned),
                log10,
            };
            assert_eq!(title(raw, None), expected, "{raw}");
        }
        assert_eq!(title("RA", Some("deg")).unit.as_deref(), Some("deg"));
    }

    #[test]
    fn limits_of_bins_are_no_coordinates() {
        assert!(names_coordinates(["Decl", "RA", "Nhit"]));
        assert!(!names_coordinates([
            "logEmin_nu",
            "decmin",
            "decmax",
            "ra_min"
        ]));
    }
}
