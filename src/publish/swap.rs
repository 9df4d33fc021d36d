//! Putting a new tree in the place of the old one, so that a kill at any moment leaves a whole site.
//!
//! Work happens in a folder of ours beside the output, `.public.onrecord` for `public`. What a killed build left there
//! tells by its names how far it came; there is no journal file.
//!
//! | name | holds | after a kill |
//! |---|---|---|
//! | `lock` | the lock of the running build | is taken again |
//! | `staging` | a tree in the making, only ever files that a build wrote | is discarded |
//! | `new` | the finished new tree, or after an exchange the old one | completes a missing output, else is cleared |
//! | `old` | the old tree, where the machine has no exchange | the same, after `new` |
//!
//! 1. `staging` is renamed to `new`: from here on it is complete.
//! 2. `new` and the output are exchanged in one step. Where there is no exchange, the output becomes `old` and `new` the
//!    output, in two renames; between them there is no output, and the next build completes it.
//! 3. What is kept (`.git`, …) moves from the old tree into the new one, and the old one is cleared. A build that was
//!    killed here is repaired by the next one, which does this step first.
//!
//! A mount point can be neither renamed nor exchanged. There the folder of ours is `.onrecord` in the output, and what
//! stands at the top of the tree is renamed piece by piece, the manifest last. A kill between two pieces leaves a mix
//! until the next build, which goes on where it stopped: this is the one place where no machine offers more.

use std::io;
use std::path::{Path, PathBuf};

use super::error::PublishError;
use super::manifest::{self, Manifest};
use super::tree::{clear, discard, tops};
use crate::system::System;

/// A rename that is planned or done.
type Move = (PathBuf, PathBuf);

/// The folders of one output.
#[derive(Debug)]
pub(super) struct Place {
    /// The output folder, all links resolved.
    pub(super) output: PathBuf,
    /// The folder of ours.
    pub(super) work: PathBuf,
    /// Whether it lies in the output, which is a mount point then.
    inside: bool,
}

impl Place {
    /// Works out the folders of an output that passed the guard.
    pub(super) fn new(system: &dyn System, output: PathBuf) -> io::Result<Self> {
        let inside = system.stat(&output)?.is_some() && system.is_mount(&output)?;
        let work = match (inside, output.file_name()) {
            (false, Some(name)) => {
                let mut work = std::ffi::OsString::from(".");
                work.push(name);
                work.push(".onrecord");
                output.with_file_name(work)
            }
            _ => output.join(".onrecord"),
        };
        Ok(Self { output, work, inside })
    }

    /// Returns the lock file.
    pub(super) fn lock(&self) -> PathBuf {
        self.work.join("lock")
    }

    /// Returns the folder for a tree in the making.
    pub(super) fn staging(&self) -> PathBuf {
        self.work.join("staging")
    }

    fn new_tree(&self) -> PathBuf {
        self.work.join("new")
    }

    fn old_tree(&self) -> PathBuf {
        self.work.join("old")
    }

    /// Completes or clears what a killed build left. Needs the lock.
    pub(super) fn recover(&self, system: &dyn System) -> Result<(), PublishError> {
        discard(system, &self.staging())?;
        if self.inside {
            if system.stat(&self.new_tree())?.is_some() {
                perform(system, &self.pieces(system)?, &self.output)?;
            }
        } else if system.stat(&self.output)?.is_none() {
            let trees = [self.new_tree(), self.old_tree()];
            for tree in trees {
                if system.stat(&tree)?.is_some() {
                    system.rename(&tree, &self.output)?;
                    break;
                }
            }
        }
        self.clear(system)
    }

    /// Puts the staged tree into its place. After an error the old tree stands, but for [`PublishError::Interrupted`].
    pub(super) fn swap(&self, system: &dyn System) -> Result<(), PublishError> {
        let new = self.new_tree();
        system.rename(&self.staging(), &new)?;
        let swapped =
            system.sync_dir(&self.work).map_err(PublishError::from).and_then(|()| self.exchange(system));
        match swapped {
            // Half done: the next build needs `new` to complete it.
            Ok(()) | Err(PublishError::Interrupted { .. }) => {}
            Err(_) => {
                // Should this fail, too, the next build clears them.
                let _ = system.rename(&new, &self.staging());
                let _ = system.remove_dir(&self.old_tree());
            }
        }
        swapped
    }

    fn exchange(&self, system: &dyn System) -> Result<(), PublishError> {
        let new = self.new_tree();
        if self.inside {
            return perform(system, &self.pieces(system)?, &self.output);
        }
        if system.stat(&self.output)?.is_none() {
            return Ok(system.rename(&new, &self.output)?);
        }
        match system.exchange(&new, &self.output) {
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                let moves = [(self.output.clone(), self.old_tree()), (new, self.output.clone())];
                perform(system, &moves, &self.output)
            }
            done => Ok(done?),
        }
    }

    /// Makes the exchange last, moves on what is kept, and clears the old tree.
    pub(super) fn settle(&self, system: &dyn System) -> Result<(), PublishError> {
        match self.output.parent() {
            Some(parent) if !self.inside => system.sync_dir(parent)?,
            _ => system.sync_dir(&self.output)?,
        }
        self.clear(system)
    }

    fn clear(&self, system: &dyn System) -> Result<(), PublishError> {
        // Inside a mount point `new` is empty by now.
        clear(system, &self.new_tree(), &self.output)?;
        clear(system, &self.old_tree(), &self.output)
    }

    /// Works out the renames, from any point on, that bring the pieces of `new` into the output and the rest to `old`.
    fn pieces(&self, system: &dyn System) -> Result<Vec<Move>, PublishError> {
        let (new, old) = (self.new_tree(), self.old_tree());
        let Some(now) = read_manifest(system, &new)? else { return Ok(Vec::new()) };
        let before = match read_manifest(system, &self.output)? {
            Some(files) => files,
            None => read_manifest(system, &old)?.unwrap_or_default(),
        };
        system.create_dir_all(&old)?;
        let mut moves = Vec::new();
        let gone = tops(&before).into_iter().filter(|name| !tops(&now).contains(name));
        for name in tops(&now).into_iter().chain(gone).chain([manifest::NAME]) {
            let arrives = system.stat(&new.join(name))?.is_some();
            let leaves = system.stat(&self.output.join(name))?.is_some();
            if leaves && (arrives || !tops(&now).contains(name)) {
                moves.push((self.output.join(name), old.join(name)));
            }
            if arrives {
                moves.push((new.join(name), self.output.join(name)));
            }
        }
        Ok(moves)
    }
}

/// Renames one after the other; after a failure all that was done is undone.
///
/// # Errors
/// [`PublishError::Interrupted`] when undoing failed, too.
fn perform(system: &dyn System, moves: &[Move], output: &Path) -> Result<(), PublishError> {
    for (at, (from, to)) in moves.iter().enumerate() {
        if let Err(source) = rename_free(system, from, to) {
            let undone = moves[..at].iter().rev().all(|(from, to)| system.rename(to, from).is_ok());
            return Err(match undone {
                true => source.into(),
                false => PublishError::Interrupted { output: output.to_owned(), source },
            });
        }
    }
    Ok(())
}

/// Renames to a name that must be free.
fn rename_free(system: &dyn System, from: &Path, to: &Path) -> io::Result<()> {
    if system.stat(to)?.is_some() {
        let why = format!("`{}` is in the way; move it away and build again", to.display());
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
    }
    system.rename(from, to)
}

fn read_manifest(system: &dyn System, folder: &Path) -> Result<Option<Manifest>, PublishError> {
    let path = folder.join(manifest::NAME);
    if system.stat(&path)?.is_none() {
        return Ok(None);
    }
    let files = manifest::read(&system.load(&path)?);
    files.map(Some).map_err(|why| PublishError::Manifest { path, why })
}
