//! Reads the geometries of the Prometheus simulation (`.geo`): text with a medium and one line per module.
//!
//! ```text
//! ### Metadata ###
//! Medium:  water | ice
//! DOM Radius [cm]:  30          (may be missing)
//! ### Modules ###
//! x  y  z  string  place        metres; both numbers count from 0
//! ```
//!
//! A module is one photomultiplier without a direction, numbered as modules on strings are everywhere here. Floors
//! are counted from the bottom, whatever the file's order.

use std::sync::Arc;

use glam::DVec3;
use nuscope_model::{Medium, ModuleId, Sensor};
use nuscope_table::text::number;

use crate::detector_parts::Parts;
use crate::head::{Head, Match};
use crate::{Error, Loaded, Reading, Result, Warnings};

const METADATA: &str = "### Metadata ###";
const MODULES: &str = "### Modules ###";

/// Whether a file begins as a geometry does.
pub fn recognise(head: &Head) -> Match {
    let first = head.lines().map(str::trim).find(|line| !line.is_empty());
    match first {
        Some(METADATA | MODULES) => Match::Sure,
        _ => Match::No,
    }
}

/// Reads the detector in `path`.
///
/// # Errors
/// If the file cannot be read, has no modules, or a line of it is not what its place wants.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut limits = reading.limits(bytes.len());
    let mut parts = Parts::default();
    let (mut medium, mut radius_cm) = (None, None);
    let mut warnings = Warnings::default();
    let mut in_modules = false;
    for (i, line) in text.lines().enumerate() {
        let line = line.trim();
        let error = |wanted: &str, found: &str| Error::Line {
            line: i + 1,
            wanted: wanted.to_owned(),
            found: format!("{:?}", found.chars().take(40).collect::<String>()),
            path: reading.path.to_owned(),
        };
        if line == MODULES {
            in_modules = true;
        } else if in_modules && !line.is_empty() {
            if i % 4096 == 0 {
                let step = reading.progress.step(parts.modules.len(), usize::MAX);
                step.map_err(|error| reading.error(error))?;
            }
            let taken = (size_of::<Sensor>() + size_of::<nuscope_model::Module>()) as u64;
            let taken = limits.take(taken, "the modules");
            taken.map_err(|error| reading.error(error))?;
            let (position_m, string, place) =
                module(line).ok_or_else(|| error("`x y z string place` of a module", line))?;
            let id = ModuleId::on_string(string, place);
            parts.add_undirected(id, string as i32, position_m);
        } else if let Some((key, value)) = line.split_once(':') {
            let value = value.trim();
            match key.trim() {
                "Medium" => {
                    medium = match value.to_ascii_lowercase().as_str() {
                        "water" => Some(Medium::WATER),
                        "ice" => Some(Medium::ICE),
                        _ => return Err(error("`water` or `ice` as the medium", value)),
                    };
                }
                "DOM Radius [cm]" => radius_cm = number(value.as_bytes()),
                other => warnings.add(format!("{other:?} is not known here")),
            }
        }
    }
    if parts.modules.is_empty() {
        return Err(Error::Nothing {
            format: "a Prometheus detector".into(),
            wanted: "modules",
            found: format!("no line follows {MODULES:?}"),
            path: reading.path.to_owned(),
        });
    }
    if medium.is_none() {
        warnings.add("the file does not say its medium: water is assumed");
    }
    let mut detector = parts.into_detector(reading.path, warnings);
    detector.medium = medium.unwrap_or(Medium::WATER);
    detector.has_t0 = false;
    let size = radius_cm.map(|radius| format!(", modules of {radius} cm radius"));
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: format!("Prometheus detector{}", size.unwrap_or_default()),
        warnings: Warnings(detector.warnings.clone()),
        detector: Some(Arc::new(detector)),
        ..Loaded::default()
    })
}

/// The position, string and place of a line; `None` if it is something else.
fn module(line: &str) -> Option<(DVec3, u32, u32)> {
    let mut words = line.split_ascii_whitespace();
    let mut next = || number(words.next()?.as_bytes()).filter(|value| value.is_finite());
    let position_m = DVec3::new(next()?, next()?, next()?);
    let mut whole = || next().filter(|value| value.fract() == 0.0 && (0.0..1e6).contains(value));
    let (string, place) = (whole()? as u32, whole()? as u32);
    words
        .next()
        .is_none()
        .then_some((position_m, string, place))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::test_support::{damaged, open_as, refusal};
    use proptest::prelude::*;

    const SOUND: &str = "### Metadata ###\nMedium:\tice\nDOM Radius [cm]:\t30\n### Modules ###\n\
        -58.5\t-13.25\t-1240.0\t0\t0\n-58.5\t-13.25\t-1224.5\t0\t1\n10\t0.5\t-1240.0\t3\t0\n";

    fn open(text: impl AsRef<[u8]>) -> Result<Loaded> {
        open_as("a.geo", text)
    }

    fn said(text: &str) -> String {
        match open(text) {
            Ok(loaded) => loaded.warnings.to_string(),
            refused => refusal(refused),
        }
    }

    #[test]
    fn modules_are_single_photomultipliers_numbered_on_their_strings() {
        let loaded = open(SOUND).unwrap();
        assert_eq!(
            loaded.format,
            "Prometheus detector, modules of 30 cm radius"
        );
        assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
        let detector = loaded.detector.unwrap();
        assert_eq!((detector.medium, detector.has_t0), (Medium::ICE, false));
        let module = detector.module(ModuleId::on_string(3, 0)).unwrap();
        assert_eq!((module.string, module.floor, module.sensors), (3, 1, 1));
        assert_eq!(module.position_m, DVec3::new(10.0, 0.5, -1240.0));
        assert_eq!(detector.sensors_of(module)[0].looks, DVec3::ZERO);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        insta::assert_snapshot!(said(&SOUND.replace("10\t0.5", "10\tx")), @r#"line 7: `x y z string place` of a module is wanted, found "10\tx\t-1240.0\t3\t0""#);
        insta::assert_snapshot!(said(&SOUND.replace("3\t0\n", "3\n")), @r#"line 7: `x y z string place` of a module is wanted, found "10\t0.5\t-1240.0\t3""#);
        insta::assert_snapshot!(said(&SOUND.replace("ice", "air")), @r#"line 2: `water` or `ice` as the medium is wanted, found "air""#);
        insta::assert_snapshot!(said(&SOUND.replace("Medium", "Colour")), @r#""Colour" is not known here; the file does not say its medium: water is assumed"#);
        insta::assert_snapshot!(said("### Metadata ###\nMedium:\twater\n### Modules ###\n"), @r####"a Prometheus detector without any modules; no line follows "### Modules ###""####);
        insta::assert_snapshot!(said(&SOUND.replace("3\t0", "0\t1")), @"1 module has a number that another has; hits go to the first");
    }

    proptest! {
        #[test]
        fn damaged_texts_never_panic(content in damaged(SOUND)) {
            open(content).ok();
        }
    }
}
