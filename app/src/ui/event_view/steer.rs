//! Mouse, touchpad and keys move the camera: around a point, or flying.

use eframe::egui::{self, Key, PointerButton, Rect};
use nuscope_render::camera::OrbitCamera;

use crate::view::Tool;

/// The keys of flight: forward, left, back, right, down, up.
const FLIGHT: [Key; 6] = [Key::W, Key::A, Key::S, Key::D, Key::Q, Key::E];
/// Turn per point of a drag while flying, in radians.
const LOOK_RAD: f32 = 0.0035;

/// Whether a key steers while the user flies, and so means no command.
pub fn is_flight_key(key: Key) -> bool {
    FLIGHT.contains(&key)
}

/// How the camera is moved now.
pub(super) struct Hand {
    /// What dragging with the left button does.
    pub(super) tool: Tool,
    /// Whether the user flies.
    pub(super) flies: bool,
    /// Metres flown in a second.
    pub(super) speed_m_per_s: f32,
}

/// Where mouse, touchpad and keys move `camera` to.
pub(super) fn steer(
    ui: &egui::Ui,
    response: &egui::Response,
    rect: Rect,
    mut camera: OrbitCamera,
    hand: &Hand,
) -> OrbitCamera {
    drag(ui, response, rect, &mut camera, hand);
    wheel(ui, response, rect, &mut camera);
    // Keys belong to the view unless something is being typed.
    if ui.ctx().memory(|memory| memory.focused().is_none()) {
        let step_s = ui.input(|input| input.stable_dt).min(0.05);
        turn(ui, rect, &mut camera, step_s);
        if hand.flies {
            fly(ui, &mut camera, hand.speed_m_per_s * step_s);
        }
    }
    camera
}

/// Whether a drag with the left button draws a box or a loop.
pub(super) fn draws(ui: &egui::Ui, hand: &Hand) -> bool {
    let command = ui.input(|input| input.modifiers.command);
    !hand.flies && (hand.tool != Tool::Turn || command)
}

fn drag(
    ui: &egui::Ui,
    response: &egui::Response,
    rect: Rect,
    camera: &mut OrbitCamera,
    hand: &Hand,
) {
    let viewport = (rect.width(), rect.height());
    let shift = ui.input(|input| input.modifiers.shift);
    let drag = response.drag_delta();
    let first = response.dragged_by(PointerButton::Primary) && !draws(ui, hand);
    let second = response.dragged_by(PointerButton::Secondary);
    if hand.flies && (first || second) {
        camera.look(LOOK_RAD * drag.x, LOOK_RAD * drag.y);
        return;
    }
    // Where the left button draws, the right one turns.
    let turns = match hand.tool {
        Tool::Turn => first && !shift,
        Tool::Box | Tool::Lasso => second && !shift,
    };
    let pans = response.dragged_by(PointerButton::Middle) || first || second;
    if turns {
        camera.orbit(drag.x, drag.y);
    } else if pans {
        camera.pan(drag.x, drag.y, viewport);
    }
}

fn wheel(ui: &egui::Ui, response: &egui::Response, rect: Rect, camera: &mut OrbitCamera) {
    let Some(pointer) = response.hover_pos() else {
        return;
    };
    let at = pointer - rect.min;
    let (scroll, pinch, command) = ui.input(|input| {
        let command = input.modifiers.command;
        (input.smooth_scroll_delta, input.zoom_delta(), command)
    });
    let factor = if command {
        pinch
    } else {
        pinch * (scroll.y / 300.0).exp()
    };
    if factor != 1.0 {
        camera.zoom(factor, (at.x, at.y), (rect.width(), rect.height()));
    }
}

fn turn(ui: &egui::Ui, rect: Rect, camera: &mut OrbitCamera, step_s: f32) {
    let viewport = (rect.width(), rect.height());
    let held = |key| ui.input(|input| f32::from(u8::from(input.key_down(key))));
    let step = 240.0 * step_s;
    let turn = (
        held(Key::ArrowRight) - held(Key::ArrowLeft),
        held(Key::ArrowDown) - held(Key::ArrowUp),
    );
    let closer = held(Key::Plus) + held(Key::Equals) - held(Key::Minus);
    if turn == (0.0, 0.0) && closer == 0.0 {
        return;
    }
    if ui.input(|input| input.modifiers.shift) {
        camera.pan(-turn.0 * step, -turn.1 * step, viewport);
    } else {
        camera.orbit(turn.0 * step, turn.1 * step);
    }
    camera.zoom(
        (closer * step / 150.0).exp(),
        (0.5 * viewport.0, 0.5 * viewport.1),
        viewport,
    );
    ui.ctx().request_repaint();
}

fn fly(ui: &egui::Ui, camera: &mut OrbitCamera, step_m: f32) {
    let (held, faster) = ui.input(|input| {
        let free = !input.modifiers.command && !input.modifiers.alt;
        let held = FLIGHT.map(|key| f32::from(u8::from(free && input.key_down(key))));
        (held, input.modifiers.shift)
    });
    let [forward, left, back, right, down, up] = held;
    let way = [right - left, up - down, forward - back];
    if way == [0.0; 3] {
        return;
    }
    let step_m = if faster { 5.0 * step_m } else { step_m };
    let [right, up, forward] = way.map(|share| share * step_m);
    camera.fly(right, up, forward);
    ui.ctx().request_repaint();
}
