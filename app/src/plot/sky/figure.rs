//! The sky as a figure on a page: what the window shows, as shapes and words, without a GPU.

use nuscope_render::{Colormap, MapStyle, PaperMap, SkyFrame};

use super::{Places, Sheet, SkyScene, cover, ground, regions, title};
use crate::candidates::Candidates;
use crate::document::Document;
use crate::plot::drawing::Drawing;
use crate::scene::candidate_markers;
use crate::scene::sky::map_values;
use crate::session::Session;
use crate::ui::sky_view::{dot_opacity, galactic_axes};
use crate::view::{FigureStyle, View};

/// Draws what the window shows of the sky, on a page of the style's proportions unless others are given: width over
/// height. The figure holds the session, so that opening it brings the view back.
pub fn figure(
    document: &Document,
    view: &View,
    candidates: &Candidates,
    style: FigureStyle,
    proportions: Option<f32>,
) -> Drawing {
    let row = style.row();
    let look = &view.sky;
    let shown = document.map(look).filter(|_| look.map);
    let values = shown.and_then(|open| map_values(&open.map, look));
    let meaning = candidate_markers::markers(candidates, look, &view.marked_candidates);
    let regions = regions::borders(document);
    let scene = SkyScene {
        document,
        candidates,
        view,
        map: values.as_ref(),
        meaning: &meaning,
        regions: &regions,
        refused: None,
    };
    let size = row.layout(proportions);
    let places = Places::of(size);
    let sky = places.sky.size();
    let size_px = (sky.x as u32, sky.y as u32);
    let times = candidates.times.as_deref();
    let time = times.and_then(|times| times.window(view));
    let seen = match (times, &time) {
        (Some(times), Some(window)) => times.shining(window),
        _ => document.candidates(),
    };
    let frame = SkyFrame {
        view: look.view,
        size_px: (sky.x.into(), sky.y.into()),
        map: MapStyle {
            range: values.as_ref().map_or((0.0, 1.0), |values| values.range),
            colormap: look.map_colormap,
            opacity: look.map_opacity,
            ..MapStyle::default()
        },
        marker_range: meaning.color_range(look).unwrap_or((0.0, 1.0)),
        marker_colormap: meaning.color.as_ref().map(|_| Colormap::Batlow),
        marker_scale: look.view.zoom.powf(0.35) as f32,
        marker_opacity: dot_opacity(seen, size_px, look.view.zoom, 1.0, values.is_some()),
        time,
        galactic: (look.galaxy && row.glows).then(galactic_axes),
        style: row.sky,
        ..SkyFrame::default()
    };
    let mut sheet = Sheet {
        drawing: Drawing::new(size, title::words(&scene), row.theme.background),
        places,
        view: look.view,
        theme: row.theme,
    };
    sheet.drawing.scale = row.scale();
    let first = values.as_ref().map(|values| PaperMap {
        nside: values.nside,
        ring: &values.values,
    });
    ground::draw(&mut sheet, &scene, &frame, first, None);
    cover(&mut sheet, &scene);
    sheet.drawing.session = Some(Session::of(document, view));
    sheet.drawing
}
