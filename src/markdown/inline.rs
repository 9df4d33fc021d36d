//! One run of inline steps: links become marks, `[^x]` becomes a mark of its sentence, leaks are reported.

mod leaks;
mod nest;
mod sentences;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::{Link, Mark, Piece, Reader, Step, is_comment, is_reference, push_text};
use crate::files::is_blank;
use crate::paths::Written;
use crate::rules::Rule;

/// What stands in a run's text for something that is not prose: code or an image.
const OBJECT: char = '\u{FFFC}';

/// How many steps of a link's words are read. Images may lie in images without end, and each has words.
const MAX_WORDS: usize = 1_000;

impl<'a> Reader<'a, '_> {
    /// Reads one run and appends it to the document.
    pub(super) fn run(&mut self, run: Vec<Piece<'a>>) {
        if run.is_empty() {
            return;
        }
        let first_mark = self.document.outline.marks.len();
        let run = if self.marks_on { self.links(&run) } else { self.plain_links(run) };
        let run = if self.marks_on { self.sentences(run) } else { run };
        self.document.outline.marks[first_mark..].sort_by_key(|mark| mark.span);
        // Sorting changed the numbers of this run's marks; the steps must follow.
        let order = self.renumber(first_mark, &run);
        let (mut seen, mut in_image) = (String::new(), 0_usize);
        for mut piece in run {
            match &mut piece.step {
                Step::MarkStart { mark, .. } | Step::MarkEnd { mark } | Step::Reference { mark } => {
                    *mark = order[*mark - first_mark];
                }
                Step::Markdown(event) => {
                    if in_image == 0 {
                        push_text(event, &mut seen);
                    }
                    match event {
                        Event::Start(Tag::Image { .. }) => in_image += 1,
                        Event::End(TagEnd::Image) => in_image -= 1,
                        Event::FootnoteReference(label) if self.referred.insert(label.to_string()) => {
                            self.document.outline.footnotes.push(label.to_string());
                        }
                        Event::InlineHtml(html) if !is_comment(html) => {
                            let tag = self.file.span(piece.range.clone());
                            self.document.outline.raw_html.push(tag);
                            self.document.outline.html.push(tag);
                        }
                        _ => {}
                    }
                }
            }
            self.document.pieces.push(piece);
        }
        self.document.outline.word_count += seen.split_whitespace().count();
        if self.document.outline.lead.is_empty() && self.in_paragraph() {
            self.document.outline.lead = seen.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }

    fn in_paragraph(&self) -> bool {
        self.document.pieces.iter().rev().find_map(|piece| match &piece.step {
            Step::Markdown(Event::Start(tag)) => match tag {
                Tag::Paragraph => Some(true),
                Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } => {
                    None
                }
                _ => Some(false),
            },
            _ => None,
        }) == Some(true)
    }

    /// Returns, for each mark's number as the steps have it, its number now. Numbers were given in the order found.
    fn renumber(&self, first: usize, run: &[Piece<'a>]) -> Vec<usize> {
        // A mark's reference stands at the end of its span, which no other mark shares.
        let now: BTreeMap<usize, usize> = self.document.outline.marks[first..]
            .iter()
            .enumerate()
            .map(|(at, mark)| (mark.span.range().end, first + at))
            .collect();
        let mut order = vec![usize::MAX; now.len()];
        for piece in run {
            if let Step::Reference { mark } = piece.step {
                order[mark - first] = now[&piece.range.end];
            }
        }
        order
    }

    /// Lists links and images without looking at marks.
    fn plain_links(&mut self, run: Vec<Piece<'a>>) -> Vec<Piece<'a>> {
        let ends = element_ends(&run);
        for at in 0..run.len() {
            if let Step::Markdown(Event::Start(
                Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. },
            )) = &run[at].step
            {
                let link = self.link(&run, at, ends[at], *link_type, dest_url);
                let image = matches!(run[at].step, Step::Markdown(Event::Start(Tag::Image { .. })));
                if image {
                    self.document.outline.images.push(link);
                } else {
                    self.document.outline.links.push(link);
                }
            }
        }
        run
    }

    /// Reads the link or image whose element begins at a step and ends at another.
    fn link(&self, run: &[Piece<'a>], at: usize, end: usize, kind: LinkType, destination: &str) -> Link {
        let whole = run[at].range.clone();
        let mut words = String::new();
        for piece in run[at..end].iter().take(MAX_WORDS) {
            if let Step::Markdown(event) = &piece.step {
                push_text(event, &mut words);
            }
        }
        let destination =
            if kind == LinkType::Email { format!("mailto:{destination}") } else { destination.to_owned() };
        Link {
            to: Written::parse(&destination),
            span: self.file.span(self.destination(run, at, end, kind)),
            words,
            whole: self.file.span(whole),
        }
    }

    /// Finds the destination of a link in the file.
    fn destination(&self, run: &[Piece<'a>], at: usize, end: usize, kind: LinkType) -> Range<usize> {
        let whole = run[at].range.clone();
        if is_reference(kind) {
            return whole;
        }
        let text = &self.file.text;
        if matches!(kind, LinkType::Autolink | LinkType::Email) {
            return (whole.start + 1).min(whole.end)
                ..whole.end.saturating_sub(1).max(whole.start + 1).min(whole.end);
        }
        let inner_end = run[at + 1..end].last().map_or(whole.start + 1, |piece| piece.range.end);
        let inner_end = inner_end.clamp(whole.start, whole.end);
        let Some(open) = text[inner_end..whole.end].find("](") else { return whole };
        let rest = &text[inner_end + open + 2..whole.end];
        let skipped = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        let start = inner_end + open + 2 + skipped;
        if let Some(angled) = rest.strip_prefix('<') {
            let length = angled.find('>').unwrap_or(angled.len());
            return start + 1..start + 1 + length;
        }
        let body = &rest[..rest.len().saturating_sub(1)];
        let length = body.find(char::is_whitespace).unwrap_or(body.len());
        start..start + length
    }

    /// Turns links to `claim:` into marks and lists the other links and the images.
    fn links(&mut self, run: &[Piece<'a>]) -> Vec<Piece<'a>> {
        let ends = element_ends(run);
        let mut out = Vec::with_capacity(run.len());
        // The marks of the open links; none for a link that is no mark, `usize::MAX` for one that could not become one.
        let mut open: Vec<Option<usize>> = Vec::new();
        let mut in_image = 0_usize;
        for at in 0..run.len() {
            let piece = &run[at];
            match &piece.step {
                Step::Markdown(Event::Start(Tag::Image { link_type, dest_url, .. })) => {
                    in_image += 1;
                    let link = self.link(run, at, ends[at], *link_type, dest_url);
                    self.document.outline.images.push(link);
                    out.push(piece.clone());
                }
                Step::Markdown(Event::End(TagEnd::Image)) => {
                    in_image -= 1;
                    out.push(piece.clone());
                }
                Step::Markdown(Event::Start(Tag::Link { link_type, dest_url, .. })) => {
                    let link = self.link(run, at, ends[at], *link_type, dest_url);
                    let Written::Claim(names) = &link.to else {
                        open.push(None);
                        self.check_other_mark(&link);
                        self.document.outline.links.push(link);
                        out.push(piece.clone());
                        continue;
                    };
                    let empty = is_blank(&link.words) || matches!(link_type, LinkType::Autolink);
                    let claims = self.names(names, &link);
                    if in_image > 0 {
                        self.report(
                            Rule::LeakedMark,
                            piece.range.clone(),
                            "a mark stands inside the description of an image",
                            "mark words of the text instead",
                        );
                    } else if empty {
                        self.report(
                            Rule::EmptyMark,
                            piece.range.clone(),
                            "this mark has no words",
                            "write the words that make the claim between the brackets: `[words](claim:id)`",
                        );
                    }
                    self.document.outline.has_broken_marks |= in_image > 0 || empty || claims.is_empty();
                    if in_image > 0 || empty || claims.is_empty() {
                        // The words stay, without a mark.
                        open.push(Some(usize::MAX));
                        continue;
                    }
                    let mark = self.document.outline.marks.len();
                    self.document.outline.marks.push(Mark {
                        claims,
                        words: link.words.clone(),
                        span: link.whole,
                        sentence: false,
                        unused_footnote: self.footnotes.last().cloned(),
                    });
                    open.push(Some(mark));
                    out.push(Piece {
                        step: Step::MarkStart { mark, first: true },
                        range: piece.range.clone(),
                    });
                }
                Step::Markdown(Event::End(TagEnd::Link)) => match open.pop().flatten() {
                    None => out.push(piece.clone()),
                    Some(usize::MAX) => {}
                    Some(mark) => {
                        out.push(Piece { step: Step::MarkEnd { mark }, range: piece.range.clone() });
                        out.push(Piece { step: Step::Reference { mark }, range: piece.range.clone() });
                    }
                },
                _ => out.push(piece.clone()),
            }
        }
        out
    }

    /// Splits `a,b` into names, each with its place.
    fn names(&mut self, names: &str, link: &Link) -> Vec<(String, crate::files::Span)> {
        let written = self.file.slice(link.span);
        // Names behind a reference or an entity have no place of their own.
        let direct = written
            .strip_prefix("claim:")
            .filter(|rest| *rest == names)
            .map(|_| link.span.range().start + "claim:".len());
        let mut found: Vec<(String, crate::files::Span)> = Vec::new();
        let mut at = 0;
        for name in names.split(',') {
            let span = match direct {
                Some(_) if !names.contains(',') => link.span,
                Some(start) => self.file.span(start + at..start + at + name.len()),
                None => link.span,
            };
            at += name.len() + 1;
            if name.is_empty() {
                self.report(
                    Rule::EmptyMark,
                    link.span.range(),
                    "this mark names no claim",
                    "write the id of a claim: `[words](claim:id)`",
                );
            } else if !found.iter().any(|(known, _)| known == name) {
                found.push((name.to_owned(), span));
            }
        }
        found
    }

    /// Reports links to an actor or source without words or without a name.
    fn check_other_mark(&mut self, link: &Link) {
        let (Written::Actor(name) | Written::Source(name)) = &link.to else { return };
        if name.is_empty() {
            self.report(
                Rule::EmptyMark,
                link.span.range(),
                "this link names nothing",
                "write the id behind the colon, for example `[Qatar](actor:qatar)`",
            );
        } else if is_blank(&link.words) {
            self.report(
                Rule::EmptyMark,
                link.whole.range(),
                "this link has no words",
                "write the words between the brackets: `[Qatar](actor:qatar)`",
            );
        }
    }
}

fn is_link_start(step: &Step<'_>) -> bool {
    matches!(step, Step::Markdown(Event::Start(Tag::Link { .. } | Tag::Image { .. })))
}

fn is_link_end(step: &Step<'_>) -> bool {
    matches!(step, Step::Markdown(Event::End(TagEnd::Link | TagEnd::Image)))
}

fn is_opening(step: &Step<'_>) -> bool {
    matches!(step, Step::Markdown(Event::Start(_)) | Step::MarkStart { .. })
}

fn is_closing(step: &Step<'_>) -> bool {
    matches!(step, Step::Markdown(Event::End(_)) | Step::MarkEnd { .. })
}

/// Returns, for each step that opens an element, the step that closes it.
fn element_ends(run: &[Piece<'_>]) -> Vec<usize> {
    let mut ends = vec![0; run.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, piece) in run.iter().enumerate() {
        if is_opening(&piece.step) {
            open.push(at);
        } else if is_closing(&piece.step)
            && let Some(start) = open.pop()
        {
            ends[start] = at;
        }
    }
    ends
}

/// Reads the label of `[^label]` at the beginning of a text.
fn label(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("[^")?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '[' | ']'))?;
    (end > 0 && rest[end..].starts_with(']')).then(|| &rest[..end])
}

/// Tells whether an odd number of backslashes stands before a byte.
fn is_escaped(text: &str, at: usize) -> bool {
    text[..at].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1
}

/// Cuts a piece out of verbatim or other text.
fn part<'a>(text: &str, range: &Range<usize>, cut: Range<usize>) -> Piece<'a> {
    let whole = range.len() == text.len();
    let place = if whole { range.start + cut.start..range.start + cut.end } else { range.clone() };
    Piece { step: Step::Markdown(Event::Text(text[cut].to_owned().into())), range: place }
}

/// The text of a run, and where each step begins in it.
struct RunText {
    text: String,
    starts: Vec<usize>,
}

impl RunText {
    /// Reads the text of a run. With descriptions, those of images are part of it.
    fn new(run: &[Piece<'_>], descriptions: bool) -> Self {
        let (mut text, mut starts) = (String::new(), Vec::with_capacity(run.len()));
        let mut images = 0_usize;
        for piece in run {
            starts.push(text.len());
            let is_seen = descriptions || images == 0;
            match &piece.step {
                Step::Markdown(Event::Text(content)) if is_seen => text.push_str(content),
                Step::Markdown(Event::SoftBreak | Event::HardBreak) if is_seen => text.push(' '),
                Step::Markdown(Event::Code(_)) if is_seen => text.push(OBJECT),
                Step::Markdown(Event::Start(Tag::Image { .. })) => {
                    if images == 0 {
                        text.push(OBJECT);
                    }
                    images += 1;
                }
                Step::Markdown(Event::End(TagEnd::Image)) => images -= 1,
                _ => {}
            }
        }
        Self { text, starts }
    }

    /// Returns the byte of the file where a byte of the text stands.
    fn place(&self, run: &[Piece<'_>], at: usize) -> usize {
        let step = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let range = &run[step].range;
        (range.start + (at - self.starts[step])).min(range.end)
    }
}
