//! Writes candidates as CSV with units in the header, so that they read back as they were.
//!
//! Angles are written in degrees where every value of a column has a decimal number of degrees that reads back as
//! the same radians; that is so for lists that came in degrees. Other columns are written in radians.

use std::io::Write;
use std::path::Path;

use nuscope_model::{Provenance, Quantity, Sample};

use crate::Result;
use crate::tables::rows::wrapped;
use crate::write_file::write_file;

/// The comment by which nuscope's own files give a sample its name.
pub(crate) const NAME_COMMENT: &str = "nuscope candidates: ";
/// How the comment begins by which nuscope's own files say that the candidates are simulated, and how it ends.
pub(crate) const SIMULATED_COMMENT: (&str, &str) = ("simulated", ", not recorded");

/// The comment that says which program simulated the candidates, if that is known: "simulated by nuscope, not recorded".
pub(crate) fn simulated_comment(generator: &str) -> String {
    let (start, end) = SIMULATED_COMMENT;
    match generator {
        "" => format!("{start}{end}"),
        generator => format!("{start} by {generator}{end}"),
    }
}

/// The program of such a comment, empty where it names none; `None` for other comments.
pub(crate) fn generator_of(comment: &str) -> Option<&str> {
    let (start, end) = SIMULATED_COMMENT;
    match comment.strip_prefix(start)?.strip_suffix(end)? {
        "" => Some(""),
        rest => rest.strip_prefix(" by ").map(str::trim),
    }
}

/// Writes `sample` to `path`; a file that is there is replaced once the new one is complete.
///
/// # Errors
/// If the file cannot be written.
pub fn write_candidates(path: &Path, sample: &Sample) -> Result<()> {
    let (title, values) = angle("RA", &sample.ra_rad, wrapped);
    let mut columns = vec![(title, values)];
    let (title, values) = angle("Dec", &sample.dec_rad, |dec_rad| dec_rad);
    columns.push((title, values));
    for column in &sample.columns {
        let same = |title: &str| (title.to_owned(), column.values.clone());
        columns.push(match column.quantity {
            Quantity::AngularErrorRad => angle("AngErr", &column.values, |angle| angle),
            Quantity::AzimuthRad => angle("Azimuth", &column.values, |angle| angle),
            Quantity::ZenithRad => angle("Zenith", &column.values, |angle| angle),
            Quantity::Log10EnergyGev => same("log10(E/GeV)"),
            Quantity::Hits => same("Nhit"),
            Quantity::Mjd => same("MJD[days]"),
            Quantity::Quality => same("Quality"),
            Quantity::Signalness => same("Signalness"),
            Quantity::RaErrorPlusRad => angle("RA_err_plus", &column.values, |angle| angle),
            Quantity::RaErrorMinusRad => angle("RA_err_minus", &column.values, |angle| angle),
            Quantity::DecErrorPlusRad => angle("Dec_err_plus", &column.values, |angle| angle),
            Quantity::DecErrorMinusRad => angle("Dec_err_minus", &column.values, |angle| angle),
        });
    }
    write_file(path, |file| {
        writeln!(
            file,
            "# {NAME_COMMENT}{}",
            sample.name.replace(['\n', '\r'], " ")
        )?;
        if sample.provenance == Provenance::Simulated {
            let comment = simulated_comment(&sample.generator);
            writeln!(file, "# {}", comment.replace(['\n', '\r'], " "))?;
        }
        let titles: Vec<_> = columns.iter().map(|(title, _)| title.as_str()).collect();
        writeln!(file, "{}", titles.join(","))?;
        for row in 0..sample.len() {
            for (i, (_, values)) in columns.iter().enumerate() {
                let separator = if i == 0 { "" } else { "," };
                match values[row] {
                    value if value.is_nan() => write!(file, "{separator}")?,
                    value => write!(file, "{separator}{value:?}")?,
                }
            }
            writeln!(file)?;
        }
        Ok(())
    })
}

/// The title and the numbers of a column of angles.
fn angle(name: &str, values_rad: &[f64], read: impl Fn(f64) -> f64) -> (String, Vec<f64>) {
    let degrees: Option<Vec<f64>> = values_rad
        .iter()
        .map(|value| degrees_of(*value, &read))
        .collect();
    match degrees {
        Some(degrees) => (format!("{name}[deg]"), degrees),
        None => (format!("{name}[rad]"), values_rad.to_vec()),
    }
}

/// The number of degrees that reads back as exactly `value_rad`, if there is one.
pub(crate) fn degrees_of(value_rad: f64, read: impl Fn(f64) -> f64) -> Option<f64> {
    if value_rad.is_nan() {
        return Some(value_rad);
    }
    let near = value_rad.to_degrees();
    // Short numbers first: a list that came with four decimals leaves with four decimals.
    let short = [1e4, 1e6, 1e8].map(|scale| (near * scale).round() / scale);
    let close = [near, near.next_up(), near.next_down()];
    let mut candidates = short.into_iter().chain(close);
    candidates.find(|degrees| read(degrees.to_radians()) == value_rad)
}
