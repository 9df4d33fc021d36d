//! Reads a site from disk: `System` in, [`Loaded`] out.
//!
//! Steps: `site.yaml`; every Markdown and YAML file below `content/`, every template and table of words, read once, in path order; images
//! and other files of `content/` and `static/`, hashed in a stream and never held; of images the head, for their size, and the metadata. Bytes that are no text, files that are
//! too large and links that leave the tree become findings. Not done here: understanding any of it (see `parse`).

mod metadata;

use std::fmt;
use std::io::{self, Read};

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::{FileId, Files, Spanned};
use crate::paths::{CONTENT, FilePath, OutputPath};
use crate::rules::Rule;
use crate::system::{EntryKind, System};
use crate::templates;

/// The largest text file that is read. The longest explainers have 200 KiB.
const MAX_TEXT: u64 = 4 * 1024 * 1024;

/// Where a site's own words lie.
pub const STRINGS: &str = "strings";

/// A file that is copied as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where it lies.
    pub from: FilePath,
    /// Where it goes.
    pub to: OutputPath,
    /// A hash of its bytes.
    pub hash: u128,
    /// Width and height, for an image.
    pub size: Option<(usize, usize)>,
}

/// A site as read.
#[derive(Debug, Default)]
pub struct Loaded {
    /// All text.
    pub files: Files,
    /// `site.yaml`.
    pub config: Option<FileId>,
    /// The Markdown files below `content/`.
    pub markdown: Vec<FileId>,
    /// The YAML files below `content/`.
    pub yaml: Vec<FileId>,
    /// The site's own templates and the built-in ones, by name. A site's own has the name; what it replaces keeps its
    /// name behind [`templates::BUILT_IN_PREFIX`].
    pub templates: Vec<(String, FileId)>,
    /// The site's own tables of words.
    pub strings: Vec<FileId>,
    /// Files that are copied.
    pub assets: Vec<Asset>,
}

/// Why a site cannot be read at all.
#[derive(Debug)]
pub enum LoadError {
    /// There is no `site.yaml`.
    NoSite,
    /// The machine failed; the error names the path.
    Io(io::Error),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSite => f.write_str("there is no `site.yaml` here; go to the folder of a site, name it with `--root`, or make one with `onrecord init`"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LoadError {}

impl From<io::Error> for LoadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads a site.
///
/// # Errors
/// When there is no site, or when a file or folder cannot be read.
pub fn load(system: &dyn System, config_path: &FilePath, sink: &mut Sink) -> Result<Loaded, LoadError> {
    let mut loaded = Loaded::default();
    if !system.is_file(config_path) {
        return Err(LoadError::NoSite);
    }
    let mut head = system.open(&system.locate(config_path)?)?.take(MAX_TEXT + 1);
    let len = io::copy(&mut head, &mut io::sink())?;
    if len > MAX_TEXT {
        too_large(config_path, &mut loaded.files, sink);
    } else {
        loaded.config = Some(read_text(system, config_path, &mut loaded.files, sink)?);
    }
    for folder in [CONTENT, "templates", STRINGS, "static"] {
        for entry in system.list(folder)? {
            let EntryKind::File { len } = entry.kind else {
                refuse(&entry.path, &entry.kind, &mut loaded.files, sink);
                continue;
            };
            load_file(system, folder, &entry.path, len, &mut loaded, sink)?;
        }
    }
    if loaded.markdown.is_empty()
        && loaded.yaml.is_empty()
        && let Some(config) = loaded.config
    {
        sink.push(Diagnostic::new(
            Rule::MissingFile,
            loaded.files.get(config).span(0..0),
            "this site has no page: there is no Markdown file in `content/`",
            "write `content/_index.md` with a front matter and some text; `onrecord init` makes an example in an empty folder",
        ));
    }
    for (name, text) in templates::BUILT_IN {
        let path = FilePath::new(&format!("built-in/{name}")).expect("built-in names are plain");
        let id = loaded.files.add(path, *text);
        loaded.templates.push((format!("{}{name}", templates::BUILT_IN_PREFIX), id));
    }
    Ok(loaded)
}

fn load_file(
    system: &dyn System,
    folder: &str,
    path: &FilePath,
    len: u64,
    loaded: &mut Loaded,
    sink: &mut Sink,
) -> Result<(), LoadError> {
    let extension = path.extension().unwrap_or_default();
    let is_text = match folder {
        CONTENT => matches!(extension.as_str(), "md" | "yaml" | "yml"),
        "templates" | STRINGS => true,
        _ => false,
    };
    if !is_text {
        let below = path.below(folder).expect("the listing is of this folder");
        let to = OutputPath::new(below).expect("a file path has no `..`");
        let (hash, _) = system.hash(path)?;
        let size = if is_image(&extension) { image_size(system, path)? } else { None };
        if metadata::has_exif(&extension) {
            metadata::look(system, path, len, &mut loaded.files, sink)?;
        }
        loaded.assets.push(Asset { from: path.clone(), to, hash, size });
        return Ok(());
    }
    if len > MAX_TEXT {
        too_large(path, &mut loaded.files, sink);
        return Ok(());
    }
    let id = read_text(system, path, &mut loaded.files, sink)?;
    match (folder, extension.as_str()) {
        ("templates", _) => {
            let name = path.below("templates").expect("the listing is of this folder").to_owned();
            loaded.templates.push((name, id));
        }
        (STRINGS, _) => loaded.strings.push(id),
        (_, "md") => loaded.markdown.push(id),
        _ => loaded.yaml.push(id),
    }
    Ok(())
}

/// Reads a text file. Bytes that are not UTF-8 are a finding, and the readable rest is kept.
fn read_text(
    system: &dyn System,
    path: &FilePath,
    files: &mut Files,
    sink: &mut Sink,
) -> Result<FileId, LoadError> {
    let bytes = system.read(path)?;
    let (text, bad) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
        }
    };
    let (text, dropped) = match text.strip_prefix('\u{FEFF}') {
        Some(rest) => (rest.to_owned(), '\u{FEFF}'.len_utf8()),
        None => (text, 0),
    };
    let id = files.add(path.clone(), text);
    if let Some(at) = bad {
        let at = at.saturating_sub(dropped);
        sink.push(Diagnostic::new(
            Rule::InvalidEncoding,
            files.get(id).span(at..at + 1),
            format!("`{path}` is not text in UTF-8 from here on"),
            "save the file as UTF-8; most editors offer that under \"Save with encoding\"",
        ));
    }
    Ok(id)
}

fn too_large(path: &FilePath, files: &mut Files, sink: &mut Sink) {
    let id = files.add(path.clone(), "");
    sink.push(Diagnostic::new(
        Rule::FileTooLarge,
        files.get(id).span(0..0),
        format!("`{path}` has more than {} MiB", MAX_TEXT / 1024 / 1024),
        "split the file, or move data out of it",
    ));
}

fn refuse(path: &FilePath, kind: &EntryKind, files: &mut Files, sink: &mut Sink) {
    let id = files.add(path.clone(), "");
    let (what, help) = match kind {
        EntryKind::OutsideLink => (
            "is a link that leads out of the site's folder, or in a circle",
            "put a copy of the file here instead of the link",
        ),
        EntryKind::NotUtf8Name(_) => ("has a name that is not UTF-8", "rename the file"),
        EntryKind::File { .. } | EntryKind::Special => {
            ("is neither a file nor a folder", "remove it from the site's folder")
        }
    };
    sink.push(Diagnostic::new(Rule::OutsideTree, files.get(id).span(0..0), format!("`{path}` {what}"), help));
}

/// Looks whether the stored texts of sources are there. They may lie anywhere in the site's folder.
pub fn stored_texts<'a>(
    system: &dyn System,
    texts: impl Iterator<Item = &'a Spanned<FilePath>>,
    sink: &mut Sink,
) {
    for text in texts.filter(|text| !system.is_file(&text.value)) {
        sink.push(Diagnostic::new(
            Rule::MissingFile,
            text.span,
            format!("there is no file `{}`", text.value),
            "put the stored text there, or write its path relative to this register",
        ));
    }
}

/// Tells whether a file is an image by its ending.
pub fn is_image(extension: &str) -> bool {
    matches!(extension, "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "ico" | "bmp")
}

/// Returns the size that an image's head gives; none where it gives none.
fn image_size(system: &dyn System, path: &FilePath) -> io::Result<Option<(usize, usize)>> {
    let file = system.open(&system.locate(path)?)?;
    Ok(imagesize::reader_size(file).ok().map(|size| (size.width, size.height)))
}

#[cfg(test)]
mod tests {
    use super::metadata::tests::{degrees, jpeg};
    use super::{FilePath, Sink, load};
    use crate::diagnostic::{Level, Levels};
    use crate::rules::Rule;
    use crate::system::MemorySystem;

    #[test]
    fn images_that_give_a_place_away_are_found_wherever_they_lie() {
        let image = jpeg(&[(exif::Tag::GPSLatitude, degrees())]);
        for path in ["content/a/b.JPG", "static/b.jpeg"] {
            let system = MemorySystem::default().with("site.yaml", "title: Site\n").with(path, image.clone());
            let mut sink = Sink::default();
            let loaded = load(&system, &FilePath::new("site.yaml").unwrap(), &mut sink).unwrap();
            let levels = Levels { site: [(Rule::ImageMetadata, None)].into(), ..Levels::default() };
            let found = sink.finish(&levels, &loaded.files);
            let of_image: Vec<_> = found.iter().filter(|f| f.rule == Rule::ImageMetadata).collect();
            assert_eq!(of_image.len(), 1, "{path}");
            assert_eq!(of_image[0].level, Level::Error, "whatever a site says");
            assert_eq!(loaded.files.get(of_image[0].span.file).path.as_str(), path);
        }
    }

    #[test]
    fn images_are_never_read_whole() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x40\0\0\0\xf0\x08\x02\0\0\0";
        let system = MemorySystem::default()
            .with("site.yaml", "title: Site\n")
            .with("content/map.png", png)
            .with("content/broken.png", "no picture")
            .with("static/film.mp4", "a film");
        for path in ["content/map.png", "content/broken.png", "static/film.mp4"] {
            system.fail_load(path);
        }
        let loaded = load(&system, &FilePath::new("site.yaml").unwrap(), &mut Sink::default()).unwrap();
        let sizes: Vec<_> = loaded.assets.iter().map(|asset| (asset.from.to_string(), asset.size)).collect();
        let expected =
            [("content/broken.png", None), ("content/map.png", Some((320, 240))), ("static/film.mp4", None)];
        assert_eq!(sizes, expected.map(|(path, size)| (path.to_owned(), size)));
    }
}
