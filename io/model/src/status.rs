//! What the status words of a detector file and the rates of a data frame say about modules and photomultipliers.
//!
//! A word of 0 is good. Most bits switch off one of the checks that the data acquisition makes of a photomultiplier:
//! only two say that its hits are no use, because it is switched off or because its clock is out of step.
//!
//! Source: km3net-dataformat v3.6.2, PMT and module status; rates as in Jpp's summary frames.

use crate::{Module, Sensor};

const DISABLED: u32 = 0;
const SENSOR_OUT_OF_SYNC: u32 = 5;
const MODULE_OUT_OF_SYNC: u32 = 4;

/// Checks of a photomultiplier that its status may switch off, by bit.
const SENSOR_CHECKS: [(u32, &str); 4] = [
    (1, "high-rate veto not checked"),
    (2, "full FIFO not checked"),
    (3, "lost packets not checked"),
    (4, "packet trailer not checked"),
];

/// Instruments of a module that its status may switch off, by bit.
const MODULE_PARTS: [(u32, &str); 4] = [
    (1, "compass off"),
    (2, "hydrophone off"),
    (3, "piezo sensor off"),
    (5, "transmitter off"),
];

fn bit(word: i32, bit: u32) -> bool {
    word >> bit & 1 == 1
}

/// The words of all named bits that are set, and the numbers of those that have no name.
fn words(word: i32, named: &[(u32, &str)], known: &[u32]) -> Vec<String> {
    (0..i32::BITS)
        .filter(|place| bit(word, *place) && !known.contains(place))
        .map(|place| {
            let name = named.iter().find(|(named, _)| *named == place);
            name.map_or_else(|| format!("bit {place}"), |(_, name)| (*name).to_owned())
        })
        .collect()
}

/// Whether a photomultiplier can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SensorState {
    /// It can.
    Good,
    /// It can, but not all is checked: [`Sensor::status_words`] say what is not.
    Unchecked,
    /// Its clock is out of step: its times are no use.
    OutOfSync,
    /// It is switched off, or its module is.
    Disabled,
}

impl SensorState {
    /// What to call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Unchecked => "not all checked",
            Self::OutOfSync => "out of sync",
            Self::Disabled => "disabled",
        }
    }

    /// Whether its hits are of use.
    pub fn usable(self) -> bool {
        matches!(self, Self::Good | Self::Unchecked)
    }
}

impl Sensor {
    /// Whether it can be used, by its own status word.
    pub fn state(&self) -> SensorState {
        match self.status {
            0 => SensorState::Good,
            word if bit(word, DISABLED) => SensorState::Disabled,
            word if bit(word, SENSOR_OUT_OF_SYNC) => SensorState::OutOfSync,
            _ => SensorState::Unchecked,
        }
    }

    /// What its status word says beyond its state, in words.
    pub fn status_words(&self) -> Vec<String> {
        words(self.status, &SENSOR_CHECKS, &[DISABLED, SENSOR_OUT_OF_SYNC])
    }
}

/// Whether a module can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModuleState {
    /// It can.
    Good,
    /// It can, but one of its instruments is off: [`Module::status_words`] say which.
    PartlyOff,
    /// Its clock is out of step.
    OutOfSync,
    /// It is switched off.
    Disabled,
}

impl ModuleState {
    /// What to call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::PartlyOff => "partly off",
            Self::OutOfSync => "out of sync",
            Self::Disabled => "disabled",
        }
    }
}

impl Module {
    /// Whether it can be used.
    pub fn state(&self) -> ModuleState {
        match self.status {
            0 => ModuleState::Good,
            word if bit(word, DISABLED) => ModuleState::Disabled,
            word if bit(word, MODULE_OUT_OF_SYNC) => ModuleState::OutOfSync,
            _ => ModuleState::PartlyOff,
        }
    }

    /// What its status word says beyond its state, in words.
    pub fn status_words(&self) -> Vec<String> {
        words(self.status, &MODULE_PARTS, &[DISABLED, MODULE_OUT_OF_SYNC])
    }

    /// Whether one of its photomultipliers can be used: what its own word and that of the module say together.
    pub fn sensor_state(&self, sensor: &Sensor) -> SensorState {
        match self.state() {
            ModuleState::Disabled => SensorState::Disabled,
            ModuleState::OutOfSync => sensor.state().max(SensorState::OutOfSync),
            ModuleState::Good | ModuleState::PartlyOff => sensor.state(),
        }
    }
}

/// What a data frame says of one module: one bit per photomultiplier in two words, bit 31 about the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameStatus {
    /// Packets of data: the 15 low bits count those that came, the 16 high ones are the largest number that one had,
    /// counted from 0.
    pub packets: u32,
    /// High-rate vetoes; bit 31: the clock is White Rabbit's.
    pub status: u32,
    /// Full FIFOs; bit 31: the trailing packet came.
    pub fifo: u32,
}

impl FrameStatus {
    /// Whether this channel was cut short because its rate was too high.
    pub fn high_rate_veto(self, channel: u8) -> bool {
        channel < 31 && self.status >> channel & 1 == 1
    }

    /// Whether this channel lost hits because its buffer was almost full.
    pub fn fifo_full(self, channel: u8) -> bool {
        channel < 31 && self.fifo >> channel & 1 == 1
    }

    /// Whether the module's clock followed White Rabbit.
    pub fn synchronised(self) -> bool {
        self.status >> 31 == 1
    }

    /// Whether the last packet of the frame came.
    pub fn has_trailer(self) -> bool {
        self.fifo >> 31 == 1
    }

    /// How many packets of data came.
    pub fn packets_received(self) -> u32 {
        self.packets & 0x7FFF
    }

    /// How many packets of data were sent, as far as those that came tell.
    pub fn packets_sent(self) -> u32 {
        (self.packets >> 16) + 1
    }

    /// Whether nothing was lost on the way.
    pub fn complete(self) -> bool {
        self.has_trailer() && self.packets_received() == self.packets_sent()
    }
}

/// The rate that a byte of a summary frame stands for, in hertz: 0, or 2 kHz to 2 MHz in equal ratios.
pub fn rate_hz(byte: u8) -> f64 {
    match byte {
        0 => 0.0,
        byte => 2e3 * (f64::from(byte) * 1e3_f64.ln() / 255.0).exp(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ModuleId;
    use glam::DVec3;

    fn sensor(status: i32) -> Sensor {
        Sensor {
            pmt_id: 1,
            position_m: DVec3::ZERO,
            looks: DVec3::Z,
            t0_ns: 0.0,
            status,
        }
    }

    fn module(status: i32) -> Module {
        Module {
            id: ModuleId(1),
            string: 1,
            floor: 1,
            position_m: DVec3::ZERO,
            first_sensor: 0,
            sensors: 1,
            status,
        }
    }

    #[test]
    fn only_two_bits_of_a_photomultiplier_make_it_useless() {
        let states = [0, 1, 2, 0b11110, 32, 33, 64, -1].map(|word| sensor(word).state());
        use SensorState::{Disabled, Good, OutOfSync, Unchecked};
        let expected = [
            Good, Disabled, Unchecked, Unchecked, OutOfSync, Disabled, Unchecked, Disabled,
        ];
        assert_eq!(states, expected);
        assert_eq!(
            states.map(SensorState::usable)[..4],
            [true, false, true, true]
        );
        assert_eq!(
            sensor(0b100_0110).status_words(),
            [
                "high-rate veto not checked",
                "full FIFO not checked",
                "bit 6"
            ]
        );
        assert!(sensor(33).status_words().is_empty());
    }

    #[test]
    fn a_module_that_is_off_takes_its_photomultipliers_with_it() {
        assert_eq!(module(2).state(), ModuleState::PartlyOff);
        assert_eq!(
            module(0b100010).status_words(),
            ["compass off", "transmitter off"]
        );
        let state = |on_module, own| module(on_module).sensor_state(&sensor(own));
        assert_eq!(state(0, 2), SensorState::Unchecked);
        assert_eq!(state(1, 0), SensorState::Disabled);
        assert_eq!(state(16, 2), SensorState::OutOfSync);
        assert_eq!(state(16, 1), SensorState::Disabled);
        assert_eq!(state(2, 0), SensorState::Good);
    }

    #[test]
    fn frames_name_channels_and_bit_31_is_not_one() {
        let frame = FrameStatus {
            packets: 29 << 16 | 30,
            status: 1 << 31 | 1 << 4,
            fifo: 1 << 30,
        };
        assert_eq!((frame.packets_received(), frame.packets_sent()), (30, 30));
        assert!(!frame.complete(), "its trailer is missing");
        assert!(frame.high_rate_veto(4) && !frame.high_rate_veto(31));
        assert!(frame.fifo_full(30) && !frame.fifo_full(255));
        assert!(frame.synchronised() && !frame.has_trailer());
    }

    #[test]
    fn rates_go_from_two_kilohertz_to_two_megahertz() {
        assert_eq!(rate_hz(0), 0.0);
        // 2000 exp(ln(1000)/255) and the middle of the scale.
        assert!((rate_hz(1) - 2054.92).abs() < 0.01, "{}", rate_hz(1));
        assert!((rate_hz(85) - 2e4).abs() < 1e-6 && (rate_hz(255) - 2e6).abs() < 1e-3);
    }
}
