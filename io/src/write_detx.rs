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

use crate::detector_notes::Notes;
use crate::write_file::write_file;
use crate::{Result, Warnings};

/// The start and end of the validity, in seconds since 1970: always.
const VALIDITY_S: (f64, f64) = (0.0, 999_999_999_999.9);

/// Writes `detector` to `path` as DETX 5; a file that is there is replaced once the new one is complete.
///
/// # Errors
/// If the file cannot be written.
pub fn write_detx(path: &Path, detector: &Detector) -> Result<()> {
    write_detx_version(path, detector, 5).map(|_| ())
}

/// Writes `detector` to `path` as DETX of a version; below 1 is version 1, above 5 is version 5. Returns what of it
/// that version has no place for.
///
/// # Errors
/// If the file cannot be written.
pub fn write_detx_version(path: &Path, detector: &Detector, version: u32) -> Result<Warnings> {
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
) -> Result<Warnings> {
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
    })?;
    Ok(lost(detector, version))
}

/// What of `detector` a version of DETX has no place for.
fn lost(detector: &Detector, version: u32) -> Warnings {
    let mut warnings = Warnings::default();
    let modules = |wanted: fn(&Module) -> bool| {
        let modules = detector.modules().iter();
        modules.filter(|module| wanted(module)).count()
    };
    let mut count = |since: u32, count: usize, one: &str, many: &str| {
        if version < since {
            let besides = |words: &str| format!("{words}, which DETX has since version {since}");
            warnings.count(count, &besides(one), &besides(many));
        }
    };
    count(
        2,
        usize::from(detector.origin.is_some()),
        "origin (UTM) is lost",
        "origins are lost",
    );
    let sensors = detector.sensors().iter();
    count(
        3,
        sensors.filter(|sensor| sensor.status != 0).count(),
        "status of a photomultiplier is lost",
        "statuses of photomultipliers are lost",
    );
    count(
        4,
        modules(|module| module.sensors == 0),
        "module without photomultipliers (a base) loses its position",
        "modules without photomultipliers (bases) lose their positions",
    );
    count(
        5,
        modules(|module| module.status != 0),
        "status of a module is lost",
        "statuses of modules are lost",
    );
    warnings
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_model::ModuleId;

    /// A base of status 7 below a module with a photomultiplier of status 1 and one of status 0.
    fn detector() -> Detector {
        let module = |id: u32, floor: i32, sensors: u32, status: i32| Module {
            id: ModuleId(id),
            string: 1,
            floor,
            position_m: DVec3::new(1.0, 2.0, 10.0 * f64::from(floor)),
            first_sensor: 0,
            sensors,
            status,
        };
        let sensor = |pmt_id: u32, status: i32| Sensor {
            pmt_id,
            position_m: DVec3::new(1.0, 2.0, 10.0),
            looks: DVec3::Z,
            t0_ns: 5.0,
            status,
        };
        let modules = vec![module(8, 0, 0, 7), module(9, 1, 2, 0)];
        let mut detector = Detector::new("two", modules, vec![sensor(1, 1), sensor(2, 0)]);
        detector.origin = Some(UtmOrigin {
            zone: "32N".into(),
            easting_m: 1.0,
            northing_m: 2.0,
            height_m: -3.0,
        });
        detector
    }

    #[test]
    fn what_a_version_has_no_place_for_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let said = |version: u32| {
            let path = folder.path().join(format!("{version}.detx"));
            let lost = write_detx_version(&path, &detector(), version).unwrap();
            let read = crate::open(&path).unwrap().detector.unwrap();
            let base = read.modules()[0].position_m == detector().modules()[0].position_m;
            assert_eq!(base, version >= 4, "v{version}");
            lost.to_string()
        };
        assert_eq!(said(5), "");
        insta::assert_snapshot!(said(4), @"1 status of a module is lost, which DETX has since version 5");
        insta::assert_snapshot!(said(3), @"1 module without photomultipliers (a base) loses its position, which DETX has since version 4; 1 status of a module is lost, which DETX has since version 5");
        insta::assert_snapshot!(said(1), @"1 origin (UTM) is lost, which DETX has since version 2; 1 status of a photomultiplier is lost, which DETX has since version 3; 1 module without photomultipliers (a base) loses its position, which DETX has since version 4; 1 status of a module is lost, which DETX has since version 5");
        assert_eq!(
            said(2),
            said(3).replace(
                "1 module",
                "1 status of a photomultiplier is lost, which DETX has since version 3; 1 module"
            )
        );
    }
}
