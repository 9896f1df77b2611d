//! Figures as PNG: painted as in the window, on a GPU without one.

use anyhow::Context as _;
use eframe::egui::{self, Pos2, RawInput, Rect};
use eframe::{egui_wgpu, wgpu};
use image::RgbaImage;
use nuscope_render::{Gpu, Target};

use super::drawing::Drawing;
use super::to_egui::paint_once;
use crate::picture;

/// Pixels per point: figures are meant for paper and screens of high density.
pub const SCALE: f32 = 2.0;

/// The figure as a picture of twice its size in pixels.
///
/// # Errors
/// If there is no GPU, not even a software one, or if it fails.
pub fn to_png(drawing: &Drawing) -> anyhow::Result<RgbaImage> {
    to_png_scaled(drawing, SCALE)
}

/// The figure with this many pixels per point.
///
/// # Errors
/// As [`to_png`].
pub fn to_png_scaled(drawing: &Drawing, scale: f32) -> anyhow::Result<RgbaImage> {
    let gpu = Gpu::headless().context("cannot draw the figure as PNG; SVG and PDF need no GPU")?;
    let format = wgpu::TextureFormat::Rgba8Unorm;
    let mut renderer =
        egui_wgpu::Renderer::new(&gpu.device, format, egui_wgpu::RendererOptions::default());
    let ctx = egui::Context::default();
    ctx.set_pixels_per_point(scale);
    let mut draw = |ui: &mut egui::Ui| {
        let frame = egui::Frame::NONE.fill(drawing.background);
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            paint_once(drawing, ui.painter(), Pos2::ZERO);
        });
    };
    let input = || RawInput {
        screen_rect: Some(Rect::from_min_size(Pos2::ZERO, drawing.size)),
        time: Some(0.0),
        max_texture_side: Some(gpu.device.limits().max_texture_dimension_2d as usize),
        ..Default::default()
    };
    // The toolkit takes a new scale from its second pass on, and knows the sizes of texts from the third.
    for _ in 0..2 {
        let output = ctx.run_ui(input(), &mut draw);
        picture::load(&gpu, &mut renderer, output.textures_delta);
    }
    let output = ctx.run_ui(input(), &mut draw);
    picture::load(&gpu, &mut renderer, output.textures_delta);
    let pixels = |points: f32| (points * scale).round().max(1.0) as u32;
    let target = Target::new(&gpu, pixels(drawing.size.x), pixels(drawing.size.y));
    let jobs = ctx.tessellate(output.shapes, scale);
    picture::paint(&gpu, &mut renderer, &jobs, &target, scale);
    target
        .read(&gpu)
        .context("cannot read the picture back from the GPU")
}
