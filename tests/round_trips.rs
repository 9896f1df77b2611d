//! What nuscope writes it reads back the same.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use glam::DVec3;
use nuscope_model::event::time_zero_ns;
use nuscope_model::track::TrackShape;
use nuscope_model::{
    Column, Direction, Event, EventHeader, Hit, MapColumn, McHit, ModuleId, Provenance, Quantity,
    Sample, SkyMap, Track, TrackOrigin, Utc,
};
use proptest::prelude::*;

fn hit() -> impl Strategy<Value = Hit> {
    let mask = prop_oneof![Just(0u64), Just(16), any::<u32>().prop_map(u64::from)];
    (any::<u32>(), any::<u8>(), -1e9..1e9, 0..=255u8, mask).prop_map(
        |(module, channel, time_ns, tot, trigger_mask)| Hit {
            module: ModuleId(module),
            channel,
            time_ns,
            amplitude: f32::from(tot),
            trigger_mask,
        },
    )
}

fn mc_hit() -> impl Strategy<Value = McHit> {
    (any::<u32>(), -1e9..1e9, 0f32..100.0, any::<i32>()).prop_map(
        |(pmt_id, time_ns, charge_pe, origin)| McHit {
            pmt_id,
            time_ns,
            charge_pe,
            origin: origin.into(),
        },
    )
}

/// A line in space and time; its direction is one that normalising leaves alone.
fn line() -> impl Strategy<Value = (DVec3, Direction, f64, Option<f64>, Option<f64>)> {
    let position = (-1e3..1e3, -1e3..1e3, -1e3..1e3).prop_map(DVec3::from);
    let direction = (-1.0..1.0, -1.0..1.0, 0.1..1.0)
        .prop_map(|travel| Direction::from_travel(DVec3::from(travel)).unwrap())
        .prop_filter("normalising leaves it alone", |direction| {
            Direction::from_travel(direction.travel()) == Some(*direction)
        });
    let positive = || prop::option::of(1e-3..1e9);
    (position, direction, -1e9..1e9, positive(), positive())
}

fn particle() -> impl Strategy<Value = Track> {
    let kind = prop::sample::select(vec![
        (13, "muon", TrackShape::Line),
        (-14, "muon antineutrino", TrackShape::Line),
        (11, "electron", TrackShape::Shower),
        (2212, "proton", TrackShape::Shower),
    ]);
    (line(), kind).prop_map(
        |((position_m, direction, time_ns, energy_gev, length_m), kind)| Track {
            name: kind.1.into(),
            origin: TrackOrigin::MonteCarlo { pdg: kind.0 },
            shape: kind.2,
            position_m,
            direction,
            time_ns,
            energy_gev,
            length_m,
            likelihood: None,
            stages: Vec::new(),
            angular_error_rad: None,
            details: Vec::new(),
        },
    )
}

fn fit() -> impl Strategy<Value = Track> {
    let kind = prop::sample::select(vec![
        (4000, "JMuon", TrackShape::Line, vec![1, 2, 3]),
        (4000, "JShower", TrackShape::Shower, vec![101]),
        (101, "aashower", TrackShape::Shower, vec![302, 303, 304]),
        (200, "Dusj", TrackShape::Shower, vec![]),
    ]);
    let value = || prop::option::of(-1e6..1e6);
    (
        line(),
        kind,
        value(),
        prop::option::of(1e-6..1.0),
        value(),
        value(),
    )
        .prop_map(
            |(
                (position_m, direction, time_ns, energy_gev, length_m),
                kind,
                likelihood,
                angle,
                a,
                b,
            )| Track {
                name: kind.1.into(),
                origin: TrackOrigin::Reconstructed { rec_type: kind.0 },
                shape: kind.2,
                position_m,
                direction,
                time_ns,
                energy_gev,
                length_m,
                likelihood,
                stages: kind.3,
                angular_error_rad: angle.filter(|_| kind.0 == 4000),
                details: [("JENERGY_ENERGY", a), ("JSTART_LENGTH_METRES", b)]
                    .into_iter()
                    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                    .collect(),
            },
        )
}

fn header() -> impl Strategy<Value = EventHeader> {
    let known = || prop::option::of(0..i64::MAX / 2);
    let utc = prop::option::of((0..4e9 as i64, 0..1_000_000_000u32));
    let frame = prop::option::of(1..1_000_000i64);
    let det_id = prop::option::of(prop::sample::select(vec![-1, 20, 133]));
    (
        any::<i64>(),
        known(),
        det_id,
        frame,
        known(),
        any::<u64>(),
        known(),
        utc,
    )
        .prop_map(
            |(
                event_id,
                run_id,
                det_id,
                frame_index,
                trigger_counter,
                trigger_mask,
                overlays,
                utc,
            )| EventHeader {
                event_id,
                run_id,
                det_id,
                frame_index,
                trigger_counter,
                trigger_mask,
                overlays,
                utc: utc.map(|(unix_s, nanoseconds)| Utc {
                    unix_s,
                    nanoseconds,
                }),
                hits: 0,
            },
        )
}

fn event() -> impl Strategy<Value = Event> {
    let hits = prop::collection::vec(hit(), 0..60);
    let mc_hits = prop::collection::vec(mc_hit(), 0..20);
    let (fits, particles) = (
        prop::collection::vec(fit(), 0..4),
        prop::collection::vec(particle(), 0..4),
    );
    (header(), hits, mc_hits, fits, particles).prop_map(
        |(header, hits, mc_hits, tracks, mut mc_tracks)| {
            // Particles have numbers in files; every second one is a child of the first.
            for (i, track) in mc_tracks.iter_mut().enumerate() {
                track.details.push(("id".into(), 3.0 + i as f64));
                if i % 2 == 1 {
                    track.details.push(("mother_id".into(), 3.0));
                }
            }
            Event {
                header: EventHeader {
                    hits: hits.len(),
                    ..header
                },
                time_zero_ns: time_zero_ns(&hits),
                hits,
                mc_hits,
                tracks,
                mc_tracks,
                provenance: Provenance::Simulated,
                ..Event::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn events(events in prop::collection::vec(event(), 1..5)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.h5");
        let lost = nuscope_io::write_km3net_hdf5(&path, events.iter().cloned().map(Ok)).unwrap();
        prop_assert!(lost.is_empty(), "{lost}");
        let loaded = nuscope_io::open(&path).unwrap();
        prop_assert_eq!(&loaded.format, "KM3NeT HDF5 events 5.1");
        prop_assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
        let source = loaded.events.unwrap();
        prop_assert_eq!(source.headers().len(), events.len());
        for (index, event) in events.iter().enumerate() {
            prop_assert!(source.read(index).unwrap() == *event, "event {index} has changed");
        }
    }

    #[test]
    fn candidates(
        rows in prop::collection::vec((0.0..std::f64::consts::TAU, -1.57..1.57, 0.0..0.1, prop::option::of(-2.0..9.0)), 1..50),
        degrees in any::<bool>(),
        name in "[a-zA-Z0-9_-]{1,20}",
        simulated in any::<bool>(),
    ) {
        // A list that came in degrees stays in degrees; one in any radians keeps them to the last bit.
        let angle = |value: f64| match degrees {
            true => ((value.to_degrees() * 1e4).floor() / 1e4).to_radians(),
            false => value,
        };
        let sample = Sample {
            name,
            provenance: if simulated { Provenance::Simulated } else { Provenance::Recorded },
            ra_rad: rows.iter().map(|row| angle(row.0)).collect(),
            dec_rad: rows.iter().map(|row| angle(row.1)).collect(),
            columns: vec![
                Column { quantity: Quantity::AngularErrorRad, values: rows.iter().map(|row| angle(row.2)).collect() },
                Column { quantity: Quantity::Log10EnergyGev, values: rows.iter().map(|row| row.3.unwrap_or(3.0)).collect() },
                Column { quantity: Quantity::Mjd, values: rows.iter().map(|row| 5e4 + row.0).collect() },
            ],
            checksum: String::new(),
            ..Sample::default()
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        nuscope_io::write_candidates(&path, &sample).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        prop_assert!(!degrees || text.contains("RA[deg],Dec[deg],AngErr[deg]"));
        let loaded = nuscope_io::open(&path).unwrap();
        prop_assert!(loaded.warnings.is_empty());
        let again = Sample { checksum: String::new(), ..(*loaded.samples[0]).clone() };
        prop_assert_eq!(again, sample);
    }

    #[test]
    fn maps(
        order in 0..4u32,
        seed in any::<u32>(),
        names in prop::collection::vec("[A-Z][A-Z_]{0,9}", 1..4),
        cards in prop::collection::vec(("[A-Z]{5,8}", "[ -~]{0,150}", "[a-z]{0,9}"), 0..5),
    ) {
        let nside = 1 << order;
        let value = |pixel: u32| match pixel.wrapping_mul(seed) % 5 {
            0 => f32::NAN,
            _ => (pixel as f32).sin() * 1e3,
        };
        let columns = names.iter().map(|name| MapColumn {
            name: name.clone(),
            unit: "sr-1".into(),
            values: (0..12 * nside * nside).map(value).collect(),
        });
        let provenance = cards.into_iter().filter(|(keyword, _, _)| {
            !["SIMPLE", "EXTEND", "BITPIX", "CONTINUE", "HIERARCH", "COMMENT", "HISTORY"].contains(&keyword.as_str())
        });
        // Blanks at the end of a text mean nothing in FITS; a comment that finds no room is left out.
        let provenance = provenance.map(|(keyword, value, _)| (keyword, value.trim_end().to_owned(), String::new()));
        let map = SkyMap { nside, columns: columns.collect(), provenance: provenance.collect() };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.fits");
        nuscope_io::write_healpix(&path, &map).unwrap();
        let loaded = nuscope_io::open(&path).unwrap();
        prop_assert!(loaded.warnings.is_empty());
        let again: Arc<SkyMap> = loaded.map.unwrap();
        prop_assert_eq!(again.nside, map.nside);
        prop_assert_eq!(&again.provenance, &map.provenance);
        for (again, column) in again.columns.iter().zip(&map.columns) {
            prop_assert_eq!((&again.name, &again.unit), (&column.name, &column.unit));
            let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&again.values), bits(&column.values));
        }
    }
}

#[test]
fn a_list_with_missing_values_keeps_them_missing() {
    let sample = Sample {
        name: "gaps".into(),
        ra_rad: vec![1.0, 2.0],
        dec_rad: vec![0.5, -0.5],
        columns: vec![Column {
            quantity: Quantity::Hits,
            values: vec![f64::NAN, 12.0],
        }],
        ..Sample::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    nuscope_io::write_candidates(&path, &sample).unwrap();
    let again = nuscope_io::open(&path).unwrap().samples.remove(0);
    let hits = again.column(Quantity::Hits).unwrap();
    assert!(hits[0].is_nan() && hits[1] == 12.0);
}

#[test]
fn a_failed_write_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.h5");
    std::fs::write(&path, "precious").unwrap();
    let broken = nuscope_io::Error::NotFound {
        path: "events".into(),
    };
    nuscope_io::write_km3net_hdf5(&path, [Ok(Event::default()), Err(broken)]).unwrap_err();
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
