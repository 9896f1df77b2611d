//! Upper limits and sensitivities of the sources of a list against declination, as searches publish them.
//!
//! One colour for each spectral index: marks are the limits, lines the sensitivities at the declinations of the sources.
//! No limit lies below its line, because a limit is never better than the sensitivity. Fluxes where yields are known,
//! else expected events.

use eframe::egui::{Align2, Color32, Pos2, Rect, Vec2, pos2, vec2};
use nuscope_scan::search::Limits;

use super::axes::{Axis, Panel, Scale, TICK, lay_panel};
use super::drawing::{Drawing, Shape};
use super::form::Form;
use super::text_width::{fit, lines, text_width};
use super::ticks::thousands;
use crate::grid::searched::{FLUX, law};
use crate::searched::{Searched, Stage};
use crate::theme::Theme;

/// Size of the title.
const TITLE: f32 = 12.0;
/// Room at the edges.
const MARGIN: f32 = 8.0;
/// The marks of limits, index after index.
const FORMS: [Form; 4] = [Form::Disc, Form::Diamond, Form::Square, Form::Triangle];

/// A point of the figure.
struct Point {
    place: usize,
    index: usize,
    dec_deg: f64,
    limit: Option<f64>,
    sensitivity: Option<f64>,
}

/// Draws the figure; the selected source is ringed.
pub fn draw(searched: &Searched, selected: Option<usize>, size: Vec2, theme: &Theme) -> Drawing {
    let title = title(searched);
    let mut drawing = Drawing::new(size, title.clone(), theme.panel);
    let points = points(searched);
    if size.x < 160.0 || size.y < 90.0 {
        return say(drawing, "Too small".into(), theme);
    }
    if points.is_empty() {
        return say(drawing, why_not(searched).into(), theme);
    }
    let mut area = Rect::from_min_size(Pos2::ZERO, size).shrink(MARGIN);
    let (title_width, legend_width) = (text_width(&title, TITLE), legend_width(searched));
    let line = fit(&title, TITLE, area.width());
    drawing.text(area.left_top(), Align2::LEFT_TOP, line, TITLE, theme.text);
    if title_width + legend_width + 24.0 > area.width() {
        *area.top_mut() += 18.0;
        legend(&mut drawing, searched, area, theme);
    } else {
        let left = area.right() - legend_width;
        legend(&mut drawing, searched, area.with_min_x(left), theme);
    }
    *area.top_mut() += 20.0;
    let values = points
        .iter()
        .flat_map(|p| [p.limit, p.sensitivity])
        .flatten();
    let (low, high) = values.fold((f64::MAX, 0.0_f64), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let decs = points.iter().map(|p| p.dec_deg);
    let (first, last) = decs.fold((90.0_f64, -90.0_f64), |(first, last), dec| {
        (first.min(dec), last.max(dec))
    });
    let x = Scale::linear((first - 4.0).max(-90.0), (last + 4.0).min(90.0));
    let y = Scale::logarithmic(low / 1.5, high * 1.8);
    let along = Axis::plain(x, "Declination", "°");
    let fluxes = searched.likelihood.spatial_because().is_empty();
    let mut up = match fluxes {
        true => Axis::plain(y, "Flux at 1 TeV", FLUX),
        false => Axis::plain(y, "Events", ""),
    };
    // A low figure has no room for all of it.
    for short in ["Flux", ""] {
        if fluxes && text_width(&up.words(), TICK + 1.0) > area.height() - 20.0 {
            up = match short {
                "" => Axis::plain(y, "Flux", ""),
                short => Axis::plain(y, short, FLUX),
            };
        }
    }
    let panel = lay_panel(&mut drawing, area, along, up, theme);
    drawing.clip(Some(panel.rect));
    for index in 0..searched.asked.plan.indices.len() {
        sensitivity(&mut drawing, &points, index, &panel, theme);
    }
    for point in &points {
        let Some(limit) = point.limit else { continue };
        let form = FORMS[point.index % FORMS.len()];
        let at = panel.at(point.dec_deg, limit);
        drawing.point(at, 3.6, form, color(point.index, theme));
        if selected == Some(point.place) {
            drawing.point(at, 7.0, Form::Ring, theme.selection);
        }
    }
    named(&mut drawing, searched, (&points, &panel), selected, theme);
    drawing.clip(None);
    drawing
}

/// The source whose mark is nearest to a place of the figure, if one is near.
pub fn source_at(searched: &Searched, drawing: &Drawing, at: Pos2) -> Option<usize> {
    const REACH: f32 = 10.0;
    let panel = drawing.panels.first()?;
    let away = |point: &Point| Some(panel.at(point.dec_deg, point.limit?).distance(at));
    let points = points(searched).into_iter();
    let near = points.filter_map(|point| Some((away(&point)?, point.place)));
    let near = near.filter(|(away, _)| *away < REACH);
    near.min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, place)| place)
}

fn points(searched: &Searched) -> Vec<Point> {
    let fluxes = searched.likelihood.spatial_because().is_empty();
    let value = |limits: &Limits, events: Option<f64>| {
        let value = if fluxes { limits.flux(events) } else { events };
        value.filter(|value| *value > 0.0 && value.is_finite())
    };
    let sources = searched.found.sources.iter().enumerate();
    let points = sources.flat_map(|(place, source)| {
        let limits = source.limits.iter().enumerate();
        limits.map(move |(index, limits)| Point {
            place,
            index,
            dec_deg: source.target.position.dec_rad.to_degrees(),
            limit: value(limits, limits.upper),
            sensitivity: value(limits, limits.sensitivity),
        })
    });
    points
        .filter(|point| point.limit.or(point.sensitivity).is_some())
        .collect()
}

/// What is shown, with the word that data are simulated first.
fn title(searched: &Searched) -> String {
    let data = if searched.simulated() {
        "SIMULATED · "
    } else {
        ""
    };
    let done = searched.found.sources.iter();
    let done = done.filter(|source| !source.limits.is_empty()).count();
    let trials = usize::try_from(searched.asked.plan.limit_trials).unwrap_or(usize::MAX);
    format!(
        "{data}Upper limits at 90 % C.L. of {} sources, from {} trials at each flux",
        thousands(done),
        thousands(trials)
    )
}

/// Why there is nothing to draw.
fn why_not(searched: &Searched) -> &'static str {
    let plan = &searched.asked.plan;
    match searched.stage {
        _ if plan.trials == 0 || plan.limit_trials == 0 => {
            "Limits were not asked for: they need trials, and trials at each flux."
        }
        Stage::Runs => "Limits come after the p-values.",
        Stage::Stopped => "The search was stopped before its limits.",
        Stage::Done => "No source has a limit.",
    }
}

fn say(mut drawing: Drawing, message: String, theme: &Theme) -> Drawing {
    let words: Vec<String> = message.split(' ').map(str::to_owned).collect();
    let wrapped = lines(&words, 13.0, drawing.size.x - 24.0);
    let middle = 0.5 * drawing.size;
    let top = middle.y - 9.0 * (wrapped.len() as f32 - 1.0);
    for (place, line) in wrapped.iter().enumerate() {
        let at = pos2(middle.x, top + 18.0 * place as f32);
        let line = line.replace(" · ", " ");
        drawing.text(at, Align2::CENTER_CENTER, line, 13.0, theme.weak);
    }
    drawing.message = Some(message);
    drawing
}

fn color(index: usize, theme: &Theme) -> Color32 {
    [theme.accent, theme.warning, theme.region, theme.light][index % 4]
}

/// The entries of the legend: index, words, whether it is the line.
fn entries(searched: &Searched) -> Vec<(usize, String, bool)> {
    let indices = searched.asked.plan.indices.iter().enumerate();
    let each = indices.flat_map(|(index, gamma)| {
        [
            (index, format!("limit {}", law(*gamma)), false),
            (index, "sensitivity".to_owned(), true),
        ]
    });
    each.collect()
}

/// Room that an entry of the legend takes.
fn entry_width(words: &str) -> f32 {
    34.0 + text_width(words, TICK)
}

fn legend_width(searched: &Searched) -> f32 {
    let entries = entries(searched);
    entries.iter().map(|(_, words, _)| entry_width(words)).sum()
}

/// Which mark and line is which index.
fn legend(drawing: &mut Drawing, searched: &Searched, area: Rect, theme: &Theme) {
    let (mut x, y) = (area.left(), area.top() + 7.0);
    for (index, words, is_line) in entries(searched) {
        let (color, width) = (color(index, theme), entry_width(&words));
        if x + width > area.right() + 13.0 {
            return;
        }
        match is_line {
            true => drawing.line(vec![pos2(x, y), pos2(x + 16.0, y)], 1.6, color),
            false => drawing.point(pos2(x + 8.0, y), 3.6, FORMS[index % FORMS.len()], color),
        }
        let at = pos2(x + 22.0, y);
        drawing.text(at, Align2::LEFT_CENTER, words, TICK, theme.weak);
        x += width;
    }
}

/// The line of an index through the sensitivities, by declination.
fn sensitivity(
    drawing: &mut Drawing,
    points: &[Point],
    index: usize,
    panel: &Panel,
    theme: &Theme,
) {
    let of_index = points.iter().filter(|point| point.index == index);
    let told = of_index.filter_map(|point| Some((point.dec_deg, point.sensitivity?)));
    let mut line: Vec<(f64, f64)> = told.collect();
    line.sort_by(|a, b| a.0.total_cmp(&b.0));
    let line: Vec<Pos2> = line.into_iter().map(|(x, y)| panel.at(x, y)).collect();
    if line.len() > 1 {
        let color = color(index, theme).gamma_multiply(0.8);
        drawing.add(Shape::Line {
            points: line,
            width: 1.6,
            color,
            dashed: false,
        });
    }
}

/// Names the best source, and the selected one.
fn named(
    drawing: &mut Drawing,
    searched: &Searched,
    (points, panel): (&[Point], &Panel),
    selected: Option<usize>,
    theme: &Theme,
) {
    let best = searched.best();
    let wanted = [
        (best, theme.text),
        (selected.filter(|_| selected != best), theme.selection),
    ];
    for (place, color) in wanted {
        let mine = points.iter().find(|point| Some(point.place) == place);
        let Some((point, limit)) = mine.and_then(|point| Some((point, point.limit?))) else {
            continue;
        };
        let name = &searched.found.sources[point.place].target.name;
        let name = super::sky::words::drawable(name);
        let at = panel.at(point.dec_deg, limit);
        // A name at the right edge stands at the left of its mark.
        let room = panel.rect.right() - at.x > text_width(&name, TICK) + 12.0;
        let (by, anchor) = match room {
            true => (vec2(7.0, -7.0), Align2::LEFT_BOTTOM),
            false => (vec2(-7.0, -7.0), Align2::RIGHT_BOTTOM),
        };
        let text = name.into_owned();
        drawing.text_with_halo(at + by, anchor, text, TICK, color, theme.panel);
    }
}
