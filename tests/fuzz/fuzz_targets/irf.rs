//! Any bytes, opened as the kind of file that `irf` names in `nuscope_tests::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nuscope_tests::fuzz::body("irf", bytes));
