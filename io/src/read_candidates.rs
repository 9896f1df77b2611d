//! Reads candidate lists: text tables of any separator with names and units in a header.
//!
//! Known by their headers alone: IceCube's 10-year and 3-year lists, the list around TXS 0506+056, the public
//! ANTARES list, and whatever else names its columns with units. Where a header leaves right ascension or
//! declination open, the answer is a question ([`Error::WhichColumn`]), never a guess.
//!
//! Rows that cannot be used are left out, counted, and the first is named with its line. Degrees end here.

use std::path::Path;
use std::sync::Arc;

use nuscope_model::{Column, Sample};
use sha2::{Digest, Sha256};

use crate::error::{ColumnQuestion, grouped};
use crate::head::{Head, Match};
use crate::recognise_columns::{Unclear, recognise as recognise_columns};
use crate::split_table::lines;
use crate::table_layout::{Layout, MOST_LEADING, is_table_line, lay_out};
use crate::table_rows::read_rows;
use crate::{Error, Loaded, OpenOptions, Reading, Result, Warnings};

/// Whether a file may be a table: text with a header that names coordinates, or with a row of numbers.
pub fn recognise(head: &Head) -> Match {
    if !head.is_text() {
        return Match::No;
    }
    match head.lines().take(MOST_LEADING).any(is_table_line) {
        true => Match::Possible,
        false => Match::No,
    }
}

/// Reads the candidates in `path`.
///
/// # Errors
/// If the file cannot be read, its columns are not clear, an answer about them does not fit, or no row is usable.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let path = reading.path;
    let bytes = reading.bytes()?;
    let (checksum, parsed) =
        rayon::join(|| checksum(&bytes), || parse(&bytes, path, reading.options));
    let (mut sample, warnings) = parsed?;
    sample.checksum = checksum;
    Ok(Loaded {
        path: path.to_owned(),
        format: "candidate table".into(),
        samples: vec![Arc::new(sample)],
        warnings,
        ..Loaded::default()
    })
}

fn checksum(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse(bytes: &[u8], path: &Path, options: &OpenOptions) -> Result<(Sample, Warnings)> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let layout = lay_out(bytes);
    let mut warnings = Warnings::default();
    let used = recognise_columns(&layout.titles, &options.columns, &mut warnings.0)
        .map_err(|unclear| unclear_error(unclear, &layout, path))?;
    let rows = read_rows(&layout, &used);
    let all = rows.kept + rows.skipped;
    if rows.kept == 0 {
        let found = match &rows.first_skip {
            None => "its header is not followed by rows".to_owned(),
            Some((line, reason)) if all == 1 => {
                format!("its only row was skipped, line {line}: {reason}")
            }
            Some((line, reason)) => {
                format!(
                    "all {} rows were skipped, the first is line {line}: {reason}",
                    grouped(all)
                )
            }
        };
        return Err(Error::Nothing {
            format: "a candidate table".into(),
            wanted: "usable rows",
            found,
            path: path.to_owned(),
        });
    }
    if let Some((line, reason)) = &rows.first_skip {
        let first = if rows.skipped > 1 {
            "the first is "
        } else {
            ""
        };
        warnings.add(format!(
            "{} of {} rows skipped: {first}line {line}: {reason}",
            grouped(rows.skipped),
            grouped(all)
        ));
    }
    let mut values = rows.values.into_iter();
    let (ra_rad, dec_rad) = (
        values.next().unwrap_or_default(),
        values.next().unwrap_or_default(),
    );
    let quantities = used[2..].iter().filter_map(|used| used.key.quantity());
    let columns = quantities
        .zip(values)
        .map(|(quantity, values)| Column { quantity, values });
    let sample = Sample {
        name: layout.name.unwrap_or_else(|| name_of(path)),
        provenance: layout.provenance,
        ra_rad,
        dec_rad,
        columns: columns.collect(),
        ..Sample::default()
    };
    Ok((sample, warnings))
}

/// A sample's name from its file's: `IC86_I_exp.csv` is IC86_I, `IC86-2011-events.txt` is IC86-2011.
fn name_of(path: &Path) -> String {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let stem = stem.unwrap_or_else(|| "candidates".into());
    let short = ["_exp", "-exp", "_events", "-events"]
        .iter()
        .find_map(|end| stem.strip_suffix(end));
    let short = short
        .or_else(|| stem.strip_prefix("events_"))
        .unwrap_or(&stem);
    if short.is_empty() {
        stem
    } else {
        short.to_owned()
    }
}

fn unclear_error(unclear: Unclear, layout: &Layout, path: &Path) -> Error {
    let path = path.to_owned();
    match unclear {
        Unclear::Choice {
            key,
            choice,
            problem,
        } => Error::Choice {
            key,
            choice: choice.to_string(),
            problem,
            path,
        },
        Unclear::Ask(wanted) => {
            let rows = lines(layout.rows).take(3).map(|(line, _)| {
                let line = String::from_utf8_lossy(line);
                line.trim().chars().take(120).collect()
            });
            let columns = layout
                .titles
                .iter()
                .map(|(title, _)| title.clone())
                .collect();
            let question = Box::new(ColumnQuestion {
                wanted,
                columns,
                rows: rows.collect(),
            });
            Error::WhichColumn { question, path }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use nuscope_model::{Provenance, Quantity};

    use super::*;

    fn read(text: &str) -> Result<(Sample, Warnings)> {
        parse(
            text.as_bytes(),
            Path::new("list.txt"),
            &OpenOptions::default(),
        )
    }

    fn degrees(values: &[f64]) -> Vec<f64> {
        values
            .iter()
            .map(|value| (value.to_degrees() * 1e9).round() / 1e9)
            .collect()
    }

    #[test]
    fn the_public_antares_header_needs_no_units() {
        let text = "ANTARES public data 2007 2017\nDecl\tRA\tNhit\tBeta\tMJD\n19.5\t68.2\t40\t0.4\t54000.5\n\
                    -60.0\t26.5\t41\t0.5\t54001.25\n";
        let (sample, warnings) = read(text).unwrap();
        assert!(warnings.is_empty());
        assert_eq!(degrees(&sample.ra_rad), [68.2, 26.5]);
        assert_eq!(degrees(&sample.dec_rad), [19.5, -60.0]);
        assert_eq!(sample.column(Quantity::Hits), Some(&[40.0, 41.0][..]));
        assert_eq!(
            degrees(sample.column(Quantity::AngularErrorRad).unwrap()),
            [0.4, 0.5]
        );
        assert_eq!(sample.column(Quantity::Mjd), Some(&[54000.5, 54001.25][..]));
    }

    #[test]
    fn a_line_of_units_below_the_names_is_understood() {
        let text = "_RAJ2000;_DEJ2000;Emu\ndeg;deg;TeV\n------;------;---\n10.5;-20.25;3\n";
        let (sample, _) = read(text).unwrap();
        assert_eq!(degrees(&sample.ra_rad), [10.5]);
        assert_eq!(degrees(&sample.dec_rad), [-20.25]);
    }

    #[test]
    fn hours_radians_and_sexagesimal_columns_are_converted_where_marked() {
        let (sample, _) = read("RA[hour],Dec[rad]\n6,0.5\n").unwrap();
        assert_eq!(
            (sample.ra_rad[0], sample.dec_rad[0]),
            (std::f64::consts::FRAC_PI_2, 0.5)
        );
        let (sample, _) = read("# RA[hms] Dec[dms]\n05:09:25.96 +05:41:35.33\n").unwrap();
        assert_eq!(degrees(&sample.ra_rad), [77.358_166_667]);
        assert_eq!(degrees(&sample.dec_rad), [5.693_147_222]);
    }

    #[test]
    fn rows_that_cannot_be_used_are_counted_and_the_first_is_named() {
        let text =
            "RA[deg] Dec[deg] Nhit\n1 2 3\nnan 2 3\n1 91 3\n1 2\n\n# note\n1 2 x\n400 -90 nan\n";
        let (sample, warnings) = read(text).unwrap();
        assert_eq!(degrees(&sample.ra_rad), [1.0, 40.0]);
        assert!(sample.column(Quantity::Hits).unwrap()[1].is_nan());
        let expected =
            "4 of 6 rows skipped: the first is line 3: the right ascension is not a finite number";
        assert_eq!(warnings.to_string(), expected);
    }

    #[test]
    fn a_broken_first_row_does_not_hide_the_others() {
        let (sample, warnings) = read("RA[deg],Dec[deg]\n%%%% junk\n1,2\n3,4\n").unwrap();
        assert_eq!(sample.len(), 2);
        let expected = "1 of 3 rows skipped: line 2: \"%%%% junk\" is no right ascension";
        assert_eq!(warnings.to_string(), expected);
    }

    #[test]
    fn a_column_without_a_unit_is_left_out_aloud() {
        let (sample, warnings) = read("RA[deg] Dec[deg] AngErr\n1 2 3\n").unwrap();
        assert!(sample.columns.is_empty());
        assert!(
            warnings
                .to_string()
                .contains("sigma=AngErr[unit] would say it"),
            "{warnings}"
        );
    }

    #[test]
    fn coordinates_without_a_unit_are_asked_for() {
        let Err(Error::WhichColumn { question, .. }) = read("RA Dec[deg]\n1 2\n3 4\n") else {
            panic!("a question is wanted");
        };
        assert_eq!(question.wanted, ["ra"]);
        assert_eq!(question.columns, ["RA", "Dec[deg]"]);
        assert_eq!(question.rows, ["1 2", "3 4"]);
    }

    #[test]
    fn a_table_without_a_header_is_read_by_numbers() {
        let mut options = OpenOptions::default();
        options
            .columns
            .insert("ra".into(), "2[deg]".parse().unwrap());
        options
            .columns
            .insert("dec".into(), "1[rad]".parse().unwrap());
        let (sample, _) = parse(b"0.5 180\n0.25 90\n", Path::new("a"), &options).unwrap();
        assert_eq!(degrees(&sample.ra_rad), [180.0, 90.0]);
        assert_eq!(sample.dec_rad, [0.5, 0.25]);
    }

    #[test]
    fn answers_that_do_not_fit_say_what_would() {
        for (key, choice, said) in [
            ("right", "RA[deg]", "the keys are ra, dec, sigma"),
            ("ra", "3[deg]", "the columns are RA, Dec[deg]"),
            (
                "ra",
                "RA",
                "its unit is not stated; deg, rad, hour, hms or dms is wanted",
            ),
            ("ra", "RA[GeV]", "\"gev\" is no unit of an angle"),
            ("ra", "Dec[deg]", "it stands for the same as dec"),
        ] {
            let mut options = OpenOptions::default();
            options.columns.insert("dec".into(), "Dec".parse().unwrap());
            options.columns.insert(key.into(), choice.parse().unwrap());
            let error = parse(b"RA Dec[deg]\n1 2\n", Path::new("a"), &options).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
        }
    }

    #[test]
    fn names_come_from_comments_or_from_the_files_name() {
        assert_eq!(name_of(Path::new("x/IC86_I_exp.csv")), "IC86_I");
        assert_eq!(name_of(Path::new("IC86-2011-events.txt")), "IC86-2011");
        assert_eq!(name_of(Path::new("events_IC86b.txt")), "IC86b");
        assert_eq!(name_of(Path::new("PublicData_0717.dat")), "PublicData_0717");
        let text = "# nuscope candidates: my list\n# simulated by nuscope, not recorded\nRA[deg],Dec[deg]\n1,2\n";
        let (sample, _) = read(text).unwrap();
        assert_eq!(
            (sample.name.as_str(), sample.provenance),
            ("my list", Provenance::Simulated)
        );
    }
}
