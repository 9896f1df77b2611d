//! What the sky's ground is made of, a shader for just that, and over which parts of the picture it runs.
//!
//! Drivers without a graphics card compute both sides of every branch for every pixel: asking in the shader whether
//! there is a galaxy made maps cost twenty times their inverse projection. So each combination that is really shown
//! has a pipeline of its own, made when it is first needed, with the answers as constants. And what lies outside of
//! the map is another part of the picture than what lies inside, because a fragment that ends early costs as much as
//! any other there.

use glam::DVec2;

use super::map_texture::MapTexture;
use super::{Combine, MapStyle, SkyFrame};
use crate::layers::{Layer, skymap};

/// What is drawn in the sky's ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ground {
    /// Whether there is the band of the galaxy.
    galaxy: bool,
    /// Which maps; `None` for no map.
    maps: Option<Combine>,
    /// Whether the density lies over them.
    density: bool,
    /// How the first map, the second, and the density are read.
    read: [Reading; 3],
    /// Whether the first map has tiles in view.
    tiled: bool,
}

/// How a map is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Reading {
    /// Whether its values are interpolated.
    smooth: bool,
    /// The number of its scale.
    kind: u32,
    /// Whether some pixels have no value.
    holes: bool,
    /// Whether nothing of what lies below is seen.
    covers: bool,
}

impl Reading {
    fn new(style: &MapStyle, map: &MapTexture, tiled: bool) -> Self {
        Self {
            smooth: style.smooth,
            kind: style.scale as u32,
            // Means of four may have a value where one of them has none.
            holes: map.holes || tiled,
            covers: style.opacity >= 1.0 && !style.fades && !style.clear_below,
        }
    }
}

impl Ground {
    /// What a frame shows of two maps and a density.
    pub fn new(frame: &SkyFrame, there: &[MapTexture; 3], tiled: bool) -> Self {
        let styles = [&frame.map, &frame.second_map, &frame.density];
        let shown = [0, 1, 2].map(|place| there[place].nside > 0 && styles[place].opacity > 0.0);
        let maps = match (frame.combine, shown) {
            (Combine::Difference, [true, ..]) if there[1].nside > 0 => Some(Combine::Difference),
            (Combine::Over | Combine::Difference, [true, true, _]) => Some(Combine::Over),
            (Combine::First | Combine::Over | Combine::Difference, [true, ..]) => {
                Some(Combine::First)
            }
            (Combine::Second | Combine::Over | Combine::Difference, [_, true, _]) => {
                Some(Combine::Second)
            }
            _ => None,
        };
        let read = |place: usize| Reading::new(styles[place], &there[place], tiled && place == 0);
        Self {
            galaxy: frame.galactic.is_some(),
            maps,
            density: shown[2],
            read: [0, 1, 2].map(read),
            tiled,
        }
    }

    /// The constants that its shader asks for.
    pub fn wgsl(&self) -> String {
        let shows = |wanted: &[Combine]| self.maps.is_some_and(|maps| wanted.contains(&maps));
        let mut text = format!(
            "const WITH_GALAXY = {};\nconst WITH_FIRST = {};\nconst WITH_SECOND = {};\n\
             const WITH_DIFFERENCE = {};\nconst WITH_DENSITY = {};\nconst WITH_TILES = {};\n\
             const EDGES = {}u;\n",
            self.galaxy,
            shows(&[Combine::First, Combine::Over]),
            shows(&[Combine::Second, Combine::Over]),
            shows(&[Combine::Difference]),
            self.density,
            self.tiled,
            skymap::EDGES,
        );
        for (name, read) in ["FIRST", "SECOND", "DENSITY"].iter().zip(&self.read) {
            text += &format!(
                "const {name}_IS_SMOOTH = {};\nconst {name}_KIND = {}u;\nconst {name}_HAS_HOLES = {};\n\
                 const {name}_COVERS = {};\n",
                read.smooth, read.kind, read.holes, read.covers
            );
        }
        text
    }
}

/// The outline may be this many times as wide as the picture before the parts are not told apart: corners far away
/// would cost digits.
const MOST_WIDE: f64 = 8.0;
/// Pixels from the outline that its line and its shine may reach inwards.
const LINE_PX: f64 = 4.0;

/// The parts of the picture that are drawn one after the other; together they are all of it.
pub fn parts(frame: &SkyFrame) -> &'static [Layer] {
    let size = (frame.size_px.0.max(1.0), frame.size_px.1.max(1.0));
    let half = frame.view.extent(size).1;
    let row = frame.view.projection.row();
    let corners = [(0.0, 0.0), (size.0, 0.0), (0.0, size.1), size];
    let inside = |(x, y): (f64, f64)| {
        let plane = frame.view.plane_from_pixel(DVec2::new(x, y), size);
        row.reach(plane) < 1.0 - LINE_PX / half.min_element()
    };
    // Every outline is convex.
    if corners.into_iter().all(inside) {
        &[skymap::INSIDE]
    } else if half.max_element() < MOST_WIDE * size.0.max(size.1) {
        &[skymap::OUTSIDE, skymap::BORDER, skymap::DISC]
    } else {
        &[skymap::WHOLE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buffers::Uploads;
    use crate::gpu::Gpu;

    /// Maps of these nsides, 0 for none.
    pub(crate) fn maps(gpu: &Gpu, nsides: [u32; 3]) -> [MapTexture; 3] {
        nsides.map(|nside| MapTexture {
            nside,
            ..MapTexture::none(gpu, &Uploads::default())
        })
    }

    #[test]
    fn only_maps_that_are_there_and_seen_are_shown() {
        let gpu = Gpu::headless().expect("an adapter");
        let shown = |combine, [first, second]: [u32; 2]| {
            let frame = SkyFrame {
                combine,
                ..Default::default()
            };
            Ground::new(&frame, &maps(&gpu, [first, second, 0]), false).maps
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
        let ground = Ground::new(&clear, &maps(&gpu, [8, 0, 8]), false);
        assert_eq!((ground.maps, ground.density), (None, true));
    }

    #[test]
    fn a_picture_is_all_inside_or_has_an_outline_or_is_too_large_for_parts() {
        let names = |zoom: f64, pan: f64| {
            let mut frame = SkyFrame::default();
            frame.view.zoom = zoom;
            frame.view.pan = DVec2::new(pan, 0.0);
            let parts = parts(&frame).iter();
            parts.map(|layer| layer.name).collect::<Vec<_>>()
        };
        let in_parts = [skymap::OUTSIDE, skymap::BORDER, skymap::DISC].map(|layer| layer.name);
        assert_eq!(names(1.0, 0.0), in_parts);
        assert_eq!(names(6.0, 0.0), [skymap::INSIDE.name]);
        assert_eq!(names(6.0, 6.0), in_parts);
        assert_eq!(names(50.0, 50.0), [skymap::WHOLE.name]);
    }
}
