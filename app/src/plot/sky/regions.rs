//! The borders of regions.

use super::{Sheet, SkyScene};

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let color = sheet.theme.region;
    for (_, border) in scene.regions {
        for ends in border {
            sheet.polyline(ends, 1.3, color);
        }
    }
}
