//! A map's values as they are drawn: what they mean, how they spread, and what must be said about them.
//!
//! Two maps become one here too, pixel by pixel: their difference or ratio. Where one has smaller pixels than the
//! other, the larger ones are read at the centres of the smaller ones.

use nuscope_model::{SkyMap, healpix};
use nuscope_render::Scale;
use nuscope_scan::calibrated_map::MapCalibration;
use rayon::prelude::*;

use super::sky::{NOT_CALIBRATED, P_LOCAL, quantity_label};
use crate::calibrating::by_trials;
use crate::plot::ticks::thousands;
use crate::view::{MapQuantity, Together};

/// What the values of a map are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Probabilities, of pixels or per steradian.
    Probability {
        /// Whether they are per solid angle.
        density: bool,
    },
    /// A test statistic, or twice the logarithm of a likelihood: the best is the highest.
    Statistic,
    /// Minus the logarithm of a likelihood: the best is the lowest.
    MinusLogLikelihood,
    /// p-values: the least probable are the hottest.
    PValue,
    /// −log₁₀ of p-values.
    MinusLog10P,
    /// The difference of two maps.
    Difference,
    /// The ratio of two maps.
    Ratio,
    /// Anything else.
    Other,
}

impl Meaning {
    /// What a column is, by its name, its unit and its values.
    pub fn of(name: &str, unit: &str, values: &[f32]) -> Self {
        let upper = name.to_uppercase();
        let within = |low: f32, high: f32| {
            let mut finite = values.iter().filter(|value| value.is_finite());
            finite.all(|value| (low..=high).contains(value))
        };
        let starts = |heads: &[&str]| heads.iter().any(|head| upper.starts_with(head));
        if upper == "TS" || starts(&["TS_", "TEST_STAT", "TEST STAT"]) {
            return Self::Statistic;
        }
        if starts(&["PROB"]) {
            let density = upper.contains("DENS") || unit.to_lowercase().contains("sr");
            return Self::Probability { density };
        }
        if upper.contains("LLH") {
            return Self::MinusLogLikelihood;
        }
        if starts(&["P_", "PVAL", "P-VAL", "P VAL"]) && within(0.0, 1.0) {
            return Self::PValue;
        }
        // Contents of pixels that add up to one are a probability, whatever they are called.
        if within(0.0, 1.0) {
            let sum: f64 = values
                .iter()
                .filter(|value| value.is_finite())
                .map(|value| f64::from(*value))
                .sum();
            if (sum - 1.0).abs() < 0.01 {
                return Self::Probability { density: false };
            }
        }
        Self::Other
    }

    /// Whether the hottest value is the highest one.
    pub fn hot_is_high(self) -> bool {
        !matches!(self, Self::PValue | Self::MinusLogLikelihood)
    }
}

/// Values of a map as they are drawn, with what the colour bar says about them.
#[derive(Clone, Debug, PartialEq)]
pub struct MapValues {
    /// Pixels along a side of a base pixel.
    pub nside: u32,
    /// One value per pixel in RING order; NaN where masked.
    pub values: Vec<f32>,
    /// What they are, such as "−log₁₀ p (local)".
    pub title: String,
    /// Their unit, or the remark that must stand beside them.
    pub unit: String,
    /// What they mean.
    pub meaning: Meaning,
    /// The lowest and the highest number; `None` if there is none.
    pub extremes: Option<(f32, f32)>,
    /// The lowest number above 0.
    pub least_positive: Option<f32>,
    /// Number of masked pixels.
    pub masked: usize,
    /// Number of pixels with an infinite value.
    pub infinite: usize,
    /// Number of pixels with a number that has no logarithm: 0 or less.
    pub not_positive: usize,
    /// What had to be done to the maps.
    pub remarks: Vec<String>,
}

impl MapValues {
    fn new(nside: u32, values: Vec<f32>, title: String, unit: String, meaning: Meaning) -> Self {
        #[derive(Clone, Copy)]
        struct Seen {
            low: f32,
            high: f32,
            positive: f32,
            masked: usize,
            infinite: usize,
            not_positive: usize,
        }
        let nothing = Seen {
            low: f32::INFINITY,
            high: f32::NEG_INFINITY,
            positive: f32::INFINITY,
            masked: 0,
            infinite: 0,
            not_positive: 0,
        };
        let see = |mut seen: Seen, value: &f32| {
            if value.is_nan() {
                seen.masked += 1;
            } else if value.is_infinite() {
                seen.infinite += 1;
            } else {
                (seen.low, seen.high) = (seen.low.min(*value), seen.high.max(*value));
                match *value > 0.0 {
                    true => seen.positive = seen.positive.min(*value),
                    false => seen.not_positive += 1,
                }
            }
            seen
        };
        let both = |a: Seen, b: Seen| Seen {
            low: a.low.min(b.low),
            high: a.high.max(b.high),
            positive: a.positive.min(b.positive),
            masked: a.masked + b.masked,
            infinite: a.infinite + b.infinite,
            not_positive: a.not_positive + b.not_positive,
        };
        let seen = values
            .par_iter()
            .fold(|| nothing, see)
            .reduce(|| nothing, both);
        Self {
            extremes: (seen.low <= seen.high).then_some((seen.low, seen.high)),
            least_positive: seen.positive.is_finite().then_some(seen.positive),
            masked: seen.masked,
            infinite: seen.infinite,
            not_positive: seen.not_positive,
            remarks: Vec::new(),
            nside,
            values,
            title,
            unit,
            meaning,
        }
    }

    /// One quantity of a map; `None` if the map has no such column, or one of another length than its pixels.
    pub fn of(map: &SkyMap, quantity: &MapQuantity) -> Option<Self> {
        let column = match quantity {
            MapQuantity::MinusLog10P => map.column(P_LOCAL)?,
            MapQuantity::Column(name) => map.column(name)?,
        };
        if column.values.len() as u64 != 12 * u64::from(map.nside) * u64::from(map.nside) {
            return None;
        }
        let meaning = Meaning::of(&column.name, &column.unit, &column.values);
        let local = column.name.eq_ignore_ascii_case(P_LOCAL);
        let calibration = MapCalibration::of(map).filter(|_| local);
        let unit = match (local, calibration) {
            (true, None) => NOT_CALIBRATED.to_owned(),
            (true, Some(known)) => by_trials(known.trials),
            (false, _) => column.unit.clone(),
        };
        let (values, meaning) = match quantity {
            MapQuantity::MinusLog10P => {
                let p = column.values.par_iter();
                let values = p.map(|p| minus_log10(f64::from(*p)) as f32).collect();
                (values, Meaning::MinusLog10P)
            }
            MapQuantity::Column(_) => (column.values.clone(), meaning),
        };
        let title = quantity_label(quantity);
        let mut made = Self::new(map.nside, values, title, unit, meaning);
        if let Some(known) = calibration {
            made.remarks.extend(calibration_remarks(&known));
        }
        Some(made)
    }

    /// Two maps of these names as one: the first less the second, or divided by it.
    pub fn together(how: Together, (a, first): (&str, &Self), (b, second): (&str, &Self)) -> Self {
        let nside = first.nside.max(second.nside);
        let at = |of: &Self, pixel: usize| match of.nside == nside {
            true => of.values[pixel],
            false => {
                of.values
                    [healpix::pixel_at(of.nside, healpix::center_of(nside, pixel as u64)) as usize]
            }
        };
        let ratio = how == Together::Ratio;
        let value = |pixel: usize| {
            let (first, second) = (at(first, pixel), at(second, pixel));
            match ratio {
                true if second == 0.0 => f32::NAN,
                true => first / second,
                false => first - second,
            }
        };
        let pixels = 12 * nside as usize * nside as usize;
        let values = (0..pixels).into_par_iter().map(value).collect();
        let sign = if ratio { "/" } else { "−" };
        let title = match first.title == second.title {
            true => format!("{}: {a} {sign} {b}", first.title),
            false => format!("{a} ({}) {sign} {b} ({})", first.title, second.title),
        };
        let unit = match (ratio, first.unit == second.unit) {
            (true, true) => String::new(),
            (false, true) => first.unit.clone(),
            (_, false) => format!("units differ: {:?} and {:?}", first.unit, second.unit),
        };
        let meaning = if ratio {
            Meaning::Ratio
        } else {
            Meaning::Difference
        };
        let mut made = Self::new(nside, values, title, unit, meaning);
        if first.nside != second.nside {
            let ((coarse, of), (fine, _)) = match first.nside < second.nside {
                true => ((a, first), (b, second)),
                false => ((b, second), (a, first)),
            };
            made.remarks.push(format!(
                "{coarse} has nside {}: it is read at the centres of the pixels of {fine}, nside {nside}.",
                of.nside
            ));
        }
        made
    }

    /// Whether the highest value is where a source would be.
    pub fn significance(&self) -> bool {
        matches!(self.meaning, Meaning::Statistic | Meaning::MinusLog10P)
    }

    /// The scale that these values can be shown with: the wanted one, unless they have none.
    pub fn scale(&self, wanted: Scale) -> Scale {
        match self.refuses(wanted) {
            None => wanted,
            Some(_) => Scale::Linear,
        }
    }

    /// Why these values cannot be shown with a scale; `None` if they can.
    pub fn refuses(&self, scale: Scale) -> Option<&'static str> {
        match scale {
            Scale::Linear | Scale::Asinh => None,
            Scale::Log if self.least_positive.is_none() => Some("No value is above 0."),
            Scale::Log => None,
            Scale::MinusLog10 if self.meaning == Meaning::PValue => None,
            Scale::MinusLog10 => Some("Only p-values are shown so."),
        }
    }

    /// Values of the first and the last colour where the user says nothing; never empty.
    pub fn open_range(&self, scale: Scale) -> (f32, f32) {
        let (low, high) = self.extremes.unwrap_or((0.0, 1.0));
        match (scale, self.meaning) {
            (Scale::MinusLog10, _) => {
                let rarest = self.least_positive.map_or(1.0, |p| -p.log10());
                (0.0, rarest.clamp(1.0, 6.0))
            }
            (Scale::Log, Meaning::Ratio) => {
                let least = self.least_positive.unwrap_or(1.0);
                let far = high.max(1.0 / least).clamp(1.01, 1e3);
                (1.0 / far, far)
            }
            (Scale::Log, _) => {
                let least = self.least_positive.unwrap_or(1.0).max(1e-30);
                let high = high.max(least);
                // What is a millionth of the highest is dark enough.
                let low = least.max(1e-6 * high);
                match low < 0.999 * high {
                    true => (low, high),
                    false => (0.5 * high, 2.0 * high),
                }
            }
            (_, Meaning::Difference) => {
                let far = low.abs().max(high.abs());
                let far = if far > 0.0 { far } else { 1.0 };
                (-far, far)
            }
            // What is rarer than one in a million is bright enough; more would leave the rest in the dark.
            (_, Meaning::MinusLog10P) => (0.0, high.clamp(1.0, 6.0)),
            _ if low >= 0.0 && high > 0.0 => (0.0, high),
            _ if high > low => (low, high),
            _ => (low.min(0.0), low.max(0.0) + 1.0),
        }
    }

    /// The range that is shown: the chosen one where it makes sense with the scale.
    pub fn range(&self, scale: Scale, chosen: Option<(f32, f32)>) -> (f32, f32) {
        let open = self.open_range(scale);
        let Some((low, high)) =
            chosen.filter(|(low, high)| low.is_finite() && high.is_finite() && low < high)
        else {
            return open;
        };
        match scale {
            Scale::Log if high <= 0.0 => open,
            Scale::Log if low <= 0.0 => (open.0.min(0.5 * high), high),
            _ => (low, high),
        }
    }

    /// What must be said about the values with this scale, a sentence each.
    pub fn remarks(&self, scale: Scale, wanted: Scale) -> Vec<String> {
        let mut said = self.remarks.clone();
        if self.extremes.is_none() {
            said.push("No pixel has a number.".into());
        }
        if let Some(why) = self.refuses(wanted) {
            said.push(format!("{why} The colours are linear."));
        }
        let pixels = |count: usize| match count {
            1 => "1 pixel".to_owned(),
            many => format!("{} pixels", thousands(many)),
        };
        if self.masked > 0 {
            said.push(format!("{} masked (hatched).", pixels(self.masked)));
        }
        if self.infinite > 0 {
            said.push(format!(
                "{} infinite: they have the last colour.",
                pixels(self.infinite)
            ));
        }
        if scale == Scale::Log && self.not_positive > 0 {
            let text = "of 0 or less, without a logarithm: they have the first colour.";
            said.push(format!("{} {text}", pixels(self.not_positive)));
        }
        if scale == Scale::MinusLog10 && self.not_positive > 0 {
            said.push(format!(
                "{} of p = 0: they have the last colour.",
                pixels(self.not_positive)
            ));
        }
        said
    }
}

/// What must be said about calibrated p-values, a sentence each.
fn calibration_remarks(known: &MapCalibration) -> Vec<String> {
    let (pixels, trials) = (thousands, thousands(known.trials));
    let mut said = Vec::new();
    if known.tails > 0 {
        let count = pixels(known.tails);
        said.push(format!(
            "{count} pixels are rarer than trials tell: a law fitted to the highest of {trials} trials goes on there."
        ));
    }
    if known.untold > 0 {
        let count = pixels(known.untold);
        said.push(format!(
            "{count} pixels have no p-value, and are masked: the {trials} trials cannot tell one there."
        ));
    }
    said
}

/// −log₁₀ of a p-value, of one that is 0 for a number the 30 of which is far enough.
pub fn minus_log10(p: f64) -> f64 {
    match p.is_nan() {
        true => f64::NAN,
        false => -p.max(1e-30).log10() + 0.0,
    }
}

#[cfg(test)]
#[path = "map_values_tests.rs"]
mod tests;
