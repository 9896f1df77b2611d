//! Which rows of a table belong to an event.
//!
//! Rows name their event by `group_id` (`event_id` before format 5). Files are written event by event, so that the column never falls, and a
//! binary search finds an event's rows without unpacking the whole table. Small tables, and large ones in which
//! a row is seen out of order, are indexed whole, so that nothing is lost in a file that was put together by hand.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::Result;
use crate::hdf5_columns::Columns;

/// Tables of at most so many rows are indexed whole at once.
const SMALL: usize = 4096;

/// Rows read at a time while walking along an event.
const STEP: usize = 512;

/// A table joined to the events by a column that names them.
#[derive(Debug)]
pub(crate) struct Joined {
    /// The table.
    pub(crate) columns: Columns,
    /// The column.
    pub(crate) key: &'static str,
    whole: OnceLock<HashMap<i64, Vec<Range<usize>>>>,
}

impl Joined {
    /// Joins a table that has a column `key`.
    pub(crate) fn new(columns: Columns, key: &'static str) -> Self {
        Self {
            columns,
            key,
            whole: OnceLock::new(),
        }
    }

    /// The rows of an event, in file order; usually one range.
    pub(crate) fn rows_of(&self, group: i64) -> Result<Vec<Range<usize>>> {
        if self.whole.get().is_none()
            && self.columns.rows() > SMALL
            && let Some(rows) = self.search(group)?
        {
            let found = (!rows.is_empty()).then_some(rows);
            return Ok(found.into_iter().collect());
        }
        let whole = match self.whole.get() {
            Some(whole) => whole,
            None => {
                let whole = self.index_whole()?;
                self.whole.get_or_init(|| whole)
            }
        };
        Ok(whole.get(&group).cloned().unwrap_or_default())
    }

    fn groups(&self, rows: Range<usize>) -> Result<Vec<i64>> {
        self.columns.need_i64(self.key, rows)
    }

    /// All rows of all events.
    fn index_whole(&self) -> Result<HashMap<i64, Vec<Range<usize>>>> {
        let mut index: HashMap<i64, Vec<Range<usize>>> = HashMap::new();
        for start in (0..self.columns.rows()).step_by(1 << 16) {
            let end = self.columns.rows().min(start + (1 << 16));
            for (row, group) in (start..).zip(self.groups(start..end)?) {
                let ranges = index.entry(group).or_default();
                match ranges.last_mut() {
                    Some(last) if last.end == row => last.end += 1,
                    _ => ranges.push(row..row + 1),
                }
            }
        }
        Ok(index)
    }

    /// The rows of an event in a sorted column; `None` if a row out of order is seen.
    fn search(&self, group: i64) -> Result<Option<Range<usize>>> {
        let rows = self.columns.rows();
        let (mut low, mut high) = (0, rows);
        let (mut low_group, mut high_group) = (i64::MIN, i64::MAX);
        while high - low > STEP {
            let middle = low + (high - low) / 2;
            let found = self.groups(middle..middle + 1)?[0];
            if found < low_group || found > high_group {
                return Ok(None);
            }
            if found < group {
                (low, low_group) = (middle + 1, found);
            } else {
                (high, high_group) = (middle, found);
            }
        }
        let mut range: Option<Range<usize>> = None;
        let mut previous = low_group;
        for start in (low..rows).step_by(STEP) {
            let end = rows.min(start + STEP);
            for (row, found) in (start..).zip(self.groups(start..end)?) {
                if found < previous {
                    return Ok(None);
                }
                previous = found;
                if found == group {
                    range.get_or_insert(row..row).end = row + 1;
                }
            }
            if previous > group {
                break;
            }
        }
        Ok(Some(range.unwrap_or(0..0)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::hdf5_file::Hdf5File;

    #[derive(Clone, Copy, hdf5::H5Type)]
    #[repr(C)]
    struct Row {
        energy: f64,
        group_id: i64,
    }

    /// What is found for every group of a table with these groups.
    fn found(groups: &[i64]) -> HashMap<i64, Vec<Range<usize>>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.h5");
        let file = hdf5::File::with_options()
            .with_fapl(|access| access.file_locking(false))
            .create(&path)
            .unwrap();
        let rows: Vec<Row> = groups
            .iter()
            .map(|&group_id| Row {
                energy: 1.0,
                group_id,
            })
            .collect();
        let builder = file
            .new_dataset_builder()
            .with_data(&rows)
            .chunk(rows.len().min(1000))
            .deflate(5);
        builder.create("table").unwrap();
        file.close().unwrap();
        let file = Hdf5File::open(&path).unwrap();
        let table = Joined::new(Columns::open(&file, "table").unwrap().unwrap(), "group_id");
        let asked = (-1..=groups.iter().max().unwrap() + 1).rev();
        let mut found: HashMap<_, _> = asked
            .map(|group| (group, table.rows_of(group).unwrap()))
            .collect();
        found.retain(|_, rows| !rows.is_empty());
        found
    }

    /// The same by going through all rows.
    fn counted(groups: &[i64]) -> HashMap<i64, Vec<Range<usize>>> {
        let mut rows: HashMap<i64, Vec<Range<usize>>> = HashMap::new();
        for (row, group) in groups.iter().enumerate() {
            let ranges = rows.entry(*group).or_default();
            match ranges.last_mut().filter(|last| last.end == row) {
                Some(last) => last.end += 1,
                None => ranges.push(row..row + 1),
            }
        }
        rows
    }

    #[test]
    fn rows_of_a_small_table_are_found_in_any_order() {
        let groups = [3, 3, 1, 7, 7, 7, 3, 0];
        assert_eq!(found(&groups), counted(&groups));
    }

    #[test]
    fn rows_of_a_large_sorted_table_are_found_by_searching() {
        // Events of very different sizes, among them one of more rows than are read at a time, and gaps.
        let sizes = [1, 0, 700, 3, 0, 0, 2500, 1, 513, 512, 511, 4000, 1];
        let groups: Vec<i64> = (0..)
            .zip(sizes)
            .flat_map(|(group, size)| std::iter::repeat_n(group, size))
            .collect();
        assert!(groups.len() > SMALL);
        assert_eq!(found(&groups), counted(&groups));
    }

    #[test]
    fn rows_of_a_large_table_out_of_order_are_found_all_the_same() {
        let groups: Vec<i64> = (0..6000).map(|row| (row * 7) % 13).collect();
        assert_eq!(found(&groups), counted(&groups));
    }
}
