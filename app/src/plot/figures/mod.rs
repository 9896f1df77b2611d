//! The figures, one file each and one row in the table.

mod amplitudes;
pub mod candidates;
mod emission;
pub mod head;
pub mod height_time;
mod histogram;
mod module_grid;
mod residual_distance;
mod residuals;
mod times;
mod triggers;

use eframe::egui::{Align2, Vec2, pos2};

use super::drawing::Drawing;
use super::input::Input;
use super::text_width::lines;
use crate::view::Figure;

/// A figure: its names, and what draws it.
pub struct Row {
    /// Which figure.
    pub figure: Figure,
    /// What the command line calls it.
    pub key: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What shows it, as menus say it.
    pub offer: &'static str,
    /// What it shows, in a sentence.
    pub about: &'static str,
    /// Whether it counts, so that a logarithmic axis helps.
    pub counts: bool,
    /// Whether time runs along its x axis, so that the cursor is a line in it.
    pub over_time: bool,
    /// Draws it, or says why it cannot.
    pub draw: fn(&Input<'_>, &mut Drawing) -> Result<(), String>,
}

impl Row {
    /// Whether it is about candidates, not about the event.
    pub fn of_sky(&self) -> bool {
        candidates::SKY_FIGURES
            .iter()
            .any(|row| row.figure == self.figure)
    }
}

/// All figures of an event, in the order of menus.
pub const FIGURES: [Row; 8] = [
    Row {
        figure: Figure::HeightTime,
        key: "zt",
        title: "Height against time",
        offer: "Plot height against time",
        about: "The strings with most triggered hits, with the expected light of every shown track",
        counts: false,
        over_time: true,
        draw: height_time::draw,
    },
    Row {
        figure: Figure::Residuals,
        key: "residuals",
        title: "Time residuals",
        offer: "Plot time residuals",
        about: "How much later than the first light of the reference track hits are",
        counts: true,
        over_time: false,
        draw: residuals::draw,
    },
    Row {
        figure: Figure::Times,
        key: "times",
        title: "Hits over time",
        offer: "Plot hits over time",
        about: "How many hits came when, all and triggered",
        counts: true,
        over_time: true,
        draw: times::draw,
    },
    Row {
        figure: Figure::Amplitudes,
        key: "amplitudes",
        title: "Pulse sizes",
        offer: "Plot pulse sizes",
        about: "How long pulses were over threshold, or how much charge they had",
        counts: true,
        over_time: false,
        draw: amplitudes::draw,
    },
    Row {
        figure: Figure::Modules,
        key: "modules",
        title: "Modules",
        offer: "Plot the modules",
        about: "Every module by string and floor: how many hits, and when the first",
        counts: false,
        over_time: false,
        draw: module_grid::draw,
    },
    Row {
        figure: Figure::Triggers,
        key: "triggers",
        title: "Triggers of the file",
        offer: "Plot the triggers of the file",
        about: "Which triggers fired in every event of the file",
        counts: false,
        over_time: false,
        draw: triggers::draw,
    },
    Row {
        figure: Figure::Emission,
        key: "emission",
        title: "Light along the track",
        offer: "Plot light along the track",
        about: "Where along the reference track the light of the hits was made",
        counts: true,
        over_time: false,
        draw: emission::draw,
    },
    Row {
        figure: Figure::ResidualDistance,
        key: "residual-distance",
        title: "Residual against distance",
        offer: "Plot residual against distance",
        about: "How residuals grow with the distance from the reference track",
        counts: false,
        over_time: false,
        draw: residual_distance::draw,
    },
];

/// The row of a figure.
pub fn row(figure: Figure) -> &'static Row {
    let mut all = FIGURES.iter().chain(&candidates::SKY_FIGURES);
    let found = all.find(|row| row.figure == figure);
    found.expect("every figure has a row, which a test checks")
}

/// The row that the command line means; it draws figures of events.
pub fn row_by_key(key: &str) -> Option<&'static Row> {
    FIGURES.iter().find(|row| row.key == key)
}

/// Draws a figure; where it cannot be drawn a sentence says why.
pub fn draw(figure: Figure, input: &Input<'_>, size: Vec2) -> Drawing {
    let row = row(figure);
    let empty = || Drawing::new(size, row.title, input.theme.panel);
    let mut drawing = empty();
    // Less room than this holds no axes.
    let done = match size.x < 120.0 || size.y < 80.0 {
        true => Err("Too small".into()),
        false => (row.draw)(input, &mut drawing),
    };
    let Err(message) = done else {
        return drawing;
    };
    let mut drawing = empty();
    let words: Vec<String> = message.split(' ').map(str::to_owned).collect();
    let wrapped = lines(&words, 13.0, size.x - 24.0);
    let middle = 0.5 * size;
    let top = middle.y - 9.0 * (wrapped.len() as f32 - 1.0);
    for (place, line) in wrapped.iter().enumerate() {
        let at = pos2(middle.x, top + 18.0 * place as f32);
        let line = line.replace(" · ", " ");
        drawing.text(at, Align2::CENTER_CENTER, line, 13.0, input.theme.weak);
    }
    drawing.message = Some(message);
    drawing
}

#[cfg(test)]
#[path = "figures_tests.rs"]
mod tests;
