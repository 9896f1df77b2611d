//! Drawings of numbers: figures of an event for the window, SVG and PDF, and what they are made of.

pub mod axes;
pub mod color_bar;
pub mod columns;
pub mod cursor;
pub mod drawing;
pub mod figures;
pub mod form;
pub mod histogram;
pub mod hit_marks;
pub mod hovered;
pub mod input;
pub mod landscape;
pub mod limits;
pub mod map_bar;
pub mod save;
pub mod sky;
pub mod text_width;
pub mod ticks;
pub mod title;
pub mod to_egui;
pub mod to_pdf;
pub mod to_png;
pub mod to_svg;
