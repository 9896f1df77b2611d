//! Starts and stops scans of the sky.

use std::sync::Arc;

use nuscope_model::SkyMap;
use nuscope_scan::Watch;

use super::edit;
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
    (state.scan_fit, state.scan_region) = (Some(data.clone()), region);
    state.jobs.refine = None;
    state.jobs.scan = Some(Job::spawn(Arc::clone(&state.wake), move |reporter| {
        let likelihood = match data.prepare() {
            Ok(likelihood) => likelihood,
            Err(error) => return ScanOutcome::Refused(error),
        };
        let remarks = likelihood.warnings().to_vec();
        let watch = ScanWatch(reporter);
        let map = match region {
            Some(region) => nuscope_scan::scan_region(&likelihood, nside, region, &watch),
            None => nuscope_scan::scan(&likelihood, nside, &watch),
        };
        match map {
            Some(map) => ScanOutcome::Map(map, remarks),
            None => ScanOutcome::Cancelled,
        }
    }));
}

/// Carries the scan's progress and unfinished maps to the window.
struct ScanWatch<'a>(&'a Reporter<ScanOutcome, SkyMap>);

impl Watch for ScanWatch<'_> {
    fn step(&self, done: usize, total: usize) -> bool {
        self.0.progress.report(done, total)
    }

    fn level(&self, map: &SkyMap) {
        self.0.part(map.clone());
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
    let open = OpenMap::of_scan(map, partial);
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
