//! KM3NeT HDF5 events read as h5py reads them.

#![allow(clippy::unwrap_used)]

use std::fmt::Debug;
use std::str::FromStr;

use nuscope_io::Loaded;
use nuscope_model::track::{TrackShape, best_track};
use nuscope_model::{Provenance, TrackOrigin};
use nuscope_tests::data;
use nuscope_tests::table::{Row, Table};

const ARCA: &str = "km3net/hdf5_orcasong/arca_test_without_some_jmuon_recos.h5";

fn open(name: &str) -> Option<Loaded> {
    let path = data::real(name)?;
    Some(nuscope_io::open(&path).unwrap())
}

/// The number in a cell; `None` where it is empty.
fn given<T: FromStr>(row: Row, column: &str) -> Option<T>
where
    T::Err: Debug,
{
    let text = row.text(column);
    (!text.is_empty()).then(|| text.parse().unwrap())
}

/// Sums of millions of nanoseconds agree to the rounding of their last digits.
fn assert_sum(found: f64, expected: f64, what: &str) {
    let close = (found - expected).abs() <= 1e-12 * expected.abs().max(1.0);
    assert!(close, "{what}: {found} instead of {expected}");
}

#[test]
fn headers_hits_and_tracks_are_those_that_h5py_reads() {
    let table = Table::read("km3net_hdf5_truth.csv");
    let mut last: Option<(String, Loaded)> = None;
    for row in table.rows() {
        let name = row.text("file");
        if last.as_ref().is_none_or(|(open, _)| open != name) {
            let Some(loaded) = open(name) else { continue };
            last = Some((name.to_owned(), loaded));
        }
        let (_, loaded) = last.as_ref().unwrap();
        let index: usize = row.number("event");
        let what = format!("event {index} of {name}");
        let event = loaded.events.as_ref().unwrap().read(index).unwrap();
        let header = &event.header;
        assert_eq!(loaded.events.as_ref().unwrap().headers()[index], *header);
        assert_eq!(
            loaded.events.as_ref().unwrap().headers().len(),
            row.number::<usize>("events")
        );
        assert_eq!(header.event_id, row.number::<i64>("event_id"), "{what}");
        assert_eq!(header.run_id, given(row, "run_id"), "{what}");
        assert_eq!(header.det_id.map(i64::from), given(row, "det_id"), "{what}");
        assert_eq!(header.frame_index, given(row, "frame_index"), "{what}");
        assert_eq!(
            header.trigger_counter,
            given(row, "trigger_counter"),
            "{what}"
        );
        assert_eq!(
            header.trigger_mask,
            row.number::<u64>("trigger_mask"),
            "{what}"
        );
        assert_eq!(header.overlays, given(row, "overlays"), "{what}");
        assert_eq!(
            header.utc.map(|utc| utc.unix_s),
            given(row, "unix_s"),
            "{what}"
        );
        let nanoseconds = header.utc.map(|utc| i64::from(utc.nanoseconds));
        assert_eq!(nanoseconds, given(row, "nanoseconds"), "{what}");

        assert_eq!(header.hits, row.number::<usize>("hits"), "{what}");
        assert_eq!(event.hits.len(), header.hits, "{what}");
        assert_eq!(
            event.triggered_hits(),
            row.number::<usize>("triggered"),
            "{what}"
        );
        assert_sum(
            event.hits.iter().map(|hit| hit.time_ns).sum(),
            row.number("sum_time"),
            &what,
        );
        let tot: f32 = event.hits.iter().map(|hit| hit.amplitude).sum();
        assert_eq!(tot, row.number::<f32>("sum_tot"), "{what}");
        let modules: u64 = event.hits.iter().map(|hit| u64::from(hit.module.0)).sum();
        assert_eq!(modules, row.number::<u64>("sum_module"), "{what}");
        let channels: u64 = event.hits.iter().map(|hit| u64::from(hit.channel)).sum();
        assert_eq!(channels, row.number::<u64>("sum_channel"), "{what}");

        assert_eq!(
            event.mc_hits.len(),
            row.number::<usize>("mc_hits"),
            "{what}"
        );
        let times = event.mc_hits.iter().map(|hit| hit.time_ns);
        assert_sum(times.sum(), row.number("sum_mc_time"), &what);
        let charges = event.mc_hits.iter().map(|hit| f64::from(hit.charge_pe));
        assert_sum(charges.sum(), row.number("sum_mc_charge"), &what);

        assert_eq!(
            event.mc_tracks.len(),
            row.number::<usize>("mc_tracks"),
            "{what}"
        );
        let energies = event.mc_tracks.iter().filter_map(|track| track.energy_gev);
        assert_sum(energies.sum(), row.number("sum_mc_energy"), &what);
        let times = event.mc_tracks.iter().map(|track| track.time_ns);
        assert_sum(times.sum(), row.number("sum_mc_track_time"), &what);
        let pdg = event.mc_tracks.iter().map(|track| match track.origin {
            TrackOrigin::MonteCarlo { pdg } => i64::from(pdg),
            TrackOrigin::Reconstructed { .. } => panic!("{what}: the truth is no fit"),
        });
        assert_eq!(pdg.sum::<i64>(), row.number::<i64>("sum_pdg"), "{what}");

        assert_eq!(event.tracks.len(), row.number::<usize>("tracks"), "{what}");
        let energies = event.tracks.iter().filter_map(|track| track.energy_gev);
        assert_sum(energies.sum(), row.number("sum_energy"), &what);
        let upward: f64 = event
            .tracks
            .iter()
            .map(|track| track.direction.travel().z)
            .sum();
        assert!(
            (upward - row.number::<f64>("sum_dir_z")).abs() < 1e-6,
            "{what}"
        );
        let stages: i32 = event.tracks.iter().flat_map(|track| &track.stages).sum();
        assert_eq!(stages, row.number::<i32>("sum_stage"), "{what}");
        if let Some(best) = best_track(&event.tracks) {
            assert_eq!(
                event.tracks[best].stages.len(),
                row.number::<usize>("best_stages"),
                "{what}"
            );
            let energy: f64 = given(row, "best_energy").unwrap_or(0.0);
            assert_sum(event.tracks[best].energy_gev.unwrap_or(0.0), energy, &what);
        }
    }
}

#[test]
fn simulated_light_arrives_with_the_hits_it_makes() {
    let Some(loaded) = open(ARCA) else { return };
    let events = loaded.events.unwrap();
    assert_eq!(events.provenance(), Provenance::Simulated);
    for index in 0..events.headers().len() {
        let event = events.read(index).unwrap();
        let first = event
            .mc_hits
            .iter()
            .map(|hit| hit.time_ns)
            .min_by(f64::total_cmp)
            .unwrap();
        let relative_ns = first - event.time_zero_ns;
        assert!(
            relative_ns.abs() < 5000.0,
            "event {index}: {relative_ns} ns after the first triggered hit"
        );
    }
}

#[test]
fn fits_know_their_chain_and_their_angular_error() {
    let Some(loaded) = open(ARCA) else { return };
    let event = loaded.events.unwrap().read(0).unwrap();
    let named = |name: &str| {
        event
            .tracks
            .iter()
            .filter(|track| track.name == name)
            .count()
    };
    assert!(named("JMuon") > 30 && named("aashower") > 10);
    let muon = event
        .tracks
        .iter()
        .find(|track| track.stages == [1, 2, 3, 4, 5])
        .unwrap();
    assert_eq!(muon.shape, TrackShape::Line);
    assert_eq!(muon.angular_error_rad, Some(f64::from(0.012_229_03_f32)));
    assert_eq!(muon.length_m, None);
    let uncorrected = muon
        .details
        .iter()
        .find(|(name, _)| name == "JENERGY_ENERGY")
        .unwrap()
        .1;
    assert!((uncorrected - 1904.5183).abs() < 1e-3);
    let shower = event
        .tracks
        .iter()
        .find(|track| track.stages.contains(&304))
        .unwrap();
    assert_eq!(
        (shower.shape, shower.angular_error_rad),
        (TrackShape::Shower, None)
    );
    assert!(
        event
            .warnings
            .iter()
            .any(|warning| warning.contains("without a direction"))
    );
}

#[test]
fn an_event_beyond_the_last_is_an_error() {
    let Some(loaded) = open(ARCA) else { return };
    let message = loaded.events.unwrap().read(20).unwrap_err().to_string();
    assert!(
        message.starts_with("there is no event 20; the file has 20"),
        "{message}"
    );
}
