//! How the values of a map become colours, and how two maps are shown together.

use crate::colormap::Colormap;

/// How the values of a map become colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapStyle {
    /// Values at the low and high end of the colours, in the map's unit; of −log₁₀ p the exponents.
    pub range: (f32, f32),
    /// What equal steps of colour are.
    pub scale: Scale,
    /// The colours.
    pub colormap: Colormap,
    /// Whether they are turned round.
    pub reversed: bool,
    /// Strength over the sky, 0..=1.
    pub opacity: f32,
    /// Whether the low end of the colours is transparent, so that the sky shines through where there is nothing.
    pub fades: bool,
    /// Whether what lies below the range is transparent, instead of having the lowest colour.
    pub clear_below: bool,
    /// Whether values between the middles of pixels are interpolated.
    pub smooth: bool,
}

impl Default for MapStyle {
    fn default() -> Self {
        Self {
            range: (0.0, 1.0),
            scale: Scale::Linear,
            colormap: Colormap::Inferno,
            reversed: false,
            opacity: 1.0,
            fades: false,
            clear_below: false,
            smooth: false,
        }
    }
}

/// Which of two maps is shown.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Combine {
    /// The first alone. In turns with [`Self::Second`], the maps blink.
    #[default]
    First,
    /// The second alone.
    Second,
    /// The second over the first, each with its opacity.
    Over,
    /// The first less the second, with the first's style; masked where either is.
    Difference,
}

/// How values become colours.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Equal steps of the value are equal steps of colour.
    #[default]
    Linear,
    /// Equal factors of the value are equal steps of colour; both ends of the range must be positive.
    Log,
    /// Equal factors of a probability are equal steps of colour, the rarer the higher; the ends of the range are
    /// −log₁₀ of probabilities.
    MinusLog10,
    /// Linear around 0 and logarithmic far from it, on both sides: the inverse hyperbolic sine, which bends at a
    /// hundredth of the range's larger end.
    Asinh,
}

impl Scale {
    /// Where a value's colour lies between the ends of the range: 0 and 1 at the ends. Twin of `shown` in
    /// `uniforms.wgsl`.
    pub fn position(self, value: f32, range: (f32, f32)) -> f32 {
        let (low, high) = self.ends(range);
        let bend = Self::bend(range);
        let shown = match self {
            Self::Linear => value,
            Self::Log => value.max(1e-37).ln(),
            Self::MinusLog10 => -value.max(1e-37).log10(),
            Self::Asinh => (value / bend).asinh(),
        };
        (shown - low) / (high - low)
    }

    /// The ends of the range as they are compared with values.
    pub(crate) fn ends(self, range: (f32, f32)) -> (f32, f32) {
        let end = |value: f32| match self {
            Self::Linear | Self::MinusLog10 => value,
            Self::Log => value.max(1e-37).ln(),
            Self::Asinh => (value / Self::bend(range)).asinh(),
        };
        (end(range.0), end(range.1))
    }

    /// Where the inverse hyperbolic sine bends.
    pub(crate) fn bend(range: (f32, f32)) -> f32 {
        0.01 * range.0.abs().max(range.1.abs()).max(1e-30)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_the_range_have_the_first_and_the_last_colour() {
        for (scale, range, low, high) in [
            (Scale::Linear, (-2.0, 6.0), -2.0, 6.0),
            (Scale::Log, (0.1, 1000.0), 0.1, 1000.0),
            (Scale::MinusLog10, (0.0, 6.0), 1.0, 1e-6),
            (Scale::Asinh, (-50.0, 200.0), -50.0, 200.0),
        ] {
            assert!(scale.position(low, range).abs() < 1e-6, "{scale:?}");
            assert!(
                (scale.position(high, range) - 1.0).abs() < 1e-6,
                "{scale:?}"
            );
        }
        assert!((Scale::Log.position(10.0, (0.1, 1000.0)) - 0.5).abs() < 1e-6);
        assert!((Scale::MinusLog10.position(1e-3, (0.0, 6.0)) - 0.5).abs() < 1e-6);
        assert!((Scale::Asinh.position(0.0, (-7.0, 7.0)) - 0.5).abs() < 1e-6);
    }
}
