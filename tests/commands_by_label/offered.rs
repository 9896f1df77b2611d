//! What makes each offered command possible, and how its effect is seen.

use std::sync::Arc;

use nuscope::apply::apply;
use nuscope::command::{
    Command, SkyCommand, SourceSearchCommand, StageCommand, TimeStep, TrackCommand,
};
use nuscope::dialog::Ask;
use nuscope::movie::{Made, Movie};
use nuscope::open_maps::OpenMap;
use nuscope::sky_chart::reading::Style;
use nuscope::state::ExportJob;
use nuscope::view::{Bookmark, ChartFrame, Mode, Selected, SkyGlow, Tab, Tool};
use nuscope_model::{Extra, MapColumn, SkyMap};

use super::walk::{Walk, endless};

/// Ready or done, as the row says.
macro_rules! ready {
    ($($name:ident = |$walk:ident, $command:ident| $body:expr;)*) => {
        $(pub fn $name($walk: &mut Walk, $command: &Command) { $body })*
    };
}
macro_rules! done {
    ($($name:ident = |$walk:ident, $command:ident| $body:expr;)*) => {
        $(pub fn $name($walk: &Walk, $command: &Command) -> bool { $body })*
    };
}

/// The moment that steps through time start from.
const MOMENT_NS: f32 = 500.0;

fn said(walk: &Walk, headline: &str) -> bool {
    let mut notices = walk.state().notices.iter();
    notices.any(|notice| notice.headline == headline)
}

fn ask(walk: &mut Walk, command: Command) {
    apply(walk.state_mut(), command);
}

fn place_own(walk: &mut Walk) {
    ask(walk, Command::Track(TrackCommand::PlaceOwn));
    walk.window.step();
}

/// Changes the view in a way that undo keeps: what changes counts once it has rested for a second.
fn change(walk: &mut Walk) {
    walk.window.run_steps(8);
    walk.state_mut().view.timeline = false;
    walk.window.run_steps(8);
}

ready! {
    anything = |_walk, _command| ();
    opening = |walk, _command| {
        let job = endless(walk.state(), Vec::new);
        walk.state_mut().jobs.open = Some(job);
    };
    at_second_event = |walk, _command| {
        ask(walk, Command::ShowEvent(1));
        nuscope_tests::headless::settle(&mut walk.window);
        assert_eq!(walk.shown(), 1);
    };
    in_another_mode = |walk, command| {
        let other = if *command == Command::SetMode(Mode::Sky) { Mode::Both } else { Mode::Sky };
        walk.state_mut().view.mode = other;
    };
    coarse = |walk, _command| walk.state_mut().view.scan_nside = 16;
    scanning = |walk, _command| {
        walk.state_mut().view.mode = Mode::Sky;
        let job = endless(walk.state(), || nuscope::state::ScanOutcome::Cancelled);
        walk.state_mut().jobs.scan = Some(job);
    };
    fits_alone = |walk, _command| walk.state_mut().view.source_search.set_amount([0; 3]);
    searching_sources = |walk, _command| {
        walk.state_mut().view.source_search.set_amount([1_000_000, 0, 0]);
        ask(walk, SourceSearchCommand::Start.into());
    };
    with_a_map = |walk, _command| {
        let mut document = (*walk.state().document).clone();
        let values = (0..768).map(|pixel| pixel as f32).collect();
        let column = MapColumn { name: "TS".into(), unit: String::new(), values };
        let map = SkyMap { nside: 8, columns: vec![column], provenance: Vec::new() };
        document.put_map(OpenMap::of_scan(map, false));
        walk.state_mut().document = Arc::new(document);
    };
    at_a_moment = |walk, _command| walk.state_mut().view.cursor_ns = Some(MOMENT_NS);
    camera_elsewhere = |walk, _command| {
        walk.state_mut().view.camera.as_mut().unwrap().distance_m *= 0.5;
    };
    sky_elsewhere = |walk, _command| {
        let view = &mut walk.state_mut().view;
        view.mode = Mode::Sky;
        view.sky.view.zoom = 3.0;
    };
    selected_and_marked = |walk, _command| {
        let view = &mut walk.state_mut().view;
        view.selected = Some(Selected::Hit(3));
        view.marked = vec![1, 2, 3].into();
    };
    hit_selected = |walk, _command| walk.state_mut().view.selected = Some(Selected::Hit(3));
    cut = |walk, _command| walk.state_mut().view.cuts.triggered = true;
    changed = |walk, _command| change(walk);
    undone = |walk, _command| {
        change(walk);
        ask(walk, Command::Undo);
        assert!(walk.view().timeline);
    };
    a_folder_to_answer = |walk, _command| {
        let path = walk.folder.path().to_owned();
        walk.answer_with(&path);
    };
    a_file_to_answer = |walk, _command| {
        let path = walk.file("run.h5", "still empty");
        walk.answer_with(&path);
    };
    watching = |walk, _command| {
        let path = walk.folder.path().to_owned();
        ask(walk, Command::Watch(path));
    };
    watching_paused = |walk, _command| {
        let path = walk.folder.path().to_owned();
        ask(walk, Command::Watch(path));
        ask(walk, Command::PauseWatching(true));
    };
    small_picture = |walk, _command| walk.state_mut().view.export.picture.size = (64, 40);
    short_movie = |walk, _command| {
        walk.state_mut().view.export.movie = Movie {
            size: (64, 40),
            frames_per_second: 10,
            seconds: 0.2,
            ..Movie::default()
        };
    };
    drawing = |walk, _command| {
        let job = endless(walk.state(), || Ok(Made::Cancelled));
        walk.state_mut().jobs.export = Some(ExportJob { what: "the movie", job });
    };
    part_of_time = |walk, _command| walk.state_mut().view.time.window_ns = Some((0.0, 900.0));
    nine_places = |walk, _command| {
        let view = &mut walk.state_mut().view;
        let camera = view.camera.unwrap();
        view.steering.bookmarks = (1_u8..=9)
            .map(|number| {
                let mut camera = camera;
                camera.distance_m = 100.0 * f32::from(number);
                Bookmark { name: format!("Place {number}"), camera }
            })
            .collect();
    };
    with_another_tool = |walk, command| {
        let turns = *command == Command::Stage(StageCommand::Use(Tool::Turn));
        walk.state_mut().view.steering.tool = if turns { Tool::Box } else { Tool::Turn };
    };
    own_track_late = |walk, _command| {
        place_own(walk);
        let view = &mut walk.state_mut().view;
        view.tracks.user.as_mut().unwrap().time_ns += 500.0;
        view.marked = (0_u32..200).collect::<Vec<_>>().into();
    };
    with_only_best = |walk, _command| walk.state_mut().view.tracks.only_best = true;
    some_candidates = |walk, _command| {
        let view = &mut walk.state_mut().view;
        view.tables.candidates.filter = "dec > 0".into();
        view.sky_time.range = Some((55_000.0, 55_100.0));
        view.marked_candidates = vec![1, 2].into();
    };
    with_another_glow = |walk, command| {
        let stays = *command == Command::Sky(SkyCommand::Glow(SkyGlow::Stay));
        walk.state_mut().view.sky_time.glow = if stays { SkyGlow::Decay } else { SkyGlow::Stay };
    };
    in_another_frame = |walk, command| {
        let ecliptic = *command == Command::Sky(SkyCommand::SetFrame(ChartFrame::Ecliptic));
        let other = if ecliptic { ChartFrame::Galactic } else { ChartFrame::Ecliptic };
        ask(walk, SkyCommand::SetFrame(other).into());
    };
    at_a_place = |walk, _command| {
        let view = &mut walk.state_mut().view;
        view.mode = Mode::Sky;
        view.selected = Some(Selected::Place { ra_udeg: 83_633_083, dec_udeg: 22_014_500 });
    };
    candidate_of_an_event = |walk, _command| {
        let mut document = (*walk.state().document).clone();
        let event_id = document.events.as_ref().unwrap().headers()[1].event_id;
        let sample = Arc::make_mut(&mut document.samples[0]);
        let rows = sample.len();
        sample.extras.push(Extra {
            name: "event".into(),
            values: vec![event_id as f64; rows],
            ..Extra::default()
        });
        let state = walk.state_mut();
        state.document = Arc::new(document);
        state.view.selected = Some(Selected::Candidate { sample: 0, index: 0 });
        state.view.mode = Mode::Sky;
    };
}

done! {
    asked_for_files = |walk, _command| matches!(walk.last_asked(), Some(Ask::Files { .. }));
    asked_for_a_folder = |walk, _command| matches!(walk.last_asked(), Some(Ask::Folder { .. }));
    opening_ended = |walk, _command| {
        walk.state().jobs.open.is_none() && said(walk, "Opening was cancelled.")
    };
    opened_anew = |walk, _command| {
        let state = walk.state();
        let other = !Arc::ptr_eq(&state.document, &walk.document);
        !state.busy() && other && state.document.event.is_some()
    };
    second_event = |walk, _command| walk.shown() == 1;
    first_event = |walk, _command| walk.shown() == 0;
    in_that_mode = |walk, command| *command == Command::SetMode(walk.view().mode);
    scans = |walk, _command| walk.state().jobs.scan.is_some() && walk.view().mode == Mode::Sky;
    scan_ended = |walk, _command| {
        walk.state().jobs.scan.is_none() && said(walk, "The scan was cancelled.")
    };
    searches_sources = |walk, _command| {
        walk.state().source_search.busy() && walk.view().tray.shown(walk.view().mode) == Tab::SourceSearch
    };
    search_of_sources_ends = |walk, _command| {
        let running = walk.state().source_search.running.as_ref();
        running.is_none_or(|running| running.stops())
    };
    no_rings = |walk, _command| !walk.view().source_search.rings;
    saved = |walk, _command| walk.wrote();
    plays = |walk, _command| walk.state().playing && walk.view().cursor_ns.is_some();
    all_times = |walk, _command| walk.view().cursor_ns.is_none();
    camera_at_first_place = |walk, _command| {
        walk.view().camera.is_some() && walk.view().camera != walk.before.camera
    };
    sky_at_first_place = |walk, _command| walk.view().sky.view == Default::default();
    data_panel_folded = |walk, _command| !walk.view().data_panel;
    inspector_folded = |walk, _command| !walk.view().inspector;
    timeline_folded = |walk, _command| !walk.view().timeline;
    light = |walk, _command| !walk.view().dark;
    nothing_selected = |walk, _command| walk.view().selected.is_none();
    tray_open = |walk, _command| walk.view().tray.open;
    that_tab = |walk, command| {
        walk.view().tray.open && *command == Command::ShowTab(walk.view().tray.tab)
    };
    that_figure = |walk, command| {
        let tray = &walk.view().tray;
        let first = tray.plots.slots[0].figure;
        tray.open && tray.tab == Tab::Plots && *command == Command::ShowFigure(first)
    };
    uncut = |walk, _command| walk.view().cuts.is_open();
    changed_back = |walk, _command| walk.view().timeline;
    done_again = |walk, _command| !walk.view().timeline;
    palette_open = |walk, _command| walk.state().palette.is_some();
    searches = |walk, _command| walk.state().search.is_some();
    asks_where_to = |walk, _command| walk.state().go_to.is_some();
    watches_folder = |walk, _command| {
        let asked = matches!(walk.last_asked(), Some(Ask::Folder { .. }));
        asked && walk.state().live.is_some()
    };
    watches_file = |walk, _command| {
        let asked = matches!(walk.last_asked(), Some(Ask::File { .. }));
        asked && walk.state().live.is_some()
    };
    watches_no_more = |walk, _command| walk.state().live.is_none();
    paused = |walk, _command| walk.state().live.as_ref().unwrap().paused;
    not_paused = |walk, _command| !walk.state().live.as_ref().unwrap().paused;
    export_window = |walk, _command| walk.state().export_window;
    drawing_ended = |walk, _command| {
        walk.state().jobs.export.is_none() && said(walk, "Drawing was cancelled.")
    };
    moment_changed = |walk, command| {
        let moment = walk.view().cursor_ns.unwrap();
        match command {
            Command::Stage(StageCommand::Step(TimeStep::On | TimeStep::NextHit)) => moment > MOMENT_NS,
            _ => moment < MOMENT_NS,
        }
    };
    repeats_or_not = |walk, _command| walk.view().time.repeats != walk.before.time.repeats;
    whole_time = |walk, _command| walk.view().time.window_ns.is_none();
    camera_moved = |walk, _command| walk.view().camera != walk.before.camera;
    without_perspective = |walk, _command| walk.view().camera.unwrap().orthographic;
    flies = |walk, _command| walk.view().steering.flying;
    follows = |walk, _command| walk.view().steering.following;
    jumps = |walk, _command| !walk.view().steering.glides;
    one_place = |walk, _command| walk.view().steering.bookmarks.len() == 1;
    at_that_place = |walk, command| {
        let Command::Stage(StageCommand::GoToBookmark(number)) = command else { return false };
        walk.view().camera == Some(walk.view().steering.bookmarks[*number].camera)
    };
    with_that_tool = |walk, command| {
        *command == Command::Stage(StageCommand::Use(walk.view().steering.tool))
    };
    marks_hidden = |walk, _command| walk.view().steering.through;
    some_marked = |walk, _command| !walk.view().marked.is_empty();
    none_marked = |walk, _command| walk.view().marked.is_empty();
    own_track = |walk, _command| walk.view().tracks.user.is_some();
    own_track_in_time = |walk, _command| {
        walk.view().tracks.user.unwrap().time_ns != walk.before.tracks.user.unwrap().time_ns
    };
    no_own_track = |walk, _command| walk.view().tracks.user.is_none();
    only_best = |walk, _command| walk.view().tracks.only_best;
    not_only_best = |walk, _command| !walk.view().tracks.only_best;
    all_candidates = |walk, _command| {
        let view = walk.view();
        view.tables.candidates.filter.is_empty() && view.sky_time.range.is_none()
    };
    no_candidate_marked = |walk, _command| walk.view().marked_candidates.is_empty();
    in_that_frame = |walk, command| {
        *command == Command::Sky(SkyCommand::SetFrame(walk.view().sky.frame))
    };
    copied = |walk, command| {
        let wanted = match command {
            Command::Sky(SkyCommand::Copy(Style::Degrees)) => "Copied 83.633083 22.014500",
            _ => "Copied 05:34:31.940 +22:00:52.20",
        };
        let same = |said: &str| said.replace('+', "") == wanted.replace('+', "");
        walk.state().said.as_ref().is_some_and(|said| same(&said.text))
    };
    measures = |walk, _command| walk.view().sky.ruler.on && walk.view().mode == Mode::Sky;
    tells_nothing = |walk, _command| !walk.view().sky.reading;
    sky_plays = |walk, _command| {
        let begun = walk.state().playing_sky && walk.view().sky_cursor.is_some();
        begun && walk.view().mode == Mode::Sky
    };
    with_that_glow = |walk, command| {
        *command == Command::Sky(SkyCommand::Glow(walk.view().sky_time.glow))
    };
    all_dates = |walk, _command| walk.view().sky_time.range.is_none();
    second_event_in_view = |walk, _command| walk.shown() == 1 && walk.view().mode == Mode::Event;
    no_place_on_the_sky = |walk, _command| {
        // What is simulated has no date, and that is said.
        let mut notices = walk.state().notices.iter();
        notices.any(|notice| notice.headline.starts_with("This event has no place on the sky"))
    };
}
