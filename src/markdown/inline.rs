//! One run of inline steps: links become marks, `[^x]` becomes a mark of its sentence, leaks are reported.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::{Link, Mark, Piece, Reader, Step, is_comment, is_reference, push_text};
use crate::paths::Written;
use crate::rules::Rule;
use crate::sentences;

/// What stands in a run's text for something that is not text, such as code or an image.
const OBJECT: char = '\u{FFFC}';

impl<'a> Reader<'a, '_> {
    /// Reads one run and appends it to the document.
    pub(super) fn run(&mut self, run: Vec<Piece<'a>>) {
        if run.is_empty() {
            return;
        }
        let first_mark = self.document.outline.marks.len();
        let run = if self.marks_on { self.links(&run) } else { self.plain_links(run) };
        let run = if self.marks_on {
            self.leaks(&run);
            self.sentences(run)
        } else {
            run
        };
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
                        Event::FootnoteReference(label)
                            if !self.document.outline.footnotes.iter().any(|known| **known == **label) =>
                        {
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
        let start = self
            .document
            .pieces
            .iter()
            .rev()
            .find(|piece| matches!(piece.step, Step::Markdown(Event::Start(_))));
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
            && start.is_some()
    }

    /// Returns, for each mark's number as the steps have it, its number now. Numbers were given in the order found.
    fn renumber(&self, first: usize, run: &[Piece<'a>]) -> Vec<usize> {
        let mut order = vec![usize::MAX; self.document.outline.marks.len() - first];
        // A mark's reference stands at the end of its span, which no other mark shares.
        for piece in run {
            if let Step::Reference { mark } = piece.step {
                let now = self.document.outline.marks[first..]
                    .iter()
                    .position(|candidate| candidate.span.range().end == piece.range.end)
                    .expect("every reference was made from a mark that ends where it stands");
                order[mark - first] = first + now;
            }
        }
        order
    }

    /// Lists links and images without looking at marks.
    fn plain_links(&mut self, run: Vec<Piece<'a>>) -> Vec<Piece<'a>> {
        for at in 0..run.len() {
            if let Step::Markdown(Event::Start(
                Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. },
            )) = &run[at].step
            {
                let link = self.link(&run, at, *link_type, dest_url);
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

    fn link(&self, run: &[Piece<'a>], at: usize, kind: LinkType, destination: &str) -> Link {
        let end = matching_end(run, at);
        let whole = run[at].range.clone();
        let mut words = String::new();
        for piece in &run[at..end] {
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
        let inner_end = run[at + 1..end].iter().map(|piece| piece.range.end).max().unwrap_or(whole.start + 1);
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
        let mut out = Vec::with_capacity(run.len());
        let mut ends: Vec<Option<usize>> = Vec::new();
        let mut in_image = 0_usize;
        for at in 0..run.len() {
            let piece = &run[at];
            match &piece.step {
                Step::Markdown(Event::Start(Tag::Image { link_type, dest_url, .. })) => {
                    in_image += 1;
                    let link = self.link(run, at, *link_type, dest_url);
                    self.document.outline.images.push(link);
                    out.push(piece.clone());
                }
                Step::Markdown(Event::End(TagEnd::Image)) => {
                    in_image -= 1;
                    out.push(piece.clone());
                }
                Step::Markdown(Event::Start(Tag::Link { link_type, dest_url, .. })) => {
                    let link = self.link(run, at, *link_type, dest_url);
                    let Written::Claim(names) = &link.to else {
                        ends.push(None);
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
                        ends.push(Some(usize::MAX));
                        continue;
                    }
                    let mark = self.document.outline.marks.len();
                    self.document.outline.marks.push(Mark {
                        claims,
                        words: link.words.clone(),
                        span: link.whole,
                        block: self.block,
                        sentence: false,
                    });
                    ends.push(Some(mark));
                    out.push(Piece {
                        step: Step::MarkStart { mark, first: true },
                        range: piece.range.clone(),
                    });
                }
                Step::Markdown(Event::End(TagEnd::Link)) => match ends.pop().flatten() {
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
        let mut found = Vec::new();
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
            } else {
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

    /// Reports marks, links and images that CommonMark has left as text.
    fn leaks(&mut self, run: &[Piece<'a>]) {
        const MARKS: [&str; 6] =
            ["](claim:", "](actor:", "](source:", "] (claim:", "] (actor:", "] (source:"];
        let text = RunText::new(run);
        let mut from = 0;
        let next = |from: usize| {
            let marks = MARKS
                .iter()
                .filter_map(|pattern| Some((from + text.text[from..].find(pattern)?, pattern.len(), true)));
            let other = text.text[from..].find("](").map(|n| (from + n, 2, false));
            marks.chain(other).min_by_key(|(at, _, is_mark)| (*at, !is_mark))
        };
        while let Some((at, length, is_mark)) = next(from) {
            let end = text.text[at..].find(')').map_or(at + length, |n| at + n + 1);
            let place = text.place(run, at)..(text.place(run, end - 1) + 1).max(text.place(run, at) + 1);
            let (message, help) = if is_mark {
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
            self.report(Rule::LeakedMark, place, message, help);
            self.document.outline.has_broken_marks = true;
            from = end;
        }
    }

    /// Turns each undefined `[^x]` into a mark of its sentence.
    fn sentences(&mut self, run: Vec<Piece<'a>>) -> Vec<Piece<'a>> {
        let first_mark = self.document.outline.marks.len();
        let mut out: Vec<Piece<'a>> = Vec::with_capacity(run.len());
        for piece in run {
            let Step::Markdown(Event::Text(text)) = &piece.step else {
                out.push(piece);
                continue;
            };
            let verbatim = self.file.text.get(piece.range.clone()) == Some(&**text);
            let mut done = 0;
            let mut from = 0;
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
                    block: self.block,
                    sentence: true,
                });
                out.push(Piece { step: Step::Reference { mark }, range });
                done = end;
                from = end;
            }
            if done == 0 {
                out.push(piece);
            } else if done < text.len() {
                out.push(part(text, &piece.range, done..text.len()));
            }
        }
        // The last one first, so that of two marks of one sentence the one written first is the outer.
        for mark in (first_mark..self.document.outline.marks.len()).rev() {
            out = self.wrap_sentence(out, mark);
        }
        out
    }

    /// Puts the sentence before a reference into spans.
    fn wrap_sentence(&mut self, mut run: Vec<Piece<'a>>, mark: usize) -> Vec<Piece<'a>> {
        let reference = run
            .iter()
            .position(|piece| piece.step == Step::Reference { mark })
            .expect("the reference of each sentence mark is in its run");
        // References that stand before this one share its sentence.
        let mut end = reference;
        while end > 0 && matches!(run[end - 1].step, Step::Reference { .. }) {
            end -= 1;
        }
        let text = RunText::new(&run);
        let until = text.starts.get(end).copied().unwrap_or(text.text.len());
        let start = sentences::start_of(&text.text, until, self.lang.primary());
        let words =
            text.text[start..until].replace(OBJECT, "").split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            let range = run[reference].range.clone();
            self.report(
                Rule::EmptyMark,
                range,
                "there is no sentence before this mark",
                "put `[^id]` behind the full stop of the sentence that makes the claim",
            );
        }
        self.document.outline.marks[mark].words = words;
        let mut begin = text.starts.iter().take(end).rposition(|at| *at <= start).unwrap_or(0);
        // Among the steps that begin at one place, the text comes last; what opens before it belongs to it.
        while begin > 0 && text.starts[begin - 1] == start && begin < end {
            begin -= 1;
        }
        let inside = start.saturating_sub(text.starts.get(begin).copied().unwrap_or(0));
        if inside > 0
            && let Step::Markdown(Event::Text(content)) = &run[begin].step
            && content.is_char_boundary(inside)
            && inside < content.len()
        {
            let (content, range) = (content.clone(), run[begin].range.clone());
            run[begin] = part(&content, &range, 0..inside);
            run.insert(begin + 1, part(&content, &range, inside..content.len()));
            begin += 1;
            end += 1;
        }
        wrap(run, begin..end, mark)
    }
}

/// Puts `MarkStart` and `MarkEnd` around a range of steps, split where elements cross its ends.
fn wrap(run: Vec<Piece<'_>>, range: Range<usize>, mark: usize) -> Vec<Piece<'_>> {
    let crossing = crossing(&run, &range);
    let mut out = Vec::with_capacity(run.len() + 4);
    let (mut open, mut first) = (false, true);
    for (at, piece) in run.into_iter().enumerate() {
        let close = open && (at == range.end || crossing[at]);
        let here = piece.range.start..piece.range.start;
        if close {
            out.push(Piece { step: Step::MarkEnd { mark }, range: here.clone() });
            open = false;
        }
        if range.contains(&at) && !open && !crossing[at] {
            out.push(Piece { step: Step::MarkStart { mark, first }, range: here });
            (open, first) = (true, false);
        }
        out.push(piece);
    }
    if open {
        let end = out.last().map_or(0, |piece| piece.range.end);
        out.push(Piece { step: Step::MarkEnd { mark }, range: end..end });
    }
    out
}

/// Tells for each step whether it opens or closes an element that lies only partly in the range.
fn crossing(run: &[Piece<'_>], range: &Range<usize>) -> Vec<bool> {
    let mut crossing = vec![false; run.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, piece) in run.iter().enumerate() {
        match piece.step {
            Step::Markdown(Event::Start(_)) | Step::MarkStart { .. } => open.push(at),
            Step::Markdown(Event::End(_)) | Step::MarkEnd { .. } => {
                let start = open.pop().unwrap_or(0);
                let partly = range.contains(&start) != range.contains(&at);
                crossing[start] |= partly;
                crossing[at] |= partly;
            }
            _ => {}
        }
    }
    crossing
}

/// Finds the end of the element that begins at a step.
fn matching_end(run: &[Piece<'_>], at: usize) -> usize {
    let mut depth = 0_usize;
    for (n, piece) in run.iter().enumerate().skip(at) {
        match piece.step {
            Step::Markdown(Event::Start(_)) => depth += 1,
            Step::Markdown(Event::End(_)) => {
                depth -= 1;
                if depth == 0 {
                    return n;
                }
            }
            _ => {}
        }
    }
    run.len()
}

/// Reads the label of `[^label]` at the beginning of a text.
fn label(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("[^")?;
    let end = rest.find(']')?;
    let label = &rest[..end];
    (!label.is_empty() && !label.contains(|c: char| c.is_whitespace() || c == '[')).then_some(label)
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
    fn new(run: &[Piece<'_>]) -> Self {
        let (mut text, mut starts) = (String::new(), Vec::with_capacity(run.len()));
        for piece in run {
            starts.push(text.len());
            match &piece.step {
                Step::Markdown(Event::Text(content)) => text.push_str(content),
                Step::Markdown(Event::SoftBreak | Event::HardBreak) => text.push(' '),
                Step::Markdown(Event::Code(_) | Event::InlineHtml(_) | Event::FootnoteReference(_)) => {
                    text.push(OBJECT);
                }
                _ => {}
            }
        }
        Self { text, starts }
    }

    /// Returns the byte of the file where a byte of the text stands.
    fn place(&self, run: &[Piece<'_>], at: usize) -> usize {
        let step = self.starts.iter().rposition(|start| *start <= at).unwrap_or(0);
        let range = &run[step].range;
        (range.start + (at - self.starts[step])).min(range.end)
    }
}
