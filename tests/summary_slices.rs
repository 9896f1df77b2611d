//! Summary slices say of every photomultiplier what km3io and Jpp say: its rate, its veto, its buffer.
//!
//! `data/summary_truth.csv` was made by the script beside it. The text beside one of the public files is what KM3NeT's
//! own program printed of its slice: a line per module, of each channel its rate in kHz and two flags.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use nuscope_io::open;
use nuscope_io::root_summary::SummarySlices;
use nuscope_model::{ModuleId, SummaryFrame};
use nuscope_tests::data;

#[test]
fn frames_equal_those_of_km3io() {
    let text = std::fs::read_to_string(data::own("summary_truth.csv")).unwrap();
    let mut files: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        files.entry(cells[0]).or_default().push(cells);
    }
    for (name, rows) in files {
        let Some(path) = data::real(name) else {
            continue;
        };
        let slices = SummarySlices::open(&path).unwrap();
        let slices: Vec<_> = (0..slices.len()).map(|i| slices.read(i).unwrap()).collect();
        for row in &rows {
            let number = |column: usize| row[column].parse::<i64>().unwrap();
            let slice = slices
                .iter()
                .find(|slice| i64::from(slice.frame_index) == number(2));
            let slice = slice.unwrap();
            assert_eq!(i64::from(slice.run_id), number(1));
            let frame = slice.frame(ModuleId(row[3].parse().unwrap())).unwrap();
            let words = frame.words();
            let found = [
                i64::from(words.synchronised()),
                words.packets_received().into(),
                i64::from(words.packets_sent()) - 1,
                words.has_trailer().into(),
            ];
            assert_eq!(found, [4, 5, 6, 7].map(number), "{row:?}");
            let flags = |test: &dyn Fn(u8) -> bool| -> String {
                (0..31).map(|i| if test(i) { '1' } else { '0' }).collect()
            };
            assert_eq!(flags(&|i| words.high_rate_veto(i)), row[8], "{row:?}");
            assert_eq!(flags(&|i| words.fifo_full(i)), row[9], "{row:?}");
            let rates: Vec<f64> = row[10].split(' ').map(|r| r.parse().unwrap()).collect();
            assert_eq!(rates.len(), 31);
            for (channel, rate) in (0..).zip(rates) {
                let found = frame.rate_hz(channel);
                assert!((found - rate).abs() < 1e-6, "{found} Hz in {row:?}");
            }
        }
        println!("{name}: {} frames are equal", rows.len());
    }
}

/// What Jpp's line says of each channel: rate in units of 100 Hz, high-rate veto, full buffer.
fn printed(cells: &[&str]) -> Vec<(i64, bool, bool)> {
    let cell = |pair: &[&str]| {
        let hundreds = (10.0 * pair[0].parse::<f64>().unwrap()).round() as i64;
        (hundreds, &pair[1][..1] == "1", &pair[1][1..] == "1")
    };
    cells.chunks_exact(2).map(cell).collect()
}

fn ours(frame: &SummaryFrame) -> Vec<(i64, bool, bool)> {
    let words = frame.words();
    let row = |i: u8| {
        let hundreds = (frame.rate_hz(i) / 100.0).round() as i64;
        (hundreds, words.high_rate_veto(i), words.fifo_full(i))
    };
    (0..31).map(row).collect()
}

#[test]
fn a_slice_equals_what_jpp_prints_of_it() {
    let name = "km3net/online/KM3NeT_00000049_00008456.summaryslice-167941";
    let real = |end: &str| data::real(&format!("{name}.{end}"));
    let (Some(root), Some(text)) = (real("root"), real("txt")) else {
        return;
    };
    let slice = SummarySlices::open(&root).unwrap().read(0).unwrap();
    let text = std::fs::read_to_string(text).unwrap();
    for line in text.lines() {
        let cells: Vec<_> = line.split_whitespace().collect();
        let module = ModuleId(cells[0].parse().unwrap());
        let frame = slice.frame(module).unwrap();
        assert_eq!(ours(frame), printed(&cells[1..]), "{line}");
    }
    assert_eq!((text.lines().count(), slice.frames.len()), (103, 103));
}

/// The real file of events with slices that this project's data hold.
fn online() -> Option<PathBuf> {
    data::real("km3net/online/km3net_online.root")
}

#[test]
fn every_event_has_the_slice_of_its_own_frame() {
    let Some(path) = online() else { return };
    let events = open(&path).unwrap().events.unwrap();
    let mut frames = Vec::new();
    for (index, header) in events.headers().iter().enumerate() {
        let event = events.read(index).unwrap();
        let all = events.read_hits(index..index + 1).unwrap();
        assert_eq!(all[0], event.hits);
        frames.push(event.summary.as_ref().map(|slice| slice.frame_index));
        let Some(slice) = event.summary.as_deref() else {
            continue;
        };
        assert_eq!(Some(i64::from(slice.frame_index)), header.frame_index);
        assert_eq!(Some(i64::from(slice.run_id)), header.run_id);
        assert_eq!(Some(slice.utc), header.utc);
        let modules: HashSet<_> = slice.frames.iter().map(|frame| frame.module).collect();
        assert!(event.hits.iter().all(|hit| modules.contains(&hit.module)));
    }
    // The last event is of frame 129, and the file ends with the slice of 128.
    assert_eq!(frames, [Some(127), Some(127), None]);
}

#[test]
fn an_event_of_another_run_has_no_slice() {
    let Some(path) = online() else { return };
    let slices = SummarySlices::open(&path).unwrap();
    let mut header = open(&path).unwrap().events.unwrap().headers()[0].clone();
    assert!(slices.of(&header).unwrap().is_some());
    header.run_id = Some(1);
    assert_eq!(slices.of(&header).unwrap(), None);
    header.run_id = None;
    assert_eq!(slices.of(&header).unwrap(), None);
}
