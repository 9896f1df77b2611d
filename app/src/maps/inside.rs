//! The sources of all catalogues that are switched on, inside the contours.

use std::sync::Arc;

use nuscope_model::Equatorial;
use rayon::prelude::*;

use super::Contours;
use crate::catalogues::Listed;
use crate::document::Document;
use crate::view::{Selected, SkyLook};

/// So many sources are looked up between two frames.
const FEW_SOURCES: usize = 20_000;

/// A source inside a contour.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceInside {
    /// What it is called; its position where it has no name.
    pub name: String,
    /// Its catalogue.
    pub catalogue: String,
    /// It as a selection.
    pub selected: Selected,
    /// Where it is.
    pub position: Equatorial,
    /// The innermost contour around it, by its place.
    pub contour: usize,
    /// How far it is from the best value of the map, in degrees.
    pub away_deg: f64,
}

/// All sources inside any contour, the nearest to the map's best value first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inside {
    /// The sources.
    pub sources: Vec<SourceInside>,
    /// How many sources are inside each contour, those within inner ones included.
    pub counts: Vec<usize>,
}

/// What they are found from.
#[derive(Clone)]
pub(super) struct InsideKey {
    contours: Arc<Contours>,
    catalogues: Listed,
}

impl PartialEq for InsideKey {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.contours, &other.contours) && self.catalogues == other.catalogues
    }
}

impl InsideKey {
    pub(super) fn of(contours: Arc<Contours>, document: &Document, look: &SkyLook) -> Self {
        Self {
            contours,
            catalogues: Listed::shown(document, look),
        }
    }

    pub(super) fn is_small(&self) -> bool {
        self.catalogues.len() <= FEW_SOURCES
    }

    pub(super) fn make(self) -> Inside {
        let made = &self.contours.made;
        let mut counts = vec![0; made.len()];
        let mut sources = Vec::new();
        for (id, catalogue) in &self.catalogues.parts {
            let found: Vec<SourceInside> = catalogue
                .sources
                .par_iter()
                .enumerate()
                .filter_map(|(index, source)| {
                    let position = source.position;
                    let contour = made
                        .iter()
                        .position(|made| made.contour.contains(position))?;
                    let away = self.contours.best.map(|best| best.separation_rad(position));
                    Some(SourceInside {
                        name: match source.name.as_str() {
                            "" => crate::ui::inspector::position_words(position),
                            name => name.to_owned(),
                        },
                        catalogue: catalogue.name.clone(),
                        selected: Selected::Source {
                            catalogue: *id,
                            index,
                        },
                        position,
                        contour,
                        away_deg: away.map_or(f64::NAN, f64::to_degrees),
                    })
                })
                .collect();
            for source in &found {
                for (count, made) in counts.iter_mut().zip(made) {
                    *count += usize::from(made.contour.contains(source.position));
                }
            }
            sources.extend(found);
        }
        sources.sort_by(|a, b| {
            a.away_deg
                .total_cmp(&b.away_deg)
                .then_with(|| a.name.cmp(&b.name))
        });
        Inside { sources, counts }
    }
}
