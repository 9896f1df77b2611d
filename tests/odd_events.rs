//! Events as they should not be, and windows as nobody wants them: the event display bears both.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use nuscope::command::StageCommand;
use nuscope::view::HitQuantity;
use nuscope_model::Event;
use nuscope_tests::headless::{Window, ask, event, window};

#[test]
fn odd_events_and_tiny_windows_are_borne() {
    for size in [(1.0, 1.0), (30.0, 700.0), (700.0, 30.0)] {
        let mut window = window(&["demo:muon"], size);
        window.state_mut().state.view.cursor_ns = Some(200.0);
        window.run();
    }
    let mut window = window(&["demo:muon"], (1024.0, 600.0));
    let with = |window: &mut Window, change: &dyn Fn(&mut Event)| {
        let mut changed = Event::clone(&event(window));
        change(&mut changed);
        let state = &mut window.state_mut().state;
        let mut document = (*state.document).clone();
        document.show(0, changed);
        state.document = Arc::new(document);
        state.playing = true;
        window.run_steps(4);
        for command in [
            StageCommand::Step(nuscope::command::TimeStep::NextHit),
            StageCommand::Step(nuscope::command::TimeStep::Back),
            StageCommand::Focus,
            StageCommand::FitMarked,
            StageCommand::MarkModule,
        ] {
            ask(window, command);
        }
        for quantity in HitQuantity::ALL {
            window.state_mut().state.view.hits.color_by = quantity;
            window.step();
        }
        window.run();
    };
    with(&mut window, &|event| {
        for hit in &mut event.hits {
            hit.time_ns = f64::NAN;
        }
    });
    with(&mut window, &|event| {
        for track in event.tracks.iter_mut().chain(&mut event.mc_tracks) {
            track.time_ns = f64::NAN;
            track.position_m.x = f64::INFINITY;
            track.energy_gev = Some(f64::INFINITY);
        }
        for hit in &mut event.hits {
            hit.amplitude = f32::NAN;
        }
    });
    with(&mut window, &|event| event.hits.clear());
    window.get_by_label("This event has no hits.");
    let state = &mut window.state_mut().state;
    let mut document = (*state.document).clone();
    document.detector = None;
    state.document = Arc::new(document);
    window.run();
    window.get_by_label_contains("no detector is open:");
}
