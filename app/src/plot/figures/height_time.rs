//! Height against time, string by string: where a track's light makes a hyperbola, and a shower's a narrower one.
//!
//! The strings with most triggered hits are shown, as many as the place has room for, in the order of their numbers.
//! The curve is the expected time of the first light at the string's own places, broken where the track was not there
//! to make it.

use std::collections::BTreeMap;

use eframe::egui::{Align2, Color32, Pos2, Rect, pos2, vec2};
use glam::DVec3;
use nuscope_model::cherenkov::{Cherenkov, Emission};
use nuscope_model::{Detector, Medium};

use crate::plot::axes::{
    Axis, Labels, NUMBERS_HEIGHT, Panel, Scale, TICK, TITLE_ROOM, draw_panel, draw_titles,
    numbers_width,
};
use crate::plot::columns::PlotQuantity;
use crate::plot::drawing::{Drawing, Mark, Shape};
use crate::plot::figures::head::{draw_head, note};
use crate::plot::hit_marks::HitPainter;
use crate::plot::input::{Hits, Input, PlottedTrack};
use crate::plot::text_width::text_width;
use crate::plot::ticks::thousands;
use crate::view::HitQuantity;

/// More panels than this are too many to compare.
const MOST_STRINGS: usize = 12;
/// Panels are not made smaller than this.
const LEAST: (f32, f32) = (104.0, 64.0);
/// Times are not stretched further, in nanoseconds.
const LEAST_NS: f32 = 250.0;
/// Space between panels.
const GAP: f32 = 8.0;
/// Room for the name above a panel.
const NAME: f32 = 14.0;
/// Points of the curve between two modules.
const STEPS: usize = 6;

/// Draws the figure.
pub fn draw(input: &Input<'_>, drawing: &mut Drawing) -> Result<(), String> {
    let detector = input.detector()?;
    let hits = input.hits()?;
    let strings = strings_with_hits(&hits);
    if strings.is_empty() {
        return Err("None of the hits is on a string of this detector.".into());
    }
    let tracks = input.tracks();
    let area = draw_head(input, &hits, drawing, &tracks);
    let time = PlotQuantity::Hit(HitQuantity::Time);
    let (low, high) = time_range(input, &hits);
    let x = Axis::of(time, Scale::linear(low, high), input.time_title(), "ns");
    let y = Axis::of(PlotQuantity::Height, heights(detector), "z", "m");
    let left = area.left() + TITLE_ROOM + numbers_width(&y, 0.5 * area.height());
    let inner = Rect::from_min_max(
        pos2(left, area.top()),
        area.right_bottom() - vec2(10.0, TITLE_ROOM + NUMBERS_HEIGHT),
    );
    draw_titles(drawing, &x, &y, area, inner, input.theme);
    let most = (((inner.width() / LEAST.0) as usize) * ((inner.height() / LEAST.1) as usize))
        .clamp(1, MOST_STRINGS);
    let used = strings.iter().any(|string| string.triggered > 0);
    let wanted = |string: &&StringHits| string.triggered > 0 || !used;
    let mut chosen: Vec<&StringHits> = strings.iter().filter(wanted).collect();
    chosen.sort_by_key(|string| std::cmp::Reverse((string.triggered, string.places.len())));
    chosen.truncate(most);
    chosen.sort_by_key(|string| string.number);
    let (columns, rows) = grid(chosen.len(), inner);
    let size = (
        (inner.width() - GAP * (columns - 1) as f32) / columns as f32,
        (inner.height() - GAP * (rows - 1) as f32) / rows as f32,
    );
    let mut outside = 0;
    for (place, string) in chosen.iter().enumerate() {
        let (column, row) = (place % columns, place / columns);
        let corner = pos2(
            inner.left() + column as f32 * (size.0 + GAP),
            inner.top() + row as f32 * (size.1 + GAP),
        );
        let panel = Panel {
            rect: Rect::from_min_max(corner + vec2(0.0, NAME), corner + vec2(size.0, size.1)),
            x: x.clone(),
            y: y.clone(),
            string: Some(string.number),
        };
        let last_row = place + columns >= chosen.len();
        let labels = Labels {
            x: last_row,
            y: column == 0,
        };
        outside += draw_string(
            input, &hits, drawing, &panel, labels, string, &tracks, detector,
        );
        drawing.panels.push(panel);
    }
    let mut remarks = Vec::new();
    if chosen.len() < strings.len() {
        remarks.push(format!("{} of {} strings", chosen.len(), strings.len()));
    }
    if outside > 0 {
        remarks.push(format!("{} hits at other times", thousands(outside)));
    }
    note(drawing, area, &x, &remarks, input.theme);
    Ok(())
}

/// The hits of one string.
struct StringHits {
    number: i32,
    places: Vec<usize>,
    triggered: usize,
}

fn strings_with_hits(hits: &Hits<'_>) -> Vec<StringHits> {
    let column = hits.column(HitQuantity::String);
    let mut strings: BTreeMap<i32, StringHits> = BTreeMap::new();
    for place in hits.places().filter(|place| column[*place].is_finite()) {
        let number = column[place] as i32;
        let string = strings.entry(number).or_insert_with(|| StringHits {
            number,
            places: Vec::new(),
            triggered: 0,
        });
        string.places.push(place);
        string.triggered += usize::from(hits.event.hits[place].triggered());
    }
    strings.into_values().collect()
}

/// The times to show: those cut to, or else where most triggered hits are, with some room before and after.
pub fn time_range(input: &Input<'_>, hits: &Hits<'_>) -> (f64, f64) {
    if let Some((low, high)) = input.view.cuts.time_ns {
        return (low.into(), high.into());
    }
    let times = hits.column(HitQuantity::Time);
    let used = |place: &usize| hits.event.hits[*place].triggered() && times[*place].is_finite();
    let mut used: Vec<f32> = hits
        .places()
        .filter(used)
        .map(|place| times[place])
        .collect();
    let (first, last) = hits.on_display.times.window_ns;
    if used.is_empty() {
        return (first.into(), last.into());
    }
    // A few late pulses would squeeze all others.
    let late = ((used.len() - 1) as f32 * 0.97).round() as usize;
    let high = *used.select_nth_unstable_by(late, f32::total_cmp).1;
    let low = used.iter().copied().fold(f32::INFINITY, f32::min);
    // Less than the light takes between strings would show no curve.
    let span = (high - low).max(LEAST_NS);
    let room = (0.06 * span, 1.10 * span);
    let (low, high) = (
        low - room.0,
        (low + room.1).min(last.max(low + span) + room.0),
    );
    (low.into(), high.into())
}

/// All heights of the detector, with some room.
fn heights(detector: &Detector) -> Scale {
    let modules = detector
        .modules()
        .iter()
        .filter(|module| module.sensors > 0);
    let heights = modules.map(|module| module.position_m.z);
    let (low, high) = heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), z| {
        (low.min(z), high.max(z))
    });
    let room = 0.04 * (high - low).max(10.0);
    Scale::linear(low - room, high + room)
}

/// Columns and rows of panels whose shape is nearest to a good one.
fn grid(panels: usize, inner: Rect) -> (usize, usize) {
    let rows = |columns: usize| panels.div_ceil(columns);
    let misfit = |columns: &usize| {
        let rows = rows(*columns);
        let aspect = (inner.width() / *columns as f32) / (inner.height() / rows as f32);
        let empty = (columns * rows - panels) as f32 / panels as f32;
        (aspect / 1.45).ln().abs() + 2.0 * empty
    };
    let best = (1..=panels.max(1)).min_by(|a, b| misfit(a).total_cmp(&misfit(b)));
    let columns = best.unwrap_or(1);
    (columns, rows(columns).max(1))
}

#[expect(
    clippy::too_many_arguments,
    reason = "one call, and a struct would only rename it"
)]
fn draw_string(
    input: &Input<'_>,
    hits: &Hits<'_>,
    drawing: &mut Drawing,
    panel: &Panel,
    labels: Labels,
    string: &StringHits,
    tracks: &[PlottedTrack<'_>],
    detector: &Detector,
) -> usize {
    let theme = input.theme;
    draw_panel(drawing, panel, labels, theme);
    drawing.clip(Some(panel.rect));
    let medium = hits.columns.values.medium;
    let places = places_of(detector, string.number);
    let zero_ns = hits.event.time_zero_ns;
    let (reference, others): (Vec<_>, Vec<_>) = tracks
        .iter()
        .partition(|track| track.reference || track.selected);
    for track in others {
        draw_light(drawing, panel, track, &places, zero_ns, medium);
    }
    let times = hits.column(HitQuantity::Time);
    let heights = hits.columns.column(PlotQuantity::Height);
    let point = |place: &usize| {
        let at = panel.at(times[*place].into(), heights[*place].into());
        (*place, at)
    };
    let points: Vec<(usize, Pos2)> = string.places.iter().map(point).collect();
    let outside = HitPainter::new(panel.rect).draw(drawing, input, hits, &points);
    for track in reference {
        draw_light(drawing, panel, track, &places, zero_ns, medium);
    }
    drawing.clip(None);
    let words = format!("String {}", string.number);
    let above = panel.rect.top() - 2.0;
    let at = pos2(panel.rect.left(), above);
    let room = panel.rect.width() - text_width(&words, TICK) - 8.0;
    drawing.text(at, Align2::LEFT_BOTTOM, words, TICK, theme.text);
    let all = thousands(string.places.len());
    let used = thousands(string.triggered);
    let counts = match string.triggered {
        0 => [format!("{all} hits"), all],
        _ => [
            format!("{used} of {all} triggered"),
            format!("{used} of {all}"),
        ],
    };
    let fits = |text: &&String| text_width(text, TICK) <= room;
    if let Some(count) = counts.iter().find(fits) {
        let at = pos2(panel.rect.right(), above);
        drawing.text(at, Align2::RIGHT_BOTTOM, count, TICK, theme.weak);
    }
    outside
}

/// Places along a string from its lowest module to its highest, with some between them.
fn places_of(detector: &Detector, string: i32) -> Vec<DVec3> {
    let on_string = |module: &&nuscope_model::Module| module.string == string && module.sensors > 0;
    let modules = detector.modules().iter().filter(on_string);
    let mut modules: Vec<DVec3> = modules.map(|module| module.position_m).collect();
    modules.sort_by(|a, b| a.z.total_cmp(&b.z));
    if let [only] = modules[..] {
        let half = DVec3::new(0.0, 0.0, 5.0);
        return vec![only - half, only, only + half];
    }
    let mut places = Vec::with_capacity(modules.len() * STEPS);
    for pair in modules.windows(2) {
        let between = (0..STEPS).map(|step| pair[0].lerp(pair[1], step as f64 / STEPS as f64));
        places.extend(between);
    }
    places.extend(modules.last());
    places
}

/// When the first light of a track reaches places, relative to the event's zero, and whether it can be.
pub fn light_curve(
    light: &Cherenkov,
    places: &[DVec3],
    time_zero_ns: f64,
) -> Vec<(f64, f64, bool)> {
    let at = |place: &DVec3| {
        let time_ns = light.expected_ns(*place) - time_zero_ns;
        (
            time_ns,
            place.z,
            light.emission(*place) == Emission::OnTrack,
        )
    };
    places
        .iter()
        .map(at)
        .filter(|(time, ..)| time.is_finite())
        .collect()
}

fn draw_light(
    drawing: &mut Drawing,
    panel: &Panel,
    track: &PlottedTrack<'_>,
    places: &[DVec3],
    time_zero_ns: f64,
    medium: Medium,
) {
    let light = Cherenkov::of(&track.track, medium);
    let curve = light_curve(&light, places, time_zero_ns);
    let (width, strength) = match (track.selected, track.reference) {
        (true, _) => (3.0, 1.0),
        (false, true) => (1.6, 1.0),
        (false, false) => (1.2, 0.7),
    };
    let color: Color32 = track.color.gamma_multiply(strength);
    for part in curve.chunk_by(|a, b| a.2 == b.2) {
        // A part reaches to the first point of the next one, so that no gap is left.
        let end = part.as_ptr_range().end;
        let next = curve.iter().find(|point| std::ptr::eq(*point, end));
        let points: Vec<Pos2> = part
            .iter()
            .chain(next)
            .map(|(time, z, _)| panel.at(*time, *z))
            .collect();
        if points.len() < 2 {
            continue;
        }
        let dashed = !part[0].2;
        let shape = Shape::Line {
            points,
            width,
            color,
            dashed,
        };
        match track.place {
            Some(place) => drawing.add_marked(shape, Mark::Track(place)),
            None => drawing.add(shape),
        }
    }
}
