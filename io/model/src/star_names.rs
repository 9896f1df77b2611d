//! How stars are called by the letters of Bayer: Greek letters as signs, in full and shortened, constellations by their
//! genitives and by the three letters of the IAU.
//!
//! Source: IAU, Transactions 1 (1922), p. 158, and 4 (1932), p. 221, for the three letters.

/// The Greek letters in order with their names, each with how it is shortened.
const LETTERS: [(char, &str, &[&str]); 24] = [
    ('α', "alpha", &["alf", "alp"]),
    ('β', "beta", &["bet"]),
    ('γ', "gamma", &["gam"]),
    ('δ', "delta", &["del"]),
    ('ε', "epsilon", &["eps"]),
    ('ζ', "zeta", &["zet"]),
    ('η', "eta", &[]),
    ('θ', "theta", &["tet", "the"]),
    ('ι', "iota", &["iot"]),
    ('κ', "kappa", &["kap"]),
    ('λ', "lambda", &["lam"]),
    ('μ', "mu", &[]),
    ('ν', "nu", &[]),
    ('ξ', "xi", &["ksi"]),
    ('ο', "omicron", &["omi"]),
    ('π', "pi", &[]),
    ('ρ', "rho", &[]),
    ('σ', "sigma", &["sig"]),
    ('τ', "tau", &[]),
    ('υ', "upsilon", &["ups"]),
    ('φ', "phi", &[]),
    ('χ', "chi", &[]),
    ('ψ', "psi", &[]),
    ('ω', "omega", &["ome"]),
];

/// The three letters of a constellation and its genitive, without accents.
const GENITIVES: [(&str, &str); 88] = [
    ("and", "andromedae"),
    ("ant", "antliae"),
    ("aps", "apodis"),
    ("aqr", "aquarii"),
    ("aql", "aquilae"),
    ("ara", "arae"),
    ("ari", "arietis"),
    ("aur", "aurigae"),
    ("boo", "bootis"),
    ("cae", "caeli"),
    ("cam", "camelopardalis"),
    ("cnc", "cancri"),
    ("cvn", "canum venaticorum"),
    ("cma", "canis majoris"),
    ("cmi", "canis minoris"),
    ("cap", "capricorni"),
    ("car", "carinae"),
    ("cas", "cassiopeiae"),
    ("cen", "centauri"),
    ("cep", "cephei"),
    ("cet", "ceti"),
    ("cha", "chamaeleontis"),
    ("cir", "circini"),
    ("col", "columbae"),
    ("com", "comae berenices"),
    ("cra", "coronae australis"),
    ("crb", "coronae borealis"),
    ("crv", "corvi"),
    ("crt", "crateris"),
    ("cru", "crucis"),
    ("cyg", "cygni"),
    ("del", "delphini"),
    ("dor", "doradus"),
    ("dra", "draconis"),
    ("equ", "equulei"),
    ("eri", "eridani"),
    ("for", "fornacis"),
    ("gem", "geminorum"),
    ("gru", "gruis"),
    ("her", "herculis"),
    ("hor", "horologii"),
    ("hya", "hydrae"),
    ("hyi", "hydri"),
    ("ind", "indi"),
    ("lac", "lacertae"),
    ("leo", "leonis"),
    ("lmi", "leonis minoris"),
    ("lep", "leporis"),
    ("lib", "librae"),
    ("lup", "lupi"),
    ("lyn", "lyncis"),
    ("lyr", "lyrae"),
    ("men", "mensae"),
    ("mic", "microscopii"),
    ("mon", "monocerotis"),
    ("mus", "muscae"),
    ("nor", "normae"),
    ("oct", "octantis"),
    ("oph", "ophiuchi"),
    ("ori", "orionis"),
    ("pav", "pavonis"),
    ("peg", "pegasi"),
    ("per", "persei"),
    ("phe", "phoenicis"),
    ("pic", "pictoris"),
    ("psc", "piscium"),
    ("psa", "piscis austrini"),
    ("pup", "puppis"),
    ("pyx", "pyxidis"),
    ("ret", "reticuli"),
    ("sge", "sagittae"),
    ("sgr", "sagittarii"),
    ("sco", "scorpii"),
    ("scl", "sculptoris"),
    ("sct", "scuti"),
    ("ser", "serpentis"),
    ("sex", "sextantis"),
    ("tau", "tauri"),
    ("tel", "telescopii"),
    ("tri", "trianguli"),
    ("tra", "trianguli australis"),
    ("tuc", "tucanae"),
    ("uma", "ursae majoris"),
    ("umi", "ursae minoris"),
    ("vel", "velorum"),
    ("vir", "virginis"),
    ("vol", "volantis"),
    ("vul", "vulpeculae"),
];

/// The name of a Greek letter in lower case.
pub(crate) fn letter_name(letter: char) -> Option<&'static str> {
    let letter = match letter {
        'ς' => 'σ',
        'ϑ' => 'θ',
        'ϕ' => 'φ',
        'ϵ' => 'ε',
        // The sign of micro.
        'µ' => 'μ',
        other => other,
    };
    let found = LETTERS.iter().find(|(known, ..)| *known == letter);
    found.map(|(_, name, _)| *name)
}

/// A name in lower case that begins as Bayer or Flamsteed call stars, with its letter in full and its constellation
/// in three letters: "bet orionis" is "beta ori". Other names stay as they are.
pub(crate) fn spelled(name: &str) -> String {
    let name = name.trim();
    let mut spelled = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter_name(letter) {
            Some(full) => spelled.push_str(full),
            None => spelled.push(letter),
        }
    }
    let Some((first, rest)) = spelled.split_once(' ') else {
        return spelled;
    };
    let letters = first.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let short = LETTERS
        .iter()
        .find(|(_, _, short)| short.contains(&letters));
    let whole = LETTERS.iter().any(|(_, name, _)| *name == letters);
    let numbered = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
    if short.is_none() && !whole && !numbered {
        return spelled;
    }
    let rest = rest.trim();
    let genitive = GENITIVES.iter().find(|(_, genitive)| *genitive == rest);
    let constellation = genitive.map_or(rest, |(short, _)| short);
    // "del" alone is no letter where a number or a long word follows: "del 1".
    let known = GENITIVES.iter().any(|(short, _)| *short == constellation);
    match short {
        Some((_, full, _)) if known => {
            let number = first[letters.len()..].trim_matches('.');
            format!("{full}{number} {constellation}")
        }
        _ => format!("{first} {constellation}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_spelled_out_and_constellations_shortened() {
        for (typed, wanted) in [
            ("α cma", "alpha cma"),
            ("alf cma", "alpha cma"),
            ("alpha canis majoris", "alpha cma"),
            ("bet orionis", "beta ori"),
            ("α1 cen", "alpha1 cen"),
            ("alf1 cen", "alpha1 cen"),
            ("61 cygni", "61 cyg"),
            ("mu. cep", "mu. cep"),
            ("del 1", "del 1"),
            ("the cone nebula", "the cone nebula"),
            ("crab nebula", "crab nebula"),
            ("µ cep", "mu cep"),
            ("", ""),
        ] {
            assert_eq!(spelled(typed), wanted, "{typed}");
        }
    }

    #[test]
    fn every_constellation_has_letters_and_a_genitive_of_its_own() {
        let short: std::collections::BTreeSet<_> = GENITIVES.iter().map(|row| row.0).collect();
        let long: std::collections::BTreeSet<_> = GENITIVES.iter().map(|row| row.1).collect();
        assert_eq!((short.len(), long.len()), (88, 88));
    }
}
