//! Filter expressions: which rows of a table are shown.
//!
//! `e_gev > 1e4 && zenith > 90 && triggered("3DMuon")` is read once, checked against the columns of the table and
//! turned into a short list of steps, which then run over all rows, a thousand at a time and on all cores. The one
//! rule to know: a comparison with a value that is missing is false, whichever comparison it is.
//!
//! ```text
//! comparisons   < <= > >= == !=, chained as in 10 < e_gev < 100; text contains "abc"
//! conditions    && and, || or, ! not, parentheses
//! arithmetic    + - * / % ^
//! functions     abs sqrt exp ln log10 floor min max between known triggered contains
//! values        1e4, "text", names of columns; times are compared with "2023-02-13 01:16"
//! ```

mod columns;
mod dates;
mod error;
mod evaluate;
mod functions;
mod parse;
mod steps;
#[cfg(test)]
mod tests;
mod words;

pub use columns::{Cells, Columns, Description, Kind, TextCells, Word, missing_whole};
pub use error::FilterError;
pub use functions::{FUNCTIONS, Function};

use steps::Step;

/// The longest text of a filter, in bytes.
pub const MOST_BYTES: usize = 2000;

/// A filter that was read and fits a table.
#[derive(Clone, Debug)]
pub struct Filter {
    steps: Vec<Step>,
    columns: Vec<usize>,
}

impl Filter {
    /// Reads `text` for a table of these columns; `None` if there is nothing in it.
    ///
    /// # Errors
    /// Where it cannot be understood, with what was expected there.
    pub fn read(text: &str, columns: &dyn Columns) -> Result<Option<Self>, FilterError> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let steps = parse::parse(text, columns)?;
        let mut used: Vec<usize> = steps.iter().flat_map(Step::columns).collect();
        used.sort_unstable();
        used.dedup();
        Ok(Some(Self {
            steps,
            columns: used,
        }))
    }

    /// The columns it reads, by place, rising.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// Whether each row of `columns` passes.
    pub fn passes(&self, columns: &dyn Columns) -> Vec<bool> {
        evaluate::passes(&self.steps, columns)
    }
}

/// The name that is being typed at `at` (a place in bytes) of `text`: where it begins, and its beginning.
///
/// `None` within text in quotes and where no name stands.
pub fn typed_name(text: &str, at: usize) -> Option<(usize, &str)> {
    let before = text.get(..at)?;
    if before.matches('"').count() % 2 == 1 {
        return None;
    }
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| letter(*c))
        .last()
        .map_or(at, |(start, _)| start);
    let word = &before[start..];
    let begins = word
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_');
    begins.then_some((start, word))
}
