//! Prepares what the open candidates are fitted with while somebody looks at its choices, so that they are told at once
//! whether they can be used.

use std::sync::Arc;

use crate::fit_data::FitData;
use crate::job::{Job, Wake};

/// The worker that prepares.
#[derive(Default)]
pub struct Fitting {
    /// Whether a worker died since this was asked last: that is a fault of ours, and has to be told.
    pub died: bool,
    job: Option<(FitData, Job<()>)>,
}

impl Fitting {
    /// Whether a likelihood is being prepared.
    pub fn busy(&self) -> bool {
        self.job.is_some()
    }

    /// Begins to prepare where that is wanted, and sees whether it is done; called once a frame.
    pub fn update(&mut self, fit: Option<&FitData>, wanted: bool, wake: &Wake) {
        if let Some((_, job)) = &self.job {
            let done = job.poll().1.is_some();
            let lost = !done && job.lost();
            self.died |= lost;
            if done || lost {
                self.job = None;
            }
        }
        let Some(fit) = fit.filter(|fit| wanted && fit.ready().is_none()) else {
            self.job = None;
            return;
        };
        if self.job.as_ref().is_some_and(|(asked, _)| asked.same(fit)) || self.died {
            return;
        }
        let asked = fit.clone();
        let job = Job::spawn(Arc::clone(wake), move |_| {
            // What comes of it is kept with the data.
            asked.prepare().ok();
        });
        self.job = Some((fit.clone(), job));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::Document;
    use std::time::{Duration, Instant};

    #[test]
    fn it_prepares_only_where_that_is_wanted_and_once() {
        let loaded = nuscope_io::open(std::path::Path::new("demo:sky")).unwrap();
        let document = Document::default().with(loaded, &mut Vec::new());
        let fit = FitData::of(&document).unwrap();
        let wake: Wake = Arc::new(|| ());
        let mut fitting = Fitting::default();
        fitting.update(Some(&fit), false, &wake);
        assert!(!fitting.busy());
        let start = Instant::now();
        fitting.update(Some(&fit), true, &wake);
        while fitting.busy() {
            assert!(start.elapsed() < Duration::from_secs(120), "no end");
            std::thread::sleep(Duration::from_millis(2));
            fitting.update(Some(&fit), true, &wake);
        }
        assert!(fit.ready().unwrap().is_ok() && !fitting.died);
    }
}
