//! Which sources a search looks at, how carefully, and how its result is looked at.

use std::collections::BTreeSet;

use nuscope_scan::search::Plan;
use serde::{Deserialize, Serialize};

/// What a search of sources is to run, and how its result is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceSearchLook {
    /// Names of the built-in catalogues that take part; `None` takes the first one where no catalogue is open.
    pub built_in: Option<BTreeSet<String>>,
    /// Names of opened catalogues that take no part.
    pub left_out: BTreeSet<String>,
    /// Trials at each source's declination, for local p-values.
    pub trials: u64,
    /// Scrambled skies, for post-trial p-values.
    pub skies: u64,
    /// Trials at each flux, for limits.
    pub limit_trials: u64,
    /// Spectral indices of limits, as they were typed.
    pub indices: String,
    /// The weights of a stack of all sources: "equal" or the name of a column; `None` stacks none.
    pub stack: Option<String>,
    /// Whether sources are as extended as their catalogues have them.
    pub extensions: bool,
    /// Whether the sources that were searched have rings on the sky.
    pub rings: bool,
    /// Whether limits are shown as a figure instead of the table.
    pub figure: bool,
}

/// Trials, skies, and trials for limits of a search that ends within a minute.
pub const QUICK: [u64; 3] = [1000, 200, 100];

/// Those of `nuscope sources` unless its user says otherwise.
pub const FULL: [u64; 3] = [10_000, 1000, 500];

/// More spectral indices than this are not taken.
const MOST_INDICES: usize = 4;

impl Default for SourceSearchLook {
    fn default() -> Self {
        let [trials, skies, limit_trials] = QUICK;
        Self {
            built_in: None,
            left_out: BTreeSet::new(),
            trials,
            skies,
            limit_trials,
            indices: "2.0, 2.5".to_owned(),
            stack: None,
            extensions: false,
            rings: true,
            figure: false,
        }
    }
}

impl SourceSearchLook {
    /// How much is run: trials, skies, trials for limits.
    pub fn amount(&self) -> [u64; 3] {
        [self.trials, self.skies, self.limit_trials]
    }

    /// Sets how much is run.
    pub fn set_amount(&mut self, [trials, skies, limit_trials]: [u64; 3]) {
        (self.trials, self.skies, self.limit_trials) = (trials, skies, limit_trials);
    }

    /// What is run.
    ///
    /// # Errors
    /// As [`Self::indices`].
    pub fn plan(&self) -> Result<Plan, String> {
        Ok(Plan {
            trials: self.trials,
            skies: self.skies,
            limit_trials: self.limit_trials,
            indices: self.indices()?,
        })
    }

    /// The spectral indices of limits, each once.
    ///
    /// # Errors
    /// In words, what is wrong with what was typed.
    pub fn indices(&self) -> Result<Vec<f64>, String> {
        let wanted = |found: &str| {
            format!(
                "One to {MOST_INDICES} spectral indices within 1 to 4 are wanted, such as 2.0, 2.5: found {found:?}."
            )
        };
        let mut found = Vec::new();
        let between = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';');
        for word in self.indices.split(between).filter(|word| !word.is_empty()) {
            match word.parse::<f64>() {
                Ok(index) if (1.0..=4.0).contains(&index) => {
                    if !found.contains(&index) {
                        found.push(index);
                    }
                }
                _ => return Err(wanted(word)),
            }
        }
        match found.len() {
            1..=MOST_INDICES => Ok(found),
            _ => Err(wanted(self.indices.trim())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_read_as_they_are_typed() {
        let read = |text: &str| {
            let look = SourceSearchLook {
                indices: text.to_owned(),
                ..SourceSearchLook::default()
            };
            look.indices()
        };
        assert_eq!(read("2.0, 2.5"), Ok(vec![2.0, 2.5]));
        assert_eq!(read(" 3 ;2 3.0"), Ok(vec![3.0, 2.0]));
        for (text, found) in [
            ("2, x", "\"x\""),
            ("5", "\"5\""),
            ("", "\"\""),
            ("nan", "nan"),
        ] {
            let said = read(text).err().unwrap_or_default();
            assert!(said.contains(found), "{text}: {said}");
        }
        assert!(read("1 1.5 2 2.5 3").is_err());
    }
}
