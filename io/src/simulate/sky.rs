//! A southern sky of the size of the combined ANTARES and IceCube search, with one source in it.
//!
//! Seven samples hold as many candidates as the published search (arXiv:2001.04412): 332 thousand at negative
//! declinations. All but a few come from the background of the built-in responses. The few belong to one steady
//! E⁻² source at a position of no meaning, shared among the samples by their expected numbers; they replace
//! background, so that the counts stay.
//!
//! A search that looks at directions alone finds it as the hottest point by far: for seed 1 at a test statistic
//! of 55 at the source and 51 in the nearest pixel of nside 64, where the rest of the sky reaches 16; for seeds
//! 2 to 5 at 40 to 72 in that pixel. Half of its candidates have errors below 0.42°, so coarser maps step over
//! it; the position was chosen 0.13° from the middles of pixels of both nside 64 and 128.
//!
//! Its flux, E² dN/dE = 6.1e-8 GeV cm⁻² s⁻¹, is ten times the sensitivity of the published search, which knew
//! energies; no such source is there.

use nuscope_model::{Column, Equatorial, Provenance, Quantity, Sample};
use rayon::prelude::*;

use super::responses::{Candidates, Response};

/// Where the injected source is: right ascension and declination in degrees.
const SOURCE_DEG: (f64, f64) = (317.0, -43.4);
/// Spectral index of the injected source.
const SOURCE_GAMMA: f64 = 2.0;
/// Candidates of the injected source in all samples together.
const SOURCE_EVENTS: usize = 56;

/// A sample of the search: its title, its response, and its last day where it is longer than the response's
/// season.
type Season = (&'static str, &'static str, Option<f64>);

/// The samples of the search.
const SEASONS: [Season; 7] = [
    ("ANTARES tracks", "ANTARES_tracks", None),
    ("ANTARES showers", "ANTARES_showers", None),
    ("IC40", "IC40", None),
    ("IC59", "IC59", None),
    ("IC79", "IC79", None),
    ("IC86-I", "IC86_I", None),
    ("IC86-II to IC86-IV (2012-2015)", "IC86_II", Some(57_160.0)),
];

/// A simulated sky.
#[derive(Clone, Debug, PartialEq)]
pub struct SkySample {
    /// The lists of candidates, each in the order of their dates.
    pub samples: Vec<Sample>,
    /// The injected source.
    pub source: SkySource,
}

/// The source in a simulated sky.
#[derive(Clone, Debug, PartialEq)]
pub struct SkySource {
    /// Where it is.
    pub position: Equatorial,
    /// Its spectrum falls as E^-gamma.
    pub gamma: f64,
    /// The flux at 1 TeV that makes so many candidates on average, in GeV⁻¹ cm⁻² s⁻¹: neutrinos and
    /// antineutrinos of one flavour together.
    pub flux_at_1_tev: f64,
    /// Which candidates of each sample are its own, as indices into the sample.
    pub events: Vec<Vec<usize>>,
}

impl SkySource {
    /// Number of its candidates in all samples together.
    pub fn total(&self) -> usize {
        self.events.iter().map(Vec::len).sum()
    }
}

/// One season's numbers.
struct Share {
    title: &'static str,
    response: Response,
    /// Candidates in the sample.
    size: usize,
    /// Those that the source is expected to have, up to a common factor.
    expected: f64,
}

/// The built-in response that a sample of a simulated sky was drawn from, and its days of data; `None` if no sample
/// of a simulated sky has this name and size.
pub fn drawn_from(name: &str, size: usize) -> Option<(&'static str, f64)> {
    // Files are called by their samples, with other signs between the words.
    let words = |name: &str| -> Vec<String> {
        let words = name.split(|c: char| !c.is_ascii_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (_, response, _) = SEASONS
        .into_iter()
        .find(|(title, ..)| words(title) == words(name))?;
    let known = Response::built_in(response)?;
    let (combined, counts) = (known.combined_search, known.counts);
    let whole = combined.map_or(counts.southern_sky, |search| Some(search.southern_sky));
    let days = combined.map_or(known.livetime_days, |search| search.livetime_days);
    (whole == Some(size)).then_some((response, days))
}

/// The sky of a seed. The source and its number of candidates in each sample do not depend on the seed.
pub fn sky(seed: u64) -> SkySample {
    let position = Equatorial::from_degrees(SOURCE_DEG.0, SOURCE_DEG.1);
    let shares: Vec<Share> = SEASONS
        .into_par_iter()
        .filter_map(|season| share(season, position))
        .collect();
    let expected: Vec<f64> = shares.iter().map(|share| share.expected).collect();
    let injected = apportioned(SOURCE_EVENTS, &expected);
    let made: Vec<(Sample, Vec<usize>)> = shares
        .par_iter()
        .zip(injected)
        .enumerate()
        .map(|(i, (share, injected))| share.sample(injected, position, seed, i as u64))
        .collect();
    let (samples, events) = made.into_iter().unzip();
    SkySample {
        samples,
        source: SkySource {
            position,
            gamma: SOURCE_GAMMA,
            flux_at_1_tev: SOURCE_EVENTS as f64 / expected.iter().sum::<f64>(),
            events,
        },
    }
}

/// What a season contributes.
fn share((title, name, last_mjd): Season, position: Equatorial) -> Option<Share> {
    let mut response = Response::built_in(name)?;
    let combined = response.combined_search;
    let livetime_days = combined.map_or(response.livetime_days, |search| search.livetime_days);
    let size = combined
        .map(|search| search.southern_sky)
        .or(response.counts.southern_sky)?;
    response.mjd[1] = last_mjd.unwrap_or(response.mjd[1]);
    let expected = response.yield_per_norm(position.dec_rad, SOURCE_GAMMA, livetime_days);
    Some(Share {
        title,
        response,
        size,
        expected,
    })
}

/// `total` shared in whole numbers in proportion to `weights`: each its whole part, the rest to the largest
/// remainders.
fn apportioned(total: usize, weights: &[f64]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights
        .iter()
        .map(|weight| total as f64 * weight / sum)
        .collect();
    let mut whole: Vec<usize> = exact.iter().map(|share| *share as usize).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()));
    let given: usize = whole.iter().sum();
    for i in order.into_iter().take(total - given) {
        whole[i] += 1;
    }
    whole
}

impl Share {
    /// The sample, and which of its candidates are of the source.
    fn sample(
        &self,
        injected: usize,
        position: Equatorial,
        seed: u64,
        index: u64,
    ) -> (Sample, Vec<usize>) {
        let injected = injected.min(self.size);
        let signal = self.southern_signal(injected, position, seed, index);
        let mut all = self
            .response
            .simulate_background(self.size - signal.len(), seed, true);
        all.append(signal);
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by(|&a, &b| all.mjd[a].total_cmp(&all.mjd[b]));
        let source = (0..order.len())
            .filter(|&i| order[i] >= self.size - injected)
            .collect();
        let sorted = |values: &[f64]| order.iter().map(|&i| values[i]).collect::<Vec<f64>>();
        let column = |quantity, values| Column { quantity, values };
        let proxy = sorted(&all.proxy);
        let proxy = if self.response.counts_hits() {
            column(
                Quantity::Hits,
                proxy.iter().map(|y| 10_f64.powf(*y).round()).collect(),
            )
        } else {
            column(Quantity::Log10EnergyGev, proxy)
        };
        let sample = Sample {
            name: self.title.to_owned(),
            provenance: Provenance::Simulated,
            ra_rad: sorted(&all.ra_rad),
            dec_rad: sorted(&all.dec_rad),
            columns: vec![
                column(Quantity::AngularErrorRad, sorted(&all.sigma_rad)),
                proxy,
                column(Quantity::Mjd, sorted(&all.mjd)),
            ],
            checksum: format!("nuscope simulate sky, seed {seed}"),
            generator: "nuscope".into(),
            ..Sample::default()
        };
        (sample, source)
    }

    /// Candidates of the source that were reconstructed at negative declinations, as all others are.
    fn southern_signal(
        &self,
        count: usize,
        position: Equatorial,
        seed: u64,
        index: u64,
    ) -> Candidates {
        let mut signal = Candidates::default();
        // A source far in the south loses next to none to the north; a few draws more are enough.
        let drawn =
            self.response
                .simulate_signal(2 * count + 8, position, SOURCE_GAMMA, seed, index);
        let drawn = drawn.candidates;
        let southern = (0..drawn.len())
            .filter(|&i| drawn.dec_rad[i] < 0.0)
            .take(count);
        for i in southern {
            signal.append(Candidates {
                ra_rad: vec![drawn.ra_rad[i]],
                dec_rad: vec![drawn.dec_rad[i]],
                sigma_rad: vec![drawn.sigma_rad[i]],
                proxy: vec![drawn.proxy[i]],
                mjd: vec![drawn.mjd[i]],
            });
        }
        signal
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn samples_have_the_sizes_of_the_combined_search() {
        let sky = sky(1);
        let sizes: Vec<usize> = sky.samples.iter().map(Sample::len).collect();
        assert_eq!(sizes, [5_807, 102, 22_779, 64_257, 44_771, 74_931, 119_231]);
        for sample in &sky.samples {
            assert_eq!(sample.provenance, Provenance::Simulated);
            assert!(
                sample.dec_rad.iter().all(|dec| *dec < 0.0),
                "{}",
                sample.name
            );
            assert!(
                sample
                    .columns
                    .iter()
                    .all(|column| column.values.len() == sample.len())
            );
            assert!(
                sample
                    .columns
                    .iter()
                    .all(|column| column.values.iter().all(|x| x.is_finite()))
            );
            assert!(sample.column(Quantity::Mjd).unwrap().is_sorted());
        }
    }

    #[test]
    fn a_sample_knows_what_it_was_drawn_from() {
        for sample in sky(2).samples {
            let (name, days) = drawn_from(&sample.name, sample.len()).unwrap();
            assert!(
                Response::built_in(name).is_some() && days > 100.0,
                "{name} {days}"
            );
        }
        assert_eq!(drawn_from("IC40", 22_779), Some(("IC40", 376.0)));
        assert_eq!(drawn_from("IC40", 22_778), None);
        assert_eq!(
            drawn_from("ANTARES_showers", 102),
            Some(("ANTARES_showers", 2415.0))
        );
        assert_eq!(drawn_from("mine", 102), None);
    }

    #[test]
    fn the_same_seed_gives_the_same_sky_and_another_another() {
        assert_eq!(sky(3), sky(3));
        assert_ne!(sky(3).samples, sky(4).samples);
    }

    #[test]
    fn the_source_keeps_its_place_and_its_shares() {
        let (a, b) = (sky(1).source, sky(2).source);
        assert_eq!(a.total(), SOURCE_EVENTS);
        // Stated in the header of this file.
        assert!((a.flux_at_1_tev * 1e6 - 6.1e-8).abs() < 0.05e-8);
        assert_eq!(a.position, b.position);
        let counts = |source: &SkySource| source.events.iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(counts(&a), counts(&b));
    }

    #[test]
    fn candidates_of_the_source_lie_around_it() {
        let SkySample { samples, source } = sky(1);
        for (sample, events) in samples.iter().zip(&source.events) {
            let error = sample.column(Quantity::AngularErrorRad).unwrap();
            for &i in events {
                let away_rad = source.position.separation_rad(sample.position(i));
                assert!(
                    away_rad < 5.0 * error[i],
                    "{}: {}°",
                    sample.name,
                    away_rad.to_degrees()
                );
            }
        }
    }

    #[test]
    fn whole_shares_add_up_and_follow_the_weights() {
        assert_eq!(apportioned(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportioned(7, &[0.5, 6.0, 0.5]), [1, 6, 0]);
        assert_eq!(apportioned(0, &[2.0]), [0]);
    }
}
