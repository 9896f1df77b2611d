//! Does what is asked about pictures, movies and sessions. They are drawn and written in the background.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::command::ExportCommand;
use crate::derived::Derived;
use crate::job::{Job, Reporter};
use crate::movie::Made;
use crate::notice::Notice;
use crate::plot::save::{self, Format};
use crate::plot::sky;
use crate::session::{Session, is_session};
use crate::state::{DialogAnswer, ExportJob, State};
use crate::{movie, picture};

use super::dialog::ask_where;

/// Does what `command` asks.
pub(super) fn apply(state: &mut State, command: ExportCommand) {
    match command {
        ExportCommand::ToggleWindow => state.export_window = !state.export_window,
        ExportCommand::ChoosePicture => ask_where(state, "nuscope.png", DialogAnswer::SavePicture),
        ExportCommand::ChooseFigure => choose_figure(state),
        ExportCommand::ChooseMovie => choose_movie(state),
        ExportCommand::ChooseSession => {
            ask_where(state, "session.nuscope", DialogAnswer::SaveSession);
        }
        ExportCommand::SavePicture(path) => save_picture(state, path),
        ExportCommand::SaveFigure(path) => save_figure(state, path),
        ExportCommand::MakeMovie(path) => make_movie(state, path),
        ExportCommand::Cancel => {
            if state.jobs.export.take().is_some() {
                state.notices.push(Notice::note("Drawing was cancelled."));
            }
        }
        ExportCommand::SaveSession(path) => save_session(state, path),
    }
}

fn choose_figure(state: &mut State) {
    if !state.document.has_sky() {
        state.notices.push(Notice::warning(
            "There is no sky to save yet.",
            vec!["Open a list of candidates, a catalogue or a map first.".into()],
        ));
        return;
    }
    ask_where(state, "sky.pdf", DialogAnswer::SaveSkyFigure);
}

fn save_figure(state: &mut State, mut path: PathBuf) {
    if path.extension().is_none() {
        path.set_extension("pdf");
    }
    let (document, view) = (Arc::clone(&state.document), state.view.clone());
    spawn(state, "the figure", path, move |path, _| {
        let mut derived = Derived::default();
        derived.update(&document, &view);
        let page = sky::Page::for_file(view.export.figure, Format::of(path)?, None);
        let figure = sky::figure(&document, &view, &derived, &page);
        save::write_wide(&figure, path, page.width_px)?;
        Ok(Made::Written(path.to_owned()))
    });
}

fn choose_movie(state: &mut State) {
    if state.document.event.is_none() {
        state.notices.push(Notice::warning(
            "There is nothing to make a movie of yet.",
            vec!["A movie shows the replay of an event: open events first.".into()],
        ));
        return;
    }
    ask_where(state, "nuscope.gif", DialogAnswer::MakeMovie);
}

fn save_picture(state: &mut State, mut path: PathBuf) {
    if path.extension().is_none() {
        path.set_extension("png");
    }
    let (document, view) = (Arc::clone(&state.document), state.view.clone());
    spawn(state, "the picture", path, move |path, progress| {
        picture::export(&document, &view, &view.export.picture, path, progress)
    });
}

fn make_movie(state: &mut State, path: PathBuf) {
    let (document, view) = (Arc::clone(&state.document), state.view.clone());
    spawn(state, "the movie", path, move |path, progress| {
        movie::export(&document, &view, &view.export.movie, path, progress)
    });
}

fn spawn(
    state: &mut State,
    what: &'static str,
    path: PathBuf,
    draw: impl FnOnce(&Path, &nuscope_io::Progress) -> anyhow::Result<Made> + Send + 'static,
) {
    if state.jobs.export.is_some() {
        state.notices.push(Notice::warning(
            "Something is still being drawn: wait for it, or cancel it.",
            Vec::new(),
        ));
        return;
    }
    let job = job(state, path, draw);
    state.jobs.export = Some(ExportJob { what, job });
}

/// Draws and writes something in the background.
pub(super) fn job(
    state: &State,
    path: PathBuf,
    draw: impl FnOnce(&Path, &nuscope_io::Progress) -> anyhow::Result<Made> + Send + 'static,
) -> Job<anyhow::Result<Made>> {
    let wake = Arc::clone(&state.wake);
    Job::spawn(wake, move |reporter: &Reporter<_, ()>| {
        draw(&path, &reporter.progress)
    })
}

fn save_session(state: &mut State, mut path: PathBuf) {
    if !is_session(&path) {
        path.as_mut_os_string().push(".nuscope");
    }
    let written = Session::of(&state.document, &state.view).write(&path);
    state.notices.push(match written {
        Ok(()) => Notice::note(format!("Saved the session: {}", path.display())),
        Err(error) => Notice::error("The session was not saved.", &error),
    });
}

/// Takes in what was drawn.
pub(super) fn poll(state: &mut State) {
    let (jobs, notices) = (&mut state.jobs, &mut state.notices);
    let mut ended = |export: &mut ExportJob| {
        let made = export.job.poll().1;
        let end = made.map(|made| notices.push(said(export.what, made)));
        end.is_some()
    };
    jobs.export.take_if(&mut ended);
    jobs.figures.retain_mut(|figure| !ended(figure));
}

/// What came of drawing something, in words.
fn said(what: &str, made: anyhow::Result<Made>) -> Notice {
    match made {
        Ok(Made::Written(path)) => Notice::note(format!("Saved {what}: {}", path.display())),
        Ok(Made::Cancelled) => Notice::note("Drawing was cancelled."),
        Err(error) => Notice::error(format!("{} was not saved.", capital(what)), error.as_ref()),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase());
    first.into_iter().flatten().chain(letters).collect()
}
