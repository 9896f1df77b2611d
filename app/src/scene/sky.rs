//! Maps as what the sky map draws, and the numbers and colours of candidates in it.

use eframe::egui::Color32;
use nuscope_model::{Sample, SkyMap};
use std::sync::Arc;

pub use super::map_values::MapValues;
use crate::theme::Theme;
use crate::view::MapQuantity;

/// Colours of the samples, told apart by people with any colour vision.
///
/// Source: Okabe and Ito 2008, "Color universal design", lightened for a dark ground.
const SAMPLE_COLORS: [[u8; 3]; 7] = [
    [86, 180, 233],
    [230, 159, 0],
    [0, 190, 140],
    [240, 228, 100],
    [110, 140, 230],
    [235, 120, 60],
    [215, 140, 185],
];

/// The colour of the sample at this place in the list.
pub fn sample_color(place: usize) -> [u8; 3] {
    SAMPLE_COLORS[place % SAMPLE_COLORS.len()]
}

/// The same, dark enough to be seen on the ground of a theme.
pub fn sample_color_on(theme: &Theme, place: usize) -> [u8; 3] {
    let [r, g, b] = sample_color(place);
    let [r, g, b, _] = theme.ink(Color32::from_rgb(r, g, b)).to_array();
    [r, g, b]
}

/// Which candidate a marker's id stands for: its sample and its place there.
pub fn candidate_of(samples: &[Arc<Sample>], id: u32) -> Option<(usize, usize)> {
    let mut index = (id as usize).checked_sub(1)?;
    for (place, sample) in samples.iter().enumerate() {
        if index < sample.len() {
            return Some((place, index));
        }
        index -= sample.len();
    }
    None
}

/// The id of a candidate.
pub fn id_of(samples: &[Arc<Sample>], sample: usize, index: usize) -> u32 {
    let before: usize = samples.iter().take(sample).map(|sample| sample.len()).sum();
    (before + index) as u32 + 1
}

/// The range that holds all but the outermost half percent at each end; never empty.
pub(in crate::scene) fn middle_range(mut values: Vec<f32>) -> (f32, f32) {
    if values.is_empty() {
        return (0.0, 1.0);
    }
    let cut = values.len() / 200;
    let last = values.len() - 1;
    let low = *values.select_nth_unstable_by(cut, f32::total_cmp).1;
    let high = *values.select_nth_unstable_by(last - cut, f32::total_cmp).1;
    if high > low {
        (low, high)
    } else {
        (low - 0.5, low + 0.5)
    }
}

/// Name of the column of local p-values.
pub(crate) const P_LOCAL: &str = "P_LOCAL";

/// What people read instead of "p-value" where it was not calibrated with scrambled skies.
pub const NOT_CALIBRATED: &str = "not calibrated";

/// The quantities that a map offers.
pub fn quantities(map: &SkyMap) -> Vec<MapQuantity> {
    let mut offered = Vec::new();
    if map.column(P_LOCAL).is_some() {
        offered.push(MapQuantity::MinusLog10P);
    }
    let columns = map
        .columns
        .iter()
        .filter(|column| column.values.iter().any(|value| value.is_finite()));
    offered.extend(columns.map(|column| MapQuantity::Column(column.name.clone())));
    offered
}

/// What a quantity is called.
pub fn quantity_label(quantity: &MapQuantity) -> String {
    match quantity {
        MapQuantity::MinusLog10P => "−log₁₀ p (local)".into(),
        MapQuantity::Column(name) if name == "N_S" => "n_s, signal events".into(),
        MapQuantity::Column(name) if name == "TS" => "TS, test statistic".into(),
        MapQuantity::Column(name) if name == P_LOCAL => "p (local)".into(),
        MapQuantity::Column(name) => name.clone(),
    }
}

/// The quantity that is shown of this map: the wanted one, else the first that it has.
pub fn shown_quantity(map: &SkyMap, wanted: &MapQuantity) -> Option<MapQuantity> {
    let offered = quantities(map);
    offered
        .iter()
        .find(|quantity| *quantity == wanted)
        .or_else(|| offered.first())
        .cloned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn sample(name: &str, n: usize) -> Arc<Sample> {
        Arc::new(Sample {
            name: name.into(),
            ra_rad: (0..n).map(|i| i as f64 * 0.1).collect(),
            dec_rad: vec![-0.5; n],
            ..Default::default()
        })
    }

    #[test]
    fn ids_count_through_all_samples() {
        let samples = [sample("a", 3), sample("b", 2)];
        assert_eq!(candidate_of(&samples, 4), Some((1, 0)));
        assert_eq!(candidate_of(&samples, 6), None);
        assert_eq!(id_of(&samples, 1, 1), 5);
    }
}
