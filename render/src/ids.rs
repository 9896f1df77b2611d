//! What is seen where in a part of a picture: the answer to a box or a lasso.

use crate::tiles::Crop;

/// The id of what is seen at each pixel of a part of a picture; 0 where nothing can be picked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdImage {
    /// The part, in pixels of the picture.
    pub rect: Crop,
    /// Width × height ids, row by row from the top.
    pub ids: Vec<u32>,
}

impl IdImage {
    /// The id at a pixel of the picture; 0 outside of the part.
    pub fn at(&self, x: i32, y: i32) -> u32 {
        if !self.rect.holds(x, y) {
            return 0;
        }
        let (column, row) = ((x - self.rect.x) as usize, (y - self.rect.y) as usize);
        let place = row * self.rect.width as usize + column;
        self.ids.get(place).copied().unwrap_or(0)
    }

    /// All that is seen, each once, in rising order.
    pub fn all(&self) -> Vec<u32> {
        unique(self.ids.clone())
    }

    /// All that is seen inside a polygon of corners in pixels of the picture (x right, y down), each once, in
    /// rising order. A pixel is inside if an odd number of the polygon's sides lie to the right of its middle.
    pub fn within(&self, polygon: &[(f32, f32)]) -> Vec<u32> {
        let mut found = Vec::new();
        let Some(last) = polygon.last() else {
            return found;
        };
        let ends = || polygon.iter().zip(std::iter::once(last).chain(polygon));
        for (row, ids) in self
            .ids
            .chunks_exact(self.rect.width.max(1) as usize)
            .enumerate()
        {
            let y = self.rect.y as f32 + row as f32 + 0.5;
            let mut crossings: Vec<f32> = ends()
                .filter(|(a, b)| (a.1 > y) != (b.1 > y))
                .map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
                .filter(|x| !x.is_nan())
                .collect();
            crossings.sort_by(f32::total_cmp);
            for pair in crossings.chunks_exact(2) {
                // Pixels whose middle lies from the first crossing up to the second.
                let column = |x: f32| (x - self.rect.x as f32 - 0.5).ceil().max(0.0) as usize;
                let (first, end) = (column(pair[0]), column(pair[1]).min(ids.len()));
                found.extend_from_slice(ids.get(first..end).unwrap_or_default());
            }
        }
        unique(found)
    }
}

fn unique(mut ids: Vec<u32>) -> Vec<u32> {
    ids.sort_unstable();
    ids.dedup();
    if ids.first() == Some(&0) {
        ids.remove(0);
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Ids 1, 2, 3, … row by row.
    fn numbered(rect: Crop) -> IdImage {
        IdImage {
            rect,
            ids: (1..=rect.width * rect.height).collect(),
        }
    }

    #[test]
    fn a_box_is_a_polygon_too_and_holes_stay_holes() {
        let image = numbered(Crop {
            x: 10,
            y: 20,
            width: 4,
            height: 3,
        });
        assert_eq!((image.at(10, 20), image.at(13, 22)), (1, 12));
        assert_eq!((image.at(9, 20), image.at(14, 20)), (0, 0));
        assert_eq!(image.all(), (1..=12).collect::<Vec<_>>());
        let square = [(11.0, 20.0), (13.0, 20.0), (13.0, 22.0), (11.0, 22.0)];
        assert_eq!(image.within(&square), [2, 3, 6, 7]);
        // Twice round is outside again.
        assert_eq!(image.within(&[square, square].concat()), []);
        assert_eq!(image.within(&[]), []);
        assert_eq!(image.within(&[(11.0, 21.0)]), []);
        let huge = [(-1e30, -1e30), (1e30, -1e30), (1e30, 1e30), (-1e30, 1e30)];
        assert_eq!(image.within(&huge), image.all());
        assert_eq!(
            image.within(&[(f32::NAN, 0.0), (12.0, f32::NAN), (1.0, 50.0)]),
            []
        );
    }

    proptest! {
        #[test]
        fn every_pixel_is_judged_alone(corners in prop::collection::vec((-5.0..35.0_f32, -5.0..25.0_f32), 3..9)) {
            let image = numbered(Crop { x: 3, y: 2, width: 20, height: 15 });
            let odd = |x: f32, y: f32| {
                let sides = (0..corners.len()).map(|i| (corners[i], corners[(i + 1) % corners.len()]));
                sides.filter(|(a, b)| (a.1 > y) != (b.1 > y))
                    .filter(|(a, b)| x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
                    .count() % 2 == 1
            };
            let expected: Vec<u32> = (0..300)
                .filter(|i| odd(3.5 + (i % 20) as f32, 2.5 + (i / 20) as f32))
                .map(|i| i + 1)
                .collect();
            prop_assert_eq!(image.within(&corners), expected);
        }
    }
}
