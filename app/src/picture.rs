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
    Studio::new(size, view.dark)?.draw(document, view)
}

/// Draws pictures of one size, one after the other: a movie's, say.
pub struct Studio {
    graphics: Graphics,
    renderer: Arc<RwLock<egui_wgpu::Renderer>>,
    ctx: egui::Context,
    event_view: EventView,
    sky_view: SkyMapView,
    derived: Derived,
    target: Target,
    scale: f32,
    laid_out: bool,
}

impl Studio {
    /// A studio for pictures of a size in pixels.
    ///
    /// # Errors
    /// If there is no GPU, not even a software one.
    pub fn new(size: (u32, u32), dark: bool) -> anyhow::Result<Self> {
        let gpu = Gpu::headless().context("cannot draw the picture")?;
        let format = wgpu::TextureFormat::Rgba8Unorm;
        let renderer =
            egui_wgpu::Renderer::new(&gpu.device, format, egui_wgpu::RendererOptions::default());
        let renderer = Arc::new(RwLock::new(renderer));
        let graphics = Graphics::of_headless(gpu, Arc::clone(&renderer));
        let ctx = egui::Context::default();
        theme::install(&ctx, dark);
        // Large pictures get larger words, as on a larger screen.
        let scale = (size.0 as f32 / 1280.0)
            .min(size.1 as f32 / 720.0)
            .clamp(0.5, 8.0);
        ctx.set_pixels_per_point(scale);
        Ok(Self {
            event_view: EventView::new(&graphics).without_buttons(),
            sky_view: SkyMapView::new(&graphics),
            target: Target::new(&graphics.gpu, size.0, size.1),
            graphics,
            renderer,
            ctx,
            derived: Derived::default(),
            scale,
            laid_out: false,
        })
    }

    /// Draws what `view` shows of `document`.
    ///
    /// # Errors
    /// If the GPU fails.
    pub fn draw(&mut self, document: &Document, view: &View) -> anyhow::Result<RgbaImage> {
        self.derived.update(document, view);
        if !self.laid_out {
            // The toolkit takes a new scale from its second pass on, and knows the sizes of texts from the third.
            let empty = self.ctx.run_ui(self.input(), |_| {});
            self.load(empty.textures_delta);
            let first = self.pass(document, view);
            self.load(first.textures_delta);
            self.laid_out = true;
        }
        let output = self.pass(document, view);
        self.load(output.textures_delta);
        let jobs = self.ctx.tessellate(output.shapes, self.scale);
        let gpu = &self.graphics.gpu;
        paint(
            gpu,
            &mut self.renderer.write(),
            &jobs,
            &self.target,
            self.scale,
        );
        self.target
            .read(gpu)
            .context("cannot read the picture back from the GPU")
    }

    /// What the toolkit hears of the outside: the size, and that time stands still, so that nothing eases and every
    /// run draws the same.
    fn input(&self) -> RawInput {
        let (width, height) = self.target.size();
        let size = egui::vec2(width as f32, height as f32) / self.scale;
        RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
            time: Some(0.0),
            ..Default::default()
        }
    }

    fn load(&self, delta: egui::TexturesDelta) {
        load(&self.graphics.gpu, &mut self.renderer.write(), delta);
    }

    /// One pass of the toolkit over the view.
    fn pass(&mut self, document: &Document, view: &View) -> egui::FullOutput {
        let input = self.input();
        let mut view = view.clone();
        let (event, sky) = (&mut self.event_view, &mut self.sky_view);
        let (graphics, derived) = (&self.graphics, &self.derived);
        self.ctx.run_ui(input, |ui| {
            let frame = egui::Frame::NONE.fill(theme::theme(view.dark).background);
            egui::CentralPanel::default().frame(frame).show(ui, |ui| {
                let mut commands = Vec::new();
                match view.mode {
                    Mode::Sky => sky.ui(ui, graphics, document, &mut view, &mut commands),
                    _ => event.ui(ui, graphics, document, &mut view, derived, &mut commands),
                };
            });
        })
    }
}

/// Brings textures of the toolkit, mostly its letters, to the GPU.
pub(crate) fn load(gpu: &Gpu, renderer: &mut egui_wgpu::Renderer, mut delta: egui::TexturesDelta) {
    for (id, parts) in &delta.set {
        for part in parts {
            renderer.update_texture(&gpu.device, &gpu.queue, *id, part);
        }
    }
    delta.clear();
}

/// Draws the toolkit's shapes over the whole of `target`.
pub(crate) fn paint(
    gpu: &Gpu,
    renderer: &mut egui_wgpu::Renderer,
    jobs: &[egui::ClippedPrimitive],
    target: &Target,
    scale: f32,
) {
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
