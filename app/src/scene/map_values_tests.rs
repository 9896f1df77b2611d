//! Tests of a map's values.

#![allow(clippy::unwrap_used)]

use nuscope_model::MapColumn;

use super::*;

fn map(nside: u32, name: &str, values: Vec<f32>) -> SkyMap {
    let column = MapColumn {
        name: name.into(),
        unit: String::new(),
        values,
    };
    SkyMap {
        nside,
        columns: vec![column],
        provenance: Vec::new(),
    }
}

fn of(name: &str, values: &[f32]) -> MapValues {
    let mut all = vec![f32::NAN; 12];
    all[..values.len()].copy_from_slice(values);
    MapValues::of(&map(1, name, all), &MapQuantity::Column(name.into())).unwrap()
}

#[test]
fn a_map_of_p_values_is_dark_at_nothing_and_masked_where_masked() {
    let mut p = vec![0.5; 12];
    (p[1], p[2], p[3]) = (1e-4, f32::NAN, 0.0);
    let map = map(1, P_LOCAL, p);
    let values = MapValues::of(&map, &MapQuantity::MinusLog10P).unwrap();
    assert_eq!(values.open_range(Scale::Linear), (0.0, 6.0));
    assert!((values.values[1] - 4.0).abs() < 1e-4 && values.values[3] == 30.0);
    assert_eq!((values.masked, values.values[2].is_nan()), (1, true));
    assert_eq!(values.unit, "not calibrated");
    let plain = MapValues::of(&map, &MapQuantity::Column(P_LOCAL.into())).unwrap();
    assert_eq!(plain.meaning, Meaning::PValue);
    assert!((plain.open_range(Scale::MinusLog10).1 - 4.0).abs() < 1e-4);
    assert!(
        plain
            .remarks(Scale::MinusLog10, Scale::MinusLog10)
            .iter()
            .any(|said| said.starts_with("1 pixel of p = 0"))
    );
}

#[test]
fn columns_are_known_by_their_names_or_by_what_they_add_up_to() {
    assert_eq!(of("TS", &[1.0]).meaning, Meaning::Statistic);
    assert_eq!(
        of("PROBDENSITY", &[1.0]).meaning,
        Meaning::Probability { density: true }
    );
    assert_eq!(
        of("PROB", &[1.0]).meaning,
        Meaning::Probability { density: false }
    );
    assert_eq!(of("delta llh", &[1.0]).meaning, Meaning::MinusLogLikelihood);
    assert_eq!(
        of("T", &[0.25, 0.25, 0.5]).meaning,
        Meaning::Probability { density: false }
    );
    assert_eq!(of("T", &[0.25, 0.25, 0.9]).meaning, Meaning::Other);
    assert_eq!(
        of("P_LOCAL", &[0.25, 2.0]).meaning,
        Meaning::Other,
        "no p-value is 2"
    );
}

#[test]
fn values_without_a_logarithm_are_counted_and_said() {
    let values = of("TS", &[-1.0, 0.0, 4.0, 100.0, f32::INFINITY]);
    assert_eq!(values.refuses(Scale::Log), None);
    assert_eq!(values.range(Scale::Log, None), (4.0, 100.0));
    assert_eq!(values.range(Scale::Log, Some((-3.0, 50.0))), (4.0, 50.0));
    assert_eq!(
        values.remarks(Scale::Log, Scale::Log),
        [
            "7 pixels masked (hatched).",
            "1 pixel infinite: they have the last colour.",
            "2 pixels of 0 or less, without a logarithm: they have the first colour."
        ]
    );
    let negative = of("TS", &[-5.0, -1.0, 0.0]);
    assert_eq!(negative.scale(Scale::Log), Scale::Linear);
    assert_eq!(
        negative.remarks(Scale::Linear, Scale::Log)[0],
        "No value is above 0. The colours are linear."
    );
    assert_eq!(
        negative.refuses(Scale::MinusLog10),
        Some("Only p-values are shown so.")
    );
}

#[test]
fn maps_without_a_number_have_a_range_all_the_same() {
    for values in [
        of("T", &[]),
        of("T", &[f32::INFINITY, f32::NEG_INFINITY]),
        of("T", &[0.0; 12]),
    ] {
        for scale in [Scale::Linear, Scale::Log, Scale::MinusLog10, Scale::Asinh] {
            let (low, high) = values.range(scale, Some((f32::NAN, 1.0)));
            assert!(
                low < high && low.is_finite() && high.is_finite(),
                "{scale:?}: {low} {high}"
            );
        }
    }
    assert!(
        of("T", &[]).remarks(Scale::Linear, Scale::Linear)[0].contains("No pixel has a number")
    );
    let short = map(2, "T", vec![0.0; 47]);
    assert!(MapValues::of(&short, &MapQuantity::Column("T".into())).is_none());
}

#[test]
fn a_difference_is_zero_where_the_maps_agree_and_coarse_pixels_are_read_at_fine_centres() {
    let fine: Vec<f32> = (0..48).map(|pixel| pixel as f32).collect();
    let fine = MapValues::of(&map(2, "TS", fine), &MapQuantity::Column("TS".into())).unwrap();
    let mut coarse = vec![10.0; 12];
    coarse[11] = f32::NAN;
    let coarse = MapValues::of(&map(1, "TS", coarse), &MapQuantity::Column("TS".into())).unwrap();
    let made = MapValues::together(Together::Difference, ("A", &fine), ("B", &coarse));
    assert_eq!((made.nside, made.values[12], made.masked), (2, 2.0, 4));
    assert_eq!(made.title, "TS, test statistic: A − B");
    assert_eq!(made.open_range(Scale::Linear), (-36.0, 36.0));
    assert_eq!(
        made.remarks[0],
        "B has nside 1: it is read at the centres of the pixels of A, nside 2."
    );
    let ratio = MapValues::together(Together::Ratio, ("B", &coarse), ("A", &fine));
    assert!(ratio.values[0].is_nan(), "nothing is divided by 0");
    assert_eq!(ratio.values[20], 0.5);
    let (low, high) = ratio.open_range(Scale::Log);
    assert!((low * high - 1.0).abs() < 1e-6 && (high - 10.0).abs() < 1e-5);
    let none = MapValues::together(Together::Difference, ("A", &fine), ("A", &fine));
    assert_eq!(none.extremes, Some((0.0, 0.0)));
    assert_eq!(none.open_range(Scale::Linear), (-1.0, 1.0));
}
