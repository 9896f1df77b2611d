//! Any bytes, opened as the kind of file that `seatray_hdf5` names in `nuscope_tests::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nuscope_tests::fuzz::body("seatray_hdf5", bytes));
