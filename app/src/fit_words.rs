//! What a likelihood uses, as names with values: what stands beside every result of it.

use nuscope_scan::{Convention, EnergyAt, Index, Likelihood, Settings, Shape};

use crate::fit_data::FitData;
use crate::fit_sample::FitSample;
use crate::plot::ticks::thousands;
use crate::view::ResponseChoice;

/// Names with values.
type Rows = Vec<(String, String)>;

/// What a likelihood uses, sample by sample.
pub fn used(likelihood: &Likelihood) -> Rows {
    let because = likelihood.spatial_because();
    let mut rows = choices(likelihood.settings(), because, likelihood.fits_index());
    for sample in likelihood.samples() {
        let mut value = format!("{}: {} candidates", sample.name, thousands(sample.used));
        if because.is_empty() {
            value += &format!(", {} with energies", thousands(sample.energies));
            if !sample.response.is_empty() {
                value += &format!("; {}", sample.response);
            }
        }
        rows.push(("sample".into(), value));
    }
    rows
}

/// The same in short, also before the likelihood is prepared; samples with responses alike share a row.
pub fn summary(fit: &FitData) -> Rows {
    let Ok(settings) = fit.choices().settings() else {
        return Vec::new();
    };
    let free = settings.index == Index::Free;
    let (because, fits_index) = match fit.ready() {
        Some(Ok(likelihood)) => (
            likelihood.spatial_because().to_owned(),
            likelihood.fits_index(),
        ),
        _ => (lacking(fit, &settings), free),
    };
    let mut rows = choices(&settings, &because, fits_index);
    if because.is_empty() {
        rows.extend(responses(fit.samples()));
    }
    rows
}

/// Why energies will not be used, as far as it is known before the likelihood is prepared; empty where they will.
fn lacking(fit: &FitData, settings: &Settings) -> String {
    if settings.energy == EnergyAt::Off {
        return "energies are switched off".into();
    }
    let lacks = |sample: &&FitSample| {
        let known = sample.response != ResponseChoice::None && sample.livetime_days.is_some();
        sample.used && !sample.known.sample.is_empty() && !known
    };
    let Some(sample) = fit.samples().iter().find(lacks) else {
        return String::new();
    };
    let name = &sample.known.sample.name;
    match sample.response {
        ResponseChoice::None => format!("no effective area of {name:?} is known"),
        _ => format!("the live time of {name:?} is not known"),
    }
}

/// Where responses come from, with the samples of each.
fn responses(samples: &[FitSample]) -> Rows {
    const BUILT_IN: &str = "built-in response ";
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for sample in samples.iter().filter(|sample| sample.used) {
        let origin = sample.origin();
        // "built-in response IC40 (…)": of several, what is in brackets stands once.
        let bracket = origin
            .strip_prefix(BUILT_IN)
            .and_then(|rest| rest.split_once(' '));
        let (kind, name) = match bracket {
            Some((_, kind)) => (format!("built in {kind}"), &sample.known.sample.name),
            None => (origin.clone(), &sample.known.sample.name),
        };
        match groups.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, names)) => names.push(name.clone()),
            None => groups.push((kind, vec![name.clone()])),
        }
    }
    let row = |(kind, names): (String, Vec<String>)| {
        (
            "response".to_owned(),
            format!("{kind}: {}", names.join(", ")),
        )
    };
    groups.into_iter().map(row).collect()
}

/// The choices that hold for all samples.
fn choices(settings: &Settings, because: &str, fits_index: bool) -> Rows {
    let mut rows = Vec::new();
    let mut say = |name: &str, value: String| rows.push((name.to_owned(), value));
    if because.is_empty() {
        let uses = match settings.energy {
            EnergyAt::Off => "positions",
            EnergyAt::Event => "positions and energies, at the candidate's declination",
            EnergyAt::Source => "positions and energies, at the source's declination",
        };
        say("uses", uses.into());
        say(
            "index",
            match (fits_index, settings.index) {
                (true, _) => "free, 1 to 4".into(),
                (false, Index::Fixed(gamma)) => format!("held at {gamma}"),
                (false, Index::Free) => "2, since no energy tells it".into(),
            },
        );
        say("spectrum", settings.spectrum.describe());
    } else {
        say("uses", format!("positions alone, because {because}"));
    }
    match settings.shape {
        Shape::Point => say("source", "a point".into()),
        Shape::Gaussian { sigma_rad } => say("source", format!("Gaussian, {}", degrees(sigma_rad))),
        Shape::Disc { radius_rad } => say("source", format!("disc, {}", degrees(radius_rad))),
    }
    if let Some(time) = settings.time {
        say("time", time.describe());
    }
    say("TS", ts_words(settings.convention).into());
    rows
}

/// The convention of TS as it is written in the window.
pub fn ts_words(convention: Convention) -> &'static str {
    match convention {
        Convention::TwoLnLambda => "2 ln Λ",
        Convention::LnLambda => "ln Λ",
    }
}

/// Degrees without the rounding of their way through radians.
fn degrees(rad: f64) -> String {
    format!("{}°", (rad.to_degrees() * 1e6).round() / 1e6)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::Document;

    #[test]
    fn the_demo_says_its_built_in_responses_with_their_errors() {
        let loaded = nuscope_io::open(std::path::Path::new("demo:sky")).unwrap();
        let document = Document::default().with(loaded, &mut Vec::new());
        let fit = FitData::of(&document).unwrap();
        let rows = summary(&fit);
        let lines: Vec<String> = rows
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @"
        uses: positions and energies, at the candidate's declination
        index: free, 1 to 4
        spectrum: power law
        source: a point
        TS: 2 ln Λ
        response: built in (estimate, trust it to 25 %; these candidates were simulated with it): ANTARES tracks
        response: built in (estimate, trust it to 40 %; these candidates were simulated with it): ANTARES showers
        response: built in (fit to the public effective area, yields within 5 %; these candidates were simulated with it): IC40, IC59, IC79, IC86-I, IC86-II to IC86-IV (2012-2015)
        ");
        fit.prepare().unwrap();
        assert_eq!(summary(&fit), rows, "what was expected holds");
    }
}
