//! Counts of what candidates have: all of them faint, those that are shown, those that are marked.
//!
//! Bins are equal on the axis that is drawn: on a logarithmic one they are equal factors.

use eframe::egui::{Color32, Rect, pos2};

use super::Row;
use super::histogram::draw_legend;
use crate::candidates::Candidates;
use crate::plot::axes::{Axis, Panel, Scale, lay_panel};
use crate::plot::columns::{CandidateQuantity, PlotQuantity};
use crate::plot::drawing::{Drawing, Shape};
use crate::plot::input::Input;
use crate::plot::ticks::thousands;
use crate::view::{Figure, Selected};

/// All figures of candidates, in the order of menus.
pub const SKY_FIGURES: [Row; 4] = [
    Row {
        figure: Figure::CandidateDeclinations,
        key: "declinations",
        title: "Declinations",
        offer: "Plot declinations of the candidates",
        about: "How many candidates came from which declination",
        counts: true,
        over_time: false,
        draw: |input, drawing| draw(input, drawing, CandidateQuantity::Declination),
    },
    Row {
        figure: Figure::CandidateEnergies,
        key: "energies",
        title: "Energies",
        offer: "Plot energies of the candidates",
        about: "How many candidates have which energy, or its proxy",
        counts: true,
        over_time: false,
        draw: |input, drawing| draw(input, drawing, CandidateQuantity::Energy),
    },
    Row {
        figure: Figure::CandidateDates,
        key: "dates",
        title: "Dates",
        offer: "Plot dates of the candidates",
        about: "How many candidates came when",
        counts: true,
        over_time: false,
        draw: |input, drawing| draw(input, drawing, CandidateQuantity::Date),
    },
    Row {
        figure: Figure::CandidateErrors,
        key: "errors",
        title: "Angular errors",
        offer: "Plot angular errors of the candidates",
        about: "How many candidates have which angular error",
        counts: true,
        over_time: false,
        draw: |input, drawing| draw(input, drawing, CandidateQuantity::Error),
    },
];

/// Bins of a figure of usual width.
const BINS: usize = 72;

fn draw(
    input: &Input<'_>,
    drawing: &mut Drawing,
    quantity: CandidateQuantity,
) -> Result<(), String> {
    let candidates = input
        .candidates
        .filter(|candidates| candidates.grid.is_some());
    let candidates = candidates.ok_or("This figure appears with candidates.")?;
    let values = candidates.values(quantity).ok_or_else(|| {
        format!(
            "No sample says the {} of its candidates.",
            quantity.title().to_lowercase()
        )
    })?;
    let log = input.log_x && quantity.may_be_log();
    let drawable = |value: f64| value.is_finite() && (!log || value > 0.0);
    let low = values
        .iter()
        .copied()
        .filter(|value| drawable(*value))
        .min_by(f64::total_cmp);
    let high = values
        .iter()
        .copied()
        .filter(|value| drawable(*value))
        .max_by(f64::total_cmp);
    let (low, high) = low
        .zip(high)
        .ok_or("None of the candidates has a value here.")?;
    let scale = match quantity {
        CandidateQuantity::Declination => Scale::linear(-90.0, 90.0),
        _ if log => Scale::logarithmic(low, high * (1.0 + 1e-9)),
        _ => Scale::linear(low, high),
    };
    let theme = input.theme;
    let shown = &candidates.shown;
    let marked = &input.view.marked_candidates;
    let count = |wanted: &dyn Fn(usize) -> bool| Counts::new(values, &scale, wanted);
    let all = count(&|_| true);
    let passing = count(&|place| shown.passes.get(place) == Some(&true));
    let chosen = (!marked.is_empty()).then(|| count(&|place| marked.contains(place as u32)));
    let peak = f64::from(all.0.iter().copied().max().unwrap_or(0)).max(1.0);
    let y = match input.log {
        true => Scale::logarithmic(0.7, 1.6 * peak.max(4.0)),
        false => Scale::linear(0.0, 1.08 * peak),
    };
    let area = Rect::from_min_size(pos2(0.0, 0.0), drawing.size).shrink(super::head::MARGIN);
    let legend = Rect::from_min_max(area.left_top(), pos2(area.right(), area.top() + 16.0));
    let outer = Rect::from_min_max(pos2(area.left(), legend.bottom() + 2.0), area.max);
    let of = PlotQuantity::Candidate(quantity);
    let x = Axis::of(of, scale, quantity.title(), quantity.unit());
    let panel = lay_panel(drawing, outer, x, Axis::plain(y, "Candidates", ""), theme);
    drawing.clip(Some(panel.rect));
    let faint = theme.faint.gamma_multiply(0.45);
    let entries = [
        Some(("all", faint, &all)),
        Some(("shown", theme.accent.gamma_multiply(0.85), &passing)),
        chosen
            .as_ref()
            .map(|counts| ("marked", theme.selection, counts)),
    ];
    for (_, color, counts) in entries.iter().flatten() {
        counts.draw(drawing, &panel, *color);
    }
    if let Some(place) = candidates.place_of(input.view.selected) {
        let x = panel.x_at(values[place]);
        if x.is_finite() {
            let line = vec![pos2(x, panel.rect.top()), pos2(x, panel.rect.bottom())];
            drawing.line(line, 2.0, theme.selection);
        }
    }
    drawing.clip(None);
    let words = |(name, color, counts): &(&str, Color32, &Counts)| {
        (format!("{name} {}", thousands(counts.total())), *color)
    };
    let entries: Vec<(String, Color32)> = entries.iter().flatten().map(words).collect();
    let entries: Vec<(&str, Color32)> = entries
        .iter()
        .map(|(words, color)| (words.as_str(), *color))
        .collect();
    draw_legend(drawing, legend, &entries, theme.weak);
    Ok(())
}

/// How many candidates lie in which bin of an axis.
#[derive(Debug, PartialEq)]
struct Counts(Vec<u32>);

impl Counts {
    fn new(values: &[f64], scale: &Scale, wanted: &dyn Fn(usize) -> bool) -> Self {
        let mut counts = vec![0; BINS];
        for (place, value) in values.iter().enumerate() {
            let share = scale.share(*value);
            if (0.0..=1.0).contains(&share) && wanted(place) {
                counts[((share * BINS as f64) as usize).min(BINS - 1)] += 1;
            }
        }
        Self(counts)
    }

    fn total(&self) -> usize {
        self.0.iter().map(|count| *count as usize).sum()
    }

    fn draw(&self, drawing: &mut Drawing, panel: &Panel, color: Color32) {
        let base = panel.rect.bottom();
        let edge = |bin: usize| panel.rect.left() + panel.rect.width() * bin as f32 / BINS as f32;
        let mut tops = Vec::with_capacity(2 * BINS);
        for (bin, count) in self.0.iter().enumerate() {
            let y = match count {
                0 => base,
                count => panel.y_at(f64::from(*count)).min(base),
            };
            tops.push(pos2(edge(bin), y));
            tops.push(pos2(edge(bin + 1), y));
        }
        drawing.add(Shape::Area { tops, base, color });
    }
}

/// The shown candidates within a range of an axis.
pub fn candidates_within(
    candidates: &Candidates,
    quantity: CandidateQuantity,
    (low, high): (f64, f64),
) -> Vec<u32> {
    let Some(values) = candidates.values(quantity) else {
        return Vec::new();
    };
    let within = candidates
        .shown
        .places()
        .filter(|place| (low..=high).contains(&values[*place]));
    within
        .filter_map(|place| u32::try_from(place).ok())
        .collect()
}

/// Whether a figure may have its values on a logarithmic axis.
pub fn may_be_log(figure: Figure) -> bool {
    matches!(figure, Figure::CandidateEnergies | Figure::CandidateErrors)
}

/// Where the candidate that is pointed at lies along an axis.
pub fn value_of(
    candidates: &Candidates,
    quantity: CandidateQuantity,
    found: Selected,
) -> Option<f64> {
    let place = candidates.place_of(Some(found))?;
    candidates.values(quantity)?.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_equal_on_the_axis_that_is_drawn() {
        let values = [1.0, 10.0, 100.0, f64::NAN, -5.0, 1000.0];
        let log = Counts::new(&values, &Scale::logarithmic(1.0, 1000.0), &|_| true);
        assert_eq!(
            [
                log.0[0],
                log.0[BINS / 3],
                log.0[2 * BINS / 3],
                log.0[BINS - 1]
            ],
            [1, 1, 1, 1]
        );
        assert_eq!(log.total(), 4);
        let linear = Counts::new(&values, &Scale::linear(0.0, 1000.0), &|place| place < 3);
        assert_eq!((linear.0[0], linear.total()), (2, 3));
    }
}
