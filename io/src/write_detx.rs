//! Writes detectors as DETX version 5, so that simulated ones can be kept and read again.
//!
//! Numbers are written in the shortest form that reads back as the same number. The file has no place for what the
//! model does not keep: orientations are written as none (1 0 0 0), module time offsets as 0. A detector without
//! a number gets 0, one without an origin the zone 0N; the reader takes both as "not known".

use std::io::Write;
use std::path::Path;

use nuscope_model::{Detector, Provenance};

use crate::Result;
use crate::read_detx::SIMULATED_COMMENT;
use crate::write_file::write_file;

/// Writes `detector` to `path`; a file that is there is replaced once the new one is complete.
///
/// # Errors
/// If the file cannot be written.
pub fn write_detx(path: &Path, detector: &Detector) -> Result<()> {
    write_file(path, |file| {
        if detector.provenance == Provenance::Simulated {
            writeln!(file, "{SIMULATED_COMMENT}")?;
        }
        writeln!(file, "{} v5", detector.det_id.unwrap_or(0))?;
        writeln!(file, "0.0 999999999999.9")?;
        match &detector.origin {
            Some(origin) => writeln!(
                file,
                "UTM WGS84 {} {:?} {:?} {:?}",
                origin.zone, origin.easting_m, origin.northing_m, origin.height_m
            )?,
            None => writeln!(file, "UTM WGS84 0N 0.0 0.0 0.0")?,
        }
        writeln!(file, "{}", detector.modules().len())?;
        for module in detector.modules() {
            let p = module.position_m;
            writeln!(
                file,
                "{} {} {} {:?} {:?} {:?} 1 0 0 0 0 {} {}",
                module.id.0,
                module.string,
                module.floor,
                p.x,
                p.y,
                p.z,
                module.status,
                module.sensors
            )?;
            for sensor in detector.sensors_of(module) {
                let (p, u) = (sensor.position_m, sensor.looks);
                writeln!(
                    file,
                    " {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
                    sensor.pmt_id, p.x, p.y, p.z, u.x, u.y, u.z, sensor.t0_ns, sensor.status
                )?;
            }
        }
        Ok(())
    })
}
