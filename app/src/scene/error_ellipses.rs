//! How well the directions of candidates are known: circles and ellipses that hold a chosen share of true directions.
//!
//! Lists state errors of different shares, each knows which. They are restated by the two-dimensional Gaussian: the
//! share within r is `p = 1 - exp(-r²/2σ²)`, so that an error r of share p becomes
//!
//! ```text
//! r' = r √(ln(1 - p') / ln(1 - p))
//! ```
//!
//! along each axis. Errors that differ to both sides, as those of alerts do, are drawn as four quarters of ellipses,
//! so that the best fit stays where it is; errors in right ascension shrink with the cosine of the declination.

use nuscope_model::{Containment, Quantity, Sample};
use nuscope_render::{ErrorEllipse, Marker};

use super::sky::sample_color_on;
use crate::candidates::Candidates;
use crate::theme::Theme;
use crate::view::{Marked, Selected, View};

/// Up to this many errors are drawn whatever the magnification.
pub const MANY: usize = 1_000;

/// Which errors are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Those of all candidates that are shown.
    #[default]
    All,
    /// Those in sight.
    InSight,
    /// Those of the candidates that are selected, marked or under the pointer.
    Chosen,
}

/// Errors that are drawn, and what is to be said about them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrorEllipses {
    /// One for each.
    pub ellipses: Vec<ErrorEllipse>,
    /// Which are wanted.
    pub which: Which,
    /// How many of those are not drawn, because their error is not known.
    pub without: usize,
    /// The shares of the lists they are from, as these state them.
    pub stated: Vec<Containment>,
}

/// Semi-axes in radians on the sphere: towards north and east, and towards south and west.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axes {
    /// North and east.
    pub ahead: [f64; 2],
    /// South and west.
    pub behind: [f64; 2],
    /// The share that the list states.
    pub stated: Containment,
}

/// The error of a candidate as its list states it, restated for a share; `None` if it is not known.
pub fn axes(sample: &Sample, index: usize, level: Containment) -> Option<Axes> {
    let positive = |quantity: Quantity| {
        let value = *sample.column(quantity)?.get(index)?;
        (value > 0.0 && value.is_finite()).then_some(value)
    };
    let restated = |radius: f64, stated: Containment| {
        let radius = stated.radius_rad(radius, level);
        radius.min(std::f64::consts::PI)
    };
    let axis_errors = || {
        let stated = sample.axis_error_containment;
        let narrow = sample.dec_rad.get(index)?.cos().abs();
        Some(Axes {
            ahead: [
                restated(positive(Quantity::DecErrorPlusRad)?, stated),
                restated(positive(Quantity::RaErrorPlusRad)? * narrow, stated),
            ],
            behind: [
                restated(positive(Quantity::DecErrorMinusRad)?, stated),
                restated(positive(Quantity::RaErrorMinusRad)? * narrow, stated),
            ],
            stated,
        })
    };
    let circle = || {
        let stated = sample.error_containment;
        let radius = restated(positive(Quantity::AngularErrorRad)?, stated);
        Some(Axes {
            ahead: [radius; 2],
            behind: [radius; 2],
            stated,
        })
    };
    axis_errors().or_else(circle)
}

/// σ of each candidate in radians, of an ellipse that of the circle of its area; NaN where it is not known.
pub fn sigmas_rad(sample: &Sample) -> Vec<f64> {
    let sigma = |index: usize| {
        let axes = axes(sample, index, Containment::SIGMA)?;
        let mean = |axis: usize| 0.5 * (axes.ahead[axis] + axes.behind[axis]);
        Some((mean(0) * mean(1)).sqrt())
    };
    let all = 0..sample.len();
    match sample.column(Quantity::DecErrorPlusRad) {
        Some(_) => all.map(|index| sigma(index).unwrap_or(f64::NAN)).collect(),
        None => match sample.sigma_rad() {
            Some(sigmas) => sigmas.into_owned(),
            None => vec![f64::NAN; sample.len()],
        },
    }
}

/// The errors of candidates at these places that are shown.
pub fn error_ellipses(
    candidates: &Candidates,
    view: &View,
    which: Which,
    places: impl Iterator<Item = usize>,
    theme: &Theme,
) -> ErrorEllipses {
    let level = view.sky.errors.level.containment();
    let times = candidates.times.as_deref();
    let mut made = ErrorEllipses {
        which,
        ..ErrorEllipses::default()
    };
    for place in places {
        if candidates.shown.drawn.get(place) != Some(&true) {
            continue;
        }
        let Some(Selected::Candidate { sample, index }) = candidates.at(place) else {
            continue;
        };
        let of = &candidates.samples()[sample];
        let Some(axes) = axes(of, index, level) else {
            made.without += 1;
            continue;
        };
        if !made.stated.contains(&axes.stated) {
            made.stated.push(axes.stated);
        }
        let [r, g, b] = sample_color_on(theme, sample);
        made.ellipses.push(ErrorEllipse {
            direction: of.position(index).to_vector().as_vec3().to_array(),
            major_rad: axes.ahead[0] as f32,
            minor_rad: axes.ahead[1] as f32,
            other_rad: axes.behind.map(|axis| axis as f32),
            line_px: 1.1,
            time: times.map_or(Marker::NO_TIME, |times| times.of_markers[place]),
            color: [r, g, b, 150],
            id: place as u32 + 1,
            ..ErrorEllipse::default()
        });
    }
    made
}

/// The candidates whose errors are drawn in any case: selected, marked (as many as are told apart) and pointed at.
pub fn chosen(
    candidates: &Candidates,
    marked: &Marked,
    selected: Option<Selected>,
    hovered: u32,
) -> Vec<usize> {
    let marked = marked
        .places()
        .iter()
        .take(MANY)
        .map(|place| *place as usize);
    let selected = candidates.place_of(selected);
    let hovered = (hovered as usize).checked_sub(1);
    let mut places: Vec<usize> = marked.chain(selected).chain(hovered).collect();
    places.sort_unstable();
    places.dedup();
    places
}

impl ErrorEllipses {
    /// What is drawn, for the legend.
    pub fn words(&self, view: &View) -> Vec<String> {
        let level = view.sky.errors.level;
        let mut words = match self.ellipses.len() {
            0 => vec![],
            _ => vec![format!("Errors hold {} of true directions", level.label())],
        };
        let other: Vec<_> = self
            .stated
            .iter()
            .filter(|stated| **stated != level.containment())
            .map(Containment::to_string)
            .collect();
        if !other.is_empty() {
            words.push(format!(
                "restated from {} as of a Gaussian",
                other.join(" and ")
            ));
        }
        match self.which {
            Which::All => {}
            Which::InSight => words.push("those in sight".into()),
            Which::Chosen => words.push("those chosen; magnify for more".into()),
        }
        match self.without {
            0 => {}
            1 => words.push("1 candidate without an error".into()),
            many => words.push(format!(
                "{} candidates without an error",
                crate::plot::ticks::thousands(many)
            )),
        }
        words
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use nuscope_model::Column;

    use super::*;
    use crate::document::Document;
    use crate::theme::DARK;
    use crate::view::ErrorLevel;

    fn column(quantity: Quantity, values: &[f64]) -> Column {
        Column {
            quantity,
            values: values.to_vec(),
        }
    }

    #[test]
    fn errors_are_restated_as_scipy_does() {
        // r, stated share, wanted share, r'; see `tests/data/error_levels.py`.
        let table = include_str!("../../../tests/data/error_levels.csv");
        let mut rows = 0;
        for line in table.lines().skip(1) {
            let numbers: Vec<f64> = line.split(',').map(|n| n.parse().unwrap()).collect();
            let sample = Sample {
                ra_rad: vec![1.0],
                dec_rad: vec![0.3],
                columns: vec![column(Quantity::AngularErrorRad, &numbers[..1])],
                error_containment: Containment::new(numbers[1]).unwrap(),
                ..Sample::default()
            };
            let axes = axes(&sample, 0, Containment::new(numbers[2]).unwrap()).unwrap();
            assert!((axes.ahead[0] / numbers[3] - 1.0).abs() < 1e-12, "{line}");
            assert_eq!(axes.ahead, axes.behind);
            rows += 1;
        }
        assert_eq!(rows, 36);
        for level in ErrorLevel::ALL {
            let share = format!("{:.1} %", 100.0 * level.containment().fraction());
            let label = level.label().replace(" (σ)", "");
            assert_eq!(share.replace(".0 %", " %"), label);
        }
    }

    #[test]
    fn sides_differ_right_ascension_shrinks_and_what_is_missing_is_counted() {
        let dec = 60_f64.to_radians();
        let sample = Sample {
            name: "alerts".into(),
            ra_rad: vec![1.0; 3],
            dec_rad: vec![dec; 3],
            columns: vec![
                column(Quantity::RaErrorPlusRad, &[0.04, f64::NAN, 0.04]),
                column(Quantity::RaErrorMinusRad, &[0.02, 0.02, 0.0]),
                column(Quantity::DecErrorPlusRad, &[0.03, 0.03, 0.03]),
                column(Quantity::DecErrorMinusRad, &[0.01, 0.01, 0.01]),
                column(Quantity::AngularErrorRad, &[0.5, 0.05, f64::NAN]),
            ],
            axis_error_containment: Containment::new(0.9).unwrap(),
            ..Sample::default()
        };
        let nine = Containment::new(0.9).unwrap();
        let both = axes(&sample, 0, nine).unwrap();
        for (found, wanted) in [both.ahead, both.behind]
            .iter()
            .zip([[0.03, 0.02], [0.01, 0.01]])
        {
            assert!((found[0] - wanted[0]).abs() < 1e-15 && (found[1] - wanted[1]).abs() < 1e-15);
        }
        assert_eq!(
            axes(&sample, 1, Containment::SIGMA).unwrap().ahead,
            [0.05; 2]
        );
        assert_eq!(axes(&sample, 2, nine), None);
        let sigmas = sigmas_rad(&sample);
        let own = (0.02 * 0.015_f64).sqrt() / nine.sigmas();
        assert!((sigmas[0] / own - 1.0).abs() < 1e-12);
        assert!((sigmas[1] - 0.05).abs() < 1e-12 && sigmas[2].is_nan());
        assert_eq!(axes(&sample, 9, nine), None);

        let document = Document {
            samples: vec![Arc::new(sample)],
            ..Document::default()
        };
        let mut view = View::default();
        view.sky.errors.shown = true;
        let mut candidates = Candidates::default();
        candidates.update(&document, &view);
        let made = error_ellipses(&candidates, &view, Which::All, 0..3, &DARK);
        assert_eq!((made.ellipses.len(), made.without), (2, 1));
        assert_eq!(
            made.words(&view),
            [
                "Errors hold 90 % of true directions",
                "restated from σ (39 %) as of a Gaussian",
                "1 candidate without an error"
            ]
        );
        let selected = Some(Selected::Candidate {
            sample: 0,
            index: 1,
        });
        assert_eq!(chosen(&candidates, &vec![2].into(), selected, 3), [1, 2]);
    }
}
