//! Figures: one is shown in the tray, or saved: asked where, drawn for paper, written.

use std::path::Path;
use std::sync::Arc;

use crate::derived::Derived;
use crate::job::{Job, Reporter};
use crate::notice::Notice;
use crate::plot::figures;
use crate::plot::save::{self, SIZE};
use crate::state::{DialogAnswer, State};
use crate::view::{Figure, PlotSlot, Tab, View};

/// Shows a figure first in the tray, and the tray if it is closed.
pub(super) fn show(state: &mut State, figure: Figure) {
    let tray = &mut state.view.tray;
    tray.open = true;
    tray.tab = Tab::Plots;
    tray.plots.slots[0] = PlotSlot {
        figure,
        log: figure == Figure::Amplitudes,
    };
}

/// Asks where to save a figure.
pub(super) fn ask(state: &mut State, figure: Figure, log: bool, ending: &'static str) {
    let name = format!("{}.{ending}", figures::row(figure).key);
    let job = Job::spawn(Arc::clone(&state.wake), move |_: &Reporter<_, ()>| {
        let path = rfd::FileDialog::new().set_file_name(name).save_file();
        DialogAnswer::SaveFigure(figure, log, path)
    });
    state.jobs.dialog = Some(job);
}

/// Draws a figure on a light ground, as paper is, and writes it.
pub(super) fn save(state: &mut State, figure: Figure, log: bool, path: &Path) {
    let view = View {
        dark: false,
        ..state.view.clone()
    };
    let derived = Derived::of(&state.document, &view);
    let drawing = save::drawing(&state.document, &view, &derived, figure, log, SIZE);
    let notice = match save::write(&drawing, path) {
        Ok(()) => Notice::note(format!("Saved the figure: {}", path.display())),
        Err(error) => Notice::error("The figure was not saved.", error.as_ref()),
    };
    state.notices.push(notice);
}
