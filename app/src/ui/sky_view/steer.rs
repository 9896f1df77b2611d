//! The user's hand on the sky: dragging, rolling, magnifying.

use eframe::egui::{self, PointerButton, Rect};
use glam::DVec2;
use nuscope_render::SkyView as Projected;

/// Drag turns the sky under the pointer, wheel and pinch magnify it there, shift-drag or the right button rolls it;
/// where drags do something else, only the wheel is left.
pub(super) fn steer(
    ui: &egui::Ui,
    response: &egui::Response,
    rect: Rect,
    view: &mut Projected,
    drags: bool,
) {
    let size = (f64::from(rect.width()), f64::from(rect.height()));
    let drag = response.drag_delta();
    let delta = DVec2::new(drag.x.into(), drag.y.into());
    let shift = ui.input(|input| input.modifiers.shift);
    let inside = |pointer: egui::Pos2| {
        let at = pointer - rect.min;
        DVec2::new(at.x.into(), at.y.into())
    };
    if drags
        && let Some(pointer) = response.interact_pointer_pos()
        && drag != egui::Vec2::ZERO
    {
        let rolls = response.dragged_by(PointerButton::Secondary)
            || (response.dragged_by(PointerButton::Primary) && shift);
        let at = inside(pointer);
        if rolls {
            let arm = |at: DVec2| at - view.extent(size).0;
            let turn = arm(at - delta).angle_to(arm(at));
            if turn.is_finite() {
                view.roll_by(if view.east_left { turn } else { -turn });
            }
        } else {
            view.drag_by(delta, at, size);
        }
    }
    if let Some(pointer) = response.hover_pos() {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta, input.zoom_delta()));
        let factor = f64::from(pinch * (scroll.y / 300.0).exp());
        if factor != 1.0 {
            view.zoom_about(factor, inside(pointer), size);
        }
    }
}
