//! What points of a drawing look like: twelve forms, filled, open, or crossed lines.

use std::f32::consts::PI;

use eframe::egui::{Pos2, pos2, vec2};
use nuscope_render::MarkerShape;

/// What a point is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A filled disc.
    Disc,
    /// A circle.
    Ring,
    /// A filled square.
    Square,
    /// A square.
    OpenSquare,
    /// A filled square on its corner.
    Diamond,
    /// A square on its corner.
    OpenDiamond,
    /// A filled triangle.
    Triangle,
    /// A triangle.
    OpenTriangle,
    /// A filled star of five points.
    Star,
    /// A star of five points.
    OpenStar,
    /// Two crossed lines, upright.
    Plus,
    /// Two crossed lines, oblique.
    Cross,
}

/// The lines that make a form.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// The circle around its centre.
    Circle,
    /// A closed line; all of it is seen from the centre.
    Polygon(Vec<Pos2>),
    /// Lines from end to end.
    Lines(Vec<[Pos2; 2]>),
}

impl Form {
    /// Its lines around `at`; all forms look about as large as the disc of this radius.
    pub fn outline(self, at: Pos2, radius: f32) -> Outline {
        let around = |places: &[(f32, f32)]| {
            let place = |(x, y): &(f32, f32)| pos2(at.x + x * radius, at.y + y * radius);
            Outline::Polygon(places.iter().map(place).collect())
        };
        let crossed = |arms: [(f32, f32); 2]| {
            let line = |(x, y): (f32, f32)| {
                let arm = radius * vec2(x, y);
                [at - arm, at + arm]
            };
            Outline::Lines(arms.map(line).to_vec())
        };
        match self {
            Self::Disc | Self::Ring => Outline::Circle,
            Self::Square | Self::OpenSquare => {
                around(&[(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)])
            }
            Self::Diamond | Self::OpenDiamond => {
                around(&[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)])
            }
            Self::Triangle | Self::OpenTriangle => {
                around(&[(0.0, -1.4), (1.25, 0.85), (-1.25, 0.85)])
            }
            Self::Star | Self::OpenStar => {
                let corner = |number: u32| {
                    let far = if number.is_multiple_of(2) { 1.45 } else { 0.62 };
                    let angle = PI * number as f32 / 5.0;
                    at + far * radius * vec2(angle.sin(), -angle.cos())
                };
                Outline::Polygon((0..10).map(corner).collect())
            }
            Self::Plus => crossed([(1.2, 0.0), (0.0, 1.2)]),
            Self::Cross => crossed([(1.0, 1.0), (1.0, -1.0)]),
        }
    }

    /// Whether only its lines are drawn, nothing between them.
    pub fn is_open(self) -> bool {
        match self {
            Self::Disc | Self::Square | Self::Diamond | Self::Triangle | Self::Star => false,
            Self::Ring
            | Self::OpenSquare
            | Self::OpenDiamond
            | Self::OpenTriangle
            | Self::OpenStar
            | Self::Plus
            | Self::Cross => true,
        }
    }

    /// Width of its lines.
    pub fn line_width(self) -> f32 {
        if self == Self::Ring { 1.5 } else { 1.2 }
    }
}

impl From<MarkerShape> for Form {
    fn from(shape: MarkerShape) -> Self {
        match shape {
            MarkerShape::Dot => Self::Disc,
            MarkerShape::Circle => Self::Ring,
            MarkerShape::Square => Self::Square,
            MarkerShape::OpenSquare => Self::OpenSquare,
            MarkerShape::Diamond => Self::Diamond,
            MarkerShape::OpenDiamond => Self::OpenDiamond,
            MarkerShape::Triangle => Self::Triangle,
            MarkerShape::OpenTriangle => Self::OpenTriangle,
            MarkerShape::Star => Self::Star,
            MarkerShape::OpenStar => Self::OpenStar,
            MarkerShape::Plus => Self::Plus,
            MarkerShape::Cross => Self::Cross,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filled_forms_are_about_as_large_as_the_disc() {
        for form in [Form::Square, Form::Diamond, Form::Triangle, Form::Star] {
            let Outline::Polygon(corners) = form.outline(pos2(3.0, 4.0), 2.0) else {
                panic!("{form:?} has no corners");
            };
            let next = corners.iter().cycle().skip(1);
            let twice: f32 = corners
                .iter()
                .zip(next)
                .map(|(a, b)| a.x * b.y - b.x * a.y)
                .sum();
            let share = 0.5 * twice.abs() / (4.0 * PI);
            assert!((0.8..1.1).contains(&share), "{form:?} {share}");
        }
    }
}
