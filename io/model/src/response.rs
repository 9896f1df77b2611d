//! How a detector responds to neutrinos: effective areas, smearing and angular resolution, as tables.
//!
//! Bins are given by their edges; a value belongs to a whole bin. Energies are log10 of GeV, areas cm², angles
//! radians, whatever a release prints.

use std::sync::Arc;

/// What the second axis of a table runs over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DirectionAxis {
    /// Declination in radians.
    DeclinationRad,
    /// Cosine of the zenith angle that the neutrino comes from, in the detector's frame.
    CosZenith,
    /// Angle from the axis of observation or from the zenith, in radians, as a table of a site has it.
    ThetaRad,
}

/// Effective area in bins of true energy and direction.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectiveArea {
    /// What to call it, such as "IC86_II".
    pub name: String,
    /// Edges of the energy bins: log10 of the true energy in GeV, rising.
    pub log10_energy_edges: Vec<f64>,
    /// What the other axis is.
    pub direction: DirectionAxis,
    /// Edges of the other axis, rising.
    pub direction_edges: Vec<f64>,
    /// Area in cm²: all directions of the first energy bin, then of the next.
    pub area_cm2: Vec<f64>,
    /// SHA-256 of the file's content in hexadecimal.
    pub checksum: String,
}

/// Median angle between true and reconstructed direction in bins of true energy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AngularResolution {
    /// What to call it.
    pub name: String,
    /// Edges of the energy bins: log10 of the true energy in GeV, rising.
    pub log10_energy_edges: Vec<f64>,
    /// Median in each bin, in radians.
    pub median_rad: Vec<f64>,
    /// SHA-256 of the file's content in hexadecimal.
    pub checksum: String,
}

/// Where events of a bin of true energy and declination are reconstructed: all bins that are not empty.
///
/// Every entry has bins of its own, because a release chooses them anew for each bin of true energy and
/// declination. All lists have one length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Smearing {
    /// What to call it.
    pub name: String,
    /// log10 of the true energy in GeV: lower and upper edge.
    pub log10_true_energy: Vec<[f64; 2]>,
    /// True declination in radians: lower and upper edge.
    pub dec_rad: Vec<[f64; 2]>,
    /// log10 of the reconstructed energy in GeV: lower and upper edge.
    pub log10_energy: Vec<[f64; 2]>,
    /// Angle between true and reconstructed direction in radians: lower and upper edge.
    pub psf_rad: Vec<[f64; 2]>,
    /// Estimated angular error in radians: lower and upper edge.
    pub error_rad: Vec<[f64; 2]>,
    /// Share of the events of the bin of true energy and declination.
    pub fraction: Vec<f64>,
    /// SHA-256 of the file's content in hexadecimal.
    pub checksum: String,
}

/// What is known of the response to the events of one sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Responses {
    /// Effective area.
    pub effective_area: Option<Arc<EffectiveArea>>,
    /// Median angular resolution.
    pub angular_resolution: Option<Arc<AngularResolution>>,
    /// Smearing in energy and direction.
    pub smearing: Option<Arc<Smearing>>,
}

impl EffectiveArea {
    /// The area in cm² at an energy and a direction (of the own axis); 0 outside all bins.
    pub fn at(&self, log10_energy: f64, direction: f64) -> f64 {
        let energy = bin(&self.log10_energy_edges, log10_energy);
        let direction = bin(&self.direction_edges, direction);
        let columns = self.direction_edges.len().saturating_sub(1);
        match (energy, direction) {
            (Some(i), Some(j)) => self.area_cm2.get(i * columns + j).copied().unwrap_or(0.0),
            _ => 0.0,
        }
    }

    /// Whether edges rise, bins and areas are as many, and areas are finite and not negative; then the number
    /// of bins without area.
    ///
    /// # Errors
    /// In words, what is wrong.
    pub fn check(&self) -> Result<usize, String> {
        rising("energy", &self.log10_energy_edges)?;
        within_energies(&self.log10_energy_edges)?;
        rising("direction", &self.direction_edges)?;
        match self.direction {
            DirectionAxis::ThetaRad => within_half_turn("theta", &self.direction_edges)?,
            DirectionAxis::DeclinationRad => within_poles(&self.direction_edges)?,
            DirectionAxis::CosZenith => {
                let outside = |cosine: &&f64| cosine.abs() > 1.0 + 1e-6;
                if let Some(cosine) = self.direction_edges.iter().find(outside) {
                    return Err(format!("a cosine of the zenith of {cosine}"));
                }
            }
        }
        let bins = (self.log10_energy_edges.len() - 1) * (self.direction_edges.len() - 1);
        if self.area_cm2.len() != bins {
            return Err(format!("{} areas for {bins} bins", self.area_cm2.len()));
        }
        let bad = |area: &&f64| !(0.0..=LARGEST_AREA_CM2).contains(*area);
        if let Some(area) = self.area_cm2.iter().find(bad) {
            return Err(format!("an area of {area} cm²"));
        }
        Ok(self.area_cm2.iter().filter(|area| **area == 0.0).count())
    }
}

impl AngularResolution {
    /// Whether edges rise, bins and medians are as many, and medians are finite and positive.
    ///
    /// # Errors
    /// In words, what is wrong.
    pub fn check(&self) -> Result<(), String> {
        rising("energy", &self.log10_energy_edges)?;
        let bins = self.log10_energy_edges.len() - 1;
        if self.median_rad.len() != bins {
            return Err(format!("{} medians for {bins} bins", self.median_rad.len()));
        }
        let bad = |median: &&f64| !(median.is_finite() && **median > 0.0);
        match self.median_rad.iter().find(bad) {
            Some(median) => Err(format!("a median of {} degrees", median.to_degrees())),
            None => Ok(()),
        }
    }
}

impl Smearing {
    /// Number of bins.
    pub fn len(&self) -> usize {
        self.fraction.len()
    }

    /// Whether there is no bin.
    pub fn is_empty(&self) -> bool {
        self.fraction.is_empty()
    }

    /// Whether all bins have a lower edge not above the upper one and a share within 0..=1; then the number of
    /// bins with a share of 0.
    ///
    /// # Errors
    /// In words, what is wrong.
    pub fn check(&self) -> Result<usize, String> {
        let axes = [
            ("true energy", &self.log10_true_energy),
            ("declination", &self.dec_rad),
            ("energy", &self.log10_energy),
            ("angle", &self.psf_rad),
            ("angular error", &self.error_rad),
        ];
        for (name, bins) in axes {
            if bins.len() != self.len() {
                return Err(format!("{} bins of {name} for {}", bins.len(), self.len()));
            }
            let bad =
                |bin: &&[f64; 2]| !(bin[0] <= bin[1] && bin[0].is_finite() && bin[1].is_finite());
            if let Some(bin) = bins.iter().find(bad) {
                return Err(format!("a bin of {name} from {} to {}", bin[0], bin[1]));
            }
        }
        match self
            .fraction
            .iter()
            .find(|share| !(0.0..=1.0).contains(*share))
        {
            Some(share) => Err(format!("a share of {share}")),
            None => Ok(self.fraction.iter().filter(|share| **share == 0.0).count()),
        }
    }
}

/// The bin of rising `edges` in which `value` lies; the last edge belongs to the last bin.
fn bin(edges: &[f64], value: f64) -> Option<usize> {
    let (first, last) = (*edges.first()?, *edges.last()?);
    if !(first..=last).contains(&value) {
        return None;
    }
    let above = edges.partition_point(|edge| *edge <= value);
    Some(above.saturating_sub(1).min(edges.len().checked_sub(2)?))
}

/// Whether these are edges of bins.
///
/// # Errors
/// In words, which bin is none.
pub(crate) fn rising(axis: &str, edges: &[f64]) -> Result<(), String> {
    if edges.len() < 2 {
        return Err(format!("no bins of {axis}"));
    }
    let bad = edges.windows(2).find(|pair| {
        let rises = pair[0] < pair[1] && pair[0].is_finite() && pair[1].is_finite();
        !rises
    });
    match bad {
        Some(pair) => Err(format!("a bin of {axis} from {} to {}", pair[0], pair[1])),
        None => Ok(()),
    }
}

/// The Earth's own cross-section is 1e18 cm²: no detector is larger.
const LARGEST_AREA_CM2: f64 = 1e18;

/// Whether logarithms of energies in GeV are those of any physics.
///
/// # Errors
/// In words, which one is not.
pub(crate) fn within_energies(log10_edges: &[f64]) -> Result<(), String> {
    match log10_edges.iter().find(|edge| edge.abs() > 20.0) {
        Some(edge) => Err(format!("an energy of 10^{edge} GeV")),
        None => Ok(()),
    }
}

/// Whether declinations are such; tables may round a little over the poles.
///
/// # Errors
/// In words, which one is not.
pub(crate) fn within_poles(edges_rad: &[f64]) -> Result<(), String> {
    let most = 90.1_f64.to_radians();
    match edges_rad.iter().find(|edge| edge.abs() > most) {
        Some(edge) => Err(format!("a declination of {} degrees", edge.to_degrees())),
        None => Ok(()),
    }
}

/// Whether rising angles lie within a half turn; single precision may round its end up.
///
/// # Errors
/// In words, which angle does not.
pub(crate) fn within_half_turn(axis: &str, edges_rad: &[f64]) -> Result<(), String> {
    let ends = [edges_rad.first(), edges_rad.last()].into_iter().flatten();
    match ends
        .copied()
        .find(|edge| !(0.0..=std::f64::consts::PI + 1e-6).contains(edge))
    {
        Some(edge) => Err(format!("{axis} at {} degrees", edge.to_degrees())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn area() -> EffectiveArea {
        EffectiveArea {
            name: "toy".into(),
            log10_energy_edges: vec![2.0, 3.0, 4.0],
            direction: DirectionAxis::CosZenith,
            direction_edges: vec![-1.0, 0.0, 1.0],
            area_cm2: vec![1.0, 2.0, 3.0, 0.0],
            checksum: String::new(),
        }
    }

    #[test]
    fn an_area_is_that_of_the_bin() {
        let area = area();
        let at = |e, d| area.at(e, d);
        assert_eq!(
            [at(2.0, -1.0), at(2.9, 0.0), at(3.0, -0.1), at(4.0, 1.0)],
            [1.0, 2.0, 3.0, 0.0]
        );
        assert_eq!([at(1.9, 0.0), at(3.0, 1.1), at(f64::NAN, 0.0)], [0.0; 3]);
        assert_eq!(area.check(), Ok(1));
    }

    #[test]
    fn what_is_wrong_with_a_table_is_said() {
        let bad = EffectiveArea {
            area_cm2: vec![1.0; 3],
            ..area()
        };
        assert_eq!(bad.check().unwrap_err(), "3 areas for 4 bins");
        let bad = EffectiveArea {
            direction_edges: vec![0.0, 0.0, 1.0],
            ..area()
        };
        assert_eq!(bad.check().unwrap_err(), "a bin of direction from 0 to 0");
        let bad = EffectiveArea {
            area_cm2: vec![1.0, f64::NAN, 0.0, 0.0],
            ..area()
        };
        assert!(bad.check().is_err());
    }
}
