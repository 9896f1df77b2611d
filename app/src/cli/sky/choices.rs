//! What the words behind the options of `nuscope sky` may be.

use nuscope_io::built_in::{CATALOGUES, LINES};
use nuscope_model::Utc;
use nuscope_render::Projection;

use crate::view::{ChartFrame, ErrorLevel, FigureStyle, ShownAs, Telescope};

pub(super) fn quantity(text: &str) -> Result<&'static str, String> {
    match text {
        "error" => Ok("error_deg"),
        "energy" => Ok("energy_gev"),
        "hits" => Ok("hits"),
        "date" => Ok("mjd"),
        _ => Err("error, energy, hits or date is wanted".into()),
    }
}

pub(super) fn shown_as(text: &str) -> Result<ShownAs, String> {
    match text {
        "auto" => Ok(ShownAs::Automatic),
        "dots" => Ok(ShownAs::Dots),
        "density" => Ok(ShownAs::Density),
        "heat" => Ok(ShownAs::Heat),
        _ => Err("dots, density, heat or auto is wanted".into()),
    }
}

pub(super) fn error_level(text: &str) -> Result<ErrorLevel, String> {
    let number = |level: &ErrorLevel| {
        level
            .label()
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let found = ErrorLevel::ALL
        .into_iter()
        .find(|level| number(level) == text);
    let all: Vec<_> = ErrorLevel::ALL.iter().map(number).collect();
    found.ok_or_else(|| format!("one of {} is wanted", all.join(", ")))
}

pub(super) fn projection(text: &str) -> Result<Projection, String> {
    let keys: Vec<_> = Projection::all().map(|of| of.row().key).collect();
    Projection::from_key(text).ok_or_else(|| format!("one of {} is wanted", keys.join(", ")))
}

pub(crate) fn style(text: &str) -> Result<FigureStyle, String> {
    FigureStyle::from_key(text).ok_or_else(|| "paper, talk or exhibit is wanted".into())
}

pub(super) fn center(text: &str) -> Result<(f64, f64), String> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let pair = text.split_once(',');
    let found = pair.and_then(|(ra, dec)| Some((number(ra)?, number(dec)?)));
    found
        .filter(|(ra, dec)| ra.is_finite() && (-90.0..=90.0).contains(dec))
        .ok_or_else(|| "right ascension and declination are wanted, as 83.6,22".into())
}

/// A share in per cent.
pub(super) fn percent(text: &str) -> Result<f64, String> {
    let found = text.trim().parse::<f64>().ok();
    found
        .filter(|share| *share > 0.0 && *share < 100.0)
        .ok_or_else(|| "a share between 0 and 100 is wanted".into())
}

/// A frame by its key.
pub(super) fn frame(text: &str) -> Result<ChartFrame, String> {
    let keys: Vec<_> = ChartFrame::ALL.iter().map(|frame| frame.key()).collect();
    ChartFrame::from_key(text).ok_or_else(|| format!("one of {} is wanted", keys.join(", ")))
}

/// A telescope by its name.
pub(super) fn site(text: &str) -> Result<Telescope, String> {
    let names: Vec<_> = Telescope::ALL.iter().map(|site| site.name()).collect();
    Telescope::named(text).ok_or_else(|| format!("one of {} is wanted", names.join(", ")))
}

/// A moment, as it is kept.
pub(super) fn moment(text: &str) -> Result<String, String> {
    text.parse::<Utc>().map(|_| text.to_owned())
}

/// The name of a built-in catalogue or of built-in lines, by as much of it as says which.
pub(super) fn catalogue(text: &str) -> Result<&'static str, String> {
    let catalogues = CATALOGUES.iter().map(|built_in| built_in.name);
    let names: Vec<_> = catalogues
        .chain(LINES.iter().map(|lines| lines.name))
        .collect();
    let plain = |name: &str| name.to_lowercase().replace(['-', '_', ' '], "");
    let wanted = plain(text);
    if let Some(name) = names.iter().find(|name| plain(name) == wanted) {
        return Ok(name);
    }
    let mut found = names.iter().filter(|name| plain(name).contains(&wanted));
    match (found.next(), found.next()) {
        (Some(name), None) => Ok(name),
        _ => Err(format!("one of these is wanted: {}", names.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn built_in_lists_are_found_by_a_part_of_their_name() {
        assert_eq!(catalogue("tev"), Ok("TeV sources"));
        assert_eq!(
            catalogue("southern-neutrino"),
            Ok("Southern neutrino candidates")
        );
        assert_eq!(catalogue("galaxies"), Ok("Galaxies"));
        assert!(
            catalogue("sources").unwrap_err().contains("TeV sources"),
            "there are several"
        );
        assert!(catalogue("quasars").is_err());
    }

    #[test]
    fn places_and_moments_are_read_or_refused() {
        assert_eq!(center("83.6, 22"), Ok((83.6, 22.0)));
        for text in ["83.6", "83.6,91", "a,b", "nan,0"] {
            assert!(center(text).is_err(), "{text}");
        }
        assert!(moment("2024-01-01T00:00:00").is_ok());
        assert!(moment("yesterday").is_err());
    }
}
