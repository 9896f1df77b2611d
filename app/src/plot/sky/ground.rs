//! What lies below the lines of a figure of the sky: its ground, the map's colours, and candidates as shapes.
//!
//! Colours that differ from pixel to pixel become one picture. Candidates stay shapes that a drawing program can move,
//! until there are so many that the file would be larger than anyone opens: then they are dots of the picture.

use std::sync::Arc;

use eframe::egui::{Color32, Pos2, Rect, vec2};
use glam::DVec3;
use image::RgbaImage;
use nuscope_render::projection::Outline;
use nuscope_render::{Colormap, MarkerShape, Paper, PaperMap, SkyFrame};
use rayon::prelude::*;

use super::{Sheet, SkyScene};
use crate::plot::drawing::{Form, Shape};

/// More candidates than this are dots of the picture.
const MOST_SHAPES: usize = 20_000;

/// What shines less is not drawn.
const FAINTEST: f32 = 0.004;

/// Corners of an ellipse; between them its line is that of a great circle.
const CORNERS: u32 = 72;

/// A candidate on the sheet.
struct Dot {
    at: Pos2,
    radius: f32,
    form: Form,
    color: Color32,
}

/// Draws the ground, the picture of the map, and the candidates.
pub(super) fn draw(
    sheet: &mut Sheet<'_>,
    scene: &SkyScene<'_>,
    frame: &SkyFrame,
    maps: [Option<PaperMap<'_>>; 3],
    per_point: f64,
) {
    let dots = dots(sheet, scene, frame);
    let many = dots.len() > MOST_SHAPES;
    let colored = maps.iter().any(Option::is_some) || frame.galactic.is_some();
    sheet.drawing.clip(Some(sheet.rect()));
    let outline = outline(sheet);
    if colored || many {
        let mut picture = painted(&Paper::new(frame, maps), sheet.rect(), per_point);
        if many {
            for dot in &dots {
                stamp(&mut picture, dot, per_point as f32);
            }
        }
        sheet.drawing.add(Shape::Image {
            rect: sheet.rect(),
            pixels: Arc::new(picture),
        });
    } else {
        let [r, g, b] = frame.style.ellipse;
        sheet.drawing.add(Shape::Fill {
            rings: vec![outline.clone()],
            color: Color32::from_rgb(r, g, b),
        });
    }
    errors(sheet, scene, frame);
    if !many {
        for dot in dots {
            sheet.drawing.point(dot.at, dot.radius, dot.form, dot.color);
        }
    }
    let [r, g, b] = frame.style.edge;
    sheet.drawing.line(outline, 1.0, Color32::from_rgb(r, g, b));
    sheet.drawing.clip(None);
}

/// The lines of the errors that are drawn.
fn errors(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>, frame: &SkyFrame) {
    for ellipse in &scene.errors.ellipses {
        let strength = frame.time.map_or(1.0, |time| time.strength(ellipse.time));
        let [r, g, b, a] = ellipse.color;
        let color = Color32::from_rgb(r, g, b).gamma_multiply(strength * f32::from(a) / 255.0);
        if strength >= FAINTEST {
            sheet.polyline(&ellipse.outline(CORNERS), ellipse.line_px, color);
        }
    }
}

/// The border of the map, closed.
fn outline(sheet: &Sheet<'_>) -> Vec<Pos2> {
    const CORNERS: u32 = 360;
    let (middle, half) = sheet.view.extent(sheet.size());
    let (middle, half) = (middle.as_vec2(), half.as_vec2());
    let corner =
        |x: f32, y: f32| sheet.rect().min + vec2(middle.x + x * half.x, middle.y + y * half.y);
    match sheet.view.projection.row().outline {
        Outline::Ellipse => (0..=CORNERS)
            .map(|step| {
                let (sin, cos) = (std::f32::consts::TAU * step as f32 / CORNERS as f32).sin_cos();
                corner(cos, sin)
            })
            .collect(),
        Outline::Rectangle => [
            (-1.0, -1.0),
            (1.0, -1.0),
            (1.0, 1.0),
            (-1.0, 1.0),
            (-1.0, -1.0),
        ]
        .map(|(x, y)| corner(x, y))
        .to_vec(),
    }
}

fn painted(paper: &Paper<'_>, rect: Rect, per_point: f64) -> RgbaImage {
    let pixels = |points: f32| (f64::from(points) * per_point).round().max(1.0) as u32;
    let (width, height) = (pixels(rect.width()), pixels(rect.height()));
    let mut picture = RgbaImage::new(width, height);
    picture
        .par_chunks_exact_mut(4 * width as usize)
        .enumerate()
        .for_each(|(y, row)| paper.paint_row(y as u32, per_point, row));
    picture
}

/// Paints a disc into the picture.
fn stamp(picture: &mut RgbaImage, dot: &Dot, scale: f32) {
    let (at, radius) = (scale * dot.at.to_vec2(), scale * dot.radius);
    let [r, g, b, a] = dot.color.to_srgba_unmultiplied().map(f32::from);
    let (width, height) = picture.dimensions();
    let range = |middle: f32, end: u32| {
        let low = (middle - radius - 1.0).max(0.0) as u32;
        let high = (middle + radius + 1.0).clamp(0.0, end as f32) as u32;
        low..high
    };
    for y in range(at.y, height) {
        for x in range(at.x, width) {
            let away = (vec2(x as f32, y as f32) + vec2(0.5, 0.5) - at).length();
            let cover = (radius - away + 0.5).clamp(0.0, 1.0) * a / 255.0;
            let pixel = &mut picture.get_pixel_mut(x, y).0;
            if cover > 0.0 && pixel[3] > 0 {
                for (channel, color) in pixel.iter_mut().zip([r, g, b]) {
                    let under = f32::from(*channel);
                    *channel = (under + (color - under) * cover).round() as u8;
                }
            }
        }
    }
}

/// The candidates that are seen at the moment shown.
fn dots(sheet: &Sheet<'_>, scene: &SkyScene<'_>, frame: &SkyFrame) -> Vec<Dot> {
    if !scene.look().candidates {
        return Vec::new();
    }
    let within = sheet.rect().expand(8.0);
    let mut dots: Vec<Dot> = Vec::new();
    for marker in &scene.meaning.markers {
        let strength = frame.time.map_or(1.0, |time| time.strength(marker.time));
        if strength < FAINTEST {
            continue;
        }
        let direction = DVec3::from_array(marker.direction.map(f64::from));
        let Some(at) = sheet.place(direction).filter(|at| within.contains(*at)) else {
            continue;
        };
        let shape = MarkerShape::ALL
            .into_iter()
            .find(|shape| *shape as u32 == marker.shape & 0xFF)
            .unwrap_or_default();
        dots.push(Dot {
            at,
            radius: marker.radius_px * frame.marker_scale,
            form: Form::from(shape),
            color: color(marker, frame).gamma_multiply(strength),
        });
    }
    dots
}

fn color(marker: &nuscope_render::Marker, frame: &SkyFrame) -> Color32 {
    let (low, high) = frame.marker_range;
    let has_value = marker.value.is_finite() && marker.value > f32::MIN;
    let [r, g, b, a] = marker.color;
    let solid = match frame.marker_colormap.filter(|_| has_value) {
        Some(colormap) => {
            let share = (marker.value - low) / (high - low);
            let [r, g, b] = Colormap::sample(colormap, share);
            Color32::from_rgb(r, g, b)
        }
        None => Color32::from_rgb(r, g, b),
    };
    solid.gamma_multiply(f32::from(a) / 255.0 * frame.marker_opacity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::pos2;

    #[test]
    fn a_dot_paints_as_much_as_it_covers_and_nothing_outside_of_the_sky() {
        let white = image::Rgba([255, 255, 255, 255]);
        let mut picture = RgbaImage::from_pixel(40, 40, white);
        picture.put_pixel(20, 20, image::Rgba([0, 0, 0, 0]));
        let dot = Dot {
            at: pos2(10.0, 10.0),
            radius: 4.0,
            form: Form::Disc,
            color: Color32::BLACK,
        };
        stamp(&mut picture, &dot, 2.0);
        let dark: f32 = picture
            .pixels()
            .filter(|pixel| pixel.0[3] > 0)
            .map(|pixel| 1.0 - f32::from(pixel.0[0]) / 255.0)
            .sum();
        let area = std::f32::consts::PI * 64.0;
        assert!((dark - area).abs() < 0.03 * area, "{dark} {area}");
        assert_eq!(picture.get_pixel(20, 20).0[3], 0);
    }
}
