//! Summary slices: ten times a second, how often every photomultiplier of a KM3NeT detector counted.
//!
//! A frame is 55 bytes: i32 module, five u32 status words, 31 bytes of rates. A rate byte `r` stands for
//! `2 kHz · 1000^(r / 255)`, and 0 for no rate. Source: KM3NeT's dataformat, `JDAQRate`.
//!
//! An event has the slice of its run and its frame. Which slice that is follows from their headers, which are read
//! once, when the first event asks.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use nuscope_model::{EventHeader, ModuleId, SummaryFrame, SummarySlice};
use nuscope_root::{File, Tree};
use nuscope_table::{Column, Table, Values};

use crate::root_daq::{SLICE_HEADER_BYTES, Stamp};
use crate::root_file::error_of;
use crate::{Error, Result, Warnings};

/// The tree that holds them.
pub(crate) const TREE: &str = "KM3NET_SUMMARYSLICE";
const HEADERS: &str = "KM3NETDAQ::JDAQSummarysliceHeader";
const FRAMES: &str = "vector<KM3NETDAQ::JDAQSummaryFrame>";
/// Bytes of one frame.
const FRAME_BYTES: usize = 55;
/// Headers that are read at a time.
const BLOCK: u64 = 4096;

fn read_frame(record: &[u8]) -> Option<SummaryFrame> {
    let word = |i: usize| record.get(4 * i..4 * i + 4)?.try_into().ok();
    let number = |i: usize| word(i).map(u32::from_be_bytes);
    Some(SummaryFrame {
        module: ModuleId(number(0)?),
        status: [number(1)?, number(2)?, number(3)?, number(4)?, number(5)?],
        rates: record.get(24..FRAME_BYTES)?.try_into().ok()?,
    })
}

/// The summary slices of one file, read one at a time.
#[derive(Debug)]
pub struct SummarySlices {
    path: PathBuf,
    tree: Tree,
    /// The slice of each run and frame; made when it is first asked for.
    places: OnceLock<HashMap<(i64, i64), usize>>,
}

impl SummarySlices {
    /// Opens the summary slices of a file.
    ///
    /// # Errors
    /// If it is no ROOT file, is damaged, or has no summary slices.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| error_of(error, path))?;
        let tree = file.tree(TREE).map_err(|error| error_of(error, path))?;
        Ok(Self::new(tree, path))
    }

    pub(crate) fn new(tree: Tree, path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            tree,
            places: OnceLock::new(),
        }
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
            frames: frames.filter_map(read_frame).collect(),
        })
    }

    /// The slice of the frame that an event is from; `None` if the file has none.
    ///
    /// # Errors
    /// If the file is damaged there.
    pub fn of(&self, event: &EventHeader) -> Result<Option<SummarySlice>> {
        let (Some(run), Some(frame)) = (event.run_id, event.frame_index) else {
            return Ok(None);
        };
        let places = self.places.get_or_init(|| self.places());
        match places.get(&(run, frame)) {
            Some(place) => self.read(*place).map(Some),
            None => Ok(None),
        }
    }

    /// The slice for an event, or none, said aloud where it cannot be read.
    pub(crate) fn told(
        &self,
        event: &EventHeader,
        warnings: &mut Warnings,
    ) -> Option<Arc<SummarySlice>> {
        match self.of(event) {
            Ok(slice) => slice.map(Arc::new),
            Err(error) => {
                warnings.add(format!("its summary slice is left out: {error}"));
                None
            }
        }
    }

    /// Where the slice of each run and frame is, as far as headers can be read.
    fn places(&self) -> HashMap<(i64, i64), usize> {
        let mut places = HashMap::new();
        let Ok(branch) = self.tree.branch(HEADERS) else {
            return places;
        };
        let entries = self.tree.entries();
        for start in (0..entries).step_by(BLOCK as usize) {
            let Ok(headers) = branch.bytes(start..entries.min(start + BLOCK)) else {
                break;
            };
            for (place, header) in (start as usize..).zip(headers.iter()) {
                if let Some(stamp) = Stamp::read(header) {
                    let key = (stamp.run_id.into(), stamp.frame_index.into());
                    places.entry(key).or_insert(place);
                }
            }
        }
        places
    }

    /// One row per slice: when it was, how many modules it has, how often a photomultiplier counted on average, and how
    /// many counted too much, too fast or nothing.
    pub(crate) fn table(&self, most: usize) -> Result<Table> {
        let count = self.len().min(most);
        let (mut runs, mut frames, mut modules) = (Vec::new(), Vec::new(), Vec::new());
        let (mut dates, mut rates) = (Vec::new(), Vec::new());
        let (mut vetoed, mut full, mut silent) = (Vec::new(), Vec::new(), Vec::new());
        for index in 0..count {
            let slice = self.read(index)?;
            runs.push(slice.run_id.into());
            frames.push(slice.frame_index.into());
            modules.push(slice.frames.len() as i64);
            dates.push(slice.utc.mjd().0);
            vetoed.push(slice.count(|frame, i| frame.words().high_rate_veto(i)) as i64);
            full.push(slice.count(|frame, i| frame.words().fifo_full(i)) as i64);
            silent.push(slice.count(|frame, i| frame.rates[usize::from(i)] == 0) as i64);
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
                Column::new("high_rate_veto", "", Values::integers(vetoed)),
                Column::new("fifo_full", "", Values::integers(full)),
                Column::new("silent", "", Values::integers(silent)),
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
    fn a_frame_is_read_word_by_word() {
        let mut record = vec![0; FRAME_BYTES];
        record[..4].copy_from_slice(&808_476_737_u32.to_be_bytes());
        record[4..8].copy_from_slice(&0x8000_0001_u32.to_be_bytes());
        record[8..12].copy_from_slice(&0x8000_0004_u32.to_be_bytes());
        (record[24], record[25], record[54]) = (0, 1, 255);
        let frame = read_frame(&record).unwrap();
        assert_eq!(
            (frame.module.0, frame.status),
            (808_476_737, [0x8000_0001, 0x8000_0004, 0, 0, 0])
        );
        assert!(frame.words().high_rate_veto(2) && frame.words().synchronised());
        assert_eq!(
            [frame.rates[0], frame.rates[1], frame.rates[30]],
            [0, 1, 255]
        );
        assert_eq!(read_frame(&record[..54]), None);
    }
}
