//! Lines and areas of the sky as lines and areas of the picture.
//!
//! Everything is made of arcs of circles on the sphere: great ones between corners, small ones around a direction.
//! Where an arc meets the cut of the map is then the root of `a + b cos t + c sin t`, known without a search, and
//! no stroke can cross the map. Between cuts, arcs become chords that stay within a tenth of a pixel, in 64 bits.

mod arc;
mod clip;
mod graticule;
mod patch;
#[cfg(test)]
mod tests;
mod trace;

pub use arc::SkyArc;
pub use graticule::{Graticule, GridLabel, GridLine};
pub use patch::{Patch, triangles};
pub use trace::{circle, polyline, trace};
