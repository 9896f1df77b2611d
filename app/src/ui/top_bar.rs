//! The bar at the top: what is open, which view, the command search, work in progress.

use eframe::egui::{self, Align, Layout, RichText};

use crate::command::{
    AnalysisCommand, Command, ExportCommand, Offer, SkyCommand, SourceSearchCommand, StageCommand,
    TrialCommand, offers,
};
use crate::fit_data::suggestions;
use crate::state::State;
use crate::theme;
use crate::ui::inspector::position_of;
use crate::view::{AnalysisEdits, Mode, Selected, Tab};

/// Height of the bar in points.
pub const HEIGHT: f32 = 36.0;

/// With less room than this right of the views' names there is none for both search and work in progress, in points.
const ROOMY: f32 = 500.0;

/// Draws the bar.
pub fn top_bar_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let bar = ui.available_rect_before_wrap();
    let middle = egui::Rect::from_center_size(bar.center(), egui::vec2(230.0, 26.0));
    let left = egui::Rect::from_min_max(bar.min, egui::pos2(middle.left() - 8.0, bar.bottom()));
    let left = egui::UiBuilder::new()
        .max_rect(left)
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(left, |ui| {
        ui.label(
            RichText::new("nuscope")
                .size(15.0)
                .strong()
                .color(theme.accent),
        );
        menu_ui(ui, state, commands);
        let name = open_name(state);
        ui.add(egui::Label::new(RichText::new(name).color(theme.weak)).truncate());
    });
    ui.scope_builder(egui::UiBuilder::new().max_rect(middle), |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (mode, label) in [
                (Mode::Event, "Event"),
                (Mode::Sky, "Sky"),
                (Mode::Both, "Both"),
            ] {
                let chosen = state.view.mode == mode;
                let text = RichText::new(label).color(if chosen { theme.text } else { theme.weak });
                let button =
                    egui::Button::selectable(chosen, text).min_size(egui::vec2(72.0, 24.0));
                if ui.add(button).clicked() {
                    commands.push(Command::SetMode(mode));
                }
            }
        });
    });
    let right = egui::Rect::from_min_max(egui::pos2(middle.right() + 8.0, bar.top()), bar.max);
    ui.scope_builder(egui::UiBuilder::new().max_rect(right), |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let (sign, hint) = if state.view.dark {
                ("Light", "Switch to light")
            } else {
                ("Dark", "Switch to dark")
            };
            if ui.button(sign).on_hover_text(hint).clicked() {
                commands.push(Command::ToggleTheme);
            }
            let shortcut = if cfg!(target_os = "macos") {
                "⌘K"
            } else {
                "Ctrl K"
            };
            // In a narrow window work in progress needs the room.
            let words = match right.width() < ROOMY && works(state) {
                true => shortcut.to_owned(),
                false => format!("Search commands  {shortcut}"),
            };
            let search = ui.button(RichText::new(words).color(theme.weak));
            if search.on_hover_text("Search commands").clicked() {
                commands.push(Command::TogglePalette);
            }
            jobs_ui(ui, state, commands);
        });
    });
}

/// The menu with every command in one place.
fn menu_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let stage = |offer: &Offer| matches!(offer.command, Command::Stage(_));
    let figure = |offer: &Offer| matches!(offer.command, Command::ShowFigure(_));
    ui.menu_button("Menu", |ui| {
        let (stages, others): (Vec<_>, Vec<_>) = offers().into_iter().partition(stage);
        let (figures, others): (Vec<_>, Vec<_>) = others.into_iter().partition(figure);
        // A low window has less room than there are commands.
        let most = ui.ctx().content_rect().height() - 80.0;
        egui::ScrollArea::vertical()
            .max_height(most)
            .show(ui, |ui| {
                ui.menu_button("Time, camera and marks", |ui| {
                    egui::ScrollArea::vertical()
                        .max_height(most)
                        .show(ui, |ui| {
                            for offer in stages {
                                offer_ui(ui, state, offer, commands);
                            }
                        });
                });
                ui.menu_button("Plots", |ui| {
                    for offer in figures {
                        offer_ui(ui, state, offer, commands);
                    }
                });
                for offer in others {
                    offer_ui(ui, state, offer, commands);
                }
            });
    });
}

fn offer_ui(ui: &mut egui::Ui, state: &State, offer: Offer, commands: &mut Vec<Command>) {
    let mut button = egui::Button::new(offer.label);
    if let Some(shortcut) = offer.shortcut {
        button = button.shortcut_text(ui.ctx().format_shortcut(&shortcut));
    }
    let possible = possible(state, &offer.command);
    if ui.add_enabled(possible, button).clicked() {
        commands.push(offer.command);
        ui.close();
    }
}

/// Whether a command would do anything now.
pub fn possible(state: &State, command: &Command) -> bool {
    let document = &state.document;
    match command {
        Command::NextEvent | Command::PreviousEvent => document.events.is_some(),
        Command::TogglePlay | Command::ShowAllTimes => document.event.is_some() || on_sky(state),
        Command::Map(_) => !document.maps.is_empty(),
        Command::Sky(sky) => match sky {
            SkyCommand::Unmark => !state.view.marked_candidates.is_empty(),
            SkyCommand::OpenEvent => {
                matches!(state.view.selected, Some(Selected::Candidate { .. }))
            }
            SkyCommand::ShowEvent => document.event.is_some(),
            SkyCommand::AskSearch | SkyCommand::Draw(..) => true,
            _ => !document.samples.is_empty(),
        },
        Command::Trial(trials) => possible_trials(state, *trials),
        Command::ShowTab(Tab::Candidates | Tab::SkyPlots | Tab::Likelihood | Tab::SourceSearch) => {
            !document.samples.is_empty()
        }
        Command::SourceSearch(search) => match search {
            SourceSearchCommand::Start => {
                !document.samples.is_empty() && !state.source_search.busy()
            }
            SourceSearchCommand::Stop => state.source_search.busy(),
            SourceSearchCommand::ToggleRings => true,
            _ => document.searched.is_some(),
        },
        Command::Stage(stage) => match stage {
            StageCommand::Step(_) | StageCommand::Use(_) => {
                document.event.is_some() || on_sky(state)
            }
            StageCommand::FitMarked | StageCommand::Unmark => !state.view.marked.is_empty(),
            StageCommand::ShowWholeTimeLine => state.view.time.window_ns.is_some(),
            StageCommand::GoToBookmark(number) | StageCommand::DropBookmark(number) => {
                *number < state.view.steering.bookmarks.len()
            }
            _ => true,
        },
        Command::ShowTab(Tab::Hits | Tab::Tracks) => document.event.is_some(),
        Command::ShowTab(Tab::Events) | Command::AskGoTo => document.events.is_some(),
        Command::PauseWatching(pause) => {
            let live = state.live.as_ref();
            live.is_some_and(|live| live.paused != *pause)
        }
        Command::StopWatching => state.live.is_some(),
        Command::CancelOpening => state.jobs.open.is_some(),
        Command::StartScan => !document.samples.is_empty() && state.jobs.scan.is_none(),
        Command::CancelScan => state.jobs.scan.is_some(),
        Command::Export(ExportCommand::Cancel) => state.jobs.export.is_some(),
        Command::Export(ExportCommand::ChoosePicture | ExportCommand::ChooseMovie) => {
            state.jobs.export.is_none()
        }
        Command::SaveMap => {
            let shown = document.map(&state.view.sky);
            shown.is_some_and(|map| !map.partial)
        }
        Command::Analysis(AnalysisCommand::ToggleWindow | AnalysisCommand::ChooseFile) => {
            !document.samples.is_empty()
        }
        Command::Analysis(AnalysisCommand::Refine) => {
            let scan = document.scan_map();
            scan.is_some_and(|scan| !scan.partial) && state.jobs.refine.is_none()
        }
        Command::Analysis(AnalysisCommand::CancelRefine) => state.jobs.refine.is_some(),
        Command::Analysis(AnalysisCommand::UseBuiltIn) => !suggestions(document).is_empty(),
        Command::Analysis(AnalysisCommand::Reset) => {
            state.view.analysis != AnalysisEdits::default()
        }
        Command::Undo => state.history.has_undo(&state.view.undoable()),
        Command::Redo => state.history.has_redo(&state.view.undoable()),
        _ => true,
    }
}

/// Whether a command about trials would do anything now.
fn possible_trials(state: &State, command: TrialCommand) -> bool {
    let document = &state.document;
    let candidates = !document.samples.is_empty();
    let on = state.view.calibrates && state.calibrating.allowed;
    match command {
        TrialCommand::Calibrate(wanted) => candidates && on != wanted,
        TrialCommand::PauseCalibration(pause) => {
            state.calibrating.busy() && state.calibrating.paused != pause
        }
        TrialCommand::ScrambleSkies => {
            let map = document.scan_map();
            let ready = map.is_some_and(|map| map.is_whole_and_calibrated());
            ready && state.post_trial.progress().is_none()
        }
        TrialCommand::StopSkies => state.post_trial.progress().is_some(),
        TrialCommand::Inject => {
            let place = position_of(document, state.view.selected);
            candidates && place.is_some() && state.jobs.inject.is_none()
        }
        TrialCommand::Scramble => candidates && state.jobs.inject.is_none(),
        TrialCommand::ShowOriginal | TrialCommand::MarkInjected => document.injected.is_some(),
    }
}

/// Whether there are candidates, and the sky alone is in view.
fn on_sky(state: &State) -> bool {
    state.view.mode == Mode::Sky && !state.document.samples.is_empty()
}

/// What is open, in a few words.
fn open_name(state: &State) -> String {
    match state.document.files.as_slice() {
        [] => "nothing open".into(),
        [.., last] if last.is_demo() => "built-in demo (simulated)".into(),
        [only] => name_of(&only.path),
        [.., last] => format!(
            "{} and {} more",
            name_of(&last.path),
            state.document.files.len() - 1
        ),
    }
}

fn name_of(path: &std::path::Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Whether there is work in progress to tell of.
fn works(state: &State) -> bool {
    let jobs = &state.jobs;
    jobs.scan.is_some() || jobs.open.is_some() || jobs.export.is_some()
}

/// Work in progress, with a way to stop it.
fn jobs_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    if let Some(scan) = &state.jobs.scan {
        if ui.button("Cancel").on_hover_text("Stop the scan").clicked() {
            commands.push(Command::CancelScan);
        }
        let bar = egui::ProgressBar::new(scan.fraction())
            .desired_width(110.0)
            .desired_height(8.0);
        ui.add(bar);
        ui.label(format!("Scanning {:.0} %", 100.0 * scan.fraction()));
    } else if let Some(open) = &state.jobs.open {
        if ui.button("Cancel").on_hover_text("Stop opening").clicked() {
            commands.push(Command::CancelOpening);
        }
        ui.spinner();
        ui.label(match open.fraction() {
            0.0 => "Opening".to_owned(),
            share => format!("Opening {:.0} %", 100.0 * share),
        });
    } else if let Some(export) = &state.jobs.export {
        let cancel = ui.button("Cancel").on_hover_text("Stop drawing");
        if cancel.clicked() {
            commands.push(Command::Export(ExportCommand::Cancel));
        }
        ui.spinner();
        let share = 100.0 * export.job.fraction();
        ui.label(format!("Drawing {} {share:.0} %", export.what));
    } else if state.jobs.event.is_some() {
        ui.spinner();
        ui.label("Reading");
    }
}
