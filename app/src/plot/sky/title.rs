//! What is shown, in which projection, and what must be said about it.

use eframe::egui::{Align2, vec2};

use super::{Sheet, SkyScene};
use crate::catalogues;
use crate::plot::ticks::thousands;
use crate::post_trial::Hottest;
use crate::sky_chart::moment_words;
use crate::theme::{BODY, HEADING, SMALL};
use crate::view::ChartFrame;

/// In a narrower picture the remark goes to the foot, clear of the title.
const NARROW: f32 = 900.0;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let theme = sheet.theme;
    let rect = sheet.rect();
    let corner = rect.left_top() + vec2(16.0, 12.0);
    let anchor = Align2::LEFT_TOP;
    let drawing = &mut sheet.drawing;
    let halo = theme.background.gamma_multiply(0.8);
    drawing.text_with_halo(corner, anchor, words(scene), HEADING, theme.text, halo);
    let mut below = corner + vec2(0.0, 1.3 * HEADING);
    if scene.document.sky_simulated() {
        let text = simulated_words(scene);
        drawing.text_with_halo(below, anchor, text, BODY, theme.warning, halo);
        below.y += 1.4 * BODY;
    }
    for text in post_trial_words(scene) {
        drawing.text_with_halo(below, anchor, text, SMALL, theme.selection, halo);
        below.y += 1.4 * SMALL;
    }
    let (corner, anchor) = match rect.width() < NARROW {
        true => (rect.center_bottom() - vec2(0.0, 2.0), Align2::CENTER_BOTTOM),
        false => (rect.right_top() + vec2(-16.0, 14.0), Align2::RIGHT_TOP),
    };
    drawing.text_with_halo(corner, anchor, remark(scene), SMALL, theme.weak, halo);
    if let Some(text) = scene.refused {
        let place = rect.center_top() + vec2(0.0, 40.0);
        drawing.text(place, Align2::CENTER_TOP, text, BODY, theme.warning);
    }
}

/// What is shown.
pub(super) fn words(scene: &SkyScene<'_>) -> String {
    let document = scene.document;
    let count = thousands(document.candidates());
    let shown = catalogues::shown(document, scene.look());
    let sources: usize = shown.map(|(_, catalogue)| catalogue.len()).sum();
    match (document.samples.len(), scene.map) {
        (0, None) if document.regions.len() == 1 => document.regions[0].name.clone(),
        (0, None) if !document.regions.is_empty() => {
            format!("{} regions", document.regions.len())
        }
        (0, None) if sources > 0 => format!("{} sources", thousands(sources)),
        (0, None) => "Open a list of candidates, a catalogue or a map".to_owned(),
        (0, Some(values)) if values.unit.is_empty() => values.title.clone(),
        (0, Some(values)) => format!("{}, {}", values.title, values.unit),
        (1, _) => format!("{count} neutrino candidates"),
        (samples, _) => format!("{count} neutrino candidates in {samples} samples"),
    }
}

/// What is simulated.
fn simulated_words(scene: &SkyScene<'_>) -> String {
    let Some(injected) = &scene.document.injected else {
        return "simulated".into();
    };
    match injected.source {
        Some(_) => format!(
            "simulated: {} candidates of a source among scrambled ones",
            thousands(injected.total())
        ),
        None => "simulated: all candidates are scrambled".into(),
    }
}

/// How unusual the hottest spots of the map are, where scrambled skies tell; of two maps together no one knows.
fn post_trial_words(scene: &SkyScene<'_>) -> Vec<String> {
    let look = scene.look();
    let alone = !scene.second && !look.maps.together.combines();
    let shown = scene.document.map(look).filter(|_| alone && look.map);
    let unusual = shown.and_then(|open| open.unusual.as_deref());
    let spots = unusual.map_or(&[][..], |unusual| &unusual.spots);
    spots.iter().filter_map(Hottest::title_words).collect()
}

/// Frame, projection and direction, and how much of the map is masked.
fn remark(scene: &SkyScene<'_>) -> String {
    let view = scene.look().view;
    let chart = scene.chart;
    // Azimuths grow against the longitudes of the horizon's frame.
    let left = view.east_left != (chart.frame == ChartFrame::Horizon);
    let mut remark = format!(
        "{}, {}, {} grows to the {}",
        chart.words(),
        view.projection.name(),
        chart.frame.longitude(),
        if left { "left" } else { "right" }
    );
    let observer = &scene.look().observer;
    let shown = scene.chart.frame != ChartFrame::Horizon && observer.needs_moment();
    if let Some(utc) = scene.chart.utc().filter(|_| shown) {
        remark += &format!(" · over the sites at {}", moment_words(utc));
    }
    if let Some(values) = scene.map.filter(|values| values.masked > 0) {
        remark += &format!(" · {} pixels masked (hatched)", thousands(values.masked));
    }
    remark
}
