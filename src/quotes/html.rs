//! The text of an HTML document as readers see it.
//!
//! Steps: the tokenizer that browsers' rules describe gives tags and text with its entities decoded; tags of blocks become
//! white space, those of phrases nothing; scripts and styles are left out. No tree is built, so nesting costs nothing.

use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Elements whose tags stand inside of words: HTML's phrasing elements that begin no line.
const PHRASES: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "nobr", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
];

/// Returns the text of a document.
pub fn plain(html: &str) -> String {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Text::default(), TokenizerOpts::default());
    // What a script would write is not run, so the tokenizer never waits.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.text.into_inner()
}

#[derive(Default)]
struct Text {
    text: RefCell<String>,
    /// Whether a script, a style or a template is open, whose text nobody sees.
    is_hidden: Cell<bool>,
}

impl TokenSink for Text {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) if !self.is_hidden.get() => self.text.borrow_mut().push_str(&text),
            Token::TagToken(tag) => return self.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Text {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let (name, is_start) = (&*tag.name, tag.kind == TagKind::StartTag);
        match name {
            // A quotation whose marks the browser draws.
            "q" => self.text.borrow_mut().push('"'),
            _ if PHRASES.contains(&name) => {}
            _ => self.text.borrow_mut().push(' '),
        }
        match name {
            "script" | "style" => {
                self.is_hidden.set(is_start);
                let kind = if name == "script" { RawKind::ScriptData } else { RawKind::Rawtext };
                if is_start {
                    return TokenSinkResult::RawData(kind);
                }
            }
            "template" => self.is_hidden.set(is_start),
            "textarea" | "title" if is_start => return TokenSinkResult::RawData(RawKind::Rcdata),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
