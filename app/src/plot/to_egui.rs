//! Figures in the window: turned into triangles once, painted every frame.

use std::f32::consts::FRAC_PI_2;
use std::sync::Arc;

use eframe::egui::epaint::{
    CircleShape, PathShape, PathStroke, TessellationOptions, Tessellator, TextShape,
};
use eframe::egui::{
    self, Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, Shape as Painting, Stroke, Vec2,
};

use super::drawing::{Drawing, Form, Item, Shape};

/// What is painted within one clip.
struct Part {
    clip: Option<Rect>,
    mesh: Mesh,
    texts: Vec<Words>,
}

struct Words {
    at: Pos2,
    text: String,
    size: f32,
    color: Color32,
    anchor: Align2,
    upright: bool,
}

/// Turns items of a figure whose upper left corner is at `origin` into triangles.
pub fn triangles(items: &[Item], origin: Pos2, pixels_per_point: f32) -> Vec<PaintedPart> {
    let part = |clip| Part {
        clip,
        mesh: Mesh::default(),
        texts: Vec::new(),
    };
    let options = TessellationOptions::default();
    let mut tessellator = Tessellator::new(pixels_per_point, options, [1, 1], Vec::new());
    let by = origin.to_vec2();
    let (mut parts, mut now) = (Vec::new(), part(None));
    for Item { shape, .. } in items {
        match shape {
            Shape::Clip(clip) => {
                let next = part(clip.map(|clip| clip.translate(by)));
                parts.push(std::mem::replace(&mut now, next));
            }
            shape => now.add(shape, by, &mut tessellator),
        }
    }
    parts.push(now);
    let filled = |part: &Part| !part.mesh.is_empty() || !part.texts.is_empty();
    let parts = parts.into_iter().filter(filled);
    parts
        .map(|part| PaintedPart {
            clip: part.clip,
            mesh: Arc::new(part.mesh),
            texts: part.texts,
        })
        .collect()
}

/// Triangles and texts within one clip.
pub struct PaintedPart {
    clip: Option<Rect>,
    mesh: Arc<Mesh>,
    texts: Vec<Words>,
}

impl PaintedPart {
    /// Paints the part.
    pub fn paint(&self, painter: &Painter) {
        let painter = match self.clip {
            Some(clip) => painter.with_clip_rect(clip.intersect(painter.clip_rect())),
            None => painter.clone(),
        };
        if !self.mesh.is_empty() {
            painter.add(Painting::Mesh(Arc::clone(&self.mesh)));
        }
        for words in &self.texts {
            let font = FontId::proportional(words.size);
            let galley = painter.layout_no_wrap(words.text.clone(), font, words.color);
            let corner = words.anchor.anchor_size(words.at, galley.size()).min;
            let turn = if words.upright { -FRAC_PI_2 } else { 0.0 };
            let text = TextShape::new(corner, galley, words.color);
            painter.add(text.with_angle_and_anchor(turn, words.anchor));
        }
    }
}

impl Part {
    fn add(&mut self, shape: &Shape, by: Vec2, tessellator: &mut Tessellator) {
        let moved =
            |points: &[Pos2]| -> Vec<Pos2> { points.iter().map(|point| *point + by).collect() };
        let mesh = &mut self.mesh;
        let mut paint = |shape: Painting| tessellator.tessellate_shape(shape, mesh);
        match shape {
            Shape::Line {
                points,
                width,
                color,
                dashed,
            } => {
                let points = moved(points);
                if *dashed {
                    let stroke = Stroke::new(*width, *color);
                    paint(Painting::Vec(Painting::dashed_line(
                        &points, stroke, 5.0, 4.0,
                    )));
                } else {
                    paint(Painting::Path(PathShape::line(
                        points,
                        PathStroke::new(*width, *color),
                    )));
                }
            }
            Shape::Rect { color, .. } if color.a() == 0 => {}
            Shape::Rect { rect, color } => {
                paint(Painting::rect_filled(rect.translate(by), 0.0, *color))
            }
            Shape::Area { tops, base, color } => {
                let tops = moved(tops);
                area(mesh, &tops, base + by.y, *color);
            }
            Shape::Point {
                at,
                radius,
                form,
                color,
            } => {
                let at = *at + by;
                match form {
                    Form::Disc => paint(Painting::Circle(CircleShape::filled(at, *radius, *color))),
                    Form::Ring => {
                        let stroke = Stroke::new(1.5, *color);
                        paint(Painting::Circle(CircleShape::stroke(at, *radius, stroke)));
                    }
                    Form::Cross => {
                        let stroke = Stroke::new(1.2, *color);
                        for turn in [1.0, -1.0] {
                            let half = egui::vec2(*radius, turn * radius);
                            paint(Painting::line_segment([at - half, at + half], stroke));
                        }
                    }
                    Form::Square | Form::Diamond | Form::Triangle => {
                        let corners = form.corners(at, *radius).unwrap_or_default();
                        paint(Painting::convex_polygon(corners, *color, Stroke::NONE));
                    }
                }
            }
            Shape::Text {
                at,
                text,
                size,
                color,
                anchor,
                upright,
            } => self.texts.push(Words {
                at: *at + by,
                text: text.clone(),
                size: *size,
                color: *color,
                anchor: *anchor,
                upright: *upright,
            }),
            Shape::Ramp { rect, colors } => ramp(mesh, rect.translate(by), colors),
            Shape::Clip(_) => {}
        }
    }
}

/// The area below a line, without the seams that neighbouring rectangles would have.
fn area(mesh: &mut Mesh, tops: &[Pos2], base: f32, color: Color32) {
    for pair in tops.windows(2) {
        let [a, b] = [pair[0], pair[1]];
        if b.x <= a.x || (a.y >= base && b.y >= base) {
            continue;
        }
        let first = mesh.vertices.len() as u32;
        for corner in [a, b, Pos2::new(b.x, base), Pos2::new(a.x, base)] {
            mesh.colored_vertex(corner, color);
        }
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first, first + 2, first + 3);
    }
}

fn ramp(mesh: &mut Mesh, rect: Rect, colors: &[Color32]) {
    let last = colors.len().saturating_sub(1).max(1) as f32;
    let first = mesh.vertices.len() as u32;
    for (step, color) in colors.iter().enumerate() {
        let x = rect.left() + rect.width() * step as f32 / last;
        mesh.colored_vertex(Pos2::new(x, rect.top()), *color);
        mesh.colored_vertex(Pos2::new(x, rect.bottom()), *color);
        if step > 0 {
            let at = first + 2 * (step as u32 - 1);
            mesh.add_triangle(at, at + 1, at + 2);
            mesh.add_triangle(at + 1, at + 2, at + 3);
        }
    }
}

/// Paints a whole figure at a place, without keeping anything: for pictures that are drawn once.
pub fn paint_once(drawing: &Drawing, painter: &Painter, origin: Pos2) {
    painter.rect_filled(
        Rect::from_min_size(origin, drawing.size),
        0.0,
        drawing.background,
    );
    for part in triangles(&drawing.items, origin, painter.pixels_per_point()) {
        part.paint(painter);
    }
}
