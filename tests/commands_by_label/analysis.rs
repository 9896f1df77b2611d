//! Commands about how the candidates are fitted: what makes each possible, and how its effect is seen.

use std::sync::Arc;

use nuscope::command::{AnalysisCommand, Command};
use nuscope::dialog::Ask;
use nuscope::document::Document;
use nuscope::fit_data::{FitData, suggestions};
use nuscope::open_maps::OpenMap;
use nuscope::state::RefineJob;
use nuscope::view::{AnalysisEdits, Mode, ResponseChoice, SampleEdit};
use nuscope_model::{Provenance, SkyMap};
use nuscope_scan::Analysis;
use nuscope_tests::headless::{ask, push, settle};

use super::walk::{Walk, endless};

/// What the dialog is proposed.
const NAME: &str = "analysis.toml";

pub fn window(walk: &Walk, _command: &Command) -> bool {
    walk.state().analysis_window
}

pub fn saved(walk: &Walk, _command: &Command) -> bool {
    let asked = walk.asked.lock().unwrap().last().cloned();
    let path = walk.folder.path().join(NAME);
    asked == Some(Ask::Save { name: NAME.into() })
        && std::fs::read_to_string(path).is_ok_and(|text| Analysis::parse(&text).is_ok())
}

/// One of the lists as if it had been recorded.
pub fn recorded(walk: &mut Walk, _command: &Command) {
    let mut sample = (*walk.document.samples[2]).clone();
    sample.provenance = Provenance::Recorded;
    let mut document = Document {
        files: walk.document.files.clone(),
        samples: vec![Arc::new(sample)],
        ..Document::default()
    };
    document.choose(AnalysisEdits::default());
    assert_eq!(suggestions(&document).len(), 1);
    walk.state_mut().document = Arc::new(document);
}

pub fn built_in_used(walk: &Walk, _command: &Command) -> bool {
    let fit = FitData::of(&walk.state().document);
    let response = fit.map(|fit| fit.samples()[0].response.clone());
    response == Some(ResponseChoice::BuiltIn("IC40".into()))
}

pub fn changed(walk: &mut Walk, _command: &Command) {
    let left_out = SampleEdit {
        left_out: true,
        ..SampleEdit::default()
    };
    let view = &mut walk.state_mut().view;
    view.analysis.set_sample("IC40", left_out);
}

pub fn reset(walk: &Walk, _command: &Command) -> bool {
    walk.view().analysis == AnalysisEdits::default()
        && walk.state().document.edits == AnalysisEdits::default()
}

pub fn it_is_saved_from_its_window(walk: &mut Walk) {
    ask(&mut walk.window, AnalysisCommand::ToggleWindow);
    push(&mut walk.window, "Save analysis…");
    settle(&mut walk.window);
    assert!(
        saved(walk, &AnalysisCommand::ChooseFile.into()),
        "{}",
        walk.said()
    );
}

/// A scan of a small part of the sky.
pub fn scanned(walk: &mut Walk, _command: &Command) {
    let view = &mut walk.state_mut().view;
    view.mode = Mode::Sky;
    view.scan_nside = 16;
    ask(&mut walk.window, Command::StartScan);
}

pub fn refines(walk: &Walk, _command: &Command) -> bool {
    let scan = walk.state().document.scan_map();
    scan.is_some_and(|scan| scan.peaks.is_some())
}

pub fn refining(walk: &mut Walk, _command: &Command) {
    let map = SkyMap {
        nside: 1,
        columns: Vec::new(),
        provenance: Vec::new(),
    };
    let job = endless(walk.state(), || Ok(None));
    let of = OpenMap::of_scan(map, false);
    walk.state_mut().jobs.refine = Some(RefineJob { of, job });
}

pub fn refining_ended(walk: &Walk, _command: &Command) -> bool {
    walk.state().jobs.refine.is_none()
}

pub fn follows(walk: &Walk, _command: &Command) -> bool {
    walk.view().scan.follows_pointer != walk.before.scan.follows_pointer
}
