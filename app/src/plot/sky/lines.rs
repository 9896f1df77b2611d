//! Built-in lines for orientation: planes, the outline of the Fermi bubbles, figures of the constellations.
//!
//! The galactic plane is drawn with the centre of the galaxy, in its own layer.

use eframe::egui::Align2;
use nuscope_io::built_in::LINES;

use super::catalogues::on_ground;
use super::labels::{Label, Rank, Stand};
use super::{Sheet, SkyScene};
use crate::catalogues::{self, CONSTELLATIONS};
use crate::theme::SMALL;

/// Names of constellations are brighter than their lines, to be read over maps.
const NAMES: [u8; 3] = [165, 195, 230];

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let look = scene.look();
    for (place, row) in LINES.iter().enumerate() {
        if row.name == catalogues::GALACTIC_PLANE || !look.catalogues.shows(row.name) {
            continue;
        }
        let figures = row.name == CONSTELLATIONS;
        let color = on_ground(catalogues::line_color(look, place), sheet.theme);
        let (width, strength) = if figures { (0.9, 0.6) } else { (1.2, 0.85) };
        for line in catalogues::lines(place).unwrap_or_default() {
            sheet.polyline(&line.vectors(), width, color.gamma_multiply(strength));
        }
        if figures && look.catalogues.names {
            for figure in catalogues::constellations() {
                let Some(at) = sheet.place(figure.position.to_vector()) else {
                    continue;
                };
                sheet.labels.push(Label {
                    at,
                    radius: 0.0,
                    text: figure.name.to_uppercase(),
                    size: SMALL,
                    color: on_ground(NAMES, sheet.theme),
                    rank: Rank::Figure,
                    // Large figures are those that people know.
                    order: -figure.extension_rad.unwrap_or(0.0) as f32,
                    stand: Stand::At(Align2::CENTER_CENTER),
                });
            }
        }
    }
}
