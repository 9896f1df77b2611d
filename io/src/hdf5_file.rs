//! HDF5 files with bounds: what a file declares must be possible for its size.
//!
//! A damaged or hostile file of a few kilobytes can declare a table of terabytes. Deflate cannot shrink anything
//! by more than a factor of 1032, so whatever declares more than that much content per byte of file is refused
//! before anything is allocated for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hdf5::LocationType;
use hdf5::filters::Filter;
use hdf5::types::{FixedAscii, FixedUnicode, VarLenAscii, VarLenUnicode};

use crate::error::grouped;
use crate::hdf5_again::Opening;
use crate::hdf5_stored::{Bytes, Opened, Stored};
use crate::{Error, Result};

/// Most bytes of content that one byte of a file can stand for.
const MOST_DEFLATED: u64 = 1032;

/// Content that every file may declare however small it is: chunks are often larger than what is in them.
const ALWAYS_ALLOWED: u64 = 16 << 20;

/// Bytes of unpacked chunks that the library keeps for each dataset that it reads itself.
const CHUNK_CACHE: usize = 8 << 20;

/// An open HDF5 file.
#[derive(Debug)]
pub(crate) struct Hdf5File {
    file: hdf5::File,
    path: PathBuf,
    bytes: Arc<Bytes>,
    most_bytes: u64,
}

impl Hdf5File {
    /// Opens `path` for reading.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let io = |source| Error::io("open the file", source, path);
        let metadata = std::fs::metadata(path).map_err(io)?;
        let bytes = metadata.len();
        let Some(opening) = Opening::new(path, &metadata) else {
            let full = "it changes, and is open in 4 earlier states; close one of them";
            return Err(io(std::io::Error::other(full)));
        };
        let mut options = hdf5::FileBuilder::new();
        // Without locks: a process started meanwhile (a file dialog) inherits them and would keep them.
        options.with_fapl(|access| {
            opening.choose(access);
            access
                .chunk_cache(12_421, CHUNK_CACHE, 0.75)
                .file_locking(false)
        });
        let file = options
            .open(path)
            .map_err(|error| hdf5_error("open it", &error, path))?;
        let most_bytes = bytes
            .saturating_mul(MOST_DEFLATED)
            .saturating_add(ALWAYS_ALLOWED);
        Ok(Self {
            file,
            path: path.to_owned(),
            bytes: Arc::new(Bytes::open(path, opening)?),
            most_bytes,
        })
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A text attribute of the root; `None` if there is none or it is no text.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.attribute_of("", name)
    }

    /// A text attribute of a group or dataset ("" for the root); `None` if there is none or it is no text.
    pub(crate) fn attribute_of(&self, object: &str, name: &str) -> Option<String> {
        self.with_attribute(object, name, read_text)
    }

    /// What `read` makes of an attribute of a group or dataset ("" for the root).
    pub(crate) fn with_attribute<T>(
        &self,
        object: &str,
        name: &str,
        read: impl Fn(&hdf5::Attribute) -> Option<T>,
    ) -> Option<T> {
        match self.is_group(object)? {
            true => read(&self.file.group(in_root(object)).ok()?.attr(name).ok()?),
            false => read(&self.file.dataset(object).ok()?.attr(name).ok()?),
        }
    }

    /// Names of the attributes of a group or dataset.
    pub(crate) fn attribute_names(&self, object: &str) -> Vec<String> {
        let names = match self.is_group(object) {
            Some(true) => {
                let group = self.file.group(in_root(object));
                group.and_then(|group| group.attr_names())
            }
            Some(false) => {
                let dataset = self.file.dataset(object);
                dataset.and_then(|dataset| dataset.attr_names())
            }
            None => return Vec::new(),
        };
        names.unwrap_or_default()
    }

    /// Names of what a group holds, PyTables' own indexes (`_i_…`) left out; empty if there is no such group.
    pub(crate) fn members(&self, group: &str) -> Vec<String> {
        let names = self
            .file
            .group(group)
            .and_then(|group| group.member_names());
        let mut names = names.unwrap_or_default();
        names.retain(|name| !name.starts_with("_i_"));
        names
    }

    /// Whether there is something of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        match name.rsplit_once('/') {
            Some((group, member)) => {
                self.has(group)
                    && self
                        .file
                        .group(group)
                        .is_ok_and(|group| group.link_exists(member))
            }
            None => self.file.link_exists(name),
        }
    }

    /// Whether `name` is a group (or else a dataset); `None` if there is nothing of this name.
    pub(crate) fn is_group(&self, name: &str) -> Option<bool> {
        if in_root(name) == "/" {
            return Some(true);
        }
        if !self.has(name) {
            return None;
        }
        match self.file.loc_type_by_name(name).ok()? {
            LocationType::Group => Some(true),
            LocationType::Dataset => Some(false),
            _ => None,
        }
    }

    /// Opens a dataset after checking that its declared size and its filters are possible.
    pub(crate) fn dataset(&self, name: &str) -> Result<Opened> {
        let failed = |error: hdf5::Error| hdf5_error(&format!("open /{name}"), &error, &self.path);
        let dataset = self.file.dataset(name).map_err(failed)?;
        let shape = dataset.get_shape().map_err(failed)?;
        let element_bytes = dataset.dtype().map_err(failed)?.size();
        let properties = dataset.create_plist().map_err(failed)?;
        let chunk = properties.chunk();
        let bytes = |shape: &[usize]| {
            let sizes = shape.iter().map(|&size| size as u64);
            sizes.fold(element_bytes as u64, u64::saturating_mul)
        };
        let declared = bytes(&shape).max(chunk.as_deref().map_or(0, bytes));
        if declared > self.most_bytes {
            return Err(Error::Hdf5 {
                action: format!("read /{name}"),
                detail: format!(
                    "it declares {declared} bytes, more than a file of this size can hold"
                ),
                path: self.path.clone(),
            });
        }
        let filters = properties.filters();
        for filter in &filters {
            self.check_filter(name, filter)?;
        }
        Ok(Opened {
            name: format!("/{name}"),
            shape,
            element_bytes,
            layout: properties.layout(),
            chunk,
            filters,
            dataset,
        })
    }

    /// The rows of an opened dataset.
    pub(crate) fn stored(&self, opened: Opened) -> Stored {
        Stored::new(opened, self.bytes.clone())
    }

    /// Refuses what this build of the library cannot unpack.
    fn check_filter(&self, name: &str, filter: &Filter) -> Result<()> {
        let unknown = match filter {
            Filter::User(number, _) => format!("the HDF5 filter number {number}"),
            Filter::SZip(..) if !hdf5::filters::szip_available() => "szip".to_owned(),
            _ => return Ok(()),
        };
        Err(Error::Unsupported {
            wanted: "HDF5 compressed by deflate, lzf or blosc",
            found: format!(
                "/{name} is compressed by {unknown}; repack it with `h5repack -f GZIP=5`"
            ),
            path: self.path.clone(),
        })
    }
}

/// A name as the library takes it: the root is called "/".
fn in_root(name: &str) -> &str {
    if name.is_empty() { "/" } else { name }
}

/// The text of an attribute; numbers are written out.
fn read_text(attribute: &hdf5::Attribute) -> Option<String> {
    const MOST: usize = 1 << 16;
    if attribute.ndim() != 0 || attribute.dtype().ok()?.size() > MOST {
        return None;
    }
    let fixed = attribute.read_scalar::<FixedAscii<MOST>>();
    let bytes = fixed.map(|text| text.as_bytes().to_vec());
    let bytes = bytes.or_else(|_| {
        let text = attribute.read_scalar::<FixedUnicode<MOST>>();
        text.map(|text| text.as_bytes().to_vec())
    });
    let bytes = bytes.or_else(|_| {
        let text = attribute.read_scalar::<VarLenUnicode>();
        text.map(|text| text.as_bytes().to_vec())
    });
    let bytes = bytes.or_else(|_| {
        let text = attribute.read_scalar::<VarLenAscii>();
        text.map(|text| text.as_bytes().to_vec())
    });
    let bytes = bytes.or_else(|_| {
        let number = attribute.read_scalar::<f64>();
        number.map(|number| number.to_string().into_bytes())
    });
    let text = String::from_utf8_lossy(&bytes.ok()?).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// What the library said, as an error of ours.
pub(crate) fn hdf5_error(action: &str, error: &hdf5::Error, path: &Path) -> Error {
    let said = error.to_string();
    Error::Hdf5 {
        action: action.to_owned(),
        detail: in_words(&said),
        path: path.to_owned(),
    }
}

/// The library's message without the names of its functions; a truncated file is told by its bytes.
fn in_words(said: &str) -> String {
    let number = |key: &str| {
        let (_, rest) = said.split_once(key)?;
        let digits = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
        digits.parse::<usize>().ok()
    };
    if let (true, Some(found), Some(expected)) = (
        said.contains("truncated file"),
        number(": eof = "),
        number("stored_eof = "),
    ) {
        return format!(
            "it has {} bytes and should have {}",
            grouped(found),
            grouped(expected)
        );
    }
    let said = said.split('\n').next().unwrap_or_default();
    let said = match said.split_once("(): ") {
        Some((function, rest)) if function.starts_with("H5") => rest,
        _ => said,
    };
    said.replace(" synchronously", "")
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn messages_of_the_library_are_put_in_words() {
        let said = "H5Fopen(): unable to synchronously open file: truncated file: eof = 3000, \
                    sblock->base_addr = 0, stored_eof = 12345";
        assert_eq!(in_words(said), "it has 3,000 bytes and should have 12,345");
        assert_eq!(
            in_words("H5Dread(): can't synchronously read data"),
            "can't read data"
        );
        assert_eq!(in_words("something else"), "something else");
    }
}
