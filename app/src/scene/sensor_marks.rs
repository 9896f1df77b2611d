//! Which photomultipliers cannot be trusted in the frame of the event on display, and how often each counted.
//!
//! Two sources say so: the status words of the detector's file, for as long as the file holds, and the summary slice
//! of the frame that the event is from, for a tenth of a second. One that counted nothing in the whole frame is as
//! dead as one that is switched off: at 5 kHz from potassium alone, silence for 100 ms is no accident.

use nuscope_model::{Detector, Module, SensorState, SummarySlice};

use crate::plot::ticks::thousands;

/// What is wrong with a photomultiplier, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// It is switched off, or counted nothing in the frame.
    Dead,
    /// Its clock is out of step.
    OutOfSync,
    /// It counted so fast that its hits were dropped from some moment of the frame on.
    HighRate,
    /// Its buffer was almost full: it lost hits.
    Full,
}

impl Mark {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Dead, Self::OutOfSync, Self::HighRate, Self::Full];

    /// What legends call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::OutOfSync => "out of sync",
            Self::HighRate => "high-rate veto",
            Self::Full => "buffer full",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The marks and rates of all photomultipliers of a detector, by their places in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SensorMarks {
    bits: Vec<u8>,
    /// Rates in kHz, NaN where there is none; empty without a summary slice.
    rates_khz: Vec<f32>,
    /// How many photomultipliers have each mark, in the order of [`Mark::ALL`]; one may have several.
    pub counts: [usize; 4],
    /// Modules with photomultipliers that the summary slice does not have.
    pub silent_modules: usize,
    /// Rates of the first and the last colour, in kHz.
    pub range_khz: (f32, f32),
}

impl SensorMarks {
    /// The marks of a detector, in the frame of this slice if there is one.
    ///
    /// A slice that knows none of the modules is another detector's and says nothing.
    pub fn new(detector: &Detector, slice: Option<&SummarySlice>) -> Self {
        let frames = slice.map(SummarySlice::by_module).filter(|frames| {
            let mut modules = detector.modules().iter();
            modules.any(|module| frames.contains_key(&module.id))
        });
        let sensors = detector.sensors().len();
        let mut marks = Self {
            bits: vec![0; sensors],
            rates_khz: vec![f32::NAN; if frames.is_some() { sensors } else { 0 }],
            ..Self::default()
        };
        for module in detector.modules().iter().filter(|m| m.sensors > 0) {
            let frame = frames.as_ref().map(|frames| frames.get(&module.id));
            marks.silent_modules += usize::from(frame == Some(None));
            let of_module = detector.sensors_of(module).iter().enumerate();
            for (channel, sensor) in of_module {
                let place = module.first_sensor as usize + channel;
                let bits = &mut marks.bits[place];
                match module.sensor_state(sensor) {
                    SensorState::Good | SensorState::Unchecked => {}
                    SensorState::OutOfSync => *bits |= Mark::OutOfSync.bit(),
                    SensorState::Disabled => *bits |= Mark::Dead.bit(),
                }
                let Some(frame) = frame else { continue };
                let known = frame.zip(u8::try_from(channel).ok());
                let Some((frame, channel)) = known.filter(|(_, channel)| *channel < 31) else {
                    *bits |= Mark::Dead.bit();
                    continue;
                };
                let (rate_hz, words) = (frame.rate_hz(channel), frame.words());
                marks.rates_khz[place] = (rate_hz / 1e3) as f32;
                let told = [
                    (Mark::Dead, rate_hz == 0.0),
                    (Mark::HighRate, words.high_rate_veto(channel)),
                    (Mark::Full, words.fifo_full(channel)),
                ];
                for (mark, _) in told.iter().filter(|(_, told)| *told) {
                    *bits |= mark.bit();
                }
            }
        }
        for mark in Mark::ALL {
            let marked = marks.bits.iter().filter(|bits| *bits & mark.bit() != 0);
            marks.counts[mark as usize] = marked.count();
        }
        // Those under a veto count a hundred times faster than the rest, and are many in bad weather.
        let calm = marks.rates_khz.iter().zip(&marks.bits);
        let calm = calm.filter(|(_, bits)| *bits & Mark::HighRate.bit() == 0);
        marks.range_khz = suited(calm.map(|(rate, _)| *rate));
        marks
    }

    /// Whether a photomultiplier has a mark.
    pub fn has(&self, sensor: usize, mark: Mark) -> bool {
        self.bits
            .get(sensor)
            .is_some_and(|bits| bits & mark.bit() != 0)
    }

    /// The worst mark of a photomultiplier.
    pub fn worst(&self, sensor: usize) -> Option<Mark> {
        Mark::ALL.into_iter().find(|mark| self.has(sensor, *mark))
    }

    /// The mark that most of a module's photomultipliers have, if they are a quarter of them or more.
    pub fn of_module(&self, module: &Module) -> Option<Mark> {
        let own = module.first_sensor as usize..(module.first_sensor + module.sensors) as usize;
        let mut counts = [0_u32; 4];
        for mark in own.filter_map(|sensor| self.worst(sensor)) {
            counts[mark as usize] += 1;
        }
        // Of equals the worst, which stands first.
        let most = Mark::ALL
            .into_iter()
            .rev()
            .max_by_key(|mark| counts[*mark as usize])?;
        (counts[most as usize] > 0 && 4 * counts[most as usize] >= module.sensors).then_some(most)
    }

    /// Whether a summary slice says how often they counted.
    pub fn has_rates(&self) -> bool {
        !self.rates_khz.is_empty()
    }

    /// The rate of a photomultiplier in kHz; `None` where no slice says it, or it counted nothing.
    pub fn rate_khz(&self, sensor: usize) -> Option<f32> {
        let rate = self.rates_khz.get(sensor).copied();
        rate.filter(|rate| *rate > 0.0)
    }

    /// The mean rate of a module's photomultipliers that count, in kHz.
    pub fn mean_khz(&self, module: &Module) -> Option<f32> {
        let own = module.first_sensor as usize..(module.first_sensor + module.sensors) as usize;
        let rates: Vec<f32> = own.filter_map(|sensor| self.rate_khz(sensor)).collect();
        (!rates.is_empty()).then(|| rates.iter().sum::<f32>() / rates.len() as f32)
    }

    /// Where a rate lies between the first colour (0) and the last one (1).
    pub fn share(&self, rate_khz: f32) -> f32 {
        let (low, high) = self.range_khz;
        ((rate_khz - low) / (high - low)).clamp(0.0, 1.0)
    }

    /// The marks that any photomultiplier has, with how many: "12 dead", "3 high-rate veto".
    pub fn told(&self) -> Vec<(Mark, String)> {
        let counted = Mark::ALL.into_iter().zip(self.counts);
        counted
            .filter(|(_, count)| *count > 0)
            .map(|(mark, count)| (mark, format!("{} {}", thousands(count), mark.name())))
            .collect()
    }

    /// How many photomultipliers there are.
    pub fn sensors(&self) -> usize {
        self.bits.len()
    }
}

/// The range over which rates are coloured: from 0 to where all but a few lie.
fn suited(rates_khz: impl Iterator<Item = f32>) -> (f32, f32) {
    const MOST: f32 = 0.95;
    let mut known: Vec<f32> = rates_khz.filter(|rate| *rate > 0.0).collect();
    known.sort_unstable_by(f32::total_cmp);
    let at = (MOST * known.len().saturating_sub(1) as f32).round() as usize;
    let high = known.get(at).copied().unwrap_or(10.0);
    (0.0, (high / 5.0).ceil().max(1.0) * 5.0)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use glam::DVec3;
    use nuscope_model::{ModuleId, Sensor, SummaryFrame, Utc};

    /// Three modules of four photomultipliers: one of them switched off by its status, the last module by its own.
    pub(crate) fn detector() -> Detector {
        let module = |i: u32| Module {
            id: ModuleId(10 + i),
            string: 1,
            floor: i as i32 + 1,
            position_m: DVec3::Z * f64::from(i),
            first_sensor: 4 * i,
            sensors: 4,
            status: i32::from(i == 2),
        };
        let sensor = |status| Sensor {
            pmt_id: 0,
            position_m: DVec3::ZERO,
            looks: DVec3::Z,
            t0_ns: 0.0,
            status,
        };
        let status = [0, 1, 32, 2, 0, 0, 0, 0, 0, 0, 0, 0];
        let sensors = status.map(sensor).to_vec();
        Detector::new("made", (0..3).map(module).collect(), sensors)
    }

    /// A slice in which module 10 has a veto on channel 3, a full buffer on 0, and is silent on 0; 11 is missing.
    pub(crate) fn slice() -> SummarySlice {
        let mut rates = [85; 31];
        rates[0] = 0;
        SummarySlice {
            det_id: 1,
            run_id: 1,
            frame_index: 1,
            utc: Utc {
                unix_s: 0,
                nanoseconds: 0,
            },
            frames: vec![
                SummaryFrame {
                    module: ModuleId(10),
                    status: [0, 1 << 31 | 1 << 3, 1, 0, 0],
                    rates,
                },
                SummaryFrame {
                    module: ModuleId(12),
                    status: [0; 5],
                    rates: [85; 31],
                },
            ],
        }
    }

    #[test]
    fn status_words_alone_mark_what_they_switch_off() {
        let detector = detector();
        let marks = SensorMarks::new(&detector, None);
        assert_eq!((marks.counts, marks.silent_modules), ([5, 1, 0, 0], 0));
        assert_eq!(marks.worst(1), Some(Mark::Dead));
        assert_eq!(marks.worst(2), Some(Mark::OutOfSync));
        assert_eq!((marks.worst(3), marks.worst(99)), (None, None));
        assert!(!marks.has_rates() && marks.rate_khz(0).is_none());
        let modules = detector.modules();
        assert_eq!(marks.of_module(&modules[2]), Some(Mark::Dead));
        assert_eq!(
            marks.of_module(&modules[0]),
            Some(Mark::Dead),
            "one in four"
        );
        assert_eq!(marks.of_module(&modules[1]), None);
    }

    #[test]
    fn a_slice_adds_what_went_wrong_in_its_frame() {
        let detector = detector();
        let marks = SensorMarks::new(&detector, Some(&slice()));
        // Dead: 0 (silent), 1 (status), 4 to 7 (module missing), 8 to 11 (module off).
        assert_eq!((marks.counts, marks.silent_modules), ([10, 1, 1, 1], 1));
        assert!(marks.has(0, Mark::Full) && marks.worst(0) == Some(Mark::Dead));
        assert_eq!(marks.worst(3), Some(Mark::HighRate));
        assert!((marks.rate_khz(3).unwrap_or(0.0) - 20.0).abs() < 1e-4);
        assert_eq!((marks.rate_khz(0), marks.rate_khz(5)), (None, None));
        assert_eq!(marks.range_khz, (0.0, 20.0));
        assert_eq!((marks.share(5.0), marks.share(1e9)), (0.25, 1.0));
        assert_eq!(marks.mean_khz(&detector.modules()[1]), None);
        let told: Vec<String> = marks.told().into_iter().map(|(_, text)| text).collect();
        assert_eq!(
            told,
            [
                "10 dead",
                "1 out of sync",
                "1 high-rate veto",
                "1 buffer full"
            ]
        );
    }

    #[test]
    fn the_slice_of_another_detector_says_nothing() {
        let mut other = slice();
        other
            .frames
            .iter_mut()
            .for_each(|frame| frame.module.0 += 100);
        let detector = detector();
        assert_eq!(
            SensorMarks::new(&detector, Some(&other)),
            SensorMarks::new(&detector, None)
        );
    }

    #[test]
    fn rates_are_coloured_over_the_range_of_nearly_all() {
        let mut rates = vec![7.3; 99];
        rates.push(1200.0);
        assert_eq!(suited(rates.into_iter()), (0.0, 10.0));
        assert_eq!(suited(std::iter::empty()), (0.0, 10.0));
        assert_eq!(suited([f32::NAN, 0.0].into_iter()), (0.0, 10.0));
    }
}
