//! Opens a folder as one release: lists of candidates with their good runs, effective areas and smearing.
//!
//! IceCube's 10-year release (events, irfs and uptime in folders of their own), its 3-year release (all in one
//! folder) and any other folder of tables are read the same way: every file is opened for what it is, and what
//! belongs to one season is put together by the season's name in the names of the files (`IC40_exp.csv`,
//! `IC40_effectiveArea.csv`). Only the folder and the folders in it are looked at; links are not followed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::error::grouped;
use crate::head::Head;
use crate::{Error, Loaded, Reading, Result, Warnings, formats};

/// The most files of a folder that are opened.
const MOST_FILES: usize = 500;

/// The most entries of all folders that are looked at.
const MOST_ENTRIES: usize = 10_000;

/// How many names of left out files are told.
const MOST_TOLD: usize = 5;

/// Reads all lists and responses in the folder.
///
/// # Errors
/// If it cannot be listed, or nothing in it is a list of candidates, a catalogue or a response.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let path = reading.path;
    let mut files = Files::default();
    files.collect(path, 0)?;
    files.found.sort();
    let mut warnings = Warnings::default();
    if files.found.len() > MOST_FILES || files.entries > MOST_ENTRIES {
        warnings.add(format!(
            "the folder has more than {} files; only the first {} are opened",
            grouped(MOST_FILES.min(files.found.len())),
            grouped(MOST_FILES)
        ));
        files.found.truncate(MOST_FILES);
    }
    warnings.count(
        files.links,
        "link was not followed",
        "links were not followed",
    );
    let (opened, left_out): (Vec<_>, Vec<_>) = files
        .found
        .into_par_iter()
        .map(|file| match read_file(&file, reading) {
            Ok(Some(loaded)) => Ok(Ok(loaded)),
            Ok(None) => Ok(Err((file, None))),
            Err(error) if error.is_cancelled() => Err(error),
            Err(error) => Ok(Err((file, Some(error)))),
        })
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .partition(std::result::Result::is_ok);
    let mut release = Loaded {
        path: path.into(),
        ..Loaded::default()
    };
    for loaded in opened.into_iter().flatten() {
        add(&mut release, loaded, &mut warnings);
    }
    tell(
        left_out.into_iter().filter_map(std::result::Result::err),
        &mut warnings,
    );
    if parts(&release) == 0 {
        return Err(Error::Nothing {
            format: "a folder".into(),
            wanted: "lists of candidates, catalogues or responses",
            found: match warnings.is_empty() {
                true => "it is empty".into(),
                false => warnings.to_string(),
            },
            path: path.into(),
        });
    }
    join(&mut release, &mut warnings);
    release.format = format_of(path, &release);
    release.warnings = warnings;
    Ok(release)
}

/// The files of a folder and of the folders in it.
#[derive(Default)]
struct Files {
    found: Vec<PathBuf>,
    entries: usize,
    links: usize,
}

impl Files {
    fn collect(&mut self, folder: &Path, depth: usize) -> Result<()> {
        let io = |source| Error::io("list the folder", source, folder);
        for entry in std::fs::read_dir(folder).map_err(io)? {
            let entry = entry.map_err(io)?;
            self.entries += 1;
            if self.entries > MOST_ENTRIES {
                break;
            }
            let kind = entry.file_type().map_err(io)?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_symlink() {
                self.links += 1;
            } else if kind.is_file() {
                self.found.push(entry.path());
            } else if kind.is_dir() && depth == 0 {
                self.collect(&entry.path(), depth + 1)?;
            }
        }
        Ok(())
    }
}

/// Reads one file; `None` if it is a text without a table.
fn read_file(path: &Path, release: &Reading) -> Result<Option<Loaded>> {
    let reading = Reading { path, ..*release };
    let head = Head::read(path)?;
    match formats::recognise(&head) {
        Some(format) => (format.read)(&reading).map(Some),
        None if head.is_text() => Ok(None),
        None => Err(Error::Unknown {
            found: head.describe(),
            path: path.into(),
        }),
    }
}

/// How many lists and responses there are.
fn parts(loaded: &Loaded) -> usize {
    loaded.samples.len()
        + loaded.catalogues.len()
        + loaded.effective_areas.len()
        + loaded.angular_resolutions.len()
        + loaded.smearings.len()
        + loaded.point_spreads.len()
        + loaded.energy_dispersions.len()
        + loaded.uptimes.len()
}

/// Adds what one file holds; full events, detectors, maps and plain tables are for opening by themselves.
fn add(release: &mut Loaded, file: Loaded, warnings: &mut Warnings) {
    let name = short(&file.path);
    if parts(&file) > 0 {
        release.files.push(file.path.clone());
    }
    for warning in file.warnings.0 {
        warnings.add(format!("{name}: {warning}"));
    }
    let others = [
        (file.events.is_some(), "events"),
        (file.detector.is_some(), "a detector"),
        (file.map.is_some(), "a sky map"),
        (!file.tables.is_empty(), "a table of no meaning here"),
    ];
    for (_, what) in others.into_iter().filter(|(there, _)| *there) {
        warnings.add(format!("{name} holds {what}; open it by itself"));
    }
    release.samples.extend(file.samples);
    release.catalogues.extend(file.catalogues);
    release.effective_areas.extend(file.effective_areas);
    release.angular_resolutions.extend(file.angular_resolutions);
    release.smearings.extend(file.smearings);
    release.point_spreads.extend(file.point_spreads);
    release.energy_dispersions.extend(file.energy_dispersions);
    release.uptimes.extend(file.uptimes);
}

/// Says which files were left out, and why.
fn tell(left_out: impl Iterator<Item = (PathBuf, Option<Error>)>, warnings: &mut Warnings) {
    let (mut texts, mut failed) = (Vec::new(), Vec::new());
    for (path, error) in left_out {
        match error {
            None => texts.push(short(&path)),
            Some(error) => failed.push((path, error)),
        }
    }
    if !texts.is_empty() {
        let more = texts.len().saturating_sub(MOST_TOLD);
        texts.truncate(MOST_TOLD);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        warnings.add(format!("texts without a table: {}{more}", texts.join(", ")));
    }
    let more = failed.len().saturating_sub(MOST_TOLD);
    for (path, error) in failed.into_iter().take(MOST_TOLD) {
        warnings.add(format!("{} was left out: {error}", short(&path)));
    }
    warnings.count(more, "other file was left out", "other files were left out");
}

fn short(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Gives every sample the good runs and responses of its season.
fn join(release: &mut Loaded, warnings: &mut Warnings) {
    for sample in &mut release.samples {
        let sample = Arc::make_mut(sample);
        let name = sample.name.clone();
        sample.uptime = release
            .uptimes
            .iter()
            .find(|uptime| uptime.name == name)
            .cloned();
        if let Some(uptime) = &sample.uptime {
            sample.livetime_days = Some(uptime.livetime_days());
        }
        let responses = &mut sample.responses;
        let resolutions = &release.angular_resolutions;
        responses.angular_resolution = resolutions.iter().find(|one| one.name == name).cloned();
        let area = |name: &str| release.effective_areas.iter().find(|one| one.name == name);
        let smearing = |name: &str| release.smearings.iter().find(|one| one.name == name);
        responses.effective_area = of_season(&name, area).cloned();
        responses.smearing = of_season(&name, smearing).cloned();
        if responses.effective_area.is_none() && !release.effective_areas.is_empty() {
            warnings.add(format!("no effective area for {name}"));
        }
        if sample.uptime.is_none() && !release.uptimes.is_empty() {
            warnings.add(format!("no list of good runs for {name}"));
        }
    }
}

/// What belongs to a season, or to the one whose responses it shares: "the effective area for this season
/// [IC86-2012, that is IC86_II] should be used for IC86-2012 through IC86-2017" (readme of the 10-year release).
fn of_season<'a, T>(name: &str, find: impl Fn(&str) -> Option<&'a Arc<T>>) -> Option<&'a Arc<T>> {
    const LATER: [&str; 5] = ["IC86_III", "IC86_IV", "IC86_V", "IC86_VI", "IC86_VII"];
    find(name).or_else(|| LATER.contains(&name).then(|| find("IC86_II"))?)
}

/// What the folder is, for people.
fn format_of(path: &Path, release: &Loaded) -> String {
    let has = |folder: &str| path.join(folder).is_dir();
    let some = |count: usize, one: &str, many: &str| match count {
        0 => String::new(),
        1 => format!(", 1 {one}"),
        count => format!(", {count} {many}"),
    };
    let lists = some(release.samples.len(), "list", "lists");
    let catalogues = some(release.catalogues.len(), "catalogue", "catalogues");
    let flat = release
        .samples
        .iter()
        .any(|sample| sample.responses.angular_resolution.is_some());
    let name = if has("events") && (has("irfs") || has("uptime")) {
        "IceCube release in folders of events, responses and good runs"
    } else if flat {
        "IceCube release with effective areas and angular resolutions"
    } else {
        "folder of tables"
    };
    format!("{name}{lists}{catalogues}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{OpenOptions, Progress};

    fn write(folder: &Path, files: &[(&str, &str)]) {
        for (name, content) in files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
    }

    fn read_all(path: &Path) -> Result<Loaded> {
        read(&Reading {
            path,
            options: &OpenOptions::default(),
            progress: &Progress::default(),
        })
    }

    const EVENTS: &str =
        "MJD[days] log10(E/GeV) AngErr[deg] RA[deg] Dec[deg]\n55000.5 3.5 0.5 10 20\n";
    const AREA: &str = "logEmin_nu logEmax_nu decmin decmax Aeff\n2.0 9.0 -90 90 7\n";

    #[test]
    fn seasons_are_put_together_by_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let uptime = "MJD_start[days] MJD_stop[days]\n54999 55001\n55002 55002.5\n";
        write(
            folder.path(),
            &[
                ("events/IC40_exp.csv", EVENTS),
                ("events/IC86_IV_exp.csv", EVENTS),
                ("uptime/IC40_exp.csv", uptime),
                ("irfs/IC40_effectiveArea.csv", AREA),
                ("irfs/IC86_II_effectiveArea.csv", &AREA.replace('7', "8")),
                ("readme.txt", "Dear reader,\nthis is a release.\n"),
                (".hidden.csv", EVENTS),
                ("a/b/c.csv", EVENTS),
            ],
        );
        let release = read_all(folder.path()).unwrap();
        assert_eq!(
            release.format,
            "IceCube release in folders of events, responses and good runs, 2 lists"
        );
        let names: Vec<_> = release
            .samples
            .iter()
            .map(|sample| sample.name.as_str())
            .collect();
        assert_eq!(names, ["IC40", "IC86_IV"]);
        assert_eq!(release.samples[0].livetime_days, Some(2.5));
        let area = |i: usize| release.samples[i].responses.effective_area.clone().unwrap();
        assert_eq!((area(0).area_cm2[0], area(1).area_cm2[0]), (7.0, 8.0));
        assert_eq!(
            release.warnings.to_string(),
            "texts without a table: readme.txt; no list of good runs for IC86_IV"
        );
    }

    #[test]
    fn what_is_left_out_of_a_folder_is_said() {
        let folder = tempfile::tempdir().unwrap();
        write(
            folder.path(),
            &[
                ("a.csv", EVENTS),
                ("b.csv", "RA,Dec\n1,2\n"),
                ("c.csv", "x,y\n1,2\n"),
            ],
        );
        let release = read_all(folder.path()).unwrap();
        assert_eq!(release.samples.len(), 1);
        let said = release.warnings.to_string();
        assert!(
            said.contains("c.csv holds a table of no meaning here; open it by itself"),
            "{said}"
        );
        assert!(
            said.contains("b.csv was left out: which column is ra and dec"),
            "{said}"
        );
    }

    #[test]
    fn a_folder_of_nothing_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = read_all(folder.path()).unwrap_err().to_string();
        assert!(
            error.starts_with(
                "a folder without any lists of candidates, catalogues or responses; it is empty"
            ),
            "{error}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write(folder.path(), &[("a.csv", EVENTS)]);
        write(other.path(), &[("b.csv", EVENTS)]);
        std::os::unix::fs::symlink(other.path(), folder.path().join("out")).unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("in")).unwrap();
        let release = read_all(folder.path()).unwrap();
        assert_eq!(release.samples.len(), 1);
        assert_eq!(release.warnings.to_string(), "2 links were not followed");
    }
}
