//! The table of all formats: name, how to recognise, how to read.
//!
//! A file's content decides; its name only breaks ties between rows that may fit (a table of numbers can look
//! like anything). To add a format: write `read_x.rs` and add one row.

use crate::head::{Head, Match};
use crate::read_release;
use crate::simulate::demo;
use crate::{Error, Loaded, Reading, Result};
use crate::{
    read_candidates, read_datx, read_detector_json, read_detx, read_event_json, read_evt, read_geo,
    read_hdf5, read_healpix, read_icecube_geometry, read_icecube_pulses, read_km3net_root,
    read_millipede, read_moc, read_npz, read_parquet, read_sqlite,
};
use crate::{read_table, read_voevent};

/// One format.
pub struct Format {
    /// What people call it.
    pub name: &'static str,
    /// How its files' names end, without the dot and in lower case; they only break ties.
    pub extensions: &'static [&'static str],
    /// Whether a file's beginning looks like it.
    pub recognise: fn(&Head) -> Match,
    /// Reads a file of it.
    pub read: fn(&Reading) -> Result<Loaded>,
}

/// All formats. Where two may fit and the name does not help, the first is taken.
pub const FORMATS: [Format; 22] = [
    Format {
        name: "built-in demo",
        extensions: &[],
        recognise: recognise_demo,
        read: read_demo,
    },
    Format {
        name: "HDF5 events or tables",
        extensions: &["h5", "hdf5", "hdf", "hd5"],
        recognise: read_hdf5::recognise,
        read: read_hdf5::read,
    },
    Format {
        name: "region of the sky (MOC)",
        extensions: &["moc"],
        recognise: read_moc::recognise,
        read: read_moc::read,
    },
    Format {
        name: "KM3NeT ROOT file",
        extensions: &["root"],
        recognise: read_km3net_root::recognise,
        read: read_km3net_root::read,
    },
    Format {
        name: "FITS table",
        extensions: &[],
        recognise: read_table::recognise_fits,
        read: read_table::read_fits,
    },
    Format {
        name: "VOTable",
        extensions: &["vot", "votable"],
        recognise: read_table::recognise_votable,
        read: read_table::read_votable_tables,
    },
    Format {
        name: "VOEvent alert",
        extensions: &["xml"],
        recognise: read_voevent::recognise,
        read: read_voevent::read,
    },
    Format {
        name: "ECSV table",
        extensions: &["ecsv"],
        recognise: read_table::recognise_ecsv,
        read: read_table::read_ecsv_table,
    },
    Format {
        name: "HEALPix FITS map",
        extensions: &["fits", "fit"],
        recognise: read_healpix::recognise,
        read: read_healpix::read,
    },
    Format {
        name: "text table",
        extensions: &["csv", "txt", "dat", "tsv"],
        recognise: read_candidates::recognise,
        read: read_candidates::read,
    },
    Format {
        name: "DETX detector",
        extensions: &["detx", "det"],
        recognise: read_detx::recognise,
        read: read_detx::read,
    },
    Format {
        name: "DATX detector",
        extensions: &["datx"],
        recognise: read_datx::recognise,
        read: read_datx::read,
    },
    Format {
        name: "JSON detector",
        extensions: &[],
        recognise: read_detector_json::recognise,
        read: read_detector_json::read,
    },
    Format {
        name: "KM3NeT JSON events",
        extensions: &["json"],
        recognise: read_event_json::recognise,
        read: read_event_json::read,
    },
    Format {
        name: "Prometheus detector",
        extensions: &["geo"],
        recognise: read_geo::recognise,
        read: read_geo::read,
    },
    Format {
        name: "IceCube geometry",
        extensions: &[],
        recognise: read_icecube_geometry::recognise,
        read: read_icecube_geometry::read,
    },
    Format {
        name: "IceCube pulses",
        extensions: &[],
        recognise: read_icecube_pulses::recognise,
        read: read_icecube_pulses::read,
    },
    Format {
        name: "Millipede energy losses",
        extensions: &[],
        recognise: read_millipede::recognise,
        read: read_millipede::read,
    },
    Format {
        name: "EVT events",
        extensions: &["evt"],
        recognise: read_evt::recognise,
        read: read_evt::read,
    },
    Format {
        name: "Parquet events or table",
        extensions: &["parquet"],
        recognise: read_parquet::recognise,
        read: read_parquet::read,
    },
    Format {
        name: "SQLite events or tables",
        extensions: &["db", "sqlite", "sqlite3"],
        recognise: read_sqlite::recognise,
        read: read_sqlite::read,
    },
    Format {
        name: "NumPy arrays",
        extensions: &["npy", "npz"],
        recognise: read_npz::recognise,
        read: read_npz::read,
    },
];

/// Reads a file by the row of the table that recognises it best, or a folder as one release.
///
/// # Errors
/// [`Error`] of the reader, or [`Error::Unknown`].
pub fn read(reading: &Reading) -> Result<Loaded> {
    let path = reading.path;
    if path.is_dir() {
        return read_release::read(reading);
    }
    let head = Head::read(path)?;
    match recognise(&head) {
        Some(format) => (format.read)(reading),
        None => Err(Error::Unknown {
            found: head.describe(),
            path: path.into(),
        }),
    }
}

/// The format of a file with this beginning.
pub fn recognise(head: &Head) -> Option<&'static Format> {
    let mut best: Option<(&'static Format, (Match, bool))> = None;
    for format in &FORMATS {
        let fit = ((format.recognise)(head), head.is_named(format.extensions));
        if fit.0 > Match::No && best.is_none_or(|(_, best)| fit > best) {
            best = Some((format, fit));
        }
    }
    best.map(|(format, _)| format)
}

/// Whether a path asks for a built-in demo, `demo:` or `demo:NAME`, and is no file.
pub fn is_demo(path: &std::path::Path) -> bool {
    path.to_str().is_some_and(|path| path.starts_with("demo:"))
}

/// Whether the path asks for a built-in demo: `demo:` or `demo:NAME`.
fn recognise_demo(head: &Head) -> Match {
    match head.demo_name() {
        Some(_) => Match::Sure,
        None => Match::No,
    }
}

fn read_demo(reading: &Reading) -> Result<Loaded> {
    let name = reading
        .path
        .to_str()
        .and_then(|path| path.strip_prefix("demo:"));
    demo::open(name.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::test_support::head;

    fn name(path: &str, bytes: &[u8]) -> Option<&'static str> {
        recognise(&head(path, bytes)).map(|format| format.name)
    }

    #[test]
    fn content_decides_whatever_the_name_says() {
        assert_eq!(
            name("a.csv", b"\x89HDF\r\n\x1a\n\0"),
            Some("HDF5 events or tables")
        );
        assert_eq!(
            name("a.h5", b"SIMPLE  =                    T"),
            Some("HEALPix FITS map")
        );
        assert_eq!(name("a.h5", b"RA[deg],Dec[deg]\n1,2\n"), Some("text table"));
        assert_eq!(name("a.txt", b"# x\n44 v2\n0 9\n"), Some("DETX detector"));
        assert_eq!(name("demo:sky", b""), Some("built-in demo"));
        assert_eq!(name("a.h5", b"\0\0\0\0"), None);
    }

    #[test]
    fn the_name_breaks_ties_between_texts() {
        assert_eq!(name("a.detx", b"1 2 3\n"), Some("DETX detector"));
        assert_eq!(name("a.dat", b"1 2 3\n"), Some("text table"));
        assert_eq!(name("a", b"1 2 3\n"), Some("text table"));
    }

    #[test]
    fn every_format_has_a_name_and_its_own_extensions() {
        for (i, format) in FORMATS.iter().enumerate() {
            assert!(!format.name.is_empty());
            for extension in format.extensions {
                assert_eq!(*extension, extension.to_lowercase());
                let others = FORMATS[i + 1..].iter().flat_map(|other| other.extensions);
                assert!(
                    others.into_iter().all(|other| other != extension),
                    "{extension}"
                );
            }
        }
    }
}
