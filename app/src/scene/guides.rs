//! What helps to read the event display: a scale bar, a compass, the colours of time.

use eframe::egui::{Align2, FontId, Painter, Rect, Stroke, pos2, vec2};
use glam::Vec3;
use nuscope_render::camera::OrbitCamera;

use crate::plot::ticks::thousands;
use crate::theme::{SMALL, Theme};

/// Draws a bar of a round number of metres, true at the middle of what the camera looks at.
pub fn scale_bar(painter: &Painter, view: Rect, camera: &OrbitCamera, theme: &Theme) {
    let metres_per_point = camera.metres_per_pixel((view.width(), view.height()));
    let Some((metres, text)) = round_length(130.0 * metres_per_point) else {
        return;
    };
    let length = metres / metres_per_point;
    let left = view.left_bottom() + vec2(88.0, -20.0);
    let right = left + vec2(length, 0.0);
    let stroke = Stroke::new(1.5, theme.weak);
    painter.line_segment([left, right], stroke);
    for end in [left, right] {
        painter.line_segment([end - vec2(0.0, 4.0), end + vec2(0.0, 4.0)], stroke);
    }
    let middle = left + vec2(0.5 * length, -5.0);
    painter.text(
        middle,
        Align2::CENTER_BOTTOM,
        text,
        FontId::proportional(SMALL),
        theme.weak,
    );
}

/// Draws a ring around a place that is pointed at in another view.
pub fn ring(painter: &Painter, view: Rect, camera: &OrbitCamera, place: Vec3, theme: &Theme) {
    let Some(pixel) = camera.pixel_from_world(place, (view.width(), view.height())) else {
        return;
    };
    let middle = view.min + vec2(pixel.x, pixel.y);
    painter.circle_stroke(middle, 11.0, Stroke::new(2.0, theme.accent));
}

/// The longest of 1, 2, 5, 10, … metres that is not above `most_m`, and its name.
fn round_length(most_m: f32) -> Option<(f32, String)> {
    if !(most_m.is_finite() && most_m > 0.0) {
        return None;
    }
    let power = 10_f32.powf(most_m.log10().floor());
    let metres = [5.0, 2.0, 1.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|length| *length <= most_m)
        .unwrap_or(power);
    let text = if metres >= 1000.0 {
        format!("{} km", thousands((metres / 1000.0).round() as usize))
    } else if metres >= 1.0 {
        format!("{metres:.0} m")
    } else {
        format!("{:.0} cm", 100.0 * metres)
    };
    Some((metres, text))
}

/// Draws the directions east, north and up as the camera sees them.
pub fn compass(painter: &Painter, view: Rect, camera: &OrbitCamera, theme: &Theme) {
    let middle = view.left_bottom() + vec2(44.0, -44.0);
    let (right, up, forward) = (camera.right(), camera.up(), camera.forward());
    let mut arms = [(Vec3::X, "E"), (Vec3::Y, "N"), (Vec3::Z, "up")];
    // Arms that point away are drawn first and fainter.
    arms.sort_by(|a, b| b.0.dot(forward).total_cmp(&a.0.dot(forward)));
    for (axis, name) in arms {
        let tip = middle + 26.0 * vec2(axis.dot(right), -axis.dot(up));
        let color = if axis.dot(forward) > 0.3 {
            theme.faint
        } else {
            theme.weak
        };
        painter.line_segment([middle, tip], Stroke::new(1.5, color));
        let beyond = tip + 9.0 * (tip - middle).normalized();
        if (tip - middle).length() > 4.0 {
            painter.text(
                beyond,
                Align2::CENTER_CENTER,
                name,
                FontId::proportional(SMALL),
                color,
            );
        }
    }
    painter.circle_filled(pos2(middle.x, middle.y), 2.0, theme.weak);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_bars_are_round() {
        let text = |most| round_length(most).map(|(_, text)| text);
        assert_eq!(text(130.0).as_deref(), Some("100 m"));
        assert_eq!(text(49.0).as_deref(), Some("20 m"));
        assert_eq!(text(7300.0).as_deref(), Some("5 km"));
        assert_eq!(text(0.13).as_deref(), Some("10 cm"));
        assert_eq!(text(f32::NAN), None);
    }
}
