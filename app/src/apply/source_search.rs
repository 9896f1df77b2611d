//! Starts and stops the search of a list of sources, takes in what it finds, and saves it.

use std::path::PathBuf;
use std::sync::Arc;

use nuscope_io::{Origins, Progress};

use super::dialog::ask_where;
use super::{edit, export};
use crate::command::SourceSearchCommand;
use crate::job::{Job, Reporter};
use crate::movie::Made;
use crate::notice::Notice;
use crate::plot::{limits, save::SIZE};
use crate::searched::{Searched, Stage};
use crate::source_search::{Ended, asked};
use crate::state::{DialogAnswer, ExportJob, SavedSearch, State};
use crate::theme;
use crate::view::{Mode, Tab};

/// More remarks than this are counted.
const MOST_REMARKS: usize = 8;

/// Does what `command` asks.
pub(super) fn apply(state: &mut State, command: SourceSearchCommand) {
    match command {
        SourceSearchCommand::Start => start(state),
        SourceSearchCommand::Stop => state.source_search.stop(),
        SourceSearchCommand::ToggleRings => {
            let rings = &mut state.view.source_search.rings;
            *rings = !*rings;
        }
        SourceSearchCommand::Save(ending) => ask_where(
            state,
            format!("searched.{ending}"),
            DialogAnswer::SaveSearched,
        ),
        SourceSearchCommand::SaveTo(path) => save(state, path),
        SourceSearchCommand::SaveFigure(ending) => {
            ask_where(state, format!("limits.{ending}"), DialogAnswer::SaveLimits);
        }
        SourceSearchCommand::SaveFigureTo(path) => save_figure(state, path),
    }
}

fn start(state: &mut State) {
    let asked = match asked(&state.document, &state.view.source_search) {
        Ok(asked) => asked,
        Err(why) => {
            let headline = "The search of sources was not started.";
            state.notices.push(Notice::warning(headline, vec![why]));
            return;
        }
    };
    state.welcome = false;
    if state.view.mode == Mode::Event {
        state.view.mode = Mode::Sky;
    }
    (state.view.tray.open, state.view.tray.tab) = (true, Tab::SourceSearch);
    state.source_search.start(asked, &state.wake);
}

/// Takes in what was found, and drops what was found in other data.
pub(super) fn poll(state: &mut State) {
    let running = state.source_search.running.as_ref();
    let asked = running.map(|running| Arc::clone(&running.asked));
    let asked = asked.as_ref();
    if asked.is_some_and(|asked| !asked.is_of_fit(&state.document)) {
        state.source_search.stop();
    }
    if asked.is_some_and(|asked| !asked.is_open(&state.document)) {
        // Dropping the job stops its worker.
        state.source_search.running = None;
        stop_short(state);
        let text = "The search of sources was stopped: its candidates or catalogues are not open any more.";
        state.notices.push(Notice::note(text));
    }
    let gone = |searched: &Arc<Searched>| !searched.asked.is_open(&state.document);
    if state.document.searched.as_ref().is_some_and(gone) {
        edit(state, |document| document.searched = None);
    }
    let (part, ended, lost) = state.source_search.poll();
    if let Some(part) = part {
        edit(state, |document| document.searched = Some(part));
    }
    if lost {
        stop_short(state);
        state.notices.push(Notice::warning(
            "The search of sources failed inside nuscope.",
            vec![
                "This is a fault of the program, not of your data. Everything else stays as it is."
                    .into(),
            ],
        ));
    }
    match ended {
        Some(Ended::With(searched, mut remarks)) => {
            remarks.extend(searched.found.remarks.iter().cloned());
            if let more @ 1.. = remarks.len().saturating_sub(MOST_REMARKS) {
                remarks.truncate(MOST_REMARKS);
                remarks.push(format!(
                    "… and {more} remarks more, which files of the result hold."
                ));
            }
            if !remarks.is_empty() {
                let headline = "The search of sources has something to say.";
                state.notices.push(Notice::warning(headline, remarks));
            }
            edit(state, |document| document.searched = Some(searched));
        }
        Some(Ended::Refused(why)) => {
            edit(state, |document| document.searched = None);
            state.source_search.refused = Some(why);
        }
        Some(Ended::Empty) | None => {}
    }
    poll_saved(state);
}

/// What was found by a search that died is all that there will be.
fn stop_short(state: &mut State) {
    edit(state, |document| {
        if let Some(searched) = &mut document.searched
            && searched.stage == Stage::Runs
        {
            Arc::make_mut(searched).stage = Stage::Stopped;
        }
    });
}

/// Saves the result in the background: checksums of large files take their time.
pub(super) fn save(state: &mut State, path: PathBuf) {
    let Some(searched) = state.document.searched.clone() else {
        return;
    };
    let work = move |reporter: &Reporter<SavedSearch, ()>| {
        let saved = write(&searched, &path, &reporter.progress);
        (path, saved)
    };
    state.jobs.searched = Some(Job::spawn(Arc::clone(&state.wake), work));
}

fn write(
    searched: &Searched,
    path: &std::path::Path,
    progress: &Progress,
) -> anyhow::Result<Vec<String>> {
    let mut origins = Origins::of("sources");
    let mut lost = Vec::new();
    for (file, format) in &searched.asked.inputs {
        anyhow::ensure!(
            path != file,
            "a name of its own is wanted, this is a file that is open: {path:?}"
        );
        // A file that is gone by now has no checksum; that is no reason to lose the result.
        if let Err(error) = origins.read(file, format, progress) {
            lost.push(format!("no checksum: {error}"));
        }
    }
    let warnings = searched.report(origins).save(path)?;
    lost.extend(warnings.0);
    Ok(lost)
}

fn poll_saved(state: &mut State) {
    let Some((path, saved)) = state.jobs.searched.as_ref().and_then(|job| job.poll().1) else {
        return;
    };
    state.jobs.searched = None;
    let done = format!("Saved the result of the search: {}", path.display());
    state.notices.push(match saved {
        Ok(lost) if lost.is_empty() => Notice::note(done),
        Ok(lost) => Notice::warning(done, lost),
        Err(error) => Notice::error("The result of the search was not saved.", error.as_ref()),
    });
}

/// Draws the figure of the limits on a light ground, as paper is, and writes it.
pub(super) fn save_figure(state: &mut State, path: PathBuf) {
    let Some(searched) = state.document.searched.clone() else {
        return;
    };
    let job = export::job(state, path, move |path, _| {
        let drawing = limits::draw(&searched, None, SIZE, theme::theme(false));
        crate::plot::save::write(&drawing, path)?;
        Ok(Made::Written(path.to_owned()))
    });
    let what = "the figure";
    state.jobs.figures.push(ExportJob { what, job });
}
