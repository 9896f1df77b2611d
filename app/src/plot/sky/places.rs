//! Which part of a picture of the sky is sky, and which is left to legends.

use eframe::egui::{Rect, Vec2, vec2};

use crate::plot::color_bar;

/// Lower pictures are all sky.
const LOWEST: f32 = 220.0;

/// The parts of a picture of the sky.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Places {
    /// The sky.
    pub sky: Rect,
    /// The strip of legends below it, so that they never cover the sky; without height if there is no room.
    pub strip: Rect,
    /// What buttons and badges of the window lie over: no name may stand there.
    pub covered: [Rect; 2],
}

impl Places {
    /// The parts of a picture of this size.
    pub fn of(size: Vec2) -> Self {
        let strip = match size.y > LOWEST {
            true => color_bar::HEIGHT + 14.0,
            false => 0.0,
        };
        let whole = Rect::from_min_size(Default::default(), size);
        let foot = whole.bottom() - strip;
        Self {
            sky: Rect::from_min_size(whole.min, vec2(size.x, size.y - strip)),
            covered: [Rect::NOTHING; 2],
            strip: Rect::from_min_max(eframe::egui::pos2(whole.left(), foot), whole.max),
        }
    }

    /// Whether there is room for legends.
    pub fn has_strip(&self) -> bool {
        self.strip.height() > 0.0
    }
}
