//! Hits in the device's memory: all of them, and those that are seen where all are shown at once.
//!
//! A photomultiplier that was hit more than once has spheres in one place. While no moment is shown and nothing is cut
//! away, all but the largest that covers lie inside of it: of the brightest events five hits of six. They are left out
//! then, which no pixel shows, but for the smooth edges that would have been drawn over one another.

use std::collections::HashMap;
use std::ops::Range;

use crate::buffers::{Shapes, Uploads};
use crate::gpu::Gpu;
use crate::layers::Geometry;
use crate::space::lit::Bounds;
use crate::space::{Point, PointSet, SpaceFrame};

/// Hits made ready for the device: where they are many this takes long, and can be done by any thread.
#[derive(Clone, Debug, Default)]
pub struct ReadyHits {
    all: Vec<Point>,
    outermost: Vec<Point>,
    inside: Vec<(u32, u32)>,
    lit: Option<Bounds>,
    left_out: usize,
}

impl ReadyHits {
    /// These hits; those that have no finite place or size are left out.
    pub fn new(mut hits: Vec<Point>) -> Self {
        let given = hits.len();
        hits.retain_mut(|hit| {
            let drawable = hit.drawable();
            *hit = drawable.unwrap_or(*hit);
            drawable.is_some()
        });
        let mut ready = Self {
            left_out: given - hits.len(),
            lit: Bounds::of_hits(&hits),
            ..Self::default()
        };
        let inside = inside(&hits);
        // Half as many again is worth the memory.
        if 3 * inside.iter().filter(|inside| **inside).count() >= hits.len() {
            for ((hit, inside), place) in hits.iter().zip(inside).zip(0..) {
                match inside {
                    true => ready.inside.push((hit.id, place)),
                    false => ready.outermost.push(*hit),
                }
            }
            ready.inside.sort_unstable();
        }
        ready.all = hits;
        ready
    }

    /// How many have no finite place or size and are left out.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The box around them; `None` where there are none.
    pub(super) fn lit(&self) -> Option<Bounds> {
        self.lit
    }
}

/// The hits.
#[derive(Debug)]
pub struct HitShapes {
    all: Shapes,
    /// Without those that lie inside of others; empty where that would spare too little.
    outermost: Shapes,
    /// Those that lie inside of others: what they are, in rising order, and their places in the list of all.
    inside: Vec<(u32, u32)>,
}

impl HitShapes {
    /// No hits.
    pub const fn new() -> Self {
        let none = Shapes::empty(Geometry::Points(PointSet::Hits).corners());
        Self {
            outermost: Shapes::empty(Geometry::Points(PointSet::Hits).corners()),
            all: none,
            inside: Vec::new(),
        }
    }

    /// Replaces all hits.
    pub fn set(&mut self, gpu: &Gpu, uploads: &Uploads, hits: ReadyHits) {
        self.outermost.set(gpu, uploads, &hits.outermost);
        self.all.set(gpu, uploads, &hits.all);
        self.inside = hits.inside;
    }

    /// Draws what a frame shows.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, frame: &SpaceFrame) {
        let steady = frame.cursor_ns.is_none_or(f32::is_nan);
        let uncut = frame.value_window.is_none() && frame.time_window_ns.is_none();
        if self.inside.is_empty() || !steady || !uncut || frame.dim_unmarked {
            return self.all.draw(pass, &[self.all.all()]);
        }
        self.outermost.draw(pass, &[self.outermost.all()]);
        // The ring around a hit is seen wherever the hit is.
        for id in [frame.selected_id, frame.hovered_id] {
            self.all.draw(pass, &self.inside_with(id));
        }
    }

    /// The places of hits inside of others that are this one thing.
    fn inside_with(&self, id: u32) -> Vec<Range<u32>> {
        if id == 0 {
            return Vec::new();
        }
        let first = self.inside.partition_point(|(other, _)| *other < id);
        let same = self.inside[first..]
            .iter()
            .take_while(|(other, _)| *other == id);
        same.map(|(_, place)| *place..place + 1).collect()
    }
}

/// Which hits lie inside of another that covers them, marked ones never.
fn inside(hits: &[Point]) -> Vec<bool> {
    let place = |hit: &Point| hit.position.map(f32::to_bits);
    let mut largest: HashMap<_, usize> = HashMap::with_capacity(hits.len() / 4);
    for (index, hit) in hits.iter().enumerate() {
        if hit.color[3] < u8::MAX {
            continue;
        }
        let largest = largest.entry(place(hit)).or_insert(index);
        // Of hits that are alike the first is seen: what is drawn later has to be nearer.
        if hit.radius_m > hits[*largest].radius_m {
            *largest = index;
        }
    }
    let within = |(index, hit): (usize, &Point)| {
        let largest = largest
            .get(&place(hit))
            .filter(|largest| **largest != index);
        let around = largest.is_some_and(|largest| hits[*largest].radius_m >= hit.radius_m);
        around && !hit.flagged(Point::MARKED)
    };
    hits.iter().enumerate().map(within).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(x: f32, radius_m: f32, alpha: u8) -> Point {
        Point {
            position: [x, 0.0, 0.0],
            radius_m,
            color: [255, 255, 255, alpha],
            ..Default::default()
        }
    }

    #[test]
    fn only_what_an_opaque_hit_in_the_same_place_holds_is_inside() {
        let mut marked = hit(0.0, 1.0, 255);
        marked.flag(Point::MARKED, true);
        let hits = [
            hit(0.0, 2.0, 255),
            hit(0.0, 3.0, 255),
            hit(0.0, 1.0, 90),
            hit(0.0, 4.0, 90), // around it, but what it holds is seen
            marked,
            hit(1.0, 1.0, 255),
            hit(2.0, 1.0, 90),
            hit(2.0, 1.0, 255), // as large as the one before
        ];
        let expected = [true, false, true, false, false, false, true, false];
        assert_eq!(inside(&hits), expected);
    }

    #[test]
    fn of_hits_that_are_alike_the_first_stays() {
        assert_eq!(inside(&[hit(0.0, 2.0, 255); 3]), [false, true, true]);
    }
}
