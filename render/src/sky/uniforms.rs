//! A frame of the sky map as the shaders read it.

use bytemuck::{Pod, Zeroable};
use glam::{DVec2, Vec3};

use crate::projection::Outline;
use crate::sky::{Scale, SkyFrame};
use crate::space::uniforms::{inverse_span, rgba};

/// Mirror of the struct of this name in `uniforms.wgsl`; `layout_matches_wgsl` keeps them alike.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub struct SkyUniforms {
    view_x: [f32; 4],
    view_y: [f32; 4],
    view_z: [f32; 4],
    view_x_rest: [f32; 4],
    galactic_x: [f32; 4],
    galactic_y: [f32; 4],
    galactic_z: [f32; 4],
    crop: [f32; 4],
    background: [f32; 4],
    ellipse: [f32; 4],
    edge: [f32; 4],
    masked: [f32; 4],
    hatch: [f32; 4],
    galaxy: [f32; 4],
    selection: [f32; 4],
    plane_middle: [f32; 2],
    plane_per_px: [f32; 2],
    size_px: [f32; 2],
    half_height: f32,
    rectangular: f32,
    value_low: f32,
    value_scale: f32,
    map_opacity: f32,
    map_fade: f32,
    logarithmic: f32,
    luminous: f32,
    marker_low: f32,
    marker_scale: f32,
    marker_size: f32,
    marker_opacity: f32,
    additive: f32,
    map_row: u32,
    marker_row: u32,
    nside: u32,
    selected_id: u32,
    hovered_id: u32,
}

impl SkyUniforms {
    /// The uniforms of a frame, for the part `crop` of the picture and a map of `nside` (0: none).
    pub fn new(frame: &SkyFrame, nside: u32, crop: [f32; 4]) -> Self {
        let view = frame.view.view_from_sky();
        let axis = |row: usize| view.row(row).as_vec3().extend(0.0).to_array();
        // What 32 bits leave of the middle's direction, so that places close to it keep their digits.
        let rest = view.row(0) - view.row(0).as_vec3().as_dvec3();
        let galactic = |row: usize| match frame.galactic {
            Some(rows) => Vec3::from(rows[row]).extend(1.0).to_array(),
            None => [0.0; 4],
        };
        let size = (frame.size_px.0.max(1.0), frame.size_px.1.max(1.0));
        // The place in the middle of the picture is computed in 64 bits, so that 32 bits do when zoomed in.
        let plane_per_px = DVec2::new(frame.view.east_sign(), -1.0) / frame.view.extent(size).1.x;
        let plane_middle = frame
            .view
            .plane_from_pixel(0.5 * DVec2::new(size.0, size.1), size);
        let row = frame.view.projection.row();
        let (low, high) = ends(frame.value_range, frame.map_reversed, frame.scale);
        let (marker_low, marker_high) =
            ends(frame.marker_range, frame.marker_reversed, Scale::Linear);
        let style = &frame.style;
        let opaque = |color: [u8; 3]| rgba(color, 1.0);
        Self {
            view_x: axis(0),
            view_y: axis(1),
            view_z: axis(2),
            view_x_rest: rest.as_vec3().extend(0.0).to_array(),
            galactic_x: galactic(0),
            galactic_y: galactic(1),
            galactic_z: galactic(2),
            crop,
            background: opaque(style.background),
            ellipse: opaque(style.ellipse),
            edge: opaque(style.edge),
            masked: opaque(style.masked),
            hatch: opaque(style.hatch),
            galaxy: opaque(style.galaxy),
            selection: opaque(style.selection),
            plane_middle: plane_middle.as_vec2().to_array(),
            plane_per_px: plane_per_px.as_vec2().to_array(),
            size_px: [size.0 as f32, size.1 as f32],
            half_height: row.half_height as f32,
            rectangular: f32::from(row.outline == Outline::Rectangle),
            value_low: low,
            value_scale: inverse_span(low, high),
            map_opacity: frame.map_opacity.clamp(0.0, 1.0),
            map_fade: f32::from(frame.map_fades),
            logarithmic: f32::from(frame.scale == Scale::Log),
            luminous: f32::from(style.luminous),
            marker_low,
            marker_scale: inverse_span(marker_low, marker_high),
            marker_size: frame.marker_scale.max(0.0),
            marker_opacity: frame.marker_opacity.clamp(0.0, 1.0),
            additive: f32::from(frame.additive && style.luminous),
            map_row: frame.map_colormap.row(false),
            marker_row: frame.marker_colormap.map_or(u32::MAX, |map| map.row(false)),
            nside,
            selected_id: frame.selected_id,
            hovered_id: frame.hovered_id,
        }
    }
}

/// Low and high end as the shaders compare them: turned round if asked, as logarithms if asked.
fn ends(range: (f32, f32), reversed: bool, scale: Scale) -> (f32, f32) {
    let (low, high) = if reversed { (range.1, range.0) } else { range };
    match scale {
        Scale::Linear => (low, high),
        Scale::Log => (
            low.max(f32::MIN_POSITIVE).ln(),
            high.max(f32::MIN_POSITIVE).ln(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_matches_wgsl() {
        crate::shader_tests::assert_layout!(
            crate::sky::UNIFORMS_WGSL,
            SkyUniforms {
                view_x,
                view_y,
                view_z,
                view_x_rest,
                galactic_x,
                galactic_y,
                galactic_z,
                crop,
                background,
                ellipse,
                edge,
                masked,
                hatch,
                galaxy,
                selection,
                plane_middle,
                plane_per_px,
                size_px,
                half_height,
                rectangular,
                value_low,
                value_scale,
                map_opacity,
                map_fade,
                logarithmic,
                luminous,
                marker_low,
                marker_scale,
                marker_size,
                marker_opacity,
                additive,
                map_row,
                marker_row,
                nside,
                selected_id,
                hovered_id
            }
        );
    }
}
