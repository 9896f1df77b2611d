//! The built-in lines: planes of frames, the Fermi bubbles, the constellations.

use std::f64::consts::TAU;

use nuscope_model::{Equatorial, SkyFrame, SkyLine};

use super::tables::Rows;

pub(super) fn equator() -> Vec<SkyLine> {
    vec![SkyLine::plane("Celestial equator", SkyFrame::Equatorial)]
}

pub(super) fn galactic_plane() -> Vec<SkyLine> {
    vec![SkyLine::plane("Galactic plane", SkyFrame::Galactic)]
}

pub(super) fn ecliptic() -> Vec<SkyLine> {
    vec![SkyLine::plane("Ecliptic", SkyFrame::Ecliptic)]
}

pub(super) fn supergalactic_plane() -> Vec<SkyLine> {
    vec![SkyLine::plane(
        "Supergalactic plane",
        SkyFrame::Supergalactic,
    )]
}

/// How far the bubbles reach from the plane, and from one side to the other, in degrees.
const BUBBLE_HEIGHT_DEG: f64 = 50.0;
const BUBBLE_WIDTH_DEG: f64 = 40.0;

/// An ellipse of the published extent for each bubble: in b from 0 to 50°, in l between ±20° of arc.
pub(super) fn fermi_bubbles() -> Vec<SkyLine> {
    let bubble = |side: f64| {
        let corner = |i: i32| {
            let (sin, cos) = (TAU * f64::from(i) / 120.0).sin_cos();
            let b_rad = (0.5 * BUBBLE_HEIGHT_DEG * (side + sin)).to_radians();
            let across_rad = (0.5 * BUBBLE_WIDTH_DEG * cos).to_radians();
            // A width of arc, not of longitude, which shrinks towards the pole.
            let l_rad = (across_rad.sin() / b_rad.cos()).clamp(-1.0, 1.0).asin();
            SkyFrame::Galactic.position(l_rad, b_rad)
        };
        SkyLine {
            name: "Fermi bubbles".to_owned(),
            positions: (0..120).map(corner).collect(),
            closed: true,
        }
    };
    vec![bubble(1.0), bubble(-1.0)]
}

pub(super) fn constellations() -> Vec<SkyLine> {
    let table = Rows::of(include_str!(
        "../../../assets/catalogues/constellations.csv"
    ));
    let line = |row: usize| {
        let numbers = table.text(row, "corners_deg").split(' ');
        let numbers: Vec<f64> = numbers.filter_map(|number| number.parse().ok()).collect();
        let corners = numbers.chunks_exact(2);
        SkyLine {
            name: table.text(row, "name").to_owned(),
            positions: corners
                .map(|at| Equatorial::from_degrees(at[0], at[1]))
                .collect(),
            closed: false,
        }
    };
    (0..table.len()).map(line).collect()
}
