//! Lines on the sky, cut where the map is cut: meridians, parallels, the galactic plane.

use glam::{DVec2, DVec3};
use nuscope_model::{Equatorial, Galactic};
use nuscope_render::projection::SkyView;

/// Steps of a line before it is refined at the seam.
const STEPS: usize = 180;

/// A line on the sky as pieces in pixels: `at` gives the direction at each share 0..=1 of its length.
///
/// Where two neighbours lie on different sides of the seam, the crossing is found by bisection and the line
/// goes on at the other edge, so that no stroke ever crosses the map.
pub fn pieces(view: &SkyView, size: (f64, f64), at: impl Fn(f64) -> DVec3) -> Vec<Vec<DVec2>> {
    let place = |share: f64| view.pixel_from_sky(at(share), size);
    let longest = view.ellipse(size).1.x * 0.5;
    let apart = |a: DVec2, b: DVec2| a.distance(b) > longest;
    let mut pieces = vec![Vec::new()];
    let mut before: Option<(f64, DVec2)> = None;
    for step in 0..=STEPS {
        let share = step as f64 / STEPS as f64;
        let Some(here) = place(share) else {
            pieces.push(Vec::new());
            before = None;
            continue;
        };
        if let Some((from, last)) = before
            && apart(last, here)
        {
            let (near, far) = crossing(&place, (from, last), (share, here));
            pieces
                .last_mut()
                .expect("there is always a piece")
                .push(near);
            pieces.push(vec![far]);
        }
        pieces
            .last_mut()
            .expect("there is always a piece")
            .push(here);
        before = Some((share, here));
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

/// The last place before the seam and the first behind it.
fn crossing(
    place: &impl Fn(f64) -> Option<DVec2>,
    mut before: (f64, DVec2),
    mut behind: (f64, DVec2),
) -> (DVec2, DVec2) {
    for _ in 0..24 {
        let share = 0.5 * (before.0 + behind.0);
        let Some(here) = place(share) else { break };
        if here.distance(before.1) < here.distance(behind.1) {
            before = (share, here);
        } else {
            behind = (share, here);
        }
    }
    (before.1, behind.1)
}

/// Step between meridians and between parallels in degrees, finer as the map is magnified.
pub fn steps_deg(zoom: f64) -> (f64, f64) {
    match zoom {
        zoom if zoom < 2.0 => (30.0, 30.0),
        zoom if zoom < 5.0 => (15.0, 15.0),
        zoom if zoom < 12.0 => (5.0, 5.0),
        zoom if zoom < 40.0 => (2.0, 2.0),
        _ => (0.5, 0.5),
    }
}

/// All meridians and parallels, as pieces in pixels.
pub fn graticule(view: &SkyView, size: (f64, f64)) -> Vec<Vec<DVec2>> {
    let (ra_step, dec_step) = steps_deg(view.zoom);
    let mut lines = Vec::new();
    for i in 0..(360.0 / ra_step) as i32 {
        let ra_deg = f64::from(i) * ra_step;
        lines.extend(pieces(view, size, |share| {
            Equatorial::from_degrees(ra_deg, -90.0 + 180.0 * share).to_vector()
        }));
    }
    let parallels = (90.0 / dec_step) as i32;
    for i in 1 - parallels..parallels {
        let dec_deg = f64::from(i) * dec_step;
        lines.extend(pieces(view, size, |share| {
            Equatorial::from_degrees(360.0 * share, dec_deg).to_vector()
        }));
    }
    lines
}

/// The galactic plane, as pieces in pixels.
pub fn galactic_plane(view: &SkyView, size: (f64, f64)) -> Vec<Vec<DVec2>> {
    pieces(view, size, |share| {
        let l_rad = share * std::f64::consts::TAU;
        Galactic { l_rad, b_rad: 0.0 }.to_equatorial().to_vector()
    })
}

/// A number of degrees at a place on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Where, in pixels.
    pub place: DVec2,
    /// What, such as "30°".
    pub text: String,
    /// Whether it stands at the left edge (and not on the equator).
    pub at_edge: bool,
}

/// Labels of the meridians along the equator of the map and of the parallels along its left edge.
pub fn labels(view: &SkyView, size: (f64, f64)) -> Vec<Label> {
    let (ra_step, dec_step) = steps_deg(view.zoom);
    let mut labels = Vec::new();
    let inside = |p: DVec2| (0.0..=size.0).contains(&p.x) && (0.0..=size.1).contains(&p.y);
    for i in 0..(360.0 / ra_step) as i32 {
        let ra_deg = f64::from(i) * ra_step;
        let from_center =
            (ra_deg - view.center_lon_rad.to_degrees() + 180.0).rem_euclid(360.0) - 180.0;
        // The seam shows one meridian on both edges: no number there.
        if from_center.abs() > 179.9 {
            continue;
        }
        let place = view.pixel_from_sky(Equatorial::from_degrees(ra_deg, 0.0).to_vector(), size);
        if let Some(place) = place.filter(|place| inside(*place)) {
            let text = format!("{}°", number(ra_deg));
            labels.push(Label {
                place,
                text,
                at_edge: false,
            });
        }
    }
    let parallels = (90.0 / dec_step) as i32;
    let left = view.center_lon_rad
        + std::f64::consts::PI
            * if view.east_left {
                0.999_999
            } else {
                -0.999_999
            };
    for i in 1 - parallels..parallels {
        let dec_deg = f64::from(i) * dec_step;
        let edge = Equatorial {
            ra_rad: left,
            dec_rad: dec_deg.to_radians(),
        };
        if let Some(place) = view
            .pixel_from_sky(edge.to_vector(), size)
            .filter(|place| inside(*place))
        {
            let text = format!(
                "{}{}°",
                if dec_deg > 0.0 { "+" } else { "" },
                number(dec_deg)
            );
            labels.push(Label {
                place,
                text,
                at_edge: true,
            });
        }
    }
    labels
}

fn number(degrees: f64) -> String {
    let text = if degrees.fract() == 0.0 {
        format!("{degrees:.0}")
    } else {
        format!("{degrees:.1}")
    };
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIZE: (f64, f64) = (900.0, 500.0);

    #[test]
    fn a_parallel_through_the_seam_is_cut_at_both_edges() {
        let view = SkyView {
            center_lon_rad: 0.0,
            ..Default::default()
        };
        let cut = pieces(&view, SIZE, |share| {
            Equatorial::from_degrees(90.0 + 180.0 * share, 20.0).to_vector()
        });
        assert_eq!(cut.len(), 2);
        let (first, second) = (&cut[0], &cut[1]);
        let (end, start) = (first[first.len() - 1], second[0]);
        assert!((end.y - start.y).abs() < 0.5 && (end.x - start.x).abs() > 500.0);
    }

    proptest! {
        #[test]
        fn no_stroke_ever_crosses_the_map(lon in 0.0..6.2_f64, lat in -1.5..1.5_f64, zoom in 1.0..8.0_f64) {
            let view = SkyView { center_lon_rad: lon, center_lat_rad: lat, zoom, ..Default::default() };
            let longest = view.ellipse(SIZE).1.x * 0.5;
            for piece in graticule(&view, SIZE).iter().chain(&galactic_plane(&view, SIZE)) {
                for pair in piece.windows(2) {
                    prop_assert!(pair[0].distance(pair[1]) <= longest);
                }
            }
        }
    }
}
