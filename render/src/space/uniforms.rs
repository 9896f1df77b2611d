//! A frame of the 3D view as the shaders read it.

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Vec3, Vec4};

use crate::space::geometry::{END_OF_TIME_NS, LARGEST_VALUE, NEVER_NS};
use crate::space::{AfterGlow, Arrival, Coloring, Level, SpaceFrame};
use crate::tiles::Crop;

/// The cursor where everything is shown: later than any time, and than what never happens.
const SHOW_ALL_NS: f32 = 2.0 * NEVER_NS;
/// Tangent of half the opening angle that parallel lines of sight are compared with, for the level of detail.
const TAN_PARALLEL: f32 = 0.365;

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
    target_px: [f32; 4],
    near: [f32; 4],
    far: [f32; 4],
    glass: [f32; 4],
    selection: [f32; 4],
    neutral: [f32; 4],
    arrival_origin: [f32; 4],
    arrival_direction: [f32; 4],
    arrival_pace: [f32; 4],
    levels: [[f32; 4]; PLANES],
    level_z: [f32; PLANES],
    value_window: [f32; 2],
    time_window_ns: [f32; 2],
    viewport_px: [f32; 2],
    focal_px: f32,
    depth_per_m: f32,
    halo: f32,
    cursor_ns: f32,
    decay_per_ns: f32,
    track_decay_per_ns: f32,
    fade: f32,
    dim_unmarked: f32,
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

/// The sea bed and the levels.
const PLANES: usize = 4;

impl SpaceUniforms {
    /// The uniforms of a frame, for the part `crop` of a picture of `size`.
    pub fn new(frame: &SpaceFrame, size: (u32, u32), crop: Crop) -> Self {
        let finite = frame.clip_from_world.is_finite() && frame.eye.is_finite();
        let (clip_from_world, eye) = match finite {
            true => (frame.clip_from_world, frame.eye),
            false => (Mat4::ZERO, Vec3::ZERO), // shows nothing
        };
        let parallel = is_parallel(&clip_from_world);
        let ray = rays(&clip_from_world, eye, parallel);
        let cursor_ns = frame.cursor_ns.filter(|cursor_ns| !cursor_ns.is_nan());
        let decay_per_ns = match frame.afterglow {
            AfterGlow::Decay { time_ns } => 1.0 / time_ns.max(1e-3),
            AfterGlow::Duration => 0.0,
        };
        let (count, levels, level_z) = planes(frame);
        let opaque = |color: [u8; 3]| rgba(color, 1.0);
        let (low, high) = match frame.reversed {
            false => frame.value_range,
            true => (frame.value_range.1, frame.value_range.0),
        };
        let style = &frame.style;
        let [arrival_origin, arrival_direction, arrival_pace] =
            Arrival::uniforms(frame.timed_by.as_ref());
        Self {
            clip_from_world,
            ray_middle: ray[0].extend(f32::from(parallel)),
            ray_right: ray[1].extend(0.0),
            ray_up: ray[2].extend(0.0),
            eye: eye.extend(1.0),
            crop: crop.in_clip_space(size),
            target_px: crop.in_pixels(size),
            near: rgba(style.near, count as f32),
            far: opaque(style.far),
            glass: opaque(style.glass),
            selection: opaque(style.selection),
            neutral: opaque(style.neutral),
            arrival_origin,
            arrival_direction,
            arrival_pace,
            levels,
            level_z,
            value_window: window(frame.value_window, LARGEST_VALUE),
            time_window_ns: window(frame.time_window_ns, END_OF_TIME_NS),
            viewport_px: [frame.viewport_px.0.max(1.0), frame.viewport_px.1.max(1.0)],
            focal_px: 0.5
                * frame.viewport_px.1.max(1.0)
                * clip_from_world.row(1).truncate().length(),
            depth_per_m: clip_from_world.row(2).truncate().length(),
            halo: frame.halo.max(0.0),
            cursor_ns: cursor_ns.map_or(SHOW_ALL_NS, |cursor_ns| {
                cursor_ns.clamp(-END_OF_TIME_NS, END_OF_TIME_NS)
            }),
            decay_per_ns,
            track_decay_per_ns: 1.0 / frame.track_glow_ns.max(1e-3),
            fade: match cursor_ns {
                Some(_) => frame.fade.clamp(0.0, 1.0),
                None => 0.0,
            },
            dim_unmarked: f32::from(frame.dim_unmarked),
            value_low: low,
            value_scale: inverse_span(low, high),
            hit_scale: frame.hit_scale,
            fog_per_m: frame.fog_per_m.max(0.0),
            bed_z: frame.bed_z.filter(|z| z.is_finite()).unwrap_or(f32::MIN),
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

/// Whether lines of sight are parallel: nothing gets smaller with distance.
pub fn is_parallel(clip_from_world: &Mat4) -> bool {
    clip_from_world.row(3) == Vec4::W
}

/// The distance from which what parallel lines of sight show would look as large through a usual lens, in metres.
pub fn parallel_distance_m(clip_from_world: &Mat4) -> f32 {
    1.0 / (clip_from_world.row(1).truncate().length() * TAN_PARALLEL)
}

/// Lowest and highest that pass; without a window everything does, and what has no value or time too.
fn window(wanted: Option<(f32, f32)>, largest: f32) -> [f32; 2] {
    let bound = |bound: f32, otherwise: f32| match bound.is_nan() {
        true => otherwise,
        false => bound.clamp(-largest, largest),
    };
    match wanted {
        Some((low, high)) => [bound(low, -largest), bound(high, largest)],
        None => [f32::MIN, f32::MAX],
    }
}

/// How many planes there are, bed and levels; their colours and heights, from below to above.
pub fn planes(frame: &SpaceFrame) -> (usize, [[f32; 4]; PLANES], [f32; PLANES]) {
    let bed = frame.bed_z.map(|z| Level {
        z,
        color: frame.style.bed,
        alpha: 1.0,
    });
    let [first, second, third] = frame.levels;
    let mut planes = [bed, first, second, third]
        .map(|level| level.filter(|level| level.z.is_finite() && level.alpha > 0.0));
    planes.sort_by(|a, b| {
        let height = |level: &Option<Level>| level.map_or(f32::INFINITY, |level| level.z);
        height(a).total_cmp(&height(b))
    });
    (
        planes.iter().flatten().count(),
        planes.map(|level| level.map_or([0.0; 4], |level| rgba(level.color, level.alpha.min(4.0)))),
        planes.map(|level| level.map_or(0.0, |level| level.z)),
    )
}

/// Lines of sight: through the middle of the picture, and how they change to its right and upper edge; where
/// they are parallel, how the places where they begin change.
fn rays(clip_from_world: &Mat4, eye: Vec3, parallel: bool) -> [Vec3; 3] {
    let world_from_clip = clip_from_world.inverse();
    if !world_from_clip.is_finite() {
        return [Vec3::Y, Vec3::X, Vec3::Z];
    }
    if parallel {
        return [
            world_from_clip
                .transform_vector3(Vec3::NEG_Z)
                .normalize_or(Vec3::Y),
            world_from_clip.transform_vector3(Vec3::X),
            world_from_clip.transform_vector3(Vec3::Y),
        ];
    }
    // On the near plane (depth 1), since the far plane lies at infinity.
    let ray = |x: f32, y: f32| {
        let point = world_from_clip * Vec4::new(x, y, 1.0, 1.0);
        point.truncate() / point.w - eye
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
                target_px,
                near,
                far,
                glass,
                selection,
                neutral,
                arrival_origin,
                arrival_direction,
                arrival_pace,
                levels,
                level_z,
                value_window,
                time_window_ns,
                viewport_px,
                focal_px,
                depth_per_m,
                halo,
                cursor_ns,
                decay_per_ns,
                track_decay_per_ns,
                fade,
                dim_unmarked,
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
