//! What a map says about how it was made, as keyword, value and comment of a FITS header.
//!
//! Keywords have at most eight letters; those that end in a number belong to the sample of that number.

use nuscope_model::Provenance;

use crate::{Likelihood, Settings, p_value};

/// The cards of a map made with this likelihood.
pub(crate) fn cards(likelihood: &Likelihood) -> Vec<(String, String, String)> {
    let Settings {
        cut_sigmas,
        sigma_floor_rad,
        max_abs_dec_rad,
    } = likelihood.settings();
    let program = format!("nuscope-scan {}", env!("CARGO_PKG_VERSION"));
    let samples = likelihood.samples();
    let simulated = samples
        .iter()
        .any(|sample| sample.provenance == Provenance::Simulated);
    let mut cards = Vec::new();
    let mut card = |keyword: &str, value: &str, comment: &str| {
        cards.push((keyword.to_owned(), value.to_owned(), comment.to_owned()));
    };
    card("PROGRAM", &program, "program and version");
    card(
        "METHOD",
        "unbinned likelihood, spatial part",
        "energy weights are 1",
    );
    card("TSCONV", "TS = 2 ln Lambda", "convention of TS");
    card("PVALUE", p_value::LABEL, "meaning of P_LOCAL");
    card(
        "SHARES",
        "f_j = N_j / sum N",
        "share of the signal by sample",
    );
    card(
        "CUTSIGMA",
        &cut_sigmas.to_string(),
        "cut, in angular errors",
    );
    card(
        "SIGFLOOR",
        &degrees(*sigma_floor_rad),
        "[deg] smaller angular errors are raised",
    );
    card(
        "MASKDEC",
        &degrees(*max_abs_dec_rad),
        "[deg] NaN where |dec| is larger",
    );
    let (low, high) = likelihood.covered_dec_rad();
    card(
        "DECLOW",
        &format!("{:.3}", low.to_degrees()),
        "[deg] NaN south of it: no candidates",
    );
    card(
        "DECHIGH",
        &format!("{:.3}", high.to_degrees()),
        "[deg] NaN north of it: no candidates",
    );
    card(
        "DATAKIND",
        if simulated { "simulated" } else { "recorded" },
        "simulated if any sample is",
    );
    card("NSAMPLES", &samples.len().to_string(), "number of samples");
    for (number, sample) in (1..).zip(samples) {
        let kind = match sample.provenance {
            Provenance::Recorded => "recorded",
            Provenance::Simulated => "simulated",
        };
        card(&format!("SAMP{number}"), &sample.name, "sample");
        card(&format!("KIND{number}"), kind, "recorded or simulated");
        card(
            &format!("USED{number}"),
            &sample.used.to_string(),
            "candidates used",
        );
        card(
            &format!("SKIP{number}"),
            &sample.skipped.to_string(),
            "candidates left out",
        );
        card(
            &format!("RAIS{number}"),
            &sample.raised.to_string(),
            "angular errors raised",
        );
        card(
            &format!("CSUM{number}"),
            &sample.checksum,
            "SHA-256 or recipe",
        );
    }
    cards
}

/// Degrees without the rounding of their way through radians.
fn degrees(rad: f64) -> String {
    ((rad.to_degrees() * 1e9).round() / 1e9).to_string()
}
