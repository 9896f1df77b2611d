//! Descriptions of classes: every file describes the members of the classes in it, version by version.
//!
//! They are found by checksum first, then by version. What a description says is followed literally; classes with
//! streamers of their own do not match theirs, and are for the caller to know.

use std::collections::HashMap;
use std::sync::Arc;

use crate::{Error, Result};

/// What kind of member an element describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ElementKind {
    /// A base class; its name is the member's.
    Base,
    /// A container or string of the standard library.
    Standard,
    /// Anything else: the type's code says it.
    Other,
}

/// One member of a class.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) kind: ElementKind,
    pub(crate) name: Arc<str>,
    /// Type code; 20 more is a fixed array, 40 more one whose length another member has.
    pub(crate) code: i32,
    /// Length of a fixed array; 1 for a single value.
    pub(crate) length: usize,
    pub(crate) type_name: String,
    /// The member that holds the length of the array.
    pub(crate) counter: Option<String>,
}

/// The description of one version of a class.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) name: String,
    pub(crate) version: i32,
    pub(crate) checksum: u32,
    pub(crate) elements: Arc<[Element]>,
}

/// The descriptions of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Classes {
    by_name: HashMap<String, Vec<Class>>,
}

impl Classes {
    pub(crate) fn add(&mut self, class: Class) {
        self.by_name
            .entry(class.name.clone())
            .or_default()
            .push(class);
    }

    pub(crate) fn knows(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The members of a class: of this checksum if there is such a description, else of this version.
    pub(crate) fn find(
        &self,
        name: &str,
        version: i32,
        checksum: Option<u32>,
    ) -> Result<Arc<[Element]>> {
        let versions = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        let by_checksum = || {
            versions
                .iter()
                .find(|class| Some(class.checksum) == checksum)
        };
        // Of two descriptions of one version the later one counts.
        let by_version = || versions.iter().rev().find(|class| class.version == version);
        match by_checksum().or_else(by_version) {
            Some(class) => Ok(Arc::clone(&class.elements)),
            None => Err(Error::unsupported(format!(
                "the file does not describe its class {name} (version {version})"
            ))),
        }
    }
}
