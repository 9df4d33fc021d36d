//! Whether a quote stands in a text, word for word.
//!
//! Steps: a text becomes [`Words`] once: letters in Unicode's composed form, invisible characters dropped, quotation marks
//! of one shape, and then words, numbers and signs without the white space between them. A quote is cut at its ellipses;
//! its parts must stand in the text in order, each without a gap. Where one does not, the nearest passage is compared with
//! it (see `nearest`). Input: a stored text, a quote. Output: a [`Verdict`]. Nothing else is forgiven: case, dashes and
//! every letter count. Not done here: reading files (see `load`) and finding which quote belongs to which text (see
//! `check`).

mod html;
mod nearest;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

pub use html::plain;

/// What stands where a quote leaves words out.
const ELLIPSIS: &str = "…";

/// What a quote is, held against a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its words stand there.
    Same,
    /// They do not; the sentence says what differs.
    Changed(String),
}

/// A text ready to be looked through.
#[derive(Debug)]
pub struct Words {
    /// The text, see the module.
    text: String,
    /// Where each word, number or sign stands in the text.
    tokens: Vec<Token>,
    /// The number of each token's word.
    ids: Vec<u32>,
    numbers: HashMap<String, u32>,
    /// Where each word stands, made when a passage is first looked for.
    places: OnceLock<Vec<Vec<u32>>>,
}

/// A word, a number or a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token {
    start: u32,
    end: u32,
    /// Whether it follows the one before without white space.
    is_glued: bool,
    is_word: bool,
}

impl Token {
    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Words {
    /// Reads a text of less than 4 GiB.
    pub fn new(text: &str) -> Self {
        let text = clean(text);
        let tokens = cut(&text);
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let ids = tokens
            .iter()
            .map(|token| {
                let word = &text[token.range()];
                let next = to_u32(numbers.len());
                numbers.get(word).copied().unwrap_or_else(|| *numbers.entry(word.to_owned()).or_insert(next))
            })
            .collect();
        Self { text, tokens, ids, numbers, places: OnceLock::new() }
    }

    /// Holds a quote against the text.
    pub fn verdict(&self, quote: &str) -> Verdict {
        let quote = clean(quote);
        let tokens = cut(&quote);
        if !tokens.iter().any(|token| token.is_word) {
            return Verdict::Changed("the quote holds no words".to_owned());
        }
        // An ellipsis may be the source's own.
        if self.find(&self.ids_of(&quote, &tokens), &tokens, 0).is_ok() {
            return Verdict::Same;
        }
        let mut from = 0;
        for part in parts(&quote, &tokens) {
            let ids = self.ids_of(&quote, part);
            match self.find(&ids, part, from) {
                Ok(at) => from = at + part.len(),
                Err(furthest) => {
                    let words = shorten(&quote[part[0].range().start..part[part.len() - 1].range().end]);
                    return Verdict::Changed(if self.find(&ids, part, 0).is_ok() {
                        format!("the source has \"{words}\" before the words that precede it in the quote")
                    } else {
                        nearest::describe(self, &quote, part, &ids, furthest)
                    });
                }
            }
        }
        Verdict::Same
    }

    /// Returns the numbers of a quote's words; a number that no word has where the text lacks a word.
    fn ids_of(&self, quote: &str, tokens: &[Token]) -> Vec<u32> {
        tokens
            .iter()
            .map(|token| self.numbers.get(&quote[token.range()]).copied().unwrap_or(u32::MAX))
            .collect()
    }

    /// Finds words from a place on (Knuth, Morris and Pratt: each token of the text is looked at twice at most). Without
    /// them, returns the longest beginning of them that there is: how many words, and where.
    fn find(&self, wanted: &[u32], tokens: &[Token], from: usize) -> Result<usize, (usize, usize)> {
        let mut back = vec![0; wanted.len()];
        let mut matched = 0;
        for at in 1..wanted.len() {
            while matched > 0 && wanted[at] != wanted[matched] {
                matched = back[matched - 1];
            }
            matched += usize::from(wanted[at] == wanted[matched]);
            back[at] = matched;
        }
        let mut furthest = (0, from);
        matched = 0;
        for (at, id) in self.ids.iter().enumerate().skip(from) {
            while matched > 0 && *id != wanted[matched] {
                matched = back[matched - 1];
            }
            matched += usize::from(*id == wanted[matched]);
            if matched > furthest.0 {
                furthest = (matched, at + 1 - matched);
            }
            if matched == wanted.len() {
                let start = at + 1 - matched;
                let cuts_first = tokens[0].is_word && self.is_inside_word(start);
                let cuts_last = tokens[tokens.len() - 1].is_word && self.is_inside_word(at + 1);
                if !cuts_first && !cuts_last {
                    return Ok(start);
                }
                matched = back[matched - 1];
            }
        }
        Err(furthest)
    }

    /// Tells whether a boundary before a token lies inside of what readers take for one word: `non-existent`, `1,500`.
    fn is_inside_word(&self, at: usize) -> bool {
        let joins = |sign: usize, before: usize, after: usize| {
            let (Some(sign), Some(before), Some(after)) =
                (self.tokens.get(sign), self.tokens.get(before), self.tokens.get(after))
            else {
                return false;
            };
            let is_number =
                |token: &Token| self.text[token.range()].starts_with(|c: char| c.is_ascii_digit());
            let is_joiner = match &self.text[sign.range()] {
                "-" | "\u{2010}" | "\u{2011}" | "'" => true,
                "." | "," | ":" | "/" => is_number(before) && is_number(after),
                _ => false,
            };
            is_joiner && sign.is_glued && after.is_glued && before.is_word && after.is_word
        };
        // Where an `s` with its apostrophe is left off, the word is still whole.
        let is_possessive = || {
            let text = |at: usize| self.tokens.get(at).map_or("", |token| &self.text[token.range()]);
            text(at) == "'" && text(at + 1) == "s"
        };
        at >= 2 && joins(at - 1, at - 2, at) || at >= 1 && joins(at, at - 1, at + 1) && !is_possessive()
    }

    /// Returns where each word stands, by the words' numbers.
    fn places(&self) -> &[Vec<u32>] {
        self.places.get_or_init(|| {
            let mut places = vec![Vec::new(); self.numbers.len()];
            for (at, id) in self.ids.iter().enumerate() {
                places[*id as usize].push(to_u32(at));
            }
            places
        })
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Brings letters into one form, drops what has no shape, and gives all quotation marks one shape, and all ellipses.
fn clean(text: &str) -> String {
    let marks = |c: char| if is_quotation_mark(c) { '\'' } else { c };
    text.nfc().filter(|c| !is_unseen(*c)).map(marks).collect::<String>().replace("...", ELLIPSIS)
}

/// Characters that nobody sees and that change no word: soft hyphens, zero-width spaces, marks of direction.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Quotation marks, and apostrophes, which nobody can tell from single ones.
pub(crate) fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '´' | '«' | '»' | '‘'..='‟' | '‹' | '›' | '「'..='』' | '〝'..='〟' | '＂' | '＇')
}

/// Cuts a text into words (letters and digits with their marks) and signs.
fn cut(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut is_glued = false;
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            is_glued = false;
            continue;
        }
        let mut end = start + c.len_utf8();
        let is_word = is_letter(c);
        if is_word && !is_unspaced(c) {
            while let Some((at, c)) = chars.next_if(|(_, c)| is_letter(*c) && !is_unspaced(*c)) {
                end = at + c.len_utf8();
            }
        }
        tokens.push(Token { start: to_u32(start), end: to_u32(end), is_glued, is_word });
        is_glued = true;
    }
    tokens
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// Letters of scripts that put no spaces between words: each stands for itself, so that a quote may begin anywhere.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF
        | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Cuts a quote at its ellipses, `…` and `[…]`.
fn parts<'t>(quote: &str, tokens: &'t [Token]) -> Vec<&'t [Token]> {
    let text = |at: usize| tokens.get(at).map_or("", |token: &Token| &quote[token.range()]);
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while at < tokens.len() {
        if text(at) == ELLIPSIS {
            let is_bracketed = at > start && text(at - 1) == "[" && text(at + 1) == "]";
            parts.push(&tokens[start..at - usize::from(is_bracketed)]);
            at += usize::from(is_bracketed);
            start = at + 1;
        }
        at += 1;
    }
    parts.push(&tokens[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// Shortens words for a message: the first and the last ones.
fn shorten(words: &str) -> String {
    const MOST: usize = 12;
    let all: Vec<&str> = words.split_whitespace().collect();
    if all.len() <= MOST {
        return all.join(" ");
    }
    format!("{} … {}", all[..MOST / 2].join(" "), all[all.len() - MOST / 2..].join(" "))
}

#[cfg(test)]
mod tests;
