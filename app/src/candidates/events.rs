//! Which full event a candidate is, and where on the sky the event on display points.
//!
//! A candidate that was made here from events carries their numbers (run, frame, trigger); others are known by their
//! date, which lists keep to about a second.

use nuscope_model::track::best_track;
use nuscope_model::{Equatorial, EventHeader, Mjd, Quantity, Sample, Utc};

use crate::document::Document;
use crate::lists::site;
use crate::view::{Selected, View};

/// Farther from each other than this, an event and a candidate are not the same, in seconds.
const SAME_S: f64 = 1.0;

/// The place in the open file of a candidate's full event.
pub fn event_of(document: &Document, selected: Option<Selected>) -> Option<usize> {
    let Some(Selected::Candidate { sample, index }) = selected else {
        return None;
    };
    let sample = document.samples.get(sample)?;
    let headers = document.events.as_ref()?.headers();
    if index >= sample.len() {
        return None;
    }
    match numbers(sample, index) {
        Some(wanted) => headers
            .iter()
            .position(|header| numbers_of(header) == wanted),
        None => by_date(sample, index, headers),
    }
}

/// The place among all candidates of the one that the event on display is.
pub fn candidate_of_event(document: &Document) -> Option<Selected> {
    let shown = document.event.as_ref()?;
    let header = &shown.event.header;
    let wanted = numbers_of(header);
    let date = header.utc.filter(|utc| utc.julian_days().is_some());
    let samples = document.samples.iter().enumerate();
    samples
        .flat_map(|(sample, of)| (0..of.len()).map(move |index| (sample, of, index)))
        .find_map(|(sample, of, index)| {
            let same = match numbers(of, index) {
                Some(found) => found == wanted,
                None => date.is_some_and(|date| {
                    apart_s(of, index, date).is_some_and(|apart| apart <= SAME_S)
                }),
            };
            same.then_some(Selected::Candidate { sample, index })
        })
}

/// Where on the sky the best fit of the event on display points.
pub fn spot_of_event(document: &Document, view: &View) -> Option<Equatorial> {
    let event = &document.event.as_ref()?.event;
    let utc = event.header.utc.filter(|utc| utc.julian_days().is_some())?;
    let best = event.tracks.get(best_track(&event.tracks)?)?;
    site(document, view)?.equatorial(best.direction, utc)
}

/// The numbers by which an event is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    /// Data frame and trigger.
    Trigger(i64, i64),
    /// The file's own number, where there are no others.
    Event(i64),
}

/// The numbers that a candidate carries; `None` if it was not made from events here.
fn numbers(sample: &Sample, index: usize) -> Option<Numbers> {
    let number = |name: &str| {
        let extra = sample.extras.iter().find(|extra| extra.name == name)?;
        let value = *extra.values.get(index)?;
        let exact = extra.integers.as_ref().and_then(|all| all.get(index));
        (value.fract() == 0.0).then(|| exact.copied().unwrap_or(value as i64))
    };
    let trigger = number("frame").zip(number("trigger"));
    let of_file = || number("event").map(Numbers::Event);
    trigger
        .map(|(frame, trigger)| Numbers::Trigger(frame, trigger))
        .or_else(of_file)
}

fn numbers_of(header: &EventHeader) -> Numbers {
    match header.frame_index.zip(header.trigger_counter) {
        Some((frame, trigger)) => Numbers::Trigger(frame, trigger),
        None => Numbers::Event(header.event_id),
    }
}

/// Seconds between a candidate and a moment; `None` if it has no date.
fn apart_s(sample: &Sample, index: usize, utc: Utc) -> Option<f64> {
    let mjd = *sample.column(Quantity::Mjd)?.get(index)?;
    let other = Utc::from(Mjd(mjd));
    let seconds = |utc: Utc| utc.unix_s as f64 + 1e-9 * f64::from(utc.nanoseconds);
    mjd.is_finite()
        .then(|| (seconds(other) - seconds(utc)).abs())
}

fn by_date(sample: &Sample, index: usize, headers: &[EventHeader]) -> Option<usize> {
    let apart = headers.iter().enumerate().filter_map(|(place, header)| {
        let utc = header.utc.filter(|utc| utc.julian_days().is_some())?;
        Some((place, apart_s(sample, index, utc)?))
    });
    let nearest = apart.min_by(|a, b| a.1.total_cmp(&b.1))?;
    (nearest.1 <= SAME_S).then_some(nearest.0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;
    use std::sync::Arc;

    use nuscope_model::{Column, Extra};

    use super::*;

    /// The built-in events, with a list of candidates that names the second of them and a stranger.
    fn document() -> Document {
        let loaded = nuscope_io::open(Path::new("demo:events")).unwrap();
        let mut document = Document::default().with(loaded, &mut Vec::new());
        let Numbers::Event(wanted) = numbers_of(&document.events.as_ref().unwrap().headers()[1])
        else {
            panic!("simulated events have no frames");
        };
        document.samples = vec![Arc::new(Sample {
            name: "reduced".into(),
            ra_rad: vec![0.0; 2],
            dec_rad: vec![0.0; 2],
            extras: vec![Extra {
                name: "event".into(),
                unit: String::new(),
                values: vec![wanted as f64, 1e6],
                integers: None,
            }],
            ..Default::default()
        })];
        let event = document.events.as_ref().unwrap().read(1).unwrap();
        document.show(1, event);
        document
    }

    #[test]
    fn numbers_lead_from_a_candidate_to_its_event_and_back() {
        let document = document();
        let candidate = |index| Some(Selected::Candidate { sample: 0, index });
        assert_eq!(event_of(&document, candidate(0)), Some(1));
        assert_eq!(event_of(&document, candidate(1)), None);
        assert_eq!(event_of(&document, candidate(2)), None, "there is none");
        assert_eq!(event_of(&document, Some(Selected::Hit(0))), None);
        assert_eq!(candidate_of_event(&document), candidate(0));
        assert_eq!(
            spot_of_event(&document, &View::default()),
            None,
            "simulated events have no date"
        );
    }

    #[test]
    fn frame_and_trigger_come_before_the_number_of_the_file() {
        let header = EventHeader {
            frame_index: Some(127),
            trigger_counter: Some(3),
            event_id: 9,
            ..Default::default()
        };
        assert_eq!(numbers_of(&header), Numbers::Trigger(127, 3));
        let extra = |name: &str, value: f64| Extra {
            name: name.into(),
            unit: String::new(),
            values: vec![value],
            integers: None,
        };
        let mut sample = Sample {
            extras: vec![
                extra("frame", 127.0),
                extra("trigger", 3.0),
                extra("event", 9.0),
            ],
            ..Default::default()
        };
        assert_eq!(numbers(&sample, 0), Some(Numbers::Trigger(127, 3)));
        sample.extras[1].values[0] = f64::NAN;
        assert_eq!(numbers(&sample, 0), Some(Numbers::Event(9)));
        assert_eq!(numbers(&sample, 1), None);
    }

    #[test]
    fn dates_lead_to_the_nearest_event_within_a_second() {
        let header = |unix_s, nanoseconds| EventHeader {
            utc: Some(Utc {
                unix_s,
                nanoseconds,
            }),
            ..Default::default()
        };
        let headers = [header(1_676_251_006, 0), header(1_676_251_007, 703_000_000)];
        let at = |unix_s: i64| Sample {
            ra_rad: vec![0.0],
            dec_rad: vec![0.0],
            columns: vec![Column {
                quantity: Quantity::Mjd,
                values: vec![40_587.0 + unix_s as f64 / 86_400.0],
            }],
            ..Default::default()
        };
        assert_eq!(by_date(&at(1_676_251_008), 0, &headers), Some(1));
        assert_eq!(by_date(&at(1_676_251_006), 0, &headers), Some(0));
        assert_eq!(by_date(&at(1_676_251_099), 0, &headers), None);
        assert_eq!(by_date(&Sample::default(), 0, &headers), None);
    }
}
