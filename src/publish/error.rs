//! Why a site was not published, in words: what was found, and what to do.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// How many files a message names.
const MOST_NAMED: usize = 5;

/// Why a site was not published. Except for the last two, the output is as it was.
#[derive(Debug)]
pub enum PublishError {
    /// Another build holds the output.
    Locked {
        /// The output folder.
        output: PathBuf,
    },
    /// The output is a folder that no build should write to.
    Refused {
        /// The output folder.
        output: PathBuf,
        /// What it is.
        why: Refusal,
    },
    /// The output holds files and no manifest.
    NotOurs {
        /// The output folder.
        output: PathBuf,
        /// The files, sorted.
        files: Vec<String>,
    },
    /// Somebody added or changed files in the output since the last build.
    Edited {
        /// The output folder.
        output: PathBuf,
        /// The files, sorted.
        files: Vec<String>,
    },
    /// An interrupted build left a folder in which somebody's files were found.
    Leftover {
        /// The folder.
        folder: PathBuf,
        /// The files, sorted.
        files: Vec<String>,
    },
    /// A manifest cannot be understood.
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Reading or writing failed.
    Io(io::Error),
    /// The exchange failed half-way and could not be undone. Only where there is no exchange in one step.
    Interrupted {
        /// The output folder.
        output: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// The new site is in place, but what is left of the old one could not be put away. The next build does it.
    Unfinished {
        /// The output folder.
        output: PathBuf,
        /// What failed.
        source: Box<PublishError>,
    },
}

/// What makes a folder no place for a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The root of the file system.
    FileSystem,
    /// The site's own folder, or one above it.
    Site,
    /// A home folder, or one above it.
    Home,
    /// One of the site's folders of this name, one above it, or one in it.
    Files(&'static str),
    /// Inside a `.git` folder.
    InsideGit,
    /// The root of a git repository that no build has written to.
    GitRoot,
    /// Not a folder.
    NotAFolder,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileSystem => f.write_str("is the root of the file system"),
            Self::Site => f.write_str("is the site's own folder or holds it"),
            Self::Home => f.write_str("is a home folder or holds one"),
            Self::Files(name) => write!(f, "is the site's `{name}` folder, holds it or lies in it"),
            Self::InsideGit => f.write_str("lies in a `.git` folder"),
            Self::GitRoot => f.write_str("is the root of a git repository that no build has written to"),
            Self::NotAFolder => f.write_str("is not a folder"),
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked { output } => write!(
                f,
                "another build is writing to `{}`; wait until it has ended, then build again",
                output.display()
            ),
            Self::Refused { output, why } => {
                write!(f, "`{}` {why}; give a folder of its own with `--output`", output.display())
            }
            Self::NotOurs { output, files } => write!(
                f,
                "`{}` holds files that no build wrote: {}; move them away or give another folder with `--output`",
                output.display(),
                Names(files)
            ),
            Self::Edited { output, files } => write!(
                f,
                "`{}` holds files that were added or changed since the last build: {}; \
                 move them to `static`, or away, and build again",
                output.display(),
                Names(files)
            ),
            Self::Leftover { folder, files } => write!(
                f,
                "an interrupted build left `{}` with files that no build wrote: {}; move them away and build again",
                folder.display(),
                Names(files)
            ),
            Self::Manifest { path, why } => write!(
                f,
                "the manifest `{}` cannot be read: {why}; move its folder away and build again",
                path.display()
            ),
            Self::Io(error) => error.fmt(f),
            Self::Interrupted { output, source } => {
                write!(f, "`{}` is not whole: {source}; build again to complete it", output.display())
            }
            Self::Unfinished { output, source } => write!(
                f,
                "`{}` holds the new site, but the old one could not be put away: {source}; \
                 the next build tries again",
                output.display()
            ),
        }
    }
}

impl Error for PublishError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(error) | Self::Interrupted { source: error, .. } => Some(error),
            Self::Unfinished { source, .. } => Some(source),
            Self::Locked { .. }
            | Self::Refused { .. }
            | Self::NotOurs { .. }
            | Self::Edited { .. }
            | Self::Leftover { .. }
            | Self::Manifest { .. } => None,
        }
    }
}

impl From<io::Error> for PublishError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Shows the first few of many names.
struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, name) in self.0.iter().take(MOST_NAMED).enumerate() {
            write!(f, "{}`{name}`", if i == 0 { "" } else { ", " })?;
        }
        match self.0.len().saturating_sub(MOST_NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PublishError, Refusal};

    #[test]
    fn messages_name_what_was_found_and_what_to_do() {
        let files = ["a", "b", "c", "d", "e", "f", "g"].map(str::to_owned).to_vec();
        assert_eq!(
            PublishError::NotOurs { output: "/x".into(), files }.to_string(),
            "`/x` holds files that no build wrote: `a`, `b`, `c`, `d`, `e` and 2 more; \
             move them away or give another folder with `--output`"
        );
        assert_eq!(
            PublishError::Refused { output: "/x".into(), why: Refusal::Files("content") }.to_string(),
            "`/x` is the site's `content` folder, holds it or lies in it; give a folder of its own with `--output`"
        );
    }
}
