//! A sound file of every format, small and made here, and what is said when one is opened to its end.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use glam::DVec3;
use nuscope_io::Loaded;
use nuscope_model::track::TrackShape;
use nuscope_model::{
    Column, Detector, Direction, Event, EventHeader, Hit, MapColumn, McHit, Module, ModuleId,
    Provenance, Quantity, Sample, Sensor, SkyMap, Track, TrackOrigin, Utc,
};
use tempfile::TempDir;

use crate::{data, samples};

/// An event of 500 hits, a fit and a muon, by its number.
pub fn event(number: i64) -> Event {
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

/// Twenty modules of two photomultipliers, one above the other.
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

/// Candidates all over the sky, with their errors.
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

/// A map of 192 pixels, some of them empty.
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
///
/// # Panics
/// If the format has no sound file here, or it cannot be written.
pub fn sound_file(format: &str, folder: &Path) -> PathBuf {
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
///
/// # Errors
/// If it cannot be opened, or one of its events cannot be read.
pub fn use_whole(path: &Path) -> nuscope_io::Result<Loaded> {
    let loaded = nuscope_io::open(path)?;
    if let Some(events) = &loaded.events {
        for index in 0..events.headers().len() {
            events.read(index)?;
        }
    }
    Ok(loaded)
}

/// What is said about a file of this name and content, with the folder left out.
///
/// # Panics
/// If a refusal is no sentence that ends with the path.
pub fn said(name: &str, content: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    said_of(&path, &folder)
}

/// What is said about the file at this path in this folder.
///
/// # Panics
/// If a refusal is no sentence that ends with the path.
pub fn said_of(path: &Path, folder: &TempDir) -> String {
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
