//! Pictures without a window: the same views, drawn by the same code, read back from the GPU.

mod png_file;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use eframe::egui::mutex::RwLock;
use eframe::egui::{self, Pos2, RawInput, Rect};
use eframe::{egui_wgpu, wgpu};
use image::RgbaImage;
use nuscope_io::Progress;
use nuscope_render::{Crop, Gpu, Target, Tile};

use self::png_file::PngFile;
use crate::derived::Derived;
use crate::document::Document;
use crate::movie::Made;
use crate::partial;
use crate::session::Session;
use crate::theme;
use crate::ui::event_view::EventView;
use crate::ui::sky_view::SkyMapView;
use crate::view::{Mode, PictureLook, View};
use crate::viewport::Graphics;

/// The largest width and height of a picture, in pixels.
pub const LARGEST: u32 = 16_384;

/// Pictures that are larger than this in either direction are drawn in tiles of this size.
const TILE: u32 = 4096;

/// Draws what `view` shows of `document` at a size in pixels.
///
/// # Errors
/// If there is no GPU, not even a software one, or if it fails.
pub fn picture(document: &Document, view: &View, size: (u32, u32)) -> anyhow::Result<RgbaImage> {
    Studio::new(size, view.dark)?.draw(document, view)
}

/// Draws what `view` shows of `document` as `look` says, and saves it as PNG with a note of what it shows.
///
/// Large pictures are drawn and written by rows of tiles, so that they need not fit into memory.
///
/// # Errors
/// If the size is impossible, there is no GPU or it fails, or the file cannot be written; nothing is left of it then.
pub fn export(
    document: &Document,
    view: &View,
    look: &PictureLook,
    path: &Path,
    progress: &Progress,
) -> anyhow::Result<Made> {
    let (width, height) = look.size;
    if !(16..=LARGEST).contains(&width) || !(16..=LARGEST).contains(&height) {
        bail!("a size within 16..={LARGEST} pixels is wanted, found {width}x{height}: {path:?}");
    }
    let mut view = view.clone();
    view.event.guides &= look.guides;
    let mut studio = Studio::new(look.size, view.dark)?;
    studio.background = look.background;
    studio.caption.clone_from(&look.caption);
    let mut file = PngFile::create(path, look, document)?;
    let tiles = Tile::of(look.size, TILE);
    let mut strip: Option<RgbaImage> = None;
    for (done, tile) in tiles.iter().enumerate() {
        if progress.step(done, tiles.len()).is_err() {
            file.abandon();
            return Ok(Made::Cancelled);
        }
        let written = studio.draw_tile(document, &view, *tile).and_then(|part| {
            let strip = strip.get_or_insert_with(|| RgbaImage::new(width, part.height()));
            image::imageops::replace(strip, &part, tile.kept.x.into(), 0);
            let row_ends = tile.kept.x as u32 + tile.kept.width == width;
            if row_ends { file.add(strip) } else { Ok(()) }
        });
        if let Err(error) = written {
            file.abandon();
            return Err(error);
        }
        if tile.kept.x as u32 + tile.kept.width == width {
            strip = None;
        }
    }
    file.finish()?;
    Ok(Made::Written(path.to_owned()))
}

/// Draws pictures of one size, one after the other: a movie's, say.
pub struct Studio {
    graphics: Graphics,
    renderer: Arc<RwLock<egui_wgpu::Renderer>>,
    ctx: egui::Context,
    event_view: EventView,
    sky_view: SkyMapView,
    derived: Derived,
    size: (u32, u32),
    target: Option<Target>,
    scale: f32,
    laid_out: bool,
    background: bool,
    caption: String,
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
            .clamp(0.5, 16.0);
        ctx.set_pixels_per_point(scale);
        Ok(Self {
            event_view: EventView::new(&graphics).without_buttons(),
            sky_view: SkyMapView::new(&graphics).without_buttons(),
            graphics,
            renderer,
            ctx,
            derived: Derived::default(),
            size,
            target: None,
            scale,
            laid_out: false,
            background: true,
            caption: String::new(),
        })
    }

    /// A studio that is made ready while `open` opens what is drawn in it.
    ///
    /// # Errors
    /// If there is no GPU, not even a software one, or what `open` says.
    pub fn while_opening(
        size: (u32, u32),
        open: impl FnOnce() -> anyhow::Result<(Document, View)>,
    ) -> anyhow::Result<(Self, Document, View)> {
        let (studio, opened) = std::thread::scope(|scope| {
            let studio = scope.spawn(|| Self::new(size, View::default().dark));
            let opened = open();
            let studio = studio.join();
            (
                studio.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                opened,
            )
        });
        let (studio, (document, view)) = (studio?, opened?);
        theme::install(&studio.ctx, view.dark);
        Ok((studio, document, view))
    }

    /// Draws what `view` shows of `document`.
    ///
    /// # Errors
    /// If the GPU fails.
    pub fn draw(&mut self, document: &Document, view: &View) -> anyhow::Result<RgbaImage> {
        let whole = Crop::whole(self.size);
        let tile = Tile {
            drawn: whole,
            kept: whole,
        };
        self.draw_tile(document, view, tile)
    }

    /// Draws a tile of what `view` shows of `document`.
    fn draw_tile(
        &mut self,
        document: &Document,
        view: &View,
        tile: Tile,
    ) -> anyhow::Result<RgbaImage> {
        self.derived.update(document, view);
        let part = (tile.kept != Crop::whole(self.size)).then_some(tile.drawn);
        self.event_view.set_part(part, self.background);
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
        let corner = egui::vec2(tile.kept.x as f32, tile.kept.y as f32) / self.scale;
        let mut shapes = self.ctx.tessellate(output.shapes, self.scale);
        for shape in &mut shapes {
            shape.clip_rect = shape.clip_rect.translate(-corner);
            if let egui::epaint::Primitive::Mesh(mesh) = &mut shape.primitive {
                mesh.translate(-corner);
            }
        }
        let gpu = &self.graphics.gpu;
        let size = (tile.kept.width, tile.kept.height);
        let target = match self.target.take() {
            Some(target) if target.size() == size => target,
            _ => Target::new(gpu, size.0, size.1),
        };
        let renderer = &mut self.renderer.write();
        paint(gpu, renderer, &shapes, &target, self.scale);
        let read = target.read(gpu);
        self.target = Some(target);
        read.context("cannot read the picture back from the GPU")
    }

    /// What the toolkit hears of the outside: the size, and that time stands still, so that nothing eases and every
    /// run draws the same.
    fn input(&self) -> RawInput {
        let size = egui::vec2(self.size.0 as f32, self.size.1 as f32) / self.scale;
        RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
            time: Some(0.0),
            max_texture_side: Some(
                self.graphics.gpu.device.limits().max_texture_dimension_2d as usize,
            ),
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
        let (graphics, derived, caption) = (&self.graphics, &self.derived, &self.caption);
        let fill = match self.background {
            true => theme::theme(view.dark).background,
            false => egui::Color32::TRANSPARENT,
        };
        self.ctx.run_ui(input, |ui| {
            let frame = egui::Frame::NONE.fill(fill);
            egui::CentralPanel::default().frame(frame).show(ui, |ui| {
                let mut commands = Vec::new();
                let rect = ui.available_rect_before_wrap();
                let (left, right) = match view.mode {
                    Mode::Event => (Some(rect), None),
                    Mode::Sky => (None, Some(rect)),
                    Mode::Both => {
                        let (left, right) = rect.split_left_right_at_fraction(0.5);
                        (Some(left), Some(right))
                    }
                };
                let part = |rect| egui::UiBuilder::new().max_rect(rect);
                if let Some(rect) = left {
                    let ui = &mut ui.new_child(part(rect));
                    event.ui(ui, graphics, document, &mut view, derived, &mut commands);
                }
                if let Some(rect) = right {
                    let ui = &mut ui.new_child(part(rect));
                    sky.ui(ui, graphics, document, &mut view, derived, &mut commands);
                }
                caption_ui(ui, rect, caption);
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

/// A line at the foot of a picture, between scale and legend.
fn caption_ui(ui: &egui::Ui, rect: Rect, caption: &str) {
    if caption.is_empty() {
        return;
    }
    let theme = theme::of(ui);
    let font = egui::FontId::proportional(theme::BODY);
    let painter = ui.painter_at(rect);
    let width = 0.5 * rect.width();
    let galley = painter.layout(caption.to_owned(), font, theme.text, width);
    let place = egui::Align2::CENTER_BOTTOM
        .anchor_size(rect.center_bottom() - egui::vec2(0.0, 14.0), galley.size());
    let shade = theme.background.gamma_multiply(0.6);
    painter.rect_filled(place.expand2(egui::vec2(8.0, 3.0)), 3.0, shade);
    painter.galley(place.min, galley, theme.text);
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
            load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
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

/// Saves a picture as PNG, whole or not at all.
///
/// # Errors
/// If the file cannot be written, path last.
pub fn save(picture: &RgbaImage, path: &Path) -> anyhow::Result<()> {
    save_with(picture, None, path)
}

/// Saves a picture as PNG with the session that it shows.
///
/// # Errors
/// If the file cannot be written, path last.
pub fn save_with(
    picture: &RgbaImage,
    session: Option<&Session>,
    path: &Path,
) -> anyhow::Result<()> {
    png_file::encoded(picture, session)
        .map_err(std::io::Error::from)
        .and_then(|bytes| partial::write(path, &bytes))
        .map_err(|error| anyhow::anyhow!("cannot write the picture: {error}: {path:?}"))
}
