//! The prose of a page, sentence by sentence, with what marks and links say of it.
//!
//! Steps: walk over the steps of a document; join the text of each block as readers see it; cut it into sentences by the
//! rules of the page's language; note which words are marked or linked. Code, images and raw HTML stand as one
//! [`OBJECT`] each, because they are no prose. Input: a read body of Markdown. Output: the [`Sentence`]s in the order of
//! the text. Not done here: judging a sentence (see `check` and `coverage`).

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::markdown::{Document, Piece, Step};
use crate::model::text::Lang;
use crate::paths::Written;
use crate::sentences;
use crate::site::{Page, Site};

/// What stands in a sentence for something that is no prose.
pub const OBJECT: char = '\u{FFFC}';

/// What a sentence is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A paragraph of the text itself.
    Text,
    /// A heading.
    Heading,
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell,
    /// A cell of a table's first row, which names its column.
    ColumnHeading,
    /// A quotation that stands as a block.
    Quotation,
    /// A footnote.
    Footnote,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its words as readers see them, without references.
    pub text: String,
    /// Where it stands.
    pub part: Part,
    /// The words that each mark covers, as bytes of the text; by the mark's number in the outline.
    pub marks: Vec<(usize, Range<usize>)>,
    /// The words of each link, as bytes of the text.
    pub links: Vec<(Written, Range<usize>)>,
    /// Which block it stands in, counted from the page's first: sentences of one block stand side by side.
    pub block: usize,
    /// For each stretch of the text, where it begins and the bytes of the file that it stands for.
    stretches: Vec<(usize, Range<usize>)>,
}

impl Sentence {
    /// Returns the bytes of the file for some bytes of the text; all of what stands between its first and last words.
    ///
    /// # Panics
    ///
    /// Where the sentence has no text, which [`read`] does not return.
    pub fn place(&self, part: Range<usize>) -> Range<usize> {
        let at = |offset: usize| {
            let stretch = self.stretches.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
            let (start, file) = &self.stretches[stretch];
            let end = self.stretches.get(stretch + 1).map_or(self.text.len(), |(next, _)| *next);
            (offset - start, file.clone(), end - start == file.len())
        };
        let (into, file, is_verbatim) = at(part.start);
        let start = if is_verbatim { file.start + into } else { file.start };
        let (into, file, is_verbatim) = at(part.end.max(part.start + 1) - 1);
        let end = if is_verbatim { file.start + into + 1 } else { file.end };
        start..end.max(start)
    }

    /// Returns the bytes of the file for the whole sentence.
    ///
    /// # Panics
    ///
    /// As [`Sentence::place`].
    pub fn whole(&self) -> Range<usize> {
        self.place(0..self.text.len())
    }

    /// Tells whether a mark covers a part of these bytes of the text.
    pub fn is_marked(&self, part: &Range<usize>) -> bool {
        self.marks.iter().any(|(_, mark)| mark.start < part.end && part.start < mark.end)
    }
}

/// Returns the sentences of a document in a language. What only white space and [`OBJECT`]s make up is left out.
pub fn read(document: &Document<'_>, lang: &Lang) -> Vec<Sentence> {
    let mut reader =
        Reader { lang, parts: Vec::new(), block: Block::default(), sentences: Vec::new(), blocks: 0 };
    for piece in &document.pieces {
        reader.step(piece);
    }
    reader.end_block();
    reader.sentences
}

/// Returns the sentences of a page.
pub fn of_page(site: &Site, page: &Page) -> Vec<Sentence> {
    read(&page.document(&site.files), &page.lang)
}

/// The text of a block that is being read.
#[derive(Default)]
struct Block {
    text: String,
    stretches: Vec<(usize, Range<usize>)>,
    marks: Vec<(usize, Range<usize>)>,
    open_marks: Vec<(usize, usize)>,
    links: Vec<(Written, Range<usize>)>,
    open_links: Vec<(Written, usize)>,
    /// How many images and blocks of code, whose words are no prose, are open.
    hidden: usize,
}

impl Block {
    fn push(&mut self, text: &str, file: &Range<usize>) {
        if self.hidden == 0 && !text.is_empty() {
            self.stretches.push((self.text.len(), file.clone()));
            self.text.push_str(text);
        }
    }
}

struct Reader<'l> {
    lang: &'l Lang,
    /// The blocks that are open.
    parts: Vec<Part>,
    block: Block,
    sentences: Vec<Sentence>,
    blocks: usize,
}

impl Reader<'_> {
    fn step(&mut self, piece: &Piece<'_>) {
        let block = &mut self.block;
        match &piece.step {
            Step::MarkStart { mark, .. } => block.open_marks.push((*mark, block.text.len())),
            Step::MarkEnd { mark } => {
                if let Some(at) = block.open_marks.iter().rposition(|(open, _)| open == mark) {
                    let (mark, start) = block.open_marks.remove(at);
                    block.marks.push((mark, start..block.text.len()));
                }
            }
            Step::Reference { .. } => {}
            Step::Markdown(event) => self.event(event, &piece.range),
        }
    }

    fn event(&mut self, event: &Event<'_>, file: &Range<usize>) {
        let block = &mut self.block;
        match event {
            Event::Text(text) => block.push(text, file),
            Event::SoftBreak | Event::HardBreak => block.push(" ", file),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                block.push(OBJECT.encode_utf8(&mut [0; 4]), file);
            }
            Event::Start(Tag::Image { .. }) => {
                block.push(OBJECT.encode_utf8(&mut [0; 4]), file);
                block.hidden += 1;
            }
            Event::End(TagEnd::Image) => block.hidden = block.hidden.saturating_sub(1),
            Event::Start(Tag::Link { dest_url, link_type, .. }) => {
                let to = match link_type {
                    LinkType::Email => Written::External(format!("mailto:{dest_url}")),
                    _ => Written::parse(dest_url),
                };
                block.open_links.push((to, block.text.len()));
            }
            Event::End(TagEnd::Link) => {
                if let Some((to, start)) = block.open_links.pop() {
                    block.links.push((to, start..block.text.len()));
                }
            }
            Event::Start(tag) => {
                if let Some(part) = part(tag, self.part()) {
                    self.end_block();
                    self.parts.push(part);
                    self.block.hidden = usize::from(matches!(tag, Tag::CodeBlock(_)));
                }
            }
            Event::End(end) => {
                if is_block(*end) {
                    self.end_block();
                    self.parts.pop();
                }
            }
            Event::Rule | Event::Html(_) => self.end_block(),
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn part(&self) -> Part {
        self.parts.last().copied().unwrap_or(Part::Text)
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        if block.text.is_empty() {
            return;
        }
        let part = self.part();
        for range in sentences::split(&block.text, self.lang.primary()) {
            let text = &block.text[range.clone()];
            if !text.chars().all(|c| c.is_whitespace() || c == OBJECT) {
                self.sentences.push(cut(&block, range, part, self.blocks));
            }
        }
        self.blocks += 1;
    }
}

/// Returns what the sentences of a block within another part are; none where the tag is no block.
fn part(tag: &Tag<'_>, around: Part) -> Option<Part> {
    match tag {
        Tag::Heading { .. } => Some(Part::Heading),
        Tag::Item => Some(Part::Item),
        Tag::TableHead => Some(Part::ColumnHeading),
        Tag::TableCell if around != Part::ColumnHeading => Some(Part::Cell),
        // An alert is the writer's own words.
        Tag::BlockQuote(None) => Some(Part::Quotation),
        Tag::FootnoteDefinition(_) => Some(Part::Footnote),
        tag if is_block(tag.to_end()) => Some(around),
        _ => None,
    }
}

fn is_block(end: TagEnd) -> bool {
    !matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// Cuts a sentence out of its block.
fn cut(block: &Block, range: Range<usize>, part: Part, number: usize) -> Sentence {
    let within = |other: &Range<usize>| {
        let (start, end) = (other.start.max(range.start), other.end.min(range.end));
        (start < end).then(|| start - range.start..end - range.start)
    };
    let first = block.stretches.partition_point(|(start, _)| *start <= range.start).saturating_sub(1);
    let last = block.stretches.partition_point(|(start, _)| *start < range.end);
    let stretches = (first..last).map(|at| {
        let (start, file) = &block.stretches[at];
        let end = block.stretches.get(at + 1).map_or(block.text.len(), |(next, _)| *next);
        let is_verbatim = end - start == file.len();
        let skipped = range.start.saturating_sub(*start);
        let over = end.saturating_sub(range.end);
        let file = if is_verbatim { file.start + skipped..file.end - over } else { file.clone() };
        (start.saturating_sub(range.start), file)
    });
    Sentence {
        text: block.text[range.clone()].to_owned(),
        part,
        marks: block.marks.iter().filter_map(|(mark, other)| Some((*mark, within(other)?))).collect(),
        links: block.links.iter().filter_map(|(to, other)| Some((to.clone(), within(other)?))).collect(),
        block: number,
        stretches: stretches.collect(),
    }
}

#[cfg(test)]
mod tests;
