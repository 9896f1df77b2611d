//! Small drawings of numbers: ticks, colour bars, histograms.

pub mod color_bar;
pub mod histogram;
pub mod ticks;
