//! Progress on the terminal of what runs long: a bar that appears after a moment and leaves nothing behind.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use nuscope_io::Progress;

/// How often the bar is drawn; work that is done sooner never shows one.
const EVERY: Duration = Duration::from_millis(250);

/// Runs `work`, and shows how far it is as `what`.
pub fn with_bar<T>(what: &'static str, work: impl FnOnce(&Progress) -> T) -> T {
    let progress = Progress::default();
    let (done, wait) = channel::<()>();
    std::thread::scope(|scope| {
        let progress = &progress;
        scope.spawn(move || {
            let style = ProgressStyle::with_template("{msg} {bar:40} {percent} %  {eta} left")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            let mut bar: Option<ProgressBar> = None;
            while wait.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                let bar = bar.get_or_insert_with(|| {
                    let bar = ProgressBar::new(1000).with_style(style.clone());
                    bar.with_message(what)
                });
                bar.set_position((1000.0 * progress.fraction()) as u64);
            }
            if let Some(bar) = bar {
                bar.finish_and_clear();
            }
        });
        let result = work(progress);
        drop(done);
        result
    })
}
