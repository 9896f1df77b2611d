//! Summary slices: ten times a second, how often every photomultiplier of a KM3NeT detector counted.
//!
//! A frame is 55 bytes: i32 module, five u32 status words, 31 bytes of rates. A rate byte `r` stands for
//! `2 kHz · 1000^(r / 255)`, and 0 for no rate. Source: KM3NeT's dataformat, `JDAQRate`.

use std::path::{Path, PathBuf};

use nuscope_model::{ModuleId, Utc};
use nuscope_root::{File, Tree};
use nuscope_table::{Column, Table, Values};

use crate::root_daq::{SLICE_HEADER_BYTES, Stamp};
use crate::root_file::error_of;
use crate::{Error, Result};

/// The tree that holds them.
pub(crate) const TREE: &str = "KM3NET_SUMMARYSLICE";
const HEADERS: &str = "KM3NETDAQ::JDAQSummarysliceHeader";
const FRAMES: &str = "vector<KM3NETDAQ::JDAQSummaryFrame>";
/// Bytes of one frame.
const FRAME_BYTES: usize = 55;

/// What one module counted in one slice.
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
    /// The rate of one photomultiplier in Hz; 0 if it has none.
    pub fn rate_hz(&self, channel: u8) -> f64 {
        match self.rates.get(usize::from(channel)) {
            None | Some(0) => 0.0,
            Some(byte) => 2000.0 * 1000_f64.powf(f64::from(*byte) / 255.0),
        }
    }

    fn read(record: &[u8]) -> Option<Self> {
        let word = |i: usize| record.get(4 * i..4 * i + 4)?.try_into().ok();
        let number = |i: usize| word(i).map(u32::from_be_bytes);
        Some(Self {
            module: ModuleId(number(0)?),
            status: [number(1)?, number(2)?, number(3)?, number(4)?, number(5)?],
            rates: record.get(24..FRAME_BYTES)?.try_into().ok()?,
        })
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

/// The summary slices of one file, read one at a time.
#[derive(Debug)]
pub struct SummarySlices {
    path: PathBuf,
    tree: Tree,
}

impl SummarySlices {
    /// Opens the summary slices of a file.
    ///
    /// # Errors
    /// If it is no ROOT file, is damaged, or has no summary slices.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| error_of(error, path))?;
        Self::of(&file, path)
    }

    pub(crate) fn of(file: &File, path: &Path) -> Result<Self> {
        let tree = file.tree(TREE).map_err(|error| error_of(error, path))?;
        Ok(Self {
            path: path.to_owned(),
            tree,
        })
    }

    /// Number of slices.
    pub fn len(&self) -> usize {
        self.tree.entries() as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tree.entries() == 0
    }

    /// Reads one slice.
    ///
    /// # Errors
    /// If there is no such slice, or the file is damaged there.
    pub fn read(&self, index: usize) -> Result<SummarySlice> {
        let wrong = |error| error_of(error, &self.path);
        let entry = index as u64..(index as u64).saturating_add(1);
        let header = self.tree.branch(HEADERS).map_err(wrong)?;
        let header = header.bytes(entry.clone()).map_err(wrong)?.values;
        let stamp = Stamp::read(&header).filter(|_| header.len() == SLICE_HEADER_BYTES);
        let stamp = stamp.ok_or_else(|| Error::Unsupported {
            wanted: "a header of a summary slice of 44 bytes",
            found: format!("slice {index} has {} bytes", header.len()),
            path: self.path.clone(),
        })?;
        let frames = self.tree.branch(FRAMES).map_err(wrong)?;
        let frames = frames.records(entry, FRAME_BYTES).map_err(wrong)?.values;
        let frames = frames.chunks_exact(FRAME_BYTES);
        Ok(SummarySlice {
            det_id: stamp.det_id,
            run_id: stamp.run_id,
            frame_index: stamp.frame_index,
            utc: stamp.utc,
            frames: frames.filter_map(SummaryFrame::read).collect(),
        })
    }

    /// One row per slice: when it was, how many modules it has, and how often a photomultiplier counted on average.
    pub(crate) fn table(&self, most: usize) -> Result<Table> {
        let count = self.len().min(most);
        let (mut runs, mut frames, mut modules) = (Vec::new(), Vec::new(), Vec::new());
        let (mut dates, mut rates) = (Vec::new(), Vec::new());
        for index in 0..count {
            let slice = self.read(index)?;
            runs.push(slice.run_id.into());
            frames.push(slice.frame_index.into());
            modules.push(slice.frames.len() as i64);
            dates.push(slice.utc.mjd().0);
            let all = slice
                .frames
                .iter()
                .flat_map(|frame| (0..31).map(|i| frame.rate_hz(i)));
            rates.push(all.sum::<f64>() / (31 * slice.frames.len()) as f64);
        }
        let mut warnings = Vec::new();
        if count < self.len() {
            warnings.push(format!(
                "only the first {count} of {} summary slices are listed",
                self.len()
            ));
        }
        Ok(Table {
            name: "summary slices".into(),
            columns: vec![
                Column::new("run", "", Values::integers(runs)),
                Column::new("frame_index", "", Values::integers(frames)),
                Column::new("mjd", "d", Values::Number(dates)),
                Column::new("modules", "", Values::integers(modules)),
                Column::new("mean_rate", "Hz", Values::Number(rates)),
            ],
            warnings,
            ..Table::default()
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn rates_span_three_decades() {
        let mut record = vec![0; FRAME_BYTES];
        record[..4].copy_from_slice(&808_476_737_u32.to_be_bytes());
        record[4..8].copy_from_slice(&0x8000_0001_u32.to_be_bytes());
        (record[24], record[25], record[54]) = (0, 1, 255);
        let frame = SummaryFrame::read(&record).unwrap();
        assert_eq!(
            (frame.module.0, frame.status[0]),
            (808_476_737, 0x8000_0001)
        );
        assert_eq!(frame.rate_hz(0), 0.0);
        assert!((frame.rate_hz(1) - 2054.92).abs() < 0.01);
        assert!((frame.rate_hz(30) - 2e6).abs() < 1e-6);
        assert_eq!(frame.rate_hz(31), 0.0);
    }
}
