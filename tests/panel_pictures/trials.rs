//! How p-values are known: trials under way, scrambled skies, and candidates with a source put in.

use std::time::{Duration, Instant};

use egui_kittest::kittest::Queryable as _;
use image::RgbaImage;
use nuscope::apply::apply;
use nuscope::calibrating::Plan;
use nuscope::command::{Command, TrialCommand};
use nuscope::state::State;
use nuscope::ui::inspector::selected_place;
use nuscope::ui::{data_panel, inject_panel, scan_panel, status_bar};
use nuscope::view::InjectedShape;
use nuscope_model::Equatorial;
use nuscope_tests::panel::Draw;

use super::states::{MARGINS, Panel, rest, sky};

/// Width of the left panel with its margins.
const LEFT: f32 = data_panel::WIDTH - 24.0 + MARGINS;

/// The simulated sky, with few trials that are kept nowhere.
fn few_trials(dark: bool, trials: u64) -> State {
    let mut state = sky(dark);
    state.calibrating.folder = None;
    state.calibrating.plan = Plan {
        soon: trials,
        trials,
        declinations: Some(8),
    };
    state.post_trial.skies = 24;
    state.view.scan_nside = 16;
    state
}

/// Steps until `there` holds.
fn until(panel: &mut Panel, there: impl Fn(&State) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while !there(panel.state()) {
        assert!(Instant::now() < deadline, "not in time");
        std::thread::sleep(Duration::from_millis(5));
        panel.step();
    }
    panel.run();
}

fn ask(panel: &mut Panel, command: impl Into<Command>) {
    apply(panel.state_mut(), command.into());
    panel.step();
}

/// The section of a scan whose hottest spots were compared with scrambled skies.
pub fn compared(dark: bool) -> RgbaImage {
    let mut panel = rest(few_trials(dark, 1000), (LEFT, 640.0), scan_panel::scan_ui);
    ask(&mut panel, TrialCommand::Calibrate(true));
    until(&mut panel, |state| {
        let found = state.calibrating.found.as_ref();
        found.is_some_and(|found| found.complete)
    });
    ask(&mut panel, Command::StartScan);
    until(&mut panel, |state| state.jobs.scan.is_none());
    ask(&mut panel, TrialCommand::ScrambleSkies);
    until(&mut panel, |state| {
        let map = state.document.scan_map();
        let unusual = map.and_then(|map| map.unusual.as_deref());
        unusual.is_some_and(|unusual| unusual.skies == 24) && !state.post_trial.busy()
    });
    panel.render().unwrap()
}

pub fn compared_dark() -> RgbaImage {
    compared(true)
}

pub fn compared_light() -> RgbaImage {
    compared(false)
}

const STATUS: Draw = |ui, state, commands| {
    ui.set_height(status_bar::HEIGHT);
    status_bar::status_bar_ui(ui, state, "RA 94.3° Dec −7.8°", commands);
};

/// Trials that somebody has wait.
pub fn calibrating() -> RgbaImage {
    let state = few_trials(true, 1_000_000);
    let size = (1100.0, status_bar::HEIGHT + MARGINS);
    let mut panel = rest(state, size, STATUS);
    ask(&mut panel, TrialCommand::Calibrate(true));
    until(&mut panel, |state| state.calibrating.progress().is_some());
    ask(&mut panel, TrialCommand::PauseCalibration(true));
    panel.run();
    panel.render().unwrap()
}

/// What the section offers before anything is put.
pub fn inject() -> RgbaImage {
    let mut state = few_trials(true, 100);
    state.view.selected = Some(selected_place(Equatorial::from_degrees(83.63, -22.01)));
    state.view.injection.shape = InjectedShape::Gaussian;
    let mut panel = rest(state, (LEFT, 240.0), inject_panel::inject_ui);
    let name = "Put a source into the sky";
    panel.get_by_label(name).click();
    panel.run();
    panel.render().unwrap()
}

/// A source was put.
pub fn injected() -> RgbaImage {
    let mut state = few_trials(false, 100);
    state.view.selected = Some(selected_place(Equatorial::from_degrees(83.63, -22.01)));
    let mut panel = rest(state, (LEFT, 170.0), inject_panel::inject_ui);
    ask(&mut panel, TrialCommand::Inject);
    until(&mut panel, |state| state.document.injected.is_some());
    panel.render().unwrap()
}
