//! Unsigned integers of 64 bits, for which columns of signed ones have no place beyond 2^63 - 1.
//!
//! While all of a column fit they stay exact. If one does not, the whole column becomes real numbers, rounded to
//! the nearest (1 stays 1), and that is said; nothing becomes the largest integer that there is.

use crate::Values;
use crate::words::grouped;

impl Values {
    /// These integers, and a sentence if they had to be rounded; `name` is what the column is called.
    pub fn unsigned(values: Vec<u64>, name: &str) -> (Self, Option<String>) {
        let beyond = values
            .iter()
            .filter(|value| i64::try_from(**value).is_err());
        match beyond.count() {
            0 => {
                let whole = values.into_iter().map(|value| value as i64);
                (Self::integers(whole.collect()), None)
            }
            count => {
                let numbers = values.into_iter().map(|value| value as f64);
                (Self::Number(numbers.collect()), Some(rounded(name, count)))
            }
        }
    }
}

/// What is said of a column that has `beyond` integers which do not fit.
pub(crate) fn rounded(name: &str, beyond: usize) -> String {
    let beyond = grouped(beyond);
    format!(
        "column {name:?}: {beyond} integers are beyond 9.2e18, so that all are rounded to 53 bits"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_exact_and_what_does_not_is_rounded_and_said() {
        let largest = i64::MAX as u64;
        let fits = Values::unsigned(vec![largest, 1], "id");
        assert_eq!(fits, (Values::integers(vec![i64::MAX, 1]), None));
        let (values, said) = Values::unsigned(vec![u64::MAX, 1, 12_345_678_901], "id");
        let numbers = vec![18_446_744_073_709_551_616.0, 1.0, 12_345_678_901.0];
        assert_eq!(values, Values::Number(numbers));
        let expected =
            "column \"id\": 1 integers are beyond 9.2e18, so that all are rounded to 53 bits";
        assert_eq!(said.as_deref(), Some(expected));
    }
}
