//! Colour maps: from a value in 0..=1 to a colour.
//!
//! Perceptually uniform and readable by the colour-blind, except Turbo, which is offered because
//! outreach pictures of events use it with red for early.

mod knots;

use serde::{Deserialize, Serialize};

/// The eight steps, the last one grey instead of black, which nobody sees in the dark.
///
/// Source: Okabe and Ito, Color Universal Design, 2008.
const STEPS: [[u8; 3]; 8] = [
    [0, 114, 178],
    [230, 159, 0],
    [0, 158, 115],
    [204, 121, 167],
    [86, 180, 233],
    [213, 94, 0],
    [240, 228, 66],
    [140, 140, 140],
];

/// A named colour map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Colormap {
    /// Dark blue over green to pink; for times and other plain quantities.
    #[default]
    Batlow,
    /// A smoothed rainbow; reversed, red is early.
    Turbo,
    /// Black over red to yellow: dark at nothing, bright at something; for significances.
    Inferno,
    /// Dark blue over grey to white; a quiet map for significances.
    Lapaz,
    /// Blue, white, red: for residuals, with zero in the middle.
    Vik,
    /// Violet over green to yellow.
    Viridis,
    /// Black to white.
    Gray,
    /// Eight colours in steps, told apart by the colour-blind too; for kinds without an order.
    OkabeIto,
}

impl Colormap {
    /// Every map, in the order of a menu.
    pub const ALL: [Self; 8] = [
        Self::Batlow,
        Self::Turbo,
        Self::Inferno,
        Self::Lapaz,
        Self::Vik,
        Self::Viridis,
        Self::Gray,
        Self::OkabeIto,
    ];

    /// The map's name, as its author wrote it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Batlow => "batlow",
            Self::Turbo => "turbo",
            Self::Inferno => "inferno",
            Self::Lapaz => "lapaz",
            Self::Vik => "vik",
            Self::Viridis => "viridis",
            Self::Gray => "gray",
            Self::OkabeIto => "Okabe-Ito",
        }
    }

    /// Gamma-encoded sRGB at `t`, clamped to 0..=1; the low end for NaN.
    pub fn sample(self, t: f32) -> [u8; 3] {
        let t = if t > 0.0 { t.min(1.0) } else { 0.0 };
        let knots: &knots::Knots = match self {
            Self::Batlow => &knots::BATLOW,
            Self::Turbo => &knots::TURBO,
            Self::Inferno => &knots::INFERNO,
            Self::Lapaz => &knots::LAPAZ,
            Self::Vik => &knots::VIK,
            Self::Viridis => &knots::VIRIDIS,
            Self::Gray => return [(255.0 * t).round() as u8; 3],
            Self::OkabeIto => return STEPS[((8.0 * t) as usize).min(7)],
        };
        let at = t * (knots.len() - 1) as f32;
        let low = (at as usize).min(knots.len() - 2);
        let share = at - low as f32;
        std::array::from_fn(|channel| {
            let from = f32::from(knots[low][channel]);
            let to = f32::from(knots[low + 1][channel]);
            (from + share * (to - from)).round() as u8
        })
    }

    /// As [`Colormap::sample`], but bright enough to be seen in the dark: all channels are raised by one
    /// factor, so that a brightest channel of `m` becomes `1 - (1 - m)^1.8` (of 1). Hue and order stay.
    ///
    /// This is how hits are coloured in a luminous [`SeaStyle`](crate::SeaStyle), and so how their legend must be.
    pub fn sample_on_dark(self, t: f32) -> [u8; 3] {
        let color = self.sample(t);
        let brightest = color.into_iter().max().unwrap_or(0);
        if brightest == 0 {
            return color;
        }
        let brightest = f32::from(brightest) / 255.0;
        let factor = (1.0 - (1.0 - brightest).powf(1.8)) / brightest;
        color.map(|channel| (f32::from(channel) * factor).round().min(255.0) as u8)
    }

    /// The map as 256 opaque colours, from the low end to the high end.
    pub fn lut(self) -> [[u8; 4]; 256] {
        std::array::from_fn(|index| {
            let [red, green, blue] = self.sample(index as f32 / 255.0);
            [red, green, blue, 255]
        })
    }

    /// The rows of the texture of all maps: as published, then as on dark.
    pub(crate) fn rows() -> Vec<[[u8; 4]; 256]> {
        let on_dark = Self::ALL.map(|map| {
            std::array::from_fn(|index| {
                let [red, green, blue] = map.sample_on_dark(index as f32 / 255.0);
                [red, green, blue, 255]
            })
        });
        Self::ALL
            .map(Self::lut)
            .into_iter()
            .chain(on_dark)
            .collect()
    }

    /// The map's row in the texture of all maps.
    pub(crate) fn row(self, on_dark: bool) -> u32 {
        let index = Self::ALL.iter().position(|map| *map == self).unwrap_or(0);
        (index + if on_dark { Self::ALL.len() } else { 0 }) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_and_middle_are_the_published_colours() {
        assert_eq!(Colormap::Batlow.sample(0.0), [1, 25, 89]);
        assert_eq!(Colormap::Batlow.sample(1.0), [250, 204, 250]);
        assert_eq!(Colormap::Inferno.sample(0.0), [0, 0, 4]);
        assert_eq!(Colormap::Viridis.sample(1.0), [253, 231, 37]);
        assert_eq!(Colormap::Gray.sample(0.5), [128, 128, 128]);
    }

    #[test]
    fn kinds_have_the_colour_of_the_middle_of_their_step() {
        for (step, color) in STEPS.iter().enumerate() {
            let middle = (step as f32 + 0.5) / 8.0;
            assert_eq!(Colormap::OkabeIto.sample(middle), *color);
        }
        assert_eq!(Colormap::OkabeIto.sample(1.0), STEPS[7]);
    }

    #[test]
    fn on_dark_colours_are_brighter_and_in_the_same_order() {
        assert_eq!(Colormap::Batlow.sample_on_dark(0.0), [2, 39, 137]);
        assert_eq!(Colormap::Gray.sample_on_dark(0.0), [0, 0, 0]);
        assert_eq!(Colormap::Viridis.sample_on_dark(1.0)[0], 255);
        let grays = (0..=20).map(|step| Colormap::Gray.sample_on_dark(step as f32 / 20.0)[0]);
        assert!(grays.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn what_is_no_number_or_out_of_range_gets_an_end() {
        for map in Colormap::ALL {
            assert_eq!(map.sample(f32::NAN), map.sample(0.0));
            assert_eq!(map.sample(-3.0), map.sample(0.0));
            assert_eq!(map.sample(f32::INFINITY), map.sample(1.0));
        }
    }

    #[test]
    fn brightness_of_the_sequential_maps_only_rises() {
        // Rec. 709 luma of the encoded colour: enough to see a dip, which would read as a feature.
        let luma = |[red, green, blue]: [u8; 3]| {
            0.2126 * f32::from(red) + 0.7152 * f32::from(green) + 0.0722 * f32::from(blue)
        };
        for map in [
            Colormap::Batlow,
            Colormap::Inferno,
            Colormap::Viridis,
            Colormap::Lapaz,
            Colormap::Gray,
        ] {
            let steps: Vec<_> = (0..=64)
                .map(|i| luma(map.sample(i as f32 / 64.0)))
                .collect();
            for pair in steps.windows(2) {
                assert!(pair[1] >= pair[0] - 0.5, "{} dips: {pair:?}", map.name());
            }
        }
    }
}
