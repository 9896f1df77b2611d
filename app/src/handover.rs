//! What outlives a window whose GPU was lost: the whole state, jobs and undo included, goes to the next window.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use eframe::egui;

use crate::job::Wake;
use crate::state::State;

/// Carries the state from one window to the next; clones share one place.
#[derive(Clone, Default)]
pub struct Handover(Rc<Place>);

#[derive(Default)]
struct Place {
    state: RefCell<Option<State>>,
    happened: Cell<bool>,
    /// The window that workers wake; it changes while they work.
    window: Arc<Mutex<Option<egui::Context>>>,
}

impl Handover {
    /// Leaves a state to the next window.
    pub fn put(&self, state: State) {
        self.0.happened.set(true);
        self.0.state.replace(Some(state));
    }

    /// The state that the window before left, once.
    pub fn take(&self) -> Option<State> {
        self.0.state.take()
    }

    /// Whether nothing waits for a next window.
    pub fn is_empty(&self) -> bool {
        self.0.state.borrow().is_none()
    }

    /// Whether a window was ever followed by another.
    pub fn happened(&self) -> bool {
        self.0.happened.get()
    }

    /// From now on workers wake this window.
    pub fn awake(&self, ctx: &egui::Context) {
        if let Ok(mut window) = self.0.window.lock() {
            *window = Some(ctx.clone());
        }
    }

    /// Wakes the window that is there at the time.
    pub fn wake(&self) -> Wake {
        let window = Arc::clone(&self.0.window);
        Arc::new(move || {
            if let Ok(window) = window.lock()
                && let Some(ctx) = &*window
            {
                ctx.request_repaint();
            }
        })
    }
}
