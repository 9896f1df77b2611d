//! Tables of FITS files: every BINTABLE and ASCII TABLE extension, by column; and back.
//!
//! Images are passed over by their size. Source: FITS Standard 4.0 (Pence et al. 2010, A&A 524, A42, and its
//! update of 2016), sections 3, 4 and 7.

pub mod ascii_table;
pub mod binary_table;
pub mod cards;
mod encode;
pub mod field;
pub mod header;
pub mod read;
pub mod write;

pub use binary_table::BinaryTable;
pub use cards::Card;
pub use field::{Field, Kind};
pub use header::{Header, Part, parts};
pub use read::read_fits_tables;
pub use write::write_fits;
