//! Which candidates are shown, and how time runs on the sky.

use serde::{Deserialize, Serialize};

/// How long candidates shine while time runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SkyGlow {
    /// They come and stay.
    #[default]
    Stay,
    /// They come and decay.
    Decay,
    /// They are seen while a window slides over them.
    Window,
}

impl SkyGlow {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Stay, Self::Decay, Self::Window];

    /// What it is called in a menu.
    pub fn label(self) -> &'static str {
        match self {
            Self::Stay => "stay",
            Self::Decay => "decay",
            Self::Window => "sliding window",
        }
    }
}

/// Dates folded into phases.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fold {
    /// The period in days; above 0.
    pub period_days: f64,
    /// The date of phase 0, as MJD.
    pub epoch_mjd: f64,
}

impl Fold {
    /// The phase of a date, within 0..1; NaN where there is none.
    pub fn phase(&self, mjd: f64) -> f64 {
        let turns = (mjd - self.epoch_mjd) / self.period_days;
        let phase = turns - turns.floor();
        // Rounding may give a whole turn.
        if phase < 1.0 || phase.is_nan() {
            phase
        } else {
            0.0
        }
    }

    /// Whether it can be reckoned with.
    pub fn is_good(&self) -> bool {
        self.period_days.is_finite() && self.period_days > 0.0 && self.epoch_mjd.is_finite()
    }
}

/// How time runs on the sky. Moments and widths are days; of folded dates they are phases and shares of a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkyTime {
    /// First and last MJD or phase that is shown, both included; `None` shows all, those without a date too.
    pub range: Option<(f64, f64)>,
    /// How long candidates shine while time runs.
    pub glow: SkyGlow,
    /// How long that is; `None` is a thirtieth of all.
    pub glow_width: Option<f64>,
    /// Days (phases) per second of the clock on the wall; `None` plays all in twelve seconds.
    pub speed: Option<f64>,
    /// Whether the replay starts over at its end.
    pub repeats: bool,
    /// Dates folded into phases; `None` takes them as they are.
    pub fold: Option<Fold>,
}

impl Default for SkyTime {
    fn default() -> Self {
        Self {
            range: None,
            glow: SkyGlow::Stay,
            glow_width: None,
            speed: None,
            repeats: true,
            fold: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn phases_count_from_their_epoch() {
        let fold = Fold {
            period_days: 4.0,
            epoch_mjd: 57_000.0,
        };
        assert_eq!(fold.phase(57_001.0), 0.25);
        assert_eq!(fold.phase(56_999.0), 0.75);
        assert!(fold.phase(f64::NAN).is_nan());
        assert!(fold.is_good());
        for period_days in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(
                !Fold {
                    period_days,
                    ..fold
                }
                .is_good()
            );
        }
    }

    proptest! {
        #[test]
        fn phases_lie_within_a_turn(
            mjd in 40_000.0..70_000.0_f64,
            period_days in 1e-3..1e4_f64,
            epoch_mjd in 40_000.0..70_000.0_f64,
        ) {
            let fold = Fold { period_days, epoch_mjd };
            let phase = fold.phase(mjd);
            prop_assert!((0.0..1.0).contains(&phase));
            let later = fold.phase(mjd + period_days);
            let apart = (phase - later).abs();
            prop_assert!(apart.min(1.0 - apart) < 1e-6, "{phase} {later}");
        }
    }
}
