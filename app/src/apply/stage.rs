//! Does what is asked of time, camera, mouse and marks of the event display.

use glam::Vec3;

use crate::command::{Axis, StageCommand, TimeStep};
use crate::notice::Notice;
use crate::playback::next_hit_ns;
use crate::scene::viewpoint;
use crate::state::State;
use crate::view::{Bookmark, Marked, Selected, Tool, View};

/// Does what `command` asks.
pub(super) fn apply(state: &mut State, command: StageCommand) {
    let steering = &mut state.view.steering;
    match command {
        StageCommand::Step(step) => step_time(state, step),
        StageCommand::ToggleRepeat => state.view.time.repeats = !state.view.time.repeats,
        StageCommand::ShowWholeTimeLine => state.view.time.window_ns = None,
        StageCommand::LookFrom(axis) => look_from(state, axis),
        StageCommand::ToggleParallel => {
            let camera = state.view.camera.get_or_insert_default();
            camera.orthographic = !camera.orthographic;
        }
        StageCommand::ToggleFlying => {
            steering.flying = !steering.flying;
            steering.following &= !steering.flying;
            steering.tool = Tool::Turn;
        }
        StageCommand::ToggleFollowing => follow(state),
        StageCommand::ToggleGliding => steering.glides = !steering.glides,
        StageCommand::Focus => focus(state),
        StageCommand::FitMarked => fit_marked(state),
        StageCommand::AddBookmark => add_bookmark(&mut state.view),
        StageCommand::GoToBookmark(number) => {
            if let Some(bookmark) = steering.bookmarks.get(number) {
                let camera = bookmark.camera;
                steering.following = false;
                state.view.camera = Some(camera);
            }
        }
        StageCommand::DropBookmark(number) => {
            if number < steering.bookmarks.len() {
                steering.bookmarks.remove(number);
            }
        }
        StageCommand::Use(tool) => {
            steering.tool = tool;
            steering.flying &= tool == Tool::Turn;
            // On the sky, the ruler is put away for it.
            state.view.sky.ruler = Default::default();
        }
        StageCommand::ToggleThrough => steering.through = !steering.through,
        StageCommand::MarkModule => mark_module(state),
        StageCommand::Unmark => state.view.marked = Marked::default(),
    }
}

fn step_time(state: &mut State, step: TimeStep) {
    let Some(shown) = &state.document.event else {
        return;
    };
    let clip = shown.times.clip(&state.view.time);
    let (first, last) = (clip.range.0 as f32, clip.range.1 as f32);
    let tenth = (0.1 * clip.span()) as f32;
    let on = matches!(step, TimeStep::On | TimeStep::NextHit);
    let now = state.view.cursor_ns;
    // Without a moment, steps on begin at the beginning and steps back at the end.
    let start = if on { first } else { last };
    let moment = match (step, now) {
        (TimeStep::On, None) | (TimeStep::Back, None) => start,
        (TimeStep::On, Some(now)) => (now + tenth).min(last.max(now)),
        (TimeStep::Back, Some(now)) => (now - tenth).max(first.min(now)),
        (TimeStep::NextHit | TimeStep::HitBefore, now) => {
            let from = now.unwrap_or(if on { f32::MIN } else { f32::MAX });
            let passes = &state.derived.shown.passes;
            let hits = shown.event.hits.iter().enumerate();
            let times = hits
                .filter(|(place, _)| passes.get(*place) != Some(&false))
                .map(|(_, hit)| shown.event.relative_time_ns(hit) as f32);
            next_hit_ns(times, from, on).or(now).unwrap_or(start)
        }
    };
    state.playing = false;
    state.view.cursor_ns = Some(moment);
}

fn look_from(state: &mut State, axis: Axis) {
    let camera = state.view.camera.unwrap_or_default();
    let to = match axis {
        Axis::Top => viewpoint::looking_along(camera, Vec3::NEG_Z),
        Axis::North => viewpoint::looking_along(camera, Vec3::Y),
        Axis::East => viewpoint::looking_along(camera, Vec3::X),
        Axis::Track => {
            let document = &state.document;
            let track = document.event.as_ref().and_then(|shown| {
                let look = &state.view.tracks;
                look.track(look.reference, &shown.event)
            });
            let (Some(track), Some(detector)) = (track, &document.detector) else {
                let text = "This event has no track to look along.";
                state.notices.push(Notice::note(text));
                return;
            };
            viewpoint::looking_along_track(camera, &track, detector)
        }
    };
    state.view.camera = Some(to);
}

fn follow(state: &mut State) {
    if state.view.steering.following {
        // It stays where it has come to.
        if let Some(camera) = state.view.camera {
            let camera = viewpoint::following(camera, &state.document, &state.view);
            state.view.camera = Some(camera);
        }
        state.view.steering.following = false;
        return;
    }
    if !viewpoint::can_follow(&state.document, &state.view) {
        let text = "There is no particle to follow: this event has no track in a detector.";
        state.notices.push(Notice::note(text));
        return;
    }
    let steering = &mut state.view.steering;
    steering.following = true;
    steering.flying = false;
}

fn focus(state: &mut State) {
    let selected = state.view.selected;
    let spot = selected.and_then(|selected| viewpoint::spot(&state.document, selected));
    match spot {
        Some(spot) => {
            let camera = state.view.camera.unwrap_or_default();
            state.view.steering.following = false;
            state.view.camera = Some(viewpoint::looking_at(camera, spot));
        }
        None if !state.view.marked.is_empty() => fit_marked(state),
        None => {
            let text = "Nothing with a place in the detector is selected: click a hit, a module or a track.";
            state.notices.push(Notice::note(text));
        }
    }
}

fn fit_marked(state: &mut State) {
    let document = &state.document;
    let (Some(shown), Some(detector)) = (&document.event, &document.detector) else {
        return;
    };
    let center = detector.center_m();
    let marked = state.view.marked.places().iter();
    let places = marked.filter_map(|place| {
        let sensor = detector.sensor(shown.event.hits.get(*place as usize)?)?;
        Some((sensor.position_m - center).as_vec3())
    });
    let camera = state.view.camera.unwrap_or_default();
    if let Some(camera) = viewpoint::looking_at_all(camera, places) {
        state.view.steering.following = false;
        state.view.camera = Some(camera);
    }
}

fn add_bookmark(view: &mut View) {
    let Some(camera) = view.camera else {
        return;
    };
    let bookmarks = &mut view.steering.bookmarks;
    let taken = |name: &str| bookmarks.iter().any(|bookmark| bookmark.name == name);
    let mut names = (1..).map(|number| format!("Place {number}"));
    let name = names.find(|name| !taken(name)).unwrap_or_default();
    bookmarks.push(Bookmark { name, camera });
}

fn mark_module(state: &mut State) {
    let Some(shown) = &state.document.event else {
        return;
    };
    let hits = &shown.event.hits;
    let module = match state.view.selected {
        Some(Selected::Module(module) | Selected::Sensor { module, .. }) => Some(module),
        Some(Selected::Hit(index)) => hits.get(index).map(|hit| hit.module),
        _ => None,
    };
    let Some(module) = module else {
        let text = "No module is selected: click one, or one of its hits.";
        state.notices.push(Notice::note(text));
        return;
    };
    let places = (0_u32..).zip(hits).filter(|(_, hit)| hit.module == module);
    let places: Vec<u32> = places.map(|(place, _)| place).collect();
    state.view.marked = places.into();
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use nuscope_render::camera::OrbitCamera;

    use super::*;
    use crate::apply::apply as obey;
    use crate::command::Command;
    use crate::document::Document;

    /// A state with the built-in muon on display.
    fn state() -> State {
        let mut state = State::new(View::default(), Arc::new(|| ()));
        let loaded = nuscope_io::open(std::path::Path::new("demo:muon")).unwrap();
        let mut document = Document::default().with(loaded, &mut Vec::new());
        let event = document.events.as_ref().unwrap().read(0).unwrap();
        document.show(0, event);
        state.document = Arc::new(document);
        state.view.camera = Some(OrbitCamera::default());
        state.derived.update(&state.document, &state.view);
        state
    }

    fn ask(state: &mut State, command: StageCommand) {
        obey(state, Command::Stage(command));
    }

    #[test]
    fn steps_of_a_tenth_stay_within_the_clip() {
        let mut state = state();
        let clip = state.document.event.as_ref().unwrap().times;
        let clip = clip.clip(&state.view.time);
        state.playing = true;
        for _ in 0..14 {
            ask(&mut state, StageCommand::Step(TimeStep::On));
        }
        assert!(!state.playing, "a step pauses");
        assert_eq!(state.view.cursor_ns, Some(clip.range.1 as f32));
        ask(&mut state, StageCommand::Step(TimeStep::Back));
        let wanted = clip.range.1 - 0.1 * clip.span();
        assert!((f64::from(state.view.cursor_ns.unwrap()) - wanted).abs() < 0.01);
    }

    #[test]
    fn steps_by_hits_stop_at_hits_that_are_shown() {
        let mut state = state();
        state.view.cuts.triggered = true;
        state.derived.update(&state.document, &state.view);
        state.view.cursor_ns = Some(0.0);
        let event = Arc::clone(&state.document.event.as_ref().unwrap().event);
        let mut times: Vec<f32> = event
            .hits
            .iter()
            .filter(|hit| hit.triggered())
            .map(|hit| event.relative_time_ns(hit) as f32)
            .collect();
        times.sort_by(f32::total_cmp);
        let wanted = times.iter().copied().find(|time| *time > 0.1).unwrap();
        ask(&mut state, StageCommand::Step(TimeStep::NextHit));
        assert_eq!(state.view.cursor_ns, Some(wanted));
        ask(&mut state, StageCommand::Step(TimeStep::HitBefore));
        assert!(state.view.cursor_ns.unwrap() < wanted);
    }

    #[test]
    fn bookmarks_bring_the_camera_back_exactly() {
        let mut state = state();
        let first = OrbitCamera {
            yaw_rad: 1.234_567_9,
            distance_m: 77.7,
            ..Default::default()
        };
        state.view.camera = Some(first);
        ask(&mut state, StageCommand::AddBookmark);
        ask(&mut state, StageCommand::LookFrom(Axis::Top));
        ask(&mut state, StageCommand::AddBookmark);
        let names: Vec<_> = state
            .view
            .steering
            .bookmarks
            .iter()
            .map(|b| b.name.clone())
            .collect();
        assert_eq!(names, ["Place 1", "Place 2"]);
        ask(&mut state, StageCommand::GoToBookmark(0));
        assert_eq!(state.view.camera, Some(first));
        ask(&mut state, StageCommand::GoToBookmark(7));
        assert_eq!(state.view.camera, Some(first), "there is no such place");
        let saved = serde_json::to_string(&state.view).unwrap();
        let restored: View = serde_json::from_str(&saved).unwrap();
        assert_eq!(restored, state.view);
        ask(&mut state, StageCommand::DropBookmark(0));
        ask(&mut state, StageCommand::AddBookmark);
        assert_eq!(
            state.view.steering.bookmarks[1].name, "Place 1",
            "the free name"
        );
    }

    #[test]
    fn the_module_of_a_selected_hit_is_marked_whole() {
        let mut state = state();
        let event = Arc::clone(&state.document.event.as_ref().unwrap().event);
        state.view.selected = Some(Selected::Hit(0));
        ask(&mut state, StageCommand::MarkModule);
        let marked = state.view.marked.places();
        assert!(marked.contains(&0));
        let all = event
            .hits
            .iter()
            .filter(|hit| hit.module == event.hits[0].module);
        assert_eq!(marked.len(), all.count());
        ask(&mut state, StageCommand::FitMarked);
        let detector = state.document.detector.clone().unwrap();
        let module = detector.module(event.hits[0].module).unwrap().position_m;
        let target = state.view.camera.unwrap().target.as_dvec3() + detector.center_m();
        assert!((target - module).length() < 0.5, "{target} {module}");
        ask(&mut state, StageCommand::Unmark);
        assert!(state.view.marked.is_empty());
    }

    #[test]
    fn following_ends_where_it_has_come_to() {
        let mut state = state();
        ask(&mut state, StageCommand::ToggleFollowing);
        assert!(state.view.steering.following);
        state.view.cursor_ns = Some(500.0);
        let camera = state.view.camera.unwrap();
        let there = viewpoint::following(camera, &state.document, &state.view);
        assert_ne!(there.target, camera.target);
        assert_eq!(there.distance_m, camera.distance_m);
        ask(&mut state, StageCommand::ToggleFollowing);
        assert_eq!(state.view.camera, Some(there));
    }

    #[test]
    fn what_has_no_place_is_said() {
        let mut state = state();
        for (place, command) in [StageCommand::Focus, StageCommand::MarkModule]
            .into_iter()
            .enumerate()
        {
            ask(&mut state, command);
            assert_eq!(state.notices.len(), place + 1);
        }
        state.document = Arc::default();
        for command in [
            StageCommand::LookFrom(Axis::Track),
            StageCommand::ToggleFollowing,
        ] {
            ask(&mut state, command);
        }
        assert_eq!(state.notices.len(), 4);
        assert!(!state.view.steering.following);
    }
}
