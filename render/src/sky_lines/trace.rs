//! An arc of the sky as strokes of the picture.

use std::f64::consts::{FRAC_PI_6, PI};

use glam::{DVec2, DVec3};

use super::arc::SkyArc;
use super::clip::Frame;
use crate::projection::{Cut, SkyView};

/// How far a chord may lie from its arc, in pixels.
const TOLERANCE_PX: f64 = 0.1;

/// How far from a cut strokes end, in radians: nearer, it would not be sure on which side.
const SHY_RAD: f64 = 1e-9;

/// The strokes of an arc: cut where the map is cut, and to the picture.
pub fn trace(view: &SkyView, size: (f64, f64), arc: &SkyArc) -> Vec<Vec<DVec2>> {
    let arc = arc.turned(view.view_from_sky());
    let frame = Frame::around(size);
    let runs = runs(view, &arc).into_iter();
    let mut pieces: Vec<Vec<DVec2>> = runs
        .flat_map(|run| frame.line(&chords(view, size, &arc, &run)))
        .collect();
    // Where a closed line begins is no reason to break it.
    if let [first, .., last] = &pieces[..]
        && joined(last, first)
        && let Some(mut last) = pieces.pop()
    {
        last.extend_from_slice(&pieces[0][1..]);
        pieces[0] = last;
    }
    pieces
}

/// A circle around a direction.
pub fn circle(view: &SkyView, size: (f64, f64), center: DVec3, radius_rad: f64) -> Vec<Vec<DVec2>> {
    SkyArc::circle(center, radius_rad).map_or_else(Vec::new, |arc| trace(view, size, &arc))
}

/// Directions joined by great circles; neighbours that are equal or opposite are not joined.
pub fn polyline(view: &SkyView, size: (f64, f64), corners: &[DVec3]) -> Vec<Vec<DVec2>> {
    let mut strokes: Vec<Vec<DVec2>> = Vec::new();
    for ends in corners.windows(2) {
        let Some(arc) = SkyArc::between(ends[0], ends[1]) else {
            continue;
        };
        for piece in trace(view, size, &arc) {
            // Strokes that meet at a corner become one, for the sake of dashes and joints.
            match strokes.last_mut() {
                Some(before) if joined(before, &piece) => before.extend_from_slice(&piece[1..]),
                _ => strokes.push(piece),
            }
        }
    }
    strokes
}

fn joined(before: &[DVec2], next: &[DVec2]) -> bool {
    matches!((before.last(), next.first()), (Some(a), Some(b)) if a.distance(*b) < 1e-3)
}

/// A part of an arc that the map shows in one piece.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    /// Its first and last angle.
    pub range: (f64, f64),
    /// Whether it begins, and ends, at a cut of the map.
    pub cut: (bool, bool),
}

/// The parts of an arc (in the view's frame) that the map shows, in order.
pub(super) fn runs(view: &SkyView, arc: &SkyArc) -> Vec<Run> {
    let (from, to) = arc.range();
    let (cuts, hidden): (Vec<f64>, Box<dyn Fn(f64) -> bool>) = match view.projection.row().cut {
        Cut::Seam { poles_are_lines } => {
            let (mut cuts, reach) = arc.meets(DVec3::Y, 0.0);
            // In front of the poles the plane of the seam is no seam; at them it is one where they are lines.
            let least = if poles_are_lines { 1e-9 } else { 0.0 };
            cuts.retain(|t| arc.at(*t).x <= least);
            if reach < SHY_RAD {
                // The arc lies in the plane: it is cut at the poles.
                cuts = arc.meets(DVec3::X, 0.0).0;
            }
            (cuts, Box::new(|_| false))
        }
        Cut::Horizon { cos } => (
            arc.meets(DVec3::X, cos).0,
            Box::new(move |t| arc.at(t).x < cos),
        ),
    };
    let mut runs = Vec::new();
    let mut begin = (from, false);
    for end in cuts.into_iter().map(|t| (t, true)).chain([(to, false)]) {
        if end.0 - begin.0 > 4.0 * SHY_RAD && !hidden(0.5 * (begin.0 + end.0)) {
            runs.push(Run {
                range: (begin.0, end.0),
                cut: (begin.1, end.1),
            });
        }
        // A cut at the very end of an arc cuts what follows.
        begin = end;
    }
    runs
}

/// The chords of a run, within the tolerance where they can be seen.
pub(super) fn chords(view: &SkyView, size: (f64, f64), arc: &SkyArc, run: &Run) -> Vec<DVec2> {
    let least = SHY_RAD / arc.radius_sin().max(1e-3);
    let shy = |cut: bool| if cut { least } else { 0.0 };
    let (from, to) = (run.range.0 + shy(run.cut.0), run.range.1 - shy(run.cut.1));
    // What lies in the plane of the seam belongs to one side, whatever roundings say.
    let in_plane = matches!(view.projection.row().cut, Cut::Seam { .. })
        && arc.meets(DVec3::Y, 0.0).1 < SHY_RAD;
    let place = |t: f64| {
        let mut unit = arc.at(t);
        if in_plane {
            unit.y = unit.y.abs();
        }
        view.pixel_from_plane(view.projection.nearest_plane_from_unit(unit), size)
    };
    let span = to - from;
    let share = span / (arc.range().1 - arc.range().0).abs().max(1e-300);
    let steps = (share * arc.length_rad() / (PI / 60.0)).max(span / FRAC_PI_6);
    curve(from, to, steps.ceil().clamp(1.0, 1e4) as usize, size, place)
}

/// A curve as chords, refined where it can be seen.
pub(super) fn curve(
    from: f64,
    to: f64,
    steps: usize,
    size: (f64, f64),
    place: impl Fn(f64) -> DVec2,
) -> Vec<DVec2> {
    let frame = Frame::around(size);
    let mut points = vec![place(from)];
    let mut before = (from, points[0]);
    for step in 1..=steps {
        let t = from + (to - from) * step as f64 / steps as f64;
        let here = (t, place(t));
        refine(&place, &frame, before, here, 26, &mut points);
        before = here;
    }
    points
}

fn refine(
    place: &impl Fn(f64) -> DVec2,
    frame: &Frame,
    a: (f64, DVec2),
    b: (f64, DVec2),
    depth: u32,
    points: &mut Vec<DVec2>,
) {
    let t = 0.5 * (a.0 + b.0);
    let middle = place(t);
    let chord = b.1 - a.1;
    let along = ((middle - a.1).dot(chord) / chord.length_squared().max(1e-300)).clamp(0.0, 1.0);
    let off = middle.distance(a.1 + along * chord);
    // The arc may bulge as far again as its middle does.
    let room = DVec2::splat(2.0 * off + 0.25 * chord.length());
    let low = a.1.min(b.1).min(middle) - room;
    let high = a.1.max(b.1).max(middle) + room;
    if depth == 0 || off <= TOLERANCE_PX || !frame.sees(low, high) {
        points.push(b.1);
        return;
    }
    refine(place, frame, a, (t, middle), depth - 1, points);
    refine(place, frame, (t, middle), b, depth - 1, points);
}
