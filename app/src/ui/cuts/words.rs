//! What is cut, in words: the badge over the view and the status bar say the same.

use nuscope_model::AmplitudeUnit;
use nuscope_model::trigger::trigger_names;

use crate::derived::Derived;
use crate::document::Document;
use crate::hit_values::Cut;
use crate::plot::ticks::{thousands, tick_text};
use crate::view::{Cuts, View};

/// How many hits are shown and why not all: "1,204 of 28,086 hits shown: triggered, ToT 26 to 255 ns".
///
/// `None` if nothing is cut and nothing merged. Hits that are later than the moment shown are not cut.
pub fn cut_sentence(document: &Document, view: &View, derived: &Derived) -> Option<String> {
    let event = &document.event.as_ref()?.event;
    let mut words = cut_words(&view.cuts, event.amplitude_unit);
    let merged = |(cut, hidden): &(Cut, usize)| (*cut == Cut::Merged).then_some(*hidden);
    let pieces = derived.shown.hidden.iter().find_map(merged);
    if let Some(pieces) = pieces.filter(|pieces| *pieces > 0) {
        words.push(format!("{} merged into long pulses", thousands(pieces)));
    }
    if words.is_empty() {
        return None;
    }
    let words = words.join(", ");
    let shown = thousands(derived.shown.count);
    let all = thousands(event.hits.len());
    Some(format!("{shown} of {all} hits shown: {words}"))
}

/// Every condition in a few words.
pub fn cut_words(cuts: &Cuts, amplitude: AmplitudeUnit) -> Vec<String> {
    let mut words = Vec::new();
    if cuts.triggered {
        words.push("triggered".to_owned());
    }
    if cuts.trigger_bits != 0 {
        words.push(trigger_names(cuts.trigger_bits).join(" or "));
    }
    let (name, unit) = match amplitude {
        AmplitudeUnit::TotNs => ("ToT", "ns"),
        AmplitudeUnit::ChargePe => ("charge", "p.e."),
    };
    let ranges = [
        (name, unit, cuts.amplitude),
        ("time", "ns", cuts.time_ns),
        ("residual", "ns", cuts.residual_ns),
    ];
    for (name, unit, range) in ranges {
        if let Some(range) = range {
            words.push(format!("{name} {} {unit}", range_words(range)));
        }
    }
    if cuts.first_of_sensor {
        words.push("first of each photomultiplier".into());
    }
    if let Some(coincidence) = cuts.coincidence {
        let (least, window) = (coincidence.at_least, coincidence.window_ns);
        words.push(format!("{least} or more on a module within {window} ns"));
    }
    words
}

/// A range as "−5 to 25", with as many decimals as its width needs.
pub fn range_words((low, high): (f32, f32)) -> String {
    let step = match (high - low).abs() {
        wide if wide >= 20.0 || !wide.is_finite() => 1.0,
        some if some >= 2.0 => 0.1,
        _ => 0.01,
    };
    let text = |value: f32| {
        let text = tick_text(f64::from(value), step);
        // "26.0" says no more than "26".
        let whole = text.trim_end_matches('0').trim_end_matches('.');
        if text.contains('.') {
            whole.to_owned()
        } else {
            text
        }
    };
    format!("{} to {}", text(low), text(high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Coincidence;

    #[test]
    fn every_cut_is_said() {
        let cuts = Cuts {
            triggered: true,
            trigger_bits: 0b1_0110,
            amplitude: Some((26.0, 255.0)),
            time_ns: Some((-4500.0, 12_300.4)),
            residual_ns: Some((-5.0, 25.0)),
            first_of_sensor: true,
            coincidence: Some(Coincidence {
                at_least: 4,
                window_ns: 10.0,
            }),
        };
        let words = cut_words(&cuts, AmplitudeUnit::TotNs);
        assert_eq!(
            words,
            [
                "triggered",
                "3DShower or MXShower or 3DMuon",
                "ToT 26 to 255 ns",
                "time −4,500 to 12,300 ns",
                "residual −5 to 25 ns",
                "first of each photomultiplier",
                "4 or more on a module within 10 ns",
            ]
        );
        assert_eq!(cut_words(&Cuts::default(), AmplitudeUnit::TotNs).len(), 0);
        let charge = Cuts {
            amplitude: Some((0.25, 1.5)),
            ..Cuts::default()
        };
        let words = cut_words(&charge, AmplitudeUnit::ChargePe);
        assert_eq!(words, ["charge 0.25 to 1.5 p.e."]);
    }

    #[test]
    fn ranges_of_any_numbers_are_words() {
        assert_eq!(range_words((0.0, 0.0)), "0 to 0");
        assert_eq!(range_words((f32::NAN, 3.0)), "NaN to 3");
        assert!(range_words((f32::NEG_INFINITY, f32::INFINITY)).contains("inf"));
    }
}
