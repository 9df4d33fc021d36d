//! What stands in an output folder, and taking an old one away.
//!
//! A file is *ours* when the manifest names it with this length and hash. Everything else is somebody's and is never
//! deleted. Some of it is expected and moves on to the next tree: [`KEPT`] at the top, and what file managers drop.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::error::PublishError;
use super::manifest::{self, Manifest, Mark};
use crate::system::{Kind, Stat, System};

/// Files and folders that stay in the output though no build wrote them.
const KEPT: [&str; 3] = [".git", "CNAME", ".nojekyll"];

/// Files that file managers leave in any folder that is looked at.
const DROPPED: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// What a folder holds. All paths are relative to it and separated by `/`.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// What its manifest names; `None` without a manifest.
    pub(super) manifest: Option<Manifest>,
    /// Files as the manifest names them.
    pub(super) ours: Manifest,
    /// What is kept, sorted.
    pub(super) kept: Vec<String>,
    /// What file managers dropped.
    dropped: Vec<String>,
    /// Whatever else was found, sorted.
    pub(super) foreign: Vec<String>,
    /// The folders, each before those in it.
    folders: Vec<String>,
}

/// Looks through a folder; a missing one is empty. Links are not followed, and `skip` in it is not there.
pub(super) fn look(system: &dyn System, folder: &Path, skip: Option<&Path>) -> Result<Tree, PublishError> {
    let mut tree = Tree::default();
    if system.stat(folder)?.is_none() {
        return Ok(tree);
    }
    let path = folder.join(manifest::NAME);
    let mut walk = Walk { system, root: folder, skip, written: None };
    if let Some(Stat { kind: Kind::File, modified, .. }) = system.stat(&path)? {
        let read = manifest::read(&system.load(&path)?);
        tree.manifest = Some(read.map_err(|why| PublishError::Manifest { path, why })?);
        walk.written = modified;
    }
    walk.enter("", &mut tree)?;
    tree.foreign.sort();
    tree.kept.sort();
    Ok(tree)
}

/// What looking through a folder needs in each folder below it.
struct Walk<'a> {
    system: &'a dyn System,
    root: &'a Path,
    skip: Option<&'a Path>,
    /// When the manifest was written.
    written: Option<SystemTime>,
}

impl Walk<'_> {
    /// Looks through one folder; `below` is empty or ends in a slash.
    fn enter(&self, below: &str, tree: &mut Tree) -> io::Result<()> {
        for (name, kind) in self.system.names(&self.root.join(below))? {
            let Some(name) = name.to_str() else {
                tree.foreign.push(format!("{below}{}", name.to_string_lossy()));
                continue;
            };
            let path = format!("{below}{name}");
            let place = self.root.join(&path);
            if path == manifest::NAME || self.skip == Some(&place) {
                continue;
            }
            let mark = tree.manifest.as_ref().and_then(|files| files.get(&path)).copied();
            match (kind, mark) {
                _ if path == ".git" => tree.kept.push(path),
                (Kind::File, Some(mark)) if self.is_same(&place, mark)? => {
                    tree.ours.insert(path, mark);
                }
                (Kind::File, None) if KEPT.contains(&path.as_str()) => tree.kept.push(path),
                (Kind::File, None) if DROPPED.contains(&name) => tree.dropped.push(path),
                (Kind::Folder, _) if tree.manifest.is_some() => {
                    tree.folders.push(path.clone());
                    self.enter(&format!("{path}/"), tree)?;
                }
                // Without a manifest nothing in it can be ours, and it may be a large folder.
                (Kind::Folder, _) => tree.foreign.push(format!("{path}/")),
                (Kind::File | Kind::Link | Kind::Special, _) => tree.foreign.push(path),
            }
        }
        Ok(())
    }

    /// Tells whether a file still is what the manifest says.
    ///
    /// The manifest is written last. A file of the same length and with an earlier time is believed; where the times are
    /// equal, too coarse to tell, or later (as after a checkout), its bytes are read.
    fn is_same(&self, path: &Path, mark: Mark) -> io::Result<bool> {
        let Some(stat) = self.system.stat(path)? else { return Ok(false) };
        let earlier =
            matches!((stat.modified, self.written), (Some(file), Some(manifest)) if file < manifest);
        Ok(stat.len == mark.len && (earlier || self.system.digest(path)? == (mark.hash, mark.len)))
    }
}

/// Takes an old tree away after the new one stands at `output`: moves on what is kept, then deletes what is ours.
///
/// A missing folder is none. What is somebody's stays, with the manifest that tells it apart.
///
/// # Errors
/// [`PublishError::Leftover`] when something stays.
pub(super) fn clear(system: &dyn System, folder: &Path, output: &Path) -> Result<(), PublishError> {
    if system.stat(folder)?.is_none() {
        return Ok(());
    }
    let tree = look(system, folder, None)?;
    let mut left = tree.foreign;
    for path in &tree.kept {
        if !hand_over(system, &folder.join(path), &output.join(path))? {
            left.push(path.clone());
        }
    }
    for path in &tree.dropped {
        // Nobody's work: where its folder is gone from the site, it goes, too.
        if !hand_over(system, &folder.join(path), &output.join(path))? {
            system.remove_file(&folder.join(path))?;
        }
    }
    for path in tree.ours.keys() {
        system.remove_file(&folder.join(path))?;
    }
    for path in tree.folders.iter().rev() {
        match system.remove_dir(&folder.join(path)) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            removed => removed?,
        }
    }
    if !left.is_empty() {
        left.sort();
        return Err(PublishError::Leftover { folder: folder.to_owned(), files: left });
    }
    if tree.manifest.is_some() {
        system.remove_file(&folder.join(manifest::NAME))?;
    }
    Ok(system.remove_dir(folder)?)
}

/// Moves something from the old tree into the new one; `false` when there is no place for it.
fn hand_over(system: &dyn System, from: &Path, to: &Path) -> io::Result<bool> {
    let parent = to.parent().map(|parent| system.stat(parent)).transpose()?.flatten();
    if parent.is_none_or(|stat| stat.kind != Kind::Folder) {
        return Ok(false);
    }
    match (system.stat(from)?, system.stat(to)?) {
        (_, None) => system.rename(from, to)?,
        (Some(Stat { kind: Kind::File, .. }), Some(Stat { kind: Kind::File, .. }))
            if system.digest(from)? == system.digest(to)? =>
        {
            system.remove_file(from)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Returns which of the kept files the new site would write over with other bytes.
pub(super) fn overwritten(
    system: &dyn System,
    folder: &Path,
    tree: &Tree,
    files: &Manifest,
) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for path in &tree.kept {
        let below = format!("{path}/");
        let as_file = files.get(path);
        let as_folder = files.range(below.clone()..).next().is_some_and(|(file, _)| file.starts_with(&below));
        let same = match as_file {
            Some(mark) => system.digest(&folder.join(path))? == (mark.hash, mark.len),
            None => !as_folder,
        };
        if !same {
            found.push(path.clone());
        }
    }
    Ok(found)
}

/// Removes a folder that holds nothing but what this or a killed build staged; a missing one is none.
pub(super) fn discard(system: &dyn System, folder: &Path) -> io::Result<()> {
    match system.stat(folder)? {
        None => Ok(()),
        Some(Stat { kind: Kind::Folder, .. }) => {
            for (name, _) in system.names(folder)? {
                discard(system, &folder.join(name))?;
            }
            system.remove_dir(folder)
        }
        Some(_) => system.remove_file(folder),
    }
}

/// Returns the first parts of the paths in a manifest: what stands at the top of its tree, the manifest left out.
pub(super) fn tops(files: &Manifest) -> BTreeSet<&str> {
    files.keys().map(|path| path.split('/').next().unwrap_or(path)).collect()
}
