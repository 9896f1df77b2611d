//! Opens the files that an analysis names: lists, good runs, areas and smearing, or built-in responses.
//!
//! Paths are relative to the analysis file. What a file gives wins over what is built in, and every sample says in
//! words which of the two was used.

mod responses;

pub use responses::is_file;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use nuscope_io::{ColumnChoice, Loaded, OpenOptions, Progress};
use nuscope_model::Sample;
use nuscope_scan::analysis::SampleEntry;
use nuscope_scan::{Analysis, Input, Settings};

/// An analysis with everything that its file names.
#[derive(Debug)]
pub struct Opened {
    /// The analysis as its file has it.
    pub analysis: Analysis,
    /// Its samples, ready for a likelihood.
    pub inputs: Vec<Input>,
    /// Its choices.
    pub settings: Settings,
    /// The files that were read, the analysis first.
    pub files: Vec<PathBuf>,
    /// What was skipped in them, in sentences.
    pub warnings: Vec<String>,
    /// Releases that were opened, for their other seasons.
    releases: Vec<(PathBuf, Loaded)>,
    /// Lists that were opened, for others in the same file.
    lists: Vec<(ListKey, Loaded)>,
}

/// What a list is opened by: its path, and which column is what.
type ListKey = (PathBuf, BTreeMap<String, String>);

impl Opened {
    /// Reads an analysis file and everything that it names.
    ///
    /// # Errors
    /// In words, what is wrong with which file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the analysis {}", path.display()))?;
        let analysis =
            Analysis::parse(&text).map_err(|error| anyhow::anyhow!("{error}: {path:?}"))?;
        let mut opened = Self {
            settings: analysis.settings.settings()?,
            inputs: Vec::new(),
            files: vec![path.to_owned()],
            warnings: Vec::new(),
            analysis: Analysis::default(),
            releases: Vec::new(),
            lists: Vec::new(),
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        for entry in &analysis.samples {
            let input = opened.sample(entry, folder)?;
            opened.inputs.push(input);
        }
        opened.releases.clear();
        opened.lists.clear();
        opened.analysis = analysis;
        Ok(opened)
    }

    fn sample(&mut self, entry: &SampleEntry, folder: &Path) -> anyhow::Result<Input> {
        let name = &entry.name;
        let season = match &entry.release {
            Some(path) => Some(self.season(path, entry, folder)?),
            None => None,
        };
        let responses = season.as_ref().map(|season| season.responses.clone());
        let mut sample = match season {
            Some(season) if entry.events.as_os_str().is_empty() => season,
            season => {
                let mut list = self.list(entry, folder)?;
                let uptime = season.and_then(|season| season.uptime);
                list.uptime = list.uptime.or(uptime);
                list
            }
        };
        sample.name.clone_from(name);
        let uptime = match &entry.uptime {
            Some(path) => {
                let loaded = self.open(path, folder)?;
                let uptime = loaded.uptimes.first();
                let uptime = uptime
                    .with_context(|| format!("a list of good runs is wanted: {:?}", loaded.path))?;
                Some(Arc::clone(uptime))
            }
            None => sample.uptime.clone(),
        };
        let known = self.known(entry, &responses.unwrap_or_default(), folder)?;
        let days = entry
            .livetime_days
            .or(uptime.as_ref().map(|uptime| uptime.livetime_days()));
        let livetime_days = days.or(sample.livetime_days).or(known.livetime_days);
        sample.uptime = uptime;
        sample.livetime_days = livetime_days;
        Ok(Input {
            sample: Arc::new(sample),
            livetime_days,
            area: known.area,
            migration: known.migration,
            psf: entry.psf,
            dec: entry.dec_range()?,
            origin: known.origin,
        })
    }

    /// The list of candidates that an entry names.
    fn list(&mut self, entry: &SampleEntry, folder: &Path) -> anyhow::Result<Sample> {
        let name = &entry.name;
        let key = (entry.events.clone(), entry.columns.clone());
        if !self.lists.iter().any(|(known, _)| *known == key) {
            let mut options = OpenOptions::default();
            for (key, choice) in &entry.columns {
                let choice: ColumnChoice = choice.parse().map_err(|_| {
                    anyhow::anyhow!(
                        "sample {name:?}: COLUMN[UNIT] is wanted for {key}, it is {choice:?}"
                    )
                })?;
                options.columns.insert(key.clone(), choice);
            }
            let loaded = self.open_with(&entry.events, folder, &options)?;
            self.lists.push((key.clone(), loaded));
        }
        let found = self.lists.iter().find(|(known, _)| *known == key);
        let (_, loaded) = found.context("the list was opened just now")?;
        Ok((**one_of(loaded, entry)?).clone())
    }

    /// The season of a release that an entry names; a release is read once.
    fn season(
        &mut self,
        release: &Path,
        entry: &SampleEntry,
        folder: &Path,
    ) -> anyhow::Result<Sample> {
        let path = folder.join(release);
        if !self.releases.iter().any(|(known, _)| *known == path) {
            let loaded = self.open(release, folder)?;
            self.releases.push((path.clone(), loaded));
        }
        let found = self.releases.iter().find(|(known, _)| *known == path);
        let samples = found.map_or(&[][..], |(_, loaded)| &loaded.samples);
        let wanted = entry.season.as_deref().unwrap_or(&entry.name);
        let season = samples.iter().find(|sample| sample.name == wanted);
        let Some(season) = season else {
            let names: Vec<&str> = samples.iter().map(|one| one.name.as_str()).collect();
            bail!(
                "no season {wanted:?} for sample {:?}; there are {}: {path:?}",
                entry.name,
                names.join(", ")
            );
        };
        Ok((**season).clone())
    }

    fn open(&mut self, path: &Path, folder: &Path) -> anyhow::Result<Loaded> {
        self.open_with(path, folder, &OpenOptions::default())
    }

    fn open_with(
        &mut self,
        path: &Path,
        folder: &Path,
        options: &OpenOptions,
    ) -> anyhow::Result<Loaded> {
        let path = if path.to_string_lossy().starts_with("demo:") {
            path.to_owned()
        } else {
            folder.join(path)
        };
        let loaded = nuscope_io::open_with(&path, options, &Progress::default())?;
        let warnings = loaded.warnings.0.iter();
        self.warnings
            .extend(warnings.map(|warning| format!("{}: {warning}", file_name(&path))));
        if path.is_dir() {
            self.files.extend(loaded.files.iter().cloned());
        } else {
            self.files.push(path);
        }
        Ok(loaded)
    }
}

/// The list of a file that a sample wants.
fn one_of<'a>(loaded: &'a Loaded, entry: &SampleEntry) -> anyhow::Result<&'a Arc<Sample>> {
    let (name, path) = (&entry.name, &loaded.path);
    let lists: Vec<&str> = loaded
        .samples
        .iter()
        .map(|list| list.name.as_str())
        .collect();
    match (&entry.list, loaded.samples.as_slice()) {
        (None, [only]) => Ok(only),
        (None, []) => {
            bail!("a list of candidates is wanted for sample {name:?}, this has none: {path:?}")
        }
        (None, _) => bail!(
            "one list of candidates is wanted for sample {name:?}, this has {}: choose one with list = \"NAME\", of {}: {path:?}",
            lists.len(),
            lists.join(", ")
        ),
        (Some(wanted), samples) => {
            let found = samples.iter().find(|sample| sample.name == *wanted);
            found.with_context(|| {
                let lists = lists.join(", ");
                format!(
                    "sample {name:?}: there is no list {wanted:?} here, there are {lists}: {path:?}"
                )
            })
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
