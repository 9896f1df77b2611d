//! Marking hits with a box or a loop: those that are seen in it, or all whose photomultiplier lies in it.
//!
//! What is seen comes from the picture of ids, so a hit behind another, or later than the moment shown, is not
//! marked; "through everything" projects the photomultipliers of all shown hits instead.

use eframe::egui::{self, Color32, Pos2, Rect, Stroke as Line, StrokeKind};
use glam::Vec3;
use nuscope_render::camera::OrbitCamera;

use crate::derived::Derived;
use crate::document::Document;
use crate::scene::event::{Picked, picked};
use crate::theme::Theme;
use crate::view::{Marked, Tool, View};

/// Farther from one another than this the corners of a loop are taken, in points.
const STEP: f32 = 2.0;
/// What is smaller than this in both directions was a click, in points.
const SMALLEST: f32 = 4.0;

/// A box or a loop that is being drawn.
#[derive(Debug)]
pub(crate) struct Stroke {
    points: Vec<Pos2>,
    boxed: bool,
}

impl Stroke {
    /// One that begins at a place; without a tool that says otherwise it is a box.
    pub(crate) fn begin(at: Pos2, tool: Tool) -> Self {
        Self {
            points: vec![at],
            boxed: tool != Tool::Lasso,
        }
    }

    /// Draws on to a place.
    pub(crate) fn go_on(&mut self, at: Pos2) {
        let last = self.points.last().copied().unwrap_or(at);
        if self.boxed {
            self.points.truncate(1);
            self.points.push(at);
        } else if last.distance(at) > STEP {
            self.points.push(at);
        }
    }

    /// Its corners; `None` if it is no larger than a click.
    pub(crate) fn polygon(&self) -> Option<Vec<Pos2>> {
        let around = Rect::from_points(&self.points);
        if around.width() < SMALLEST && around.height() < SMALLEST {
            return None;
        }
        Some(match self.boxed {
            true => vec![
                around.left_top(),
                around.right_top(),
                around.right_bottom(),
                around.left_bottom(),
            ],
            false => self.points.clone(),
        })
    }

    /// Draws it over the view.
    pub(crate) fn paint(&self, painter: &egui::Painter, theme: &Theme) {
        let line = Line::new(1.5, theme.selection);
        let fill = theme.selection.gamma_multiply(0.12);
        if self.boxed {
            let around = Rect::from_points(&self.points);
            painter.rect(around, 0.0, fill, line, StrokeKind::Middle);
            return;
        }
        painter.line(self.points.clone(), line);
        if let [first, .., last] = self.points.as_slice() {
            let faint = Line::new(1.0, theme.selection.gamma_multiply(0.5));
            painter.line_segment([*first, *last], faint);
        }
        let fill =
            egui::Shape::convex_polygon(self.points.clone(), Color32::TRANSPARENT, Line::NONE);
        painter.add(fill);
    }
}

/// How marks combine with those that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joining {
    /// Instead of them.
    Replace,
    /// To them.
    Add,
    /// From them.
    TakeAway,
}

impl Joining {
    /// What the modifier keys ask for.
    pub(crate) fn of(modifiers: egui::Modifiers) -> Self {
        match (modifiers.shift, modifiers.alt) {
            (_, true) => Self::TakeAway,
            (true, false) => Self::Add,
            (false, false) => Self::Replace,
        }
    }

    /// The marks that come of it.
    pub(crate) fn join(self, marked: &Marked, places: Vec<u32>) -> Marked {
        match self {
            Self::Replace => places.into(),
            Self::Add => marked.with(&places),
            Self::TakeAway => marked.without(&places),
        }
    }
}

/// The hits among picked ids, by their place in the event.
pub(super) fn hits_among(ids: Vec<u32>) -> Vec<u32> {
    let hit = |id| match picked(id) {
        Some(Picked::Hit(place)) => u32::try_from(place).ok(),
        _ => None,
    };
    ids.into_iter().filter_map(hit).collect()
}

/// The shown hits whose photomultiplier is seen inside `polygon`, whatever stands before it; corners count from the
/// top left of the view.
pub(super) fn hits_through(
    document: &Document,
    view: &View,
    derived: &Derived,
    camera: &OrbitCamera,
    viewport: (f32, f32),
    polygon: &[(f32, f32)],
) -> Vec<u32> {
    let (Some(values), Some(detector)) = (&derived.values, &document.detector) else {
        return Vec::new();
    };
    let center = detector.center_m();
    let sensors = detector.sensors();
    // Hits share photomultipliers: each is projected once.
    let inside: Vec<bool> = sensors
        .iter()
        .map(|sensor| {
            let place: Vec3 = (sensor.position_m - center).as_vec3();
            let pixel = camera.pixel_from_world(place, viewport);
            pixel.is_some_and(|pixel| holds(polygon, (pixel.x, pixel.y)))
        })
        .collect();
    let event = &values.event;
    let wanted = |(place, sensor): &(usize, &Option<nuscope_model::SensorId>)| {
        let later = view.cursor_ns.is_some_and(|cursor| {
            let time = event.relative_time_ns(&event.hits[*place]) as f32;
            time > cursor || time.is_nan()
        });
        derived.shown.passes.get(*place) != Some(&false)
            && !later
            && sensor.is_some_and(|sensor| inside.get(sensor.0 as usize) == Some(&true))
    };
    let all = values.sensors().iter().enumerate();
    let places = all.filter(wanted).map(|(place, _)| place as u32);
    places.collect()
}

/// Whether a polygon holds a point: an odd number of its sides lie to the right of it.
pub(crate) fn holds(polygon: &[(f32, f32)], (x, y): (f32, f32)) -> bool {
    let Some(last) = polygon.last() else {
        return false;
    };
    let before = std::iter::once(last).chain(polygon);
    let sides = polygon.iter().zip(before);
    let crossed = sides
        .filter(|(a, b)| (a.1 > y) != (b.1 > y))
        .filter(|(a, b)| x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0));
    crossed.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use eframe::egui::{Modifiers, pos2};

    #[test]
    fn a_box_has_four_corners_and_a_click_none() {
        let mut stroke = Stroke::begin(pos2(30.0, 40.0), Tool::Turn);
        stroke.go_on(pos2(31.0, 42.0));
        assert_eq!(stroke.polygon(), None);
        stroke.go_on(pos2(10.0, 90.0));
        stroke.go_on(pos2(10.0, 100.0));
        let corners = stroke.polygon().unwrap();
        assert_eq!(corners.len(), 4);
        assert_eq!(
            (corners[0], corners[2]),
            (pos2(10.0, 40.0), pos2(30.0, 100.0))
        );
    }

    #[test]
    fn a_loop_is_closed_and_may_be_hollow() {
        let corners = [
            (0.0, 0.0),
            (10.0, 0.0),
            (10.0, 10.0),
            (5.0, 2.0),
            (0.0, 10.0),
        ];
        assert!(holds(&corners, (1.0, 5.0)));
        assert!(holds(&corners, (5.0, 1.0)));
        assert!(!holds(&corners, (5.0, 5.0)), "in the notch");
        assert!(!holds(&corners, (11.0, 5.0)));
        assert!(!holds(&corners, (f32::NAN, 5.0)));
        assert!(!holds(&[], (0.0, 0.0)));
    }

    #[test]
    fn shift_adds_and_alt_takes_away() {
        let marked = Marked::from(vec![1, 2, 3]);
        let join = |modifiers, places| Vec::from(Joining::of(modifiers).join(&marked, places));
        assert_eq!(join(Modifiers::NONE, vec![7]), [7]);
        assert_eq!(join(Modifiers::SHIFT, vec![7, 2]), [1, 2, 3, 7]);
        assert_eq!(join(Modifiers::ALT, vec![7, 2]), [1, 3]);
        assert_eq!(join(Modifiers::SHIFT | Modifiers::ALT, vec![1]), [2, 3]);
    }
}
