//! Meridians and parallels with their numbers.

use eframe::egui::{Align2, vec2};
use glam::{DMat3, DVec2};
use nuscope_render::sky_lines::{Graticule, GridLabel};

use super::{Sheet, SkyScene};

/// Lines are about this far apart, or more, in points.
const SPACING_PX: f64 = 64.0;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    if !scene.look().graticule {
        return;
    }
    let grid = Graticule::new(&sheet.view, sheet.size(), DMat3::IDENTITY, SPACING_PX);
    let color = sheet.theme.faint.gamma_multiply(0.55);
    for line in grid.lines {
        sheet.strokes(line.pieces, 0.6, color);
    }
    for label in grid.labels {
        let (shift, anchor) = match label.outward {
            DVec2::ZERO => (vec2(3.0, -2.0), Align2::LEFT_BOTTOM),
            out if out.x.abs() < 0.3 && out.y < 0.0 => (vec2(0.0, -4.0), Align2::CENTER_BOTTOM),
            out if out.x.abs() < 0.3 => (vec2(0.0, 4.0), Align2::CENTER_TOP),
            out if out.x < 0.0 => (vec2(-6.0, 0.0), Align2::RIGHT_CENTER),
            _ => (vec2(6.0, 0.0), Align2::LEFT_CENTER),
        };
        let at = sheet.at(label.place) + shift;
        sheet.text(at, anchor, &degrees(&label), sheet.theme.weak);
    }
}

/// The number at a line of the graticule, with as many decimals as the number needs.
fn degrees(label: &GridLabel) -> String {
    let decimals = (0..6)
        .find(|decimals| {
            let scaled = label.value_deg * 10_f64.powi(*decimals);
            (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
        })
        .unwrap_or(6) as usize;
    let sign = if !label.meridian && label.value_deg > 0.0 {
        "+"
    } else {
        ""
    };
    // No number is minus zero.
    let value = label.value_deg + 0.0;
    format!("{sign}{value:.decimals$}°").replace('-', "−")
}
