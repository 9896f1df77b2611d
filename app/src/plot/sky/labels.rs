//! Where names stand beside their marks, so that no two lie on each other: one placer for all words over the sky.
//!
//! The most important come first: what is selected, then events and hot spots, then the numbers of the graticule,
//! then names, the brighter before the fainter. Each takes the first place beside its mark that is free, else one
//! farther away with a line that leads to it; who finds none is left out and counted. The order depends on nothing but
//! the labels themselves, so that the same sky has the same names, and dragging it makes none flicker.

mod cells;

use std::collections::HashMap;

use eframe::egui::{Align2, Color32, Pos2, Rect, Vec2, pos2, vec2};

use super::{Sheet, SkyScene};
use crate::plot::drawing::Shape;
use crate::plot::text_width::{ascent_descent, fit, text_width};
use crate::plot::ticks::thousands;
use crate::theme::SMALL;
use cells::Cells;

/// Space between a mark and its name, in points.
const GAP: f32 = 3.0;

/// Space between a mark and a name that a line leads to.
const FAR: f32 = 17.0;

/// Longer names are cut, with "…" for the rest.
const WIDEST: f32 = 190.0;

/// How much of what lies below it a name veils.
pub(super) const VEIL: f32 = 0.4;

/// After so many labels in a row without a place the map is full: less important ones are not tried.
const MOST_IN_VAIN: usize = 300;

/// So many names of sources are written over marks if need be, the most important ones.
const BRIGHTEST: usize = 24;

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
    /// In one of the corners at its place, where lines cross.
    Corner,
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
    let size = vec2(text_width("0,000 names have no room", SMALL), 12.0);
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
    // A veil keeps dense dots and bright maps from shining through.
    let veil = sheet.theme.background.gamma_multiply(VEIL);
    for placed in &placement.placed {
        sheet
            .drawing
            .rect(placed.rect.shrink2(vec2(-1.0, 1.0)), veil);
    }
    for placed in placement.placed {
        let label = &labels[placed.label];
        let (at, anchor) = (placed.rect.left_center(), Align2::LEFT_CENTER);
        sheet
            .drawing
            .text_with_halo(at, anchor, placed.text, label.size, label.color, halo);
    }
    if placement.hidden > 0 {
        let text = match placement.hidden {
            1 => "1 name has no room".to_owned(),
            hidden => format!("{} names have no room", thousands(hidden)),
        };
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
    let mut room = Room::new(labels, within, taken);
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
    room.leads = order.len() <= MOST_LED;
    let mut placement = Placement::default();
    let mut spots = Spots::default();
    let (mut sources, mut in_vain) = (0, 0);
    for i in order {
        let label = &labels[i];
        let counts = label.rank >= Rank::Source;
        match spots.named(label) {
            Some(same) if same == label.text => continue,
            Some(_) if counts => {
                placement.hidden += 1;
                continue;
            }
            _ => {}
        }
        sources += usize::from(counts);
        let must = sources <= BRIGHTEST;
        let found = match in_vain < MOST_IN_VAIN {
            true => room.stand(label, must),
            false => None,
        };
        match found {
            Some((text, rect, leader)) => {
                in_vain = 0;
                spots.name(label);
                placement.placed.push(Placed {
                    label: i,
                    text,
                    rect,
                    leader,
                });
            }
            None => {
                in_vain += 1;
                placement.hidden += usize::from(counts);
            }
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

/// A line from a mark to its name.
type Leader = Option<[Pos2; 2]>;

type Found = (String, Rect, Leader);

/// Where there is room.
struct Room {
    /// Free of words.
    words: Cells,
    /// Free of words and of marks.
    all: Cells,
    /// Whether lines may lead to names of sources.
    leads: bool,
}

impl Room {
    fn new(labels: &[Label], within: Rect, taken: &[Rect]) -> Self {
        let mut words = Cells::new(within);
        for rect in taken {
            words.set(*rect);
        }
        let mut all = words.clone();
        for label in labels.iter().filter(|label| label.radius > 0.0) {
            let size = Vec2::splat(2.0 * label.radius);
            all.set(Rect::from_center_size(label.at, size));
        }
        Self {
            words,
            all,
            leads: true,
        }
    }

    /// Takes the first free place of a label; one that must be read may stand over marks.
    fn stand(&mut self, label: &Label, must: bool) -> Option<Found> {
        let (ascent, descent) = ascent_descent(label.size);
        let width = text_width(&label.text, label.size);
        let cut = (width > WIDEST).then(|| fit(&label.text, label.size, WIDEST));
        let width = cut
            .as_ref()
            .map_or(width, |cut| text_width(cut, label.size));
        let size = vec2(width, ascent - descent);
        if width <= 0.0 {
            return None;
        }
        let (rect, leader) = match label.stand {
            Stand::At(anchor) => (self.at(label.at, anchor, size)?, None),
            Stand::Corner => (self.corner(label.at, size)?, None),
            Stand::Around => self.around(label, size, must)?,
        };
        self.words.set(rect);
        self.all.set(rect);
        let text = cut.unwrap_or_else(|| label.text.clone());
        Some((text, rect, leader))
    }

    fn at(&self, at: Pos2, anchor: Align2, size: Vec2) -> Option<Rect> {
        let rect = anchor.anchor_size(at, size);
        self.words.is_free(rect).then_some(rect)
    }

    /// One of the four corners at a crossing of lines, free of marks if there is such a one.
    fn corner(&self, at: Pos2, size: Vec2) -> Option<Rect> {
        let shift = vec2(3.0, 2.0);
        let (left, top) = (at.x - shift.x - size.x, at.y - shift.y - size.y);
        let (right, bottom) = (at.x + shift.x, at.y + shift.y);
        let corners = [(right, top), (left, top), (right, bottom), (left, bottom)];
        let rects = corners.map(|(x, y)| Rect::from_min_size(pos2(x, y), size));
        let free = |cells: &Cells| rects.into_iter().find(|rect| cells.is_free(*rect));
        free(&self.all).or_else(|| free(&self.words))
    }

    fn around(&self, label: &Label, size: Vec2, must: bool) -> Option<(Rect, Leader)> {
        let away = label.radius + GAP;
        let free = |away: f32, cells: &Cells| {
            let mut rects = beside(label.at, away, size).into_iter();
            rects.find(|rect| cells.is_free(*rect))
        };
        if let Some(rect) = free(away, &self.all) {
            return Some((rect, None));
        }
        if (self.leads || must)
            && let Some(rect) = free(away + FAR, &self.all)
        {
            let end = rect.clamp(label.at);
            let from = label.at + (end - label.at).normalized() * (label.radius + 1.0);
            return Some((rect, Some([from, end])));
        }
        let over = if must { free(away, &self.words) } else { None };
        over.map(|rect| (rect, None))
    }
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

#[cfg(test)]
mod tests;
