//! Sorts the rows of a table by the values of a column.
//!
//! Every value becomes a whole number that rises with it. Where those numbers span less than 2³², which all but a few
//! columns of doubles do, number and row are packed into 64 bits, and sorting is that of plain integers on all cores.
//! Rows come in rising, so that ties by row make it stable; rows without a value come last whichever way it goes.

use rayon::prelude::*;

use crate::filter::{Cells, missing_whole};

/// The key of a row without a value.
const NONE: u64 = u64::MAX;

/// Sorts rows, which rise, by their values.
pub(super) fn sort_rows(rows: &mut [u32], cells: &Cells, falling: bool) {
    match cells {
        Cells::Text(texts) => {
            let ranks = ranks(&texts.texts);
            let key = |row: usize| {
                let word = texts.rows.get(row).map(|word| *word as usize);
                word.and_then(|word| ranks.get(word).copied())
            };
            sort_by(rows, falling, |row| key(row).unwrap_or(NONE));
        }
        Cells::Single(values) => {
            let key = |row: usize| values.get(row).map_or(NONE, |value| rising_32(*value));
            sort_by(rows, falling, key);
        }
        Cells::Real(values) | Cells::Moment(values) => {
            let key = |row: usize| values.get(row).map_or(NONE, |value| rising_64(*value));
            sort_by(rows, falling, key);
        }
        Cells::Whole(values) => sort_by(rows, falling, |row| match values.get(row) {
            // One less than what the sign's turn gives, which only the missing value makes zero.
            Some(value) if *value != missing_whole() => ((*value as u64) ^ (1 << 63)) - 1,
            _ => NONE,
        }),
        Cells::Bits(values) => {
            let key = |row: usize| values.get(row).map_or(0, |bits| (*bits).min(NONE - 1));
            sort_by(rows, falling, key);
        }
        Cells::Truth(values) => {
            let key = |row: usize| values.get(row).map_or(NONE, |truth| u64::from(*truth));
            sort_by(rows, falling, key);
        }
    }
}

/// The place of every text in the order of the alphabet; the empty one has none.
fn ranks(texts: &[String]) -> Vec<u64> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_cached_key(|word| (texts[*word].to_lowercase(), *word));
    let mut ranks = vec![NONE; order.len()];
    for (rank, word) in order.into_iter().enumerate() {
        if !texts[word].is_empty() {
            ranks[word] = rank as u64;
        }
    }
    ranks
}

/// Sorts rows by a key; those with [`NONE`] come last.
fn sort_by(rows: &mut [u32], falling: bool, key: impl Fn(usize) -> u64 + Sync) {
    let keys: Vec<u64> = rows.par_iter().map(|row| key(*row as usize)).collect();
    let known = keys.par_iter().copied().filter(|key| *key != NONE);
    let (least, greatest) = known
        .map(|key| (key, key))
        .reduce(|| (NONE, 0), |a, b| (a.0.min(b.0), a.1.max(b.1)));
    if least > greatest {
        return;
    }
    let turned = |key: u64| match falling {
        true => greatest - key,
        false => key - least,
    };
    let keyed = keys.par_iter().zip(rows.par_iter());
    if greatest - least < u64::from(u32::MAX) {
        let pack = |(key, row): (&u64, &u32)| match *key {
            NONE => NONE << 32 | u64::from(*row),
            key => turned(key) << 32 | u64::from(*row),
        };
        let mut packed: Vec<u64> = keyed.map(pack).collect();
        packed.par_sort_unstable();
        for (row, packed) in rows.iter_mut().zip(packed) {
            *row = packed as u32;
        }
    } else {
        let pair = |(key, row): (&u64, &u32)| match *key {
            NONE => (NONE, *row),
            key => (turned(key).min(NONE - 1), *row),
        };
        let mut pairs: Vec<(u64, u32)> = keyed.map(pair).collect();
        pairs.par_sort_unstable();
        for (row, (_, sorted)) in rows.iter_mut().zip(pairs) {
            *row = sorted;
        }
    }
}

/// Bits that rise with the number, both zeros being one; [`NONE`] for NaN.
fn rising_64(value: f64) -> u64 {
    if value.is_nan() {
        return NONE;
    }
    let bits = (value + 0.0).to_bits();
    match bits >> 63 {
        0 => bits | 1 << 63,
        _ => !bits,
    }
}

/// The same in single precision.
fn rising_32(value: f32) -> u64 {
    if value.is_nan() {
        return NONE;
    }
    let bits = (value + 0.0).to_bits();
    u64::from(match bits >> 31 {
        0 => bits | 1 << 31,
        _ => !bits,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// Rows as a plain stable sort puts them.
    fn wanted(values: &[f64], falling: bool) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..values.len() as u32).collect();
        rows.sort_by(|a, b| {
            let (a, b) = (values[*a as usize], values[*b as usize]);
            match (a.is_nan(), b.is_nan()) {
                (false, false) if falling => b.partial_cmp(&a).unwrap(),
                (false, false) => a.partial_cmp(&b).unwrap(),
                (a, b) => a.cmp(&b),
            }
        });
        rows
    }

    fn sorted(cells: &Cells, falling: bool) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..cells.len() as u32).collect();
        sort_rows(&mut rows, cells, falling);
        rows
    }

    #[test]
    fn the_widest_keys_have_room_beside_those_without_a_value() {
        let whole = [i64::MAX, missing_whole(), i64::MIN + 1, 0];
        assert_eq!(sorted(&Cells::Whole(whole.into()), false), [2, 3, 0, 1]);
        assert_eq!(sorted(&Cells::Whole(whole.into()), true), [0, 3, 2, 1]);
        let bits = [u64::MAX, 0, 1 << 63];
        assert_eq!(sorted(&Cells::Bits(bits.into()), false), [1, 2, 0]);
        let far = [f32::INFINITY, f32::NAN, f32::NEG_INFINITY, -0.0, 0.0];
        assert_eq!(sorted(&Cells::Single(far.into()), true), [0, 3, 4, 2, 1]);
        let none = [f64::NAN; 3];
        assert_eq!(sorted(&Cells::Real(none.into()), true), [0, 1, 2]);
    }

    #[test]
    fn texts_go_by_the_alphabet_in_any_case_of_letters_and_truths_by_what_holds() {
        let texts: crate::filter::TextCells = ["b", "", "A", "c", "B"].iter().collect();
        assert_eq!(sorted(&Cells::Text(texts.into()), false), [2, 0, 4, 3, 1]);
        let truths = Cells::Truth([true, false, true].into());
        assert_eq!(sorted(&truths, true), [0, 2, 1]);
    }

    proptest! {
        #[test]
        fn it_is_a_stable_sort(values in prop::collection::vec(prop::num::f64::ANY, 0..60), falling: bool) {
            prop_assert_eq!(sorted(&Cells::Real(values.clone().into()), falling), wanted(&values, falling));
            let single: Vec<f32> = values.iter().map(|value| *value as f32).collect();
            let exact: Vec<f64> = single.iter().copied().map(f64::from).collect();
            prop_assert_eq!(sorted(&Cells::Single(single.into()), falling), wanted(&exact, falling));
        }
    }
}
