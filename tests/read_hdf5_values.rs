//! Hits, fits and tables of HDF5 files of every kind, one by one as h5py reads them.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::sync::Arc;

use nuscope_io::EventSource;
use nuscope_model::{AmplitudeUnit, Event, ModuleId};
use nuscope_tests::data;
use nuscope_tests::table::{Row, Table};

/// The events of real files, opened and read once; `None` for files that are not there.
#[derive(Default)]
struct Files(
    HashMap<String, Option<Arc<dyn EventSource>>>,
    HashMap<(String, usize), Arc<Event>>,
);

impl Files {
    fn event(&mut self, row: Row) -> Option<Arc<Event>> {
        let name = row.text("file").to_owned();
        let index: usize = row.number("event");
        let events = self.0.entry(name.clone()).or_insert_with(|| {
            let path = data::real(&name)?;
            nuscope_io::open(&path).unwrap().events
        });
        let events = events.as_ref()?;
        let event = self.1.entry((name, index));
        Some(
            event
                .or_insert_with(|| Arc::new(events.read(index).unwrap()))
                .clone(),
        )
    }
}

#[test]
fn hits_drawn_at_random_are_those_that_h5py_reads() {
    let mut files = Files::default();
    let mut compared = 0;
    for row in Table::read("hdf5_hits_truth.csv").rows() {
        let Some(event) = files.event(row) else {
            continue;
        };
        let hit = event.hits[row.number::<usize>("hit")];
        let what = format!(
            "hit {} of event {} of {}",
            row.text("hit"),
            row.text("event"),
            row.text("file")
        );
        assert_eq!(hit.module, ModuleId(row.number("module")), "{what}");
        assert_eq!(hit.channel, row.number::<u8>("channel"), "{what}");
        assert_eq!(hit.time_ns, row.number::<f64>("time_ns"), "{what}");
        assert_eq!(hit.amplitude, row.number::<f32>("amplitude"), "{what}");
        assert_eq!(hit.triggered(), row.text("triggered") == "1", "{what}");
        // Times in these files are whole counts of the electronics, but for ANTARES.
        let antares = event.amplitude_unit == AmplitudeUnit::ChargePe;
        assert_eq!(event.raw_times, !antares, "{what}");
        compared += 1;
    }
    assert!(files.0.values().all(Option::is_none) || compared > 0);
}

#[test]
fn fits_drawn_at_random_are_those_that_h5py_reads() {
    let mut files = Files::default();
    for row in Table::read("hdf5_fits_truth.csv").rows() {
        let Some(event) = files.event(row) else {
            continue;
        };
        let what = format!(
            "a fit of event {} of {}",
            row.text("event"),
            row.text("file")
        );
        let number = |column| row.number::<f64>(column);
        let place = [number("x"), number("y"), number("z")];
        let fits = event.tracks.iter();
        let fit = fits
            .filter(|track| track.position_m.to_array() == place)
            .find(|track| {
                let given = row.text("energy_gev");
                track
                    .energy_gev
                    .map_or(given.is_empty(), |energy| given.parse() == Ok(energy))
            });
        let fit = fit.unwrap_or_else(|| panic!("{what}: no fit at {place:?}"));
        let travel = fit.direction.travel().to_array();
        for (found, expected) in travel.into_iter().zip(["dir_x", "dir_y", "dir_z"]) {
            assert!(
                (found - number(expected)).abs() < 1e-6,
                "{what}: {expected}"
            );
        }
        match row.text("time_ns") {
            "" => assert_eq!(fit.time_ns, event.time_zero_ns, "{what}"),
            time => assert_eq!(Ok(fit.time_ns), time.parse(), "{what}"),
        }
        let likelihood = fit.likelihood.filter(|value| value.is_finite());
        let expected = row
            .text("likelihood")
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite());
        assert_eq!(likelihood, expected, "{what}");
    }
}

#[test]
fn seatray_events_are_told_apart_by_their_trigger_counter() {
    let Some(path) = data::real("antares/antares.h5") else {
        return;
    };
    let loaded = nuscope_io::open(&path).unwrap();
    assert_eq!(loaded.format, "ANTARES SeaTray HDF5 events");
    let events = loaded.events.unwrap();
    assert_eq!(events.headers().len(), 81);
    let hits: usize = events.headers().iter().map(|header| header.hits).sum();
    assert_eq!(hits, 13_556);
    let fitted = (0..81).filter(|&i| !events.read(i).unwrap().tracks.is_empty());
    assert_eq!(fitted.count(), 19);
    // Three frames of event 8 of the run, each with a fit of its own.
    let of_event_8 = (0..81).map(|i| events.read(i).unwrap());
    let of_event_8: Vec<_> = of_event_8
        .filter(|event| event.header.event_id == 8)
        .collect();
    let counters = of_event_8.iter().filter(|event| event.tracks.len() == 1);
    let counters: Vec<_> = counters
        .map(|event| event.header.trigger_counter.unwrap())
        .collect();
    assert_eq!(counters, [58_659, 58_661, 58_662]);
}

#[test]
fn calibrated_hits_place_their_photomultipliers() {
    let events = nuscope_io::open(&data::own("calibrated_layout.h5"))
        .unwrap()
        .events
        .unwrap();
    let event = events.read(0).unwrap();
    assert!(!event.raw_times);
    assert_eq!(event.triggered_hits(), 14);
    let detector = event.detector.as_ref().unwrap();
    assert_eq!(detector.modules().len(), 4);
    let hit = event.hits[13];
    let sensor = detector.sensor(&hit).unwrap();
    let looks = glam::DVec2::from_angle(1.3).extend(0.0);
    let middle = glam::DVec3::new(50.0, -20.0, 36.0);
    assert!(sensor.looks.distance(looks) < 1e-12);
    assert!(sensor.position_m.distance(middle + 0.2 * looks) < 1e-5);
    let module = detector.module(hit.module).unwrap();
    assert!(module.position_m.distance(middle) < 1e-5);
    assert_eq!((module.string, module.floor), (1, 2));
}

#[test]
fn whole_times_without_places_are_raw_and_others_calibrated() {
    let events = nuscope_io::open(&data::own("calibrated_layout.h5"))
        .unwrap()
        .events
        .unwrap();
    let raw: Vec<_> = (0..3).map(|i| events.read(i).unwrap().raw_times).collect();
    assert_eq!(raw, [false, true, false]);
    assert!(events.read(1).unwrap().detector.is_none());
    let amplitudes: Vec<_> = events
        .read(2)
        .unwrap()
        .hits
        .iter()
        .map(|hit| hit.amplitude)
        .collect();
    // The 80th hit of the file and those after it, 20 to 109 ns over threshold in turn.
    assert_eq!(
        amplitudes[..12],
        [
            100., 101., 102., 103., 104., 105., 106., 107., 108., 109., 20., 21.
        ]
    );
}

#[test]
fn the_header_of_a_simulation_is_a_table() {
    let Some(path) = data::real("km3net/hdf5_orcasong/mupage.root.h5") else {
        return;
    };
    let loaded = nuscope_io::open(&path).unwrap();
    let header = &loaded.tables[0];
    assert_eq!(header.name, "header");
    assert_eq!(header.note("can"), Some("0 957 1018.4"));
    assert_eq!(header.note("km3pipe"), Some("8.23.4"));
    assert_eq!(
        header.column("fields").unwrap().values.show(0),
        "zmin zmax r"
    );
}

#[test]
fn files_without_events_are_tables() {
    if let Some(path) = data::real("km3net/hdf5_orcasong/processed_graph_neutrino.h5") {
        let loaded = nuscope_io::open(&path).unwrap();
        assert_eq!(loaded.format, "HDF5 table");
        let named = |name: &str| {
            loaded
                .tables
                .iter()
                .find(|table| table.name == name)
                .unwrap()
        };
        let hits = named("x");
        assert_eq!((hits.rows(), hits.columns.len()), (1235, 8));
        assert_eq!(hits.columns[3].name, "time");
        let truth = named("y");
        assert_eq!((truth.rows(), truth.columns.len()), (33, 61));
        let energy = truth.column("energy").unwrap().values.numbers().unwrap();
        assert_eq!(energy[0], 1.000_294_091_862_745_9);
    }
    let name = "km3net/hdf5/mcv5.1.genhen_anumuNC.sirene.jte.jchain.aashower.sample.hdf5";
    if let Some(path) = data::real(name) {
        let loaded = nuscope_io::open(&path).unwrap();
        let fits = loaded
            .tables
            .iter()
            .find(|table| table.name == "RECO/RECO_EVENTS")
            .unwrap();
        assert_eq!(fits.column("energy").unwrap().unit.as_deref(), Some("GeV"));
        assert_eq!(
            fits.column("tracktime_ns").unwrap().values.show(0),
            "75280780.24085549"
        );
    }
}
