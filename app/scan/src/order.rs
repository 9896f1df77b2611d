//! In which order the pixels of a map are fitted, so that it can be shown early and no fit is wasted.
//!
//! In NESTED numbering the four children of cell p are 4p..4p+3. A coarse cell is shown by the fit of one *final*
//! pixel inside it, at that pixel's own centre; the next level fits one in each of the three children that have
//! none yet. So the levels together fit every final pixel exactly once.
//!
//! From a cell down to its final pixel the path takes child 3 (north) and child 0 (south) in turn, which ends
//! near the middle of the cell; taking the same child each time would end at a corner.

use std::ops::Range;

/// Levels that are shown, the complete map included: each has four times the pixels of the one before.
const LEVELS: u32 = 6;

/// The shown resolutions of a map, as depths (nside = 2^depth), coarse to fine.
pub(crate) fn levels(depth: u32) -> Range<u32> {
    depth.saturating_sub(LEVELS - 1)..depth + 1
}

/// The NESTED final pixel, at `depth`, that stands for a cell at `level`.
pub(crate) fn representative(cell: u64, level: u32, depth: u32) -> u64 {
    (level + 1..=depth).fold(cell, |cell, level| 4 * cell + child(level))
}

/// The cells of `level` within a cell `ancestor` of a coarser (or the same) level that no level before has fitted.
pub(crate) fn new_cells(
    ancestor: u64,
    ancestor_level: u32,
    level: u32,
    first_level: u32,
) -> impl Iterator<Item = u64> {
    let shift = 2 * (level - ancestor_level);
    (ancestor << shift..(ancestor + 1) << shift)
        .filter(move |cell| level == first_level || cell % 4 != child(level))
}

/// The child through which a representative goes from the level before to `level`.
fn child(level: u32) -> u64 {
    if level.is_multiple_of(2) { 0 } else { 3 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_is_fitted_exactly_once() {
        for depth in 0..=8 {
            let levels = levels(depth);
            let mut fitted = vec![0; 12 << (2 * depth)];
            for level in levels.clone() {
                for ancestor in 0..12 {
                    for cell in new_cells(ancestor, 0, level, levels.start) {
                        fitted[representative(cell, level, depth) as usize] += 1;
                    }
                }
            }
            assert!(fitted.iter().all(|&times| times == 1), "depth {depth}");
        }
    }

    #[test]
    fn a_level_never_covers_what_one_before_has_fitted() {
        let depth = 6;
        let levels = levels(depth);
        assert_eq!(levels, 1..7);
        let mut fitted = vec![false; 12 << (2 * depth)];
        for level in levels.clone() {
            let shift = 2 * (depth - level);
            for ancestor in 0..12 {
                for cell in new_cells(ancestor, 0, level, levels.start) {
                    assert!(
                        !fitted[(cell << shift) as usize..((cell + 1) << shift) as usize]
                            .contains(&true)
                    );
                }
            }
            for ancestor in 0..12 {
                for cell in new_cells(ancestor, 0, level, levels.start) {
                    fitted[representative(cell, level, depth) as usize] = true;
                }
            }
        }
    }

    #[test]
    fn representatives_lie_near_the_middle() {
        // The path 3, 0, 3, 0 … and its mirror image end a third of the diagonal from a corner.
        assert_eq!(representative(0, 2, 6), 0b11_00_11_00);
        assert_eq!(representative(0, 1, 6), 0b00_11_00_11_00);
    }
}
