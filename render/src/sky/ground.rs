//! What the sky's ground is made of, and a shader for just that.
//!
//! Drivers without a graphics card compute both sides of every branch for every pixel: asking in the shader whether
//! there is a galaxy made maps cost twenty times their inverse projection. So each combination that is really shown
//! has a pipeline of its own, made when it is first needed, with the answers as constants.

use super::{Combine, SkyFrame};

/// What is drawn in the sky's ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ground {
    /// Whether there is the band of the galaxy.
    galaxy: bool,
    /// Which maps; `None` for no map.
    maps: Option<Combine>,
    /// Whether the maps' values are interpolated.
    smooth: [bool; 2],
    /// Numbers of the maps' scales.
    kinds: [u32; 2],
    /// Whether the first map has tiles in view.
    tiled: bool,
}

impl Ground {
    /// What a frame shows of maps of these nsides (0: none).
    pub fn new(frame: &SkyFrame, nsides: [u32; 2], tiled: bool) -> Self {
        let styles = [&frame.map, &frame.second_map];
        let there = [0, 1].map(|place| nsides[place] > 0 && styles[place].opacity > 0.0);
        let maps = match (frame.combine, there) {
            (Combine::Difference, [true, _]) if nsides[1] > 0 => Some(Combine::Difference),
            (Combine::Over | Combine::Difference, [true, true]) => Some(Combine::Over),
            (Combine::First | Combine::Over | Combine::Difference, [true, _]) => {
                Some(Combine::First)
            }
            (Combine::Second | Combine::Over | Combine::Difference, [_, true]) => {
                Some(Combine::Second)
            }
            _ => None,
        };
        Self {
            galaxy: frame.galactic.is_some(),
            maps,
            smooth: styles.map(|style| style.smooth),
            kinds: styles.map(|style| style.scale as u32),
            tiled,
        }
    }

    /// The constants that its shader asks for.
    pub fn wgsl(&self) -> String {
        let shows = |wanted: &[Combine]| self.maps.is_some_and(|maps| wanted.contains(&maps));
        format!(
            "const WITH_GALAXY = {};\nconst WITH_FIRST = {};\nconst WITH_SECOND = {};\n\
             const WITH_DIFFERENCE = {};\nconst WITH_TILES = {};\n\
             const FIRST_IS_SMOOTH = {};\nconst SECOND_IS_SMOOTH = {};\n\
             const FIRST_KIND = {}u;\nconst SECOND_KIND = {}u;\n",
            self.galaxy,
            shows(&[Combine::First, Combine::Over]),
            shows(&[Combine::Second, Combine::Over]),
            shows(&[Combine::Difference]),
            self.tiled,
            self.smooth[0],
            self.smooth[1],
            self.kinds[0],
            self.kinds[1],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_maps_that_are_there_and_seen_are_shown() {
        let shown = |combine, nsides| {
            let frame = SkyFrame {
                combine,
                ..Default::default()
            };
            Ground::new(&frame, nsides, false).maps
        };
        assert_eq!(shown(Combine::First, [0, 0]), None);
        assert_eq!(shown(Combine::First, [8, 8]), Some(Combine::First));
        assert_eq!(shown(Combine::Second, [8, 0]), None);
        assert_eq!(shown(Combine::Over, [8, 0]), Some(Combine::First));
        assert_eq!(shown(Combine::Over, [0, 8]), Some(Combine::Second));
        assert_eq!(
            shown(Combine::Difference, [8, 8]),
            Some(Combine::Difference)
        );
        assert_eq!(shown(Combine::Difference, [8, 0]), Some(Combine::First));
        let mut clear = SkyFrame::default();
        clear.map.opacity = 0.0;
        assert_eq!(Ground::new(&clear, [8, 0], false).maps, None);
    }
}
