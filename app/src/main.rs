//! The `nuscope` program: a window, or one of the commands without one.

use std::process::ExitCode;

fn main() -> ExitCode {
    nuscope::cli::run()
}
