//! What is under the pointer: the few pixels around it are drawn again, with ids for colours.
//!
//! What can be picked is thus exactly what is seen, whatever shaders hide, grow or move.

use crate::gpu::Gpu;
use crate::layers::PICK_FORMAT;
use crate::target::{DEPTH_FORMAT, read_texture, texture};

/// How far from the pointer something is still found, in pixels.
const REACH: i32 = 3;
/// Width and height of the piece that is drawn.
const SIDE: u32 = 2 * REACH as u32 + 1;

/// The part of clip space around a pixel of a picture of `size`, as the shaders' `crop` wants it.
pub fn crop(size: (u32, u32), pixel: (u32, u32)) -> [f32; 4] {
    let axis = |size: u32, pixel: f32| {
        let scale = size.max(1) as f32 / SIDE as f32;
        let middle = 2.0 * (pixel + 0.5) / size.max(1) as f32 - 1.0;
        (scale, -scale * middle)
    };
    let (scale_x, move_x) = axis(size.0, pixel.0 as f32);
    let (scale_y, move_y) = axis(size.1, pixel.1 as f32);
    [scale_x, scale_y, move_x, -move_y]
}

/// Draws ids with `draw` into the piece around the pointer and returns the one that is meant: the nearest
/// to the pointer on the screen, and of those the nearest to the eye.
pub fn pick(gpu: &Gpu, depth: bool, draw: impl FnOnce(&mut wgpu::RenderPass<'_>)) -> Option<u32> {
    let attachment = wgpu::TextureUsages::RENDER_ATTACHMENT;
    let size = (SIDE, SIDE);
    let ids = texture(
        gpu,
        "pick",
        size,
        PICK_FORMAT,
        attachment | wgpu::TextureUsages::COPY_SRC,
    );
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
    let bytes = read_texture(gpu, &ids, size, 8)
        .inspect_err(|error| tracing::warn!("cannot tell what is under the pointer: {error}"))
        .ok()?;
    let words: Vec<u32> = bytes
        .chunks_exact(4)
        .map(|word| u32::from_ne_bytes([word[0], word[1], word[2], word[3]]))
        .collect();
    nearest(&words)
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

/// The id that is meant, from pairs of id and bits of the depth (which order as the depths do).
fn nearest(words: &[u32]) -> Option<u32> {
    let found = words
        .chunks_exact(2)
        .enumerate()
        .filter(|(_, pair)| pair[0] != 0);
    found
        .filter_map(|(index, pair)| {
            let (x, y) = (
                index as i32 % SIDE as i32 - REACH,
                index as i32 / SIDE as i32 - REACH,
            );
            let away = x * x + y * y;
            (away <= REACH * REACH).then_some((away, u32::MAX - pair[1], pair[0]))
        })
        .min()
        .map(|(_, _, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pixel_itself_counts_before_its_neighbours_and_the_front_before_the_back() {
        let mut words = vec![0; 2 * (SIDE * SIDE) as usize];
        assert_eq!(nearest(&words), None);
        let mut put = |x: usize, y: usize, id: u32, depth: f32| {
            let at = 2 * (y * SIDE as usize + x);
            words[at..at + 2].copy_from_slice(&[id, depth.to_bits()]);
            nearest(&words)
        };
        assert_eq!(put(0, 0, 9, 0.9), None, "a corner is farther than 3 pixels");
        assert_eq!(put(5, 3, 1, 0.2), Some(1));
        assert_eq!(
            put(1, 3, 2, 0.5),
            Some(2),
            "as near on the screen, nearer to the eye"
        );
        assert_eq!(put(3, 3, 3, 0.1), Some(3), "the pixel itself");
    }

    #[test]
    fn the_crop_puts_the_pixel_in_the_middle() {
        let [scale_x, scale_y, move_x, move_y] = crop((200, 100), (150, 10));
        // Middle of pixel (150, 10) in clip space, y up.
        let (x, y) = (150.5 / 100.0 - 1.0, 1.0 - 10.5 / 50.0);
        assert!((x * scale_x + move_x).abs() < 1e-4);
        assert!((y * scale_y + move_y).abs() < 1e-4);
        // The next pixel to the right is one of seven further.
        assert!(((x + 0.01) * scale_x + move_x - 2.0 / 7.0).abs() < 1e-4);
    }
}
