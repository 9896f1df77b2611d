//! One path as seen from another: what is written beside each other is moved together.

use std::path::{Component, Path, PathBuf};

/// `path` as seen from a folder, both absolute and without links; `path` itself where they share no more than a root.
pub fn from_folder(path: &Path, folder: &Path) -> PathBuf {
    let (to, from): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (path.components().collect(), folder.components().collect());
    let shared = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let more_than_root = to[..shared]
        .iter()
        .any(|part| matches!(part, Component::Normal(_)));
    if !more_than_root {
        return path.to_owned();
    }
    let up = std::iter::repeat_n(Component::ParentDir, from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_see_each_other_by_short_paths() {
        let seen = |path: &str, folder: &str| {
            let found = from_folder(Path::new(path), Path::new(folder));
            found.to_string_lossy().replace('\\', "/")
        };
        assert_eq!(seen("/a/b/c.csv", "/a/b"), "c.csv");
        assert_eq!(seen("/a/b/c.csv", "/a/d/e"), "../../b/c.csv");
        assert_eq!(seen("/a/c.csv", "/a/b"), "../c.csv");
        // A drive or the root alone is nothing in common.
        assert_eq!(seen("/a/c.csv", "/b"), "/a/c.csv");
    }
}
