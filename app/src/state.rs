//! The whole state of the program, without window or GPU: what `apply` changes and panels read.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::util::undoer::Undoer;
use nuscope_io::{EventSource, Loaded, OpenOptions};
use nuscope_model::{Equatorial, Event, SkyMap};

use crate::calibrating::{Calibrated, Calibrating};
use crate::derived::Derived;
use crate::dialog::{Dialogs, of_desktop};
use crate::document::Document;
use crate::find::Search;
use crate::fit_data::FitData;
use crate::fitting::Fitting;
use crate::grid::Saved;
use crate::injecting::InjectOutcome;
use crate::job::{Job, Wake};
use crate::likelihood_here::Here;
use crate::lists::Lists;
use crate::live::Live;
use crate::movie::Made;
use crate::notice::Notice;
use crate::open_analysis::OpenAnalysis;
use crate::open_maps::OpenMap;
use crate::post_trial::PostTrial;
use crate::save_analysis::Written;
use crate::session::Restoring;
use crate::source_search::SourceSearch;
use crate::view::{Figure, Logs, Tab, View};

/// What came of a file that was asked for.
pub enum Opened {
    /// Data.
    Data(Box<nuscope_io::Result<Loaded>>),
    /// An analysis.
    Analysis(Box<anyhow::Result<OpenAnalysis>>),
}

/// Work in the background. A new job of a kind replaces, and so cancels, the one before.
#[derive(Default)]
pub struct Jobs {
    /// Files being opened.
    pub open: Option<Job<Vec<(PathBuf, Opened)>>>,
    /// The event being read, with the source it comes from.
    pub event: Option<EventJob>,
    /// The scan, and its unfinished maps.
    pub scan: Option<Job<ScanOutcome, SkyMap>>,
    /// The maxima of the scan, being refined.
    pub refine: Option<RefineJob>,
    /// A finished scan whose p-values are being calibrated.
    pub map: Option<MapJob>,
    /// Candidates being scrambled, with or without a source put in.
    pub inject: Option<Job<InjectOutcome>>,
    /// The picture or movie being drawn.
    pub export: Option<ExportJob>,
    /// Figures being drawn and written.
    pub figures: Vec<ExportJob>,
    /// Rows of a table being saved.
    pub rows: Option<Job<Saved>>,
    /// The analysis being saved.
    pub analysis: Option<Job<anyhow::Result<Written>>>,
    /// The result of a search of sources being saved.
    pub searched: Option<Job<SavedSearch>>,
    /// A file dialog that is open.
    pub dialog: Option<Job<DialogAnswer>>,
}

/// What comes of refining: nothing if it was cancelled.
pub type RefineOutcome = Result<Option<Vec<nuscope_scan::Peak>>, nuscope_scan::Error>;

/// The maxima of a scan being refined.
pub struct RefineJob {
    /// The scan.
    pub of: OpenMap,
    /// The worker.
    pub job: Job<RefineOutcome>,
}

/// An event being read.
pub struct EventJob {
    /// Where it is read from; the result is dropped if another file was opened meanwhile.
    pub source: Arc<dyn EventSource>,
    /// Its place in the file.
    pub index: usize,
    /// The worker.
    pub job: Job<nuscope_io::Result<Event>>,
}

/// A picture, movie or figure being drawn.
pub struct ExportJob {
    /// What it is, in words.
    pub what: &'static str,
    /// The worker.
    pub job: Job<anyhow::Result<Made>>,
}

/// A map whose p-values are being calibrated.
pub struct MapJob {
    /// The map as it is; the result is dropped if another has taken its place meanwhile.
    pub before: OpenMap,
    /// The trials.
    pub calibrated: Arc<Calibrated>,
    /// The worker.
    pub job: Job<SkyMap>,
}

/// How a scan ended.
pub enum ScanOutcome {
    /// With a map and the scan's remarks.
    Map(SkyMap, Vec<String>),
    /// The samples cannot be scanned.
    Refused(nuscope_scan::Error),
    /// It was cancelled.
    Cancelled,
}

/// What became of saving the result of a search: where, and what the format could not hold.
pub type SavedSearch = (PathBuf, anyhow::Result<Vec<String>>);

/// What a table in a window of its own shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownTable {
    /// A table that is open, by its place in `Document::tables`.
    Open(usize),
}

/// What a user chose in a file dialog; nothing if it was closed.
pub enum DialogAnswer {
    /// Files to open.
    Open(Vec<PathBuf>),
    /// Where to save the map.
    SaveMap(Option<PathBuf>),
    /// Where to save the rows that a table shows.
    SaveRows(Tab, Option<PathBuf>),
    /// Where to save the result of a search of sources.
    SaveSearched(Option<PathBuf>),
    /// Where to save the figure of its limits.
    SaveLimits(Option<PathBuf>),
    /// What to watch for new events.
    Watch(Option<PathBuf>),
    /// Where to save the picture.
    SavePicture(Option<PathBuf>),
    /// Where to save the sky as a figure.
    SaveSkyFigure(Option<PathBuf>),
    /// Where to save the movie.
    MakeMovie(Option<PathBuf>),
    /// Where to save the analysis.
    SaveAnalysis(Option<PathBuf>),
    /// Where to save the session.
    SaveSession(Option<PathBuf>),
    /// Where to save a figure, and which of its axes are logarithmic.
    SaveFigure(Figure, Logs, Option<PathBuf>),
}

/// A table whose columns the user must name.
#[derive(Clone, Debug)]
pub struct Question {
    /// The table.
    pub path: PathBuf,
    /// The keys of what is not known, such as "dec".
    pub wanted: Vec<&'static str>,
    /// The columns it has.
    pub columns: Vec<String>,
    /// Its first rows as they stand in the file, to recognise the columns by.
    pub rows: Vec<String>,
    /// The answers so far: a key such as "dec", a column, a unit.
    pub answers: Vec<(&'static str, String, String)>,
    /// Options that were already given.
    pub options: OpenOptions,
}

/// Something that was done, confirmed in a few words.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The words.
    pub text: String,
    /// When they were seen first, in seconds of the window's clock.
    pub since_s: Option<f64>,
}

impl Said {
    /// Words that nobody has seen yet.
    pub fn new(text: String) -> Self {
        Self {
            text,
            since_s: None,
        }
    }
}

/// The whole state of the program.
pub struct State {
    /// Loaded data.
    pub document: Arc<Document>,
    /// What the user set.
    pub view: View,
    /// What follows from both, as of the beginning of this frame.
    pub derived: Derived,
    /// Earlier views, for undo.
    pub history: Undoer<View>,
    /// Background work.
    pub jobs: Jobs,
    /// The trials that the p-values of the running scan come from.
    pub scan_calibrated: Option<Arc<Calibrated>>,
    /// The scan before the running one: it returns if that is cancelled.
    pub scan_before: Option<OpenMap>,
    /// What the scan was started with.
    pub scan_fit: Option<FitData>,
    /// The disc that it looks at.
    pub scan_region: Option<nuscope_scan::Region>,
    /// Messages to show, newest last.
    pub notices: Vec<Notice>,
    /// Files to open once those being opened are.
    pub waiting: VecDeque<(Vec<PathBuf>, OpenOptions)>,
    /// A session that is being brought back.
    pub restoring: Option<Restoring>,
    /// Columns the user must name.
    pub question: Option<Question>,
    /// Further tables with such questions, to be asked one after the other.
    pub questions: VecDeque<Question>,
    /// Whether the event is being replayed.
    pub playing: bool,
    /// Whether the sky is being replayed.
    pub playing_sky: bool,
    /// The table in a window of its own.
    pub table: Option<ShownTable>,
    /// What is typed into the command palette while it is open.
    pub palette: Option<String>,
    /// Whether the welcome is shown over the demo.
    pub welcome: bool,
    /// Whether the window of the analysis is open.
    pub analysis_window: bool,
    /// Prepares what is fitted while somebody looks at it.
    pub fitting: Fitting,
    /// Whether the window that sets up pictures and movies is open.
    pub export_window: bool,
    /// The tables of the tray, as of this frame.
    pub lists: Lists,
    /// What is typed into the field that goes to an event, while it is open.
    pub go_to: Option<String>,
    /// The place on the sky under the pointer.
    pub pointed: Option<Equatorial>,
    /// Text that goes to the clipboard at the end of the frame.
    pub clipboard: Option<String>,
    /// What the status bar confirms for some seconds.
    pub said: Option<Said>,
    /// The search of the sky, while it is open.
    pub search: Option<Search>,
    /// The likelihood at the selected place.
    pub here: Here,
    /// Trials that calibrate p-values, in the background.
    pub calibrating: Calibrating,
    /// Scrambled skies that the hottest spots are compared with.
    pub post_trial: PostTrial,
    /// How often candidates were scrambled here: the seed of the next time.
    pub scrambled: u64,
    /// The search of a list of sources.
    pub source_search: SourceSearch,
    /// The folder or file that is watched for new events.
    pub live: Option<Live>,
    /// Called by workers when there is something new.
    pub wake: Wake,
    /// Asks for files and folders.
    pub dialogs: Dialogs,
}

impl State {
    /// The state at start, with nothing open.
    pub fn new(view: View, wake: Wake) -> Self {
        Self {
            document: Arc::new(Document::default()),
            view,
            derived: Derived::default(),
            history: Undoer::default(),
            jobs: Jobs::default(),
            scan_calibrated: None,
            scan_before: None,
            scan_fit: None,
            scan_region: None,
            notices: Vec::new(),
            waiting: VecDeque::new(),
            restoring: None,
            question: None,
            questions: VecDeque::new(),
            playing: false,
            playing_sky: false,
            table: None,
            palette: None,
            welcome: false,
            analysis_window: false,
            fitting: Fitting::default(),
            export_window: false,
            lists: Lists::default(),
            go_to: None,
            pointed: None,
            clipboard: None,
            said: None,
            search: None,
            here: Here::default(),
            calibrating: Calibrating::default(),
            post_trial: PostTrial::default(),
            scrambled: 0,
            source_search: SourceSearch::default(),
            live: None,
            wake,
            dialogs: of_desktop(),
        }
    }

    /// Whether something is going on in the background.
    pub fn busy(&self) -> bool {
        let jobs = &self.jobs;
        jobs.open.is_some() || jobs.event.is_some() || jobs.scan.is_some()
    }
}
