//! Where trials are kept between runs: the user's folder for what can be made again.

use std::path::PathBuf;

/// The folder of kept trials; `None` where the system says nothing of the user's folders.
///
/// `XDG_CACHE_HOME` wins everywhere; without it, it is what each system has for the purpose.
pub fn folder() -> Option<PathBuf> {
    let set = |name: &str| {
        let path = std::env::var_os(name).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    let cache = set("XDG_CACHE_HOME").or_else(|| {
        if cfg!(windows) {
            set("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            Some(set("HOME")?.join("Library/Caches"))
        } else {
            Some(set("HOME")?.join(".cache"))
        }
    });
    Some(cache?.join("nuscope").join("trials"))
}
