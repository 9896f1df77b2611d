//! A map in a texture: a layer per base pixel, each with a border, its texels in blocks of four by four.
//!
//! Neighbours on the sky are neighbours along both sides of a base pixel. Row by row, a pixel's neighbours above and
//! below would each lie in another line of the processor's cache, and a map of the whole sky was mostly waiting for
//! memory where there is no graphics card: a block is one line.

use crate::buffers::Uploads;
use crate::gpu::Gpu;
use crate::healpix::{self, BASES};

/// Texels along a side of a block; twin of `in_blocks` in `layers/skymap.wgsl`.
const BLOCK: u32 = 4;

/// A map on the device.
#[derive(Debug)]
pub struct MapTexture {
    /// 0 where there is no map.
    pub nside: u32,
    /// Whether some of its pixels have no value.
    pub holes: bool,
    /// What shaders read.
    pub values: wgpu::TextureView,
}

impl MapTexture {
    /// No map, but something to bind.
    pub fn none(gpu: &Gpu, uploads: &Uploads) -> Self {
        let layers = [healpix::MASKED; 9 * BASES as usize];
        Self {
            nside: 0,
            ..Self::new(gpu, uploads, 1, &layers)
        }
    }

    /// A map of twelve layers of `nside + 2` rows each, as [`healpix::layers_from_ring`] makes them.
    pub fn new(gpu: &Gpu, uploads: &Uploads, nside: u32, layers: &[f32]) -> Self {
        let blocks = (nside + 2).div_ceil(BLOCK);
        let (width, height) = (blocks * BLOCK * BLOCK, blocks);
        let texels = in_blocks(nside + 2, layers);
        Self {
            nside,
            holes: layers.contains(&healpix::MASKED),
            values: layers_texture(gpu, uploads, (width, height), &texels),
        }
    }

    /// The finest map that a device with textures of this side holds in one; 218 MB at 2048.
    pub fn largest_nside(limits: &wgpu::Limits) -> u32 {
        match limits.max_texture_array_layers > BASES {
            true => 2048.min(limits.max_texture_dimension_2d / BLOCK - 5),
            false => 0,
        }
    }
}

/// Layers of rows of `side` texels as layers of rows of blocks.
fn in_blocks(side: u32, layers: &[f32]) -> Vec<f32> {
    let (side, block) = (side as usize, BLOCK as usize);
    let width = side.div_ceil(block) * block;
    let mut texels = vec![healpix::MASKED; width * width * (layers.len() / (side * side))];
    let rows = layers.chunks(side).enumerate();
    for (row, values) in rows {
        let (layer, y) = (row / side, row % side);
        let first = layer * width * width + (y / block) * block * width + (y % block) * block;
        for (x, value) in values.iter().enumerate() {
            texels[first + (x / block) * block * block + x % block] = *value;
        }
    }
    texels
}

/// A texture of twelve layers of numbers, and one that stays empty, because OpenGL takes any multiple of six square
/// layers for the sides of cubes.
pub fn layers_texture(
    gpu: &Gpu,
    uploads: &Uploads,
    (width, height): (u32, u32),
    texels: &[f32],
) -> wgpu::TextureView {
    let size = |layers| wgpu::Extent3d {
        width,
        height,
        depth_or_array_layers: layers,
    };
    let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("map values"),
        size: size(BASES + 1),
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::R32Float,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    let bytes: &[u8] = bytemuck::cast_slice(texels);
    gpu.queue.write_texture(
        texture.as_image_copy(),
        bytes,
        wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(4 * width),
            rows_per_image: Some(height),
        },
        size(BASES),
    );
    uploads.add(bytes.len());
    texture.create_view(&wgpu::TextureViewDescriptor {
        dimension: Some(wgpu::TextureViewDimension::D2Array),
        ..Default::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_of_sixteen_texels_lies_in_one_piece() {
        for side in [3_u32, 4, 9, 66] {
            let all: Vec<f32> = (0..2 * side * side).map(|texel| texel as f32).collect();
            let texels = in_blocks(side, &all);
            let width = side.div_ceil(BLOCK) * BLOCK;
            assert_eq!(texels.len() as u32, 2 * width * width);
            for layer in 0..2 {
                for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
                    // As the shader reckons.
                    let column = ((x >> 2) << 4) | ((y & 3) << 2) | (x & 3);
                    let place = (layer * width / 4 + (y >> 2)) * 4 * width + column;
                    let wanted = (layer * side + y) * side + x;
                    assert_eq!(texels[place as usize], wanted as f32, "{side}: {x}, {y}");
                }
            }
        }
    }
}
