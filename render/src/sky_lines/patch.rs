//! An area of the sky as rings to fill.
//!
//! The border of the area runs with the area on its left. Where it leaves the map, the ring goes on along the map's
//! own border, counter-clockwise, to the next place where it comes in: this closes areas over the seam and around
//! poles alike. An area that the map's border does not meet either holds all of that border or nothing of it.
//! Source of the idea: Weiler and Atherton 1977, SIGGRAPH 11, 214.

use std::f64::consts::{FRAC_PI_2, PI};

use glam::{DMat3, DVec2, DVec3};

use super::arc::SkyArc;
use super::clip::Frame;
use super::trace::{Run, chords, curve, runs};
use crate::projection::{Cut, SkyView};

/// An area of the sky.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// Its border, closed, with the area on the left as seen from outside the sphere.
    border: Vec<SkyArc>,
    /// A direction inside, as far from the border as is easy to know.
    inside: DVec3,
}

impl Patch {
    /// All within `radius_rad` of a direction. `None` for what is no circle.
    pub fn circle(center: DVec3, radius_rad: f64) -> Option<Self> {
        Some(Self {
            border: vec![SkyArc::circle(center, radius_rad)?],
            inside: center.normalize(),
        })
    }

    /// The smaller side of a polygon whose corners are joined by great circles and whose sides do not cross.
    /// `None` if fewer than three corners differ.
    pub fn polygon(corners: &[DVec3]) -> Option<Self> {
        let mut corners: Vec<DVec3> = corners.iter().filter_map(|c| c.try_normalize()).collect();
        corners.dedup_by(|a, b| a.distance(*b) < 1e-12);
        while corners.len() > 1 && corners[0].distance(corners[corners.len() - 1]) < 1e-12 {
            corners.pop();
        }
        if corners.len() < 3 {
            return None;
        }
        // Left of the border lies an area of 2π less all turns to the left.
        if turns(&corners) < 0.0 {
            corners.reverse();
        }
        let sides = (0..corners.len()).map(|i| (corners[i], corners[(i + 1) % corners.len()]));
        let border: Vec<SkyArc> = sides.filter_map(|(a, b)| SkyArc::between(a, b)).collect();
        // Just left of the middle of the longest side.
        let longest = border
            .iter()
            .max_by(|a, b| a.length_rad().total_cmp(&b.length_rad()))?;
        let (from, to) = longest.range();
        let (a, b) = (longest.at(from), longest.at(to));
        let middle = longest.at(0.5 * (from + to));
        let inside = (middle + 1e-6 * longest.length_rad() * a.cross(b).normalize()).normalize();
        Some(Self { border, inside })
    }

    /// Whether a direction is inside: whether the way to it from a known inside crosses the border evenly.
    pub fn contains(&self, unit: DVec3) -> bool {
        let Some(way) = SkyArc::between(self.inside, unit) else {
            return unit.dot(self.inside) > 0.0;
        };
        let (from, to) = way.range();
        let normal = way.at(from).cross(way.at(to)).normalize_or_zero();
        let bisector = way.at(0.5 * (from + to));
        let reach = (0.5 * (to - from)).cos();
        let crossings = self.border.iter().flat_map(|arc| {
            let (roots, _) = arc.meets(normal, 0.0);
            roots.into_iter().map(|t| arc.at(t))
        });
        crossings.filter(|at| at.dot(bisector) > reach).count() % 2 == 0
    }

    /// The rings to fill on the picture, by the even-odd rule.
    pub fn rings(&self, view: &SkyView, size: (f64, f64)) -> Vec<Vec<DVec2>> {
        let mut turn = view.view_from_sky();
        let seam = matches!(view.projection.row().cut, Cut::Seam { .. });
        // Corners and sides in the seam itself are on neither side: the sky is turned by less than can be seen.
        let touches = |arc: &SkyArc| {
            let at = arc.turned(turn).at(arc.range().0);
            at.y.abs() < 1e-8 && at.x < 1e-8
        };
        if seam && self.border.iter().any(touches) {
            turn = DMat3::from_rotation_z(1e-7) * turn;
        }
        let border: Vec<SkyArc> = self.border.iter().map(|arc| arc.turned(turn)).collect();
        let frame = Frame::around(size);
        let chains = chains(view, size, &border);
        let rings = if chains.iter().any(|chain| chain.gates.is_some()) {
            linked(view, size, chains)
        } else {
            let mut rings: Vec<_> = chains.into_iter().map(|chain| chain.points).collect();
            if self.contains(turn.transpose() * gate_unit(view, 2.7)) {
                rings.push(along_border(view, size, 0.0, 4.0));
            }
            rings
        };
        let rings = rings.into_iter().map(|ring| frame.ring(ring));
        rings.filter(|ring| ring.len() > 2).collect()
    }
}

/// The sum of all turns to the left at the corners of a polygon, in radians.
fn turns(corners: &[DVec3]) -> f64 {
    let n = corners.len();
    (0..n)
        .map(|i| {
            let (a, b, c) = (corners[(i + n - 1) % n], corners[i], corners[(i + 1) % n]);
            let arrives = a.cross(b).cross(b).normalize_or_zero();
            let leaves = b.cross(c).cross(b).normalize_or_zero();
            b.dot(arrives.cross(leaves)).atan2(arrives.dot(leaves))
        })
        .sum()
}

/// A stretch of the border on the map: closed, or between two gates in the map's own border.
struct Chain {
    points: Vec<DVec2>,
    /// Where it comes in and where it goes out, along the map's border.
    gates: Option<(f64, f64)>,
}

/// The border as stretches between gates.
fn chains(view: &SkyView, size: (f64, f64), border: &[SkyArc]) -> Vec<Chain> {
    let mut pieces: Vec<(&SkyArc, Run)> = Vec::new();
    let mut all = false;
    for arc in border {
        let found = runs(view, arc);
        all |= !found.is_empty();
        pieces.extend(found.into_iter().map(|run| (arc, run)));
    }
    if !all {
        return Vec::new();
    }
    // A piece goes on from the one before unless either has a gate there.
    let count = pieces.len();
    let gate_before = |i: usize| {
        let before = &pieces[(i + count - 1) % count].1;
        pieces[i].1.cut.0 || before.cut.1
    };
    let first = (0..count).find(|i| gate_before(*i));
    let mut chains: Vec<Chain> = Vec::new();
    for step in 0..count {
        let index = (first.unwrap_or(0) + step) % count;
        let (arc, mut run) = pieces[index];
        run.cut.0 |= gate_before(index);
        run.cut.1 |= gate_before((index + 1) % count);
        let points = chords(view, size, arc, &run);
        let gate = |t: f64| gate_of(view, arc.at(t));
        if first.is_some() && gate_before(index) || chains.is_empty() {
            let gates = first.map(|_| (gate(run.range.0 + 2e-9), 0.0));
            chains.push(Chain {
                points: Vec::new(),
                gates,
            });
        }
        if let Some(chain) = chains.last_mut() {
            chain.points.extend(points);
            if let Some(gates) = &mut chain.gates {
                gates.1 = gate(run.range.1 - 2e-9);
            }
        }
    }
    chains
}

/// Rings from chains that are joined along the map's border.
fn linked(view: &SkyView, size: (f64, f64), chains: Vec<Chain>) -> Vec<Vec<DVec2>> {
    let gates: Vec<(f64, f64)> = chains.iter().filter_map(|chain| chain.gates).collect();
    let mut unused = vec![true; gates.len()];
    let mut rings = Vec::new();
    while let Some(first) = unused.iter().position(|unused| *unused) {
        let mut ring = Vec::new();
        let mut chain = first;
        loop {
            unused[chain] = false;
            ring.extend_from_slice(&chains[chain].points);
            let out = gates[chain].1;
            // The next way in, counter-clockwise; of those still to be used, or the ring's own beginning.
            let away = |other: usize| (gates[other].0 - out).rem_euclid(4.0);
            let next = (0..gates.len())
                .filter(|other| unused[*other] || *other == first)
                .min_by(|a, b| away(*a).total_cmp(&away(*b)))
                .unwrap_or(first);
            ring.extend(along_border(view, size, out, out + away(next)));
            if next == first {
                break;
            }
            chain = next;
        }
        rings.push(ring);
    }
    rings
}

/// Where on the map's border, 0..4 counter-clockwise, a direction close to the cut lies.
///
/// Along the seam: up its eastern side to the north pole, over it, down the western side, and under the south pole.
fn gate_of(view: &SkyView, unit: DVec3) -> f64 {
    match view.projection.row().cut {
        Cut::Horizon { .. } => (unit.z.atan2(unit.y) / FRAC_PI_2).rem_euclid(4.0),
        Cut::Seam { .. } => {
            let up = 0.5 + unit.z.atan2(unit.x.hypot(unit.y)) / PI;
            if unit.y >= 0.0 { up } else { 3.0 - up }
        }
    }
}

/// A direction on the map's border.
fn gate_unit(view: &SkyView, gate: f64) -> DVec3 {
    let gate = gate.rem_euclid(4.0);
    match view.projection.row().cut {
        Cut::Horizon { cos } => {
            let (sin_t, cos_t) = (gate * FRAC_PI_2).sin_cos();
            let sin = (1.0 - cos * cos).sqrt();
            DVec3::new(cos + 1e-12, sin * cos_t, sin * sin_t)
        }
        Cut::Seam { .. } => {
            let lat = |up: f64| (up - 0.5) * PI;
            // Poles that are lines run from side to side.
            let almost = FRAC_PI_2 - 1e-9;
            let (lon, lat) = match gate {
                gate if gate < 1.0 => (PI, lat(gate)),
                gate if gate < 2.0 => (PI * (3.0 - 2.0 * gate), almost),
                gate if gate < 3.0 => (-PI, lat(3.0 - gate)),
                _ => (PI * (2.0 * gate - 7.0), -almost),
            };
            let lon = lon.clamp(1e-12 - PI, PI - 1e-12);
            let (sin_lon, cos_lon) = lon.sin_cos();
            let (sin_lat, cos_lat) = lat.sin_cos();
            DVec3::new(cos_lat * cos_lon, cos_lat * sin_lon, sin_lat)
        }
    }
}

/// The map's border from one place to another, counter-clockwise.
fn along_border(view: &SkyView, size: (f64, f64), from: f64, to: f64) -> Vec<DVec2> {
    let place = |gate: f64| {
        let plane = view
            .projection
            .nearest_plane_from_unit(gate_unit(view, gate));
        view.pixel_from_plane(plane, size)
    };
    // Its corners are never stepped over.
    let mut stops = vec![from];
    stops.extend(
        (0..9)
            .map(f64::from)
            .filter(|stop| (from..to).contains(stop) && *stop > from),
    );
    stops.push(to);
    let parts = stops.windows(2).filter(|part| part[1] > part[0]);
    parts
        .flat_map(|part| curve(part[0], part[1], 16, size, place))
        .collect()
}

/// Triangles that fill rings by the even-odd rule: the slabs between the heights of all corners.
pub fn triangles(rings: &[Vec<DVec2>]) -> Vec<[DVec2; 3]> {
    let sides: Vec<(DVec2, DVec2)> = rings
        .iter()
        .flat_map(|ring| (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()])))
        .map(|(a, b)| if a.y <= b.y { (a, b) } else { (b, a) })
        .filter(|(a, b)| a.y < b.y)
        .collect();
    let mut heights: Vec<f64> = sides.iter().flat_map(|(a, b)| [a.y, b.y]).collect();
    heights.sort_by(f64::total_cmp);
    heights.dedup();
    let mut found = Vec::new();
    for slab in heights.windows(2) {
        let (top, bottom) = (slab[0], slab[1]);
        let at = |(a, b): &(DVec2, DVec2), y: f64| a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
        let mut here: Vec<(f64, f64)> = sides
            .iter()
            .filter(|(a, b)| a.y <= top && b.y >= bottom)
            .map(|side| (at(side, top), at(side, bottom)))
            .collect();
        here.sort_by(|a, b| (a.0 + a.1).total_cmp(&(b.0 + b.1)));
        for pair in here.chunks_exact(2) {
            let [left, right] = [pair[0], pair[1]];
            let corner = |x: f64, y: f64| DVec2::new(x, y);
            found.push([
                corner(left.0, top),
                corner(right.0, top),
                corner(right.1, bottom),
            ]);
            found.push([
                corner(left.0, top),
                corner(right.1, bottom),
                corner(left.1, bottom),
            ]);
        }
    }
    found
}
