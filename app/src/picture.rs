//! Pictures without a window: the same views, drawn by the same code, read back from the GPU.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use eframe::egui::mutex::RwLock;
use eframe::egui::{self, Pos2, RawInput, Rect};
use eframe::{egui_wgpu, wgpu};
use image::RgbaImage;
use nuscope_render::{Gpu, Target};

use crate::derived::Derived;
use crate::document::Document;
use crate::theme;
use crate::ui::event_view::EventView;
use crate::ui::sky_view::SkyMapView;
use crate::view::{Mode, View};
use crate::viewport::Graphics;

/// Draws what `view` shows of `document` at a size in pixels.
///
/// # Errors
/// If there is no GPU, not even a software one, or if it fails.
pub fn picture(document: &Document, view: &View, size: (u32, u32)) -> anyhow::Result<RgbaImage> {
    let gpu = Gpu::headless().context("cannot draw the picture")?;
    let format = wgpu::TextureFormat::Rgba8Unorm;
    let renderer =
        egui_wgpu::Renderer::new(&gpu.device, format, egui_wgpu::RendererOptions::default());
    let renderer = Arc::new(RwLock::new(renderer));
    let graphics = Graphics::of_headless(gpu, Arc::clone(&renderer));
    let ctx = egui::Context::default();
    theme::install(&ctx, view.dark);
    // Large pictures get larger words, as on a larger screen.
    let scale = (size.0 as f32 / 1280.0)
        .min(size.1 as f32 / 720.0)
        .clamp(0.5, 8.0);
    ctx.set_pixels_per_point(scale);
    let mut view = view.clone();
    let derived = Derived::of(document, &view);
    let mut event_view = EventView::new(&graphics);
    let mut sky_view = SkyMapView::new(&graphics);
    let mut draw = |ui: &mut egui::Ui| {
        let frame = egui::Frame::NONE.fill(theme::theme(view.dark).background);
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            let mut commands = Vec::new();
            match view.mode {
                Mode::Sky => sky_view.ui(ui, &graphics, document, &mut view, &mut commands),
                _ => event_view.ui(ui, &graphics, document, &mut view, &derived, &mut commands),
            };
        });
    };
    let screen = Rect::from_min_size(Pos2::ZERO, egui::vec2(size.0 as f32, size.1 as f32) / scale);
    let input = || RawInput {
        screen_rect: Some(screen),
        ..Default::default()
    };
    // The first pass only lays out: sizes of texts are not known before.
    let first = ctx.run_ui(input(), &mut draw);
    let second = ctx.run_ui(input(), &mut draw);
    let target = Target::new(&graphics.gpu, size.0, size.1);
    let textures = [first.textures_delta, second.textures_delta];
    let jobs = ctx.tessellate(second.shapes, scale);
    paint(
        &graphics.gpu,
        &mut renderer.write(),
        textures,
        &jobs,
        &target,
        scale,
    );
    target
        .read(&graphics.gpu)
        .context("cannot read the picture back from the GPU")
}

/// Draws the toolkit's shapes over the whole of `target`.
fn paint(
    gpu: &Gpu,
    renderer: &mut egui_wgpu::Renderer,
    textures: [egui::TexturesDelta; 2],
    jobs: &[egui::ClippedPrimitive],
    target: &Target,
    scale: f32,
) {
    for mut delta in textures {
        for (id, parts) in &delta.set {
            for part in parts {
                renderer.update_texture(&gpu.device, &gpu.queue, *id, part);
            }
        }
        delta.clear();
    }
    let (width, height) = target.size();
    let screen = egui_wgpu::ScreenDescriptor {
        size_in_pixels: [width, height],
        pixels_per_point: scale,
    };
    let mut encoder = gpu
        .device
        .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    let before = renderer.update_buffers(&gpu.device, &gpu.queue, &mut encoder, jobs, &screen);
    let attachment = wgpu::RenderPassColorAttachment {
        view: target.view(),
        depth_slice: None,
        resolve_target: None,
        ops: wgpu::Operations {
            load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
            store: wgpu::StoreOp::Store,
        },
    };
    let pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("picture"),
        color_attachments: &[Some(attachment)],
        ..Default::default()
    });
    renderer.render(&mut pass.forget_lifetime(), jobs, &screen);
    gpu.queue
        .submit(before.into_iter().chain([encoder.finish()]));
}

/// Saves a picture as PNG.
///
/// # Errors
/// If the file cannot be written, path last.
pub fn save(picture: &RgbaImage, path: &Path) -> anyhow::Result<()> {
    picture
        .save_with_format(path, image::ImageFormat::Png)
        .map_err(|error| anyhow::anyhow!("cannot write the picture: {error}: {path:?}"))
}
