//! What is drawn into: a picture with its own depth, off screen.
//!
//! The window shows it as a texture, an export reads it back; both get the same pixels. Colours are
//! gamma-encoded sRGB in `Rgba8Unorm`, which is what egui takes, so blending happens on encoded values;
//! where a picture is transparent they are multiplied by alpha until they are read back.
//! Depth is reversed: 1 at the near plane, 0 infinitely far away.

use std::sync::OnceLock;

use crate::error::{Error, Result};
use crate::gpu::Gpu;
use crate::layers::glow::GlowChain;
use crate::layers::matte::MattePictures;

/// Colour format of every picture.
pub const COLOR_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;
/// Depth format of every picture.
pub const DEPTH_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Depth32Float;

/// A picture to draw into.
#[derive(Debug)]
pub struct Target {
    color: wgpu::Texture,
    color_view: wgpu::TextureView,
    depth_view: wgpu::TextureView,
    size: (u32, u32),
    glow: OnceLock<GlowChain>,
    matte: OnceLock<MattePictures>,
}

impl Target {
    /// Makes a picture of `width` × `height` pixels, clamped to 1..= what the device can hold.
    pub fn new(gpu: &Gpu, width: u32, height: u32) -> Self {
        let largest = gpu.device.limits().max_texture_dimension_2d;
        let size = (width.clamp(1, largest), height.clamp(1, largest));
        let color = texture(
            gpu,
            "picture",
            size,
            COLOR_FORMAT,
            wgpu::TextureUsages::RENDER_ATTACHMENT
                | wgpu::TextureUsages::TEXTURE_BINDING
                | wgpu::TextureUsages::COPY_SRC
                | wgpu::TextureUsages::COPY_DST,
        );
        let depth = texture(
            gpu,
            "depth",
            size,
            DEPTH_FORMAT,
            wgpu::TextureUsages::RENDER_ATTACHMENT,
        );
        Self {
            color_view: color.create_view(&Default::default()),
            depth_view: depth.create_view(&Default::default()),
            color,
            size,
            glow: OnceLock::new(),
            matte: OnceLock::new(),
        }
    }

    /// Width and height in pixels, as made.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// The picture, for showing it in a window.
    pub fn view(&self) -> &wgpu::TextureView {
        &self.color_view
    }

    /// The picture's texture.
    pub fn texture(&self) -> &wgpu::Texture {
        &self.color
    }

    /// Copies the picture back, gamma-encoded sRGB with straight alpha, first row on top. Waits for the device.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Lost`] if the device does not answer; what [`Gpu::check`] says
    /// if it refused something before, since the picture would be wrong.
    pub fn read(&self, gpu: &Gpu) -> Result<image::RgbaImage> {
        let mut pixels = read_texture(gpu, &self.color, self.size, 4)?;
        gpu.check()?;
        for pixel in pixels.chunks_exact_mut(4) {
            straighten(pixel);
        }
        let (width, height) = self.size;
        image::RgbaImage::from_raw(width, height, pixels).ok_or_else(|| Error::Read {
            reason: format!("{width} x {height} pixels were expected"),
        })
    }

    pub(crate) fn depth(&self) -> &wgpu::TextureView {
        &self.depth_view
    }

    /// What pictures without a background are made from, made on first use.
    pub(crate) fn matte(&self, make: impl FnOnce() -> MattePictures) -> &MattePictures {
        self.matte.get_or_init(make)
    }

    /// The small pictures the glow is blurred in, made on first use.
    pub(crate) fn glow(&self, make: impl FnOnce() -> GlowChain) -> &GlowChain {
        self.glow.get_or_init(make)
    }
}

/// From colours multiplied by alpha, as drawing and windows want them, to straight ones, as files do.
fn straighten(pixel: &mut [u8]) {
    let [red, green, blue, alpha] = pixel else {
        return;
    };
    if *alpha == 0 || *alpha == 255 {
        return;
    }
    for channel in [red, green, blue] {
        let straight = (255.0 * f32::from(*channel) / f32::from(*alpha)).round();
        *channel = straight.min(255.0) as u8;
    }
}

/// Makes a plain 2D texture.
pub(crate) fn texture(
    gpu: &Gpu,
    label: &str,
    (width, height): (u32, u32),
    format: wgpu::TextureFormat,
    usage: wgpu::TextureUsages,
) -> wgpu::Texture {
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some(label),
        size: wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage,
        view_formats: &[],
    })
}

/// Copies a texture of `texel` bytes per pixel back, rows packed, first row on top.
pub(crate) fn read_texture(
    gpu: &Gpu,
    from: &wgpu::Texture,
    (width, height): (u32, u32),
    texel: u32,
) -> Result<Vec<u8>> {
    let row = width * texel;
    let padded = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("read back"),
        size: u64::from(padded) * u64::from(height),
        usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
        mapped_at_creation: false,
    });
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    encoder.copy_texture_to_buffer(
        from.as_image_copy(),
        wgpu::TexelCopyBufferInfo {
            buffer: &buffer,
            layout: wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(padded),
                rows_per_image: None,
            },
        },
        wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
    );
    gpu.queue.submit([encoder.finish()]);
    let (done, mapped) = std::sync::mpsc::channel();
    buffer.map_async(wgpu::MapMode::Read, .., move |result| {
        // Nobody listens any more if the wait below failed.
        done.send(result).ok();
    });
    gpu.wait()?;
    let read = |reason: String| Error::Read { reason };
    match mapped.try_recv() {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(read(error.to_string())),
        Err(_) => return Err(read("the driver did not answer".to_owned())),
    }
    let bytes = buffer
        .get_mapped_range(..)
        .map_err(|error| read(error.to_string()))?;
    Ok(bytes
        .chunks_exact(padded as usize)
        .flat_map(|line| &line[..row as usize])
        .copied()
        .collect())
}
