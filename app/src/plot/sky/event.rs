//! A double ring where the event on display points, with its number.

use super::labels::Rank;
use super::{Sheet, SkyScene};
use crate::candidates::events::spot_of_event;
use crate::plot::ticks::thousands;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let spot = spot_of_event(scene.document, scene.view);
    let at = spot.and_then(|spot| sheet.place(spot.to_vector()));
    let (Some(at), Some(shown)) = (at, &scene.document.event) else {
        return;
    };
    let color = sheet.theme.accent;
    for radius in [6.0, 9.5] {
        sheet.circle(at, radius, 1.5, color);
    }
    let text = format!("event {}", thousands(shown.index + 1));
    sheet.beside(at, 11.0, &text, color, Rank::Event);
}
