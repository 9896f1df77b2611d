//! Marking candidates with a box or a loop on the sky: all that are shown in it, at the moment shown.
//!
//! Nothing hides anything on the sky, so every candidate is projected once, when the stroke ends.

use eframe::egui::{self, PointerButton, Rect};
use glam::{DVec2, DVec3};
use nuscope_render::TimeWindow;
use rayon::prelude::*;

use super::SkyMapView;
use crate::candidates::{Candidates, SkyTimes};
use crate::command::{Command, SkyCommand};
use crate::ui::event_view::stroke::{Joining, Stroke, holds};
use crate::view::{Tool, View};

/// What shines less is not drawn.
const FAINTEST: f32 = 0.004;

/// Whether the left button draws now, so that it must not turn the sky.
pub(super) fn draws(ui: &egui::Ui, response: &egui::Response, view: &View) -> bool {
    let command = ui.input(|input| input.modifiers.command);
    let tool = view.steering.tool != Tool::Turn || command;
    tool && !view.sky.ruler.on
        && (response.dragged_by(PointerButton::Primary) || response.drag_stopped())
}

impl SkyMapView {
    /// Begins, goes on with and ends a box or a loop.
    pub(super) fn draw_stroke(
        &mut self,
        ui: &egui::Ui,
        response: &egui::Response,
        rect: Rect,
        candidates: &Candidates,
        view: &View,
        commands: &mut Vec<Command>,
    ) {
        let pointer = response.interact_pointer_pos();
        if response.drag_started_by(PointerButton::Primary) && draws(ui, response, view) {
            let start = ui.input(|input| input.pointer.press_origin()).or(pointer);
            self.stroke = start.map(|start| Stroke::begin(start, view.steering.tool));
        }
        let Some(stroke) = &mut self.stroke else {
            return;
        };
        if let Some(pointer) = pointer {
            stroke.go_on(pointer.clamp(rect.min, rect.max));
        }
        if response.dragged_by(PointerButton::Primary) {
            return;
        }
        let polygon = stroke.polygon();
        self.stroke = None;
        let Some(polygon) = polygon else {
            return;
        };
        let corners = polygon.iter().map(|corner| *corner - rect.min);
        let corners: Vec<(f32, f32)> = corners.map(|corner| (corner.x, corner.y)).collect();
        let size = (rect.width().into(), rect.height().into());
        let places = within(candidates, view, size, &corners);
        let joining = Joining::of(ui.input(|input| input.modifiers));
        let marked = joining.join(&view.marked_candidates, places);
        commands.push(SkyCommand::Mark(marked).into());
    }
}

/// Whether a candidate is seen at the moment shown.
pub(super) fn shines(times: Option<&SkyTimes>, window: Option<&TimeWindow>, place: usize) -> bool {
    match (times, window) {
        (Some(times), Some(window)) => window.strength(times.of_markers[place]) > FAINTEST,
        _ => true,
    }
}

/// The candidates that are seen now inside a polygon; corners count from the top left of a map of this size.
pub(super) fn within(
    candidates: &Candidates,
    view: &View,
    size: (f64, f64),
    polygon: &[(f32, f32)],
) -> Vec<u32> {
    let times = candidates.times.as_deref();
    let window = times.and_then(|times| times.window(view));
    let shines = |place: usize| shines(times, window.as_ref(), place);
    let projected = view.sky.view;
    let inside = |direction: DVec3| {
        let place: Option<DVec2> = projected.pixel_from_sky(direction, size);
        place.is_some_and(|place| holds(polygon, (place.x as f32, place.y as f32)))
    };
    let samples = candidates.samples();
    let mut first = 0;
    let mut found = Vec::new();
    for sample in samples {
        let passes = candidates.shown.passes.get(first..first + sample.len());
        let passes = passes.unwrap_or_default();
        let places = (0..passes.len())
            .into_par_iter()
            .filter(|i| passes[*i] && shines(first + i) && inside(sample.position(*i).to_vector()));
        found.par_extend(places.map(|i| (first + i) as u32));
        first += sample.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use nuscope_model::{Column, Quantity, Sample};

    use super::*;
    use crate::document::Document;

    #[test]
    fn a_polygon_holds_what_is_shown_in_it_at_the_moment_shown() {
        let column = Column {
            quantity: Quantity::Mjd,
            values: vec![55_000.0, 55_010.0, 55_020.0, 55_030.0],
        };
        let sample = Sample {
            name: "a".into(),
            ra_rad: vec![0.0, 0.01, 0.02, 3.0],
            dec_rad: vec![0.0; 4],
            columns: vec![column],
            ..Default::default()
        };
        let document = Document {
            samples: vec![Arc::new(sample)],
            ..Default::default()
        };
        let mut view = View::default();
        let mut candidates = Candidates::default();
        candidates.update(&document, &view);
        let size = (800.0, 400.0);
        let middle = [
            (380.0, 180.0),
            (420.0, 180.0),
            (420.0, 220.0),
            (380.0, 220.0),
        ];
        let found = |candidates: &Candidates, view: &View| {
            let middle_of_view = view.sky.view.pixel_from_sky(DVec3::X, size);
            let (dx, dy) =
                middle_of_view.map_or((0.0, 0.0), |at| (at.x as f32 - 400.0, at.y as f32 - 200.0));
            let moved: Vec<_> = middle.iter().map(|(x, y)| (x + dx, y + dy)).collect();
            within(candidates, view, size, &moved)
        };
        assert_eq!(found(&candidates, &view), [0, 1, 2]);
        view.sky_cursor = Some(55_015.0);
        assert_eq!(
            found(&candidates, &view),
            [0, 1],
            "the third is still to come"
        );
        view.tables.candidates.filter = "mjd > 55005".into();
        candidates.update(&document, &view);
        assert_eq!(found(&candidates, &view), [1]);
    }
}
