//! Progress of a likelihood's work on the terminal: a bar for each stage, and a way to stop.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use nuscope_scan::Watch;

/// A bar that says what is done now.
pub struct Bar {
    bar: Mutex<ProgressBar>,
    shown: AtomicUsize,
}

impl Bar {
    /// A bar for what is done first.
    pub fn new(what: &str) -> Self {
        Self {
            bar: Mutex::new(bar(what)),
            shown: AtomicUsize::new(usize::MAX),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Ok(bar) = self.bar.lock() {
            bar.finish_and_clear();
        }
    }
}

fn bar(what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {bar:40} {percent} %  {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(1)
        .with_style(style)
        .with_message(what.to_owned())
}

impl Watch for Bar {
    fn step(&self, done: usize, total: usize) -> bool {
        // A redraw per mille is enough; the workers must not queue for the terminal.
        let mille = 1000 * done / total.max(1);
        if self.shown.swap(mille, Ordering::Relaxed) != mille
            && let Ok(bar) = self.bar.try_lock()
        {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
        true
    }

    fn stage(&self, what: &str) {
        if let Ok(mut shown) = self.bar.lock() {
            shown.finish_and_clear();
            *shown = bar(what);
        }
    }
}
