//! How much this thread has worked: fits, prepared likelihoods and fingerprints, which no window does between two frames.
//!
//! A test of the window counts what its own thread has done; others leave it alone.

use std::cell::Cell;

thread_local! {
    static DONE: Cell<u64> = const { Cell::new(0) };
}

/// Fits, preparations and fingerprints that this thread has made so far.
pub fn on_this_thread() -> u64 {
    DONE.get()
}

/// Counts one more.
pub(crate) fn one() {
    DONE.set(DONE.get() + 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thread_counts_its_own() {
        let before = on_this_thread();
        one();
        let others = std::thread::spawn(on_this_thread).join();
        assert!(others.is_ok_and(|others| others == 0));
        assert_eq!(on_this_thread(), before + 1);
    }
}
