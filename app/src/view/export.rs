//! What saved pictures and movies look like.

use serde::{Deserialize, Serialize};

use crate::movie::Movie;

/// What a saved picture looks like besides what the view says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PictureLook {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Whether the water is drawn; without it the picture is transparent where nothing is.
    pub background: bool,
    /// Whether legend, scale and title are drawn.
    pub guides: bool,
    /// A line at the foot; empty for none.
    pub caption: String,
}

impl Default for PictureLook {
    fn default() -> Self {
        Self {
            size: (2560, 1600),
            background: true,
            guides: true,
            caption: String::new(),
        }
    }
}

/// What figures of the sky are made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FigureStyle {
    /// The page of a journal.
    #[default]
    Paper,
    /// A slide.
    Talk,
    /// A wall.
    Exhibit,
}

/// What saved pictures and movies look like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportLook {
    /// Pictures.
    pub picture: PictureLook,
    /// Movies.
    pub movie: Movie,
    /// Figures of the sky.
    pub figure: FigureStyle,
}
