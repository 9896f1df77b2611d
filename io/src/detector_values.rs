//! Reads a KM3NeT detector from its values in their order, which text (DETX) and binary (DATX) share.
//!
//! After the number of the detector and the version come the validity, the UTM origin and the number of modules
//! (version 1: the number of modules only), then the modules, each with its photomultipliers:
//!
//! ```text
//! module  v1..v3  id string floor pmts
//!         v4      id string floor x y z q0 qx qy qz t0 pmts
//!         v5      id string floor x y z q0 qx qy qz t0 status pmts
//! pmt     v1, v2  id x y z dx dy dz t0            v3..v5  the same and status
//! ```
//!
//! Positions are absolute, in metres. A photomultiplier's channel is its place within its module.
//!
//! Sources: the public files of KM3NeT; KM3io.jl `src/hardware.jl` for the order in binary.

use std::fmt::{Arguments, Display};

use glam::DVec3;
use nuscope_model::detector::UtmOrigin;
use nuscope_model::{Module, ModuleId, Sensor};

use crate::detector_parts::{Parts, Spot, meeting_point_m};
use crate::{Error, Reading, Result};

/// A detector's values, one after another. `wanted` says what a value is, for errors.
pub(crate) trait Values {
    /// What can be read, for errors.
    const WANTED: &'static str;

    /// Begins a module, a photomultiplier or a part of the header: a line of its own in text.
    fn begin(&mut self, wanted: Arguments) -> Result<()>;
    /// A word.
    fn word(&mut self, wanted: &str) -> Result<String>;
    /// A whole number, 0 or more.
    fn count(&mut self, wanted: &str) -> Result<u32>;
    /// A whole number.
    fn integer(&mut self, wanted: &str) -> Result<i32>;
    /// A number, perhaps not finite.
    fn number(&mut self, wanted: &str) -> Result<f64>;
    /// The error of a value that cannot be used.
    fn error(&self, wanted: &str, found: &dyn Display) -> Error;
    /// Ends what was begun.
    fn end(&mut self, last: &str) -> Result<()>;
    /// Whether so many photomultipliers of at least `bytes` each can follow.
    fn check(&self, pmts: u32, bytes: usize) -> Result<()>;

    /// A finite number.
    fn finite(&mut self, wanted: &str) -> Result<f64> {
        let value = self.number(wanted)?;
        match value.is_finite() {
            true => Ok(value),
            false => Err(self.error(wanted, &format!("{:?}", value.to_string()))),
        }
    }

    /// Three finite numbers.
    fn vector(&mut self, wanted: &str) -> Result<DVec3> {
        Ok(DVec3::new(
            self.finite(wanted)?,
            self.finite(wanted)?,
            self.finite(wanted)?,
        ))
    }
}

/// What the values hold.
pub(crate) struct Parsed {
    /// The number of the detector; `None` for 0.
    pub(crate) det_id: Option<i32>,
    /// The version of the format.
    pub(crate) version: u32,
    /// Where its origin is.
    pub(crate) origin: Option<UtmOrigin>,
    /// Its modules and photomultipliers.
    pub(crate) parts: Parts,
}

/// The number of a version such as `v5` or `V3`.
pub(crate) fn version_of(word: &str) -> Option<u32> {
    word.strip_prefix(['v', 'V'])?.parse().ok()
}

/// Reads a whole detector, of a content of `bytes`.
pub(crate) fn read_values(
    values: &mut impl Values,
    reading: &Reading,
    bytes: usize,
) -> Result<Parsed> {
    values.begin(format_args!("the number of the detector and the version"))?;
    let det_id = values.integer("the number of the detector")?;
    let second = values.word("the version (v1 to v5) or the number of modules")?;
    let (version, given) = version_and_modules(values, &second, reading)?;
    let mut origin = None;
    if version > 1 {
        values.begin(format_args!("the time of validity"))?;
        values.number("the start of the validity")?;
        values.number("the end of the validity")?;
        values.begin(format_args!("the UTM origin"))?;
        origin = read_origin(values)?;
    }
    let promised = match given {
        Some(promised) => promised,
        None => {
            values.begin(format_args!("the number of modules"))?;
            values.count("the number of modules")?
        }
    };
    let mut limits = reading.limits(bytes);
    let mut parts = Parts::default();
    for number in 1..=promised {
        if number % 64 == 1 {
            let step = reading.progress.step(number as usize, promised as usize);
            step.map_err(|error| reading.error(error))?;
        }
        let before = parts.sensors.len();
        read_module(values, version, (number, promised), &mut parts)?;
        let taken = size_of::<Module>() + size_of::<Sensor>() * (parts.sensors.len() - before);
        let taken = limits.take(taken as u64, "the photomultipliers");
        taken.map_err(|error| reading.error(error))?;
    }
    Ok(Parsed {
        det_id: (det_id != 0).then_some(det_id),
        version,
        origin,
        parts,
    })
}

/// The version, and the number of modules where that stands in the version's place.
fn version_and_modules<V: Values>(
    values: &V,
    second: &str,
    reading: &Reading,
) -> Result<(u32, Option<u32>)> {
    match (version_of(second), second.parse()) {
        (Some(version @ 1..=5), _) => Ok((version, None)),
        (Some(version), _) => Err(Error::Unsupported {
            wanted: V::WANTED,
            found: format!("this is version {version}"),
            path: reading.path.to_owned(),
        }),
        (None, Ok(modules)) => Ok((1, Some(modules))),
        (None, Err(_)) => Err(values.error("the version (v1 to v5)", &format!("{second:?}"))),
    }
}

/// `UTM WGS84 32N easting northing z`; a zone of number 0 says that the origin is not known.
fn read_origin(values: &mut impl Values) -> Result<Option<UtmOrigin>> {
    let wanted = "`UTM WGS84 ZONE easting northing z`";
    let grid = values.word(wanted)?;
    values.word(wanted)?;
    let zone = values.word(wanted)?;
    if !grid.eq_ignore_ascii_case("UTM") {
        return Err(values.error(wanted, &format!("{grid:?}")));
    }
    let origin = UtmOrigin {
        easting_m: values.finite("the easting in metres")?,
        northing_m: values.finite("the northing in metres")?,
        height_m: values.finite("the height in metres")?,
        zone,
    };
    let zone_number = origin
        .zone
        .trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    Ok((zone_number.parse() != Ok(0)).then_some(origin))
}

/// One module with its photomultipliers.
fn read_module(
    values: &mut impl Values,
    version: u32,
    (number, promised): (u32, u32),
    parts: &mut Parts,
) -> Result<()> {
    values.begin(format_args!("module {number} of {promised}"))?;
    let id = values.count("the number of a module (0 or more)")?;
    let string = values.integer("the number of a string")?;
    let floor = values.integer("the number of a floor")?;
    let mut position_m = None;
    let mut status = 0;
    if version >= 4 {
        position_m = Some(values.vector("the position of the module")?);
        for _ in 0..4 {
            values.number("the quaternion of the module")?;
        }
        values.number("the time offset of the module")?;
        if version >= 5 {
            status = values.integer("the status of the module")?;
        }
    }
    let pmts = values.count("the number of photomultipliers")?;
    values.end("the number of photomultipliers")?;
    values.check(pmts, if version >= 3 { 64 } else { 60 })?;
    let first = parts.sensors.len();
    for pmt in 1..=pmts {
        values.begin(format_args!(
            "photomultiplier {pmt} of {pmts} of module {number} of {promised}"
        ))?;
        let sensor = read_sensor(values, version)?;
        values.end("the photomultiplier")?;
        parts.sensors.push(sensor);
    }
    let spot = match position_m {
        Some(position_m) => Spot::Given(position_m),
        None => match meeting_point_m(&parts.sensors[first..]) {
            Some(position_m) => Spot::Given(position_m),
            None => Spot::NotGiven,
        },
    };
    parts.close_module(ModuleId(id), (string, floor), spot, status);
    Ok(())
}

fn read_sensor(values: &mut impl Values, version: u32) -> Result<Sensor> {
    let pmt_id = values.count("the number of a photomultiplier (0 or more)")?;
    let position_m = values.vector("the position of the photomultiplier")?;
    let looks = values.vector("the direction of the photomultiplier")?;
    let t0_ns = values.finite("the time offset of the photomultiplier")?;
    let status = match version {
        3.. => values.integer("the status of the photomultiplier")?,
        _ => 0,
    };
    Ok(Sensor {
        pmt_id,
        position_m,
        looks: unit(looks),
        t0_ns,
        status,
    })
}

/// The vector at length 1, or zero; only where it is needed, so that what was normalised before stays the same to
/// the last bit.
pub(crate) fn unit(looks: DVec3) -> DVec3 {
    match (looks.length_squared() - 1.0).abs() < 1e-12 {
        true => looks,
        false => looks.normalize_or_zero(),
    }
}
