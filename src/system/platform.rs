//! What differs from one operating system to the next.
//!
//! Errors are plain here; the caller names the path.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Tells whether a path still names an open file.
#[cfg(unix)]
pub(super) fn names_file(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |meta: fs::Metadata| (meta.dev(), meta.ino());
    match (fs::symlink_metadata(path), file.metadata()) {
        (Ok(named), Ok(open)) => id(named) == id(open),
        _ => false,
    }
}

#[cfg(not(unix))]
pub(super) fn names_file(_: &Path, _: &File) -> bool {
    true
}

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn is_mount(folder: &Path) -> io::Result<bool> {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    // Only this tells a folder that is mounted from the same disk; kernels before 5.8 do not say.
    let known = statx(CWD, folder, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty());
    if let Ok(stat) = known
        && stat.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT)
    {
        return Ok(stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT));
    }
    other_device(folder)
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
pub(super) fn is_mount(folder: &Path) -> io::Result<bool> {
    other_device(folder)
}

#[cfg(not(unix))]
pub(super) fn is_mount(_: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(unix)]
fn other_device(folder: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let Some(parent) = folder.parent() else { return Ok(true) };
    Ok(fs::symlink_metadata(folder)?.dev() != fs::metadata(parent)?.dev())
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    // What a file system or a kernel answers that does not know the flag; the last two are one on Linux.
    let unknown = [Errno::INVAL, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP];
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(|error| match unknown.contains(&error) {
        true => io::ErrorKind::Unsupported.into(),
        false => error.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// One call for all files: thirty times faster than one for each.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn sync_tree(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => sync_tree(&entry.path())?,
            // Windows wants a file that is open for writing.
            false => fs::OpenOptions::new().write(true).open(entry.path())?.sync_all()?,
        }
    }
    sync_dir(folder)
}

#[cfg(unix)]
pub(super) fn sync_dir(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some network file systems keep their names safe by themselves and refuse to be asked.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Ok(())
        }
        done => done,
    }
}

#[cfg(not(unix))]
pub(super) fn sync_dir(_: &Path) -> io::Result<()> {
    Ok(())
}
