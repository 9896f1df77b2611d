//! The `nuscope` program.

fn main() {}
