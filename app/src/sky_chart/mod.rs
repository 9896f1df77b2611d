//! The sky as a chart: in which frame it is drawn now, what is told of a place on it, and how places are typed.
//!
//! Data stay in the ICRS. A chart is one rotation, [`Chart::frame_from_sky`], that the view takes: markers, maps,
//! lines, picking and dragging all go through it. The horizon's rotation leaves aberration out, so that what is drawn
//! lies up to 21 arc seconds from the altitudes that are told.

pub mod measure;
pub mod moment;
pub mod overhead;
pub mod reading;
pub mod typed;

use std::sync::Arc;

use glam::DMat3;
use nuscope_model::{Equatorial, Horizontal, SkyFrame, Utc};

use crate::document::Document;
use crate::view::{ChartFrame, SkyLook, Telescope, View};
pub use overhead::Overhead;

/// The frame that the sky is drawn in, as of a moment.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The frame: the chosen one, or the equatorial one where that cannot be.
    pub frame: ChartFrame,
    /// The site whose horizon it may be.
    pub site: Telescope,
    /// The rotation from the ICRS to it.
    pub frame_from_sky: DMat3,
    /// What stands over the sites, or why that is not known.
    pub overhead: Result<Arc<Overhead>, String>,
}

impl Default for Chart {
    fn default() -> Self {
        Self {
            frame: ChartFrame::Equatorial,
            site: Telescope::default(),
            frame_from_sky: DMat3::IDENTITY,
            overhead: Err(String::new()),
        }
    }
}

impl Chart {
    /// The chart of a view, the clock saying `now`; what stands over the sites is taken from the chart `before` if
    /// that is of the same moment.
    pub fn of(document: &Document, view: &View, now: Utc, before: Option<&Self>) -> Self {
        let look = &view.sky;
        let overhead = moment::of(document, view, now).and_then(|utc| {
            let known = before.and_then(|before| before.overhead.as_ref().ok());
            match known.filter(|known| known.utc == utc) {
                Some(known) => Ok(Arc::clone(known)),
                None => Overhead::at(utc).map(Arc::new),
            }
        });
        let site = look.observer.site;
        let frame = match overhead {
            Err(_) if look.frame == ChartFrame::Horizon => ChartFrame::Equatorial,
            _ => look.frame,
        };
        let mut chart = Self {
            frame,
            site,
            frame_from_sky: DMat3::IDENTITY,
            overhead,
        };
        chart.frame_from_sky = chart.rotation(frame).unwrap_or(DMat3::IDENTITY);
        chart
    }

    /// The rotation from the ICRS to a frame; `None` for the horizon where the moment is not known.
    pub fn rotation(&self, frame: ChartFrame) -> Option<DMat3> {
        match frame.among_stars() {
            Some(frame) => Some(frame.rotation()),
            None => {
                let overhead = self.overhead.as_ref().ok()?;
                Some(overhead.sky(self.site).rotation())
            }
        }
    }

    /// The moment, if it is known.
    pub fn utc(&self) -> Option<Utc> {
        self.overhead.as_ref().ok().map(|overhead| overhead.utc)
    }

    /// Why the sky is not drawn as it was asked to be, in a sentence.
    pub fn refused(&self, look: &SkyLook) -> Option<String> {
        let why = self.overhead.as_ref().err()?;
        let what = match (look.frame, look.observer.needs_moment()) {
            (ChartFrame::Horizon, _) => "The horizon is not drawn.",
            (_, true) => "What depends on the time is not drawn.",
            _ => return None,
        };
        Some(format!("{what} {why}"))
    }

    /// The frame's name, with site and moment where it depends on them.
    pub fn words(&self) -> String {
        match (self.frame, self.utc()) {
            (ChartFrame::Horizon, Some(utc)) => {
                format!("Horizon of {} at {}", self.site.name(), moment_words(utc))
            }
            (frame, _) => frame.name().to_owned(),
        }
    }

    /// A position in the chart's own frame, as people read it; degrees with this many decimals.
    pub fn position_words(&self, position: Equatorial, decimals: usize) -> String {
        self.words_in(self.frame, position, decimals)
            .unwrap_or_default()
    }

    /// A position in a frame, its letters before the numbers; `None` where the moment is not known.
    pub fn words_in(
        &self,
        frame: ChartFrame,
        position: Equatorial,
        decimals: usize,
    ) -> Option<String> {
        let [lon, lat] = frame.letters();
        let text = match frame.among_stars() {
            Some(frame) => nuscope_model::coordinates::degrees(position, frame, decimals),
            None => {
                let overhead = self.overhead.as_ref().ok()?;
                horizontal_words(overhead.horizontal(self.site, position), decimals)
            }
        };
        Some(match text.split_once(' ') {
            Some((first, second)) if text.contains('°') => {
                format!("{lon} {first} {lat} {second}")
            }
            _ => text,
        })
    }
}

/// Azimuth and altitude, such as `123.46° +34.57°`.
pub fn horizontal_words(place: Horizontal, decimals: usize) -> String {
    // Both are written as longitude and latitude are.
    let place = Equatorial {
        ra_rad: place.azimuth_rad,
        dec_rad: place.altitude_rad,
    };
    nuscope_model::coordinates::degrees(place, SkyFrame::Equatorial, decimals)
}

/// A moment as titles say it, to the second.
pub fn moment_words(utc: Utc) -> String {
    let text = utc.to_string();
    match text.split_once('.') {
        Some((seconds, rest)) if rest.ends_with("UTC") => format!("{seconds} UTC"),
        _ => text,
    }
}

/// Draws the sky in another frame: the whole sky is centred as that frame is used to, a part of it stays in view.
pub fn change_frame(document: &Document, view: &mut View, frame: ChartFrame) {
    view.sky.frame = frame;
    let chart = Chart::of(document, view, moment::now(), None);
    let projected = &mut view.sky.view;
    let middle = projected.view_from_sky().transpose().x_axis;
    projected.frame_from_sky = chart.frame_from_sky;
    projected.roll_rad = 0.0;
    if projected.zoom > 1.5 {
        projected.center_on(middle);
    } else {
        projected.center_lon_rad = chart.frame.middle_lon_rad();
        projected.center_lat_rad = 0.0;
        projected.pan = glam::DVec2::ZERO;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::view::SkyMoment;

    fn at(frame: ChartFrame, typed: &str) -> View {
        let mut view = View::default();
        view.sky.frame = frame;
        view.sky.observer.moment = SkyMoment::Typed;
        view.sky.observer.typed = typed.into();
        view
    }

    #[test]
    fn the_horizon_needs_a_moment_and_says_so() {
        let document = Document::default();
        let now = moment::now();
        let chart = |view: &View| Chart::of(&document, view, now, None);
        let view = at(ChartFrame::Horizon, "2023-02-13 01:16:47.703");
        let good = chart(&view);
        assert_eq!(good.words(), "Horizon of ARCA at 2023-02-13 01:16:47 UTC");
        assert_eq!(good.refused(&view.sky), None);
        let again = Chart::of(&document, &view, now, Some(&good));
        let (a, b) = (good.overhead.unwrap(), again.overhead.unwrap());
        assert!(Arc::ptr_eq(&a, &b), "it is not made twice");
        for typed in ["", "soon", "0000-01-01", "1950-01-01", "NaN"] {
            let mut view = at(ChartFrame::Horizon, typed);
            let bad = chart(&view);
            assert_eq!(
                (bad.frame, bad.frame_from_sky),
                (ChartFrame::Equatorial, DMat3::IDENTITY)
            );
            assert_eq!(bad.words(), "Equatorial (ICRS)");
            let said = bad.refused(&view.sky).unwrap();
            assert!(said.starts_with("The horizon is not drawn. "), "{said}");
            view.sky.frame = ChartFrame::Galactic;
            assert_eq!(chart(&view).refused(&view.sky), None);
            view.sky.observer.bodies = true;
            assert!(chart(&view).refused(&view.sky).is_some());
        }
    }

    #[test]
    fn a_part_of_the_sky_stays_in_view_when_the_frame_changes() {
        let document = Document::default();
        let mut view = View::default();
        view.sky.view.zoom = 4.0;
        let middle = |view: &View| view.sky.view.view_from_sky().transpose().x_axis;
        let before = middle(&view);
        for frame in ChartFrame::ALL {
            change_frame(&document, &mut view, frame);
            assert!(middle(&view).distance(before) < 1e-9, "{frame:?}");
            let north =
                view.sky.view.view_from_sky() * view.sky.view.frame_from_sky.transpose().z_axis;
            assert!(
                north.y.abs() < 1e-9 && north.z > 0.0,
                "{frame:?}: north is up"
            );
        }
        view.sky.view.zoom = 1.0;
        change_frame(&document, &mut view, ChartFrame::Galactic);
        let centre = SkyFrame::Galactic.position(0.0, 0.0).to_vector();
        assert!(middle(&view).distance(centre) < 1e-9);
    }

    #[test]
    fn positions_are_told_in_the_frame_that_is_drawn() {
        let document = Document::default();
        let crab = Equatorial::from_degrees(83.633_083, 22.014_4);
        let words = |frame| {
            let view = at(frame, "59988.05");
            Chart::of(&document, &view, moment::now(), None).position_words(crab, 3)
        };
        assert_eq!(words(ChartFrame::Equatorial), "RA 83.633° Dec +22.014°");
        assert_eq!(words(ChartFrame::Galactic), "l 184.558° b −5.784°");
        assert!(
            words(ChartFrame::Ecliptic).starts_with("λ 84.09"),
            "{}",
            words(ChartFrame::Ecliptic)
        );
        assert!(words(ChartFrame::Supergalactic).starts_with("SGL "));
        assert!(words(ChartFrame::Horizon).starts_with("Az "));
    }

    #[test]
    fn undo_does_not_see_the_horizon_turn() {
        let document = Document::default();
        let mut view = at(ChartFrame::Horizon, "59988.0");
        change_frame(&document, &mut view, ChartFrame::Horizon);
        let before = view.undoable();
        let turned = view.sky.view.frame_from_sky;
        view.sky.view.frame_from_sky = DMat3::from_rotation_z(0.1) * turned;
        assert_eq!(view.undoable(), before);
        view.sky.view.zoom = 2.0;
        assert_ne!(view.undoable(), before);
    }

    #[test]
    fn a_view_in_a_file_keeps_the_moment_that_it_showed() {
        let now = moment::now();
        let mut view = View::default();
        assert_eq!(
            view.at_its_moment(now),
            view,
            "nothing depends on the clock"
        );
        view.sky.observer.bodies = true;
        let kept = view.at_its_moment(now);
        let document = Document::default();
        let later = Utc {
            unix_s: now.unix_s + 1000,
            ..now
        };
        assert_eq!(moment::of(&document, &kept, later), Ok(now));
    }
}
