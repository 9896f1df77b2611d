//! Summary slices: ten times a second, what every module of a KM3NeT detector counted and what went wrong in it.
//!
//! Each frame of data has one, with the rate of every photomultiplier in a byte and words of bits beside them
//! ([`FrameStatus`]). A module that is not in the slice sent nothing in that frame.

use std::collections::HashMap;

use crate::status::{FrameStatus, rate_hz};
use crate::{ModuleId, Utc};

/// What one module counted in one frame of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SummaryFrame {
    /// The module.
    pub module: ModuleId,
    /// Packets received and sent, channels with a high-rate veto, channels with a full buffer, and two spare words.
    pub status: [u32; 5],
    /// The rate of each photomultiplier as it is stored.
    pub rates: [u8; 31],
}

impl SummaryFrame {
    /// The rate of one photomultiplier in Hz; 0 if it counted nothing or is none.
    pub fn rate_hz(&self, channel: u8) -> f64 {
        self.rates
            .get(usize::from(channel))
            .map_or(0.0, |byte| rate_hz(*byte))
    }

    /// What its words say.
    pub fn words(&self) -> FrameStatus {
        FrameStatus {
            packets: self.status[0],
            status: self.status[1],
            fifo: self.status[2],
        }
    }
}

/// What all modules counted in one frame of data.
#[derive(Clone, Debug, PartialEq)]
pub struct SummarySlice {
    /// Number of the detector.
    pub det_id: i32,
    /// Number of the run.
    pub run_id: i32,
    /// Number of the data frame, counted from 1.
    pub frame_index: i32,
    /// Start of the frame.
    pub utc: Utc,
    /// One frame per module.
    pub frames: Vec<SummaryFrame>,
}

impl SummarySlice {
    /// Its frames by module; of several frames of a module the first.
    pub fn by_module(&self) -> HashMap<ModuleId, &SummaryFrame> {
        let mut by_module = HashMap::with_capacity(self.frames.len());
        for frame in &self.frames {
            by_module.entry(frame.module).or_insert(frame);
        }
        by_module
    }

    /// The frame of one module.
    pub fn frame(&self, module: ModuleId) -> Option<&SummaryFrame> {
        self.frames.iter().find(|frame| frame.module == module)
    }

    /// How many of its channels the test holds for.
    pub fn count(&self, test: impl Fn(&SummaryFrame, u8) -> bool) -> usize {
        let channels = |frame: &SummaryFrame| (0..31).filter(|i| test(frame, *i)).count();
        self.frames.iter().map(channels).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_counted_and_modules_found() {
        let frame = |module, status, first| SummaryFrame {
            module: ModuleId(module),
            status: [0, status, 0b110, 0, 0],
            rates: std::array::from_fn(|i| if i == 0 { first } else { 85 }),
        };
        let slice = SummarySlice {
            det_id: 1,
            run_id: 2,
            frame_index: 3,
            utc: Utc {
                unix_s: 0,
                nanoseconds: 0,
            },
            frames: vec![frame(7, 1, 0), frame(9, 0x8000_0003, 255), frame(7, 0, 1)],
        };
        assert_eq!(slice.count(|frame, i| frame.words().high_rate_veto(i)), 3);
        assert_eq!(slice.count(|frame, i| frame.words().fifo_full(i)), 6);
        assert_eq!(slice.count(|frame, i| frame.rate_hz(i) == 0.0), 1);
        assert_eq!(slice.by_module()[&ModuleId(7)], &slice.frames[0]);
        assert_eq!(slice.frame(ModuleId(9)), Some(&slice.frames[1]));
        assert!((slice.frames[1].rate_hz(0) - 2e6).abs() < 1e-3);
        assert!((slice.frames[1].rate_hz(30) - 2e4).abs() < 1e-6);
        assert_eq!(slice.frames[1].rate_hz(31), 0.0);
    }
}
