//! Finds the real, public files that tests read, and says which tests had to skip one.
//!
//! They are looked for one by one in the folder named by `NUSCOPE_TEST_DATA`, in `shared/data` beside the project,
//! and in `target/test-data`, which `tests/run` fills from the public Python package `km3net-testdata`. A test that
//! finds no file prints one line starting with `SKIPPED`; `tests/run` counts these lines at the end.

use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests crate lies in the workspace")
}

/// A file under `tests/data`, which is part of the project.
pub fn own(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(name)
}

/// A real file by its name relative to the data folder; `None`, said aloud, where it is not there.
pub fn real(name: &str) -> Option<PathBuf> {
    let given = std::env::var_os("NUSCOPE_TEST_DATA").map(PathBuf::from);
    let beside = workspace().join("../shared/data");
    let fetched = workspace().join("target/test-data");
    let found = given
        .into_iter()
        .chain([beside, fetched])
        .map(|folder| folder.join(name))
        .find(|path| path.exists());
    if found.is_none() {
        skipped(name);
    }
    found
}

/// Says that the running test is skipped for want of `what`, in the form that `tests/run` counts.
pub fn skipped(what: &str) {
    let thread = std::thread::current();
    // Written past the test harness's capture, so that a skip is seen in a passing run too.
    let line = format!("SKIPPED {}: no {what}\n", thread.name().unwrap_or("test"));
    std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()).ok();
}
