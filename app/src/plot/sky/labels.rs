//! Where names stand beside their marks, so that no two lie on each other: one placer for all words over the sky.
//!
//! The most important come first: what is selected, then events and hot spots, then the numbers of the graticule,
//! then names, the brighter before the fainter. Each takes the first place beside its mark that is free, else one
//! farther away with a line that leads to it; who finds none is left out and counted. The order depends on nothing but
//! the labels themselves, so that the same sky has the same names, and dragging it makes none flicker.
//!
//! What is taken is kept as bits, one for two by two points, set wherever a rectangle reaches into: asking whether a
//! name has room costs a few words, and thousands of names a fraction of a frame.

use std::collections::HashMap;

use eframe::egui::{Align2, Color32, Pos2, Rect, Vec2, pos2, vec2};

use super::{Sheet, SkyScene};
use crate::plot::drawing::Shape;
use crate::plot::text_width::{ascent_descent, fit, text_width};
use crate::plot::ticks::thousands;
use crate::theme::SMALL;

/// Side of the square that a bit stands for, in points.
const CELL: f32 = 2.0;

/// Space between a mark and its name, in points.
const GAP: f32 = 3.0;

/// Space between a mark and a name that a line leads to.
const FAR: f32 = 17.0;

/// Longer names are cut, with "…" for the rest.
const WIDEST: f32 = 190.0;

/// So many labels are tried at most, the most important ones.
const MOST_TRIED: usize = 6_000;

/// Where more labels want a place, only what must be read is led to: many lines are a tangle.
const MOST_LED: usize = 120;

/// Sources nearer to each other than this have one name, that of the more important; in points.
const SAME: f32 = 3.0;

/// What a label belongs to, the most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// What is selected or looked for.
    Selected,
    /// The event on display.
    Event,
    /// The hottest spots of a map.
    Hottest,
    /// The numbers of the graticule.
    Graticule,
    /// Points for orientation: centres, poles, sites, Sun and Moon.
    Guide,
    /// A source.
    Source,
    /// A figure of a constellation.
    Figure,
    /// A star.
    Star,
}

/// Where a label may stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stand {
    /// Anywhere around its mark.
    Around,
    /// At its place only, which is this part of it.
    At(Align2),
}

/// A name that wants a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The middle of its mark.
    pub at: Pos2,
    /// The radius of its mark, which no other label may hide; 0 for none.
    pub radius: f32,
    /// The words.
    pub text: String,
    /// Their height.
    pub size: f32,
    /// Their colour.
    pub color: Color32,
    /// What it belongs to.
    pub rank: Rank,
    /// Which comes first of the same rank: the lower number.
    pub order: f32,
    /// Where it may stand.
    pub stand: Stand,
}

/// A label that has found its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Which one, by its place in the list.
    pub label: usize,
    /// What is written, cut if it is long.
    pub text: String,
    /// Where it is written.
    pub rect: Rect,
    /// A line from the mark to a label that is far from it.
    pub leader: Option<[Pos2; 2]>,
}

/// Labels at their places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placement {
    /// Those that found one, the most important first.
    pub placed: Vec<Placed>,
    /// Number of sources and figures that did not, though their marks are in sight.
    pub hidden: usize,
}

/// Writes all labels of a sheet, with the number of names that found no place.
pub(super) fn draw(sheet: &mut Sheet<'_>, _scene: &SkyScene<'_>) {
    let labels = std::mem::take(&mut sheet.labels);
    let within = sheet.rect().shrink(1.0);
    let mut taken: Vec<Rect> = sheet
        .drawing
        .items
        .iter()
        .filter_map(|item| written(&item.shape))
        .collect();
    let corner = sheet.rect().right_bottom() - vec2(16.0, 4.0);
    let size = vec2(text_width("0,000 names hidden: zoom in", SMALL), 12.0);
    taken.push(Rect::from_min_max(corner - size, corner));
    taken.extend(std::mem::take(&mut sheet.taken));
    taken.extend(sheet.places.covered);
    let placement = place(&labels, within, &taken);
    let halo = sheet.theme.background.gamma_multiply(0.85);
    for placed in &placement.placed {
        if let Some([from, to]) = placed.leader {
            let color = labels[placed.label].color.gamma_multiply(0.6);
            sheet.drawing.line(vec![from, to], 0.8, color);
        }
    }
    for placed in placement.placed {
        let label = &labels[placed.label];
        let (at, anchor) = (placed.rect.left_center(), Align2::LEFT_CENTER);
        sheet
            .drawing
            .text_with_halo(at, anchor, placed.text, label.size, label.color, halo);
    }
    if placement.hidden > 0 {
        let names = if placement.hidden == 1 {
            "name"
        } else {
            "names"
        };
        let text = format!("{} {names} hidden: zoom in", thousands(placement.hidden));
        let color = sheet.theme.weak;
        sheet
            .drawing
            .text_with_halo(corner, Align2::RIGHT_BOTTOM, text, SMALL, color, halo);
    }
}

/// Where something is written already, or shown that must be read.
fn written(shape: &Shape) -> Option<Rect> {
    match shape {
        Shape::Text {
            at,
            text,
            size,
            anchor,
            upright: false,
            ..
        } => {
            let (ascent, descent) = ascent_descent(*size);
            let size = vec2(text_width(text, *size), ascent - descent);
            Some(anchor.anchor_size(*at, size))
        }
        Shape::Ramp { rect, .. } => Some(*rect),
        _ => None,
    }
}

/// Finds places for labels within the map; nothing is written over `taken`, nor over other marks.
pub fn place(labels: &[Label], within: Rect, taken: &[Rect]) -> Placement {
    let mut words = Cells::new(within);
    let mut marks = words.clone();
    for rect in taken {
        words.set(*rect);
    }
    for label in labels.iter().filter(|label| label.radius > 0.0) {
        marks.set(Rect::from_center_size(
            label.at,
            Vec2::splat(2.0 * label.radius),
        ));
    }
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.retain(|i| within.contains(labels[*i].at) || labels[*i].stand != Stand::Around);
    order.sort_by(|a, b| {
        let key = |i: usize| (labels[i].rank, labels[i].order);
        let ((rank_a, order_a), (rank_b, order_b)) = (key(*a), key(*b));
        rank_a
            .cmp(&rank_b)
            .then(order_a.total_cmp(&order_b))
            .then(a.cmp(b))
    });
    let mut placement = Placement::default();
    let leads = order.len() <= MOST_LED;
    let mut spots = Spots::default();
    for (tried, i) in order.into_iter().enumerate() {
        let label = &labels[i];
        match spots.named(label) {
            Some(same) if same == label.text => continue,
            Some(_) if label.rank >= Rank::Source => {
                placement.hidden += 1;
                continue;
            }
            _ => {}
        }
        let found = match tried < MOST_TRIED {
            true => stand(label, &words, &marks, leads),
            false => None,
        };
        match found {
            Some((text, rect, leader)) => {
                words.set(rect);
                spots.name(label);
                placement.placed.push(Placed {
                    label: i,
                    text,
                    rect,
                    leader,
                });
            }
            None => placement.hidden += usize::from(label.rank >= Rank::Source),
        }
    }
    placement
}

/// What is named already, by where it is.
#[derive(Default)]
struct Spots {
    names: HashMap<(i32, i32), Vec<(Pos2, String)>>,
}

impl Spots {
    fn cell(at: Pos2) -> (i32, i32) {
        ((at.x / SAME).floor() as i32, (at.y / SAME).floor() as i32)
    }

    /// The name of what is at the place of a label.
    fn named(&self, label: &Label) -> Option<&str> {
        if label.stand != Stand::Around {
            return None;
        }
        let (x, y) = Self::cell(label.at);
        let cells = (-1..=1)
            .flat_map(|dx| (-1..=1).map(move |dy| (x.saturating_add(dx), y.saturating_add(dy))));
        let mut near = cells.filter_map(|cell| self.names.get(&cell)).flatten();
        let same = near.find(|(at, _)| at.distance(label.at) <= SAME);
        same.map(|(_, name)| name.as_str())
    }

    fn name(&mut self, label: &Label) {
        if label.stand == Stand::Around {
            let known = self.names.entry(Self::cell(label.at)).or_default();
            known.push((label.at, label.text.clone()));
        }
    }
}

type Found = (String, Rect, Option<[Pos2; 2]>);

/// The first free place of a label.
fn stand(label: &Label, words: &Cells, marks: &Cells, leads: bool) -> Option<Found> {
    let text = fit(&label.text, label.size, WIDEST);
    if text.is_empty() {
        return None;
    }
    let (ascent, descent) = ascent_descent(label.size);
    let size = vec2(text_width(&text, label.size), ascent - descent);
    let free = |rect: &Rect| words.is_free(*rect) && marks.is_free(*rect);
    let around = match label.stand {
        Stand::At(anchor) => {
            let rect = anchor.anchor_size(label.at, size);
            // The mark in the middle of a name is its own.
            let free = words.is_free(rect);
            return free.then_some((text, rect, None));
        }
        Stand::Around => label.radius + GAP,
    };
    if let Some(rect) = beside(label.at, around, size).into_iter().find(free) {
        return Some((text, rect, None));
    }
    let must = label.rank < Rank::Source;
    let far = beside(label.at, around + FAR, size)
        .into_iter()
        .find(|rect| (leads || must) && free(rect));
    if let Some(rect) = far {
        let end = rect.clamp(label.at);
        let from = label.at + (end - label.at).normalized() * (label.radius + 1.0);
        return Some((text, rect, Some([from, end])));
    }
    // What must be read is written over marks if need be.
    let over = beside(label.at, around, size)
        .into_iter()
        .find(|rect| must && words.is_free(*rect));
    over.map(|rect| (text, rect, None))
}

/// The places around a mark, the best first: right, left, then the corners, above and below.
fn beside(at: Pos2, away: f32, size: Vec2) -> [Rect; 8] {
    let slant = 0.7 * away;
    let rect = |x: f32, y: f32| Rect::from_min_size(pos2(x, y), size);
    let (left, right) = (at.x - away - size.x, at.x + away);
    let (corner_left, corner_right) = (at.x - slant - size.x, at.x + slant);
    let (above, below) = (at.y - slant - size.y, at.y + slant);
    let (middle_x, middle_y) = (at.x - 0.5 * size.x, at.y - 0.5 * size.y);
    [
        rect(right, middle_y),
        rect(left, middle_y),
        rect(corner_right, above),
        rect(corner_right, below),
        rect(corner_left, above),
        rect(corner_left, below),
        rect(middle_x, at.y - away - size.y),
        rect(middle_x, at.y + away),
    ]
}

/// Which cells of a rectangle are taken.
#[derive(Clone)]
struct Cells {
    within: Rect,
    words_per_row: usize,
    rows: usize,
    bits: Vec<u64>,
}

impl Cells {
    fn new(within: Rect) -> Self {
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

    fn set(&mut self, rect: Rect) {
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
    fn is_free(&self, rect: Rect) -> bool {
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

#[cfg(test)]
#[path = "labels_tests.rs"]
mod tests;
