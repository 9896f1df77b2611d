//! Tracks and showers as geometry: where they shine, solid; where they only point, dashed.
//!
//! Positions are relative to the detector's centre, times to the event's zero, so that both fit `f32`. Tracks without
//! a place are left out and those without a time are always there; both are counted and told.

use nuscope_model::track::{TrackShape, best_track};
use nuscope_model::{Detector, Event, Medium, Track};
use nuscope_render::{Ball, Front, Segment};

use crate::scene::event::TRACK_IDS;
use crate::scene::track_line::{TrackLine, crossing};
use crate::scene::{drawn_tracks, error_cone, light_front, shower_light};
use crate::theme::Theme;
use crate::view::{View, user_place};

/// Everything that tracks and showers put into the 3D view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackScene {
    /// Lines of tracks and cones of errors.
    pub segments: Vec<Segment>,
    /// Fronts of light of the reference and of what is compared.
    pub fronts: Vec<Front>,
    /// Showers as spheres of light.
    pub balls: Vec<Ball>,
    /// What could not be drawn, in sentences.
    pub remarks: Vec<String>,
}

/// Why a track is drawn as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Reference,
    Compared,
    Own,
    Truth,
    Best,
    Other,
}

/// A track that is to be drawn.
struct Drawn {
    place: usize,
    track: Track,
    role: Role,
}

/// All tracks and showers that the view asks for, the user's own with them.
pub fn track_scene(
    event: &Event,
    detector: &Detector,
    view: &View,
    medium: Medium,
    theme: &Theme,
) -> TrackScene {
    let mut scene = TrackScene::default();
    let (mut placeless, mut timeless, mut dark) = (0, 0, 0);
    for drawn in drawn(event, view) {
        let track = &drawn.track;
        if !track.position_m.is_finite() {
            placeless += 1;
            continue;
        }
        timeless += usize::from(!track.time_ns.is_finite());
        let line = TrackLine {
            track,
            time_zero_ns: event.time_zero_ns,
            center_m: detector.center_m(),
            through: crossing(track, detector),
            color: color(drawn.role, theme),
            width_px: width_px(drawn.role),
            id: TRACK_IDS + drawn.place as u32,
        };
        line.add(detector, medium, &mut scene.segments);
        let prominent = matches!(drawn.role, Role::Reference | Role::Compared);
        if view.tracks.error_cones && prominent {
            error_cone::add(&line, medium, &mut scene.segments);
        }
        if view.tracks.light_front && prominent {
            scene.fronts.extend(light_front::front(
                track,
                event.time_zero_ns,
                detector,
                medium,
                line.color,
                line.id,
            ));
        }
        // Of a fit that no one asked about, its place is enough: its light would hide the hits.
        let asked = !matches!(drawn.role, Role::Best | Role::Other);
        if view.tracks.shower_light && asked && track.shape == TrackShape::Shower {
            let color = match prominent {
                true => line.color,
                false => theme.light.to_array(),
            };
            match shower_light::ball(&line, medium, color) {
                Some(ball) => scene.balls.push(ball),
                None => dark += 1,
            }
        }
    }
    let mut remark = |count: usize, one: &str, many: &str| match count {
        0 => {}
        1 => scene.remarks.push(format!("1 {one}")),
        n => scene.remarks.push(format!("{n} {many}")),
    };
    remark(
        placeless,
        "track has no place and is not drawn",
        "tracks have no place and are not drawn",
    );
    remark(
        timeless,
        "track has no time: it is drawn at all times, without its light",
        "tracks have no time: they are drawn at all times, without their light",
    );
    remark(
        dark,
        "shower has no finite energy: its sphere of light is left out",
        "showers have no finite energy: their spheres of light are left out",
    );
    scene
}

/// What is drawn, the most important last, so that it lies on top.
fn drawn(event: &Event, view: &View) -> Vec<Drawn> {
    let look = &view.tracks;
    let chosen = drawn_tracks::drawn_tracks(event, &view.event, look);
    let reference = look.place(look.reference, event);
    let compared = look
        .compared
        .and_then(|choice| look.place(choice, event))
        .filter(|place| Some(*place) != reference);
    let best = best_track(&event.tracks);
    let own = user_place(event);
    let role = |place: usize| match place {
        _ if Some(place) == reference => Role::Reference,
        _ if Some(place) == compared => Role::Compared,
        _ if place == own => Role::Own,
        _ if place >= event.tracks.len() => Role::Truth,
        _ if Some(place) == best => Role::Best,
        _ => Role::Other,
    };
    let files = chosen.iter().enumerate().filter(|(_, drawn)| **drawn);
    let mut drawn: Vec<Drawn> = files
        .map(|(place, _)| place)
        .chain(look.user.map(|_| own))
        .filter_map(|place| {
            Some(Drawn {
                place,
                track: look.at(place, event)?,
                role: role(place),
            })
        })
        .collect();
    drawn.sort_by_key(|drawn| match drawn.role {
        Role::Other => 0,
        Role::Truth => 1,
        Role::Best => 2,
        Role::Own => 3,
        Role::Compared => 4,
        Role::Reference => 5,
    });
    drawn
}

fn color(role: Role, theme: &Theme) -> [u8; 4] {
    let (color, strength) = match role {
        Role::Reference => (theme.selection, 255),
        Role::Compared => (theme.compared, 255),
        Role::Own => (theme.accent, 255),
        Role::Truth => (theme.truth, 255),
        Role::Best => (theme.text, 190),
        Role::Other => (theme.weak, 70),
    };
    let [r, g, b, _] = color.to_array();
    [r, g, b, strength]
}

fn width_px(role: Role) -> f32 {
    match role {
        Role::Reference | Role::Compared => 2.2,
        Role::Own | Role::Best => 1.6,
        Role::Truth | Role::Other => 1.2,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scene::event::tests::detector;
    use crate::theme::DARK;
    use crate::view::{EventLook, TrackChoice, UserTrack};
    use glam::DVec3;
    use nuscope_model::{Direction, TrackOrigin};
    use nuscope_render::SegmentStyle;

    /// A fit of one stage and this likelihood through the two modules' middle, eastward.
    pub(crate) fn fit(name: &str, likelihood: f64) -> Track {
        let direction = Direction::from_travel(DVec3::X).unwrap();
        Track {
            name: name.into(),
            origin: TrackOrigin::Reconstructed { rec_type: 4000 },
            likelihood: Some(likelihood),
            stages: vec![1],
            ..Track::line(DVec3::new(100.0, 200.0, 83.0), direction, 50.0)
        }
    }

    /// A simulated particle of this code and energy on the same way.
    pub(crate) fn particle(name: &str, pdg: i32, energy_gev: f64) -> Track {
        Track {
            origin: TrackOrigin::MonteCarlo { pdg },
            energy_gev: Some(energy_gev),
            likelihood: None,
            stages: Vec::new(),
            ..fit(name, 0.0)
        }
    }

    fn scene(event: &Event, view: &View) -> TrackScene {
        track_scene(event, &detector(), view, Medium::WATER, &DARK)
    }

    #[test]
    fn a_true_muon_is_drawn_over_its_real_length_and_time() {
        let event = Event {
            mc_tracks: vec![Track {
                length_m: Some(299.792458),
                ..particle("muon", 13, 1e3)
            }],
            time_zero_ns: 20.0,
            ..Default::default()
        };
        let drawn = scene(&event, &View::default()).segments;
        assert_eq!(drawn.len(), 1);
        assert_eq!(drawn[0].from, [0.0, 0.0, 0.0]);
        assert!((drawn[0].to[0] - 299.79).abs() < 0.01);
        assert_eq!(drawn[0].from_time_ns, 30.0);
        assert!((drawn[0].to_time_ns - 1030.0).abs() < 1e-3);
    }

    #[test]
    fn a_fit_is_solid_where_its_light_was_and_dashed_elsewhere() {
        let mut known = fit("JMuon", 1.0);
        known.details = vec![
            ("JSTART_ZMIN_M".into(), -20.0),
            ("JSTART_ZMAX_M".into(), 60.0),
        ];
        let event = |fit: Track| Event {
            tracks: vec![fit],
            ..Event::default()
        };
        let parts = |event: &Event| -> Vec<(u32, f32, f32)> {
            let segments = scene(event, &View::default()).segments;
            let part = |segment: &Segment| (segment.style, segment.from[0], segment.to[0]);
            segments.iter().map(part).collect()
        };
        let (solid, dashed) = (SegmentStyle::Solid as u32, SegmentStyle::Dashed as u32);
        assert_eq!(
            parts(&event(known)),
            [
                (solid, -20.0, 60.0),
                (dashed, -150.0, -20.0),
                (dashed, 60.0, 150.0)
            ]
        );
        assert_eq!(parts(&event(fit("JMuon", 1.0))), [(solid, -150.0, 150.0)]);
    }

    #[test]
    fn what_is_compared_has_its_own_colour_and_light_and_lies_below_the_reference() {
        let event = Event {
            tracks: vec![fit("JMuon", 1.0), fit("aashower", 2.0), fit("other", 0.0)],
            ..Event::default()
        };
        let mut view = View::default();
        view.tracks.compared = Some(TrackChoice::Place(0));
        let scene = scene(&event, &view);
        let colors: Vec<_> = scene.segments.iter().map(|segment| segment.color).collect();
        let full = |role| color(role, &DARK);
        assert_eq!(
            colors,
            [
                full(Role::Other),
                full(Role::Compared),
                full(Role::Reference)
            ]
        );
        let fronts: Vec<_> = scene.fronts.iter().map(|front| front.id).collect();
        assert_eq!(fronts, [TRACK_IDS, TRACK_IDS + 1]);
        view.tracks.light_front = false;
        assert!(self::scene(&event, &view).fronts.is_empty());
    }

    #[test]
    fn the_user_track_is_drawn_with_the_others() {
        let event = Event::default();
        let mut view = View::default();
        assert!(scene(&event, &view).segments.is_empty());
        view.tracks.user = Some(UserTrack::copy_of(&fit("", 0.0), 0.0));
        let drawn = scene(&event, &view);
        assert_eq!(drawn.segments.len(), 1);
        assert_eq!(drawn.segments[0].id, TRACK_IDS);
        assert_eq!(drawn.segments[0].color, color(Role::Own, &DARK));
        view.tracks.reference = TrackChoice::User;
        assert_eq!(scene(&event, &view).fronts.len(), 1);
    }

    #[test]
    fn what_cannot_be_drawn_is_counted_and_told() {
        let shower = |energy_gev| Track {
            shape: TrackShape::Shower,
            energy_gev,
            ..fit("JShower", 0.0)
        };
        let event = Event {
            tracks: vec![
                Track {
                    position_m: DVec3::NAN,
                    ..fit("lost", 0.0)
                },
                Track {
                    time_ns: f64::NAN,
                    ..fit("timeless", 0.0)
                },
                Track {
                    time_ns: f64::INFINITY,
                    ..fit("timeless", 0.0)
                },
                shower(Some(f64::INFINITY)),
                shower(Some(1e3)),
                shower(Some(1e4)),
            ],
            ..Event::default()
        };
        let mut view = View::default();
        view.tracks.reference = TrackChoice::Place(3);
        view.tracks.compared = Some(TrackChoice::Place(4));
        let scene = scene(&event, &view);
        assert_eq!(
            scene.remarks,
            [
                "1 track has no place and is not drawn",
                "2 tracks have no time: they are drawn at all times, without their light",
                "1 shower has no finite energy: its sphere of light is left out",
            ]
        );
        assert_eq!((scene.segments.len(), scene.balls.len()), (5, 1));
        let finite = |segment: &Segment| {
            let ends = segment.from.iter().chain(&segment.to);
            ends.into_iter().all(|x| x.is_finite()) && segment.from_time_ns.is_finite()
        };
        assert!(scene.segments.iter().all(finite));
    }

    #[test]
    fn kinds_that_are_left_out_are_not_drawn() {
        let event = Event {
            tracks: vec![fit("JMuon", 1.0)],
            mc_tracks: vec![particle("muon", 13, 10.0)],
            ..Event::default()
        };
        let mut view = View {
            event: EventLook {
                truth: false,
                ..EventLook::default()
            },
            ..View::default()
        };
        assert_eq!(scene(&event, &view).segments.len(), 1);
        view.event.reconstructed = false;
        assert!(scene(&event, &view).segments.is_empty());
    }
}
