//! Which of several tables is written, where a format holds only one.
//!
//! A list of candidates or a catalogue is what such a file is opened for; if there is exactly one, it is written and
//! what was beside it is named. Otherwise the user chooses.

use std::path::Path;

use anyhow::bail;
use nuscope_io::table::Table;
use nuscope_io::write_tables::{table_format, unique_names};
use nuscope_io::{Loaded, Warnings};

/// The most names that a sentence tells.
const MOST_TOLD: usize = 20;

/// The most remarks about one file that are kept in what is made of it.
const MOST_REMARKS: usize = 20;

/// The tables that go to `out`, of `lists` (candidates and catalogues) and `others`; `name` is the user's choice.
pub fn chosen(
    lists: Vec<Table>,
    others: Vec<Table>,
    name: Option<&str>,
    out: &Path,
    warnings: &mut Warnings,
) -> anyhow::Result<Vec<Table>> {
    let one_list = lists.len() == 1;
    let mut tables = lists;
    tables.extend(others);
    let names = unique_names(tables.iter().map(|table| table.name.clone()));
    if let Some(wanted) = name {
        let Some(at) = names.iter().position(|name| name == wanted.trim()) else {
            bail!(
                "no table is called {wanted:?}, there are {}: {out:?}",
                told(&names)
            );
        };
        return Ok(vec![tables.swap_remove(at)]);
    }
    let one_only = table_format(out).filter(|format| !format.many);
    let Some(format) = one_only.filter(|_| tables.len() > 1) else {
        return Ok(tables);
    };
    let format = format.name;
    if !one_list {
        bail!(
            "{format} holds one table, but there are {}; choose one with --table NAME, or name a file that ends in \
             .fits, .h5 or .vot: {out:?}",
            told(&names)
        );
    }
    warnings.add(format!(
        "{format} holds one table, so these are left out: {}",
        told(&names[1..])
    ));
    tables.truncate(1);
    Ok(tables)
}

/// What was said when a file was read, such as columns that were left out, for what is made of it.
pub fn remarks(loaded: &Loaded, path: &Path) -> Vec<String> {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy();
    let lines = &loaded.warnings.0;
    let told = lines.iter().take(MOST_REMARKS);
    let mut told: Vec<_> = told.map(|line| format!("{name}: {line}")).collect();
    if let more @ 1.. = lines.len().saturating_sub(MOST_REMARKS) {
        told.push(format!("{name}: {more} more remarks"));
    }
    told
}

fn told(names: &[String]) -> String {
    let first = &names[..names.len().min(MOST_TOLD)];
    let first: Vec<_> = first.iter().map(|name| format!("{name:?}")).collect();
    match names.len().saturating_sub(MOST_TOLD) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn tables(names: &[&str]) -> Vec<Table> {
        let table = |name: &&str| Table {
            name: (*name).into(),
            ..Table::default()
        };
        names.iter().map(table).collect()
    }

    fn choose(lists: &[&str], others: &[&str], name: Option<&str>, out: &str) -> (String, String) {
        let mut warnings = Warnings::default();
        let found = chosen(
            tables(lists),
            tables(others),
            name,
            out.as_ref(),
            &mut warnings,
        );
        let said = match found {
            Ok(found) => found
                .iter()
                .map(|table| table.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            Err(error) => error.to_string(),
        };
        (said, warnings.to_string())
    }

    #[test]
    fn the_only_list_is_written_and_the_rest_is_named() {
        let (found, said) = choose(&["fits"], &["header", "header"], None, "a.csv");
        assert_eq!(found, "fits");
        assert_eq!(
            said,
            "CSV holds one table, so these are left out: \"header\", \"header 2\""
        );
        let (found, said) = choose(&["fits"], &["header"], None, "a.fits");
        assert_eq!((found.as_str(), said.as_str()), ("fits, header", ""));
    }

    #[test]
    fn of_several_lists_the_user_chooses_one() {
        let (said, _) = choose(&["IC40", "IC59"], &["IC40 good runs"], None, "a.parquet");
        assert!(
            said.starts_with("Parquet holds one table, but there are \"IC40\", \"IC59\", \"IC40"),
            "{said}"
        );
        let two = ["IC40", "IC40"];
        assert_eq!(choose(&two, &[], Some("IC40 2"), "a.csv").0, "IC40");
        let (said, _) = choose(&two, &[], Some("x"), "a.csv");
        assert_eq!(
            said,
            "no table is called \"x\", there are \"IC40\", \"IC40 2\": \"a.csv\""
        );
        let many: Vec<String> = (0..100).map(|i| i.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let (said, _) = choose(&[], &many, None, "a.csv");
        assert!(said.contains("\"19\" and 80 more;"), "{said}");
    }
}
