//! Writes how the open candidates are fitted as an analysis file, which opens again to the same likelihood.
//!
//! Samples know the checksum of their file, not its path: the open files are looked through for it. So a file that was
//! changed since it was opened is never named for what it was.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use nuscope_io::{Progress, sha256_of};
use nuscope_scan::Analysis;
use nuscope_scan::analysis::SampleEntry;

use crate::analysis::is_file;
use crate::document::{Document, OpenFile, is_demo};
use crate::fit_data::FitData;
use crate::fit_sample::FitSample;
use crate::partial;
use crate::relative_path::from_folder;
use crate::session::absolute;
use crate::view::ResponseChoice;

/// An analysis that was written.
#[derive(Debug)]
pub struct Written {
    /// Where.
    pub path: PathBuf,
    /// What it lacks, in sentences.
    pub remarks: Vec<String>,
}

/// The open files, by their checksums as far as they were asked for.
struct Files<'a> {
    open: &'a [OpenFile],
    sums: Vec<(PathBuf, String)>,
}

impl Files<'_> {
    /// The file with a checksum, and how its columns were named by hand.
    fn find(&mut self, checksum: &str) -> Option<(PathBuf, BTreeMap<String, String>)> {
        for open in self.open.iter().rev() {
            let within = open.files.iter().chain([&open.path]);
            for path in within.filter(|path| !is_demo(path) && path.is_file()) {
                let known = self.sums.iter().find(|(known, _)| known == path);
                let sum = match known {
                    Some((_, sum)) => sum.clone(),
                    None => {
                        let sum = sha256_of(path, &Progress::default()).unwrap_or_default();
                        self.sums.push((path.clone(), sum.clone()));
                        sum
                    }
                };
                if sum == checksum {
                    let columns = open.options.columns.iter();
                    let columns = columns.map(|(key, choice)| (key.clone(), choice.to_string()));
                    return Some((path.clone(), columns.collect()));
                }
            }
        }
        None
    }
}

impl Written {
    /// Writes how `document` is fitted; paths are as seen from the file.
    ///
    /// # Errors
    /// If a sample's file is not there any more, or the analysis cannot be written.
    pub fn to(path: &Path, document: &Document, fit: &FitData) -> anyhow::Result<Self> {
        let folder = absolute(path.parent().unwrap_or(Path::new("")));
        let mut files = Files {
            open: &document.files,
            sums: Vec::new(),
        };
        let mut analysis = Analysis {
            settings: fit.choices().clone(),
            ..Analysis::default()
        };
        if let Some(open) = &document.analysis {
            analysis.sources.clone_from(&open.analysis.sources);
        }
        let mut remarks = Vec::new();
        for sample in fit.samples() {
            if !sample.used {
                let name = &sample.known.sample.name;
                remarks.push(format!("{name} takes no part and is not in it."));
                continue;
            }
            let mut entry = entry(document, sample, &mut files)?;
            each_path(&mut entry, |path| from_folder(&absolute(path), &folder));
            analysis.samples.push(entry);
        }
        anyhow::ensure!(!analysis.samples.is_empty(), "no sample takes part in it");
        partial::write(path, analysis.to_toml().as_bytes())
            .with_context(|| format!("cannot write it: {path:?}"))?;
        Ok(Self {
            path: path.to_owned(),
            remarks,
        })
    }
}

/// Changes all paths of an entry but those of the demo.
fn each_path(entry: &mut SampleEntry, change: impl Fn(&Path) -> PathBuf) {
    let paths = [
        Some(&mut entry.events),
        entry.uptime.as_mut(),
        entry.release.as_mut(),
    ];
    let responses = [entry.effective_area.as_mut(), entry.smearing.as_mut()];
    for path in paths.into_iter().chain(responses).flatten() {
        if !is_demo(path) && !path.as_os_str().is_empty() {
            *path = change(path);
        }
    }
    if let Some(file) = entry.response.as_mut().filter(|response| is_file(response)) {
        *file = change(Path::new(file)).to_string_lossy().into_owned();
    }
}

/// A sample as the file names it, its paths whole.
fn entry(
    document: &Document,
    fit: &FitSample,
    files: &mut Files<'_>,
) -> anyhow::Result<SampleEntry> {
    let sample = &*fit.known.sample;
    let name = &sample.name;
    let changed = |what: &str| {
        format!(
            "the file of the {what} of {name:?} is not open as it was read: it was changed or moved"
        )
    };
    let mut entry = match (fit.known.entry(), &document.analysis) {
        (Some(entry), Some(analysis)) => {
            let folder = analysis.path.parent().unwrap_or(Path::new(""));
            let mut entry = entry.clone();
            each_path(&mut entry, |path| folder.join(path));
            entry
        }
        _ => SampleEntry::default(),
    };
    entry.name.clone_from(name);
    let keeps_own = matches!(
        fit.response,
        ResponseChoice::Own | ResponseChoice::Filled(_)
    );
    // A release that is named gives its responses too: without them its files are named one by one.
    let apart = entry.release.is_some() && !keeps_own;
    if apart {
        (entry.release, entry.season) = (None, None);
    }
    if fit.known.entry().is_none() || (apart && entry.events.as_os_str().is_empty()) {
        let others = document.samples.iter();
        let together = others
            .filter(|other| other.checksum == sample.checksum)
            .count()
            > 1;
        let demo = document.files.iter().find(|file| file.is_demo());
        let recipe = sample.checksum.starts_with("nuscope simulate sky");
        match demo.filter(|_| recipe) {
            Some(_) => entry.events = "demo:sky".into(),
            None => {
                let found = files
                    .find(&sample.checksum)
                    .with_context(|| changed("candidates"))?;
                (entry.events, entry.columns) = found;
            }
        }
        entry.list = together.then(|| name.clone());
        let own = &sample.responses;
        if let Some(area) = &own.effective_area {
            let found = files
                .find(&area.checksum)
                .with_context(|| changed("effective area"))?;
            entry.effective_area = Some(found.0);
        }
        if let Some(smearing) = &own.smearing {
            let found = files
                .find(&smearing.checksum)
                .with_context(|| changed("smearing"))?;
            entry.smearing = Some(found.0);
        }
        if let Some(uptime) = &sample.uptime {
            entry.uptime = files.find(&uptime.checksum).map(|found| found.0);
        }
    }
    if !keeps_own {
        (entry.effective_area, entry.smearing) = (None, None);
    }
    let file = entry
        .response
        .take()
        .filter(|response| keeps_own && is_file(response));
    entry.response = fit.response.built_in().map(str::to_owned).or(file);
    let of_runs = sample.uptime.as_ref().map(|uptime| uptime.livetime_days());
    if (entry.uptime.is_none() && entry.release.is_none()) || fit.livetime_days != of_runs {
        (entry.uptime, entry.livetime_days) = (None, fit.livetime_days);
    }
    entry.psf = fit.psf;
    Ok(entry)
}
