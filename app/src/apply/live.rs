//! Live mode: the newest event comes on display as soon as its file stands still, and the view stays as it is.

use std::path::PathBuf;
use std::sync::Arc;

use super::{dialog, hang, show_event};
use crate::dialog::Ask;
use crate::document::Document;
use crate::live::{Live, Pace};
use crate::notice::Notice;
use crate::state::{DialogAnswer, State};

/// Asks which folder, or which file, to watch.
pub(super) fn ask_what(state: &mut State, folder: bool) {
    let title = "Watch for new events";
    let wanted = match folder {
        true => Ask::Folder { title },
        false => Ask::File { title },
    };
    dialog::ask(state, wanted, |paths| {
        DialogAnswer::Watch(paths.into_iter().next())
    });
}

/// Begins to watch a folder or a file.
pub(super) fn watch(state: &mut State, path: PathBuf) {
    watch_at(state, path, Pace::default());
}

/// Begins to watch at a pace.
pub fn watch_at(state: &mut State, path: PathBuf, pace: Pace) {
    if !path.exists() {
        state.notices.push(Notice::warning(
            "There is nothing to watch.",
            vec![format!(
                "A folder or a file that is there is wanted: {}",
                path.display()
            )],
        ));
        return;
    }
    state.welcome = false;
    state.live = Some(Live::watch(path, pace, Arc::clone(&state.wake)));
}

/// Ends the watch; what is on display stays.
pub(super) fn stop(state: &mut State) {
    if state.live.take().is_some() {
        state
            .notices
            .push(Notice::note("Watching has ended; the events stay open."));
    }
}

/// Lets what is new wait, or come on display.
pub(super) fn pause(state: &mut State, paused: bool) {
    if let Some(live) = &mut state.live {
        live.paused = paused;
    }
    if !paused {
        take_in(state);
    }
}

/// Takes in what the watch has found.
pub(super) fn poll(state: &mut State) {
    let Some(live) = &mut state.live else { return };
    if live.poll() && !live.paused {
        take_in(state);
    }
}

/// Shows the newest event of what waits.
fn take_in(state: &mut State) {
    let Some(live) = &mut state.live else { return };
    let before = live.shown.as_ref().map(|(path, _)| path.clone());
    let Some(loaded) = live.take() else {
        return;
    };
    let Some(source) = loaded.events.clone() else {
        return;
    };
    let path = loaded.path.clone();
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned();
    let last = source.headers().len().saturating_sub(1);
    live.status = format!("{name}: {} events", crate::plot::ticks::thousands(last + 1));
    let warnings = loaded.warnings.0.clone();
    let told = |document: &Document| {
        let mut files = document.files.iter();
        files.any(|file| file.path == path && file.warnings == warnings)
    };
    let mut remarks = Vec::new();
    let told_before = told(&state.document);
    hang(state, |document| {
        let shown = document.event.take();
        *document = document.with(*loaded, &mut remarks);
        if let Some(before) = before.filter(|before| *before != path) {
            // Of a folder only the file on display is open, or the list would grow all night.
            document.files.retain(|file| file.path != before);
        }
        // The event on display stays until the newest one is read, and with it detector and camera.
        document.event = shown;
        document.settle_detector();
    });
    state.lists.summaries.grow_to(&source);
    // What was said of the file before it grew needs no second time.
    if !warnings.is_empty() && !told_before {
        let headline = format!("{name}: not everything could be used as it is.");
        state.notices.push(Notice::warning(headline, warnings));
    }
    let remarks = remarks
        .into_iter()
        .map(|remark| Notice::warning(remark, Vec::new()));
    state.notices.extend(remarks);
    state.jobs.event = None;
    show_event(state, last);
}
