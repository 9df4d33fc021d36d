//! The files of a site as text, and places in them.
//!
//! A [`File`] is one file read from disk: its path, its text and a hash of its bytes. A [`Span`] is a byte range in one
//! of them; lines and columns are computed only when something is printed. Not done here: reading (see `system`),
//! finding out which files there are (see `load`), or understanding them (see `parse`).

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use crate::paths::FilePath;

/// A number for a file of this run, in path order. It is an index into [`Files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A byte range in a file.
///
/// The range always lies within the file's text and on character boundaries: [`File::span`] clamps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// Returns the byte range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and the place where the editor wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Changes the value and keeps the place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

/// A place as people count: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// What nobody sees: blanks, and characters that have no shape of their own (Unicode's default ignorables).
static UNSEEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[\s\p{Default_Ignorable_Code_Point}]*$").expect("the pattern is fixed"));

/// Tells whether readers see nothing of a text.
pub fn is_blank(text: &str) -> bool {
    UNSEEN.is_match(text)
}

/// One file that was read.
#[derive(Clone, Debug)]
pub struct File {
    /// Its number in this run.
    pub id: FileId,
    /// Its path, relative to the site's root.
    pub path: FilePath,
    /// Its text, without a byte order mark. Line ends are as written.
    pub text: Arc<str>,
    /// A hash of the text, for caches.
    pub hash: u128,
    /// The first byte of each line.
    lines: Arc<[u32]>,
}

impl File {
    /// Returns a span of this file, clamped to its length and to character boundaries.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = floor_boundary(&self.text, range.start.min(self.text.len()));
        let end = ceil_boundary(&self.text, range.end.clamp(start, self.text.len()));
        Span { file: self.id, start: to_u32(start), end: to_u32(end) }
    }

    /// Returns the text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Returns the line and column of a byte.
    pub fn position(&self, byte: usize) -> Position {
        let byte = floor_boundary(&self.text, byte.min(self.text.len()));
        let line = self.lines.partition_point(|&start| start as usize <= byte);
        let start = self.lines[line - 1] as usize;
        Position { line, column: self.text[start..byte].chars().count() + 1 }
    }
}

/// All files of a run, in path order.
#[derive(Clone, Debug, Default)]
pub struct Files(Vec<File>);

impl Files {
    /// Adds a file and returns its number.
    ///
    /// # Panics
    /// When a text is 4 GiB or longer; `load` refuses such files.
    pub fn add(&mut self, path: FilePath, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(to_u32(self.0.len()));
        let text = text.into();
        let lines = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| to_u32(i + 1)))
            .collect();
        let hash = xxhash_rust::xxh3::xxh3_128(text.as_bytes());
        self.0.push(File { id, path, text, hash, lines });
        id
    }

    /// Returns a file by its number.
    pub fn get(&self, id: FileId) -> &File {
        &self.0[id.0 as usize]
    }

    /// Walks over all files in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &File> {
        self.0.iter()
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).expect("`load` refuses files over 4 MiB")
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Files, Position};
    use crate::paths::FilePath;

    #[test]
    fn positions_count_characters_from_one() {
        let mut files = Files::default();
        let id = files.add(FilePath::new("a.md").unwrap(), "é\nxλy");
        let file = files.get(id);
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
        assert_eq!(file.position(2), Position { line: 1, column: 2 });
        assert_eq!(file.position(3), Position { line: 2, column: 1 });
        assert_eq!(file.position(6), Position { line: 2, column: 3 });
        assert_eq!(file.position(999), Position { line: 2, column: 4 });
    }

    #[test]
    fn spans_are_clamped_to_characters() {
        let mut files = Files::default();
        let id = files.add(FilePath::new("a.md").unwrap(), "aλb");
        let file = files.get(id);
        assert_eq!(file.slice(file.span(2..2)), "λ");
        assert_eq!(file.slice(file.span(3..99)), "b");
        assert_eq!(file.slice(file.span(50..99)), "");
    }
}
