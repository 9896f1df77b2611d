//! A good-run list: the start and stop of each run, as modified Julian dates.

use nuscope_model::Uptime;
use nuscope_table::Table;

use super::response::bare;
use crate::error::grouped;

/// The good runs of a table that has a start and a stop and is no list of events; `None` for any other table.
///
/// Runs without a start, or that end before it, are left out and counted in `warnings`.
pub(crate) fn uptime(table: &Table, name: &str, warnings: &mut Vec<String>) -> Option<Uptime> {
    let column = |names: &[&str]| {
        let found = table
            .columns
            .iter()
            .find(|column| names.contains(&bare(&column.name).as_str()))?;
        found.values.numbers()
    };
    let start = column(&["mjdstart", "startmjd", "mjdbegin"])?;
    let stop = column(&["mjdstop", "stopmjd", "mjdend", "endmjd"])?;
    if table.columns.len() > 4 {
        return None;
    }
    let mut uptime = Uptime {
        name: name.to_owned(),
        ..Uptime::default()
    };
    for (start, stop) in start.iter().zip(stop.iter()) {
        if start.is_finite() && stop.is_finite() && start <= stop {
            uptime.start_mjd.push(*start);
            uptime.stop_mjd.push(*stop);
        }
    }
    match table.rows() - uptime.len() {
        0 => {}
        left_out => warnings.push(format!(
            "{} of {} runs left out: they have no dates, or end before they start",
            grouped(left_out),
            grouped(table.rows())
        )),
    }
    let (overlaps, days) = uptime.overlaps();
    if overlaps > 0 {
        warnings.push(format!(
            "{} of the good runs overlap with earlier ones; {days:.6} days of live time are counted twice",
            grouped(overlaps)
        ));
    }
    Some(uptime)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_table::{Column, Values};

    #[test]
    fn runs_that_end_before_they_start_are_counted() {
        let number = |values: &[f64]| Values::Number(values.to_vec());
        let mut table = Table {
            columns: vec![
                Column::new("MJD_start[days]", "", number(&[1.0, 3.0, f64::NAN])),
                Column::new("MJD_stop[days]", "", number(&[2.0, 2.5, 4.0])),
            ],
            ..Table::default()
        };
        let mut warnings = Vec::new();
        let found = uptime(&table, "IC40", &mut warnings).unwrap();
        assert_eq!((found.len(), found.livetime_days()), (1, 1.0));
        assert_eq!(
            warnings,
            ["2 of 3 runs left out: they have no dates, or end before they start"]
        );
        table.columns[1].name = "RA".into();
        assert_eq!(uptime(&table, "IC40", &mut warnings), None);
    }
}
