//! Parts of a picture: the piece around the pointer, a box, a tile of a picture that no device holds whole.
//!
//! A tile is drawn with a margin on every side, because the glow of what lies beyond its edge reaches into it.
//! Tiles begin at multiples of [`GRID_PX`], the widest step of the glow, so that all tiles and the whole picture
//! blur over the same pixels and no seam is seen.

/// A rectangle of a picture, in pixels from the top left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crop {
    /// Its left edge; it may lie outside of the picture.
    pub x: i32,
    /// Its upper edge; it may lie outside of the picture.
    pub y: i32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

impl Crop {
    /// All of a picture.
    pub fn whole(size: (u32, u32)) -> Self {
        Self {
            width: size.0,
            height: size.1,
            ..Default::default()
        }
    }

    /// Whether the middle of a pixel of the picture is in it.
    pub fn holds(&self, x: i32, y: i32) -> bool {
        let inside = |at: i32, first: i32, length: u32| {
            (0..i64::from(length)).contains(&(i64::from(at) - i64::from(first)))
        };
        inside(x, self.x, self.width) && inside(y, self.y, self.height)
    }

    /// What of it lies in a picture of `size`; without width or height if nothing does.
    pub fn within(&self, size: (u32, u32)) -> Self {
        let axis = |first: i32, length: u32, size: u32| {
            let first = i64::from(first);
            let end = (first + i64::from(length)).clamp(0, i64::from(size));
            let first = first.clamp(0, end);
            (first as i32, (end - first) as u32)
        };
        let (x, width) = axis(self.x, self.width, size.0);
        let (y, height) = axis(self.y, self.height, size.1);
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// As the shaders' `crop` wants it: clip space is scaled by the first two, then moved by the others.
    pub(crate) fn in_clip_space(&self, size: (u32, u32)) -> [f32; 4] {
        let axis = |first: i32, length: u32, size: u32| {
            let (length, size) = (f64::from(length.max(1)), f64::from(size.max(1)));
            let scale = size / length;
            let middle = 2.0 * (f64::from(first) + 0.5 * length) / size - 1.0;
            (scale as f32, (-scale * middle) as f32)
        };
        let (scale_x, move_x) = axis(self.x, self.width, size.0);
        let (scale_y, move_y) = axis(self.y, self.height, size.1);
        [scale_x, scale_y, move_x, -move_y]
    }

    /// As the shaders' `target_px` wants it: size of the whole picture, then left and upper edge of the part.
    pub(crate) fn in_pixels(&self, size: (u32, u32)) -> [f32; 4] {
        let (width, height) = (size.0.max(1) as f32, size.1.max(1) as f32);
        [width, height, self.x as f32, self.y as f32]
    }
}

/// A piece of a large picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// What is drawn, margin included.
    pub drawn: Crop,
    /// What of it belongs into the picture; the tiles' `kept` cover the picture once.
    pub kept: Crop,
}

/// What tiles begin at multiples of, in pixels.
pub const GRID_PX: u32 = 128;

impl Tile {
    /// The tiles of a picture of `size`, row by row, none of them wider or higher than `largest` pixels
    /// with its margins (which take 768; less than 1024 is taken for 1024).
    pub fn of(size: (u32, u32), largest: u32) -> Vec<Self> {
        let margin = 3 * GRID_PX;
        let side = largest.max(1024) / GRID_PX * GRID_PX - 2 * margin;
        let steps = |length: u32| (0..length).step_by(side as usize);
        let tile = |(x, y): (u32, u32)| {
            let (x, y) = (x as i32, y as i32);
            let around = Crop {
                x: x - margin as i32,
                y: y - margin as i32,
                width: side + 2 * margin,
                height: side + 2 * margin,
            };
            let kept = Crop {
                x,
                y,
                width: side,
                height: side,
            };
            Self {
                drawn: around.within(size),
                kept: kept.within(size),
            }
        };
        steps(size.1)
            .flat_map(|y| steps(size.0).map(move |x| (x, y)))
            .map(tile)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crop_around_a_pixel_puts_it_in_the_middle() {
        let crop = Crop {
            x: 147,
            y: 7,
            width: 7,
            height: 7,
        };
        let [scale_x, scale_y, move_x, move_y] = crop.in_clip_space((200, 100));
        // Middle of pixel (150, 10) in clip space, y up.
        let (x, y) = (150.5 / 100.0 - 1.0, 1.0 - 10.5 / 50.0);
        assert!((x * scale_x + move_x).abs() < 1e-4);
        assert!((y * scale_y + move_y).abs() < 1e-4);
        // The next pixel to the right is one of seven further.
        assert!(((x + 0.01) * scale_x + move_x - 2.0 / 7.0).abs() < 1e-4);
    }

    #[test]
    fn the_whole_picture_is_left_as_it_is() {
        let crop = Crop::whole((1280, 800));
        assert_eq!(crop.in_clip_space((1280, 800)), [1.0, 1.0, 0.0, 0.0]);
        assert_eq!(crop.within((1280, 800)), crop);
        assert!(crop.holds(0, 799) && !crop.holds(0, 800) && !crop.holds(-1, 0));
    }

    #[test]
    fn tiles_cover_every_pixel_once_and_begin_on_the_grid() {
        for size in [(1, 1), (1024, 700), (5000, 2049), (16384, 300)] {
            let tiles = Tile::of(size, 2048);
            let area: u64 = tiles
                .iter()
                .map(|tile| u64::from(tile.kept.width) * u64::from(tile.kept.height))
                .sum();
            assert_eq!(area, u64::from(size.0) * u64::from(size.1));
            for tile in &tiles {
                assert!(tile.drawn.width <= 2048 && tile.drawn.height <= 2048);
                assert_eq!(tile.drawn.x % GRID_PX as i32, 0);
                assert_eq!(tile.drawn.y % GRID_PX as i32, 0);
                assert_eq!(tile.drawn.within(size), tile.drawn);
            }
        }
    }
}
