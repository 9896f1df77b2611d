//! What is under the pointer: the few pixels around it are drawn again, with ids for colours.
//!
//! What can be picked is thus exactly what is seen, whatever shaders hide, grow or move.

use crate::error::Result;
use crate::gpu::Gpu;
use crate::layers::PICK_FORMAT;
use crate::target::{DEPTH_FORMAT, read_texture, texture};
use crate::tiles::Crop;

/// How far from the pointer something is still found, in pixels.
pub const REACH: i32 = 3;
/// Width and height of the piece that is drawn.
const SIDE: u32 = 2 * REACH as u32 + 1;

/// The piece around a pixel.
pub fn around(pixel: (u32, u32)) -> Crop {
    let first = |pixel: u32| i32::try_from(pixel).unwrap_or(i32::MAX / 2) - REACH;
    Crop {
        x: first(pixel.0),
        y: first(pixel.1),
        width: SIDE,
        height: SIDE,
    }
}

/// Draws ids with `draw` into the piece around the pointer and returns the one that is meant: the nearest
/// to the pointer on the screen, and of those the nearest to the eye. What has no surface, only light, is
/// meant where nothing else is.
pub fn pick(gpu: &Gpu, depth: bool, draw: impl FnOnce(&mut wgpu::RenderPass<'_>)) -> Option<u32> {
    let found = ids(gpu, (SIDE, SIDE), depth, draw)
        .inspect_err(|error| tracing::warn!("cannot tell what is under the pointer: {error}"))
        .ok()?;
    nearest(&found)
}

/// Draws into a piece of `size` and reads back what is where: pairs of an id, 0 for nothing, and the bits of
/// its depth, row by row.
///
/// # Errors
/// What the device says when it cannot be read.
pub fn ids(
    gpu: &Gpu,
    size: (u32, u32),
    depth: bool,
    draw: impl FnOnce(&mut wgpu::RenderPass<'_>),
) -> Result<Vec<[u32; 2]>> {
    let attachment = wgpu::TextureUsages::RENDER_ATTACHMENT;
    let usage = attachment | wgpu::TextureUsages::COPY_SRC;
    let ids = texture(gpu, "pick", size, PICK_FORMAT, usage);
    let ids_view = ids.create_view(&Default::default());
    let depth = depth.then(|| {
        texture(gpu, "pick depth", size, DEPTH_FORMAT, attachment).create_view(&Default::default())
    });
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("pick"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: &ids_view,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations {
                load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                store: wgpu::StoreOp::Store,
            },
        })],
        depth_stencil_attachment: depth.as_ref().map(depth_attachment),
        ..Default::default()
    });
    draw(&mut pass);
    drop(pass);
    gpu.queue.submit([encoder.finish()]);
    let bytes = read_texture(gpu, &ids, size, 8)?;
    let word = |at: &[u8]| u32::from_ne_bytes([at[0], at[1], at[2], at[3]]);
    Ok(bytes
        .chunks_exact(8)
        .map(|pair| [word(&pair[..4]), word(&pair[4..])])
        .collect())
}

/// Clears to infinitely far away, for reversed depth.
pub fn depth_attachment(view: &wgpu::TextureView) -> wgpu::RenderPassDepthStencilAttachment<'_> {
    wgpu::RenderPassDepthStencilAttachment {
        view,
        depth_ops: Some(wgpu::Operations {
            load: wgpu::LoadOp::Clear(0.0),
            store: wgpu::StoreOp::Store,
        }),
        stencil_ops: None,
    }
}

/// The id that is meant, from pairs of id and bits of the depth (which order as the depths do, 0 for light).
fn nearest(found: &[[u32; 2]]) -> Option<u32> {
    let found = found.iter().enumerate().filter(|(_, [id, _])| *id != 0);
    found
        .filter_map(|(index, [id, depth])| {
            let (x, y) = (
                index as i32 % SIDE as i32 - REACH,
                index as i32 / SIDE as i32 - REACH,
            );
            let away = x * x + y * y;
            (away <= REACH * REACH).then_some((*depth == 0, away, u32::MAX - depth, *id))
        })
        .min()
        .map(|(.., id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pixel_itself_counts_before_its_neighbours_and_the_front_before_the_back() {
        let mut found = vec![[0; 2]; (SIDE * SIDE) as usize];
        assert_eq!(nearest(&found), None);
        let mut put = |x: usize, y: usize, id: u32, depth: f32| {
            found[y * SIDE as usize + x] = [id, depth.to_bits()];
            nearest(&found)
        };
        assert_eq!(put(0, 0, 9, 0.9), None, "a corner is farther than 3 pixels");
        assert_eq!(put(3, 3, 8, 0.0), Some(8), "light where nothing else is");
        assert_eq!(put(5, 3, 1, 0.2), Some(1));
        assert_eq!(
            put(1, 3, 2, 0.5),
            Some(2),
            "as near on the screen, nearer to the eye"
        );
        assert_eq!(put(3, 3, 3, 0.1), Some(3), "the pixel itself");
    }
}
