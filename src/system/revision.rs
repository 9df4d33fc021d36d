//! An older state of a site, out of its git repository.
//!
//! Steps: ask `git` for the commit that a revision names, for the folder of the site in its repository, for the files of
//! that commit below it, and for the bytes of those that hold text of the site. Output: a [`MemorySystem`]. Nothing is
//! checked out, and no shell is involved. Files that are only copied are there, but empty: no claim rests on them.
//! Not done here: reading the site.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::MemorySystem;

/// Larger files are no text of a site, see `load`.
const MAX_TEXT: u64 = 4 * 1024 * 1024;

/// Why an older state cannot be had, and what to do about it.
#[derive(Debug)]
pub struct RevisionError(String);

impl fmt::Display for RevisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RevisionError {}

fn error(text: impl Into<String>) -> RevisionError {
    RevisionError(text.into())
}

/// Reads the site in a folder as it was at a revision.
///
/// # Errors
/// When there is no `git`, no repository or no such revision, or when the site was not there.
pub fn at_revision(root: &Path, revision: &str) -> Result<MemorySystem, RevisionError> {
    let git = Git { root: root.to_owned() };
    let inside = git.run(&["rev-parse", "--show-prefix"]).map_err(|failure| match failure {
        Failure::Missing(why) => error(format!(
            "`git` cannot be started ({why}); `--diff` reads older states with it: install git, or leave `--diff` out"
        )),
        Failure::Said(said) if said.contains("dubious ownership") => error(format!("git does not trust this folder: {said}")),
        Failure::Said(said) => error(format!(
            "{} lies in no git repository ({said}); `--diff` compares with a revision of one",
            root.display()
        )),
    })?;
    let prefix = one_line(&inside)?;
    let wanted = format!("{revision}^{{commit}}");
    let commit = git.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]).map_err(|_| {
        let is_shallow = git.run(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|said| said.starts_with(b"true"));
        let help = if is_shallow {
            "this clone holds only the newest history: fetch the rest with `git fetch --unshallow`, or with `fetch-depth: 0` where GitHub Actions checks out"
        } else {
            "name a branch, a tag or a commit, for example `main`, `v1` or `HEAD~1`; what lies elsewhere must be fetched first"
        };
        error(format!("git knows no revision `{revision}` here; {help}"))
    })?;
    let commit = one_line(&commit)?;
    // Names end in NUL and are relative to the folder, whatever they hold.
    let listed = git
        .run(&["ls-tree", "-r", "-z", "--long", &commit, "--", "."])
        .map_err(|failure| error(format!("git cannot list the files of `{revision}`: {failure}")))?;
    let files: Vec<Listed> = listed.split(|b| *b == 0).filter_map(Listed::read).collect();
    if files.is_empty() {
        let place = if prefix.is_empty() { "there".to_owned() } else { format!("in `{prefix}`") };
        return Err(error(format!(
            "at `{revision}` nothing was {place}; name a revision that holds the site"
        )));
    }
    let system = MemorySystem::default();
    let (texts, others): (Vec<Listed>, Vec<Listed>) = files.into_iter().partition(Listed::is_text);
    for file in &others {
        system.put(&file.path, b"");
    }
    git.read(&texts, &system)
        .map_err(|why| error(format!("git cannot read the files of `{revision}`: {why}")))?;
    Ok(system)
}

fn one_line(bytes: &[u8]) -> Result<String, RevisionError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| error("git answers with a path that is not UTF-8; rename it"))?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// A file of a commit.
struct Listed {
    object: String,
    len: u64,
    path: String,
}

impl Listed {
    /// Reads `MODE TYPE OBJECT LENGTH<tab>PATH`. Links and other repositories are left out: they are not followed.
    fn read(line: &[u8]) -> Option<Self> {
        let (facts, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
        let mut facts = facts.split_whitespace();
        let (mode, _, object, len) = (facts.next()?, facts.next()?, facts.next()?, facts.next()?);
        let is_file = mode.starts_with("100");
        is_file.then(|| Self {
            object: object.to_owned(),
            len: len.parse().unwrap_or(u64::MAX),
            path: path.to_owned(),
        })
    }

    /// Tells whether the site may be made from its bytes.
    fn is_text(&self) -> bool {
        let ending = self.path.rsplit('.').next().unwrap_or("").to_lowercase();
        matches!(ending.as_str(), "md" | "yaml" | "yml") && self.len <= MAX_TEXT
    }
}

enum Failure {
    Missing(io::Error),
    Said(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(error) => error.fmt(f),
            Self::Said(said) => f.write_str(said),
        }
    }
}

struct Git {
    root: PathBuf,
}

impl Git {
    fn command(&self) -> Command {
        let mut command = Command::new("git");
        // English, so that what it says can be told apart; no questions, no locks.
        command
            .current_dir(&self.root)
            .env("LC_ALL", "C")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0");
        command
    }

    fn run(&self, args: &[&str]) -> Result<Vec<u8>, Failure> {
        let output = self.command().args(args).stdin(Stdio::null()).output().map_err(Failure::Missing)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::Said(
            said.lines().next().unwrap_or("it does not say why").trim_start_matches("fatal: ").to_owned(),
        ))
    }

    /// Puts the bytes of files into a system, one process for all.
    fn read(&self, files: &[Listed], system: &MemorySystem) -> io::Result<()> {
        let mut child = self
            .command()
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (asks, answers) = (child.stdin.take(), child.stdout.take());
        let (Some(mut asks), Some(answers)) = (asks, answers) else {
            return Err(io::Error::other("it has no input or output"));
        };
        let mut answers = BufReader::new(answers);
        // Asked one by one: were all asked first, both sides could wait for each other.
        for file in files {
            writeln!(asks, "{}", file.object)?;
            asks.flush()?;
            let mut head = String::new();
            answers.read_line(&mut head)?;
            let len: Option<usize> = head.split_whitespace().nth(2).and_then(|len| len.parse().ok());
            let len =
                len.ok_or_else(|| io::Error::other(format!("`{}` is not in the repository", file.path)))?;
            let mut bytes = vec![0; len + 1];
            answers.read_exact(&mut bytes)?;
            bytes.pop();
            system.put(&file.path, bytes);
        }
        drop(asks);
        child.wait()?;
        Ok(())
    }
}
