//! Where a direction of the sky appears on the map, and back.
//!
//! A projection takes a unit vector whose x axis is the middle of the map (y to the east, z to the north) to the
//! *plane*: x to the east, y to the north, the map reaching from -1 to 1 in x. One row of [`ROWS`] per projection
//! says all that is to know about it; its formulas stand in a file of its name, in 64 bits for the processor and,
//! beside it, in 32 bits for the shaders. Which part of the sky is in the middle is the view's business.
//! Source of the formulas: Calabretta and Greisen 2002, A&A 395, 1077, section 5.

mod aitoff;
mod globe;
mod gnomonic;
mod half_sphere;
mod hammer;
mod mollweide;
mod plate_carree;
#[cfg(test)]
mod tests;
mod view;

use glam::{DVec2, DVec3};
use serde::{Deserialize, Serialize};

pub use view::SkyView;

/// How the sphere is spread over the map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Projection {
    /// Hammer's, equal-area: what FITS, ROOT and TOPCAT call Aitoff.
    #[default]
    Hammer,
    /// Aitoff's own, neither equal-area nor the one before, though their outlines agree: what Matplotlib calls aitoff.
    Aitoff,
    /// Mollweide's, equal-area, with straight parallels.
    Mollweide,
    /// The sky as a globe seen from far away: one half of it.
    Globe,
    /// From the middle of the sphere onto a plane: great circles are straight. For small fields.
    Gnomonic,
    /// Longitude and latitude as they are.
    PlateCarree,
}

/// The border of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outline {
    /// An ellipse, or a circle.
    Ellipse,
    /// A rectangle.
    Rectangle,
}

/// Where the sphere is cut so that it lies flat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cut {
    /// Along the meridian opposite the middle; both sides of the cut are on the map.
    Seam {
        /// Whether each pole becomes a line instead of a point.
        poles_are_lines: bool,
    },
    /// Along a circle around the middle; what lies behind it is not on the map.
    Horizon {
        /// Cosine of the circle's distance from the middle.
        cos: f64,
    },
}

/// All that is to know about a projection.
#[derive(Debug)]
pub struct Row {
    /// Which one.
    pub projection: Projection,
    /// What it is called in choices and on figures.
    pub name: &'static str,
    /// What the command line and saved states call it.
    pub key: &'static str,
    /// Its code in FITS, if there is one.
    pub fits: Option<&'static str>,
    /// What it is good for, in a few words.
    pub remark: &'static str,
    /// What 1 of the plane is in radians, in the middle of the map; all over it where areas are kept.
    pub half_width_rad: f64,
    /// Half the map's height; half its width is 1.
    pub half_height: f64,
    /// Its border.
    pub outline: Outline,
    /// Where the sphere is cut.
    pub cut: Cut,
    /// The place on the plane of a unit vector in front of the cut.
    plane_from_unit: fn(DVec3) -> DVec2,
    /// The unit vector of a place within the outline.
    unit_from_plane: fn(DVec2) -> DVec3,
    /// The same two functions for shaders.
    pub(crate) wgsl: &'static str,
}

/// Every projection, in the order of choices, which is that of [`Projection`].
pub static ROWS: [Row; 6] = [
    hammer::ROW,
    aitoff::ROW,
    mollweide::ROW,
    globe::ROW,
    gnomonic::ROW,
    plate_carree::ROW,
];

impl Projection {
    /// All of them, in the order of choices.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.projection)
    }

    /// All that is to know about it.
    pub fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// What it is called in choices and on figures.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The projection of this key, as the command line and saved states write it.
    pub fn from_key(key: &str) -> Option<Self> {
        let row = ROWS.iter().find(|row| row.key == key)?;
        Some(row.projection)
    }

    /// The place on the plane, x to the east, of a unit vector whose x axis is the middle of the map.
    /// `None` if it is behind the horizon.
    pub fn plane_from_unit(self, unit: DVec3) -> Option<DVec2> {
        let row = self.row();
        match row.cut {
            Cut::Horizon { cos } if unit.x < cos || unit.x.is_nan() => None,
            _ => Some((row.plane_from_unit)(unit)),
        }
    }

    /// The same, where what is behind the horizon is moved onto it.
    pub(crate) fn nearest_plane_from_unit(self, unit: DVec3) -> DVec2 {
        let row = self.row();
        let seen = match row.cut {
            Cut::Horizon { cos } if unit.x < cos => {
                let side = DVec2::new(unit.y, unit.z).normalize_or(DVec2::X);
                let side = side * (1.0 - cos * cos).sqrt();
                DVec3::new(cos, side.x, side.y)
            }
            _ => unit,
        };
        (row.plane_from_unit)(seen)
    }

    /// The unit vector at a place on the plane; `None` outside the map.
    pub fn unit_from_plane(self, plane: DVec2) -> Option<DVec3> {
        let row = self.row();
        row.reach(plane)
            .le(&1.0)
            .then(|| (row.unit_from_plane)(plane))
    }
}

impl Row {
    /// How far out a place of the plane is: 0 in the middle, 1 on the outline, NaN for no place.
    pub fn reach(&self, plane: DVec2) -> f64 {
        let scaled = DVec2::new(plane.x, plane.y / self.half_height);
        match self.outline {
            Outline::Ellipse => scaled.length(),
            Outline::Rectangle if scaled.is_nan() => f64::NAN,
            Outline::Rectangle => scaled.abs().max_element(),
        }
    }
}
