//! Contact details where nobody is hidden: in the other registers, in front matter and in the text of explainers.
//!
//! A way to reach somebody is meant for readers where it is linked, `[the desk](mailto:…)` or `[the line](tel:…)`, and on
//! plain pages, such as one about the newsroom. Numbers that identify a work are none, and addresses of the web neither.
//! Only what is surely a telephone number counts, because no site can lower this rule.

use std::ops::Range;

use super::{comments, each_text, hits, readable};
use crate::diagnostic::{Diagnostic, Sink};
use crate::files::{File, Span};
use crate::paths::{CONTENT, Written};
use crate::prose::{self, Sentence};
use crate::rules::Rule;
use crate::site::{Page, Site};
use crate::yaml::{self, Cx};

/// Keys whose values are numbers or names that are public by their nature.
const PUBLIC_KEYS: &[&str] = &[
    "authors",
    "url",
    "DOI",
    "ISBN",
    "ISSN",
    "PMID",
    "PMCID",
    "number",
    "call-number",
    "sha256",
    "wikidata",
    "page",
    "volume",
    "issue",
];

/// How many bytes before a find tell what it is. No address of the web is longer.
const BEFORE: usize = 2_000;

/// Looks through what is not about people who are hidden; `seen` are the places that are reported already.
pub(super) fn check(site: &Site, seen: &[Span], sink: &mut Sink) {
    for file in site.files.iter().filter(|file| is_yaml(file)) {
        let mut seen: Vec<Range<usize>> =
            seen.iter().filter(|span| span.file == file.id).map(|span| span.range()).collect();
        seen.sort_by_key(|place| place.start);
        for hit in in_yaml(file, 0..file.text.len()) {
            let before = seen.partition_point(|place| place.start < hit.end);
            if seen[..before].last().is_none_or(|place| hit.start >= place.end) {
                sink.push(finding(file.span(hit), "a register"));
            }
        }
    }
    for page in site.pages.iter().filter(|page| page.is_explainer()) {
        let file = site.files.get(page.parsed.file);
        for hit in in_yaml(file, 0..page.parsed.body.start) {
            sink.push(finding(file.span(hit), "the front matter of an article"));
        }
        for hit in in_text(site, page, file) {
            sink.push(finding(file.span(hit), "an article"));
        }
    }
}

fn finding(span: Span, place: &str) -> Diagnostic {
    Diagnostic::new(
        Rule::ContactDetails,
        span,
        format!("an e-mail address or telephone number stands in {place}"),
        "remove it, also from the history of the repository; where readers are meant to use it, link it: `[words](mailto:…)`, `[words](tel:…)`",
    )
}

fn is_yaml(file: &File) -> bool {
    file.path.below(CONTENT).is_some() && matches!(file.path.extension().as_deref(), Some("yaml" | "yml"))
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Finds contact details in YAML, in front matter between its `---`.
fn in_yaml(file: &File, part: Range<usize>) -> Vec<Range<usize>> {
    let inner = match file.text[part.clone()].strip_prefix("---") {
        Some(rest) => part.start + 3..part.start + 3 + rest.rfind("---").unwrap_or(rest.len()),
        None => part,
    };
    // Few files hold anything; the others need no second reading.
    if sure(&file.text[inner.clone()]).next().is_none() {
        return Vec::new();
    }
    let mut read_before = Sink::default();
    let Some(node) = yaml::parse(inner.clone(), &mut Cx { file, sink: &mut read_before }) else {
        return Vec::new();
    };
    let (mut found, mut texts): (Vec<Range<usize>>, Vec<Range<usize>>) = Default::default();
    each_text(&node, "", &mut |key, _, span| {
        texts.push(span.range());
        if !PUBLIC_KEYS.contains(&key) {
            found.extend(in_part(file, span.range()));
        }
    });
    texts.sort_by_key(|text| text.start);
    for comment in comments(&file.text, &texts) {
        if inner.contains(&comment.start) {
            found.extend(in_part(file, comment));
        }
    }
    found
}

/// Finds contact details in a part of a file as it is written.
fn in_part(file: &File, part: Range<usize>) -> Vec<Range<usize>> {
    let text = &file.text[part.clone()];
    sure(text)
        .filter(|hit| {
            let (before, after) = (near(text, hit.start), &text[hit.end..]);
            let is_linked = before.ends_with("mailto:")
                || before.ends_with("tel:")
                || after.starts_with("](mailto:")
                || after.starts_with("](tel:");
            !is_linked
        })
        .map(|hit| part.start + hit.start..part.start + hit.end)
        .collect()
}

/// Finds contact details in the text of a page, in the descriptions of its images and in raw HTML. Code is none of it.
fn in_text(site: &Site, page: &Page, file: &File) -> Vec<Range<usize>> {
    let outline = &page.parsed.outline;
    let mut found: Vec<Range<usize>> = Vec::new();
    for image in &outline.images {
        if sure(&image.words).next().is_some() {
            found.push(image.whole.range());
        }
    }
    for part in &outline.html {
        found.extend(in_part(file, part.range()));
    }
    // An entity may stand for a sign of either kind.
    let body = &file.text[page.parsed.body.clone()];
    if body.contains(['@', '&', '＠']) || body.bytes().filter(u8::is_ascii_digit).nth(8).is_some() {
        found.extend(prose::of_page(site, page).iter().flat_map(in_sentence));
    }
    found
}

fn in_sentence(sentence: &Sentence) -> Vec<Range<usize>> {
    let is_contact = |to: &Written| matches!(to, Written::External(url) if url.starts_with("mailto:") || url.starts_with("tel:"));
    let offered: Vec<&Range<usize>> =
        sentence.links.iter().filter(|(to, _)| is_contact(to)).map(|(_, words)| words).collect();
    let as_written: Vec<Range<usize>> = sure(&sentence.text).collect();
    if as_written.is_empty() && sure(&readable(&sentence.text)).next().is_some() {
        return vec![sentence.whole()];
    }
    as_written
        .into_iter()
        .filter(|hit| !offered.iter().any(|words| overlap(words, hit)))
        .map(|hit| sentence.place(hit))
        .collect()
}

/// Finds what is surely a way to reach somebody: no part of a web address, and of a telephone number enough digits.
fn sure(text: &str) -> impl Iterator<Item = Range<usize>> {
    hits(text).filter(|hit| {
        let found = &text[hit.clone()];
        let before = near(text, hit.start);
        let word = &before[before.rfind([' ', '\n', '"', '\'', '(', '[', '{', '<']).map_or(0, |n| n + 1)..];
        let digits = found.bytes().filter(u8::is_ascii_digit).count();
        // A number in groups of three, as thousands are written.
        let is_figure =
            found.starts_with('+') && digits < 11 && found.split(' ').skip(1).all(|group| group.len() == 3);
        !word.contains("://") && (found.contains('@') || digits >= 9 && !found.contains('/') && !is_figure)
    })
}

/// Returns what stands just before a place.
fn near(text: &str, at: usize) -> &str {
    &text[text.floor_char_boundary(at.saturating_sub(BEFORE))..at]
}
