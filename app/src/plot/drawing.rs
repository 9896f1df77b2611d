//! Figures as lists of plain marks: drawn once, then painted in the window or written as SVG or PDF.
//!
//! A mark may say what it stands for, so that a click on it selects the hit, module, track or event everywhere.
//! Coordinates are points, x to the right and y down from the upper left corner, whatever they become later.

use std::sync::Arc;

use eframe::egui::{Align2, Color32, Pos2, Rect, Vec2};
use image::RgbaImage;
use nuscope_model::ModuleId;

use super::axes::Panel;
pub use super::form::Form;
use crate::session::Session;

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A hit, by its place in the event.
    Hit(u32),
    /// A module of the detector.
    Module(ModuleId),
    /// A track, by its place among reconstructed tracks followed by the truth.
    Track(usize),
    /// An event, by its place in the file.
    Event(usize),
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line through points.
    Line {
        /// The points.
        points: Vec<Pos2>,
        /// Its width.
        width: f32,
        /// Its colour.
        color: Color32,
        /// Whether it is broken.
        dashed: bool,
    },
    /// A filled rectangle.
    Rect {
        /// Its place.
        rect: Rect,
        /// Its colour.
        color: Color32,
    },
    /// The area between a line that runs to the right and a level base.
    Area {
        /// The line.
        tops: Vec<Pos2>,
        /// Height of the base.
        base: f32,
        /// Its colour.
        color: Color32,
    },
    /// A point.
    Point {
        /// Its centre.
        at: Pos2,
        /// Its size.
        radius: f32,
        /// What it is drawn as.
        form: Form,
        /// Its colour.
        color: Color32,
    },
    /// A line of text.
    Text {
        /// Where its anchor is.
        at: Pos2,
        /// The words.
        text: String,
        /// Its height.
        size: f32,
        /// Its colour.
        color: Color32,
        /// What part of the text is at `at`, before it is turned.
        anchor: Align2,
        /// Whether it is turned to be read from below.
        upright: bool,
        /// Colour of a rim around the letters, which keeps them legible over anything.
        halo: Option<Color32>,
    },
    /// The area within closed lines, by the even-odd rule.
    Fill {
        /// The lines.
        rings: Vec<Vec<Pos2>>,
        /// Its colour.
        color: Color32,
    },
    /// A picture.
    Image {
        /// Its place.
        rect: Rect,
        /// Its pixels, not multiplied by their opacity.
        pixels: Arc<RgbaImage>,
    },
    /// Colours that run from left to right.
    Ramp {
        /// Its place.
        rect: Rect,
        /// Equally spaced colours, the first at the left edge, the last at the right.
        colors: Vec<Color32>,
    },
    /// What follows is drawn within this place only; `None` ends that.
    Clip(Option<Rect>),
}

/// A shape and what it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What is drawn.
    pub shape: Shape,
    /// What it stands for, if for anything.
    pub mark: Option<Mark>,
}

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Its width and height.
    pub size: Vec2,
    /// What it is called where it is not seen: in files, and for screen readers.
    pub title: String,
    /// What it is drawn on.
    pub background: Color32,
    /// Everything in it, in the order of drawing.
    pub items: Vec<Item>,
    /// Its axes, to turn places into values.
    pub panels: Vec<Panel>,
    /// Why there is nothing to draw, if so.
    pub message: Option<String>,
    /// Points of a page, each 1/72 inch, for each point here.
    pub scale: f32,
    /// What it was made from, to be kept in files.
    pub session: Option<Session>,
}

impl Drawing {
    /// An empty figure.
    pub fn new(size: Vec2, title: impl Into<String>, background: Color32) -> Self {
        Self {
            size,
            title: title.into(),
            background,
            items: Vec::new(),
            panels: Vec::new(),
            message: None,
            scale: 1.0,
            session: None,
        }
    }

    /// Draws a shape that stands for nothing.
    pub fn add(&mut self, shape: Shape) {
        self.items.push(Item { shape, mark: None });
    }

    /// Draws a shape that stands for something.
    pub fn add_marked(&mut self, shape: Shape, mark: Mark) {
        let mark = Some(mark);
        self.items.push(Item { shape, mark });
    }

    /// Draws a whole line.
    pub fn line(&mut self, points: Vec<Pos2>, width: f32, color: Color32) {
        self.add(Shape::Line {
            points,
            width,
            color,
            dashed: false,
        });
    }

    /// Draws a filled rectangle.
    pub fn rect(&mut self, rect: Rect, color: Color32) {
        self.add(Shape::Rect { rect, color });
    }

    /// Writes a line of text.
    pub fn text(
        &mut self,
        at: Pos2,
        anchor: Align2,
        text: impl Into<String>,
        size: f32,
        color: Color32,
    ) {
        self.add(Shape::Text {
            at,
            text: text.into(),
            size,
            color,
            anchor,
            upright: false,
            halo: None,
        });
    }

    /// Writes a line of text that is legible over anything.
    pub fn text_with_halo(
        &mut self,
        at: Pos2,
        anchor: Align2,
        text: impl Into<String>,
        size: f32,
        color: Color32,
        halo: Color32,
    ) {
        self.add(Shape::Text {
            at,
            text: text.into(),
            size,
            color,
            anchor,
            upright: false,
            halo: Some(halo),
        });
    }

    /// Draws a point that stands for nothing.
    pub fn point(&mut self, at: Pos2, radius: f32, form: Form, color: Color32) {
        self.add(Shape::Point {
            at,
            radius,
            form,
            color,
        });
    }

    /// Draws within a place only, until the next call.
    pub fn clip(&mut self, rect: Option<Rect>) {
        self.add(Shape::Clip(rect));
    }

    /// What the mark nearest to `at` stands for, if there is one within reach.
    pub fn pick(&self, at: Pos2) -> Option<Mark> {
        self.pick_item(at).and_then(|place| self.items[place].mark)
    }

    /// Which item with a meaning is nearest to `at`; points come before lines, and lines before places.
    pub fn pick_item(&self, at: Pos2) -> Option<usize> {
        let mut clip = None;
        let mut best: Option<(f32, usize)> = None;
        for (place, item) in self.items.iter().enumerate() {
            if let Shape::Clip(rect) = item.shape {
                clip = rect;
            }
            if item.mark.is_none() || clip.is_some_and(|clip: Rect| !clip.contains(at)) {
                continue;
            }
            let far = reach(&item.shape, at);
            // Of equals the last is on top.
            if far.is_finite() && best.is_none_or(|(least, _)| far <= least) {
                best = Some((far, place));
            }
        }
        best.map(|(_, place)| place)
    }

    /// All marks within a place, each once, in the order of drawing.
    pub fn marks_within(&self, within: Rect) -> Vec<Mark> {
        let mut seen = std::collections::HashSet::new();
        let inside = |item: &&Item| match &item.shape {
            Shape::Point { at, .. } => within.contains(*at),
            Shape::Rect { rect, .. } => within.contains(rect.center()),
            _ => false,
        };
        let marks = self.items.iter().filter(inside);
        marks
            .filter_map(|item| item.mark)
            .filter(|mark| seen.insert(*mark))
            .collect()
    }

    /// The axes around a place.
    pub fn panel_at(&self, at: Pos2) -> Option<&Panel> {
        self.panels.iter().find(|panel| panel.rect.contains(at))
    }
}

/// How far a shape is from a place, infinite if it is out of reach.
fn reach(shape: &Shape, at: Pos2) -> f32 {
    match shape {
        Shape::Point {
            at: center, radius, ..
        } => {
            let far = center.distance(at);
            if far <= radius + 3.0 {
                far
            } else {
                f32::INFINITY
            }
        }
        Shape::Rect { rect, .. } if rect.contains(at) => 100.0,
        Shape::Line { points, .. } => {
            let pairs = points.windows(2).filter_map(|pair| pair.try_into().ok());
            let far = pairs.map(|[a, b]: [Pos2; 2]| distance_to_segment(at, a, b));
            let far = far.fold(f32::INFINITY, f32::min);
            if far <= 4.0 {
                50.0 + far
            } else {
                f32::INFINITY
            }
        }
        _ => f32::INFINITY,
    }
}

fn distance_to_segment(at: Pos2, a: Pos2, b: Pos2) -> f32 {
    let along = b - a;
    let share = ((at - a).dot(along) / along.length_sq().max(1e-12)).clamp(0.0, 1.0);
    (a + share * along).distance(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{pos2, vec2};

    fn point(x: f32, y: f32) -> Shape {
        Shape::Point {
            at: pos2(x, y),
            radius: 3.0,
            form: Form::Disc,
            color: Color32::WHITE,
        }
    }

    fn drawing() -> Drawing {
        let mut drawing = Drawing::new(vec2(100.0, 100.0), "made", Color32::BLACK);
        drawing.add_marked(
            Shape::Rect {
                rect: Rect::from_min_max(pos2(0.0, 0.0), pos2(40.0, 40.0)),
                color: Color32::WHITE,
            },
            Mark::Module(ModuleId(7)),
        );
        drawing.add_marked(
            Shape::Line {
                points: vec![pos2(0.0, 20.0), pos2(100.0, 20.0)],
                width: 1.0,
                color: Color32::WHITE,
                dashed: false,
            },
            Mark::Track(1),
        );
        drawing.add_marked(point(20.0, 20.0), Mark::Hit(3));
        drawing.add_marked(point(22.0, 20.0), Mark::Hit(4));
        drawing.clip(Some(Rect::from_min_max(pos2(50.0, 50.0), pos2(60.0, 60.0))));
        drawing.add_marked(point(80.0, 80.0), Mark::Hit(5));
        drawing
    }

    #[test]
    fn a_point_is_picked_before_the_line_and_the_place_under_it() {
        let drawing = drawing();
        assert_eq!(drawing.pick(pos2(20.4, 20.0)), Some(Mark::Hit(3)));
        assert_eq!(drawing.pick(pos2(21.6, 20.0)), Some(Mark::Hit(4)));
        assert_eq!(drawing.pick(pos2(34.0, 22.0)), Some(Mark::Track(1)));
        assert_eq!(
            drawing.pick(pos2(34.0, 34.0)),
            Some(Mark::Module(ModuleId(7)))
        );
        assert_eq!(drawing.pick(pos2(70.0, 70.0)), None);
        assert_eq!(drawing.pick(pos2(80.0, 80.0)), None, "it is clipped away");
    }

    #[test]
    fn a_box_holds_the_points_in_it() {
        let all = Rect::from_min_max(pos2(21.0, 0.0), pos2(30.0, 30.0));
        assert_eq!(drawing().marks_within(all), [Mark::Hit(4)]);
    }
}
