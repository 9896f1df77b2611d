//! A result that is kept until what it was made from changes, and made on a worker where that takes long.

use std::sync::Arc;

use crate::job::{Job, Wake};

/// Whether the work should go on; asked now and then by whoever makes something.
pub type GoOn<'a> = &'a dyn Fn() -> bool;

/// A result with what it was made from, and the worker that makes the next one.
pub struct Kept<K, T> {
    made: Option<(K, Arc<T>)>,
    job: Option<(K, Job<Option<T>>)>,
    /// What a worker died of: another one would too.
    failed: Option<K>,
}

impl<K, T> Default for Kept<K, T> {
    fn default() -> Self {
        Self {
            made: None,
            job: None,
            failed: None,
        }
    }
}

impl<K: PartialEq + Clone, T: Send + Sync + 'static> Kept<K, T> {
    /// The result of what was wanted last, or of what was wanted before until that is made.
    pub fn get(&self) -> Option<&Arc<T>> {
        self.made.as_ref().map(|(_, made)| made)
    }

    /// The result if it is of `key`.
    pub fn of(&self, key: &K) -> Option<&Arc<T>> {
        let made = self.made.as_ref().filter(|(of, _)| of == key);
        made.map(|(_, made)| made)
    }

    /// What the result was made from.
    pub fn key(&self) -> Option<&K> {
        self.made.as_ref().map(|(key, _)| key)
    }

    /// Whether a worker is at it.
    pub fn busy(&self) -> bool {
        self.job.is_some()
    }

    /// Sees to it that there will be what `make` makes of `key`; nothing where there is no key. With `wake` a worker
    /// makes it. One worker is there at most: it is told to stop when something else is wanted, and awaited. True if
    /// a worker has died, which is a fault of ours.
    pub fn want<M>(&mut self, key: Option<&K>, wake: Option<&Wake>, make: M) -> bool
    where
        M: FnOnce(GoOn<'_>) -> Option<T> + Send + 'static,
    {
        let Some(key) = key else {
            *self = Self::default();
            return false;
        };
        let mut died = false;
        if let Some((of, job)) = &self.job {
            let made = job.poll().1;
            if let Some(made) = made {
                if let Some(made) = made {
                    self.made = Some((of.clone(), Arc::new(made)));
                }
                self.job = None;
            } else if job.lost() {
                (self.failed, died) = (Some(of.clone()), true);
                self.job = None;
            } else if of != key {
                job.cancel();
            }
        }
        if self.of(key).is_some() || self.failed.as_ref() == Some(key) {
            if let Some((_, job)) = &self.job {
                job.cancel();
            }
            return died;
        }
        match wake {
            None => {
                self.job = None;
                self.made = make(&|| true).map(|made| (key.clone(), Arc::new(made)));
            }
            Some(wake) if self.job.is_none() => {
                let job = Job::spawn(Arc::clone(wake), move |reporter| {
                    make(&|| reporter.progress.report(0, 1))
                });
                self.job = Some((key.clone(), job));
            }
            Some(_) => {}
        }
        died
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::time::{Duration, Instant};

    fn wake() -> Wake {
        Arc::new(|| ())
    }

    /// Asks until nobody works any more; whether a worker died.
    fn rest(kept: &mut Kept<u32, u32>, key: u32, make: fn(u32, GoOn<'_>) -> Option<u32>) -> bool {
        let (deadline, wake) = (Instant::now() + Duration::from_secs(20), wake());
        let mut died = false;
        loop {
            died |= kept.want(Some(&key), Some(&wake), move |go_on| make(key, go_on));
            if !kept.busy() {
                return died;
            }
            assert!(Instant::now() < deadline, "no rest");
            std::thread::yield_now();
        }
    }

    #[test]
    fn what_is_made_stays_until_something_else_is_wanted() {
        let mut kept = Kept::default();
        kept.want(Some(&3), None, |_| Some(9));
        kept.want(Some(&3), None, |_| panic!("it is there"));
        assert_eq!(kept.get().map(|made| **made), Some(9));
        assert!(!rest(&mut kept, 4, |key, _| Some(key * key)));
        assert_eq!((kept.key(), **kept.get().unwrap()), (Some(&4), 16));
        assert!(kept.of(&3).is_none());
        kept.want(None, None, |_| Some(0));
        assert!(kept.get().is_none());
    }

    #[test]
    fn a_worker_stops_when_something_else_is_wanted_and_the_result_before_stays_meanwhile() {
        let mut kept = Kept::default();
        kept.want(Some(&1), None, |_| Some(1));
        let endless = |go_on: GoOn<'_>| {
            while go_on() {
                std::thread::yield_now();
            }
            None
        };
        kept.want(Some(&2), Some(&wake()), endless);
        assert!(kept.busy());
        assert_eq!(**kept.get().unwrap(), 1);
        assert!(!rest(&mut kept, 5, |key, _| Some(key)));
        assert_eq!(**kept.get().unwrap(), 5);
    }

    #[test]
    fn a_worker_that_dies_is_told_once_and_not_sent_again() {
        let mut kept: Kept<u32, u32> = Kept::default();
        assert!(rest(&mut kept, 1, |_, _| panic!("on purpose")));
        assert!(!rest(&mut kept, 1, |_, _| panic!("on purpose")));
    }
}
