//! Figures as SVG: text stays text, every mark a shape of its own.
//!
//! Texts say how long they are, so that nothing overlaps where another font has to do.

use std::fmt::Write as _;
use std::io::Cursor;

use base64::Engine as _;
use eframe::egui::{Align, Align2, Color32, Pos2, Rect};
use image::{ImageFormat, RgbaImage};

use super::drawing::{Drawing, Form, Item, Shape};
use super::form::Outline;
use super::text_width::{ascent_descent, font_bytes, text_width};

/// The figure as an SVG file; the same figure is always the same text.
pub fn to_svg(drawing: &Drawing) -> String {
    let (width, height) = (number(drawing.size.x), number(drawing.size.y));
    let on_page = |points: f32| number(points * drawing.scale);
    let (wide, high) = (on_page(drawing.size.x), on_page(drawing.size.y));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}pt\" height=\"{high}pt\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"Ubuntu, 'DejaVu Sans', sans-serif\" font-weight=\"300\">\n<title>{}</title>\n",
        escaped(&drawing.title)
    );
    if let Some(session) = &drawing.session {
        // The end of such a section must not stand within it.
        let text = session.to_line().replace("]]>", "]]\\u003e");
        let _ = writeln!(svg, "<metadata><![CDATA[{text}]]></metadata>");
        // What is kept for years brings its letters along.
        let font = base64::engine::general_purpose::STANDARD.encode(font_bytes());
        let _ = writeln!(
            svg,
            "<style>@font-face{{font-family:Ubuntu;font-weight:300;src:url(data:font/ttf;base64,{font})}}</style>"
        );
    }
    let _ = writeln!(
        svg,
        "<rect width=\"{width}\" height=\"{height}\"{}/>",
        paint("fill", drawing.background)
    );
    let mut clips = 0;
    let mut clipped = false;
    let mut ramps = 0;
    for Item { shape, .. } in &drawing.items {
        if let Shape::Clip(rect) = shape {
            if std::mem::take(&mut clipped) {
                svg += "</g>\n";
            }
            if let Some(rect) = rect {
                clips += 1;
                clipped = true;
                let _ = writeln!(
                    svg,
                    "<clipPath id=\"c{clips}\"><rect{}/></clipPath>\n<g clip-path=\"url(#c{clips})\">",
                    place(*rect)
                );
            }
            continue;
        }
        write_shape(&mut svg, shape, &mut ramps);
    }
    if clipped {
        svg += "</g>\n";
    }
    svg + "</svg>\n"
}

fn write_shape(svg: &mut String, shape: &Shape, ramps: &mut usize) {
    let written = match shape {
        Shape::Line {
            points,
            width,
            color,
            dashed,
        } => {
            let dash = if *dashed {
                " stroke-dasharray=\"5 4\""
            } else {
                ""
            };
            writeln!(
                svg,
                "<polyline points=\"{}\" fill=\"none\"{} stroke-width=\"{}\" stroke-linejoin=\"round\"{dash}/>",
                places(points),
                paint("stroke", *color),
                number(*width)
            )
        }
        // What only answers to the pointer is not there on paper.
        Shape::Rect { color, .. } if color.a() == 0 => Ok(()),
        Shape::Rect { rect, color } => {
            writeln!(svg, "<rect{}{}/>", place(*rect), paint("fill", *color))
        }
        Shape::Area { tops, base, color } => {
            let (Some(first), Some(last)) = (tops.first(), tops.last()) else {
                return;
            };
            let base = number(*base);
            writeln!(
                svg,
                "<polygon points=\"{},{base} {} {},{base}\"{}/>",
                number(first.x),
                places(tops),
                number(last.x),
                paint("fill", *color)
            )
        }
        Shape::Point {
            at,
            radius,
            form,
            color,
        } => write_point(svg, *at, *radius, *form, *color),
        Shape::Text {
            at,
            text,
            size,
            color,
            anchor,
            upright,
            halo,
        } => {
            let rim = match halo {
                Some(halo) => format!(
                    "{} stroke-width=\"2\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
                    paint("stroke", *halo)
                ),
                None => String::new(),
            };
            let turned = match upright {
                true => format!(
                    " transform=\"rotate(-90 {} {})\"",
                    number(at.x),
                    number(at.y)
                ),
                false => String::new(),
            };
            writeln!(
                svg,
                "<text x=\"{}\" y=\"{}\" font-size=\"{}\" textLength=\"{}\" text-anchor=\"{}\"{}{rim}{turned}>{}</text>",
                number(at.x),
                number(at.y + base_line(*anchor, *size)),
                number(*size),
                number(text_width(text, *size)),
                text_anchor(*anchor),
                paint("fill", *color),
                escaped(text)
            )
        }
        Shape::Ramp { rect, colors } => {
            *ramps += 1;
            let last = colors.len().saturating_sub(1).max(1) as f32;
            let _ = write!(svg, "<linearGradient id=\"r{ramps}\">");
            for (step, color) in colors.iter().enumerate() {
                let offset = number(step as f32 / last);
                let _ = write!(
                    svg,
                    "<stop offset=\"{offset}\" stop-color=\"{}\"/>",
                    hex(*color)
                );
            }
            writeln!(
                svg,
                "</linearGradient>\n<rect{} fill=\"url(#r{ramps})\"/>",
                place(*rect)
            )
        }
        Shape::Fill { rings, color } => {
            let ring = |ring: &Vec<Pos2>| format!("M{}Z", places(ring));
            let path: String = rings.iter().map(ring).collect();
            writeln!(
                svg,
                "<path d=\"{path}\" fill-rule=\"evenodd\"{}/>",
                paint("fill", *color)
            )
        }
        Shape::Image { rect, pixels } => writeln!(
            svg,
            "<image{} preserveAspectRatio=\"none\" href=\"data:image/png;base64,{}\"/>",
            place(*rect),
            base64::engine::general_purpose::STANDARD.encode(png_of(pixels))
        ),
        Shape::Clip(_) => Ok(()),
    };
    written.expect("a string takes everything");
}

fn png_of(pixels: &RgbaImage) -> Vec<u8> {
    let mut png = Vec::new();
    pixels
        .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
        .expect("memory takes everything");
    png
}

fn write_point(
    svg: &mut String,
    at: Pos2,
    radius: f32,
    form: Form,
    color: Color32,
) -> std::fmt::Result {
    let width = number(form.line_width());
    let colored = match form.is_open() {
        true => format!(
            " fill=\"none\"{} stroke-width=\"{width}\"",
            paint("stroke", color)
        ),
        false => paint("fill", color),
    };
    match form.outline(at, radius) {
        Outline::Circle => writeln!(
            svg,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{colored}/>",
            number(at.x),
            number(at.y),
            number(radius)
        ),
        Outline::Polygon(corners) => {
            writeln!(svg, "<polygon points=\"{}\"{colored}/>", places(&corners))
        }
        Outline::Lines(lines) => {
            let line = |[a, b]: &[Pos2; 2]| {
                let [x, y] = [number(a.x), number(a.y)];
                format!("M{x} {y}L{} {}", number(b.x), number(b.y))
            };
            let path: String = lines.iter().map(line).collect();
            writeln!(svg, "<path d=\"{path}\"{colored}/>")
        }
    }
}

/// How far below the anchor's height the letters stand.
pub fn base_line(anchor: Align2, size: f32) -> f32 {
    let (ascent, descent) = ascent_descent(size);
    match anchor.y() {
        Align::Min => ascent,
        Align::Center => 0.5 * (ascent + descent),
        Align::Max => descent,
    }
}

fn text_anchor(anchor: Align2) -> &'static str {
    match anchor.x() {
        Align::Min => "start",
        Align::Center => "middle",
        Align::Max => "end",
    }
}

/// A length to a hundredth of a point.
fn number(value: f32) -> String {
    if !value.is_finite() {
        return "0".into();
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".into(),
        text => text.to_owned(),
    }
}

fn places(points: &[Pos2]) -> String {
    let pairs = points
        .iter()
        .map(|point| format!("{},{}", number(point.x), number(point.y)));
    pairs.collect::<Vec<_>>().join(" ")
}

fn place(rect: Rect) -> String {
    format!(
        " x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        number(rect.left()),
        number(rect.top()),
        number(rect.width().max(0.0)),
        number(rect.height().max(0.0))
    )
}

fn hex(color: Color32) -> String {
    let [r, g, b, _] = color.to_srgba_unmultiplied();
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// A colour and how much it covers.
fn paint(what: &str, color: Color32) -> String {
    match color.a() {
        255 => format!(" {what}=\"{}\"", hex(color)),
        a => format!(
            " {what}=\"{}\" {what}-opacity=\"{}\"",
            hex(color),
            number(f32::from(a) / 255.0)
        ),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{pos2, vec2};

    #[test]
    fn a_drawing_becomes_plain_shapes() {
        let mut drawing = Drawing::new(vec2(40.0, 30.0), "a < b & c", Color32::WHITE);
        drawing.clip(Some(Rect::from_min_size(pos2(1.0, 2.0), vec2(3.0, 4.0))));
        drawing.line(
            vec![pos2(0.0, 0.0), pos2(10.0, 5.25)],
            1.0,
            Color32::from_rgb(1, 2, 255),
        );
        drawing.clip(None);
        drawing.text(
            pos2(5.0, 10.0),
            Align2::RIGHT_BOTTOM,
            "1 > 0",
            10.0,
            Color32::BLACK.gamma_multiply(0.5),
        );
        let svg = to_svg(&drawing);
        assert_eq!(svg.matches("<g ").count(), svg.matches("</g>").count());
        assert!(svg.contains("<title>a &lt; b &amp; c</title>"), "{svg}");
        assert!(
            svg.contains("points=\"0,0 10,5.25\" fill=\"none\" stroke=\"#0102ff\""),
            "{svg}"
        );
        assert!(
            svg.contains(
                "text-anchor=\"end\" fill=\"#000000\" fill-opacity=\"0.5\">1 &gt; 0</text>"
            ),
            "{svg}"
        );
    }

    #[test]
    fn numbers_that_are_none_do_not_reach_the_file() {
        assert_eq!(number(f32::NAN), "0");
        assert_eq!(number(-0.001), "0");
        assert_eq!(number(12.50), "12.5");
        assert_eq!(number(100.0), "100");
    }
}
