//! Live mode with real folders: what comes is shown, what is broken is told and waited for, a pause holds.
//!
//! The files are HDF5 of simulated events; the pace is quickened, and all waiting ends.

#![allow(clippy::unwrap_used)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use nuscope::apply::live::watch_at;
use nuscope::apply::{apply, poll};
use nuscope::command::Command;
use nuscope::live::Pace;
use nuscope::notice::Severity;
use nuscope::state::State;
use nuscope::view::View;
use nuscope_model::Event;

/// How long something may take to come on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Quick enough for tests; still several looks apart.
const PACE: Pace = Pace {
    look: Duration::from_millis(120),
    settle: Duration::from_millis(60),
};

/// How long nothing may happen, to be believed.
const QUIET: Duration = Duration::from_millis(900);

/// The simulated events of a demo.
fn events() -> Vec<Event> {
    let loaded = nuscope_io::open(Path::new("demo:events")).unwrap();
    let source = loaded.events.unwrap();
    let small = |index| {
        let mut event = source.read(index).unwrap();
        event.hits.truncate(200);
        event.mc_hits.clear();
        event.header.hits = event.hits.len();
        event
    };
    (0..source.headers().len()).map(small).collect()
}

/// Writes `count` events, or all of them again and again, as a run does: the file is there before it is complete.
fn write(path: &Path, count: usize) {
    let events = events();
    let some = events.iter().cycle().take(count).cloned().map(Ok);
    nuscope_io::write_km3net_hdf5(path, some).unwrap();
}

fn watching(path: &Path) -> State {
    let mut state = State::new(View::default(), Arc::new(|| ()));
    watch_at(&mut state, path.to_owned(), PACE);
    assert!(state.live.is_some(), "{:?}", state.notices);
    state
}

/// Polls until `there` holds.
fn until(state: &mut State, what: &str, there: impl Fn(&State) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        poll(state);
        if there(state) {
            return;
        }
        let live = state.live.as_ref().map(|live| live.status.clone());
        assert!(
            Instant::now() < deadline,
            "no {what} in time: {live:?} {:?}",
            state.notices
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Polls for a while in which nothing should happen.
fn wait(state: &mut State) {
    let end = Instant::now() + QUIET;
    while Instant::now() < end {
        poll(state);
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// How many events are open, and which is on display.
fn shown(state: &State) -> Option<(usize, usize)> {
    let source = state.document.events.as_ref()?;
    let event = state.document.event.as_ref()?;
    Some((source.headers().len(), event.index))
}

fn shows(state: &mut State, events: usize) {
    let what = format!("event {events} of {events}");
    until(state, &what, |state| {
        shown(state) == Some((events, events - 1)) && state.jobs.event.is_none()
    });
}

fn status(state: &State) -> &str {
    &state.live.as_ref().unwrap().status
}

#[test]
fn a_new_file_is_shown_and_the_view_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = watching(folder.path());
    until(&mut state, "word of the empty folder", |state| {
        status(state).starts_with("No file with events in ")
    });
    write(&folder.path().join("run1.h5"), 2);
    shows(&mut state, 2);
    assert_eq!(status(&state), "run1.h5: 2 events");

    let camera = nuscope_render::camera::OrbitCamera {
        distance_m: 123.0,
        ..nuscope_render::camera::OrbitCamera::default()
    };
    state.view.camera = Some(camera);
    state.view.cuts.triggered = true;
    let view = state.view.clone();
    write(&folder.path().join("run2.h5"), 3);
    shows(&mut state, 3);
    assert_eq!(state.view, view);
    let open: Vec<_> = state
        .document
        .files
        .iter()
        .map(|file| file.path.clone())
        .collect();
    assert_eq!(
        open,
        [folder.path().join("run2.h5")],
        "one file is open, not the night's"
    );
    // What is no event file is passed over.
    std::fs::write(folder.path().join("notes.csv"), "a,b\n1,2\n").unwrap();
    std::fs::write(folder.path().join("notes.pdf"), "hello").unwrap();
    wait(&mut state);
    assert_eq!(shown(&state), Some((3, 2)));
    apply(&mut state, Command::StopWatching);
    assert!(state.live.is_none());
    // The events stay and can still be read.
    apply(&mut state, Command::ShowEvent(0));
    until(&mut state, "first event", |state| {
        shown(state) == Some((3, 0))
    });
}

#[test]
fn a_file_that_grows_in_place_shows_its_newest_event() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.h5");
    write(&path, 1);
    let mut state = watching(&path);
    shows(&mut state, 1);
    for count in [2, 4] {
        // The same file, not another one of its name: a library that has it open would go on seeing the old one.
        let grown = folder.path().join("grown");
        write(&grown, count);
        std::fs::write(&path, std::fs::read(&grown).unwrap()).unwrap();
        shows(&mut state, count);
    }
    assert!(
        state
            .notices
            .iter()
            .all(|notice| notice.severity != Severity::Error),
        "{:?}",
        state.notices
    );
}

#[test]
fn a_truncated_file_is_told_once_and_read_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    write(&whole, 3);
    let bytes = std::fs::read(&whole).unwrap();
    write(&folder.path().join("run1.h5"), 1);
    let mut state = watching(folder.path());
    shows(&mut state, 1);
    let path = folder.path().join("run2.h5");
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    until(&mut state, "trouble", |state| {
        state.live.as_ref().unwrap().trouble
    });
    let said = status(&state).to_owned();
    let waiting = "run2.h5: waiting for the file to be complete (";
    assert!(said.starts_with(waiting), "{said}");
    let place = folder.path().display().to_string();
    assert!(!said.contains(&place), "{said}");
    wait(&mut state);
    assert_eq!(shown(&state), Some((1, 0)), "what was on display stays");
    assert!(state.notices.is_empty(), "{:?}", state.notices);
    std::fs::write(&path, &bytes).unwrap();
    shows(&mut state, 3);
    assert!(!state.live.as_ref().unwrap().trouble);
    // A file that vanishes is no end.
    std::fs::remove_file(&path).unwrap();
    wait(&mut state);
    write(&folder.path().join("run3.h5"), 2);
    shows(&mut state, 2);
}

/// Overwrites the beginning of a file and lets it grow, as a program does that has it open for writing.
fn grow(path: &Path, bytes: &[u8]) {
    let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    (&file).write_all(bytes).unwrap();
}

#[test]
fn a_file_written_in_steps_shows_its_last_good_state_until_it_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    let (path, whole) = (folder.path().join("run.h5"), folder.path().join("whole"));
    write(&path, 2);
    write(&whole, 6);
    let bytes = std::fs::read(&whole).unwrap();
    let mut state = watching(&path);
    shows(&mut state, 2);
    let shown_before = Arc::clone(&state.document.event.as_ref().unwrap().event);
    let before = std::fs::metadata(&path).unwrap().len() as usize;
    assert!(bytes.len() > before + 2000);
    // Its end has been written, its beginning not yet in full: no state that any library could read.
    for end in [before + 1000, bytes.len() - 500] {
        grow(&path, &bytes[..end]);
        until(&mut state, "trouble", |state| {
            let live = state.live.as_ref().unwrap();
            live.trouble && live.status.contains("waiting for the file to be complete")
        });
        let event = &state.document.event.as_ref().unwrap().event;
        assert!(
            Arc::ptr_eq(event, &shown_before),
            "the last good state stays"
        );
    }
    grow(&path, &bytes);
    shows(&mut state, 6);
    assert!(!state.live.as_ref().unwrap().trouble);
    // All of it can be read, before and after it is gone: it is open, and nothing was copied.
    for index in [0, 3] {
        apply(&mut state, Command::ShowEvent(index));
        until(&mut state, "event", |state| {
            shown(state) == Some((6, index))
        });
        if index == 0 {
            std::fs::remove_file(&path).unwrap();
            until(&mut state, "word that it is gone", |state| {
                status(state) == "run.h5 is gone; waiting for it to come back"
            });
        }
    }
    write(&path, 3);
    until(&mut state, "waiting events", |state| {
        state.live.as_ref().unwrap().waiting.is_some()
    });
    apply(&mut state, Command::PauseWatching(false));
    shows(&mut state, 3);
    assert!(state.notices.is_empty(), "{:?}", state.notices);
}

#[test]
fn a_text_that_grows_line_by_line_shows_what_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.evt");
    let event = |number: usize| {
        format!("start_event: {number} 1\nhit: 1 7 1.25 9.5 -3 2 1 9.5\nend_event:\n")
    };
    let begin = "start_run: 7\nend_event:\n".to_owned();
    std::fs::write(&path, begin + &event(1)).unwrap();
    let mut state = watching(&path);
    shows(&mut state, 1);
    for number in 2..5 {
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap();
        file.write_all(event(number).as_bytes()).unwrap();
        shows(&mut state, number);
        let header = &state.document.event.as_ref().unwrap().event.header;
        assert_eq!(header.event_id, number as i64);
    }
}

#[test]
fn a_file_replaced_by_another_of_its_name_is_shown_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (path, next) = (folder.path().join("run.h5"), folder.path().join(".next"));
    write(&path, 4);
    let mut state = watching(folder.path());
    shows(&mut state, 4);
    write(&next, 2);
    std::fs::rename(&next, &path).unwrap();
    shows(&mut state, 2);
    apply(&mut state, Command::ShowEvent(0));
    until(&mut state, "first event", |state| {
        shown(state) == Some((2, 0))
    });
    assert!(state.notices.is_empty(), "{:?}", state.notices);
}

#[test]
fn in_a_folder_of_thousands_the_newest_is_shown_and_a_broken_newer_one_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let old = SystemTime::now() - Duration::from_secs(3600);
    for number in 0..3000 {
        let file = std::fs::File::create(folder.path().join(format!("run{number}.h5"))).unwrap();
        (&file).write_all(b"no events in here").unwrap();
        file.set_modified(old).unwrap();
    }
    write(&folder.path().join("run3000.h5"), 2);
    let mut state = watching(folder.path());
    shows(&mut state, 2);
    let path = folder.path().join("run3001.h5");
    std::fs::write(&path, "half of it").unwrap();
    until(&mut state, "trouble", |state| {
        status(state).starts_with("run3001.h5: waiting for the file to be complete")
    });
    wait(&mut state);
    assert_eq!(shown(&state), Some((2, 1)), "no older file takes its place");
    write(&path, 3);
    shows(&mut state, 3);
}

#[test]
fn a_pause_holds_and_counts_what_waits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.h5");
    write(&path, 2);
    let mut state = watching(folder.path());
    shows(&mut state, 2);
    // To look at an event by hand is to pause.
    apply(&mut state, Command::PreviousEvent);
    until(&mut state, "first event", |state| {
        shown(state) == Some((2, 0))
    });
    assert!(state.live.as_ref().unwrap().paused);
    write(&path, 5);
    until(&mut state, "waiting events", |state| {
        state.live.as_ref().unwrap().new_events() == 3
    });
    wait(&mut state);
    assert_eq!(shown(&state), Some((2, 0)));
    apply(&mut state, Command::PauseWatching(false));
    shows(&mut state, 5);
    assert_eq!(state.live.as_ref().unwrap().new_events(), 0);
}

#[test]
fn what_is_not_there_is_not_watched() {
    let mut state = State::new(View::default(), Arc::new(|| ()));
    apply(&mut state, Command::Watch(PathBuf::from("nowhere/at/all")));
    assert!(state.live.is_none());
    assert_eq!(state.notices[0].headline, "There is nothing to watch.");
}
