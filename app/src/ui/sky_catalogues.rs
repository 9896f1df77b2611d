//! Catalogues over the sky: a mark for every source, a name where there is room, the nearest one under the pointer.

use eframe::egui::{self, Align2, FontId, Rect, Shape, Stroke, pos2, vec2};
use nuscope_model::{Catalogue, Equatorial, Source};

use crate::document::Document;
use crate::theme::SMALL;
use crate::ui::sky_sheet::Sheet;
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
pub fn catalogue_color(place: usize) -> egui::Color32 {
    let [r, g, b] = COLORS[place % COLORS.len()];
    egui::Color32::from_rgb(r, g, b)
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
pub fn draw(sheet: &Sheet, document: &Document, look: &SkyLook) {
    let in_sight = |source: &Source| {
        let at = sheet.place(source.position.to_vector());
        at.is_some_and(|at| sheet.rect.contains(at))
    };
    let sources = shown(document, look).flat_map(|(_, catalogue)| &catalogue.sources);
    let named = sources.filter(|source| in_sight(source)).count() <= MOST_NAMES;
    let mut taken: Vec<Rect> = Vec::new();
    for (place, catalogue) in shown(document, look) {
        let color = catalogue_color(place);
        let marks = catalogue.len() <= MOST_MARKS;
        for source in &catalogue.sources {
            let Some(at) = sheet.place(source.position.to_vector()) else {
                continue;
            };
            if !sheet.rect.contains(at) {
                continue;
            }
            if marks {
                let arm = 3.5;
                let corners = [
                    vec2(arm, 0.0),
                    vec2(0.0, arm),
                    vec2(-arm, 0.0),
                    vec2(0.0, -arm),
                ];
                let corners = corners.map(|corner| at + corner).to_vec();
                let stroke = Stroke::new(1.2, color);
                sheet.painter.add(Shape::closed_line(corners, stroke));
            } else {
                sheet.painter.circle_filled(at, 1.2, color);
            }
            if let Some(radius) = source.extension_rad.filter(|radius| *radius > 0.0) {
                let stroke = Stroke::new(1.0, color.gamma_multiply(0.7));
                sheet.ring(source.position, radius, stroke);
            }
            if named && !source.name.is_empty() {
                let width = 6.0 * source.name.chars().count() as f32 + 4.0;
                let label = Rect::from_min_size(pos2(at.x + 6.0, at.y - 7.0), vec2(width, 14.0));
                let free = !taken.iter().any(|other| other.intersects(label));
                if free && sheet.rect.contains_rect(label) {
                    let font = FontId::proportional(SMALL);
                    let corner = label.left_center();
                    sheet
                        .painter
                        .text(corner, Align2::LEFT_CENTER, &source.name, font, color);
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
