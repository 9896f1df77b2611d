//! What the end-to-end tests share: where real files are found.

pub mod data;
