//! One run of inline steps: links become marks, `[^x]` becomes a mark of its sentence, leaks are reported.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::{Link, Mark, Piece, Reader, Step, is_comment, is_reference, push_text};
use crate::paths::Written;
use crate::rules::Rule;
use crate::sentences::Finder;

/// What stands in a run's text for something that is not prose: code or an image.
const OBJECT: char = '\u{FFFC}';

/// How many steps of a link's words are read. Images may lie in images without end, and each has words.
const MAX_WORDS: usize = 1_000;

/// How many marked sentences may lie in each other. No sentence has as many marks; a list without full stops may.
const MAX_NESTED: usize = 32;

/// How many characters of text are looked at for the end of something that should be a mark.
const LOOK_AHEAD: usize = 200;

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
                            self.document.outline.raw_html.push(self.file.span(piece.range.clone()));
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
                    let empty = link.words.trim().is_empty() || matches!(link_type, LinkType::Autolink);
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
        } else if link.words.trim().is_empty() {
            self.report(
                Rule::EmptyMark,
                link.whole.range(),
                "this link has no words",
                "write the words between the brackets: `[Qatar](actor:qatar)`",
            );
        }
    }

    /// Turns each undefined `[^x]` into a mark of its sentence, and reports what should have been a mark.
    fn sentences(&mut self, run: Vec<Piece<'a>>) -> Vec<Piece<'a>> {
        let first = self.document.outline.marks.len();
        let run = self.references(run);
        let whole = RunText::new(&run, true);
        self.leaks(&run, &whole, false);
        self.left_over(&run, &whole);
        if self.document.outline.marks.len() == first {
            return run;
        }
        self.wrap_sentences(run, first)
    }

    /// Cuts each undefined `[^x]` out of the text. One inside a link would be a link in a link, and stays.
    fn references(&mut self, run: Vec<Piece<'a>>) -> Vec<Piece<'a>> {
        let mut out: Vec<Piece<'a>> = Vec::with_capacity(run.len());
        let mut links = 0_usize;
        for piece in run {
            let text = match &piece.step {
                Step::Markdown(Event::Text(text)) if links == 0 => text,
                step => {
                    links += usize::from(is_link_start(step));
                    links -= usize::from(is_link_end(step));
                    out.push(piece);
                    continue;
                }
            };
            let verbatim = self.file.text.get(piece.range.clone()) == Some(&**text);
            let (mut done, mut from) = (0, 0);
            while verbatim && let Some(at) = text[from..].find("[^").map(|n| from + n) {
                let start = piece.range.start + at;
                let label = label(&text[at..]);
                let Some(label) = label.filter(|_| !is_escaped(&self.file.text, start)) else {
                    from = at + 2;
                    continue;
                };
                if at > done {
                    out.push(part(text, &piece.range, done..at));
                }
                let end = at + label.len() + 3;
                let range = start..piece.range.start + end;
                let mark = self.document.outline.marks.len();
                let span = self.file.span(range.clone());
                self.document.outline.marks.push(Mark {
                    claims: vec![(label.to_owned(), span)],
                    words: String::new(),
                    span,
                    sentence: true,
                    unused_footnote: self.footnotes.last().cloned(),
                });
                out.push(Piece { step: Step::Reference { mark }, range });
                (done, from) = (end, end);
            }
            if done == 0 {
                out.push(piece);
            } else if done < text.len() {
                out.push(part(text, &piece.range, done..text.len()));
            }
        }
        out
    }

    /// Reports marks that a block of raw HTML shows as text.
    pub(super) fn leaks_in_html(&mut self, text: &str, start: usize) {
        let piece = Piece {
            step: Step::Markdown(Event::Text(text.to_owned().into())),
            range: start..start + text.len(),
        };
        let run = [piece];
        self.leaks(&run, &RunText::new(&run, true), true);
    }

    /// Reports marks, links and images that CommonMark has left as text.
    fn leaks(&mut self, run: &[Piece<'a>], text: &RunText, marks_only: bool) {
        const MARKS: [&str; 9] = [
            "(claim:",
            "(actor:",
            "(source:",
            " (claim:",
            " (actor:",
            " (source:",
            "[claim:",
            "[actor:",
            "[source:",
        ];
        let mut from = 0;
        for (at, _) in text.text.match_indices(']') {
            let behind = &text.text[at + 1..];
            let mark = MARKS.into_iter().find(|pattern| behind.starts_with(pattern));
            let Some(pattern) = mark.or_else(|| behind.starts_with('(').then_some("(")) else { continue };
            let start = text.place(run, at);
            if at < from || mark.is_none() && marks_only || is_escaped(&self.file.text, start) {
                continue;
            }
            let (closing, stop) = if pattern.starts_with('[') { (']', '[') } else { (')', '\0') };
            let skipped = usize::from(pattern.starts_with('['));
            let length = end_of(&behind[skipped..], closing, stop).map_or(pattern.len(), |n| n + skipped);
            let end = at + 1 + length;
            let place = start..(text.place(run, end - 1) + 1).max(start + 1);
            let (message, help) = if pattern.starts_with('[') {
                (
                    "a mark has leaked into the text: its address stands in square brackets",
                    "write the address in round brackets, `[words](claim:id)`",
                )
            } else if mark.is_some() {
                (
                    "a mark has leaked into the text: it holds a link or a footnote, a space before or within its address, or a paragraph's end",
                    "mark words without a link inside one paragraph, write `[words](claim:a,b)` without a space, or mark the whole sentence with `[^id]` behind its full stop",
                )
            } else {
                (
                    "a link or image has leaked into the text: its address holds a space, or it holds another link",
                    "write the address without spaces, or between `<` and `>`: `[words](<a file.pdf>)`; where the brackets are meant as they stand, write `\\]`",
                )
            };
            self.leaked(place, message, help);
            from = end;
        }
    }

    fn leaked(&mut self, range: Range<usize>, message: &str, help: &str) {
        self.report(Rule::LeakedMark, range, message, help);
        self.document.outline.has_broken_marks = true;
    }

    /// Reports each `[^…]` that is still text and was not meant to be.
    fn left_over(&mut self, run: &[Piece<'a>], text: &RunText) {
        for (at, _) in text.text.match_indices("[^") {
            let Some(length) = end_of(&text.text[at + 1..], ']', '[').map(|n| n + 1) else { continue };
            let (start, end) = (text.place(run, at), text.place(run, at + length - 1));
            let written = &self.file.text;
            if !written[start..].starts_with("[^")
                || !written[end..].starts_with(']')
                || is_escaped(written, start)
                || is_escaped(written, end)
            {
                continue;
            }
            let range = start..end + 1;
            if label(&text.text[at..]).is_some() && range.len() == length {
                self.leaked(
                    range,
                    "a mark stands inside a link or the description of an image",
                    "put `[^id]` behind the full stop of the sentence, outside the link",
                );
            } else {
                self.leaked(
                    range,
                    "a `[^…]` mark has leaked into the text: what it names cannot be an id",
                    "write the id of a claim, `[^id]`; write `\\[^` where the brackets are meant as they stand",
                );
            }
        }
    }

    /// Puts the sentence before each reference into spans. References that stand together share one.
    fn wrap_sentences(&mut self, run: Vec<Piece<'a>>, first: usize) -> Vec<Piece<'a>> {
        let text = RunText::new(&run, false);
        let mut finder = Finder::new(&text.text, self.lang.primary());
        let ends: Vec<usize> = groups(&run, first).iter().map(|group| text.starts[group.end]).collect();
        let starts: Vec<usize> = ends
            .iter()
            .enumerate()
            .map(|(at, end)| {
                let floor = at.checked_sub(MAX_NESTED).map_or(0, |before| ends[before]);
                finder.start_of(*end).max(floor).min(*end)
            })
            .collect();
        let run = cut(run, &text, &starts.iter().copied().collect());
        let text = RunText::new(&run, false);
        let mut spans = Vec::new();
        for (group, start) in groups(&run, first).into_iter().zip(starts) {
            let mut begin = text.starts[..group.end].partition_point(|at| *at <= start).saturating_sub(1);
            while begin > 0 && text.starts[begin - 1] == start && is_opening(&run[begin - 1].step) {
                begin -= 1;
            }
            let mut words = String::new();
            for piece in &run[begin..group.end] {
                if let Step::Markdown(event) = &piece.step {
                    push_text(event, &mut words);
                }
            }
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            for (mark, range) in group.marks {
                if words.is_empty() {
                    self.report(
                        Rule::EmptyMark,
                        range,
                        "there is no sentence before this mark",
                        "put `[^id]` behind the full stop of the sentence that makes the claim",
                    );
                    continue;
                }
                self.document.outline.marks[mark].words.clone_from(&words);
                spans.push(Sentence { mark, range: begin..group.end, is_begun: false });
            }
        }
        nest(run, spans)
    }
}

/// References that stand together, and the step that ends their sentence.
struct Group {
    end: usize,
    marks: Vec<(usize, Range<usize>)>,
}

/// Finds the references of the marks from `first` on.
fn groups(run: &[Piece<'_>], first: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut together = 0;
    for (at, piece) in run.iter().enumerate() {
        let Step::Reference { mark } = piece.step else {
            together = at + 1;
            continue;
        };
        if mark < first {
            continue;
        }
        let this = (mark, piece.range.clone());
        match groups.last_mut() {
            Some(group) if group.end == together => group.marks.push(this),
            _ => groups.push(Group { end: together, marks: vec![this] }),
        }
    }
    groups
}

/// Cuts texts at these bytes of a run's text.
fn cut<'a>(run: Vec<Piece<'a>>, text: &RunText, cuts: &BTreeSet<usize>) -> Vec<Piece<'a>> {
    let mut out = Vec::with_capacity(run.len() + cuts.len());
    for (piece, start) in run.into_iter().zip(&text.starts) {
        let Step::Markdown(Event::Text(content)) = &piece.step else {
            out.push(piece);
            continue;
        };
        let mut done = 0;
        for at in cuts.range(start + 1..start + content.len().max(1)).map(|at| at - start) {
            if content.is_char_boundary(at) {
                out.push(part(content, &piece.range, done..at));
                done = at;
            }
        }
        if done == 0 {
            out.push(piece);
        } else {
            out.push(part(content, &piece.range, done..content.len()));
        }
    }
    out
}

/// The steps of a sentence that a mark covers.
struct Sentence {
    mark: usize,
    range: Range<usize>,
    /// Whether its first part is written.
    is_begun: bool,
}

/// What is open where spans are put around steps.
enum Open {
    Element,
    Span(Sentence),
}

/// Puts spans around sentences. A span is split where an element, or another span, crosses its ends, so that all nest.
fn nest<'a>(run: Vec<Piece<'a>>, mut sentences: Vec<Sentence>) -> Vec<Piece<'a>> {
    let ends = element_ends(&run);
    sentences.sort_by_key(|sentence| (sentence.range.start, Reverse(sentence.range.end), sentence.mark));
    let mut coming = sentences.into_iter().peekable();
    let mut nester = Nester { out: Vec::with_capacity(run.len() * 2), open: Vec::new(), waiting: Vec::new() };
    for (at, piece) in run.into_iter().enumerate() {
        nester.close(|sentence| sentence.range.end == at);
        nester.waiting.retain(|sentence| sentence.range.end > at);
        while let Some(sentence) = coming.next_if(|sentence| sentence.range.start == at) {
            nester.waiting.push(sentence);
        }
        if is_opening(&piece.step) {
            // Spans that end inside the element begin anew inside it.
            nester.close(|sentence| sentence.range.end <= ends[at]);
            nester.begin(&piece, |sentence| sentence.range.end > ends[at]);
            nester.open.push(Open::Element);
        } else if is_closing(&piece.step) {
            nester.close(|_| true);
            nester.open.pop();
        } else if is_content(&piece.step) {
            nester.begin(&piece, |_| true);
        }
        nester.out.push(piece);
    }
    nester.close(|_| true);
    nester.out
}

struct Nester<'a> {
    out: Vec<Piece<'a>>,
    open: Vec<Open>,
    /// Sentences that begin, or go on, with the next words.
    waiting: Vec<Sentence>,
}

impl Nester<'_> {
    /// Ends the spans, in the innermost element, that must end here; those inside them wait to go on.
    fn close(&mut self, must_end: impl Fn(&Sentence) -> bool) {
        let inner = self.open.iter().rposition(|open| matches!(open, Open::Element)).map_or(0, |at| at + 1);
        let outermost = self.open[inner..]
            .iter()
            .position(|open| matches!(open, Open::Span(sentence) if must_end(sentence)));
        let Some(outermost) = outermost else { return };
        let here = self.out.last().map_or(0, |piece| piece.range.end);
        for open in self.open.drain(inner + outermost..).rev() {
            let Open::Span(sentence) = open else { unreachable!("only spans lie in the innermost element") };
            self.out.push(Piece { step: Step::MarkEnd { mark: sentence.mark }, range: here..here });
            self.waiting.push(sentence);
        }
    }

    /// Begins the waiting spans that may begin here, the longest outermost.
    fn begin(&mut self, before: &Piece<'_>, may_begin: impl Fn(&Sentence) -> bool) {
        if self.waiting.is_empty() {
            return;
        }
        let here = before.range.start..before.range.start;
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.sort_by_key(|sentence| (Reverse(sentence.range.end), sentence.mark));
        for mut sentence in waiting {
            if !may_begin(&sentence) {
                self.waiting.push(sentence);
                continue;
            }
            let step = Step::MarkStart { mark: sentence.mark, first: !sentence.is_begun };
            self.out.push(Piece { step, range: here.clone() });
            sentence.is_begun = true;
            self.open.push(Open::Span(sentence));
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

/// Tells whether a span is worth beginning for a step.
fn is_content(step: &Step<'_>) -> bool {
    !matches!(
        step,
        Step::Reference { .. }
            | Step::Markdown(
                Event::FootnoteReference(_) | Event::SoftBreak | Event::HardBreak | Event::TaskListMarker(_)
            )
    )
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

/// Finds the end of what should be a mark: the byte behind the closing bracket, if it comes soon and before `stop`.
fn end_of(text: &str, closing: char, stop: char) -> Option<usize> {
    text.char_indices()
        .take(LOOK_AHEAD)
        .take_while(|(_, c)| *c != stop)
        .find(|(_, c)| *c == closing)
        .map(|(at, c)| at + c.len_utf8())
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
