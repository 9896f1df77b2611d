//! Crosses at the refined maxima of a scan, with their numbers in its list.

use eframe::egui::vec2;

use super::labels::Rank;
use super::{Sheet, SkyScene};

/// More of them have no numbers, which would only cover each other.
const MOST_WORDS: usize = 30;

/// Half the length of an arm, in points, and the gap in its middle.
const ARM: (f32, f32) = (8.0, 3.0);

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let shown = scene
        .document
        .map(scene.look())
        .filter(|_| scene.look().map);
    let Some(peaks) = shown.and_then(|open| open.peaks.as_ref()) else {
        return;
    };
    let color = sheet.theme.accent;
    for (place, peak) in peaks.iter().enumerate() {
        let Some(at) = sheet.place(peak.position.to_vector()) else {
            continue;
        };
        for side in [
            vec2(1.0, 0.0),
            vec2(-1.0, 0.0),
            vec2(0.0, 1.0),
            vec2(0.0, -1.0),
        ] {
            sheet.line([at + ARM.1 * side, at + ARM.0 * side], 1.5, color);
        }
        if peaks.len() <= MOST_WORDS {
            let text = (place + 1).to_string();
            sheet.beside(at, ARM.0, &text, color, Rank::Hottest);
        }
    }
}
