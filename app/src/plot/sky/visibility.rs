//! What a site sees of the sky: its horizon at the moment, for which share of a day places are below it, where zenith,
//! Sun and Moon stand.
//!
//! Neutrino telescopes look down: what is shaded is below the horizon, seen through the Earth. Shares of a day follow
//! from the declination alone, so that their borders are parallels: with the latitude φ, a declination δ is below the
//! horizon for the share s of a day where tan δ = cos(π s) / tan φ.

use std::f64::consts::{FRAC_PI_2, PI};

use eframe::egui::{Align2, Color32, Pos2, vec2};
use glam::{DVec2, DVec3};
use nuscope_model::{Equatorial, Horizontal, SkyFrame};
use nuscope_render::sky_lines::{self, Patch};

use super::labels::Rank;
use super::{Sheet, SkyScene};
use crate::plot::drawing::Form;
use crate::sky_chart::Overhead;
use crate::theme::Theme;
use crate::view::Telescope;

/// Shares of a day whose borders are drawn.
const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// Nearer to each other than this, of two borders one is named; in points.
const APART: f32 = 14.0;

/// Places along a circle where its name may stand.
const PLACES: u32 = 72;

/// The colour of a telescope's horizon.
pub fn site_color(theme: &Theme, telescope: Telescope) -> Color32 {
    theme.triggers[telescope as usize]
}

/// Shades and lines, below everything else.
pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let observer = &scene.look().observer;
    if observer.shares {
        shares(sheet, observer.site);
    }
    let Ok(overhead) = &scene.chart.overhead else {
        return;
    };
    for telescope in Telescope::ALL {
        if observer.horizons.contains(&telescope) {
            horizon(sheet, overhead, telescope);
        }
    }
    if observer.bodies {
        bodies(sheet, overhead, observer.site);
    }
}

/// The declination from which on, towards the site's hidden pole, places are below the horizon for at least a share
/// of a day, in radians.
fn border_rad(latitude_rad: f64, share: f64) -> f64 {
    // At the equator all are for one half of it, but the poles. The sine is 0 there without rounding.
    let height = (PI * (0.5 - share)).sin();
    height.atan2(latitude_rad.tan().abs()) * latitude_rad.signum()
}

/// Bands of declination, darker the longer they are below the horizon.
fn shares(sheet: &mut Sheet<'_>, telescope: Telescope) {
    let latitude_rad = telescope.site().latitude_rad;
    let color = site_color(sheet.theme, telescope);
    let hidden_pole = DVec3::Z * -latitude_rad.signum();
    let mut before: Option<Pos2> = None;
    for share in SHARES {
        let dec_rad = border_rad(latitude_rad, share);
        // From the hidden pole.
        let radius_rad = FRAC_PI_2 + dec_rad * latitude_rad.signum();
        shade(sheet, hidden_pole, radius_rad, color.gamma_multiply(0.07));
        let pole = Equatorial::from_vector(hidden_pole);
        sheet.ring(pole, radius_rad, 0.8, color.gamma_multiply(0.6));
        let name = telescope.name();
        let text = match share {
            0.0 => format!("{name}: never below horizon"),
            1.0 => format!("{name}: always below horizon"),
            share => format!("{name}: below for {:.0} % of a day", 100.0 * share),
        };
        let place = |ra_deg: f64| Equatorial::from_degrees(ra_deg, dec_rad.to_degrees());
        let at = name_place(sheet, 0.3, |turn| place(360.0 * turn).to_vector());
        if let Some(at) = at.filter(|at| before.is_none_or(|before| before.distance(*at) > APART)) {
            sheet.beside(at, 1.0, &text, color, Rank::Guide);
            before = Some(at);
        }
    }
}

/// The sky below the horizon, its border, and the compass on it.
fn horizon(sheet: &mut Sheet<'_>, overhead: &Overhead, telescope: Telescope) {
    let color = site_color(sheet.theme, telescope);
    let sky = overhead.sky(telescope);
    let zenith = sky.zenith();
    shade(sheet, -zenith, FRAC_PI_2, color.gamma_multiply(0.10));
    sheet.ring(Equatorial::from_vector(zenith), FRAC_PI_2, 1.5, color);
    let on_horizon = |azimuth_deg: f64| {
        let azimuth_rad = azimuth_deg.to_radians();
        let place = Horizontal {
            altitude_rad: 0.0,
            azimuth_rad,
        };
        sky.position(place).to_vector()
    };
    for (letter, azimuth_deg) in [("N", 0.0), ("E", 90.0), ("S", 180.0), ("W", 270.0)] {
        if let Some(at) = in_sight(sheet, on_horizon(azimuth_deg)) {
            sheet.text(at, Align2::CENTER_CENTER, letter, color);
        }
    }
    // Names of several horizons stand beside each other.
    let share = 0.2 + 0.2 * f32::from(telescope as u8);
    if let Some(at) = name_place(sheet, share, |turn| on_horizon(360.0 * turn)) {
        let text = format!("horizon of {}", telescope.name());
        sheet.beside(at, 1.0, &text, color, Rank::Guide);
    }
}

/// Sun, Moon, ecliptic, zenith and nadir.
fn bodies(sheet: &mut Sheet<'_>, overhead: &Overhead, telescope: Telescope) {
    let color = sheet.theme.warning;
    let pole = SkyFrame::Ecliptic.position(0.0, FRAC_PI_2).to_vector();
    let pieces = sky_lines::circle(&sheet.view, sheet.size(), pole, FRAC_PI_2);
    sheet.dashes(pieces, 0.8, color.gamma_multiply(0.55));
    for (name, body) in overhead.bodies(telescope) {
        sheet.ring(body.position, body.radius_rad, 1.0, color);
        if let Some(at) = in_sight(sheet, body.position.to_vector()) {
            let form = if name == "Sun" {
                Form::Disc
            } else {
                Form::Ring
            };
            sheet.drawing.point(at, 5.0, form, color);
            sheet.beside(at, 6.0, name, color, Rank::Guide);
        }
    }
    let zenith = overhead.sky(telescope).zenith();
    let color = site_color(sheet.theme, telescope);
    for (word, way, form) in [
        ("zenith", zenith, Form::Plus),
        ("nadir", -zenith, Form::Cross),
    ] {
        if let Some(at) = in_sight(sheet, way) {
            sheet.drawing.point(at, 5.0, form, color);
            let text = format!("{word} of {}", telescope.name());
            sheet.beside(at, 6.0, &text, color, Rank::Guide);
        }
    }
}

/// Fills all within a radius of a direction.
fn shade(sheet: &mut Sheet<'_>, center: DVec3, radius_rad: f64, color: Color32) {
    if let Some(patch) = Patch::circle(center, radius_rad) {
        let rings = patch.rings(&sheet.view, sheet.size());
        sheet.fill(rings, color);
    }
}

/// Where a direction is, if that is within the picture.
fn in_sight(sheet: &Sheet<'_>, way: DVec3) -> Option<Pos2> {
    let at = sheet.place(way)?;
    sheet.rect().shrink(4.0).contains(at).then_some(at)
}

/// Of a line that goes round once with `turn` from 0 to 1, the place in sight nearest to a share of the width.
fn name_place(sheet: &Sheet<'_>, share: f32, line: impl Fn(f64) -> DVec3) -> Option<Pos2> {
    let rect = sheet.rect().shrink2(vec2(60.0, 16.0));
    let wanted = rect.left() + share * rect.width();
    // At every quarter stands a letter of the compass.
    let steps = (0..PLACES).filter(|step| (5..14).contains(&(step % 18)));
    let places = steps.map(|step| line(f64::from(step) / f64::from(PLACES)));
    // Near the outline of the map lines are steep, and words would leave it.
    let (middle, half) = sheet.view.extent(sheet.size());
    let inside = |at: &Pos2| {
        let away = DVec2::new(
            f64::from(at.x - sheet.rect().left()),
            f64::from(at.y - sheet.rect().top()),
        ) - middle;
        (away / half).length() < 0.9
    };
    let seen = places.filter_map(|way| sheet.place(way));
    seen.filter(|at| rect.contains(*at) && inside(at))
        .min_by(|a, b| (a.x - wanted).abs().total_cmp(&(b.x - wanted).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_are_where_the_sites_share_of_the_day_says() {
        for telescope in Telescope::ALL {
            let site = telescope.site();
            for share in [0.1, 0.25, 0.5, 0.75, 0.9] {
                let dec_rad = border_rad(site.latitude_rad, share);
                let found = site.share_below_horizon(dec_rad);
                assert!(
                    (found - share).abs() < 1e-6,
                    "{telescope:?} {share}: {found}"
                );
            }
            let beyond = 0.01 * -site.latitude_rad.signum();
            let always = border_rad(site.latitude_rad, 1.0) + beyond;
            let never = border_rad(site.latitude_rad, 0.0) - beyond;
            assert_eq!(site.share_below_horizon(always), 1.0);
            assert_eq!(site.share_below_horizon(never), 0.0);
        }
        assert!(border_rad(0.0, 0.5).abs() < 1e-9);
    }
}
