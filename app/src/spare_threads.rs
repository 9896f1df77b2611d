//! Threads for work that nobody waits for: half of the cores, and they stand aside when somebody waits for something.
//!
//! Every work has threads of its own, so that one that waits keeps no other waiting. It asks its [`Gate`] every few
//! milliseconds and waits at it while that is closed; whoever gives the work up opens the gate, so that the work comes to
//! hear of it.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nuscope_scan::Watch;

use crate::job::{Job, Reporter, Wake};

/// The window is told of progress no oftener than this.
const PACE: Duration = Duration::from_millis(250);

/// Does `work` on spare threads of its own, and everything in it that runs in parallel.
pub fn install<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads((cores / 2).max(1));
    let pool = pool.thread_name(|number| format!("spare {number}"));
    match pool.build() {
        Ok(pool) => pool.install(work),
        // A system without threads to spare does it on those of everybody.
        Err(_) => work(),
    }
}

/// Where work waits as long as it is closed. Clones are the same gate.
#[derive(Clone, Debug, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    /// Closes or opens it.
    pub fn close(&self, closed: bool) {
        let (state, changed) = &*self.0;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if *state != closed {
            *state = closed;
            changed.notify_all();
        }
    }

    /// Whether it is closed.
    pub fn is_closed(&self) -> bool {
        let (state, _) = &*self.0;
        *state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns as soon as it is open.
    pub fn pass(&self) {
        let (state, changed) = &*self.0;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        while *state {
            state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A job on the spare threads, with the gate at which it waits. Dropping it cancels it.
#[derive(Debug)]
pub struct SpareJob<T, P> {
    /// The job.
    pub job: Job<T, P>,
    /// Where it waits while that is closed.
    pub gate: Gate,
}

impl<T: Send + 'static, P: Send + 'static> SpareJob<T, P> {
    /// Begins `work`; `wake` is called whenever there is something to poll.
    pub fn spawn(wake: &Wake, work: impl FnOnce(&Asks<'_, T, P>) -> T + Send + 'static) -> Self {
        let gate = Gate::default();
        let at = gate.clone();
        let job = Job::spawn(Arc::clone(wake), move |reporter| {
            let asks = Asks {
                reporter,
                gate: at,
                told: Mutex::new(Instant::now()),
            };
            install(|| work(&asks))
        });
        Self { job, gate }
    }
}

impl<T, P> Drop for SpareJob<T, P> {
    fn drop(&mut self) {
        self.job.cancel();
        self.gate.close(false);
    }
}

/// Asks whether to go on, and waits at the gate.
pub struct Asks<'a, T, P> {
    reporter: &'a Reporter<T, P>,
    gate: Gate,
    told: Mutex<Instant>,
}

impl<T, P> Asks<'_, T, P> {
    /// Shows an unfinished result.
    pub fn part(&self, part: P) {
        self.reporter.part(part);
    }

    /// Has the window draw again, if it has not just done so.
    pub fn tell(&self) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.elapsed() >= PACE {
            *told = Instant::now();
            self.reporter.wake();
        }
    }
}

impl<T: Send, P: Send> Watch for Asks<'_, T, P> {
    fn step(&self, done: usize, total: usize) -> bool {
        self.gate.pass();
        self.reporter.progress.report(done, total)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn work_waits_at_a_closed_gate_and_goes_on_when_it_opens() {
        let gate = Gate::default();
        gate.pass();
        gate.close(true);
        let (sender, passed) = mpsc::channel();
        let other = gate.clone();
        let waits = std::thread::spawn(move || {
            other.pass();
            sender.send(()).unwrap();
        });
        assert!(passed.recv_timeout(Duration::from_millis(50)).is_err());
        gate.close(false);
        passed.recv_timeout(Duration::from_secs(20)).unwrap();
        waits.join().unwrap();
    }

    #[test]
    fn a_job_that_waits_at_its_gate_ends_when_it_is_dropped() {
        let (sender, ended) = mpsc::channel();
        let wake: Wake = Arc::new(|| ());
        let spare: SpareJob<(), ()> = SpareJob::spawn(&wake, move |asks| {
            while asks.step(0, 1) {
                asks.tell();
                std::thread::yield_now();
            }
            sender.send(()).unwrap();
        });
        spare.gate.close(true);
        assert!(ended.recv_timeout(Duration::from_millis(50)).is_err());
        assert!(spare.gate.is_closed());
        drop(spare);
        ended.recv_timeout(Duration::from_secs(20)).unwrap();
    }

    #[test]
    fn spare_threads_are_half_of_the_cores_and_never_none() {
        let threads = install(rayon::current_num_threads);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        assert_eq!(threads, (cores / 2).max(1));
    }
}
