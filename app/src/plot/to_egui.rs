//! Figures in the window: turned into triangles once, painted every frame.

use std::f32::consts::FRAC_PI_2;
use std::sync::{Arc, OnceLock};

use eframe::egui::epaint::{PathShape, PathStroke, TessellationOptions, Tessellator, TextShape};
use eframe::egui::{
    self, Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, Shape as Painting, Stroke,
    TextureHandle, Vec2, vec2,
};
use glam::DVec2;
use image::RgbaImage;

use super::drawing::{Drawing, Item, Shape};
use super::form::Outline;

/// Where copies of the letters stand that make their rim.
const HALO: [Vec2; 8] = [
    vec2(1.0, 0.0),
    vec2(-1.0, 0.0),
    vec2(0.0, 1.0),
    vec2(0.0, -1.0),
    vec2(0.7, 0.7),
    vec2(-0.7, 0.7),
    vec2(0.7, -0.7),
    vec2(-0.7, -0.7),
];

/// What is painted within one clip.
struct Part {
    clip: Option<Rect>,
    pictures: Vec<Picture>,
    mesh: Mesh,
    texts: Vec<Words>,
}

/// A picture in its place.
struct Picture {
    rect: Rect,
    pixels: Arc<RgbaImage>,
    /// Made when it is first painted.
    texture: OnceLock<TextureHandle>,
}

impl Picture {
    fn paint(&self, painter: &Painter) {
        let texture = self.texture.get_or_init(|| {
            let size = [self.pixels.width() as usize, self.pixels.height() as usize];
            let image = egui::ColorImage::from_rgba_unmultiplied(size, &self.pixels);
            let options = egui::TextureOptions::LINEAR;
            painter.ctx().load_texture("figure", image, options)
        });
        let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
        painter.image(texture.id(), self.rect, whole, Color32::WHITE);
    }
}

struct Words {
    at: Pos2,
    text: String,
    size: f32,
    color: Color32,
    anchor: Align2,
    upright: bool,
    halo: Option<Color32>,
}

/// Turns items of a figure whose upper left corner is at `origin` into triangles.
pub fn triangles(items: &[Item], origin: Pos2, pixels_per_point: f32) -> Vec<PaintedPart> {
    let part = |clip| Part {
        clip,
        pictures: Vec::new(),
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
    let filled =
        |part: &Part| !part.mesh.is_empty() || !part.texts.is_empty() || !part.pictures.is_empty();
    let parts = parts.into_iter().filter(filled);
    parts
        .map(|part| PaintedPart {
            clip: part.clip,
            pictures: part.pictures,
            mesh: Arc::new(part.mesh),
            texts: part.texts,
        })
        .collect()
}

/// Pictures, triangles over them and texts over those, within one clip.
pub struct PaintedPart {
    clip: Option<Rect>,
    pictures: Vec<Picture>,
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
        for picture in &self.pictures {
            picture.paint(&painter);
        }
        if !self.mesh.is_empty() {
            painter.add(Painting::Mesh(Arc::clone(&self.mesh)));
        }
        for words in &self.texts {
            let font = FontId::proportional(words.size);
            let galley = painter.layout_no_wrap(words.text.clone(), font, words.color);
            let corner = words.anchor.anchor_size(words.at, galley.size()).min;
            let turn = if words.upright { -FRAC_PI_2 } else { 0.0 };
            for shift in words.halo.iter().flat_map(|_| HALO) {
                let rim = words.halo.unwrap_or_default();
                let text = TextShape::new(corner + shift, Arc::clone(&galley), rim);
                let text = text.with_override_text_color(rim);
                painter.add(text.with_angle_and_anchor(turn, words.anchor));
            }
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
                let line = Stroke::new(form.line_width(), *color);
                match (form.outline(*at + by, *radius), form.is_open()) {
                    (Outline::Circle, true) => {
                        paint(Painting::circle_stroke(*at + by, *radius, line));
                    }
                    (Outline::Circle, false) => {
                        paint(Painting::circle_filled(*at + by, *radius, *color));
                    }
                    (Outline::Polygon(corners), true) => {
                        paint(Painting::closed_line(corners, line))
                    }
                    (Outline::Polygon(corners), false) if corners.len() <= 4 => {
                        paint(Painting::convex_polygon(corners, *color, Stroke::NONE));
                    }
                    (Outline::Polygon(corners), false) => fan(mesh, *at + by, &corners, *color),
                    (Outline::Lines(lines), _) => {
                        for ends in lines {
                            paint(Painting::line_segment(ends, line));
                        }
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
                halo,
            } => self.texts.push(Words {
                at: *at + by,
                text: text.clone(),
                size: *size,
                color: *color,
                anchor: *anchor,
                upright: *upright,
                halo: *halo,
            }),
            Shape::Fill { rings, color } => {
                let place = |at: &Pos2| DVec2::new(at.x.into(), at.y.into());
                let rings: Vec<Vec<DVec2>> = rings
                    .iter()
                    .map(|ring| ring.iter().map(place).collect())
                    .collect();
                for corners in nuscope_render::sky_lines::triangles(&rings) {
                    let first = mesh.vertices.len() as u32;
                    for corner in corners {
                        let at = Pos2::new(corner.x as f32, corner.y as f32) + by;
                        mesh.colored_vertex(at, *color);
                    }
                    mesh.add_triangle(first, first + 1, first + 2);
                }
            }
            Shape::Image { rect, pixels } => self.pictures.push(Picture {
                rect: rect.translate(by),
                pixels: Arc::clone(pixels),
                texture: OnceLock::new(),
            }),
            Shape::Ramp { rect, colors } => ramp(mesh, rect.translate(by), colors),
            Shape::Clip(_) => {}
        }
    }
}

/// A polygon that is seen whole from its centre.
fn fan(mesh: &mut Mesh, center: Pos2, corners: &[Pos2], color: Color32) {
    let first = mesh.vertices.len() as u32;
    let count = corners.len() as u32;
    mesh.colored_vertex(center, color);
    for (place, corner) in corners.iter().enumerate() {
        mesh.colored_vertex(*corner, color);
        let place = place as u32;
        mesh.add_triangle(first, first + 1 + place, first + 1 + (place + 1) % count);
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
