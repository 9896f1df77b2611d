//! Contours of the map, each with its label on the line, and their areas beside the legends.
//!
//! Lines are as fine as the map's pixels: where those are smaller than the screen's, points are left out. A piece
//! between two neighbouring points is drawn straight, unless it might cross a cut of the projection.

use eframe::egui::{Align2, Color32, Pos2, Rect, vec2};
use glam::{DVec2, DVec3};
use nuscope_render::sky_lines;

use super::{Sheet, SkyScene};
use crate::maps::{Contours, MadeContour};
use crate::plot::text_width::text_width;
use crate::plot::ticks::tick_text;
use crate::theme::SMALL;

/// Points of a line nearer to each other than this are left out, in points.
const APART_PX: f64 = 0.7;

/// Pieces longer than this times what they are in the middle of the map are cut and bent with care.
const STRETCHED: f64 = 3.0;

/// How far below the upper edge the areas are told: below the tools.
const TOP: f32 = 70.0;

/// Lines of a smaller extent have no label.
const SMALLEST_PX: f32 = 28.0;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let Some(contours) = scene.maps.contours().filter(|_| scene.map.is_some()) else {
        return;
    };
    let count = contours.made.len();
    let lines: Vec<Vec<Vec<Pos2>>> = contours
        .made
        .iter()
        .map(|made| lines(sheet, made))
        .collect();
    // A rim of the background below all of them lets the lines be seen on any colour.
    let rim = sheet.theme.background.gamma_multiply(0.55);
    for points in lines.iter().flatten() {
        sheet.drawing.line(points.clone(), 3.0, rim);
    }
    for (place, lines) in lines.iter().enumerate().rev() {
        let color = sheet.theme.contour(place, count);
        for points in lines {
            sheet.drawing.line(points.clone(), 1.4, color);
        }
    }
    for (place, lines) in lines.iter().enumerate().rev() {
        if let Some(longest) = lines.iter().max_by_key(|points| points.len()) {
            let color = sheet.theme.contour(place, count);
            label(sheet, longest, &contours.made[place].label, color);
        }
    }
    legend(sheet, contours);
}

/// The lines of a contour on the sheet.
fn lines(sheet: &Sheet<'_>, made: &MadeContour) -> Vec<Vec<Pos2>> {
    let lines = made.contour.lines.iter();
    let strokes = lines.flat_map(|line| pieces(sheet, line));
    strokes
        .map(|stroke| stroke.into_iter().map(|at| sheet.at(at)).collect())
        .collect()
}

/// A closed line of the sky as strokes of the picture.
fn pieces(sheet: &Sheet<'_>, line: &[DVec3]) -> Vec<Vec<DVec2>> {
    let size = sheet.size();
    let per_px = sheet.view.rad_per_px(size);
    let far = (APART_PX * per_px).cos();
    let mut kept: Vec<DVec3> = Vec::with_capacity(line.len() + 1);
    for point in line {
        if kept
            .last()
            .is_none_or(|last: &DVec3| last.dot(*point) < far)
        {
            kept.push(*point);
        }
    }
    let Some(first) = kept.first().copied() else {
        return Vec::new();
    };
    kept.push(first);
    let places: Vec<Option<DVec2>> = kept
        .iter()
        .map(|point| sheet.view.pixel_from_sky(*point, size))
        .collect();
    let near = |at: DVec2| {
        let (wide, tall) = size;
        (-wide..2.0 * wide).contains(&at.x) && (-tall..2.0 * tall).contains(&at.y)
    };
    let mut strokes: Vec<Vec<DVec2>> = Vec::new();
    let mut add = |piece: &[DVec2]| match strokes.last_mut() {
        Some(before)
            if before
                .last()
                .is_some_and(|last| last.distance(piece[0]) < 1e-3) =>
        {
            before.extend_from_slice(&piece[1..]);
        }
        _ => strokes.push(piece.to_vec()),
    };
    for (ends, at) in kept.windows(2).zip(places.windows(2)) {
        match (at[0], at[1]) {
            (None, None) => {}
            (Some(from), Some(to)) if !near(from) && !near(to) => {}
            (Some(from), Some(to))
                if from.distance(to)
                    < STRETCHED * (ends[0].distance(ends[1]) / per_px).max(1.0) =>
            {
                add(&[from, to]);
            }
            _ => {
                for piece in sky_lines::polyline(&sheet.view, size, ends) {
                    if piece.len() > 1 {
                        add(&piece);
                    }
                }
            }
        }
    }
    strokes
}

/// A label on a line, where it is level and within the picture.
fn label(sheet: &mut Sheet<'_>, line: &[Pos2], text: &str, color: Color32) {
    let inside = sheet.rect().shrink(24.0);
    let seen = || line.iter().filter(|at| inside.contains(**at));
    let (low, high) = seen().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), at| {
        (low.min(at.x), high.max(at.x))
    });
    let (top, bottom) = seen().fold((f32::INFINITY, f32::NEG_INFINITY), |(top, bottom), at| {
        (top.min(at.y), bottom.max(at.y))
    });
    if (high - low).max(bottom - top) < SMALLEST_PX {
        return;
    }
    // The lowest place of the line, where it is level.
    let Some(at) = seen().max_by(|a, b| a.y.total_cmp(&b.y)) else {
        return;
    };
    let size = vec2(text_width(text, SMALL) + 4.0, SMALL + 2.0);
    plate(sheet, Rect::from_center_size(*at, size));
    sheet.text(*at, Align2::CENTER_CENTER, text, color);
}

/// A ground of the background's colour, so that words are read on any map.
fn plate(sheet: &mut Sheet<'_>, rect: Rect) {
    let color = sheet.theme.background.gamma_multiply(0.6);
    sheet.drawing.rect(rect, color);
    sheet.taken.push(rect);
}

/// What the contours are and how large, in the corner at the right, below tools and remarks.
fn legend(sheet: &mut Sheet<'_>, contours: &Contours) {
    if contours.made.is_empty() || !sheet.places.has_strip() || sheet.rect().width() < 420.0 {
        return;
    }
    let count = contours.made.len();
    let texts: Vec<String> = contours.made.iter().map(row).collect();
    let width = texts
        .iter()
        .map(|text| text_width(text, SMALL))
        .fold(0.0, f32::max);
    let rect = sheet.rect();
    let mut at = rect.right_top() + vec2(-width - 16.0, TOP);
    let size = vec2(width + 32.0, 15.0 * count as f32 + 2.0);
    plate(sheet, Rect::from_min_size(at - vec2(28.0, 2.0), size));
    let weak = sheet.theme.weak;
    for (place, text) in texts.iter().enumerate() {
        let color = sheet.theme.contour(place, count);
        let middle = at + vec2(0.0, 7.0);
        let ends = vec![middle - vec2(24.0, 0.0), middle - vec2(6.0, 0.0)];
        sheet.drawing.line(ends, 1.8, color);
        sheet.text(middle, Align2::LEFT_CENTER, text, weak);
        at.y += 15.0;
    }
}

/// "90 %: 1,206 deg²".
fn row(made: &MadeContour) -> String {
    format!("{}: {}", made.label, area_words(made.area_deg2))
}

/// An area with as many digits as one reads.
pub fn area_words(area_deg2: f64) -> String {
    let step = match area_deg2 {
        area if area >= 100.0 => 1.0,
        area if area >= 10.0 => 0.1,
        area if area >= 0.1 => 0.01,
        _ => 1e-4,
    };
    format!("{} deg²", tick_text(area_deg2, step))
}
