//! Which rows of a table are shown, and in which order.
//!
//! What is wanted is planned first, which is quick, and made only if it differs from what is there: by whoever wants
//! it, or by a worker. A filter that cannot be read leaves the last one that could in force.

use std::sync::Arc;

use super::sort::sort_rows;
use super::{Grid, GridColumn};
use crate::filter::{Columns as _, Filter, FilterError};
use crate::view::{Sort, TableLook};

/// What an order was made from.
#[derive(Clone, Debug, Default, PartialEq)]
struct Inputs {
    rows: usize,
    filter: String,
    sort: Option<Sort>,
    /// The numbers of the columns that filter and sorting read.
    columns: Vec<u64>,
    /// The number of what else decides, such as the cuts.
    among: u64,
}

/// The rows of a table that are shown, in order.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// The places of the rows in the table.
    pub rows: Arc<[u32]>,
    /// Why the filter cannot be read; the one before it stays in force.
    pub error: Option<FilterError>,
    /// The filter that is in force; empty for none.
    pub filter: String,
    /// The last filter that could be read.
    readable: String,
    inputs: Option<Inputs>,
}

/// An order that is wanted.
pub(super) struct Plan {
    filter: Option<Filter>,
    /// The column to sort by, and whether the greatest comes first.
    sort: Option<(Arc<GridColumn>, bool)>,
    inputs: Inputs,
}

/// An order that was made.
pub(super) struct Ordered {
    rows: Arc<[u32]>,
    inputs: Inputs,
}

impl Order {
    /// The rows of `grid` as `look` wants them.
    pub fn of(grid: &Grid, look: &TableLook) -> Self {
        let mut order = Self::default();
        order.update(grid, look, None);
        order
    }

    /// Brings it up to date; does nothing if nothing it was made from has changed.
    ///
    /// `among` narrows the rows down further: a number that changes with it, and whether each row is among them.
    /// Returns whether anything was done.
    pub fn update(&mut self, grid: &Grid, look: &TableLook, among: Option<(u64, &[bool])>) -> bool {
        let plan = self.plan(grid, look, among.map(|(number, _)| number));
        let wanted = plan.map(|plan| plan.make(grid, among.map(|(_, among)| among)));
        let done = wanted.is_some();
        if let Some(ordered) = wanted {
            self.take(ordered);
        }
        done
    }

    /// What has to be made to bring it up to date: nothing if nothing it was made from has changed.
    pub(super) fn plan(
        &mut self,
        grid: &Grid,
        look: &TableLook,
        among: Option<u64>,
    ) -> Option<Plan> {
        let read = |text: &str| Filter::read(text, grid);
        let (filter, error) = match read(&look.filter) {
            Ok(found) => {
                look.filter.trim().clone_into(&mut self.readable);
                (found, None)
            }
            // What was in force may not fit another table; then nothing is.
            Err(error) => (read(&self.readable).unwrap_or(None), Some(error)),
        };
        self.error = error;
        let sort = look.sort.as_ref();
        let sort =
            sort.and_then(|sort| Some((Arc::clone(grid.column(&sort.column)?), sort.falling)));
        let filtered = filter.iter().flat_map(Filter::columns);
        let columns = filtered
            .map(|place| grid.columns()[*place].id())
            .chain(sort.iter().map(|(column, _)| column.id()))
            .collect();
        let inputs = Inputs {
            rows: grid.rows(),
            filter: self.readable.clone(),
            sort: look.sort.clone(),
            columns,
            among: among.unwrap_or(0),
        };
        (self.inputs.as_ref() != Some(&inputs)).then_some(Plan {
            filter,
            sort,
            inputs,
        })
    }

    /// Takes over what was made.
    pub(super) fn take(&mut self, ordered: Ordered) {
        self.rows = ordered.rows;
        self.filter.clone_from(&ordered.inputs.filter);
        self.inputs = Some(ordered.inputs);
    }

    /// Forgets the rows, which were of another table.
    pub(super) fn forget(&mut self) {
        (self.rows, self.inputs) = (Arc::default(), None);
    }

    /// Whether it was never made for this table.
    pub(super) fn is_forgotten(&self) -> bool {
        self.inputs.is_none()
    }

    /// Where a row of the table is shown; `None` if it is not.
    pub fn place_of(&self, row: usize) -> Option<usize> {
        self.rows.iter().position(|shown| *shown as usize == row)
    }
}

impl Plan {
    /// Makes the columns that are read, filters and sorts.
    pub(super) fn make(self, grid: &Grid, among: Option<&[bool]>) -> Ordered {
        let passes = self.filter.map(|filter| filter.passes(grid));
        let passes = |row: &u32| {
            let place = *row as usize;
            passes.as_ref().is_none_or(|passes| passes[place])
                && among.is_none_or(|among| among.get(place).copied().unwrap_or(false))
        };
        let count = u32::try_from(grid.rows()).unwrap_or(u32::MAX);
        let mut rows: Vec<u32> = (0..count).filter(passes).collect();
        if let Some((column, falling)) = self.sort {
            sort_rows(&mut rows, column.cells(), falling);
        }
        Ordered {
            rows: rows.into(),
            inputs: self.inputs,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{GridColumn, HEAD, Head};
    use super::*;
    use crate::filter::{Cells, Kind, missing_whole};
    use proptest::prelude::*;

    fn grid(values: Vec<f64>) -> Grid {
        let rows = values.len();
        let texts: Vec<String> = values
            .iter()
            .map(|value| format!("{:.0}", value.abs() % 7.0))
            .collect();
        let whole: Vec<i64> = values
            .iter()
            .map(|value| {
                if value.is_nan() {
                    missing_whole()
                } else {
                    *value as i64
                }
            })
            .collect();
        let head = |name, kind| Head { name, kind, ..HEAD };
        Grid::new(
            "rows",
            rows,
            vec![
                GridColumn::new(head("x", Kind::Number), move || {
                    Cells::Real(values.clone().into())
                }),
                GridColumn::new(head("t", Kind::Text), move || {
                    Cells::Text(Arc::new(texts.iter().collect()))
                }),
                GridColumn::new(head("n", Kind::Number), move || {
                    Cells::Whole(whole.clone().into())
                }),
            ],
        )
    }

    fn look(filter: &str, sort: Option<(&str, bool)>) -> TableLook {
        let sort = sort.map(|(column, falling)| Sort {
            column: column.into(),
            falling,
        });
        TableLook {
            filter: filter.into(),
            sort,
            ..TableLook::default()
        }
    }

    #[test]
    fn rows_without_a_value_come_last_both_ways_and_equal_ones_stay_in_order() {
        let grid = grid(vec![2.0, f64::NAN, 1.0, 2.0, f64::NEG_INFINITY, -0.0, 0.0]);
        let rows = |sort| Order::of(&grid, &look("", sort)).rows.to_vec();
        assert_eq!(rows(None), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(rows(Some(("x", false))), [4, 5, 6, 2, 0, 3, 1]);
        assert_eq!(rows(Some(("x", true))), [0, 3, 2, 5, 6, 4, 1]);
        // The least whole number stands for a missing one too.
        assert_eq!(rows(Some(("n", true)))[5..], [1, 4]);
    }

    #[test]
    fn a_filter_that_cannot_be_read_leaves_the_last_one_in_force() {
        let grid = grid(vec![1.0, 2.0, 3.0]);
        let mut order = Order::default();
        assert!(order.update(&grid, &look("x > 1", None), None));
        assert_eq!(*order.rows, [1, 2]);
        assert!(!order.update(&grid, &look("x > 1 &&", None), None));
        assert_eq!((order.rows.len(), order.filter.as_str()), (2, "x > 1"));
        assert!(order.error.is_some());
        assert!(!order.update(&grid, &look(" x > 1 ", None), None));
        assert!(order.error.is_none());
        assert!(order.update(&grid, &look("", None), None));
        assert_eq!(order.rows.len(), 3);
    }

    #[test]
    fn only_a_column_that_matters_makes_it_anew() {
        let mut changed = grid(vec![1.0, 2.0, 3.0]);
        let mut order = Order::default();
        let look = look("x > 1", Some(("n", false)));
        assert!(order.update(&changed, &look, None));
        let head = |name, kind| Head { name, kind, ..HEAD };
        changed.replace(GridColumn::new(head("t", Kind::Text), || {
            Cells::Text(Arc::default())
        }));
        assert!(!order.update(&changed, &look, None));
        changed.replace(GridColumn::new(head("x", Kind::Number), || {
            Cells::Real(Arc::new([5.0, 0.0, 0.0]))
        }));
        assert!(order.update(&changed, &look, None));
        assert_eq!(*order.rows, [0]);
        assert!(order.update(&changed, &look, Some((7, &[false, true, true]))));
        assert!(order.rows.is_empty());
    }

    proptest! {
        #[test]
        fn sorting_is_that_of_a_stable_sort(values in prop::collection::vec(prop::num::f64::ANY, 0..60), falling: bool) {
            let mut wanted: Vec<u32> = (0..values.len() as u32).collect();
            wanted.sort_by(|a, b| {
                let (a, b) = (values[*a as usize], values[*b as usize]);
                match (a.is_nan(), b.is_nan()) {
                    (false, false) if falling => b.partial_cmp(&a).unwrap(),
                    (false, false) => a.partial_cmp(&b).unwrap(),
                    (a, b) => a.cmp(&b),
                }
            });
            let order = Order::of(&grid(values), &look("", Some(("x", falling))));
            prop_assert_eq!(order.rows.to_vec(), wanted);
        }
    }
}
