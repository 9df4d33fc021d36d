//! The machine: the only module that touches files.
//!
//! [`System`] has two sides. The *reading side* sees the site: paths are [`FilePath`]s relative to the site's root, and
//! nothing outside the root can be reached, by `..` or by a symbolic link. The *writing side* is what `publish` needs:
//! absolute paths, nothing that replaces or deletes more than the one thing it names. [`OsSystem`] is the real machine,
//! [`MemorySystem`] one in memory, for tests and for
//! older states of a site ([`at_revision`]).
//!
//! Every error names its path. Not done here: deciding what to read (see `load`) or what may be deleted (see `publish`).

#![expect(clippy::disallowed_methods, reason = "this is the wall: everything else goes through here")]

mod memory;
mod platform;
mod revision;
#[cfg(test)]
mod tests;

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, File, FileType, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use xxhash_rust::xxh3::Xxh3;

use crate::paths::FilePath;

pub use self::memory::MemorySystem;
pub use self::revision::{RevisionError, at_revision};

/// The most entries one listing may have. Links that lead to each other's folders multiply without being a loop.
const MOST_ENTRIES: usize = 1_000_000;

/// An open file.
pub trait Open: io::BufRead + io::Seek {}

impl<T: io::BufRead + io::Seek> Open for T {}

/// What reading and publishing need from a machine.
pub trait System: Send + Sync {
    /// Lists every file below a folder of the site, links followed, sorted by path; a missing folder has none.
    ///
    /// `folder` is relative to the root and separated by `/`; empty means the root. Hidden files and folders, and names
    /// that end in `~`, are left out, except `.well-known` and `.nojekyll`.
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>>;

    /// Returns the absolute path of a file of the site, all links resolved. One that leads outside is an error.
    fn locate(&self, path: &FilePath) -> io::Result<PathBuf>;

    /// Reads a file of the site.
    fn read(&self, path: &FilePath) -> io::Result<Vec<u8>> {
        self.load(&self.locate(path)?)
    }

    /// Returns the hash (xxh3-128) and length of a file of the site, read in a stream.
    fn hash(&self, path: &FilePath) -> io::Result<(u128, u64)> {
        self.digest(&self.locate(path)?)
    }

    /// Tells whether the site has a regular file with this path.
    fn is_file(&self, path: &FilePath) -> bool {
        let found = self.locate(path).and_then(|path| self.stat(&path));
        matches!(found, Ok(Some(Stat { kind: Kind::File, .. })))
    }

    /// Returns the path with all links resolved; it must exist.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf>;

    /// Looks at a path without following a link; `None` when there is nothing.
    fn stat(&self, path: &Path) -> io::Result<Option<Stat>>;

    /// Returns the names in a folder and what they are, links not followed, sorted.
    fn names(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>>;

    /// Reads a file.
    fn load(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Opens a file, to read parts of it.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Open>>;

    /// Returns the hash (xxh3-128) and length of a file, read in a stream.
    fn digest(&self, path: &Path) -> io::Result<(u128, u64)>;

    /// Tells whether a folder is a mount point, which can be neither renamed nor exchanged.
    fn is_mount(&self, folder: &Path) -> io::Result<bool>;

    /// Takes a lock that ends with the process or when it is dropped; `None` when another process holds it.
    ///
    /// The lock file and its folder are created where they are missing; dropping the lock removes the file.
    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Held>>>;

    /// Creates a folder and those above it.
    fn create_dir_all(&self, folder: &Path) -> io::Result<()>;

    /// Writes a file that must not exist yet.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Copies a file in a stream to one that must not exist yet; returns the hash and length of what was copied.
    fn copy_new(&self, from: &Path, to: &Path) -> io::Result<(u128, u64)>;

    /// Gives a file a second name.
    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Renames a file or folder. The caller has seen that nothing stands at `to`.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Exchanges two folders in one step; `ErrorKind::Unsupported`, and nothing done, where the machine cannot.
    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()>;

    /// Removes a file, or a link itself.
    fn remove_file(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder, which must be empty; `ErrorKind::DirectoryNotEmpty` when it is not.
    fn remove_dir(&self, folder: &Path) -> io::Result<()>;

    /// Waits until everything below a folder is safe from a power failure.
    fn sync_tree(&self, folder: &Path) -> io::Result<()>;

    /// Waits until the names in a folder are safe from a power failure.
    fn sync_dir(&self, folder: &Path) -> io::Result<()>;
}

/// A lock that is held until it is dropped.
pub trait Held: Send + Sync {}

/// One thing found below a folder of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path. Where the name is no text, a similar one.
    pub path: FilePath,
    /// What it is.
    pub kind: EntryKind,
}

/// What a listed entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file, or a link to one within the site.
    File {
        /// Length in bytes.
        len: u64,
    },
    /// A symbolic link that leads outside the root, into a hidden folder, in a circle, or nowhere.
    OutsideLink,
    /// A name that is not UTF-8 or holds a backslash, as far as it can be shown. A folder of this kind is not entered.
    NotUtf8Name(String),
    /// A pipe, socket or device.
    Special,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// What it is.
    pub kind: Kind,
    /// Length in bytes, of a file.
    pub len: u64,
    /// When it was last written, where the machine knows.
    pub modified: Option<SystemTime>,
}

/// The kinds of things on a disk, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, socket or device.
    Special,
}

/// The machine that the program runs on.
#[derive(Debug)]
pub struct OsSystem {
    root: PathBuf,
}

impl OsSystem {
    /// Opens a site by the path of its root, which must be an existing folder.
    pub fn new(root: &Path) -> io::Result<Self> {
        let root = fs::canonicalize(root).map_err(named("open the folder", root))?;
        match fs::metadata(&root).map_err(named("open the folder", &root))?.is_dir() {
            true => Ok(Self { root }),
            false => Err(named("open the folder", &root)(io::ErrorKind::NotADirectory.into())),
        }
    }

    /// Returns the site's root, absolute, all links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Tells whether a resolved path is one that the site may show: below the root and not hidden.
    fn within(&self, resolved: &Path) -> bool {
        resolved.strip_prefix(&self.root).is_ok_and(|below| !below.iter().any(hidden))
    }

    /// Lists one folder and those below it. `above` holds the resolved folders that led here, this one last.
    fn walk(
        &self,
        folder: &str,
        above: &mut Vec<PathBuf>,
        found: &mut Vec<Entry>,
        left: &mut usize,
    ) -> io::Result<()> {
        let here = above.last().cloned().unwrap_or_else(|| self.root.clone());
        for (name, kind) in self.names(&here)? {
            if hidden(&name) {
                continue;
            }
            *left = left.checked_sub(1).ok_or_else(|| {
                let why = "look for links that repeat a folder";
                io::Error::other(format!("`{folder}` holds over {MOST_ENTRIES} files; {why}"))
            })?;
            let path = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let Some(plain) = name.to_str().filter(|name| !name.contains('\\')) else {
                let shown = name.to_string_lossy().into_owned();
                let path = format!("{path}{}", shown.replace('\\', "\u{fffd}"));
                push(found, &path, EntryKind::NotUtf8Name(shown));
                continue;
            };
            let (path, place) = (format!("{path}{plain}"), here.join(&name));
            let (place, kind) = match kind {
                Kind::Link => match self.follow(&place, above)? {
                    Some(target) => target,
                    None => {
                        push(found, &path, EntryKind::OutsideLink);
                        continue;
                    }
                },
                Kind::File | Kind::Folder | Kind::Special => (place, kind),
            };
            match kind {
                Kind::File => {
                    // What vanishes while we look was not there.
                    let Some(stat) = self.stat(&place)? else { continue };
                    push(found, &path, EntryKind::File { len: stat.len });
                }
                Kind::Folder => {
                    above.push(place);
                    self.walk(&path, above, found, left)?;
                    above.pop();
                }
                Kind::Link | Kind::Special => push(found, &path, EntryKind::Special),
            }
        }
        Ok(())
    }

    /// Returns where a link leads, if that lies within the site and is no folder that we stand in already.
    fn follow(&self, link: &Path, above: &[PathBuf]) -> io::Result<Option<(PathBuf, Kind)>> {
        let Ok(target) = fs::canonicalize(link) else { return Ok(None) };
        if !self.within(&target) || above.iter().any(|folder| folder.starts_with(&target)) {
            return Ok(None);
        }
        Ok(self.stat(&target)?.map(|stat| (target, stat.kind)))
    }
}

impl System for OsSystem {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        let mut found = Vec::new();
        let place = match FilePath::new(folder) {
            Some(path) => self.root.join(path.as_str()),
            None if folder.is_empty() => self.root.clone(),
            None => return Err(named("list", Path::new(folder))(io::ErrorKind::InvalidInput.into())),
        };
        if self.stat(&place)?.is_none() {
            return Ok(found);
        }
        match fs::canonicalize(&place) {
            Ok(real) if self.within(&real) => {
                self.walk(folder, &mut vec![real], &mut found, &mut MOST_ENTRIES.clone())?;
            }
            _ => push(&mut found, folder, EntryKind::OutsideLink),
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    fn locate(&self, path: &FilePath) -> io::Result<PathBuf> {
        let place = self.root.join(path.as_str());
        let real = fs::canonicalize(&place).map_err(named("find", &place))?;
        // A hidden file may be asked for by its own name, but not through a link.
        if self.within(&real) || (real == place && real.starts_with(&self.root)) {
            return Ok(real);
        }
        let why = format!("`{path}` leads outside the site's folder; copy the file into the site");
        Err(io::Error::new(io::ErrorKind::PermissionDenied, why))
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path).map_err(named("find", path))
    }

    fn stat(&self, path: &Path) -> io::Result<Option<Stat>> {
        let meta = match fs::symlink_metadata(path) {
            Ok(meta) => meta,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(named("look at", path)(error)),
        };
        Ok(Some(Stat { kind: kind(meta.file_type()), len: meta.len(), modified: meta.modified().ok() }))
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        let read = |entry: io::Result<DirEntry>| {
            entry.and_then(|entry| Ok((entry.file_name(), kind(entry.file_type()?))))
        };
        let names = fs::read_dir(folder).and_then(|entries| entries.map(read).collect());
        let mut names: Vec<(OsString, Kind)> = names.map_err(named("list", folder))?;
        names.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(names)
    }

    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path).map_err(named("read", path))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Open>> {
        let file = File::open(path).map_err(named("read", path))?;
        Ok(Box::new(io::BufReader::new(file)))
    }

    fn digest(&self, path: &Path) -> io::Result<(u128, u64)> {
        File::open(path).and_then(|from| pump(from, io::sink())).map_err(named("read", path))
    }

    fn is_mount(&self, folder: &Path) -> io::Result<bool> {
        platform::is_mount(folder).map_err(named("look at", folder))
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Held>>> {
        // The holder removes the file when it ends. Who opened it just before holds a lock on nothing and tries again.
        for _ in 0..100 {
            if let Some(folder) = path.parent() {
                self.create_dir_all(folder)?;
            }
            let file = match OpenOptions::new().create(true).append(true).open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                opened => opened.map_err(named("lock", path))?,
            };
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(named("lock", path)(error)),
                Ok(()) if platform::names_file(path, &file) => {
                    return Ok(Some(Box::new(FileLock { file: Some(file), path: path.to_owned() })));
                }
                Ok(()) => {}
            }
        }
        Ok(None)
    }

    fn create_dir_all(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder).map_err(named("create", folder))
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        File::create_new(path).and_then(|mut file| file.write_all(bytes)).map_err(named("write", path))
    }

    fn copy_new(&self, from: &Path, to: &Path) -> io::Result<(u128, u64)> {
        let from = File::open(from).map_err(named("read", from))?;
        File::create_new(to).and_then(|to| pump(from, to)).map_err(named("write", to))
    }

    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to).map_err(named("link", to))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to).map_err(named("rename", from))
    }

    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        platform::exchange(a, b).map_err(named("exchange", b))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path).map_err(named("remove", path))
    }

    fn remove_dir(&self, folder: &Path) -> io::Result<()> {
        fs::remove_dir(folder).map_err(named("remove", folder))
    }

    fn sync_tree(&self, folder: &Path) -> io::Result<()> {
        platform::sync_tree(folder).map_err(named("save", folder))
    }

    fn sync_dir(&self, folder: &Path) -> io::Result<()> {
        platform::sync_dir(folder).map_err(named("save", folder))
    }
}

/// A lock by way of the file system; the file is removed while the lock is still held.
struct FileLock {
    file: Option<File>,
    path: PathBuf,
}

impl Held for FileLock {}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Windows removes no open file; there a name without a holder stays until the next build.
        if cfg!(windows) {
            self.file = None;
        }
        let _ = fs::remove_file(&self.path);
    }
}

/// Puts what failed, and where, before an error.
fn named(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> io::Error {
    let path = path.to_owned();
    move |error| io::Error::new(error.kind(), format!("cannot {verb} `{}`: {error}", path.display()))
}

/// Adds an entry. Paths come from names in a folder, so they are never refused.
fn push(found: &mut Vec<Entry>, path: &str, kind: EntryKind) {
    found.extend(FilePath::new(path).map(|path| Entry { path, kind }));
}

fn kind(kind: FileType) -> Kind {
    match kind {
        kind if kind.is_file() => Kind::File,
        kind if kind.is_dir() => Kind::Folder,
        kind if kind.is_symlink() => Kind::Link,
        _ => Kind::Special,
    }
}

/// Tells whether a name is one that a site does not publish.
fn hidden(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    (name.starts_with(b".") && name != b".well-known" && name != b".nojekyll") || name.ends_with(b"~")
}

/// Copies a stream and returns the hash and length of what went through.
fn pump(mut from: impl Read, mut to: impl Write) -> io::Result<(u128, u64)> {
    let (mut hasher, mut len, mut buffer) = (Xxh3::new(), 0, vec![0; 64 * 1024]);
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok((hasher.digest128(), len)),
            Ok(count) => {
                hasher.update(&buffer[..count]);
                to.write_all(&buffer[..count])?;
                len += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
