//! A set of hits, or of candidates, that were marked together: the one selection of many that all views share.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Places of hits in their event or of candidates in their lists, rising and without repetition. Cloning is cheap, for undo compares views often.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<u32>", into = "Vec<u32>")]
pub struct Marked(Arc<[u32]>);

impl Marked {
    /// The marked places.
    pub fn places(&self) -> &[u32] {
        &self.0
    }

    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the hit at this place is marked.
    pub fn contains(&self, place: u32) -> bool {
        self.0.binary_search(&place).is_ok()
    }

    /// These and others.
    pub fn with(&self, others: &[u32]) -> Self {
        let all = self.0.iter().chain(others).copied();
        all.collect::<Vec<u32>>().into()
    }

    /// These without others.
    pub fn without(&self, others: &[u32]) -> Self {
        let others = Self::from(others.to_vec());
        let left = self.0.iter().filter(|place| !others.contains(**place));
        left.copied().collect::<Vec<u32>>().into()
    }
}

impl From<Vec<u32>> for Marked {
    fn from(mut places: Vec<u32>) -> Self {
        places.sort_unstable();
        places.dedup();
        Self(places.into())
    }
}

impl From<Marked> for Vec<u32> {
    fn from(marked: Marked) -> Self {
        marked.0.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_order_and_unique() {
        let marked = Marked::from(vec![5, 1, 5, 3]);
        assert_eq!(marked.places(), [1, 3, 5]);
        assert!(marked.contains(3) && !marked.contains(2));
        assert_eq!(Vec::from(marked), [1, 3, 5]);
    }
}
