//! Declared systems of coordinates and time, dates of other kinds, and errors without a name of their own.
#![allow(clippy::unwrap_used)]

use nuscope_model::{Quantity, Sample};
use nuscope_table::Note;

use super::*;
use crate::Progress;
use crate::test_support::open_answered as open;

fn sample(loaded: &Loaded) -> &Sample {
    assert_eq!(loaded.samples.len(), 1, "{loaded:?}");
    &loaded.samples[0]
}

fn dates(loaded: &Loaded) -> &[f64] {
    sample(loaded).column(Quantity::Mjd).unwrap()
}

/// A VOTable of one row: 10.5, -20.25 and a date in column `t`.
fn votable(systems: &str, refs: [&str; 2], time: &str, date: &str) -> String {
    let [place, of_time] = refs.map(|id| match id {
        "" => String::new(),
        id => format!("ref='{id}'"),
    });
    format!(
        "<?xml version='1.0'?><VOTABLE version='1.4' xmlns='http://www.ivoa.net/xml/VOTable/v1.3'>\
         <RESOURCE>{systems}<TABLE>\
         <FIELD name='RA' datatype='double' unit='deg' {place}/>\
         <FIELD name='Dec' datatype='double' unit='deg' {place}/>\
         <FIELD {time} datatype='double' {of_time}/>\
         <DATA><TABLEDATA><TR><TD>10.5</TD><TD>-20.25</TD><TD>{date}</TD></TR></TABLEDATA></DATA>\
         </TABLE></RESOURCE></VOTABLE>"
    )
}

const MJD: &str = "name='MJD' unit='d'";

#[test]
fn positions_of_other_systems_are_refused_with_a_way_out() {
    for (system, said) in [
        (
            "system='eq_FK4' equinox='B1950'",
            "eq_FK4 with equinox B1950",
        ),
        ("system='FK4'", "FK4"),
        ("system='galactic'", "galactic"),
        (
            "system='eq_FK5' equinox='B1950.0'",
            "FK4 with equinox B1950.0",
        ),
        ("system='eq_FK5' equinox='J1975'", "FK5 with equinox J1975"),
        ("system='ecl_FK5'", "ecl_FK5"),
        ("system='B1950'", "FK4 (B1950)"),
    ] {
        for place in ["", "s"] {
            let text = votable(
                &format!("<COOSYS ID='s' {system}/>"),
                [place, ""],
                MJD,
                "55000",
            );
            let error = open("a.vot", &text, &[]).unwrap_err().to_string();
            assert!(
                error.contains(&format!("declares {said}: convert")),
                "{error}"
            );
            assert!(error.contains("TOPCAT"), "{error}");
            let plain = open("a.vot", &text, &[("kind", "table")]).unwrap();
            assert_eq!((plain.samples.len(), plain.tables.len()), (0, 1));
        }
    }
}

#[test]
fn positions_of_icrs_and_fk5_are_used_and_systems_of_other_columns_too() {
    for (systems, place) in [
        ("<COOSYS ID='s' system='ICRS' epoch='J2000'/>", "s"),
        ("<COOSYS ID='s' system='eq_FK5' equinox='J2000'/>", "s"),
        ("<COOSYS ID='s' system='FK5' equinox='2000.0'/>", ""),
        (
            "<COOSYS ID='g' system='galactic'/><COOSYS ID='s' system='ICRS'/>",
            "s",
        ),
        (
            "<COOSYS ID='g' system='galactic'/><COOSYS ID='s' system='ICRS'/>",
            "",
        ),
        ("", ""),
    ] {
        let loaded = open("a.vot", votable(systems, [place, ""], MJD, "55000"), &[]).unwrap();
        assert_eq!(sample(&loaded).ra_rad, [10.5_f64.to_radians()]);
        assert_eq!(dates(&loaded), [55_000.0]);
        assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    }
}

#[test]
fn cards_of_fits_declare_systems_too() {
    let cards = |cards: &[(&str, &str)]| {
        let note = |(key, value): &(&str, &str)| Note {
            key: (*key).into(),
            value: (*value).into(),
            comment: String::new(),
        };
        let one = |name: &str, unit: &str| Column::new(name, unit, Values::Number(vec![1.5]));
        Table {
            columns: vec![one("RA", "deg"), one("DEC", "deg"), one("MJD", "d")],
            notes: cards.iter().map(note).collect(),
            ..Table::default()
        }
    };
    let read = |tables: Vec<Table>| {
        let reading = Reading {
            path: Path::new("a.fits"),
            options: &OpenOptions::default(),
            progress: &Progress::default(),
        };
        interpret(tables, "FITS".into(), &reading)
    };
    for (notes, said) in [
        (&[("RADESYS", "FK4")][..], "declares FK4:"),
        (
            &[("RADECSYS", "FK4"), ("EQUINOX", "1950.0")],
            "FK4 with equinox 1950.0",
        ),
        (&[("EQUINOX", "1950.")], "FK4 with equinox 1950."),
        (
            &[("RADESYS", "FK5"), ("EQUINOX", "1975")],
            "FK5 with equinox 1975",
        ),
        (&[("RADESYS", "GAPPT")], "declares GAPPT:"),
    ] {
        let error = read(vec![cards(notes)]).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
        // Beside other tables it stays a plain one, and that is said.
        let loaded = read(vec![cards(notes), Table::default()]).unwrap();
        assert_eq!((loaded.samples.len(), loaded.tables.len()), (0, 2));
        assert!(
            loaded.warnings.to_string().contains(said),
            "{}",
            loaded.warnings
        );
    }
    for notes in [
        &[("RADESYS", "ICRS"), ("EQUINOX", "2000.0")][..],
        &[("RADECSYS", "FK5"), ("EQUINOX", "2000.0")],
        &[("EQUINOX", "J2000")],
        &[("EQUINOX", "of date")],
    ] {
        assert_eq!(sample(&read(vec![cards(notes)]).unwrap()).len(), 1);
    }
}

#[test]
fn time_origins_are_added_and_said() {
    // astropy: Time(2455000.0, format="jd").mjd = 54999.5
    for (origin, date, mjd, said) in [
        ("JD-origin", "2455000.0", 54_999.5, "is in Julian dates"),
        (
            "2450000.5",
            "5000.25",
            55_000.25,
            "is MJD 50000: it is added",
        ),
        ("2400000.5", "55000.25", 55_000.25, ""),
        ("MJD-origin", "55000.25", 55_000.25, ""),
        ("", "55000.25", 55_000.25, ""),
    ] {
        let system = format!(
            "<TIMESYS ID='t' timeorigin='{origin}' timescale='UTC' refposition='TOPOCENTER'/>"
        );
        for (of_time, column) in [
            ("t", MJD),
            ("", MJD),
            ("t", "name='t' unit='d' ucd='time.epoch'"),
        ] {
            let text = votable(&system, ["", of_time], column, date);
            let loaded = open("a.vot", &text, &[]).unwrap();
            assert_eq!(dates(&loaded), [mjd], "{origin} {column}");
            let warnings = loaded.warnings.to_string();
            assert!(warnings.contains(said), "{warnings}");
            assert_eq!(warnings.is_empty(), said.is_empty(), "{warnings}");
        }
    }
    // What a name says is more than a system that no column refers to.
    let system = "<TIMESYS ID='t' timeorigin='MJD-origin'/>";
    let text = votable(system, ["", ""], "name='JD' unit='d'", "2455000.0");
    assert_eq!(dates(&open("a.vot", &text, &[]).unwrap()), [54_999.5]);
}

#[test]
fn dates_are_known_by_their_descriptor() {
    let time = "name='t' unit='d' ucd='time.epoch'";
    let loaded = open("a.vot", votable("", ["", ""], time, "55000.25"), &[]).unwrap();
    assert_eq!(dates(&loaded), [55_000.25]);
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    let loaded = open("a.vot", votable("", ["", ""], time, "2455000.75"), &[]).unwrap();
    assert_eq!(dates(&loaded), [55_000.25]);
    let said = "column \"t\" is in Julian dates: 2400000.5 is subtracted";
    assert!(
        loaded.warnings.to_string().starts_with(said),
        "{}",
        loaded.warnings
    );
    for other in [
        "name='t' unit='yr' ucd='time.epoch'",
        "name='t' unit='d' ucd='stat.error;time.epoch'",
        "name='t' unit='d' ucd='time.duration'",
    ] {
        let loaded = open("a.vot", votable("", ["", ""], other, "2016.0"), &[]).unwrap();
        assert_eq!(sample(&loaded).column(Quantity::Mjd), None, "{other}");
    }
}

#[test]
fn julian_and_written_dates_become_modified_julian_ones() {
    // astropy.time.Time("2017-09-22T20:54:30.43").mjd and .jd
    for (title, date) in [
        ("JD", "2458019.37118553241"),
        ("time_jd", "2458019.37118553241"),
        ("Julian Date", "2458019.37118553241"),
        ("time", "2017-09-22T20:54:30.43"),
        ("Date", "2017-09-22 20:54:30.43"),
        ("date-obs", "2017-09-22T20:54:30.43Z"),
    ] {
        let text = format!("RA[deg],Dec[deg],{title},n\n1,2,{date},3\n");
        let loaded = open("a.csv", &text, &[]).unwrap();
        let mjd = dates(&loaded)[0];
        assert!((mjd - 58_018.871_185_532_41).abs() < 1e-8, "{title}: {mjd}");
    }
    // What is called MJD is meant first; a time in numbers is no date.
    let text = "RA[deg],Dec[deg],date,MJD\n1,2,2017-09-22T12:00,55000\n";
    assert_eq!(dates(&open("a.csv", text, &[]).unwrap()), [55_000.0]);
    let loaded = open("a.csv", "RA[deg],Dec[deg],time\n1,2,12.5\n", &[]).unwrap();
    assert_eq!(sample(&loaded).column(Quantity::Mjd), None);
    // A day alone is none either: the time of day may stand beside it.
    let text = "name,RA[deg],Dec[deg],date,time\nA,1,2,2022-10-04,03:03:03\n";
    assert_eq!(open("a.csv", text, &[]).unwrap().catalogues.len(), 1);
    let text = "RA[deg],Dec[deg],when\n1,2,2017-09-22\n";
    let loaded = open("a.csv", text, &[("mjd", "when")]).unwrap();
    assert_eq!(dates(&loaded), [58_018.0]);
}

#[test]
fn an_error_in_degrees_is_an_angular_one() {
    for (title, error_deg) in [("err[deg]", 0.5), ("err_rad", 0.5_f64.to_degrees())] {
        let text = format!("RA[deg],Dec[deg],MJD,{title}\n1,2,55000,0.5\n");
        let loaded = open("a.csv", &text, &[]).unwrap();
        let errors = sample(&loaded).column(Quantity::AngularErrorRad).unwrap();
        assert!(
            (errors[0].to_degrees() - error_deg).abs() < 1e-12,
            "{title}"
        );
    }
    // Without a unit it may be the error of anything, and is not asked about.
    let loaded = open("a.csv", "RA[deg],Dec[deg],MJD,err\n1,2,55000,0.5\n", &[]).unwrap();
    assert_eq!(sample(&loaded).extras[0].name, "err");
}
