//! How far a long piece of work is, and whether it is still wanted.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use crate::{Error, Result};

/// Shared between a worker, which reports, and whoever waits, who may cancel.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    total: AtomicUsize,
    cancelled: AtomicBool,
}

impl Progress {
    /// Reports `done` of `total` steps; false once the work should stop.
    pub fn report(&self, done: usize, total: usize) -> bool {
        self.done.store(done, Relaxed);
        self.total.store(total, Relaxed);
        !self.cancelled.load(Relaxed)
    }

    /// As [`Progress::report`], for work that stops by `?`.
    ///
    /// # Errors
    /// [`Error::Cancelled`] once the work should stop.
    pub fn step(&self, done: usize, total: usize) -> Result<()> {
        if self.report(done, total) {
            Ok(())
        } else {
            Err(Error::Cancelled)
        }
    }

    /// Finished share, within 0..=1.
    pub fn fraction(&self) -> f32 {
        let total = self.total.load(Relaxed).max(1);
        (self.done.load(Relaxed) as f32 / total as f32).min(1.0)
    }

    /// Asks the worker to stop.
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }
}
