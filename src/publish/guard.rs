//! Which folders a site may be written to.
//!
//! Input: the folder that was asked for and what must be protected. Output: its real path, all links resolved once.
//! Looks only at the folder itself; the files in it are `tree`'s work.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use super::error::{PublishError, Refusal};
use crate::system::{Kind, System};

/// Folders of a site that its editors write.
const WRITTEN: [&str; 4] = ["content", "templates", "strings", "static"];

/// What an output folder must keep away from.
#[derive(Clone, Debug)]
pub struct Protected {
    /// The site's root, absolute.
    pub root: PathBuf,
    /// The home folder of whoever builds, where there is one.
    pub home: Option<PathBuf>,
}

/// Returns the real path of the output folder, which need not exist, or refuses it.
pub(super) fn real_output(
    system: &dyn System,
    output: &Path,
    protect: &Protected,
) -> Result<PathBuf, PublishError> {
    let root = system.resolve(&protect.root)?;
    let output = real(system, &root.join(output))?;
    match refusal(system, &output, &root, protect.home.as_deref())? {
        Some(why) => Err(PublishError::Refused { output, why }),
        None => Ok(output),
    }
}

fn refusal(
    system: &dyn System,
    output: &Path,
    root: &Path,
    home: Option<&Path>,
) -> io::Result<Option<Refusal>> {
    if output.parent().is_none() {
        return Ok(Some(Refusal::FileSystem));
    }
    if root.starts_with(output) {
        return Ok(Some(Refusal::Site));
    }
    // A home folder that does not exist holds nothing.
    if home.and_then(|home| system.resolve(home).ok()).is_some_and(|home| home.starts_with(output)) {
        return Ok(Some(Refusal::Home));
    }
    for name in WRITTEN {
        let folder = real(system, &root.join(name))?;
        if output.starts_with(&folder) || folder.starts_with(output) {
            return Ok(Some(Refusal::Files(name)));
        }
    }
    if output.iter().any(|part| part == OsStr::new(".git")) {
        return Ok(Some(Refusal::InsideGit));
    }
    let blocked = system.stat(output)?.is_some_and(|stat| stat.kind != Kind::Folder);
    Ok(blocked.then_some(Refusal::NotAFolder))
}

/// Resolves the links of a path of which the last parts need not exist.
fn real(system: &dyn System, path: &Path) -> io::Result<PathBuf> {
    match system.resolve(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && system.stat(path)?.is_none() => {
            let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Err(error) };
            Ok(real(system, parent)?.join(name))
        }
        // A link that leads nowhere is an error, too: where to write is not for us to guess.
        resolved => resolved,
    }
}
