//! The addresses and ids in raw HTML, where a site allows it: the addresses followed like those of Markdown, with their
//! places.
//!
//! Looked at are the attributes of tags; comments and text are none. Entities in them are decoded.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Parser, Tag};
use regex::Regex;

use crate::files::File;
use crate::markdown::Link;
use crate::paths::Written;
use crate::rules::Rule;
use crate::site::{Followed, Page, PageIx, Site, Target, TargetKind};
use crate::slug;

use super::Follower;

/// A comment, or a tag with its attributes.
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?s)<!--.*?(?:-->|$)|<[A-Za-z](?:"[^"]*"|'[^']*'|[^"'>])*>?"#)
        .expect("the pattern is fixed")
});

/// An attribute with a value, in quotation marks of either kind or bare.
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"#).expect("the pattern is fixed")
});

/// Hands every attribute of a page's raw HTML to `see`: its name in small letters, the decoded value, the value's place.
fn each_attribute(page: &Page, file: &File, mut see: impl FnMut(&str, &str, Range<usize>)) {
    for part in &page.parsed.outline.html {
        let html = file.slice(*part);
        for tag in TAG.find_iter(html).filter(|tag| !tag.as_str().starts_with("<!--")) {
            let start = part.range().start + tag.start();
            for found in ATTRIBUTE.captures_iter(tag.as_str()) {
                let value = (2..=4).find_map(|group| found.get(group)).expect("the pattern has a value");
                let place = start + value.start()..start + value.end();
                see(&found[1].to_ascii_lowercase(), &decoded(value.as_str()), place);
            }
        }
    }
}

/// Decodes the entities of a value.
fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    // The destination of a link is where Markdown decodes entities and nothing else is read.
    let mut link = String::from("[x](<");
    for c in value.chars() {
        match c {
            '\\' | '<' | '>' => link.extend(['\\', c]),
            '\n' | '\r' => link.push(' '),
            c => link.push(c),
        }
    }
    link.push_str(">)");
    Parser::new(&link)
        .find_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => Some(Cow::Owned(dest_url.into_string())),
            _ => None,
        })
        .unwrap_or(Cow::Borrowed(value))
}

/// Returns the ids in a page's raw HTML.
pub(super) fn ids(page: &Page, site: &Site) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    if site.config.raw_html {
        each_attribute(page, site.files.get(page.parsed.file), |name, value, _| {
            if name == "id" {
                ids.insert(value.to_owned());
            }
        });
    }
    ids
}

impl Follower<'_, '_> {
    /// Follows the addresses in a page's raw HTML and returns what leads somewhere. Ids that the page has already are
    /// reported.
    pub(super) fn raw_html(&mut self, ix: PageIx) -> Followed {
        let mut followed = Followed::new();
        if !self.site.config.raw_html {
            return followed;
        }
        let page = &self.site.pages[ix];
        let file = self.site.files.get(page.parsed.file);
        let mut taken = super::anchors(page, self.site);
        let mut found = Vec::new();
        each_attribute(page, file, |name, value, place| {
            found.push((name.to_owned(), value.to_owned(), place));
        });
        for (name, value, place) in found {
            let span = file.span(place);
            let to = Written::parse(&value);
            let target = match name.as_str() {
                "src" => {
                    self.image(&to, span).map(|image| Target { href: image.src, kind: TargetKind::Internal })
                }
                "href" => self.link(&Link { to: to.clone(), span, words: String::new(), whole: span }),
                "id" => {
                    let is_kept = slug::is_of_templates(&value, page.parsed.parts());
                    if is_kept || !taken.insert(value.clone()) {
                        self.report(
                            Rule::DuplicateId,
                            span,
                            format!("the page has the id `{value}` already"),
                            "give this element another id, or none",
                        );
                    }
                    None
                }
                _ => None,
            };
            followed.extend(target.map(|target| (to, target)));
        }
        followed
    }
}
