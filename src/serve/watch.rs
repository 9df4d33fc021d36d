//! Waiting for changes on disk.
//!
//! Folders are watched with all below them. So are the folders above them, but for the names of the watched ones only:
//! editors save by renaming, and a folder may be created, or replaced by a checkout, while the preview runs. Many
//! changes at once count as one, which ends when nothing has happened for [`QUIET`].

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use notify::event::{MetadataKind, ModifyKind};
use notify::{Config, ErrorKind, Event, EventKind, PollWatcher, RecursiveMode, Watcher};

/// How long nothing must happen before the site is built.
const QUIET: Duration = Duration::from_millis(60);

/// How long changes may go on before the site is built nevertheless.
const LONGEST: Duration = Duration::from_secs(2);

/// How often to look where the system does not tell.
const POLL: Duration = Duration::from_millis(500);

/// Files and folders that are watched.
pub(super) struct Watch {
    watcher: Box<dyn Watcher + Send>,
    events: Receiver<notify::Result<Event>>,
    watched: Vec<PathBuf>,
    ignored: Vec<PathBuf>,
}

impl Watch {
    /// Begins to watch. What does not exist yet is watched for.
    pub(super) fn start(watched: Vec<PathBuf>, ignored: Vec<PathBuf>) -> io::Result<Self> {
        let (sender, events) = channel();
        let native =
            notify::recommended_watcher(sender.clone()).and_then(|watcher| fill(Box::new(watcher), &watched));
        // Out of watches, or a system without any: look again and again instead.
        let watcher = native.or_else(|_| {
            let watcher = PollWatcher::new(sender, Config::default().with_poll_interval(POLL))?;
            fill(Box::new(watcher), &watched)
        });
        let watcher =
            watcher.map_err(|error| io::Error::other(format!("cannot watch the site's files: {error}")))?;
        Ok(Self { watcher, events, watched, ignored })
    }

    /// Waits until something that matters has changed and it is quiet again; `false` when nothing can come any more.
    pub(super) fn next(&mut self) -> bool {
        loop {
            let Ok(event) = self.events.recv() else { return false };
            let mut matters = self.take(event);
            let start = Instant::now();
            while start.elapsed() < LONGEST {
                let Ok(event) = self.events.recv_timeout(QUIET) else { break };
                matters |= self.take(event);
            }
            if matters {
                return true;
            }
        }
    }

    /// Takes one event; tells whether it matters.
    fn take(&mut self, event: notify::Result<Event>) -> bool {
        // An error means that events may have been lost.
        let Ok(event) = event else { return true };
        if is_idle(&event) {
            return false;
        }
        for path in event.paths.iter().filter(|path| self.watched.contains(path)) {
            // It was created or replaced: the watch on what stood there before sees nothing any more.
            let _ = self.watcher.unwatch(path);
            let _ = self.watcher.watch(path, RecursiveMode::Recursive);
        }
        event.need_rescan() || event.paths.iter().any(|path| self.is_ours(path))
    }

    fn is_ours(&self, path: &Path) -> bool {
        !self.ignored.iter().any(|folder| path.starts_with(folder))
            && self
                .watched
                .iter()
                .any(|watched| path.strip_prefix(watched).is_ok_and(|below| !is_hidden(below)))
    }
}

fn fill(
    mut watcher: Box<dyn Watcher + Send>,
    watched: &[PathBuf],
) -> notify::Result<Box<dyn Watcher + Send>> {
    let above: BTreeSet<&Path> = watched.iter().filter_map(|path| path.parent()).collect();
    let above = above.into_iter().filter(|folder| !watched.iter().any(|path| folder.starts_with(path)));
    let all = watched.iter().map(|path| (path.as_path(), RecursiveMode::Recursive));
    for (path, mode) in all.chain(above.map(|path| (path, RecursiveMode::NonRecursive))) {
        match watcher.watch(path, mode) {
            Err(error) if !is_missing(&error) => return Err(error),
            _ => {}
        }
    }
    Ok(watcher)
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}

/// Tells whether an event changes nothing: building reads files, and must not be the cause of the next build.
fn is_idle(event: &Event) -> bool {
    let read = EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime));
    !event.need_rescan() && (event.kind.is_access() || event.kind == read)
}

/// Tells whether a path is one that a site does not publish: editors keep their copies under such names.
fn is_hidden(below: &Path) -> bool {
    below.iter().any(|name| {
        let name = name.as_encoded_bytes();
        (name.starts_with(b".") && name != b".well-known" && name != b".nojekyll") || name.ends_with(b"~")
    })
}
