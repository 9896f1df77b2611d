//! Everything that is open: loaded data, never edited in place, replaced whole.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use nuscope_io::table::Table;
use nuscope_io::{EventSource, Loaded, OpenOptions};
use nuscope_model::{Catalogue, Detector, Event, Provenance, Region, Sample, SkyMap};
use nuscope_scan::analysis::Choices;

use crate::detectors::OpenDetector;
use crate::fit_data::FitData;
use crate::injecting::Injected;
use crate::open_analysis::OpenAnalysis;
use crate::open_maps::OpenMap;
use crate::plot::ticks::thousands;
use crate::scene::times::{EventTimes, HitCounts};
use crate::searched::Searched;
use crate::view::AnalysisEdits;

/// A file that is open, as the data panel lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenFile {
    /// Where it is.
    pub path: PathBuf,
    /// What its user had said about it.
    pub options: OpenOptions,
    /// What it was recognised as.
    pub format: String,
    /// The files of a folder that something was read from; empty for a file.
    pub files: Vec<PathBuf>,
    /// What else it holds that no view draws: effective areas, good runs.
    pub holds: Vec<String>,
    /// What was skipped or repaired in it.
    pub warnings: Vec<String>,
    /// The checksums of the lists and catalogues in it, by which these find their file.
    pub checksums: Vec<String>,
}

impl OpenFile {
    /// Whether this is a built-in demo.
    pub fn is_demo(&self) -> bool {
        is_demo(&self.path)
    }
}

/// Whether a path names a built-in demo.
pub fn is_demo(path: &Path) -> bool {
    path.to_str().is_some_and(|path| path.starts_with("demo:"))
}

/// What a file holds that no view draws, a line each.
fn holds(loaded: &Loaded) -> Vec<String> {
    let areas = loaded.effective_areas.iter().map(|area| {
        let bins = thousands(area.area_cm2.len());
        format!("effective area {}: {bins} bins", area.name)
    });
    let resolutions = loaded.angular_resolutions.iter().map(|table| {
        format!(
            "angular resolution {}: {} bins",
            table.name,
            table.median_rad.len()
        )
    });
    let smearings = loaded
        .smearings
        .iter()
        .map(|table| format!("smearing {}: {} bins", table.name, thousands(table.len())));
    let spreads = loaded.point_spreads.iter().map(|table| {
        let [energies, thetas] = table.bins();
        let bins = thousands(energies * thetas);
        format!("point spread {}: {bins} bins", table.name)
    });
    let dispersions = loaded.energy_dispersions.iter().map(|table| {
        let [energies, thetas] = table.bins();
        let bins = thousands(energies * thetas);
        format!("energy dispersion {}: {bins} bins", table.name)
    });
    let uptimes = loaded
        .uptimes
        .iter()
        .map(|runs| format!("good runs {}: {:.1} days", runs.name, runs.livetime_days()));
    areas
        .chain(resolutions)
        .chain(smearings)
        .chain(spreads)
        .chain(dispersions)
        .chain(uptimes)
        .collect()
}

/// A table that is open.
#[derive(Clone, Debug)]
pub struct OpenTable {
    /// The file it came from.
    pub path: PathBuf,
    /// The table.
    pub table: Arc<Table>,
}

impl OpenTable {
    /// What to call it: its name in the file, or the file's.
    pub fn title(&self) -> String {
        if self.table.name.is_empty() {
            let name = self.path.file_name().unwrap_or(self.path.as_os_str());
            return name.to_string_lossy().into_owned();
        }
        self.table.name.clone()
    }
}

/// The event on display.
#[derive(Clone, Debug)]
pub struct ShownEvent {
    /// Its place in the file.
    pub index: usize,
    /// Its hits and tracks.
    pub event: Arc<Event>,
    /// When its hits are.
    pub times: EventTimes,
    /// How many hits came when.
    pub counts: Arc<HitCounts>,
    /// All trigger bits that used a hit.
    pub trigger_bits: u64,
    /// How many hits a trigger used.
    pub triggered_hits: usize,
    /// The event as it was read, where a detector has to complete it: times without t0, hits without a module.
    pub raw: Option<Arc<Event>>,
}

impl ShownEvent {
    /// An event ready for display, its times as they were read.
    pub fn new(index: usize, event: Event) -> Self {
        let times = EventTimes::new(&event);
        let counts = Arc::new(HitCounts::new(&event, &times));
        let masks = event.hits.iter().map(|hit| hit.trigger_mask);
        let trigger_bits = masks.fold(0, std::ops::BitOr::bitor);
        let event = Arc::new(event);
        Self {
            index,
            times,
            counts,
            trigger_bits,
            triggered_hits: event.triggered_hits(),
            raw: (event.lacks_calibration() || event.hits_by_pmt_id).then(|| Arc::clone(&event)),
            event,
        }
    }

    /// The event as it was read: what detectors are matched by.
    pub fn as_read(&self) -> &Event {
        self.raw.as_deref().unwrap_or(&self.event)
    }

    /// Shows the same event with other times.
    pub(crate) fn take(&mut self, event: Event) {
        self.times = EventTimes::new(&event);
        self.counts = Arc::new(HitCounts::new(&event, &self.times));
        self.event = Arc::new(event);
    }
}

/// Whether all these samples were recorded.
pub fn recorded(samples: &[Arc<Sample>]) -> bool {
    samples
        .iter()
        .all(|sample| sample.provenance == Provenance::Recorded)
}

/// Whether a map says that it was made from simulated candidates.
pub fn map_simulated(map: &SkyMap) -> bool {
    let card = |(keyword, value, _): &(String, String, String)| {
        keyword == "DATAKIND" && value == "simulated"
    };
    map.provenance.iter().any(card)
}

/// All open data. Cloning is cheap: the data are shared.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Where the data come from.
    pub files: Vec<OpenFile>,
    /// Full events.
    pub events: Option<Arc<dyn EventSource>>,
    /// The event on display.
    pub event: Option<ShownEvent>,
    /// The detector in use; see [`Document::settle_detector`].
    pub detector: Option<Arc<Detector>>,
    /// All detectors that are open, the last one last.
    pub detectors: Vec<OpenDetector>,
    /// The one that the user chose, by its path; `None` takes what fits best.
    pub chosen_detector: Option<PathBuf>,
    /// Catalogues of sources.
    pub catalogues: Vec<Arc<Catalogue>>,
    /// Tables of no further meaning here, as they are.
    pub tables: Vec<OpenTable>,
    /// Lists of candidates.
    pub samples: Vec<Arc<Sample>>,
    /// Maps of the sky, the newest last; the view chooses which is shown.
    pub maps: Vec<OpenMap>,
    /// Regions of the sky.
    pub regions: Vec<Arc<Region>>,
    /// The analysis whose samples these are, alone; without one a scan uses their positions.
    pub analysis: Option<Arc<OpenAnalysis>>,
    /// What was changed about how the samples are fitted.
    pub edits: AnalysisEdits,
    /// What they are fitted with; see [`FitData::of`].
    pub fit: Option<FitData>,
    /// What was done to the candidates, if these are not the original ones.
    pub injected: Option<Arc<Injected>>,
    /// What a search of sources has found in these candidates.
    pub searched: Option<Arc<Searched>>,
}

/// What an analysis brings, as any other file.
pub fn analysis_as_loaded(analysis: &OpenAnalysis) -> Loaded {
    let count = analysis.samples.len();
    let samples = if count == 1 { "sample" } else { "samples" };
    Loaded {
        path: analysis.path.clone(),
        format: format!("analysis of {count} {samples}"),
        samples: analysis.samples.clone(),
        catalogues: analysis.sources.iter().cloned().collect(),
        files: analysis.files.clone(),
        warnings: nuscope_io::Warnings(analysis.warnings.clone()),
        ..Loaded::default()
    }
}

impl Document {
    /// Number of candidates in all samples.
    pub fn candidates(&self) -> usize {
        self.samples.iter().map(|sample| sample.len()).sum()
    }

    /// Whether there is anything to draw on the sky.
    pub fn has_sky(&self) -> bool {
        !(self.samples.is_empty()
            && self.catalogues.is_empty()
            && self.maps.is_empty()
            && self.regions.is_empty())
    }

    /// Whether anything of the event display was simulated.
    pub fn event_simulated(&self) -> bool {
        self.event
            .as_ref()
            .is_some_and(|shown| shown.event.provenance == Provenance::Simulated)
    }

    /// Whether any sample was simulated, or a map says that it was made from such samples.
    pub fn sky_simulated(&self) -> bool {
        let sample = |sample: &Arc<Sample>| sample.provenance == Provenance::Simulated;
        self.samples.iter().any(sample) || self.maps_simulated()
    }

    /// How many open samples are not of this analysis, nor of the same file read before.
    pub fn samples_beside(&self, analysis: &OpenAnalysis) -> usize {
        let again = self.analysis.as_ref();
        if again.is_some_and(|open| open.path == analysis.path) {
            return 0;
        }
        let recorded = |sample: &&Arc<Sample>| sample.provenance == Provenance::Recorded;
        self.samples.iter().filter(recorded).count()
    }

    /// Closes all samples, and what was made from them.
    pub fn drop_samples(&mut self) {
        self.samples.clear();
        (self.analysis, self.injected) = (None, None);
        self.edits = AnalysisEdits::default();
        self.searched = None;
        self.maps.retain(|map| !map.is_scan());
        self.settle_fit();
    }

    /// Puts an analysis with its samples in place of those that were open.
    pub fn take_analysis(&mut self, analysis: Arc<OpenAnalysis>, remarks: &mut Vec<String>) {
        self.drop_samples();
        *self = self.with(analysis_as_loaded(&analysis), remarks);
        self.own(analysis);
    }

    /// Says that the open samples are those of an analysis.
    pub fn own(&mut self, analysis: Arc<OpenAnalysis>) {
        self.analysis = Some(analysis);
        self.settle_fit();
    }

    /// The choices for all samples: as they were changed, else of the analysis file, else the defaults.
    pub fn choices(&self) -> Choices {
        let changed = self.edits.choices.clone();
        changed.unwrap_or_else(|| self.choices_of_file())
    }

    /// The choices for all samples where nothing was changed.
    pub fn choices_of_file(&self) -> Choices {
        let open = self.analysis.as_ref();
        open.map_or_else(Choices::default, |open| open.analysis.settings.clone())
    }

    /// Fits the samples as these changes want it from now on.
    pub fn choose(&mut self, edits: AnalysisEdits) {
        self.edits = edits;
        self.replace_fit(FitData::in_a_moment);
    }

    /// Fits the samples that are open now.
    pub(crate) fn settle_fit(&mut self) {
        self.replace_fit(|fit| fit);
    }

    fn replace_fit(&mut self, when: impl FnOnce(FitData) -> FitData) {
        let scan = self.scan_map().and_then(|scan| scan.fit.clone());
        let next = FitData::new(self).map(|next| {
            // What was prepared before is prepared once.
            let known = self.fit.iter().chain(&scan).find(|fit| fit.same(&next));
            known.cloned().unwrap_or_else(|| when(next))
        });
        if let Some(before) = &self.fit {
            before.want(false);
        }
        if let Some(next) = &next {
            next.want(true);
        }
        self.fit = next;
    }

    /// Whether the scan was made with what the samples are fitted with now.
    pub fn scan_is_current(&self) -> bool {
        let scan = self.scan_map().and_then(|scan| scan.fit.as_ref());
        scan.zip(self.fit.as_ref()).is_none_or(|(a, b)| a.same(b))
    }

    /// This document with a newly opened file in it.
    ///
    /// Simulated data give way to recorded ones, so that the demo never mixes into an analysis; otherwise
    /// samples add up and events and detectors replace what was there. A scan of other samples is dropped.
    /// What gave way or was renamed is said in `remarks`.
    pub fn with(&self, loaded: Loaded, remarks: &mut Vec<String>) -> Self {
        let mut next = self.clone();
        next.files.retain(|file| file.path != loaded.path);
        let samples = loaded.samples.iter().map(|sample| &sample.checksum);
        let catalogues = loaded.catalogues.iter().map(|one| &one.checksum);
        let checksums = samples.chain(catalogues);
        next.files.push(OpenFile {
            path: loaded.path.clone(),
            files: loaded.files.clone(),
            holds: holds(&loaded),
            options: loaded.options,
            format: loaded.format,
            warnings: loaded.warnings.0,
            checksums: checksums.filter(|one| !one.is_empty()).cloned().collect(),
        });
        if let Some(events) = loaded.events {
            if events.provenance() == Provenance::Recorded {
                next.detectors.retain(|open| !is_demo(&open.path));
            }
            next.events = Some(events);
            next.event = None;
        }
        next.detectors.retain(|open| open.path != loaded.path);
        if let Some(detector) = loaded.detector {
            // One that was opened by hand is wanted, whatever was chosen before.
            next.chosen_detector = None;
            next.detectors.push(OpenDetector {
                path: loaded.path.clone(),
                detector,
            });
        }
        next.settle_detector();
        next.tables.retain(|open| open.path != loaded.path);
        for table in loaded.tables {
            let path = loaded.path.clone();
            next.tables.push(OpenTable { path, table });
        }
        if !loaded.samples.is_empty() {
            if next.take_injected_back() {
                remarks.push("The scrambled candidates gave way to the original ones.".into());
            }
            if let Some(analysis) = next.analysis.take() {
                next.edits = AnalysisEdits::default();
                remarks.push(format!(
                    "{} is not used any more, since it does not know these candidates.",
                    analysis.name()
                ));
            }
            if !next.samples.is_empty() && recorded(&loaded.samples) != recorded(&next.samples) {
                if recorded(&next.samples) {
                    remarks
                        .push("Simulated candidates took the place of the recorded ones.".into());
                }
                next.samples.clear();
            }
            for mut sample in loaded.samples {
                let same = |other: &Arc<Sample>| {
                    other.name == sample.name && other.checksum == sample.checksum
                };
                next.samples.retain(|other| !same(other));
                let taken = |name: &str| next.samples.iter().any(|other| other.name == name);
                if taken(&sample.name) {
                    let free = (2..)
                        .map(|n| format!("{} ({n})", sample.name))
                        .find(|name| !taken(name));
                    let free = free.unwrap_or_default();
                    remarks.push(format!(
                        "There is a sample {} already: this one is called {free}.",
                        sample.name
                    ));
                    Arc::make_mut(&mut sample).name = free;
                }
                next.samples.push(sample);
            }
            next.maps.retain(|map| !map.is_scan());
            next.searched = None;
        }
        for catalogue in loaded.catalogues {
            let same = |other: &Arc<Catalogue>| {
                other.name == catalogue.name && other.checksum == catalogue.checksum
            };
            next.catalogues.retain(|other| !same(other));
            next.catalogues.push(catalogue);
        }
        if let Some(map) = loaded.map {
            next.put_map(OpenMap::of_file(&loaded.path, map, loaded.multi_order));
        }
        for region in loaded.regions {
            next.regions.retain(|other| other.name != region.name);
            next.regions.push(region);
        }
        next.forget_unused_files();
        next.settle_fit();
        next
    }

    /// Drops the demo from the list of files once none of its data are left.
    fn forget_unused_files(&mut self) {
        let simulated_left = self
            .samples
            .iter()
            .any(|sample| sample.provenance == Provenance::Simulated)
            || self
                .events
                .as_ref()
                .is_some_and(|events| events.provenance() == Provenance::Simulated)
            || self.detectors.iter().any(|open| is_demo(&open.path));
        if !simulated_left {
            self.files.retain(|file| !file.is_demo());
        }
    }
}
