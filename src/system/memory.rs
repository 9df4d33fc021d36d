//! A machine in memory, for tests and for older states of a site: same answers, no disk, and it fails when told to.
//!
//! The site's root is `/site`. It has no links and no mounts; each write gets a later time.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use xxhash_rust::xxh3::xxh3_128;

use super::{Entry, EntryKind, Held, Kind, Open, Stat, System, hidden, named, push};
use crate::paths::FilePath;

/// The site's root on this machine.
const ROOT: &str = "/site";

/// A machine whose files are in memory. Clones have the same files.
#[derive(Clone, Debug, Default)]
pub struct MemorySystem {
    disk: Arc<Mutex<Disk>>,
}

/// The bytes and time of a file; `None` is a folder.
type Node = Option<(Arc<[u8]>, u64)>;

#[derive(Debug, Default)]
struct Disk {
    /// By absolute path.
    nodes: BTreeMap<String, Node>,
    locks: BTreeSet<PathBuf>,
    clock: u64,
    /// Files too large to be read at once.
    never_whole: BTreeSet<String>,
    /// Writes until one fails.
    until_failure: Option<usize>,
}

impl MemorySystem {
    /// Adds or replaces a file of the site, and its folders.
    #[must_use]
    pub fn with(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.put(path, bytes);
        self
    }

    /// Adds or replaces a file of the site, and its folders.
    pub fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = format!("{ROOT}/{path}");
        let mut disk = self.disk();
        disk.create_folders(parent(&path));
        disk.put(path, bytes.as_ref().into());
    }

    /// Removes a file of the site.
    pub fn remove(&self, path: &str) {
        self.disk().nodes.remove(&format!("{ROOT}/{path}"));
    }

    /// Returns the bytes of a file of the site.
    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        self.disk().nodes.get(&format!("{ROOT}/{path}"))?.as_ref().map(|(bytes, _)| bytes.to_vec())
    }

    /// Returns the paths of all files, hidden ones too, relative to the site's root.
    pub fn paths(&self) -> Vec<String> {
        let disk = self.disk();
        let files = disk.nodes.iter().filter(|(_, node)| node.is_some());
        files.filter_map(|(path, _)| path.strip_prefix(ROOT)?.strip_prefix('/').map(str::to_owned)).collect()
    }

    /// Lets one write fail, counted from now: 0 is the next one.
    pub fn fail_write(&self, nth: usize) {
        self.disk().until_failure = Some(nth);
    }

    /// Lets reading a file of the site at once fail, as if it were larger than the memory.
    pub fn fail_load(&self, path: &str) {
        self.disk().never_whole.insert(format!("{ROOT}/{path}"));
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives access for one write, or the failure that was asked for.
    fn writing(&self) -> io::Result<MutexGuard<'_, Disk>> {
        let mut disk = self.disk();
        match disk.until_failure {
            Some(0) => {
                disk.until_failure = None;
                Err(io::Error::other("made to fail"))
            }
            left => {
                disk.until_failure = left.map(|left| left - 1);
                Ok(disk)
            }
        }
    }
}

impl Disk {
    fn put(&mut self, path: String, bytes: Arc<[u8]>) {
        self.clock += 1;
        let time = self.clock;
        self.nodes.insert(path, Some((bytes, time)));
    }

    fn create_folders(&mut self, folder: &str) {
        if !folder.is_empty() && !self.nodes.contains_key(folder) {
            self.create_folders(parent(folder));
            self.nodes.insert(folder.to_owned(), None);
        }
    }

    fn file(&self, path: &str) -> io::Result<Arc<[u8]>> {
        match self.nodes.get(path) {
            Some(Some((bytes, _))) => Ok(bytes.clone()),
            Some(None) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Fails unless a new name can be created here.
    fn free(&self, path: &str) -> io::Result<()> {
        match (self.nodes.contains_key(path), self.nodes.get(parent(path))) {
            (true, _) => Err(io::ErrorKind::AlreadyExists.into()),
            (false, Some(None)) => Ok(()),
            (false, _) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Takes a file, or a folder with all that is in it, out of the tree; paths relative to it.
    fn take(&mut self, path: &str) -> Vec<(String, Node)> {
        let inside = format!("{path}/");
        let keys: Vec<String> =
            self.nodes.keys().filter(|key| *key == path || key.starts_with(&inside)).cloned().collect();
        keys.iter().filter_map(|key| Some((key[path.len()..].to_owned(), self.nodes.remove(key)?))).collect()
    }

    fn give(&mut self, path: &str, nodes: Vec<(String, Node)>) {
        self.nodes.extend(nodes.into_iter().map(|(below, node)| (format!("{path}{below}"), node)));
    }
}

impl System for MemorySystem {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        let below = if folder.is_empty() { format!("{ROOT}/") } else { format!("{ROOT}/{folder}/") };
        let mut found = Vec::new();
        for (path, node) in &self.disk().nodes {
            if let (Some(rest), Some((bytes, _))) = (path.strip_prefix(&below), node)
                && !rest.split('/').any(|part| hidden(part.as_ref()))
            {
                push(&mut found, &path[ROOT.len() + 1..], EntryKind::File { len: bytes.len() as u64 });
            }
        }
        Ok(found)
    }

    fn locate(&self, path: &FilePath) -> io::Result<PathBuf> {
        self.resolve(&Path::new(ROOT).join(path.as_str()))
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        match self.stat(path)? {
            Some(_) => Ok(PathBuf::from(key(path))),
            None => Err(named("find", path)(io::ErrorKind::NotFound.into())),
        }
    }

    fn stat(&self, path: &Path) -> io::Result<Option<Stat>> {
        let path = key(path);
        Ok(match self.disk().nodes.get(&path) {
            _ if path.is_empty() => Some(Stat { kind: Kind::Folder, len: 0, modified: None }),
            None => None,
            Some(None) => Some(Stat { kind: Kind::Folder, len: 0, modified: None }),
            Some(Some((bytes, time))) => Some(Stat {
                kind: Kind::File,
                len: bytes.len() as u64,
                modified: Some(SystemTime::UNIX_EPOCH + Duration::from_secs(*time)),
            }),
        })
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        let below = format!("{}/", key(folder));
        let kind = |node: &Node| if node.is_some() { Kind::File } else { Kind::Folder };
        let disk = self.disk();
        let nodes =
            disk.nodes.iter().filter_map(|(path, node)| Some((path.strip_prefix(&below)?, kind(node))));
        Ok(nodes.filter(|(name, _)| !name.contains('/')).map(|(name, kind)| (name.into(), kind)).collect())
    }

    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        let disk = self.disk();
        let file = match disk.never_whole.contains(&key(path)) {
            true => Err(io::ErrorKind::FileTooLarge.into()),
            false => disk.file(&key(path)),
        };
        file.map(|bytes| bytes.to_vec()).map_err(named("read", path))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Open>> {
        let bytes = self.disk().file(&key(path)).map_err(named("read", path))?;
        Ok(Box::new(io::Cursor::new(bytes)))
    }

    fn digest(&self, path: &Path) -> io::Result<(u128, u64)> {
        let bytes = self.disk().file(&key(path)).map_err(named("read", path))?;
        Ok((xxh3_128(&bytes), bytes.len() as u64))
    }

    fn is_mount(&self, _: &Path) -> io::Result<bool> {
        Ok(false)
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Held>>> {
        let mut disk = self.writing().map_err(named("lock", path))?;
        if !disk.locks.insert(path.to_owned()) {
            return Ok(None);
        }
        disk.create_folders(parent(&key(path)));
        Ok(Some(Box::new(MemoryLock { disk: self.disk.clone(), path: path.to_owned() })))
    }

    fn create_dir_all(&self, folder: &Path) -> io::Result<()> {
        self.writing().map(|mut disk| disk.create_folders(&key(folder))).map_err(named("create", folder))
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let key = key(path);
        let write = |mut disk: MutexGuard<'_, Disk>| {
            disk.free(&key)?;
            disk.put(key, bytes.into());
            Ok(())
        };
        self.writing().and_then(write).map_err(named("write", path))
    }

    fn copy_new(&self, from: &Path, to: &Path) -> io::Result<(u128, u64)> {
        let bytes = self.load(from)?;
        self.write_new(to, &bytes)?;
        Ok((xxh3_128(&bytes), bytes.len() as u64))
    }

    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let (from, key) = (key(from), key(to));
        let link = |mut disk: MutexGuard<'_, Disk>| {
            disk.free(&key)?;
            disk.file(&from)?;
            let node = disk.nodes[&from].clone();
            disk.nodes.insert(key, node);
            Ok(())
        };
        self.writing().and_then(link).map_err(named("link", to))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let (old, new) = (key(from), key(to));
        let rename = |mut disk: MutexGuard<'_, Disk>| {
            disk.free(&new)?;
            let nodes = disk.take(&old);
            disk.give(&new, nodes);
            Ok(())
        };
        self.writing().and_then(rename).map_err(named("rename", from))
    }

    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        let mut disk = self.writing().map_err(named("exchange", b))?;
        let (a, b) = (key(a), key(b));
        let (first, second) = (disk.take(&a), disk.take(&b));
        disk.give(&b, first);
        disk.give(&a, second);
        Ok(())
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        let key = key(path);
        let remove = |mut disk: MutexGuard<'_, Disk>| disk.file(&key).map(|_| disk.nodes.remove(&key));
        self.writing().and_then(remove).map(drop).map_err(named("remove", path))
    }

    fn remove_dir(&self, folder: &Path) -> io::Result<()> {
        let empty = self.names(folder)?.is_empty();
        let remove = |mut disk: MutexGuard<'_, Disk>| match (empty, disk.nodes.remove(&key(folder))) {
            (true, Some(None)) => Ok(()),
            (_, node) => {
                disk.nodes.extend(node.map(|node| (key(folder), node)));
                Err(io::ErrorKind::DirectoryNotEmpty.into())
            }
        };
        self.writing().and_then(remove).map_err(named("remove", folder))
    }

    fn sync_tree(&self, folder: &Path) -> io::Result<()> {
        self.writing().map(drop).map_err(named("save", folder))
    }

    fn sync_dir(&self, folder: &Path) -> io::Result<()> {
        self.writing().map(drop).map_err(named("save", folder))
    }
}

struct MemoryLock {
    disk: Arc<Mutex<Disk>>,
    path: PathBuf,
}

impl Held for MemoryLock {}

impl Drop for MemoryLock {
    fn drop(&mut self) {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner).locks.remove(&self.path);
    }
}

/// Returns a path as a key: separated by `/` on every machine, without one at its end.
fn key(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/").trim_end_matches('/').to_owned()
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
