//! Whatever a file holds that it should not, nuscope answers with one clear sentence that ends with the path.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use nuscope_io::OpenOptions;
use nuscope_tests::sound_files::{said, said_of, sound_file};

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
