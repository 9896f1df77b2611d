//! Meridians and parallels of the frame that is drawn with their numbers, and faintly those of another one.

use eframe::egui::{Align2, Color32, Pos2, vec2};
use glam::DVec2;
use nuscope_render::sky_lines::{Graticule, GridLabel};

use super::labels::{Label, Rank, Stand};
use super::{Sheet, SkyScene};
use crate::theme::SMALL;
use crate::view::ChartFrame;

/// Lines are about this far apart, or more, in points.
const SPACING_PX: f64 = 64.0;

/// Lines of the other frame are broken and farther apart.
const SECOND_SPACING_PX: f64 = 110.0;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let (look, chart) = (scene.look(), scene.chart);
    let second = look.second_frame.filter(|frame| *frame != chart.frame);
    if let Some((frame, rotation)) = second.and_then(|f| Some((f, chart.rotation(f)?))) {
        let sky_from_grid = rotation.transpose();
        let grid = Graticule::new(&sheet.view, sheet.size(), sky_from_grid, SECOND_SPACING_PX);
        let color = sheet.theme.compared.gamma_multiply(0.4);
        for line in grid.lines {
            sheet.dashes(line.pieces, 0.6, color);
        }
        let color = sheet.theme.compared.gamma_multiply(0.75);
        for label in grid.labels {
            // At the border stand the numbers of the frame that is drawn.
            if label.outward == DVec2::ZERO {
                let letter = frame.letters()[usize::from(!label.meridian)];
                let text = format!("{letter} {}", number(&label, frame, look.ra_in_hours));
                let at = sheet.at(label.place);
                let stand = Stand::Corner;
                sheet.labels.push(number_label(at, text, color, stand, 1.0));
            }
        }
    }
    if !look.graticule {
        return;
    }
    let sky_from_grid = chart.frame_from_sky.transpose();
    let grid = Graticule::new(&sheet.view, sheet.size(), sky_from_grid, SPACING_PX);
    // Over colours and over many dots dark lines are lost.
    let covered =
        scene.map.is_some() || scene.crowd.is_some() || scene.candidates.shown.count > 5_000;
    let color = match covered {
        true => sheet.theme.text.gamma_multiply(0.28),
        false => sheet.theme.faint.gamma_multiply(0.55),
    };
    for line in grid.lines {
        sheet.strokes(line.pieces, 0.6, color);
    }
    for label in grid.labels {
        let (shift, stand) = match label.outward {
            DVec2::ZERO => (vec2(0.0, 0.0), Stand::Corner),
            out if out.x.abs() < 0.3 && out.y < 0.0 => {
                (vec2(0.0, -4.0), Stand::At(Align2::CENTER_BOTTOM))
            }
            out if out.x.abs() < 0.3 => (vec2(0.0, 4.0), Stand::At(Align2::CENTER_TOP)),
            out if out.x < 0.0 => (vec2(-6.0, 0.0), Stand::At(Align2::RIGHT_CENTER)),
            _ => (vec2(6.0, 0.0), Stand::At(Align2::LEFT_CENTER)),
        };
        let at = sheet.at(label.place) + shift;
        let text = number(&label, chart.frame, look.ra_in_hours);
        let label = number_label(at, text, sheet.theme.weak, stand, 0.0);
        sheet.labels.push(label);
    }
}

fn number_label(at: Pos2, text: String, color: Color32, stand: Stand, order: f32) -> Label {
    Label {
        at,
        radius: 0.0,
        text,
        size: SMALL,
        color,
        rank: Rank::Graticule,
        order,
        stand,
    }
}

/// The number at a line of a graticule: right ascension perhaps in hours, azimuth against the longitude.
fn number(label: &GridLabel, frame: ChartFrame, in_hours: bool) -> String {
    match (label.meridian, frame) {
        (true, ChartFrame::Equatorial) if in_hours => hours(label.value_deg),
        (true, ChartFrame::Horizon) => degrees((360.0 - label.value_deg).rem_euclid(360.0), false),
        (meridian, _) => degrees(label.value_deg, !meridian),
    }
}

/// Degrees with as many decimals as the number needs.
fn degrees(value_deg: f64, signed: bool) -> String {
    let decimals = decimals(value_deg);
    let sign = if signed && value_deg > 0.0 { "+" } else { "" };
    // No number is minus zero.
    let value = value_deg + 0.0;
    format!("{sign}{value:.decimals$}°").replace('-', "−")
}

fn decimals(value: f64) -> usize {
    let enough = |decimals: &i32| {
        let scaled = value * 10_f64.powi(*decimals);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
    };
    (0..6).find(enough).unwrap_or(6) as usize
}

/// Hours, with minutes and seconds where the number needs them: "12h", "12h 20m", "12h 20m 4.8s".
fn hours(value_deg: f64) -> String {
    // In thousandths of a second, in which all steps of the graticule are whole.
    let all = (value_deg / 15.0 * 3.6e6).round().rem_euclid(24.0 * 3.6e6) as u64;
    let (h, m, s) = (all / 3_600_000, all / 60_000 % 60, all % 60_000);
    match (m, s) {
        (0, 0) => format!("{h}h"),
        (_, 0) => format!("{h}h {m:02}m"),
        _ => {
            let seconds = s as f64 / 1000.0;
            let decimals = decimals(seconds);
            format!("{h}h {m:02}m {seconds:.decimals$}s")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(meridian: bool, value_deg: f64, frame: ChartFrame, in_hours: bool) -> String {
        let label = GridLabel {
            meridian,
            value_deg,
            place: DVec2::ZERO,
            outward: DVec2::ZERO,
        };
        number(&label, frame, in_hours)
    }

    #[test]
    fn numbers_are_written_as_their_frame_is_used_to() {
        use ChartFrame::{Equatorial, Galactic, Horizon};
        assert_eq!(of(true, 30.0, Equatorial, false), "30°");
        assert_eq!(of(true, 30.0, Equatorial, true), "2h");
        assert_eq!(of(true, 5.0, Equatorial, true), "0h 20m");
        assert_eq!(of(true, 0.02, Equatorial, true), "0h 00m 4.8s");
        assert_eq!(of(true, 359.999_999_999, Equatorial, true), "0h");
        assert_eq!(of(true, 30.0, Galactic, true), "30°");
        assert_eq!(of(true, 30.0, Horizon, true), "330°");
        assert_eq!(of(true, 0.0, Horizon, true), "0°");
        assert_eq!(of(false, -30.5, Galactic, true), "−30.5°");
        assert_eq!(of(false, 30.0, Horizon, true), "+30°");
        assert_eq!(of(false, -0.0, Equatorial, true), "0°");
    }
}
