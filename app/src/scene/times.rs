//! The times that matter of an event: its window, and the span that the colours cover.

use nuscope_model::Event;

use crate::playback::Clip;
use crate::plot::histogram::Histogram;
use crate::view::TimeLook;

/// Seconds that the replay of an event takes where the user chose no speed.
const PLAY_SECONDS: f32 = 8.0;

/// Times of an event relative to its zero, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventTimes {
    /// First and last hit.
    pub window_ns: (f32, f32),
    /// Where most triggered hits lie: the span of the colours and of the replay.
    pub color_range_ns: (f32, f32),
}

impl EventTimes {
    /// The times of an event. Ranges are never empty, whatever the hits are.
    pub fn new(event: &Event) -> Self {
        let times = |triggered: bool| -> Vec<f32> {
            let hits = event
                .hits
                .iter()
                .filter(|hit| !triggered || hit.triggered());
            let mut times: Vec<f32> = hits
                .map(|hit| event.relative_time_ns(hit) as f32)
                .filter(|time| time.is_finite())
                .collect();
            times.sort_unstable_by(f32::total_cmp);
            times
        };
        let all = times(false);
        let mut core = times(true);
        if core.is_empty() {
            core.clone_from(&all);
        }
        let quantile = |sorted: &[f32], share: f32| -> f32 {
            let last = sorted.len().saturating_sub(1);
            sorted
                .get((share * last as f32).round() as usize)
                .copied()
                .unwrap_or(0.0)
        };
        Self {
            window_ns: wide((quantile(&all, 0.0), quantile(&all, 1.0)), 10.0),
            // Late pulses are few but reach far: the last percents would stretch all colours.
            color_range_ns: wide((quantile(&core, 0.005), quantile(&core, 0.93)), 10.0),
        }
    }

    /// Speed at which the replay lasts eight seconds, in nanoseconds per second.
    pub fn play_speed(&self) -> f32 {
        (self.color_range_ns.1 - self.color_range_ns.0) * 1.25 / PLAY_SECONDS
    }

    /// Where the replay starts and where it starts over.
    pub fn play_range_ns(&self) -> (f32, f32) {
        let (first, last) = self.color_range_ns;
        let span = last - first;
        (first - 0.05 * span, last + 0.20 * span)
    }

    /// First and last nanosecond of the time line; never empty, and never beyond the event.
    pub fn shown_ns(&self, look: &TimeLook) -> (f32, f32) {
        let (low, high) = self.window_ns;
        let within = |(first, last): (f32, f32)| (first.max(low), last.min(high));
        let part = look.window_ns.map(within);
        part.filter(|(first, last)| last - first >= 1.0)
            .unwrap_or(self.window_ns)
    }

    /// What a replay shows: the part of the time line that the user chose, or where most triggered hits lie.
    pub fn clip(&self, look: &TimeLook) -> Clip {
        let range = match look.window_ns {
            Some(_) => self.shown_ns(look),
            None => self.play_range_ns(),
        };
        let speed = look.speed_ns_per_s.unwrap_or_else(|| self.play_speed());
        Clip::new(range, speed, look.repeats)
    }
}

/// Number of bins of the time line.
pub const BINS: usize = 240;

/// Hits over time, counted once per event.
#[derive(Clone, Debug, PartialEq)]
pub struct HitCounts {
    /// Hits that a trigger used.
    pub triggered: Histogram,
    /// All hits.
    pub all: Histogram,
}

impl HitCounts {
    /// Counts the hits of an event over its whole window.
    pub fn new(event: &Event, times: &EventTimes) -> Self {
        let (low, high) = times.window_ns;
        let count = |triggered: bool| {
            let hits = event
                .hits
                .iter()
                .filter(move |hit| !triggered || hit.triggered());
            let values = hits.map(|hit| event.relative_time_ns(hit) as f32);
            Histogram::new(values, low, high, BINS)
        };
        Self {
            triggered: count(true),
            all: count(false),
        }
    }
}

/// A range of at least `least`.
fn wide((low, high): (f32, f32), least: f32) -> (f32, f32) {
    if high - low < least {
        (low - 0.5 * least, low + 0.5 * least)
    } else {
        (low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nuscope_model::{Hit, ModuleId};

    fn event(times_ns: &[f64]) -> Event {
        let hit = |&time_ns| Hit {
            module: ModuleId(1),
            channel: 0,
            time_ns,
            amplitude: 26.0,
            trigger_mask: 1,
        };
        Event {
            hits: times_ns.iter().map(hit).collect(),
            ..Default::default()
        }
    }

    #[test]
    fn ranges_are_never_empty() {
        for times in [&[][..], &[5.0], &[5.0, 5.0], &[f64::NAN]] {
            let times = EventTimes::new(&event(times));
            assert!(times.window_ns.0 < times.window_ns.1, "{times:?}");
            assert!(times.color_range_ns.0 < times.color_range_ns.1, "{times:?}");
            assert!(times.play_speed() > 0.0);
        }
    }

    #[test]
    fn a_part_of_another_event_is_not_looked_for_in_this_one() {
        let times = EventTimes::new(&event(&[0.0, 1000.0]));
        let shown = |window_ns| {
            times.shown_ns(&TimeLook {
                window_ns,
                ..TimeLook::default()
            })
        };
        assert_eq!(shown(Some((100.0, 5000.0))), (100.0, 1000.0));
        for odd in [(2000.0, 3000.0), (f32::NAN, f32::NAN), (500.0, 400.0)] {
            assert_eq!(shown(Some(odd)), (0.0, 1000.0), "{odd:?}");
        }
        assert_eq!(shown(None), (0.0, 1000.0));
    }

    #[test]
    fn a_late_pulse_does_not_stretch_the_colours() {
        let mut times: Vec<f64> = (0..1000).map(f64::from).collect();
        times.push(50_000.0);
        let times = EventTimes::new(&event(&times));
        assert!(times.color_range_ns.1 < 1000.0);
        assert_eq!(times.window_ns, (0.0, 50_000.0));
    }
}
