//! Trees of ROOT files, read by column without ROOT.
//!
//! This crate knows the file format and nothing of neutrinos: a file is a folder of named objects, a tree is a
//! table of columns, and an entry of a column is one value or a list.
