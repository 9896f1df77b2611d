//! Opens a file: its head, the descriptions of its classes, and all its keys.
//!
//! Only these are read at once; trees and columns are read from their places when they are asked for. Folders may
//! contain themselves in a damaged file: each is entered once.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::basket::Basket;
use crate::cache::Cache;
use crate::classes::Classes;
use crate::cursor::Cursor;
use crate::descriptions::read_classes;
use crate::key::{KEY_LEAST, KEY_START, Key};
use crate::objects::Objects;
use crate::source::Source;
use crate::tree::Tree;
use crate::unpack::unpack;
use crate::value::{Object, Value};
use crate::{Error, Result};

/// How deep folders may be nested.
const DEPTH: usize = 40;
/// Keys that are read at most.
const KEYS: usize = 1 << 17;
/// Bytes of one record, unpacked; ROOT itself writes none over 1 GiB.
const RECORD_BYTES: u64 = 256 << 20;
/// A file with offsets of 8 bytes adds this to its version.
const WIDE: i32 = 1_000_000;

/// An open file. Copies share it.
#[derive(Clone, Debug)]
pub struct File {
    pub(crate) shared: Arc<Shared>,
}

/// What a file's trees and columns share.
#[derive(Debug)]
pub(crate) struct Shared {
    source: Source,
    version: i32,
    /// All objects, with their folders in front of their names.
    keys: Vec<(String, Key)>,
    pub(crate) classes: Classes,
    pub(crate) cache: Mutex<Cache>,
}

impl File {
    /// Opens a file on disk.
    ///
    /// # Errors
    /// If it cannot be read, is not a ROOT file or is damaged.
    pub fn open(path: &Path) -> Result<Self> {
        Self::new(Source::open(path)?)
    }

    /// Opens a file that is in memory.
    ///
    /// # Errors
    /// If it is not a ROOT file or is damaged.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Self::new(Source::Memory(bytes))
    }

    fn new(source: Source) -> Result<Self> {
        let head = source.read(0, source.len().min(128) as usize)?;
        let mut cursor = Cursor::new(&head);
        if cursor.take(4).ok() != Some(b"root") {
            return Err(Error::unsupported("this is not a ROOT file"));
        }
        let version = cursor.i32()?;
        let begin = cursor.size("the place of the first record")?;
        let wide = version >= WIDE;
        cursor.offset(wide)?; // end of the file
        cursor.offset(wide)?; // list of free places
        cursor.take(8)?;
        let name_bytes = cursor.size("the size of a name")?;
        cursor.take(5)?;
        let classes_at = cursor.offset(wide)?;
        let classes_bytes = cursor.i32()?;
        let mut shared = Shared {
            version: version % WIDE,
            keys: Vec::new(),
            classes: Classes::default(),
            cache: Mutex::default(),
            source,
        };
        if classes_bytes > 0 && classes_at > 0 {
            let (key, record) = shared.record(classes_at as u64, classes_bytes as usize)?;
            shared.classes = read_classes(&record, key.key_bytes)?;
        }
        let mut visited = HashSet::new();
        shared.list((begin + name_bytes) as u64, "", 0, &mut visited)?;
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// The release of ROOT that wrote it, such as "6.22/06".
    pub fn release(&self) -> String {
        let version = self.shared.version;
        let (major, minor, patch) = (version / 10_000, version / 100 % 100, version % 100);
        format!("{major}.{minor:02}/{patch:02}")
    }

    /// The names and classes of all objects, folders in front of the names, each once.
    pub fn objects(&self) -> Vec<(&str, &str)> {
        let mut seen = HashSet::new();
        let keys = self.shared.keys.iter();
        keys.filter(|(path, _)| seen.insert(path.as_str()))
            .map(|(path, key)| (path.as_str(), key.class.as_str()))
            .collect()
    }

    /// The names of all trees.
    pub fn trees(&self) -> Vec<&str> {
        let trees = self.objects().into_iter();
        trees
            .filter(|(_, class)| is_tree(class))
            .map(|(path, _)| path)
            .collect()
    }

    /// Whether there is a tree of this name.
    pub fn has_tree(&self, name: &str) -> bool {
        self.shared
            .newest(name)
            .is_some_and(|key| is_tree(&key.class))
    }

    /// The tree of this name.
    ///
    /// # Errors
    /// [`Error::Missing`], or if it is damaged.
    pub fn tree(&self, name: &str) -> Result<Tree> {
        let missing = || Error::Missing {
            wanted: format!("tree {name}"),
        };
        let key = self.shared.newest(name).ok_or_else(missing)?;
        if !is_tree(&key.class) {
            return Err(missing());
        }
        let object = self.shared.object(key)?;
        Tree::new(Arc::clone(&self.shared), name, &object)
    }

    /// The pairs of texts of all maps in the object of this name; `None` if there is no such object.
    ///
    /// # Errors
    /// If it is damaged or cannot be read by its description.
    pub fn texts(&self, name: &str) -> Result<Option<Vec<(String, String)>>> {
        let Some(key) = self.shared.newest(name) else {
            return Ok(None);
        };
        let object = self.shared.object(key)?;
        let mut texts = Vec::new();
        for (_, value) in &object.members {
            let Value::Map(pairs) = value else { continue };
            for pair in pairs.iter() {
                if let (Value::Text(key), Value::Text(value)) = pair {
                    texts.push((key.clone(), value.clone()));
                }
            }
        }
        Ok(Some(texts))
    }
}

fn is_tree(class: &str) -> bool {
    matches!(class, "TTree" | "TNtuple" | "TNtupleD")
}

impl Shared {
    /// The key of this name that was written last.
    fn newest(&self, name: &str) -> Option<&Key> {
        let found = self.keys.iter().filter(|(path, _)| path == name);
        found.map(|(_, key)| key).max_by_key(|key| key.cycle)
    }

    /// The key at `offset` and its whole record, unpacked; `hint` is the size it is thought to have.
    fn record(&self, offset: u64, hint: usize) -> Result<(Key, Vec<u8>)> {
        let (key, stored) = self.stored(offset, hint)?;
        let content = self.content(&key, &stored)?;
        Ok((key, content))
    }

    /// The key at `offset` and its record as stored, key included.
    fn stored(&self, offset: u64, hint: usize) -> Result<(Key, Vec<u8>)> {
        if offset == 0 || offset >= self.source.len() {
            return Err(Error::damaged(format!(
                "a record at byte {offset} is outside of the file, which has {}",
                self.source.len()
            )));
        }
        let there = self.source.len() - offset;
        let hint = hint.clamp(KEY_START, RECORD_BYTES as usize);
        let mut bytes = self.source.read(offset, there.min(hint as u64) as usize)?;
        let size = Cursor::new(&bytes).size("a record size")?;
        if size > bytes.len() {
            bytes = self.source.read(offset, size)?;
        }
        let key = Key::read(&mut Cursor::new(&bytes))?.at(offset);
        let mut bytes = bytes.into_owned();
        if key.record_bytes > bytes.len() {
            return Err(Error::damaged("a record is shorter than its key"));
        }
        bytes.truncate(key.record_bytes);
        Ok((key, bytes))
    }

    /// The content of a stored record, unpacked.
    fn content(&self, key: &Key, stored: &[u8]) -> Result<Vec<u8>> {
        if key.plain_bytes as u64 > RECORD_BYTES {
            return Err(Error::unsupported(format!(
                "a record of {} MB; up to {} MB are read",
                key.plain_bytes / 1_000_000,
                RECORD_BYTES / 1_000_000
            )));
        }
        let content = &stored[key.key_bytes..];
        if key.is_packed() {
            unpack(content, key.plain_bytes)
        } else {
            Ok(content.to_vec())
        }
    }

    /// Reads the basket at `offset`, which is thought to take `hint` bytes.
    pub(crate) fn basket(&self, offset: u64, hint: usize) -> Result<Basket> {
        let (key, stored) = self.stored(offset, hint)?;
        let content = self.content(&key, &stored)?;
        Basket::of_record(&key, &stored, content)
    }

    /// Reads the object of a key.
    fn object(&self, key: &Key) -> Result<Arc<Object>> {
        let (found, record) = self.record(key.offset, key.record_bytes)?;
        let mut objects = Objects::new(&record, found.key_bytes, &self.classes);
        match objects.object(&key.class)? {
            Value::Object(object) => Ok(object),
            _ => Err(Error::unsupported(format!(
                "{} is a {}, not an object with members",
                key.name, key.class
            ))),
        }
    }

    /// Lists the folder whose record is at `offset`, and all folders in it.
    fn list(
        &mut self,
        offset: u64,
        prefix: &str,
        depth: usize,
        visited: &mut HashSet<u64>,
    ) -> Result<()> {
        const FOLDER_BYTES: u64 = 42;
        let there = self.source.len().saturating_sub(offset);
        let head = self.source.read(offset, there.min(FOLDER_BYTES) as usize)?;
        let mut cursor = Cursor::new(&head);
        let wide = cursor.u16()? > 1000;
        cursor.take(16)?; // dates and sizes
        cursor.offset(wide)?; // itself
        cursor.offset(wide)?; // the folder it is in
        let keys_at = cursor.offset(wide)?;
        let keys_at = u64::try_from(keys_at).unwrap_or(u64::MAX);
        if keys_at == 0 || depth > DEPTH || !visited.insert(keys_at) {
            return Ok(()); // an empty folder, or one that is in itself
        }
        let (key, stored) = self.stored(keys_at, KEY_START)?;
        let mut cursor = Cursor::new(&stored[key.key_bytes..]);
        let mut folders = Vec::new();
        for _ in 0..cursor.count(KEY_LEAST)? {
            let key = Key::read(&mut cursor)?;
            if self.keys.len() >= KEYS {
                return Err(Error::damaged(format!("more than {KEYS} objects")));
            }
            let path = format!("{prefix}{}", key.name);
            if matches!(key.class.as_str(), "TDirectory" | "TDirectoryFile") {
                folders.push((key.offset + key.key_bytes as u64, format!("{path}/")));
            }
            self.keys.push((path, key));
        }
        for (offset, prefix) in folders {
            self.list(offset, &prefix, depth + 1, visited)?;
        }
        Ok(())
    }
}
