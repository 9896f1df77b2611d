//! How unusual the hottest spot of the sky is: the share of scrambled skies with a spot as hot anywhere in a hemisphere.
//!
//! Skies are run in the background on a map's own pixels, some at a time, so that the answer so far is told with its
//! error while it sharpens; they are kept on disk, and a search that is stopped goes on where it was. Only trials of
//! their full length turn the TS of a sky into p-values: skies that rest on others do not add up.

use std::path::PathBuf;
use std::sync::Arc;

use nuscope_model::{Equatorial, SkyMap};
use nuscope_scan::calibration::Estimate;
use nuscope_scan::sky_trials::{lowest_on_map, post_trial};
use nuscope_scan::{Kept, Store, Watch};

use crate::calibrating::{Calibrated, SEED, p_number};
use crate::job::Wake;
use crate::open_maps::OpenMap;
use crate::plot::ticks::thousands;
use crate::spare_threads::{Asks, SpareJob};

/// The hottest spot of a hemisphere: the pixel with the lowest local p-value.
#[derive(Clone, Debug, PartialEq)]
pub struct Hottest {
    /// Whether it is in the northern sky: at a declination of 0 or more.
    pub north: bool,
    /// The centre of its pixel.
    pub position: Equatorial,
    /// How likely it is at its place.
    pub local: Estimate,
    /// How likely one like it is anywhere in the hemisphere; `None` without skies.
    pub post: Option<Estimate>,
}

impl Hottest {
    /// "south" or "north".
    pub fn hemisphere(&self) -> &'static str {
        if self.north { "north" } else { "south" }
    }

    /// "post-trial p 0.180 ± 0.012, 180 of 1,000 skies"; `None` without skies.
    pub fn post_words(&self) -> Option<String> {
        let post = self.post?;
        let skies = thousands(post.trials);
        if !post.is_told() {
            let bound = p_number(post.bound());
            return Some(format!(
                "post-trial p below {bound}: none of {skies} skies does as well"
            ));
        }
        let p = p_number(post.p);
        if post.extrapolated {
            return Some(format!(
                "post-trial p {p}, on a law fitted to the highest of {skies} skies"
            ));
        }
        let (error, reached) = (p_number(post.error), thousands(post.reached));
        Some(format!(
            "post-trial p {p} ± {error}, {reached} of {skies} skies"
        ))
    }

    /// The same for the title of the map: "hottest of the south: post-trial p 0.180, 1,000 skies".
    pub fn title_words(&self) -> Option<String> {
        let post = self.post?;
        let p = match (post.is_told(), post.extrapolated) {
            (false, _) => format!("below {}", p_number(post.bound())),
            (true, false) => p_number(post.p),
            (true, true) => format!("{} on a law fitted to the highest", p_number(post.p)),
        };
        let (hemisphere, skies) = (self.hemisphere(), thousands(post.trials));
        Some(format!(
            "hottest of the {hemisphere}: post-trial p {p}, {skies} skies"
        ))
    }
}

/// The hottest spots of a map against scrambled skies.
#[derive(Clone, Debug, PartialEq)]
pub struct Unusual {
    /// One of each hemisphere in which anything is seen, the north first.
    pub spots: Vec<Hottest>,
    /// How many skies there were.
    pub skies: usize,
}

impl Unusual {
    fn of(map: &SkyMap, calibrated: &Calibrated, skies: &[[f64; 2]]) -> Self {
        let lowest = lowest_on_map(&calibrated.calibration, map);
        let spot = |side: usize| {
            let (position, local) = lowest[side]?;
            Some(Hottest {
                north: side == 1,
                position,
                local,
                post: post_trial(&local, skies.iter().map(|sky| sky[side])),
            })
        };
        Self {
            spots: [1, 0].into_iter().filter_map(spot).collect(),
            skies: skies.len(),
        }
    }
}

/// Which map with which trials, and how many skies.
#[derive(Clone)]
struct Asked {
    map: Arc<SkyMap>,
    calibrated: Arc<Calibrated>,
    skies: u64,
}

type Spare = SpareJob<Vec<String>, Unusual>;

/// The search of scrambled skies for spots as hot as those of a map.
pub struct PostTrial {
    /// How many skies are run.
    pub skies: u64,
    /// What went wrong with those kept, in sentences.
    pub remarks: Vec<String>,
    /// Whether a worker died since this was asked last: that is a fault of ours, and has to be told.
    pub died: bool,
    asked: Option<Asked>,
    work: Option<Spare>,
}

impl Default for PostTrial {
    fn default() -> Self {
        Self {
            skies: 1000,
            remarks: Vec::new(),
            died: false,
            asked: None,
            work: None,
        }
    }
}

impl PostTrial {
    /// Whether a worker is at it, or waits.
    pub fn busy(&self) -> bool {
        self.work.is_some()
    }

    /// The finished share, while skies are run.
    pub fn progress(&self) -> Option<f32> {
        let runs = self.asked.as_ref().is_some_and(|asked| asked.skies > 0);
        let work = self.work.as_ref().filter(|_| runs)?;
        Some(work.job.fraction())
    }

    /// Runs skies for a map; what is kept of them counts.
    pub fn start(&mut self, map: &OpenMap, folder: Option<PathBuf>, wake: &Wake) {
        let Some(calibrated) = map.calibrated.clone().filter(|found| found.complete) else {
            return;
        };
        let asked = Asked {
            map: Arc::clone(&map.map),
            calibrated,
            skies: self.skies,
        };
        self.spawn(asked, folder, wake);
    }

    /// Stops them; what was done is kept.
    pub fn stop(&mut self) {
        self.work = None;
        if let Some(asked) = &mut self.asked {
            asked.skies = 0;
        }
    }

    /// Looks for skies that are kept of the map of the scan, and takes in what was found: the spots of `map`, if there
    /// are new ones. Called once a frame.
    pub fn update(
        &mut self,
        map: Option<&OpenMap>,
        folder: Option<&PathBuf>,
        waits: bool,
        wake: &Wake,
    ) -> Option<Unusual> {
        let ready = map.filter(|map| map.is_whole_and_calibrated());
        let Some(map) = ready else {
            (self.work, self.asked) = (None, None);
            return None;
        };
        let asked = self.asked.as_ref();
        if !asked.is_some_and(|asked| Arc::ptr_eq(&asked.map, &map.map))
            && let Some(calibrated) = map.calibrated.clone()
        {
            let asked = Asked {
                map: Arc::clone(&map.map),
                calibrated,
                skies: 0,
            };
            self.spawn(asked, folder.cloned(), wake);
        }
        let work = self.work.as_ref()?;
        work.gate.close(waits);
        let (part, ended) = work.job.poll();
        if work.job.lost() {
            self.work = None;
            self.died = true;
        }
        if let Some(remarks) = ended {
            self.work = None;
            self.remarks = remarks;
        }
        part
    }

    fn spawn(&mut self, asked: Asked, folder: Option<PathBuf>, wake: &Wake) {
        let store = folder.map(Store::at);
        self.asked = Some(asked.clone());
        self.remarks.clear();
        self.work = Some(SpareJob::spawn(wake, move |asks| {
            let calibrated = &asked.calibrated;
            let mut kept = Kept::new(&calibrated.likelihood, store.as_ref(), SEED);
            // Whoever gives the work up does not ask how it ended.
            let _given_up = look(&asked, &mut kept, asks);
            kept.take_remarks()
        }));
    }
}

/// Looks for skies that are kept, runs those that are missing, and shows what they tell; `None` if it was given up.
fn look(asked: &Asked, kept: &mut Kept<'_>, asks: &Asks<'_, Vec<String>, Unusual>) -> Option<()> {
    /// Skies between two answers.
    const AT_ONCE: u64 = 16;
    let (nside, calibration) = (asked.map.nside, &asked.calibrated.calibration);
    let show = |skies: &[[f64; 2]]| {
        asks.part(Unusual::of(&asked.map, &asked.calibrated, skies));
    };
    let mut skies = kept.lowest_of_sky_if_kept(calibration, nside);
    show(&skies);
    // Without a folder nothing is kept between the rounds: then all of them are one.
    let at_once = match kept.keeps() {
        true => AT_ONCE,
        false => asked.skies,
    };
    while (skies.len() as u64) < asked.skies {
        let have = skies.len() as u64;
        let until = asked.skies.min(have + at_once);
        let part = Share {
            asks,
            all: asked.skies as usize,
        };
        skies = kept.lowest_of_sky(calibration, nside, until, &part)?;
        show(&skies);
    }
    asks.step(1, 1).then_some(())
}

/// Tells how far the skies are among all that are wanted, not among those of a round.
struct Share<'a, 'b> {
    asks: &'a Asks<'b, Vec<String>, Unusual>,
    all: usize,
}

impl Watch for Share<'_, '_> {
    fn step(&self, done: usize, _total: usize) -> bool {
        self.asks.tell();
        self.asks.step(done, self.all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_trial_p_value_says_how_it_is_known() {
        let spot = |p: f64, reached: usize, extrapolated: bool| Hottest {
            north: false,
            position: Equatorial::from_degrees(10.0, -40.0),
            local: Estimate {
                p: 1e-5,
                error: 0.0,
                reached: 0,
                trials: 10_000,
                extrapolated: true,
            },
            post: Some(Estimate {
                p,
                error: 0.012,
                reached,
                trials: 1000,
                extrapolated,
            }),
        };
        let counted = spot(0.18, 180, false);
        assert_eq!(
            counted.post_words().as_deref(),
            Some("post-trial p 0.180 ± 0.012, 180 of 1,000 skies")
        );
        assert_eq!(
            counted.title_words().as_deref(),
            Some("hottest of the south: post-trial p 0.180, 1,000 skies")
        );
        let tail = spot(3e-5, 0, true).post_words();
        assert!(tail.is_some_and(|words| words.contains("on a law fitted to the highest")));
        let none = spot(0.0, 0, false);
        assert_eq!(
            none.title_words().as_deref(),
            Some("hottest of the south: post-trial p below 2.3e−3, 1,000 skies")
        );
        let without = Hottest { post: None, ..none };
        assert_eq!(without.post_words(), None);
    }
}
