//! Tables of every file format, by column, with units; and back.
//!
//! This crate knows formats and nothing of neutrinos: it reads bytes into [`Table`]s and writes them. What a
//! column means is decided by who asks.

pub mod ecsv;
pub mod error;
pub mod fits;
pub mod limits;
pub mod npy;
pub mod parquet;
pub mod progress;
pub mod sqlite;
pub mod table;
pub mod text;
mod unsigned;
pub mod votable;
pub mod words;
pub mod write_csv;
pub mod write_ecsv;
pub mod write_votable;

pub use ecsv::read_ecsv;
pub use error::{Error, Result};
pub use limits::Limits;
pub use progress::Progress;
pub use table::{Column, Note, Table, Texts, Values};
pub use text::read_text;
pub use votable::read_votable;
pub use write_csv::write_csv;
pub use write_ecsv::write_ecsv;
pub use write_votable::{Serialization, write_votable};
