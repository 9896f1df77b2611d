//! One panel alone, without the window around it, with what it asks for done after each frame.

use egui::{Rect, Vec2};
use egui_kittest::Harness;
use nuscope::apply::{apply, poll};
use nuscope::command::Command;
use nuscope::state::State;
use nuscope::theme;

/// A panel: it reads and edits the state and adds commands.
pub type Draw = fn(&mut egui::Ui, &mut State, &mut Vec<Command>);

/// The panel over a window of this size, in points.
pub fn panel(state: State, size: Vec2, draw: Draw) -> Harness<'static, State> {
    Harness::builder()
        .with_size(size)
        .with_max_steps(20)
        .wgpu()
        .build_ui_state(move |ui, state| frame(ui, state, draw), state)
}

fn frame(ui: &mut egui::Ui, state: &mut State, draw: Draw) {
    let ctx = ui.ctx().clone();
    theme::install(&ctx, state.view.dark);
    poll(state);
    state.derived.update(&state.document, &state.view);
    let reading = state.jobs.event.is_some();
    state.lists.update(
        &state.document,
        &state.view,
        &state.derived,
        reading,
        &state.wake,
    );
    let mut commands = Vec::new();
    let fill = theme::theme(state.view.dark).panel;
    let whole = ctx.layer_painter(egui::LayerId::background());
    whole.rect_filled(Rect::EVERYTHING, 0.0, fill);
    egui::CentralPanel::default()
        .frame(egui::Frame::NONE.fill(fill).inner_margin(6.0))
        .show(ui, |ui| draw(ui, state, &mut commands));
    for command in commands {
        apply(state, command);
        ctx.request_repaint();
    }
}
