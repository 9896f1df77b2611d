//! What a map says about how it was made, as keyword, value and comment of a FITS header.

use crate::{Likelihood, Settings, p_value};

/// The cards of a map made with this likelihood.
pub(crate) fn cards(likelihood: &Likelihood) -> Vec<(String, String, String)> {
    let Settings {
        cut_sigmas,
        sigma_floor_rad,
        max_abs_dec_rad,
    } = likelihood.settings();
    let mut cards = Vec::new();
    let mut card = |keyword: &str, value: String, comment: &str| {
        cards.push((keyword.to_owned(), value, comment.to_owned()));
    };
    card(
        "PROGRAM",
        format!("nuscope-scan {}", env!("CARGO_PKG_VERSION")),
        "program and version",
    );
    card(
        "METHOD",
        "unbinned likelihood, spatial part".to_owned(),
        "energy weights are 1",
    );
    card("TSCONV", "TS = 2 ln Lambda".to_owned(), "convention of TS");
    card("PVALUE", p_value::LABEL.to_owned(), "P_LOCAL");
    card(
        "SHARES",
        "f_j = N_j / sum N".to_owned(),
        "share of signal by sample",
    );
    card("CUTSIGMA", cut_sigmas.to_string(), "cut, in angular errors");
    card(
        "SIGFLOOR",
        degrees(*sigma_floor_rad),
        "[deg] smaller angular errors are raised",
    );
    card(
        "MASKDEC",
        degrees(*max_abs_dec_rad),
        "[deg] NaN where |dec| is larger",
    );
    card(
        "NSAMPLES",
        likelihood.samples().len().to_string(),
        "number of samples",
    );
    for (i, sample) in likelihood.samples().iter().enumerate() {
        let number = i + 1;
        card(&format!("SAMP{number}"), sample.name.clone(), "sample");
        card(
            &format!("USED{number}"),
            sample.used.to_string(),
            "candidates used",
        );
        card(
            &format!("SKIP{number}"),
            sample.skipped.to_string(),
            "candidates left out",
        );
        card(
            &format!("RAISE{number}"),
            sample.raised.to_string(),
            "angular errors raised",
        );
        card(
            &format!("SUM{number}"),
            sample.checksum.clone(),
            "SHA-256 or recipe",
        );
    }
    cards
}

/// Degrees without the rounding of their way through radians.
fn degrees(rad: f64) -> String {
    ((rad.to_degrees() * 1e9).round() * 1e-9).to_string()
}
