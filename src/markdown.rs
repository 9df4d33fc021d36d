//! Markdown with marks: a body of text in, a [`Document`] out.
//!
//! Steps: CommonMark events with byte ranges (pulldown-cmark); text that stands together in the file is merged; links to
//! `claim:` become marks; an undefined `[^x]` becomes a mark of its sentence, split where it crosses inline elements, so
//! that spans nest; headings get ids; links, images and footnotes are listed in the order of their events. Marks that
//! leak as text are reported, since CommonMark lets them pass in silence. Not done here: looking up any name or path
//! (see `resolve`), HTML (see `html`).

mod inline;

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::{File, Span};
use crate::model::text::Lang;
use crate::paths::Written;
use crate::rules::Rule;
use crate::slug::{PageParts, Slugger, claim_anchor, is_of_templates};

/// Which Markdown is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// CommonMark and nothing else, for its test suite.
    CommonMark,
    /// CommonMark, GitHub's extensions, and marks, on a page with these parts.
    Onrecord(PageParts),
}

/// Languages whose quotation marks are “ ” and ‘ ’, which is what smart punctuation writes.
const CURLY: &[&str] = &["en", "es", "pt", "nl", "tr", "id", "ms", "vi", "th", "hi", "ar"];

fn options(dialect: Dialect, lang: &Lang) -> Options {
    if dialect == Dialect::CommonMark {
        return Options::empty();
    }
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    if CURLY.contains(&lang.primary()) {
        options |= Options::ENABLE_SMART_PUNCTUATION;
    }
    options
}

/// A step of the document: Markdown's own, or one of a mark.
#[derive(Clone, Debug, PartialEq)]
pub enum Step<'a> {
    /// Anything but a mark.
    Markdown(Event<'a>),
    /// Marked words begin. A mark that crosses inline elements has several parts.
    MarkStart {
        /// The mark's number.
        mark: usize,
        /// Whether this is its first part.
        first: bool,
    },
    /// Marked words end.
    MarkEnd {
        /// The mark's number.
        mark: usize,
    },
    /// The place of the mark's reference.
    Reference {
        /// The mark's number.
        mark: usize,
    },
}

/// A step and the bytes of the file that it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece<'a> {
    /// The step.
    pub step: Step<'a>,
    /// Bytes of the file.
    pub range: Range<usize>,
}

/// Words, or a sentence, that make one or several claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The names of the claims as written, each with its place.
    pub claims: Vec<(String, Span)>,
    /// The marked words as readers see them.
    pub words: String,
    /// The whole mark.
    pub span: Span,
    /// Whether it is written `[^x]`.
    pub sentence: bool,
    /// The footnote that holds it, where nothing refers to that footnote: such a mark is not shown.
    pub unused_footnote: Option<String>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its text without marks' references.
    pub text: String,
}

/// A link that is no mark, or an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub to: Written,
    /// The destination in the file; the whole link when it stands elsewhere.
    pub span: Span,
    /// The link's words or the image's description.
    pub words: String,
    /// The whole link.
    pub whole: Span,
}

/// A body of Markdown, understood: its steps, which borrow from the file, and its outline, which does not.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// All steps in order. Footnote definitions stand where they were written.
    pub pieces: Vec<Piece<'a>>,
    /// What the steps hold.
    pub outline: Outline,
}

/// What a body of Markdown holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The marks, in order of their places.
    pub marks: Vec<Mark>,
    /// The headings.
    pub headings: Vec<Heading>,
    /// The links, in the order of their `Start` events.
    pub links: Vec<Link>,
    /// The images, in the order of their `Start` events.
    pub images: Vec<Link>,
    /// The labels of footnotes, in the order of their first references.
    pub footnotes: Vec<String>,
    /// The labels of all footnote definitions, with their places.
    pub definitions: Vec<(String, Span)>,
    /// The languages that code blocks name, with their places.
    pub code_languages: Vec<(String, Span)>,
    /// Tags of raw HTML: each in a line, and the first of each block. Comments are left out.
    pub raw_html: Vec<Span>,
    /// All raw HTML: tags in a line, and whole blocks.
    pub html: Vec<Span>,
    /// How deep elements of raw HTML lie in each other, as far as tags show.
    pub html_depth: usize,
    /// Whether a mark could not be read, so that a claim may seem unused.
    pub has_broken_marks: bool,
    /// The text of the first paragraph.
    pub lead: String,
    /// How many words readers see.
    pub word_count: usize,
}

/// Reads the Markdown in a part of a file.
pub fn parse<'a>(
    file: &'a File,
    body: Range<usize>,
    dialect: Dialect,
    lang: &Lang,
    sink: &mut Sink,
) -> Document<'a> {
    let text = &file.text[body.clone()];
    let offset = body.start;
    let events = Parser::new_ext(text, options(dialect, lang)).into_offset_iter().map(|(event, range)| {
        Piece { step: Step::Markdown(fold_label(event)), range: range.start + offset..range.end + offset }
    });
    let mut reader = Reader {
        file,
        lang,
        marks_on: dialect != Dialect::CommonMark,
        sink,
        document: Document { pieces: Vec::new(), outline: Outline::default() },
        footnotes: Vec::new(),
        referred: BTreeSet::new(),
        defined: BTreeSet::new(),
    };
    reader.read(merge(events, &file.text));
    let mut document = reader.document;
    document.outline.html_depth = html_depth(document.outline.html.iter().map(|span| file.slice(*span)));
    let outline = &mut document.outline;
    let used: BTreeSet<&String> = outline.footnotes.iter().collect();
    for mark in &mut outline.marks {
        mark.unused_footnote = mark.unused_footnote.take().filter(|label| !used.contains(label));
        outline.has_broken_marks |= mark.unused_footnote.is_some();
    }
    name_headings(&mut document, dialect, file, sink);
    document
}

/// Footnotes' labels are told apart without regard to capitals.
fn fold_label(event: Event<'_>) -> Event<'_> {
    match event {
        Event::FootnoteReference(label) => Event::FootnoteReference(label.to_lowercase().into()),
        Event::Start(Tag::FootnoteDefinition(label)) => {
            Event::Start(Tag::FootnoteDefinition(label.to_lowercase().into()))
        }
        event => event,
    }
}

/// Joins text events that stand together in the file as they are written.
fn merge<'a>(events: impl Iterator<Item = Piece<'a>>, file: &'a str) -> Vec<Piece<'a>> {
    let mut merged: Vec<Piece<'a>> = Vec::new();
    let mut is_joinable = false;
    for piece in events {
        let verbatim = is_verbatim(&piece, file);
        match merged.last_mut() {
            Some(last) if verbatim && is_joinable && last.range.end == piece.range.start => {
                last.range.end = piece.range.end;
                last.step = Step::Markdown(Event::Text(file[last.range.clone()].into()));
            }
            _ => merged.push(piece),
        }
        is_joinable = verbatim;
    }
    merged
}

/// Tells whether a step is text that stands in the file as it is.
fn is_verbatim(piece: &Piece<'_>, file: &str) -> bool {
    matches!(&piece.step, Step::Markdown(Event::Text(text)) if file.get(piece.range.clone()) == Some(&**text))
}

struct Reader<'a, 's> {
    file: &'a File,
    lang: &'s Lang,
    marks_on: bool,
    sink: &'s mut Sink,
    document: Document<'a>,
    /// The footnote definitions that are open.
    footnotes: Vec<String>,
    /// The footnotes that have been referred to.
    referred: BTreeSet<String>,
    /// The footnotes that have been defined.
    defined: BTreeSet<String>,
}

impl<'a> Reader<'a, '_> {
    /// Walks over the blocks and hands each run of inline steps to [`Reader::run`].
    fn read(&mut self, pieces: Vec<Piece<'a>>) {
        let mut in_code = false;
        let mut run: Vec<Piece<'a>> = Vec::new();
        for piece in pieces {
            let Step::Markdown(event) = &piece.step else { unreachable!("marks are made from runs") };
            if !in_code && is_inline(event) {
                run.push(piece);
                continue;
            }
            self.run(std::mem::take(&mut run));
            match event {
                Event::Start(tag) => {
                    in_code |= matches!(tag, Tag::CodeBlock(_));
                    self.see_block(tag, &piece.range);
                }
                Event::End(end) => {
                    if *end == TagEnd::FootnoteDefinition {
                        self.footnotes.pop();
                    }
                    in_code &= *end != TagEnd::CodeBlock;
                }
                _ => {}
            }
            self.document.pieces.push(piece);
        }
        self.run(run);
    }

    fn see_block(&mut self, tag: &Tag<'a>, range: &Range<usize>) {
        match tag {
            Tag::FootnoteDefinition(label) => {
                self.footnotes.push(label.to_string());
                let end =
                    range.start + self.file.text[range.clone()].find("]:").map_or(range.len(), |n| n + 1);
                if !self.defined.insert(label.to_string()) {
                    self.report(
                        Rule::DuplicateId,
                        range.start..end,
                        format!("the footnote `{label}` stands here a second time"),
                        "give one of the two another name, or join them",
                    );
                }
                self.document.outline.definitions.push((label.to_string(), self.file.span(range.start..end)));
            }
            Tag::HtmlBlock => {
                if let Some(tag) = first_tag(&self.file.text[range.clone()]) {
                    let tag = range.start + tag.start..range.start + tag.end;
                    self.document.outline.raw_html.push(self.file.span(tag));
                    self.document.outline.html.push(self.file.span(range.clone()));
                    // Markdown is not read inside the block, so a mark there is text.
                    self.leaks_in_html(&self.file.text[range.clone()], range.start);
                }
            }
            Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(info)) => {
                if let Some(language) =
                    info.split([' ', ',', '{', '\t']).next().filter(|word| !word.is_empty())
                {
                    let slice = &self.file.text[range.clone()];
                    let at = range.start + slice.find(language).unwrap_or(0);
                    self.document
                        .outline
                        .code_languages
                        .push((language.to_owned(), self.file.span(at..at + language.len())));
                }
            }
            _ => {}
        }
    }

    fn report(
        &mut self,
        rule: Rule,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.sink.push(Diagnostic::new(rule, self.file.span(range), message, help));
    }
}

/// Returns the anchors that the marks of a page will have. A claim of the page's own may be written `article/id`.
fn mark_anchors(outline: &Outline) -> BTreeSet<String> {
    outline
        .marks
        .iter()
        .flat_map(|mark| &mark.claims)
        .flat_map(|(name, _)| [name.as_str(), name.rsplit('/').next().unwrap_or(name)])
        .map(claim_anchor)
        .flat_map(|anchor| ["claim", "note", "ref"].map(|prefix| format!("{prefix}-{anchor}")))
        .collect()
}

/// Gives every heading its id: the one in `{#id}`, else by GitHub's rules.
fn name_headings(document: &mut Document<'_>, dialect: Dialect, file: &File, sink: &mut Sink) {
    let parts = match dialect {
        Dialect::CommonMark => PageParts::default(),
        Dialect::Onrecord(parts) => parts,
    };
    let mut slugger = Slugger::of_page(parts);
    let mut found: Vec<(usize, Option<String>, u8, String)> = Vec::new();
    let mut open: Option<usize> = None;
    for (at, piece) in document.pieces.iter().enumerate() {
        match &piece.step {
            Step::Markdown(Event::Start(Tag::Heading { level, id, .. })) => {
                open = Some(found.len());
                found.push((at, id.as_ref().map(ToString::to_string), level_number(*level), String::new()));
            }
            Step::Markdown(Event::End(TagEnd::Heading(_))) => open = None,
            Step::Markdown(event) => {
                if let Some(heading) = open {
                    push_text(event, &mut found[heading].3);
                }
            }
            _ => {}
        }
    }
    if dialect == Dialect::CommonMark {
        return;
    }
    let marks = mark_anchors(&document.outline);
    for anchor in &marks {
        slugger.take(anchor);
    }
    for (at, id, ..) in &found {
        if let Some(id) = id
            && !slugger.take(id)
        {
            let range = document.pieces[*at].range.clone();
            let at = range.start + file.text[range.clone()].rfind(id.as_str()).unwrap_or(0);
            let (message, help) = if marks.contains(id) || is_of_templates(id, parts) {
                let help = "write another id here; this one belongs to a part that Onrecord adds to the page";
                (format!("the page itself uses the id `{id}`"), help)
            } else {
                (format!("two headings of this page have the id `{id}`"), "give one of them another id")
            };
            sink.push(Diagnostic::new(Rule::DuplicateId, file.span(at..at + id.len()), message, help));
        }
    }
    for (at, id, level, text) in found {
        let id = id.unwrap_or_else(|| slugger.slug(&text));
        if let Step::Markdown(Event::Start(Tag::Heading { id: slot, .. })) = &mut document.pieces[at].step {
            *slot = Some(id.clone().into());
        }
        document.outline.headings.push(Heading { level, id, text });
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

/// Appends the text that readers see.
fn push_text(event: &Event<'_>, out: &mut String) {
    match event {
        Event::Text(text) | Event::Code(text) => out.push_str(text),
        Event::SoftBreak | Event::HardBreak => out.push(' '),
        _ => {}
    }
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Text(_)
        | Event::Code(_)
        | Event::InlineHtml(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::FootnoteReference(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::TaskListMarker(_) => true,
        Event::Html(_) | Event::Rule => false,
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. }
        ),
        Event::End(end) => matches!(
            end,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
                | TagEnd::Image
        ),
    }
}

/// Tells whether raw HTML is only comments, which readers never see.
pub fn is_comment(html: &str) -> bool {
    first_tag(html).is_none()
}

/// Finds the first tag in raw HTML, or what else is no comment.
fn first_tag(html: &str) -> Option<Range<usize>> {
    let mut at = 0;
    loop {
        at += html[at..].find(|c: char| !c.is_whitespace())?;
        let rest = &html[at..];
        let end = rest.strip_prefix("<!--").and_then(|comment| comment.find("-->"));
        let Some(end) = end else {
            let line = rest.lines().next().unwrap_or(rest).trim_end();
            let length = line.find('>').map_or(line.len(), |n| n + 1);
            return Some(at..at + length);
        };
        at += "<!--".len() + end + "-->".len();
    }
}

/// Counts how deep elements lie in each other. Those whose end tags may be left out are not counted.
fn html_depth<'t>(parts: impl Iterator<Item = &'t str>) -> usize {
    const UNCLOSED: &[&str] = &[
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
        "option", "p", "source", "tbody", "td", "th", "tr", "track", "wbr",
    ];
    let (mut depth, mut deepest) = (0_usize, 0);
    for part in parts {
        for (at, _) in part.match_indices('<') {
            let rest = &part[at + 1..];
            let is_end = rest.starts_with('/');
            let name = rest.trim_start_matches('/');
            let name = &name[..name.bytes().take_while(u8::is_ascii_alphanumeric).count()];
            if name.is_empty() || UNCLOSED.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                continue;
            }
            depth = if is_end { depth.saturating_sub(1) } else { depth + 1 };
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// Returns the labels of footnotes that are defined and never referred to.
pub fn unused_definitions(outline: &Outline) -> Vec<(String, Span)> {
    let used: BTreeSet<&str> = outline.footnotes.iter().map(String::as_str).collect();
    outline.definitions.iter().filter(|(label, _)| !used.contains(label.as_str())).cloned().collect()
}

/// Tells how a link was written when its destination stands elsewhere in the file.
fn is_reference(kind: LinkType) -> bool {
    !matches!(kind, LinkType::Inline | LinkType::Autolink | LinkType::Email)
}

#[cfg(test)]
mod tests;
