//! Which catalogues and lines lie over the sky, and how.

use std::collections::{BTreeMap, BTreeSet};

use nuscope_io::built_in::CATALOGUES;
use serde::{Deserialize, Serialize};

/// A catalogue: one that the program brings, or one that the user opened.
///
/// In files a built-in one is known by its name, so that another order of them in a later version changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum CatalogueId {
    /// Its place among the built-in ones.
    BuiltIn(usize),
    /// Its place in `Document::catalogues`.
    Opened(usize),
}

impl From<CatalogueId> for String {
    fn from(id: CatalogueId) -> Self {
        match id {
            CatalogueId::BuiltIn(place) => match CATALOGUES.get(place) {
                Some(built_in) => built_in.name.to_owned(),
                None => Self::new(),
            },
            CatalogueId::Opened(place) => place.to_string(),
        }
    }
}

impl From<String> for CatalogueId {
    /// A name that is not known is a catalogue that is not open.
    fn from(text: String) -> Self {
        let mut all = CATALOGUES.iter();
        match all.position(|built_in| built_in.name == text) {
            Some(place) => Self::BuiltIn(place),
            None => Self::Opened(text.parse().unwrap_or(usize::MAX)),
        }
    }
}

/// Which catalogues and lines lie over the sky, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogueLook {
    /// Names of the built-in catalogues and lines that are drawn.
    pub built_in: BTreeSet<String>,
    /// Colours that the user chose, by the name of the catalogue or of the lines.
    pub colors: BTreeMap<String, [u8; 3]>,
    /// Whether sources and constellations are named.
    pub names: bool,
    /// Whether candidates near a source are those within so many degrees.
    pub near_deg: f64,
}

impl Default for CatalogueLook {
    fn default() -> Self {
        Self {
            built_in: BTreeSet::new(),
            colors: BTreeMap::new(),
            names: true,
            near_deg: 1.0,
        }
    }
}

impl CatalogueLook {
    /// Whether the built-in catalogue or lines of this name are drawn.
    pub fn shows(&self, name: &str) -> bool {
        self.built_in.contains(name)
    }

    /// Draws those of this name, or does not.
    pub fn show(&mut self, name: &str, shown: bool) {
        match shown {
            true => self.built_in.insert(name.to_owned()),
            false => self.built_in.remove(name),
        };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn catalogues_are_known_by_name_in_files() {
        for id in [CatalogueId::BuiltIn(3), CatalogueId::Opened(2)] {
            let text = serde_json::to_string(&id).unwrap();
            assert_eq!(serde_json::from_str::<CatalogueId>(&text).unwrap(), id);
        }
        let text = serde_json::to_string(&CatalogueId::BuiltIn(0)).unwrap();
        assert_eq!(text, "\"Southern neutrino candidates\"");
        let unknown: CatalogueId = serde_json::from_str("\"of a later version\"").unwrap();
        assert_eq!(unknown, CatalogueId::Opened(usize::MAX));
    }
}
