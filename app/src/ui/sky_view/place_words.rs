//! What is told of the place under the pointer: where it is, what the map says, what is near.

use nuscope_model::Equatorial;
use nuscope_render::Combine;

use super::maps::map_words;
use super::{SkyMapView, marks};
use crate::derived::Derived;
use crate::document::Document;
use crate::maps::Maps;
use crate::plot::ticks::thousands;
use crate::scene::sky;
use crate::sky_chart::reading::{self, Row};
use crate::view::{SkyLook, View};

/// Candidates are near within this radius: 1°.
const NEAR_RAD: f64 = std::f64::consts::PI / 180.0;

impl SkyMapView {
    /// What the map says at a position: its title, and both in words.
    pub(super) fn map_row(
        &self,
        document: &Document,
        look: &SkyLook,
        maps: &Maps,
        at: Equatorial,
    ) -> Option<Row> {
        let drawn = self.drawn.as_ref();
        let second = drawn.is_some_and(|frame| frame.combine == Combine::Second);
        let values = match second {
            true => maps.second_values(),
            false => maps.values(),
        };
        let values = values.filter(|_| look.map)?;
        let value = maps.value_at(at, second)?;
        let title = maps.title(document, second);
        let words = map_words(values, &title, value);
        Some((title, words))
    }

    /// What the panel tells of the place under the pointer, or of the candidate there.
    pub(super) fn reading(
        &mut self,
        document: &Document,
        view: &View,
        derived: &Derived,
    ) -> Vec<Row> {
        let Some(pointed) = self.pointed else {
            return Vec::new();
        };
        let (look, chart) = (&view.sky, &derived.chart);
        let found = sky::candidate_of(&document.samples, self.hovered);
        let candidate = found.and_then(|(sample, index)| {
            let sample = document.samples.get(sample)?;
            (index < sample.len()).then_some((&**sample, index))
        });
        let at = candidate.map_or(pointed, |(sample, index)| sample.position(index));
        let mut rows = reading::position_rows(at);
        rows.extend(reading::horizon_rows(chart, at));
        rows.extend(self.map_row(document, look, &derived.maps, at));
        rows.extend(reading::source_row(document, look, at, candidate));
        let candidates = &derived.candidates;
        if !candidates.samples().is_empty() {
            self.near.update(candidates);
            let times = candidates.times.as_deref();
            let window = times.and_then(|times| times.window(view));
            let count = self.near.count(at, NEAR_RAD, |place| {
                marks::shines(times, window.as_ref(), place)
            });
            let text = format!("{} within 1°", thousands(count));
            rows.push(("candidates".to_owned(), text));
        }
        rows
    }
}
