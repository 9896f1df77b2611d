//! Whole files of every kind, made by the test itself.

#![allow(clippy::unwrap_used)]

use nuscope_model::{Hit, ModuleId};
use nuscope_root::test_files::{Packing, TestColumn, TestFile};
use proptest::prelude::*;

use crate::root_daq::tests::{header_bytes, hit_bytes};
use crate::test_support::event_of as event;
use crate::{Loaded, OpenOptions, Progress, Reading, Result};

/// Opens a file with this content.
fn load(bytes: &[u8]) -> Result<Loaded> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.root");
    std::fs::write(&path, bytes).unwrap();
    // Events are read from the open file, whose name may be gone by then.
    super::read(&Reading {
        path: &path,
        options: &OpenOptions::default(),
        progress: &Progress::default(),
    })
}

/// Two events of tree E: the first with two hits, two fits and a muon.
fn offline() -> Vec<TestColumn> {
    let none: &[f64] = &[];
    let two = |a: f64, b: f64| -> &'static [f64] { Box::leak(Box::new([a, b])) };
    let beta: &[f64] = &[0.01, 0.02, f64::NAN, 40.0, 350.0];
    let energy: &[f64] = &[55.0];
    let mut columns = vec![
        TestColumn::values("Evt/id", &[7, 8_i32]),
        TestColumn::values("Evt/run_id", &[5971_i32, 5971]),
        TestColumn::values("Evt/det_id", &[44_i32, 44]),
        TestColumn::values("Evt/frame_index", &[3_i32, 4]),
        TestColumn::values("Evt/trigger_mask", &[22_u64, 1 << 31]),
        TestColumn::values("Evt/trigger_counter", &[1_u64, 2]),
        TestColumn::values("Evt/overlays", &[60_u32, 0]),
        TestColumn::values("Evt/t/t.fSec", &[1_567_036_818_i32, 1]),
        TestColumn::values("Evt/t/t.fNanoSec", &[200_000_000_i32, 0]),
        TestColumn::values("Evt/mc_t", &[2.5e8, 3e8]),
        TestColumn::counts("Evt/hits", &[2, 0]),
        TestColumn::lists("Evt/hits/hits.dom_id", &[&[808_476_737_i32, 9], &[]]),
        TestColumn::lists("Evt/hits/hits.channel_id", &[&[30_u32, 0], &[]]),
        TestColumn::lists("Evt/hits/hits.t", &[two(5e7, 5.1e7), none]),
        TestColumn::lists("Evt/hits/hits.tot", &[&[255_u32, 20], &[]]),
        TestColumn::lists("Evt/hits/hits.trig", &[&[0_u64, 16], &[]]),
        TestColumn::counts("Evt/trks", &[2, 0]),
        TestColumn::lists("Evt/trks/trks.rec_type", &[&[4000_i32, 101], &[]]),
        TestColumn::nested("Evt/trks/trks.rec_stages", &[&[&[1_i32, 3], &[302]], &[]]),
        TestColumn::nested("Evt/trks/trks.fitinf", &[&[beta, energy], &[]]),
        TestColumn::lists("Evt/trks/trks.lik", &[two(60.0, f64::NAN), none]),
        TestColumn::counts("Evt/mc_trks", &[1, 0]),
        TestColumn::lists("Evt/mc_trks/mc_trks.type", &[&[-13_i32], &[]]),
    ];
    for list in ["hits", "trks", "mc_trks"] {
        let values: &[f64] = if list == "mc_trks" {
            &[1.0]
        } else {
            two(1.0, 2.0)
        };
        let names = [
            "pos.x", "pos.y", "pos.z", "dir.x", "dir.y", "dir.z", "t", "E", "len",
        ];
        for name in &names[..if list == "hits" { 6 } else { 9 }] {
            let path = format!("Evt/{list}/{list}.{name}");
            columns.push(TestColumn::lists(&path, &[values, none]));
        }
    }
    columns
}

fn file_of(trees: &[(&str, Vec<TestColumn>)]) -> Vec<u8> {
    let mut file = TestFile::new(Packing::Zlib, false);
    for (name, columns) in trees {
        file.tree(name, columns);
    }
    file.map("Head", &[("DAQ", " 394 ")], true);
    file.finish()
}

#[test]
fn an_offline_event_has_hits_fits_and_truth() {
    let loaded = load(&file_of(&[("E", offline())])).unwrap();
    assert_eq!(loaded.format, "KM3NeT offline ROOT events (6.22/06)");
    assert_eq!(loaded.warnings.0, [""; 0]);
    assert_eq!(loaded.tables[0].columns[1].values.show(0), "394");
    let headers = loaded.events.as_ref().unwrap().headers();
    assert_eq!((headers[0].event_id, headers[0].hits), (7, 2));
    assert_eq!(
        (headers[1].trigger_mask, headers[1].overlays),
        (1 << 31, Some(0))
    );
    assert_eq!(headers[0].utc.unwrap().nanoseconds, 200_000_000);
    let event = event(&loaded, 0);
    let hit = Hit {
        module: ModuleId(808_476_737),
        channel: 30,
        time_ns: 5e7,
        amplitude: 255.0,
        trigger_mask: 0,
    };
    assert_eq!(event.hits[0], hit);
    assert!(event.hits[1].triggered() && !event.raw_times);
    assert_eq!(event.time_zero_ns, 5.1e7);
    let placed = event.detector.as_ref().unwrap().sensor(&hit).unwrap();
    assert_eq!(placed.position_m, glam::DVec3::ONE);
    assert_eq!(event.tracks[0].name, "JMuon");
    assert_eq!(event.tracks[0].stages, [1, 3]);
    assert_eq!(event.tracks[0].angular_error_rad, Some(0.01));
    let details: Vec<_> = event.tracks[0]
        .details
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        details,
        [
            "JGANDALF_BETA1_RAD",
            "JGANDALF_NUMBER_OF_HITS",
            "JENERGY_ENERGY"
        ]
    );
    assert_eq!(
        event.tracks[1].details,
        [("AASHOWERFIT_ENERGY".to_owned(), 55.0)]
    );
    assert_eq!(
        (event.tracks[0].likelihood, event.tracks[1].likelihood),
        (Some(60.0), None)
    );
    assert_eq!(event.mc_tracks[0].name, "muon");
    assert_eq!(event.mc_tracks[0].time_ns, 1.0 + 2.5e8 - 2e8);
    assert_eq!(event.warnings, [""; 0]);
    assert!(loaded.events.as_ref().unwrap().read(2).is_err());
}

#[test]
fn times_that_are_all_zero_give_way_to_raw_ones() {
    let mut columns = offline();
    columns.retain(|column| !column.path().starts_with("Evt/hits/hits.t"));
    columns.push(TestColumn::lists("Evt/hits/hits.t", &[&[0.0, 0.0], &[]]));
    columns.push(TestColumn::lists(
        "Evt/hits/hits.tdc",
        &[&[90_u32, 70], &[]],
    ));
    let event = event(&load(&file_of(&[("E", columns)])).unwrap(), 0);
    assert!(event.raw_times);
    assert_eq!(event.hits[1].time_ns, 70.0);
    assert!(event.warnings[0].contains("not calibrated"));
}

#[test]
fn a_column_that_fails_does_not_lose_the_event() {
    let mut columns = offline();
    columns.retain(|column| column.path() != "Evt/trks/trks.lik");
    columns.push(TestColumn::lists("Evt/trks/trks.lik", &[&[1.0], &[]]));
    let event = event(&load(&file_of(&[("E", columns)])).unwrap(), 0);
    assert_eq!((event.tracks.len(), event.tracks[0].likelihood), (2, None));
    assert_eq!(
        event.warnings,
        ["trks/trks.lik is left out: it has 1 values for 2 elements"]
    );
}

/// One event of the data acquisition, of three hits with one triggered, and one triggered hit that is not among them.
fn online() -> Vec<TestColumn> {
    let snapshot = [(1, 90, 30), (2, 80, 40), (3, 85, 50)];
    let snapshot: Vec<u8> = snapshot
        .iter()
        .flat_map(|(channel, time, tot)| hit_bytes(17, *channel, *time, *tot))
        .collect();
    let triggered = |channel, time, tot, mask: u64| {
        [
            &hit_bytes(17, channel, time, tot)[..],
            &[0; 6],
            &mask.to_be_bytes(),
        ]
        .concat()
    };
    let triggered = [triggered(2, 80, 40, 16), triggered(9, 81, 40, 4)].concat();
    let header = header_bytes([133, 13288, 3], [1_663_859_236, 52_553_072], 0, 0x8000_0010);
    vec![
        TestColumn::raw("KM3NET_EVENT/KM3NETDAQ::JDAQEventHeader", vec![header]),
        TestColumn::records("KM3NET_EVENT/snapshotHits", &[(3, snapshot)]),
        TestColumn::records("KM3NET_EVENT/triggeredHits", &[(2, triggered)]),
    ]
}

#[test]
fn online_hits_get_the_masks_of_triggered_ones() {
    let empty = vec![TestColumn::values::<i32>("Evt/id", &[])];
    let loaded = load(&file_of(&[("E", empty), ("KM3NET_EVENT", online())])).unwrap();
    assert_eq!(loaded.format, "KM3NeT online ROOT events (6.22/06)");
    let event = event(&loaded, 0);
    assert!(event.raw_times);
    let masks: Vec<_> = event
        .hits
        .iter()
        .map(|hit| (hit.channel, hit.trigger_mask))
        .collect();
    assert_eq!(masks, [(1, 0), (2, 16), (3, 0), (9, 4)]);
    assert_eq!(event.header.trigger_mask, 0x8000_0010);
    assert_eq!((event.header.run_id, event.header.hits), (Some(13288), 3));
    assert_eq!(
        event.warnings,
        ["1 triggered hit is not in the snapshot and was added to it"]
    );
}

#[test]
fn a_simulation_beside_online_hits_is_on_their_clock() {
    let mut simulation = offline();
    simulation.retain(|column| {
        !column.path().starts_with("Evt/hits") && !column.path().starts_with("Evt/trks")
    });
    let loaded = load(&file_of(&[("E", simulation), ("KM3NET_EVENT", online())])).unwrap();
    assert_eq!(
        loaded.format,
        "KM3NeT online ROOT events with their simulation (6.22/06)"
    );
    let event = event(&loaded, 0);
    assert_eq!((event.hits.len(), event.mc_tracks.len()), (4, 1));
    assert_eq!(event.mc_tracks[0].time_ns, 1.0 + 2.5e8 - 2e8);
}

#[test]
fn a_dst_is_a_sample_and_rows_without_a_fit_are_counted() {
    let coords = vec![
        TestColumn::values("coords/trackfit_ra", &[-0.5, -999.0]),
        TestColumn::values("coords/trackfit_dec", &[0.25, -999.0]),
        TestColumn::values("coords/mjd", &[58_766.25, 58_766.5]),
        TestColumn::values("sum_trig_hits/nhits", &[40_i32, 50]),
    ];
    let loaded = load(&file_of(&[("E", offline()), ("T", coords)])).unwrap();
    let sample = &loaded.samples[0];
    assert_eq!(sample.ra_rad, [std::f64::consts::TAU - 0.5]);
    assert_eq!(
        (sample.dec_rad.as_slice(), sample.name.as_str()),
        (&[0.25][..], "run")
    );
    use nuscope_model::candidate::Quantity;
    let first = |quantity| sample.column(quantity).unwrap()[0];
    assert_eq!(
        (first(Quantity::Mjd), first(Quantity::Hits)),
        (58_766.25, 40.0)
    );
    assert_eq!(
        (
            first(Quantity::Log10EnergyGev),
            first(Quantity::AngularErrorRad)
        ),
        (0.0, 0.01)
    );
    assert_eq!(
        loaded.warnings.0,
        ["1 event left out: it has no fit (-999)"]
    );
}

#[test]
fn files_of_other_kinds_are_named_by_their_trees() {
    let foreign = vec![TestColumn::leaf("pt", &[1.0_f32, 2.0])];
    let error = load(&file_of(&[("Muons", foreign)]))
        .unwrap_err()
        .to_string();
    assert!(error.contains("its trees are Muons (2 entries)"), "{error}");
    let error = load(&file_of(&[])).unwrap_err().to_string();
    assert!(error.contains("no tree, only Head"), "{error}");
    let other = vec![TestColumn::leaf("pt", &[1.0_f32, 2.0])];
    let error = load(&file_of(&[("E", other)])).unwrap_err().to_string();
    assert!(error.contains("columns pt"), "{error}");
    assert!(load(b"root").is_err());
}

#[test]
fn a_tree_that_claims_a_million_million_events_fails_before_it_takes_memory() {
    let claims = |column: TestColumn| column.claiming(1_000_000_000_000);
    let file = file_of(&[("E", offline().into_iter().map(claims).collect())]);
    let error = load(&file).unwrap_err().to_string();
    assert!(
        error.contains("no header of an event can be read"),
        "{error}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn changed_bytes_give_a_file_or_an_error(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut file = TestFile::new(Packing::None, false);
        file.tree("E", &offline());
        file.tree("KM3NET_EVENT", &online());
        let mut bytes = file.finish();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(loaded) = load(&bytes)
            && let Some(events) = loaded.events
        {
            for index in 0..events.headers().len() {
                events.read(index).ok();
            }
        }
    }
}
