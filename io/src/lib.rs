//! Files in, model out; results out.
//!
//! [`open`] is the door: it recognises a file by its content (its name only breaks ties), reads what it
//! holds and says what it had to skip. Every format is one row of [`formats::FORMATS`].

pub mod built_in;
pub mod checksum;
mod column_names;
mod column_reading;
mod column_titles;
mod common_rows;
mod detector_notes;
mod detector_parts;
mod detector_values;
pub mod error;
mod evt_event;
mod evt_index;
pub mod formats;
mod geant_codes;
mod graphnet;
mod group_rows;
mod hdf5_again;
mod hdf5_append;
mod hdf5_columns;
mod hdf5_fields;
mod hdf5_file;
mod hdf5_kinds;
mod hdf5_stored;
mod hdf5_units;
mod hdf5_unpack;
pub mod head;
mod hit_times;
mod icecube_columns;
mod iso_date;
mod json_objects;
mod km3net_header;
mod km3net_hits;
mod km3net_names;
mod km3net_records;
mod km3net_track_rows;
mod km3net_tracks;
mod likelihood_scan;
pub mod loaded;
mod loaded_tables;
mod map_cells;
mod map_header;
mod moc_text;
mod placed_hits;
mod placed_modules;
mod prometheus;
pub mod provenance;
mod pulse_columns;
pub mod read_candidates;
pub mod read_datx;
pub mod read_detector_json;
pub mod read_detx;
pub mod read_energy_migration;
pub mod read_event_json;
pub mod read_evt;
pub mod read_geo;
pub mod read_hdf5;
pub mod read_healpix;
pub mod read_icecube_geometry;
pub mod read_icecube_pulses;
pub mod read_km3net_hdf5;
pub mod read_km3net_root;
pub mod read_millipede;
pub mod read_moc;
pub mod read_npz;
pub mod read_parquet;
pub mod read_release;
mod read_seatray_hdf5;
pub mod read_sqlite;
pub mod read_table;
mod read_table_hdf5;
pub mod read_voevent;
pub mod reading;
pub mod recognise_columns;
pub mod reduce;
mod response_tables;
mod root_daq;
mod root_dst;
mod root_file;
mod root_hits;
mod root_offline;
mod root_online;
pub mod root_summary;
mod root_tracks;
mod sample_table;
mod seatray_fits;
pub mod simulate;
mod string_feet;
pub(crate) mod tables;
#[cfg(test)]
mod test_support;
pub mod write_candidates;
pub mod write_detx;
mod write_file;
pub mod write_healpix;
pub mod write_km3net_hdf5;
pub mod write_moc;
pub mod write_multi_order;
pub mod write_table_hdf5;
pub mod write_tables;

pub use checksum::sha256_of;
pub use error::{ColumnQuestion, Error, Result, Warnings};
pub use loaded::{ColumnChoice, EventSource, EventsInMemory, Loaded, OpenOptions};
pub use loaded_tables::tables_of;
pub use nuscope_table::{self as table, Progress};
pub use provenance::Origins;
pub use read_energy_migration::{
    EnergyTable, migration_of, read_energy_migration, read_energy_table,
};
pub use reading::Reading;
pub use reduce::{Reduced, Reducer, Reduction};
pub use sample_table::table_of;
pub use write_candidates::write_candidates;
pub use write_detx::{
    write_datx, write_datx_with, write_detx, write_detx_version, write_detx_with,
};
pub use write_healpix::write_healpix;
pub use write_km3net_hdf5::{events_of, write_km3net_hdf5, write_km3net_hdf5_with};
pub use write_moc::{write_moc, write_moc_with};
pub use write_multi_order::write_multi_order;
pub use write_table_hdf5::write_table_hdf5;
pub use write_tables::write_tables;

use std::path::Path;

/// Opens a file of any known format, or a built-in demo such as `demo:` or `demo:sky`.
///
/// # Errors
/// [`Error`] says what was wanted, what was found and what to do, path last.
pub fn open(path: &Path) -> Result<Loaded> {
    open_with(path, &OpenOptions::default(), &Progress::default())
}

/// Opens a file as [`open`] does, with the user's answers to questions the file leaves open.
///
/// # Errors
/// As [`open`]; [`Error::is_cancelled`] if `progress` was cancelled meanwhile.
pub fn open_with(path: &Path, options: &OpenOptions, progress: &Progress) -> Result<Loaded> {
    let mut loaded = formats::read(&Reading {
        path,
        options,
        progress,
    })?;
    loaded.options = options.clone();
    Ok(loaded)
}
