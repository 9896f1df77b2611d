//! What lies over the sky's candidates and colours: lines, marks, words and legends, as a drawing.
//!
//! The window paints it, pictures are painted with it, and figures write it as vectors: what is seen in one of them is
//! seen in all. Each kind of thing is a layer, and a layer is a row of [`LAYERS`].

mod catalogue_legend;
mod catalogues;
mod contours;
mod event;
mod figure;
mod galaxy;
mod graticule;
mod ground;
mod hot_spots;
pub mod labels;
mod legends;
mod lines;
mod nothing;
mod peaks;
mod places;
mod regions;
mod ruler;
mod searched;
mod selection;
mod sheet;
mod styles;
mod title;
mod visibility;
pub mod words;

use std::sync::Arc;

use eframe::egui::{Color32, Rect};
use glam::DVec3;
use nuscope_model::Region;

use crate::candidates::Candidates;
use crate::crowd::Crowd;
use crate::document::Document;
use crate::maps::Maps;
use crate::plot::drawing::Drawing;
use crate::scene::candidate_markers::CandidateMarkers;
use crate::scene::error_ellipses::ErrorEllipses;
use crate::scene::sky::MapValues;
use crate::sky_chart::Chart;
use crate::theme::Theme;
use crate::view::{SkyLook, View};

pub use catalogues::{nearest_words, source_at, source_words};
pub use contours::area_words;
pub use figure::figure;
pub use places::Places;
pub use regions::borders;
pub use sheet::Sheet;
pub use styles::{Page, STYLES, StyleRow};

/// The border of a region, as pieces of great circles between directions.
pub type Border = Vec<[DVec3; 2]>;

/// What is known about the sky that is drawn.
pub struct SkyScene<'a> {
    /// Everything that is open.
    pub document: &'a Document,
    /// Candidates and what follows from the view about them.
    pub candidates: &'a Candidates,
    /// What the user sees.
    pub view: &'a View,
    /// Values of the map that is seen, if one is.
    pub map: Option<&'a MapValues>,
    /// Contours, hot spots and what else follows from the maps.
    pub maps: &'a Maps,
    /// Whether the second of two maps in turns is seen.
    pub second: bool,
    /// What colours, sizes and forms of candidates mean.
    pub meaning: &'a CandidateMarkers,
    /// What is drawn instead of dots, where candidates are many.
    pub crowd: Option<&'a Crowd>,
    /// The errors of candidates that are drawn.
    pub errors: &'a ErrorEllipses,
    /// Regions with their borders.
    pub regions: &'a [(Arc<Region>, Border)],
    /// What to say in the middle, because something cannot be drawn.
    pub refused: Option<&'a str>,
    /// The frame it is drawn in, and what stands over the sites.
    pub chart: &'a Chart,
}

impl SkyScene<'_> {
    /// How the sky is drawn.
    pub fn look(&self) -> &SkyLook {
        &self.view.sky
    }
}

/// One kind of thing over the sky.
pub struct Layer {
    /// What it is called.
    pub name: &'static str,
    /// Whether it ends where the sky does.
    pub on_sky: bool,
    /// Draws it.
    pub draw: fn(&mut Sheet<'_>, &SkyScene<'_>),
}

/// All layers, the lowest first.
pub const LAYERS: &[Layer] = &[
    Layer {
        name: "visibility",
        on_sky: true,
        draw: visibility::draw,
    },
    Layer {
        name: "graticule",
        on_sky: true,
        draw: graticule::draw,
    },
    Layer {
        name: "galaxy",
        on_sky: true,
        draw: galaxy::draw,
    },
    Layer {
        name: "regions",
        on_sky: true,
        draw: regions::draw,
    },
    Layer {
        name: "lines",
        on_sky: true,
        draw: lines::draw,
    },
    Layer {
        name: "contours",
        on_sky: true,
        draw: contours::draw,
    },
    Layer {
        name: "catalogues",
        on_sky: true,
        draw: catalogues::draw,
    },
    Layer {
        name: "hot spots",
        on_sky: true,
        draw: hot_spots::draw,
    },
    Layer {
        name: "peaks",
        on_sky: true,
        draw: peaks::draw,
    },
    Layer {
        name: "searched sources",
        on_sky: true,
        draw: searched::draw,
    },
    Layer {
        name: "selection",
        on_sky: true,
        draw: selection::draw,
    },
    Layer {
        name: "event",
        on_sky: true,
        draw: event::draw,
    },
    Layer {
        name: "nothing",
        on_sky: false,
        draw: nothing::draw,
    },
    Layer {
        name: "ruler",
        on_sky: true,
        draw: ruler::draw,
    },
    Layer {
        name: "title",
        on_sky: false,
        draw: title::draw,
    },
    Layer {
        name: "legends",
        on_sky: false,
        draw: legends::draw,
    },
    Layer {
        name: "catalogue legend",
        on_sky: false,
        draw: catalogue_legend::draw,
    },
    // After all that must not be written over.
    Layer {
        name: "labels",
        on_sky: true,
        draw: labels::draw,
    },
];

/// All layers over a sky of this size: the place of the sky, and below it that of the legends.
pub fn overlay(scene: &SkyScene<'_>, places: Places, theme: &Theme) -> Drawing {
    let whole = Rect::from_min_max(places.sky.min, places.sky.max.max(places.strip.max));
    let size = whole.max.to_vec2();
    let mut sheet = Sheet {
        drawing: Drawing::new(size, title::words(scene), Color32::TRANSPARENT),
        places,
        view: scene.look().view,
        theme,
        labels: Vec::new(),
        taken: Vec::new(),
    };
    cover(&mut sheet, scene);
    sheet.drawing
}

/// Draws all layers.
fn cover(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    for layer in LAYERS {
        let place = layer.on_sky.then_some(sheet.rect());
        sheet.drawing.clip(place);
        (layer.draw)(sheet, scene);
    }
    sheet.drawing.clip(None);
}

#[cfg(test)]
#[path = "overlay_tests.rs"]
mod tests;
