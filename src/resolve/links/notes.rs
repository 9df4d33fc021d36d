//! The Markdown of claims' and sources' notes: its links followed, and what a note cannot hold reported.
//!
//! A note stands in YAML, so that its parts have no places of their own: all that is found stands at the note. It is read
//! here once for what it holds, and again when it is drawn.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::{Files, Span, Spanned};
use crate::markdown::{self, Dialect, Link, Outline};
use crate::model::text::{Lang, Text};
use crate::paths::FilePath;
use crate::rules::Rule;
use crate::site::{Followed, NoteLinks, Page, PageIx, Site};
use crate::slug::PageParts;

use super::{Follower, Place};

/// The links of all notes.
pub(super) struct Notes {
    claims: Vec<NoteLinks>,
    sources: Vec<NoteLinks>,
}

impl Notes {
    /// Hands the links to the claims and sources whose they are.
    pub(super) fn put(self, site: &mut Site) {
        for (entry, links) in site.claims.iter_mut().zip(self.claims) {
            entry.note_links = links;
        }
        for (entry, links) in site.sources.iter_mut().zip(self.sources) {
            entry.note_links = links;
        }
    }
}

/// Follows the links of all notes.
pub(super) fn follow(follower: &mut Follower<'_, '_>) -> Notes {
    let site = follower.site;
    let mut articles: HashMap<&str, Vec<PageIx>> = HashMap::new();
    for (ix, page) in site.pages.iter().enumerate() {
        articles.entry(&page.parsed.key).or_default().push(ix);
    }
    let claims = site
        .claims
        .iter()
        .map(|entry| {
            let Some(note) = &entry.claim.note else { return NoteLinks::new() };
            follower.from = Place {
                file: &site.files.get(note.span.file).path,
                page: None,
                is_published: entry.is_published(&site.pages),
            };
            let article = entry.article.as_deref().and_then(|key| articles.get(key));
            follower.note(note, article.map_or(&[], Vec::as_slice))
        })
        .collect();
    let sources = site
        .sources
        .iter()
        .map(|entry| {
            let Some(note) = &entry.source.note else { return NoteLinks::new() };
            follower.from =
                Place { file: &site.files.get(note.span.file).path, page: None, is_published: true };
            follower.note(note, &[])
        })
        .collect();
    Notes { claims, sources }
}

impl Follower<'_, '_> {
    /// Follows the links of a note. `article`: the pages of its article in all languages, in which `#part` is looked for:
    /// the one in the note's language, else the one whose file holds the note.
    fn note(&mut self, note: &Spanned<Text>, article: &[PageIx]) -> NoteLinks {
        let texts: Vec<(Option<&Lang>, &str)> = match &note.value {
            Text::One(text) => vec![(None, text)],
            Text::Many(texts) => texts.iter().map(|(lang, text)| (Some(lang), text.as_str())).collect(),
        };
        let mut all = NoteLinks::new();
        for (stated, text) in texts {
            let lang = stated.unwrap_or(&self.site.config.language);
            let mut links = Followed::new();
            let page = |wanted: &dyn Fn(&Page) -> bool| {
                article.iter().copied().find(|ix| wanted(&self.site.pages[*ix]))
            };
            self.from.page = page(&|page| page.lang == *lang)
                .or_else(|| page(&|page| page.parsed.file == note.span.file))
                .or(article.first().copied());
            let outline = outline(text, lang, note.span, self.sink);
            refuse(&outline, note.span, self.sink);
            for link in outline.links {
                if links.iter().any(|(to, _)| *to == link.to) {
                    continue;
                }
                let to = link.to.clone();
                if let Some(mut target) = self.link(&Link { span: note.span, whole: note.span, ..link }) {
                    // The note may be read on another page than the one it is written on.
                    if let (Some(page), true) = (self.from.page, target.href.starts_with('#')) {
                        let page = self.site.config.base_url.link(&self.site.pages[page].output);
                        target.href.insert_str(0, &page);
                    }
                    links.push((to, target));
                }
            }
            all.push((stated.cloned(), links));
        }
        all
    }
}

/// Reads a note; what the reading finds is reported at the note.
fn outline(text: &str, lang: &Lang, span: Span, sink: &mut Sink) -> Outline {
    let mut files = Files::default();
    let id = files.add(FilePath::new("note.md").expect("the name is plain"), text);
    let mut found = Sink::default();
    let document = markdown::parse(
        files.get(id),
        0..text.len(),
        Dialect::Onrecord(PageParts::default()),
        lang,
        &mut found,
    );
    sink.append(found.all_at(span));
    document.outline
}

/// Reports what a note cannot hold.
fn refuse(outline: &Outline, span: Span, sink: &mut Sink) {
    let mut report = |rule: Rule, is_there: bool, message: &str, help: &str| {
        if is_there {
            sink.push(Diagnostic::new(rule, span, message, help));
        }
    };
    report(
        Rule::LeakedMark,
        !outline.marks.is_empty() || !outline.footnotes.is_empty() || !outline.definitions.is_empty(),
        "a note holds a mark or a footnote, which only the text of a page can have",
        "link to the claim instead, for example `[the vote](#claim-vote)`; put what the footnote says into the note",
    );
    report(
        Rule::RawHtml,
        !outline.raw_html.is_empty(),
        "raw HTML stands in a note",
        "write it as Markdown; where `<` is meant as it stands, write `\\<`",
    );
    report(
        Rule::MissingImage,
        !outline.images.is_empty(),
        "a note shows an image, which it cannot",
        "put the image into the text of the page",
    );
}
