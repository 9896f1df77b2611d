//! Which column of a table is what, by name and unit: `RA[deg]`, `Dec_deg`, `log10(E/GeV)`, `AngErr[deg]`.
//!
//! Nothing is guessed from values, but that `05:09:25.96` is sexagesimal. A name without a unit is not enough,
//! because lists in degrees, hours and radians all exist; the exceptions are published lists whose units are
//! known (`Known`) and the main position of a cone search, which its standard wants in degrees. What is left
//! open is asked, and answered through `OpenOptions::columns`.

use std::collections::BTreeMap;

use nuscope_model::Containment;

use crate::ColumnChoice;
pub use crate::column_names::KEYS;
use crate::column_names::{Key, Known, level_of};
use crate::column_reading::{Reading, angle};
use crate::column_titles::{Title, title};
use crate::tables::systems::MJD_ZERO_JD;

/// The answer that a column is in no table: `sigma=-`.
const NOT_THERE: &str = "-";

/// One column that is used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Used {
    pub(crate) key: Key,
    pub(crate) column: usize,
    pub(crate) reading: Reading,
}

/// What the columns of a table are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Meaning {
    /// The columns that are used, right ascension and declination first.
    pub(crate) used: Vec<Used>,
    /// Keys whose column is there, in an unknown unit.
    pub(crate) no_unit: Vec<&'static str>,
    /// Sentences about columns whose unit is not known.
    pub(crate) left_out: Vec<String>,
    /// The published list that it is.
    pub(crate) known: Option<Known>,
    /// The share of true positions within the angular error, where its name or a user says it.
    pub(crate) containment: Option<Containment>,
}

impl Meaning {
    /// The column of this key.
    pub(crate) fn get(&self, key: Key) -> Option<&Used> {
        self.used.iter().find(|used| used.key == key)
    }
}

/// An answer that does not fit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Misfit {
    pub(crate) key: String,
    pub(crate) choice: ColumnChoice,
    pub(crate) problem: String,
}

/// Finds what the columns of these titles are, with a user's answers.
pub(crate) fn recognise(
    titles: &[Title],
    choices: &BTreeMap<String, ColumnChoice>,
) -> Result<Meaning, Misfit> {
    let mut meaning = Meaning {
        known: Known::of(titles),
        ..Meaning::default()
    };
    let mut not_there = Vec::new();
    for (word, choice) in choices {
        let misfit = |problem| Misfit {
            key: word.clone(),
            choice: choice.clone(),
            problem,
        };
        match word.as_str() {
            "kind" => continue,
            "containment" => {
                meaning.containment = Some(containment(&choice.column).map_err(misfit)?);
            }
            _ if choice.column == NOT_THERE && choice.unit.is_none() => {
                not_there.push(key_of(word).map_err(misfit)?);
            }
            _ => {
                let chosen = chosen(word, choice, titles).map_err(misfit)?;
                let same = |other: &&Used| {
                    let quantity = other.key.quantity();
                    other.column == chosen.column
                        || quantity.is_some() && quantity == chosen.key.quantity()
                };
                if let Some(other) = meaning.used.iter().find(same) {
                    let word = other.key.word();
                    return Err(misfit(format!("it stands for the same as {word}")));
                }
                meaning.used.push(chosen);
            }
        }
    }
    for key in Key::ALL {
        if !not_there.contains(&key) {
            meaning.find(key, titles);
        }
    }
    let named = meaning.get(Key::Sigma).map(|used| &titles[used.column]);
    let level = named.and_then(|title| level_of(&title.name).or(title.level));
    let level = level.and_then(|percent| Containment::new(percent / 100.0));
    meaning.containment = meaning.containment.or(level);
    meaning.used.sort_by_key(|used| used.key as usize);
    Ok(meaning)
}

impl Meaning {
    /// Looks for a column of `key`, unless a user has named one.
    fn find(&mut self, key: Key, titles: &[Title]) {
        let given = |other: &Used| {
            let quantity = other.key.quantity();
            other.key == key || quantity.is_some() && quantity == key.quantity()
        };
        if self.used.iter().any(given) {
            return;
        }
        let known = self.known;
        let antares_beta = |title: &Title| {
            key == Key::Sigma && known == Some(Known::Antares) && title.name == "beta"
        };
        let free = |column: usize| self.used.iter().all(|used| used.column != column);
        let fits = |i: &usize| free(*i) && (key.fits(&titles[*i]) || antares_beta(&titles[*i]));
        let mut found: Vec<usize> = (0..titles.len()).filter(fits).collect();
        if key == Key::Mjd {
            // What is called a modified Julian date is meant before other dates.
            found.sort_by_key(|i| !key.is_named(&titles[*i]));
        }
        let read = |i: &usize| {
            let reading = reading_of(key, &titles[*i], known).ok()?;
            Some(Used {
                key,
                column: *i,
                reading,
            })
        };
        // The main position of a table is meant before all others.
        let main = |i: &&usize| titles[**i].ucd.ends_with("main");
        let used = found.iter().filter(main).find_map(read);
        if let Some(used) = used.or_else(|| found.iter().find_map(read)) {
            self.used.push(used);
        } else if let Some(i) = found.first() {
            let (raw, word) = (&titles[*i].raw, key.word());
            match key {
                Key::Ra | Key::Dec | Key::Sigma => self.no_unit.push(word),
                _ => self.left_out.push(format!(
                    "column {raw:?} is not used, its unit is not known here; {word}={raw}[unit] would say it"
                )),
            }
        }
    }
}

fn key_of(word: &str) -> Result<Key, String> {
    let key = Key::ALL.into_iter().find(|key| key.word() == word);
    key.ok_or_else(|| format!("the keys are {}", KEYS.join(", ")))
}

/// The column of a user's answer.
fn chosen(word: &str, choice: &ColumnChoice, titles: &[Title]) -> Result<Used, String> {
    let key = key_of(word)?;
    let wanted = &choice.column;
    let whole = choice.to_string();
    let by_title = titles
        .iter()
        .position(|title| title.raw == *wanted || title.raw == whole);
    let by_name = || {
        let wanted = title(wanted, None).name;
        titles.iter().position(|title| title.name == wanted)
    };
    let by_number = || {
        let number = wanted.parse::<usize>().ok()?;
        number.checked_sub(1).filter(|i| *i < titles.len())
    };
    let Some(column) = by_title.or_else(by_name).or_else(by_number) else {
        let columns: Vec<_> = titles.iter().map(|title| title.raw.as_str()).collect();
        return Err(format!("the columns are {}", columns.join(", ")));
    };
    let mut title = titles[column].clone();
    if let Some(unit) = &choice.unit {
        title.unit = Some(unit.to_lowercase());
    }
    let reading = reading_of(key, &title, None)?;
    Ok(Used {
        key,
        column,
        reading,
    })
}

/// How a column of this title is read, or what is wrong with its unit.
fn reading_of(key: Key, title: &Title, known: Option<Known>) -> Result<Reading, String> {
    let unit = title.unit.as_deref();
    let unit = unit.or_else(|| known.and_then(|known| known.unit(key)));
    if key.is_angle() {
        // Simple Cone Search 1.03, section 2.2: the main position is in decimal degrees.
        let cone_search = matches!(title.ucd.as_str(), "pos_eq_ra_main" | "pos_eq_dec_main");
        let unit = unit.or(cone_search.then_some("deg"));
        if let Some(marks) = title.sexagesimal {
            let hours = match unit.and_then(angle) {
                Some(Reading::Sexagesimal(degrees)) => degrees == 15.0,
                Some(Reading::DegreesTimes(degrees)) => degrees == 15.0,
                Some(_) => false,
                None => key == Key::Ra && !marks.degrees,
            };
            return Ok(Reading::Sexagesimal(if hours { 15.0 } else { 1.0 }));
        }
        let wanted = "deg, rad, hour, hms or dms";
        let Some(unit) = unit else {
            let (word, name) = (key.word(), &title.name);
            return Err(format!(
                "its unit is not stated; {wanted} is wanted, as in {word}={name}[deg]"
            ));
        };
        let wrong = || format!("{unit:?} is no unit of an angle; {wanted} is wanted");
        return angle(unit).ok_or_else(wrong);
    }
    match key {
        Key::Log10Energy | Key::Energy => {
            // The published list around TXS 0506+056 writes log10(Ereco) and means GeV.
            let ereco = key == Key::Log10Energy && title.name == "ereco";
            energy(key, unit.or(ereco.then_some("gev")))
        }
        Key::Mjd => match unit {
            _ if title.iso_dates => Ok(Reading::Iso8601),
            Some("mjd") => Ok(Reading::Number),
            Some("jd") => Ok(Reading::Plus(-MJD_ZERO_JD)),
            None | Some("d" | "day" | "days") => match title.origin_jd {
                Some(MJD_ZERO_JD) => Ok(Reading::Number),
                Some(origin_jd) => Ok(Reading::Plus(origin_jd - MJD_ZERO_JD)),
                None if title.is_julian() => Ok(Reading::Plus(-MJD_ZERO_JD)),
                None => Ok(Reading::Number),
            },
            Some(unit) => Err(format!("{unit:?} is not days")),
        },
        _ => Ok(Reading::Number),
    }
}

fn energy(key: Key, unit: Option<&str>) -> Result<Reading, String> {
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

/// A share of true positions: `sigma`, `90`, `90%` or `0.9`.
fn containment(text: &str) -> Result<Containment, String> {
    if text.eq_ignore_ascii_case("sigma") {
        return Ok(Containment::SIGMA);
    }
    let number = text.trim_end_matches(['%', ' ']).parse::<f64>().ok();
    let fraction = number.map(|number| if number > 1.0 { number / 100.0 } else { number });
    fraction.and_then(Containment::new).ok_or_else(|| {
        "sigma, 50, 68 or 90 is wanted, the per cent of true positions within".into()
    })
}
