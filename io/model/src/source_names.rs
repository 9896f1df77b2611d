//! Finds sources by name, however the name is typed: any case, with or without spaces and hyphens, begun only.
//!
//! Names are compared as keys: letters and digits in lower case, and the sign of a declination, with the prefixes
//! that people write in several ways written in one (`Mkn`, `Markarian`, `Mrk`). A hyphen between letters, or between
//! a prefix and a number, is none of a declination. Greek letters may be signs or words. Two sources of one name, in one catalogue or in two, are both
//! found: the same name does not make them the same.

use std::borrow::Borrow;

use crate::star_names::spelled;
use crate::{Catalogue, Source};

/// How well a name fits what was typed; the better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The same name.
    Same,
    /// The same but for signs.
    SameButSigns,
    /// The name begins so.
    Begins,
    /// A later part of the name begins so.
    Contains,
    /// The name is spelled nearly so.
    Near,
}

/// A source that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found<'a> {
    /// How well it fits.
    pub fit: Fit,
    /// The name that fits: the source's own or another of its names.
    pub name: &'a str,
    /// The place of the catalogue among those searched.
    pub catalogue: usize,
    /// The place of the source in the catalogue.
    pub place: usize,
    /// The source.
    pub source: &'a Source,
}

/// One name, ready to be compared.
struct Entry {
    key: String,
    /// Where in the key a number or word begins.
    parts: Vec<usize>,
    catalogue: usize,
    place: usize,
    /// The source's own name, or the place of another one.
    alias: Option<usize>,
}

/// The names of all sources of some catalogues, which are borrowed or shared.
pub struct SourceNames<C> {
    catalogues: Vec<C>,
    entries: Vec<Entry>,
}

/// Prefixes that are written in several ways: what counts, and the others.
const PREFIXES: [(&str, &[&str]); 5] = [
    ("mrk", &["markarian", "mkn"]),
    ("m", &["messier"]),
    (
        "galactic centre",
        &["galactic center", "gal centre", "gal center"],
    ),
    ("hess", &["h.e.s.s."]),
    (
        "sgr a*",
        &["sagittarius a*", "sgr a star", "sagittarius a star"],
    ),
];

/// The key of a name, and where its parts begin.
fn key(name: &str) -> (String, Vec<usize>) {
    let mut name = name.to_lowercase().replace(['−', '–', '‐', '_'], "-");
    for (first, others) in PREFIXES {
        for other in others {
            let rest = name.trim_start().strip_prefix(other);
            // A whole word: "markarian421" and "mkn-421" too, but not "messierite".
            if let Some(rest) = rest.filter(|rest| !rest.starts_with(char::is_alphabetic)) {
                name = format!("{first} {rest}");
            }
        }
    }
    let letters: Vec<char> = spelled(&name).chars().collect();
    let (mut key, mut parts) = (String::new(), Vec::new());
    let mut last = ' ';
    for (i, letter) in letters.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| letters[i]);
        let after = letters.get(i + 1);
        let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        let sign = match letter {
            '+' => true,
            '-' => digit(before.as_ref()) && digit(after),
            _ => false,
        };
        if letter.is_alphanumeric() || sign || *letter == '*' {
            let begins = !last.is_alphanumeric()
                || last.is_numeric() != letter.is_numeric()
                || before.is_some_and(|before| !before.is_alphanumeric());
            if begins {
                parts.push(key.len());
            }
            key.push(*letter);
            last = *letter;
        }
    }
    (key, parts)
}

/// A key without signs.
fn unsigned(key: &str) -> String {
    key.replace(['+', '-'], "")
}

/// The name of a pair of stars whose components a number tells apart: "α Cen" for "α1 Cen".
fn without_component(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let letter = letters
        .next()
        .filter(|letter| ('α'..='ω').contains(letter))?;
    letters.next().filter(char::is_ascii_digit)?;
    Some(format!("{letter}{}", letters.as_str()))
}

impl<C: Borrow<Catalogue>> SourceNames<C> {
    /// The names of the sources of these catalogues.
    pub fn new(catalogues: impl IntoIterator<Item = C>) -> Self {
        let catalogues: Vec<_> = catalogues.into_iter().collect();
        let mut entries = Vec::new();
        for (catalogue, list) in catalogues.iter().enumerate() {
            for (place, source) in list.borrow().sources.iter().enumerate() {
                let mut enter = |name: &str, alias: Option<usize>| {
                    let (key, parts) = key(name);
                    if !key.is_empty() {
                        entries.push(Entry {
                            key,
                            parts,
                            catalogue,
                            place,
                            alias,
                        });
                    }
                };
                enter(&source.name, None);
                for (i, alias) in source.aliases.iter().enumerate() {
                    enter(alias, Some(i));
                    if let Some(pair) = without_component(alias) {
                        enter(&pair, Some(i));
                    }
                }
            }
        }
        Self {
            catalogues,
            entries,
        }
    }

    /// The sources whose names fit, each once, the best first, then in the order of the catalogues; at most `most`.
    /// Nothing typed finds nothing.
    pub fn find(&self, typed: &str, most: usize) -> Vec<Found<'_>> {
        let (wanted, _) = key(typed);
        if wanted.is_empty() {
            return Vec::new();
        }
        let bare = unsigned(&wanted);
        let signed = bare.len() != wanted.len();
        let fit = |entry: &Entry| {
            if entry.key == wanted {
                return Some(Fit::Same);
            }
            let without = unsigned(&entry.key);
            // Where a sign was typed, it is meant: 0506+056 is not 0506-056.
            if !signed && without == bare {
                return Some(Fit::SameButSigns);
            }
            let begins = entry.key.starts_with(&wanted) || (!signed && without.starts_with(&bare));
            if begins {
                return Some(Fit::Begins);
            }
            let later = |part: &usize| entry.key[*part..].starts_with(&wanted);
            (wanted.len() > 1 && entry.parts.iter().any(later)).then_some(Fit::Contains)
        };
        let mut found: Vec<(Fit, &Entry)> = self
            .entries
            .iter()
            .filter_map(|entry| Some((fit(entry)?, entry)))
            .collect();
        found.sort_by_key(|(fit, entry)| {
            let length = if *fit < Fit::Begins {
                0
            } else {
                entry.key.len()
            };
            (*fit, length, entry.catalogue, entry.place)
        });
        let mut seen = std::collections::HashSet::new();
        let first = found
            .into_iter()
            .filter(|(_, entry)| seen.insert((entry.catalogue, entry.place)));
        first
            .take(most)
            .map(|(fit, entry)| self.found(fit, entry))
            .collect()
    }

    /// The source whose name is spelled most nearly as what was typed; `None` if none is near, or nothing was typed.
    ///
    /// Near is one slip in three letters: a letter too many, too few, a wrong one, or two that changed places.
    pub fn closest(&self, typed: &str) -> Option<Found<'_>> {
        // Names as they are written: prefixes are not known as such while they are spelled wrong.
        let wanted = letters_of(typed);
        let most = wanted.len() / 3;
        let slips = self.entries.iter().filter_map(|entry| {
            let letters = letters_of(self.found(Fit::Near, entry).name);
            if most == 0 || letters.len().abs_diff(wanted.len()) > most {
                return None;
            }
            let slips = slips(&wanted, &letters);
            (slips <= most).then_some((slips, entry))
        });
        let (_, entry) =
            slips.min_by_key(|(slips, entry)| (*slips, entry.catalogue, entry.place))?;
        Some(self.found(Fit::Near, entry))
    }

    /// The catalogues that were searched.
    pub fn catalogues(&self) -> &[C] {
        &self.catalogues
    }

    fn found<'a>(&'a self, fit: Fit, entry: &Entry) -> Found<'a> {
        let source = &self.catalogues[entry.catalogue].borrow().sources[entry.place];
        Found {
            fit,
            name: match entry.alias {
                Some(i) => &source.aliases[i],
                None => &source.name,
            },
            catalogue: entry.catalogue,
            place: entry.place,
            source,
        }
    }
}

/// Names are compared for slips up to so many letters.
const MOST_LETTERS: usize = 48;

/// Letters and digits of a name.
fn letters_of(name: &str) -> Vec<char> {
    let lower = name.chars().flat_map(char::to_lowercase);
    lower
        .filter(|letter| letter.is_alphanumeric())
        .take(MOST_LETTERS)
        .collect()
}

/// How many slips make one word of another (optimal string alignment).
fn slips(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut now = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            now[j] = changed.min(last[j] + 1).min(now[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                now[j] = now[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, now);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(names: &[(&str, &[&str])]) -> Catalogue {
        let source = |(name, aliases): &(&str, &[&str])| Source {
            name: (*name).to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            ..Source::default()
        };
        Catalogue {
            sources: names.iter().map(source).collect(),
            ..Catalogue::default()
        }
    }

    fn some() -> [Catalogue; 2] {
        [
            catalogue(&[
                ("TXS 0506+056", &["4C +05.21?"]),
                ("NGC 1068", &["M 77", "Cetus A"]),
                ("Markarian 421", &[]),
                ("Mrk 4210", &[]),
                ("PKS 2155-304", &[]),
                ("Galactic Centre", &["Sgr A*"]),
                ("RX J1713.7-3946", &["G347.3-0.5"]),
            ]),
            catalogue(&[
                ("Mkn_421", &[]),
                ("PKS_0506-056", &[]),
                ("LS I +61 303", &[]),
                ("Twin", &[]),
                ("Twin", &[]),
            ]),
        ]
    }

    fn find(typed: &str) -> Vec<String> {
        let catalogues = some();
        let names = SourceNames::new(&catalogues);
        let found = names.find(typed, 9);
        found
            .iter()
            .map(|found| found.source.name.clone())
            .collect()
    }

    #[test]
    fn names_are_found_however_they_are_typed() {
        for typed in [
            "TXS 0506",
            "txs0506+056",
            "TXS-0506+056",
            "txs 0506 056",
            " Txs  0506+05",
        ] {
            assert_eq!(find(typed)[0], "TXS 0506+056", "{typed}");
        }
        for typed in [
            "ngc1068",
            "NGC-1068",
            "NGC_1068",
            "M77",
            "messier 77",
            "m-77",
            "cetus a",
        ] {
            assert_eq!(find(typed), ["NGC 1068"], "{typed}");
        }
        for typed in [
            "Mrk-421",
            "mrk 421",
            "MKN421",
            "Markarian 421",
            "markarian421",
        ] {
            assert_eq!(find(typed)[..2], ["Markarian 421", "Mkn_421"], "{typed}");
        }
        assert_eq!(find("galactic center"), ["Galactic Centre"]);
        assert_eq!(find("sagittarius a*"), ["Galactic Centre"]);
        assert_eq!(find("j1713"), ["RX J1713.7-3946"]);
        assert_eq!(find("G347.3"), ["RX J1713.7-3946"]);
        assert_eq!(find("lsi+61303"), ["LS I +61 303"]);
        assert_eq!(find("LS I 61 303"), ["LS I +61 303"]);
    }

    #[test]
    fn a_sign_is_meant_where_it_is_typed() {
        assert_eq!(find("0506+056"), ["TXS 0506+056"]);
        assert_eq!(find("0506-056"), ["PKS_0506-056"]);
        assert_eq!(find("2155"), ["PKS 2155-304"]);
    }

    #[test]
    fn sources_of_one_name_are_all_offered() {
        let catalogues = some();
        let names = SourceNames::new(&catalogues);
        let twins = names.find("twin", 9);
        let places: Vec<_> = twins
            .iter()
            .map(|found| (found.catalogue, found.place))
            .collect();
        assert_eq!(places, [(1, 3), (1, 4)]);
        assert_eq!(names.find("twin", 1).len(), 1);
        assert_eq!(names.find("M 77", 9)[0].name, "M 77");
    }

    #[test]
    fn stars_are_found_by_greek_letters_in_any_writing() {
        let catalogues = [catalogue(&[
            ("Sirius", &["α CMa", "9 CMa"]),
            ("Rigil Kentaurus", &["α1 Cen"]),
            ("Toliman", &["α2 Cen"]),
            ("ε Eri", &[]),
        ])];
        let names = SourceNames::new(&catalogues);
        let find = |typed: &str| -> Vec<&str> {
            let found = names.find(typed, 9);
            found
                .iter()
                .map(|found| found.source.name.as_str())
                .collect()
        };
        for typed in [
            "α CMa",
            "alpha cma",
            "alf CMa",
            "Alpha Canis Majoris",
            "9 canis majoris",
            "αcma",
        ] {
            assert_eq!(find(typed), ["Sirius"], "{typed}");
        }
        assert_eq!(find("alpha centauri"), ["Rigil Kentaurus", "Toliman"]);
        assert_eq!(find("α2 Cen"), ["Toliman"]);
        assert_eq!(find("eps Eri"), ["ε Eri"]);
    }

    #[test]
    fn a_slip_leads_to_the_nearest_spelling() {
        let catalogues = some();
        let names = SourceNames::new(&catalogues);
        let closest = |typed: &str| names.closest(typed).map(|found| found.name);
        assert_eq!(closest("Makarian 421"), Some("Markarian 421"));
        assert_eq!(closest("Txs 0605+056"), Some("TXS 0506+056"));
        assert_eq!(closest("galactic cetnre"), Some("Galactic Centre"));
        assert_eq!(closest("zzzzzzzz"), None);
        assert_eq!((closest(""), closest("x")), (None, None));
    }

    #[test]
    fn nothing_and_nonsense_find_nothing() {
        for typed in ["", "   ", "-", "+", "xyz", "421421"] {
            assert!(
                find(typed).len() <= usize::from(typed == "+"),
                "{typed}: {:?}",
                find(typed)
            );
        }
    }
}
