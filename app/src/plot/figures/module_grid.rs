//! Every module by string and floor: the larger the more triggered hits, in the colour of the first of them.
//!
//! Modules with other hits alone are grey: noise is everywhere.

use std::collections::{BTreeMap, HashMap};

use eframe::egui::{Align2, Color32, Rect, pos2, vec2};
use nuscope_model::ModuleId;

use super::head::draw_title;
use crate::plot::axes::{Axis, Panel, Scale, TICK, lay_panel};
use crate::plot::drawing::{Drawing, Form, Mark, Shape};
use crate::plot::input::{Hits, Input};
use crate::plot::text_width::{fit, text_width};
use crate::plot::ticks::{thousands, tick_text, ticks};
use crate::view::{HitQuantity, Selected};

/// Colours of the legend.
const STEPS: usize = 17;

/// What one module saw.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Its hits, of all kinds.
    all: u32,
    /// Those that count: the triggered ones, or all of an event without any.
    hits: u32,
    /// The first of those.
    first_ns: f32,
    marked: bool,
}

/// Draws the figure.
pub fn draw(input: &Input<'_>, drawing: &mut Drawing) -> Result<(), String> {
    let detector = input.detector()?;
    let hits = input.hits()?;
    let modules = || {
        detector
            .modules()
            .iter()
            .filter(|module| module.sensors > 0)
    };
    let mut strings: BTreeMap<i32, f64> = modules().map(|module| (module.string, 0.0)).collect();
    for (place, x) in strings.values_mut().enumerate() {
        *x = place as f64;
    }
    let floors = modules().map(|module| module.floor);
    let (lowest, highest) = floors.fold((i32::MAX, i32::MIN), |(low, high), floor| {
        (low.min(floor), high.max(floor))
    });
    if strings.is_empty() {
        return Err("This detector has no modules.".into());
    }
    let theme = input.theme;
    let seen = seen(input, &hits);
    let area = draw_title(input, drawing);
    let legend = Rect::from_min_max(
        area.left_top(),
        pos2(area.right() - 10.0, area.top() + 22.0),
    );
    draw_legend(input, &hits, drawing, legend);
    let outer = Rect::from_min_max(pos2(area.left(), legend.bottom() + 4.0), area.max);
    let mut x = Axis::plain(
        Scale::linear(-0.6, strings.len() as f64 - 0.4),
        "String",
        "",
    );
    x.names = Some(
        strings
            .iter()
            .map(|(number, x)| (*x, number.to_string()))
            .collect(),
    );
    let mut y = Axis::plain(
        Scale::linear(f64::from(lowest) - 0.6, f64::from(highest) + 0.6),
        "Floor",
        "",
    );
    y.names = Some(
        (lowest..=highest)
            .map(|floor| (f64::from(floor), floor.to_string()))
            .collect(),
    );
    let panel = lay_panel(drawing, outer, x, y, theme);
    let most = seen
        .values()
        .map(|seen| seen.hits)
        .max()
        .unwrap_or(1)
        .max(1);
    let cell = cell(&panel);
    let mut faulty = 0;
    for module in modules() {
        let at = panel.at(strings[&module.string], module.floor.into());
        let mark = Mark::Module(module.id);
        // The whole cell answers to the pointer.
        let whole = Rect::from_center_size(at, cell / 0.86);
        drawing.add_marked(
            Shape::Rect {
                rect: whole,
                color: Color32::TRANSPARENT,
            },
            mark,
        );
        let seen = seen.get(&module.id).copied().unwrap_or_default();
        if seen.all > 0 {
            let share = f64::from(seen.hits.max(1)).ln_1p() / f64::from(most).ln_1p();
            let (share, color) = match seen.hits {
                0 => (0.12, theme.faint.gamma_multiply(0.8)),
                _ => (share, time_color(input, &hits, seen.first_ns)),
            };
            let size = (cell * (share.sqrt() as f32)).max(vec2(1.5, 1.5));
            let rect = Rect::from_center_size(at, size);
            drawing.rect(rect, color);
            if seen.marked {
                outline(drawing, rect.expand(1.0), theme.text, 1.2);
            }
        } else if module.status != 0 {
            faulty += 1;
            let radius = (0.3 * cell.min_elem()).clamp(1.5, 4.0);
            drawing.add(Shape::Point {
                at,
                radius,
                form: Form::Cross,
                color: theme.error,
            });
        } else {
            let dot = Rect::from_center_size(at, vec2(1.5, 1.5));
            drawing.rect(dot, theme.faint.gamma_multiply(0.7));
        }
        let selected = match input.view.selected {
            Some(Selected::Module(id) | Selected::Sensor { module: id, .. }) => id == module.id,
            Some(Selected::Hit(place)) => hits
                .event
                .hits
                .get(place)
                .is_some_and(|hit| hit.module == module.id),
            _ => false,
        };
        if selected {
            outline(drawing, whole, theme.selection, 2.0);
        }
    }
    let with = seen.values().filter(|seen| seen.hits > 0).count();
    let (with, all) = (thousands(with), thousands(modules().count()));
    let mut remarks = vec![match hits.event.triggered_hits() {
        0 => format!("{with} of {all} modules hit"),
        _ => format!("{with} of {all} modules triggered"),
    }];
    if faulty > 0 {
        remarks.push(format!("× {} faulty", thousands(faulty)));
    }
    // Left of the legend, where it never meets a title.
    let ends = legend_start(legend);
    let text = fit(&remarks.join(" · "), TICK, ends - legend.left());
    let at = pos2(legend.left(), legend.top() + 4.5);
    drawing.text(at, Align2::LEFT_CENTER, text, TICK, theme.weak);
    Ok(())
}

/// What every module saw of the shown hits up to the time cursor.
fn seen(input: &Input<'_>, hits: &Hits<'_>) -> HashMap<ModuleId, Seen> {
    let times = hits.column(HitQuantity::Time);
    let mut seen: HashMap<ModuleId, Seen> = HashMap::new();
    let used = hits.event.hits.iter().any(|hit| hit.triggered());
    for place in hits.places().filter(|place| !input.is_later(times[*place])) {
        let hit = &hits.event.hits[place];
        let module = seen.entry(hit.module).or_insert(Seen {
            first_ns: f32::NAN,
            ..Seen::default()
        });
        module.all += 1;
        module.marked |= input.view.marked.contains(place as u32);
        if hit.triggered() || !used {
            module.hits += 1;
            module.first_ns = module.first_ns.min(times[place]);
        }
    }
    seen
}

/// Room that a module has.
fn cell(panel: &Panel) -> eframe::egui::Vec2 {
    let one = panel.at(1.0, 1.0) - panel.at(0.0, 0.0);
    (0.86 * one.abs()).max(vec2(1.5, 1.5))
}

/// The colour of a time, as in the event view.
fn time_color(input: &Input<'_>, hits: &Hits<'_>, time_ns: f32) -> Color32 {
    let (low, high) = time_range(input, hits);
    let share = ((time_ns - low) / (high - low).max(1e-3)).clamp(0.0, 1.0);
    color_at(input, share)
}

fn time_range(input: &Input<'_>, hits: &Hits<'_>) -> (f32, f32) {
    let look = &input.view.hits;
    let by_time = look.color_by == HitQuantity::Time;
    look.range
        .filter(|_| by_time)
        .unwrap_or(hits.on_display.times.color_range_ns)
}

fn color_at(input: &Input<'_>, share: f32) -> Color32 {
    let look = &input.view.hits;
    let at = if look.reversed { 1.0 - share } else { share };
    let [r, g, b] = match input.dark {
        true => look.colormap.sample_on_dark(at),
        false => look.colormap.sample(at),
    };
    Color32::from_rgb(r, g, b)
}

fn outline(drawing: &mut Drawing, rect: Rect, color: Color32, width: f32) {
    let corners = [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
        rect.left_top(),
    ];
    drawing.line(corners.to_vec(), width, color);
}

/// Length of the colours in the legend.
fn ramp_width(line: Rect) -> f32 {
    (0.35 * line.width()).clamp(60.0, 220.0)
}

/// Where the legend begins.
fn legend_start(line: Rect) -> f32 {
    line.right() - ramp_width(line) - 16.0 - text_width(LEGEND, TICK)
}

/// What the colours are.
const LEGEND: &str = "first hit (ns)";

/// The colours with their times, at the right end of a line.
fn draw_legend(input: &Input<'_>, hits: &Hits<'_>, drawing: &mut Drawing, line: Rect) {
    let theme = input.theme;
    let width = ramp_width(line);
    let ramp = Rect::from_min_size(
        pos2(line.right() - width, line.top() + 1.0),
        vec2(width, 7.0),
    );
    let share = |step: usize| step as f32 / (STEPS - 1) as f32;
    let colors = (0..STEPS)
        .map(|step| color_at(input, share(step)))
        .collect();
    drawing.add(Shape::Ramp { rect: ramp, colors });
    let (low, high) = time_range(input, hits);
    let scale = Scale::linear(low.into(), high.into());
    let values = ticks(scale.low, scale.high, (width / 50.0) as usize);
    let step = values
        .windows(2)
        .next()
        .map_or(1.0, |pair| pair[1] - pair[0]);
    for value in values {
        let x = ramp.left() + scale.share(value) as f32 * width;
        let text = tick_text(value, step);
        let half = 0.5 * text_width(&text, TICK);
        let at = pos2(x.min(line.right() + 6.0 - half), ramp.bottom() + 2.0);
        drawing.text(at, Align2::CENTER_TOP, text, TICK, theme.weak);
    }
    let at = pos2(ramp.left() - 8.0, ramp.center().y);
    drawing.text(at, Align2::RIGHT_CENTER, LEGEND, TICK, theme.weak);
}
