//! Tracks and showers as geometry: where they shine, solid; where they only point, dashed.
//!
//! Positions are relative to the detector's centre, times to the event's zero, so that both fit `f32`.

use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::track::{TrackShape, best_track};
use nuscope_model::{Detector, Event, Track, TrackOrigin};
use nuscope_render::{Segment, SegmentStyle};

use crate::scene::drawn_tracks;
use crate::scene::event::{TRACK_IDS, relative};
use crate::theme::Theme;
use crate::view::EventLook;

/// How far tracks of unknown length are drawn beyond the detector, in metres.
const MARGIN_M: f64 = 150.0;

/// All tracks and showers that the look asks for.
pub fn tracks(event: &Event, detector: &Detector, look: &EventLook, theme: &Theme) -> Vec<Segment> {
    let mut segments = Vec::new();
    let best = best_track(&event.tracks);
    let all = event.tracks.iter().chain(&event.mc_tracks).enumerate();
    let chosen = drawn_tracks::drawn_tracks(event);
    for (place, track) in all.filter(|(place, _)| chosen[*place]) {
        let wanted = if track.simulated() {
            look.truth
        } else {
            look.reconstructed
        };
        if !wanted {
            continue;
        }
        let is_best = Some(place) == best;
        let color = match (track.simulated(), is_best) {
            (true, _) => theme.truth,
            (false, true) => theme.selection,
            (false, false) => theme.weak,
        };
        let [r, g, b, _] = color.to_array();
        let own = TrackLine {
            track,
            color: [
                r,
                g,
                b,
                if is_best || track.simulated() {
                    255
                } else {
                    45
                },
            ],
            width_px: if is_best { 2.2 } else { 1.2 },
            id: TRACK_IDS + place as u32,
        };
        own.add(event, detector, &mut segments);
    }
    segments
}

/// One track and how it is drawn.
struct TrackLine<'a> {
    track: &'a Track,
    color: [u8; 4],
    width_px: f32,
    id: u32,
}

impl TrackLine<'_> {
    fn add(&self, event: &Event, detector: &Detector, segments: &mut Vec<Segment>) {
        let track = self.track;
        let neutral = matches!(track.origin, TrackOrigin::MonteCarlo { pdg } if matches!(pdg.abs(), 12 | 14 | 16));
        let through = crossing(track, detector);
        match (neutral, track.shape) {
            // A neutrino is dark: dashes up to where it interacts.
            (true, _) => {
                let approach =
                    0.5 * (detector.bounds_m().1 - detector.bounds_m().0).length() + MARGIN_M;
                segments.push(self.segment(
                    event,
                    detector,
                    (-approach, 0.0),
                    SegmentStyle::Dashed,
                ));
            }
            (false, TrackShape::Shower) => {
                let half = 0.5 * shower_length_m(track.energy_gev);
                let style = SegmentStyle::Solid;
                segments.push(Segment {
                    width_px: 2.5 * self.width_px,
                    ..self.segment(event, detector, (-half, half), style)
                });
            }
            (false, TrackShape::Line) => match track.length_m.filter(|length| *length > 0.0) {
                // The truth knows where a muon starts and stops.
                Some(length) if track.simulated() => {
                    segments.push(self.segment(
                        event,
                        detector,
                        (0.0, length),
                        SegmentStyle::Solid,
                    ));
                }
                // A fit knows where its light was, and points on through the detector.
                Some(length) => {
                    segments.push(self.segment(
                        event,
                        detector,
                        (0.0, length),
                        SegmentStyle::Solid,
                    ));
                    let thin = Self {
                        width_px: 1.0,
                        ..*self
                    };
                    for part in [(through.0, 0.0), (length, through.1)] {
                        if part.1 > part.0 {
                            segments.push(thin.segment(
                                event,
                                detector,
                                part,
                                SegmentStyle::Dashed,
                            ));
                        }
                    }
                }
                None => segments.push(self.segment(event, detector, through, SegmentStyle::Solid)),
            },
        }
    }

    /// The part of the track between two lengths along it, in metres from its position.
    fn segment(
        &self,
        event: &Event,
        detector: &Detector,
        (from_m, to_m): (f64, f64),
        style: SegmentStyle,
    ) -> Segment {
        let center = detector.center_m();
        let at = |length_m: f64| self.track.position_m + length_m * self.track.direction.travel();
        let time = |length_m: f64| {
            let time_ns = self.track.time_ns - event.time_zero_ns + length_m / C_M_PER_NS;
            if time_ns.is_finite() {
                time_ns as f32
            } else {
                Segment::ALWAYS
            }
        };
        Segment {
            from: relative(at(from_m), center),
            to: relative(at(to_m), center),
            from_time_ns: time(from_m),
            to_time_ns: time(to_m),
            width_px: self.width_px,
            color: self.color,
            id: self.id,
            style: style as u32,
        }
    }
}

/// Length over which a shower of this energy shines, in metres: it grows with the logarithm of the energy.
///
/// Source: longitudinal shower profile, radiation length 0.36 m in water, maximum near
/// ln(E / 0.08 GeV) radiation lengths (Particle Data Group, passage of particles through matter).
fn shower_length_m(energy_gev: Option<f64>) -> f64 {
    let energy_gev = energy_gev
        .filter(|energy| energy.is_finite())
        .unwrap_or(1e3)
        .max(1.0);
    (0.36 * 2.0 * (energy_gev / 0.08).ln()).max(4.0)
}

/// Where the track's line comes within reach of the detector and leaves it, in metres along it.
fn crossing(track: &Track, detector: &Detector) -> (f64, f64) {
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scene::event::tests::detector;
    use glam::DVec3;
    use nuscope_model::Direction;

    #[test]
    fn a_true_muon_is_drawn_over_its_real_length_and_time() {
        let track = Track {
            name: "muon".into(),
            origin: TrackOrigin::MonteCarlo { pdg: 13 },
            shape: TrackShape::Line,
            position_m: DVec3::new(100.0, 200.0, 83.0),
            direction: Direction::from_travel(DVec3::X).unwrap(),
            time_ns: 50.0,
            energy_gev: Some(1e3),
            length_m: Some(299.792458),
            likelihood: None,
            stages: Vec::new(),
            angular_error_rad: None,
            details: Vec::new(),
        };
        let event = Event {
            mc_tracks: vec![track],
            time_zero_ns: 20.0,
            ..Default::default()
        };
        let drawn = tracks(
            &event,
            &detector(),
            &EventLook::default(),
            &crate::theme::DARK,
        );
        assert_eq!(drawn.len(), 1);
        assert_eq!(drawn[0].from, [0.0, 0.0, 0.0]);
        assert!((drawn[0].to[0] - 299.79).abs() < 0.01);
        assert_eq!(drawn[0].from_time_ns, 30.0);
        assert!((drawn[0].to_time_ns - 1030.0).abs() < 1e-3);
    }
}
