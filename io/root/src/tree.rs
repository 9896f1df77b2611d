//! Trees: tables of columns, which may have columns of their own.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::branch::Branch;
use crate::file::Shared;
use crate::value::{Object, Value};
use crate::{Error, Result};

/// How deep columns may be nested.
const DEPTH: usize = 40;
/// Columns that are read at most.
const BRANCHES: usize = 100_000;

/// A table of a file.
#[derive(Clone, Debug)]
pub struct Tree {
    name: String,
    entries: u64,
    branches: Vec<Branch>,
}

impl Tree {
    pub(crate) fn new(file: Arc<Shared>, name: &str, object: &Object) -> Result<Self> {
        let mut tree = Self {
            name: name.to_owned(),
            entries: entries(object)?,
            branches: Vec::new(),
        };
        let mut visited = HashSet::new();
        tree.add(&file, object.list("fBranches")?, "", 0, &mut visited)?;
        Ok(tree)
    }

    fn add(
        &mut self,
        file: &Arc<Shared>,
        branches: &[Value],
        prefix: &str,
        depth: usize,
        visited: &mut HashSet<*const Object>,
    ) -> Result<()> {
        for branch in branches {
            let Value::Object(object) = branch else {
                continue;
            };
            if depth > DEPTH || self.branches.len() >= BRANCHES {
                return Err(Error::damaged("a tree has too many columns"));
            }
            if !visited.insert(Arc::as_ptr(object)) {
                continue; // a column that a damaged file lists twice
            }
            let path = format!("{prefix}{}", object.text("fName")?.trim_end_matches('.'));
            self.branches
                .push(Branch::new(Arc::clone(file), path.clone(), object)?);
            let inner = object.list("fBranches")?;
            self.add(file, inner, &format!("{path}/"), depth + 1, visited)?;
        }
        Ok(())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of its entries.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// All columns, those within others after them.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The column of this path (`Evt/hits/hits.t`), or the first whose path ends with it (`hits.t`).
    pub fn find(&self, name: &str) -> Option<&Branch> {
        let ends = |branch: &&Branch| {
            let before = branch.path().strip_suffix(name);
            before.is_some_and(|before| before.ends_with('/'))
        };
        let mut branches = self.branches.iter();
        branches
            .find(|branch| branch.path() == name)
            .or_else(|| self.branches.iter().find(ends))
    }

    /// The column that [`Tree::find`] finds.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is none.
    pub fn branch(&self, name: &str) -> Result<&Branch> {
        self.find(name).ok_or_else(|| Error::Missing {
            wanted: format!("column {name} in tree {}", self.name),
        })
    }

    /// Reads what several columns need for these entries at once, on all processors; reading them then is quick.
    ///
    /// Damage is not reported here but where the column is read.
    pub fn prefetch(&self, branches: &[&Branch], entries: Range<u64>) {
        branches
            .par_iter()
            .for_each(|branch| branch.prefetch(entries.clone()));
    }
}

/// The number of entries of a tree or branch.
pub(crate) fn entries(object: &Object) -> Result<u64> {
    let entries = object.integer("fEntries")?;
    u64::try_from(entries).map_err(|_| Error::damaged(format!("a tree of {entries} entries")))
}
