//! Figures: one is shown in the tray, or saved: asked where, drawn for paper, written.

use std::path::PathBuf;
use std::sync::Arc;

use super::dialog::ask_where;
use super::export;
use crate::derived::Derived;
use crate::movie::Made;
use crate::plot::figures;
use crate::plot::save::{self, SIZE};
use crate::state::{DialogAnswer, ExportJob, State};
use crate::view::{Figure, Logs, Mode, PlotSlot, Tab, View};

/// Shows a figure first in the tray, and the tray if it is closed.
pub(super) fn show(state: &mut State, figure: Figure) {
    let tray = &mut state.view.tray;
    tray.open = true;
    tray.tab = Tab::Plots;
    if state.view.mode == Mode::Sky {
        state.view.mode = Mode::Event;
    }
    let tray = &mut state.view.tray;
    tray.plots.slots[0] = PlotSlot {
        figure,
        log: figure == Figure::Amplitudes,
        log_x: false,
    };
}

/// Asks where to save a figure.
pub(super) fn ask(state: &mut State, figure: Figure, log: Logs, ending: &'static str) {
    let name = format!("{}.{ending}", figures::row(figure).key);
    ask_where(state, name, move |path| {
        DialogAnswer::SaveFigure(figure, log, path)
    });
}

/// Draws a figure on a light ground, as paper is, and writes it, in the background.
pub(super) fn save(state: &mut State, figure: Figure, log: Logs, path: PathBuf) {
    let document = Arc::clone(&state.document);
    let view = View {
        dark: false,
        ..state.view.clone()
    };
    let job = export::job(state, path, move |path, _| {
        let derived = Derived::of(&document, &view);
        let drawing = save::drawing(&document, &view, &derived, figure, log, SIZE);
        save::write(&drawing, path)?;
        Ok(Made::Written(path.to_owned()))
    });
    let what = "the figure";
    state.jobs.figures.push(ExportJob { what, job });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::apply::poll;
    use crate::document::Document;

    /// A state with the built-in muon on display.
    fn state() -> State {
        let mut state = State::new(View::default(), Arc::new(|| ()));
        let loaded = nuscope_io::open(Path::new("demo:muon")).unwrap();
        let mut document = Document::default().with(loaded, &mut Vec::new());
        let event = document.events.as_ref().unwrap().read(0).unwrap();
        document.show(0, event);
        state.document = Arc::new(document);
        state
    }

    #[test]
    fn figures_are_written_in_the_background_and_the_end_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let mut state = state();
        let names = ["zt.svg", "zt.pdf", "none/zt.svg"];
        for name in names {
            save(
                &mut state,
                Figure::HeightTime,
                Logs::default(),
                folder.path().join(name),
            );
        }
        assert_eq!(state.jobs.figures.len(), 3, "the window does not wait");
        let start = Instant::now();
        while !state.jobs.figures.is_empty() {
            poll(&mut state);
            assert!(start.elapsed() < Duration::from_secs(60), "no end");
            std::thread::yield_now();
        }
        for name in &names[..2] {
            let bytes = std::fs::read(folder.path().join(name)).unwrap();
            assert!(bytes.len() > 1000, "{name}");
        }
        let mut said: Vec<&str> = state.notices.iter().map(|n| n.headline.as_str()).collect();
        said.sort_unstable();
        assert!(said[0].starts_with("Saved the figure: "), "{said:?}");
        assert!(said[1].starts_with("Saved the figure: "), "{said:?}");
        assert_eq!(said[2], "The figure was not saved.");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
