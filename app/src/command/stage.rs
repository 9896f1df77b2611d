//! What the event display can be asked to do: time, camera, mouse and marks.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use super::{Command, Offer, command, plain};
use crate::view::Tool;

/// A step through time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeStep {
    /// Back by a tenth of what is replayed.
    Back,
    /// On by a tenth of what is replayed.
    On,
    /// To the hit before.
    HitBefore,
    /// To the next hit.
    NextHit,
}

/// A place to look from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// From above, north up.
    Top,
    /// Looking north, from the south.
    North,
    /// Looking east, from the west.
    East,
    /// Along the reference track, from behind.
    Track,
}

/// One request about time, camera, mouse or marks of the event display.
#[derive(Clone, Debug, PartialEq)]
pub enum StageCommand {
    /// Move the cursor of time.
    Step(TimeStep),
    /// Start the replay over at its end, or not.
    ToggleRepeat,
    /// Show all of the event on the time line.
    ShowWholeTimeLine,
    /// Look along an axis.
    LookFrom(Axis),
    /// Draw without perspective, or with it.
    ToggleParallel,
    /// Fly with the keys, or turn around a point.
    ToggleFlying,
    /// Keep up with the particle, or stay.
    ToggleFollowing,
    /// Glide to new places, or be there at once.
    ToggleGliding,
    /// Look at what is selected.
    Focus,
    /// Look at all marked hits.
    FitMarked,
    /// Remember where the camera is.
    AddBookmark,
    /// Return to a place by its number, from 0.
    GoToBookmark(usize),
    /// Forget a place by its number, from 0.
    DropBookmark(usize),
    /// Say what dragging does.
    Use(Tool),
    /// Mark hidden hits too, or only those that are seen.
    ToggleThrough,
    /// Mark the hits of the selected module, or of the module of the selected hit.
    MarkModule,
    /// Mark no hits.
    Unmark,
}

impl From<StageCommand> for Command {
    fn from(stage: StageCommand) -> Self {
        Self::Stage(stage)
    }
}

/// Those that need no further words.
pub(super) fn offers() -> Vec<Offer> {
    use StageCommand as Do;
    let mut offers: Vec<Offer> = [
        (
            Do::Step(TimeStep::On),
            "Step on in time",
            plain(Key::Period),
        ),
        (
            Do::Step(TimeStep::Back),
            "Step back in time",
            plain(Key::Comma),
        ),
        (
            Do::Step(TimeStep::NextHit),
            "Go to the next hit in time",
            command(Key::Period),
        ),
        (
            Do::Step(TimeStep::HitBefore),
            "Go to the hit before in time",
            command(Key::Comma),
        ),
        (Do::ToggleRepeat, "Repeat the replay or not", None),
        (Do::ShowWholeTimeLine, "Show the whole time line", None),
        (Do::LookFrom(Axis::Top), "Look from above", plain(Key::Num7)),
        (Do::LookFrom(Axis::North), "Look north", plain(Key::Num8)),
        (Do::LookFrom(Axis::East), "Look east", plain(Key::Num9)),
        (
            Do::LookFrom(Axis::Track),
            "Look along the track",
            plain(Key::Num6),
        ),
        (
            Do::ToggleParallel,
            "Draw with or without perspective",
            plain(Key::Num5),
        ),
        (
            Do::ToggleFlying,
            "Fly with the keys or stop flying",
            plain(Key::V),
        ),
        (
            Do::ToggleFollowing,
            "Follow the particle or stay",
            plain(Key::K),
        ),
        (Do::ToggleGliding, "Let the camera glide or jump", None),
        (Do::Focus, "Look at the selection", plain(Key::Z)),
        (Do::FitMarked, "Look at the marked hits", plain(Key::M)),
        (Do::AddBookmark, "Remember this place", command(Key::B)),
        (
            Do::Use(Tool::Turn),
            "Turn the camera by dragging",
            plain(Key::Q),
        ),
        (Do::Use(Tool::Box), "Mark hits in a box", plain(Key::R)),
        (Do::Use(Tool::Lasso), "Mark hits in a loop", plain(Key::E)),
        (Do::ToggleThrough, "Mark hidden hits too or not", None),
        (
            Do::MarkModule,
            "Mark the hits of the selected module",
            plain(Key::J),
        ),
        (Do::Unmark, "Mark no hits", None),
    ]
    .map(Offer::from)
    .into();
    let places = [
        ("Go to the first place", Key::Num1),
        ("Go to the second place", Key::Num2),
        ("Go to the third place", Key::Num3),
        ("Go to the fourth place", Key::Num4),
        ("Go to the fifth place", Key::Num5),
        ("Go to the sixth place", Key::Num6),
        ("Go to the seventh place", Key::Num7),
        ("Go to the eighth place", Key::Num8),
        ("Go to the ninth place", Key::Num9),
    ];
    offers.extend(
        places
            .into_iter()
            .enumerate()
            .map(|(number, (label, key))| Offer {
                command: Do::GoToBookmark(number).into(),
                label,
                shortcut: Some(KeyboardShortcut::new(Modifiers::COMMAND, key)),
            }),
    );
    offers
}
