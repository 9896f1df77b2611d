//! The windows that lie over the view: messages, questions, tables, pictures and movies, the welcome.

use std::path::Path;
use std::sync::Arc;

use image::RgbaImage;
use nuscope::apply::apply;
use nuscope::command::{Command, ExportCommand};
use nuscope::document::Document;
use nuscope::fit_data::FitData;
use nuscope::notice::{Notice, Severity};
use nuscope::state::{Question, ShownTable};
use nuscope::ui::{analysis_window, export, notices, question, table_view, welcome};
use nuscope::view::{AnalysisEdits, ResponseChoice, SampleEdit};
use nuscope_io::OpenOptions;
use nuscope_model::Provenance;
use nuscope_scan::analysis::{Choices, IndexEntry};
use nuscope_scan::{Psf, Spectrum};
use nuscope_tests::panel::Draw;

use super::states::{alone, muon, rest, state, with_text};

const EXPORT: Draw = |ui, state, commands| export::export_ui(ui.ctx(), state, commands);

pub fn export() -> RgbaImage {
    let mut state = muon(true);
    state.export_window = true;
    alone(state, (400.0, 450.0), EXPORT)
}

const ANALYSIS: Draw =
    |ui, state, commands| analysis_window::analysis_window_ui(ui.ctx(), state, commands);

fn demo_sky() -> Document {
    let loaded = nuscope_io::open(Path::new("demo:sky")).unwrap();
    Document::default().with(loaded, &mut Vec::new())
}

/// The demo's analysis, ready, at 900 points.
pub fn analysis() -> RgbaImage {
    let document = demo_sky();
    FitData::of(&document).unwrap().prepare().unwrap();
    let mut state = state(document, true);
    state.analysis_window = true;
    alone(state, (900.0, 760.0), ANALYSIS)
}

/// Recorded lists with choices of every kind, one of them impossible.
pub fn analysis_light() -> RgbaImage {
    let mut document = demo_sky();
    for sample in &mut document.samples {
        Arc::make_mut(sample).provenance = Provenance::Recorded;
    }
    let mut edits = AnalysisEdits {
        choices: Some(Choices {
            index: Some(IndexEntry::Fixed(2.5)),
            spectrum: Some(Spectrum::CutOff {
                cut_off_gev: 2100.0,
                beta: 0.5,
            }),
            disc_deg: Some(0.5),
            ..Choices::default()
        }),
        ..AnalysisEdits::default()
    };
    let king = SampleEdit {
        psf: Some(Psf::King { tail: 2.5 }),
        response: Some(ResponseChoice::BuiltIn("ANTARES_tracks".into())),
        ..SampleEdit::default()
    };
    edits.set_sample("ANTARES tracks", king);
    let left_out = SampleEdit {
        left_out: true,
        ..SampleEdit::default()
    };
    edits.set_sample("IC59", left_out);
    document.choose(edits.clone());
    FitData::of(&document).unwrap().prepare().unwrap();
    let mut state = state(document, false);
    (state.view.analysis, state.analysis_window) = (edits, true);
    alone(state, (900.0, 760.0), ANALYSIS)
}

/// A movie is being drawn, so that nothing else can be.
pub fn export_drawing() -> RgbaImage {
    let mut state = muon(false);
    state.export_window = true;
    state.view.export.movie.seconds = 600.0;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.gif");
    apply(&mut state, Command::Export(ExportCommand::MakeMovie(path)));
    let mut panel = rest(state, (400.0, 500.0), EXPORT);
    let picture = panel.render().unwrap();
    // Dropping the job stops it.
    panel.state_mut().jobs.export = None;
    picture
}

pub fn notices() -> RgbaImage {
    let mut state = muon(true);
    let detail = "row 69,999: \"#%&\" is no declination".to_owned();
    state.notices = vec![
        Notice::note("Opening was cancelled."),
        Notice::note("Saved the picture: shift/event-2.png"),
        Notice::warning("list.txt: not everything could be used as it is.", vec![detail; 3]),
        Notice {
            severity: Severity::Error,
            headline: "truncated.h5 was not opened.".into(),
            details: vec![
                "cannot open it, the HDF5 file is cut short or damaged (it has 15,004 bytes and should have \
                 30,008): \"truncated.h5\""
                    .into(),
            ],
        },
        Notice::warning("There is no map to save yet.", vec!["Start a scan of the sky or open a map first.".into()]),
    ];
    let draw: Draw = |ui, state, commands| {
        let view = ui.max_rect();
        notices::notices_ui(ui.ctx(), view, state, commands);
    };
    alone(state, (480.0, 400.0), draw)
}

pub fn question() -> RgbaImage {
    let mut state = state(Document::default(), true);
    let mut answers = question::blank_answers();
    answers[0].1 = "alpha".into();
    answers[0].2 = "hour".into();
    state.question = Some(Question {
        path: "mine.csv".into(),
        wanted: vec!["ra", "dec"],
        columns: ["alpha", "beta", "gamma"].map(String::from).into(),
        rows: ["1.5   20   0.5", "3   -40   0.6"].map(String::from).into(),
        answers,
        options: OpenOptions::default(),
    });
    let draw: Draw = |ui, state, commands| {
        if let Some(question) = &mut state.question {
            question::question_ui(ui.ctx(), question, commands);
        }
    };
    alone(state, (500.0, 400.0), draw)
}

pub fn table_view() -> RgbaImage {
    let mut text = "layer,thickness[m],remark\n".to_owned();
    for layer in 1..40 {
        text += &format!("{layer},{},water\n", 3450 - 10 * layer);
    }
    let mut state = state(with_text(Document::default(), "depths.csv", &text), false);
    state.table = Some(ShownTable::Open(0));
    let draw: Draw = |ui, state, commands| table_view::table_view_ui(ui.ctx(), state, commands);
    alone(state, (560.0, 320.0), draw)
}

pub fn welcome() -> RgbaImage {
    let draw: Draw = |ui, _, commands| {
        let view = ui.max_rect().translate(egui::vec2(0.0, -50.0));
        welcome::welcome_ui(ui.ctx(), view, commands);
    };
    alone(state(Document::default(), true), (600.0, 200.0), draw)
}

pub fn nothing_open() -> RgbaImage {
    let draw: Draw = |ui, _, commands| welcome::nothing_open_ui(ui, commands);
    alone(state(Document::default(), false), (360.0, 200.0), draw)
}
