//! Reads KM3NeT detectors from DETX text, versions 1 to 5.
//!
//! After `det_id vN`, the validity, the UTM origin and the number of modules (version 1: `det_id modules` only)
//! come the modules, each with its photomultipliers:
//!
//! ```text
//! module  v1..v3  id string floor pmts
//!         v4      id string floor x y z q0 qx qy qz t0 pmts
//!         v5      id string floor x y z q0 qx qy qz t0 status pmts
//! pmt     v1, v2  id x y z dx dy dz t0            v3..v5  the same and status
//! ```
//!
//! Positions are absolute, in metres. A photomultiplier's channel is its place within its module. Up to version 3
//! a module has no position of its own: it is where the axes of its photomultipliers meet.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::str::{FromStr, SplitAsciiWhitespace};
use std::sync::Arc;

use glam::{DMat3, DVec3};
use nuscope_model::detector::UtmOrigin;
use nuscope_model::{Detector, Module, ModuleId, Provenance, Sensor};

use crate::head::{Head, Match};
use crate::{Error, Loaded, Reading, Result, Warnings};

/// The comment by which nuscope's own files say that their detector is not a real one.
pub(crate) const SIMULATED_COMMENT: &str = "# simulated by nuscope, not a real detector";

/// Whether a file begins as a detector does.
pub fn recognise(head: &Head) -> Match {
    if !head.is_text() {
        return Match::No;
    }
    let content = head
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<Vec<&str>> = content
        .take(3)
        .map(|line| line.split_ascii_whitespace().collect())
        .collect();
    let integers = |line: &[&str]| line.iter().all(|word| word.parse::<i64>().is_ok());
    match &lines[..] {
        [first, ..]
            if first.len() == 2 && integers(&first[..1]) && version_of(first[1]).is_some() =>
        {
            Match::Sure
        }
        [first, module, pmt]
            if first.len() == 2
                && integers(first)
                && module.len() == 4
                && integers(module)
                && pmt.len() == 8 =>
        {
            Match::Sure
        }
        [first, ..] if first.iter().all(|word| word.parse::<f64>().is_ok()) => Match::Possible,
        _ => Match::No,
    }
}

/// The number of a version such as `v5` or `V3`.
fn version_of(word: &str) -> Option<u32> {
    word.strip_prefix(['v', 'V'])?.parse().ok()
}

/// Reads the detector in `path`.
///
/// # Errors
/// If the file cannot be read, is of an unknown version, or a line of it is not what its place wants.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let path = reading.path;
    let bytes = reading.bytes()?;
    let text = String::from_utf8_lossy(&bytes);
    let (mut detector, version) = parse(&text, path)?;
    if text.lines().any(|line| line.trim() == SIMULATED_COMMENT) {
        detector.provenance = Provenance::Simulated;
    }
    Ok(Loaded {
        path: path.to_owned(),
        format: format!("DETX detector v{version}"),
        warnings: Warnings(detector.warnings.clone()),
        detector: Some(Arc::new(detector)),
        ..Loaded::default()
    })
}

/// Reads a detector and its version from text.
fn parse(text: &str, path: &Path) -> Result<(Detector, u32)> {
    let mut lines = Lines {
        lines: text.lines(),
        line: 0,
        path,
    };
    let mut first = lines.next("the number of the detector and the version")?;
    let det_id: i32 = first.word("the number of the detector")?;
    let second: String = first.word("the version (v1 to v5) or the number of modules")?;
    let (version, mut promised) = match version_of(&second) {
        Some(version @ 1..=5) => (version, None),
        Some(version) => {
            return Err(Error::Unsupported {
                wanted: "a DETX detector of version 1 to 5",
                found: format!("this is version {version}"),
                path: path.to_owned(),
            });
        }
        None => match second.parse::<usize>() {
            Ok(modules) => (1, Some(modules)),
            Err(_) => return Err(first.error("the version (v1 to v5)", &second)),
        },
    };
    let mut origin = None;
    if version > 1 {
        let mut validity = lines.next("the time of validity")?;
        validity.word::<f64>("the start of the validity")?;
        validity.word::<f64>("the end of the validity")?;
        origin = parse_origin(lines.next("the UTM origin")?)?;
    }
    let promised = match promised.take() {
        Some(promised) => promised,
        None => lines
            .next("the number of modules")?
            .word("the number of modules")?,
    };
    let (mut modules, mut sensors) = (Vec::new(), Vec::new());
    for number in 1..=promised {
        let what = format!("module {number} of {promised}");
        let module = parse_module(&mut lines, version, &what, &mut sensors)?;
        modules.push(module);
    }
    let mut warnings = Warnings::default();
    let mut further = 0;
    while lines.skip_to_content().is_some() {
        further += 1;
    }
    warnings.count(
        further,
        "line after the last module left out",
        "lines after the last module left out",
    );
    number_floors(&mut modules, &mut warnings);
    let mut seen = HashSet::new();
    let repeated = modules
        .iter()
        .filter(|module| !seen.insert(module.id))
        .count();
    warnings.count(
        repeated,
        "module has a number that another has; hits go to the first",
        "modules have numbers that others have; hits go to the first",
    );
    let name = path
        .file_stem()
        .map_or_else(|| "detector".into(), |stem| stem.to_string_lossy());
    let mut detector = Detector::new(name, modules, sensors);
    detector.det_id = (det_id != 0).then_some(det_id);
    detector.origin = origin;
    detector.warnings = warnings.0;
    Ok((detector, version))
}

/// `UTM WGS84 32N easting northing z`; a zone of number 0 says that the origin is not known.
fn parse_origin(mut line: Line) -> Result<Option<UtmOrigin>> {
    let wanted = "`UTM WGS84 ZONE easting northing z`";
    let grid: String = line.word(wanted)?;
    line.word::<String>(wanted)?;
    let zone: String = line.word(wanted)?;
    if !grid.eq_ignore_ascii_case("UTM") {
        return Err(line.error(wanted, &grid));
    }
    let origin = UtmOrigin {
        easting_m: line.finite("the easting in metres")?,
        northing_m: line.finite("the northing in metres")?,
        height_m: line.finite("the height in metres")?,
        zone,
    };
    let zone_number = origin
        .zone
        .trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    Ok((zone_number.parse() != Ok(0)).then_some(origin))
}

/// One module with its photomultipliers, which are added to `sensors`.
fn parse_module(
    lines: &mut Lines,
    version: u32,
    what: &str,
    sensors: &mut Vec<Sensor>,
) -> Result<Module> {
    let mut line = lines.next(what)?;
    let id = line.word("the number of a module (0 or more)")?;
    let string = line.word("the number of a string")?;
    let floor = line.word("the number of a floor")?;
    let mut position_m = None;
    let mut status = 0;
    if version >= 4 {
        position_m = Some(line.vector("the position of the module")?);
        for _ in 0..4 {
            line.finite("the quaternion of the module")?;
        }
        line.finite("the time offset of the module")?;
        if version >= 5 {
            status = line.word::<i64>("the status of the module")? as i32;
        }
    }
    let pmts: u32 = line.word("the number of photomultipliers")?;
    line.end("the number of photomultipliers")?;
    let first = sensors.len();
    for pmt in 1..=pmts {
        let mut line = lines.next(&format!("photomultiplier {pmt} of {pmts} of {what}"))?;
        let pmt_id = line.word("the number of a photomultiplier (0 or more)")?;
        let position_m = line.vector("the position of the photomultiplier")?;
        let looks = line.vector("the direction of the photomultiplier")?;
        // Only where it is needed, so that what was normalised before stays the same to the last bit.
        let looks = match (looks.length_squared() - 1.0).abs() < 1e-12 {
            true => looks,
            false => looks.normalize_or_zero(),
        };
        let t0_ns = line.finite("the time offset of the photomultiplier")?;
        let status = match version {
            3.. => line.word::<i64>("the status of the photomultiplier")? as i32,
            _ => 0,
        };
        line.end("the photomultiplier")?;
        sensors.push(Sensor {
            pmt_id,
            position_m,
            looks,
            t0_ns,
            status,
        });
    }
    let position_m = match position_m {
        Some(position_m) => position_m,
        None => meeting_point_m(&sensors[first..]),
    };
    Ok(Module {
        id: ModuleId(id),
        string,
        floor,
        position_m,
        first_sensor: first as u32,
        sensors: pmts,
        status,
    })
}

/// The point nearest to the axes of all photomultipliers, or their mean position where the axes do not meet nearby.
///
/// Least squares: the distance to an axis through p along u is |(1 - u uᵀ)(x - p)|, so the best x solves
/// Σ (1 - u uᵀ) x = Σ (1 - u uᵀ) p.
fn meeting_point_m(sensors: &[Sensor]) -> DVec3 {
    if sensors.is_empty() {
        return DVec3::ZERO;
    }
    let mean = sensors
        .iter()
        .map(|sensor| sensor.position_m)
        .sum::<DVec3>()
        / sensors.len() as f64;
    let (mut matrix, mut vector) = (DMat3::ZERO, DVec3::ZERO);
    let mut spread_m: f64 = 0.0;
    for sensor in sensors {
        let u = sensor.looks;
        let across = DMat3::IDENTITY - DMat3::from_cols(u * u.x, u * u.y, u * u.z);
        matrix += across;
        // About the mean, because positions of thousands of metres would eat the precision.
        vector += across * (sensor.position_m - mean);
        spread_m = spread_m.max(sensor.position_m.distance(mean));
    }
    let count = sensors.len() as f64;
    if (matrix * (1.0 / count)).determinant() < 1e-6 {
        return mean;
    }
    let offset = matrix.inverse() * vector;
    match offset.length() <= 2.0 * spread_m {
        true => mean + offset,
        false => mean,
    }
}

/// Gives floors to modules of strings whose floors are all negative: 1 at the bottom, upwards.
fn number_floors(modules: &mut [Module], warnings: &mut Warnings) {
    let mut strings: HashMap<i32, Vec<usize>> = HashMap::new();
    for (i, module) in modules.iter().enumerate() {
        strings.entry(module.string).or_default().push(i);
    }
    let mut numbered = 0;
    for mut members in strings.into_values() {
        if members.iter().any(|&i| modules[i].floor >= 0) {
            continue;
        }
        numbered += members.len();
        members.sort_by(|&a, &b| modules[a].position_m.z.total_cmp(&modules[b].position_m.z));
        for (floor, i) in (1..).zip(members) {
            modules[i].floor = floor;
        }
    }
    warnings.count(
        numbered,
        "module had no floor and is numbered by height",
        "modules had no floor and are numbered by height on their strings",
    );
}

/// The lines that are neither blank nor comments.
struct Lines<'a> {
    lines: std::str::Lines<'a>,
    line: usize,
    path: &'a Path,
}

impl<'a> Lines<'a> {
    fn skip_to_content(&mut self) -> Option<&'a str> {
        loop {
            self.line += 1;
            let line = self.lines.next()?.trim();
            if !line.is_empty() && !line.starts_with('#') {
                return Some(line);
            }
        }
    }

    fn next(&mut self, wanted: &str) -> Result<Line<'a>> {
        match self.skip_to_content() {
            Some(text) => Ok(Line {
                words: text.split_ascii_whitespace(),
                line: self.line,
                path: self.path,
            }),
            None => Err(Error::Line {
                line: self.line,
                wanted: wanted.to_owned(),
                found: "the end of the file".into(),
                path: self.path.to_owned(),
            }),
        }
    }
}

/// One line, read word by word.
struct Line<'a> {
    words: SplitAsciiWhitespace<'a>,
    line: usize,
    path: &'a Path,
}

impl Line<'_> {
    fn error(&self, wanted: &str, found: &str) -> Error {
        let found: String = found.chars().take(40).collect();
        Error::Line {
            line: self.line,
            wanted: wanted.to_owned(),
            found: if found.is_empty() {
                "the end of the line".into()
            } else {
                format!("{found:?}")
            },
            path: self.path.to_owned(),
        }
    }

    fn word<T: FromStr>(&mut self, wanted: &str) -> Result<T> {
        let word = self.words.next().unwrap_or("");
        match word.parse() {
            Ok(value) if !word.is_empty() => Ok(value),
            _ => Err(self.error(wanted, word)),
        }
    }

    fn finite(&mut self, wanted: &str) -> Result<f64> {
        let value: f64 = self.word(wanted)?;
        match value.is_finite() {
            true => Ok(value),
            false => Err(self.error(wanted, &value.to_string())),
        }
    }

    fn vector(&mut self, wanted: &str) -> Result<DVec3> {
        Ok(DVec3::new(
            self.finite(wanted)?,
            self.finite(wanted)?,
            self.finite(wanted)?,
        ))
    }

    fn end(&mut self, last: &str) -> Result<()> {
        match self.words.next() {
            None => Ok(()),
            Some(word) => Err(self.error(&format!("nothing more after {last}"), word)),
        }
    }
}
