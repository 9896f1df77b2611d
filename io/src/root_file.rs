//! ROOT files as this crate uses them: opened in pieces, columns asked for by the end of their path, and a column
//! that fails said aloud instead of losing the file.

use std::io::Read;
use std::ops::Range;
use std::path::Path;

use nuscope_root::{Branch, Element, File, Lists, Nested, Tree};
use nuscope_table::{Column, Note, Table, Texts, Values};

use crate::head::GZIP;
use crate::{Error, Reading, Result, Warnings};

/// An error of the ROOT reader, with its file.
pub(crate) fn error_of(source: nuscope_root::Error, path: &Path) -> Error {
    match source {
        nuscope_root::Error::Io { action, source } => Error::io(action, source, path),
        source => Error::Root {
            source,
            path: path.to_owned(),
        },
    }
}

/// Opens the file; one that is compressed as a whole is unpacked into memory first.
pub(crate) fn open(reading: &Reading) -> Result<File> {
    let path = reading.path;
    let io = |source| Error::io("open the file", source, path);
    let mut first = Vec::new();
    let file = std::fs::File::open(path).map_err(io)?;
    file.take(2).read_to_end(&mut first).map_err(io)?;
    let file = match first == GZIP {
        true => File::from_bytes(reading.bytes()?),
        false => File::open(path),
    };
    file.map_err(|error| error_of(error, path))
}

/// Some entries of a tree, whose columns may be missing or damaged one by one.
#[derive(Debug)]
pub(crate) struct Entries<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) range: Range<u64>,
    pub(crate) warnings: &'a mut Warnings,
}

impl Entries<'_> {
    /// What `read` makes of the column of this name; `None` if there is none, or, said aloud, if it cannot be read.
    fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&Branch, Range<u64>) -> nuscope_root::Result<T>,
    ) -> Option<T> {
        let branch = self.tree.find(name)?;
        match read(branch, self.range.clone()) {
            Ok(found) => Some(found),
            Err(error) => {
                self.warnings.add(format!("{name} is left out: {error}"));
                None
            }
        }
    }

    /// One number of every entry.
    pub(crate) fn values<T: Element>(&mut self, name: &str) -> Option<Vec<T>> {
        self.read(name, Branch::values)
    }

    /// Any number of numbers of every entry.
    pub(crate) fn numbers<T: Element>(&mut self, name: &str) -> Option<Lists<T>> {
        self.read(name, Branch::numbers)
    }

    /// Any number of lists of numbers of every entry.
    pub(crate) fn nested<T: Element>(&mut self, name: &str) -> Option<Nested<T>> {
        self.read(name, Branch::nested)
    }

    /// A column of an event's list of `count` elements; `None`, said aloud, if it has another length.
    pub(crate) fn column<T: Element>(&mut self, name: &str, count: usize) -> Option<Vec<T>> {
        let found: Vec<T> = self.numbers(name)?.values;
        if found.len() != count {
            self.warnings.add(format!(
                "{name} is left out: it has {} values for {count} elements",
                found.len()
            ));
            return None;
        }
        Some(found)
    }

    /// Three columns that are a vector, such as `hits/hits.pos` with `.x`, `.y` and `.z`.
    pub(crate) fn vectors(&mut self, name: &str, count: usize) -> Option<Vec<glam::DVec3>> {
        let x = self.column(&format!("{name}.x"), count)?;
        let y = self.column(&format!("{name}.y"), count)?;
        let z = self.column(&format!("{name}.z"), count)?;
        let zipped = x.into_iter().zip(y).zip(z);
        Some(
            zipped
                .map(|((x, y), z)| glam::DVec3::new(x, y, z))
                .collect(),
        )
    }
}

/// What the file says about its run or simulation: the map `Head` or `Header`, else the tree `headerTree`.
pub(crate) fn header_table(file: &File, warnings: &mut Warnings) -> Option<Table> {
    let mut pairs = Vec::new();
    for name in ["Head", "Header"] {
        match file.texts(name) {
            Ok(Some(found)) if pairs.is_empty() => pairs = found,
            Ok(_) => {}
            Err(error) => warnings.add(format!("the header {name} is left out: {error}")),
        }
    }
    if pairs.is_empty()
        && file.has_tree("headerTree")
        && let Ok(tree) = file.tree("headerTree")
        && tree.entries() > 0
    {
        for branch in tree.branches() {
            let value = match branch.has_texts() {
                true => branch.texts(0..1).ok().and_then(|mut texts| texts.pop()),
                false => branch
                    .values::<f64>(0..1)
                    .ok()
                    .and_then(|values| values.first().map(f64::to_string)),
            };
            if let Some(value) = value.filter(|_| !branch.path().starts_with("Head")) {
                pairs.push((branch.path().to_owned(), value));
            }
        }
    }
    if pairs.is_empty() {
        return None;
    }
    let keys: Texts = pairs.iter().map(|(key, _)| key).collect();
    let values: Texts = pairs.iter().map(|(_, value)| value.trim()).collect();
    let note = |(key, value): &(String, String)| Note {
        key: key.clone(),
        value: value.trim().to_owned(),
        comment: String::new(),
    };
    Some(Table {
        name: "header".into(),
        notes: pairs.iter().map(note).collect(),
        columns: vec![
            Column::new("parameter", "", Values::Text(keys)),
            Column::new("value", "", Values::Text(values)),
        ],
        ..Table::default()
    })
}

/// All trees with their entries, in words.
pub(crate) fn trees_in_words(file: &File) -> String {
    let trees = file.trees();
    if trees.is_empty() {
        let mut objects: Vec<_> = file.objects().into_iter().map(|(name, _)| name).collect();
        objects.truncate(6);
        return match objects.is_empty() {
            true => "this ROOT file is empty".into(),
            false => format!("this ROOT file has no tree, only {}", objects.join(", ")),
        };
    }
    let words: Vec<_> = trees
        .iter()
        .take(12)
        .map(|name| match file.tree(name) {
            Ok(tree) => format!("{name} ({} entries)", tree.entries()),
            Err(_) => format!("{name} (damaged)"),
        })
        .collect();
    let more = match trees.len() {
        0..=12 => String::new(),
        n => format!(" and {} more", n - 12),
    };
    format!("its trees are {}{more}", words.join(", "))
}
