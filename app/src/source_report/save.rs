//! The report as a file, in the format that the ending of its name says.

use std::path::Path;

use anyhow::bail;
use nuscope_io::Warnings;
use nuscope_io::write_tables::{table_extensions, table_format};

use super::Report;

/// Long work must not end in a format that is none.
///
/// # Errors
/// If the ending of a name is that of no format.
pub fn check_ending(out: &Path) -> anyhow::Result<()> {
    let known = matches!(ending(out).as_str(), "json" | "tex") || table_format(out).is_some();
    if !known {
        bail!(
            "a name that ends in .json, .tex or a table's ending ({}) is wanted: {out:?}",
            table_extensions()
        );
    }
    Ok(())
}

fn ending(path: &Path) -> String {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.unwrap_or_default().to_lowercase()
}

impl Report {
    /// Writes it, whole or not at all; returns what the format could not hold.
    ///
    /// # Errors
    /// If the ending is that of no format, or the file cannot be written; path last.
    pub fn save(&self, out: &Path) -> anyhow::Result<Warnings> {
        check_ending(out)?;
        let text = match ending(out).as_str() {
            "json" => serde_json::to_string_pretty(&self.json())? + "\n",
            "tex" => self.latex(),
            _ => return Ok(nuscope_io::write_tables(out, &[self.table()])?),
        };
        crate::partial::write(out, text.as_bytes())
            .map_err(|error| anyhow::anyhow!("cannot write the file: {error}: {out:?}"))?;
        Ok(Warnings::default())
    }
}
