//! The sky map: the sky in any projection, one or two HEALPix maps on it, error ellipses and markers.
//!
//! A map is sent once, as a texture of twelve layers; centring, zooming and recolouring are uniforms.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use glam::DVec2;

mod error_ellipse;
mod frame;
mod ground;
mod map_style;
mod map_texture;
mod map_tiles;
mod marker;
mod marker_index;
mod paper;
mod time_window;
mod uniforms;

pub use error_ellipse::ErrorEllipse;
pub use frame::{SkyFrame, SkyStyle};
use ground::Ground;
pub use map_style::{Combine, MapStyle, Scale};
use map_texture::MapTexture;
use map_tiles::MapTiles;
pub use marker::{Marker, MarkerShape};
use marker_index::MarkerIndex;
pub use paper::{Paper, PaperMap};
pub use time_window::{Fold, TimeWindow};
pub(crate) use uniforms::SkyUniforms;

use crate::buffers::{Shapes, Uploads};
use crate::error::{Error, Result};
use crate::frame_binding::FrameBinding;
use crate::gpu::Gpu;
use crate::healpix::{self, BASES};
use crate::layers::{self, Built, Geometry, Layer};
use crate::pick;
use crate::projection::{self, Projection};
use crate::target::Target;
use crate::tiles::Crop;

/// The part of the layers' shaders that is theirs all, but for the projection.
pub(crate) const UNIFORMS_WGSL: &str = concat!(
    include_str!("sky/uniforms.wgsl"),
    include_str!("projection.wgsl"),
    include_str!("healpix.wgsl"),
);

/// Shaders of grounds with everything and with nothing in them, for the tests of shaders.
#[cfg(test)]
pub(crate) fn extreme_grounds(gpu: &Gpu) -> [String; 3] {
    let mut all = SkyFrame {
        galactic: Some([[0.0; 3]; 3]),
        combine: Combine::Over,
        ..Default::default()
    };
    all.map.smooth = true;
    all.second_map.scale = Scale::Asinh;
    all.density.clear_below = true;
    let difference = SkyFrame {
        combine: Combine::Difference,
        ..Default::default()
    };
    let maps = |nside: u32| {
        [(); 3].map(|()| MapTexture {
            nside,
            ..MapTexture::none(gpu, &Uploads::default())
        })
    };
    [
        (&all, 8, true),
        (&difference, 8, false),
        (&difference, 0, false),
    ]
    .map(|(frame, nside, tiled)| Ground::new(frame, &maps(nside), tiled).wgsl())
}

/// What is put in front of every layer's shader.
///
/// Each projection has pipelines of its own, because a branch in a shader may cost as much as its branches together.
pub(crate) fn common_wgsl(projection: Projection) -> String {
    format!("{UNIFORMS_WGSL}\n{}", projection.row().wgsl)
}

/// A ground in a projection, and which part of the picture it is for.
type GroundPart = (Projection, Ground, &'static str);

/// The sky map: its pipelines and what was uploaded to it.
#[derive(Debug)]
pub struct Sky {
    /// Made when a projection is first shown.
    layers: [OnceLock<Vec<Built>>; projection::ROWS.len()],
    /// Made when they are first shown.
    grounds: Mutex<HashMap<GroundPart, Arc<Built>>>,
    frame: FrameBinding,
    /// The first and the second map, and the density.
    maps: [MapTexture; 3],
    /// Of the first map, where it is finer than a texture holds; frames load what they need.
    tiles: Option<Mutex<MapTiles>>,
    /// What is bound where there are no tiles.
    no_tiles: [wgpu::TextureView; 2],
    markers: Shapes,
    /// Whether some markers are no dots.
    shaped: bool,
    index: MarkerIndex,
    ellipses: Shapes,
    uploads: Uploads,
}

impl Sky {
    /// Builds the pipelines; there is neither map nor marker.
    pub fn new(gpu: &Gpu) -> Self {
        let uploads = Uploads::default();
        let maps = [(); 3].map(|()| MapTexture::none(gpu, &uploads));
        let nowhere = [-1.0; 9 * BASES as usize];
        let no_tiles =
            [(); 2].map(|()| map_texture::layers_texture(gpu, &uploads, (3, 3), &nowhere));
        let textures = textures(&maps, &no_tiles);
        let frame = FrameBinding::new(gpu, &uploads, size_of::<SkyUniforms>(), &textures);
        Self {
            layers: Default::default(),
            grounds: Mutex::default(),
            frame,
            maps,
            tiles: None,
            no_tiles,
            markers: Shapes::empty(Geometry::Markers { shaped: false }.corners()),
            shaped: false,
            index: MarkerIndex::default(),
            ellipses: Shapes::instances(Geometry::Ellipses.corners()),
            uploads,
        }
    }

    /// Replaces the map by 12 nside² values in RING order; NaN is masked. A map finer than
    /// 2048 is kept in tiles.
    ///
    /// # Errors
    /// [`Error::MapLength`] if the number of values does not fit `nside`, [`Error::MapSize`] if the
    /// device cannot hold the map. The map before stays.
    pub fn set_map(&mut self, gpu: &Gpu, nside: u32, ring_values: &[f32]) -> Result<()> {
        let largest = MapTexture::largest_nside(&gpu.device.limits());
        if nside > largest && nside.is_power_of_two() {
            return self.set_tiled_map(gpu, nside, ring_values);
        }
        self.tiles = None;
        self.set(gpu, 0, nside, ring_values)
    }

    /// Replaces the map by one in tiles, of which a frame loads what it shows; `nside` is a power of two within
    /// 512..=16384. It takes a third more memory than its values.
    ///
    /// # Errors
    /// As [`Self::set_map`].
    pub fn set_tiled_map(&mut self, gpu: &Gpu, nside: u32, ring_values: &[f32]) -> Result<()> {
        let largest = match gpu.device.limits().max_texture_array_layers >= map_tiles::SLOTS {
            true => map_tiles::LARGEST_NSIDE,
            false => MapTexture::largest_nside(&gpu.device.limits()),
        };
        if !nside.is_power_of_two() || !(512..=largest).contains(&nside) {
            return Err(Error::MapSize { nside, largest });
        }
        check_length(nside, ring_values)?;
        let tiles = MapTiles::new(gpu, nside, ring_values);
        let (coarse, layers) = tiles.coarse();
        self.maps[0] = MapTexture::new(gpu, &self.uploads, coarse, &layers);
        self.tiles = Some(Mutex::new(tiles));
        self.bind(gpu);
        Ok(())
    }

    /// Replaces the second map, which is shown together with the first as [`SkyFrame::combine`] says.
    ///
    /// # Errors
    /// As [`Self::set_map`].
    pub fn set_second_map(&mut self, gpu: &Gpu, nside: u32, ring_values: &[f32]) -> Result<()> {
        self.set(gpu, 1, nside, ring_values)
    }

    /// Replaces the density, which lies over the maps as [`SkyFrame::density`] says: 12 nside² values in RING order.
    ///
    /// # Errors
    /// As [`Self::set_map`].
    pub fn set_density(&mut self, gpu: &Gpu, nside: u32, ring_values: &[f32]) -> Result<()> {
        self.set(gpu, 2, nside, ring_values)
    }

    fn set(&mut self, gpu: &Gpu, place: usize, nside: u32, ring_values: &[f32]) -> Result<()> {
        let largest = MapTexture::largest_nside(&gpu.device.limits());
        if !(1..=largest).contains(&nside) {
            return Err(Error::MapSize { nside, largest });
        }
        check_length(nside, ring_values)?;
        let layers = healpix::layers_from_ring(nside, ring_values);
        self.maps[place] = MapTexture::new(gpu, &self.uploads, nside, &layers);
        self.bind(gpu);
        Ok(())
    }

    /// Lets shaders read the maps as they are now.
    fn bind(&mut self, gpu: &Gpu) {
        let tiles = self.tiles.as_mut().and_then(|tiles| tiles.get_mut().ok());
        let views = tiles.map(|tiles| tiles.views());
        let textures = textures(&self.maps, views.as_ref().unwrap_or(&self.no_tiles));
        self.frame.set_values(gpu, &textures);
    }

    /// Sends the tiles that a frame needs; the nside of their level, 0 for none.
    fn load_tiles(&self, gpu: &Gpu, frame: &SkyFrame) -> u32 {
        let tiles = self.tiles.as_ref().filter(|_| self.maps[0].nside > 0);
        let Some(Ok(mut tiles)) = tiles.map(Mutex::lock) else {
            return 0;
        };
        tiles.load(gpu, &self.uploads, frame)
    }

    /// Removes the map.
    pub fn clear_map(&mut self) {
        self.tiles = None;
        self.maps[0].nside = 0;
    }

    /// Removes the second map.
    pub fn clear_second_map(&mut self) {
        self.maps[1].nside = 0;
    }

    /// Removes the density.
    pub fn clear_density(&mut self) {
        self.maps[2].nside = 0;
    }

    /// Replaces all markers.
    pub fn set_markers(&mut self, gpu: &Gpu, markers: &[Marker]) {
        self.shaped = markers
            .iter()
            .any(|marker| marker.shape & !Marker::MARKED != 0);
        self.markers.set(gpu, &self.uploads, markers);
        let kept = &markers[..markers.len().min(self.markers.all().end as usize)];
        self.index = MarkerIndex::new(gpu, &self.uploads, kept);
    }

    /// Replaces all error ellipses.
    pub fn set_ellipses(&mut self, gpu: &Gpu, ellipses: &[ErrorEllipse]) {
        self.ellipses.set(gpu, &self.uploads, ellipses);
    }

    fn nsides(&self) -> [u32; 3] {
        [0, 1, 2].map(|place| self.maps[place].nside)
    }

    /// Draws one frame over the whole of `target`.
    pub fn draw(&self, gpu: &Gpu, target: &Target, frame: &SkyFrame) {
        self.pass(gpu, target, frame, |pass, tiled| {
            let ground = Ground::new(frame, &self.maps, tiled);
            pass.set_bind_group(0, self.frame.bind(), &[]);
            for part in ground::parts(frame) {
                let built = self.ground(gpu, frame.view.projection, ground, part);
                pass.set_pipeline(&built.draw);
                pass.draw(0..part.geometry.corners(), 0..1);
            }
            let built = self.built(gpu, frame);
            self.draw_layers(pass, built, None, |built| Some(&built.draw));
        });
    }

    /// Draws something else with a frame's uniforms, for comparison.
    pub(crate) fn draw_other(
        &self,
        gpu: &Gpu,
        target: &Target,
        frame: &SkyFrame,
        other: &Built,
        instances: Option<&Shapes>,
    ) {
        self.pass(gpu, target, frame, |pass, _| {
            pass.set_bind_group(0, self.frame.bind(), &[]);
            pass.set_pipeline(&other.draw);
            let corners = other.layer.geometry.corners();
            match instances {
                Some(instances) => instances.draw_instances(pass, corners),
                None => pass.draw(0..corners, 0..1),
            }
        });
    }

    /// For pipelines that share the uniforms.
    pub(crate) fn layout(&self) -> &wgpu::BindGroupLayout {
        self.frame.layout()
    }

    fn pass(
        &self,
        gpu: &Gpu,
        target: &Target,
        frame: &SkyFrame,
        draw: impl FnOnce(&mut wgpu::RenderPass<'_>, bool),
    ) {
        let whole = Crop::whole(target.size()).in_clip_space(target.size());
        let tiled_nside = self.load_tiles(gpu, frame);
        let uniforms = SkyUniforms::new(frame, self.nsides(), tiled_nside, whole);
        self.frame
            .set(gpu, &self.uploads, bytemuck::bytes_of(&uniforms));
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("sky"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: target.view(),
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                    store: wgpu::StoreOp::Store,
                },
            })],
            ..Default::default()
        });
        draw(&mut pass, tiled_nside > 0);
        drop(pass);
        gpu.queue.submit([encoder.finish()]);
    }

    /// The marker or ellipse at a pixel of a picture of `size`, or within 3 pixels of it; the nearest to the pixel.
    pub fn pick(
        &self,
        gpu: &Gpu,
        frame: &SkyFrame,
        size: (u32, u32),
        pixel: (u32, u32),
    ) -> Option<u32> {
        let crop = pick::around(pixel).in_clip_space(size);
        let uniforms = SkyUniforms::new(frame, self.nsides(), 0, crop);
        self.frame
            .set(gpu, &self.uploads, bytemuck::bytes_of(&uniforms));
        let built = self.built(gpu, frame);
        let at = DVec2::new(f64::from(pixel.0) + 0.5, f64::from(pixel.1) + 0.5);
        // The frame's own pixels, where the picture is enlarged.
        let scale = DVec2::new(frame.size_px.0, frame.size_px.1)
            / DVec2::new(size.0.max(1).into(), size.1.max(1).into());
        let reach_px = f64::from(pick::REACH) * scale.max_element();
        let near = self.index.near(frame, at * scale, reach_px);
        pick::pick(gpu, false, |pass| {
            self.draw_layers(pass, built, near.as_ref(), Built::pick);
        })
    }

    /// Bytes sent to the device since the map was made.
    pub fn uploaded_bytes(&self) -> u64 {
        self.uploads.total()
    }

    /// The pipeline of a part of a ground.
    fn ground(
        &self,
        gpu: &Gpu,
        projection: Projection,
        ground: Ground,
        part: &Layer,
    ) -> Arc<Built> {
        let build = || {
            let common = format!("{}\n{}", common_wgsl(projection), ground.wgsl());
            let layout = self.frame.layout();
            Arc::new(layers::build(gpu, *part, &common, layout, false))
        };
        match self.grounds.lock() {
            Ok(mut grounds) => {
                let built = grounds
                    .entry((projection, ground, part.name))
                    .or_insert_with(build);
                Arc::clone(built)
            }
            Err(_) => build(),
        }
    }

    /// The layers in the frame's projection.
    fn built(&self, gpu: &Gpu, frame: &SkyFrame) -> &[Built] {
        let projection = frame.view.projection;
        self.layers[projection as usize].get_or_init(|| {
            let common = common_wgsl(projection);
            let build = |layer| layers::build(gpu, layer, &common, self.frame.layout(), false);
            layers::SKY.map(build).into()
        })
    }

    fn draw_layers<'a>(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        layers: &'a [Built],
        near: Option<&(&wgpu::Buffer, Vec<Range<u32>>)>,
        pipeline: impl Fn(&'a Built) -> Option<&'a wgpu::RenderPipeline>,
    ) {
        pass.set_bind_group(0, self.frame.bind(), &[]);
        for built in layers {
            let Some(pipeline) = pipeline(built) else {
                continue;
            };
            pass.set_pipeline(pipeline);
            match built.layer.geometry {
                Geometry::Markers { shaped } => {
                    if shaped != self.shaped {
                        continue;
                    }
                    match near {
                        Some((order, ranges)) => self.markers.draw_some(pass, order, ranges),
                        None => self.markers.draw(pass, &[self.markers.all()]),
                    }
                }
                Geometry::Ellipses => self.ellipses.draw(pass, &[self.ellipses.all()]),
                geometry => pass.draw(0..geometry.corners(), 0..1),
            }
        }
    }
}

fn check_length(nside: u32, ring_values: &[f32]) -> Result<()> {
    let expected = u64::from(BASES) * u64::from(nside).pow(2);
    if ring_values.len() as u64 == expected {
        return Ok(());
    }
    Err(Error::MapLength {
        nside,
        expected,
        found: ring_values.len(),
    })
}

/// What shaders read, in the order of their bindings.
fn textures<'a>(
    maps: &'a [MapTexture; 3],
    [pool, places]: &'a [wgpu::TextureView; 2],
) -> [&'a wgpu::TextureView; 5] {
    let [first, second, density] = [0, 1, 2].map(|place| &maps[place].values);
    [first, second, pool, places, density]
}
