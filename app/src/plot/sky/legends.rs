//! What the looks on the sky mean: colour bars below it, samples, sizes and forms.

use eframe::egui::{Align2, Color32, Pos2, Rect, pos2, vec2};
use nuscope_render::Colormap;

use super::{Sheet, SkyScene};
use crate::crowd::Crowd;
use crate::plot::color_bar::{self, ColorBar};
use crate::plot::drawing::{Form, Shape};
use crate::plot::map_bar;
use crate::plot::text_width::text_width;
use crate::plot::ticks::{thousands, tick_text};
use crate::scene::candidate_markers::size_factor;
use crate::scene::sky;
use crate::theme::SMALL;
use crate::view::CrowdLook;

/// Distance of the bars from the edges.
const MARGIN: f32 = 28.0;

/// Between the lines of remarks.
const LINE: f32 = 14.0;

/// In a narrower strip samples are not named.
const NARROW: f32 = 700.0;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    if !sheet.places.has_strip() {
        return;
    }
    let strip = sheet.places.strip;
    let width = (0.4 * strip.width()).min(420.0);
    let size = vec2(width, color_bar::HEIGHT);
    let left = pos2(strip.left() + MARGIN, strip.top() + 4.0);
    let theme = sheet.theme;
    if scene.map.is_some() {
        let title = scene.maps.title(scene.document, scene.second);
        let bar = map_bar::bar_of(scene.maps, scene.look(), scene.second, &title);
        let place = map_bar::place(&sheet.places);
        if let Some((bar, place)) = bar.zip(place) {
            bar.draw(&mut sheet.drawing, place, theme);
        }
    }
    let entries = &scene.meaning.colors.entries;
    if let Some(crowd) = scene.crowd.filter(|crowd| crowd.total > 0) {
        density(
            sheet,
            crowd,
            &scene.look().crowd,
            Rect::from_min_size(left, size),
        );
    } else if let (Some(color), Some(range)) = (
        &scene.meaning.color,
        scene.meaning.color_range(scene.look()),
    ) {
        let bar = ColorBar {
            title: &format!("Candidates: {}", color.title),
            unit: color.unit,
            colormap: Colormap::Batlow,
            reversed: false,
            on_dark: false,
            range,
        };
        bar.draw(&mut sheet.drawing, Rect::from_min_size(left, size), theme);
    } else if !entries.is_empty() {
        colors(sheet, left, width + 60.0, entries.iter().cloned());
    } else if scene.look().candidates && strip.width() > NARROW {
        let samples = scene.candidates.samples().iter().enumerate();
        let hidden = &scene.look().hidden_samples;
        let shown = samples.filter(|(_, sample)| !hidden.contains(&sample.name));
        let entries = shown.map(|(place, sample)| {
            let text = format!("{} {}", sample.name, thousands(sample.len()));
            (text, sky::sample_color_on(theme, place))
        });
        colors(sheet, left, width + 60.0, entries);
    }
    let used = remarks(sheet, scene, left.x + width + 84.0);
    forms_and_sizes(sheet, scene, used);
}

/// How a density was made and which errors are drawn: right of the other legends, or above them at the left where the
/// map's bar is. Returns how high they are there.
fn remarks(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>, beside: f32) -> f32 {
    let mut remarks = scene.crowd.map(Crowd::words).unwrap_or_default();
    remarks.extend(scene.errors.words(scene.view));
    let weak = sheet.theme.weak;
    let (strip, sky) = (sheet.places.strip, sheet.rect());
    let fits = |words: &String| beside + text_width(words, SMALL) < strip.right();
    if scene.map.is_none() && remarks.len() <= 4 && remarks.iter().all(fits) {
        let top = strip.top() + 30.0 - 0.5 * LINE * remarks.len() as f32;
        for (line, remark) in (0_u8..).zip(&remarks) {
            let at = pos2(beside, top + LINE * f32::from(line));
            sheet
                .drawing
                .text(at, Align2::LEFT_TOP, remark, SMALL, weak);
        }
        return 0.0;
    }
    for (line, remark) in (0_u8..).zip(remarks.iter().rev()) {
        let at = pos2(
            sky.left() + 16.0,
            sky.bottom() - 12.0 - LINE * f32::from(line),
        );
        sheet.text(at, Align2::LEFT_CENTER, remark, weak);
    }
    LINE * remarks.len() as f32
}

/// The colours of a density; of logarithms, because those are told apart evenly.
fn density(sheet: &mut Sheet<'_>, crowd: &Crowd, look: &CrowdLook, place: Rect) {
    let (title, unit) = crowd.title(look);
    let (low, high) = crowd.range(look);
    let bar = ColorBar {
        title,
        unit,
        colormap: look.colormap,
        reversed: false,
        on_dark: false,
        range: match look.logarithmic {
            true => (low.log10(), high.log10()),
            false => (low, high),
        },
    };
    let theme = sheet.theme;
    bar.draw(&mut sheet.drawing, place, theme);
}

/// What sizes and forms mean, in the corner below the sky at the left, above what is there already.
fn forms_and_sizes(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>, used: f32) {
    let left = sheet.rect().left() + 16.0;
    let mut y = sheet.rect().bottom() - 12.0 - used;
    let (weak, strong) = (sheet.theme.weak, sheet.theme.text);
    let middle = Align2::LEFT_CENTER;
    let drawing = &mut sheet.drawing;
    let forms = &scene.meaning.forms;
    for (name, form) in forms.entries.iter().rev() {
        drawing.add(Shape::Point {
            at: pos2(left + 6.0, y),
            radius: 4.5,
            form: Form::from(*form),
            color: weak,
        });
        drawing.text(pos2(left + 18.0, y), middle, name, SMALL, weak);
        y -= 16.0;
    }
    if !forms.title.is_empty() && !forms.entries.is_empty() {
        drawing.text(pos2(left, y), middle, &forms.title, SMALL, strong);
        y -= 20.0;
    }
    let Some(size) = &scene.meaning.size else {
        return;
    };
    let (low, high) = size.range;
    let mut x = left;
    for share in [0.0, 0.5, 1.0] {
        let radius = 3.0 * size_factor(share);
        let color = weak.gamma_multiply(0.8);
        drawing.point(pos2(x + radius, y), radius, Form::Disc, color);
        x += 2.0 * radius + 4.0;
        let step = f64::from(high - low) / 20.0;
        let value = f64::from(low + share * (high - low));
        let text = tick_text(value, step.max(1e-6));
        let width = text_width(&text, SMALL);
        drawing.text(pos2(x, y), middle, text, SMALL, weak);
        x += width + 10.0;
    }
    let title = format!("{} {}", size.title, size.unit);
    drawing.text(
        pos2(left, y - 18.0),
        middle,
        title.trim_end(),
        SMALL,
        strong,
    );
}

/// Dots with their names, from left to right, in as many rows as they need.
fn colors(
    sheet: &mut Sheet<'_>,
    at: Pos2,
    width: f32,
    entries: impl Iterator<Item = (String, [u8; 3])>,
) {
    let weak = sheet.theme.weak;
    let mut corner = at + vec2(0.0, 2.0);
    for (text, [r, g, b]) in entries {
        let long = text_width(&text, SMALL);
        if corner.x > at.x && corner.x + long + 16.0 > at.x + width {
            corner = pos2(at.x, corner.y + 17.0);
        }
        let color = Color32::from_rgb(r, g, b);
        let drawing = &mut sheet.drawing;
        drawing.point(corner + vec2(4.0, 7.0), 3.5, Form::Disc, color);
        let place = corner + vec2(12.0, 0.0);
        drawing.text(place, Align2::LEFT_TOP, text, SMALL, weak);
        corner.x += long + 30.0;
    }
}
