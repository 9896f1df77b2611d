//! Contours of a map: where it is at least (or at most) a value, as lines to draw and as a region to ask.
//!
//! The *lines* run between the cells' centres, where the value falls through the level if it changes evenly from one
//! centre to the next: smooth to look at, closed, on any mixture of cell sizes (see `contour/lines.rs`). The *region* is the
//! set of cells themselves, as healpy counts them: its area and what lies inside are exact for the map. The two
//! differ by less than a cell anywhere. Cells without a value are outside.

mod lines;

use glam::DVec3;

use crate::field::Field;
use crate::{Catalogue, Equatorial, Region, SkyFrame, Source};

/// Which side of the level is inside.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Inside {
    /// Values at or above the level: densities, test statistics.
    #[default]
    AtLeast,
    /// Values at or below the level: p-values, negative log-likelihoods.
    AtMost,
}

impl Inside {
    /// Whether a value is inside. NaN never is.
    pub fn holds(self, value: f64, level: f64) -> bool {
        match self {
            Self::AtLeast => value >= level,
            Self::AtMost => value <= level,
        }
    }
}

/// The part of the sky where a map is at least or at most a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Contour {
    /// The value, in the map's unit.
    pub level: f64,
    /// Which side of it is inside.
    pub inside: Inside,
    /// Closed lines of ICRS unit vectors around the inside, which is on their left as seen from outside the sphere;
    /// the last point of a line joins its first. Empty where all of the sky is inside, or nothing.
    pub lines: Vec<Vec<DVec3>>,
    frame: SkyFrame,
    region: Region,
}

impl Field {
    /// The contour of a value. A level that is no number has nothing inside.
    pub fn contour(&self, level: f64, inside: Inside) -> Contour {
        let values = self.values();
        let cells = (0..values.len()).filter(|i| inside.holds(values[*i], level));
        let name = match inside {
            Inside::AtLeast => format!("at least {level}"),
            Inside::AtMost => format!("at most {level}"),
        };
        Contour {
            level,
            inside,
            lines: lines::lines(self, level, inside),
            frame: self.frame(),
            region: Region::from_cells(name, cells.map(|i| self.cell(i))),
        }
    }
}

impl Contour {
    /// The area inside in steradians: of the cells, not of the lines.
    pub fn area_sr(&self) -> f64 {
        self.region.area_sr()
    }

    /// The area inside in square degrees: of the cells, not of the lines.
    pub fn area_deg2(&self) -> f64 {
        self.area_sr() * SQUARE_DEGREES
    }

    /// Whether a position is inside: whether its cell is.
    pub fn contains(&self, position: Equatorial) -> bool {
        let (ra_rad, dec_rad) = self.frame.lonlat(position);
        let sound = ra_rad.is_finite() && dec_rad.abs() <= std::f64::consts::FRAC_PI_2;
        sound && self.region.contains(Equatorial { ra_rad, dec_rad })
    }

    /// The sources inside, with their places in the catalogue.
    pub fn sources_inside<'a>(
        &'a self,
        catalogue: &'a Catalogue,
    ) -> impl Iterator<Item = (usize, &'a Source)> {
        let sources = catalogue.sources.iter().enumerate();
        sources.filter(|(_, source)| self.contains(source.position))
    }

    /// The cells inside; `None` where they are not in equatorial pixels, in which regions are kept.
    pub fn region(&self) -> Option<&Region> {
        (self.frame == SkyFrame::Equatorial).then_some(&self.region)
    }
}

/// Square degrees in a steradian.
pub const SQUARE_DEGREES: f64 = (180.0 / std::f64::consts::PI) * (180.0 / std::f64::consts::PI);

/// The area in steradians (0 up to 4π) on the left of closed lines of unit vectors, their pieces being great circles.
///
/// Every piece spans a triangle with the north pole; with their signs, the triangles' areas add up to the area, but
/// for whole spheres. No lines enclose nothing.
pub fn enclosed_sr(lines: &[Vec<DVec3>]) -> f64 {
    let whole = 4.0 * std::f64::consts::PI;
    let triangle = |a: DVec3, b: DVec3| {
        // The solid angle of Van Oosterom & Strackee 1983, with the pole as the third corner.
        let volume = DVec3::Z.dot(a.cross(b));
        2.0 * volume.atan2(1.0 + a.dot(b) + a.z + b.z)
    };
    let of_line = |line: &Vec<DVec3>| -> f64 {
        let next = line.iter().cycle().skip(1);
        line.iter().zip(next).map(|(a, b)| triangle(*a, *b)).sum()
    };
    let sum: f64 = lines.iter().map(of_line).sum();
    let area = sum.rem_euclid(whole);
    // A sum a hair below zero is nothing, not the whole sphere.
    if whole - area < 1e-9 { 0.0 } else { area }
}

#[cfg(test)]
mod tests;
