//! Filters by their values, by their messages, and by any text at all.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use proptest::prelude::*;

use super::*;

/// A table of five events.
struct Events(Vec<(Description<'static>, Cells)>);

impl Columns for Events {
    fn rows(&self) -> usize {
        5
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn describe(&self, place: usize) -> Description<'_> {
        self.0[place].0
    }

    fn cells(&self, place: usize) -> Cells {
        self.0[place].1.clone()
    }
}

fn events() -> Events {
    let column = |name, aliases, title, unit, cells: Cells| {
        let kind = cells.kind();
        let description = Description {
            name,
            aliases,
            title,
            unit,
            kind,
        };
        (description, cells)
    };
    let nan = f64::NAN;
    let fits = ["JMuon", "JShower", "JMuon", "", "aashower"];
    let days = [0.0, 1.0, 2.0, nan, 4.0].map(|day| 1_676_246_400.0 + 86_400.0 * day);
    Events(vec![
        column(
            "hits",
            &[],
            "Hits",
            "",
            Cells::Whole(Arc::new([10, 20, 30, missing_whole(), 50])),
        ),
        column(
            "e_gev",
            &["energy_gev"],
            "Energy",
            "GeV",
            Cells::Real(Arc::new([1e2, 1e3, 1e5, nan, 1e7])),
        ),
        column(
            "zenith_deg",
            &["zenith"],
            "Zenith",
            "°",
            Cells::Single(Arc::new([10.0, 95.0, 170.0, f32::NAN, 90.0])),
        ),
        column(
            "triggers",
            &[],
            "Triggers",
            "",
            Cells::Bits(Arc::new([16, 2, 22, 0, 1 << 31])),
        ),
        column(
            "fit",
            &[],
            "Fit",
            "",
            Cells::Text(Arc::new(fits.iter().collect())),
        ),
        column(
            "simulated",
            &[],
            "Simulated",
            "",
            Cells::Truth(Arc::new([true, false, true, false, false])),
        ),
        column("utc", &[], "Time", "", Cells::Moment(Arc::new(days))),
    ])
}

/// The rows that pass, or what is wrong.
fn rows(text: &str) -> Result<Vec<usize>, FilterError> {
    let events = events();
    let Some(filter) = Filter::read(text, &events)? else {
        return Ok((0..5).collect());
    };
    let passes = filter.passes(&events);
    Ok((0..5).filter(|row| passes[*row]).collect())
}

#[test]
fn rows_pass_by_their_values() {
    for (text, wanted) in [
        ("", &[0, 1, 2, 3, 4][..]),
        ("e_gev > 1e4", &[2, 4]),
        ("E_GeV > 1e4", &[2, 4]),
        ("energy_gev >= 1000", &[1, 2, 4]),
        ("e_gev > 1e4 && zenith > 90 && triggered(\"3DMuon\")", &[2]),
        ("e_gev > 1e4 and not zenith > 90", &[4]),
        ("hits = 20 || hits == 50", &[1, 4]),
        ("hits == 20 or hits == 10 and simulated", &[0, 1]),
        ("(hits == 20 or hits == 10) and simulated", &[0]),
        ("10 < hits <= 30", &[1, 2]),
        ("between(zenith, 90, 170)", &[1, 2, 4]),
        ("between(zenith + 0, 90 - 1, 170 / 2 * 2)", &[1, 2, 4]),
        ("log10(e_gev) == 5", &[2]),
        ("abs(zenith - 90) < 6", &[1, 4]),
        ("-hits + 5 < -20", &[2, 4]),
        ("hits % 20 == 10", &[0, 2, 4]),
        ("2 ^ 3 ^ 2 == 512 && hits == 10", &[0]),
        ("-2^2 == -4 && hits == 10", &[0]),
        ("min(hits, 25, 30) == 25", &[2, 4]),
        ("max(hits, 25) == 25", &[0, 1]),
        ("sqrt(hits - 1) == 3", &[0]),
        ("floor(log10(e_gev)) == 3", &[1]),
        ("fit == \"JMuon\"", &[0, 2]),
        ("fit != 'JMuon'", &[1, 3, 4]),
        ("fit contains \"shower\"", &[1, 4]),
        ("contains(fit, \"MUON\")", &[0, 2]),
        ("fit < \"JShower\"", &[0, 2]),
        ("\"JMuon\" == fit", &[0, 2]),
        ("known(fit)", &[0, 1, 2, 4]),
        ("!known(e_gev)", &[3]),
        ("simulated", &[0, 2]),
        ("!simulated", &[1, 3, 4]),
        ("simulated == false", &[1, 3, 4]),
        ("triggered()", &[0, 1, 2, 4]),
        ("triggered(\"3D Muon\")", &[0, 2]),
        ("triggered(\"3dshower\", \"bit 31\")", &[1, 2, 4]),
        ("triggers == 22", &[2]),
        ("utc > \"2023-02-14\"", &[2, 4]),
        ("\"2023-02-14\" <= utc < \"2023-02-17\"", &[1, 2]),
        (
            "between(utc, \"2023-02-13\", \"2023-02-14 12:00\")",
            &[0, 1],
        ),
    ] {
        assert_eq!(rows(text).unwrap(), wanted, "{text}");
    }
}

#[test]
fn a_value_that_is_missing_passes_no_comparison() {
    for sign in ["<", "<=", ">", ">=", "==", "!="] {
        for text in [
            format!("hits {sign} 20"),
            format!("20 {sign} hits"),
            format!("e_gev {sign} e_gev"),
        ] {
            assert!(!rows(&text).unwrap().contains(&3), "{text}");
        }
    }
    assert!(!rows("min(20, hits) > 0").unwrap().contains(&3));
    assert!(!rows("max(20, hits) > 0").unwrap().contains(&3));
}

#[test]
fn messages_mark_the_place_and_say_what_is_wanted() {
    let said: Vec<String> = [
        "e_gev >",
        "e_gve > 3",
        "energy > 3",
        "colour > 3",
        "(e_gev > 3",
        "e_gev > 3)",
        "e_gev > 3 zenith < 3",
        "e_gev",
        "fit",
        "e_gev && zenith > 3",
        "fit > 3",
        "fit + 1 > 3",
        "zenith > \"up\"",
        "utc > \"yesterday\"",
        "utc > 3",
        "triggered(\"4DMuon\")",
        "triggered(3DMuon)",
        "triggered(hits)",
        "log(e_gev) > 3",
        "log10 > 3",
        "log10(e_gev, 2) > 3",
        "between(zenith, 3)",
        "e_gev > 10GeV",
        "e_gev & zenith",
        "fit == \"JMuon",
        "e_gev > 3 && £",
        "known(simulated)",
        "hits contains 3",
        "äöü == 3",
        "max() > 3",
    ]
    .iter()
    .map(|text| rows(text).unwrap_err().marked(text))
    .collect();
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn depth_and_length_are_bounded() {
    for text in [
        format!("{}hits > 3{}", "(".repeat(900), ")".repeat(900)),
        format!("{}simulated", "!".repeat(1900)),
        format!("{}3 > hits", "-".repeat(1900)),
        format!("hits > 2{}", "^2".repeat(900)),
        format!("{}hits", "abs(".repeat(400)),
    ] {
        let error = rows(&text).unwrap_err();
        assert!(error.message.contains("nested too deep"), "{error}");
    }
    assert!(rows(&" ".repeat(3000)).is_ok());
    let long = rows(&format!("hits > 3{}", " ".repeat(3000))).unwrap_err();
    assert!(long.message.contains("at most 2000"), "{long}");
    // Long but flat is fine.
    assert_eq!(
        rows(&format!("hits > 0{}", "+0".repeat(900))).unwrap(),
        [0, 1, 2, 4]
    );
}

#[test]
fn the_columns_it_reads_are_known() {
    let events = events();
    let filter = Filter::read("zenith > 3 && (fit contains \"x\" || triggered())", &events);
    assert_eq!(filter.unwrap().unwrap().columns(), [2, 3, 4]);
}

#[test]
fn the_name_under_the_cursor_is_found() {
    assert_eq!(typed_name("e_g", 3), Some((0, "e_g")));
    assert_eq!(typed_name("hits > 3 && zen > 2", 15), Some((12, "zen")));
    assert_eq!(typed_name("fit == \"JMu", 11), None);
    assert_eq!(typed_name("hits > 12", 9), None);
    assert_eq!(typed_name("hits > ", 7), None);
    assert_eq!(typed_name("ä", 1), None);
}

/// Text that comes near to being a filter.
fn near_filters() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "e_gev",
        "hits",
        "fit",
        "utc",
        "simulated",
        "triggers",
        "(",
        ")",
        ",",
        "<",
        "<=",
        ">",
        "==",
        "!=",
        "&&",
        "||",
        "!",
        "+",
        "-",
        "*",
        "/",
        "^",
        "%",
        "1",
        "2.5",
        "1e300",
        "\"JMuon\"",
        "\"2023-02-13\"",
        "contains",
        "between(",
        "triggered(",
        "min(",
        "known(",
        "log10(",
        "not",
        "and",
        "true",
        "\"",
        "ä",
        ".",
    ]);
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_at_a_place_within_it(text in "\\PC{0,80}") {
        if let Err(error) = rows(&text) {
            prop_assert!(error.at.start <= error.at.end && error.at.end <= text.len());
            prop_assert!(text.is_char_boundary(error.at.start) && text.is_char_boundary(error.at.end));
            prop_assert!(!error.message.is_empty());
        }
    }

    #[test]
    fn words_in_any_order_are_read_or_refused(text in near_filters()) {
        if let Err(error) = rows(&text) {
            prop_assert!(error.at.end <= text.len());
        }
    }

    #[test]
    fn comparisons_are_those_of_the_numbers(limit in -100.0..100.0_f64, values in prop::collection::vec(-100.0..100.0_f64, 5)) {
        let mut events = events();
        events.0[1].1 = Cells::Real(values.clone().into());
        for (sign, holds) in [
            ("<", (|a, b| a < b) as fn(f64, f64) -> bool),
            ("<=", |a, b| a <= b),
            (">", |a, b| a > b),
            (">=", |a, b| a >= b),
        ] {
            let filter = Filter::read(&format!("e_gev {sign} {limit}"), &events).unwrap().unwrap();
            let wanted: Vec<bool> = values.iter().map(|value| holds(*value, limit)).collect();
            prop_assert_eq!(filter.passes(&events), wanted);
        }
    }
}
