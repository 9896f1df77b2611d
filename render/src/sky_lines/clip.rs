//! Cutting lines and rings to the picture and a little around it, so that nothing runs to places far away.

use glam::DVec2;

/// How far beyond the picture lines are kept, in pixels: more than any stroke is wide.
const BEYOND_PX: f64 = 16.0;

/// Two corners of a rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    low: DVec2,
    high: DVec2,
}

impl Frame {
    /// The picture and a little around it.
    pub fn around(size: (f64, f64)) -> Self {
        Self {
            low: DVec2::splat(-BEYOND_PX),
            high: DVec2::new(size.0, size.1) + BEYOND_PX,
        }
    }

    /// The picture itself.
    pub fn exact(size: (f64, f64)) -> Self {
        Self {
            low: DVec2::ZERO,
            high: DVec2::new(size.0, size.1),
        }
    }

    /// Whether it holds a place.
    pub fn holds(&self, place: DVec2) -> bool {
        self.sees(place, place)
    }

    /// Whether something that lies within these corners can be seen.
    pub fn sees(&self, low: DVec2, high: DVec2) -> bool {
        low.cmple(self.high).all() && high.cmpge(self.low).all()
    }

    /// The part of a stroke inside, as shares of its length.
    fn share(&self, from: DVec2, to: DVec2) -> Option<(f64, f64)> {
        let way = to - from;
        let (mut first, mut last) = (0.0_f64, 1.0_f64);
        for axis in 0..2 {
            if way[axis] == 0.0 {
                if !(self.low[axis]..=self.high[axis]).contains(&from[axis]) {
                    return None;
                }
                continue;
            }
            let a = (self.low[axis] - from[axis]) / way[axis];
            let b = (self.high[axis] - from[axis]) / way[axis];
            first = first.max(a.min(b));
            last = last.min(a.max(b));
        }
        (first <= last).then_some((first, last))
    }

    /// The pieces of a line inside.
    pub fn line(&self, points: &[DVec2]) -> Vec<Vec<DVec2>> {
        let mut pieces: Vec<Vec<DVec2>> = Vec::new();
        let mut goes_on = false;
        for pair in points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let Some((first, last)) = self.share(from, to) else {
                goes_on = false;
                continue;
            };
            if !(goes_on && first == 0.0) {
                pieces.push(vec![from.lerp(to, first)]);
            }
            if let Some(piece) = pieces.last_mut() {
                piece.push(from.lerp(to, last));
            }
            goes_on = last == 1.0;
        }
        pieces
    }

    /// A ring inside: parts beyond run along the border. Source: Sutherland and Hodgman 1974, CACM 17, 32.
    pub fn ring(&self, ring: Vec<DVec2>) -> Vec<DVec2> {
        let mut ring = ring;
        for (axis, limit, sign) in [
            (0, self.low.x, 1.0),
            (0, self.high.x, -1.0),
            (1, self.low.y, 1.0),
            (1, self.high.y, -1.0),
        ] {
            let inside = |p: DVec2| sign * (p[axis] - limit);
            let mut kept = Vec::with_capacity(ring.len() + 4);
            for (index, &to) in ring.iter().enumerate() {
                let from = ring[(index + ring.len() - 1) % ring.len()];
                let (a, b) = (inside(from), inside(to));
                if (a < 0.0) != (b < 0.0) {
                    kept.push(from.lerp(to, a / (a - b)));
                }
                if b >= 0.0 {
                    kept.push(to);
                }
            }
            ring = kept;
        }
        ring
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two() {
        let frame = Frame::around((100.0, 100.0));
        let line = [
            DVec2::new(50.0, 50.0),
            DVec2::new(500.0, 50.0),
            DVec2::new(500.0, 60.0),
            DVec2::new(50.0, 60.0),
            DVec2::new(40.0, 60.0),
        ];
        let pieces = frame.line(&line);
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0], [DVec2::new(50.0, 50.0), DVec2::new(116.0, 50.0)]);
        assert_eq!(pieces[1].len(), 3);
        assert!(
            frame
                .line(&[DVec2::splat(900.0), DVec2::splat(950.0)])
                .is_empty()
        );
    }

    #[test]
    fn a_ring_around_the_picture_becomes_the_picture() {
        let frame = Frame::around((100.0, 60.0));
        let far = [(-1e6, -1e6), (1e6, -1e6), (1e6, 1e6), (-1e6, 1e6)].map(DVec2::from);
        let ring = frame.ring(far.to_vec());
        let area: f64 = (0..ring.len())
            .map(|i| 0.5 * ring[i].perp_dot(ring[(i + 1) % ring.len()]))
            .sum();
        assert!((area - 132.0 * 92.0).abs() < 1e-6, "{area}");
    }
}
