//! Where anything may shine: a box around it in the water, and the part of a picture that it covers.
//!
//! The glow is made from what shines; where nothing can, its passes have nothing to do.

use glam::Vec3;

use crate::space::{Point, Segment, SpaceFrame};
use crate::tiles::Crop;

/// How much larger a hit is while it is fresh.
const FRESH: f32 = 1.7;
/// How much larger the ring around the chosen hit is.
const RING: f32 = 1.5;
/// Pixels around that of the smallest hits, of their rings and of their smooth edges.
const AROUND_HIT_PX: f32 = 16.0;
/// How far the soft edge of a segment reaches, in its widths, and what is around it in pixels.
const AROUND_SEGMENT: (f32, f32) = (4.6, 4.0);
/// What is nearer to the eye than this may be anywhere in the picture, in metres.
const NEAR_M: f32 = 0.05;

/// A box in the water.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    low: Vec3,
    high: Vec3,
    /// The largest radius in metres, or width in pixels, of what is in it.
    largest: f32,
}

impl Bounds {
    /// Around hits; `None` where there are none.
    pub fn of_hits(hits: &[Point]) -> Option<Self> {
        let places = hits
            .iter()
            .map(|hit| (Vec3::from(hit.position), hit.radius_m));
        Self::of(places)
    }

    /// Around segments; `None` where there are none.
    pub fn of_segments(segments: &[Segment]) -> Option<Self> {
        let ends = |segment: &Segment| {
            [segment.from, segment.to].map(|end| (Vec3::from(end), segment.width_px))
        };
        Self::of(segments.iter().flat_map(ends))
    }

    fn of(places: impl Iterator<Item = (Vec3, f32)>) -> Option<Self> {
        let bounds = places.map(|(place, largest)| Self {
            low: place,
            high: place,
            largest,
        });
        bounds.reduce(|a, b| Self {
            low: a.low.min(b.low),
            high: a.high.max(b.high),
            largest: a.largest.max(b.largest),
        })
    }

    /// Corners, with a margin in metres.
    fn corners(&self, margin_m: f32) -> [Vec3; 8] {
        let (low, high) = (self.low - margin_m, self.high + margin_m);
        std::array::from_fn(|corner| {
            let side = |axis: usize| {
                if corner >> axis & 1 == 0 {
                    low[axis]
                } else {
                    high[axis]
                }
            };
            Vec3::new(side(0), side(1), side(2))
        })
    }
}

/// The part of a picture of `size` where hits and segments within these bounds may shine, in its pixels.
pub fn part(
    hits: Option<Bounds>,
    segments: Option<Bounds>,
    frame: &SpaceFrame,
    size: (u32, u32),
) -> Crop {
    let hits = hits.map(|bounds| {
        let fresh = if frame.cursor_ns.is_some() {
            FRESH
        } else {
            1.0
        };
        let chosen = frame.selected_id != 0 || frame.hovered_id != 0;
        let ring = if chosen { RING } else { 1.0 };
        let margin_m = fresh * ring * frame.hit_scale.abs() * bounds.largest;
        (bounds.corners(margin_m), AROUND_HIT_PX)
    });
    let segments = segments.map(|bounds| {
        let (widths, around_px) = AROUND_SEGMENT;
        (bounds.corners(0.0), widths * bounds.largest + around_px)
    });
    let (mut low, mut high) = (glam::Vec2::INFINITY, glam::Vec2::NEG_INFINITY);
    let viewport_px = glam::Vec2::new(frame.viewport_px.0.max(1.0), frame.viewport_px.1.max(1.0));
    for (corners, around_px) in hits.into_iter().chain(segments) {
        let margin = 2.0 * around_px / viewport_px;
        for corner in corners {
            let clip = frame.clip_from_world * corner.extend(1.0);
            let place = clip.truncate().truncate() / clip.w;
            if !(clip.w > NEAR_M && place.is_finite()) {
                return Crop::whole(size);
            }
            low = low.min(place - margin);
            high = high.max(place + margin);
        }
    }
    if low.x > high.x {
        return Crop::default();
    }
    let pixels =
        |place: f32, size: u32| (0.5 * (place.clamp(-1.0, 1.0) + 1.0) * size as f32) as f64;
    let (left, right) = (pixels(low.x, size.0).floor(), pixels(high.x, size.0).ceil());
    let (top, bottom) = (
        pixels(-high.y, size.1).floor(),
        pixels(-low.y, size.1).ceil(),
    );
    Crop {
        x: left as i32,
        y: top as i32,
        width: (right - left) as u32,
        height: (bottom - top) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrbitCamera;

    const SIZE: (u32, u32) = (320, 200);

    fn frame() -> SpaceFrame {
        let camera = OrbitCamera {
            pitch_rad: 0.0,
            yaw_rad: 0.0,
            distance_m: 1000.0,
            ..Default::default()
        };
        SpaceFrame {
            clip_from_world: camera.clip_from_world(1.6),
            eye: camera.eye(),
            viewport_px: (320.0, 200.0),
            ..Default::default()
        }
    }

    fn bounds(x: f32, y: f32) -> Option<Bounds> {
        let hit = |x| Point {
            position: [x, y, 0.0],
            ..Default::default()
        };
        Bounds::of_hits(&[hit(x), hit(x + 10.0)])
    }

    #[test]
    fn nothing_shines_nowhere_and_what_is_around_the_eye_everywhere() {
        assert_eq!(part(None, None, &frame(), SIZE), Crop::default());
        assert_eq!(
            part(bounds(0.0, -1000.0), None, &frame(), SIZE),
            Crop::whole(SIZE)
        );
        let nan = SpaceFrame {
            clip_from_world: glam::Mat4::NAN,
            ..frame()
        };
        assert_eq!(part(bounds(0.0, 0.0), None, &nan, SIZE), Crop::whole(SIZE));
    }

    #[test]
    fn a_hit_in_the_middle_shines_there_and_one_beside_the_picture_in_none_of_it() {
        let middle = part(bounds(-5.0, 0.0), None, &frame(), SIZE);
        assert!(
            middle.holds(160, 100) && middle.width < 50 && middle.height < 50,
            "{middle:?}"
        );
        let beside = part(bounds(1000.0, 0.0), None, &frame(), SIZE);
        assert_eq!(beside.width, 0, "{beside:?}");
    }
}
