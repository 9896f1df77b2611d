//! HDF5 files by what they hold: KM3NeT's events, those of SeaTray and IceTray, or plain tables.
//!
//! All begin alike, so that the names of the tables decide, and the file is opened only once.

use crate::hdf5_file::Hdf5File;
use crate::head::{Head, Match};
use crate::{Loaded, Reading, Result};
use crate::{read_km3net_hdf5, read_seatray_hdf5, read_table_hdf5};

/// Whether a file begins as HDF5 does, possibly after a user block.
pub fn recognise(head: &Head) -> Match {
    let signature = b"\x89HDF\r\n\x1a\n";
    let at = |offset: usize| {
        head.bytes
            .get(offset..)
            .is_some_and(|rest| rest.starts_with(signature))
    };
    match [0, 512, 1024, 2048, 4096, 8192].into_iter().any(at) {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Opens an HDF5 file: reads the headers of its events, or all of its tables.
///
/// # Errors
/// If it is not HDF5 or damaged, or holds neither events nor tables.
pub fn read(reading: &Reading) -> Result<Loaded> {
    reading.refuse_packed("an unpacked HDF5 file")?;
    let file = Hdf5File::open(reading.path)?;
    if read_km3net_hdf5::fits(&file) {
        return read_km3net_hdf5::read(&file, reading);
    }
    match read_seatray_hdf5::read(&file, reading)? {
        Some(loaded) => Ok(loaded),
        None => read_table_hdf5::read(&file, reading),
    }
}
