//! The `nuscope` program as a user starts it, never an old build of it.
//!
//! Cargo hands a test the programs of its own package only, so the program is built here. Asking for the whole
//! workspace and one of its tests makes cargo choose the same features of the libraries as the tests have; after
//! `cargo test --workspace` only the linking is left to do.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The path of the program, built when first asked for.
///
/// # Panics
/// With cargo's own words if it does not build.
pub fn nuscope() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(build)
}

fn build() -> PathBuf {
    // A test lies in target/PROFILE/deps, the program two steps above it.
    let test = std::env::current_exe().expect("a running test knows where it is");
    let folder = test
        .parent()
        .and_then(Path::parent)
        .expect("tests lie in target/PROFILE/deps");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["build", "--quiet", "--offline", "--locked", "--workspace"])
        .args(["--bin", "nuscope", "--test", "layout"])
        .current_dir(crate::data::workspace())
        .stdin(Stdio::null());
    if folder.ends_with("release") {
        command.arg("--release");
    }
    let built = command.output().expect("cargo can be started");
    let words = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "nuscope does not build:\n{words}");
    folder.join(format!("nuscope{}", std::env::consts::EXE_SUFFIX))
}
