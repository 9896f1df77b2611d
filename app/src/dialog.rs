//! Asking for files and folders: by the desktop's dialogs, or by whatever answers in their place.
//!
//! Only a hand can answer a desktop's dialog, and a machine without a desktop has none: the state holds the function
//! that asks, so that a test can see what was asked for and answer it.

use std::path::PathBuf;
use std::sync::Arc;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Any number of files to open.
    Files {
        /// What they are for, as the dialog's title.
        title: &'static str,
    },
    /// One file.
    File {
        /// What it is for.
        title: &'static str,
    },
    /// One folder.
    Folder {
        /// What it is for.
        title: &'static str,
    },
    /// Where to save.
    Save {
        /// The name that is proposed; its ending says the format.
        name: String,
    },
}

/// Asks and waits for the answer, which is empty if the dialog was closed.
pub type Dialogs = Arc<dyn Fn(&Ask) -> Vec<PathBuf> + Send + Sync>;

/// The desktop's own dialogs.
pub fn of_desktop() -> Dialogs {
    Arc::new(|ask| {
        let dialog = rfd::FileDialog::new();
        let one = |path: Option<PathBuf>| path.into_iter().collect();
        match ask {
            Ask::Files { title } => dialog.set_title(*title).pick_files().unwrap_or_default(),
            Ask::File { title } => one(dialog.set_title(*title).pick_file()),
            Ask::Folder { title } => one(dialog.set_title(*title).pick_folder()),
            Ask::Save { name } => one(dialog.set_file_name(name).save_file()),
        }
    })
}
