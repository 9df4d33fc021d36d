//! Document to HTML: marks, references, notes, anchors, checked links.
//!
//! Steps: read the Markdown again; turn each step into an event for the library's writer, our own markup as ready HTML;
//! gather footnotes at the end; put each block and the notes of the claims first marked in it into one element; write.
//! Where a site allows raw HTML, the written page is cleaned by an allow-list while our own markup waits outside as
//! tokens. Input: a page of the site. Output: HTML for the `content` of a template. Not done here: notes themselves (a
//! template), links' targets (see `resolve`).

mod links;
mod raw;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};
use pulldown_cmark_escape::{escape_href, escape_html};

use crate::diagnostic::Sink;
use crate::files::Files;
use crate::highlight;
use crate::markdown::{self, Dialect, Document, Piece, Step, is_comment};
use crate::model::text::Lang;
use crate::paths::{FilePath, Written};
use crate::site::{ClaimIx, Page, PageIx, Site, Target};
use crate::slug::PageParts;
use crate::strings::{Key, Words};
use crate::view::Viewer;
use crate::view::timeline::Positions;

use raw::{Held, clean};

/// How deep elements of raw HTML may lie in each other; cleaning takes time with the square of it.
pub const MAX_HTML_DEPTH: usize = 500;

/// What the HTML of a page is for.
pub struct PageContext<'a> {
    /// The site.
    pub site: &'a Site,
    /// The page.
    pub page: PageIx,
    /// The positions of the actors of its claims and events.
    pub positions: &'a Positions,
    /// Draws the note of a claim: the claim, its number, its actors' positions.
    pub note: &'a dyn Fn(ClaimIx, usize, String) -> String,
    /// What an editor is told between the blocks; readers are told nothing.
    pub remarks: Option<&'a dyn Remarks>,
}

/// What an editor who previews a page is told at its places, as HTML; empty where there is nothing to say.
pub trait Remarks: Sync {
    /// Returns what stands behind a block, which covers these bytes of the page's file.
    fn on_block(&self, page: PageIx, block: Range<usize>) -> String;

    /// Returns what stands behind the note of a claim.
    fn on_claim(&self, page: PageIx, claim: ClaimIx) -> String;
}

/// Draws a page with marks, references and notes.
pub fn page(context: &PageContext<'_>) -> String {
    let page = &context.site.pages[context.page];
    let file = context.site.files.get(page.parsed.file);
    let document = page.document(&context.site.files);
    Writer::new(Mode::Page(context), context.site.config.raw_html, file.hash, &document).write()
}

/// Draws a page for a feed: no marks and no notes, and every URL absolute.
pub fn for_feed(site: &Site, ix: PageIx) -> String {
    let page = &site.pages[ix];
    let file = site.files.get(page.parsed.file);
    let document = page.document(&site.files);
    Writer::new(Mode::Feed(site, page), site.config.raw_html, file.hash, &document).write()
}

/// Draws a short Markdown text of a register, whose links were followed before: no raw HTML, no images, no marks.
pub fn fragment(text: &str, links: &[(Written, Target)], words: &Words) -> String {
    alone(text, Dialect::Onrecord(PageParts::default()), Mode::Fragment(links, words))
}

/// Draws plain CommonMark with raw HTML and unchecked links, for the test suite of CommonMark.
#[doc(hidden)]
pub fn commonmark(text: &str) -> String {
    alone(text, Dialect::CommonMark, Mode::CommonMark)
}

fn alone(text: &str, dialect: Dialect, mode: Mode<'_>) -> String {
    let mut files = Files::default();
    let id = files.add(FilePath::new("text.md").expect("the name is plain"), text);
    let file = files.get(id);
    let document = markdown::parse(file, 0..text.len(), dialect, &Lang::default(), &mut Sink::default());
    Writer::new(mode, false, file.hash, &document).write()
}

#[derive(Clone, Copy)]
enum Mode<'a> {
    Page(&'a PageContext<'a>),
    Feed(&'a Site, &'a Page),
    Fragment(&'a [(Written, Target)], &'a Words),
    CommonMark,
}

impl<'a> Mode<'a> {
    /// Returns the address of a target for where the HTML will stand: a feed is read away from its site.
    fn link_to(self, href: &str) -> String {
        match self {
            Self::Feed(site, page) if href.starts_with('#') => {
                format!("{}{href}", site.config.base_url.absolute(&page.output).unwrap_or_default())
            }
            Self::Feed(site, _) => site.config.base_url.absolute_link(href).into_owned(),
            Self::Page(_) | Self::Fragment(..) | Self::CommonMark => href.to_owned(),
        }
    }

    /// Returns the words of the reader's language.
    fn words(self) -> &'a Words {
        match self {
            Self::Page(context) => {
                let page = &context.site.pages[context.page];
                context.site.strings.of(&page.lang)
            }
            Self::Feed(site, page) => site.strings.of(&page.lang),
            Self::Fragment(_, words) => words,
            Self::CommonMark => Words::english(),
        }
    }
}

struct Writer<'a> {
    mode: Mode<'a>,
    document: &'a Document<'a>,
    events: Vec<Event<'a>>,
    /// Our own markup while raw HTML is cleaned, or none when there is no raw HTML.
    held: Option<Held>,
    links: std::slice::Iter<'a, markdown::Link>,
    link_number: usize,
    image_number: usize,
    /// Whether each open link is written.
    open_links: Vec<bool>,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    /// How many tables have begun; each is a region with a name of its own.
    tables: usize,
    /// The claims whose notes have been drawn.
    seen_claims: BTreeSet<ClaimIx>,
    /// The claims whose spans have been given their anchors.
    anchored: BTreeSet<ClaimIx>,
    /// The number of each claim of the page.
    claim_numbers: BTreeMap<ClaimIx, usize>,
    /// The number of each footnote, from 0.
    footnote_numbers: BTreeMap<&'a str, usize>,
    /// What the footnotes say.
    footnotes: BTreeMap<String, Vec<Piece<'a>>>,
    /// How often each footnote has been referred to.
    references: Vec<usize>,
}

impl<'a> Writer<'a> {
    fn new(mode: Mode<'a>, raw_html: bool, hash: u128, document: &'a Document<'a>) -> Self {
        let has_raw =
            raw_html && !document.outline.html.is_empty() && document.outline.html_depth <= MAX_HTML_DEPTH;
        Self {
            mode,
            document,
            events: Vec::with_capacity(document.pieces.len()),
            // The page cannot know its own hash, so it cannot write a token.
            held: has_raw.then(|| Held { token: format!("\u{E000}{hash:032x}-"), markup: Vec::new() }),
            links: document.outline.links.iter(),
            link_number: 0,
            image_number: 0,
            open_links: Vec::new(),
            alignments: Vec::new(),
            cell: 0,
            in_head: false,
            tables: 0,
            seen_claims: BTreeSet::new(),
            anchored: BTreeSet::new(),
            claim_numbers: match mode {
                Mode::Page(context) => {
                    context.site.pages[context.page].claims.iter().copied().zip(1..).collect()
                }
                Mode::Feed(..) | Mode::Fragment(..) | Mode::CommonMark => BTreeMap::new(),
            },
            footnote_numbers: document.outline.footnotes.iter().map(String::as_str).zip(0..).collect(),
            footnotes: BTreeMap::new(),
            references: vec![0; document.outline.footnotes.len()],
        }
    }

    fn write(mut self) -> String {
        let (mode, document) = (self.mode, self.document);
        let pieces = self.take_footnotes();
        self.blocks(&pieces);
        self.write_footnotes();
        let mut html = String::with_capacity(self.events.len() * 24);
        pulldown_cmark::html::push_html(&mut html, self.events.into_iter());
        match self.held {
            // Raw HTML that swallows or moves our own markup, as an open attribute does, is left out.
            Some(held) => held
                .restore(&clean(&html, mode))
                .unwrap_or_else(|| Writer::new(mode, false, 0, document).write()),
            None => html,
        }
    }

    /// Takes footnote definitions out of the text; they are written at its end.
    fn take_footnotes(&mut self) -> Vec<Piece<'a>> {
        let mut rest = Vec::with_capacity(self.document.pieces.len());
        // A definition may stand inside another one.
        let mut taking: Vec<(String, Vec<Piece<'a>>)> = Vec::new();
        for piece in &self.document.pieces {
            match &piece.step {
                Step::Markdown(Event::Start(Tag::FootnoteDefinition(label))) => {
                    taking.push((label.to_string(), Vec::new()));
                }
                Step::Markdown(Event::End(TagEnd::FootnoteDefinition)) => {
                    if let Some((label, pieces)) = taking.pop() {
                        self.footnotes.entry(label).or_insert(pieces);
                    }
                }
                _ => taking.last_mut().map_or(&mut rest, |(_, pieces)| pieces).push(piece.clone()),
            }
        }
        rest
    }

    /// Writes blocks, each with the notes of the claims first marked in it.
    fn blocks(&mut self, pieces: &[Piece<'a>]) {
        let mut at = 0;
        while at < pieces.len() {
            let end = block_end(pieces, at);
            let notes = self.notes(&pieces[at..end]);
            if !notes.is_empty() {
                self.own_block("<div class=\"annotated\">\n".to_owned());
            }
            self.steps(&pieces[at..end]);
            if !notes.is_empty() {
                self.own_block(format!("<div class=\"notes\">\n{notes}</div>\n</div>\n"));
            }
            self.remarks(&pieces[at..end]);
            at = end;
        }
    }

    /// Writes what the preview tells about a block.
    fn remarks(&mut self, block: &[Piece<'a>]) {
        let Mode::Page(PageContext { page, remarks: Some(remarks), .. }) = self.mode else { return };
        let (start, end) = (
            block.iter().map(|piece| piece.range.start).min().unwrap_or(0),
            block.iter().map(|piece| piece.range.end).max().unwrap_or(0),
        );
        let html = remarks.on_block(*page, start..end);
        if !html.is_empty() {
            self.own_block(html);
        }
    }

    /// Draws the notes of claims that are marked in these steps for the first time.
    fn notes(&mut self, pieces: &[Piece<'a>]) -> String {
        let Mode::Page(context) = self.mode else { return String::new() };
        let page = &context.site.pages[context.page];
        let mut notes = String::new();
        for piece in pieces {
            let Step::Reference { mark } = piece.step else { continue };
            for claim in page.marks[mark].iter().flatten() {
                if self.seen_claims.insert(*claim) {
                    let number = self.claim_numbers[claim];
                    notes.push_str(&(context.note)(*claim, number, self.positions(*claim)));
                }
            }
        }
        notes
    }

    fn positions(&self, claim: ClaimIx) -> String {
        let Mode::Page(context) = self.mode else { return String::new() };
        let entry = &context.site.claims[claim];
        context.positions.of(entry.by.iter().chain(&entry.about).copied())
    }

    fn write_footnotes(&mut self) {
        let mut all = std::mem::take(&mut self.footnotes);
        // A definition that nothing refers to has been reported; it is not shown.
        let labels = self.document.outline.footnotes.iter().enumerate();
        let used: Vec<(usize, Vec<Piece<'a>>)> =
            labels.filter_map(|(number, label)| Some((number, all.remove(label)?))).collect();
        if used.is_empty() {
            return;
        }
        self.own_block(format!(
            "<section role=\"doc-endnotes\" class=\"footnotes\" aria-label=\"{}\">\n<ol type=\"a\">\n",
            self.word(Key::Footnotes)
        ));
        let mut notes = String::new();
        for (number, pieces) in used {
            let n = number + 1;
            self.own_block(format!("<li id=\"fn-{n}\" value=\"{n}\">\n"));
            notes.push_str(&self.notes(&pieces));
            self.steps(&pieces);
            self.remarks(&pieces);
            let label = self.word(Key::BackToText);
            let back: String = (1..=self.references[number].max(1))
                .map(|k| {
                    let suffix = if k == 1 { String::new() } else { format!("-{k}") };
                    format!(
                        " <a role=\"doc-backlink\" href=\"#fnref-{n}{suffix}\" aria-label=\"{label}\">↩</a>"
                    )
                })
                .collect();
            self.own_block(format!("<p class=\"back\">{back}</p>\n</li>\n"));
        }
        let notes = if notes.is_empty() { notes } else { format!("<div class=\"notes\">\n{notes}</div>\n") };
        self.own_block(format!("</ol>\n</section>\n{notes}"));
    }

    /// Writes steps in order.
    fn steps(&mut self, pieces: &[Piece<'a>]) {
        let mut at = 0;
        while at < pieces.len() {
            at = self.step(pieces, at);
        }
    }

    /// Writes one step, or an element that is drawn whole; returns the next one's place.
    fn step(&mut self, pieces: &[Piece<'a>], at: usize) -> usize {
        let next = at + 1;
        let event = match &pieces[at].step {
            Step::Markdown(event) => event,
            Step::MarkStart { mark, first } => {
                self.mark_start(*mark, *first);
                return next;
            }
            Step::MarkEnd { mark } => {
                let spans = self.marked_claims(*mark).len();
                self.own("</span>".repeat(spans));
                return next;
            }
            Step::Reference { mark } => {
                self.reference(*mark);
                return next;
            }
        };
        if matches!(self.mode, Mode::CommonMark) {
            match event {
                Event::Start(Tag::Link { .. }) => self.link_start(event),
                Event::End(TagEnd::Link) => self.link_end(),
                Event::Start(Tag::Image { .. }) => return self.image(pieces, at),
                Event::Start(Tag::CodeBlock(kind)) => return self.code_block(pieces, at, kind),
                _ => self.events.push(event.clone()),
            }
            return next;
        }
        match event {
            Event::Start(Tag::Link { .. }) => self.link_start(event),
            Event::End(TagEnd::Link) => self.link_end(),
            Event::Start(Tag::Image { .. }) => return self.image(pieces, at),
            Event::Start(Tag::CodeBlock(kind)) => return self.code_block(pieces, at, kind),
            Event::Start(Tag::Heading { level, id, .. }) => {
                // A note is a part of a page, whose headings have the ids.
                let id = id.as_ref().filter(|_| !matches!(self.mode, Mode::Fragment(..)));
                let id = id.map_or_else(String::new, |id| format!(" id=\"{}\"", escaped(id)));
                self.own_block(format!("<{level}{id}>"));
            }
            Event::End(TagEnd::Heading(level)) => {
                let anchor = self.heading_anchor(pieces, at);
                self.own_block(format!("{anchor}</{level}>\n"));
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                let (class, word) = alert(*kind);
                let word = self.word(word);
                self.own_block(format!(
                    "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{word}</p>\n"
                ));
            }
            Event::End(TagEnd::BlockQuote(Some(_))) => self.own_block("</div>\n".to_owned()),
            Event::Start(Tag::Table(alignments)) => {
                self.alignments.clone_from(alignments);
                self.tables += 1;
                self.own_block(format!(
                    "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{} {}\">\n<table>\n",
                    self.word(Key::Table),
                    self.tables
                ));
            }
            Event::End(TagEnd::Table) => self.own_block("</tbody>\n</table>\n</div>\n".to_owned()),
            Event::Start(Tag::TableHead) => {
                (self.in_head, self.cell) = (true, 0);
                self.own_block("<thead>\n<tr>\n".to_owned());
            }
            Event::End(TagEnd::TableHead) => {
                self.in_head = false;
                self.own_block("</tr>\n</thead>\n<tbody>\n".to_owned());
            }
            Event::Start(Tag::TableRow) => {
                self.cell = 0;
                self.own_block("<tr>\n".to_owned());
            }
            Event::End(TagEnd::TableRow) => self.own_block("</tr>\n".to_owned()),
            Event::Start(Tag::TableCell) => self.cell_start(),
            Event::End(TagEnd::TableCell) => {
                self.own_block(if self.in_head { "</th>\n" } else { "</td>\n" }.to_owned());
            }
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::TaskListMarker(done) => {
                let (checked, word) =
                    if *done { (" checked", Key::TaskDone) } else { ("", Key::TaskNotDone) };
                let word = self.word(word);
                self.own(format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{word}\"> "));
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                // Without permission raw HTML has been reported, and is left out.
                if self.held.is_some() && !is_comment(html) {
                    self.events.push(event.clone());
                }
            }
            _ => self.events.push(event.clone()),
        }
        next
    }

    /// Returns one of our own words, escaped.
    fn word(&self, key: Key) -> String {
        escaped(self.mode.words().get(key))
    }

    /// Writes our own inline markup.
    fn own(&mut self, html: String) {
        let html = self.hold(html);
        self.events.push(Event::InlineHtml(html.into()));
    }

    /// Writes our own markup between blocks.
    fn own_block(&mut self, html: String) {
        let html = self.hold(html);
        self.events.push(Event::Html(html.into()));
    }

    fn hold(&mut self, html: String) -> String {
        match &mut self.held {
            Some(held) => held.hold(html),
            None => html,
        }
    }

    fn marked_claims(&self, mark: usize) -> Vec<ClaimIx> {
        match self.mode {
            Mode::Page(context) => {
                context.site.pages[context.page].marks[mark].iter().flatten().copied().collect()
            }
            Mode::Feed(..) | Mode::Fragment(..) | Mode::CommonMark => Vec::new(),
        }
    }

    fn mark_start(&mut self, mark: usize, first: bool) {
        let Mode::Page(context) = self.mode else { return };
        let key = &context.site.pages[context.page].parsed.key;
        let mut html = String::new();
        for claim in self.marked_claims(mark) {
            let entry = &context.site.claims[claim];
            let id = if first && self.anchored.insert(claim) {
                format!(" id=\"claim-{}\"", entry.anchor(key))
            } else {
                String::new()
            };
            html.push_str(&format!(
                "<span class=\"claim\"{id} data-claim=\"{}\" data-status=\"{}\" data-actors=\"{}\">",
                escaped(&entry.local_id(key)),
                entry.status.as_str(),
                self.positions(claim),
            ));
        }
        self.own(html);
    }

    fn reference(&mut self, mark: usize) {
        let Mode::Page(context) = self.mode else { return };
        let page = &context.site.pages[context.page];
        let mut html = String::new();
        for claim in self.marked_claims(mark) {
            let entry = &context.site.claims[claim];
            let anchor = entry.anchor(&page.parsed.key);
            let number = self.claim_numbers[&claim];
            let is_first = entry.first_mark_on(context.page, &context.site.pages) == Some(mark);
            let id = if is_first { format!(" id=\"ref-{anchor}\"") } else { String::new() };
            let viewer = Viewer::of(context.site, page);
            let status = viewer.claim_link(claim).status.label;
            let places = [("number", number.to_string()), ("status", status)];
            let label = viewer
                .words()
                .say(Key::NoteLabel, &places.each_ref().map(|(name, word)| (*name, word.as_str())));
            html.push_str(&format!(
                "<sup class=\"ref\"><a role=\"doc-noteref\"{id} href=\"#note-{anchor}\" data-status=\"{}\" data-actors=\"{}\" aria-label=\"{}\">{number}</a></sup>",
                entry.status.as_str(),
                self.positions(claim),
                escaped(&label),
            ));
        }
        self.own(html);
    }

    fn code_block(&mut self, pieces: &[Piece<'a>], at: usize, kind: &CodeBlockKind<'a>) -> usize {
        let mut code = String::new();
        let mut end = at + 1;
        while end < pieces.len() {
            match &pieces[end].step {
                Step::Markdown(Event::Text(text)) => code.push_str(text),
                Step::Markdown(Event::End(TagEnd::CodeBlock)) => break,
                _ => {}
            }
            end += 1;
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => &**info,
            CodeBlockKind::Indented => "",
        };
        let separators: &[char] =
            if matches!(self.mode, Mode::CommonMark) { &[' '] } else { &[' ', ',', '{', '\t'] };
        let language = info.split(separators).next().unwrap_or("");
        let class = if language.is_empty() {
            String::new()
        } else {
            format!(" class=\"language-{}\"", escaped(language))
        };
        let wants_colour = self.site_and_page().is_some_and(|(site, _)| site.config.highlight)
            && matches!(self.mode, Mode::Page(_));
        let inner = wants_colour
            .then(|| highlight::highlight(language, &code))
            .flatten()
            .unwrap_or_else(|| escaped(&code));
        let focus = if matches!(self.mode, Mode::Page(_)) { " tabindex=\"0\"" } else { "" };
        self.own_block(format!("<pre{focus}><code{class}>{inner}</code></pre>\n"));
        end + 1
    }

    /// Returns a link to the section itself, which stands behind the heading's words.
    fn heading_anchor(&self, pieces: &[Piece<'a>], end: usize) -> String {
        if !matches!(self.mode, Mode::Page(_)) {
            return String::new();
        }
        let id = pieces[..end].iter().rev().find_map(|piece| match &piece.step {
            Step::Markdown(Event::Start(Tag::Heading { id, .. })) => Some(id.clone()),
            _ => None,
        });
        match id.flatten() {
            Some(id) => format!(
                " <a class=\"anchor\" href=\"#{}\" aria-label=\"{}\">#</a>",
                escaped(&crate::paths::encode_anchor(&id)),
                self.word(Key::LinkToSection)
            ),
            None => String::new(),
        }
    }

    fn cell_start(&mut self) {
        let class = match self.alignments.get(self.cell) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::None) | None => "",
        };
        self.cell += 1;
        self.own_block(if self.in_head {
            format!("<th scope=\"col\"{class}>")
        } else {
            format!("<td{class}>")
        });
    }

    fn footnote_reference(&mut self, label: &str) {
        let Some(&number) = self.footnote_numbers.get(label) else { return };
        self.references[number] += 1;
        let n = number + 1;
        let suffix = match self.references[number] {
            1 => String::new(),
            k => format!("-{k}"),
        };
        let letters = letters(n);
        let label = escaped(&self.mode.words().say(Key::Footnote, &[("number", &letters)]));
        self.own(format!("<sup class=\"fn\"><a role=\"doc-noteref\" id=\"fnref-{n}{suffix}\" href=\"#fn-{n}\" aria-label=\"{label}\">{letters}</a></sup>"));
    }
}

/// Returns what a list of the type `a` counts with: `a` to `z`, `aa`, and so on. Footnotes have letters, because the notes
/// on claims have numbers, and the two may stand side by side. `n`: from 1.
fn letters(mut n: usize) -> String {
    let mut backwards = Vec::new();
    while n > 0 {
        n -= 1;
        backwards.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    backwards.iter().rev().collect()
}

/// Finds the end of the outermost block that begins at a step.
fn block_end(pieces: &[Piece<'_>], at: usize) -> usize {
    let mut depth = 0_usize;
    for (n, piece) in pieces.iter().enumerate().skip(at) {
        match &piece.step {
            Step::Markdown(Event::Start(_)) => depth += 1,
            Step::Markdown(Event::End(_)) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return n + 1;
        }
    }
    pieces.len()
}

fn alert(kind: BlockQuoteKind) -> (&'static str, Key) {
    match kind {
        BlockQuoteKind::Note => ("note", Key::AlertNote),
        BlockQuoteKind::Tip => ("tip", Key::AlertTip),
        BlockQuoteKind::Important => ("important", Key::AlertImportant),
        BlockQuoteKind::Warning => ("warning", Key::AlertWarning),
        BlockQuoteKind::Caution => ("caution", Key::AlertCaution),
    }
}

fn title_attribute(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escaped(title)) }
}

/// Escapes text for an element or a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_html(&mut out, text).expect("writing to a string cannot fail");
    out
}

fn href_escaped(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    escape_href(&mut out, url).expect("writing to a string cannot fail");
    out
}
