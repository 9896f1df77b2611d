//! What a telescope's sensors and trigger are like, apart from where they hang.
//!
//! Rates of KM3NeT: singles and potassium-40 coincidences as in its public calibration (568/49.1/5.48/0.48 Hz a
//! module for 2/3/4/5 photomultipliers). The efficiency turns the fitted yields of *offered* photo-electrons
//! into detected ones.

use nuscope_model::{AmplitudeUnit, Detector, Medium, Substance};

/// What a pulse's size is recorded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readout {
    /// Time over threshold in whole nanoseconds; longer pulses are chains of 255.
    TimeOverThreshold,
    /// Charge in photo-electrons.
    Charge,
}

impl Readout {
    /// The unit in which an event holds it.
    pub fn unit(self) -> AmplitudeUnit {
        match self {
            Self::TimeOverThreshold => AmplitudeUnit::TotNs,
            Self::Charge => AmplitudeUnit::ChargePe,
        }
    }
}

/// Sensors, background and trigger of one kind of telescope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Instrument {
    /// What the light goes through.
    pub medium: Medium,
    /// Light-collecting area relative to a 3-inch photomultiplier.
    pub area: f64,
    /// Share of offered photo-electrons that are detected.
    pub efficiency: f64,
    /// How strongly the sensor prefers light from the front, relative to a KM3NeT photomultiplier.
    pub directionality: f64,
    /// Width of the transit time, in nanoseconds.
    pub transit_time_ns: f64,
    /// Rate of single background hits per sensor, in hertz.
    pub singles_hz: f64,
    /// Rates per module at which potassium-40 fires 2, 3, 4 and 5 sensors at once, in hertz.
    pub coincidences_hz: [f64; 4],
    /// Width of the logarithm of the singles rate from module to module.
    pub rate_spread: f64,
    /// Share of modules that are in a burst of luminous life.
    pub burst_share: f64,
    /// Farthest two coincidences that a trigger cluster connects, in metres.
    pub cluster_distance_m: f64,
    /// How pulses are recorded.
    pub readout: Readout,
}

impl Instrument {
    /// KM3NeT/ARCA: modules of 31 3-inch photomultipliers, far apart.
    pub const ARCA: Self = Self {
        medium: Medium::WATER,
        area: 1.0,
        efficiency: 0.62,
        directionality: 1.0,
        transit_time_ns: 2.0,
        singles_hz: 5.2e3,
        coincidences_hz: [568.0, 49.1, 5.48, 0.48],
        rate_spread: 0.2,
        burst_share: 0.03,
        cluster_distance_m: 250.0,
        readout: Readout::TimeOverThreshold,
    };

    /// KM3NeT/ORCA: the same modules, close together.
    pub const ORCA: Self = Self {
        cluster_distance_m: 80.0,
        ..Self::ARCA
    };

    /// ANTARES: storeys of three 10-inch sensors.
    pub const ANTARES: Self = Self {
        area: 9.0,
        transit_time_ns: 1.5,
        singles_hz: 65e3,
        coincidences_hz: [16.0, 0.0, 0.0, 0.0],
        rate_spread: 0.15,
        burst_share: 0.08,
        cluster_distance_m: 150.0,
        readout: Readout::Charge,
        ..Self::ARCA
    };

    /// IceCube: one sensor a module, in ice.
    pub const ICECUBE: Self = Self {
        medium: Medium::ICE,
        area: 20.0,
        efficiency: 1.0,
        directionality: 0.4,
        transit_time_ns: 2.5,
        singles_hz: 560.0,
        coincidences_hz: [0.0; 4],
        rate_spread: 0.1,
        burst_share: 0.0,
        cluster_distance_m: 300.0,
        readout: Readout::Charge,
    };

    /// The instrument that a detector most likely is: by its medium, the sensors of a module and their vertical
    /// spacing.
    pub fn of(detector: &Detector) -> Self {
        let most = detector.modules().iter().map(|module| module.sensors).max();
        match (detector.medium.substance, most) {
            (Substance::Ice, _) => Self::ICECUBE,
            (_, Some(1..=4)) => Self::ANTARES,
            _ if spacing_m(detector) < 20.0 => Self::ORCA,
            _ => Self::ARCA,
        }
    }
}

/// Smallest distance of two modules that follow each other on a string, in metres; infinite if there are none.
fn spacing_m(detector: &Detector) -> f64 {
    let pairs = detector.modules().windows(2);
    pairs
        .filter(|pair| {
            pair[0].string == pair[1].string && pair.iter().all(|module| module.sensors > 0)
        })
        .map(|pair| pair[0].position_m.distance(pair[1].position_m))
        .fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::layout;

    #[test]
    fn layouts_are_recognised() {
        assert_eq!(Instrument::of(&layout::arca(1)), Instrument::ARCA);
        assert_eq!(Instrument::of(&layout::orca(1)), Instrument::ORCA);
        assert_eq!(Instrument::of(&layout::antares(1)), Instrument::ANTARES);
        assert_eq!(Instrument::of(&layout::icecube(1)), Instrument::ICECUBE);
    }
}
