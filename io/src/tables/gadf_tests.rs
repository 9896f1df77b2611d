//! Small responses are read by hand; what contradicts itself is said and stays a table.

#![allow(clippy::unwrap_used)]

use nuscope_table::{Column, Note};
use proptest::prelude::*;

use super::*;

fn list(name: &str, unit: &str, values: Vec<f64>) -> Column {
    let ends = vec![values.len()];
    let values = Box::new(Values::Number(values));
    Column::new(name, unit, Values::Lists { ends, values })
}

/// 2 energies × 1 theta, and more.
fn table(more: Vec<Column>) -> Table {
    let mut columns = vec![
        list("ENERG_LO", "TeV", vec![1.0, 10.0]),
        list("ENERG_HI", "TeV", vec![10.0, 100.0]),
        Column::new("THETA_LO", "deg", Values::Number(vec![0.0])),
        Column::new("THETA_HI", "deg", Values::Number(vec![180.0])),
    ];
    columns.extend(more);
    Table {
        columns,
        ..Table::default()
    }
}

fn area(values: Vec<f64>) -> Table {
    table(vec![list("EFFAREA", "m2", values)])
}

fn spread(values: Vec<f64>) -> Table {
    table(vec![
        list("RAD_LO", "deg", vec![0.0, 10.0]),
        list("RAD_HI", "deg", vec![10.0, 90.0]),
        list("RPSF", "sr-1", values),
    ])
}

fn dispersion(values: Vec<f64>) -> Table {
    table(vec![
        list("MIGRA_LO", "", vec![0.0, 0.5]),
        list("MIGRA_HI", "", vec![0.5, 2.5]),
        list("MATRIX", "", values),
    ])
}

fn read(table: &Table) -> (Option<Result<Response, String>>, Vec<String>) {
    let mut warnings = Vec::new();
    (response(table, "toy", &mut warnings), warnings)
}

fn problem(table: &Table) -> String {
    read(table).0.unwrap().unwrap_err()
}

#[test]
fn an_area_is_in_cm2_over_log10_of_gev_and_radians() {
    let (found, warnings) = read(&area(vec![1.0, 2.5]));
    let Some(Ok(Response::Area(found))) = found else {
        panic!("{found:?}")
    };
    assert_eq!(found.log10_energy_edges, [3.0, 4.0, 5.0]);
    assert_eq!(found.direction_edges, [0.0, std::f64::consts::PI]);
    assert_eq!(found.area_cm2, [1e4, 2.5e4]);
    assert_eq!(found.at(4.5, 1.0), 2.5e4);
    assert!(warnings.is_empty());
}

#[test]
fn rings_are_measured_so_that_they_add_up_to_one() {
    // The second energy has events in the outer ring only; values are [ring][theta][energy].
    for measure in [RingArea::Sphere, RingArea::Flat] {
        let [ten, right] = [10_f64, 90.0].map(f64::to_radians);
        let (inner, outer) = (measure.steradians(0.0, ten), measure.steradians(ten, right));
        let table = spread(vec![0.75 / inner, 0.0, 0.25 / outer, 1.0 / outer]);
        let (found, warnings) = read(&table);
        let Some(Ok(Response::Spread(found))) = found else {
            panic!("{found:?}")
        };
        assert_eq!(found.ring_area, measure);
        assert_eq!(warnings.len(), usize::from(measure == RingArea::Flat));
        assert!((found.total(0, 0) - 1.0).abs() < 1e-12);
        let edge = found.containment_rad(0, 0, 0.75).unwrap();
        assert!((edge - ten).abs() < 1e-9, "{edge}");
        assert!(found.median_rad(1, 0).unwrap() > ten);
    }
    let (_, warnings) = read(&spread(vec![1.0; 4]));
    assert!(warnings[0].contains("not to 1"), "{warnings:?}");
    let (_, warnings) = read(&spread(vec![0.0; 4]));
    assert_eq!(warnings, ["all bins of the point spread are empty"]);
}

#[test]
fn densities_of_the_migration_become_shares() {
    // Values are [theta][migration][energy].
    let by_density = dispersion(vec![0.5, 2.0, 0.375, 0.0]);
    let by_share = dispersion(vec![0.25, 1.0, 0.75, 0.0]);
    for (table, remarks) in [(by_density, 0), (by_share, 1)] {
        let (found, warnings) = read(&table);
        let Some(Ok(Response::Dispersion(found))) = found else {
            panic!("{found:?}")
        };
        assert_eq!(found.share, [0.25, 0.75, 1.0, 0.0]);
        assert_eq!(found.median(1, 0), Some(0.25));
        assert_eq!(warnings.len(), remarks, "{warnings:?}");
    }
}

#[test]
fn what_contradicts_itself_is_said() {
    assert_eq!(
        problem(&area(vec![1.0; 3])),
        "EFFAREA has 3 values for 2 bins"
    );
    assert_eq!(problem(&area(vec![1.0, -1.0])), "an area of -10000 cm²");
    let mut laid_out = area(vec![1.0, 2.0]);
    laid_out.notes.push(Note {
        key: "TDIM5".into(),
        value: "(1,2)".into(),
        ..Note::default()
    });
    assert_eq!(
        problem(&laid_out),
        "EFFAREA is laid out as (1,2), energy × theta is (2,1)"
    );
    laid_out.notes[0].value = "(2,1)".into();
    assert!(read(&laid_out).0.unwrap().is_ok());
    let with = |place: usize, column: Column| {
        let mut table = area(vec![1.0, 2.0]);
        table.columns[place] = column;
        problem(&table)
    };
    let cases = [
        with(1, list("ENERG_HI", "TeV", vec![9.0, 100.0])),
        with(1, list("ENERG_HI", "TeV", vec![10.0])),
        with(1, list("ENERG_HI", "GeV", vec![10.0, 100.0])),
        with(0, list("ENERG_LO", "TeV", vec![0.0, 10.0])),
        with(1, list("OTHER", "TeV", vec![10.0, 100.0])),
        with(3, list("THETA_HI", "deg", vec![181.0])),
        with(3, list("THETA_HI", "deg", vec![f64::NAN])),
        with(4, list("EFFAREA", "sr", vec![1.0, 2.0])),
        with(
            4,
            Column::new("EFFAREA", "m2", Values::Text(["a"].into_iter().collect())),
        ),
    ];
    let expected = [
        "the bins of energy leave a gap or overlap at 9",
        "2 lower and 1 upper edges of energy",
        "ENERG_LO and ENERG_HI have two units",
        "an energy of 0, which has no logarithm",
        "there is no column ENERG_HI",
        "theta at 181 degrees",
        "a bin of direction from 0 to NaN",
        "EFFAREA in m2 or cm2 is wanted, its unit is sr",
        "EFFAREA holds no numbers",
    ];
    assert_eq!(cases, expected);
    let mut none = area(vec![1.0, 2.0]);
    for column in &mut none.columns {
        column.values = Values::default();
    }
    assert_eq!(problem(&none), "one row with all bins is wanted, found 0");
    // A background and a point spread of parameters are other tables.
    assert!(
        read(&table(vec![list("BKG", "", vec![1.0, 2.0])]))
            .0
            .is_none()
    );
}

proptest! {
    #[test]
    fn no_numbers_make_the_reader_panic(
        kind in 0..3,
        values in prop::collection::vec(any::<f64>(), 0..6),
        place in 0..7usize,
        other in prop::collection::vec(any::<f64>(), 0..4),
    ) {
        let mut table = match kind {
            0 => area(values),
            1 => spread(values),
            _ => dispersion(values),
        };
        if let Some(column) = table.columns.get_mut(place) {
            let unit = column.unit.clone().unwrap_or_default();
            *column = list(&column.name.clone(), &unit, other);
        }
        let _ = read(&table);
    }
}
