//! KM3NeT HDF5 in layouts that differ from today's: order, width and byte order of fields, tables instead of groups.

#![allow(clippy::unwrap_used)]

use nuscope_io::Loaded;
use nuscope_model::track::{TrackShape, best_track};
use nuscope_model::{Event, ModuleId, TrackOrigin};
use nuscope_tests::data;

/// The events of `tests/data/odd_layout.h5`, which `odd_layout.py` describes.
fn odd_events() -> (Loaded, Vec<Event>) {
    let loaded = nuscope_io::open(&data::own("odd_layout.h5")).unwrap();
    let events = loaded.events.clone().unwrap();
    let read = (0..events.headers().len()).map(|index| events.read(index).unwrap());
    (loaded.clone(), read.collect())
}

#[test]
fn fields_are_read_by_name_whatever_their_type_and_place() {
    let (loaded, events) = odd_events();
    assert_eq!(loaded.format, "KM3NeT HDF5 events 5.0");
    let header = &events[1].header;
    assert_eq!(
        (header.event_id, header.run_id, header.trigger_mask),
        (9, Some(77), 4)
    );
    assert_eq!(
        (header.frame_index, header.det_id, header.utc),
        (Some(4), None, None)
    );
    let modules: Vec<_> = events[1].hits.iter().map(|hit| hit.module).collect();
    assert_eq!(modules, [ModuleId(11), ModuleId(808_972_698)]);
    assert_eq!(events[1].hits[1].channel, 30);
    assert_eq!(events[1].hits[1].amplitude, 255.0);
}

#[test]
fn hits_in_one_table_out_of_order_find_their_events() {
    let (_, events) = odd_events();
    let counts: Vec<_> = events
        .iter()
        .map(|event| (event.header.hits, event.hits.len()))
        .collect();
    assert_eq!(counts, [(2, 2), (2, 2)]);
    assert_eq!(events[0].hits[0].module, ModuleId(12));
}

#[test]
fn raw_times_stand_in_for_calibrated_ones_that_are_all_zero() {
    let (_, events) = odd_events();
    let times: Vec<_> = events[0].hits.iter().map(|hit| hit.time_ns).collect();
    assert_eq!(times, [102.0, 103.0]);
    assert!(
        events[0]
            .warnings
            .join("; ")
            .contains("hit times are not calibrated")
    );
}

#[test]
fn a_column_that_the_library_cannot_convert_is_said() {
    let (loaded, events) = odd_events();
    assert!(events[0].hits.iter().all(|hit| !hit.triggered()));
    let said = "/hits/triggered cannot be read: it is of a type that is no number; \
                /mc_tracks/is_cc cannot be read: it is of a type that is no number";
    assert_eq!(loaded.warnings.to_string(), said);
}

#[test]
fn one_table_per_stage_gives_the_fits_their_stages() {
    let (_, events) = odd_events();
    // The tables list event 1 first.
    let tracks = &events[1].tracks;
    let stages: Vec<_> = tracks
        .iter()
        .map(|track| (track.name.as_str(), track.stages.len()))
        .collect();
    assert_eq!(stages, [("JMuon", 3), ("JMuon", 1)]);
    let best = &tracks[best_track(tracks).unwrap()];
    assert_eq!((best.likelihood, best.energy_gev), (Some(20.0), None));
    assert_eq!(
        (best.angular_error_rad, best.shape),
        (Some(0.25), TrackShape::Line)
    );
    assert_eq!(events[0].tracks[0].energy_gev, Some(1000.0));
}

#[test]
fn particles_of_old_files_are_named_and_put_on_the_clock_of_the_hits() {
    let (_, events) = odd_events();
    let names: Vec<_> = events[0]
        .mc_tracks
        .iter()
        .map(|track| track.name.as_str())
        .collect();
    assert_eq!(names, ["muon antineutrino", "muon"]);
    assert_eq!(
        events[0].mc_tracks[0].origin,
        TrackOrigin::MonteCarlo { pdg: -14 }
    );
    // mc_time 3e8 ns is the beginning of frame 4.
    assert_eq!(events[0].mc_tracks[0].time_ns, 7.0);
}
