//! What figures of the sky are made for: a journal's page, a slide, the wall of an exhibition.

use eframe::egui::{Vec2, vec2};
use nuscope_render::SkyStyle;

use crate::plot::save::Format;
use crate::theme::{self, Theme};
use crate::view::FigureStyle;

/// All that a style decides.
#[derive(Debug)]
pub struct StyleRow {
    /// Which one.
    pub style: FigureStyle,
    /// What the command line calls it.
    pub key: &'static str,
    /// What it is called in choices.
    pub name: &'static str,
    /// What it is for.
    pub remark: &'static str,
    /// Width and height of the page, in points of 1/72 inch.
    pub page: Vec2,
    /// Pixels across the page of a picture, unless others are asked for.
    pub width_px: u32,
    /// Width that is laid out on the page: the smaller, the larger everything on it is.
    pub layout_width: f32,
    /// Colours of lines and words.
    pub theme: &'static Theme,
    /// Colours of the sky.
    pub sky: SkyStyle,
    /// Whether the band of the galaxy glows.
    pub glows: bool,
}

/// Every style, in the order of choices, which is that of [`FigureStyle`].
pub static STYLES: [StyleRow; 3] = [
    StyleRow {
        style: FigureStyle::Paper,
        key: "paper",
        name: "Paper",
        remark: "White, thin lines, as wide as two columns of a journal (180 mm)",
        page: vec2(510.24, 300.0),
        width_px: 2126,
        layout_width: 760.0,
        theme: &theme::PAPER,
        sky: SkyStyle::PRINT,
        glows: false,
    },
    StyleRow {
        style: FigureStyle::Talk,
        key: "talk",
        name: "Talk",
        remark: "White, large words and dots, in the shape of a slide (16:9)",
        page: vec2(960.0, 540.0),
        width_px: 1920,
        layout_width: 680.0,
        theme: &theme::PAPER,
        sky: SkyStyle::PRINT,
        glows: false,
    },
    StyleRow {
        style: FigureStyle::Exhibit,
        key: "exhibit",
        name: "Exhibit",
        remark: "Night, with the glow of the galaxy, in the shape of a screen (16:9)",
        page: vec2(1920.0, 1080.0),
        width_px: 3840,
        layout_width: 1100.0,
        theme: &theme::DARK,
        sky: SkyStyle::DARK,
        glows: true,
    },
];

impl FigureStyle {
    /// All that it decides.
    pub fn row(self) -> &'static StyleRow {
        &STYLES[self as usize]
    }

    /// The style of this key, as the command line writes it.
    pub fn from_key(key: &str) -> Option<Self> {
        let row = STYLES.iter().find(|row| row.key == key)?;
        Some(row.style)
    }
}

/// A page for a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Page {
    /// What it is made for.
    pub style: FigureStyle,
    /// Width over height; `None` is the style's own.
    pub proportions: Option<f32>,
    /// Pixels across the whole figure, where it becomes a picture.
    pub width_px: Option<u32>,
}

impl Page {
    /// The page of a style for shapes and words.
    pub fn of(style: FigureStyle) -> Self {
        Self {
            style,
            proportions: None,
            width_px: None,
        }
    }

    /// The page of a style for a file of this format, and of a size in pixels where one is asked for.
    pub fn for_file(style: FigureStyle, format: Format, size: Option<(u32, u32)>) -> Self {
        let width = size.map_or(style.row().width_px, |(width, _)| width);
        Self {
            style,
            proportions: size.map(|(width, height)| width as f32 / height as f32),
            width_px: (format == Format::Png).then_some(width),
        }
    }
}

impl StyleRow {
    /// Width and height that are laid out, on a page of other proportions if they are given: width over height.
    pub fn layout(&self, proportions: Option<f32>) -> Vec2 {
        let proportions = proportions.unwrap_or(self.page.x / self.page.y);
        vec2(self.layout_width, self.layout_width / proportions)
    }

    /// Points on the page for each that is laid out.
    pub fn scale(&self) -> f32 {
        self.page.x / self.layout_width
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_style_is_found_by_its_key_and_its_place() {
        for row in &STYLES {
            assert_eq!(FigureStyle::from_key(row.key), Some(row.style));
            assert_eq!(row.style.row().key, row.key);
        }
        assert_eq!(FigureStyle::from_key("poster"), None);
    }
}
