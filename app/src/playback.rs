//! The replay of an event or of the sky: which moment is shown when, by the clock on the wall. Moments are nanoseconds
//! of an event, days or phases of the sky.
//!
//! The moment follows from the time that has passed since the start, not from the number of frames, so that
//! dropped frames do not slow it: `moment = start + speed × seconds`, and from the end of the clip back to its
//! beginning. Whenever speed or clip change it goes on from the moment shown, with a new start.

/// What is replayed, and how fast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clip {
    /// First and last moment.
    pub range: (f64, f64),
    /// How much passes per second on the wall; positive.
    pub per_s: f64,
    /// Whether it starts over at its end.
    pub repeats: bool,
}

impl Clip {
    /// A clip of which every number can be reckoned with, whatever an event or a file of settings says.
    pub fn new((first, last): (f32, f32), per_s: f32, repeats: bool) -> Self {
        let (first, last) = match first.is_finite() && last.is_finite() {
            true => (f64::from(first.min(last)), f64::from(first.max(last))),
            false => (0.0, 0.0),
        };
        let known = per_s.is_finite() && per_s > 0.0;
        Self {
            range: (first, last.max(first + 1.0)),
            per_s: if known { f64::from(per_s) } else { 1.0 },
            repeats,
        }
    }

    /// How much lies between its first and its last moment.
    pub fn span(&self) -> f64 {
        self.range.1 - self.range.0
    }
}

/// A replay under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Playback {
    clip: Clip,
    start_s: f64,
    start_at: f64,
}

impl Playback {
    /// A replay that shows `cursor_ns` at `now_s` on the clock; outside of the clip, or at its end, it starts over.
    pub fn start(clip: Clip, now_s: f64, cursor_ns: Option<f32>) -> Self {
        let (first, last) = clip.range;
        // A hundredth of a second before the end counts as the end: there would be nothing to see.
        let end = last - 0.01 * clip.per_s;
        let start_at = cursor_ns.map(f64::from).filter(|cursor| {
            let after = *cursor >= first;
            after && *cursor < end
        });
        Self {
            clip,
            start_s: now_s,
            start_at: start_at.unwrap_or(first),
        }
    }

    /// Goes on with another clip from the moment shown at `now_s`; nothing changes if the clip is the same.
    pub fn with(self, clip: Clip, now_s: f64) -> Self {
        if clip == self.clip {
            return self;
        }
        Self::start(clip, now_s, Some(self.moment(now_s) as f32))
    }

    /// The moment that is shown at `now_s`.
    pub fn moment(&self, now_s: f64) -> f64 {
        let (first, last) = self.clip.range;
        let ran = self.clip.per_s * (now_s - self.start_s).max(0.0);
        let at = self.start_at - first + ran;
        match self.clip.repeats {
            true => first + at.rem_euclid(self.clip.span()),
            false => (first + at).min(last),
        }
    }

    /// Whether it has come to its end, and will not start over.
    pub fn ended(&self, now_s: f64) -> bool {
        !self.clip.repeats && self.moment(now_s) >= self.clip.range.1
    }
}

/// The moment of the next one of `times_ns` after `cursor_ns`, or before it; in no order, NaN is passed over.
///
/// Hits come in nanoseconds: those less than a tenth of one away are taken for the same moment.
pub fn next_hit_ns(
    times_ns: impl Iterator<Item = f32>,
    cursor_ns: f32,
    forward: bool,
) -> Option<f32> {
    const SAME_NS: f32 = 0.1;
    match forward {
        true => times_ns
            .filter(|time| *time > cursor_ns + SAME_NS && time.is_finite())
            .min_by(f32::total_cmp),
        false => times_ns
            .filter(|time| *time < cursor_ns - SAME_NS && time.is_finite())
            .max_by(f32::total_cmp),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// A clip of 1000 ns that lasts 4 s.
    fn clip(repeats: bool) -> Clip {
        Clip::new((-200.0, 800.0), 250.0, repeats)
    }

    /// Plays ten seconds in frames at these times and says how far each is from where the clock wants it.
    fn worst_error_ns(frames_s: impl Iterator<Item = f64>, clip: Clip) -> f64 {
        let start_s = 5.0;
        let mut playback: Option<Playback> = None;
        let mut cursor_ns = None;
        let mut worst = 0.0_f64;
        for at_s in frames_s {
            let now_s = start_s + at_s;
            let playback = playback.get_or_insert_with(|| Playback::start(clip, now_s, cursor_ns));
            *playback = playback.with(clip, now_s);
            let moment = playback.moment(now_s);
            cursor_ns = Some(moment as f32);
            // The clock's own answer, straight from the definition: whole turns dropped.
            let ran = at_s * clip.per_s;
            let turns = (ran / clip.span()).floor();
            let wanted = clip.range.0 + ran - turns * clip.span();
            let away = (moment - wanted).abs();
            // At the seam the end and the beginning are the same moment.
            worst = worst.max(away.min((clip.span() - away).abs()));
        }
        worst
    }

    #[test]
    fn ten_seconds_keep_to_the_wall_clock_at_10_30_and_60_frames_a_second() {
        for rate in [10.0, 30.0, 60.0] {
            let frames = (0..=(10.0 * rate) as u32).map(|frame| f64::from(frame) / rate);
            let worst = worst_error_ns(frames, clip(true));
            let one_frame_ns = 250.0 / rate;
            assert!(worst < 1e-6 * one_frame_ns, "{rate} frames/s: {worst} ns");
        }
    }

    #[test]
    fn without_repetition_it_stops_at_the_end() {
        let playback = Playback::start(clip(false), 1.0, None);
        assert_eq!(playback.moment(1.0), -200.0);
        assert_eq!(playback.moment(3.0), 300.0);
        assert!(!playback.ended(4.9));
        assert_eq!(playback.moment(9.0), 800.0);
        assert!(playback.ended(5.0));
    }

    #[test]
    fn a_change_of_speed_goes_on_from_the_moment_shown() {
        let slow = Playback::start(clip(true), 0.0, Some(0.0));
        let fast = Clip::new((-200.0, 800.0), 500.0, true);
        let after = slow.with(fast, 2.0);
        assert_eq!(after.moment(2.0), 500.0);
        assert_eq!(after.moment(2.25), 625.0);
    }

    #[test]
    fn it_starts_over_where_nothing_is_left_to_play() {
        let from = |cursor| Playback::start(clip(true), 0.0, cursor).moment(0.0);
        assert_eq!(from(None), -200.0);
        assert_eq!(from(Some(100.0)), 100.0);
        for outside in [800.0, 799.0, 5000.0, -300.0, f32::NAN] {
            assert_eq!(from(Some(outside)), -200.0, "{outside}");
        }
    }

    #[test]
    fn steps_find_the_next_moment_with_a_hit() {
        let times = [5.0, f32::NAN, 1.0, 1.05, 9.0, f32::INFINITY];
        let next = |cursor, forward| next_hit_ns(times.into_iter(), cursor, forward);
        assert_eq!(next(1.0, true), Some(5.0));
        assert_eq!(next(5.0, false), Some(1.05));
        assert_eq!(next(9.0, true), None);
        assert_eq!(next(-3.0, false), None);
    }

    proptest! {
        #[test]
        fn neither_dropped_frames_nor_loops_make_it_late(
            waits_s in prop::collection::vec(0.001..0.4_f64, 20..200),
            first in -1e5..1e5_f32,
            span in 10.0..1e5_f32,
            per_s in 1.0..1e5_f32,
        ) {
            let mut at_s = 0.0;
            let frames: Vec<f64> = waits_s.iter().map(|wait| { at_s += wait; at_s - waits_s[0] }).collect();
            let clip = Clip::new((first, first + span), per_s, true);
            let worst = worst_error_ns(frames.into_iter(), clip);
            prop_assert!(worst < 1e-3 * clip.per_s, "{worst} ns, more than a thousandth of a second");
        }

        #[test]
        fn any_settings_give_a_moment(
            first in prop::num::f32::ANY,
            last in prop::num::f32::ANY,
            speed in prop::num::f32::ANY,
            cursor in prop::option::of(prop::num::f32::ANY),
            repeats: bool,
            now_s in 0.0..1e6_f64,
        ) {
            let clip = Clip::new((first, last), speed, repeats);
            let moment = Playback::start(clip, 0.0, cursor).moment(now_s);
            prop_assert!(moment.is_finite());
            prop_assert!(moment >= clip.range.0 && moment <= clip.range.1 * (1.0 + 1e-9_f64.copysign(clip.range.1)));
        }
    }
}
