//! What outlives a window whose GPU was lost: the whole state, jobs and undo included, goes to the next window.
//!
//! A loss between two frames is seen by the window, which then closes. A loss while the toolkit paints makes the toolkit
//! panic, since it can put nothing into a lost device's buffers: the window leaves its state while it is torn down.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use eframe::{egui, wgpu};

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

    /// Runs a window. If it panics, that is over once it has left its state to the next one; else the panic goes on.
    pub fn outlive<E>(&self, window: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        match catch_unwind(AssertUnwindSafe(window)) {
            Ok(ended) => ended,
            Err(panic) if self.is_empty() => resume_unwind(panic),
            Err(_) => Ok(()),
        }
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

/// When a window destroys its own GPU, for tests of what comes then: the first window only.
#[derive(Default)]
pub struct PlannedLoss {
    between_frames_s: Option<f64>,
    before_painting_s: Option<f64>,
}

impl PlannedLoss {
    /// As the environment variables `NUSCOPE_LOSE_GPU_AFTER_S` and `NUSCOPE_LOSE_GPU_IN_PAINT_AFTER_S` say.
    pub fn of_environment() -> Self {
        let seconds = |name| std::env::var(name).ok()?.parse().ok();
        Self {
            between_frames_s: seconds("NUSCOPE_LOSE_GPU_AFTER_S"),
            before_painting_s: seconds("NUSCOPE_LOSE_GPU_IN_PAINT_AFTER_S"),
        }
    }

    /// Destroys the GPU, if it is time, where a window can still see that before it is painted, or where it cannot.
    pub fn strike(&self, ctx: &egui::Context, device: &wgpu::Device, painting: bool) {
        let planned = match painting {
            false => self.between_frames_s,
            true => self.before_painting_s,
        };
        let Some(at_s) = planned else {
            return;
        };
        ctx.request_repaint_after(Duration::from_millis(100));
        if ctx.input(|input| input.time) > at_s {
            device.destroy();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::View;

    fn panicking(handover: &Handover, leaves: bool) -> Result<(), ()> {
        handover.outlive(|| {
            if leaves {
                handover.put(State::new(View::default(), handover.wake()));
            }
            panic!("as the toolkit does")
        })
    }

    #[test]
    fn a_panic_ends_where_a_state_was_left() {
        let handover = Handover::default();
        assert_eq!(panicking(&handover, true), Ok(()));
        assert!(handover.take().is_some() && handover.happened());
    }

    #[test]
    #[should_panic(expected = "as the toolkit does")]
    fn any_other_panic_goes_on() {
        panicking(&Handover::default(), false).ok();
    }
}
