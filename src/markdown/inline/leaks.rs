//! What should have been a mark, a link or an image and was left as text.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::rules::Rule;

use super::{Piece, Reader, RunText, Step, is_escaped, label};

/// How many characters of text are looked at for the end of something that should be a mark.
const LOOK_AHEAD: usize = 200;

impl<'a> Reader<'a, '_> {
    /// Reports marks that a block of raw HTML shows as text.
    pub(in crate::markdown) fn leaks_in_html(&mut self, text: &str, start: usize) {
        let piece = Piece {
            step: Step::Markdown(Event::Text(text.to_owned().into())),
            range: start..start + text.len(),
        };
        let run = [piece];
        self.leaks(&run, &RunText::new(&run, true), true);
    }

    /// Reports marks, links and images that CommonMark has left as text.
    pub(super) fn leaks(&mut self, run: &[Piece<'a>], text: &RunText, marks_only: bool) {
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

    /// Reports marks whose words no bracket closes, `[words(claim:id)`, or whose brackets are exchanged,
    /// `(words)[claim:id]`.
    pub(super) fn half_marks(&mut self, run: &[Piece<'a>], text: &RunText) {
        for scheme in ["claim:", "actor:", "source:"] {
            for (at, _) in text.text.match_indices(scheme) {
                let before = &text.text[..at];
                let is_open = |words: &str| {
                    let tail = words.rfind(']').map_or(words, |end| &words[end + 1..]);
                    tail.rfind('[').map(|n| words.len() - tail.len() + n)
                };
                let (start, closing, message) = if let Some(words) = before.strip_suffix('(') {
                    let Some(open) = is_open(words) else { continue };
                    (open, ')', "a mark has leaked into the text: no `]` closes its words")
                } else if before.ends_with(")[") {
                    (
                        at - 2,
                        ']',
                        "a mark has leaked into the text: its round and square brackets are exchanged",
                    )
                } else {
                    continue;
                };
                let Some(length) = end_of(&text.text[at..], closing, '\0') else { continue };
                let from = text.place(run, start);
                if is_escaped(&self.file.text, from) {
                    continue;
                }
                let range = from..text.place(run, at + length - 1) + 1;
                self.leaked(
                    range,
                    message,
                    "write the words in square brackets and the address in round ones: `[words](claim:id)`",
                );
            }
        }
    }

    fn leaked(&mut self, range: Range<usize>, message: &str, help: &str) {
        self.report(Rule::LeakedMark, range, message, help);
        self.document.outline.has_broken_marks = true;
    }

    /// Reports each `[^…]` that is still text and was not meant to be.
    pub(super) fn left_over(&mut self, run: &[Piece<'a>], text: &RunText) {
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
}

/// Finds the end of what should be a mark: the byte behind the closing bracket, if it comes soon and before `stop`.
fn end_of(text: &str, closing: char, stop: char) -> Option<usize> {
    text.char_indices()
        .take(LOOK_AHEAD)
        .take_while(|(_, c)| *c != stop)
        .find(|(_, c)| *c == closing)
        .map(|(at, c)| at + c.len_utf8())
}
