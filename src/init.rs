//! A new site: a small complete one that builds clean, written into a folder that holds nothing of the same name.

#![expect(
    clippy::disallowed_methods,
    reason = "a new site is written where there is none yet, outside any `System`"
)]

use std::io;
use std::path::Path;

macro_rules! starter {
    ($($name:literal,)*) => {
        /// The files of a new site.
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("init/", $name))),)*];
    };
}

starter! {
    "site.yaml",
    "content/_index.md",
    "content/about.md",
    "content/actors.yaml",
    "content/sources.yaml",
    "content/bus-line/index.md",
}

/// The workflow that publishes a site on GitHub Pages.
const WORKFLOW: (&str, &str) = (".github/workflows/publish.yml", include_str!("init/publish.yml"));

/// What a repository of a site does not keep.
const IGNORE: (&str, &str) = (".gitignore", "/public\n/.public.onrecord\n");

/// Writes a new site and returns the names of its files.
///
/// # Errors
/// When a file of the same name exists already (nothing is written then), or the folder cannot be written to.
pub fn init(root: &Path, github_pages: bool) -> io::Result<Vec<&'static str>> {
    let mut files: Vec<(&str, &str)> = FILES.to_vec();
    if !root.join(IGNORE.0).exists() {
        files.push(IGNORE);
    }
    if github_pages {
        files.push(WORKFLOW);
    }
    if let Some((name, _)) = files.iter().find(|(name, _)| root.join(name).symlink_metadata().is_ok()) {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!(
                "`{}` exists already and is left as it is; choose another folder",
                root.join(name).display()
            ),
        ));
    }
    for (name, text) in &files {
        // The workflow installs the program that made the site.
        let text = text.replace("@VERSION@", env!("CARGO_PKG_VERSION"));
        let path = root.join(name);
        let named = |error: io::Error| {
            io::Error::new(error.kind(), format!("`{}` cannot be written: {error}", path.display()))
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(named)?;
        }
        std::fs::write(&path, text.as_bytes()).map_err(named)?;
    }
    Ok(files.into_iter().map(|(name, _)| name).collect())
}
