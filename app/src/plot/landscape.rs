//! The likelihood around its best fit: how much worse any number of events and spectral index are, with contours.
//!
//! With a fitted index it is a map over n_s and γ with the contours of two parameters at 1, 2 and 3 sigma; where the
//! index is held or plays no part, it is a curve over n_s with the levels of one parameter: 1, 4 and 9.

use std::sync::Arc;

use eframe::egui::{Align2, Color32, Pos2, Rect, Vec2, pos2, vec2};
use image::{Rgba, RgbaImage};
use nuscope_render::colormap::Colormap;
use nuscope_scan::landscape::{LEVELS, Landscape};

use super::axes::{Axis, Panel, Scale, TICK, lay_panel};
use super::color_bar::{self, ColorBar};
use super::drawing::{Drawing, Shape};
use super::form::Form;
use crate::theme::Theme;

/// Where the colours end, in -2 Δ ln L: a little beyond 3 sigma.
const END: f64 = 16.0;

/// -2 Δ ln L at 1, 2 and 3 sigma of one parameter.
const LEVELS_OF_ONE: [f64; 3] = [1.0, 4.0, 9.0];

/// What the colours and the curve show.
const TITLE: &str = "−2 Δ ln L";

/// Draws a landscape.
pub fn draw(landscape: &Landscape, size: Vec2, theme: &Theme) -> Drawing {
    let mut drawing = Drawing::new(size, "Likelihood here", theme.panel);
    let rect = Rect::from_min_size(Pos2::ZERO, size);
    let Some(shown) = Shown::of(landscape) else {
        drawing.message = Some("There is no likelihood here.".into());
        return drawing;
    };
    let scale =
        |values: &[f64], (first, last): (usize, usize)| Scale::linear(values[first], values[last]);
    let along = scale(&landscape.n_s, shown.columns);
    let along = Axis::plain(along, "Signal events n_s", "");
    if landscape.gamma.len() > 1 {
        let up = scale(&landscape.gamma, shown.rows);
        let up = Axis::plain(up, "Spectral index γ", "");
        map(&mut drawing, landscape, &shown, rect, [along, up], theme);
    } else {
        curve(&mut drawing, landscape, rect, along, theme);
    }
    drawing
}

/// What of the grid is drawn: the first and the last row and column that are not all far worse than the best.
struct Shown {
    rows: (usize, usize),
    columns: (usize, usize),
}

impl Shown {
    fn of(landscape: &Landscape) -> Option<Self> {
        let (rows, columns) = (landscape.gamma.len(), landscape.n_s.len());
        let near = |row: usize, column: usize| value(landscape, row, column) < END;
        let range = |count: usize, some: &dyn Fn(usize) -> bool| {
            let last = count.checked_sub(1)?;
            let first = (0..count).find(|i| some(*i)).unwrap_or(0);
            let end = (0..count).rfind(|i| some(*i)).unwrap_or(last);
            // A little room around it, and never a range without width.
            let room = 1 + (end - first) / 10;
            Some((first.saturating_sub(room), (end + room).min(last)))
        };
        Some(Self {
            rows: range(rows, &|row| (0..columns).any(|column| near(row, column)))?,
            columns: range(columns, &|column| (0..rows).any(|row| near(row, column)))?,
        })
    }
}

/// The value at one index and number of events; a finite one, so that lines can be drawn between.
fn value(landscape: &Landscape, row: usize, column: usize) -> f64 {
    let value = landscape.minus_two_delta[row * landscape.n_s.len() + column];
    if value.is_nan() {
        1e6
    } else {
        value.clamp(0.0, 1e6)
    }
}

fn map(
    drawing: &mut Drawing,
    landscape: &Landscape,
    shown: &Shown,
    rect: Rect,
    [along, up]: [Axis; 2],
    theme: &Theme,
) {
    let bar = ColorBar {
        title: TITLE,
        unit: "",
        colormap: Colormap::Lapaz,
        reversed: true,
        on_dark: false,
        range: (0.0, END as f32),
    };
    let below = rect.with_min_y(rect.top() + color_bar::HEIGHT);
    let panel = lay_panel(drawing, below, along, up, theme);
    let over = Rect::from_min_max(
        pos2(panel.rect.left(), rect.top()),
        pos2(panel.rect.right(), rect.top() + color_bar::HEIGHT),
    );
    // Numbers have no room in less.
    if over.width() > 60.0 {
        bar.draw(drawing, over, theme);
    }
    drawing.clip(Some(panel.rect));
    let count = |(first, last): (usize, usize)| last - first + 1;
    let (columns, rows) = (count(shown.columns), count(shown.rows));
    let pixels = RgbaImage::from_fn(columns as u32, rows as u32, |x, y| {
        // Pictures begin at the top, where the largest index is.
        let value = value(
            landscape,
            shown.rows.1 - y as usize,
            shown.columns.0 + x as usize,
        );
        let [r, g, b] = bar.color((value / END).min(1.0) as f32);
        Rgba([r, g, b, 255])
    });
    // The middles of the outer pixels lie on the frame.
    let half = vec2(
        0.5 * panel.rect.width() / (columns.max(2) - 1) as f32,
        0.5 * panel.rect.height() / (rows.max(2) - 1) as f32,
    );
    drawing.add(Shape::Image {
        rect: panel.rect.expand2(half),
        pixels: Arc::new(pixels),
    });
    for (sigma, level) in (1..).zip(LEVELS) {
        let pieces: Vec<[Pos2; 2]> = contour(landscape, level)
            .into_iter()
            .map(|piece| piece.map(|(n_s, gamma)| panel.at(n_s, gamma)))
            .collect();
        for (width, color) in [(3.0, theme.background), (1.5, line_color(sigma, theme))] {
            for piece in &pieces {
                drawing.line(piece.to_vec(), width, color);
            }
        }
        let ends = pieces.iter().flatten();
        let right = ends.max_by(|a, b| a.x.total_cmp(&b.x));
        if let Some(right) = right {
            // Where a contour leaves the panel its name stays inside.
            let (x, y) = (right.x + 3.0, right.y);
            let frame = panel.rect;
            let at = pos2(
                x.min(frame.right() - 14.0).max(frame.left()),
                y.min(frame.bottom() - 8.0).max(frame.top()),
            );
            let text = format!("{sigma}σ");
            let color = line_color(sigma, theme);
            drawing.text_with_halo(at, Align2::LEFT_CENTER, text, TICK, color, theme.background);
        }
    }
    let best = &landscape.best;
    if best.ts > 0.0 && best.gamma.is_finite() {
        let at = panel.at(best.n_s, best.gamma);
        drawing.point(at, 5.0, Form::Disc, theme.background);
        drawing.point(at, 3.5, Form::Disc, theme.selection);
    }
    drawing.clip(None);
}

fn line_color(sigma: usize, theme: &Theme) -> Color32 {
    match sigma {
        1 => theme.selection,
        2 => theme.accent,
        _ => theme.text,
    }
}

fn curve(drawing: &mut Drawing, landscape: &Landscape, rect: Rect, along: Axis, theme: &Theme) {
    let up = Axis::plain(Scale::linear(0.0, END), TITLE, "");
    let panel: Panel = lay_panel(drawing, rect, along, up, theme);
    drawing.clip(Some(panel.rect));
    for (sigma, level) in (1..).zip(LEVELS_OF_ONE) {
        let y = panel.y_at(level);
        let color = line_color(sigma, theme);
        drawing.add(Shape::Line {
            points: vec![pos2(panel.rect.left(), y), pos2(panel.rect.right(), y)],
            width: 1.0,
            color,
            dashed: true,
        });
        let at = pos2(panel.rect.right() - 4.0, y - 1.0);
        drawing.text(at, Align2::RIGHT_BOTTOM, format!("{sigma}σ"), TICK, color);
    }
    let points = landscape.n_s.iter().enumerate();
    // Far above the panel a line needs no exact place.
    let points = points.map(|(i, n_s)| panel.at(*n_s, value(landscape, 0, i).min(10.0 * END)));
    drawing.line(points.collect(), 1.8, theme.text);
    let best = panel.at(landscape.best.n_s, 0.0);
    drawing.point(best, 3.5, Form::Disc, theme.selection);
    drawing.clip(None);
}

/// Pieces of the line on which -2 Δ ln L has a value, as (n_s, γ): one or two in each cell of the grid that it crosses.
pub fn contour(landscape: &Landscape, level: f64) -> Vec<[(f64, f64); 2]> {
    let (n_s, gamma) = (&landscape.n_s, &landscape.gamma);
    let mut pieces = Vec::new();
    for row in 1..gamma.len() {
        for column in 1..n_s.len() {
            // Around the cell, so that neighbours in the list share an edge.
            let corners = [
                (row - 1, column - 1),
                (row - 1, column),
                (row, column),
                (row, column - 1),
            ];
            let at = |(row, column): (usize, usize)| (n_s[column], gamma[row]);
            let mut crossed = Vec::with_capacity(4);
            for i in 0..4 {
                let (a, b) = (corners[i], corners[(i + 1) % 4]);
                let [below, above] = [a, b].map(|(r, c)| value(landscape, r, c) - level);
                if (below < 0.0) != (above < 0.0) {
                    let share = below / (below - above);
                    let (from, to) = (at(a), at(b));
                    crossed.push((
                        from.0 + share * (to.0 - from.0),
                        from.1 + share * (to.1 - from.1),
                    ));
                }
            }
            pieces.extend(crossed.chunks_exact(2).map(|pair| [pair[0], pair[1]]));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::theme;
    use nuscope_scan::{Fit, Remark};

    /// ((n_s - 10)/4)² + ((γ - 2.5)/0.5)²: ellipses with half axes 4√level and √level/2.
    fn parabola(gammas: usize) -> Landscape {
        let n_s: Vec<f64> = (0..=80).map(|i| 30.0 * f64::from(i) / 80.0).collect();
        let last = (gammas.max(2) - 1) as f64;
        let gamma: Vec<f64> = match gammas {
            1 => vec![f64::NAN],
            _ => (0..gammas).map(|i| 1.0 + 3.0 * i as f64 / last).collect(),
        };
        let mut minus_two_delta = Vec::new();
        for gamma in &gamma {
            let up = if gamma.is_nan() {
                0.0
            } else {
                (gamma - 2.5) / 0.5
            };
            minus_two_delta.extend(n_s.iter().map(|n_s| ((n_s - 10.0) / 4.0).powi(2) + up * up));
        }
        Landscape {
            best: Fit {
                ts: 20.0,
                n_s: 10.0,
                gamma: if gammas == 1 { f64::NAN } else { 2.5 },
                p_local: 1e-5,
                remark: Remark::None,
            },
            n_s,
            gamma,
            minus_two_delta,
        }
    }

    #[test]
    fn contours_of_a_parabola_are_ellipses() {
        let landscape = parabola(61);
        for level in LEVELS {
            let pieces = contour(&landscape, level);
            // Cut by no end of the range: as long as the ellipse, by Ramanujan's formula in units of its axes.
            for (n_s, gamma) in pieces.iter().flatten() {
                let far = ((n_s - 10.0) / 4.0).powi(2) + ((gamma - 2.5) / 0.5).powi(2);
                assert!((far / level - 1.0).abs() < 0.02, "{n_s} {gamma}: {far}");
            }
            let length: f64 = pieces
                .iter()
                .map(|[a, b]| ((b.0 - a.0) / 4.0).hypot((b.1 - a.1) / 0.5))
                .sum();
            if level < 6.25 {
                assert!((length / (2.0 * std::f64::consts::PI * level.sqrt()) - 1.0).abs() < 0.01);
            }
        }
        assert!(contour(&landscape, 1e4).is_empty());
    }

    #[test]
    fn a_sample_that_would_be_all_signal_is_no_hole_in_the_contours() {
        let mut landscape = parabola(61);
        for row in landscape.minus_two_delta.chunks_mut(81) {
            row[45..].fill(f64::INFINITY);
        }
        let pieces = contour(&landscape, LEVELS[2]);
        assert!(!pieces.is_empty());
        for (n_s, gamma) in pieces.iter().flatten() {
            assert!(n_s.is_finite() && gamma.is_finite() && *n_s <= landscape.n_s[45]);
        }
    }

    #[test]
    fn with_an_index_there_is_a_map_and_without_a_curve() {
        let theme = theme::theme(true);
        let drawn = |gammas: usize| draw(&parabola(gammas), vec2(300.0, 220.0), theme);
        let image = |drawing: &Drawing| {
            let mut items = drawing.items.iter();
            items.any(|item| matches!(item.shape, Shape::Image { .. }))
        };
        let (map, curve) = (drawn(61), drawn(1));
        assert!(image(&map) && !image(&curve));
        assert_eq!(map.panels[0].y.title, "Spectral index γ");
        assert_eq!(curve.panels[0].y.title, TITLE);
        for drawing in [map, curve] {
            for text in ["1σ", "2σ", "3σ"] {
                let named = |item: &super::super::drawing::Item| matches!(&item.shape, Shape::Text { text: found, .. } if found == text);
                assert!(drawing.items.iter().any(named), "{text}");
            }
        }
        // The smallest place there is.
        draw(&parabola(61), vec2(1.0, 1.0), theme);
        draw(&parabola(1), vec2(1.0, 1.0), theme);
    }
}
