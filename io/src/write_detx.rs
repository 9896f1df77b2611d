//! Writes detectors as DETX text of any version, or as DATX, so that simulated ones can be kept and read again.
//!
//! Numbers are written in the shortest form that reads back as the same number. The files have no place for what the
//! model does not keep: orientations are written as none (1 0 0 0), module time offsets as 0. A detector without
//! a number gets 0, one without an origin the zone 0N; the readers take both as "not known". Versions before 5 lose
//! the status of modules, before 4 their positions, before 3 the status of photomultipliers, before 2 the origin.

use std::io::{Result as IoResult, Write};
use std::path::Path;

use glam::DVec3;
use nuscope_model::detector::UtmOrigin;
use nuscope_model::{Detector, Module, Sensor};
use nuscope_table::Note;

use crate::Result;
use crate::detector_notes::Notes;
use crate::write_file::write_file;

/// The start and end of the validity, in seconds since 1970: always.
const VALIDITY_S: (f64, f64) = (0.0, 999_999_999_999.9);

/// Writes `detector` to `path` as DETX 5; a file that is there is replaced once the new one is complete.
///
/// # Errors
/// If the file cannot be written.
pub fn write_detx(path: &Path, detector: &Detector) -> Result<()> {
    write_detx_version(path, detector, 5)
}

/// Writes `detector` to `path` as DETX of a version; below 1 is version 1, above 5 is version 5.
///
/// # Errors
/// If the file cannot be written.
pub fn write_detx_version(path: &Path, detector: &Detector, version: u32) -> Result<()> {
    write_detx_with(path, detector, version, &[])
}

/// As [`write_detx_version`], with `notes` about where the detector comes from in the comments.
///
/// # Errors
/// If the file cannot be written.
pub fn write_detx_with(
    path: &Path,
    detector: &Detector,
    version: u32,
    notes: &[Note],
) -> Result<()> {
    let version = version.clamp(1, 5);
    write_file(path, |file| {
        for note in Notes::of(detector) {
            writeln!(file, "{note}")?;
        }
        for note in notes {
            writeln!(file, "{}", comment(note))?;
        }
        let (det_id, modules) = (detector.det_id.unwrap_or(0), detector.modules().len());
        if version == 1 {
            writeln!(file, "{det_id} {modules}")?;
        } else {
            let (from, to) = VALIDITY_S;
            let origin = origin_of(detector);
            writeln!(file, "{det_id} v{version}\n{from:?} {to:?}")?;
            writeln!(
                file,
                "UTM WGS84 {} {:?} {:?} {:?}\n{modules}",
                origin.zone, origin.easting_m, origin.northing_m, origin.height_m
            )?;
        }
        for module in detector.modules() {
            write_module(file, module, version)?;
            for sensor in detector.sensors_of(module) {
                write_sensor(file, sensor, version)?;
            }
        }
        Ok(())
    })
}

fn origin_of(detector: &Detector) -> UtmOrigin {
    let unknown = || UtmOrigin {
        zone: "0N".into(),
        easting_m: 0.0,
        northing_m: 0.0,
        height_m: 0.0,
    };
    detector.origin.clone().unwrap_or_else(unknown)
}

fn write_module(file: &mut impl Write, module: &Module, version: u32) -> IoResult<()> {
    let (id, p) = (module.id.0, module.position_m);
    write!(file, "{id} {} {}", module.string, module.floor)?;
    if version >= 4 {
        write!(file, " {:?} {:?} {:?} 1 0 0 0 0", p.x, p.y, p.z)?;
    }
    if version >= 5 {
        write!(file, " {}", module.status)?;
    }
    writeln!(file, " {}", module.sensors)
}

fn write_sensor(file: &mut impl Write, sensor: &Sensor, version: u32) -> IoResult<()> {
    let (p, u) = (sensor.position_m, sensor.looks);
    write!(
        file,
        " {} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        sensor.pmt_id, p.x, p.y, p.z, u.x, u.y, u.z, sensor.t0_ns
    )?;
    if version >= 3 {
        write!(file, " {}", sensor.status)?;
    }
    writeln!(file)
}

/// Writes `detector` to `path` as DATX 5; a file that is there is replaced once the new one is complete.
///
/// # Errors
/// If the file cannot be written.
pub fn write_datx(path: &Path, detector: &Detector) -> Result<()> {
    write_datx_with(path, detector, &[])
}

/// As [`write_datx`], with `notes` about where the detector comes from in the comments.
///
/// # Errors
/// If the file cannot be written.
pub fn write_datx_with(path: &Path, detector: &Detector, notes: &[Note]) -> Result<()> {
    write_file(path, |file| {
        for note in Notes::of(detector) {
            file.write_all(b"####")?;
            text(file, note)?;
        }
        for note in notes {
            file.write_all(b"####")?;
            text(file, &comment(note))?;
        }
        integer(file, detector.det_id.unwrap_or(0))?;
        text(file, "V5")?;
        numbers(file, &[VALIDITY_S.0, VALIDITY_S.1])?;
        let origin = origin_of(detector);
        for word in ["UTM", "WGS84", &origin.zone] {
            text(file, word)?;
        }
        numbers(
            file,
            &[origin.easting_m, origin.northing_m, origin.height_m],
        )?;
        integer(file, detector.modules().len() as i32)?;
        for module in detector.modules() {
            integer(file, module.id.0 as i32)?;
            integer(file, module.string)?;
            integer(file, module.floor)?;
            vector(file, module.position_m)?;
            numbers(file, &[1.0, 0.0, 0.0, 0.0, 0.0])?;
            integer(file, module.status)?;
            integer(file, module.sensors as i32)?;
            for sensor in detector.sensors_of(module) {
                integer(file, sensor.pmt_id as i32)?;
                vector(file, sensor.position_m)?;
                vector(file, sensor.looks)?;
                numbers(file, &[sensor.t0_ns])?;
                integer(file, sensor.status)?;
            }
        }
        Ok(())
    })
}

/// A note as a comment line, `#` included.
fn comment(note: &Note) -> String {
    let line = match note.key.as_str() {
        "" => format!("# {}", note.value),
        key => format!("# {key}: {}", note.value),
    };
    line.replace(['\n', '\r'], " ")
}

fn integer(file: &mut impl Write, value: i32) -> IoResult<()> {
    file.write_all(&value.to_le_bytes())
}

fn numbers(file: &mut impl Write, values: &[f64]) -> IoResult<()> {
    values
        .iter()
        .try_for_each(|value| file.write_all(&value.to_le_bytes()))
}

fn vector(file: &mut impl Write, value: DVec3) -> IoResult<()> {
    numbers(file, &value.to_array())
}

fn text(file: &mut impl Write, value: &str) -> IoResult<()> {
    integer(file, value.len() as i32)?;
    file.write_all(value.as_bytes())
}
