//! What is told of the place under the pointer: where it is, what the map says, what is near.

use nuscope_model::Equatorial;

use super::{SkyMapView, marks};
use crate::derived::Derived;
use crate::document::Document;
use crate::open_maps::OpenMap;
use crate::plot::ticks::thousands;
use crate::scene::sky::{self, MapValues};
use crate::sky_chart::reading::{self, Row};
use crate::view::{MapQuantity, SkyLook, View};

/// Candidates are near within this radius: 1°.
const NEAR_RAD: f64 = std::f64::consts::PI / 180.0;

impl SkyMapView {
    /// What the map says at a position: its title, and both in words.
    pub(super) fn map_row(
        &self,
        document: &Document,
        look: &SkyLook,
        at: Equatorial,
    ) -> Option<Row> {
        let values = self.values.as_ref().filter(|_| look.map)?;
        let open = document.map(look)?;
        let value = self.own_value(open, at);
        let value = value.unwrap_or_else(|| values.values[open.map.pixel(at)].into());
        Some((values.title.clone(), map_words(values, value)))
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
        rows.extend(self.map_row(document, look, at));
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

    /// The value of the map's own cell at a position; `None` if it was not drawn from cells.
    fn own_value(&self, open: &OpenMap, position: Equatorial) -> Option<f64> {
        let cells = open.cells.as_deref()?;
        let (map, wanted) = self.map.as_ref()?;
        match sky::shown_quantity(map, wanted)? {
            MapQuantity::Column(name) => {
                let value = cells.value_at(cells.column(&name)?, position);
                Some(value.unwrap_or(f64::NAN))
            }
            MapQuantity::MinusLog10P => None,
        }
    }
}

/// What the map says where it has this value.
fn map_words(values: &MapValues, value: f64) -> String {
    if value.is_nan() {
        return "masked".into();
    }
    let remark = if values.unit == sky::NOT_CALIBRATED {
        " (not calibrated)"
    } else {
        ""
    };
    let number = if values.range.1 < 0.01 || values.title.starts_with("p (") {
        format!("{value:.1e}")
    } else {
        format!("{value:.2}")
    };
    format!("{} {number}{remark}", values.title)
}
