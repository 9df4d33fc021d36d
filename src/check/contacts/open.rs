//! Contact details where nobody is hidden: in the other registers, in front matter and in the text of explainers.
//!
//! A way to reach somebody is meant for readers where it is linked, `[the desk](mailto:…)` or `[the line](tel:…)`, and on
//! plain pages, such as one about the newsroom. Numbers that identify a work are none.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::hits;
use crate::diagnostic::{Diagnostic, Sink};
use crate::files::{File, Span};
use crate::paths::CONTENT;
use crate::paths::Written;
use crate::prose;
use crate::rules::Rule;
use crate::site::{Page, Site};

/// Keys whose values are numbers or names that are public by their nature.
static PUBLIC_KEY: LazyLock<Regex> = LazyLock::new(|| {
    let keys = "authors|url|DOI|ISBN|ISSN|PMID|PMCID|number|call-number|sha256|wikidata|id|page|volume|issue";
    Regex::new(&format!(r#"(?:^|[\s{{,])["']?({keys})["']?\s*:[^:{{}}]*$"#)).expect("the pattern is fixed")
});

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

/// Finds contact details in YAML as it is written.
fn in_yaml(file: &File, part: Range<usize>) -> Vec<Range<usize>> {
    let text = &file.text[part.clone()];
    hits(text)
        .filter(|hit| {
            let near = text.floor_char_boundary(hit.start.saturating_sub(BEFORE));
            let (before, after) = (&text[near..hit.start], &text[hit.end..]);
            let line = &before[before.rfind('\n').map_or(0, |n| n + 1)..];
            let word = &before[before.rfind([' ', '\n', '"', '\'', '(', '[', '{']).map_or(0, |n| n + 1)..];
            let is_linked = before.ends_with("mailto:")
                || before.ends_with("tel:")
                || after.starts_with("](mailto:")
                || after.starts_with("](tel:");
            !is_linked && !word.contains("://") && !PUBLIC_KEY.is_match(line)
        })
        .map(|hit| part.start + hit.start..part.start + hit.end)
        .collect()
}

/// Finds contact details in the text of a page. Code is none of it.
fn in_text(site: &Site, page: &Page, file: &File) -> Vec<Range<usize>> {
    if hits(&file.text[page.parsed.body.clone()]).next().is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for sentence in prose::of_page(site, page) {
        let offered: Vec<&Range<usize>> =
            sentence.links.iter().filter(|(to, _)| is_contact(to)).map(|(_, words)| words).collect();
        let hits = hits(&sentence.text).filter(|hit| !offered.iter().any(|words| overlap(words, hit)));
        found.extend(hits.map(|hit| sentence.place(hit)));
    }
    found
}

fn is_contact(to: &Written) -> bool {
    matches!(to, Written::External(url) if ["mailto:", "tel:"].iter().any(|scheme| url.starts_with(scheme)))
}
