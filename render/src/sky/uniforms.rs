//! A frame of the sky map as the shaders read it.

use bytemuck::{Pod, Zeroable};
use glam::{DVec2, Vec3};

use crate::projection::Outline;
use crate::sky::time_window::TimeWindow;
use crate::sky::{MapStyle, Scale, SkyFrame};
use crate::space::uniforms::{inverse_span, rgba};

/// Mirror of the struct of this name in `uniforms.wgsl`; `layout_matches_wgsl` keeps them alike.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub struct MapUniforms {
    low: f32,
    scale: f32,
    bend: f32,
    opacity: f32,
    fade: f32,
    clear_below: u32,
    row: u32,
    nside: u32,
    reversed: u32,
    tiled_nside: u32,
    _padding: [u32; 2],
}

impl MapUniforms {
    fn new(style: &MapStyle, nside: u32, tiled_nside: u32) -> Self {
        let (low, high) = style.scale.ends(style.range);
        Self {
            low,
            scale: inverse_span(low, high),
            bend: Scale::bend(style.range),
            opacity: style.opacity.clamp(0.0, 1.0),
            fade: f32::from(style.fades),
            clear_below: style.clear_below.into(),
            row: style.colormap.row(false),
            nside,
            reversed: style.reversed.into(),
            tiled_nside,
            _padding: [0; 2],
        }
    }
}

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
    first: MapUniforms,
    second: MapUniforms,
    density: MapUniforms,
    plane_middle: [f32; 2],
    plane_per_px: [f32; 2],
    size_px: [f32; 2],
    growth: [f32; 2],
    fold: [f32; 2],
    half_height: f32,
    rectangular: f32,
    timed: f32,
    time_from: f32,
    time_to: f32,
    time_decay: f32,
    luminous: f32,
    marker_low: f32,
    marker_scale: f32,
    marker_size: f32,
    marker_opacity: f32,
    additive: f32,
    marker_row: u32,
    marker_reversed: u32,
    selected_id: u32,
    hovered_id: u32,
    dim_unmarked: u32,
    _padding: u32,
}

impl SkyUniforms {
    /// The uniforms of a frame, for the part `crop` of the picture and two maps and a density of these nsides (0:
    /// none), the first perhaps with tiles.
    pub fn new(frame: &SkyFrame, nsides: [u32; 3], tiled_nside: u32, crop: [f32; 4]) -> Self {
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
        let middle_px = 0.5 * DVec2::new(size.0, size.1);
        let plane_middle = frame.view.plane_from_pixel(middle_px, size);
        let row = frame.view.projection.row();
        let (marker_low, marker_high) = frame.marker_range;
        let ([time_from, time_to, time_decay], fold) = TimeWindow::numbers(frame.time.as_ref());
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
            first: MapUniforms::new(&frame.map, nsides[0], tiled_nside),
            second: MapUniforms::new(&frame.second_map, nsides[1], 0),
            density: MapUniforms::new(&frame.density, nsides[2], 0),
            plane_middle: plane_middle.as_vec2().to_array(),
            plane_per_px: plane_per_px.as_vec2().to_array(),
            size_px: [size.0 as f32, size.1 as f32],
            growth: frame.marker_growth.map_or([1.0; 2], <[f32; 2]>::from),
            fold,
            half_height: row.half_height as f32,
            rectangular: f32::from(row.outline == Outline::Rectangle),
            timed: f32::from(frame.time.is_some()),
            time_from,
            time_to,
            time_decay,
            luminous: f32::from(style.luminous),
            marker_low,
            marker_scale: inverse_span(marker_low, marker_high),
            marker_size: frame.marker_scale.max(0.0),
            marker_opacity: frame.marker_opacity.clamp(0.0, 1.0),
            additive: f32::from(frame.additive && style.luminous),
            marker_row: frame.marker_colormap.map_or(u32::MAX, |map| map.row(false)),
            marker_reversed: frame.marker_reversed.into(),
            selected_id: frame.selected_id,
            hovered_id: frame.hovered_id,
            dim_unmarked: u32::from(frame.dim_unmarked),
            _padding: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_matches_wgsl() {
        crate::shader_tests::assert_layout!(
            crate::sky::UNIFORMS_WGSL,
            MapUniforms {
                low,
                scale,
                bend,
                opacity,
                fade,
                clear_below,
                row,
                nside,
                reversed,
                tiled_nside,
                _padding
            }
        );
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
                first,
                second,
                density,
                plane_middle,
                plane_per_px,
                size_px,
                growth,
                fold,
                half_height,
                rectangular,
                timed,
                time_from,
                time_to,
                time_decay,
                luminous,
                marker_low,
                marker_scale,
                marker_size,
                marker_opacity,
                additive,
                marker_row,
                marker_reversed,
                selected_id,
                hovered_id,
                dim_unmarked,
                _padding
            }
        );
    }
}
