//! What is pointed at elsewhere, ringed in a figure: painted over it, so that the figure need not be drawn anew.
//!
//! A hit's place is reckoned from its values and the axes, not looked for among the points: those that others cover
//! are found too, and a million hits cost as much as one.

use eframe::egui::{Pos2, pos2};
use nuscope_model::ModuleId;

use super::axes::{Axis, Panel};
use super::columns::{Columns, PlotQuantity};
use super::drawing::{Drawing, Form, Item, Mark, Shape};
use super::figures::candidates::value_of;
use crate::candidates::Candidates;
use crate::theme::Theme;
use crate::view::{HitQuantity, Selected};

/// Where a figure shows what cannot be reckoned from its axes: tracks and modules.
#[derive(Clone, Debug, Default)]
pub struct Places(Vec<usize>);

impl Places {
    /// Looks for them once.
    pub fn of(drawing: &Drawing) -> Self {
        let marks = drawing.items.iter().map(|item| item.mark);
        let found = marks.enumerate().filter(|(_, mark)| {
            let kind = mark.as_ref();
            kind.is_some_and(|mark| matches!(mark, Mark::Track(_) | Mark::Module(_)))
        });
        Self(found.map(|(place, _)| place).collect())
    }

    /// The shapes that stand for something.
    fn shapes<'a>(&'a self, drawing: &'a Drawing, mark: Mark) -> impl Iterator<Item = &'a Shape> {
        let items = self.0.iter().filter_map(|place| drawing.items.get(*place));
        let those = items.filter(move |item| item.mark == Some(mark));
        those.map(|item| &item.shape)
    }
}

/// What is known of hits and candidates.
pub struct Known<'a> {
    /// Values of the hits; `None` without an event.
    pub columns: Option<&'a Columns>,
    /// The candidates.
    pub candidates: &'a Candidates,
}

/// What is painted over a figure where `hovered` is.
pub fn hovered_items(
    drawing: &Drawing,
    places: &Places,
    known: &Known<'_>,
    hovered: Selected,
    theme: &Theme,
) -> Vec<Item> {
    let mut items = Vec::new();
    let mut add = |shape| items.push(Item { shape, mark: None });
    match hovered {
        Selected::Hit(place) => {
            let Some(columns) = known.columns else {
                return items;
            };
            for panel in &drawing.panels {
                add_hit(panel, columns, place, theme, &mut add);
            }
            let hit = columns.values.event.hits.get(place);
            add_module(drawing, places, hit.map(|hit| hit.module), theme, &mut add);
        }
        Selected::Module(module) | Selected::Sensor { module, .. } => {
            add_module(drawing, places, Some(module), theme, &mut add);
        }
        Selected::Track(place) => {
            for shape in places.shapes(drawing, Mark::Track(place)) {
                if let Shape::Line { points, width, .. } = shape {
                    add(Shape::Line {
                        points: points.clone(),
                        width: width + 2.5,
                        color: theme.accent.gamma_multiply(0.7),
                        dashed: false,
                    });
                }
            }
        }
        Selected::Candidate { .. } => {
            for panel in &drawing.panels {
                if let Some(PlotQuantity::Candidate(quantity)) = panel.x.quantity
                    && let Some(value) = value_of(known.candidates, quantity, hovered)
                {
                    add_value(panel, value, theme, &mut add);
                }
            }
        }
        Selected::Source { .. } | Selected::Place { .. } => {}
    }
    items
}

/// A ring at a hit's point, or a line at its value where a figure counts.
fn add_hit(
    panel: &Panel,
    columns: &Columns,
    place: usize,
    theme: &Theme,
    add: &mut impl FnMut(Shape),
) {
    let value = |quantity| columns.column(quantity).get(place).copied();
    let string = value(PlotQuantity::Hit(HitQuantity::String));
    let elsewhere = |wanted: i32| string.is_none_or(|string| string != wanted as f32);
    if panel.string.is_some_and(elsewhere) {
        return;
    }
    let along = |axis: &Axis| Some(f64::from(value(axis.quantity?)?));
    let rect = panel.rect;
    match (along(&panel.x), along(&panel.y)) {
        (Some(x), Some(y)) => {
            let at = panel.at(x, y);
            if rect.contains(at) {
                add(ring(at, theme));
            }
        }
        (Some(x), None) => add_value(panel, x, theme, add),
        _ => {}
    }
}

/// A line at a value along x.
fn add_value(panel: &Panel, value: f64, theme: &Theme, add: &mut impl FnMut(Shape)) {
    let (x, rect) = (panel.x_at(value), panel.rect);
    if !rect.x_range().contains(x) {
        return;
    }
    add(Shape::Line {
        points: vec![pos2(x, rect.top()), pos2(x, rect.bottom())],
        width: 1.5,
        color: theme.accent,
        dashed: false,
    });
    add(Shape::Point {
        at: pos2(x, rect.bottom() - 4.0),
        radius: 4.0,
        form: Form::Triangle,
        color: theme.accent,
    });
}

/// A ring around a module's place, where modules have one.
fn add_module(
    drawing: &Drawing,
    places: &Places,
    module: Option<ModuleId>,
    theme: &Theme,
    add: &mut impl FnMut(Shape),
) {
    let Some(module) = module else { return };
    for shape in places.shapes(drawing, Mark::Module(module)) {
        if let Shape::Rect { rect, .. } = shape {
            add(ring(rect.center(), theme));
        }
    }
}

fn ring(at: Pos2, theme: &Theme) -> Shape {
    Shape::Point {
        at,
        radius: 7.0,
        form: Form::Ring,
        color: theme.accent,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;

    use eframe::egui::vec2;

    use super::*;
    use crate::derived::Derived;
    use crate::document::Document;
    use crate::plot::save;
    use crate::theme;
    use crate::view::{Figure, View};

    /// The built-in muon.
    fn demo() -> Document {
        let loaded = nuscope_io::open(Path::new("demo:muon")).unwrap();
        let mut document = Document::default().with(loaded, &mut Vec::new());
        let event = document.events.as_ref().unwrap().read(0).unwrap();
        document.show(0, event);
        document
    }

    /// What is painted where, over each figure.
    fn painted(document: &Document, figure: Figure, hovered: Selected) -> Vec<Shape> {
        let view = View::default();
        let derived = Derived::of(document, &view);
        let size = vec2(900.0, 600.0);
        let drawing = save::drawing(document, &view, &derived, figure, false, size);
        let columns = Columns::new(derived.values.clone().unwrap());
        let places = Places::of(&drawing);
        let theme = theme::theme(view.dark);
        let known = Known {
            columns: Some(&columns),
            candidates: &derived.candidates,
        };
        let items = hovered_items(&drawing, &places, &known, hovered, theme);
        items.into_iter().map(|item| item.shape).collect()
    }

    /// The ring of a hit lies on its own point, as the figure drew it.
    #[test]
    fn the_ring_lies_on_the_point_of_the_hit() {
        let document = demo();
        let view = View::default();
        let derived = Derived::of(&document, &view);
        let size = vec2(900.0, 600.0);
        for figure in [Figure::HeightTime, Figure::ResidualDistance] {
            let drawing = save::drawing(&document, &view, &derived, figure, false, size);
            let mut checked = 0;
            for item in &drawing.items {
                let (Some(Mark::Hit(place)), Shape::Point { at, .. }) = (item.mark, &item.shape)
                else {
                    continue;
                };
                checked += 1;
                if checked > 200 {
                    break;
                }
                let shapes = painted_in(&drawing, &derived, Selected::Hit(place as usize));
                let near = |shape: &Shape| matches!(shape, Shape::Point { at: ring, .. } if ring.distance(*at) < 0.01);
                assert!(shapes.iter().any(near), "{figure:?}, hit {place}");
            }
            assert!(checked > 20, "{figure:?} shows {checked} hits");
        }
    }

    fn painted_in(drawing: &Drawing, derived: &Derived, hovered: Selected) -> Vec<Shape> {
        let columns = Columns::new(derived.values.clone().unwrap());
        let places = Places::of(drawing);
        let known = Known {
            columns: Some(&columns),
            candidates: &derived.candidates,
        };
        let items = hovered_items(drawing, &places, &known, hovered, theme::theme(true));
        items.into_iter().map(|item| item.shape).collect()
    }

    #[test]
    fn counts_show_the_value_and_the_grid_its_module() {
        let document = demo();
        let event = document.event.as_ref().unwrap().event.clone();
        let triggered = event.hits.iter().position(|hit| hit.triggered()).unwrap();
        let hit = Selected::Hit(triggered);
        let lines = painted(&document, Figure::Times, hit);
        assert!(matches!(lines[0], Shape::Line { .. }), "{lines:?}");
        let module = Selected::Module(event.hits[triggered].module);
        let of_module = painted(&document, Figure::Modules, module);
        assert_eq!(of_module.len(), 1);
        assert_eq!(of_module, painted(&document, Figure::Modules, hit));
        assert!(!painted(&document, Figure::HeightTime, Selected::Track(0)).is_empty());
        assert!(painted(&document, Figure::Times, Selected::Hit(usize::MAX)).is_empty());
    }
}
