//! The numbers of the strings over the picture: nearer ones first, and none where it would hide another.

use eframe::egui::{Align2, FontId, Painter, Rect, vec2};
use glam::Vec3;
use nuscope_model::Detector;
use nuscope_render::camera::OrbitCamera;

use crate::scene::event::relative;
use crate::theme::{SMALL, Theme};

/// More numbers than this are noise.
const MOST: usize = 120;
/// Farther than this many times the nearest string, numbers have faded away.
const FADE: f32 = 3.0;

/// The upper end of every string, relative to the detector's centre; bases of strings are none.
pub fn tops(detector: &Detector) -> Vec<(i32, Vec3)> {
    let mut tops = std::collections::BTreeMap::new();
    let center = detector.center_m();
    for module in detector
        .modules()
        .iter()
        .filter(|module| module.sensors > 0)
    {
        let place = Vec3::from(relative(module.position_m, center));
        let top = tops.entry(module.string).or_insert(place);
        if place.z > top.z {
            *top = place;
        }
    }
    let finite = tops.into_iter().filter(|(_, top)| top.is_finite());
    finite.collect()
}

/// Paints the numbers over the strings' upper ends.
pub fn paint(
    painter: &Painter,
    view: Rect,
    camera: &OrbitCamera,
    detector: &Detector,
    theme: &Theme,
) {
    let eye = camera.eye();
    let mut strings = tops(detector);
    strings.sort_by(|a, b| eye.distance(a.1).total_cmp(&eye.distance(b.1)));
    let nearest = strings.first().map_or(0.0, |(_, top)| eye.distance(*top));
    let mut taken: Vec<Rect> = Vec::new();
    for (number, top) in strings {
        if taken.len() >= MOST {
            break;
        }
        let Some(pixel) = camera.pixel_from_world(top, (view.width(), view.height())) else {
            continue;
        };
        let far = eye.distance(top) / nearest.max(1.0);
        let strength = ((FADE - far) / (FADE - 1.0)).clamp(0.0, 1.0);
        let at = view.min + vec2(pixel.x, pixel.y - 5.0);
        if strength < 0.05 || !view.shrink(8.0).contains(at) {
            continue;
        }
        let color = theme.weak.gamma_multiply(0.25 + 0.6 * strength);
        let text = number.to_string();
        let galley = painter.layout_no_wrap(text, FontId::proportional(SMALL), color);
        let place = Align2::CENTER_BOTTOM.anchor_size(at, galley.size());
        if taken
            .iter()
            .any(|other| other.intersects(place.expand(5.0)))
        {
            continue;
        }
        taken.push(place);
        painter.galley(place.min, galley, color);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::event::tests::detector;

    #[test]
    fn a_string_is_numbered_at_its_highest_module() {
        assert_eq!(tops(&detector()), [(1, Vec3::new(0.0, 0.0, 18.0))]);
    }
}
