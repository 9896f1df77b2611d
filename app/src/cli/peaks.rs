//! The map's local maxima on finer pixels, saved as JSON: where each is exactly, its fit and its local p-value.
//!
//! A post-trial p-value is that of the map's own pixel: scrambled skies are scanned at the resolution of the map, and a
//! finer search finds more in any sky. So like is compared with like, and it stands beside what was seen on the map.

use std::path::Path;

use anyhow::{Context as _, bail};
use nuscope_model::{Equatorial, SkyMap};
use nuscope_scan::calibration::{Calibration, Estimate};
use nuscope_scan::sky_trials::post_trial;
use nuscope_scan::{Likelihood, Peak, Refine, Region, Watch as _, refine};
use serde_json::{Value, json};

use super::watch::Bar;
use crate::source_report::p_json;

/// Resolution of the fine pixels.
pub const NSIDE: u32 = 512;

/// The local maxima of a map.
pub struct Peaks {
    how: Refine,
    /// Hottest first.
    found: Vec<Peak>,
    /// The lowest local p-value of scrambled skies south and north of the equator, at the map's resolution.
    skies: Vec<[f64; 2]>,
}

/// One of them, with a p-value.
pub struct Refined<'a> {
    peak: &'a Peak,
    calibrated: Option<f64>,
    /// At the edge of the region that was scanned: it may be the slope of something beyond.
    on_rim: bool,
    /// How likely what was seen on the map is there, and anywhere in its hemisphere.
    seen: (Option<Estimate>, Option<Estimate>),
}

impl Peaks {
    /// Fits the surroundings of the local maxima above a TS.
    pub fn of(
        likelihood: &Likelihood,
        map: &SkyMap,
        (above_ts, region): (f64, Option<Region>),
        watch: &Bar,
    ) -> anyhow::Result<Self> {
        let how = Refine {
            nside: NSIDE,
            above_ts,
            region,
            ..Refine::default()
        };
        watch.stage("finer around maxima");
        let Some(found) = refine(likelihood, map, &how, watch) else {
            bail!("the search for local maxima was stopped");
        };
        Ok(Self {
            how,
            found,
            skies: Vec::new(),
        })
    }

    /// Compared with whole scrambled skies of the map's resolution.
    pub fn against(mut self, skies: &[[f64; 2]]) -> Self {
        self.skies = skies.to_vec();
        self
    }

    /// The hottest.
    pub fn hottest(&self, calibration: Option<&Calibration>) -> Option<Refined<'_>> {
        self.each(calibration).next()
    }

    fn each(&self, calibration: Option<&Calibration>) -> impl Iterator<Item = Refined<'_>> {
        self.found.iter().map(move |peak| {
            let at = peak.position;
            let (seen, ts) = (peak.seen, peak.seen_fit.ts);
            let local = calibration.and_then(|known| known.estimate(seen.dec_rad, ts));
            let side = usize::from(seen.dec_rad >= 0.0);
            let lowest = self.skies.iter().map(|sky| sky[side]);
            let post = local.and_then(|local| post_trial(&local, lowest));
            Refined {
                seen: (local, post),
                peak,
                calibrated: calibration.and_then(|known| known.p_value(at.dec_rad, &peak.fit)),
                on_rim: self.how.region.is_some_and(|region| on_rim(&region, at)),
            }
        })
    }

    /// Writes all of them with what they were made from.
    pub fn save(
        &self,
        path: &Path,
        map: &SkyMap,
        calibration: Option<&Calibration>,
    ) -> anyhow::Result<()> {
        let all: Vec<Value> = self.each(calibration).map(|peak| peak.json()).collect();
        let whole = json!({
            "nside": self.how.nside,
            "map_nside": map.nside,
            "above_ts": self.how.above_ts,
            "apart_deg": self.how.apart_rad.to_degrees(),
            "most": self.how.most,
            "peaks": all,
            "provenance": map.provenance.iter().map(|(keyword, value, comment)| json!([keyword, value, comment])).collect::<Vec<_>>(),
        });
        let text = serde_json::to_string_pretty(&whole)? + "\n";
        std::fs::write(path, text).with_context(|| format!("cannot write the maxima {path:?}"))
    }
}

impl Refined<'_> {
    /// In a sentence.
    pub fn words(&self) -> String {
        let Peak {
            position,
            fit,
            seen_fit,
            ..
        } = self.peak;
        let gamma = if fit.gamma.is_nan() {
            String::new()
        } else {
            format!(" gamma {:.2}", fit.gamma)
        };
        let (p, kind) = match self.calibrated {
            Some(p) => (p, "calibrated"),
            None => (fit.p_local, "asymptotic, not calibrated"),
        };
        format!(
            "hottest at nside {NSIDE}: RA {:.3}° Dec {:+.3}°, TS {:.2} ({:.2} on the map), n_s {:.1}{gamma}, local p {p:.1e} ({kind}){}",
            position.ra_rad.to_degrees(),
            position.dec_rad.to_degrees(),
            fit.ts,
            seen_fit.ts,
            fit.n_s,
            if self.on_rim {
                ", on the rim of the region"
            } else {
                ""
            },
        )
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let Peak {
            position,
            fit,
            seen,
            seen_fit,
        } = self.peak;
        json!({
            "ra_deg": position.ra_rad.to_degrees(),
            "dec_deg": position.dec_rad.to_degrees(),
            "ts": fit.ts,
            "n_s": fit.n_s,
            "gamma": fit.gamma,
            "remark": fit.remark.words(),
            "p_local": self.calibrated.unwrap_or(fit.p_local),
            "p_local_calibrated": self.calibrated.is_some(),
            "on_rim_of_region": self.on_rim,
            "on_map": {
                "ra_deg": seen.ra_rad.to_degrees(),
                "dec_deg": seen.dec_rad.to_degrees(),
                "ts": seen_fit.ts,
                "local": self.seen.0.as_ref().map(p_json),
                "post_trial": self.seen.1.as_ref().map(p_json),
            },
        })
    }
}

/// Nearer to the edge of a region than two fine pixels.
fn on_rim(region: &Region, position: Equatorial) -> bool {
    let two_pixels = 2.0 * (std::f64::consts::PI / 3.0).sqrt() / f64::from(NSIDE);
    region.center().separation_rad(position) > region.radius_rad() - two_pixels
}
