//! What no menu offers, asked for where it belongs: buttons, lists, rows, drags.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use nuscope::command::{Command, StageCommand, TrackCommand};
use nuscope::dialog::Ask;
use nuscope::notice::Notice;
use nuscope::state::Question;
use nuscope::ui::question::blank_answers;
use nuscope::view::{Figure, Mode, Selected, Tab, TrackChoice};
use nuscope_io::OpenOptions;
use nuscope_tests::headless::{self, ask, choose, click, drag, settle};

use super::walk::Walk;

fn push(walk: &mut Walk, button: &str) {
    headless::push(&mut walk.window, button);
    settle(&mut walk.window);
}

pub fn the_demo_is_opened_where_nothing_is(walk: &mut Walk) {
    walk.state_mut().document = Default::default();
    walk.window.run();
    push(walk, "Open the demo");
    assert!(walk.state().document.event.is_some());
}

pub fn a_question_is_left(walk: &mut Walk) {
    walk.state_mut().question = Some(Question {
        path: "mine.csv".into(),
        wanted: vec!["ra"],
        columns: vec!["alpha".into()],
        rows: vec!["1.5".into()],
        answers: blank_answers(),
        options: OpenOptions::default(),
    });
    walk.window.run();
    push(walk, "Leave it");
    assert!(walk.state().question.is_none());
}

pub fn an_event_is_chosen_in_the_browser(walk: &mut Walk) {
    push(walk, "Browse events");
    walk.window.get_by_label_contains("Row 3: ").click();
    settle(&mut walk.window);
    assert_eq!(walk.shown(), 2);
}

pub fn a_track_is_selected_by_its_name(walk: &mut Walk) {
    push(walk, "shower fit");
    assert_eq!(walk.view().selected, Some(Selected::Track(1)));
}

pub fn hits_are_marked_by_their_rows(walk: &mut Walk) {
    ask(&mut walk.window, Command::ShowTab(Tab::Hits));
    for (row, modifiers) in [
        ("Row 1: Hit 1,", Modifiers::NONE),
        ("Row 3: Hit 3,", Modifiers::SHIFT),
    ] {
        walk.window
            .get_by_label_contains(row)
            .click_modifiers(modifiers);
        settle(&mut walk.window);
    }
    assert_eq!(walk.view().marked.places(), [0, 1, 2]);
}

pub fn hits_are_cut_by_a_drag_in_a_figure(walk: &mut Walk) {
    walk.state_mut().view.tray.plots.beside = 1;
    ask(&mut walk.window, Command::ShowFigure(Figure::Residuals));
    let figure = walk
        .window
        .get_by_role_and_label(Role::Image, "Time residuals");
    let rect = figure.rect();
    let at = |share: f32| egui::pos2(rect.left() + share * rect.width(), rect.center().y);
    drag(&mut walk.window, at(0.3), at(0.5), Modifiers::SHIFT);
    let (low, high) = walk.view().cuts.residual_ns.unwrap();
    assert!(low < high, "{low} {high}");
}

pub fn a_figure_is_saved(walk: &mut Walk) {
    walk.state_mut().view.tray.plots.beside = 1;
    ask(&mut walk.window, Command::ShowFigure(Figure::Times));
    for (format, name) in [
        ("As SVG…", "times.svg"),
        ("As PDF…", "times.pdf"),
        ("As PNG…", "times.png"),
    ] {
        click(&mut walk.window, Role::Button, "Save…");
        push(walk, format);
        assert_eq!(walk.last_asked(), Some(Ask::Save { name: name.into() }));
        assert!(walk.wrote(), "{}", walk.said());
    }
}

pub fn a_message_is_dismissed(walk: &mut Walk) {
    walk.state_mut()
        .notices
        .push(Notice::note("Opening was cancelled."));
    walk.window.run();
    push(walk, "Dismiss");
    assert!(walk.state().notices.is_empty());
}

pub fn a_table_is_shown_and_closed(walk: &mut Walk) {
    let path = walk.file("depths.csv", "layer,thickness[m]\nwater,3450\nrock,12\n");
    walk.answer_with(&path);
    push(walk, "Open files…");
    assert!(walk.state().table.is_some());
    push(walk, "Close window");
    assert!(walk.state().table.is_none());
    push(walk, "depths.csv (2 rows)");
    assert!(walk.state().table.is_some());
}

pub fn a_detector_is_chosen(walk: &mut Walk) {
    let path = walk.state().document.detectors[0].path.clone();
    ask(&mut walk.window, Command::ChooseDetector(Some(path)));
    choose(&mut walk.window, "DETECTOR", "What fits best");
    assert_eq!(walk.state().document.chosen_detector, None);
}

pub fn the_welcome_is_closed(walk: &mut Walk) {
    walk.state_mut().welcome = true;
    walk.window.run();
    push(walk, "Close");
    assert!(!walk.state().welcome);
}

pub fn an_event_is_gone_to_by_its_number(walk: &mut Walk) {
    push(walk, "Go to…");
    walk.window.event(egui::Event::Text("4".into()));
    walk.window.run();
    walk.window.key_press(Key::Enter);
    settle(&mut walk.window);
    assert_eq!(walk.shown(), 3);
}

pub fn rows_are_saved(walk: &mut Walk) {
    for (tab, name) in [
        (Tab::Events, "events.csv"),
        (Tab::Hits, "hits.csv"),
        (Tab::Tracks, "tracks.csv"),
    ] {
        ask(&mut walk.window, Command::ShowTab(tab));
        push(walk, "Save these rows…");
        assert_eq!(walk.last_asked(), Some(Ask::Save { name: name.into() }));
        assert!(walk.wrote(), "{}", walk.said());
    }
}

pub fn a_search_of_sources_is_saved(walk: &mut Walk) {
    walk.state_mut().view.source_search.set_amount([0; 3]);
    ask(&mut walk.window, Command::ShowTab(Tab::SourceSearch));
    push(walk, "Search");
    for (format, name) in [
        ("As CSV…", "searched.csv"),
        ("As VOTable…", "searched.vot"),
        ("As LaTeX…", "searched.tex"),
        ("As JSON…", "searched.json"),
    ] {
        click(&mut walk.window, Role::Button, "Save the result…");
        push(walk, format);
        assert_eq!(walk.last_asked(), Some(Ask::Save { name: name.into() }));
        assert!(walk.wrote(), "{}", walk.said());
    }
    click(&mut walk.window, Role::Button, "Figure");
    click(&mut walk.window, Role::Button, "Save the figure…");
    push(walk, "As SVG…");
    let name = "limits.svg".into();
    assert_eq!(walk.last_asked(), Some(Ask::Save { name }));
    assert!(walk.wrote(), "{}", walk.said());
}

pub fn a_folder_is_watched(walk: &mut Walk) {
    let path = walk.folder.path().to_owned();
    ask(&mut walk.window, Command::Watch(path));
    walk.window.get_by_label("LIVE");
    push(walk, "Pause");
    walk.window.get_by_label("PAUSED");
    push(walk, "Stop");
    assert!(walk.state().live.is_none());
}

pub fn a_picture_is_saved_from_its_window(walk: &mut Walk) {
    walk.state_mut().view.export.picture.size = (64, 40);
    walk.state_mut().export_window = true;
    walk.window.run();
    push(walk, "Save the picture…");
    assert!(walk.wrote(), "{}", walk.said());
}

pub fn a_place_is_forgotten(walk: &mut Walk) {
    ask(&mut walk.window, StageCommand::AddBookmark);
    push(walk, "Camera");
    push(walk, "Forget place 1");
    assert!(walk.view().steering.bookmarks.is_empty());
}

pub fn residuals_refer_to_what_is_chosen(walk: &mut Walk) {
    choose(&mut walk.window, "Residuals refer to", "muon, particle 1");
    assert_eq!(walk.view().tracks.reference, TrackChoice::Place(2));
}

pub fn a_track_is_compared(walk: &mut Walk) {
    choose(&mut walk.window, "Compare with", "muon, particle 1");
    assert_eq!(walk.view().tracks.compared, Some(TrackChoice::Place(2)));
}

pub fn a_group_of_tracks_is_switched_off(walk: &mut Walk) {
    click(&mut walk.window, Role::CheckBox, "Draw Fits");
    let drawn = &walk.state().derived.tracks.drawn;
    assert_eq!(
        drawn.iter().filter(|drawn| **drawn).count(),
        drawn.len() - 2
    );
}

pub fn a_track_is_copied(walk: &mut Walk) {
    ask(&mut walk.window, Command::Track(TrackCommand::PlaceOwn));
    ask(&mut walk.window, Command::Select(Some(Selected::Track(2))));
    push(walk, "Copy the selected track");
    let own = walk.view().tracks.user.unwrap();
    let event = walk.state().document.event.as_ref().unwrap();
    assert!((own.travel - event.event.mc_tracks[0].direction.travel()).length() < 1e-12);
}

pub fn candidates_are_marked_and_narrowed_by_a_drag(walk: &mut Walk) {
    ask(&mut walk.window, Command::ShowTab(Tab::SkyPlots));
    let rect = walk
        .window
        .get_by_role_and_label(Role::Image, "Declinations")
        .rect();
    let at = |share: f32| egui::pos2(rect.left() + share * rect.width(), rect.center().y);
    drag(&mut walk.window, at(0.4), at(0.5), Modifiers::NONE);
    assert!(!walk.view().marked_candidates.is_empty());
    drag(&mut walk.window, at(0.4), at(0.5), Modifiers::SHIFT);
    let filter = &walk.view().tables.candidates.filter;
    assert!(filter.starts_with("between(dec_deg, "), "{filter}");
}

pub fn dates_are_chosen_by_a_handle(walk: &mut Walk) {
    ask(&mut walk.window, Command::SetMode(Mode::Sky));
    let handle = walk
        .window
        .get_by_role_and_label(Role::Slider, "First date shown");
    let from = handle.rect().center();
    drag(
        &mut walk.window,
        from,
        from + egui::vec2(200.0, 0.0),
        Modifiers::NONE,
    );
    let (low, high) = walk.view().sky_time.range.unwrap();
    assert!(low < high, "{low} {high}");
}

pub fn a_place_is_flown_to(walk: &mut Walk) {
    let view = &mut walk.state_mut().view;
    view.mode = Mode::Sky;
    view.selected = Some(Selected::Place {
        ra_udeg: 83_633_083,
        dec_udeg: 22_014_500,
    });
    walk.window.run();
    push(walk, "Fly to it");
    let view = walk.view().sky.view;
    assert!(view.zoom > 5.0);
    assert!((view.center_lon_rad.to_degrees() - 83.633_083).abs() < 1e-9);
}

pub fn a_source_is_looked_for_and_its_catalogue_drawn(walk: &mut Walk) {
    ask(&mut walk.window, Command::SetMode(Mode::Sky));
    push(walk, "Search the sky…");
    walk.window.event(egui::Event::Text("txs 0506".into()));
    walk.window.run();
    walk.window.key_press(Key::Enter);
    settle(&mut walk.window);
    let wanted = nuscope_model::Equatorial::from_degrees(77.358, 5.693);
    let view = walk.view().sky.view;
    let away = view
        .view_from_sky()
        .row(0)
        .angle_between(wanted.to_vector());
    assert!(away.to_degrees() < 0.1, "{away}");
    push(walk, "Draw its catalogue");
    assert_eq!(walk.view().sky.catalogues.built_in.len(), 1);
}

pub fn a_candidate_of_the_likelihood_is_chosen(walk: &mut Walk) {
    let view = &mut walk.state_mut().view;
    view.mode = Mode::Sky;
    let place = Selected::Place {
        ra_udeg: 317_000_000,
        dec_udeg: -43_400_000,
    };
    view.selected = Some(place);
    ask(&mut walk.window, Command::ShowTab(Tab::Likelihood));
    let found = walk.state().here.found.clone().unwrap();
    let told = (found.position, found.sight, found.fit);
    assert!(!found.parts.is_empty(), "{told:?}");
    let first = found.parts[0];
    let name = &found.likelihood.samples()[first.sample].name;
    push(walk, &format!("Candidate {} of {name}", first.row + 1));
    let wanted = Selected::Candidate {
        sample: first.sample,
        index: first.row,
    };
    assert_eq!(walk.view().selected, Some(wanted));
    assert_eq!(walk.state().here.position, Some(found.position));
}
