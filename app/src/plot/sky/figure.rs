//! The sky as a figure on a page: what the window shows, as shapes and words, without a GPU.

use nuscope_render::{Colormap, MapStyle, PaperMap, SkyFrame};

use super::{Page, Places, Sheet, SkyScene, cover, ground, regions, title};
use crate::derived::Derived;
use crate::document::Document;
use crate::plot::drawing::Drawing;
use crate::scene::candidate_markers;
use crate::scene::sky::map_values;
use crate::session::Session;
use crate::ui::sky_view::{dot_opacity, galactic_axes};
use crate::view::View;

/// Pixels of the map's picture for each point of the layout, where lines and words are shapes.
const PER_POINT: f64 = 2.0;

/// More pixels across are not painted: GPUs take no more for one picture.
const MOST_PX: f64 = 8192.0;

/// Draws what the window shows of the sky on a page. The figure holds the session, so that opening it brings the view back.
pub fn figure(document: &Document, view: &View, derived: &Derived, page: &Page) -> Drawing {
    let row = page.style.row();
    let look = &view.sky;
    let (candidates, chart) = (&derived.candidates, &derived.chart);
    let mut projected = look.view;
    projected.frame_from_sky = chart.frame_from_sky;
    let shown = document.map(look).filter(|_| look.map);
    let values = shown.and_then(|open| map_values(&open.map, look));
    let meaning = candidate_markers::markers(candidates, look, &view.marked_candidates);
    let regions = regions::borders(document);
    let refused = chart.refused(look);
    let scene = SkyScene {
        document,
        candidates,
        view,
        map: values.as_ref(),
        meaning: &meaning,
        regions: &regions,
        refused: refused.as_deref(),
        chart,
    };
    let size = row.layout(page.proportions);
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
        view: projected,
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
        view: projected,
        theme: row.theme,
    };
    sheet.drawing.scale = row.scale();
    let first = values.as_ref().map(|values| PaperMap {
        nside: values.nside,
        ring: &values.values,
    });
    let per_point = page.width_px.map_or(PER_POINT, |width| {
        let sharp = f64::from(width) / f64::from(size.x);
        sharp.clamp(PER_POINT, MOST_PX / f64::from(size.x))
    });
    ground::draw(&mut sheet, &scene, &frame, [first, None], per_point);
    cover(&mut sheet, &scene);
    sheet.drawing.session = Some(Session::of(document, view));
    sheet.drawing
}
