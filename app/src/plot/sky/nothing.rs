//! Why no candidate is seen, where some are open: said in the middle of the sky, so that it is not taken for empty.

use eframe::egui::{Align2, vec2};

use super::{Sheet, SkyScene};
use crate::candidates::Candidates;
use crate::theme::BODY;
use crate::view::View;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let Some(words) = words(scene.candidates, scene.view) else {
        return;
    };
    let at = sheet.rect().center() + vec2(0.0, 28.0);
    let theme = sheet.theme;
    let halo = theme.background.gamma_multiply(0.7);
    let drawing = &mut sheet.drawing;
    drawing.text_with_halo(at, Align2::CENTER_CENTER, words, BODY, theme.warning, halo);
}

/// What hides all candidates; `None` if some are shown, or none are open, or nobody wants to see any.
fn words(candidates: &Candidates, view: &View) -> Option<&'static str> {
    let look = &view.sky;
    let open = candidates.samples().iter().any(|sample| !sample.is_empty());
    if !open || !look.candidates {
        return None;
    }
    let drawn = candidates.shown.drawn.iter().any(|drawn| *drawn);
    let hidden = |name: &String| look.hidden_samples.contains(name);
    match (drawn, candidates.shown.count) {
        (true, 0) if view.sky_time.fold.is_some() => Some("No candidate lies within these phases"),
        (true, 0) => Some("No candidate lies within these dates"),
        (true, _) => {
            let times = candidates.times.as_ref()?;
            let window = view.sky_cursor.and_then(|_| times.window(view))?;
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use nuscope_model::{Column, Quantity, Sample};

    use super::*;
    use crate::document::Document;
    use crate::view::Fold;

    #[test]
    fn what_hides_all_is_named_and_an_empty_sky_is_not_explained() {
        let sample = Sample {
            name: "two".into(),
            ra_rad: vec![1.0, 2.0],
            dec_rad: vec![0.1, 0.2],
            columns: vec![Column {
                quantity: Quantity::Mjd,
                values: vec![55_000.0, 55_010.0],
            }],
            ..Sample::default()
        };
        let document = Document {
            samples: vec![Arc::new(sample)],
            ..Document::default()
        };
        let said = |change: &dyn Fn(&mut View)| {
            let (mut view, mut candidates) = (View::default(), Candidates::default());
            change(&mut view);
            candidates.update(&document, &view);
            words(&candidates, &view)
        };
        assert_eq!(said(&|_| {}), None);
        assert_eq!(said(&|view| view.sky.candidates = false), None);
        let filter = |view: &mut View| view.tables.candidates.filter = "dec > 80".into();
        assert_eq!(said(&filter), Some("No candidate passes the filter"));
        let hidden = |view: &mut View| view.sky.hidden_samples = vec!["two".into()];
        assert_eq!(said(&hidden), Some("All samples are switched off"));
        let dates = |view: &mut View| view.sky_time.range = Some((55_001.0, 55_002.0));
        assert_eq!(said(&dates), Some("No candidate lies within these dates"));
        let phases = |view: &mut View| {
            view.sky_time.range = Some((0.4, 0.5));
            view.sky_time.fold = Some(Fold {
                period_days: 10.0,
                epoch_mjd: 55_000.0,
            });
        };
        assert_eq!(said(&phases), Some("No candidate lies within these phases"));
        let moment = |view: &mut View| view.sky_cursor = Some(54_990.0);
        assert_eq!(said(&moment), Some("No candidate at this moment"));
        let none = Candidates::default();
        assert_eq!(words(&none, &View::default()), None);
    }
}
