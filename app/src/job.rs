//! Work that must not block a frame: one thread, its progress, its result.

use std::cell::Cell;
use std::sync::{Arc, mpsc};

use nuscope_io::Progress;

/// Called from a worker when there is something new to see.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// What a worker has to say.
enum News<T, P> {
    Part(P),
    Done(T),
}

/// A running job that yields one `T` at its end and may show parts `P` before. Dropping it cancels it.
#[derive(Debug)]
pub struct Job<T, P = ()> {
    progress: Arc<Progress>,
    news: mpsc::Receiver<News<T, P>>,
    lost: Cell<bool>,
}

/// The worker's side of a job.
pub struct Reporter<T, P> {
    /// How far the work is, and whether it should stop.
    pub progress: Arc<Progress>,
    news: mpsc::SyncSender<News<T, P>>,
    wake: Wake,
}

impl<T, P> Reporter<T, P> {
    /// Shows an unfinished result, unless many of them wait for someone to look: then it is dropped.
    pub fn offer(&self, part: P) {
        self.news.try_send(News::Part(part)).ok();
        (self.wake)();
    }

    /// Shows an unfinished result.
    pub fn part(&self, part: P) {
        // The receiver is gone if the job was dropped; then nobody wants to see it.
        self.news.send(News::Part(part)).ok();
        (self.wake)();
    }

    /// Has the window draw again, because something that it reads has changed.
    pub fn wake(&self) {
        (self.wake)();
    }
}

impl<T: Send + 'static, P: Send + 'static> Job<T, P> {
    /// Runs `work` on its own thread; `wake` is called whenever there is something to poll.
    ///
    /// # Panics
    /// If the system has no thread left to give.
    pub fn spawn(wake: Wake, work: impl FnOnce(&Reporter<T, P>) -> T + Send + 'static) -> Self {
        let (sender, news) = mpsc::sync_channel(64);
        let progress = Arc::new(Progress::default());
        let reporter = Reporter {
            progress: Arc::clone(&progress),
            news: sender,
            wake,
        };
        std::thread::spawn(move || {
            let result = work(&reporter);
            reporter.news.send(News::Done(result)).ok();
            (reporter.wake)();
        });
        Self {
            progress,
            news,
            lost: Cell::new(false),
        }
    }

    /// Everything new: the last unfinished result, and the final one once it is there.
    pub fn poll(&self) -> (Option<P>, Option<T>) {
        let mut last = None;
        loop {
            match self.news.try_recv() {
                Ok(News::Part(part)) => last = Some(part),
                Ok(News::Done(result)) => return (last, Some(result)),
                Err(error) => {
                    self.lost.set(error == mpsc::TryRecvError::Disconnected);
                    return (last, None);
                }
            }
        }
    }

    /// Everything new, with all unfinished results in order: for those that add up.
    pub fn news(&self) -> (Vec<P>, Option<T>) {
        let mut parts = Vec::new();
        loop {
            match self.news.try_recv() {
                Ok(News::Part(part)) => parts.push(part),
                Ok(News::Done(result)) => return (parts, Some(result)),
                Err(error) => {
                    self.lost.set(error == mpsc::TryRecvError::Disconnected);
                    return (parts, None);
                }
            }
        }
    }

    /// Whether the worker ended without a result, which it does only by a fault of ours; ask after [`Job::poll`].
    pub fn lost(&self) -> bool {
        self.lost.get()
    }

    /// Finished share, within 0..=1.
    pub fn fraction(&self) -> f32 {
        self.progress.fraction()
    }
}

impl<T, P> Job<T, P> {
    /// Asks the worker to stop; what it says then still comes.
    pub fn cancel(&self) {
        self.progress.cancel();
    }
}

impl<T, P> Drop for Job<T, P> {
    fn drop(&mut self) {
        self.progress.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    /// Polls until the result is there; fails after ten seconds.
    fn wait<T: Send + 'static>(job: &Job<T, u32>) -> (Option<u32>, T) {
        let start = Instant::now();
        let mut last = None;
        loop {
            let (part, done) = job.poll();
            last = part.or(last);
            if let Some(done) = done {
                return (last, done);
            }
            assert!(start.elapsed() < Duration::from_secs(10), "no result");
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_job_shows_its_parts_and_then_its_result() {
        let job = Job::spawn(Arc::new(|| ()), |reporter| {
            reporter.part(1);
            reporter.part(2);
            reporter.progress.report(3, 4);
            "done"
        });
        assert_eq!(wait(&job), (Some(2), "done"));
        assert_eq!(job.fraction(), 0.75);
    }

    #[test]
    fn a_worker_that_fails_is_noticed() {
        let job: Job<(), ()> = Job::spawn(Arc::new(|| ()), |_| panic!("on purpose"));
        let start = Instant::now();
        while !job.lost() {
            assert_eq!(job.poll(), (None, None));
            assert!(start.elapsed() < Duration::from_secs(10), "not noticed");
            std::thread::yield_now();
        }
    }

    #[test]
    fn dropping_a_job_tells_the_worker_to_stop() {
        let (sender, stopped) = mpsc::channel();
        let job: Job<(), ()> = Job::spawn(Arc::new(|| ()), move |reporter| {
            while reporter.progress.report(0, 1) {
                std::thread::yield_now();
            }
            sender.send(()).ok();
        });
        drop(job);
        assert!(stopped.recv_timeout(Duration::from_secs(10)).is_ok());
    }
}
