//! Paths and URLs as types: [`FilePath`] is what we read, [`OutputPath`] is what we write, [`BaseUrl`] is where it will
//! stand, [`Written`] is what an editor wrote in a link.
//!
//! Inside the program all paths are separated by `/` and relative to the site's root or to the output folder. Turning a
//! written link into the page or file it means is `resolve`'s work; the form of the finished URL is decided here only.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// Characters that a URL's path must not hold as they are (RFC 3986 `pchar`, and `'` for attributes).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Characters that a URL given by an editor must not hold as they are; `%` stays, it is already encoded.
const GIVEN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Where pages and registers lie.
pub const CONTENT: &str = "content";

/// The path of a file of the site, relative to its root: `content/talks/index.md`.
///
/// Never empty, never absolute, without `.` and `..`, separated by `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath(String);

impl FilePath {
    /// Returns the path if it is relative, stays inside the root and is not empty. `.` and `..` are worked out.
    pub fn new(path: &str) -> Option<Self> {
        let parts = normalise(&[], path)?;
        (!parts.is_empty()).then(|| Self(parts.join("/")))
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the folder, without a slash at its end; empty for a file in the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Returns the last part.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// Returns the name's ending in lower case, without the dot.
    pub fn extension(&self) -> Option<String> {
        let (stem, extension) = self.name().rsplit_once('.')?;
        (!stem.is_empty()).then(|| extension.to_ascii_lowercase())
    }

    /// Returns a path written relative to this file's folder; `None` when it leaves the root.
    pub fn sibling(&self, written: &str) -> Option<Self> {
        let base: Vec<&str> = self.folder().split('/').filter(|part| !part.is_empty()).collect();
        let parts = normalise(&base, written)?;
        (!parts.is_empty()).then(|| Self(parts.join("/")))
    }

    /// Walks over the folders below `content/` that the file lies in, the nearest first: `a/b/`, then `a/`.
    pub fn content_folders(&self) -> impl Iterator<Item = &str> {
        let path = self.below(CONTENT).unwrap_or("");
        path.rmatch_indices('/').map(|(at, slash)| &path[..at + slash.len()])
    }

    /// Returns the path below a folder, if it lies there: `content/a.md` below `content` is `a.md`.
    pub fn below(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Works out `.` and `..`; `None` when the path leaves the root, is absolute, or is not a plain path.
fn normalise<'a>(base: &[&'a str], path: &'a str) -> Option<Vec<&'a str>> {
    if path.starts_with('/') || path.contains(['\\', '\0']) {
        return None;
    }
    let mut parts = base.to_vec();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts)
}

/// The path of a file of the built site, relative to the output folder: `talks/index.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(String);

impl OutputPath {
    /// Returns the path if it is relative, stays inside the output and is not empty.
    pub fn new(path: &str) -> Option<Self> {
        FilePath::new(path).map(|path| Self(path.0))
    }

    /// Returns the path of a page: `talks` → `talks/index.html`, the empty text → `index.html`.
    ///
    /// # Panics
    /// When the folder leaves the output; folders are made from [`FilePath`]s and ids, which cannot.
    pub fn page(folder: &str) -> Self {
        Self::new(format!("{folder}/index.html").trim_start_matches('/'))
            .expect("page folders come from file paths and ids")
    }

    /// Returns the page of a folder as a URL names it, from another folder: `../x/` from `a` is `x/index.html`, and what
    /// leads to no folder but the root is the home page. `None` when it leaves the output or is no plain path.
    pub fn folder(from: &str, written: &str) -> Option<Self> {
        let base: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
        Some(Self::page(&normalise(&base, written)?.join("/")))
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the path as the relative reference of a URI (RFC 3986), whole.
    pub fn encoded(&self) -> String {
        utf8_percent_encode(&self.0, PATH).to_string()
    }

    /// Returns the part of a URL for this file: encoded, `index.html` left out, without a slash before it.
    pub fn url_path(&self) -> String {
        let path = match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &self.0,
        };
        utf8_percent_encode(path, PATH).to_string()
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where the site will stand: an origin and a path that begins and ends with `/`.
///
/// Without an origin (no `base_url` in the configuration) pages work from the root of any host, and what needs absolute
/// URLs (feeds, sitemap, canonical links) is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    origin: Option<String>,
    path: String,
}

impl Default for BaseUrl {
    fn default() -> Self {
        Self { origin: None, path: "/".to_owned() }
    }
}

impl BaseUrl {
    /// Reads an absolute `http` or `https` URL; the slash at its end may be missing.
    ///
    /// # Errors
    /// A lower-case sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or("it must begin with `https://` or `http://`")?;
        if rest.contains(['?', '#']) {
            return Err("it must not hold `?` or `#`");
        }
        if rest.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c)) {
            return Err("it holds a character that a URL cannot hold");
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.is_empty() {
            return Err("it has no host");
        }
        let scheme = &text[..text.len() - rest.len()];
        let path = path.trim_matches('/');
        let path = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
        Ok(Self { origin: Some(format!("{scheme}{host}")), path })
    }

    /// Returns the path under which the site stands, with a slash at both ends.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the URL of a file of the site as pages link to it: a path from the host's root.
    pub fn link(&self, output: &OutputPath) -> String {
        format!("{}{}", self.path, output.url_path())
    }

    /// Returns the absolute URL of a file of the site, or `None` when the site's own address is not known.
    pub fn absolute(&self, output: &OutputPath) -> Option<String> {
        self.origin.as_ref().map(|origin| format!("{origin}{}{}", self.path, output.url_path()))
    }

    /// Turns a link made by [`BaseUrl::link`] into an absolute URL; other text stays as it is.
    pub fn absolute_link<'a>(&self, link: &'a str) -> Cow<'a, str> {
        match &self.origin {
            Some(origin) if link.starts_with('/') && !link.starts_with("//") => {
                Cow::Owned(format!("{origin}{link}"))
            }
            _ => Cow::Borrowed(link),
        }
    }
}

/// A link or image destination as an editor wrote it, sorted by what it can mean.
///
/// The text is what a browser would make of it: tabs and line ends inside are dropped and spaces around it trimmed
/// before the scheme is read, as the URL standard has it, so that `java&#9;script:` is seen for what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// `claim:…`: ids follow.
    Claim(String),
    /// `actor:…`.
    Actor(String),
    /// `source:…`.
    Source(String),
    /// An `http`, `https`, `mailto` or `tel` URL, encoded.
    External(String),
    /// Any other scheme, or `//host`.
    Unsafe(String),
    /// A path within the site, decoded, with its anchor; an empty path means this page.
    Internal {
        /// The path; `/` at its beginning means the site's root.
        path: String,
        /// What stands after `?`, as written.
        query: Option<String>,
        /// What stands after `#`, decoded.
        anchor: Option<String>,
    },
}

impl Written {
    /// Sorts a destination. Entities and backslashes must have been decoded already.
    pub fn parse(destination: &str) -> Self {
        let cleaned: String = destination.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        let cleaned = cleaned.trim_matches(|c: char| c <= ' ');
        if let Some((scheme, rest)) = split_scheme(cleaned) {
            return match scheme.to_ascii_lowercase().as_str() {
                "claim" => Self::Claim(rest.to_owned()),
                "actor" => Self::Actor(rest.to_owned()),
                "source" => Self::Source(rest.to_owned()),
                "http" | "https" | "mailto" | "tel" => Self::External(encode_given(cleaned)),
                _ => Self::Unsafe(cleaned.to_owned()),
            };
        }
        if cleaned.starts_with("//") || cleaned.starts_with("/\\") || cleaned.starts_with('\\') {
            return Self::Unsafe(cleaned.to_owned());
        }
        let (rest, anchor) = match cleaned.split_once('#') {
            Some((rest, anchor)) => (rest, Some(decode(anchor))),
            None => (cleaned, None),
        };
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (rest, None),
        };
        Self::Internal { path: decode(path), query, anchor }
    }
}

/// Splits `scheme:rest` (RFC 3986, section 3.1).
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c));
    valid.then_some((scheme, rest))
}

/// Encodes what a URL given by an editor must not hold, and leaves what is encoded already.
pub fn encode_given(url: &str) -> String {
    utf8_percent_encode(url, GIVEN).to_string()
}

/// Encodes an anchor for use behind `#`.
pub fn encode_anchor(anchor: &str) -> String {
    utf8_percent_encode(anchor, GIVEN).to_string()
}

/// Reads an absolute `http` or `https` URL of a register or the configuration.
///
/// # Errors
/// A lower-case sentence that says what is wrong with it.
pub fn web_url(text: &str) -> Result<String, &'static str> {
    match Written::parse(text) {
        Written::External(url) if url.starts_with("http://") || url.starts_with("https://") => {
            let host = url
                .split_once("://")
                .map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(""));
            if host.is_empty() { Err("it has no host") } else { Ok(url) }
        }
        _ => Err("it must begin with `https://` or `http://`"),
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, FilePath, OutputPath, Written, web_url};
    use proptest::prelude::{any, proptest};

    #[test]
    fn file_paths_stay_inside() {
        assert_eq!(FilePath::new("content/../x.md").unwrap().as_str(), "x.md");
        assert_eq!(FilePath::new("./a//b.md").unwrap().as_str(), "a/b.md");
        for bad in ["", ".", "..", "a/../..", "/etc/passwd", "a\\b", "content/../../x"] {
            assert_eq!(FilePath::new(bad), None, "{bad}");
        }
        let page = FilePath::new("content/talks/index.md").unwrap();
        assert_eq!(page.sibling("../other/index.md").unwrap().as_str(), "content/other/index.md");
        assert_eq!(page.sibling("../../../x"), None);
    }

    #[test]
    fn pages_end_in_a_slash() {
        let base = BaseUrl::parse("https://o.example/repo").unwrap();
        assert_eq!(base.path(), "/repo/");
        assert_eq!(base.link(&OutputPath::page("")), "/repo/");
        assert_eq!(base.link(&OutputPath::page("talks")), "/repo/talks/");
        assert_eq!(base.link(&OutputPath::new("feed.xml").unwrap()), "/repo/feed.xml");
        assert_eq!(base.absolute(&OutputPath::page("ä b")).unwrap(), "https://o.example/repo/%C3%A4%20b/");
        assert_eq!(BaseUrl::default().absolute(&OutputPath::page("")), None);
        assert!(BaseUrl::parse("o.example").is_err());
        assert!(BaseUrl::parse("https://").is_err());
        assert!(BaseUrl::parse("https://a b/").is_err());
    }

    #[test]
    fn schemes_are_read_as_a_browser_does() {
        for bad in [
            "javascript:alert(1)",
            "JaVa\tScript:x",
            " \u{1}javascript:x",
            "data:text/html,x",
            "//evil.example/x",
            "\\\\evil",
        ] {
            assert!(matches!(Written::parse(bad), Written::Unsafe(_)), "{bad}");
        }
        assert_eq!(Written::parse("claim:a,b"), Written::Claim("a,b".to_owned()));
        assert_eq!(
            Written::parse("../a%20b.md?x#p%C3%A9"),
            Written::Internal {
                path: "../a b.md".to_owned(),
                query: Some("x".to_owned()),
                anchor: Some("pé".to_owned())
            }
        );
        assert_eq!(
            Written::parse("https://a.example/\"x"),
            Written::External("https://a.example/%22x".to_owned())
        );
        assert!(web_url("https:///x").is_err());
        assert!(web_url("mailto:a@b.example").is_err());
    }

    proptest! {
        #[test]
        fn no_path_leaves_the_root(path in any::<String>(), written in any::<String>()) {
            if let Some(file) = FilePath::new(&path) {
                assert!(!file.as_str().split('/').any(|part| part == ".." || part.is_empty()));
                if let Some(sibling) = file.sibling(&written) {
                    assert!(!sibling.as_str().split('/').any(|part| part == ".."));
                }
            }
        }

        #[test]
        fn a_link_never_breaks_an_attribute(path in "[^/]{1,20}") {
            if let Some(output) = OutputPath::new(&path) {
                assert!(!output.url_path().contains(['"', '<', '>', ' ', '\'', '?', '#']));
            }
        }
    }
}
