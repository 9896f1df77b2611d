//! Every command of the program, asked for as a person does and judged by what can be seen afterwards.
//!
//! The table `rows!` has a row for every variant of every command: without one this does not compile. What the menu
//! offers is asked for by its name in the palette, and again by its key; everything else by the button, the list or
//! the drag that it belongs to. File dialogs are answered by the test, which sees what they ask for.

#![allow(clippy::unwrap_used)]

#[path = "commands_by_label/analysis.rs"]
mod analysis;
#[path = "commands_by_label/by_hand.rs"]
mod by_hand;
#[path = "commands_by_label/maps.rs"]
mod maps;
#[path = "commands_by_label/offered.rs"]
mod offered;
#[path = "commands_by_label/trials.rs"]
mod trials;
#[path = "commands_by_label/walk.rs"]
mod walk;

use nuscope::command::{
    AnalysisCommand, Command, ExportCommand, MapCommand, SkyCommand, SourceSearchCommand,
    StageCommand, TrackCommand, TrialCommand, offers,
};
use walk::{Hand, Offered, Walk};

/// Commands that a menu offers, each with what makes it possible and how to see that it was done; and the others,
/// each with the hands that ask for it.
macro_rules! rows {
    (
        offered: { $($command:pat => ($ready:path, $done:path),)* }
        by_hand: { $($other:pat => $hand:path,)* }
    ) => {
        /// The row of a command; `None` for those that are asked for by hand.
        fn row(command: &Command) -> Option<Offered> {
            match command {
                $($command => Some(Offered { ready: $ready, done: $done }),)*
                $($other => None,)*
            }
        }

        /// The hands, by their names.
        const HANDS: &[(&str, Hand)] = &[$((stringify!($hand), $hand)),*];
    };
}

use AnalysisCommand as A;
use Command as C;
use ExportCommand as E;
use MapCommand as M;
use SkyCommand as K;
use SourceSearchCommand as F;
use StageCommand as S;
use TrackCommand as T;
use TrialCommand as R;

rows! {
    offered: {
        C::ChooseFiles => (offered::anything, offered::asked_for_files),
        C::ChooseFolder => (offered::anything, offered::asked_for_a_folder),
        C::CancelOpening => (offered::opening, offered::opening_ended),
        C::OpenDemo => (offered::anything, offered::opened_anew),
        C::NextEvent => (offered::anything, offered::second_event),
        C::PreviousEvent => (offered::at_second_event, offered::first_event),
        C::SetMode(_) => (offered::in_another_mode, offered::in_that_mode),
        C::StartScan => (offered::coarse, offered::scans),
        C::CancelScan => (offered::scanning, offered::scan_ended),
        C::SaveMap => (offered::with_a_map, offered::saved),
        C::TogglePlay => (offered::anything, offered::plays),
        C::ShowAllTimes => (offered::at_a_moment, offered::all_times),
        C::FitCamera => (offered::camera_elsewhere, offered::camera_at_first_place),
        C::ResetSky => (offered::sky_elsewhere, offered::sky_at_first_place),
        C::ToggleDataPanel => (offered::anything, offered::data_panel_folded),
        C::ToggleInspector => (offered::anything, offered::inspector_folded),
        C::ToggleTimeline => (offered::anything, offered::timeline_folded),
        C::ToggleTheme => (offered::anything, offered::light),
        C::Select(None) => (offered::selected_and_marked, offered::nothing_selected),
        C::ToggleTray => (offered::anything, offered::tray_open),
        C::ShowTab(_) => (offered::anything, offered::that_tab),
        C::ShowFigure(_) => (offered::anything, offered::that_figure),
        C::DropCuts => (offered::cut, offered::uncut),
        C::Undo => (offered::changed, offered::changed_back),
        C::Redo => (offered::undone, offered::done_again),
        C::TogglePalette => (offered::anything, offered::palette_open),
        C::AskGoTo => (offered::anything, offered::asks_where_to),
        C::WatchFolder => (offered::a_folder_to_answer, offered::watches_folder),
        C::WatchFile => (offered::a_file_to_answer, offered::watches_file),
        C::StopWatching => (offered::watching, offered::watches_no_more),
        C::PauseWatching(true) => (offered::watching, offered::paused),
        C::PauseWatching(false) => (offered::watching_paused, offered::not_paused),
        C::Export(E::ToggleWindow) => (offered::anything, offered::export_window),
        C::Export(E::ChoosePicture) => (offered::small_picture, offered::saved),
        C::Export(E::ChooseFigure) => (offered::anything, offered::saved),
        C::Export(E::ChooseMovie) => (offered::short_movie, offered::saved),
        C::Export(E::Cancel) => (offered::drawing, offered::drawing_ended),
        C::Export(E::ChooseSession) => (offered::anything, offered::saved),
        C::Stage(S::Step(_)) => (offered::at_a_moment, offered::moment_changed),
        C::Stage(S::ToggleRepeat) => (offered::anything, offered::repeats_or_not),
        C::Stage(S::ShowWholeTimeLine) => (offered::part_of_time, offered::whole_time),
        C::Stage(S::LookFrom(_)) => (offered::anything, offered::camera_moved),
        C::Stage(S::ToggleParallel) => (offered::anything, offered::without_perspective),
        C::Stage(S::ToggleFlying) => (offered::anything, offered::flies),
        C::Stage(S::ToggleFollowing) => (offered::anything, offered::follows),
        C::Stage(S::ToggleGliding) => (offered::anything, offered::jumps),
        C::Stage(S::Focus) => (offered::selected_and_marked, offered::camera_moved),
        C::Stage(S::FitMarked) => (offered::selected_and_marked, offered::camera_moved),
        C::Stage(S::AddBookmark) => (offered::anything, offered::one_place),
        C::Stage(S::GoToBookmark(_)) => (offered::nine_places, offered::at_that_place),
        C::Stage(S::Use(_)) => (offered::with_another_tool, offered::with_that_tool),
        C::Stage(S::ToggleThrough) => (offered::anything, offered::marks_hidden),
        C::Stage(S::MarkModule) => (offered::hit_selected, offered::some_marked),
        C::Stage(S::Unmark) => (offered::selected_and_marked, offered::none_marked),
        C::Track(T::PlaceOwn) => (offered::anything, offered::own_track),
        C::Track(T::FitTimeOfOwn) => (offered::own_track_late, offered::own_track_in_time),
        C::Track(T::RemoveOwn) => (offered::own_track_late, offered::no_own_track),
        C::Track(T::ShowOnlyBest(true)) => (offered::anything, offered::only_best),
        C::Track(T::ShowOnlyBest(false)) => (offered::with_only_best, offered::not_only_best),
        C::Sky(K::ShowAll) => (offered::some_candidates, offered::all_candidates),
        C::Sky(K::Unmark) => (offered::some_candidates, offered::no_candidate_marked),
        C::Sky(K::TogglePlay) => (offered::anything, offered::sky_plays),
        C::Sky(K::Glow(_)) => (offered::with_another_glow, offered::with_that_glow),
        C::Sky(K::Range(None)) => (offered::some_candidates, offered::all_dates),
        C::Sky(K::OpenEvent) => (offered::candidate_of_an_event, offered::second_event_in_view),
        C::Sky(K::ShowEvent) => (offered::anything, offered::no_place_on_the_sky),
        C::Sky(K::SetFrame(_)) => (offered::in_another_frame, offered::in_that_frame),
        C::Sky(K::Copy(_)) => (offered::at_a_place, offered::copied),
        C::Sky(K::ToggleRuler) => (offered::anything, offered::measures),
        C::Sky(K::ToggleReading) => (offered::anything, offered::tells_nothing),
        C::Sky(K::AskSearch) => (offered::anything, offered::searches),
        C::Analysis(A::ToggleWindow) => (offered::anything, analysis::window),
        C::Analysis(A::ChooseFile) => (offered::anything, analysis::saved),
        C::Analysis(A::UseBuiltIn) => (analysis::recorded, analysis::built_in_used),
        C::Analysis(A::Refine) => (analysis::scanned, analysis::refines),
        C::Analysis(A::CancelRefine) => (analysis::refining, analysis::refining_ended),
        C::Analysis(A::ToggleFollow) => (offered::anything, analysis::follows),
        C::Analysis(A::Reset) => (analysis::changed, analysis::reset),
        C::Map(M::ToggleBlink) => (maps::two_maps, maps::blinks),
        C::Map(M::Swap) => (maps::two_maps, maps::swapped),
        C::Map(M::Together(_)) => (maps::two_maps, maps::together_so),
        C::Map(M::ToggleContours) => (maps::two_maps, maps::contours),
        C::Map(M::ToggleSpots) => (maps::two_maps, maps::no_spots),
        C::Trial(R::Calibrate(true)) => (trials::ready, trials::calibrates),
        C::Trial(R::Calibrate(false)) => (trials::under_way, trials::calibrates_no_more),
        C::Trial(R::PauseCalibration(true)) => (trials::under_way, trials::waits),
        C::Trial(R::PauseCalibration(false)) => (trials::paused, trials::goes_on),
        C::Trial(R::ScrambleSkies) => (trials::with_a_calibrated_map, trials::scrambles_skies),
        C::Trial(R::StopSkies) => (trials::scrambling_skies, trials::scrambles_no_skies),
        C::Trial(R::Inject) => (trials::at_a_place, trials::source_put),
        C::Trial(R::Scramble) => (trials::ready, trials::only_scrambled),
        C::Trial(R::ShowOriginal) => (trials::scrambled, trials::original),
        C::Trial(R::MarkInjected) => (trials::scrambled, trials::injected_marked),
        C::SourceSearch(F::Start) => (offered::fits_alone, offered::searches_sources),
        C::SourceSearch(F::Stop) => (offered::searching_sources, offered::search_of_sources_ends),
        C::SourceSearch(F::ToggleRings) => (offered::anything, offered::no_rings),
    }
    by_hand: {
        C::Open(..) => by_hand::the_demo_is_opened_where_nothing_is,
        C::DismissQuestion => by_hand::a_question_is_left,
        C::ShowEvent(_) => by_hand::an_event_is_chosen_in_the_browser,
        C::Select(Some(_)) => by_hand::a_track_is_selected_by_its_name,
        C::Mark(_) => by_hand::hits_are_marked_by_their_rows,
        C::SetCuts(_) => by_hand::hits_are_cut_by_a_drag_in_a_figure,
        C::SaveFigure { .. } => by_hand::a_figure_is_saved,
        C::DismissNotice(_) => by_hand::a_message_is_dismissed,
        C::ShowTable(_) => by_hand::a_table_is_shown_and_closed,
        C::ChooseDetector(_) => by_hand::a_detector_is_chosen,
        C::DismissWelcome => by_hand::the_welcome_is_closed,
        C::GoTo(_) => by_hand::an_event_is_gone_to_by_its_number,
        C::SaveRows(_) | C::SaveRowsTo(..) => by_hand::rows_are_saved,
        C::SourceSearch(F::Save(_) | F::SaveTo(_) | F::SaveFigure(_) | F::SaveFigureTo(_)) =>
            by_hand::a_search_of_sources_is_saved,
        // What these hold is asked for by a dialog.
        C::Watch(_) => by_hand::a_folder_is_watched,
        C::Export(E::SavePicture(_) | E::SaveFigure(_) | E::MakeMovie(_) | E::SaveSession(_)) =>
            by_hand::a_picture_is_saved_from_its_window,
        C::Stage(S::DropBookmark(_)) => by_hand::a_place_is_forgotten,
        C::Track(T::ReferTo(_)) => by_hand::residuals_refer_to_what_is_chosen,
        C::Track(T::CompareWith(_)) => by_hand::a_track_is_compared,
        C::Track(T::Switch(..)) => by_hand::a_group_of_tracks_is_switched_off,
        C::Track(T::CopyToOwn(_)) => by_hand::a_track_is_copied,
        C::Sky(K::Mark(_) | K::Narrow(_)) => by_hand::candidates_are_marked_and_narrowed_by_a_drag,
        C::Sky(K::FlyTo { .. }) => by_hand::a_place_is_flown_to,
        C::Sky(K::SelectPart(_)) => by_hand::a_candidate_of_the_likelihood_is_chosen,
        C::Sky(K::Draw(..)) => by_hand::a_source_is_looked_for_and_its_catalogue_drawn,
        C::Sky(K::Range(Some(_))) => by_hand::dates_are_chosen_by_a_handle,
        C::Analysis(A::Save(_)) => analysis::it_is_saved_from_its_window,
        C::Map(M::Show(_) | M::Compare(_) | M::Close(_)) =>
            maps::maps_are_chosen_compared_and_closed_in_their_list,
    }
}

#[test]
fn what_the_palette_offers_is_done() {
    let mut walk = Walk::begin();
    let mut wrong = Vec::new();
    for offer in offers() {
        let Some(row) = row(&offer.command) else {
            panic!(
                "{:?} is offered, and needs a row among those",
                offer.command
            );
        };
        // The palette is open when it is asked for by its name there; its key opens it.
        if offer.command != Command::TogglePalette && !walk.by_palette(&offer, &row) {
            wrong.push(format!("{:?} by its name: {}", offer.label, walk.said()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_has_a_key_is_done_by_it() {
    let mut walk = Walk::begin();
    let mut wrong = Vec::new();
    let offers = offers();
    let keys = offers.iter().filter(|offer| offer.shortcut.is_some());
    assert!(keys.count() > 40);
    for offer in offers {
        let (Some(keys), Some(row)) = (offer.shortcut, row(&offer.command)) else {
            continue;
        };
        if !walk.by_key(keys, &offer, &row) {
            wrong.push(format!("{:?} by {keys:?}: {}", offer.label, walk.said()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_not_offered_is_done_by_hand() {
    let mut walk = Walk::begin();
    for (name, hand) in HANDS {
        walk.reset();
        println!("{name}");
        hand(&mut walk);
    }
}
