//! The borders of regions.

use std::sync::Arc;

use nuscope_model::{Equatorial, Region};

use super::{Border, Sheet, SkyScene};
use crate::document::Document;

/// The regions that are open, with their borders: a region may have thousands of cells.
pub fn borders(document: &Document) -> Vec<(Arc<Region>, Border)> {
    let border = |region: &Arc<Region>| {
        let pieces = region.outline().into_iter();
        let ends = pieces.map(|ends| ends.map(Equatorial::to_vector));
        (Arc::clone(region), ends.collect())
    };
    document.regions.iter().map(border).collect()
}

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let color = sheet.theme.region;
    for (_, border) in scene.regions {
        for ends in border {
            sheet.polyline(ends, 1.3, color);
        }
    }
}
