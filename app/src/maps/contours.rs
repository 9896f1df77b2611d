//! Contours of the map that is drawn, with their areas.

use std::sync::Arc;

use nuscope_model::{Contour, Equatorial, Field, FieldError, Inside as Side};

use super::ValuesKey;
use super::fields::FieldKey;
use super::kept::GoOn;
use crate::plot::ticks::{thousands, tick_text, ticks};
use crate::scene::map_values::{MapValues, Meaning};
use crate::view::{ContourKind, ContourLook};

/// More levels than this are not drawn: nobody could tell them apart.
const MOST_LEVELS: usize = 12;

/// One contour.
#[derive(Clone, Debug)]
pub struct MadeContour {
    /// What it is called: "90 %", "TS 12".
    pub label: String,
    /// Its lines, its area, what is inside.
    pub contour: Contour,
    /// Its area in square degrees.
    pub area_deg2: f64,
}

/// The contours of a map, the outermost last.
#[derive(Clone, Debug, Default)]
pub struct Contours {
    /// What their levels mean.
    pub kind: Option<ContourKind>,
    /// The contours.
    pub made: Vec<MadeContour>,
    /// The place of the best value.
    pub best: Option<Equatorial>,
    /// How many cells have no value; they are outside.
    pub missing: usize,
    /// What could not be drawn and why.
    pub remarks: Vec<String>,
}

/// What contours are made from.
#[derive(Clone, PartialEq)]
pub(super) struct ContourKey {
    field: FieldKey,
    kind: ContourKind,
    levels: Vec<f64>,
}

/// What levels of contours mean best for these values.
pub fn suits(values: &MapValues) -> ContourKind {
    match values.meaning {
        Meaning::Probability { .. } => ContourKind::Credible,
        Meaning::Statistic | Meaning::MinusLogLikelihood => ContourKind::Likelihood,
        _ => ContourKind::Values,
    }
}

impl ContourKey {
    /// `None` where no contours are wanted.
    pub(super) fn of(key: &ValuesKey, values: &Arc<MapValues>, look: &ContourLook) -> Option<Self> {
        let kind = look.kind.unwrap_or_else(|| suits(values));
        let mut levels = match kind {
            ContourKind::Values if look.values.is_empty() => round_levels(values),
            ContourKind::Values => look.values.clone(),
            _ => look.percent.clone(),
        };
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        look.on.then(|| Self {
            field: FieldKey::of(key, values),
            kind,
            levels,
        })
    }

    /// `None` if it was told to stop.
    pub(super) fn make(self, go_on: GoOn<'_>) -> Option<Contours> {
        let meaning = self.field.values.meaning;
        // Levels of a likelihood fall by twice its logarithm.
        let twice = self.kind == ContourKind::Likelihood && meaning == Meaning::MinusLogLikelihood;
        let side = match meaning.hot_is_high() {
            true => Side::AtLeast,
            false => Side::AtMost,
        };
        let mut out = Contours {
            kind: Some(self.kind),
            ..Contours::default()
        };
        let field = match self
            .field
            .field(|value| if twice { 2.0 * value } else { value })
        {
            Ok(field) => field,
            Err(error) => {
                out.remarks.push(sentence(&error));
                return Some(out);
            }
        };
        out.missing = field.missing();
        out.best = best(&field, side);
        let mut levels = self.levels;
        if levels.len() > MOST_LEVELS {
            let left = levels.len() - MOST_LEVELS;
            out.remarks.push(format!(
                "{left} of {} levels are left out: {MOST_LEVELS} are drawn at most.",
                levels.len()
            ));
            levels.truncate(MOST_LEVELS);
        }
        // From the innermost to the outermost.
        if self.kind == ContourKind::Values && side == Side::AtLeast {
            levels.reverse();
        }
        for asked in levels {
            if !go_on() {
                return None;
            }
            let share = asked / 100.0;
            let level = match self.kind {
                ContourKind::Values => Ok(asked),
                ContourKind::Likelihood => field.likelihood_level(share, side),
                ContourKind::Credible => {
                    field.credible_levels(&[share]).map(|found| found[0].level)
                }
            };
            let level = match level {
                Ok(level) => level,
                Err(error) => {
                    let said = sentence(&error);
                    if !out.remarks.contains(&said) {
                        out.remarks.push(said);
                    }
                    continue;
                }
            };
            let contour = field.contour(level, side_of(self.kind, side));
            let label = match self.kind {
                ContourKind::Values => number(asked),
                _ => format!("{} %", number(asked)),
            };
            if contour.lines.is_empty() {
                let what = match contour.area_deg2() > 0.0 {
                    true => "holds all of the sky",
                    false => "holds nothing",
                };
                out.remarks.push(format!(
                    "The contour at {label} {what}: there is no line to draw."
                ));
            }
            let area_deg2 = contour.area_deg2();
            out.made.push(MadeContour {
                label,
                contour,
                area_deg2,
            });
        }
        if out.missing > 0 {
            let cells = thousands(out.missing);
            out.remarks
                .push(format!("{cells} pixels without a number count as outside."));
        }
        Some(out)
    }
}

/// Credible regions are of densities, which are highest inside.
fn side_of(kind: ContourKind, side: Side) -> Side {
    match kind {
        ContourKind::Credible => Side::AtLeast,
        _ => side,
    }
}

/// The centre of the cell with the best value.
fn best(field: &Field, side: Side) -> Option<Equatorial> {
    let values = field
        .values()
        .iter()
        .enumerate()
        .filter(|(_, value)| !value.is_nan());
    let best = match side {
        Side::AtLeast => values.max_by(|a, b| a.1.total_cmp(b.1)),
        Side::AtMost => values.min_by(|a, b| a.1.total_cmp(b.1)),
    };
    best.map(|(cell, _)| field.center(cell))
}

/// An error as a sentence of its own.
fn sentence(error: &FieldError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .map(char::to_uppercase)
        .into_iter()
        .flatten()
        .collect();
    format!("{first}{}.", letters.as_str())
}

/// Round values within the range of a map.
pub(crate) fn round_levels(values: &MapValues) -> Vec<f64> {
    let Some((low, high)) = values
        .extremes
        .map(|(low, high)| (f64::from(low), f64::from(high)))
    else {
        return Vec::new();
    };
    if values.meaning == Meaning::PValue {
        let decades = (1..=9).map(|power| 10_f64.powi(-power));
        return decades
            .filter(|p| *p >= low && *p <= high)
            .take(5)
            .collect();
    }
    let inside = ticks(low, high, 5).into_iter();
    inside
        .filter(|level| *level > low && *level < high)
        .collect()
}

/// A level as people write it.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-3..1e6).contains(&size) {
        return format!("{value:.2e}").replace('-', "−");
    }
    let decimals = (0..6).find(|decimals| {
        let scaled = value * 10_f64.powi(*decimals);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
    });
    tick_text(value, 10_f64.powi(-decimals.unwrap_or(6)))
}
