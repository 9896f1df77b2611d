//! The browser of events puts fits where astropy does: with the grid's convergence, and with the turn that a user says.
//!
//! `data/reduce_truth.csv` was made by the script beside it: fits of km3io, positions of astropy.

#![allow(clippy::unwrap_used)]

use nuscope::document::Document;
use nuscope::lists::site;
use nuscope::summaries::Summary;
use nuscope::view::View;
use nuscope_model::Equatorial;
use nuscope_tests::data;

/// The document of a file of events in a detector.
fn document(events: &str, detector: &str) -> Option<Document> {
    let mut document = Document::default();
    for name in [detector, events] {
        let path = data::real(name)?;
        document = document.with(nuscope_io::open(&path).unwrap(), &mut Vec::new());
    }
    Some(document)
}

/// Where the browser puts the best fit of an event.
fn sky(document: &Document, view: &View, index: usize) -> Option<Equatorial> {
    let event = document.events.as_ref().unwrap().read(index).unwrap();
    let summary = Summary::of(&event, site(document, view).as_ref());
    let [ra_deg, dec_deg] = summary.fit?.sky_deg?;
    Some(Equatorial::from_degrees(ra_deg, dec_deg))
}

#[test]
fn fits_of_orca_are_where_astropy_says_although_its_grid_is_two_degrees_off_north() {
    let name = "km3net/offline/km3net_offline.root";
    let Some(document) = document(name, "km3net/detx/km3net_offline.detx") else {
        return;
    };
    let text = std::fs::read_to_string(data::own("reduce_truth.csv")).unwrap();
    let mut rows = 0;
    for line in text.lines().filter(|line| line.starts_with(name)) {
        let cells: Vec<_> = line.split(',').collect();
        let number = |column: usize| cells[column].parse::<f64>().unwrap();
        let wanted = Equatorial::from_degrees(number(8), number(9));
        let events = document.events.as_ref().unwrap();
        let index = events
            .headers()
            .iter()
            .position(|header| header.event_id.to_string() == cells[1])
            .unwrap();
        let found = sky(&document, &View::default(), index).unwrap();
        let off_arcsec = found.separation_rad(wanted).to_degrees() * 3600.0;
        assert!(off_arcsec < 1.0, "{off_arcsec}\" off: {line}");
        rows += 1;
    }
    assert_eq!(rows, 10);
    let mut site = site(&document, &View::default()).unwrap();
    assert!((site.convergence_rad.to_degrees() + 2.024).abs() < 1e-3);
    // Without the convergence the same fit would lie elsewhere.
    site.convergence_rad = 0.0;
    let event = document.events.as_ref().unwrap().read(0).unwrap();
    let [ra_deg, dec_deg] = Summary::of(&event, Some(&site))
        .fit
        .unwrap()
        .sky_deg
        .unwrap();
    let without = Equatorial::from_degrees(ra_deg, dec_deg);
    let with = sky(&document, &View::default(), 0).unwrap();
    assert!(with.separation_rad(without).to_degrees() > 0.1);
}

#[test]
fn the_track_of_the_public_event_is_where_it_was_published_once_the_detector_is_turned() {
    let folder = "km3net/KM3-230213A";
    let events = format!("{folder}/KM3-230213A_allhits.json.gz");
    let Some(document) = document(&events, &format!("{folder}/detector.dynamical.datx")) else {
        return;
    };
    let mut view = View::default();
    // By the formula of km3astro, and as it was published, with astropy for both.
    let plain = Equatorial::from_degrees(93.49, -6.73);
    let published = Equatorial::from_degrees(94.304, -7.805);
    let off_deg = |view: &View, place: Equatorial| {
        let found = sky(&document, view, 0).unwrap();
        found.separation_rad(place).to_degrees()
    };
    assert!(off_deg(&view, plain) < 0.01, "{}", off_deg(&view, plain));
    view.event.turn_deg = 1.35;
    assert!(
        off_deg(&view, published) < 2e-3,
        "{}",
        off_deg(&view, published)
    );
    view.event.turn_deg = f64::NAN;
    assert!(off_deg(&view, plain) < 0.01, "no number is no turn");
}
