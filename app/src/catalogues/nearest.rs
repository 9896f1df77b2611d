//! Which source is nearest to a place on the sky.
//!
//! A source whose declination alone differs by more than the best so far cannot be nearer: of a catalogue of any size
//! nearly all are passed over by that one comparison.

use nuscope_model::{Catalogue, Equatorial};

use super::shown;
use crate::document::Document;
use crate::view::{CatalogueId, Selected, SkyLook};

/// A source near a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Its catalogue.
    pub catalogue: CatalogueId,
    /// Its place there.
    pub index: usize,
    /// How far away it is, in radians.
    pub away_rad: f64,
}

impl Near {
    /// The source as a selection.
    pub fn selected(self) -> Selected {
        Selected::Source {
            catalogue: self.catalogue,
            index: self.index,
        }
    }
}

/// The source nearest to a place, of all catalogues that are drawn; `None` if none is within `reach_rad`.
pub fn nearest(
    document: &Document,
    look: &SkyLook,
    at: Equatorial,
    reach_rad: f64,
) -> Option<Near> {
    let mut best: Option<Near> = None;
    for (id, catalogue) in shown(document, look) {
        let reach_rad = best.map_or(reach_rad, |best| best.away_rad);
        if let Some((index, away_rad)) = nearest_of(catalogue, at, reach_rad) {
            // Of equals the first catalogue has it.
            if best.is_none_or(|best| away_rad < best.away_rad) {
                best = Some(Near {
                    catalogue: id,
                    index,
                    away_rad,
                });
            }
        }
    }
    best
}

fn nearest_of(catalogue: &Catalogue, at: Equatorial, reach_rad: f64) -> Option<(usize, f64)> {
    let (mut best, mut least) = (None, reach_rad);
    for (index, source) in catalogue.sources.iter().enumerate() {
        // Sources without a place fail this, too.
        if (source.position.dec_rad - at.dec_rad).abs() <= least {
            let away_rad = source.position.separation_rad(at);
            if away_rad < least || (best.is_none() && away_rad <= least) {
                (best, least) = (Some(index), away_rad);
            }
        }
    }
    best.map(|index| (index, least))
}
