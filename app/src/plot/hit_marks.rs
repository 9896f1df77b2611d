//! How hits look in figures: by trigger, by multiplicity, selected, marked; and none drawn where none can be seen.

use std::collections::BTreeMap;

use eframe::egui::{Align2, Color32, Pos2, Rect, pos2};
use nuscope_model::trigger::trigger_names;

use super::axes::TICK;
use super::drawing::{Drawing, Form, Mark, Shape};
use super::input::{Hits, Input};
use super::text_width::text_width;
use crate::theme::Theme;
use crate::view::HitQuantity;

/// Bits of KM3NeT's triggers, and of files that only say "triggered".
const ANY: u64 = 1;
const SHOWER: u64 = 1 << 1;
const MIXED: u64 = 1 << 2;
const MUON: u64 = 1 << 4;

/// Colour and form of hits by what triggered on them.
///
/// The form tells the shower trigger and the colour whether a muon trigger used the hit too, so that both are seen.
pub fn trigger_look(mask: u64, theme: &Theme) -> (Color32, Form) {
    let [muon, shower, mixed, other] = theme.triggers;
    let (color, form) = match mask {
        _ if mask & SHOWER != 0 => (shower, Form::Square),
        _ if mask & MIXED != 0 => (mixed, Form::Triangle),
        _ if mask & (MUON | ANY) != 0 => (muon, Form::Disc),
        _ => (other, Form::Diamond),
    };
    match mask & MUON {
        0 => (color, form),
        _ => (muon, form),
    }
}

/// The bits that decide how a hit looks.
fn looked_at(mask: u64) -> u64 {
    let known = mask & (SHOWER | MIXED | MUON);
    match mask {
        _ if known & SHOWER != 0 => known & !MIXED,
        _ if known != 0 => known,
        0 => 0,
        _ => 1 << mask.trailing_zeros(),
    }
}

/// What these bits are called.
fn trigger_words(bits: u64) -> String {
    match bits {
        0 => "not triggered".into(),
        ANY => "triggered".into(),
        bits => trigger_names(bits).join(" + "),
    }
}

/// Draws hits as points, each place on the screen once for each look.
pub struct HitPainter {
    within: Rect,
    columns: usize,
    seen: Vec<u16>,
    /// Hits that were not drawn because others lie on the same spot.
    pub covered: usize,
}

/// Size of a spot that holds one point of a look, in points.
const SPOT: f32 = 1.25;

impl HitPainter {
    /// A painter for a place.
    pub fn new(within: Rect) -> Self {
        let columns = (within.width() / SPOT).max(0.0) as usize + 1;
        let rows = (within.height() / SPOT).max(0.0) as usize + 1;
        Self {
            within,
            columns,
            seen: vec![0; columns * rows],
            covered: 0,
        }
    }

    /// Whether a look is new on its spot.
    fn is_new(&mut self, at: Pos2, look: u16) -> bool {
        let column = ((at.x - self.within.left()) / SPOT) as usize;
        let row = ((at.y - self.within.top()) / SPOT) as usize;
        let Some(spot) = self.seen.get_mut(row * self.columns + column) else {
            return false;
        };
        let new = *spot & look == 0;
        *spot |= look;
        new
    }

    /// Draws the hits with these places; those without a place within are left out and counted in the answer.
    ///
    /// Hits that no trigger used come first, selected and marked ones last.
    pub fn draw(
        &mut self,
        drawing: &mut Drawing,
        input: &Input<'_>,
        hits: &Hits<'_>,
        points: &[(usize, Pos2)],
    ) -> usize {
        let theme = input.theme;
        let multiplicity = hits.column(HitQuantity::Multiplicity);
        let times = hits.column(HitQuantity::Time);
        // The area tells the multiplicity: many small points, or few larger ones.
        let area = |place: usize| match multiplicity[place] {
            count if count > 1.0 => count.min(9.0),
            _ => 1.0,
        };
        let areas: f32 = points.iter().map(|(place, _)| area(*place)).sum();
        let room = self.within.area().max(0.0) / areas.max(1.0);
        let unit = (0.55 * room.sqrt()).clamp(0.9, 3.4);
        let mut outside = 0;
        let mut above = Vec::new();
        for used in [false, true] {
            for (place, at) in points {
                let hit = &hits.event.hits[*place];
                if hit.triggered() != used {
                    continue;
                }
                if !self.within.contains(*at) {
                    outside += 1;
                    continue;
                }
                let later = input.is_later(times[*place]);
                let (color, form) = match used {
                    true => trigger_look(hit.trigger_mask, theme),
                    false => (theme.faint, Form::Disc),
                };
                let radius = match used {
                    true => (unit * area(*place).sqrt()).min(6.5),
                    false => (0.62 * unit).max(0.8),
                };
                if input.is_selected(*place, hits.event)
                    || input.view.marked.contains(*place as u32)
                {
                    above.push((*place, *at, radius));
                }
                let size = (radius / unit).round().clamp(0.0, 3.0) as u16;
                let look = if used { 1 + size } else { 0 };
                if !self.is_new(*at, 1 << (look + if later { 8 } else { 0 })) {
                    self.covered += 1;
                    continue;
                }
                let color = match (later, used) {
                    (true, _) => color.gamma_multiply(0.22),
                    (false, false) => color.gamma_multiply(0.75),
                    (false, true) => color,
                };
                let shape = Shape::Point {
                    at: *at,
                    radius,
                    form,
                    color,
                };
                drawing.add_marked(shape, Mark::Hit(*place as u32));
            }
        }
        let mut rings = Self::new(self.within);
        for (place, at, radius) in above {
            let selected = input.is_selected(place, hits.event);
            if !rings.is_new(at, if selected { 2 } else { 1 }) {
                continue;
            }
            let shape = Shape::Point {
                at,
                radius: radius + if selected { 3.0 } else { 1.5 },
                form: Form::Ring,
                color: if selected {
                    theme.selection
                } else {
                    theme.text
                },
            };
            drawing.add_marked(shape, Mark::Hit(place as u32));
        }
        outside
    }
}

/// Writes which look means which trigger, from the right end of a line to the left; the rarest are left out if there
/// is no room. Returns where it begins.
pub fn draw_trigger_legend(
    drawing: &mut Drawing,
    input: &Input<'_>,
    hits: &Hits<'_>,
    right: Pos2,
) -> f32 {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for place in hits.places() {
        let bits = looked_at(hits.event.hits[place].trigger_mask);
        *counts.entry(bits).or_default() += 1;
    }
    // What no trigger used comes last.
    let mut entries: Vec<(u64, usize)> = counts.into_iter().collect();
    entries.sort_by_key(|(bits, _)| (*bits == 0, *bits));
    let width = |entries: &[(u64, usize)]| -> f32 {
        let each = |bits: u64| text_width(&trigger_words(bits), TICK) + 22.0;
        entries.iter().map(|(bits, _)| each(*bits)).sum()
    };
    while width(&entries) > right.x && entries.len() > 1 {
        let counted = entries.iter().enumerate();
        let rarest = counted.min_by_key(|(_, (_, count))| *count);
        let rarest = rarest.map_or(0, |(place, _)| place);
        entries.remove(rarest);
    }
    let mut x = right.x;
    for (bits, _) in entries.into_iter().rev() {
        let words = trigger_words(bits);
        let (color, form) = match bits {
            0 => (input.theme.faint, Form::Disc),
            bits => trigger_look(bits, input.theme),
        };
        let at = pos2(x, right.y);
        drawing.text(at, Align2::RIGHT_CENTER, &words, TICK, input.theme.weak);
        x -= text_width(&words, TICK) + 8.0;
        drawing.add(Shape::Point {
            at: pos2(x, right.y),
            radius: 3.2,
            form,
            color,
        });
        x -= 14.0;
    }
    x
}
