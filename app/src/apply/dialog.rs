//! Asks for files and folders in the background, and does what the answer is for.

use std::path::PathBuf;
use std::sync::Arc;

use nuscope_io::OpenOptions;

use super::{analysis, export, figures, lists, live, open, save_map, source_search};
use crate::command::{AnalysisCommand, ExportCommand};
use crate::dialog::Ask;
use crate::job::{Job, Reporter};
use crate::notice::Notice;
use crate::state::{DialogAnswer, State};

/// Asks, and keeps what `meant` makes of the paths that were chosen until [`poll`].
pub(super) fn ask(
    state: &mut State,
    wanted: Ask,
    meant: impl FnOnce(Vec<PathBuf>) -> DialogAnswer + Send + 'static,
) {
    let dialogs = Arc::clone(&state.dialogs);
    let job = Job::spawn(Arc::clone(&state.wake), move |_: &Reporter<_, ()>| {
        meant(dialogs(&wanted))
    });
    state.jobs.dialog = Some(job);
}

/// Asks where to save; the ending of the proposed name says the format.
pub(super) fn ask_where(
    state: &mut State,
    name: impl Into<String>,
    meant: impl FnOnce(Option<PathBuf>) -> DialogAnswer + Send + 'static,
) {
    let wanted = Ask::Save { name: name.into() };
    ask(state, wanted, |paths| meant(paths.into_iter().next()));
}

/// Asks for files to open.
pub(super) fn choose_files(state: &mut State) {
    let title = "Open events, detectors, candidates or maps";
    ask(state, Ask::Files { title }, DialogAnswer::Open);
}

/// Asks for a folder to open as one.
pub(super) fn choose_folder(state: &mut State) {
    let title = "Open a folder as one, such as a release";
    ask(state, Ask::Folder { title }, DialogAnswer::Open);
}

/// Asks where to save the map, if there is one.
pub(super) fn ask_where_map(state: &mut State) {
    if state.document.maps.is_empty() {
        state.notices.push(Notice::warning(
            "There is no map to save yet.",
            vec!["Start a scan of the sky or open a map first.".into()],
        ));
        return;
    }
    ask_where(state, "sky-map.fits", DialogAnswer::SaveMap);
}

/// Takes in an answer.
pub(super) fn poll(state: &mut State) {
    let Some(answer) = state.jobs.dialog.as_ref().and_then(|job| job.poll().1) else {
        return;
    };
    state.jobs.dialog = None;
    match answer {
        DialogAnswer::Open(paths) => open(state, paths, OpenOptions::default()),
        DialogAnswer::SaveMap(Some(path)) => save_map(state, &path),
        DialogAnswer::SaveFigure(figure, log, Some(path)) => {
            figures::save(state, figure, log, path);
        }
        DialogAnswer::SavePicture(Some(path)) => {
            export::apply(state, ExportCommand::SavePicture(path));
        }
        DialogAnswer::SaveSkyFigure(Some(path)) => {
            export::apply(state, ExportCommand::SaveFigure(path));
        }
        DialogAnswer::MakeMovie(Some(path)) => {
            export::apply(state, ExportCommand::MakeMovie(path));
        }
        DialogAnswer::SaveSession(Some(path)) => {
            export::apply(state, ExportCommand::SaveSession(path));
        }
        DialogAnswer::SaveAnalysis(Some(path)) => {
            analysis::apply(state, AnalysisCommand::Save(path));
        }
        DialogAnswer::SaveRows(tab, Some(path)) => lists::save(state, tab, path),
        DialogAnswer::SaveSearched(Some(path)) => source_search::save(state, path),
        DialogAnswer::SaveLimits(Some(path)) => source_search::save_figure(state, path),
        DialogAnswer::Watch(Some(path)) => live::watch(state, path),
        DialogAnswer::SaveMap(None)
        | DialogAnswer::SavePicture(None)
        | DialogAnswer::SaveSkyFigure(None)
        | DialogAnswer::MakeMovie(None)
        | DialogAnswer::SaveSession(None)
        | DialogAnswer::SaveAnalysis(None)
        | DialogAnswer::SaveFigure(_, _, None)
        | DialogAnswer::SaveRows(_, None)
        | DialogAnswer::SaveSearched(None)
        | DialogAnswer::SaveLimits(None)
        | DialogAnswer::Watch(None) => {}
    }
}
