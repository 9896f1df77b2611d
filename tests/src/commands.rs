//! `nuscope` as typed into a terminal: its exit code, what it prints, and simulated files to try it on.
//!
//! Exit code 0 is done, 1 failed with exactly one sentence on standard error (warnings apart), 2 wrong use. Every
//! run is also checked for a panic, whatever else a test looks at.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::program::nuscope;

/// A finished run.
pub struct Done {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Done {
    /// What a run that has to succeed printed.
    ///
    /// # Panics
    /// If it failed.
    pub fn good(self) -> String {
        assert_eq!(self.code, 0, "{}", self.err);
        self.out
    }

    /// The sentence of a run that has to fail: one line, alone except for warnings.
    ///
    /// # Panics
    /// If it succeeded or said more.
    pub fn sentence(&self) -> &str {
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        let mut lines: Vec<&str> = self.err.lines().collect();
        lines.retain(|line| !line.starts_with("warning: "));
        assert_eq!(lines.len(), 1, "one sentence is wanted: {}", self.err);
        lines[0].strip_prefix("error: ").expect(lines[0])
    }
}

/// Runs `nuscope ARGUMENTS` in `folder`.
///
/// # Panics
/// If the program does.
pub fn run_in(folder: &Path, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Done {
    let mut command = Command::new(nuscope());
    command
        .args(arguments)
        .current_dir(folder)
        // Mesa's OpenGL complains by itself where there is no such folder.
        .env("XDG_RUNTIME_DIR", folder)
        .env_remove("NUSCOPE_LOG")
        .env_remove("COLUMNS");
    change(&mut command);
    let output = command.output().expect("the program can be started");
    let done = Done {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    };
    assert!(
        !done.err.contains("panicked"),
        "{arguments:?}: {}",
        done.err
    );
    done
}

/// Runs `nuscope ARGUMENTS` where the simulated files lie.
pub fn run(arguments: &[&str]) -> Done {
    run_in(simulated(), arguments, |_| {})
}

/// A folder with three simulated events `F.h5`, their detector `F.detx` and a sky of candidates `sky/*.csv`.
///
/// # Panics
/// If they cannot be simulated.
pub fn simulated() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        // Every test program has a folder of its own, beside the programs.
        let test = std::env::current_exe().unwrap();
        let name = test.file_stem().unwrap();
        let folder = test.with_file_name("../../tmp").join(name);
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
        let events = "simulate events --kind mixed --events 3 --out F.h5 --detector-out F.detx";
        for line in [events, "simulate sky --out sky"] {
            let words: Vec<&str> = line.split(' ').collect();
            let printed = run_in(&folder, &words, |_| {}).good();
            assert!(printed.contains("simulated"), "{printed}");
        }
        folder
    })
}

/// Text that has to be JSON.
///
/// # Panics
/// If it is not.
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
