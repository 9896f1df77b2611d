//! A frame of the 3D view as the shaders read it.

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Vec3, Vec4};

use crate::space::{Coloring, SpaceFrame};

/// The cursor where everything is shown: later than any time.
const END_OF_TIME_NS: f32 = 1e30;

/// The part of a picture that is drawn: clip space is scaled by the first two, then moved by the others.
pub const WHOLE: [f32; 4] = [1.0, 1.0, 0.0, 0.0];

/// Mirror of the struct of this name in `uniforms.wgsl`; `layout_matches_wgsl` keeps them alike.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub struct SpaceUniforms {
    clip_from_world: Mat4,
    ray_middle: Vec4,
    ray_right: Vec4,
    ray_up: Vec4,
    eye: Vec4,
    crop: [f32; 4],
    near: [f32; 4],
    far: [f32; 4],
    bed: [f32; 4],
    glass: [f32; 4],
    selection: [f32; 4],
    viewport_px: [f32; 2],
    focal_px: f32,
    halo: f32,
    cursor_ns: f32,
    decay_per_ns: f32,
    value_low: f32,
    value_scale: f32,
    hit_scale: f32,
    fog_per_m: f32,
    bed_z: f32,
    bed_spacing_m: f32,
    module_opacity: f32,
    sensor_range_m: f32,
    luminous: f32,
    own_color: f32,
    colormap_row: u32,
    selected_id: u32,
    hovered_id: u32,
    hit_soft_px: f32,
}

impl SpaceUniforms {
    /// The uniforms of a frame, for the part `crop` of the picture.
    pub fn new(frame: &SpaceFrame, crop: [f32; 4]) -> Self {
        let ray = rays(frame);
        let opaque = |color: [u8; 3]| rgba(color, 1.0);
        let (low, high) = match frame.reversed {
            false => frame.value_range,
            true => (frame.value_range.1, frame.value_range.0),
        };
        let style = &frame.style;
        Self {
            clip_from_world: frame.clip_from_world,
            ray_middle: ray[0].extend(0.0),
            ray_right: ray[1].extend(0.0),
            ray_up: ray[2].extend(0.0),
            eye: frame.eye.extend(1.0),
            crop,
            near: opaque(style.near),
            far: opaque(style.far),
            bed: rgba(style.bed, f32::from(frame.bed_z.is_some())),
            glass: opaque(style.glass),
            selection: opaque(style.selection),
            viewport_px: [frame.viewport_px.0.max(1.0), frame.viewport_px.1.max(1.0)],
            focal_px: 0.5
                * frame.viewport_px.1.max(1.0)
                * frame.clip_from_world.row(1).truncate().length(),
            halo: frame.halo.max(0.0),
            cursor_ns: frame.cursor_ns.unwrap_or(END_OF_TIME_NS),
            decay_per_ns: 1.0 / frame.afterglow_ns.max(1e-3),
            value_low: low,
            value_scale: inverse_span(low, high),
            hit_scale: frame.hit_scale,
            fog_per_m: frame.fog_per_m.max(0.0),
            bed_z: frame.bed_z.unwrap_or(0.0),
            bed_spacing_m: frame.bed_spacing_m.max(1e-3),
            module_opacity: frame.module_opacity.clamp(0.0, 1.0),
            sensor_range_m: frame.sensor_range_m.max(0.0),
            luminous: f32::from(style.luminous),
            own_color: f32::from(frame.hit_coloring == Coloring::Own),
            colormap_row: frame.colormap.row(style.luminous),
            selected_id: frame.selected_id,
            hovered_id: frame.hovered_id,
            hit_soft_px: frame.hit_soft_px.max(1.0),
        }
    }
}

/// 1 / (high − low), or 0 where the two are one, so that everything gets the low end's colour.
pub fn inverse_span(low: f32, high: f32) -> f32 {
    let inverse = 1.0 / (high - low);
    if inverse.is_finite() { inverse } else { 0.0 }
}

/// A colour as fractions of 1.
pub fn rgba([red, green, blue]: [u8; 3], alpha: f32) -> [f32; 4] {
    [
        f32::from(red) / 255.0,
        f32::from(green) / 255.0,
        f32::from(blue) / 255.0,
        alpha,
    ]
}

/// Lines of sight: through the middle of the picture, and how they change to its right and upper edge.
fn rays(frame: &SpaceFrame) -> [Vec3; 3] {
    let world_from_clip = frame.clip_from_world.inverse();
    if !world_from_clip.is_finite() {
        return [Vec3::Y, Vec3::X, Vec3::Z];
    }
    // On the near plane (depth 1), since the far plane lies at infinity.
    let ray = |x: f32, y: f32| {
        let point = world_from_clip * Vec4::new(x, y, 1.0, 1.0);
        point.truncate() / point.w - frame.eye
    };
    let middle = ray(0.0, 0.0);
    let scale = 1.0 / middle.length().max(1e-12);
    [
        middle * scale,
        (ray(1.0, 0.0) - middle) * scale,
        (ray(0.0, 1.0) - middle) * scale,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_matches_wgsl() {
        crate::shader_tests::assert_layout!(
            crate::space::Space::COMMON_WGSL,
            SpaceUniforms {
                clip_from_world,
                ray_middle,
                ray_right,
                ray_up,
                eye,
                crop,
                near,
                far,
                bed,
                glass,
                selection,
                viewport_px,
                focal_px,
                halo,
                cursor_ns,
                decay_per_ns,
                value_low,
                value_scale,
                hit_scale,
                fog_per_m,
                bed_z,
                bed_spacing_m,
                module_opacity,
                sensor_range_m,
                luminous,
                own_color,
                colormap_row,
                selected_id,
                hovered_id,
                hit_soft_px
            }
        );
    }
}
