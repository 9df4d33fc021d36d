//! Publishing: old site or new site, never a mix, and nothing deleted that a build did not write.
//!
//! 1. [`Publisher::open`] works out the real output folder, refuses one that is no place for a site, takes the lock,
//!    repairs what a killed build left, and compares the output with its manifest. A file that was added or changed
//!    since is somebody's, and the build ends here, before anything is touched.
//! 2. [`Publisher::page`] and [`Publisher::file`] take finished files, from many threads. What the output holds already
//!    is only noted; what is new goes into a staging folder beside it.
//! 3. [`Publisher::finish`] compares. Nothing changed: nothing is touched. Else the staged tree is completed with links
//!    to what stays, gets its manifest, and takes the output's place in one step (see `swap`); then the old one is cleared
//!    (see `tree`).
//!
//! Dropped before it is finished, a publisher removes what it staged. Not done here: rendering, deciding what is
//! published, and whether a site may be (see `check`).

mod error;
mod guard;
mod manifest;
mod swap;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use xxhash_rust::xxh3::xxh3_128;

pub use self::error::{PublishError, Refusal};
pub use self::guard::Protected;
use self::manifest::{Manifest, Mark};
use self::swap::Place;
use self::tree::Tree;
use crate::paths::{FilePath, OutputPath};
use crate::system::{Held, System};

/// Takes the files of one build and publishes them together.
pub struct Publisher<'a> {
    system: &'a dyn System,
    place: Place,
    /// What stood in the output at the beginning.
    before: Tree,
    taken: Mutex<BTreeMap<String, Taken>>,
    lock: Option<Box<dyn Held>>,
}

/// How far a file has come.
#[derive(Clone, Copy)]
enum Taken {
    /// Its bytes are on their way; what stays so has failed.
    Started,
    Staged(Mark),
    /// The output holds it already.
    Unchanged(Mark),
}

/// What a build did to the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that are new or have new bytes.
    pub written: Vec<String>,
    /// Files that stayed as they were.
    pub unchanged: usize,
    /// Files of the last build that this one does not have.
    pub removed: Vec<String>,
    /// What was found in the output and kept, though no build wrote it: `.git`, `CNAME`, `.nojekyll`.
    pub kept: Vec<String>,
}

impl<'a> Publisher<'a> {
    /// Opens an output folder, which need not exist; a relative path starts at the site's root.
    ///
    /// # Errors
    /// When the folder is refused, locked or holds somebody's files. Nothing in it has been touched then, but for
    /// repairing what a killed build left.
    pub fn open(system: &'a dyn System, output: &Path, protect: &Protected) -> Result<Self, PublishError> {
        let output = guard::real_output(system, output, protect)?;
        let place = Place::new(system, output)?;
        // A folder that is not ours does not even get a lock file. Where a folder for our work is, another build may be
        // at work, or a killed one has to be repaired first.
        let manifest = place.output.join(manifest::NAME);
        if system.stat(&place.work)?.is_none() && system.stat(&manifest)?.is_none() {
            look(system, &place)?;
        }
        let Some(lock) = system.lock(&place.lock())? else {
            return Err(PublishError::Locked { output: place.output });
        };
        // From here on dropping it cleans up.
        let taken = Mutex::default();
        let mut publisher = Self { system, place, before: Tree::default(), taken, lock: Some(lock) };
        publisher.place.recover(system)?;
        publisher.before = look(system, &publisher.place)?;
        Ok(publisher)
    }

    /// Takes a finished page.
    ///
    /// # Errors
    /// When it cannot be staged, or something else was given for this path; the build cannot be finished then.
    pub fn page(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()> {
        let mark = Mark { len: bytes.len() as u64, hash: xxh3_128(bytes) };
        self.start(path)?;
        if self.before.ours.get(path.as_str()) == Some(&mark) {
            self.note(path, Taken::Unchanged(mark));
            return Ok(());
        }
        self.stage(path.as_str(), |to| self.system.write_new(to, bytes))?;
        self.note(path, Taken::Staged(mark));
        Ok(())
    }

    /// Takes a file of the site as it is; `hash` is the xxh3-128 of its bytes when it was listed.
    ///
    /// # Errors
    /// As for [`Publisher::page`], and when the file has other bytes by now.
    pub fn file(&self, path: &OutputPath, from: &FilePath, hash: u128) -> io::Result<()> {
        self.start(path)?;
        if let Some(mark) = self.before.ours.get(path.as_str()).filter(|mark| mark.hash == hash) {
            self.note(path, Taken::Unchanged(*mark));
            return Ok(());
        }
        let real = self.system.locate(from)?;
        let (copied, len) = self.stage(path.as_str(), |to| self.system.copy_new(&real, to))?;
        if copied != hash {
            return Err(io::Error::other(format!(
                "`{from}` was changed while the site was built; build again"
            )));
        }
        self.note(path, Taken::Staged(Mark { len, hash }));
        Ok(())
    }

    /// Publishes what was taken: all of it, or on an error nothing.
    ///
    /// # Errors
    /// The output is as it was, but for [`PublishError::Unfinished`], when the new site stands, and
    /// [`PublishError::Interrupted`], when the next build has to complete it.
    pub fn finish(self) -> Result<Summary, PublishError> {
        let (mut files, mut unchanged, mut summary) = (Manifest::new(), Vec::new(), Summary::default());
        for (path, taken) in &*self.taken() {
            let mark = match *taken {
                Taken::Started => {
                    let why = format!("`{path}` was not written; see the error before, then build again");
                    return Err(io::Error::other(why).into());
                }
                Taken::Staged(mark) => {
                    summary.written.push(path.clone());
                    mark
                }
                Taken::Unchanged(mark) => {
                    unchanged.push((path.clone(), mark));
                    mark
                }
            };
            files.insert(path.clone(), mark);
        }
        summary.unchanged = unchanged.len();
        let last = self.before.manifest.as_ref();
        let gone = |last: &Manifest| last.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
        summary.removed = last.map_or_else(Vec::new, gone);
        summary.kept.clone_from(&self.before.kept);
        if summary.written.is_empty() && summary.removed.is_empty() && last.is_some() {
            return Ok(summary);
        }
        self.check_again(&files)?;
        let mut folder = None;
        for (path, mark) in &unchanged {
            let to = self.place.staging().join(path);
            if folder.as_deref() != to.parent() {
                folder = to.parent().map(Path::to_owned);
                to.parent().map_or(Ok(()), |folder| self.system.create_dir_all(folder))?;
            }
            self.bring(path, *mark, &to)?;
        }
        let text = manifest::write(&files);
        self.stage(manifest::NAME, |to| self.system.write_new(to, text.as_bytes()))?;
        self.system.sync_tree(&self.place.staging())?;
        self.place.swap(self.system)?;
        match self.place.settle(self.system) {
            Ok(()) => Ok(summary),
            Err(source) => {
                Err(PublishError::Unfinished { output: self.place.output.clone(), source: Box::new(source) })
            }
        }
    }

    /// Looks once more, just before the exchange, for somebody's work in the output.
    fn check_again(&self, files: &Manifest) -> Result<(), PublishError> {
        let tree = look(self.system, &self.place)?;
        let files = tree::overwritten(self.system, &self.place.output, &tree, files)?;
        match files.is_empty() {
            true => Ok(()),
            false => Err(PublishError::Edited { output: self.place.output.clone(), files }),
        }
    }

    /// Brings a file from the output into the staging folder: a second name where the disk has that, else a copy.
    fn bring(&self, path: &str, mark: Mark, to: &Path) -> io::Result<()> {
        let from = self.place.output.join(path);
        if self.system.hard_link(&from, to).is_ok() {
            return Ok(());
        }
        match self.system.copy_new(&from, to)? == (mark.hash, mark.len) {
            true => Ok(()),
            false => {
                let why = format!("`{}` was changed while the site was built; build again", from.display());
                Err(io::Error::other(why))
            }
        }
    }

    /// Writes something into the staging folder, whose folders are created where they are missing.
    fn stage<T>(&self, path: &str, write: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
        let to = self.place.staging().join(path);
        match (write(&to), to.parent()) {
            (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
                self.system.create_dir_all(folder)?;
                write(&to)
            }
            (written, _) => written,
        }
    }

    /// Begins a file; refuses a second one for its path, and paths that are ours or kept.
    fn start(&self, path: &OutputPath) -> io::Result<()> {
        let first = path.as_str().split('/').next().unwrap_or_default();
        if [manifest::NAME, ".onrecord", ".git"].contains(&first) {
            let why = format!("`{path}` cannot be published; give it another name");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        match self.taken().insert(path.as_str().to_owned(), Taken::Started) {
            None => Ok(()),
            Some(_) => {
                let why = format!("two files would be written to `{path}`; give one of them another path");
                Err(io::Error::new(io::ErrorKind::AlreadyExists, why))
            }
        }
    }

    fn note(&self, path: &OutputPath, taken: Taken) {
        self.taken().insert(path.as_str().to_owned(), taken);
    }

    fn taken(&self) -> MutexGuard<'_, BTreeMap<String, Taken>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Publisher<'_> {
    fn drop(&mut self) {
        // What cannot be removed now is discarded by the next build.
        let _ = tree::discard(self.system, &self.place.staging());
        self.lock = None;
        let _ = self.system.remove_dir(&self.place.work);
    }
}

/// Looks through the output and refuses it when it holds somebody's files.
fn look(system: &dyn System, place: &Place) -> Result<Tree, PublishError> {
    let tree = tree::look(system, &place.output, Some(&place.work))?;
    let output = place.output.clone();
    let git = tree.kept.iter().any(|path| path == ".git");
    match (tree.manifest.is_some(), tree.foreign.is_empty()) {
        (false, _) if git => Err(PublishError::Refused { output, why: Refusal::GitRoot }),
        (_, true) => Ok(tree),
        (true, false) => Err(PublishError::Edited { output, files: tree.foreign }),
        (false, false) => Err(PublishError::NotOurs { output, files: tree.foreign }),
    }
}
