//! Rings around the sources that a search has looked at: the lower the local p-value, the larger and the warmer.
//!
//! A ring says nothing where nothing was found: sources with a p-value above a half have the smallest and faintest one.
//! The best source, and the selected one, are named with their p-values, before and after trials. Before p-values are known there are no rings.

use eframe::egui::Color32;
use nuscope_render::Colormap;

use super::labels::Rank;
use super::words::drawable;
use super::{Sheet, SkyScene};
use crate::searched::Searched;
use crate::source_report::p_number;

/// More sources than this have no rings, except the best.
const MOST: usize = 2000;

/// So many of the best of a longer list still have one.
const BEST: u32 = 200;

/// −log₁₀ p at which rings are largest: somewhat beyond four sigma.
const FULL: f32 = 5.0;

pub(super) fn draw(sheet: &mut Sheet<'_>, scene: &SkyScene<'_>) {
    let searched = scene.document.searched.as_ref();
    let Some(searched) = searched.filter(|_| scene.view.source_search.rings) else {
        return;
    };
    let many = searched.found.sources.len() > MOST;
    // The best is drawn last, over all others.
    let mut order: Vec<usize> = (0..searched.ranks.len()).collect();
    order.retain(|place| match searched.ranks[*place] {
        0 => false,
        rank => !many || rank <= BEST,
    });
    order.sort_by_key(|place| std::cmp::Reverse(searched.ranks[*place]));
    for place in order {
        let source = &searched.found.sources[place];
        let Some(local) = source.local else { continue };
        let Some(at) = sheet.place(source.target.position.to_vector()) else {
            continue;
        };
        if !sheet.rect().contains(at) {
            continue;
        }
        let share = significance(local.p, local.trials);
        let radius = 5.0 + 9.0 * share;
        let best = searched.ranks[place] == 1;
        let selected = scene.view.selected == Some(searched.sources[place]);
        let color = color(sheet, share);
        let width = 1.0 + 1.2 * share;
        if best {
            // A rim of the ground keeps it from drowning in a bright map.
            sheet.circle(at, radius, width + 2.5, sheet.theme.background);
        }
        sheet.circle(at, radius, width, color);
        if best || selected {
            let name = drawable(&source.target.name).into_owned();
            sheet
                .labels
                .retain(|label| label.text != name || label.at != at);
            let (color, rank) = match selected {
                true => (sheet.theme.selection, Rank::Selected),
                false => (sheet.theme.text, Rank::Hottest),
            };
            let words = words(searched, place);
            sheet.beside(at, radius + 1.0, &words, color, rank);
        }
    }
}

/// 0 for nothing to 1 for a great surprise.
fn significance(p: f64, trials: usize) -> f32 {
    // No trial reached: it is at least as rare as one of them.
    let p = if p > 0.0 {
        p
    } else {
        1.0 / trials.max(1) as f64
    };
    let from = -(0.5_f64.log10());
    let share = (-p.log10() - from) / (f64::from(FULL) - from);
    (share as f32).clamp(0.0, 1.0)
}

/// From the faint colour of lines to the bright end of the colours of significance.
fn color(sheet: &Sheet<'_>, share: f32) -> Color32 {
    let [r, g, b] = Colormap::Inferno.sample(0.45 + 0.4 * share);
    let warm = sheet.theme.ink(Color32::from_rgb(r, g, b));
    sheet
        .theme
        .weak
        .lerp_to_gamma(warm, (0.25 + 1.2 * share).min(1.0))
}

/// Longer names are cut, so that their p-values have room.
const NAME: usize = 18;

/// A source with its p-values: "Crab: p 0.0085, post 0.42".
fn words(searched: &Searched, place: usize) -> String {
    let source = &searched.found.sources[place];
    let name = drawable(&source.target.name);
    let mut words: String = match name.chars().count() {
        0..=NAME => name.into_owned(),
        _ => name.chars().take(NAME - 1).chain(['…']).collect(),
    };
    if let Some(local) = source.local.filter(|local| local.is_told()) {
        words += &format!(": p {}", p_number(local.p));
    }
    if let Some(post) = source.post.filter(|post| post.is_told()) {
        words += &format!(", post {}", p_number(post.p));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_grow_as_p_falls_and_end_somewhere() {
        assert_eq!(significance(1.0, 1000), 0.0);
        assert_eq!(significance(0.5, 1000), 0.0);
        let all = [0.3, 0.05, 1e-3, 1e-4].map(|p| significance(p, 1000));
        assert!(all.is_sorted() && all[0] > 0.0, "{all:?}");
        assert_eq!(significance(1e-9, 1000), 1.0);
        assert_eq!(significance(0.0, 1000), significance(1e-3, 1000));
        assert_eq!(significance(f64::NAN, 1000), significance(1e-3, 1000));
    }
}
