//! Figures as PDF, on a page of their own size: text can be searched and copied, the font is in the file.

use anyhow::Context as _;
use eframe::egui::{Align, Color32, Pos2};
use krilla::Document;
use krilla::color::rgb;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{
    Fill, FillRule, LineJoin, LinearGradient, Paint, SpreadMethod, Stop, Stroke, StrokeDash,
};
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};

use super::drawing::{Drawing, Shape};
use super::form::Outline;
use super::text_width::{font_bytes, text_width};
use super::to_svg::base_line;
use crate::session::Session;

/// The figure as a PDF file; the same figure is always the same bytes.
///
/// # Errors
/// If the figure has no size, or the font cannot be put into the file.
pub fn to_pdf(drawing: &Drawing) -> anyhow::Result<Vec<u8>> {
    let mut document = Document::new();
    let metadata = Metadata::new()
        .title(drawing.title.clone())
        .creator("nuscope".into());
    document.set_metadata(metadata);
    let font = Font::new(font_bytes().to_vec().into(), 0).context("the font cannot be read")?;
    if let Some(session) = &drawing.session {
        document
            .embed_file(attached(session))
            .context("the session cannot be attached")?;
    }
    let on_page = drawing.size * drawing.scale;
    let settings = PageSettings::from_wh(on_page.x, on_page.y).context("the figure has no size")?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    surface.push_transform(&Transform::from_scale(drawing.scale, drawing.scale));
    let whole = eframe::egui::Rect::from_min_size(Pos2::ZERO, drawing.size);
    fill(&mut surface, rectangle(whole), drawing.background);
    let mut clipped = false;
    for item in &drawing.items {
        if let Shape::Clip(rect) = item.shape {
            if std::mem::take(&mut clipped) {
                surface.pop();
            }
            if let Some(path) = rect.and_then(rectangle) {
                surface.push_clip_path(&path, &FillRule::NonZero);
                clipped = true;
            }
            continue;
        }
        draw(&mut surface, &item.shape, &font);
    }
    if clipped {
        surface.pop();
    }
    surface.pop();
    surface.finish();
    page.finish();
    document
        .finish()
        .map_err(|error| anyhow::anyhow!("the PDF cannot be made: {error:?}"))
}

/// The session as a file that PDF readers list; it is not packed, so that it is found without one.
fn attached(session: &Session) -> EmbeddedFile {
    EmbeddedFile {
        path: "session.nuscope".into(),
        mime_type: MimeType::new("application/json"),
        description: Some("What nuscope showed: opening this figure with it shows it again".into()),
        association_kind: AssociationKind::Source,
        data: session.to_line().into_bytes().into(),
        modification_date: None,
        compress: Some(false),
        location: None,
    }
}

fn draw(surface: &mut Surface<'_>, shape: &Shape, font: &Font) {
    match shape {
        Shape::Line {
            points,
            width,
            color,
            dashed,
        } => stroke(surface, polyline(points, false), *color, *width, *dashed),
        Shape::Rect { rect, color } => fill(surface, rectangle(*rect), *color),
        Shape::Area { tops, base, color } => {
            let (Some(first), Some(last)) = (tops.first(), tops.last()) else {
                return;
            };
            let mut points = tops.clone();
            points.push(Pos2::new(last.x, *base));
            points.push(Pos2::new(first.x, *base));
            fill(surface, polyline(&points, true), *color);
        }
        Shape::Point {
            at,
            radius,
            form,
            color,
        } => {
            let mut put = |path, open| match open {
                true => stroke(surface, path, *color, form.line_width(), false),
                false => fill(surface, path, *color),
            };
            match form.outline(*at, *radius) {
                Outline::Circle => put(circle(*at, *radius), form.is_open()),
                Outline::Polygon(corners) => put(polyline(&corners, true), form.is_open()),
                Outline::Lines(lines) => {
                    for ends in lines {
                        put(polyline(&ends, false), true);
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
        } => {
            let width = text_width(text, *size);
            let left = match anchor.x() {
                Align::Min => 0.0,
                Align::Center => -0.5 * width,
                Align::Max => -width,
            };
            let turn = if *upright { -90.0 } else { 0.0 };
            surface.push_transform(&Transform::from_translate(at.x, at.y));
            surface.push_transform(&Transform::from_rotate(turn));
            let start = Point::from_xy(left, base_line(*anchor, *size));
            if let Some(halo) = halo {
                // The rim is drawn as lines: only the letters themselves are text that can be found.
                surface.set_fill(None);
                surface.set_stroke(Some(line(*halo, 2.0, false)));
                write(surface, start, font, *size, text, true);
            }
            surface.set_stroke(None);
            surface.set_fill(Some(filling(*color)));
            write(surface, start, font, *size, text, false);
            surface.pop();
            surface.pop();
        }
        Shape::Ramp { rect, colors } => {
            let last = colors.len().saturating_sub(1).max(1) as f32;
            let stop = |(step, color): (usize, &Color32)| Stop {
                offset: share(step as f32 / last),
                color: solid(*color).into(),
                opacity: NormalizedF32::ONE,
            };
            let gradient = LinearGradient {
                x1: rect.left(),
                y1: 0.0,
                x2: rect.right(),
                y2: 0.0,
                transform: Transform::identity(),
                spread_method: SpreadMethod::Pad,
                stops: colors.iter().enumerate().map(stop).collect(),
                anti_alias: false,
            };
            let Some(path) = rectangle(*rect) else { return };
            surface.set_stroke(None);
            surface.set_fill(Some(Fill {
                paint: Paint::from(gradient),
                ..Fill::default()
            }));
            surface.draw_path(&path);
        }
        Shape::Fill { rings, color } => {
            let mut path = PathBuilder::new();
            for ring in rings
                .iter()
                .filter(|ring| ring.iter().all(|at| at.is_finite()))
            {
                add_line(&mut path, ring, true);
            }
            let Some(path) = path.finish().filter(|_| color.a() > 0) else {
                return;
            };
            surface.set_stroke(None);
            surface.set_fill(Some(Fill {
                rule: FillRule::EvenOdd,
                ..filling(*color)
            }));
            surface.draw_path(&path);
        }
        Shape::Image { rect, pixels } => {
            let (width, height) = pixels.dimensions();
            let Some(size) = Size::from_wh(rect.width(), rect.height()) else {
                return;
            };
            let image = Image::from_rgba8(pixels.as_raw().clone(), width, height);
            surface.push_transform(&Transform::from_translate(rect.left(), rect.top()));
            surface.draw_image(image, size);
            surface.pop();
        }
        Shape::Clip(_) => {}
    }
}

fn share(value: f32) -> NormalizedF32 {
    NormalizedF32::new(value.clamp(0.0, 1.0)).unwrap_or(NormalizedF32::ONE)
}

fn solid(color: Color32) -> rgb::Color {
    let [r, g, b, _] = color.to_srgba_unmultiplied();
    rgb::Color::new(r, g, b)
}

fn filling(color: Color32) -> Fill {
    Fill {
        paint: solid(color).into(),
        opacity: share(f32::from(color.a()) / 255.0),
        rule: FillRule::NonZero,
    }
}

fn fill(surface: &mut Surface<'_>, path: Option<Path>, color: Color32) {
    // What only answers to the pointer is not there on paper.
    let Some(path) = path.filter(|_| color.a() > 0) else {
        return;
    };
    surface.set_stroke(None);
    surface.set_fill(Some(filling(color)));
    surface.draw_path(&path);
}

fn stroke(surface: &mut Surface<'_>, path: Option<Path>, color: Color32, width: f32, dashed: bool) {
    let Some(path) = path else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(line(color, width, dashed)));
    surface.draw_path(&path);
}

fn line(color: Color32, width: f32, dashed: bool) -> Stroke {
    Stroke {
        paint: solid(color).into(),
        width,
        line_join: LineJoin::Round,
        opacity: share(f32::from(color.a()) / 255.0),
        dash: dashed.then(|| StrokeDash {
            array: vec![5.0, 4.0],
            offset: 0.0,
        }),
        ..Stroke::default()
    }
}

fn write(surface: &mut Surface<'_>, at: Point, font: &Font, size: f32, text: &str, as_lines: bool) {
    let direction = TextDirection::LeftToRight;
    surface.draw_text(at, font.clone(), size, text, as_lines, direction);
}

fn rectangle(rect: eframe::egui::Rect) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_ltrb(
        rect.left(),
        rect.top(),
        rect.right(),
        rect.bottom(),
    )?);
    path.finish()
}

fn polyline(points: &[Pos2], closed: bool) -> Option<Path> {
    if !points.iter().all(|point| point.is_finite()) {
        return None;
    }
    let mut path = PathBuilder::new();
    add_line(&mut path, points, closed);
    path.finish()
}

fn add_line(path: &mut PathBuilder, points: &[Pos2], closed: bool) {
    let Some((first, others)) = points.split_first() else {
        return;
    };
    path.move_to(first.x, first.y);
    for point in others {
        path.line_to(point.x, point.y);
    }
    if closed {
        path.close();
    }
}

/// A circle of four curves, right to 0.03 % of its radius.
fn circle(at: Pos2, radius: f32) -> Option<Path> {
    const PULL: f32 = 0.552_285;
    let (x, y, r, k) = (at.x, at.y, radius, PULL * radius);
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
    path.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
    path.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
    path.cubic_to(x + k, y - r, x + r, y - k, x + r, y);
    path.close();
    path.finish()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use eframe::egui::{Align2, pos2, vec2};

    #[test]
    fn a_page_has_the_size_of_the_figure_and_the_font_in_it() {
        let mut drawing = Drawing::new(vec2(320.0, 200.0), "made", Color32::WHITE);
        drawing.text(
            pos2(10.0, 10.0),
            Align2::LEFT_TOP,
            "Time residual (ns)",
            11.0,
            Color32::BLACK,
        );
        drawing.clip(Some(eframe::egui::Rect::from_min_size(
            pos2(0.0, 0.0),
            vec2(9.0, 9.0),
        )));
        let pdf = to_pdf(&drawing).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.starts_with("%PDF-1."));
        assert!(
            text.contains("/MediaBox[0 0 320 200]") || text.contains("/MediaBox [0 0 320 200]"),
            "{text}"
        );
        assert!(text.contains("/FontFile"), "the font is not in the file");
        assert!(text.trim_end().ends_with("%%EOF"));
        assert_eq!(pdf, to_pdf(&drawing).unwrap());
    }

    #[test]
    fn a_figure_without_size_is_refused() {
        let drawing = Drawing::new(vec2(0.0, 0.0), "made", Color32::WHITE);
        assert!(to_pdf(&drawing).is_err());
    }
}
