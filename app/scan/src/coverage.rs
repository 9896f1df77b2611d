//! Whether a response reaches as far as the candidates: beyond its last bin nothing is known of the detector.
//!
//! A table that ends before the candidates do would have to be continued with its last value, which gives samples wrong
//! shares and candidates wrong weights without a word. So it is refused; a bin of area 0 is an answer, a missing one is
//! not.

/// Edges of tables are rounded: as much is forgiven, in radians (a tenth of a degree).
const ROUNDING_RAD: f64 = 0.1 * std::f64::consts::PI / 180.0;

/// With fewer candidates chance leaves wide parts of the circle empty: of 50, a third once in ten million lists.
const ENOUGH: usize = 50;

/// The widest part of the circle of right ascension without a candidate, in whole degrees, if it is more than a third and
/// not by chance: background is taken to fill the circle evenly, so such a list makes sources of all that is in it.
pub(crate) fn empty_ra_deg(ra_rad: impl Iterator<Item = f64>) -> Option<usize> {
    let (mut held, mut count) = ([false; 360], 0);
    for ra_rad in ra_rad {
        count += 1;
        held[(ra_rad.to_degrees().rem_euclid(360.0) as usize).min(359)] = true;
    }
    // Twice around, for the emptiness may lie across 0.
    let (mut run, mut widest) = (0, 0);
    for held in held.iter().chain(&held) {
        run = if *held { 0 } else { run + 1 };
        widest = widest.max(run);
    }
    (count >= ENOUGH && widest > 120).then_some(widest.min(360))
}

/// Says what of some declinations lies outside the bins of a table, if any does; `what` is the table.
pub(crate) fn lacking(
    what: &str,
    edges_rad: &[f64],
    dec_rad: impl Iterator<Item = f64>,
) -> Option<String> {
    let (low, high) = (*edges_rad.first()?, *edges_rad.last()?);
    let mut found = 0;
    let mut outside: Vec<f64> = Vec::new();
    for dec_rad in dec_rad {
        found += 1;
        if dec_rad < low - ROUNDING_RAD || dec_rad > high + ROUNDING_RAD {
            outside.push(dec_rad);
        }
    }
    let south = outside.iter().copied().filter(|dec| *dec < low);
    let north = outside.iter().copied().filter(|dec| *dec > high);
    let ends = [
        south.reduce(f64::min).map(|dec| [dec, low]),
        north.reduce(f64::max).map(|dec| [high, dec]),
    ];
    let gaps: Vec<String> = ends
        .into_iter()
        .flatten()
        .map(|ends| {
            let [from, to] = ends.map(f64::to_degrees);
            format!("from {from:+.1}° to {to:+.1}°")
        })
        .collect();
    let [low, high] = [low, high].map(f64::to_degrees);
    (!gaps.is_empty()).then(|| {
        format!(
            "{what} covers declinations from {low:+.1}° to {high:+.1}°, but {} of {found} candidates are {}; another table is wanted there, or a list without them",
            outside.len(),
            gaps.join(" and ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacks(edges_deg: [f64; 2], dec_deg: &[f64]) -> Option<String> {
        let dec = dec_deg.iter().map(|dec| dec.to_radians());
        lacking("the area", &edges_deg.map(f64::to_radians), dec)
    }

    #[test]
    fn lists_around_one_place_are_told_from_those_of_a_whole_sky() {
        let spread = |count: u32, width_deg: f64, from_deg: f64| {
            let at = move |i| (from_deg + width_deg * f64::from(i) / f64::from(count)).to_radians();
            empty_ra_deg((0..count).map(at))
        };
        assert_eq!(spread(300, 360.0, 0.0), None);
        assert_eq!(spread(300, 300.0, 0.0), None);
        assert_eq!(spread(300, 5.9, 74.5), Some(353));
        assert_eq!(spread(300, 5.9, 357.5), Some(353));
        assert_eq!(spread(20, 6.0, 74.0), None);
    }

    #[test]
    fn gaps_at_both_ends_are_told_and_rounding_is_not() {
        assert_eq!(lacks([-90.0, 90.0], &[-89.99, 0.0, 89.99]), None);
        assert_eq!(lacks([-5.0, 85.0], &[-5.09, 0.0, 85.09]), None);
        assert_eq!(lacks([-5.0, 85.0], &[]), None);
        insta::assert_snapshot!(
            lacks([-5.0, 85.0], &[-82.34, -5.2, 0.0, 89.0]).unwrap_or_default(),
            @"the area covers declinations from -5.0° to +85.0°, but 3 of 4 candidates are from -82.3° to -5.0° and from +85.0° to +89.0°; another table is wanted there, or a list without them"
        );
    }
}
