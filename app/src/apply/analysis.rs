//! Follows what a user changes about how the candidates are fitted: the document is fitted so from now on.

use std::path::PathBuf;
use std::sync::Arc;

use super::{dialog, edit, refine, scan};
use crate::command::AnalysisCommand;
use crate::fit_data::{FitData, suggestions};
use crate::job::{Job, Reporter};
use crate::notice::Notice;
use crate::save_analysis::Written;
use crate::state::{DialogAnswer, State};
use crate::view::AnalysisEdits;

/// Does what `command` asks.
pub(super) fn apply(state: &mut State, command: AnalysisCommand) {
    match command {
        AnalysisCommand::ToggleWindow => state.analysis_window = !state.analysis_window,
        AnalysisCommand::ChooseFile => {
            if state.document.samples.is_empty() {
                state.notices.push(Notice::warning(
                    "There is no analysis to save yet.",
                    vec!["Open one or more candidate lists first.".into()],
                ));
                return;
            }
            let open = state.document.analysis.as_ref();
            let name = open.map_or("analysis.toml".into(), |analysis| analysis.name());
            dialog::ask_where(state, name, DialogAnswer::SaveAnalysis);
        }
        AnalysisCommand::Save(path) => save(state, path),
        AnalysisCommand::UseBuiltIn => {
            for (name, response) in suggestions(&state.document) {
                let mut sample = state.view.analysis.sample(&name);
                sample.response = Some(response);
                state.view.analysis.set_sample(&name, sample);
            }
        }
        AnalysisCommand::Refine => refine::start(state),
        AnalysisCommand::CancelRefine => refine::cancel(state),
        AnalysisCommand::ToggleFollow => {
            let look = &mut state.view.scan;
            look.follows_pointer = !look.follows_pointer;
        }
        AnalysisCommand::Reset => state.view.analysis = AnalysisEdits::default(),
    }
}

/// Takes over the changes of the view; a scan that runs with other choices ends.
pub fn follow(state: &mut State) {
    if state.document.edits == state.view.analysis {
        return;
    }
    let edits = state.view.analysis.clone();
    edit(state, |document| document.choose(edits));
    let fit = state.document.fit.as_ref();
    let scan = state.scan_fit.as_ref().zip(fit);
    if !scan.is_some_and(|(a, b)| a.same(b)) {
        scan::cancel(state);
    }
}

/// Begins to write the analysis; files are looked at to name those that the samples came from.
fn save(state: &mut State, path: PathBuf) {
    let Some(fit) = FitData::of(&state.document) else {
        return;
    };
    let document = Arc::clone(&state.document);
    let job = Job::spawn(Arc::clone(&state.wake), move |_: &Reporter<_, ()>| {
        Written::to(&path, &document, &fit)
    });
    state.jobs.analysis = Some(job);
}

/// Says what came of writing.
pub(super) fn poll(state: &mut State) {
    let Some(written) = state.jobs.analysis.as_ref().and_then(|job| job.poll().1) else {
        return;
    };
    state.jobs.analysis = None;
    state.notices.push(match written {
        Ok(written) => {
            let headline = format!("Saved the analysis: {}", written.path.display());
            match written.remarks.is_empty() {
                true => Notice::note(headline),
                false => Notice::warning(headline, written.remarks),
            }
        }
        Err(error) => Notice::error("The analysis was not saved.", error.as_ref()),
    });
}
