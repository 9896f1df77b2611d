//! Which pixels of each small picture of the glow are not black, from where anything may shine.
//!
//! Every pass reads a few pixels around each that it writes (see `glow.wgsl`), so that light spreads by as many; what
//! lies outside is what the picture was cleared to.

use super::Place;

/// Pixels of a picture, from the first to behind the last; in columns, then rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub low: (u32, u32),
    pub high: (u32, u32),
}

impl Area {
    /// Whether it has no pixels.
    pub fn is_empty(&self) -> bool {
        self.low.0 >= self.high.0 || self.low.1 >= self.high.1
    }

    /// What becomes of it if each axis goes from `(first, behind the last)` to another such pair, within a picture.
    fn spread(self, (width, height): (u32, u32), axis: impl Fn(i64, i64) -> (i64, i64)) -> Self {
        let spread = |low: u32, high: u32, length: u32| {
            let (low, high) = axis(i64::from(low), i64::from(high));
            let within = |place: i64| place.clamp(0, i64::from(length)) as u32;
            (within(low), within(high))
        };
        let (left, right) = spread(self.low.0, self.high.0, width);
        let (top, bottom) = spread(self.low.1, self.high.1, height);
        Self {
            low: (left, top),
            high: (right, bottom),
        }
    }
}

/// Where each pass has something to do; all areas are empty if nothing shines.
#[derive(Debug)]
pub struct Reach {
    /// Of the target: what may shine.
    pub lit: Area,
    /// Of each small picture: what is gathered or narrowed.
    pub narrowed: Vec<Area>,
    /// Of each small picture but the last: what softer light is added to.
    pub widened: Vec<Area>,
    /// Of the target: what glows.
    pub glowing: Area,
}

impl Reach {
    /// For a target and its small pictures of these sizes.
    pub fn new(place: &Place, sizes: &[(u32, u32)]) -> Self {
        let (part, lit) = (place.part, place.lit);
        let area = |first: i32, length: u32, origin: i32, size: u32| {
            let begin = i64::from(first) - i64::from(origin);
            let within = |place: i64| place.clamp(0, i64::from(size)) as u32;
            (within(begin), within(begin + i64::from(length)))
        };
        let (left, right) = area(lit.x, lit.width, part.x, sizes[0].0);
        let (top, bottom) = area(lit.y, lit.height, part.y, sizes[0].1);
        let lit = Area {
            low: (left, top),
            high: (right, bottom),
        };
        let mut narrowed = vec![lit.spread(sizes[1], |low, high| (low / 4, (high + 3) / 4))];
        for size in &sizes[2..] {
            // Pixel p is made of those from 2 p - 1 to 2 p + 2.
            let next = |low: i64, high: i64| (low / 2 - 1, high / 2 + 1);
            narrowed.push(narrowed[narrowed.len() - 1].spread(*size, next));
        }
        let mut widest = narrowed[narrowed.len() - 1];
        let mut widened = Vec::new();
        for size in sizes[1..sizes.len() - 1].iter().rev() {
            // Pixel p is made of those from p / 2 - 2 to p / 2 + 2, more than what was narrowed to it.
            widest = widest.spread(*size, |low, high| (2 * low - 4, 2 * high + 4));
            widened.push(widest);
        }
        widened.reverse();
        Self {
            lit,
            glowing: widest.spread(sizes[0], |low, high| (4 * low - 4, 4 * high + 4)),
            narrowed,
            widened,
        }
    }
}
