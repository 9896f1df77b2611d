//! Opens the files that an analysis names: lists, good runs, areas and smearing, or built-in responses.
//!
//! Paths are relative to the analysis file. What a file gives wins over what is built in, and every sample says in
//! words which of the two was used.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use nuscope_io::simulate::responses::{NAMES, Response};
use nuscope_io::{Loaded, OpenOptions, Progress};
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
}

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
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        for entry in &analysis.samples {
            let input = opened.sample(entry, folder)?;
            opened.inputs.push(input);
        }
        opened.analysis = analysis;
        Ok(opened)
    }

    fn sample(&mut self, entry: &SampleEntry, folder: &Path) -> anyhow::Result<Input> {
        let name = &entry.name;
        let loaded = self.open(&entry.events, folder)?;
        let [sample] = loaded.samples.as_slice() else {
            let lists = loaded.samples.len();
            let path = &loaded.path;
            bail!(
                "one list of candidates is wanted for sample {name:?}, this has {lists}: {path:?}"
            );
        };
        let mut sample = (**sample).clone();
        sample.name.clone_from(name);
        let built_in = match &entry.response {
            Some(response) => Some(Response::built_in(response).with_context(|| {
                let known = NAMES.join(", ");
                format!(
                    "sample {name:?}: there is no built-in response {response:?}; there are {known}"
                )
            })?),
            None => None,
        };
        let mut origin = Vec::new();
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
        let days = entry
            .livetime_days
            .or(uptime.as_ref().map(|uptime| uptime.livetime_days()));
        let livetime_days = days
            .or(sample.livetime_days)
            .or(built_in.as_ref().map(|response| response.livetime_days));
        let area = match &entry.effective_area {
            Some(path) => {
                let loaded = self.open(path, folder)?;
                let area = loaded.effective_areas.first();
                let area = area
                    .with_context(|| format!("an effective area is wanted: {:?}", loaded.path))?;
                origin.push(format!("area {}", file_name(path)));
                Some(Arc::clone(area))
            }
            None => None,
        };
        let migration = match &entry.smearing {
            Some(path) => {
                let path = folder.join(path);
                let migration = nuscope_io::read_energy_migration(&path)?;
                origin.push(format!("energies {}", file_name(&path)));
                self.files.push(path);
                Some(Arc::new(migration))
            }
            None => None,
        };
        if let Some(response) = built_in
            .as_ref()
            .filter(|_| area.is_none() || migration.is_none())
        {
            origin.push(response.origin());
        }
        let area = area.or_else(|| {
            built_in
                .as_ref()
                .map(|response| Arc::new(response.area_table()))
        });
        let migration = migration.or_else(|| {
            built_in
                .as_ref()
                .map(|response| Arc::new(response.migration_table()))
        });
        sample.uptime = uptime;
        sample.livetime_days = livetime_days;
        Ok(Input {
            sample: Arc::new(sample),
            livetime_days,
            area,
            migration,
            psf: entry.psf,
            dec: entry.dec_range()?,
            origin: origin.join(", "),
        })
    }

    fn open(&mut self, path: &Path, folder: &Path) -> anyhow::Result<Loaded> {
        let path = if path.to_string_lossy().starts_with("demo:") {
            path.to_owned()
        } else {
            folder.join(path)
        };
        let loaded = nuscope_io::open_with(&path, &OpenOptions::default(), &Progress::default())?;
        let warnings = loaded.warnings.0.iter();
        self.warnings
            .extend(warnings.map(|warning| format!("{}: {warning}", file_name(&path))));
        self.files.push(path);
        Ok(loaded)
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
