//! A map whose local p-values are those of trials instead of the asymptotic ones.
//!
//! A pixel about which the trials say nothing, because it lies beyond their declinations or its TS beyond what they and
//! their tail can tell, has no p-value: NaN, and counted in the map's cards. Those on a tail are counted too.

use nuscope_model::{MapColumn, SkyMap, healpix};
use rayon::prelude::*;

use crate::calibration::Calibration;

/// What the card `PVALUE` of such a map begins with.
pub const CALIBRATED: &str = "calibrated";

/// Card of the number of pixels about which the trials say nothing.
const UNTOLD: &str = "PUNTOLD";

/// Card of the number of pixels on a fitted tail.
const TAILS: &str = "PTAILS";

/// A scan's map with calibrated local p-values; the map as it is if it has no TS.
pub fn calibrated_map(map: &SkyMap, calibration: &Calibration) -> SkyMap {
    let mut map = map.clone();
    let Some(ts) = map.column("TS") else {
        return map;
    };
    let p_of = |(pixel, ts): (usize, &f32)| {
        let there = healpix::center_of(map.nside, pixel as u64);
        let told = calibration.estimate(there.dec_rad, f64::from(*ts));
        let told = told.filter(|told| told.is_told() && !ts.is_nan());
        // Rarer than 32 bits can tell is rare, not never.
        let p = told.map_or(f32::NAN, |told| (told.p as f32).max(f32::MIN_POSITIVE));
        (p, told.is_some_and(|told| told.extrapolated))
    };
    let (values, on_tail): (Vec<f32>, Vec<bool>) =
        ts.values.par_iter().enumerate().map(p_of).unzip();
    let tails = on_tail.iter().filter(|on_tail| **on_tail).count();
    let both = ts.values.iter().zip(&values);
    let untold = both.filter(|(ts, p)| !ts.is_nan() && p.is_nan()).count();
    let column = MapColumn {
        name: "P_LOCAL".into(),
        unit: String::new(),
        values,
    };
    map.columns.retain(|other| other.name != column.name);
    map.columns.push(column);
    let trials = calibration.trials();
    let meaning = format!("{CALIBRATED}, {trials} trials a declination");
    let mut cards = vec![("PVALUE", meaning, "meaning of P_LOCAL")];
    map.provenance
        .retain(|card| card.0 != UNTOLD && card.0 != TAILS);
    if untold > 0 {
        let comment = "pixels whose p trials cannot tell";
        cards.push((UNTOLD, untold.to_string(), comment));
    }
    if tails > 0 {
        let comment = "pixels on a law fitted to the highest trials";
        cards.push((TAILS, tails.to_string(), comment));
    }
    for (keyword, value, comment) in cards {
        map.provenance.retain(|card| card.0 != keyword);
        let card = (keyword.to_owned(), value, comment.to_owned());
        map.provenance.push(card);
    }
    map
}

/// Whether the local p-values of a map come from trials.
pub fn is_calibrated(map: &SkyMap) -> bool {
    card(map, "PVALUE").is_some_and(|value| value.starts_with(CALIBRATED))
}

fn card<'a>(map: &'a SkyMap, keyword: &str) -> Option<&'a str> {
    let mut cards = map.provenance.iter();
    let found = cards.find(|card| card.0 == keyword);
    found.map(|card| card.1.as_str())
}

/// What the cards of a calibrated map say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapCalibration {
    /// Trials at each declination.
    pub trials: usize,
    /// Pixels whose p-value lies on a law fitted to the highest trials.
    pub tails: usize,
    /// Pixels about which the trials say nothing.
    pub untold: usize,
}

impl MapCalibration {
    /// That of a map; `None` if its local p-values are not calibrated.
    pub fn of(map: &SkyMap) -> Option<Self> {
        let meaning = card(map, "PVALUE")?.strip_prefix(CALIBRATED)?;
        let digits = meaning.trim_start_matches([',', ' ']).split(' ').next()?;
        let count = |keyword: &str| card(map, keyword).and_then(|value| value.parse().ok());
        Some(Self {
            trials: digits.parse().ok()?,
            tails: count(TAILS).unwrap_or(0),
            untold: count(UNTOLD).unwrap_or(0),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::calibration::Distribution;
    use crate::p_value;

    /// A map of nside 1 with these TS at its first pixels, in the north.
    fn map(first: &[f32]) -> SkyMap {
        let mut ts = vec![f32::NAN; 12];
        ts[..first.len()].copy_from_slice(first);
        let column = |name: &str, values: Vec<f32>| MapColumn {
            name: name.into(),
            unit: String::new(),
            values,
        };
        SkyMap {
            nside: 1,
            columns: vec![column("TS", ts), column("P_LOCAL", vec![0.5; 12])],
            provenance: vec![("PVALUE".into(), p_value::LABEL.into(), String::new())],
        }
    }

    #[test]
    fn p_values_of_a_map_become_those_of_the_trials() {
        let ts: Vec<f64> = (0..1000)
            .map(|i| (f64::from(i) / 100.0 - 5.0).max(0.0))
            .collect();
        let each = vec![Distribution::of(ts.iter().copied()); 2];
        let calibration = Calibration::of(&[0.0, 1.5], each.clone());
        let before = map(&[0.0, 2.0, 4.0]);
        assert!(!is_calibrated(&before));
        let after = calibrated_map(&before, &calibration);
        assert!(is_calibrated(&after));
        let p = &after.column("P_LOCAL").unwrap().values;
        assert_eq!(p[0], 1.0);
        for (pixel, ts) in [(1, 2.0), (2, 4.0)] {
            assert_eq!(p[pixel], each[0].p_value(ts).unwrap() as f32);
        }
        assert!(p[3].is_nan());
        let cards = |map: &SkyMap| map.provenance.len();
        assert_eq!((after.columns.len(), cards(&after)), (2, 1));

        // Of few trials without a tail, none of which reached: no p-value, and it is counted.
        let few = vec![Distribution::of([0.0, 0.0, 1.0]); 2];
        let after = calibrated_map(&before, &Calibration::of(&[0.0, 1.5], few));
        assert!(after.column("P_LOCAL").unwrap().values[2].is_nan());
        let told = after.provenance.iter().find(|card| card.0 == "PUNTOLD");
        assert_eq!(told.unwrap().1, "2");
        let told = MapCalibration::of(&after).unwrap();
        assert_eq!((told.trials, told.tails, told.untold), (3, 0, 2));
        // Anew with more trials, and one pixel on their tail.
        let again = calibrated_map(&after, &calibration);
        let told = MapCalibration::of(&again).unwrap();
        assert_eq!((told.trials, told.tails, told.untold), (1000, 0, 0));
        let rare = calibrated_map(&map(&[30.0]), &calibration);
        let told = MapCalibration::of(&rare).unwrap();
        assert_eq!((told.tails, MapCalibration::of(&before)), (1, None));
    }
}
