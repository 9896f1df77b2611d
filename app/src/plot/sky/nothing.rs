//! Why no candidate is seen, where some are open: said in the middle of the sky, so that it is not taken for empty.

use eframe::egui::{Align2, vec2};

use super::{Sheet, SkyScene};
use crate::theme::BODY;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let Some(words) = words(scene) else { return };
    let at = sheet.rect().center() + vec2(0.0, 28.0);
    let theme = sheet.theme;
    let halo = theme.background.gamma_multiply(0.7);
    let drawing = &mut sheet.drawing;
    drawing.text_with_halo(at, Align2::CENTER_CENTER, words, BODY, theme.warning, halo);
}

/// What hides all candidates; `None` if some are shown, or none are open, or nobody wants to see any.
fn words(scene: &SkyScene<'_>) -> Option<&'static str> {
    let (candidates, look) = (scene.candidates, scene.look());
    let open = candidates.samples().iter().any(|sample| !sample.is_empty());
    if !open || !look.candidates {
        return None;
    }
    let drawn = candidates.shown.drawn.iter().any(|drawn| *drawn);
    let hidden = |name: &String| look.hidden_samples.contains(name);
    match (drawn, candidates.shown.count) {
        (true, 0) if scene.view.sky_time.fold.is_some() => {
            Some("No candidate lies within these phases")
        }
        (true, 0) => Some("No candidate lies within these dates"),
        (true, _) => {
            let times = candidates.times.as_ref()?;
            let window = scene
                .view
                .sky_cursor
                .and_then(|_| times.window(scene.view))?;
            (times.shining(&window) == 0).then_some("No candidate at this moment")
        }
        _ if candidates
            .samples()
            .iter()
            .all(|sample| hidden(&sample.name)) =>
        {
            Some("All samples are switched off")
        }
        _ => Some("No candidate passes the filter"),
    }
}
