//! Maps finer than a texture holds: a coarse whole in one, and tiles of what is in view.
//!
//! Every halving of nside is a level, each value the mean of the four below it that are not masked. A frame needs the
//! level whose pixels are about as large as the screen's, and of it only the tiles that some pixel of the picture lies
//! in: a few dozen at any magnification. They stay in a pool until others need the room. Where a tile is missing, the
//! coarse whole is seen.

use std::collections::HashMap;

use glam::DVec2;

use crate::buffers::Uploads;
use crate::gpu::Gpu;
use crate::healpix::{self, BASES, MASKED};
use crate::sky::SkyFrame;

/// Pixels along a side of a tile; twin of the constant in `layers/skymap.wgsl`.
pub const TILE: u32 = 256;
/// With the border.
const WIDE: u32 = TILE + 2;
/// Tiles in the pool: 42 MB. No multiple of six, which OpenGL takes for the sides of cubes.
pub const SLOTS: u32 = 160;
/// Tiles along a side of a base pixel, at most.
const MOST_TILES: u32 = 64;
/// The finest map that is taken.
pub const LARGEST_NSIDE: u32 = TILE * MOST_TILES;
/// The coarse whole is at most this fine.
const COARSE_NSIDE: u32 = 1024;
/// Distance between the pixels that ask for tiles.
const NET_PX: f64 = 20.0;

/// A tile: nside of its level, base pixel, column and row.
type Tile = (u32, u32, u32, u32);

/// One level: nside, and its values layer by layer and row by row.
#[derive(Debug)]
struct Level {
    nside: u32,
    values: Vec<f32>,
}

/// A map in tiles.
#[derive(Debug)]
pub struct MapTiles {
    /// From the finest to the coarse whole.
    levels: Vec<Level>,
    pool: wgpu::Texture,
    index: wgpu::Texture,
    /// Which tile is in which slot, and in which frame it was last wanted.
    slots: HashMap<Tile, (u32, u64)>,
    frames: u64,
    /// What the index texture says.
    listed: Option<(u32, Vec<(Tile, u32)>)>,
}

impl MapTiles {
    /// Sorts the values of a RING map into levels; `nside` is a power of two of at least 512.
    pub fn new(gpu: &Gpu, nside: u32, ring: &[f32]) -> Self {
        let value = |number: u64| healpix::texture_value(ring, number);
        let texels = |nside: u32| {
            (0..BASES).flat_map(move |base| {
                (0..nside).flat_map(move |y| (0..nside).map(move |x| [x, y, base]))
            })
        };
        let finest = texels(nside).map(|texel| value(healpix::ring_index(nside, texel)));
        let mut levels = vec![Level {
            nside,
            values: finest.collect(),
        }];
        let coarse = (nside / 4).min(COARSE_NSIDE);
        while let Some(finer) = levels.last().filter(|level| level.nside > coarse) {
            let nside = finer.nside / 2;
            let values = texels(nside).map(|[x, y, base]| {
                let four = [(0, 0), (1, 0), (0, 1), (1, 1)];
                let four = four.map(|(right, up)| finer.at([2 * x + right, 2 * y + up, base]));
                let known = four.iter().filter(|value| **value > MASKED);
                let count = known.clone().count();
                match count {
                    0 => MASKED,
                    _ => known.sum::<f32>() / count as f32,
                }
            });
            let values = values.collect();
            levels.push(Level { nside, values });
        }
        Self {
            levels,
            pool: texture(gpu, "map tiles", WIDE, SLOTS),
            index: texture(gpu, "places of map tiles", MOST_TILES, BASES + 1),
            slots: HashMap::new(),
            frames: 0,
            listed: None,
        }
    }

    /// The coarse whole: its nside and its layers with borders.
    pub fn coarse(&self) -> (u32, Vec<f32>) {
        let level = &self.levels[self.levels.len() - 1];
        let n = i64::from(level.nside);
        let places = (0..BASES)
            .flat_map(|base| (-1..=n).flat_map(move |y| (-1..=n).map(move |x| (x, y, base))));
        let layers = places.map(|(x, y, base)| level.beside(x, y, base));
        (level.nside, layers.collect())
    }

    /// The pool of tiles and the texture that tells where each is.
    pub fn views(&self) -> [wgpu::TextureView; 2] {
        [&self.pool, &self.index].map(layers_view)
    }

    /// Sends the tiles that a frame needs and are not there; returns the nside of their level, 0 for none.
    pub fn load(&mut self, gpu: &Gpu, uploads: &Uploads, frame: &SkyFrame) -> u32 {
        let pixel_rad = frame.view.rad_per_px(frame.size_px);
        let wide = |level: &&Level| 1.0233 / f64::from(level.nside) <= pixel_rad;
        let coarsest = self.levels.len() - 1;
        // The coarsest level whose pixels are not larger than the screen's, else the finest.
        let fitting = self
            .levels
            .iter()
            .rposition(|level| wide(&level))
            .unwrap_or(0);
        if fitting == coarsest {
            return 0;
        }
        self.frames += 1;
        let nside = self.levels[fitting].nside;
        let wanted = wanted(frame, nside);
        let mut listed = Vec::new();
        for tile in wanted {
            let slot = match self.slots.get_mut(&tile) {
                Some((slot, used)) => {
                    *used = self.frames;
                    Some(*slot)
                }
                None => self.free_slot().inspect(|slot| {
                    self.send(gpu, uploads, fitting, tile, *slot);
                    self.slots.insert(tile, (*slot, self.frames));
                }),
            };
            listed.extend(slot.map(|slot| (tile, slot)));
        }
        listed.sort_unstable();
        let listed = Some((nside, listed));
        if self.listed != listed {
            self.listed = listed;
            self.send_index(gpu, uploads);
        }
        nside
    }

    /// A slot that no tile of this frame has; the one that was not wanted for longest if none is empty.
    fn free_slot(&mut self) -> Option<u32> {
        if self.slots.len() < SLOTS as usize {
            return Some(self.slots.len() as u32);
        }
        let oldest = self.slots.iter().min_by_key(|(_, (_, used))| *used);
        let (tile, (slot, used)) = oldest.map(|(tile, at)| (*tile, *at))?;
        if used == self.frames {
            return None;
        }
        self.slots.remove(&tile);
        Some(slot)
    }

    fn send(&self, gpu: &Gpu, uploads: &Uploads, level: usize, tile: Tile, slot: u32) {
        let level = &self.levels[level];
        let (_, base, column, row) = tile;
        let side = i64::from(TILE);
        let corner = (i64::from(column) * side, i64::from(row) * side);
        let places = (-1..=side).flat_map(|y| (-1..=side).map(move |x| (x, y)));
        let values = places.map(|(x, y)| level.beside(corner.0 + x, corner.1 + y, base));
        let values: Vec<f32> = values.collect();
        write(gpu, uploads, &self.pool, slot, WIDE, &values);
    }

    fn send_index(&self, gpu: &Gpu, uploads: &Uploads) {
        let Some((_, listed)) = &self.listed else {
            return;
        };
        for layer in 0..BASES {
            let mut slots = vec![-1.0_f32; (MOST_TILES * MOST_TILES) as usize];
            for ((_, base, column, row), slot) in listed {
                if *base == layer {
                    slots[(row * MOST_TILES + column) as usize] = *slot as f32;
                }
            }
            write(gpu, uploads, &self.index, layer, MOST_TILES, &slots);
        }
    }
}

impl Level {
    fn at(&self, [x, y, base]: [u32; 3]) -> f32 {
        let n = self.nside as usize;
        self.values[(base as usize * n + y as usize) * n + x as usize]
    }

    /// The value of a pixel, or of its neighbour beyond a border.
    fn beside(&self, x: i64, y: i64, base: u32) -> f32 {
        self.at(healpix::texel_beside(self.nside, x, y, base))
    }
}

/// The tiles in which some pixel of a net over the picture lies, from the middle of the picture outwards.
fn wanted(frame: &SkyFrame, nside: u32) -> Vec<Tile> {
    let size = DVec2::new(frame.size_px.0, frame.size_px.1);
    let steps = (size / NET_PX).ceil().max(DVec2::ONE);
    let mut places: Vec<DVec2> = (0..=steps.y as u32)
        .flat_map(|row| (0..=steps.x as u32).map(move |column| (column, row)))
        .map(|(column, row)| DVec2::new(column.into(), row.into()) / steps * size)
        .collect();
    places.sort_by(|a, b| {
        let away = |at: &DVec2| at.distance_squared(0.5 * size);
        away(a).total_cmp(&away(b))
    });
    let mut wanted: Vec<Tile> = Vec::new();
    for place in places {
        let Some(unit) = frame.view.sky_from_pixel(place, frame.size_px) else {
            continue;
        };
        let [x, y, base] = healpix::texel(nside, unit);
        let tile = (nside, base, x / TILE, y / TILE);
        if !wanted.contains(&tile) && wanted.len() < SLOTS as usize {
            wanted.push(tile);
        }
    }
    wanted
}

/// A texture of square layers of numbers.
fn texture(gpu: &Gpu, label: &str, side: u32, layers: u32) -> wgpu::Texture {
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some(label),
        size: wgpu::Extent3d {
            width: side,
            height: side,
            depth_or_array_layers: layers,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::R32Float,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    })
}

fn layers_view(texture: &wgpu::Texture) -> wgpu::TextureView {
    texture.create_view(&wgpu::TextureViewDescriptor {
        dimension: Some(wgpu::TextureViewDimension::D2Array),
        ..Default::default()
    })
}

/// Sends one layer.
fn write(
    gpu: &Gpu,
    uploads: &Uploads,
    texture: &wgpu::Texture,
    layer: u32,
    side: u32,
    values: &[f32],
) {
    let bytes: &[u8] = bytemuck::cast_slice(values);
    let mut to = texture.as_image_copy();
    to.origin.z = layer;
    gpu.queue.write_texture(
        to,
        bytes,
        wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(4 * side),
            rows_per_image: Some(side),
        },
        wgpu::Extent3d {
            width: side,
            height: side,
            depth_or_array_layers: 1,
        },
    );
    uploads.add(bytes.len());
}
