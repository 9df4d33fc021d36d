//! The stored texts of sources, against which quotes are held.
//!
//! Input: the paths that sources name. Output: each text, read once, or why there is none to hold a quote against. They
//! may lie anywhere in the site's folder and are never published.

use std::collections::BTreeMap;
use std::io::Read;

use super::{LoadError, MAX_TEXT};
use crate::diagnostic::{Diagnostic, Sink};
use crate::files::Spanned;
use crate::paths::FilePath;
use crate::rules::Rule;
use crate::system::System;

/// A stored text as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredText {
    /// Plain text.
    Plain(String),
    /// An HTML document.
    Html(String),
    /// PDF, or another form that is no text.
    Other,
    /// It is missing or cannot be read, which has been reported.
    Unread,
}

/// Reads the stored texts of sources.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn stored_texts<'a>(
    system: &dyn System,
    texts: impl Iterator<Item = &'a Spanned<FilePath>>,
    sink: &mut Sink,
) -> Result<BTreeMap<FilePath, StoredText>, LoadError> {
    let mut read: BTreeMap<FilePath, StoredText> = BTreeMap::new();
    let mut failed: BTreeMap<&FilePath, (Rule, String, &'static str)> = BTreeMap::new();
    for text in texts {
        let path = &text.value;
        if !read.contains_key(path) {
            let stored = match read_one(system, path)? {
                Ok(stored) => stored,
                Err(why) => {
                    failed.insert(path, why);
                    StoredText::Unread
                }
            };
            read.insert(path.clone(), stored);
        }
        if let Some((rule, message, help)) = failed.get(path) {
            sink.push(Diagnostic::new(*rule, text.span, message.clone(), *help));
        }
    }
    Ok(read)
}

/// Reads a text, or says what is wrong with it and what to do.
type Found = Result<StoredText, (Rule, String, &'static str)>;

fn read_one(system: &dyn System, path: &FilePath) -> Result<Found, LoadError> {
    if !system.is_file(path) {
        let help = "put the stored text there, or write its path relative to this register";
        return Ok(Err((Rule::MissingFile, format!("there is no file `{path}`"), help)));
    }
    let mut bytes = Vec::new();
    system.open(&system.locate(path)?)?.take(MAX_TEXT + 1).read_to_end(&mut bytes)?;
    let is_text = is_text(&path.extension().unwrap_or_default());
    let is_binary = bytes.starts_with(b"%PDF") || bytes.contains(&0);
    if is_binary && !is_text {
        return Ok(Ok(StoredText::Other));
    }
    if u64::try_from(bytes.len()).is_ok_and(|len| len > MAX_TEXT) {
        let message = format!("`{path}` has more than {} MiB", MAX_TEXT / 1024 / 1024);
        return Ok(Err((Rule::FileTooLarge, message, "store the part of the text that is quoted")));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) if is_html(path, &text) => Ok(StoredText::Html(text)),
        Ok(text) => Ok(StoredText::Plain(text)),
        Err(_) if is_text => {
            let help = "save the file as UTF-8; most editors offer that under \"Save with encoding\"";
            Err((Rule::InvalidEncoding, format!("`{path}` is not text in UTF-8"), help))
        }
        Err(_) => Ok(StoredText::Other),
    })
}

/// Tells by its ending whether a file is meant to be text.
fn is_text(extension: &str) -> bool {
    matches!(extension, "txt" | "text" | "md" | "markdown" | "html" | "htm" | "xhtml")
}

fn is_html(path: &FilePath, text: &str) -> bool {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    let begins = |with: &str| start.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    matches!(path.extension().as_deref(), Some("html" | "htm" | "xhtml"))
        || begins("<!doctype html")
        || begins("<html")
}

#[cfg(test)]
mod tests {
    use super::{StoredText, stored_texts};
    use crate::diagnostic::{Levels, Sink};
    use crate::files::{Files, Spanned};
    use crate::paths::FilePath;
    use crate::rules::Rule;
    use crate::system::MemorySystem;

    #[test]
    fn what_is_text_is_read_and_what_is_none_is_told_apart() {
        let large = "a ".repeat(3 * 1024 * 1024);
        let given: [(&str, &[u8]); 9] = [
            ("a.txt", "\u{FEFF}Übrig".as_bytes()),
            ("notes", b"No ending"),
            ("b.HTML", b"<p>x"),
            ("saved", b"\n<!DOCTYPE HTML><p>x"),
            ("c.pdf", b"%PDF-1.7"),
            ("d.docx", b"PK\x03\x04\0"),
            ("e.bin", b"\xff\xfe\xfd"),
            ("latin.txt", b"caf\xe9"),
            ("large.txt", large.as_bytes()),
        ];
        let system = MemorySystem::default();
        let mut files = Files::default();
        let id = files.add(FilePath::new("content/sources.yaml").unwrap(), "0123456789");
        let place = |at: usize| files.get(id).span(at..at + 1);
        let mut texts = Vec::new();
        for (at, (name, bytes)) in given.iter().enumerate() {
            system.put(name, bytes);
            texts.push(Spanned::new(FilePath::new(name).unwrap(), place(at)));
        }
        texts.push(Spanned::new(FilePath::new("missing.txt").unwrap(), place(9)));
        let mut sink = Sink::default();
        let read = stored_texts(&system, texts.iter(), &mut sink).unwrap();
        let form = |name: &str| match &read[&FilePath::new(name).unwrap()] {
            StoredText::Plain(_) => "plain",
            StoredText::Html(_) => "html",
            StoredText::Other => "other",
            StoredText::Unread => "unread",
        };
        let forms: Vec<&str> = given.iter().map(|(name, _)| form(name)).collect();
        assert_eq!(forms, ["plain", "plain", "html", "html", "other", "other", "other", "unread", "unread"]);
        let found = sink.finish(&Levels::default(), &files);
        let found: Vec<(Rule, u32)> = found.iter().map(|f| (f.rule, f.span.start)).collect();
        assert_eq!(found, [(Rule::InvalidEncoding, 7), (Rule::FileTooLarge, 8), (Rule::MissingFile, 9)]);
    }
}
