//! Spans put around sentences, split so that all elements nest.

use std::cmp::Reverse;
use std::ops::Range;

use pulldown_cmark::Event;

use super::{Piece, Step, element_ends, is_closing, is_opening};

/// The steps of a sentence that a mark covers.
pub(super) struct Sentence {
    pub(super) mark: usize,
    pub(super) range: Range<usize>,
    /// Whether its first part is written.
    pub(super) is_begun: bool,
}

/// What is open where spans are put around steps.
enum Open {
    Element,
    Span(Sentence),
}

/// Puts spans around sentences. A span is split where an element, or another span, crosses its ends, so that all nest.
pub(super) fn nest<'a>(run: Vec<Piece<'a>>, mut sentences: Vec<Sentence>) -> Vec<Piece<'a>> {
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
