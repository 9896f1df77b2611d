//! What the end-to-end tests share: files, the program itself, its window with and without a screen, its panels.

pub mod commands;
pub mod data;
pub mod documents;
pub mod fuzz;
pub mod golden;
pub mod headless;
pub mod icecube;
pub mod panel;
pub mod program;
pub mod samples;
pub mod sound_files;
pub mod table;
pub mod window;
