//! What may change from frame to frame: where the camera is, the moment, the colours. Sent as uniforms.

use nuscope_render::camera::OrbitCamera;
use nuscope_render::{AfterGlow, SeaStyle, SpaceFrame};

use crate::derived::Derived;
use crate::document::Document;
use crate::scene::arrival::is_timed_by_light;
use crate::scene::hit_colors;
use crate::scene::{detector as dressing, event};
use crate::theme;
use crate::view::{self, View};

/// The frame that `view` asks for, seen from `camera`, in a picture of a size in pixels.
pub(super) fn frame(
    document: &Document,
    view: &View,
    derived: &Derived,
    camera: &OrbitCamera,
    size: (u32, u32),
) -> SpaceFrame {
    let viewport_px = (size.0.max(1) as f32, size.1.max(1) as f32);
    let times = document.event.as_ref().map(|shown| shown.times);
    let (first, last) = times.map_or((0.0, 1.0), |times| times.color_range_ns);
    let glow_ns = 0.06 * (last - first);
    let detector = document.detector.as_deref();
    SpaceFrame {
        clip_from_world: camera.clip_from_world(viewport_px.0 / viewport_px.1),
        eye: camera.eye(),
        viewport_px,
        cursor_ns: view.cursor_ns,
        afterglow: match view.hits.after_glow {
            view::AfterGlow::Decay => AfterGlow::Decay { time_ns: glow_ns },
            view::AfterGlow::Duration => AfterGlow::Duration,
        },
        fade: f32::from(u8::from(view.hits.fades)),
        track_glow_ns: glow_ns,
        dim_unmarked: !view.marked.is_empty(),
        value_range: hit_colors::range(document, view, derived),
        timed_by: derived.arrival.filter(|_| is_timed_by_light(&view.hits)),
        colormap: view.hits.colormap,
        reversed: view.hits.reversed,
        hit_scale: view.hits.size,
        hit_soft_px: 9.0 * size.1.max(1) as f32 / 800.0,
        halo: view.hits.glow,
        style: if view.dark {
            SeaStyle::DARK
        } else {
            SeaStyle::LIGHT
        },
        levels: match detector.filter(|_| view.event.levels) {
            Some(detector) => dressing::levels(detector, theme::theme(view.dark)),
            None => [None; 3],
        },
        bed_z: detector.filter(|_| view.event.sea_bed).map(dressing::bed_z),
        selected_id: detector.map_or(0, |detector| event::id_of(view.selected, detector)),
        ..Default::default()
    }
}
