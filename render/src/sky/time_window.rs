//! Which times are shown: a window that may fade towards its past, of the time itself or of a phase.
//!
//! All times are in one unit and counted from one beginning, which the caller chooses close to the data, because
//! the device has 32 bits: in days from the first of fifteen years, a time is known to half a minute.

/// Which times are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeWindow {
    /// The earliest that is shown; of a phase if there is `fold`.
    pub from: f64,
    /// The latest that is shown. A window of phases may end after 1, and goes on at 0.
    pub to: f64,
    /// After what time before the window's end a marker has faded to 37 %; 0 for never.
    pub decay: f64,
    /// Shows times by their phase.
    pub fold: Option<Fold>,
}

/// What a phase is: the fraction of `(time - epoch) / period`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fold {
    /// A time of phase 0.
    pub epoch: f64,
    /// The time from one phase 0 to the next; positive.
    pub period: f64,
}

impl TimeWindow {
    /// How strongly something of this time is shown, 0..=1. Twin of `strength` in `uniforms.wgsl`.
    pub fn strength(&self, time: f32) -> f32 {
        if time <= super::Marker::NO_TIME || time.is_nan() {
            return 0.0;
        }
        let length = self.to - self.from;
        let age = match self.fold {
            None => self.to - f64::from(time),
            Some(fold) => {
                let phase = ((f64::from(time) - fold.epoch) / fold.period).rem_euclid(1.0);
                (self.to - phase).rem_euclid(1.0)
            }
        };
        if !(0.0..=length).contains(&age) {
            return 0.0;
        }
        if self.decay > 0.0 {
            (-age / self.decay).exp() as f32
        } else {
            1.0
        }
    }

    /// From, to, decay, and period and epoch or zeros.
    pub(crate) fn numbers(window: Option<&Self>) -> ([f32; 3], [f32; 2]) {
        let Some(window) = window else {
            return ([f32::NAN; 3], [0.0; 2]);
        };
        let fold = window.fold.filter(|fold| fold.period > 0.0);
        let fold = fold.map_or([0.0; 2], |fold| [fold.period as f32, fold.epoch as f32]);
        let ends = [window.from, window.to, window.decay.max(0.0)];
        (ends.map(|time| time.clamp(-1e37, 1e37) as f32), fold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_shows_what_is_in_it_and_fades_towards_its_past() {
        let window = TimeWindow {
            from: 10.0,
            to: 20.0,
            decay: 0.0,
            fold: None,
        };
        let shown = |time| window.strength(time) > 0.0;
        assert_eq!(
            [9.9, 10.0, 20.0, 20.1].map(shown),
            [false, true, true, false]
        );
        assert!(!shown(super::super::Marker::NO_TIME) && !shown(f32::NAN));
        let fading = TimeWindow {
            decay: 5.0,
            ..window
        };
        assert!((fading.strength(15.0) - (-1.0_f32).exp()).abs() < 1e-6);
        assert_eq!(fading.strength(20.0), 1.0);
    }

    #[test]
    fn a_window_of_phases_goes_on_at_zero() {
        let window = TimeWindow {
            from: 0.9,
            to: 1.2,
            decay: 0.0,
            fold: Some(Fold {
                epoch: 3.0,
                period: 10.0,
            }),
        };
        let shown = |phase: f32| window.strength(3.0 + 10.0 * (7.0 + phase)) > 0.0;
        assert_eq!(
            [0.85, 0.95, 0.15, 0.25].map(shown),
            [false, true, true, false]
        );
        let whole = TimeWindow {
            from: 0.0,
            to: 1.0,
            ..window
        };
        assert!((0..100).all(|step| whole.strength(step as f32 * 0.37) > 0.0));
    }
}
