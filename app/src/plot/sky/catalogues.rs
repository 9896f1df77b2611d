//! Catalogues over the sky: a mark for every source, a name where there is room, the nearest one to a place.

use eframe::egui::{Align2, Color32, Rect, pos2, vec2};
use nuscope_model::{Catalogue, Equatorial, Source};

use super::{Sheet, SkyScene};
use crate::document::Document;
use crate::plot::drawing::Form;
use crate::plot::text_width::text_width;
use crate::theme::SMALL;
use crate::view::SkyLook;

/// Names are written once this many sources or fewer are in sight: more are not read but looked at.
const MOST_NAMES: usize = 60;

/// More sources than this are drawn as dots, which cost a tenth.
const MOST_MARKS: usize = 5_000;

/// Sources farther from the pointer than this are not "near", in degrees.
const NEAR_DEG: f64 = 10.0;

/// Colours of the catalogues, apart from those of the samples.
const COLORS: [[u8; 3]; 4] = [
    [255, 105, 97],
    [200, 160, 255],
    [150, 230, 120],
    [255, 200, 90],
];

/// The colour of the catalogue at this place in the list.
pub fn catalogue_color(place: usize) -> Color32 {
    let [r, g, b] = COLORS[place % COLORS.len()];
    Color32::from_rgb(r, g, b)
}

/// The catalogues that are shown, with their places in the document.
fn shown<'a>(
    document: &'a Document,
    look: &'a SkyLook,
) -> impl Iterator<Item = (usize, &'a Catalogue)> {
    let catalogues = document.catalogues.iter().enumerate();
    catalogues
        .map(|(place, catalogue)| (place, &**catalogue))
        .filter(|(_, catalogue)| !look.hidden_catalogues.contains(&catalogue.name))
}

/// Draws all shown catalogues: diamonds, the true size of extended sources, and as many names as fit.
pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let (document, look) = (scene.document, scene.look());
    let rect = sheet.rect();
    let in_sight = |sheet: &Sheet<'_>, source: &Source| {
        let at = sheet.place(source.position.to_vector())?;
        rect.contains(at).then_some(at)
    };
    let sources = shown(document, look).flat_map(|(_, catalogue)| &catalogue.sources);
    let seen = sources.filter(|source| in_sight(sheet, source).is_some());
    let named = seen.count() <= MOST_NAMES;
    let mut taken: Vec<Rect> = Vec::new();
    for (place, catalogue) in shown(document, look) {
        let color = catalogue_color(place);
        let marks = catalogue.len() <= MOST_MARKS;
        for source in &catalogue.sources {
            let Some(at) = in_sight(sheet, source) else {
                continue;
            };
            if marks {
                sheet.drawing.point(at, 2.8, Form::OpenDiamond, color);
            } else {
                sheet.drawing.point(at, 1.2, Form::Disc, color);
            }
            if let Some(radius) = source.extension_rad.filter(|radius| *radius > 0.0) {
                sheet.ring(source.position, radius, 1.0, color.gamma_multiply(0.7));
            }
            if named && !source.name.is_empty() {
                let width = text_width(&source.name, SMALL) + 4.0;
                let label = Rect::from_min_size(pos2(at.x + 6.0, at.y - 7.0), vec2(width, 14.0));
                let free = !taken.iter().any(|other| other.intersects(label));
                if free && rect.contains_rect(label) {
                    let corner = label.left_center();
                    sheet.text(corner, Align2::LEFT_CENTER, &source.name, color);
                    taken.push(label);
                }
            }
        }
    }
}

/// The source nearest to a place, in words such as "TXS 0506+056 0.32° away"; `None` if none is near.
pub fn nearest_words(document: &Document, look: &SkyLook, at: Equatorial) -> Option<String> {
    let here = at.to_vector();
    let sources = shown(document, look).flat_map(|(_, catalogue)| &catalogue.sources);
    let cos = |source: &nuscope_model::Source| source.position.to_vector().dot(here);
    let nearest = sources.max_by(|a, b| cos(a).total_cmp(&cos(b)))?;
    let away_deg = nearest.position.separation_rad(at).to_degrees();
    let name = if nearest.name.is_empty() {
        "a source"
    } else {
        &nearest.name
    };
    (away_deg <= NEAR_DEG).then(|| format!("{name} {away_deg:.2}° away"))
}
