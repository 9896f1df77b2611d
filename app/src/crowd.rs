//! Candidates as a density where they are many: counted in bins, or spread by a kernel.
//!
//! What costs most is asked for least: the pixel of each candidate is found once for a resolution, and every change of
//! the filter, of the samples or of the time that is shown only counts pixels again. Heat is spread anew at every
//! change. What would take longer than a frame is left to a worker, and what was there stays until it is done.

mod made;

use std::sync::Arc;

use nuscope_model::density::Places;
use nuscope_model::{Sample, heat};
use nuscope_render::TimeWindow;

use crate::candidates::{Candidates, ShownCandidates, SkyTimes};
use crate::job::{Job, Wake};
use crate::scene::error_ellipses::sigmas_rad;
use crate::view::{CrowdLook, ShownAs, View};
pub use made::{Crowd, Kind};

/// Bins are about as wide as this many points, or up to twice as wide.
const BIN_POINTS: f64 = 5.0;
/// The coarsest and the finest bins that follow the magnification.
const NSIDES: (u32, u32) = (8, 512);
/// The finest resolution of heat by own errors: narrower ones are widened.
const FINEST_HEAT: u32 = 256;
/// Dots run into each other where they are on the mean closer than this, in points; they part again where they are a
/// fifth farther apart, so that a wheel's step back does not bring the other picture again.
const CLOSE_POINTS: f64 = 2.0;
const APART: f64 = 1.2;
/// What takes about a frame: candidates counted, and candidates spread.
const QUICK: (usize, usize) = (300_000, 3_000);

/// What is wanted of candidates.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    kind: Kind,
    nside: u32,
    /// Which candidates are drawn at some time.
    drawn: u64,
    /// Which of those are shown.
    window: Option<TimeWindow>,
}

/// What it is made from; cheap to copy.
#[derive(Clone)]
struct Source {
    samples: Vec<Arc<Sample>>,
    shown: Arc<ShownCandidates>,
    times: Option<Arc<SkyTimes>>,
    places: Option<Arc<Places>>,
}

/// What a worker has made, with the places it needed.
type Made = (Crowd, Arc<Places>);

/// Candidates as a density, and how it is kept up.
#[derive(Default)]
pub struct Crowds {
    /// Whether dots would run into each other.
    close: bool,
    samples: Vec<Arc<Sample>>,
    places: Option<Arc<Places>>,
    made: Option<(Wanted, Arc<Crowd>)>,
    job: Option<(Wanted, Job<Option<Made>>)>,
}

impl Crowds {
    /// What is drawn instead of dots; `None` where dots are.
    pub fn shown(&self) -> Option<&Arc<Crowd>> {
        self.made.as_ref().map(|(_, crowd)| crowd)
    }

    /// Whether a worker is at it.
    pub fn busy(&self) -> bool {
        self.job.is_some()
    }

    /// Brings it up to date for a picture of this size in points; `wake` is called when a worker is done, and without
    /// it nothing is left to one.
    pub fn update(
        &mut self,
        candidates: &Candidates,
        view: &View,
        map_shown: bool,
        size: (f64, f64),
        wake: Option<&Wake>,
    ) {
        let same = self.samples.len() == candidates.samples().len()
            && self
                .samples
                .iter()
                .zip(candidates.samples())
                .all(|(a, b)| Arc::ptr_eq(a, b));
        if !same {
            *self = Self {
                samples: candidates.samples().to_vec(),
                ..Self::default()
            };
        }
        self.close = close(candidates.shown.count, view, size, self.close);
        let wanted = match view.sky.crowd.shown_as {
            _ if !view.sky.candidates || candidates.shown.drawn.is_empty() => None,
            ShownAs::Dots => None,
            ShownAs::Automatic if map_shown || !self.close => None,
            ShownAs::Automatic | ShownAs::Density => Some(Kind::Density),
            ShownAs::Heat if view.sky.crowd.own_errors => Some(Kind::OwnErrors),
            ShownAs::Heat => Some(Kind::Kernel(view.sky.crowd.kernel_deg)),
        };
        let Some(kind) = wanted else {
            (self.made, self.job) = (None, None);
            return;
        };
        let wanted = Wanted {
            nside: nside(kind, &view.sky.crowd, view.sky.view.rad_per_px(size)),
            kind,
            drawn: candidates.drawn_version,
            window: candidates
                .times
                .as_ref()
                .and_then(|times| times.window(view)),
        };
        self.take_in();
        if self.made.as_ref().is_some_and(|(made, _)| *made == wanted) {
            self.job = None;
            return;
        }
        let fits = |places: &&Arc<Places>| places.nside() == wanted.nside;
        let from = Source {
            samples: self.samples.clone(),
            shown: Arc::clone(&candidates.shown),
            times: candidates.times.clone(),
            places: self.places.as_ref().filter(fits).map(Arc::clone),
        };
        let many = candidates.shown.drawn.len();
        let quick = match kind {
            // Finding pixels takes about four times as long as counting them.
            Kind::Density => many <= QUICK.0 * if from.places.is_some() { 4 } else { 1 },
            Kind::Kernel(_) | Kind::OwnErrors => many <= QUICK.1,
        };
        match wake {
            Some(wake) if !quick => {
                // One at a time: while time runs, the next begins when the last is done.
                let goes_on = |(asked, _): &(Wanted, _)| {
                    (asked.kind, asked.nside) == (wanted.kind, wanted.nside)
                };
                if !self.job.as_ref().is_some_and(goes_on) {
                    let asked = wanted.clone();
                    let job = Job::spawn(Arc::clone(wake), move |_| asked.make(&from));
                    self.job = Some((wanted, job));
                }
            }
            _ => {
                self.job = None;
                let made = wanted.make(&from);
                self.keep(wanted, made);
            }
        }
    }

    /// Takes in what a worker has made.
    fn take_in(&mut self) {
        let Some((_, job)) = &self.job else { return };
        let done = job.poll().1;
        if done.is_none() && !job.lost() {
            return;
        }
        let Some((wanted, _)) = self.job.take() else {
            return;
        };
        self.keep(wanted, done.flatten());
    }

    fn keep(&mut self, wanted: Wanted, made: Option<Made>) {
        if let Some((crowd, places)) = made {
            self.places = Some(places);
            self.made = Some((wanted, Arc::new(crowd)));
        }
    }
}

/// Whether dots run into each other.
fn close(shown: usize, view: &View, (width, height): (f64, f64), before: bool) -> bool {
    let wide = 0.5 * view.sky.view.zoom * width.min(2.0 * height);
    let area = std::f64::consts::FRAC_PI_2 * wide * wide;
    let least = CLOSE_POINTS * if before { APART } else { 1.0 };
    area < least * least * shown as f64
}

/// The resolution that is wanted.
fn nside(kind: Kind, look: &CrowdLook, rad_per_point: f64) -> u32 {
    let chosen = look
        .nside
        .map(|nside| nside.next_power_of_two().clamp(1, 2048));
    match kind {
        Kind::Kernel(sigma_deg) => heat::nside_for(sigma_deg.to_radians()),
        Kind::OwnErrors => chosen.unwrap_or(FINEST_HEAT).min(FINEST_HEAT),
        Kind::Density => chosen.unwrap_or_else(|| {
            // The side of a bin is 58.6° over nside.
            let most = 1.0233 / (BIN_POINTS * rad_per_point.max(1e-9));
            let whole = (most.max(1.0) as u32 + 1).next_power_of_two() / 2;
            whole.clamp(NSIDES.0, NSIDES.1)
        }),
    }
}

impl Wanted {
    fn make(&self, from: &Source) -> Option<Made> {
        let places = match &from.places {
            Some(places) => Arc::clone(places),
            None => {
                let lists = from.samples.iter();
                let lists: Vec<_> = lists
                    .map(|sample| (sample.ra_rad.as_slice(), sample.dec_rad.as_slice()))
                    .collect();
                Arc::new(Places::new(&lists, self.nside).ok()?)
            }
        };
        let keep = |place: usize| {
            let drawn = from.shown.drawn.get(place) == Some(&true);
            drawn
                && match (&self.window, &from.times) {
                    (Some(window), Some(times)) => {
                        window.strength(times.of_markers[place]) > FAINTEST
                    }
                    _ => true,
                }
        };
        let crowd = match self.kind {
            Kind::Density => Crowd::of_counts(places.count_where(keep)),
            Kind::Kernel(sigma_deg) => {
                let counts = places.count_where(keep);
                let per_sr = heat::spread(&counts, sigma_deg.to_radians());
                Crowd::of_heat(self.kind, &counts, per_sr)
            }
            Kind::OwnErrors => {
                let of = |sample: &Arc<Sample>| sigmas_rad(sample);
                let sigma_rad: Vec<f64> = from.samples.iter().flat_map(of).collect();
                Crowd::of_own_errors(heat::spread_own(&places, &sigma_rad, keep))
            }
        };
        Some((crowd, places))
    }
}

/// What shines less is not drawn as a dot either.
const FAINTEST: f32 = 0.004;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use nuscope_model::{Column, Quantity};

    use super::*;
    use crate::document::Document;

    /// Candidates on a golden spiral, one each day; the last without a place, the first without an error.
    fn document(count: usize) -> Document {
        let place = |i: usize| (i as f64 + 0.5) / count as f64;
        let mut ra_rad: Vec<f64> = (0..count)
            .map(|i| (i as f64 * 2.399_963).rem_euclid(std::f64::consts::TAU))
            .collect();
        ra_rad[count - 1] = f64::NAN;
        let mut errors = vec![0.03; count];
        errors[0] = f64::NAN;
        let column = |quantity, values| Column { quantity, values };
        let sample = Sample {
            name: "spiral".into(),
            ra_rad,
            dec_rad: (0..count).map(|i| (1.0 - 2.0 * place(i)).asin()).collect(),
            columns: vec![
                column(
                    Quantity::Mjd,
                    (0..count).map(|i| 55_000.0 + i as f64).collect(),
                ),
                column(Quantity::AngularErrorRad, errors),
            ],
            ..Sample::default()
        };
        Document {
            samples: vec![Arc::new(sample)],
            ..Document::default()
        }
    }

    struct Scene {
        document: Document,
        view: View,
        candidates: Candidates,
        crowds: Crowds,
    }

    const SIZE: (f64, f64) = (800.0, 400.0);

    impl Scene {
        fn new(count: usize, shown_as: ShownAs) -> Self {
            let mut view = View::default();
            view.sky.crowd.shown_as = shown_as;
            Self {
                document: document(count),
                view,
                candidates: Candidates::default(),
                crowds: Crowds::default(),
            }
        }

        fn shown(&mut self, map_shown: bool) -> Option<Arc<Crowd>> {
            self.candidates.update(&self.document, &self.view);
            let (candidates, view) = (&self.candidates, &self.view);
            self.crowds.update(candidates, view, map_shown, SIZE, None);
            self.crowds.shown().cloned()
        }
    }

    #[test]
    fn counts_follow_filter_samples_dates_and_moment() {
        let mut scene = Scene::new(400, ShownAs::Density);
        let crowd = scene.shown(false).unwrap();
        assert_eq!((crowd.total, crowd.without), (399, 1));
        let area = nuscope_model::density::pixel_deg2(crowd.nside) as f32;
        let sum: f32 = crowd
            .per_deg2
            .iter()
            .filter(|value| **value > 0.0)
            .map(|value| value * area)
            .sum();
        assert!((sum - 399.0).abs() < 0.01, "{sum}");
        let again = scene.shown(false).unwrap();
        assert!(
            Arc::ptr_eq(&crowd, &again),
            "nothing is made anew while nothing changes"
        );
        scene.view.tables.candidates.filter = "mjd < 55100".into();
        assert_eq!(scene.shown(false).unwrap().total, 100);
        scene.view.sky_time.range = Some((55_010.0, 55_019.5));
        assert_eq!(scene.shown(false).unwrap().total, 10);
        scene.view.sky_cursor = Some(55_014.5);
        assert_eq!(scene.shown(false).unwrap().total, 5);
        scene.view.sky_cursor = None;
        scene.view.sky_time.range = Some((50_000.0, 50_001.0));
        let none = scene.shown(false).unwrap();
        assert_eq!((none.total, none.highest), (0, 0.0));
        assert!(none.range(&scene.view.sky.crowd).1 > 0.0);
        scene.view.sky.hidden_samples = vec!["spiral".into()];
        assert_eq!(scene.shown(false).unwrap().total, 0);
        scene.view.sky.candidates = false;
        assert!(scene.shown(false).is_none());
    }

    #[test]
    fn heat_adds_up_and_says_what_is_not_in_it() {
        let mut scene = Scene::new(300, ShownAs::Heat);
        let kernel = scene.shown(false).unwrap();
        assert_eq!(
            (kernel.kind, kernel.total, kernel.without),
            (Kind::Kernel(2.0), 299, 1)
        );
        scene.view.sky.crowd.own_errors = true;
        let own = scene.shown(false).unwrap();
        // One has no place and another no error.
        assert_eq!(
            (own.kind, own.total, own.without),
            (Kind::OwnErrors, 298, 1)
        );
        for crowd in [kernel, own] {
            let area = nuscope_model::density::pixel_deg2(crowd.nside);
            let sum: f64 = crowd
                .per_deg2
                .iter()
                .map(|value| f64::from(*value) * area)
                .sum();
            assert!((sum / crowd.total as f64 - 1.0).abs() < 0.02, "{sum}");
            assert!(crowd.words()[0].starts_with(&crowd.total.to_string()));
        }
    }

    #[test]
    fn dots_give_way_where_they_run_into_each_other_and_come_back_a_little_later() {
        let mut scene = Scene::new(70_000, ShownAs::Automatic);
        assert!(scene.shown(false).is_some());
        assert!(scene.shown(true).is_none(), "over a map dots stay");
        assert!(scene.shown(false).is_some());
        scene.view.sky.view.zoom = 1.25;
        assert!(
            scene.shown(false).is_some(),
            "a step back does not bring the other picture"
        );
        scene.view.sky.view.zoom = 1.4;
        assert!(scene.shown(false).is_none());
        scene.view.sky.view.zoom = 1.25;
        assert!(scene.shown(false).is_none());
        scene.view.sky.view.zoom = 1.0;
        assert!(scene.shown(false).is_some());
        scene.view.sky.crowd.shown_as = ShownAs::Dots;
        assert!(scene.shown(false).is_none());
    }

    #[test]
    fn bins_shrink_as_the_sky_is_magnified() {
        let look = CrowdLook::default();
        let at = |rad_per_point: f64| nside(Kind::Density, &look, rad_per_point);
        assert_eq!([at(1.0), at(0.005), at(0.0005), at(0.0)], [8, 32, 256, 512]);
        let chosen = CrowdLook {
            nside: Some(100),
            ..look
        };
        assert_eq!(nside(Kind::Density, &chosen, 0.1), 128);
    }

    #[test]
    fn a_worker_makes_what_takes_long_and_the_old_picture_stays() {
        let mut scene = Scene::new(4_000, ShownAs::Heat);
        let wake: Wake = Arc::new(|| ());
        scene.candidates.update(&scene.document, &scene.view);
        let start = std::time::Instant::now();
        let update = |scene: &mut Scene| {
            scene.candidates.update(&scene.document, &scene.view);
            scene
                .crowds
                .update(&scene.candidates, &scene.view, false, SIZE, Some(&wake));
        };
        update(&mut scene);
        assert!(scene.crowds.shown().is_none() && scene.crowds.busy());
        while scene.crowds.busy() {
            update(&mut scene);
            assert!(start.elapsed().as_secs() < 60, "no end");
        }
        let before = scene.crowds.shown().cloned().unwrap();
        scene.view.tables.candidates.filter = "mjd < 55050".into();
        update(&mut scene);
        assert!(Arc::ptr_eq(scene.crowds.shown().unwrap(), &before));
        while scene.crowds.busy() {
            update(&mut scene);
            assert!(start.elapsed().as_secs() < 60, "no end");
        }
        assert_eq!(scene.crowds.shown().unwrap().total, 50);
    }
}
