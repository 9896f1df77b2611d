//! Candidates where they are many: their density on the sky instead of dots, and the errors of those in sight.
//!
//! Neither costs anything while only the view turns, but for errors of a magnified part: which cells of the sky are in
//! sight is looked up, and only a change of those is sent.

use std::sync::Arc;

use eframe::egui;
use glam::DVec2;
use nuscope_model::density::Places;
use nuscope_model::healpix;
use nuscope_render::SkyView as Projected;

use super::SkyMapView;
use crate::candidates::Candidates;
use crate::crowd::Crowd;
use crate::job::Wake;
use crate::scene::error_ellipses::{self, ErrorEllipses, MANY, Which};
use crate::theme;
use crate::view::{ErrorLevel, View};
use crate::viewport::Graphics;

/// Cells of the sky in which candidates are looked up: 3.7° wide.
const CELLS: u32 = 16;
/// From a cell's middle to beyond its corners, in radians.
const CELL_REACH_RAD: f64 = 0.07;

/// What the errors on the GPU were made from.
#[derive(PartialEq)]
struct Key {
    drawn: u64,
    level: ErrorLevel,
    dark: bool,
    which: Which,
    /// Which candidates, unless all.
    places: Vec<usize>,
}

/// Which candidates are drawn in which cell.
struct ByCell {
    drawn: u64,
    /// Where the candidates of each cell begin in `order`, and where the last end.
    begins: Vec<usize>,
    order: Vec<usize>,
}

impl ByCell {
    fn new(candidates: &Candidates) -> Option<Self> {
        let lists = candidates.samples().iter();
        let lists: Vec<_> = lists
            .map(|sample| (sample.ra_rad.as_slice(), sample.dec_rad.as_slice()))
            .collect();
        let cells = Places::new(&lists, CELLS).ok()?;
        let drawn = &candidates.shown.drawn;
        let all = (0..cells.len()).filter(|place| drawn.get(*place) == Some(&true));
        let mut known: Vec<(u32, usize)> = all
            .filter_map(|place| Some((cells.pixel(place)?, place)))
            .collect();
        known.sort_unstable();
        let begin = |cell: u64| known.partition_point(|(of, _)| u64::from(*of) < cell);
        Some(Self {
            drawn: candidates.drawn_version,
            begins: (0..=healpix::pixels(CELLS)).map(begin).collect(),
            order: known.into_iter().map(|(_, place)| place).collect(),
        })
    }

    /// The candidates of cells that are in sight; `None` if there are too many.
    fn in_sight(&self, view: &Projected, size: (f64, f64)) -> Option<Vec<usize>> {
        let reach_px = CELL_REACH_RAD / view.rad_per_px(size).max(1e-12);
        let near = |at: DVec2| {
            let within = |at: f64, size: f64| (-reach_px..size + reach_px).contains(&at);
            within(at.x, size.0) && within(at.y, size.1)
        };
        let mut found = Vec::new();
        for cell in 0..healpix::pixels(CELLS) {
            let of = &self.order[self.begins[cell as usize]..self.begins[cell as usize + 1]];
            if of.is_empty() {
                continue;
            }
            let middle = healpix::center_of(CELLS, cell).to_vector();
            if view.pixel_from_sky(middle, size).is_some_and(near) {
                found.extend_from_slice(of);
                if found.len() > MANY {
                    return None;
                }
            }
        }
        Some(found)
    }
}

/// What is in sight depends on: which candidates are drawn, the view, and its size.
type From = (u64, Projected, (f64, f64));

/// The errors that are drawn.
#[derive(Default)]
pub(super) struct Errors {
    key: Option<Key>,
    by_cell: Option<ByCell>,
    /// What was in sight from where.
    sight: Option<(From, Option<Vec<usize>>)>,
    /// What is to be said about them; the ellipses themselves are on the GPU.
    pub(super) drawn: ErrorEllipses,
}

impl Errors {
    fn in_sight(
        &mut self,
        candidates: &Candidates,
        view: &View,
        size: (f64, f64),
    ) -> Option<Vec<usize>> {
        let part = view.sky.view.zoom.powi(2).max(1.0);
        if candidates.shown.count as f64 / part > 8.0 * MANY as f64 {
            return None;
        }
        let version = candidates.drawn_version;
        let from = (version, view.sky.view, size);
        if let Some((known, found)) = &self.sight
            && *known == from
        {
            return found.clone();
        }
        if self
            .by_cell
            .as_ref()
            .is_none_or(|cells| cells.drawn != version)
        {
            self.by_cell = ByCell::new(candidates);
        }
        let cells = self.by_cell.as_ref();
        let found = cells.and_then(|cells| cells.in_sight(&view.sky.view, size));
        self.sight = Some((from, found.clone()));
        found
    }
}

impl SkyMapView {
    /// Makes the errors of candidates, if what they are made from has changed.
    pub(super) fn make_errors(
        &mut self,
        graphics: &Graphics,
        candidates: &Candidates,
        view: &View,
        size: (f64, f64),
    ) {
        if !view.sky.errors.shown || !view.sky.candidates {
            if self.errors.key.is_some() {
                self.sky.set_ellipses(&graphics.gpu, &[]);
                self.errors = Errors::default();
                self.drawn = None;
            }
            return;
        }
        let chosen = || {
            let marked = &view.marked_candidates;
            error_ellipses::chosen(candidates, marked, view.selected, self.hovered)
        };
        let (which, places) = match candidates.shown.count <= MANY {
            true => (Which::All, Vec::new()),
            false => {
                let chosen = chosen();
                match self.errors.in_sight(candidates, view, size) {
                    Some(mut found) => {
                        found.extend(chosen);
                        found.sort_unstable();
                        found.dedup();
                        (Which::InSight, found)
                    }
                    None => (Which::Chosen, chosen),
                }
            }
        };
        let key = Key {
            drawn: candidates.drawn_version,
            level: view.sky.errors.level,
            dark: view.dark,
            which,
            places,
        };
        if self.errors.key.as_ref() == Some(&key) {
            return;
        }
        let theme = theme::theme(view.dark);
        let mut made = match which {
            Which::All => {
                let all = 0..candidates.shown.drawn.len();
                error_ellipses::error_ellipses(candidates, view, which, all, theme)
            }
            _ => {
                let places = key.places.iter().copied();
                error_ellipses::error_ellipses(candidates, view, which, places, theme)
            }
        };
        self.sky.set_ellipses(&graphics.gpu, &made.ellipses);
        // One stays, because the legend asks whether there is any.
        made.ellipses.truncate(1);
        self.errors.drawn = made;
        self.errors.key = Some(key);
        self.drawn = None;
    }

    /// Makes the density of candidates, or takes in what a worker has made.
    pub(super) fn make_crowd(
        &mut self,
        ctx: &egui::Context,
        graphics: &Graphics,
        candidates: &Candidates,
        view: &View,
        size: (f64, f64),
    ) {
        let map_shown = view.sky.map && self.first.values.is_some();
        let ctx = ctx.clone();
        let wake: Wake = Arc::new(move || ctx.request_repaint());
        // A picture waits for what it shows.
        let wake = self.buttons.then_some(&wake);
        self.crowds.update(candidates, view, map_shown, size, wake);
        let same = match (&self.sent, self.crowds.shown()) {
            (Some(sent), Some(shown)) => Arc::ptr_eq(sent, shown),
            (None, None) => true,
            _ => false,
        };
        if same {
            return;
        }
        self.sent = self.crowds.shown().cloned();
        self.drawn = None;
        match &self.sent {
            Some(crowd) => {
                let sent = self
                    .sky
                    .set_density(&graphics.gpu, crowd.nside, &crowd.per_deg2);
                if let Err(error) = sent {
                    self.refused = Some(error.to_string());
                    self.sky.clear_density();
                }
            }
            None => self.sky.clear_density(),
        }
    }

    /// What is drawn instead of dots.
    pub(super) fn crowd(&self) -> Option<&Crowd> {
        self.sent.as_deref()
    }
}
