//! Every library we build on may be used under a permissive licence (or the file-wise MPL-2.0).
//!
//! The expressions of `cargo metadata` are read as sentences of AND and OR: one allowed way through is enough, so
//! "Apache-2.0 OR GPL-2.0-only" passes and "MIT AND GPL-3.0-only" does not. Only the libraries built for this
//! platform are looked at, because cargo has no others at hand without a network.

use std::process::Command;

const ALLOWED: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "NCSA",
    "MPL-2.0",
    "OFL-1.1",
    "Ubuntu-font-1.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages that name a licence file instead of an expression, and what that file was found to be.
const READ_BY_HAND: [(&str, &str); 1] = [("hdf5-metno-src", "BSD-3-Clause")];

/// Whether `expression` can be satisfied with allowed licences alone.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let allowed = any_of(&mut words);
    allowed && words.peek().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words) -> bool {
    let mut allowed = all_of(words);
    while words.next_if_eq(&"OR").is_some() {
        allowed |= all_of(words);
    }
    allowed
}

fn all_of(words: &mut Words) -> bool {
    let mut allowed = one(words);
    while words.next_if_eq(&"AND").is_some() {
        allowed &= one(words);
    }
    allowed
}

/// One licence, or an expression in brackets. An exception (WITH) only gives more rights.
fn one(words: &mut Words) -> bool {
    let allowed = match words.next() {
        Some("(") => {
            let allowed = any_of(words);
            allowed & (words.next() == Some(")"))
        }
        Some(licence) => ALLOWED.contains(&licence),
        None => false,
    };
    if words.next_if_eq(&"WITH").is_some() {
        words.next();
    }
    allowed
}

#[test]
fn expressions_are_read_as_sentences() {
    assert!(is_allowed("MIT OR Apache-2.0"));
    assert!(is_allowed("Unlicense/MIT"));
    assert!(is_allowed("Apache-2.0 OR GPL-2.0-only"));
    assert!(is_allowed("(MIT OR GPL-3.0-only) AND Unicode-3.0"));
    assert!(is_allowed("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only"));
    assert!(!is_allowed("GPL-3.0-or-later"));
    assert!(!is_allowed("AGPL-3.0-only"));
    assert!(!is_allowed("MIT AND GPL-3.0-only"));
    assert!(!is_allowed("MIT OR Apache-2.0)"));
    assert!(!is_allowed("(MIT"));
    assert!(!is_allowed(""));
}

#[test]
fn every_library_has_an_allowed_licence() {
    let packages = packages();
    assert!(packages.len() > 100, "{} packages only", packages.len());
    let refused: Vec<_> = packages
        .iter()
        .filter(|(name, licence)| {
            let by_hand = READ_BY_HAND.iter().find(|(read, _)| read == name);
            !is_allowed(by_hand.map_or(licence, |(_, found)| found))
        })
        .collect();
    assert!(refused.is_empty(), "no allowed licence: {refused:?}");
}

/// Name and licence expression of every package built for this platform, our own included.
fn packages() -> Vec<(String, String)> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .args(["--filter-platform", &platform()])
        .current_dir(nuscope_tests::data::workspace())
        .output()
        .expect("cargo can be started");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    packages
        .iter()
        .map(|package| (text(&package["name"]), text(&package["license"])))
        .collect()
}

/// This platform by the compiler's name for it, such as `x86_64-unknown-linux-gnu`.
fn platform() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("-vV")
        .output()
        .expect("rustc can be started");
    let words = String::from_utf8_lossy(&output.stdout);
    words
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("rustc names its host")
        .to_owned()
}
