//! Trees of ROOT files, read by column without ROOT.
//!
//! This crate knows the file format and nothing of neutrinos: a file is a folder of named objects, a tree is a
//! table of columns, and an entry of a column is one value or a list. Files describe their own classes, and these
//! descriptions are followed; no table of ROOT's versions is kept here.
//!
//! ```no_run
//! # fn main() -> nuscope_root::Result<()> {
//! let file = nuscope_root::File::open("events.root".as_ref())?;
//! let tree = file.tree("E")?;
//! let time_ns = tree.branch("Evt/hits/hits.t")?.numbers::<f64>(0..10)?;
//! println!("event 3 has {} hits", time_ns.get(3).len());
//! # Ok(())
//! # }
//! ```
//!
//! Every length is compared with the bytes that are there before memory is taken for it, depth and number of
//! objects are bounded, and unpacked records are limited to 256 MiB.

mod basket;
mod branch;
mod cache;
mod classes;
mod column;
mod cursor;
mod descriptions;
mod error;
mod file;
mod key;
mod layout;
mod number;
mod objects;
mod places;
mod source;
#[cfg(any(test, feature = "test-files"))]
#[doc(hidden)]
pub mod test_files;
#[cfg(test)]
mod tests;
mod tree;
mod types;
mod unpack;
mod value;

pub use branch::Branch;
pub use column::{Lists, Nested, Texts};
pub use error::{Error, Result};
pub use file::File;
pub use number::Element;
pub use tree::Tree;
