//! Which column of a table is what, by name and unit: `RA[deg]`, `Dec_deg`, `log10(E/GeV)`, `AngErr[deg]`.
//!
//! Nothing is guessed from values. A name without a unit is not enough, because lists in degrees, hours and
//! radians all exist; the one exception is the public ANTARES list, whose header (`Decl RA Nhit Beta MJD`) is
//! known to be in degrees. What is left open is asked, and answered through `OpenOptions::columns`.

use std::collections::BTreeMap;

use nuscope_model::Quantity;

use crate::ColumnChoice;
use crate::column_reading::{Reading, angle};
use crate::column_titles::{DEC_NAMES, RA_NAMES, Title, title};

/// The keys by which a user names what a column holds.
pub const KEYS: [&str; 9] = [
    "ra",
    "dec",
    "sigma",
    "log10_energy",
    "energy",
    "hits",
    "mjd",
    "azimuth",
    "zenith",
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
}

impl Key {
    const ALL: [Self; 9] = [
        Self::Ra,
        Self::Dec,
        Self::Sigma,
        Self::Log10Energy,
        Self::Energy,
        Self::Hits,
        Self::Mjd,
        Self::Azimuth,
        Self::Zenith,
    ];

    /// The user's word for it.
    fn word(self) -> &'static str {
        KEYS[self as usize]
    }

    /// Names by which files call it, without blanks, dashes and underscores.
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
                "beta",
            ],
            Self::Log10Energy => &[],
            Self::Energy => &["e", "energy", "ereco", "eproxy", "energyproxy"],
            Self::Hits => &["nhit", "nhits", "hits", "nch", "nchannel", "nchannels"],
            Self::Mjd => &["mjd", "eventmjd", "timemjd"],
            Self::Azimuth => &["azimuth", "azi", "az"],
            Self::Zenith => &["zenith", "zen"],
        }
    }

    /// What the model calls it; `None` for the coordinates.
    pub(crate) fn quantity(self) -> Option<Quantity> {
        match self {
            Self::Ra | Self::Dec => None,
            Self::Sigma => Some(Quantity::AngularErrorRad),
            Self::Log10Energy | Self::Energy => Some(Quantity::Log10EnergyGev),
            Self::Hits => Some(Quantity::Hits),
            Self::Mjd => Some(Quantity::Mjd),
            Self::Azimuth => Some(Quantity::AzimuthRad),
            Self::Zenith => Some(Quantity::ZenithRad),
        }
    }
}

/// One column that is used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Used {
    pub(crate) key: Key,
    pub(crate) column: usize,
    pub(crate) reading: Reading,
}

/// Why the columns are not known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Unclear {
    /// These keys have to be asked for.
    Ask(Vec<&'static str>),
    /// An answer does not fit.
    Choice {
        key: String,
        choice: ColumnChoice,
        problem: String,
    },
}

/// Finds the columns that are used, right ascension and declination first.
///
/// `titles` are the columns as the header writes them (their numbers where there is none), with a unit where it
/// stands elsewhere than in the name. Sentences about columns that had to be left out go to `left_out`.
pub(crate) fn recognise(
    titles: &[(String, Option<String>)],
    choices: &BTreeMap<String, ColumnChoice>,
    left_out: &mut Vec<String>,
) -> Result<Vec<Used>, Unclear> {
    let parsed: Vec<Title> = titles
        .iter()
        .map(|(raw, unit)| title(raw, unit.as_deref()))
        .collect();
    let antares = is_antares(&parsed);
    let mut used = Vec::new();
    for (word, choice) in choices {
        let chosen = chosen(word, choice, titles, &parsed);
        let wrong = |problem| Unclear::Choice {
            key: word.clone(),
            choice: choice.clone(),
            problem,
        };
        used.push(chosen.map_err(wrong)?);
    }
    for (i, one) in used.iter().enumerate() {
        let twice = |other: &&Used| {
            other.column == one.column
                || other.key.quantity().is_some() && other.key.quantity() == one.key.quantity()
        };
        if let Some(other) = used[..i].iter().find(twice) {
            let (key, choice) = (one.key.word().to_owned(), choices[one.key.word()].clone());
            let problem = format!("it stands for the same as {}", other.key.word());
            return Err(Unclear::Choice {
                key,
                choice,
                problem,
            });
        }
    }
    let mut ask = Vec::new();
    for key in Key::ALL {
        let given = |other: &Used| {
            other.key == key
                || other
                    .key
                    .quantity()
                    .is_some_and(|q| Some(q) == key.quantity())
        };
        if used.iter().any(given) {
            continue;
        }
        let is_key = |title: &Title| match key {
            Key::Log10Energy => title.log10 && Key::Energy.names().contains(&title.name.as_str()),
            _ => !title.log10 && key.names().contains(&title.name.as_str()),
        };
        let found = || (0..parsed.len()).filter(|&i| is_key(&parsed[i]));
        let is_angle = matches!(key, Key::Ra | Key::Dec | Key::Sigma);
        let angle_unit = (antares && is_angle).then_some("deg");
        let read = |i: usize| {
            let unit = parsed[i].unit.as_deref().or(angle_unit);
            reading(key, unit, &parsed[i].name)
                .ok()
                .map(|reading| Used {
                    key,
                    column: i,
                    reading,
                })
        };
        match (found().find_map(read), found().next(), key) {
            (Some(column), _, _) => used.push(column),
            (None, _, Key::Ra | Key::Dec) => ask.push(key.word()),
            (None, Some(i), _) => {
                let raw = &titles[i].0;
                left_out.push(format!(
                    "column {raw:?} left out, its unit is not known here; {}={raw}[unit] would say it",
                    key.word()
                ));
            }
            (None, None, _) => {}
        }
    }
    if !ask.is_empty() {
        return Err(Unclear::Ask(ask));
    }
    used.sort_by_key(|used| used.key as usize);
    Ok(used)
}

fn is_antares(titles: &[Title]) -> bool {
    let mut names: Vec<&str> = titles.iter().map(|title| title.name.as_str()).collect();
    names.sort_unstable();
    let known = [
        ["beta", "decl", "mjd", "nhit", "ra"],
        ["beta", "dec", "mjd", "nhit", "ra"],
    ];
    titles.iter().all(|title| title.unit.is_none()) && known.iter().any(|known| names == known)
}

/// The column of a user's answer.
fn chosen(
    word: &str,
    choice: &ColumnChoice,
    titles: &[(String, Option<String>)],
    parsed: &[Title],
) -> Result<Used, String> {
    let Some(&key) = Key::ALL.iter().find(|key| key.word() == word) else {
        return Err(format!("the keys are {}", KEYS.join(", ")));
    };
    let wanted = &choice.column;
    let whole = choice.to_string();
    let by_title = titles
        .iter()
        .position(|(raw, _)| raw == wanted || *raw == whole);
    let by_name = || {
        let wanted = title(wanted, None).name;
        parsed.iter().position(|title| title.name == wanted)
    };
    let by_number = || {
        wanted
            .parse::<usize>()
            .ok()?
            .checked_sub(1)
            .filter(|i| *i < titles.len())
    };
    let Some(column) = by_title.or_else(by_name).or_else(by_number) else {
        let columns: Vec<_> = titles.iter().map(|(raw, _)| raw.as_str()).collect();
        return Err(format!("the columns are {}", columns.join(", ")));
    };
    let unit = choice.unit.clone().map(|unit| unit.to_lowercase());
    let unit = unit.or_else(|| parsed[column].unit.clone());
    let reading = reading(key, unit.as_deref(), &parsed[column].name)?;
    Ok(Used {
        key,
        column,
        reading,
    })
}

/// How a column of this unit is read, or what is wrong with the unit.
fn reading(key: Key, unit: Option<&str>, name: &str) -> Result<Reading, String> {
    match key {
        Key::Ra | Key::Dec | Key::Sigma | Key::Azimuth | Key::Zenith => {
            let wanted = "deg, rad, hour, hms or dms";
            let Some(unit) = unit else {
                return Err(format!(
                    "its unit is not stated; {wanted} is wanted, as in {}={name}[deg]",
                    key.word()
                ));
            };
            angle(unit)
                .ok_or_else(|| format!("{unit:?} is no unit of an angle; {wanted} is wanted"))
        }
        Key::Log10Energy | Key::Energy => {
            // The published list around TXS 0506+056 writes log10(Ereco) and means GeV.
            let unit = unit.or((key == Key::Log10Energy && name == "ereco").then_some("gev"));
            let wanted = "MeV, GeV, TeV, PeV or EeV";
            let log10_gev = match unit {
                Some("mev") => -3.0,
                Some("gev") => 0.0,
                Some("tev") => 3.0,
                Some("pev") => 6.0,
                Some("eev") => 9.0,
                Some(unit) => {
                    return Err(format!(
                        "{unit:?} is no unit of an energy; {wanted} is wanted"
                    ));
                }
                None => return Err(format!("its unit is not stated; {wanted} is wanted")),
            };
            Ok(match (key, log10_gev) {
                (Key::Log10Energy, 0.0) => Reading::Number,
                (Key::Log10Energy, offset) => Reading::Log10Plus(offset),
                _ => Reading::Log10Of(10f64.powf(log10_gev)),
            })
        }
        Key::Mjd => match unit {
            None | Some("d" | "day" | "days" | "mjd") => Ok(Reading::Number),
            Some(unit) => Err(format!("{unit:?} is not days")),
        },
        Key::Hits => Ok(Reading::Number),
    }
}
