//! The only place that changes the state: commands in, jobs and documents out.

mod analysis;
mod dialog;
mod export;
mod figures;
mod lists;
pub mod live;
mod maps;
mod refine;
mod scan;
mod sky;
mod source_search;
mod stage;
mod tracks;
mod trials;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use nuscope_io::OpenOptions;
use nuscope_model::Sample;

use crate::command::Command;
use crate::document::{Document, analysis_as_loaded, is_demo};
use crate::job::{Job, Reporter};
use crate::notice::Notice;
use crate::open_analysis::{OpenAnalysis, is_analysis};
use crate::session::{self, Session};
use crate::state::{EventJob, Opened, Question, ShownTable, State};
use crate::ui::question::blank_answers;
use crate::view::{AnalysisEdits, Marked, Mode, Selected};

pub use analysis::follow as follow_choices;

/// Does what `command` asks.
pub fn apply(state: &mut State, command: Command) {
    if lists::chooses_event(&command) {
        // Whoever looks for an event does not want the newest one instead.
        live::pause(state, true);
    }
    let command = sky::meant(state, command);
    if sky::takes(state, &command) {
        return;
    }
    match command {
        Command::ChooseFiles => dialog::choose_files(state),
        Command::ChooseFolder => dialog::choose_folder(state),
        Command::CancelOpening => {
            if state.jobs.open.take().is_some() {
                state.waiting.clear();
                state.notices.push(Notice::note("Opening was cancelled."));
            }
        }
        Command::Open(paths, options) => open(state, paths, options),
        Command::OpenDemo => open(state, vec![PathBuf::from("demo:")], OpenOptions::default()),
        Command::DismissQuestion => state.question = state.questions.pop_front(),
        Command::ShowEvent(index) => show_event(state, index),
        Command::NextEvent => lists::step_event(state, 1),
        Command::PreviousEvent => lists::step_event(state, -1),
        Command::SetMode(mode) => {
            state.view.mode = mode;
            state.welcome = false;
        }
        Command::StartScan => scan::start(state),
        Command::CancelScan => scan::cancel(state),
        Command::SaveMap => dialog::ask_where_map(state),
        Command::Export(command) => export::apply(state, command),
        Command::TogglePlay => toggle_play(state),
        Command::ShowAllTimes => {
            state.playing = false;
            state.view.cursor_ns = None;
        }
        Command::FitCamera => state.view.camera = None,
        Command::ResetSky => sky::reset(state),
        Command::ToggleDataPanel => state.view.data_panel = !state.view.data_panel,
        Command::ToggleInspector => state.view.inspector = !state.view.inspector,
        Command::ToggleTimeline => state.view.timeline = !state.view.timeline,
        Command::ToggleTheme => state.view.dark = !state.view.dark,
        Command::Select(selected) => {
            state.view.selected = selected;
            if selected.is_none() {
                state.view.marked = Marked::default();
                state.view.marked_candidates = Marked::default();
            }
        }
        Command::Mark(marked) => state.view.marked = marked,
        Command::ToggleTray => state.view.tray.open = !state.view.tray.open,
        Command::ShowTab(tab) => {
            state.view.tray.open = true;
            state.view.tray.tab = tab;
            match (state.view.mode, tab.of_sky()) {
                (Mode::Event, true) => state.view.mode = Mode::Sky,
                (Mode::Sky, false) => state.view.mode = Mode::Event,
                _ => {}
            }
        }
        Command::SetCuts(cuts) => state.view.cuts = cuts,
        Command::ShowFigure(figure) => figures::show(state, figure),
        Command::SaveFigure {
            figure,
            log,
            ending,
        } => figures::ask(state, figure, log, ending),
        Command::DropCuts => {
            state.view.cuts = Default::default();
            state.view.hits.merged = false;
        }
        Command::Stage(command) => stage::apply(state, command),
        Command::Track(command) => tracks::apply(state, command),
        Command::Sky(command) => sky::apply(state, command),
        Command::Analysis(command) => analysis::apply(state, command),
        Command::Map(command) => maps::apply(state, command),
        Command::Trial(command) => trials::apply(state, command),
        Command::SourceSearch(command) => source_search::apply(state, command),
        Command::Undo => {
            if let Some(view) = state.history.undo(&state.view.undoable()) {
                state.view = view.clone().with_moment_of(&state.view);
            }
        }
        Command::Redo => {
            if let Some(view) = state.history.redo(&state.view.undoable()) {
                state.view = view.clone().with_moment_of(&state.view);
            }
        }
        Command::TogglePalette => {
            state.palette = state.palette.is_none().then(String::new);
        }
        Command::DismissNotice(place) => {
            if place < state.notices.len() {
                state.notices.remove(place);
            }
        }
        Command::ShowTable(table) => state.table = table,
        Command::ChooseDetector(path) => {
            hang(state, |document| {
                document.chosen_detector = path;
                document.settle_detector();
            });
        }
        Command::DismissWelcome => state.welcome = false,
        Command::AskGoTo => state.go_to = state.go_to.is_none().then(String::new),
        Command::GoTo(text) => lists::go_to(state, &text),
        Command::SaveRows(tab) => lists::ask_where_to_save(state, tab),
        Command::SaveRowsTo(tab, path) => lists::save(state, tab, path),
        Command::WatchFolder => live::ask_what(state, true),
        Command::WatchFile => live::ask_what(state, false),
        Command::Watch(path) => live::watch(state, path),
        Command::StopWatching => live::stop(state),
        Command::PauseWatching(paused) => live::pause(state, paused),
    }
}

fn open(state: &mut State, paths: Vec<PathBuf>, options: OpenOptions) {
    if paths.is_empty() {
        return;
    }
    if let Some(path) = paths.iter().find(|path| session::is_session(path)) {
        match Session::read(path) {
            Ok(session) => session::begin(state, session),
            Err(error) => state
                .notices
                .push(Notice::error("The session was not opened.", &error)),
        }
        return;
    }
    if state.jobs.open.is_some() {
        state.waiting.push_back((paths, options));
        return;
    }
    let answered = |question: &Question| paths.contains(&question.path);
    if state.question.as_ref().is_some_and(answered) {
        state.question = state.questions.pop_front();
    }
    let job = Job::spawn(
        Arc::clone(&state.wake),
        move |reporter: &Reporter<_, ()>| {
            let total = paths.len();
            let mut opened = Vec::with_capacity(total);
            for (done, path) in paths.into_iter().enumerate() {
                if !reporter.progress.report(done, total) {
                    break;
                }
                let what = match is_analysis(&path) {
                    true => Opened::Analysis(Box::new(OpenAnalysis::read(&path))),
                    false => {
                        let loaded = nuscope_io::open_with(&path, &options, &reporter.progress);
                        Opened::Data(Box::new(loaded))
                    }
                };
                opened.push((path, what));
            }
            opened
        },
    );
    state.jobs.open = Some(job);
}

fn show_event(state: &mut State, index: usize) {
    let Some(source) = state.document.events.clone() else {
        return;
    };
    if index >= source.headers().len() {
        return;
    }
    let reader = Arc::clone(&source);
    let job = Job::spawn(Arc::clone(&state.wake), move |_: &Reporter<_, ()>| {
        reader.read(index)
    });
    state.jobs.event = Some(EventJob { source, index, job });
}

fn toggle_play(state: &mut State) {
    if state.document.event.is_none() {
        return;
    }
    state.playing = !state.playing;
}

/// Takes in what background work has finished; called once a frame.
pub fn poll(state: &mut State) {
    dialog::poll(state);
    poll_open(state);
    poll_event(state);
    export::poll(state);
    scan::poll(state);
    analysis::poll(state);
    refine::poll(state);
    trials::poll(state);
    lists::poll(state);
    source_search::poll(state);
    live::poll(state);
    drop_lost(state);
    session::poll(state);
    follow_choices(state);
}

/// Gives up work whose thread has died: that is a fault of this program, and is said so.
fn drop_lost(state: &mut State) {
    let mut lost = Vec::new();
    let jobs = &mut state.jobs;
    if jobs.open.take_if(|job| job.lost()).is_some() {
        lost.push("Opening");
    }
    if jobs.event.take_if(|reading| reading.job.lost()).is_some() {
        lost.push("Reading the event");
    }
    if jobs.export.take_if(|export| export.job.lost()).is_some() {
        lost.push("Drawing");
    }
    let figures = jobs.figures.len();
    jobs.figures.retain(|figure| !figure.job.lost());
    if jobs.figures.len() < figures {
        lost.push("Drawing a figure");
    }
    if jobs.rows.take_if(|job| job.lost()).is_some() {
        lost.push("Saving the rows");
    }
    if jobs.refine.take_if(|refine| refine.job.lost()).is_some() {
        lost.push("Refining the maxima");
    }
    if jobs.analysis.take_if(|job| job.lost()).is_some() {
        lost.push("Saving the analysis");
    }
    if jobs.searched.take_if(|job| job.lost()).is_some() {
        lost.push("Saving the result");
    }
    if jobs.dialog.take_if(|job| job.lost()).is_some() {
        lost.push("Asking for a file");
    }
    if jobs.inject.take_if(|job| job.lost()).is_some() {
        lost.push("Scrambling the candidates");
    }
    if jobs.scan.as_ref().is_some_and(Job::lost) {
        scan::cancel(state);
        lost.push("The scan");
    }
    if std::mem::take(&mut state.derived.died) {
        lost.push("Following tracks and cuts");
    }
    if std::mem::take(&mut state.derived.maps.died) {
        lost.push("Working on the map");
    }
    if std::mem::take(&mut state.fitting.died) {
        lost.push("Preparing the likelihood");
    }
    if std::mem::take(&mut state.here.died) {
        lost.push("The likelihood of a place");
    }
    if std::mem::take(&mut state.calibrating.died) {
        lost.push("Calibrating p-values");
    }
    if std::mem::take(&mut state.post_trial.died) {
        lost.push("Scrambling skies");
    }
    for what in lost {
        state.notices.push(Notice::warning(
            format!("{what} failed inside nuscope."),
            vec![
                "This is a fault of the program, not of your data. Everything else stays as it is."
                    .into(),
            ],
        ));
    }
}

fn save_map(state: &mut State, path: &Path) {
    let Some(open) = state.document.map(&state.view.sky) else {
        return;
    };
    if open.partial {
        state.notices.push(Notice::warning(
            "The map was not saved: the scan is still running.",
            Vec::new(),
        ));
        return;
    }
    // A map that was drawn from cells is saved as its cells: they are what was measured.
    let written = match &open.cells {
        Some(cells) => nuscope_io::write_multi_order(path, cells),
        None => nuscope_io::write_healpix(path, &open.map),
    };
    let notice = match written {
        Ok(()) => Notice::note(format!("Saved the map: {}", path.display())),
        Err(error) => Notice::error("The map was not saved.", &error),
    };
    state.notices.push(notice);
}

fn poll_open(state: &mut State) {
    let Some(opened) = state.jobs.open.as_ref().and_then(|job| job.poll().1) else {
        return;
    };
    state.jobs.open = None;
    for (path, opened) in opened {
        let loaded = match opened {
            Opened::Data(loaded) => *loaded,
            Opened::Analysis(opened) => {
                take_in_analysis(state, &path, *opened);
                continue;
            }
        };
        match loaded {
            Ok(loaded) => take_in(state, loaded),
            Err(nuscope_io::Error::WhichColumn { question, .. }) => {
                let question = Question {
                    path,
                    wanted: question.wanted,
                    columns: question.columns,
                    rows: question.rows,
                    answers: blank_answers(),
                    options: OpenOptions::default(),
                };
                if state.question.is_none() {
                    state.question = Some(question);
                } else {
                    state.questions.push_back(question);
                }
            }
            Err(error) => {
                let headline = not_opened(&path);
                state.notices.push(Notice::error(headline, &error));
            }
        }
    }
    if let Some((paths, options)) = state.waiting.pop_front() {
        open(state, paths, options);
    }
}

fn not_opened(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    format!("{} was not opened.", name.to_string_lossy())
}

/// Puts the samples of an analysis in place of those that were open, and shows them.
fn take_in_analysis(state: &mut State, path: &Path, opened: anyhow::Result<OpenAnalysis>) {
    let analysis = match opened {
        Ok(analysis) => Arc::new(analysis),
        Err(error) => {
            let notice = Notice::error(not_opened(path), error.as_ref());
            state.notices.push(notice);
            return;
        }
    };
    let because = analysis.likelihood.spatial_because();
    if !because.is_empty() {
        state.notices.push(Notice::warning(
            format!("{}: positions alone are used.", analysis.name()),
            vec![format!("Energies are not, because {because}.")],
        ));
    }
    let other = state.document.samples_beside(&analysis);
    if other > 0 {
        let lists = if other == 1 { "list" } else { "lists" };
        state.notices.push(Notice::note(format!(
            "{} brings its own candidates: {other} {lists} gave way to them.",
            analysis.name()
        )));
    }
    edit(state, Document::drop_samples);
    take_in(state, analysis_as_loaded(&analysis));
    edit(state, |document| document.own(analysis));
    state.view.analysis = AnalysisEdits::default();
}

/// Puts a newly opened file into the document and shows what is new in it.
pub fn take_in(state: &mut State, loaded: nuscope_io::Loaded) {
    let has_events = loaded.events.is_some();
    let brings_map = loaded.map.is_some();
    let changes_map = !loaded.samples.is_empty() || brings_map;
    let has_sky = changes_map || !loaded.catalogues.is_empty() || !loaded.regions.is_empty();
    let demo = is_demo(&loaded.path);
    if !loaded.warnings.0.is_empty() {
        let name = loaded.path.file_name().unwrap_or(loaded.path.as_os_str());
        state.notices.push(Notice::warning(
            format!(
                "{}: not everything could be used as it is.",
                name.to_string_lossy()
            ),
            loaded.warnings.0.clone(),
        ));
    }
    let samples_changed = !loaded.samples.is_empty();
    if changes_map {
        // A running scan is of other samples, and would lay itself over an opened map.
        scan::cancel(state);
    }
    if brings_map {
        state.view.sky.maps.shown = None;
    }
    let new_detector = loaded.detector.is_some() || has_events;
    let holds_only_tables =
        !loaded.tables.is_empty() && !has_events && !has_sky && loaded.detector.is_none();
    let mut remarks = Vec::new();
    let before = Arc::clone(&state.document);
    state.document = Arc::new(state.document.with(loaded, &mut remarks));
    let stay = |sample: &Arc<Sample>| {
        state
            .document
            .samples
            .iter()
            .any(|it| Arc::ptr_eq(it, sample))
    };
    if samples_changed && (before.analysis.is_some() || !before.samples.iter().any(stay)) {
        // Choices were made for what has gone.
        state.view.analysis = AnalysisEdits::default();
    }
    let only_table = holds_only_tables.then(|| state.document.tables.len() - 1);
    state.notices.extend(
        remarks
            .into_iter()
            .map(|remark| Notice::warning(remark, Vec::new())),
    );
    if samples_changed {
        if matches!(state.view.selected, Some(Selected::Candidate { .. })) {
            state.view.selected = None;
        }
        state.view.marked_candidates = Marked::default();
        state.view.sky_cursor = None;
        state.view.sky_time.range = None;
        state.playing_sky = false;
    }
    if new_detector {
        state.view.camera = None;
        state.view.cursor_ns = None;
        state.playing = false;
        if matches!(
            state.view.selected,
            Some(Selected::Hit(_) | Selected::Track(_) | Selected::Module(_))
        ) {
            state.view.selected = None;
        }
    }
    if has_events {
        state.jobs.event = None;
        show_event(state, 0);
    }
    if let Some(place) = only_table {
        state.table = Some(ShownTable::Open(place));
    }
    state.welcome &= demo;
    state.view.mode = match (has_events, has_sky, state.view.mode) {
        (true, false, Mode::Sky) => Mode::Event,
        (false, true, Mode::Event) => Mode::Sky,
        (_, _, mode) => mode,
    };
}

fn poll_event(state: &mut State) {
    let Some(reading) = &state.jobs.event else {
        return;
    };
    let Some(event) = reading.job.poll().1 else {
        return;
    };
    let index = reading.index;
    let current = state
        .document
        .events
        .as_ref()
        .is_some_and(|source| Arc::ptr_eq(source, &reading.source));
    state.jobs.event = None;
    if !current {
        return;
    }
    match event {
        Ok(event) => show_read_event(state, index, event),
        Err(error) => {
            let headline = format!("Event {} was not read.", index + 1);
            state.notices.push(Notice::error(headline, &error));
        }
    }
}

/// Puts an event that was read on display; camera and looks are kept.
pub fn show_read_event(state: &mut State, index: usize, event: nuscope_model::Event) {
    if !event.warnings.is_empty() {
        state.notices.push(Notice::warning(
            format!(
                "Event {}: not everything could be used as it is.",
                index + 1
            ),
            event.warnings.clone(),
        ));
    }
    hang(state, |document| document.show(index, event));
    state.view.cursor_ns = None;
    state.view.marked = Marked::default();
    state.view.tracks.forget_places();
    if matches!(
        state.view.selected,
        Some(Selected::Hit(_) | Selected::Track(_))
    ) {
        state.view.selected = None;
    }
}

/// Edits what decides on the detector: the camera stays where it is unless another detector comes to be used.
fn hang(state: &mut State, change: impl FnOnce(&mut Document)) {
    let used = |document: &Document| {
        let detector = document.detector.clone();
        detector.filter(|_| !document.detector_is_of_hits())
    };
    let before = used(&state.document);
    edit(state, change);
    let after = used(&state.document);
    let same = match (&before, &after) {
        (Some(before), Some(after)) => Arc::ptr_eq(before, after),
        (None, None) => true,
        _ => false,
    };
    if !same {
        state.view.camera = None;
    }
}

/// Replaces the document by an edited copy; the data in it stay shared.
fn edit(state: &mut State, change: impl FnOnce(&mut Document)) {
    let mut document = (*state.document).clone();
    change(&mut document);
    state.document = Arc::new(document);
}
