//! Whatever a file holds, nuscope answers with one clear sentence that ends with the path, and never panics.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use glam::DVec3;
use nuscope_io::formats::FORMATS;
use nuscope_io::{EventsInMemory, Loaded, OpenOptions};
use nuscope_model::track::TrackShape;
use nuscope_model::{
    Column, Detector, Direction, Event, EventHeader, Hit, MapColumn, McHit, Module, ModuleId,
    Provenance, Quantity, Sample, Sensor, SkyMap, Track, TrackOrigin, Utc,
};
use nuscope_tests::{data, samples};
use proptest::prelude::*;
use tempfile::TempDir;

fn event(number: i64) -> Event {
    let hits: Vec<Hit> = (0..500)
        .map(|i| Hit {
            module: ModuleId(100 + i % 7),
            channel: (i % 31) as u8,
            time_ns: 1e6 + f64::from(i) * 3.5,
            amplitude: (20 + i % 90) as f32,
            trigger_mask: u64::from(i % 5 == 0) << 4,
        })
        .collect();
    let track = |origin| Track {
        name: "JMuon".into(),
        origin,
        shape: TrackShape::Line,
        position_m: DVec3::new(1.0, 2.0, 3.0),
        direction: Direction::from_travel(DVec3::new(0.6, 0.0, 0.8)).unwrap(),
        time_ns: 1e6,
        energy_gev: Some(1e4),
        length_m: None,
        likelihood: Some(99.5),
        stages: vec![1, 2, 3],
        angular_error_rad: Some(0.01),
        details: vec![("JENERGY_ENERGY".into(), 9e3)],
    };
    let header = EventHeader {
        event_id: number,
        run_id: Some(7),
        det_id: Some(20),
        frame_index: Some(12),
        trigger_counter: Some(number),
        trigger_mask: 16,
        overlays: Some(0),
        utc: Some(Utc {
            unix_s: 1_700_000_000,
            nanoseconds: 5,
        }),
        hits: hits.len(),
    };
    let pmt = |i: u32| McHit {
        pmt_id: i,
        time_ns: 1e6,
        charge_pe: 1.0,
        origin: 1,
    };
    Event {
        header,
        hits,
        time_zero_ns: 1e6,
        mc_hits: (0..50).map(pmt).collect(),
        tracks: vec![track(TrackOrigin::Reconstructed { rec_type: 4000 })],
        mc_tracks: vec![Track {
            likelihood: None,
            stages: Vec::new(),
            angular_error_rad: None,
            details: Vec::new(),
            ..track(TrackOrigin::MonteCarlo { pdg: 13 })
        }],
        provenance: Provenance::Simulated,
        ..Event::default()
    }
}

fn detector() -> Detector {
    let module = |id: u32| Module {
        id: ModuleId(id),
        string: 1,
        floor: id as i32 + 1,
        position_m: DVec3::new(0.0, 0.0, 50.0 * f64::from(id)),
        first_sensor: id * 2,
        sensors: 2,
        status: 0,
    };
    let sensor = |id: u32| Sensor {
        pmt_id: id,
        position_m: DVec3::new(0.0, 0.2, 50.0 * f64::from(id / 2)),
        looks: DVec3::Y,
        t0_ns: 0.5,
        status: 0,
    };
    Detector::new(
        "made",
        (0..20).map(module).collect(),
        (0..40).map(sensor).collect(),
    )
}

fn sample(rows: usize) -> Sample {
    let spread = |scale: f64| (0..rows).map(move |i| (i as f64 + 0.5) / rows as f64 * scale);
    Sample {
        name: "made".into(),
        ra_rad: spread(6.2).collect(),
        dec_rad: spread(3.0).map(|dec| dec - 1.5).collect(),
        columns: vec![Column {
            quantity: Quantity::AngularErrorRad,
            values: spread(0.01).collect(),
        }],
        ..Sample::default()
    }
}

fn map() -> SkyMap {
    let values = (0..192).map(|pixel| {
        if pixel % 7 == 0 {
            f32::NAN
        } else {
            pixel as f32
        }
    });
    let column = MapColumn {
        name: "TS".into(),
        unit: String::new(),
        values: values.collect(),
    };
    let provenance = vec![("SEED".into(), "7".into(), "of the simulation".into())];
    SkyMap {
        nside: 4,
        columns: vec![column],
        provenance,
    }
}

/// A sound file of a format; its path is a name for the demo.
fn sound_file(format: &str, folder: &Path) -> PathBuf {
    let path = folder.join("sound.file");
    match format {
        "built-in demo" => return "demo:".into(),
        "HDF5 events or tables" => {
            let events = (0..3).map(|number| Ok(event(number)));
            assert!(
                nuscope_io::write_km3net_hdf5(&path, events)
                    .unwrap()
                    .is_empty()
            );
        }
        "HEALPix FITS map" => nuscope_io::write_healpix(&path, &map()).unwrap(),
        "text table" => nuscope_io::write_candidates(&path, &sample(200)).unwrap(),
        "DETX detector" => nuscope_io::write_detx(&path, &detector()).unwrap(),
        "FITS table" => {
            let table = nuscope_io::table_of(&sample(200), &[]);
            let fits = folder.join("sound.fits");
            nuscope_io::write_tables(&fits, &[table]).unwrap();
            std::fs::rename(fits, &path).unwrap();
        }
        "DATX detector" => nuscope_io::write_datx(&path, &detector()).unwrap(),
        "KM3NeT ROOT file" => std::fs::write(&path, root_file()).unwrap(),
        "Parquet events or table" => {
            let table = nuscope_io::table_of(&sample(200), &[]);
            let parquet = folder.join("sound.parquet");
            nuscope_io::write_tables(&parquet, &[table]).unwrap();
            std::fs::rename(parquet, &path).unwrap();
        }
        "SQLite events or tables" => {
            std::fs::copy(data::own("rows_samples.db"), &path).unwrap();
        }
        "region of the sky (MOC)" => {
            let cell = |pixel| nuscope_model::Cell::new(3, pixel).unwrap();
            let region = nuscope_model::Region::from_cells("sound", [cell(5), cell(6), cell(700)]);
            let fits = folder.join("sound.fits");
            nuscope_io::write_moc(&fits, &region).unwrap();
            std::fs::rename(fits, &path).unwrap();
        }
        "NumPy arrays" => {
            std::fs::copy(data::own("rows_samples.npz"), &path).unwrap();
        }
        other => {
            let sample = samples::text(other);
            let sample = sample.unwrap_or_else(|| panic!("{other} needs a sound file here"));
            std::fs::write(&path, sample).unwrap();
        }
    }
    path
}

/// Two events with one hit each, as ROOT stores them.
fn root_file() -> Vec<u8> {
    use nuscope_root::test_files::{Packing, TestColumn, TestFile};
    let mut file = TestFile::new(Packing::Zlib, false);
    let columns = [
        TestColumn::values("Evt/id", &[1_i32, 2]),
        TestColumn::values("Evt/run_id", &[9_i32, 9]),
        TestColumn::counts("Evt/hits", &[1, 1]),
        TestColumn::lists("Evt/hits/hits.dom_id", &[&[808_476_737_i32], &[17]]),
        TestColumn::lists("Evt/hits/hits.channel_id", &[&[30_u32], &[0]]),
        TestColumn::lists("Evt/hits/hits.t", &[&[5e7], &[6e7]]),
        TestColumn::lists("Evt/hits/hits.tot", &[&[26_u32], &[255]]),
    ];
    file.tree("E", &columns);
    file.finish()
}

/// Opens a file and reads every event of it, as a user who clicks through all would.
fn use_whole(path: &Path) -> nuscope_io::Result<Loaded> {
    let loaded = nuscope_io::open(path)?;
    if let Some(events) = &loaded.events {
        for index in 0..events.headers().len() {
            events.read(index)?;
        }
    }
    Ok(loaded)
}

/// What is said about a file of this name and content, with the folder left out.
fn said(name: &str, content: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    said_of(&path, &folder)
}

fn said_of(path: &Path, folder: &TempDir) -> String {
    let message = match use_whole(path) {
        Ok(loaded) => format!("opened, and said: {}", loaded.warnings),
        Err(error) => {
            let message = error.to_string();
            assert!(
                message.ends_with(&format!("{path:?}")),
                "the path comes last: {message}"
            );
            assert!(!message.contains('\n'), "one sentence: {message}");
            message
        }
    };
    message.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn every_format_is_recognised_by_content_under_any_name() {
    let folder = tempfile::tempdir().unwrap();
    for format in FORMATS
        .iter()
        .filter(|format| format.name != "built-in demo")
    {
        let path = sound_file(format.name, folder.path());
        let expected = use_whole(&path).unwrap().format;
        for other in FORMATS.iter().flat_map(|format| format.extensions) {
            let renamed = folder.path().join(format!("renamed.{other}"));
            std::fs::copy(&path, &renamed).unwrap();
            assert_eq!(use_whole(&renamed).unwrap().format, expected, "as .{other}");
            std::fs::remove_file(&renamed).unwrap();
        }
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let message = said_of(&folder.path().join("missing.h5"), &folder);
    insta::assert_snapshot!(message, @r#"there is no such file: "missing.h5""#);
}

#[test]
fn a_folder_without_a_list_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("events.h5")).unwrap();
    let message = said_of(&folder.path().join("events.h5"), &folder);
    insta::assert_snapshot!(message, @r#"a folder without any lists of candidates, catalogues or responses; it is empty: "events.h5""#);
}

#[test]
fn an_empty_file_is_told_from_a_broken_one() {
    insta::assert_snapshot!(said("a.h5", b""), @r#"the file is empty (0 bytes); was its transfer cut short?: "a.h5""#);
}

#[test]
fn content_of_no_known_format_is_described() {
    insta::assert_snapshot!(said("a.h5", &[0, 1, 2, 3, 4]), @r#"none of the known formats fits; this is not text, and starts with the bytes 00 01 02 03: "a.h5""#);
    insta::assert_snapshot!(said("a.txt", b"Dear colleague,\nhere are the events.\n"), @r#"none of the known formats fits; this is text that starts with "Dear colleague,": "a.txt""#);
    insta::assert_snapshot!(said("a.root", b"root\0\0\xf7\x30"), @r#"the ROOT file is cut short or damaged: 4 bytes are wanted at byte 8 of a record, 0 are left: "a.root""#);
    insta::assert_snapshot!(said("map.fits.gz", b"\x1f\x8b\x08\0"), @r#"none of the known formats fits; this is compressed by gzip: unpack it with `gunzip` first: "map.fits.gz""#);
}

/// Digits depend on the library's version and say nothing to people.
fn without_digits(message: &str) -> String {
    message
        .chars()
        .map(|letter| if letter.is_ascii_digit() { '#' } else { letter })
        .collect()
}

#[test]
fn a_truncated_hdf5_file_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(sound_file("HDF5 events or tables", folder.path())).unwrap();
    let message = said("half.h5", &whole[..whole.len() / 2]);
    insta::assert_snapshot!(without_digits(&message), @r#"cannot open it, the HDF# file is cut short or damaged (it has ##,### bytes and should have ##,###): "half.h#""#);
    insta::assert_snapshot!(without_digits(&said("start.h5", &whole[..20])), @r#"cannot open it, the HDF# file is cut short or damaged (unable to open file: stored EOF address cannot be #): "start.h#""#);
}

#[test]
fn hdf5_without_events_and_tables_is_told_by_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.h5");
    let file = hdf5::File::create(&path).unwrap();
    file.new_dataset::<f32>()
        .shape((2, 3, 4))
        .create("pictures")
        .unwrap();
    file.close().unwrap();
    insta::assert_snapshot!(said_of(&path, &folder), @r#"an HDF5 file with events or tables is wanted, but this HDF5 file is of another kind: it holds pictures: "other.h5""#);
    hdf5::File::create(&path).unwrap().close().unwrap();
    insta::assert_snapshot!(said_of(&path, &folder), @r#"an HDF5 file with events or tables is wanted, but this one is empty: "other.h5""#);
}

#[derive(Clone, Copy, hdf5::H5Type)]
#[repr(C)]
struct Group {
    group_id: i64,
}

#[test]
fn a_file_without_events_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.h5");
    let file = hdf5::File::create(&path).unwrap();
    file.new_dataset::<Group>()
        .chunk(8)
        .shape(0..)
        .create("event_info")
        .unwrap();
    file.close().unwrap();
    insta::assert_snapshot!(said_of(&path, &folder), @r#"KM3NeT HDF5 without any events; /event_info has no rows: "none.h5""#);
    let file = hdf5::File::open_rw(&path).unwrap();
    file.new_dataset::<f64>()
        .chunk(8)
        .shape(0..)
        .create("hits/time")
        .unwrap();
    file.close().unwrap();
    insta::assert_snapshot!(said_of(&path, &folder), @r#"KM3NeT HDF5 without any events; /event_info has no rows: "none.h5""#);
    let error = nuscope_io::write_km3net_hdf5(&path, [])
        .unwrap_err()
        .to_string();
    insta::assert_snapshot!(error.replace(&*folder.path().to_string_lossy(), ""), @r#"KM3NeT HDF5 without any events; none was given to write: "/none.h5""#);
}

#[test]
fn a_file_that_declares_more_than_it_can_hold_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.h5");
    let file = hdf5::File::create(&path).unwrap();
    let builder = file.new_dataset::<Group>().chunk(1000).deflate(5);
    builder
        .shape(1_000_000_000_000..)
        .create("event_info")
        .unwrap();
    file.close().unwrap();
    insta::assert_snapshot!(without_digits(&said_of(&path, &folder)), @r#"cannot read /event_info, the HDF# file is cut short or damaged (it declares ############# bytes, more than a file of this size can hold): "bomb.h#""#);
    let file = hdf5::File::create(&path).unwrap();
    let builder = file.new_dataset::<Group>().chunk(400_000_000).deflate(5);
    builder.shape(1..).create("event_info").unwrap();
    file.close().unwrap();
    insta::assert_snapshot!(without_digits(&said_of(&path, &folder)), @r#"cannot read /event_info, the HDF# file is cut short or damaged (it declares ########## bytes, more than a file of this size can hold): "bomb.h#""#);
}

/// Overwrites a part of a column.
fn overwrite<T: hdf5::H5Type>(path: &Path, column: &str, start: usize, values: &[T]) {
    let file = hdf5::File::open_rw(path).unwrap();
    let column = file.dataset(column).unwrap();
    column
        .write_slice(values, start..start + values.len())
        .unwrap();
}

#[test]
fn rows_that_do_not_belong_to_their_event_are_no_event() {
    let folder = tempfile::tempdir().unwrap();
    let path = sound_file("HDF5 events or tables", folder.path());
    overwrite(&path, "hits/group_id", 10, &[2i64]);
    insta::assert_snapshot!(said_of(&path, &folder), @r#"cannot read the rows of event group 0, the HDF5 file is cut short or damaged (row 10 of /hits says that it is of group 2): "sound.file""#);
}

#[test]
fn hits_that_cannot_be_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = sound_file("HDF5 events or tables", folder.path());
    overwrite(&path, "hits/time", 500, &[f64::NAN, f64::INFINITY]);
    overwrite(&path, "hits/channel_id", 502, &[256u32]);
    let event = nuscope_io::open(&path)
        .unwrap()
        .events
        .unwrap()
        .read(1)
        .unwrap();
    assert_eq!((event.hits.len(), event.header.hits), (497, 500));
    insta::assert_snapshot!(event.warnings.join("; "), @"3 hits left out: 1 without a possible module or channel number, 2 without a time");
}

#[test]
fn a_list_with_a_broken_line_is_read_without_it() {
    let mut text = "RA[deg] Dec[deg]\n".to_owned();
    for line in 2..=93_134 {
        text.push_str(match line {
            70_000 => "12.5 #%&\n",
            70_001 => "NaN 3.0\n",
            70_002 => "12.0 91\n",
            _ => "12.5 -3.25\n",
        });
    }
    insta::assert_snapshot!(said("list.txt", text.as_bytes()), @r##"opened, and said: 3 of 93,133 rows skipped: the first is row 69,999: "#%&" is no declination"##);
}

#[test]
fn a_list_without_a_usable_row_is_an_error() {
    insta::assert_snapshot!(said("a.txt", b"RA[deg] Dec[deg]\nnan 1\nnan 2\n"), @r#"a candidate table without any usable rows; all 2 rows were skipped, the first is row 1: the right ascension is not a finite number: "a.txt""#);
    insta::assert_snapshot!(said("a.txt", b"RA[deg] Dec[deg]\n10 91\n"), @r#"a candidate table without any usable rows; its only row was skipped: the declination is 91°, beyond ±90°: "a.txt""#);
    insta::assert_snapshot!(said("a.txt", b"RA[deg] Dec[deg]\n"), @r#"none of the known formats fits; this is text that starts with "RA[deg] Dec[deg]": "a.txt""#);
}

#[test]
fn a_list_without_units_asks() {
    insta::assert_snapshot!(said("a.txt", b"ra dec energy\n1 2 3\n4 5 6\n"), @r#"which column is ra and dec, and in which unit? The header does not say. Answer with ra=COLUMN[deg] and dec=COLUMN[deg]. The columns are: ra | dec | energy; the first rows: 1 2 3 / 4 5 6: "a.txt""#);
    insta::assert_snapshot!(said("a.txt", b"1 2 3\n4 5 6\n"), @r#"which column is ra and dec, and in which unit? The header does not say. Answer with ra=COLUMN[deg] and dec=COLUMN[deg]. The columns are: col1 | col2 | col3; the first rows: 1 2 3 / 4 5 6: "a.txt""#);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "ra dec\n1 2\n").unwrap();
    let mut options = OpenOptions::default();
    options
        .columns
        .insert("ra".into(), "alpha[deg]".parse().unwrap());
    let error = nuscope_io::open_with(&path, &options, &Default::default())
        .unwrap_err()
        .to_string();
    insta::assert_snapshot!(error.replace(&format!("{}/", folder.path().display()), ""), @r#"ra=alpha[deg] does not fit: the columns are ra, dec: "a.txt""#);
}

#[test]
fn a_detector_with_a_broken_line_names_the_line() {
    let text = "# made\n44 v2\n0 1\nUTM WGS84 32N 1 2 3\n1\n5 1 1 2\n 1 0 0 0 0 0 1 5\n";
    insta::assert_snapshot!(said("a.detx", text.as_bytes()), @r#"line 8: photomultiplier 2 of 2 of module 1 of 1 is wanted, found the end of the file: "a.detx""#);
    let broken = text.replace("0 0 1 5", "0 zero 1 5");
    insta::assert_snapshot!(said("a.detx", broken.as_bytes()), @r#"line 7: the direction of the photomultiplier is wanted, found "zero": "a.detx""#);
    insta::assert_snapshot!(said("a.detx", text.replace("0 0 1 5", "0 nan 1 5").as_bytes()), @r#"line 7: the direction of the photomultiplier is wanted, found "NaN": "a.detx""#);
    insta::assert_snapshot!(said("a.detx", text.replace("5 1 1 2", "5 1 1").as_bytes()), @r#"line 6: the number of photomultipliers is wanted, found the end of the line: "a.detx""#);
    insta::assert_snapshot!(said("a.detx", text.replace("v2", "v9").as_bytes()), @r#"a DETX detector of version 1 to 5 is wanted, but this is version 9: "a.detx""#);
}

#[test]
fn maps_of_another_kind_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(sound_file("HEALPix FITS map", folder.path())).unwrap();
    insta::assert_snapshot!(said("half.fits", &whole[..whole.len() - 2880]), @r#"a HEALPix map is wanted, but the file is cut short: 0 of 768 bytes of the map are there: "half.fits""#);
    insta::assert_snapshot!(said("primary.fits", &whole[..2880]), @r#"a HEALPix map is wanted, but this FITS file has none (binary tables: 0): "primary.fits""#);
    let changed = |from: &str, to: &str| {
        let text = String::from_utf8_lossy(&whole[..8640]).replace(from, to);
        said("map.fits", &[text.as_bytes(), &whole[8640..]].concat())
    };
    insta::assert_snapshot!(changed("COORDSYS= 'C", "COORDSYS= 'G"), @"opened, and said: its pixels are galactic: it is drawn on equatorial ones by the nearest, and values are read from its own");
    insta::assert_snapshot!(changed("'RING    '", "'NUNIQ   '"), @r#"a region of the sky (MOC) is wanted, but it has no column of integers: "map.fits""#);
}

fn changes() -> impl Strategy<Value = (Vec<(prop::sample::Index, u8)>, Option<prop::sample::Index>)>
{
    let flips = prop::collection::vec((any::<prop::sample::Index>(), 1..=255u8), 0..6);
    (
        flips,
        prop::option::weighted(0.2, any::<prop::sample::Index>()),
    )
}

/// A copy of `whole` with some bytes changed and perhaps an end missing.
fn damaged(
    whole: &[u8],
    flips: &[(prop::sample::Index, u8)],
    end: &Option<prop::sample::Index>,
) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for (place, change) in flips {
        bytes[place.index(whole.len())] ^= change;
    }
    bytes.truncate(end.map_or(whole.len(), |end| end.index(whole.len())));
    bytes
}

#[test]
fn damaged_files_of_every_format_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    for format in FORMATS
        .iter()
        .filter(|format| format.name != "built-in demo")
    {
        let path = sound_file(format.name, folder.path());
        let whole = std::fs::read(&path).unwrap();
        let mut runner = proptest::test_runner::TestRunner::default();
        runner
            .run(&changes(), |(flips, end)| {
                std::fs::write(&path, damaged(&whole, &flips, &end)).unwrap();
                use_whole(&path).ok();
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn damaged_real_events_never_panic() {
    let name = "km3net/hdf5/mcv5.40.mupage_10G.sirene.jterbr00006060.962.root.h5";
    let Some(path) = data::real(name) else { return };
    let whole = std::fs::read(path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.h5");
    let mut runner = proptest::test_runner::TestRunner::default();
    runner
        .run(&changes(), |(flips, end)| {
            std::fs::write(&path, damaged(&whole, &flips, &end)).unwrap();
            use_whole(&path).ok();
            Ok(())
        })
        .unwrap();
}

proptest! {
    #[test]
    fn any_bytes_after_any_beginning_never_panic(
        start in 0..8usize,
        extension in prop::sample::select(vec!["h5", "fits", "csv", "detx", "x"]),
        rest in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        let starts: [&[u8]; 8] = [
            b"", b"\x89HDF\r\n\x1a\n\0\0\0\0", b"SIMPLE  =                    T", b"RA[deg],Dec[deg]\n1,2\n",
            b"44 v2\n0 1\n", b"1 6\n1 1 1 3\n 1 1.1 1.2 1.3 -1.1 0.2 0.3 10.0\n", b"1 2 3\n4 5 6\n", b"# RA Dec\n",
        ];
        said(&format!("any.{extension}"), &[starts[start], &rest].concat());
    }

    #[test]
    fn any_text_after_any_beginning_never_panics(
        start in prop::sample::select(vec!["", "RA[deg] Dec[deg]\n", "44 v3\n0 1\nUTM WGS84 32N 1 2 3\n2\n", "#"]),
        rest in "([0-9a-z.,;#\\-+eE\\[\\] \t\n]|nan|inf|1e999){0,400}",
    ) {
        said("any.txt", [start, &rest].concat().as_bytes());
        said("any.detx", [start, &rest].concat().as_bytes());
    }
}

#[test]
fn events_in_memory_are_a_source_like_any_other() {
    let source = EventsInMemory::new(vec![event(0), event(1)]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.h5");
    nuscope_io::write_km3net_hdf5(&path, nuscope_io::events_of(&source)).unwrap();
    let events = nuscope_io::open(&path).unwrap().events.unwrap();
    assert_eq!(events.provenance(), Provenance::Simulated);
    assert_eq!(events.headers().len(), 2);
}
