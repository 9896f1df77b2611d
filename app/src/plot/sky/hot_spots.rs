//! Rings around the hottest spots of the map, with their values.

use super::labels::Rank;
use super::{Sheet, SkyScene};
use crate::maps::number_words;
use crate::scene::sky::NOT_CALIBRATED;

/// More spots than this have no words, which would only cover each other.
const MOST_WORDS: usize = 12;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let (Some(values), Some(spots)) = (scene.map, scene.maps.spots()) else {
        return;
    };
    let color = sheet.theme.selection;
    let few = spots.found.len() <= MOST_WORDS;
    for spot in &spots.found {
        let Some(at) = sheet.place(spot.position.to_vector()) else {
            continue;
        };
        let (radius, width) = if spot.rank == 1 {
            (11.0, 1.5)
        } else {
            (8.0, 1.0)
        };
        sheet.circle(at, radius, width, color);
        if !few {
            continue;
        }
        let mut text = format!("{}: {}", spot.short_words(), number_words(spot.value));
        if values.unit == NOT_CALIBRATED {
            text += " (not calibrated)";
        }
        sheet.beside(at, radius + 1.0, &text, color, Rank::Hottest);
    }
}
