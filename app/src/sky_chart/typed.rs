//! Places that somebody typed: in any frame that the model reads, and as azimuth and altitude at the chart's site.

use nuscope_model::{Equatorial, Horizontal, SkyFrame, coordinates};

use super::{Chart, horizontal_words};
use crate::view::ChartFrame;

/// A place that was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypedPlace {
    /// Where it is.
    pub position: Equatorial,
    /// The frame it was typed in.
    pub frame: ChartFrame,
    /// How far from there it may be, in radians, because a name cut digits off; 0 for coordinates.
    pub uncertain_rad: f64,
}

/// Reads a place: what names no frame is taken in that of the chart.
///
/// # Errors
/// A sentence on what is wanted.
pub fn read(text: &str, chart: &Chart) -> Result<TypedPlace, String> {
    if let Some(place) = azimuth_altitude(text, chart) {
        return place;
    }
    let frame = chart.frame.among_stars().unwrap_or_default();
    let found = coordinates::read(text, frame).map_err(|error| error.to_string())?;
    let frame = match found.frame {
        SkyFrame::Equatorial => ChartFrame::Equatorial,
        SkyFrame::Galactic => ChartFrame::Galactic,
        SkyFrame::Ecliptic => ChartFrame::Ecliptic,
        SkyFrame::Supergalactic => ChartFrame::Supergalactic,
    };
    Ok(TypedPlace {
        position: found.position,
        frame,
        uncertain_rad: found.uncertain_rad,
    })
}

/// What was read, said back: "galactic l 0.000° b +0.000°".
pub fn words(place: &TypedPlace, chart: &Chart) -> String {
    match place.frame {
        ChartFrame::Horizon => {
            let seen = chart.overhead.as_ref().ok();
            let seen = seen.map(|overhead| overhead.horizontal(chart.site, place.position));
            let text = seen.map_or_else(String::new, |seen| horizontal_words(seen, 3));
            format!("azimuth and altitude at {}: {text}", chart.site.name())
        }
        frame => chart.words_in(frame, place.position, 4).unwrap_or_default(),
    }
}

/// A place over the horizon: with the words for it, or two plain numbers where the horizon is what is drawn.
fn azimuth_altitude(text: &str, chart: &Chart) -> Option<Result<TypedPlace, String>> {
    let lower = text.to_lowercase().replace('−', "-");
    let separated = lower.replace([',', ';', '=', ':', '°', '(', ')'], " ");
    let mut numbers = Vec::new();
    let (mut azimuth, mut altitude) = (None, None);
    let mut word: Option<&str> = None;
    for part in separated.split_whitespace() {
        match (part.parse::<f64>(), word.take()) {
            (Ok(number), Some("az" | "azimuth")) => azimuth = Some(number),
            (Ok(number), Some(_)) => altitude = Some(number),
            (Ok(number), None) => numbers.push(number),
            (Err(_), None) => match part {
                "az" | "azimuth" | "alt" | "altitude" | "el" | "elevation" => word = Some(part),
                "altaz" | "azalt" | "deg" | "and" => {}
                _ => return None,
            },
            (Err(_), Some(_)) => return None,
        }
    }
    let named = azimuth.is_some() || altitude.is_some();
    let (azimuth_deg, altitude_deg) = match (azimuth, altitude, numbers.as_slice()) {
        (Some(azimuth), Some(altitude), []) => (azimuth, altitude),
        (None, None, [azimuth, altitude]) if chart.frame == ChartFrame::Horizon => {
            (*azimuth, *altitude)
        }
        _ if named => {
            return Some(Err(
                "an azimuth and an altitude are wanted, such as az 120 alt 35".into(),
            ));
        }
        _ => return None,
    };
    Some(match &chart.overhead {
        Err(why) => Err(why.clone()),
        Ok(_) if !(-90.0..=90.0).contains(&altitude_deg) => Err(format!(
            "an altitude within ±90° is wanted, found {altitude_deg}°"
        )),
        Ok(_) if !(-360.0..=360.0).contains(&azimuth_deg) => Err(format!(
            "an azimuth of 0° to 360° is wanted, found {azimuth_deg}°"
        )),
        Ok(overhead) => Ok(TypedPlace {
            position: overhead.sky(chart.site).position(Horizontal {
                altitude_rad: altitude_deg.to_radians(),
                azimuth_rad: azimuth_deg.to_radians(),
            }),
            frame: ChartFrame::Horizon,
            uncertain_rad: 0.0,
        }),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::Document;
    use crate::sky_chart::moment;
    use crate::view::{SkyMoment, View};
    use proptest::prelude::*;

    fn chart(frame: ChartFrame, typed: &str) -> Chart {
        let mut view = View::default();
        view.sky.frame = frame;
        view.sky.observer.moment = SkyMoment::Typed;
        view.sky.observer.typed = typed.into();
        Chart::of(&Document::default(), &view, moment::now(), None)
    }

    const WHEN: &str = "2023-02-13 01:16:47";

    #[test]
    fn plain_numbers_are_of_the_frame_that_is_drawn() {
        for (frame, named) in [
            (ChartFrame::Equatorial, "ra 120 dec 35"),
            (ChartFrame::Galactic, "l 120 b 35"),
            (ChartFrame::Ecliptic, "ecl 120 35"),
            (ChartFrame::Supergalactic, "sgl 120 sgb 35"),
            (ChartFrame::Horizon, "az 120 alt 35"),
        ] {
            let chart = chart(frame, WHEN);
            let place = read("120 35", &chart).unwrap();
            assert_eq!(place.frame, frame);
            let other = super::tests::chart(ChartFrame::Equatorial, WHEN);
            for text in [named.to_owned(), named.to_uppercase()] {
                let again = read(&text, &other).unwrap();
                assert_eq!(again.frame, frame, "{text}");
                assert!(
                    again.position.separation_rad(place.position) < 1e-12,
                    "{text}"
                );
            }
        }
        let chart = chart(ChartFrame::Horizon, WHEN);
        let place = read("Alt=35°, Az=120°", &chart).unwrap();
        assert_eq!(
            words(&place, &chart),
            "azimuth and altitude at ARCA: 120.000° +35.000°"
        );
        let ra = read("17:45:40 -29:00:28", &chart).unwrap();
        assert_eq!(ra.frame, ChartFrame::Equatorial);
        assert_eq!(words(&ra, &chart), "RA 266.4167° Dec −29.0078°");
    }

    #[test]
    fn what_is_no_place_is_told() {
        let said =
            |text: &str, typed: &str| read(text, &chart(ChartFrame::Horizon, typed)).unwrap_err();
        assert_eq!(
            said("az 3 alt 91", WHEN),
            "an altitude within ±90° is wanted, found 91°"
        );
        assert_eq!(
            said("az 400 alt 9", WHEN),
            "an azimuth of 0° to 360° is wanted, found 400°"
        );
        assert!(said("az nan alt 9", WHEN).contains("azimuth of 0° to 360°"));
        assert!(said("az 3", WHEN).contains("az 120 alt 35"));
        assert!(said("az 3 alt 9", "soon").contains("2023-02-13"));
        assert!(said("Mrk 421", WHEN).contains("is wanted"));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,24}", digits in "[-+0-9azlt. °]{0,24}") {
            for frame in [ChartFrame::Horizon, ChartFrame::Galactic] {
                let chart = chart(frame, WHEN);
                for text in [&text, &digits] {
                    if let Ok(place) = read(text, &chart) {
                        prop_assert!(place.position.to_vector().is_finite(), "{text}");
                    }
                }
            }
        }
    }
}
