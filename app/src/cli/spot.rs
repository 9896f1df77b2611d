//! The hottest spot of a hemisphere: how likely it is at its place, and anywhere on the sky.

use nuscope_model::{Equatorial, SkyMap};
use nuscope_scan::calibration::{Calibration, Estimate};
use nuscope_scan::sky_trials::{lowest_on_map, post_trial};
use serde_json::{Value, json};

use crate::source_report::{p_json, p_words};

/// The hottest spot of a hemisphere.
pub struct Spot {
    hemisphere: &'static str,
    /// The centre of its pixel.
    pub position: Equatorial,
    /// Calibrated local p-value.
    pub local: Estimate,
    /// How likely one like it is anywhere in the hemisphere; `None` where no skies were scrambled.
    post: Option<Estimate>,
}

impl Spot {
    /// Those of a map, against scrambled skies of the same resolution.
    pub fn of(calibration: &Calibration, map: &SkyMap, skies: &[[f64; 2]]) -> Vec<Self> {
        let found = lowest_on_map(calibration, map).into_iter().enumerate();
        let spot = |(side, found): (usize, Option<(Equatorial, Estimate)>)| {
            let (position, local) = found?;
            Some(Self {
                hemisphere: ["south", "north"][side],
                position,
                post: post_trial(&local, skies.iter().map(|sky| sky[side])),
                local,
            })
        };
        found.filter_map(spot).collect()
    }

    /// The local p-value; `None` if the trials cannot tell it.
    pub fn p_local(&self) -> Option<f64> {
        self.local.is_told().then_some(self.local.p)
    }

    /// In a sentence.
    pub fn words(&self, nside: u32) -> String {
        let post = match &self.post {
            None => "no skies for a post-trial p".to_owned(),
            Some(post) if post.extrapolated => format!(
                "post-trial p {} on a law fitted to the highest of {} skies",
                p_words(post),
                post.trials
            ),
            Some(post) if !post.is_told() => format!(
                "post-trial p {} (none of {} skies does as well)",
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
            "hottest in the {}: RA {:.2} Dec {:+.2}, local p {} ({}), {post}, nside {nside}",
            self.hemisphere,
            self.position.ra_rad.to_degrees(),
            self.position.dec_rad.to_degrees(),
            p_words(&self.local),
            how(&self.local),
        )
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        json!({
            "hemisphere": self.hemisphere,
            "ra_deg": self.position.ra_rad.to_degrees(),
            "dec_deg": self.position.dec_rad.to_degrees(),
            "p_local": self.p_local(),
            "local": p_json(&self.local),
            "post_trial": self.post.as_ref().map(p_json),
        })
    }
}

/// How a local p-value is known.
fn how(local: &Estimate) -> &'static str {
    match local.extrapolated {
        true => "calibrated, * on a law fitted to the highest trials",
        false => "calibrated",
    }
}
