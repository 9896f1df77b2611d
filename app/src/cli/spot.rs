//! The hottest spot of a hemisphere: how likely it is at its place, and anywhere on the sky.

use nuscope_model::{Equatorial, SkyMap};
use nuscope_scan::calibration::{Calibration, Distribution, Estimate};
use nuscope_scan::search::surprise;
use nuscope_scan::sky_trials::lowest_on_map;
use serde_json::{Value, json};

use crate::source_report::{p_json, p_words};

/// The hottest spot of a hemisphere.
pub struct Spot {
    hemisphere: &'static str,
    /// The centre of its pixel.
    pub position: Equatorial,
    /// Calibrated local p-value.
    pub p_local: f64,
    /// How likely one like it is anywhere in the hemisphere; `None` where no skies were scrambled, or too few.
    post: Option<Estimate>,
    skies: usize,
}

impl Spot {
    /// Those of a map, against scrambled skies of the same resolution.
    pub fn of(calibration: &Calibration, map: &SkyMap, skies: &[[f64; 2]]) -> Vec<Self> {
        let found = lowest_on_map(calibration, map).into_iter().enumerate();
        let spot = |(side, found): (usize, Option<(Equatorial, f64)>)| {
            let (position, p_local) = found?;
            let lowest = Distribution::of(skies.iter().map(|sky| surprise(sky[side])));
            Some(Self {
                hemisphere: ["south", "north"][side],
                position,
                p_local,
                post: lowest.estimate(surprise(p_local)),
                skies: skies.len(),
            })
        };
        found.filter_map(spot).collect()
    }

    /// In a sentence.
    pub fn words(&self, nside: u32) -> String {
        let post = match &self.post {
            None if self.skies == 0 => "no skies for a post-trial p".to_owned(),
            None => format!("post-trial p not known from {} skies", self.skies),
            Some(post) if post.extrapolated => format!(
                "post-trial p {} on a law fitted to the highest of {} skies",
                p_words(post),
                post.trials
            ),
            Some(post) => format!(
                "post-trial p {} +- {:.1e} ({} of {} skies do as well)",
                p_words(post),
                post.error,
                post.reached,
                post.trials
            ),
        };
        format!(
            "hottest in the {}: RA {:.2} Dec {:+.2}, local p {:.1e} (calibrated), {post}, nside {nside}",
            self.hemisphere,
            self.position.ra_rad.to_degrees(),
            self.position.dec_rad.to_degrees(),
            self.p_local,
        )
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        json!({
            "hemisphere": self.hemisphere,
            "ra_deg": self.position.ra_rad.to_degrees(),
            "dec_deg": self.position.dec_rad.to_degrees(),
            "p_local": self.p_local,
            "post_trial": self.post.as_ref().map(p_json),
        })
    }
}
