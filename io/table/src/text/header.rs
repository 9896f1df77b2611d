//! Lines of names and units above the rows of a text table.

use super::cell::is_data;
use super::column::decoded;
use super::split::{Separator, unquoted};

/// The cells of a line of names or units; a unit apart from its name, as in `RA [deg]`, is put back to it.
pub(crate) fn split(line: &[u8], separator: Separator) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for cell in separator.cells(line) {
        let cell = decoded(cell.trim_ascii());
        match titles.last_mut() {
            Some(last) if separator == Separator::Whitespace && cell.starts_with(['[', '(']) => {
                last.push_str(&cell);
            }
            _ => titles.push(unquoted(&cell).into_owned()),
        }
    }
    titles
}

/// A line split into as many cells as the rows have, as they are, by its own separator, or at blanks.
pub(crate) fn fitting(line: &[u8], rows: Separator, columns: usize) -> Option<Vec<String>> {
    let separators = [rows, Separator::of(line), Separator::Whitespace];
    // In a table of blanks, a line such as `[deg] [deg]` is one of units: nothing is put back.
    let whole = |separator: Separator| {
        let cells = separator.cells(line).map(decoded);
        cells.map(|cell| unquoted(&cell).into_owned()).collect()
    };
    let both = separators
        .into_iter()
        .flat_map(|separator| [split(line, separator), whole(separator)]);
    both.into_iter().find(|titles| titles.len() == columns)
}

/// Whether these are names: there is one, and none of them is a value.
pub(crate) fn are_names(titles: &[String]) -> bool {
    let is_name = |title: &String| title.chars().any(char::is_alphanumeric);
    titles.iter().any(is_name) && !titles.iter().any(|title| is_data(title.as_bytes()))
}

/// How much a comment looks like names rather than like a sentence: names with units, and no full stop or colon.
pub(crate) fn likeness(titles: &[String]) -> usize {
    let ends_sentence = titles.last().is_some_and(|last| last.ends_with(['.', ':']));
    let has_unit = |title: &&String| title.ends_with([']', ')']) || title.contains('_');
    let units = titles.iter().filter(has_unit).count();
    if ends_sentence { 0 } else { 1 + units }
}

/// Whether a line below the names gives their units: every word is a unit or a dash, or is empty.
pub(crate) fn are_units(words: &[String]) -> bool {
    words.len() > 1
        && words
            .iter()
            // `05h09m25.96s` is made of units, and is none.
            .all(|word| is_dash(word) || is_unit(bare(word)) && !is_data(word.as_bytes()))
        || words.len() == 1 && (is_unit(bare(&words[0])) || words[0].starts_with("--"))
}

/// The unit in a line of units; `None` for a dash or an empty cell.
pub(crate) fn unit(word: &str) -> Option<String> {
    (!is_dash(word)).then(|| bare(word).to_owned())
}

fn is_dash(word: &str) -> bool {
    word.bytes().all(|byte| matches!(byte, b'-' | b'=' | b' '))
}

/// `[deg]` and `(deg)` without their brackets.
fn bare(word: &str) -> &str {
    let word = word.trim();
    let pairs = [('[', ']'), ('(', ')')];
    let inner = pairs
        .into_iter()
        .find_map(|(open, close)| word.strip_prefix(open)?.strip_suffix(close));
    inner.unwrap_or(word)
}

/// Whether a word is a unit: known names with known prefixes, multiplied, divided and raised to powers.
pub(crate) fn is_unit(word: &str) -> bool {
    if matches!(
        word,
        "h:m:s" | "d:m:s" | "hh:mm:ss" | "dd:mm:ss" | "1" | "°" | "%"
    ) {
        return true;
    }
    let separators = |letter: char| !(letter.is_alphabetic() || letter == '_' || letter == '°');
    let mut names = word.split(separators).filter(|name| !name.is_empty());
    let allowed = |letter: char| letter.is_alphanumeric() || "_°^/*.()-+ ".contains(letter);
    let has_name = word.chars().any(char::is_alphabetic);
    has_name && word.chars().all(allowed) && names.all(is_unit_name)
}

fn is_unit_name(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "deg",
        "degree",
        "degrees",
        "rad",
        "radian",
        "radians",
        "arcmin",
        "arcsec",
        "mas",
        "sr",
        "hour",
        "hours",
        "hourangle",
        "hr",
        "h",
        "hms",
        "dms",
        "min",
        "sec",
        "day",
        "days",
        "d",
        "mjd",
        "jd",
        "yr",
        "year",
        "years",
        "mm",
        "cm",
        "km",
        "ns",
        "us",
        "ms",
        "s",
        "m",
        "g",
        "kg",
        "pc",
        "kpc",
        "mpc",
        "gpc",
        "au",
        "ly",
        "lyr",
        "hz",
        "khz",
        "mhz",
        "ghz",
        "ev",
        "kev",
        "mev",
        "gev",
        "tev",
        "pev",
        "eev",
        "erg",
        "ergs",
        "j",
        "w",
        "k",
        "v",
        "mv",
        "a",
        "t",
        "n",
        "pa",
        "bar",
        "mbar",
        "mag",
        "jy",
        "mjy",
        "ph",
        "photon",
        "photons",
        "ct",
        "count",
        "counts",
        "pe",
        "p_e",
        "pix",
        "pixel",
        "percent",
        "dex",
        "log",
        "ln",
        "unitless",
        "none",
        "crab",
    ];
    let lower = name.to_lowercase();
    // `cm2` was split at the digit; a power stands alone.
    NAMES.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        split(line.as_bytes(), Separator::of(line.as_bytes()))
    }

    #[test]
    fn units_are_told_from_names() {
        for units in [
            "deg;deg;TeV",
            "------;------;---",
            "deg deg GeV",
            "d,1/(cm2 s TeV),,m^2",
            "h:m:s\td:m:s\tmag",
        ] {
            assert!(are_units(&words(units)), "{units}");
        }
        for names in ["RA Dec", "ra;dec;energy", "MJD Nhit", "junk"] {
            assert!(!are_units(&words(names)), "{names}");
        }
    }

    #[test]
    fn units_apart_from_their_names_are_put_back() {
        assert_eq!(words("RA [deg]  Dec (deg) E"), ["RA[deg]", "Dec(deg)", "E"]);
    }

    #[test]
    fn names_hold_no_value() {
        assert!(are_names(&words(",energy,time,x")));
        assert!(!are_names(&words("ANTARES public data 2007")));
        assert!(!are_names(&words("--,--")));
    }
}
