//! The window without a screen: opened and brought to rest, its widgets found by the names that a screen reader says.
//!
//! The toolkit's own checks stay on: a character without a glyph, or a button without a name, fails a test. A frame of
//! the test's clock lasts a quarter of a second.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use nuscope::app::App;
use nuscope::apply::apply;
use nuscope::command::Command;
use nuscope::state::State;
use nuscope_io::OpenOptions;
use nuscope_model::Event;

/// How long background work may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Seconds from one frame of the test's clock to the next.
pub const FRAME_S: f32 = 0.25;

/// The key of commands, held down.
pub const CTRL: Modifiers = Modifiers {
    ctrl: true,
    command: true,
    ..Modifiers::NONE
};

/// The program in a window without a screen.
pub type Window = Harness<'static, App>;

/// A window of this size, in points, with these files, or the demo, opened and at rest.
///
/// # Panics
/// If there is no graphics driver, or nothing comes to rest.
pub fn window(files: &[&str], size: (f32, f32)) -> Window {
    let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
    let mut window = Harness::builder()
        .with_size(vec2(size.0, size.1))
        .with_step_dt(FRAME_S)
        .with_max_steps(60)
        .wgpu()
        .build_eframe(move |creation| App::new(creation, files).unwrap());
    settle(&mut window);
    window
}

/// What the panels read.
pub fn state<'a>(window: &'a Harness<'_, App>) -> &'a State {
    &window.state().state
}

/// The event on display.
///
/// # Panics
/// If there is none.
pub fn event(window: &Window) -> Arc<Event> {
    Arc::clone(&state(window).document.event.as_ref().unwrap().event)
}

/// Steps until `there` holds.
///
/// # Panics
/// If it never does.
pub fn until(window: &mut Window, what: &str, there: impl Fn(&State) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !there(state(window)) {
        let notices = &state(window).notices;
        assert!(Instant::now() < deadline, "no {what} in time: {notices:?}");
        std::thread::sleep(Duration::from_millis(5));
        window.step();
    }
}

/// Steps until nothing is under way any more, neither files nor drawing nor the reading of all events.
///
/// # Panics
/// If that never ends.
pub fn settle(window: &mut Window) {
    // What is drawn may ask for more work: rest is when neither goes on.
    let deadline = Instant::now() + PATIENCE;
    loop {
        window.step();
        until_idle(window);
        if window.try_run().is_ok() {
            return;
        }
        assert!(Instant::now() < deadline, "the window never rests");
    }
}

/// Steps until no job is under way.
fn until_idle(window: &mut Window) {
    until(window, "rest", |state| {
        let jobs = &state.jobs;
        let drawing = jobs.export.is_some() || !jobs.figures.is_empty();
        let files = jobs.dialog.is_some() || jobs.rows.is_some() || drawing;
        !state.busy()
            && !files
            && !state.lists.busy()
            && !state.here.busy()
            && !state.fitting.busy()
            && jobs.analysis.is_none()
            && jobs.refine.is_none()
            && state.jobs.inject.is_none()
            && state.jobs.map.is_none()
            && !state.calibrating.busy()
            && !state.post_trial.busy()
            && !state.source_search.busy()
            && jobs.searched.is_none()
            && !state.derived.busy()
            && !state.lists.summaries.busy()
    });
}

/// Does what a menu, a key or a dropped file would ask for.
pub fn ask(window: &mut Window, command: impl Into<Command>) {
    apply(&mut window.state_mut().state, command.into());
    settle(window);
}

/// Opens a file as one that was dropped.
pub fn open(window: &mut Window, path: &Path) {
    let paths = vec![path.to_owned()];
    ask(window, Command::Open(paths, OpenOptions::default()));
}

/// Clicks the button of this name, and goes on by one frame only.
pub fn push(window: &mut Window, button: &str) {
    window.get_by_role_and_label(Role::Button, button).click();
    window.step();
}

/// Clicks what has this role and name, and lets the window come to rest.
pub fn click(window: &mut Window, role: Role, name: &str) {
    window.get_by_role_and_label(role, name).click();
    window.run();
}

/// Opens a list of choices and takes one.
pub fn choose(window: &mut Window, list: &str, choice: &str) {
    click(window, Role::ComboBox, list);
    click(window, Role::Button, choice);
}

/// Drags with the left button held, from one place to another.
pub fn drag<S>(window: &mut Harness<'_, S>, from: Pos2, to: Pos2, modifiers: Modifiers) {
    drag_along(window, &[from, to], modifiers);
}

/// Drags with the left button held from corner to corner.
///
/// # Panics
/// If there are no corners.
pub fn drag_along<S>(window: &mut Harness<'_, S>, corners: &[Pos2], modifiers: Modifiers) {
    let button = |pressed, pos| egui::Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    };
    let (first, last) = (corners[0], corners[corners.len() - 1]);
    window.event(egui::Event::ModifiersChanged(modifiers));
    window.hover_at(first);
    window.step();
    window.event(button(true, first));
    window.step();
    // A click stays where it is; standing still for three frames would be too long for one.
    for side in corners.windows(2).filter(|side| side[0] != side[1]) {
        for share in [0.3, 0.7, 1.0] {
            window.hover_at(side[0] + share * (side[1] - side[0]));
            window.step();
        }
    }
    window.event(button(false, last));
    window.step();
    window.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    window.run();
}
