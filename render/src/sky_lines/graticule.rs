//! Meridians and parallels of any frame on any view, and where their numbers stand.
//!
//! Only lines that the picture can show are made, so that at any magnification there are some dozens. A parallel's
//! number stands at its leftmost visible place, a meridian's where it crosses the equator or else the parallel in
//! the middle of the picture, or else at its lowest visible place: rules that hold however the sky is turned.

use std::f64::consts::TAU;

use glam::{DMat3, DVec2, DVec3};

use super::arc::SkyArc;
use super::clip::Frame;
use super::trace::trace;
use crate::projection::SkyView;

/// Steps between lines, in degrees.
const STEPS_DEG: [f64; 22] = [
    90.0, 45.0, 30.0, 15.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002,
    0.001, 5e-4, 2e-4, 1e-4, 5e-5, 2e-5,
];

/// Numbers keep this distance from each other, in pixels.
const APART_PX: f64 = 30.0;

/// Meridians and parallels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graticule {
    /// The lines.
    pub lines: Vec<GridLine>,
    /// Their numbers, none upon another.
    pub labels: Vec<GridLabel>,
    /// Step between meridians, in degrees.
    pub lon_step_deg: f64,
    /// Step between parallels, in degrees.
    pub lat_step_deg: f64,
}

/// A meridian or a parallel.
#[derive(Clone, Debug, PartialEq)]
pub struct GridLine {
    /// Whether it is a meridian.
    pub meridian: bool,
    /// Its longitude within 0..360, or its latitude, in degrees.
    pub value_deg: f64,
    /// Its strokes, in pixels.
    pub pieces: Vec<Vec<DVec2>>,
}

/// Where a number stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridLabel {
    /// Whether it is a longitude.
    pub meridian: bool,
    /// The number, in degrees.
    pub value_deg: f64,
    /// The place on the line, in pixels.
    pub place: DVec2,
    /// The way out of the map, of length 1, for a number at its border; zero for one on the map.
    pub outward: DVec2,
}

impl Graticule {
    /// The graticule of the frame with these axes, its lines about `spacing_px` apart or more.
    pub fn new(view: &SkyView, size: (f64, f64), sky_from_grid: DMat3, spacing_px: f64) -> Self {
        let Some(range) = Range::seen(view, size, sky_from_grid) else {
            return Self::default();
        };
        let px_per_deg = 1.0 / view.rad_per_px(size).to_degrees();
        let step = |px_per_deg: f64| {
            let wide = |step: &&f64| **step * px_per_deg >= spacing_px;
            *STEPS_DEG.iter().rev().find(wide).unwrap_or(&STEPS_DEG[0])
        };
        let lat_step_deg = step(px_per_deg).min(45.0);
        let least_lat = range.lat.0.max(-range.lat.1).max(0.0);
        let lon_step_deg = step(px_per_deg * least_lat.to_radians().cos()).max(lat_step_deg);
        let mut grid = Self {
            lon_step_deg,
            lat_step_deg,
            ..Self::default()
        };
        grid.add_parallels(view, size, sky_from_grid, &range);
        grid.add_meridians(view, size, sky_from_grid, &range);
        grid
    }

    fn add_parallels(&mut self, view: &SkyView, size: (f64, f64), frame: DMat3, range: &Range) {
        let (lon_from, lon_to) = (range.lon.0.to_radians(), range.lon.1.to_radians());
        for value_deg in multiples(range.lat, self.lat_step_deg) {
            if value_deg.abs() > 90.0 - 1e-9 {
                continue;
            }
            let arc = SkyArc::parallel(frame, value_deg.to_radians(), lon_from, lon_to);
            let pieces = trace(view, size, &arc);
            let exact = Frame::exact(size);
            let seen = pieces.iter().flat_map(|piece| exact.line(piece)).flatten();
            if let Some(place) = seen.min_by(|a, b| a.x.total_cmp(&b.x)) {
                self.label(view, size, false, value_deg, place);
            }
            self.lines.push(GridLine {
                meridian: false,
                value_deg,
                pieces,
            });
        }
    }

    fn add_meridians(&mut self, view: &SkyView, size: (f64, f64), frame: DMat3, range: &Range) {
        let (lat_from, lat_to) = (range.lat.0.to_radians(), range.lat.1.to_radians());
        let middle = 0.5 * (range.lat.0 + range.lat.1);
        // The parallel along which longitudes stand.
        let along_deg = if range.lat.0 <= 0.0 && range.lat.1 >= 0.0 {
            0.0
        } else {
            (middle / self.lat_step_deg).round() * self.lat_step_deg
        };
        let along = along_deg.to_radians().clamp(-1.5, 1.5);
        let whole = range.lon.1 - range.lon.0 > 360.0 - 1e-9;
        for value_deg in multiples(range.lon, self.lon_step_deg) {
            if whole && value_deg > range.lon.1 - 1e-9 {
                continue; // the first once more
            }
            let lon_rad = value_deg.to_radians();
            let arc = SkyArc::meridian(frame, lon_rad, lat_from, lat_to);
            let pieces = trace(view, size, &arc);
            let exact = Frame::exact(size);
            let crossing = view
                .pixel_from_sky(arc.at(along), size)
                .filter(|place| exact.holds(*place) && reach(view, size, *place) < 0.99);
            let lowest = || {
                let seen = pieces.iter().flat_map(|piece| exact.line(piece)).flatten();
                let inside = seen.filter(|place| reach(view, size, *place) < 0.99);
                inside.max_by(|a, b| a.y.total_cmp(&b.y))
            };
            let value_deg = value_deg.rem_euclid(360.0);
            if let Some(place) = crossing.or_else(lowest) {
                self.label(view, size, true, value_deg, place);
            }
            self.lines.push(GridLine {
                meridian: true,
                value_deg,
                pieces,
            });
        }
    }

    fn label(
        &mut self,
        view: &SkyView,
        size: (f64, f64),
        meridian: bool,
        value_deg: f64,
        place: DVec2,
    ) {
        let near = |other: &GridLabel| {
            let away = (other.place - place).abs();
            away.x < APART_PX && away.y < 0.4 * APART_PX
        };
        if self.labels.iter().any(near) {
            return;
        }
        let outward = if reach(view, size, place) > 0.995 {
            (place - view.extent(size).0).normalize_or_zero()
        } else {
            DVec2::ZERO
        };
        self.labels.push(GridLabel {
            meridian,
            value_deg,
            place,
            outward,
        });
    }
}

/// How far out on the map a pixel is.
fn reach(view: &SkyView, size: (f64, f64), place: DVec2) -> f64 {
    let plane = view.plane_from_pixel(place, size);
    view.projection.row().reach(plane)
}

/// All multiples of a step within a range, some hundreds at most.
fn multiples(range: (f64, f64), step: f64) -> impl Iterator<Item = f64> {
    let first = (range.0 / step).ceil();
    let count = ((range.1 / step).floor() - first).clamp(-1.0, 719.0) as i32;
    (0..=count).map(move |i| (first + f64::from(i)) * step)
}

/// Longitudes (rising, possibly beyond 360) and latitudes that a picture shows, in degrees.
struct Range {
    lon: (f64, f64),
    lat: (f64, f64),
}

impl Range {
    /// Found from a net of pixels; `None` if none of them is on the map.
    fn seen(view: &SkyView, size: (f64, f64), sky_from_grid: DMat3) -> Option<Self> {
        const NET: (u32, u32) = (40, 26);
        let grid_from_sky = sky_from_grid.transpose();
        let mut lons = Vec::new();
        let mut lat = (90.0_f64, -90.0_f64);
        for i in 0..=NET.0 {
            for j in 0..=NET.1 {
                let share = DVec2::new(
                    f64::from(i) / f64::from(NET.0),
                    f64::from(j) / f64::from(NET.1),
                );
                let pixel = share * DVec2::new(size.0, size.1);
                let Some(unit) = view.sky_from_pixel(pixel, size) else {
                    continue;
                };
                let unit = grid_from_sky * unit;
                lons.push(unit.y.atan2(unit.x).rem_euclid(TAU).to_degrees());
                let here = unit.z.atan2(unit.x.hypot(unit.y)).to_degrees();
                lat = (lat.0.min(here), lat.1.max(here));
            }
        }
        let last = lons.len();
        if last == 0 {
            return None;
        }
        // The net's own width beyond what it found.
        let pad = 0.06 * (lat.1 - lat.0) + 1e-9;
        lat = ((lat.0 - pad).max(-90.0), (lat.1 + pad).min(90.0));
        let picture = Frame::exact(size);
        let mut pole = false;
        for (sign, height) in [(1.0, 90.0), (-1.0, -90.0)] {
            let place = view.pixel_from_sky(sky_from_grid * (sign * DVec3::Z), size);
            if place.is_some_and(|place| picture.holds(place)) {
                pole = true;
                lat = (lat.0.min(height), lat.1.max(height));
            }
        }
        lons.sort_by(f64::total_cmp);
        let gap = |i: usize| {
            let next = lons[(i + 1) % last];
            (next - lons[i]).rem_euclid(360.0)
        };
        let widest = (0..last).max_by(|a, b| gap(*a).total_cmp(&gap(*b)))?;
        let width = if last > 1 { 360.0 - gap(widest) } else { 0.0 };
        if pole || width > 345.0 {
            return Some(Self {
                lon: (0.0, 360.0),
                lat,
            });
        }
        let pad = 0.06 * width + 1e-9;
        let from = lons[(widest + 1) % last] - pad;
        Some(Self {
            lon: (from, from + width + 2.0 * pad),
            lat,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::Projection;
    use std::f64::consts::FRAC_PI_2;

    const SIZE: (f64, f64) = (1000.0, 600.0);

    fn values(grid: &Graticule, meridian: bool) -> Vec<f64> {
        let labels = grid
            .labels
            .iter()
            .filter(|label| label.meridian == meridian);
        labels.map(|label| label.value_deg).collect()
    }

    #[test]
    fn a_whole_sky_has_lines_every_thirty_degrees_and_a_number_for_each() {
        let view = SkyView {
            center_lon_rad: 0.0,
            ..Default::default()
        };
        let grid = Graticule::new(&view, SIZE, DMat3::IDENTITY, 70.0);
        assert_eq!((grid.lon_step_deg, grid.lat_step_deg), (30.0, 30.0));
        assert_eq!(values(&grid, false), [-60.0, -30.0, 0.0, 30.0, 60.0]);
        let meridians = values(&grid, true);
        assert_eq!(
            meridians.len(),
            11,
            "the seam's number stands on neither side: {meridians:?}"
        );
        for label in grid.labels.iter().filter(|label| !label.meridian) {
            assert!(label.outward.x < -0.3, "at the left border: {label:?}");
        }
    }

    #[test]
    fn every_view_has_numbers_and_few_lines() {
        for projection in Projection::all() {
            for (lon, lat) in [(0.0, 0.0), (3.1, 1.55), (6.2, -FRAC_PI_2), (1.0, 0.7)] {
                for zoom in [1.0, 3.0, 40.0, 900.0, SkyView::LARGEST_ZOOM] {
                    for roll_rad in [0.0, 2.0] {
                        let view = SkyView {
                            projection,
                            center_lon_rad: lon,
                            center_lat_rad: lat,
                            roll_rad,
                            zoom,
                            ..Default::default()
                        };
                        let grid = Graticule::new(&view, SIZE, DMat3::IDENTITY, 70.0);
                        let count = grid.lines.len();
                        let said = format!("{projection:?} {lon} {lat} {zoom}: {count} lines");
                        assert!((4..120).contains(&count), "{said}");
                        assert!(values(&grid, true).len() >= 2, "{said}");
                        assert!(!values(&grid, false).is_empty(), "{said}");
                        let points = grid
                            .lines
                            .iter()
                            .flat_map(|line| line.pieces.iter().flatten());
                        assert!(points.clone().count() < 40_000, "{said}");
                        assert!(points.clone().all(|p| p.is_finite()), "{said}");
                    }
                }
            }
        }
    }
}
