//! How the camera of the event display is moved, and what the mouse does there.

use nuscope_render::camera::OrbitCamera;
use serde::{Deserialize, Serialize};

/// What dragging with the left mouse button does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tool {
    /// It turns the camera.
    #[default]
    Turn,
    /// It draws a box and marks the hits in it.
    Box,
    /// It draws a loop and marks the hits in it.
    Lasso,
}

/// A place to look from, with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bookmark {
    /// What the user calls it.
    pub name: String,
    /// The place.
    pub camera: OrbitCamera,
}

/// Camera and mouse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Steering {
    /// What dragging does.
    pub tool: Tool,
    /// Whether boxes and loops mark hits that are hidden behind others, too.
    pub through: bool,
    /// Whether keys and mouse fly the camera instead of turning it around a point.
    pub flying: bool,
    /// Whether the camera keeps its distance to the particle while time runs.
    pub following: bool,
    /// Whether the camera glides to a new place; otherwise it is there at once.
    pub glides: bool,
    /// Places to return to.
    pub bookmarks: Vec<Bookmark>,
}

impl Default for Steering {
    fn default() -> Self {
        Self {
            tool: Tool::Turn,
            through: false,
            flying: false,
            following: false,
            glides: true,
            bookmarks: Vec::new(),
        }
    }
}
