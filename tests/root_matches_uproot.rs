//! Every column of every public ROOT file of KM3NeT equals what uproot reads, value by value, by checksum.
//!
//! `data/root_truth.csv` was made by the script beside it. Columns are compared twice: as the reader of columns
//! gives them, and as events, summary slices and reduced events that were made of them.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nuscope_io::root_summary::SummarySlices;
use nuscope_io::{EventSource, open};
use nuscope_model::candidate::Quantity;
use nuscope_model::{Event, Track, TrackOrigin};
use nuscope_root::{Branch, File, Tree};
use nuscope_tests::data;
use sha2::{Digest, Sha256};

/// What the table says of a column, or what was read here.
#[derive(Clone, Debug, PartialEq)]
struct Found {
    values: usize,
    first: Option<f64>,
    last: Option<f64>,
    checksum: String,
}

impl Found {
    /// Values, and the numbers of them in each entry.
    fn new(values: &[f64], counts: &[&[usize]]) -> Self {
        let mut hash = Sha256::new();
        let counts = counts.iter().flat_map(|counts| counts.iter());
        for value in values
            .iter()
            .copied()
            .chain(counts.map(|count| *count as f64))
        {
            hash.update(value.to_le_bytes());
        }
        let digest: String = hash.finalize()[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let number = |value: &f64| (!value.is_nan()).then_some(*value);
        Self {
            values: values.len(),
            first: values.first().and_then(number),
            last: values.last().and_then(number),
            checksum: digest,
        }
    }
}

/// A row of the table: tree, column, and what it says.
type Row = (String, String, Found);

/// The rows of the table by file.
fn table() -> BTreeMap<String, Vec<Row>> {
    let text = std::fs::read_to_string(data::own("root_truth.csv")).unwrap();
    let mut files: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        // A path of a column may have commas, as in map<string,string>; the other cells have none.
        let (rest, checksum) = line.rsplit_once(',').unwrap();
        let (rest, last) = rest.rsplit_once(',').unwrap();
        let (rest, first) = rest.rsplit_once(',').unwrap();
        let (rest, values) = rest.rsplit_once(',').unwrap();
        let (file, rest) = rest.split_once(',').unwrap();
        let (tree, column) = rest.split_once(',').unwrap();
        let number = |text: &str| text.parse::<f64>().ok().filter(|value| !value.is_nan());
        let found = Found {
            values: values.parse().unwrap(),
            first: number(first),
            last: number(last),
            checksum: checksum.to_owned(),
        };
        let rows = files.entry(file.to_owned()).or_default();
        rows.push((tree.to_owned(), column.to_owned(), found));
    }
    files
}

/// A file, where it is, and its columns.
type FileRows = (String, PathBuf, Vec<(String, Found)>);

/// The files at hand of which the table has columns that begin so, and those columns without that beginning.
fn files_with(beginning: &str) -> Vec<FileRows> {
    let of_file = |(name, rows): (String, Vec<Row>)| -> Option<FileRows> {
        let column =
            |(_, column, truth): Row| Some((column.strip_prefix(beginning)?.to_owned(), truth));
        let rows: Vec<_> = rows.into_iter().filter_map(column).collect();
        if rows.is_empty() {
            return None;
        }
        Some((name.clone(), data::real(&name)?, rows))
    };
    table().into_iter().filter_map(of_file).collect()
}

/// The numbers between the ends of lists.
fn counts(ends: &[usize]) -> Vec<usize> {
    let starts = std::iter::once(&0).chain(ends);
    ends.iter()
        .zip(starts)
        .map(|(end, start)| end - start)
        .collect()
}

fn column(branch: &Branch) -> Found {
    let all = 0..branch.entries();
    if branch.has_nested() {
        let nested = branch.nested::<f64>(all).unwrap();
        let counts = [counts(&nested.ends), counts(&nested.inner_ends)];
        return Found::new(&nested.values, &[&counts[0], &counts[1]]);
    }
    let lists = branch.numbers::<f64>(all).unwrap();
    Found::new(&lists.values, &[&counts(&lists.ends)])
}

/// The branch of this path, of which some writers end names with a dot.
fn find<'a>(tree: &'a Tree, path: &str) -> &'a Branch {
    let names: Vec<_> = path
        .split('/')
        .map(|name| name.trim_end_matches('.'))
        .collect();
    tree.branch(&names.join("/")).unwrap()
}

#[test]
fn columns_equal_uproots() {
    let (mut files, mut compared) = (0, 0);
    for (name, rows) in table() {
        let Some(path) = data::real(&name) else {
            continue;
        };
        files += 1;
        let file = File::open(&path).unwrap();
        let mut trees = BTreeMap::new();
        for (tree, path, truth) in rows.iter().filter(|(_, path, _)| !path.contains(':')) {
            let tree = trees
                .entry(tree)
                .or_insert_with(|| file.tree(tree).unwrap());
            assert_eq!(column(find(tree, path)), *truth, "{path} of {name}");
            compared += 1;
        }
    }
    println!("{compared} columns of {files} files are equal");
}

/// Values of something of every event, one after another, with their numbers.
fn of_events<'a, T: 'a>(
    events: &'a [Event],
    list: impl Fn(&'a Event) -> &'a [T],
    value: impl Fn(&'a T) -> f64,
) -> Found {
    let counts: Vec<_> = events.iter().map(|event| list(event).len()).collect();
    let all = events.iter().flat_map(|event| list(event).iter());
    Found::new(&all.map(value).collect::<Vec<_>>(), &[&counts])
}

/// A value of the headers of all events.
fn of_headers(events: &[Event], name: &str) -> Found {
    let value = |event: &Event| {
        let header = &event.header;
        let number = |value: Option<i64>| value.unwrap_or(0) as f64;
        match name {
            "id" => header.event_id as f64,
            "frame_index" => number(header.frame_index),
            "trigger_counter" => number(header.trigger_counter),
            "trigger_mask" => header.trigger_mask as f64,
            "overlays" => number(header.overlays),
            "run_id" => number(header.run_id),
            "det_id" => f64::from(header.det_id.unwrap_or(0)),
            _ => panic!("{name} is not a column of a header"),
        }
    };
    let values: Vec<_> = events.iter().map(value).collect();
    Found::new(&values, &[])
}

fn of_tracks(events: &[Event], name: &str) -> Found {
    let tracks = |event: &'_ Event| -> Vec<Track> { event.tracks.clone() };
    match name {
        "rec_stages" => {
            let of_event: Vec<_> = events.iter().map(|event| event.tracks.len()).collect();
            let all: Vec<_> = events.iter().flat_map(tracks).collect();
            let of_track: Vec<_> = all.iter().map(|track| track.stages.len()).collect();
            let stages = all.iter().flat_map(|track| &track.stages);
            let stages: Vec<_> = stages.map(|stage| f64::from(*stage)).collect();
            Found::new(&stages, &[&of_event, &of_track])
        }
        "fitinf" => {
            let all = events.iter().flat_map(|event| &event.tracks);
            let parameters = all.flat_map(|track| {
                let details = track.details.iter().map(|(_, value)| *value);
                track.angular_error_rad.into_iter().chain(details)
            });
            Found::new(&parameters.collect::<Vec<_>>(), &[])
        }
        _ => of_events(
            events,
            |event| &event.tracks,
            |track| match name {
                "pos.x" => track.position_m.x,
                "pos.y" => track.position_m.y,
                "pos.z" => track.position_m.z,
                "t" => track.time_ns,
                "lik" => track.likelihood.unwrap_or(f64::NAN),
                "rec_type" => match track.origin {
                    TrackOrigin::Reconstructed { rec_type } => rec_type.into(),
                    TrackOrigin::MonteCarlo { .. } => f64::NAN,
                },
                _ => panic!("{name} is not a column of a fit"),
            },
        ),
    }
}

/// What the events of a file say of a column of the table.
fn event_column(events: &[Event], column: &str) -> Found {
    let Some((list, name)) = column.split_once('.') else {
        if column == "utc" {
            let times = events.iter().flat_map(|event| match event.header.utc {
                Some(utc) => [utc.unix_s as f64, utc.nanoseconds.into()],
                None => [0.0, 0.0],
            });
            return Found::new(&times.collect::<Vec<_>>(), &[]);
        }
        return of_headers(events, column);
    };
    match list {
        "hits" => of_events(
            events,
            |event| &event.hits,
            |hit| match name {
                "dom_id" => hit.module.0.into(),
                "channel_id" => hit.channel.into(),
                "t" => hit.time_ns,
                "tot" => hit.amplitude.into(),
                "trig" => hit.trigger_mask as f64,
                _ => panic!("{name} is not a column of a hit"),
            },
        ),
        "mc_hits" => of_events(
            events,
            |event| &event.mc_hits,
            |hit| match name {
                "t" => hit.time_ns,
                "pmt_id" => hit.pmt_id.into(),
                "a" => hit.charge_pe.into(),
                "origin" => hit.origin as f64,
                _ => panic!("{name} is not a column of a photo-electron"),
            },
        ),
        "mc_trks" => of_events(
            events,
            |event| &event.mc_tracks,
            |track| match name {
                "t" => track.time_ns,
                "pos.x" => track.position_m.x,
                "pos.z" => track.position_m.z,
                "type" => match track.origin {
                    TrackOrigin::MonteCarlo { pdg } => pdg.into(),
                    TrackOrigin::Reconstructed { .. } => f64::NAN,
                },
                _ => panic!("{name} is not a column of a particle"),
            },
        ),
        "trks" => of_tracks(events, name),
        _ => panic!("{list} is no list of an event"),
    }
}

fn all_events(source: &dyn EventSource) -> Vec<Event> {
    (0..source.headers().len())
        .map(|i| source.read(i).unwrap())
        .collect()
}

#[test]
fn events_equal_uproots() {
    for (name, path, rows) in files_with("events:") {
        let loaded = open(&path).unwrap();
        let events = all_events(&*loaded.events.unwrap());
        for (column, truth) in rows {
            assert_eq!(event_column(&events, &column), truth, "{column} of {name}");
        }
        println!("{name}: {}; {}", loaded.format, loaded.warnings);
    }
}

#[test]
fn summary_slices_equal_uproots() {
    for (name, path, rows) in files_with("slices:") {
        let slices = SummarySlices::open(&path).unwrap();
        let slices: Vec<_> = (0..slices.len()).map(|i| slices.read(i).unwrap()).collect();
        let counts: Vec<_> = slices.iter().map(|slice| slice.frames.len()).collect();
        let frames = || slices.iter().flat_map(|slice| &slice.frames);
        for (column, truth) in rows {
            let values: Vec<f64> = match column.as_str() {
                "frame_index" => slices
                    .iter()
                    .map(|slice| slice.frame_index.into())
                    .collect(),
                "dom_id" => frames().map(|frame| frame.module.0.into()).collect(),
                "status" => frames()
                    .flat_map(|frame| frame.status.map(f64::from))
                    .collect(),
                "rates" => frames()
                    .flat_map(|frame| frame.rates.map(f64::from))
                    .collect(),
                _ => panic!("{column} is not a column of a summary slice"),
            };
            let counts: &[&[usize]] = if column == "frame_index" {
                &[]
            } else {
                &[&counts]
            };
            assert_eq!(Found::new(&values, counts), truth, "{column} of {name}");
        }
    }
}

#[test]
fn reduced_events_equal_uproots() {
    for (name, path, rows) in files_with("sample:") {
        let loaded = open(&path).unwrap();
        let sample = &loaded.samples[0];
        for (column, truth) in rows {
            let values = match column.as_str() {
                "ra_rad" => &sample.ra_rad[..],
                "dec_rad" => &sample.dec_rad,
                "mjd" => sample.column(Quantity::Mjd).unwrap(),
                "hits" => sample.column(Quantity::Hits).unwrap(),
                _ => panic!("{column} is not a column of a sample"),
            };
            assert_eq!(Found::new(values, &[]), truth, "{column} of {name}");
        }
        println!("{name}: {}; {}", loaded.format, loaded.warnings);
    }
}

/// Opens a file and reads some of its events; only a panic would be wrong.
fn exercise(path: &Path) {
    let Ok(loaded) = open(path) else { return };
    if let Some(events) = loaded.events {
        for index in 0..events.headers().len().min(3) {
            events.read(index).ok();
        }
    }
}

#[test]
fn damaged_copies_of_real_files_give_events_or_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.root");
    for name in [
        "offline/km3net_offline.root",
        "offline/usr-sample.root",
        "online/km3net_online.root",
    ] {
        let Some(real) = data::real(&format!("km3net/{name}")) else {
            continue;
        };
        let whole = std::fs::read(real).unwrap();
        // A sequence without a pattern, the same in every run.
        let mut state = 1_u64;
        let mut next = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as usize % below
        };
        for round in 0..60 {
            let mut bytes = whole.clone();
            if round % 4 == 0 {
                bytes.truncate(next(whole.len()));
            } else {
                for _ in 0..1 + next(8) {
                    let at = next(bytes.len());
                    bytes[at] = next(256) as u8;
                }
            }
            std::fs::write(&path, bytes).unwrap();
            exercise(&path);
        }
    }
}
