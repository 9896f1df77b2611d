//! The legend of two tracks that are laid over each other: A is what residuals refer to, B is compared with it.

use eframe::egui::{Align2, FontId, Painter, Rect, vec2};

use crate::derived::Derived;
use crate::document::Document;
use crate::theme::{SMALL, Theme};
use crate::view::View;

/// Paints the names in their colours and how far the two differ, above the scale bar.
pub(super) fn paint(
    painter: &Painter,
    rect: Rect,
    document: &Document,
    view: &View,
    derived: &Derived,
    theme: &Theme,
) {
    let tracks = &derived.tracks;
    let (Some(shown), Some(comparison)) = (&document.event, &tracks.comparison) else {
        return;
    };
    let name = |place: Option<usize>| {
        let track = place.and_then(|place| view.tracks.at(place, &shown.event));
        track.map_or_else(String::new, |track| track.name)
    };
    let lines = [
        (format!("A  {}", name(tracks.reference)), theme.selection),
        (format!("B  {}", name(tracks.compared)), theme.compared),
        (comparison.words(), theme.text),
    ];
    let mut foot = rect.left_bottom() + vec2(16.0, -94.0);
    for (text, color) in lines.into_iter().rev() {
        let galley = painter.layout_no_wrap(text, FontId::proportional(SMALL), color);
        let place = Align2::LEFT_BOTTOM.anchor_size(foot, galley.size());
        painter.rect_filled(
            place.expand2(vec2(6.0, 1.0)),
            2.0,
            theme.background.gamma_multiply(0.4),
        );
        painter.galley(place.min, galley, color);
        foot.y = place.top() - 2.0;
    }
}
