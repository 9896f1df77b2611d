//! The open candidates as they would look with a source in them, or without any: scrambled, in place of what is open.
//!
//! Every candidate is given a right ascension by chance, so that nothing of the real sky is shown, and candidates of a
//! source are put among them, last in each list. What is made counts as simulated everywhere. The original candidates
//! are kept, with the scan that there was, and come back when they are wanted.

use std::sync::Arc;

use nuscope_model::Sample;
use nuscope_scan::injected::{PutSource, inject};
use nuscope_scan::{Input, Sight};

use crate::document::Document;
use crate::fit_data::FitData;
use crate::fit_sample::FitSample;
use crate::open_analysis::OpenAnalysis;
use crate::open_maps::OpenMap;
use crate::view::Marked;

/// More events than this are put into no list.
pub const MOST_EVENTS: f64 = 100_000.0;

/// The candidates before anything was done to them.
#[derive(Clone, Debug)]
pub struct Original {
    /// The lists.
    pub samples: Vec<Arc<Sample>>,
    /// The analysis of them, if one is open.
    pub analysis: Option<Arc<OpenAnalysis>>,
    /// What they are fitted with.
    pub fit: FitData,
    /// The finished scan that there is of them.
    pub scan: Option<OpenMap>,
}

impl Original {
    /// Those of what is open; `None` if there are none.
    pub fn of(document: &Document) -> Option<Self> {
        if let Some(injected) = &document.injected {
            return Some(injected.before.clone());
        }
        let scan = document.scan_map().filter(|map| !map.partial);
        Some(Self {
            samples: document.samples.clone(),
            analysis: document.analysis.clone(),
            fit: FitData::of(document)?,
            scan: scan.cloned(),
        })
    }

    /// Whether these are the same lists.
    pub fn same(&self, other: &Self) -> bool {
        let (a, b) = (&self.samples, &other.samples);
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

/// What was done to the open candidates, and what they were before.
#[derive(Clone, Debug)]
pub struct Injected {
    /// The candidates before.
    pub before: Original,
    /// The source that was put in; `None` if they were only scrambled.
    pub source: Option<PutSource>,
    /// The seed of the random numbers.
    pub seed: u64,
    /// How many candidates were put into each list.
    pub put: Vec<usize>,
    /// All candidates of each list, those put in the last of them.
    pub sizes: Vec<usize>,
}

impl Injected {
    /// How many candidates were put in.
    pub fn total(&self) -> usize {
        self.put.iter().sum()
    }

    /// The candidates that were put in, counted through all lists.
    pub fn marked(&self) -> Marked {
        let mut places = Vec::with_capacity(self.total());
        let mut end = 0;
        for (size, put) in self.sizes.iter().zip(&self.put) {
            end += size;
            places.extend((end - put..end).map(|place| place as u32));
        }
        places.into()
    }
}

/// Candidates that were made.
pub struct Made {
    /// The lists.
    pub samples: Vec<Arc<Sample>>,
    /// The analysis of them, if one is open.
    pub analysis: Option<OpenAnalysis>,
    /// What was done.
    pub injected: Injected,
}

/// What became of it: candidates, or what is in the way, in words.
pub type InjectOutcome = Result<Made, String>;

/// Scrambles candidates and puts a source into them, if one is given.
///
/// # Errors
/// In words, if there is no likelihood of them, or the source cannot be seen.
pub fn make(before: Original, source: Option<PutSource>, seed: u64) -> InjectOutcome {
    let likelihood = before.fit.prepare().map_err(|error| error.to_string())?;
    if let Some(source) = &source {
        let sight = likelihood.sight(source.position.dec_rad);
        if sight != Sight::Open {
            return Err(sight.words().to_owned());
        }
    }
    // What takes no part is scrambled too.
    let input = |sample: &FitSample| match sample.used {
        true => sample.input(),
        false => Input::from(Arc::clone(&sample.known.sample)),
    };
    let inputs: Vec<Input> = before.fit.samples().iter().map(input).collect();
    let sources: Vec<PutSource> = source.into_iter().collect();
    let (samples, put) = inject(&likelihood, &inputs, &sources, true, seed);
    // Their detectors are what they were.
    let with_responses = |(sample, from): (Sample, &Arc<Sample>)| {
        Arc::new(Sample {
            responses: from.responses.clone(),
            ..sample
        })
    };
    let samples = samples.into_iter().zip(&before.samples);
    let samples: Vec<Arc<Sample>> = samples.map(with_responses).collect();
    let analysis = before.analysis.as_ref();
    let analysis = analysis.map(|analysis| analysis.with_samples(samples.clone()));
    let analysis = analysis.transpose().map_err(|error| error.to_string())?;
    let injected = Injected {
        source,
        seed,
        put: put
            .into_iter()
            .next()
            .unwrap_or_else(|| vec![0; samples.len()]),
        sizes: samples.iter().map(|sample| sample.len()).collect(),
        before,
    };
    Ok(Made {
        samples,
        analysis,
        injected,
    })
}

impl Document {
    /// Puts candidates that were made in place of the open ones.
    pub fn put_injected(&mut self, made: Made) {
        self.maps.retain(|map| !map.is_scan());
        self.samples = made.samples;
        self.analysis = made.analysis.map(Arc::new);
        self.injected = Some(Arc::new(made.injected));
        self.settle_fit();
    }

    /// Brings the original candidates back, with the scan that there was of them; false if these are the original ones.
    pub fn take_injected_back(&mut self) -> bool {
        let Some(injected) = self.injected.take() else {
            return false;
        };
        self.maps.retain(|map| !map.is_scan());
        let before = injected.before.clone();
        (self.samples, self.analysis) = (before.samples, before.analysis);
        if let Some(scan) = before.scan {
            self.put_map(scan);
        }
        self.settle_fit();
        true
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_model::{Column, Equatorial, Provenance, Quantity};
    use nuscope_scan::Shape;

    fn document() -> Document {
        let list = |name: &str, rows: usize| {
            Arc::new(Sample {
                name: name.into(),
                ra_rad: (0..rows).map(|row| row as f64 * 1.618 % 6.0).collect(),
                dec_rad: (0..rows)
                    .map(|row| row as f64 / rows as f64 - 0.5)
                    .collect(),
                columns: vec![Column {
                    quantity: Quantity::AngularErrorRad,
                    values: vec![0.005; rows],
                }],
                ..Sample::default()
            })
        };
        Document {
            samples: vec![list("a", 4000), list("b", 2000)],
            ..Document::default()
        }
    }

    fn source(dec_deg: f64, shape: Option<Shape>) -> PutSource {
        PutSource {
            position: Equatorial::from_degrees(120.0, dec_deg),
            gamma: 2.0,
            shape,
            events: 60.0,
            exact: true,
        }
    }

    #[test]
    fn what_is_put_is_last_in_its_list_and_the_original_comes_back() {
        let mut document = document();
        let before = document.samples.clone();
        let original = Original::of(&document).unwrap();
        let made = make(original, Some(source(10.0, None)), 7).unwrap();
        document.put_injected(made);
        let injected = document.injected.clone().unwrap();
        assert_eq!(injected.total(), 60);
        assert_eq!(document.candidates(), 6060);
        let simulated = |sample: &Arc<Sample>| sample.provenance == Provenance::Simulated;
        assert!(document.samples.iter().all(simulated));
        let marked = injected.marked();
        assert_eq!(marked.places().len(), 60);
        let first = document.samples[0].len();
        for place in marked.places() {
            let place = *place as usize;
            let (sample, row) = match place < first {
                true => (0, place),
                false => (1, place - first),
            };
            assert!(row >= before[sample].len());
            let at = document.samples[sample].position(row);
            let away = at.separation_rad(injected.source.unwrap().position);
            assert!(away < 0.03, "{away}");
        }
        // Everything else keeps its declination and takes another right ascension.
        assert_eq!(document.samples[0].dec_rad[..4000], before[0].dec_rad);
        assert_ne!(document.samples[0].ra_rad[..4000], before[0].ra_rad);
        assert!(document.take_injected_back());
        assert!(Arc::ptr_eq(&document.samples[1], &before[1]));
        assert!(!document.take_injected_back());
    }

    #[test]
    fn a_source_has_the_shape_that_is_asked_for() {
        let document = document();
        let spread = |shape: Option<Shape>| {
            let original = Original::of(&document).unwrap();
            let source = PutSource {
                events: 2000.0,
                ..source(5.0, shape)
            };
            let made = make(original, Some(source), 3).unwrap();
            let Injected { put, sizes, .. } = made.injected;
            let mut away = Vec::new();
            for (sample, (put, size)) in made.samples.iter().zip(put.iter().zip(&sizes)) {
                let rows = size - put..*size;
                away.extend(rows.map(|row| sample.position(row).separation_rad(source.position)));
            }
            let square: f64 = away.iter().map(|away| away * away).sum();
            let most = away.iter().copied().fold(0.0, f64::max);
            ((square / away.len() as f64).sqrt(), most)
        };
        // The mean square of a Gaussian in the plane is two squared widths; of a disc half a squared radius.
        let expect = |found: f64, squares: f64| {
            let expected = (2.0 * 0.005_f64.powi(2) + squares).sqrt();
            assert!((found / expected - 1.0).abs() < 0.04, "{found} {expected}");
        };
        expect(spread(None).0, 0.0);
        expect(spread(Some(Shape::Point)).0, 0.0);
        let sigma_rad = 0.02;
        expect(
            spread(Some(Shape::Gaussian { sigma_rad })).0,
            2.0 * sigma_rad * sigma_rad,
        );
        let radius_rad = 0.04;
        let (found, most) = spread(Some(Shape::Disc { radius_rad }));
        expect(found, 0.5 * radius_rad * radius_rad);
        assert!(most < radius_rad + 0.03);
    }

    #[test]
    fn scrambled_alone_nothing_is_put_and_what_cannot_be_seen_is_refused() {
        let document = document();
        let original = Original::of(&document).unwrap();
        let made = make(original.clone(), None, 1).unwrap();
        assert_eq!(made.injected.total(), 0);
        assert!(made.injected.marked().is_empty());
        assert_eq!(made.samples[0].len(), 4000);
        let refused = make(original, Some(source(89.0, None)), 1);
        assert!(refused.is_err_and(|words| !words.is_empty()));
    }

    #[test]
    fn the_simulated_sky_keeps_its_responses_with_a_source_put_in() {
        let loaded = nuscope_io::open(std::path::Path::new("demo:sky")).unwrap();
        let mut document = Document::default().with(loaded, &mut Vec::new());
        let original = Original::of(&document).unwrap();
        let put = source(-30.0, None);
        document.put_injected(make(original, Some(put), 1).unwrap());
        let fit = FitData::of(&document).unwrap();
        let likelihood = fit.prepare().unwrap();
        assert_eq!(likelihood.spatial_because(), "");
        let found = likelihood.fit(put.position);
        assert!((found.n_s / 60.0 - 1.0).abs() < 0.35, "{found:?}");
        assert!((found.gamma - 2.0).abs() < 0.4, "{found:?}");
    }
}
