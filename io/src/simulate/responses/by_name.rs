//! Which built-in response a list of candidates is likely to belong to, by its name alone.
//!
//! A name is a hint and no more: what it suggests has to be offered, not used unasked.

/// The built-in response that the name of a list or of a file points to, such as "IC86_IV_exp" to "IC86_II".
///
/// Seasons of IceCube from 2012 on share the selection of IC86_II.
pub fn response_named(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let begins = |start: &str| words.iter().any(|word| word.starts_with(start));
    let showers = begins("shower") || begins("cascade");
    if begins("antares") {
        return Some(if showers {
            "ANTARES_showers"
        } else {
            "ANTARES_tracks"
        });
    }
    if has(&["arca230"]) {
        return Some(if showers {
            "ARCA230_showers"
        } else {
            "ARCA230_tracks"
        });
    }
    for season in ["IC40", "IC59", "IC79"] {
        if has(&[season.to_lowercase().as_str()]) {
            return Some(season);
        }
    }
    if !has(&["ic86"]) {
        return None;
    }
    if has(&["ii", "iii", "iv", "v", "vi", "vii"]) {
        return Some("IC86_II");
    }
    let years = words.iter().filter_map(|word| word.parse::<u32>().ok());
    match years.min() {
        Some(2012..) => Some("IC86_II"),
        Some(2010 | 2011) => Some("IC86_I"),
        _ => has(&["i"]).then_some("IC86_I"),
    }
}

#[cfg(test)]
mod tests {
    use super::response_named;

    #[test]
    fn seasons_are_known_in_the_spellings_of_their_releases() {
        for (name, wanted) in [
            ("IC40", Some("IC40")),
            ("IC40_exp", Some("IC40")),
            ("IC59-2009-events", Some("IC59")),
            ("IC79_exp.csv", Some("IC79")),
            ("IC86_I", Some("IC86_I")),
            ("IC86-2011-events", Some("IC86_I")),
            ("IC86_VII_exp", Some("IC86_II")),
            ("IC86-2012-events", Some("IC86_II")),
            ("IC86-II to IC86-IV (2012-2015)", Some("IC86_II")),
            ("ANTARES tracks", Some("ANTARES_tracks")),
            ("antares_showers", Some("ANTARES_showers")),
            ("ARCA230_tracks", Some("ARCA230_tracks")),
            ("ARCA21", None),
            ("IC86", None),
            ("IceCube", None),
            ("my list", None),
        ] {
            assert_eq!(response_named(name), wanted, "{name}");
        }
    }
}
