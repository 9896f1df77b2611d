//! Which parts of the map are taken: one bit for two by two points.
//!
//! A rectangle takes every cell that it reaches into, so that rectangles of different cells cannot meet. A name is as
//! high as seven rows and as wide as a word or two of bits: to ask whether it has room takes a dozen operations.

use eframe::egui::Rect;

/// Side of the square that a bit stands for, in points.
const CELL: f32 = 2.0;

/// Which cells of a rectangle are taken.
#[derive(Clone)]
pub(super) struct Cells {
    within: Rect,
    words_per_row: usize,
    rows: usize,
    bits: Vec<u64>,
}

impl Cells {
    /// All of a rectangle, nothing taken.
    pub(super) fn new(within: Rect) -> Self {
        let cells = |length: f32| match length.is_finite() {
            // More than any screen or page has; a larger one is labelled in its first part.
            true => (length.max(0.0) / CELL).ceil().min(16_384.0) as usize,
            false => 0,
        };
        let words_per_row = cells(within.width()).div_ceil(64);
        let rows = cells(within.height());
        Self {
            within,
            words_per_row,
            rows,
            bits: vec![0; words_per_row * rows],
        }
    }

    /// First and last cell, across and down, that a rectangle reaches into; `None` if it lies outside.
    fn span(&self, rect: Rect) -> Option<[usize; 4]> {
        let rect = rect.intersect(self.within);
        if !(rect.width() >= 0.0 && rect.height() >= 0.0) || self.bits.is_empty() {
            return None;
        }
        let cell = |length: f32, last: usize| ((length / CELL) as usize).min(last);
        let (across, down) = (64 * self.words_per_row - 1, self.rows - 1);
        Some([
            cell(rect.left() - self.within.left(), across),
            cell(rect.right() - self.within.left(), across),
            cell(rect.top() - self.within.top(), down),
            cell(rect.bottom() - self.within.top(), down),
        ])
    }

    /// The words of a row between two cells, each with the bits that lie between them.
    fn masks(first: usize, last: usize) -> impl Iterator<Item = (usize, u64)> {
        (first / 64..=last / 64).map(move |word| {
            let low = first.saturating_sub(64 * word).min(63);
            let high = (last - 64 * word).min(63);
            (word, (u64::MAX << low) & (u64::MAX >> (63 - high)))
        })
    }

    /// Takes all cells that a rectangle reaches into.
    pub(super) fn set(&mut self, rect: Rect) {
        let Some([left, right, top, bottom]) = self.span(rect) else {
            return;
        };
        for row in top..=bottom {
            for (word, mask) in Self::masks(left, right) {
                self.bits[row * self.words_per_row + word] |= mask;
            }
        }
    }

    /// Whether a rectangle lies within the map and on nothing that is taken.
    pub(super) fn is_free(&self, rect: Rect) -> bool {
        if !self.within.contains_rect(rect) {
            return false;
        }
        let Some([left, right, top, bottom]) = self.span(rect) else {
            return false;
        };
        let taken = |row: usize| {
            let mut masks = Self::masks(left, right);
            masks.any(|(word, mask)| self.bits[row * self.words_per_row + word] & mask != 0)
        };
        !(top..=bottom).any(taken)
    }
}
