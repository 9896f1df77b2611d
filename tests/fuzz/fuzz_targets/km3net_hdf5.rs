//! Any bytes, opened as the kind of file that `km3net_hdf5` names in `nuscope_tests::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nuscope_tests::fuzz::body("km3net_hdf5", bytes));
