//! `[^x]` becomes a mark of the sentence before it.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::Event;

use crate::rules::Rule;
use crate::sentences::Finder;

use super::nest::{Sentence, nest};
use super::{
    Mark, Piece, Reader, RunText, Step, is_escaped, is_link_end, is_link_start, is_opening, label, part,
    push_text,
};

/// How many marked sentences may lie in each other. No sentence has as many marks; a list without full stops may.
const MAX_NESTED: usize = 32;

impl<'a> Reader<'a, '_> {
    /// Turns each undefined `[^x]` into a mark of its sentence, and reports what should have been a mark.
    pub(super) fn sentences(&mut self, run: Vec<Piece<'a>>) -> Vec<Piece<'a>> {
        let first = self.document.outline.marks.len();
        let run = self.references(run);
        let whole = RunText::new(&run, true);
        self.leaks(&run, &whole, false);
        self.half_marks(&run, &whole);
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
