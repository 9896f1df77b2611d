//! The sky as a figure on a page: what the window shows, as shapes and words, without a GPU.

use nuscope_render::{Colormap, Combine, PaperMap, SkyStyle};

use super::{Page, Places, Sheet, SkyScene, cover, ground, regions, title};
use crate::crowd::Crowds;
use crate::derived::Derived;
use crate::document::Document;
use crate::plot::drawing::Drawing;
use crate::scene::candidate_markers;
use crate::scene::error_ellipses::{self, ErrorEllipses, MANY, Which, error_ellipses};
use crate::scene::sky_frame::{DrawnSky, sky_frame};
use crate::session::Session;
use crate::view::{SkyMoment, View};

/// Pixels of the map's picture for each point of the layout, where lines and words are shapes.
const PER_POINT: f64 = 2.0;

/// More pixels across are not painted: GPUs take no more for one picture.
const MOST_PX: f64 = 8192.0;

/// Draws what the window shows of the sky on a page. The figure holds the session, so that opening it brings the view back.
pub fn figure(document: &Document, asked: &View, derived: &Derived, page: &Page) -> Drawing {
    let row = page.style.row();
    let (candidates, chart) = (&derived.candidates, &derived.chart);
    let mut turned = asked.clone();
    turned.sky.view.frame_from_sky = chart.frame_from_sky;
    // On white, nothing is white and much is dark.
    turned.sky.maps.reversed ^=
        row.sky == SkyStyle::PRINT && runs_from_dark(asked.sky.map_colormap);
    let view = &turned;
    let look = &view.sky;
    // Of two maps in turns a figure shows the chosen one.
    let maps = &derived.maps;
    let values = maps.values().filter(|_| look.map).map(|values| &**values);
    let size = row.layout(page.proportions);
    let places = Places::of(size);
    let points = (places.sky.width().into(), places.sky.height().into());
    let mut crowds = Crowds::default();
    crowds.update(candidates, view, values.is_some(), points, None);
    let crowd = crowds.shown().map(|crowd| &**crowd);
    let marked = &view.marked_candidates;
    let chosen = || error_ellipses::chosen(candidates, marked, view.selected, 0);
    // Where the density is drawn, only what is selected or marked is still a dot.
    let only = crowd.map(|_| chosen());
    let meaning = candidate_markers::markers(candidates, look, marked, only.as_deref(), row.theme);
    let errors = match look.errors.shown && look.candidates {
        false => ErrorEllipses::default(),
        true if candidates.shown.count <= MANY => {
            let all = 0..candidates.shown.drawn.len();
            error_ellipses(candidates, view, Which::All, all, row.theme)
        }
        true => {
            let places = chosen().into_iter();
            error_ellipses(candidates, view, Which::Chosen, places, row.theme)
        }
    };
    let regions = regions::borders(document);
    let refused = maps.refused.clone().filter(|_| look.map);
    let refused = refused.or_else(|| chart.refused(look));
    let scene = SkyScene {
        document,
        candidates,
        view,
        map: values,
        maps,
        second: false,
        meaning: &meaning,
        crowd,
        errors: &errors,
        regions: &regions,
        refused: refused.as_deref(),
        chart,
    };
    let drawn = DrawnSky {
        document,
        view,
        derived,
        meaning: &meaning,
        crowd,
        combine: Combine::First,
    };
    let mut frame = sky_frame(&drawn, points, 1.0, row.sky);
    frame.galactic = frame.galactic.filter(|_| row.glows);
    let mut sheet = Sheet {
        drawing: Drawing::new(size, title::words(&scene), row.theme.background),
        places,
        view: look.view,
        theme: row.theme,
        labels: Vec::new(),
        taken: Vec::new(),
    };
    sheet.drawing.scale = row.scale();
    let first = values.map(|values| PaperMap {
        nside: values.nside,
        ring: &values.values,
    });
    let density = crowd.map(|crowd| PaperMap {
        nside: crowd.nside,
        ring: &crowd.per_deg2,
    });
    let per_point = page.width_px.map_or(PER_POINT, |width| {
        let sharp = f64::from(width) / f64::from(size.x);
        sharp.clamp(PER_POINT, MOST_PX / f64::from(size.x))
    });
    ground::draw(
        &mut sheet,
        &scene,
        &frame,
        [first, None, density],
        per_point,
    );
    cover(&mut sheet, &scene);
    let mut kept = view.clone();
    kept.sky.maps.reversed = asked.sky.maps.reversed;
    // Opened later, the figure is still of this moment.
    if let (true, Some(utc)) = (look.goes_with_the_clock(), chart.utc()) {
        kept.sky.observer.moment = SkyMoment::Typed;
        kept.sky.observer.typed = utc.to_string();
    }
    sheet.drawing.session = Some(Session::of(document, &kept));
    sheet.drawing
}

/// Whether a colour map runs from dark to bright.
fn runs_from_dark(colormap: Colormap) -> bool {
    use Colormap as Is;
    matches!(
        colormap,
        Is::Batlow | Is::Inferno | Is::Lapaz | Is::Viridis | Is::Gray
    )
}
