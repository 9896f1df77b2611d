//! The tree of tracks, what residuals refer to, the user's own track: every control is found by its name.

#![allow(clippy::unwrap_used)]

use egui::accesskit::Role;
use egui::vec2;
use egui_kittest::kittest::Queryable as _;
use nuscope::command::{Command, TrackCommand};
use nuscope::view::{HitQuantity, Marked, Selected, TrackChoice, TrackLook};
use nuscope_model::Medium;
use nuscope_tests::headless::{self, Window, ask, choose, click, state};

/// A window high enough for the whole panel, with this file opened and at rest.
fn window(file: &str) -> Window {
    headless::window(&[file], (1280.0, 1700.0))
}

/// The places of the tracks that are drawn.
fn drawn(harness: &Window) -> Vec<usize> {
    let drawn = &state(harness).derived.tracks.drawn;
    (0..drawn.len()).filter(|place| drawn[*place]).collect()
}

#[test]
fn boxes_in_the_tree_draw_tracks_and_groups_and_names_select() {
    // Two fits and a muon.
    let mut harness = window("demo:muon");
    assert_eq!(drawn(&harness), [0, 1, 2]);
    harness.get_by_label("all 3 drawn");
    click(&mut harness, Role::CheckBox, "Draw shower fit");
    assert_eq!(drawn(&harness).len(), 2);
    harness.get_by_label("2 of 3 drawn");
    click(&mut harness, Role::CheckBox, "Draw Fits");
    assert_eq!(drawn(&harness), [0, 1, 2]);
    click(&mut harness, Role::CheckBox, "Draw Fits");
    assert_eq!(drawn(&harness), [2]);
    click(&mut harness, Role::Button, "muon");
    assert_eq!(state(&harness).view.selected, Some(Selected::Track(2)));
    click(&mut harness, Role::Button, "Fold Fits");
    assert!(harness.query_by_label("Draw shower fit").is_none());
    click(&mut harness, Role::Button, "Unfold Fits");
    harness.get_by_label("Draw shower fit");
    click(&mut harness, Role::CheckBox, "Only the best");
    let best = nuscope_model::track::best_track(
        &state(&harness)
            .document
            .event
            .as_ref()
            .unwrap()
            .event
            .tracks,
    );
    assert_eq!(drawn(&harness), [best.unwrap()]);
}

#[test]
fn residuals_refer_to_what_is_chosen_and_a_second_track_is_compared() {
    let mut harness = window("demo:muon");
    let residuals = |harness: &Window| {
        let values = state(harness).derived.values.clone().unwrap();
        values.column(HitQuantity::Residual).clone()
    };
    let of_best = residuals(&harness);
    choose(&mut harness, "Residuals refer to", "muon, particle 1");
    assert_eq!(state(&harness).view.tracks.reference, TrackChoice::Place(2));
    assert_ne!(residuals(&harness), of_best);
    choose(&mut harness, "Compare with", "Best fit (muon fit)");
    let comparison = state(&harness).derived.tracks.comparison.unwrap();
    // The fit found the muon.
    assert!(comparison.angle_rad < 0.02 && comparison.distance_m < 20.0);
    // Told in the panel, and as a legend over the picture.
    harness.get_by_label(&comparison.words());
    assert_eq!(state(&harness).derived.tracks.scene.fronts.len(), 2);
    choose(&mut harness, "Compare with", "nothing");
    assert_eq!(state(&harness).derived.tracks.comparison, None);
}

#[test]
fn a_row_under_the_pointer_shines_in_the_picture() {
    let mut harness = window("demo:muon");
    let before = harness.render().unwrap();
    harness.get_by_role_and_label(Role::Button, "muon").hover();
    harness.run();
    let after = harness.render().unwrap();
    // The view is right of the panel, which lights up its row.
    let changed = before
        .enumerate_pixels()
        .filter(|(x, y, pixel)| *x > 270 && *x < 990 && *pixel != after.get_pixel(*x, *y))
        .count();
    assert!(changed > 100, "{changed} pixels changed");
}

#[test]
fn light_travels_in_what_is_chosen() {
    let mut harness = window("demo:muon");
    harness.get_by_label("light front 46.43° · Cherenkov angle 42.20°");
    choose(&mut harness, "Light travels in", "Ice");
    assert_eq!(state(&harness).view.tracks.medium, Some(Medium::ICE));
    harness.get_by_label("light front 47.47° · Cherenkov angle 40.72°");
    choose(&mut harness, "Light travels in", "Own indices");
    harness.get_by_label("n phase");
    let own = state(&harness).view.tracks.medium.unwrap();
    assert_eq!(own.n_phase, Medium::ICE.n_phase);
    let values = state(&harness).derived.values.clone().unwrap();
    assert_eq!(values.medium, own);
    for (label, of) in [
        (
            "Light front",
            (|look| look.light_front) as fn(&TrackLook) -> bool,
        ),
        ("Shower light", |look| look.shower_light),
        ("Error cones", |look| look.error_cones),
    ] {
        let before = of(&state(&harness).view.tracks);
        click(&mut harness, Role::CheckBox, label);
        assert_ne!(of(&state(&harness).view.tracks), before, "{label}");
    }
}

#[test]
fn your_own_track_is_placed_dragged_fitted_and_removed() {
    let mut harness = window("demo:muon");
    click(&mut harness, Role::Button, "Place your own track");
    let user = |harness: &Window| state(harness).view.tracks.user.unwrap();
    let placed = user(&harness);
    assert_eq!(state(&harness).view.tracks.reference, TrackChoice::User);
    for field in ["x", "y", "z", "zenith", "azimuth", "time"] {
        harness.get_by_role_and_label(Role::SpinButton, field);
    }
    for shape in ["Line", "Shower"] {
        harness.get_by_role_and_label(Role::RadioButton, shape);
    }
    let camera = state(&harness).view.camera;
    for (handle, drag) in [
        ("Move your track", vec2(30.0, -20.0)),
        ("Turn your track", vec2(0.0, 40.0)),
        ("Shift your track in time", vec2(25.0, 10.0)),
    ] {
        let before = user(&harness);
        let start = harness
            .get_by_role_and_label(Role::Button, handle)
            .rect()
            .center();
        harness.drag_at(start);
        harness.run();
        harness.hover_at(start + drag);
        harness.run();
        harness.drop_at(start + drag);
        harness.run();
        let after = user(&harness);
        let changed = (
            after.position_m != before.position_m,
            after.travel != before.travel,
            after.time_ns != before.time_ns,
        );
        let expected = (
            handle.starts_with("Move"),
            handle.starts_with("Turn"),
            handle.starts_with("Shift"),
        );
        assert_eq!(changed, expected, "{handle}");
    }
    // The handles took the drags; the camera stayed.
    assert_eq!(state(&harness).view.camera, camera);
    assert_ne!(user(&harness), placed);

    let event = state(&harness).document.event.clone().unwrap().event;
    let first: Vec<u32> = (0..event.hits.len() as u32)
        .filter(|place| event.hits[*place as usize].triggered())
        .take(100)
        .collect();
    ask(&mut harness, Command::Mark(Marked::from(first.clone())));
    click(&mut harness, Role::Button, "Fit time to marked hits");
    let values = state(&harness).derived.values.clone().unwrap();
    let residuals = values.column(HitQuantity::Residual);
    let mean = first
        .iter()
        .map(|place| f64::from(residuals[*place as usize]))
        .sum::<f64>()
        / first.len() as f64;
    assert!(mean.abs() < 1e-3, "{mean} ns");

    ask(&mut harness, Command::Select(Some(Selected::Track(2))));
    ask(&mut harness, Command::Track(TrackCommand::CopyToOwn(2)));
    assert!((user(&harness).travel - event.mc_tracks[0].direction.travel()).length() < 1e-12);
    click(&mut harness, Role::RadioButton, "Shower");
    assert!(harness.query_by_label("Turn your track").is_none());
    click(&mut harness, Role::Button, "Remove your track");
    assert_eq!(state(&harness).view.tracks.user, None);
    assert_eq!(state(&harness).view.tracks.reference, TrackChoice::Best);
    assert!(harness.query_by_label("Move your track").is_none());
}
