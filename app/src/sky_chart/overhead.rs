//! What stands over the sites at a moment: their skies, the Sun and the Moon.
//!
//! Made once for a moment, which takes up to a millisecond, and then asked by whatever draws or tells altitudes: four of
//! them take a microsecond.

use nuscope_model::horizon::EarthTurn;
use nuscope_model::site::SkyAt;
use nuscope_model::solar_system::Body;
use nuscope_model::{Equatorial, Horizontal, Utc};

use crate::view::Telescope;

/// The skies over all sites at a moment.
#[derive(Clone, Debug)]
pub struct Overhead {
    /// The moment.
    pub utc: Utc,
    skies: [SkyAt<'static>; 4],
}

impl Overhead {
    /// The skies at this moment.
    ///
    /// # Errors
    /// A sentence, if the sky over a site is not known then.
    pub fn at(utc: Utc) -> Result<Self, String> {
        let sky = |telescope: Telescope| telescope.site().sky_at(utc);
        let [a, b, c, d] = Telescope::ALL.map(sky);
        match (a, b, c, d) {
            (Some(a), Some(b), Some(c), Some(d)) => Ok(Self {
                utc,
                skies: [a, b, c, d],
            }),
            _ => Err(format!(
                "Altitudes are known from 1972 to 2099, not at {utc}."
            )),
        }
    }

    /// The sky over a site.
    pub fn sky(&self, telescope: Telescope) -> &SkyAt<'static> {
        &self.skies[telescope as usize]
    }

    /// Where a site sees a position.
    pub fn horizontal(&self, telescope: Telescope, position: Equatorial) -> Horizontal {
        self.sky(telescope).horizontal(position)
    }

    /// Sun and Moon as a site sees them, with their names.
    pub fn bodies(&self, telescope: Telescope) -> impl Iterator<Item = (&'static str, Body)> {
        let sky = self.sky(telescope);
        let bodies = [("Sun", sky.sun()), ("Moon", sky.moon())];
        bodies
            .into_iter()
            .filter_map(|(name, body)| body.map(|body| (name, body)))
    }

    /// By how much altitudes may be off because the Earth's turning is not known better, in arc seconds.
    pub fn error_arcsec(&self) -> f64 {
        EarthTurn::Table.error_rad(self.utc.mjd().0).to_degrees() * 3600.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_model::Mjd;

    #[test]
    fn years_without_a_sky_are_told() {
        for mjd in [0.0, 40_000.0, 90_000.0, -600_000.0] {
            let said = Overhead::at(Utc::from(Mjd(mjd))).unwrap_err();
            assert!(said.contains("from 1972 to 2099"), "{said}");
        }
        let overhead = Overhead::at(Utc::from(Mjd(59_000.0))).unwrap();
        assert!(overhead.error_arcsec() < 1.1);
        assert_eq!(overhead.bodies(Telescope::IceCube).count(), 2);
        let late = Overhead::at(Utc::from(Mjd(70_000.0))).unwrap();
        assert!(late.error_arcsec() > 13.0);
    }
}
