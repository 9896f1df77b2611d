//! What a map says about how it was made, as keyword, value and comment of a FITS header.
//!
//! Keywords have at most eight letters; those that end in a number belong to the sample of that number.

use nuscope_model::Provenance;

use crate::{EnergyAt, Index, Likelihood, Psf, Region, Shape, TimeProfile, UsedSample, p_value};

/// The cards of a map made with this likelihood.
pub(crate) fn cards(likelihood: &Likelihood) -> Vec<(String, String, String)> {
    let program = format!("nuscope-scan {}", env!("CARGO_PKG_VERSION"));
    let samples = likelihood.samples();
    let simulated = samples
        .iter()
        .any(|sample| sample.provenance == Provenance::Simulated);
    let mut cards = vec![card("PROGRAM", &program, "program and version")];
    cards.extend(method(likelihood));
    cards.extend(limits(likelihood));
    let kind = if simulated { "simulated" } else { "recorded" };
    cards.push(card("DATAKIND", kind, "simulated if any sample is"));
    let number = samples.len().to_string();
    cards.push(card("NSAMPLES", &number, "number of samples"));
    for (number, sample) in (1..).zip(samples) {
        cards.extend(of_sample(number, sample, likelihood.spatial_because()));
    }
    cards
}

fn card(keyword: &str, value: &str, comment: &str) -> (String, String, String) {
    (keyword.to_owned(), value.to_owned(), comment.to_owned())
}

/// What was fitted, and how.
fn method(likelihood: &Likelihood) -> Vec<(String, String, String)> {
    let settings = likelihood.settings();
    let spatial = !likelihood.spatial_because().is_empty();
    let mut cards = Vec::new();
    if spatial {
        let method = "unbinned likelihood, spatial part";
        cards.push(card("METHOD", method, "energy weights are 1"));
    } else {
        let method = "unbinned likelihood with energies";
        cards.push(card("METHOD", method, "in space and energy"));
    }
    let convention = settings.convention.label();
    cards.push(card("TSCONV", convention, "convention of TS"));
    cards.push(card("PVALUE", p_value::LABEL, "meaning of P_LOCAL"));
    if spatial {
        let shares = "f_j = N_j / sum N";
        cards.push(card("SHARES", shares, "share of the signal by sample"));
    } else {
        let shares = "f_j = Y_j / sum Y";
        cards.push(card("SHARES", shares, "share of the signal by yield"));
        let spectrum = settings.spectrum.describe();
        cards.push(card("SPECTRUM", &spectrum, "shape besides the index"));
        let index = match (likelihood.fits_index(), settings.index) {
            (true, _) => "free, 1 to 4".to_owned(),
            (false, Index::Fixed(gamma)) => gamma.to_string(),
            (false, Index::Free) => "2, no energy tells it".to_owned(),
        };
        cards.push(card("INDEX", &index, "spectral index"));
        let at = match settings.energy {
            EnergyAt::Event => "declination of the candidate",
            EnergyAt::Source => "declination of the source",
            EnergyAt::Off => "nowhere",
        };
        cards.push(card("ENERGYAT", at, "where signal energies are taken"));
    }
    match settings.shape {
        Shape::Point => {}
        Shape::Gaussian { sigma_rad } => {
            let sigma = degrees(sigma_rad);
            let comment = "[deg] width of a Gaussian source";
            cards.push(card("EXTENDED", &sigma, comment));
        }
        Shape::Disc { radius_rad } => {
            let radius = degrees(radius_rad);
            cards.push(card("EXTENDED", &radius, "[deg] radius of a disc"));
        }
    }
    cards.extend(settings.time.iter().flat_map(time));
    cards
}

/// When the source shines.
fn time(profile: &TimeProfile) -> Vec<(String, String, String)> {
    let mut cards = match *profile {
        TimeProfile::Box { from_mjd, to_mjd } => vec![
            card("TIMEKIND", "box", "profile of the source in time"),
            card("TIMEFROM", &from_mjd.to_string(), "[MJD] it starts"),
            card("TIMETO", &to_mjd.to_string(), "[MJD] it ends"),
        ],
        TimeProfile::Gaussian {
            center_mjd,
            sigma_days,
        } => vec![
            card(
                "TIMEKIND",
                "Gaussian, cut at 4 sigma",
                "profile of the source in time",
            ),
            card("TIMECENT", &center_mjd.to_string(), "[MJD] its peak"),
            card("TIMESIGM", &sigma_days.to_string(), "[d] its width"),
        ],
    };
    let seconds = format!("{:.3}", profile.fluence_seconds());
    cards.push(card("TIMEFLUE", &seconds, "[s] fluence over flux"));
    cards
}

/// Cuts, floors and masks.
fn limits(likelihood: &Likelihood) -> Vec<(String, String, String)> {
    let settings = likelihood.settings();
    let (low, high) = likelihood.covered_dec_rad();
    let cut = settings.cut_sigmas.to_string();
    let floor = degrees(settings.sigma_floor_rad);
    let mask = degrees(settings.max_abs_dec_rad);
    // Adding 0 makes "-0" a "0".
    let thousandths = |dec_rad: f64| (1e3 * dec_rad.to_degrees()).round() / 1e3 + 0.0;
    let [low, high] = [low, high].map(|dec_rad| format!("{:.3}", thousandths(dec_rad)));
    vec![
        card("CUTSIGMA", &cut, "cut, in angular errors"),
        card(
            "SIGFLOOR",
            &floor,
            "[deg] smaller angular errors are raised",
        ),
        card("MASKDEC", &mask, "[deg] NaN where |dec| is larger"),
        card("DECLOW", &low, "[deg] NaN south of it: no candidates"),
        card("DECHIGH", &high, "[deg] NaN north of it: no candidates"),
    ]
}

/// The cards of a map of a region alone.
pub(crate) fn region(region: &Region) -> Vec<(String, String, String)> {
    let center = region.center();
    vec![
        card(
            "REGRA",
            &degrees(center.ra_rad),
            "[deg] middle of the region",
        ),
        card(
            "REGDEC",
            &degrees(center.dec_rad),
            "[deg] middle of the region",
        ),
        card(
            "REGRAD",
            &degrees(region.radius_rad()),
            "[deg] NaN farther away",
        ),
    ]
}

fn of_sample(number: u32, sample: &UsedSample, spatial: &str) -> Vec<(String, String, String)> {
    let kind = match sample.provenance {
        Provenance::Recorded => "recorded",
        Provenance::Simulated => "simulated",
    };
    let card = |keyword: &str, value: &str, comment: &str| {
        card(&format!("{keyword}{number}"), value, comment)
    };
    let mut cards = vec![
        card("SAMP", &sample.name, "sample"),
        card("KIND", kind, "recorded or simulated"),
        card("USED", &sample.used.to_string(), "candidates used"),
        card("SKIP", &sample.skipped.to_string(), "candidates left out"),
        card("RAIS", &sample.raised.to_string(), "angular errors raised"),
        card("CSUM", &sample.checksum, "SHA-256 or recipe"),
    ];
    if !sample.dec.is_whole() {
        let dec = sample.dec.words();
        cards.push(card("DECS", &dec, "[deg] declinations used"));
        let outside = sample.outside.to_string();
        cards.push(card("OUTS", &outside, "candidates of others"));
    }
    if sample.psf != Psf::Gaussian {
        cards.push(card("PSF", &sample.psf.describe(), "shape of the error"));
    }
    if let Some(time) = &sample.time {
        let [live, inside] = [time.live_days, time.inside_days].map(|days| format!("{days:.6}"));
        let (seen, outside) = (time.candidates.to_string(), time.outside_runs.to_string());
        cards.push(card("LIVE", &live, "[d] good runs"));
        cards.push(card("INDAY", &inside, "[d] good runs in the time window"));
        cards.push(card("INWIN", &seen, "candidates in the time window"));
        cards.push(card("OFFRUN", &outside, "candidates outside of good runs"));
    }
    if spatial.is_empty() {
        let energies = sample.energies.to_string();
        cards.push(card("ENER", &energies, "candidates with an energy"));
        cards.push(card("RESP", &sample.response, "response"));
    }
    cards
}

/// Degrees without the rounding of their way through radians.
fn degrees(rad: f64) -> String {
    ((rad.to_degrees() * 1e9).round() / 1e9).to_string()
}
