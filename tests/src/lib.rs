//! What the end-to-end tests share: real files, and the program itself.

pub mod data;
pub mod program;
