//! IceCube's likelihood scans of alerts: arrays `nside-8`, `nside-64`, `nside-512` of pixels and likelihoods.
//!
//! `index` is an equatorial RING pixel, `llh` the negative logarithm of the likelihood there: lower is better, and
//! the lowest of all is the best fit. Contours are drawn of how much higher a pixel is, "delta llh". Finer pixels
//! count more than the coarse ones around them. Source: the output of IceCube's skymap_scanner.

use nuscope_model::{MultiOrderMap, ScanLevel};
use nuscope_table::Table;

/// What a scan's quantities are called, and their units.
const QUANTITIES: [(&str, &str); 4] = [
    ("delta llh", ""),
    ("llh", ""),
    ("E_in", "GeV"),
    ("E_tot", "GeV"),
];

/// The finest nside that is drawn.
const MOST_NSIDE: u32 = 1024;

/// The scan that these arrays are, and the nside to draw it with; `None` if they are anything else.
pub(crate) fn scan(arrays: &[Table]) -> Option<(MultiOrderMap, u32)> {
    let mut levels = Vec::new();
    let mut lowest = f64::INFINITY;
    for array in arrays {
        let nside: u32 = array.name.strip_prefix("nside-")?.parse().ok()?;
        let number = |name: &str| Some(array.column(name)?.values.numbers()?.into_owned());
        let llh = number("llh")?;
        lowest = llh.iter().copied().fold(lowest, f64::min);
        let pixels = array.column("index")?.values.whole()?.iter();
        let pixels = pixels.map(|pixel| u64::try_from(*pixel).ok());
        let unknown = || vec![f64::NAN; llh.len()];
        levels.push(ScanLevel {
            nside,
            pixels: pixels.collect::<Option<_>>()?,
            values: vec![
                llh.clone(),
                llh.clone(),
                number("E_in").unwrap_or_else(unknown),
                number("E_tot").unwrap_or_else(unknown),
            ],
        });
    }
    if !lowest.is_finite() {
        return None;
    }
    for level in &mut levels {
        level.values[0].iter_mut().for_each(|llh| *llh -= lowest);
    }
    let finest = levels.iter().map(|level| level.nside).max()?;
    let mut map = MultiOrderMap::from_scan(&QUANTITIES, &levels)?;
    let note =
        |key: &str, value: String, comment: &str| (key.to_owned(), value, comment.to_owned());
    map.provenance = vec![
        note(
            "LLHMIN",
            lowest.to_string(),
            "lowest llh: that of the best fit",
        ),
        note(
            "DELTALLH",
            "llh - LLHMIN".into(),
            "how column delta llh was made",
        ),
    ];
    Some((map, finest.min(MOST_NSIDE)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_table::{Column, Values};

    fn array(name: &str, pixels: Vec<i64>, llh: Vec<f64>) -> Table {
        Table {
            name: name.into(),
            columns: vec![
                Column::new("index", "", Values::integers(pixels)),
                Column::new("llh", "", Values::Number(llh)),
            ],
            ..Table::default()
        }
    }

    #[test]
    fn the_best_fit_is_zero_and_fine_pixels_count_more() {
        let coarse = array("nside-1", (0..12).collect(), vec![50.0; 12]);
        let fine = array("nside-2", vec![0, 47], vec![42.5, 44.0]);
        let (map, nside) = scan(&[coarse.clone(), fine]).unwrap();
        assert_eq!(nside, 2);
        let delta = &map.columns()[0];
        assert_eq!(
            (delta.name.as_str(), delta.values.len()),
            ("delta llh", 10 + 2 * 4)
        );
        let mut values = delta.values.clone();
        values.sort_by(f64::total_cmp);
        assert_eq!(values[..3], [0.0, 1.5, 7.5]);
        assert_eq!(map.provenance[0].1, "42.5");
        assert!(scan(&[array("nside-3", vec![0], vec![1.0])]).is_none());
        assert!(scan(&[array("nside-1", vec![12], vec![1.0])]).is_none());
        assert!(scan(&[array("nside-1", vec![-1], vec![1.0])]).is_none());
        assert!(scan(&[coarse, array("runs", vec![0], vec![1.0])]).is_none());
        assert!(scan(&[]).is_none());
    }
}
