//! The ruler: how far two places on the sky are from each other, and in which direction.
//!
//! The position angle is that of the end as seen from the beginning, from north through east; north is that of the
//! frame which is drawn. In the horizon's frame east is where azimuths grow.

use std::f64::consts::TAU;

use glam::DVec3;
use nuscope_model::Equatorial;

use super::Chart;
use crate::view::ChartFrame;

/// What a ruler reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The angle between both places in radians, 0..=π.
    pub separation_rad: f64,
    /// Position angle of the second place from the first in radians, 0..2π; `None` where there is none: at a pole,
    /// or where both places are the same or opposite.
    pub position_angle_rad: Option<f64>,
}

/// Measures from one place to another on a chart.
pub fn measure(chart: &Chart, from: Equatorial, to: Equatorial) -> Measured {
    let in_frame = |position: Equatorial| chart.frame_from_sky * position.to_vector();
    let (here, there) = (in_frame(from), in_frame(to));
    let north = (DVec3::Z - here.z * here).try_normalize();
    let way = (there - there.dot(here) * here).try_normalize();
    let clear = here.cross(there).length() > 1e-12 && here.x.hypot(here.y) > 1e-12;
    let angle = north.zip(way).filter(|_| clear).map(|(north, way)| {
        let east = north.cross(here);
        // Azimuths grow against the longitudes of the horizon's frame.
        let east = match chart.frame {
            ChartFrame::Horizon => -east,
            _ => east,
        };
        way.dot(east).atan2(way.dot(north)).rem_euclid(TAU)
    });
    Measured {
        separation_rad: from.separation_rad(to),
        position_angle_rad: angle,
    }
}

impl Measured {
    /// What it reads, in words: "12.345°, position angle 67.8°".
    pub fn words(&self) -> String {
        let separation = angle_words(self.separation_rad);
        match self.position_angle_rad {
            Some(angle) => {
                // What rounds to a whole turn is none.
                let tenths = (angle.to_degrees() * 10.0).round() % 3600.0;
                format!("{separation}, position angle {:.1}°", tenths / 10.0)
            }
            None => separation,
        }
    }
}

/// An angle in the unit in which it is easiest read: degrees, arc minutes or arc seconds.
pub fn angle_words(angle_rad: f64) -> String {
    let degrees = angle_rad.to_degrees();
    if !degrees.is_finite() {
        "no angle".into()
    } else if degrees >= 1.0 {
        format!("{degrees:.3}°")
    } else if degrees * 60.0 >= 1.0 {
        format!("{:.2} arcmin", degrees * 60.0)
    } else {
        format!("{:.2} arcsec", degrees * 3600.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::Document;
    use crate::sky_chart::moment;
    use crate::view::{SkyMoment, View};
    use nuscope_model::SkyFrame;
    use proptest::prelude::*;

    fn chart(frame: ChartFrame) -> Chart {
        let mut view = View::default();
        view.sky.frame = frame;
        view.sky.observer.moment = SkyMoment::Typed;
        view.sky.observer.typed = "59988.05".into();
        Chart::of(&Document::default(), &view, moment::now(), None)
    }

    #[test]
    fn north_is_0_and_east_is_90() {
        let at = Equatorial::from_degrees;
        let chart = chart(ChartFrame::Equatorial);
        let read = |from, to| measure(&chart, from, to).words();
        assert_eq!(
            read(at(10.0, 20.0), at(10.0, 50.0)),
            "30.000°, position angle 0.0°"
        );
        assert_eq!(
            read(at(10.0, 0.0), at(10.5, 0.0)),
            "30.00 arcmin, position angle 90.0°"
        );
        assert_eq!(
            read(at(359.999, 0.0), at(359.998, 0.0)),
            "3.60 arcsec, position angle 270.0°"
        );
        assert_eq!(read(at(10.0, 20.0), at(10.0, 20.0)), "0.00 arcsec");
        assert_eq!(read(at(0.0, 90.0), at(0.0, 0.0)), "90.000°");
        assert_eq!(read(at(0.0, 0.0), at(180.0, 0.0)), "180.000°");
        let nowhere = Equatorial {
            ra_rad: f64::NAN,
            dec_rad: 0.0,
        };
        assert_eq!(read(nowhere, at(0.0, 0.0)), "no angle");
    }

    #[test]
    fn north_is_that_of_the_frame() {
        let from = SkyFrame::Galactic.position(1.0, 0.2);
        let to = SkyFrame::Galactic.position(1.0, 0.3);
        let found = measure(&chart(ChartFrame::Galactic), from, to);
        let angle = found.position_angle_rad.unwrap();
        assert!(angle.sin().abs() < 1e-9 && angle.cos() > 0.0, "{angle}");
        // Along the horizon to where azimuths grow.
        let horizon = chart(ChartFrame::Horizon);
        let sky = horizon.overhead.as_ref().unwrap().sky(horizon.site);
        let at = |azimuth_deg: f64| {
            sky.position(nuscope_model::Horizontal {
                altitude_rad: 0.0,
                azimuth_rad: azimuth_deg.to_radians(),
            })
        };
        let angle = measure(&horizon, at(100.0), at(110.0))
            .position_angle_rad
            .unwrap();
        assert!(
            (angle.to_degrees() - 90.0).abs() < 0.1,
            "{}",
            angle.to_degrees()
        );
    }

    proptest! {
        #[test]
        fn the_way_back_is_as_long(a in (0.0..360.0_f64, -90.0..90.0_f64), b in (0.0..360.0_f64, -90.0..90.0_f64)) {
            let (from, to) = (Equatorial::from_degrees(a.0, a.1), Equatorial::from_degrees(b.0, b.1));
            for frame in ChartFrame::ALL {
                let chart = chart(frame);
                let (there, back) = (measure(&chart, from, to), measure(&chart, to, from));
                prop_assert!((there.separation_rad - back.separation_rad).abs() < 1e-12);
                prop_assert!(there.separation_rad >= 0.0);
            }
        }
    }
}
