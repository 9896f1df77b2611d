//! `app/run` and `tests/run` on machines that have little: what they say, install, build and start.
//!
//! The machine is a folder of stand-ins, first on the PATH: a cargo that builds nothing, a package manager that
//! installs nothing, a compiler that is just there. Each notes how it was called. The scripts are the real ones.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use nuscope_tests::data::workspace;

/// The plain tools the scripts use; everything else is a stand-in or is not there.
const PLAIN: [&str; 22] = [
    "bash", "cat", "chmod", "cut", "date", "dirname", "env", "grep", "head", "mkdir", "mktemp",
    "mv", "readlink", "rm", "sed", "sort", "tail", "tee", "touch", "uname", "uniq", "wc",
];

const LIBRARIES: [&str; 9] = [
    "libvulkan.so.1",
    "libEGL.so.1",
    "libX11-xcb.so.1",
    "libXcursor.so.1",
    "libXi.so.6",
    "libXrandr.so.2",
    "libxkbcommon-x11.so.0",
    "libxkbcommon.so.0",
    "libwayland-client.so.0",
];

/// A machine made of stand-ins.
struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    /// Everything there, the user is root, no display.
    fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("a machine")
            .tempdir()
            .expect("a temporary folder");
        let machine = Self { folder };
        fs::create_dir(machine.path("bin")).expect("a folder");
        let path = std::env::var_os("PATH").expect("a PATH");
        for tool in PLAIN {
            let real = std::env::split_paths(&path)
                .map(|folder| folder.join(tool))
                .find(|file| file.is_file())
                .unwrap_or_else(|| panic!("this machine has no {tool}"));
            symlink(real, machine.path("bin").join(tool)).expect("a link");
        }
        let libraries: String = LIBRARIES
            .iter()
            .map(|name| format!("\t{name} (libc6,x86-64) => {name}\n"))
            .collect();
        machine.has("ldconfig", &format!("printf '%s' '{libraries}'"));
        machine.has("rustc", "echo 'rustc 99.1.0 (0123 2026-01-01)'");
        machine.has("cargo", r##"
            printf 'cargo %s\n' "$*" >>"$machine/calls"
            case $1 in
            metadata) printf '{"packages":[],"target_directory":"%s","version":1}\n' "$machine/target" ;;
            build)
                printf 'with %s\n' "$(command -v cmake)" >>"$machine/calls"
                mkdir -p "$machine/target/release"
                printf '#!/usr/bin/env bash\nprintf "nuscope" >>"$machine/calls"\n%s\n%s\n' \
                    'printf " <%s>" "$@" >>"$machine/calls"' 'echo >>"$machine/calls"' \
                    >"$machine/target/release/nuscope"
                chmod +x "$machine/target/release/nuscope" ;;
            esac"##);
        machine.has("id", "echo 0");
        machine.has(
            "apt-get",
            r##"printf 'apt-get %s\n' "$*" >>"$machine/calls""##,
        );
        machine.has("cmake", "echo 'cmake version 3.31.6'");
        for tool in [
            "cc",
            "c++",
            "make",
            "zenity",
            "python3",
            "Xvfb",
            "xdotool",
            "import",
            "pdftotext",
            "rsvg-convert",
        ] {
            machine.has(tool, "true");
        }
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a program there, or another one in its place.
    fn has(&self, tool: &str, script: &str) {
        let file = self.path("bin").join(tool);
        fs::write(&file, format!("#!/usr/bin/env bash\n{script}\n")).expect("a script");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a mode");
    }

    /// Takes a program away.
    fn lacks(&self, tool: &str) {
        fs::remove_file(self.path("bin").join(tool)).expect("it was there");
    }

    /// A script of the project, not yet started, called from the machine's own folder.
    fn script(&self, name: &str) -> Command {
        let mut command = Command::new(self.path("bin/bash"));
        command
            .arg(workspace().join(name))
            .env_clear()
            .env("PATH", self.path("bin"))
            .env("HOME", self.folder.path())
            .env("machine", self.folder.path())
            .env("NUSCOPE_TEST_DATA", self.folder.path())
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// The calls that were noted and start with `word`, in order.
    fn calls(&self, word: &str) -> Vec<String> {
        let calls = fs::read_to_string(self.path("calls")).unwrap_or_default();
        let wanted = calls.lines().filter(|call| call.starts_with(word));
        wanted.map(str::to_owned).collect()
    }
}

/// Runs it to its end; standard output and error as text, and the exit code.
fn finish(command: &mut Command) -> (String, String, i32) {
    let Output {
        stdout,
        stderr,
        status,
    } = command.output().expect("bash can be started");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (text(stdout), text(stderr), status.code().unwrap_or(-1))
}

#[test]
fn without_a_display_the_demo_is_drawn() {
    let machine = Machine::new();
    let (out, err, code) = finish(&mut machine.script("app/run"));
    assert_eq!((err.as_str(), code), ("", 0), "{out}");
    let demo = machine.path("target/demo").display().to_string();
    assert_eq!(
        machine.calls("nuscope"),
        [
            format!("nuscope <event> <demo:muon> <--event> <0> <--out> <{demo}/event.png>"),
            format!(
                "nuscope <scan> <demo:sky> <--nside> <64> <--spatial> <--out> <{demo}/map.fits>"
            ),
            format!("nuscope <sky> <demo:sky> <--map> <{demo}/map.fits> <--out> <{demo}/sky.png>"),
        ]
    );
    for expected in [
        "no display",
        &format!("{demo}/event.png"),
        &format!("{demo}/sky.png"),
    ] {
        assert!(out.contains(expected), "{expected:?} not in: {out}");
    }
}

#[test]
fn without_a_display_files_are_described() {
    let machine = Machine::new();
    let (out, _, code) = finish(machine.script("app/run").args(["my events.h5", "b.csv"]));
    assert_eq!(code, 0, "{out}");
    assert_eq!(
        machine.calls("nuscope"),
        ["nuscope <info> <my events.h5> <b.csv>"]
    );
    assert!(out.contains("no display"), "{out}");
    assert!(
        out.contains("event FILE --event 0 --out event.png"),
        "{out}"
    );
}

#[test]
fn with_a_display_the_window_gets_the_files() {
    for display in ["DISPLAY", "WAYLAND_DISPLAY"] {
        let machine = Machine::new();
        let mut script = machine.script("app/run");
        let (out, err, code) = finish(script.env(display, "x").args(["my events.h5", "b.csv"]));
        assert_eq!((err.as_str(), code), ("", 0), "{out}");
        assert_eq!(machine.calls("nuscope"), ["nuscope <my events.h5> <b.csv>"]);
    }
}

#[test]
fn the_program_is_the_release_build_and_its_exit_code_is_passed_on() {
    let machine = Machine::new();
    machine.has(
        "cargo",
        r##"case $1 in metadata) printf '{"target_directory":"%s"}\n' "$machine/target" ;;
           build)
               printf 'cargo %s\n' "$*" >>"$machine/calls"
               mkdir -p "$machine/target/release"
               printf '#!/usr/bin/env bash\nexit 3\n' >"$machine/target/release/nuscope"
               chmod +x "$machine/target/release/nuscope" ;; esac"##,
    );
    let (_, _, code) = finish(machine.script("app/run").env("DISPLAY", "x"));
    assert_eq!(code, 3);
    let calls = machine.calls("cargo build");
    assert_eq!(calls.len(), 1);
    assert!(calls[0].contains("--release"), "{calls:?}");
    assert!(calls[0].ends_with("-p nuscope"), "{calls:?}");
}

#[test]
fn it_works_by_a_link_and_whatever_cdpath_says() {
    let machine = Machine::new();
    let link = machine.path("start it");
    symlink(workspace().join("app/run"), &link).expect("a link");
    let mut command = Command::new(machine.path("bin/bash"));
    command
        .arg(&link)
        .env_clear()
        .env("PATH", machine.path("bin"))
        .env("machine", machine.folder.path())
        .env("CDPATH", workspace())
        .current_dir(machine.folder.path());
    let (out, err, code) = finish(&mut command);
    assert_eq!((err.as_str(), code), ("", 0), "{out}");
    assert_eq!(machine.calls("nuscope").len(), 3);
}

#[test]
fn without_rust_it_says_where_to_get_it_and_stops() {
    let machine = Machine::new();
    machine.has("rustc", "exit 1");
    for script in ["app/run", "tests/run"] {
        let (_, err, code) = finish(&mut machine.script(script));
        assert_eq!(code, 1);
        assert!(err.contains("no Rust toolchain"), "{err}");
        assert!(err.contains("rustup.rs"), "{err}");
    }
    assert!(machine.calls("").is_empty(), "{:?}", machine.calls(""));
}

#[test]
fn a_too_old_rust_is_named() {
    let machine = Machine::new();
    machine.has("rustc", "echo 'rustc 1.9.0 (0123 2016-05-26)'");
    let (_, err, code) = finish(&mut machine.script("app/run"));
    assert_eq!(code, 1);
    assert!(err.contains("Rust 1.9.0 found"), "{err}");
    assert!(machine.calls("cargo build").is_empty());
}

#[test]
fn what_is_missing_is_installed_and_nothing_else() {
    let machine = Machine::new();
    machine.lacks("make");
    machine.has("c++", "exit 1");
    let (out, err, code) = finish(&mut machine.script("app/run"));
    assert_eq!((err.as_str(), code), ("", 0), "{out}");
    assert!(out.contains("missing: make (builds"), "{out}");
    assert!(out.contains("missing: g++ (a C++ compiler"), "{out}");
    let installed = machine.calls("apt-get install");
    assert_eq!(installed.len(), 1, "{installed:?}");
    assert!(installed[0].contains(" g++ make "), "{installed:?}");
    assert!(!installed[0].contains("cmake"), "{installed:?}");
    assert!(!installed[0].contains("libx"), "{installed:?}");
}

#[test]
fn with_sudo_the_packages_are_installed_by_it() {
    let machine = Machine::new();
    machine.lacks("make");
    machine.has("id", "echo 1000");
    machine.has("sudo", r##"[[ $1 == -n ]] && shift; sudo=yes "$@""##);
    machine.has(
        "apt-get",
        r##"printf 'apt-get %s sudo=%s\n' "$*" "${sudo-no}" >>"$machine/calls""##,
    );
    let (out, err, code) = finish(&mut machine.script("app/run"));
    assert_eq!((err.as_str(), code), ("", 0), "{out}");
    let calls = machine.calls("apt-get");
    assert!(
        calls.iter().all(|call| call.ends_with("sudo=yes")),
        "{calls:?}"
    );
    assert!(
        calls.iter().any(|call| call.contains(" make ")),
        "{calls:?}"
    );
}

#[test]
fn without_root_or_sudo_the_command_to_run_is_told() {
    let machine = Machine::new();
    machine.lacks("make");
    machine.has("id", "echo 1000");
    let (_, err, code) = finish(&mut machine.script("app/run"));
    assert_eq!(code, 1);
    let advice = "sudo apt-get install -y --no-install-recommends make";
    assert!(err.contains(advice), "{err}");
    assert!(machine.calls("apt-get").is_empty());
    assert!(machine.calls("cargo build").is_empty());
}

#[test]
fn what_can_be_done_without_stops_nobody() {
    let machine = Machine::new();
    machine.has("id", "echo 1000");
    machine.has("ldconfig", "true");
    let (out, err, code) = finish(machine.script("app/run").env("DISPLAY", "x"));
    assert_eq!((err.as_str(), code), ("", 0), "{out}");
    assert!(out.contains("going on without"), "{out}");
    assert!(out.contains("libxkbcommon-x11-0"), "{out}");
    assert_eq!(machine.calls("nuscope").len(), 1);
}

#[test]
fn a_failed_installation_is_shown_and_stops() {
    let machine = Machine::new();
    machine.lacks("make");
    machine.has(
        "apt-get",
        "[[ $1 != install ]] || { echo 'E: no space left'; exit 100; }",
    );
    let (_, err, code) = finish(&mut machine.script("app/run"));
    assert_eq!(code, 1);
    assert!(err.contains("E: no space left"), "{err}");
    assert!(err.contains("please run: sudo apt-get update"), "{err}");
}

#[test]
fn an_old_cmake_is_replaced_by_the_package_managers_if_that_is_new_enough() {
    let machine = Machine::new();
    machine.has("cmake", "echo 'cmake version 3.25.1'");
    machine.has("apt-cache", "printf 'cmake:\\n  Candidate: 3.31.6-2\\n'");
    let (out, err, code) = finish(&mut machine.script("app/run"));
    assert_eq!((err.as_str(), code), ("", 0), "{out}");
    assert!(out.contains("found 3.25.1"), "{out}");
    let installed = machine.calls("apt-get install");
    assert!(installed[0].contains(" cmake "), "{installed:?}");
}

#[test]
fn an_old_cmake_is_replaced_by_the_wheel_where_nothing_newer_is_packaged() {
    let machine = Machine::new();
    machine.has("cmake", "echo 'cmake version 3.25.1'");
    machine.has("apt-cache", "printf 'cmake:\\n  Candidate: 3.25.1-1\\n'");
    // Downloads a wheel as `pip download --dest FOLDER` does, unpacks as `zipfile -e WHEEL FOLDER` does.
    machine.has(
        "python3",
        r##"printf 'python3 %s\n' "$*" >>"$machine/calls"
        case "$1 $2" in
        "-m pip") while [[ $1 != --dest ]]; do shift; done; touch "$2/cmake-4.0.0-py3-none-any.whl" ;;
        "-m zipfile")
            [[ -e $4 ]] || exit 1
            mkdir -p "$5/cmake/data/bin"
            printf "#!/usr/bin/env bash\necho 'cmake version 4.0.0'\n" >"$5/cmake/data/bin/cmake" ;;
        esac"##,
    );
    let unpacked = machine.path("target/tools/cmake/data/bin/cmake");
    let with = format!("with {}", unpacked.display());
    for calls in 1..=2 {
        let (out, err, code) = finish(&mut machine.script("app/run"));
        assert_eq!((err.as_str(), code), ("", 0), "{out}");
        assert_eq!(machine.calls("with"), vec![with.clone(); calls]);
    }
    assert_eq!(machine.calls("python3 -m pip").len(), 1, "fetched once");
    assert!(
        machine
            .calls("apt-get install")
            .iter()
            .all(|call| !call.contains("cmake"))
    );
}

#[test]
fn one_failed_stage_fails_the_tests_though_all_are_run() {
    for stage in ["fmt", "clippy", "doc", "test"] {
        let machine = Machine::new();
        machine.has(
            "cargo",
            &format!(
                r##"case "$1 $2" in
                "metadata "*) printf '{{"target_directory":"%s"}}\n' "$machine/target" ;;
                *"--version "*|*" --version") ;;
                *) printf 'cargo %s\n' "$1" >>"$machine/calls"; [[ $1 != {stage} ]] ;;
                esac"##
            ),
        );
        let (out, err, code) = finish(&mut machine.script("tests/run"));
        assert_eq!(code, 1, "{out}");
        assert!(err.contains("failed:"), "{err}");
        let calls = machine.calls("cargo");
        let expected =
            ["fmt", "clippy", "doc", "build", "test"].map(|name| format!("cargo {name}"));
        assert_eq!(calls, expected);
    }
}

#[test]
fn skipped_tests_are_counted_by_their_files() {
    let machine = Machine::new();
    machine.has(
        "cargo",
        r##"case $1 in
        metadata) printf '{"target_directory":"%s"}\n' "$machine/target" ;;
        test)
            printf 'SKIPPED reads_a: no a.h5\ntest x ... SKIPPED reads_b: no b c.h5\nok\n' >&2
            printf 'SKIPPED reads_a_too: no a.h5\ntest result: ok. 3 passed; 0 failed\n' ;;
        esac"##,
    );
    let (out, _, code) = finish(&mut machine.script("tests/run"));
    assert_eq!(code, 0, "{out}");
    assert!(
        out.contains("\ntest result: ok. 3 passed; 0 failed\n"),
        "{out}"
    );
    assert!(out.contains("3 times a test was skipped"), "{out}");
    assert!(out.contains("      2 a.h5\n      1 b c.h5\n"), "{out}");
}

#[test]
fn every_script_can_be_read_by_bash_and_started() {
    for script in ["app/run", "app/setup.sh", "tests/run", ".ci/run"] {
        let path: &Path = &workspace().join(script);
        let (_, err, code) = finish(Command::new("bash").arg("-n").arg(path));
        assert_eq!((err.as_str(), code), ("", 0), "{script}");
        let mode = fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode();
        let sourced = script.ends_with(".sh");
        assert_eq!(mode & 0o111 != 0, !sourced, "{script} has mode {mode:o}");
    }
}
