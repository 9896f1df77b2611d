//! Which moment it is over the sites: from the clock, the replay, what is selected, or what somebody typed.

use nuscope_model::{Mjd, Quantity, Utc};

use crate::document::Document;
use crate::view::{Selected, SkyMoment, View};

/// The moment of the clock on the wall, to the second.
pub fn now() -> Utc {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Utc {
        unix_s: since.map_or(0, |since| since.as_secs() as i64),
        nanoseconds: 0,
    }
}

/// The moment of a date, if it is one.
fn of_mjd(mjd: f64) -> Option<Utc> {
    // Some ten thousand years around now.
    (mjd.abs() < 4e6).then(|| Utc::from(Mjd(mjd)))
}

/// The moment that a view is seen at, the clock saying `now`.
///
/// # Errors
/// A sentence on why there is none, and what can be done.
pub fn of(document: &Document, view: &View, now: Utc) -> Result<Utc, String> {
    let observer = &view.sky.observer;
    match observer.moment {
        SkyMoment::Now => Ok(now),
        SkyMoment::Typed => observer.typed.parse(),
        SkyMoment::Replay => match (view.sky_cursor, view.sky_time.fold) {
            (_, Some(_)) => Err("Dates are folded into phases, and phases are no moments.".into()),
            (Some(mjd), None) => of_mjd(mjd).ok_or_else(|| "The replay is at no date.".into()),
            (None, None) => Err("The replay of the sky is at no moment: play it.".into()),
        },
        SkyMoment::Selected => selected(document, view),
    }
}

fn selected(document: &Document, view: &View) -> Result<Utc, String> {
    if let Some(Selected::Candidate { sample, index }) = view.selected {
        let mjd = document
            .samples
            .get(sample)
            .and_then(|sample| sample.column(Quantity::Mjd))
            .and_then(|dates| dates.get(index));
        return mjd
            .and_then(|mjd| of_mjd(*mjd))
            .ok_or_else(|| "The selected candidate has no date.".into());
    }
    let event = document.event.as_ref();
    event
        .and_then(|shown| shown.event.header.utc)
        .ok_or_else(|| "Neither a candidate nor an event with a date is selected.".into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use nuscope_model::{Column, Sample};

    use super::*;
    use crate::view::Fold;

    #[test]
    fn the_moment_is_where_the_view_says() {
        let now = Utc {
            unix_s: 1_000_000_000,
            nanoseconds: 0,
        };
        let mut document = Document::default();
        let mut view = View::default();
        assert_eq!(of(&document, &view, now), Ok(now));
        view.sky.observer.moment = SkyMoment::Replay;
        assert!(of(&document, &view, now).unwrap_err().contains("play it"));
        view.sky_cursor = Some(60_000.0);
        assert_eq!(of(&document, &view, now).unwrap().mjd().0, 60_000.0);
        view.sky_cursor = Some(f64::NAN);
        assert!(of(&document, &view, now).is_err());
        view.sky_time.fold = Some(Fold {
            period_days: 2.0,
            epoch_mjd: 0.0,
        });
        assert!(of(&document, &view, now).unwrap_err().contains("phases"));
        view.sky.observer.moment = SkyMoment::Selected;
        assert!(of(&document, &view, now).unwrap_err().contains("Neither"));
        let column = Column {
            quantity: Quantity::Mjd,
            values: vec![59_000.5, f64::NAN],
        };
        document.samples = vec![Arc::new(Sample {
            ra_rad: vec![0.0; 2],
            dec_rad: vec![0.0; 2],
            columns: vec![column],
            ..Default::default()
        })];
        view.selected = Some(Selected::Candidate {
            sample: 0,
            index: 0,
        });
        assert_eq!(of(&document, &view, now).unwrap().mjd().0, 59_000.5);
        for index in [1, 2] {
            view.selected = Some(Selected::Candidate { sample: 0, index });
            assert!(of(&document, &view, now).unwrap_err().contains("no date"));
        }
        view.sky.observer.moment = SkyMoment::Typed;
        assert!(of(&document, &view, now).is_err());
    }
}
