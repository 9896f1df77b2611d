//! Starts and stops scans of the sky.

use std::sync::Arc;

use nuscope_model::SkyMap;
use nuscope_scan::Watch;
use nuscope_scan::calibrated_map::calibrated_map;

use super::edit;
use crate::calibrating::Calibrated;
use crate::fit_data::FitData;
use crate::job::{Job, Reporter};
use crate::notice::Notice;
use crate::open_maps::OpenMap;
use crate::scan_place;
use crate::state::{ScanOutcome, State};
use crate::view::Mode;

/// Starts a scan of the sky or a part of it with all samples together: as they are fitted.
pub(super) fn start(state: &mut State) {
    let Some(data) = FitData::of(&state.document) else {
        state.notices.push(Notice::warning(
            "There is nothing to scan yet.",
            vec!["Open one or more candidate lists first.".into()],
        ));
        return;
    };
    let region = match scan_place::disc(&state.document, &state.view) {
        Ok(region) => region,
        Err(why) => {
            let headline = "The scan was not started.";
            state.notices.push(Notice::warning(headline, vec![why]));
            return;
        }
    };
    state.welcome = false;
    if state.view.mode == Mode::Event {
        state.view.mode = Mode::Sky;
    }
    state.view.sky.map = true;
    let document = &state.document;
    // A scan that replaces a running one returns to what was there before both.
    if !document.scan_is_partial() {
        state.scan_before = document.scan_map().cloned();
    }
    // Whoever scans wants to see it come.
    state.view.sky.maps.shown = None;
    let nside = state.view.scan_nside;
    let calibrated = state.calibrating.of(&data).cloned();
    state.scan_calibrated = calibrated.clone();
    (state.scan_fit, state.scan_region) = (Some(data.clone()), region);
    state.jobs.refine = None;
    state.jobs.scan = Some(Job::spawn(Arc::clone(&state.wake), move |reporter| {
        let likelihood = match data.prepare() {
            Ok(likelihood) => likelihood,
            Err(error) => return ScanOutcome::Refused(error),
        };
        let remarks = likelihood.warnings().to_vec();
        let watch = ScanWatch {
            reporter,
            calibrated: calibrated.as_deref(),
        };
        let map = match region {
            Some(region) => nuscope_scan::scan_region(&likelihood, nside, region, &watch),
            None => nuscope_scan::scan(&likelihood, nside, &watch),
        };
        match map {
            Some(mut map) => {
                watch.calibrate(&mut map);
                ScanOutcome::Map(map, remarks)
            }
            None => ScanOutcome::Cancelled,
        }
    }));
}

/// Carries the scan's progress and unfinished maps to the window; their p-values are calibrated where trials are known.
struct ScanWatch<'a> {
    reporter: &'a Reporter<ScanOutcome, SkyMap>,
    calibrated: Option<&'a Calibrated>,
}

impl ScanWatch<'_> {
    fn calibrate(&self, map: &mut SkyMap) {
        if let Some(calibrated) = self.calibrated {
            *map = calibrated_map(map, &calibrated.calibration);
        }
    }
}

impl Watch for ScanWatch<'_> {
    fn step(&self, done: usize, total: usize) -> bool {
        self.reporter.progress.report(done, total)
    }

    fn level(&self, map: &SkyMap) {
        let mut map = map.clone();
        self.calibrate(&mut map);
        self.reporter.part(map);
    }
}

/// Stops the running scan; the scan that was there before it returns.
pub(super) fn cancel(state: &mut State) {
    if state.jobs.scan.take().is_none() {
        return;
    }
    if state.document.scan_is_partial() {
        let before = state.scan_before.take();
        edit(state, |document| {
            document.maps.retain(|map| !map.is_scan());
            if let Some(before) = before {
                document.put_map(before);
            }
        });
    }
    state.notices.push(Notice::note("The scan was cancelled."));
}

/// A map of the running scan.
fn made(state: &State, map: SkyMap, partial: bool) -> OpenMap {
    let open = OpenMap {
        calibrated: state.scan_calibrated.clone(),
        ..OpenMap::of_scan(map, partial)
    };
    match state.scan_fit.clone() {
        Some(fit) => open.made_with(fit, state.scan_region),
        None => open,
    }
}

/// Takes in the maps of a scan.
pub(super) fn poll(state: &mut State) {
    let Some(job) = &state.jobs.scan else {
        return;
    };
    let (part, outcome) = job.poll();
    if let Some(map) = part {
        let map = made(state, map, true);
        edit(state, |document| document.put_map(map));
    }
    let Some(outcome) = outcome else {
        return;
    };
    state.jobs.scan = None;
    match outcome {
        ScanOutcome::Map(map, remarks) => {
            if !remarks.is_empty() {
                state
                    .notices
                    .push(Notice::warning("The scan left something out.", remarks));
            }
            tracing::info!(nside = map.nside, "scan done");
            state.scan_before = None;
            let map = made(state, map, false);
            edit(state, |document| document.put_map(map));
        }
        ScanOutcome::Refused(error) => {
            state
                .notices
                .push(Notice::error("These candidates cannot be scanned.", &error));
        }
        ScanOutcome::Cancelled => {}
    }
}
