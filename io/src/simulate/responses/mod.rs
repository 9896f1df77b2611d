//! Built-in detector responses: how many neutrinos a detector counts, how well it sees them, and what it counts
//! besides.
//!
//! They let scans, simulations and limits work without any response file. Each is a handful of coefficients in
//! `assets/responses/NAME.toml`, where every table names its source: our own fits to public data (IceCube's
//! 10-year, 3-year and TXS 0506+056 releases, the public ANTARES 2007-2017 list, the KM3NeT/ARCA230 instrument
//! responses, CC BY 4.0, with arXiv:2402.08363), published figures, or our own estimates. What they are good
//! for: yields within about 5 % (IceCube) and 25 to 40 % (ANTARES). Real tables win wherever a user has them.
//!
//! ```text
//! x = log10(neutrino energy/GeV)     s = sin(declination)     areas in cm², mean of neutrino and antineutrino
//! y = proxy: log10 of the muon's energy/GeV (IceCube), of the number of hits (ANTARES tracks), of the energy/GeV (others)
//! ```

mod area;
mod background;
mod by_name;
mod chebyshev;
mod earth;
mod normal;
mod proxy;
mod sigma;
mod signal;
mod sinh_arcsinh;
mod tables;

pub use area::EffectiveArea;
pub use background::Background;
pub use by_name::response_named;
pub use proxy::{Proxy, ProxyTable};
pub use sigma::AngularError;

use serde::Deserialize;

/// The names of all built-in responses.
pub const NAMES: [&str; 9] = [
    "IC40",
    "IC59",
    "IC79",
    "IC86_I",
    "IC86_II",
    "ANTARES_tracks",
    "ANTARES_showers",
    "ARCA230_tracks",
    "ARCA230_showers",
];

/// The text of one response.
macro_rules! text {
    ($name:literal) => {
        include_str!(concat!("../../../../assets/responses/", $name, ".toml"))
    };
}

/// The texts, in the order of `NAMES`.
const TEXTS: [&str; NAMES.len()] = [
    text!("IC40"),
    text!("IC59"),
    text!("IC79"),
    text!("IC86_I"),
    text!("IC86_II"),
    text!("ANTARES_tracks"),
    text!("ANTARES_showers"),
    text!("ARCA230_tracks"),
    text!("ARCA230_showers"),
];

/// The response of one sample: a detector, a selection and a season.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Response {
    /// Its name.
    pub name: String,
    /// Whose it is, in words.
    pub detector: String,
    /// Days for which the season took data.
    pub livetime_days: f64,
    /// First and last day of the season, as modified Julian dates.
    pub mjd: [f64; 2],
    /// How many candidates the season has.
    pub counts: Counts,
    /// The part of it in the combined search for southern sources of ANTARES and IceCube (arXiv:2001.04412).
    pub combined_search: Option<CombinedSearch>,
    /// Effective area.
    pub effective_area: EffectiveArea,
    /// Energy proxy at a true energy.
    pub proxy: Proxy,
    /// Angular error at a proxy.
    pub sigma: AngularError,
    /// Candidates that are no signal.
    pub background: Background,
}

/// Numbers of candidates.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Counts {
    /// In the whole sky.
    pub full_sky: usize,
    /// At negative declinations, where a source says.
    pub southern_sky: Option<usize>,
}

/// What the combined search used of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct CombinedSearch {
    /// Days of data.
    pub livetime_days: f64,
    /// Candidates at negative declinations.
    pub southern_sky: usize,
}

impl Response {
    /// The response with this name of [`NAMES`].
    ///
    /// # Panics
    /// Never: that every text can be read is tested.
    pub fn built_in(name: &str) -> Option<Self> {
        let index = NAMES.iter().position(|known| *known == name)?;
        Some(toml::from_str(TEXTS[index]).expect("every built-in response can be read"))
    }

    /// Whether the proxy counts hits.
    pub fn counts_hits(&self) -> bool {
        self.background.discrete
    }

    /// A proxy as the detector records it: whole numbers of hits, where it counts hits.
    fn recorded(&self, proxy: f64) -> f64 {
        if self.counts_hits() {
            10_f64.powf(proxy).round_ties_even().max(1.0).log10()
        } else {
            proxy
        }
    }
}

/// Candidates by column, each as long as the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidates {
    /// Right ascension in radians, 0..2π.
    pub ra_rad: Vec<f64>,
    /// Declination in radians.
    pub dec_rad: Vec<f64>,
    /// Angular error in radians.
    pub sigma_rad: Vec<f64>,
    /// The proxy y.
    pub proxy: Vec<f64>,
    /// Modified Julian date.
    pub mjd: Vec<f64>,
}

impl Candidates {
    /// Number of candidates.
    pub fn len(&self) -> usize {
        self.ra_rad.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ra_rad.is_empty()
    }

    /// Adds all of `others`.
    pub fn append(&mut self, mut others: Self) {
        self.ra_rad.append(&mut others.ra_rad);
        self.dec_rad.append(&mut others.dec_rad);
        self.sigma_rad.append(&mut others.sigma_rad);
        self.proxy.append(&mut others.proxy);
        self.mjd.append(&mut others.mjd);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_built_in_response_can_be_read() {
        for name in NAMES {
            assert_eq!(Response::built_in(name).unwrap().name, name);
        }
        assert_eq!(Response::built_in("IC22"), None);
    }

    #[test]
    fn the_combined_search_has_its_published_size() {
        let southern = |name: &str| {
            let response = Response::built_in(name).unwrap();
            let combined = response.combined_search.map(|search| search.southern_sky);
            combined.or(response.counts.southern_sky).unwrap()
        };
        let counts: Vec<usize> = NAMES[..7].iter().map(|name| southern(name)).collect();
        assert_eq!(
            counts,
            [22_779, 64_257, 44_771, 74_931, 119_231, 5_807, 102]
        );
    }
}
