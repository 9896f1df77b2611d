//! What the end-to-end tests share: real files, the program itself, and its window.

pub mod commands;
pub mod data;
pub mod fuzz;
pub mod golden;
pub mod program;
pub mod samples;
pub mod table;
pub mod window;
