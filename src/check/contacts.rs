//! E-mail addresses and telephone numbers in the files of a site, which are public.
//!
//! Of sources that are not named, looked at are the values of each entry, as YAML reads them and not as they are spelt, and
//! every comment of a register that holds one: a comment above an entry belongs to it. Everything else is looked at as it
//! is written (see `open`).

mod open;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::{File, Span};
use crate::paths::CONTENT;
use crate::rules::Rule;
use crate::site::Site;
use crate::yaml::{self, Cx, Node, Value};

/// E-mail addresses, and telephone numbers as they are written in most countries: with `+`, a leading zero, or in groups.
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        [A-Za-z0-9._%+-]+ @ [A-Za-z0-9-]+ (\.[A-Za-z0-9-]+)* \. [A-Za-z]{2,}
        | \+ [0-9] [0-9\ ()./-]{6,} [0-9]
        | \b 0 [0-9] [0-9\ ()/-]{6,} [0-9] \b
        | \b 0 [0-9] (\. [0-9]{2,4}){3,} \b
        | \(? \b [0-9]{3} \)? [\ .-] [0-9]{3} [\ .-] [0-9]{4} \b",
    )
    .expect("the pattern is fixed")
});

/// Numbers that are no telephone's: days and months with their year.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        \b (0?[1-9]|[12][0-9]|3[01]) [-/.] (0?[1-9]|[12][0-9]|3[01]) [-/.] (1[0-9]|20|21)[0-9]{2} \b
        | \b [0-9]{4} [-/.] [01][0-9] [-/.] [0-3][0-9] \b
        | \b (1[0-9]|20|21)[0-9]{2} - (0[1-9]|1[0-2]) \b
        | \b (0?[1-9]|[12][0-9]|3[01]) \  (0?[1-9]|1[0-2]) \  (19|20)[0-9]{2} \b
        | \b (0?[1-9]|1[0-2]) / (19|20)[0-9]{2} \b",
    )
    .expect("the pattern is fixed")
});

/// A degree of latitude or longitude.
static DEGREE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[+-][0-9]{1,3}\.[0-9]{3,}\b").expect("the pattern is fixed"));

/// Looks through registers, front matter and articles.
pub(super) fn check(site: &Site, sink: &mut Sink) {
    let hidden = hidden_sources(site);
    for span in &hidden {
        sink.push(Diagnostic::new(
            Rule::ContactDetails,
            *span,
            "an e-mail address or telephone number stands with a source that is not named",
            "remove it, also from the history of the repository: this file is public",
        ));
    }
    open::check(site, &hidden, sink);
}

/// Returns the places of contact details in registers that hide somebody.
fn hidden_sources(site: &Site) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for file in site.files.iter().filter(|file| is_register(file)) {
        let mut read_before = Sink::default();
        let Some(node) = yaml::parse(0..file.text.len(), &mut Cx { file, sink: &mut read_before }) else {
            continue;
        };
        let Value::Map(entries) = &node.value else { continue };
        let hidden: Vec<&Node> =
            entries.iter().map(|(_, entry)| entry).filter(|entry| is_hidden(entry)).collect();
        if hidden.is_empty() {
            continue;
        }
        for entry in hidden {
            each_text(entry, "", &mut |_, text, span| in_value(file, text, span, &mut found));
        }
        let mut texts: Vec<Range<usize>> = Vec::new();
        each_text(&node, "", &mut |_, _, span| texts.push(span.range()));
        for comment in comments(&file.text, &texts) {
            found.extend(
                hits(&file.text[comment.clone()])
                    .map(|hit| file.span(comment.start + hit.start..comment.start + hit.end)),
            );
        }
    }
    found
}

fn is_register(file: &File) -> bool {
    let below = file.path.below(CONTENT).unwrap_or_default();
    let is_of_sources = below.starts_with("sources.") || below.starts_with("sources/");
    is_of_sources
        && matches!(file.path.extension().as_deref(), Some("yaml" | "yml"))
        && file.text.contains("naming")
}

/// Tells whether an entry is of people who are not named, or may be: a word that is not understood protects, too.
fn is_hidden(entry: &Node) -> bool {
    let Value::Map(fields) = &entry.value else { return false };
    fields.iter().any(|(key, value)| {
        key.value == "naming" && !matches!(&value.value, Value::Scalar(word) if word == "named")
    })
}

/// Walks over all keys and values of a node: the key that a text stands under, the text, its place.
fn each_text(node: &Node, under: &str, see: &mut impl FnMut(&str, &str, Span)) {
    match &node.value {
        Value::Null => {}
        Value::Scalar(text) => see(under, text, node.span),
        Value::List(items) => items.iter().for_each(|item| each_text(item, under, see)),
        Value::Map(entries) => {
            for (key, value) in entries {
                see(under, &key.value, key.span);
                each_text(value, &key.value, see);
            }
        }
    }
}

/// Looks at a value as it is written, where each find has a place, and else as YAML and a reader take it.
fn in_value(file: &File, text: &str, span: Span, found: &mut Vec<Span>) {
    let start = span.range().start;
    let written: Vec<Span> =
        hits(file.slice(span)).map(|hit| file.span(start + hit.start..start + hit.end)).collect();
    if !written.is_empty() {
        found.extend(written);
        return;
    }
    if hits(&readable(text)).next().is_some() {
        found.push(span);
    }
}

/// Writes a text in the plain letters, hyphens and blanks that a reader takes it for.
fn readable(text: &str) -> String {
    text.nfkc().map(|c| if is_hyphen(c) { '-' } else { c }).filter(|c| !is_unseen(*c)).collect()
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Finds what looks like a way to reach somebody.
fn hits(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut masked =
        NUMBER.replace_all(text, |number: &regex::Captures<'_>| "x".repeat(number[0].len())).into_owned();
    for degree in DEGREE.find_iter(text) {
        // More digits make a telephone number of it: `+1.202.555.0143`.
        let rest = text[degree.end()..].trim_start_matches(['.', ' ', '-', '(', ')']);
        if rest.len() == text.len() - degree.end() || !rest.starts_with(|c: char| c.is_ascii_digit()) {
            masked.replace_range(degree.range(), &"x".repeat(degree.len()));
        }
    }
    let found: Vec<Range<usize>> = CONTACT.find_iter(&masked).map(|hit| hit.range()).collect();
    found.into_iter()
}

/// Finds the comments of a file: from a `#` at a line's beginning, or behind a blank, that stands in none of the texts.
fn comments(file: &str, texts: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in file.match_indices('#') {
        let before = &file[..at];
        let opens = before.is_empty() || before.ends_with(['\n', ' ', '\t']);
        // The texts come in the order of the file.
        let next = texts.partition_point(|text| text.end <= at);
        let is_text = texts.get(next).is_some_and(|text| text.start <= at);
        if opens && !is_text && found.last().is_none_or(|last| last.end <= at) {
            let end = file[at..].find('\n').map_or(file.len(), |n| at + n);
            found.push(at..end);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{comments, hits};

    #[test]
    fn contact_details() {
        for text in [
            "a.b@mail.example.org",
            "+49 30 1234567",
            "030 1234567",
            "(202) 555-0143",
            "+1-202-555-0143",
            "06.12.34.56.78",
            "on 05-06-2025 at 020 7946 0018",
            "020 2012-1018",
            "+1.202.555.0143",
            "+44 20 7946 0018",
        ] {
            assert!(hits(text).next().is_some(), "{text}");
        }
        for text in [
            "2025-01-20",
            "12 people",
            "100 000 000",
            "0.5",
            "the 2nd of 3",
            "1995-2005",
            "@handle",
            "08-11-2024",
            "01/02/2025 - 03/04/2025",
            "at +52.5200081, +13.404954",
            "2025-05/2025-06",
            "01 02 2025",
            "05/2024 - 06/2025",
        ] {
            assert_eq!(hits(text).next(), None, "{text}");
        }
    }

    #[test]
    fn a_sign_in_a_text_opens_no_comment() {
        let text = "# one\na: \"b # two\" # three # four\nc: d#no\n  # five\n";
        let value = text.find("\"b").unwrap() + 1;
        let found = comments(text, &[6..7, value..value + 7]);
        let found: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["# one", "# three # four", "# five"]);
    }
}
