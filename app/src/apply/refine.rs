//! Looks at the maxima of a scan again on finer pixels, and keeps what was found with its map.

use std::sync::Arc;

use nuscope_scan::{Refine, Watch};

use super::edit;
use crate::job::{Job, Reporter};
use crate::notice::Notice;
use crate::state::{RefineJob, RefineOutcome, State};

/// Carries the progress to the window.
struct RefineWatch<'a>(&'a Reporter<RefineOutcome, ()>);

impl Watch for RefineWatch<'_> {
    fn step(&self, done: usize, total: usize) -> bool {
        self.0.progress.report(done, total)
    }
}

/// Begins to refine the maxima of the scan, with what it was made with.
pub(super) fn start(state: &mut State) {
    let scan = state.document.scan_map().filter(|scan| !scan.partial);
    let Some((scan, fit)) = scan.and_then(|scan| Some((scan.clone(), scan.fit.clone()?))) else {
        state.notices.push(Notice::warning(
            "There is no scan to refine yet.",
            vec!["Start a scan and let it end first.".into()],
        ));
        return;
    };
    let map = Arc::clone(&scan.map);
    let region = scan.region;
    let job = Job::spawn(
        Arc::clone(&state.wake),
        move |reporter: &Reporter<_, ()>| {
            let likelihood = fit.prepare()?;
            let default = Refine::default();
            let how = Refine {
                nside: default.nside.max(2 * map.nside),
                above_ts: default.above_ts * likelihood.settings().convention.factor(),
                region,
                ..default
            };
            Ok(nuscope_scan::refine(
                &likelihood,
                &map,
                &how,
                &RefineWatch(reporter),
            ))
        },
    );
    state.jobs.refine = Some(RefineJob { of: scan, job });
}

/// Stops it; what was found before stays.
pub(super) fn cancel(state: &mut State) {
    if state.jobs.refine.take().is_some() {
        state.notices.push(Notice::note("Refining was cancelled."));
    }
}

/// Takes in what was found.
pub(super) fn poll(state: &mut State) {
    let Some(found) = state
        .jobs
        .refine
        .as_ref()
        .and_then(|refine| refine.job.poll().1)
    else {
        return;
    };
    let Some(refine) = state.jobs.refine.take() else {
        return;
    };
    match found {
        Ok(Some(peaks)) => {
            let peaks: Arc<[nuscope_scan::Peak]> = peaks.into();
            edit(state, |document| {
                for map in document.maps.iter_mut().filter(|map| map.is(&refine.of)) {
                    map.peaks = Some(Arc::clone(&peaks));
                }
            });
        }
        Ok(None) => {}
        Err(error) => {
            let headline = "The maxima cannot be refined.";
            state.notices.push(Notice::error(headline, &error));
        }
    }
}
