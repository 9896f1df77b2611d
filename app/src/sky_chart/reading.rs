//! What is told of a place on the sky: in all frames, over all sites, and what lies near it.

use nuscope_model::{Equatorial, Quantity, Sample, SkyFrame, coordinates};

use super::measure::angle_words;
use super::{Chart, horizontal_words};
use crate::catalogues;
use crate::document::Document;
use crate::plot::sky::words::drawable;
use crate::plot::text_width::fit;
use crate::theme::SMALL;
use crate::view::{SkyLook, Telescope};

/// A name and a value, as panels list them.
pub type Row = (String, String);

/// Right ascension and declination in hours and degrees, with letters that fonts have.
fn sexagesimal(position: Equatorial) -> String {
    let text = coordinates::sexagesimal(position, SkyFrame::Equatorial, 2);
    let letter = |letter| match letter {
        'ʰ' => 'h',
        'ᵐ' => 'm',
        'ˢ' => 's',
        '′' => '\'',
        '″' => '"',
        other => other,
    };
    text.chars().map(letter).collect()
}

/// A position in all frames: right ascension and declination in both ways of writing.
pub fn position_rows(position: Equatorial) -> Vec<Row> {
    let sexagesimal = sexagesimal(position);
    let mut rows = vec![("RA, Dec (ICRS)".to_owned(), sexagesimal)];
    rows.extend(SkyFrame::ALL.into_iter().map(|frame| {
        let name = match frame {
            SkyFrame::Equatorial => String::new(),
            other => {
                let [lon, lat] = other.letters();
                format!("{lon}, {lat}")
            }
        };
        (name, coordinates::degrees(position, frame, 4))
    }));
    rows
}

/// Azimuth and altitude over every site, or one row on why they are not known.
pub fn horizon_rows(chart: &Chart, position: Equatorial) -> Vec<Row> {
    match &chart.overhead {
        Err(why) => vec![("Az, Alt".to_owned(), why.clone())],
        Ok(overhead) => {
            let row = |telescope: Telescope| {
                let seen = overhead.horizontal(telescope, position);
                let side = match seen.altitude_rad < 0.0 {
                    true => "below",
                    false => "above",
                };
                let text = horizontal_words(seen, 3);
                (
                    format!("{} Az, Alt", telescope.name()),
                    format!("{text}, {side}"),
                )
            };
            Telescope::ALL.into_iter().map(row).collect()
        }
    }
}

/// The same with the moment before it, and how well the Earth's turning is known.
pub fn pinned_horizon_rows(chart: &Chart, position: Equatorial) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Ok(overhead) = &chart.overhead {
        let off = overhead.error_arcsec();
        let moment = super::moment_words(overhead.utc);
        rows.push((
            "Az, Alt at".to_owned(),
            format!("{moment}, to {off:.0} arcsec"),
        ));
    }
    rows.extend(horizon_rows(chart, position));
    for telescope in Telescope::ALL {
        let share = telescope.site().share_below_horizon(position.dec_rad);
        let text = format!("{:.0} % of a day", 100.0 * share);
        rows.push((format!("below {}'s horizon", telescope.name()), text));
    }
    rows
}

/// How far something is, in units of errors too: "0.32°, 0.8 of its error, 0.4 of the candidate's".
pub fn away_words(away_rad: f64, own_rad: Option<f64>, candidate_rad: Option<f64>) -> String {
    let mut text = angle_words(away_rad);
    for (error, whose) in [
        (own_rad, "of its error"),
        (candidate_rad, "of the candidate's"),
    ] {
        if let Some(error) = error.filter(|error| *error > 0.0) {
            text += &format!(", {:.1} {whose}", away_rad / error);
        }
    }
    text
}

/// How coordinates are written to be pasted elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Degrees, as programs and archives read them.
    Degrees,
    /// Hours, minutes and seconds, as papers have them.
    Sexagesimal,
}

/// A position as text that other programs read, in the frame that is drawn: plain signs, the frame's name before
/// numbers that are not equatorial. [`super::typed::read`] reads it back.
pub fn copied(chart: &Chart, position: Equatorial, style: Style) -> String {
    let plain = |text: String| {
        let mut text = text.replace('−', "-").replace(['°', '′', 'ʰ', 'ᵐ'], ":");
        text.retain(|letter| !matches!(letter, '″' | 'ˢ'));
        text.replace(": ", " ").trim_end_matches(':').to_owned()
    };
    match (chart.frame.among_stars(), style) {
        (Some(frame), style) => {
            let text = plain(match style {
                Style::Degrees => coordinates::degrees(position, frame, 6),
                Style::Sexagesimal => coordinates::sexagesimal(position, frame, 3),
            });
            match frame {
                SkyFrame::Equatorial => text,
                other => format!("{} {text}", other.name()),
            }
        }
        (None, _) => match &chart.overhead {
            Ok(overhead) => {
                let seen = overhead.horizontal(chart.site, position);
                let deg = |angle_rad: f64| angle_rad.to_degrees();
                format!(
                    "az {:.5} alt {:+.5}",
                    deg(seen.azimuth_rad),
                    deg(seen.altitude_rad)
                )
            }
            Err(_) => String::new(),
        },
    }
}

/// Sources farther than this from a place are not near, in radians.
const NEAR_RAD: f64 = 0.2;

/// The nearest source of a shown catalogue, and how far it is from a place: in units of its error and of that of the
/// candidate that is there.
pub fn source_row(
    document: &Document,
    look: &SkyLook,
    at: Equatorial,
    candidate: Option<(&Sample, usize)>,
) -> Option<Row> {
    let near = catalogues::nearest(document, look, at, NEAR_RAD)?;
    let (_, source) = catalogues::source(document, near.selected())?;
    let error = candidate.and_then(|(sample, index)| {
        let errors = sample.column(Quantity::AngularErrorRad)?;
        errors.get(index).copied()
    });
    let name = match drawable(&source.name) {
        name if name.is_empty() => "nearest source".to_owned(),
        name => fit(&name, SMALL, 86.0),
    };
    Some((name, away_words(near.away_rad, source.error_rad, error)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::sky_chart::{moment, typed};
    use crate::view::{ChartFrame, SkyMoment, View};
    use proptest::prelude::*;

    fn chart(frame: ChartFrame, typed: &str) -> Chart {
        let mut view = View::default();
        view.sky.frame = frame;
        view.sky.observer.moment = SkyMoment::Typed;
        view.sky.observer.typed = typed.into();
        Chart::of(&Document::default(), &view, moment::now(), None)
    }

    #[test]
    fn a_place_is_told_in_all_frames_and_over_all_sites() {
        let crab = Equatorial::from_degrees(83.633_083, 22.014_5);
        let mut rows = position_rows(crab);
        rows.extend(pinned_horizon_rows(
            &chart(ChartFrame::Galactic, "2023-02-13 01:16:47.703"),
            crab,
        ));
        rows.extend(horizon_rows(
            &chart(ChartFrame::Galactic, "1500-01-01"),
            crab,
        ));
        rows.extend(horizon_rows(&chart(ChartFrame::Galactic, ""), crab));
        let text: Vec<String> = rows
            .into_iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        insta::assert_snapshot!(text.join("\n"));
    }

    #[test]
    fn distances_are_told_in_units_of_errors() {
        let deg = |degrees: f64| degrees.to_radians();
        assert_eq!(away_words(deg(2.0), None, None), "2.000°");
        assert_eq!(
            away_words(deg(0.5), Some(deg(0.25)), None),
            "30.00 arcmin, 2.0 of its error"
        );
        let both = away_words(deg(0.5), Some(deg(0.25)), Some(deg(1.0)));
        assert_eq!(
            both,
            "30.00 arcmin, 2.0 of its error, 0.5 of the candidate's"
        );
        assert_eq!(
            away_words(deg(0.5), Some(0.0), Some(f64::NAN)),
            "30.00 arcmin"
        );
    }

    #[test]
    fn what_is_copied_has_plain_signs() {
        let crab = Equatorial::from_degrees(83.633_083, -22.014_5);
        let copy = |frame, style| copied(&chart(frame, "59988.05"), crab, style);
        assert_eq!(
            copy(ChartFrame::Equatorial, Style::Degrees),
            "83.633083 -22.014500"
        );
        assert_eq!(
            copy(ChartFrame::Equatorial, Style::Sexagesimal),
            "05:34:31.940 -22:00:52.20"
        );
        assert!(copy(ChartFrame::Galactic, Style::Degrees).starts_with("galactic 22"));
        assert!(copy(ChartFrame::Horizon, Style::Degrees).starts_with("az "));
    }

    proptest! {
        #[test]
        fn what_is_copied_is_read_again(ra in 0.0..360.0_f64, dec in -90.0..90.0_f64) {
            let position = Equatorial::from_degrees(ra, dec);
            for frame in ChartFrame::ALL {
                let chart = chart(frame, "2023-02-13 01:16:47.703");
                for style in [Style::Degrees, Style::Sexagesimal] {
                    let text = copied(&chart, position, style);
                    let back = typed::read(&text, &chart).unwrap();
                    prop_assert_eq!(back.frame, frame);
                    let off = back.position.separation_rad(position).to_degrees() * 3600.0;
                    prop_assert!(off < 0.06, "{}: {} arc seconds", text, off);
                }
            }
        }
    }
}
