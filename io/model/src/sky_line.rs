//! Lines on the sky that are drawn for orientation: planes of frames, figures of constellations, outlines.

use std::f64::consts::TAU;

use glam::DVec3;

use crate::{Equatorial, SkyFrame};

/// A line of great circles from one position to the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SkyLine {
    /// What it shows, such as "Orion"; lines of one figure share it.
    pub name: String,
    /// Its corners.
    pub positions: Vec<Equatorial>,
    /// Whether the last position is joined to the first.
    pub closed: bool,
}

impl SkyLine {
    /// The circle of latitude 0 of a frame, its longitudes growing, in pieces of a degree.
    pub fn plane(name: &str, frame: SkyFrame) -> Self {
        let position = |i: i32| frame.position(TAU * f64::from(i) / 360.0, 0.0);
        Self {
            name: name.to_owned(),
            positions: (0..360).map(position).collect(),
            closed: true,
        }
    }

    /// Its corners as unit vectors; the first one again at the end of a closed line.
    pub fn vectors(&self) -> Vec<DVec3> {
        let again = self.positions.first().filter(|_| self.closed);
        let all = self.positions.iter().chain(again);
        all.map(|position| position.to_vector()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_galactic_plane_goes_around_its_pole() {
        let pole = SkyFrame::Galactic.position(0.0, TAU / 4.0).to_vector();
        let line = SkyLine::plane("galactic plane", SkyFrame::Galactic).vectors();
        assert_eq!(line.len(), 361);
        assert!(line.iter().all(|point| point.dot(pole).abs() < 1e-12));
        assert!(line[0].cross(line[1]).dot(pole) > 0.0);
        assert!(SkyLine::default().vectors().is_empty());
    }
}
