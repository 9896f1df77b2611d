//! Where the camera of a movie goes: a function of the frame alone, so that frame k shows the same place each time.
//!
//! From one remembered place to the next it goes as in the window: by the shorter turn, gently at both ends. All legs
//! take equally long, and places that fall onto a frame are met exactly, because frames are counted in whole numbers.

use anyhow::bail;
use nuscope_render::camera::OrbitCamera;
use serde::{Deserialize, Serialize};

use super::Movie;
use crate::document::Document;
use crate::scene::detector::whole;
use crate::scene::viewpoint;
use crate::view::{Bookmark, Mode, View};

/// Where the camera goes during a movie.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, clap::ValueEnum,
)]
pub enum CameraPath {
    /// It turns about its target.
    #[default]
    Turn,
    /// It goes through the remembered places in their order.
    Bookmarks,
    /// It keeps its heading and its distance to the particle.
    Follow,
    /// It stays where it is.
    Hold,
}

impl CameraPath {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 4] = [Self::Turn, Self::Bookmarks, Self::Follow, Self::Hold];

    /// What it is called in a menu.
    pub fn label(self) -> &'static str {
        match self {
            Self::Turn => "turns",
            Self::Bookmarks => "goes through the remembered places",
            Self::Follow => "follows the particle",
            Self::Hold => "stays",
        }
    }

    /// Whether there is such a path here.
    pub(super) fn check(self, document: &Document, view: &View) -> anyhow::Result<()> {
        match self {
            Self::Bookmarks if view.steering.bookmarks.len() < 2 => bail!(
                "a path through remembered places needs two at least, found {}: look from somewhere in the window \
                 and press Ctrl+B there; a session keeps them",
                view.steering.bookmarks.len()
            ),
            Self::Follow if !viewpoint::can_follow(document, view) => {
                bail!("there is no particle to follow: this event has no track in a detector")
            }
            _ => Ok(()),
        }
    }
}

/// How a frame of a movie is looked at, except for its moment.
pub fn view_at(document: &Document, view: &View, movie: &Movie, frame: u32) -> View {
    let aspect = movie.size.0 as f32 / movie.size.1.max(1) as f32;
    let detector = document.detector.as_deref();
    let start = view
        .camera
        .or_else(|| detector.map(|detector| whole(detector, aspect)));
    let mut view = View {
        mode: Mode::Event,
        ..view.clone()
    };
    let last = movie.frames() - 1;
    view.camera = match movie.path {
        CameraPath::Turn => {
            start.map(|camera| turned(&camera, movie.turn_deg * movie.share(frame)))
        }
        CameraPath::Bookmarks => through(&view.steering.bookmarks, frame, last).or(start),
        CameraPath::Follow | CameraPath::Hold => start,
    };
    view.steering.following = movie.path == CameraPath::Follow;
    view
}

/// A camera that has turned about its target by an angle in degrees, seen from above against the clock.
fn turned(camera: &OrbitCamera, angle_deg: f32) -> OrbitCamera {
    OrbitCamera {
        yaw_rad: camera.yaw_rad + angle_deg.to_radians(),
        ..*camera
    }
}

/// The camera at a frame of a way through all places, which ends at frame `last`; `None` without places.
fn through(places: &[Bookmark], frame: u32, last: u32) -> Option<OrbitCamera> {
    let legs = u64::try_from(places.len()).ok()?.checked_sub(1)?;
    let last = u64::from(last.max(1));
    let done = u64::from(frame).min(last) * legs;
    let place = |number: u64| Some(places.get(usize::try_from(number).ok()?)?.camera);
    let from = place(done / last)?;
    // The last frame stands at the last place, from where no leg goes on.
    let to = place(done / last + 1).unwrap_or(from);
    let share = (done % last) as f64 / last as f64;
    Some(OrbitCamera::lerp(&from, &to, share as f32))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::f32::consts::PI;

    use glam::Vec3;
    use proptest::prelude::*;

    use super::*;

    fn place(yaw_rad: f32, x: f32) -> Bookmark {
        let camera = OrbitCamera {
            yaw_rad,
            target: Vec3::new(x, 0.0, 0.0),
            distance_m: 100.0 + x,
            ..Default::default()
        };
        let name = format!("{x}");
        Bookmark { name, camera }
    }

    #[test]
    fn every_place_is_met_exactly_and_left_gently() {
        let places = [
            place(0.0, 0.0),
            place(1.0, 90.0),
            place(-1.0, 30.0),
            place(2.0, 7.0),
        ];
        let at = |frame| through(&places, frame, 300).unwrap();
        for (number, place) in places.iter().enumerate() {
            assert_eq!(at(100 * number as u32), place.camera, "{number}");
        }
        // Half a leg is half the way; the first and last frames of a leg go least.
        assert!((at(50).target.x - 45.0).abs() < 1e-3);
        let step = |frame: u32| (at(frame + 1).target.x - at(frame).target.x).abs();
        assert!(step(100) < 0.01 * step(150) && step(199) < 0.01 * step(150));
        assert_eq!(at(999), places[3].camera, "beyond the end it stays");
        assert_eq!(through(&places[..1], 5, 10), Some(places[0].camera));
        assert_eq!(through(&[], 5, 10), None);
        assert_eq!(through(&places, 0, 0), Some(places[0].camera), "one frame");
    }

    #[test]
    fn it_turns_the_shorter_way_round() {
        let places = [place(0.9 * PI, 0.0), place(-0.9 * PI, 0.0)];
        for frame in 0..=20 {
            let camera = through(&places, frame, 20).unwrap();
            assert!(camera.yaw_rad.abs() > 0.89 * PI, "{}", camera.yaw_rad);
        }
    }

    #[test]
    fn a_path_that_does_not_exist_is_refused_in_words() {
        let document = Document::default();
        let view = View::default();
        let said = |path: CameraPath| path.check(&document, &view).unwrap_err().to_string();
        assert!(said(CameraPath::Bookmarks).contains("found 0"));
        assert!(said(CameraPath::Follow).contains("no particle"));
        assert!(CameraPath::Turn.check(&document, &view).is_ok());
        assert!(CameraPath::Hold.check(&document, &view).is_ok());
    }

    proptest! {
        #[test]
        fn it_never_jumps(
            yaws in prop::collection::vec(-PI..PI, 2..6),
            last in 100_u32..400,
        ) {
            let places: Vec<Bookmark> = yaws.iter().map(|yaw| place(*yaw, yaw.abs())).collect();
            let legs = places.len() as f32 - 1.0;
            for frame in 0..last {
                let (a, b) = (through(&places, frame, last).unwrap(), through(&places, frame + 1, last).unwrap());
                // The quintic's greatest slope is 15/8, over half a turn at most.
                let most = 1.9 * PI * legs / last as f32 + 1e-3;
                let turn = a.forward().angle_between(b.forward());
                prop_assert!(turn <= most, "frame {frame}: {turn} > {most}");
            }
        }
    }
}
