//! A picture that the GPU draws, shown inside the window or read back: one path for both.

use std::sync::Arc;

use eframe::egui::TextureId;
use eframe::egui::mutex::RwLock;
use eframe::{egui_wgpu, wgpu};
use nuscope_render::{Gpu, Target};

/// The GPU, shared with the toolkit that shows our pictures.
#[derive(Clone)]
pub struct Graphics {
    /// Our side.
    pub gpu: Arc<Gpu>,
    renderer: Arc<RwLock<egui_wgpu::Renderer>>,
}

impl Graphics {
    /// The GPU of a window.
    pub fn of_window(state: &egui_wgpu::RenderState) -> Self {
        let info = state.adapter.get_info();
        let gpu = Gpu::shared(state.device.clone(), state.queue.clone(), &info);
        Self {
            gpu: Arc::new(gpu),
            renderer: Arc::clone(&state.renderer),
        }
    }

    /// A GPU without a window, and the toolkit's renderer for it.
    pub fn of_headless(gpu: Gpu, renderer: Arc<RwLock<egui_wgpu::Renderer>>) -> Self {
        Self {
            gpu: Arc::new(gpu),
            renderer,
        }
    }
}

/// A target on the GPU and its name for the toolkit.
#[derive(Default)]
pub struct Viewport {
    shown: Option<(Target, TextureId)>,
}

impl Viewport {
    /// The picture at `size` in pixels; `draw` is called if `dirty` or if the size has changed.
    pub fn picture(
        &mut self,
        graphics: &Graphics,
        size: (u32, u32),
        dirty: bool,
        draw: impl FnOnce(&Target),
    ) -> TextureId {
        let size = (size.0.max(1), size.1.max(1));
        if let Some((target, id)) = &self.shown
            && target.size() == size
        {
            if dirty {
                draw(target);
            }
            return *id;
        }
        let target = Target::new(&graphics.gpu, size.0, size.1);
        draw(&target);
        let mut renderer = graphics.renderer.write();
        let device = &graphics.gpu.device;
        let filter = wgpu::FilterMode::Nearest;
        let id = match &self.shown {
            Some((_, id)) => {
                renderer.update_egui_texture_from_wgpu_texture(device, target.view(), filter, *id);
                *id
            }
            None => renderer.register_native_texture(device, target.view(), filter),
        };
        self.shown = Some((target, id));
        id
    }
}
