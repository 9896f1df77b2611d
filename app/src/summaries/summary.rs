//! What is kept of an event that was read: about a hundred bytes, its best fit on the sky among them.

use std::sync::Arc;

use nuscope_model::track::{BestBy, TrackShape, best_track_of};
use nuscope_model::{Direction, Event, EventHeader, Site};

/// The best fit of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct BestFit {
    /// What the fit is called.
    pub name: Arc<str>,
    /// Track or shower.
    pub shape: TrackShape,
    /// Where the particle went.
    pub direction: Direction,
    /// Energy in GeV; NaN where the fit has none.
    pub energy_gev: f64,
    /// Likelihood; NaN where the fit has none.
    pub likelihood: f64,
    /// Right ascension and declination in degrees, where site and date are known.
    pub sky_deg: Option<[f64; 2]>,
}

/// What is kept of an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Whether it could be read.
    pub readable: bool,
    /// Hits that a trigger used.
    pub triggered_hits: u32,
    /// Its best fit.
    pub fit: Option<BestFit>,
    /// Energy in GeV and zenith in degrees of the simulated particle that began it.
    pub truth: Option<[f32; 2]>,
}

impl Summary {
    /// The summary of an event.
    pub fn of(event: &Event, site: Option<&Site>) -> Self {
        let best = best_track_of(&event.tracks, BestBy::Stages, |_| true);
        let fit = best.map(|place| {
            let track = &event.tracks[place];
            BestFit {
                name: track.name.as_str().into(),
                shape: track.shape,
                direction: track.direction,
                energy_gev: track.energy_gev.unwrap_or(f64::NAN),
                likelihood: track.likelihood.unwrap_or(f64::NAN),
                sky_deg: None,
            }
        });
        let truth = event.mc_tracks.first().map(|track| {
            let zenith_deg = track.direction.zenith_rad().to_degrees();
            [
                track.energy_gev.unwrap_or(f64::NAN) as f32,
                zenith_deg as f32,
            ]
        });
        let mut summary = Self {
            readable: true,
            triggered_hits: u32::try_from(event.triggered_hits()).unwrap_or(u32::MAX),
            fit,
            truth,
        };
        summary.place(&event.header, site);
        summary
    }

    /// Puts its fit on the sky, as `nuscope reduce` does.
    pub(super) fn place(&mut self, header: &EventHeader, site: Option<&Site>) {
        let Some(fit) = &mut self.fit else { return };
        // Simulations write 1970 or the like where they have no date.
        let utc = header.utc.filter(|utc| utc.julian_days().is_some());
        let position = site
            .zip(utc)
            .and_then(|(site, utc)| site.equatorial(fit.direction, utc));
        fit.sky_deg = position.map(|position| {
            let ra_deg = position.ra_rad.to_degrees().rem_euclid(360.0);
            [ra_deg, position.dec_rad.to_degrees()]
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_small() {
        assert!(size_of::<Option<Summary>>() < 200);
    }
}
