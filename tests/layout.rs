//! The tree keeps its shape. These checks read files only and take a second.
//!
//! - The top level holds the agreed names, all of them and nothing else.
//! - The crates know each other in the agreed direction only, and share the workspace's lints.
//! - Every Rust file starts with a `//!` header that says what it answers.
//! - Every shader lies beside a Rust file of the same stem.
//! - No source file is longer than 600 lines.
//! - Every test program is listed, so none is forgotten in silence, in alphabetical order.
//! - No file names a folder of somebody's machine or the host of a package registry.
//! - No file leaves work undone.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nuscope_tests::data::workspace;

/// Every file of the project, relative to its root: what git tracks or would add.
fn files() -> Vec<PathBuf> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others"])
        .arg("--exclude-standard")
        .current_dir(workspace())
        .output();
    let listed = match listed {
        Ok(output) if output.status.success() => output.stdout,
        _ => return walk(workspace()),
    };
    String::from_utf8_lossy(&listed)
        .split_terminator('\0')
        .map(PathBuf::from)
        .filter(|file| workspace().join(file).is_file())
        .collect()
}

/// The same without git, as in an unpacked archive.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the project can be read");
    let paths = entries.map(|entry| entry.expect("the project can be read").path());
    paths
        .filter(|path| *path != workspace().join("target") && !path.ends_with(".git"))
        .flat_map(|path| match path.is_dir() {
            true => walk(&path),
            false => vec![
                path.strip_prefix(workspace())
                    .expect("below the root")
                    .into(),
            ],
        })
        .collect()
}

/// The text of a file of the project; `None` for pictures and other binaries.
fn text(file: &Path) -> Option<String> {
    let bytes = fs::read(workspace().join(file)).expect("the project can be read");
    String::from_utf8(bytes).ok()
}

fn has_extension(file: &Path, wanted: &[&str]) -> bool {
    let extension = file.extension().and_then(|name| name.to_str());
    extension.is_some_and(|name| wanted.contains(&name))
}

/// What people write, as opposed to tables and snapshots: Rust, shaders, scripts, pages, settings.
fn is_written(file: &Path) -> bool {
    file.ends_with("run") || has_extension(file, &["rs", "wgsl", "sh", "py", "md", "toml"])
}

#[test]
fn the_top_level_holds_the_agreed_names() {
    let agreed = [
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "app",
        "assets",
        "io",
        "render",
        "tests",
    ];
    let found: BTreeSet<String> = files()
        .iter()
        .filter_map(|file| file.components().next())
        .map(|first| first.as_os_str().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert_eq!(found, agreed.map(String::from).into());
}

#[test]
fn crates_know_each_other_in_one_direction_only() {
    let agreed: [(&str, &[&str]); 8] = [
        ("io/model", &[]),
        ("render", &[]),
        ("io/root", &[]),
        ("io/table", &[]),
        ("io", &["nuscope-model", "nuscope-root", "nuscope-table"]),
        ("app/scan", &["nuscope-model"]),
        ("tests/fuzz", &["nuscope-tests"]),
        (
            "app",
            &[
                "nuscope-io",
                "nuscope-model",
                "nuscope-render",
                "nuscope-scan",
            ],
        ),
    ];
    for (folder, allowed) in agreed {
        let manifest = text(&Path::new(folder).join("Cargo.toml")).expect("a manifest is text");
        let dependencies = manifest
            .split("\n[")
            .find_map(|section| section.strip_prefix("dependencies]"))
            .unwrap_or_else(|| panic!("no [dependencies] in {folder}"));
        for line in dependencies.lines().filter(|l| l.starts_with("nuscope")) {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            assert!(allowed.contains(&name), "{folder} must not know {name}");
        }
    }
}

#[test]
fn every_crate_shares_the_lints_of_the_workspace() {
    for manifest in files().iter().filter(|file| file.ends_with("Cargo.toml")) {
        let words = text(manifest).expect("a manifest is text");
        let shared = words.contains("[lints]\nworkspace = true\n");
        assert!(
            shared || words.contains("[workspace.lints.rust]"),
            "{manifest:?} has lints of its own"
        );
    }
}

#[test]
fn every_rust_file_starts_with_a_header() {
    let sources = files().into_iter().filter(|f| has_extension(f, &["rs"]));
    let bare: Vec<_> = sources
        .filter(|file| !text(file).is_some_and(|words| words.starts_with("//! ")))
        .collect();
    assert!(bare.is_empty(), "no //! header: {bare:#?}");
}

#[test]
fn every_shader_lies_beside_its_rust_file() {
    let shaders = files().into_iter().filter(|f| has_extension(f, &["wgsl"]));
    let alone: Vec<_> = shaders
        .filter(|file| !workspace().join(file).with_extension("rs").is_file())
        .collect();
    assert!(alone.is_empty(), "no .rs of the same stem: {alone:#?}");
}

#[test]
fn no_source_file_is_longer_than_600_lines() {
    let long: Vec<_> = files()
        .into_iter()
        .filter(|file| is_written(file))
        .map(|file| (text(&file).map_or(0, |words| words.lines().count()), file))
        .filter(|(lines, _)| *lines > 600)
        .collect();
    assert!(long.is_empty(), "longer than 600 lines: {long:#?}");
}

#[test]
fn every_test_program_is_listed_in_order() {
    let manifest = text(Path::new("tests/Cargo.toml")).expect("a manifest is text");
    let listed: Vec<&str> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("path = \""))
        .filter_map(|rest| rest.strip_suffix(".rs\""))
        .filter(|path| !path.contains('/')) // the library is src/lib
        .collect();
    let written: BTreeSet<String> = files()
        .iter()
        .filter(|file| file.parent() == Some(Path::new("tests")) && has_extension(file, &["rs"]))
        .filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()))
        .collect();
    assert_eq!(listed, written.iter().collect::<Vec<_>>());
}

#[test]
fn no_file_names_a_machine_or_a_registry() {
    let folders = ["work", "root", "home", "tmp", "Users"].map(|name| format!("/{name}/"));
    let hosts = [
        "crates.|io",
        "pypi.|org",
        "pythonhosted.|org",
        "deb.debian.|org",
        "archive.ubuntu.|com",
        "npmjs.|org",
    ]
    .map(|host| host.replace('|', ""));
    let mut found = Vec::new();
    // The lock file is cargo's: it names the registry that every package comes from.
    for file in files().iter().filter(|file| !file.ends_with("Cargo.lock")) {
        for (number, line) in text(file).unwrap_or_default().lines().enumerate() {
            // A folder starts a path; inside an address it is somebody's web page.
            let machine = folders.iter().any(|folder| {
                line.match_indices(folder.as_str()).any(|(at, _)| {
                    !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '.')
                })
            });
            if machine || hosts.iter().any(|host| line.contains(host)) {
                found.push(format!("{}:{}: {line}", file.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_file_leaves_work_undone() {
    let signs = [
        "TO|DO",
        "FIX|ME",
        "XX|X",
        "todo|!(",
        "unimplemented|!(",
        "not implemented| yet",
    ]
    .map(|sign| sign.replace('|', ""));
    let mut found = Vec::new();
    for file in files().iter().filter(|file| is_written(file)) {
        for (number, line) in text(file).unwrap_or_default().lines().enumerate() {
            if signs.iter().any(|sign| line.contains(sign)) {
                found.push(format!("{}:{}: {line}", file.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
