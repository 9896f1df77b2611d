//! One track as segments: as long as it shines, and on through the detector where a fit only points.

use glam::DVec3;
use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::track::TrackShape;
use nuscope_model::{Detector, ExtentFrom, Medium, Track, TrackOrigin};
use nuscope_render::{Segment, SegmentStyle};

use crate::scene::event::relative;
use crate::scene::shower_light;

/// How far tracks of unknown length are drawn beyond the detector, in metres.
const MARGIN_M: f64 = 150.0;

/// One track, where it is and how it is drawn.
pub(super) struct TrackLine<'a> {
    pub(super) track: &'a Track,
    pub(super) time_zero_ns: f64,
    pub(super) center_m: DVec3,
    /// Where it comes near the detector and leaves it, in metres along it.
    pub(super) through: (f64, f64),
    pub(super) color: [u8; 4],
    pub(super) width_px: f32,
    pub(super) id: u32,
}

impl TrackLine<'_> {
    /// Adds its segments: solid where it shines, dashed where it only points.
    pub(super) fn add(&self, detector: &Detector, medium: Medium, segments: &mut Vec<Segment>) {
        let (low, high) = detector.bounds_m();
        let dark = matches!(self.track.origin, TrackOrigin::MonteCarlo { pdg } if matches!(pdg.abs(), 12 | 14 | 16));
        match self.track.shape {
            // A neutrino is dark: dashes up to where it interacts.
            _ if dark => {
                let approach = 0.5 * (high - low).length() + MARGIN_M;
                segments.push(self.part((-approach, 0.0), SegmentStyle::Dashed));
            }
            TrackShape::Shower => {
                let half = 0.5 * shower_light::length_m(self.track.energy_gev);
                segments.push(Segment {
                    width_px: 2.5 * self.width_px,
                    ..self.part((-half, half), SegmentStyle::Solid)
                });
            }
            TrackShape::Line => {
                let shines = self.shines_m(medium);
                segments.push(self.part(shines, SegmentStyle::Solid));
                // A fit knows where its light was, and points on through the detector.
                let beyond = [(self.through.0, shines.0), (shines.1, self.through.1)];
                for part in beyond {
                    if part.1 > part.0 && !self.track.simulated() {
                        segments.push(Segment {
                            width_px: 1.0,
                            ..self.part(part, SegmentStyle::Dashed)
                        });
                    }
                }
            }
        }
    }

    /// Where the track shines, in metres along it: as far as is known, else through the detector.
    pub(super) fn shines_m(&self, medium: Medium) -> (f64, f64) {
        let extent = self.track.visible_extent_m(medium);
        let known = |end: f64, otherwise: f64| if end.is_finite() { end } else { otherwise };
        let from = known(extent.from_m, self.through.0);
        let mut to = known(extent.to_m, self.through.1.max(from + MARGIN_M));
        if extent.known == ExtentFrom::Range {
            // A mean range of kilometres is no reason to draw that far.
            to = to.min(self.through.1.max(from + MARGIN_M));
        }
        (from, to)
    }

    /// A point of the track, as the GPU takes it.
    pub(super) fn at(&self, length_m: f64) -> [f32; 3] {
        let travel = self.track.direction.travel();
        relative(self.track.position_m + length_m * travel, self.center_m)
    }

    /// When the particle is there, in nanoseconds after the event's zero.
    pub(super) fn time_ns(&self, length_m: f64) -> f32 {
        let time_ns = self.track.time_ns - self.time_zero_ns + length_m / C_M_PER_NS;
        match time_ns.is_finite() {
            true => time_ns as f32,
            false => Segment::ALWAYS,
        }
    }

    /// The part of the track between two lengths along it, in metres from its position.
    fn part(&self, (from_m, to_m): (f64, f64), style: SegmentStyle) -> Segment {
        Segment {
            from: self.at(from_m),
            to: self.at(to_m),
            from_time_ns: self.time_ns(from_m),
            to_time_ns: self.time_ns(to_m),
            width_px: self.width_px,
            color: self.color,
            id: self.id,
            style: style as u32,
        }
    }
}

/// Where the track's line comes within reach of the detector and leaves it, in metres along it.
pub(super) fn crossing(track: &Track, detector: &Detector) -> (f64, f64) {
    let (low, high) = detector.bounds_m();
    let (low, high) = (low - MARGIN_M, high + MARGIN_M);
    let (p, u) = (track.position_m, track.direction.travel());
    let mut range = (f64::NEG_INFINITY, f64::INFINITY);
    for axis in 0..3 {
        if u[axis].abs() > 1e-12 {
            let (a, b) = (
                (low[axis] - p[axis]) / u[axis],
                (high[axis] - p[axis]) / u[axis],
            );
            range = (range.0.max(a.min(b)), range.1.min(a.max(b)));
        } else if !(low[axis]..=high[axis]).contains(&p[axis]) {
            range = (0.0, 0.0);
        }
    }
    if range.0 < range.1 && range.0.is_finite() && range.1.is_finite() {
        return range;
    }
    // It misses the detector: the piece nearest to it.
    let nearest = (detector.center_m() - p).dot(u);
    (nearest - MARGIN_M, nearest + MARGIN_M)
}
