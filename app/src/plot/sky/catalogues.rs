//! Catalogues over the sky: a mark for every source, its true size if it is extended, a name where there is room.
//!
//! Where very many sources are in sight they become dots, one for a few pixels at most: more could not be told apart,
//! and a catalogue of any size costs no more than the picture has room for.

use std::collections::HashSet;

use eframe::egui::{Color32, Pos2, Rect};
use nuscope_model::catalogue::Extension;
use nuscope_model::{Catalogue, Equatorial, Source};
use nuscope_render::sky_lines;
use rayon::prelude::*;

use super::labels::{Label, Rank, Stand};
use super::words::drawable;
use super::{Sheet, SkyScene};
use crate::catalogues::{self, Near};
use crate::document::Document;
use crate::plot::drawing::Form;
use crate::theme::{SMALL, Theme};
use crate::view::{CatalogueId, Selected, SkyLook};

/// More sources than this in sight, of one catalogue, are drawn as dots.
const MOST_MARKS: usize = 2_000;

/// Side of the square that has room for one dot, in points.
const DOT: f32 = 2.0;

/// Sources farther from the pointer than this are not "near", in degrees.
const NEAR_DEG: f64 = 10.0;

/// A click so many points from a mark still means it.
const REACH: f32 = 7.0;

/// Size of marks in points.
const RADIUS: f32 = 3.2;

/// Draws all catalogues that are shown.
pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let (document, look) = (scene.document, scene.look());
    for (id, catalogue) in catalogues::shown(document, look) {
        let color = on_ground(catalogues::color(document, look, id), sheet.theme);
        sizes(sheet, catalogue, color);
        let seen = in_sight(sheet, catalogue);
        let form = catalogues::form(id);
        if form == Form::Disc && catalogue.extra(MAGNITUDE).is_some() {
            let chosen = look.catalogues.colors.contains_key(&catalogue.name);
            stars(
                sheet,
                catalogue,
                &seen,
                chosen.then_some(color),
                look.catalogues.names,
            );
        } else if seen.len() > MOST_MARKS {
            dots(sheet, &seen, color);
        } else {
            marks(sheet, id, catalogue, &seen, color, look.catalogues.names);
        }
    }
}

/// A colour that is chosen for a dark ground, darker where the ground is bright.
pub(super) fn on_ground([r, g, b]: [u8; 3], theme: &Theme) -> Color32 {
    theme.ink(Color32::from_rgb(r, g, b))
}

/// The colour of a mark as that of its name: letters need more contrast than marks where the ground is bright.
fn in_words(color: Color32, theme: &Theme) -> Color32 {
    let bright = theme.background.intensity() > 0.5;
    let part = |channel: u8| (0.68 * f32::from(channel)) as u8;
    match bright {
        true => Color32::from_rgb(part(color.r()), part(color.g()), part(color.b())),
        false => color,
    }
}

/// Sources in sight, with where they are; those without a place are nowhere.
fn in_sight(sheet: &Sheet<'_>, catalogue: &Catalogue) -> Vec<(usize, Pos2)> {
    let rect = sheet.rect();
    let place = |index: usize| {
        let at = sheet.place(catalogue.sources[index].position.to_vector())?;
        rect.contains(at).then_some((index, at))
    };
    match catalogue.len() > MOST_MARKS {
        true => (0..catalogue.len())
            .into_par_iter()
            .filter_map(place)
            .collect(),
        false => (0..catalogue.len()).filter_map(place).collect(),
    }
}

/// Circles of the size of extended sources; broken for a width, whole for a radius.
fn sizes(sheet: &mut Sheet<'_>, catalogue: &Catalogue, color: Color32) {
    let color = color.gamma_multiply(0.75);
    for source in &catalogue.sources {
        size(sheet, source, 1.0, color);
    }
}

/// A circle of the size of a source.
pub(super) fn size(sheet: &mut Sheet<'_>, source: &Source, width: f32, color: Color32) {
    {
        let Some(radius_rad) = source.extension_rad.filter(|radius| *radius > 0.0) else {
            return;
        };
        // One that is smaller than its mark says nothing.
        let radius_px = radius_rad / sheet.view.rad_per_px(sheet.size());
        let center = source.position.to_vector();
        if radius_px < f64::from(RADIUS) || !center.is_finite() {
            return;
        }
        let pieces = sky_lines::circle(&sheet.view, sheet.size(), center, radius_rad);
        match source.extension {
            Extension::Gaussian => sheet.dashes(pieces, width, color),
            _ => sheet.strokes(pieces, width, color),
        }
    }
}

fn dots(sheet: &mut Sheet<'_>, seen: &[(usize, Pos2)], color: Color32) {
    let mut taken = HashSet::new();
    for (_, at) in seen {
        let cell = ((at.x / DOT) as i32, (at.y / DOT) as i32);
        if taken.insert(cell) {
            let rect = Rect::from_center_size(*at, eframe::egui::Vec2::splat(1.6));
            sheet.drawing.rect(rect, color);
        }
    }
}

fn marks(
    sheet: &mut Sheet<'_>,
    id: CatalogueId,
    catalogue: &Catalogue,
    seen: &[(usize, Pos2)],
    color: Color32,
    named: bool,
) {
    let form = catalogues::form(id);
    let all = catalogue.len().max(1) as f32;
    // What the user opened is what is looked for.
    let first = f32::from(u8::from(matches!(id, CatalogueId::Opened(_))));
    for (index, at) in seen {
        sheet.drawing.point(*at, RADIUS, form, color);
        let source = &catalogue.sources[*index];
        if named && !source.name.is_empty() {
            // Lists begin with what is most important in them.
            let order = *index as f32 / all - first;
            let words = in_words(color, sheet.theme);
            let label = label(*at, RADIUS + 1.0, &source.name, words, order);
            sheet.labels.push(label);
        }
    }
}

fn label(at: Pos2, radius: f32, text: &str, color: Color32, order: f32) -> Label {
    Label {
        at,
        radius,
        text: drawable(text).into_owned(),
        size: SMALL,
        color,
        rank: Rank::Source,
        order,
        stand: Stand::Around,
    }
}

/// The column of magnitudes.
const MAGNITUDE: &str = "magnitude";

/// The column of colours of stars.
const COLOR_INDEX: &str = "B-V";

/// Stars as discs, the larger the brighter, in their own colours unless the user chose one.
fn stars(
    sheet: &mut Sheet<'_>,
    catalogue: &Catalogue,
    seen: &[(usize, Pos2)],
    chosen: Option<Color32>,
    named: bool,
) {
    let column = |name: &str| catalogue.extra(name).map(|extra| extra.values.as_slice());
    let value = |values: Option<&[f64]>, index: usize| {
        let value = values.and_then(|values| values.get(index)).copied();
        value.filter(|value| value.is_finite()).unwrap_or(0.0) as f32
    };
    let (magnitudes, indices) = (column(MAGNITUDE), column(COLOR_INDEX));
    // As many names as a view of the sky has room for: fainter ones come as it is magnified.
    let faintest = 1.5 + 0.9 * (sheet.view.zoom.max(1.0).log2() as f32);
    for (index, at) in seen {
        let magnitude = value(magnitudes, *index);
        let radius = star_radius(magnitude);
        let color =
            chosen.unwrap_or_else(|| on_ground(star_color(value(indices, *index)), sheet.theme));
        sheet.drawing.point(*at, radius, Form::Disc, color);
        let source = &catalogue.sources[*index];
        if named && magnitude <= faintest {
            let label = Label {
                rank: Rank::Star,
                ..label(*at, radius, &source.name, sheet.theme.weak, magnitude)
            };
            sheet.labels.push(label);
        }
    }
}

/// Radius of a star's disc in points.
fn star_radius(magnitude: f32) -> f32 {
    (3.3 - 0.55 * magnitude).clamp(0.7, 4.2)
}

/// The colour of a star by its index B − V, after the colours of black bodies.
fn star_color(index: f32) -> [u8; 3] {
    const KNOTS: [(f32, [f32; 3]); 6] = [
        (-0.3, [165.0, 190.0, 255.0]),
        (0.0, [205.0, 220.0, 255.0]),
        (0.4, [248.0, 246.0, 255.0]),
        (0.8, [255.0, 236.0, 205.0]),
        (1.2, [255.0, 214.0, 160.0]),
        (1.8, [255.0, 180.0, 115.0]),
    ];
    let after = KNOTS.iter().position(|(knot, _)| index < *knot);
    let after = after.unwrap_or(KNOTS.len() - 1).max(1);
    let ((low, from), (high, to)) = (KNOTS[after - 1], KNOTS[after]);
    let share = ((index - low) / (high - low)).clamp(0.0, 1.0);
    std::array::from_fn(|i| (from[i] + share * (to[i] - from[i])) as u8)
}

/// The source whose mark is at a place of the sheet.
pub fn source_at(document: &Document, look: &SkyLook, sky: Rect, at: Pos2) -> Option<Near> {
    let size = (f64::from(sky.width()), f64::from(sky.height()));
    let pixel = |at: Pos2| glam::DVec2::new((at.x - sky.left()).into(), (at.y - sky.top()).into());
    let here = look.view.sky_from_pixel(pixel(at), size)?;
    // Projections squeeze some parts of the sky: the distance is measured on the sheet.
    let reach_rad = 4.0 * f64::from(REACH) * look.view.rad_per_px(size);
    let near = catalogues::nearest(document, look, Equatorial::from_vector(here), reach_rad)?;
    let (_, source) = catalogues::source(document, near.selected())?;
    let mark = look
        .view
        .pixel_from_sky(source.position.to_vector(), size)?;
    (mark.distance(pixel(at)) <= REACH.into()).then_some(near)
}

/// The source nearest to a place, in words such as "TXS 0506+056 0.32° away"; `None` if none is near.
pub fn nearest_words(document: &Document, look: &SkyLook, at: Equatorial) -> Option<String> {
    let near = catalogues::nearest(document, look, at, NEAR_DEG.to_radians())?;
    let (_, source) = catalogues::source(document, near.selected())?;
    let name = match drawable(&source.name) {
        name if name.is_empty() => "a source".into(),
        name => name,
    };
    Some(format!("{name} {:.2}° away", near.away_rad.to_degrees()))
}

/// A source in a few lines, for the pointer.
pub fn source_words(document: &Document, selected: Selected) -> Option<String> {
    let (catalogue, source) = catalogues::source(document, selected)?;
    let mut words = drawable(&source.name).into_owned();
    for line in [&source.kind, &catalogue.name] {
        if !line.is_empty() {
            words += &format!("\n{}", drawable(line));
        }
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brighter_stars_are_larger_and_hot_ones_blue() {
        assert!(star_radius(-1.44) > star_radius(0.5) && star_radius(4.4) >= 0.7);
        let [red, _, blue] = star_color(-0.2);
        assert!(blue > red);
        let [red, _, blue] = star_color(1.5);
        assert!(red > blue);
        assert_eq!(star_color(-5.0), star_color(-0.3));
        assert_eq!(star_color(9.0), star_color(1.8));
        assert_eq!(star_color(f32::NAN), star_color(f32::NAN));
    }

    #[test]
    fn colours_are_darker_on_paper() {
        let on = |theme| on_ground([255, 209, 102], theme);
        assert_eq!(on(&crate::theme::DARK), Color32::from_rgb(255, 209, 102));
        let marks = on(&crate::theme::LIGHT);
        assert!(marks.intensity() < on(&crate::theme::DARK).intensity());
        let names = in_words(marks, &crate::theme::LIGHT);
        assert!(names.intensity() < 0.8 * marks.intensity());
    }
}
