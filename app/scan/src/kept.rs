//! Trials that are run once: what was kept is used again, and what was run is kept.
//!
//! Everything is kept under a name that says what decides it: the likelihood's fingerprint, what was run, and where.
//! More trials than are kept continue the series, since every trial has its number. Damaged files, and folders that
//! cannot be written, cost time and are said; they never change a result.

use std::collections::HashMap;

use nuscope_model::Equatorial;

use crate::calibration::{Calibration, Distribution};
use crate::limits::Neyman;
use crate::stack::Stack;
use crate::store::Store;
use crate::{Injection, Likelihood, Trials, Watch, skies, sky_trials};

/// Skies take long: what is done is kept every now and then.
const SKIES_AT_ONCE: u64 = 32;

/// The trials of one likelihood.
#[derive(Debug)]
pub struct Kept<'a> {
    likelihood: &'a Likelihood,
    store: Option<&'a Store>,
    fingerprint: String,
    seed: u64,
    remarks: Vec<String>,
    /// What was run where nothing is kept on disk.
    memory: HashMap<String, Vec<f64>>,
}

impl<'a> Kept<'a> {
    /// Trials of a seed; without a store nothing is kept.
    pub fn new(likelihood: &'a Likelihood, store: Option<&'a Store>, seed: u64) -> Self {
        Self {
            likelihood,
            fingerprint: likelihood.fingerprint(),
            store,
            seed,
            remarks: Vec::new(),
            memory: HashMap::new(),
        }
    }

    /// The same store and seed for another likelihood.
    pub fn of_other<'b>(&self, likelihood: &'b Likelihood) -> Kept<'b>
    where
        'a: 'b,
    {
        Kept::new(likelihood, self.store, self.seed)
    }

    /// The likelihood.
    pub fn likelihood(&self) -> &'a Likelihood {
        self.likelihood
    }

    /// Whether there is a store.
    pub fn keeps(&self) -> bool {
        self.store.is_some()
    }

    /// What went wrong with kept files so far, in sentences, each once.
    pub fn take_remarks(&mut self) -> Vec<String> {
        let mut said = std::collections::HashSet::new();
        let mut remarks = std::mem::take(&mut self.remarks);
        remarks.retain(|remark| said.insert(remark.clone()));
        remarks
    }

    /// TS of trials without a source at a declination; `None` if `watch` cancelled.
    pub fn background(
        &mut self,
        dec_rad: f64,
        trials: u64,
        watch: &dyn Watch,
    ) -> Option<Distribution> {
        let name = self.name(&format!("background {dec_rad:?}"));
        let mut ts = self.get(&name);
        if (ts.len() as u64) < trials {
            let missing = ts.len() as u64..trials;
            let run = Trials::new(self.likelihood, dec_rad);
            let fits = run.run_some(None, missing, self.seed, watch)?;
            ts.extend(fits.iter().map(|fit| fit.ts));
            self.keep(&name, &ts);
        }
        Some(Distribution::of(ts.into_iter().take(trials as usize)))
    }

    /// The trials at a declination that are kept already, if there are enough.
    pub fn background_if_kept(&mut self, dec_rad: f64, trials: u64) -> Option<Distribution> {
        let name = self.name(&format!("background {dec_rad:?}"));
        let ts = self.get(&name);
        let enough = ts.len() as u64 >= trials;
        enough.then(|| Distribution::of(ts.into_iter().take(trials as usize)))
    }

    /// Distributions at declinations that rise; `None` if `watch` cancelled: those that are done are kept.
    pub fn calibration(
        &mut self,
        dec_rad: &[f64],
        trials: u64,
        watch: &dyn Watch,
    ) -> Option<Calibration> {
        let mut each = Vec::with_capacity(dec_rad.len());
        for (i, dec) in dec_rad.iter().enumerate() {
            if !watch.step(i, dec_rad.len()) {
                return None;
            }
            let part = Part::of(watch, i, dec_rad.len());
            each.push(self.background(*dec, trials, &part)?);
        }
        Some(Calibration::of(dec_rad, each))
    }

    /// The calibration at declinations that rise, if all of it is kept already.
    pub fn calibration_if_kept(&mut self, dec_rad: &[f64], trials: u64) -> Option<Calibration> {
        let each = dec_rad.iter();
        let each = each.map(|dec| self.background_if_kept(*dec, trials));
        Some(Calibration::of(dec_rad, each.collect::<Option<_>>()?))
    }

    /// The lowest local p-value at any of some places in each of `skies` scrambled skies; NaN where the distributions
    /// cannot tell. `None` if `watch` cancelled.
    pub fn lowest_of_list(
        &mut self,
        places: &[(Equatorial, &Distribution)],
        skies: u64,
        watch: &dyn Watch,
    ) -> Option<Vec<f64>> {
        let trials: Vec<usize> = places.iter().map(|place| place.1.trials()).collect();
        let positions: Vec<Equatorial> = places.iter().map(|place| place.0).collect();
        let name = self.name(&format!("list {positions:?} {trials:?}"));
        let mut lowest = self.get(&name);
        let run = |fits: &[crate::Fit]| {
            let p = fits.iter().zip(places);
            p.map(|(fit, place)| place.1.p_value(fit.ts).unwrap_or(f64::NAN))
                .reduce(|a, b| {
                    if a.is_nan() || b.is_nan() {
                        f64::NAN
                    } else {
                        a.min(b)
                    }
                })
                .unwrap_or(1.0)
        };
        while (lowest.len() as u64) < skies {
            let have = lowest.len() as u64;
            let some = have..skies.min(have + SKIES_AT_ONCE);
            let part = Part {
                watch,
                from: have as usize,
                all: skies as usize,
                whole: true,
            };
            let found =
                skies::fit_places(self.likelihood, &positions, some, self.seed, &part, run)?;
            lowest.extend(found);
            self.keep(&name, &lowest);
        }
        lowest.truncate(skies as usize);
        Some(lowest)
    }

    /// The lowest local p-value in the south and in the north of each of `skies` scrambled skies, at the pixels of a
    /// map of `nside`, 0 where one does better than the trials can tell; `None` if `watch` cancelled.
    pub fn lowest_of_sky(
        &mut self,
        calibration: &Calibration,
        nside: u32,
        skies: u64,
        watch: &dyn Watch,
    ) -> Option<Vec<[f64; 2]>> {
        let name = self.sky_name(calibration, nside);
        let mut kept = self.get(&name);
        let mut have = kept.len() as u64 / 2;
        while have < skies {
            let until = skies.min(have + SKIES_AT_ONCE);
            let part = Part {
                watch,
                from: have as usize,
                all: skies as usize,
                whole: true,
            };
            let found = sky_trials::lowest(
                self.likelihood,
                calibration,
                nside,
                have..until,
                self.seed,
                &part,
            )?;
            kept.extend(found.into_flattened());
            self.keep(&name, &kept);
            have = until;
        }
        kept.truncate(2 * skies as usize);
        Some(kept.as_chunks().0.to_vec())
    }

    /// All skies that are kept already.
    pub fn lowest_of_sky_if_kept(
        &mut self,
        calibration: &Calibration,
        nside: u32,
    ) -> Vec<[f64; 2]> {
        let name = self.sky_name(calibration, nside);
        self.get(&name).as_chunks().0.to_vec()
    }

    fn sky_name(&self, calibration: &Calibration, nside: u32) -> String {
        let (grid, trials) = (calibration.sin_dec(), calibration.trials());
        self.name(&format!("hottest of sky {nside} {grid:?} {trials}"))
    }

    /// Quantiles of TS with a source of an index, up to where limits on `limit_ts` and the discovery at
    /// `discovery_ts` are known; `None` if `watch` cancelled.
    pub fn neyman(
        &mut self,
        (dec_rad, gamma): (f64, f64),
        [limit_ts, discovery_ts]: [f64; 2],
        trials: u64,
        watch: &dyn Watch,
    ) -> Option<Neyman> {
        let name = self.name(&format!("limits {dec_rad:?} {gamma:?} {trials}"));
        let kept = Neyman::from_numbers(&self.get(&name));
        if let Some(kept) = kept.filter(|kept| kept.reaches([limit_ts, discovery_ts])) {
            return Some(kept);
        }
        let run = Trials::new(self.likelihood, dec_rad);
        let source = Injection::new(self.likelihood, dec_rad, gamma);
        let wanted = [limit_ts, discovery_ts];
        let found = Neyman::run_to(&run, &source, wanted, trials, self.seed, watch)?;
        self.keep(&name, &found.to_numbers());
        Some(found)
    }

    /// TS of scrambled skies of a stack; `None` if `watch` cancelled.
    pub fn stack(
        &mut self,
        stack: &Stack<'_>,
        skies: u64,
        watch: &dyn Watch,
    ) -> Option<Distribution> {
        let name = self.name(&format!("stack {}", stack.name()));
        let mut ts = self.get(&name);
        if (ts.len() as u64) < skies {
            let missing = ts.len() as u64..skies;
            ts.extend(stack.skies(missing, self.seed, watch)?);
            self.keep(&name, &ts);
        }
        Some(Distribution::of(ts.into_iter().take(skies as usize)))
    }

    /// Quantiles of TS of a stack with an index, up to where limits on `limit_ts` and the discovery at `discovery_ts`
    /// are known, with so many skies at each number of events; `None` if `watch` cancelled.
    pub fn stack_neyman(
        &mut self,
        (stack, gamma): (&Stack<'_>, f64),
        [limit_ts, discovery_ts]: [f64; 2],
        skies: u64,
        watch: &dyn Watch,
    ) -> Option<Neyman> {
        let name = self.name(&format!("stack limits {gamma:?} {skies} {}", stack.name()));
        let wanted = [limit_ts, discovery_ts];
        let kept = Neyman::from_numbers(&self.get(&name));
        if let Some(kept) = kept.filter(|kept| kept.reaches(wanted)) {
            return Some(kept);
        }
        let shining = stack.shining(gamma);
        let found = Neyman::of_series(wanted, |mu, step| {
            stack.skies_with(&shining, mu, skies, self.seed.wrapping_add(step), watch)
        })?;
        self.keep(&name, &found.to_numbers());
        Some(found)
    }

    fn name(&self, what: &str) -> String {
        format!("{} seed {} {what}", self.fingerprint, self.seed)
    }

    fn get(&mut self, name: &str) -> Vec<f64> {
        let Some(store) = self.store else {
            return self.memory.get(name).cloned().unwrap_or_default();
        };
        match store.get(name) {
            Ok(kept) => kept.unwrap_or_default(),
            Err(damaged) => {
                self.remarks.push(damaged.to_string());
                Vec::new()
            }
        }
    }

    fn keep(&mut self, name: &str, numbers: &[f64]) {
        let Some(store) = self.store else {
            self.memory.insert(name.to_owned(), numbers.to_vec());
            return;
        };
        if let Err(error) = store.keep(name, numbers) {
            let folder = store.folder();
            self.remarks.push(format!(
                "trials cannot be kept for the next time ({error}): {folder:?}"
            ));
        }
    }
}

/// A part of what somebody waits for.
pub(crate) struct Part<'a> {
    watch: &'a dyn Watch,
    /// Parts done before it, and parts in all.
    from: usize,
    all: usize,
    /// Whether a step of it is a whole part.
    whole: bool,
}

impl<'a> Part<'a> {
    /// One of several parts.
    pub(crate) fn of(watch: &'a dyn Watch, from: usize, all: usize) -> Self {
        Self {
            watch,
            from,
            all,
            whole: false,
        }
    }
}

impl Watch for Part<'_> {
    fn step(&self, done: usize, total: usize) -> bool {
        if self.whole {
            return self.watch.step(self.from + done, self.all);
        }
        // In thousandths of a part.
        let done = 1000 * done / total.max(1);
        self.watch.step(1000 * self.from + done, 1000 * self.all)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use nuscope_model::{Column, Quantity, Sample};

    use super::*;
    use crate::Settings;

    fn likelihood() -> Likelihood {
        let sample = Sample {
            ra_rad: (0..3000).map(|i| f64::from(i) % 6.2).collect(),
            dec_rad: (0..3000)
                .map(|i| (f64::from(i) / 1500.0 - 1.0).asin())
                .collect(),
            columns: vec![Column {
                quantity: Quantity::AngularErrorRad,
                values: vec![0.02; 3000],
            }],
            ..Sample::default()
        };
        Likelihood::new(&[Arc::new(sample)], &Settings::default()).unwrap()
    }

    /// Counts the steps of work, and stops it after some.
    struct Steps(std::sync::atomic::AtomicUsize, usize);

    impl Watch for Steps {
        fn step(&self, _done: usize, _total: usize) -> bool {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < self.1
        }
    }

    #[test]
    fn kept_trials_are_those_that_would_be_run() {
        let folder = tempfile::tempdir().unwrap();
        let (store, likelihood) = (Store::at(folder.path()), likelihood());
        let plain = Kept::new(&likelihood, None, 3)
            .background(0.2, 900, &())
            .unwrap();
        let mut kept = Kept::new(&likelihood, Some(&store), 3);
        assert_eq!(kept.background_if_kept(0.2, 900), None);
        kept.background(0.2, 400, &()).unwrap();
        // 400 are kept and 500 run.
        assert_eq!(kept.background(0.2, 900, &()).unwrap(), plain);
        let none = Steps(0.into(), 0);
        assert_eq!(kept.background(0.2, 900, &none).unwrap(), plain);
        assert_eq!(kept.background_if_kept(0.2, 900).unwrap(), plain);
        assert!(kept.background(0.3, 900, &none).is_none());
        assert!(
            Kept::new(&likelihood, Some(&store), 4)
                .background_if_kept(0.2, 900)
                .is_none()
        );
        assert!(kept.take_remarks().is_empty());
    }

    #[test]
    fn a_damaged_file_is_said_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (store, likelihood) = (Store::at(folder.path()), likelihood());
        let mut kept = Kept::new(&likelihood, Some(&store), 3);
        let before = kept.background(0.2, 300, &()).unwrap();
        let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap();
        let file = file.unwrap().path();
        std::fs::write(&file, "half").unwrap();
        assert_eq!(kept.background(0.2, 300, &()).unwrap(), before);
        let remarks = kept.take_remarks();
        assert!(remarks[0].contains("cut short or damaged"), "{remarks:?}");
        assert_eq!(kept.background_if_kept(0.2, 300).unwrap(), before);
        assert!(kept.take_remarks().is_empty());
    }

    #[test]
    fn a_stopped_calibration_keeps_what_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let (store, likelihood) = (Store::at(folder.path()), likelihood());
        let mut kept = Kept::new(&likelihood, Some(&store), 3);
        let grid = [0.1, 0.2, 0.3];
        // Each declination asks once before it starts and once for its only batch.
        assert!(kept.calibration(&grid, 200, &Steps(0.into(), 3)).is_none());
        assert!(kept.background_if_kept(0.1, 200).is_some());
        assert!(kept.background_if_kept(0.3, 200).is_none());
        assert!(kept.calibration_if_kept(&grid, 200).is_none());
        let whole = kept.calibration(&grid, 200, &()).unwrap();
        assert_eq!(kept.calibration_if_kept(&grid, 200).unwrap(), whole);
    }

    #[test]
    fn skies_of_a_list_and_of_all_pixels_go_on_where_they_ended() {
        let folder = tempfile::tempdir().unwrap();
        let (store, likelihood) = (Store::at(folder.path()), likelihood());
        let mut kept = Kept::new(&likelihood, Some(&store), 3);
        let grid: Vec<f64> = (-14..=14).map(|i| 0.1 * f64::from(i)).collect();
        let calibration = kept.calibration(&grid, 600, &()).unwrap();
        let there = kept.background(0.2, 600, &()).unwrap();
        let place = Equatorial::from_degrees(10.0, 0.2_f64.to_degrees());
        let whole = Kept::new(&likelihood, None, 3)
            .lowest_of_list(&[(place, &there)], 50, &())
            .unwrap();
        kept.lowest_of_list(&[(place, &there)], 20, &()).unwrap();
        assert_eq!(
            kept.lowest_of_list(&[(place, &there)], 50, &()).unwrap(),
            whole
        );
        assert!(whole.iter().all(|p| *p > 0.0 && *p <= 1.0));
        let skies = kept.lowest_of_sky(&calibration, 8, 6, &()).unwrap();
        let mut alone = Kept::new(&likelihood, None, 3);
        assert_eq!(alone.lowest_of_sky(&calibration, 8, 6, &()).unwrap(), skies);
        assert_eq!(kept.lowest_of_sky_if_kept(&calibration, 8), skies);
        assert_eq!(kept.lowest_of_sky_if_kept(&calibration, 16), [[0.0; 2]; 0]);
        // The lowest of hundreds of pixels.
        assert!(
            skies.as_flattened().iter().all(|p| *p > 0.0 && *p < 0.2),
            "{skies:?}"
        );
    }
}
