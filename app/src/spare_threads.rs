//! Threads for work that nobody waits for: half of the cores, and they stand aside when somebody waits for something.
//!
//! The threads sleep where there is nothing to do. Work asks its [`Gate`] every few milliseconds and waits at it while
//! that is closed; whoever gives the work up opens the gate, so that the work comes to hear of it.

use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};

/// Does `work` on the spare threads, and everything in it that runs in parallel.
pub fn install<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    static POOL: OnceLock<Option<rayon::ThreadPool>> = OnceLock::new();
    let pool = POOL.get_or_init(|| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let pool = rayon::ThreadPoolBuilder::new().num_threads((cores / 2).max(1));
        let pool = pool.thread_name(|number| format!("spare {number}"));
        pool.build().ok()
    });
    match pool {
        Some(pool) => pool.install(work),
        // A system without threads to spare does it on those of everybody.
        None => work(),
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

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
    fn spare_threads_are_half_of_the_cores_and_never_none() {
        let threads = install(rayon::current_num_threads);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        assert_eq!(threads, (cores / 2).max(1));
    }
}
