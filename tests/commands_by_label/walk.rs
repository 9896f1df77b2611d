//! One window that all commands are asked for in, one after the other, and brought back to where it began.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use egui::KeyboardShortcut;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use nuscope::command::{Command, Offer};
use nuscope::dialog::Ask;
use nuscope::document::Document;
use nuscope::job::{Job, Reporter};
use nuscope::notice::Notice;
use nuscope::post_trial::PostTrial;
use nuscope::state::State;
use nuscope::view::View;
use nuscope_tests::headless::{self, PATIENCE, Window};
use tempfile::TempDir;

/// A row of what is offered.
pub struct Offered {
    /// Makes it possible, and its effect visible.
    pub ready: fn(&mut Walk, &Command),
    /// Whether it was done.
    pub done: fn(&Walk, &Command) -> bool,
}

/// Asks for something by hand, and looks at what came of it.
pub type Hand = fn(&mut Walk);

/// The window, and what it was like before.
pub struct Walk {
    pub window: Window,
    /// The view at rest after opening.
    start: View,
    /// The document after opening.
    pub document: Arc<Document>,
    /// The view just before a command was asked for.
    pub before: View,
    /// What file dialogs asked for since the last reset.
    pub asked: Arc<Mutex<Vec<Ask>>>,
    /// What they are answered with instead of a file of the proposed name.
    pub answer: Arc<Mutex<Option<PathBuf>>>,
    /// Where files go.
    pub folder: TempDir,
}

impl Walk {
    /// A window with events and a sky open, whose file dialogs are answered here.
    pub fn begin() -> Self {
        let mut window = headless::window(&["demo:"], (1280.0, 1500.0));
        let folder = tempfile::tempdir().unwrap();
        let (asked, answer) = (Arc::default(), Arc::default());
        let dialogs = {
            let (asked, answer) = (Arc::clone(&asked), Arc::clone(&answer));
            let folder = folder.path().to_owned();
            move |ask: &Ask| {
                let asked: &Mutex<Vec<Ask>> = &asked;
                let answer: &Mutex<Option<PathBuf>> = &answer;
                asked.lock().unwrap().push(ask.clone());
                match (ask, answer.lock().unwrap().clone()) {
                    (_, Some(path)) => vec![path],
                    (Ask::Save { name }, None) => vec![folder.join(name)],
                    (Ask::Files { .. } | Ask::File { .. } | Ask::Folder { .. }, None) => Vec::new(),
                }
            }
        };
        window.state_mut().state.dialogs = Arc::new(dialogs);
        let state = headless::state(&window);
        let (start, document) = (state.view.clone(), Arc::clone(&state.document));
        Self {
            before: start.clone(),
            window,
            start,
            document,
            asked,
            answer,
            folder,
        }
    }

    pub fn state(&self) -> &State {
        headless::state(&self.window)
    }

    pub fn state_mut(&mut self) -> &mut State {
        &mut self.window.state_mut().state
    }

    pub fn view(&self) -> &View {
        &self.state().view
    }

    /// The place of the event on display.
    pub fn shown(&self) -> usize {
        self.state().document.event.as_ref().unwrap().index
    }

    /// As it was at first, with nothing under way.
    pub fn reset(&mut self) {
        let (view, document) = (self.start.clone(), Arc::clone(&self.document));
        let state = self.state_mut();
        (state.view, state.document) = (view, document);
        (state.playing, state.playing_sky) = (false, false);
        state.notices.clear();
        (state.palette, state.go_to, state.question, state.table) = (None, None, None, None);
        state.analysis_window = false;
        (state.live, state.export_window, state.search) = (None, false, None);
        state.source_search = Default::default();
        state.source_search.trials = None;
        let jobs = &mut state.jobs;
        jobs.refine = None;
        (jobs.open, jobs.event, jobs.scan, jobs.export) = (None, None, None, None);
        (jobs.inject, jobs.map) = (None, None);
        state.calibrating = super::trials::calibrating();
        state.post_trial = PostTrial::default();
        self.asked.lock().unwrap().clear();
        *self.answer.lock().unwrap() = None;
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                std::fs::remove_dir_all(path).unwrap();
            } else {
                std::fs::remove_file(path).unwrap();
            }
        }
        self.window.run();
    }

    fn make_ready(&mut self, command: &Command, row: &Offered) {
        self.reset();
        (row.ready)(self, command);
        self.window.step();
        self.before = self.view().clone();
    }

    /// Asks by the name in the palette; whether it was done.
    pub fn by_palette(&mut self, offer: &Offer, row: &Offered) -> bool {
        self.make_ready(&offer.command, row);
        self.state_mut().palette = Some(offer.label.to_owned());
        self.window.step();
        self.window.step();
        let name = match &offer.shortcut {
            Some(keys) => format!("{} {}", offer.label, self.window.ctx.format_shortcut(keys)),
            None => offer.label.to_owned(),
        };
        // Not the button of that name elsewhere in the window.
        let palette = egui::Rect::from_x_y_ranges(430.0..=850.0, 40.0..=420.0);
        let buttons = self.window.get_all_by_role_and_label(Role::Button, &name);
        let within = buttons.filter(|button| palette.contains(button.rect().center()));
        let found: Vec<_> = within.collect();
        found.first().expect(&name).click();
        drop(found);
        self.came_true(&offer.command, row)
    }

    /// Asks by a key; whether it was done.
    pub fn by_key(&mut self, keys: KeyboardShortcut, offer: &Offer, row: &Offered) -> bool {
        self.make_ready(&offer.command, row);
        self.window
            .key_press_modifiers(keys.modifiers, keys.logical_key);
        self.came_true(&offer.command, row)
    }

    /// Steps until it is done, or is not after all.
    fn came_true(&mut self, command: &Command, row: &Offered) -> bool {
        let deadline = Instant::now() + PATIENCE;
        for frame in 0.. {
            self.window.step();
            if (row.done)(self, command) {
                return true;
            }
            let jobs = &self.state().jobs;
            let waits = self.state().busy() || jobs.dialog.is_some() || jobs.export.is_some();
            let waits = waits || jobs.refine.is_some() || jobs.analysis.is_some();
            let waits = waits || jobs.inject.is_some();
            if frame > 8 && (!waits || Instant::now() > deadline) {
                return false;
            }
            if waits {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        false
    }

    /// What the window says to it all.
    pub fn said(&self) -> String {
        let asked = self.asked.lock().unwrap();
        format!("{:?}, asked {asked:?}", self.state().notices)
    }

    /// What the last file dialog asked for.
    pub fn last_asked(&self) -> Option<Ask> {
        self.asked.lock().unwrap().last().cloned()
    }

    /// Whether a file of the proposed name was written, and said so.
    pub fn wrote(&self) -> bool {
        let Some(Ask::Save { name }) = self.last_asked() else {
            return false;
        };
        let path = self.folder.path().join(name);
        let said = |notice: &Notice| notice.headline.starts_with("Saved ");
        path.is_file() && self.state().notices.iter().any(said)
    }

    /// A file among those that dialogs answer with.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn answer_with(&mut self, path: &Path) {
        *self.answer.lock().unwrap() = Some(path.to_owned());
    }
}

/// Work that goes on until it is stopped.
pub fn endless<T: Send + 'static, P: Send + 'static>(
    state: &State,
    end: impl FnOnce() -> T + Send + 'static,
) -> Job<T, P> {
    Job::spawn(Arc::clone(&state.wake), move |reporter: &Reporter<T, P>| {
        while reporter.progress.report(0, 1) {
            std::thread::sleep(Duration::from_millis(2));
        }
        end()
    })
}
