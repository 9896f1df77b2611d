//! Counts of one quantity of the hits: all of them, those that a trigger used, those that are marked.

use eframe::egui::{Align2, Color32, Rect, pos2, vec2};

use super::head::{draw_title, note};
use crate::plot::axes::{Axis, Panel, Scale, TICK, lay_panel};
use crate::plot::columns::PlotQuantity;
use crate::plot::drawing::{Drawing, Shape};
use crate::plot::histogram::Histogram;
use crate::plot::input::{Hits, Input};
use crate::plot::text_width::text_width;
use crate::plot::ticks::{thousands, tick_text};
use crate::view::{HitQuantity, Selected};

/// What is counted, and how.
pub struct Counted {
    /// What is counted.
    pub quantity: PlotQuantity,
    /// The axis that it is counted along, linear.
    pub x: Axis,
    /// Width of the bins.
    pub bin: f64,
    /// A range to set apart, with its name.
    pub band: Option<((f64, f64), &'static str)>,
    /// Whether the bin with most triggered hits is named.
    pub names_peak: bool,
}

/// How many hits of one kind fell where.
struct Counts {
    all: Histogram,
    triggered: Histogram,
    marked: Histogram,
    /// The same before the time cursor, if there is one.
    all_so_far: Option<Histogram>,
    triggered_so_far: Option<Histogram>,
    outside: usize,
}

impl Counts {
    fn new(input: &Input<'_>, hits: &Hits<'_>, counted: &Counted) -> Self {
        let column = hits.columns.column(counted.quantity);
        let times = hits.column(HitQuantity::Time);
        let (low, high) = (counted.x.scale.low, counted.x.scale.high);
        let bins = ((high - low) / counted.bin).round().clamp(1.0, 4000.0) as usize;
        let count = |wanted: &dyn Fn(usize) -> bool| {
            let values = hits
                .places()
                .filter(|place| wanted(*place))
                .map(|place| column[place]);
            Histogram::new(values, low as f32, high as f32, bins)
        };
        let triggered = |place: usize| hits.event.hits[place].triggered();
        let early = |place: usize| !input.is_later(times[place]);
        let cursor = input.cursor_ns.is_some();
        let all = count(&|_| true);
        let placed: u32 = all.counts.iter().sum();
        let known = hits
            .places()
            .filter(|place| !column[*place].is_nan())
            .count();
        Self {
            outside: known - placed as usize,
            triggered: count(&triggered),
            marked: count(&|place| input.view.marked.contains(place as u32)),
            all_so_far: cursor.then(|| count(&early)),
            triggered_so_far: cursor.then(|| count(&|place| triggered(place) && early(place))),
            all,
        }
    }
}

/// Draws the counts with axes, legend and remarks.
pub fn draw_counts(
    input: &Input<'_>,
    hits: &Hits<'_>,
    drawing: &mut Drawing,
    counted: Counted,
) -> Result<(), String> {
    let counts = Counts::new(input, hits, &counted);
    if counts.all.peak() == 0 {
        return Err(nothing_within(hits, &counted, counts.outside));
    }
    let theme = input.theme;
    let area = draw_title(input, drawing);
    let peak = f64::from(counts.all.peak());
    let scale = match input.log {
        true => Scale::logarithmic(0.7, 1.6 * peak.max(4.0)),
        false => Scale::linear(0.0, 1.08 * peak),
    };
    let title = bin_words(&counted);
    let legend = Rect::from_min_max(area.left_top(), pos2(area.right(), area.top() + 16.0));
    let outer = Rect::from_min_max(pos2(area.left(), legend.bottom() + 2.0), area.max);
    let panel = lay_panel(
        drawing,
        outer,
        counted.x.clone(),
        Axis::plain(scale, title, ""),
        theme,
    );
    let [used, ..] = theme.triggers;
    let rest = theme.faint;
    drawing.clip(Some(panel.rect));
    if let Some((band, name)) = counted.band {
        draw_band(drawing, &panel, band, name, theme.accent);
    }
    let later = input.cursor_ns.is_some();
    let strength = if later { 0.18 } else { 1.0 };
    steps(
        drawing,
        &panel,
        &counts.all,
        rest.gamma_multiply(0.55 * strength),
    );
    steps(
        drawing,
        &panel,
        &counts.triggered,
        used.gamma_multiply(0.85 * strength),
    );
    if let (Some(all), Some(triggered)) = (&counts.all_so_far, &counts.triggered_so_far) {
        steps(drawing, &panel, all, rest.gamma_multiply(0.55));
        steps(drawing, &panel, triggered, used.gamma_multiply(0.85));
    }
    if counts.marked.peak() > 0 {
        steps(
            drawing,
            &panel,
            &counts.marked,
            theme.text.gamma_multiply(0.8),
        );
    }
    if let Some(Selected::Hit(place)) = input.view.selected {
        let value = hits
            .columns
            .column(counted.quantity)
            .get(place)
            .copied()
            .unwrap_or(f32::NAN);
        let x = panel.x_at(value.into());
        if x.is_finite() {
            let line = vec![pos2(x, panel.rect.top()), pos2(x, panel.rect.bottom())];
            drawing.line(line, 2.0, theme.selection);
        }
    }
    drawing.clip(None);
    let mut entries = Vec::new();
    if counts.triggered.peak() > 0 {
        entries.push(("triggered", used));
        entries.push(("all", rest.gamma_multiply(0.55)));
    } else {
        entries.push(("all hits", rest.gamma_multiply(0.55)));
    }
    if counts.marked.peak() > 0 {
        entries.push(("marked", theme.text.gamma_multiply(0.8)));
    }
    draw_legend(drawing, legend, &entries, theme.weak);
    if counted.names_peak {
        name_peak(drawing, legend, &counts, theme.weak, counted.x.unit);
    }
    let mut remarks = Vec::new();
    if counts.outside > 0 {
        remarks.push(format!(
            "{} hits outside of this range",
            thousands(counts.outside)
        ));
    }
    note(drawing, area, &counted.x, &remarks, theme);
    Ok(())
}

/// Why no hit is within the range, and where they are instead.
fn nothing_within(hits: &Hits<'_>, counted: &Counted, outside: usize) -> String {
    let column = hits.columns.column(counted.quantity);
    let values = hits.places().map(|place| column[place]);
    let mut values: Vec<f32> = values.filter(|value| !value.is_nan()).collect();
    if values.is_empty() {
        return "None of the hits has a value here: they are not on photomultipliers of this detector.".into();
    }
    let middle = values.len() / 2;
    let median = f64::from(*values.select_nth_unstable_by(middle, f32::total_cmp).1);
    let text = |value: f64| tick_text(value, 1.0);
    let (low, high, unit) = (counted.x.scale.low, counted.x.scale.high, counted.x.unit);
    format!(
        "All {} hits lie outside of {} to {} {unit}: half of them are below {} {unit}.",
        thousands(outside),
        text(low),
        text(high),
        text(median)
    )
}

/// "Hits per 2 ns".
fn bin_words(counted: &Counted) -> String {
    let bin = tick_text(counted.bin, counted.bin);
    match (counted.x.unit, bin.as_str()) {
        ("", _) => "Hits".into(),
        (unit, "1") => format!("Hits per {unit}"),
        (unit, bin) => format!("Hits per {bin} {unit}"),
    }
}

/// Draws counts as steps, filled down to the axis.
fn steps(drawing: &mut Drawing, panel: &Panel, counts: &Histogram, color: Color32) {
    let width = f64::from(counts.high - counts.low) / counts.counts.len() as f64;
    let base = panel.rect.bottom();
    let mut tops = Vec::with_capacity(2 * counts.counts.len());
    for (bin, count) in counts.counts.iter().enumerate() {
        let edge = |bin: usize| panel.x_at(f64::from(counts.low) + width * bin as f64);
        let y = match count {
            0 => base,
            count => panel.y_at(f64::from(*count)).min(base),
        };
        tops.push(pos2(edge(bin), y));
        tops.push(pos2(edge(bin + 1), y));
    }
    drawing.add(Shape::Area { tops, base, color });
}

/// Sets a range apart.
pub fn draw_band(
    drawing: &mut Drawing,
    panel: &Panel,
    (low, high): (f64, f64),
    name: &str,
    color: Color32,
) {
    let (left, right) = (panel.x_at(low), panel.x_at(high));
    let rect = Rect::from_min_max(
        pos2(left, panel.rect.top()),
        pos2(right, panel.rect.bottom()),
    );
    drawing.rect(rect, color.gamma_multiply(0.12));
    let at = pos2(right + 4.0, panel.rect.top() + 3.0);
    drawing.text(at, Align2::LEFT_TOP, name, TICK, color);
}

/// Explains colours from the left end of a line.
pub(super) fn draw_legend(
    drawing: &mut Drawing,
    line: Rect,
    entries: &[(&str, Color32)],
    color: Color32,
) {
    let mut x = line.right() - 10.0;
    for (words, swatch) in entries.iter().rev() {
        let y = line.center().y;
        drawing.text(pos2(x, y), Align2::RIGHT_CENTER, *words, TICK, color);
        x -= text_width(words, TICK) + 14.0;
        let place = Rect::from_min_size(pos2(x, y - 4.0), vec2(9.0, 8.0));
        drawing.rect(place, *swatch);
        x -= 10.0;
    }
}

/// Names the fullest bin at the left end of a line.
fn name_peak(drawing: &mut Drawing, line: Rect, counts: &Counts, color: Color32, unit: &str) {
    let (counts, whose) = match counts.triggered.peak() {
        0 => (&counts.all, "hits"),
        _ => (&counts.triggered, "triggered hits"),
    };
    let (low, high) = fullest(counts);
    let text = format!("most {whose} from {low} to {high} {unit}").replace('-', "−");
    let at = pos2(line.left(), line.center().y);
    drawing.text(at, Align2::LEFT_CENTER, text, TICK, color);
}

/// The edges of the fullest bin, the first of several.
pub fn fullest(counts: &Histogram) -> (f32, f32) {
    let peak = counts.peak();
    let bin = counts
        .counts
        .iter()
        .position(|count| *count == peak)
        .unwrap_or(0);
    let width = (counts.high - counts.low) / counts.counts.len() as f32;
    let edge = |bin: usize| ((counts.low + width * bin as f32) * 10.0).round() / 10.0;
    (edge(bin), edge(bin + 1))
}

/// A round width near `span / bins`: 1, 2 or 5 times a power of ten, at least `least`.
pub fn round_bin(span: f64, bins: f32, least: f64) -> f64 {
    let rough = (span / f64::from(bins.max(8.0))).max(least);
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    let found = steps.into_iter().find(|step| *step >= rough * (1.0 - 1e-9));
    found.unwrap_or(10.0 * power)
}

/// The range widened to whole bins.
pub fn whole_bins((low, high): (f64, f64), bin: f64) -> (f64, f64) {
    let (low, high) = ((low / bin).floor() * bin, (high / bin).ceil() * bin);
    (low, high.max(low + bin))
}
