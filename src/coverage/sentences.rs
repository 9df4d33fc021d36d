//! Which sentences can be checked, and why the others cannot.
//!
//! Input: the sentences of a page, in order, and its language. Output: for each the [`Reason`] why it says nothing that
//! a source could bear out, or none. What a part is (a heading, a quotation) and how a sentence ends tell it in every
//! language; what its words are, only where there are cues, which stand in `LANG.txt`. A marked sentence can be checked
//! whatever it looks like: its editor says so. Not done here: counting.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::model::text::Lang;
use crate::prose::{OBJECT, Part, Sentence};

/// Why a sentence cannot be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A heading.
    Heading,
    /// The heading of a table's column.
    ColumnHeading,
    /// Words of others: a block quotation, or a sentence that stands within quotation marks from end to end.
    Quotation,
    /// A question.
    Question,
    /// What the authors say of themselves.
    Author,
    /// A view: what should be, or what is named as a view.
    Opinion,
    /// An address to the reader, or an instruction.
    Reader,
    /// No sentence: a label, a caption, a line of a list, an introduction that ends in a colon.
    Fragment,
}

impl Reason {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::Heading,
        Self::ColumnHeading,
        Self::Quotation,
        Self::Question,
        Self::Author,
        Self::Opinion,
        Self::Reader,
        Self::Fragment,
    ];

    /// Returns the word that programs read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::ColumnHeading => "column-heading",
            Self::Quotation => "quotation",
            Self::Question => "question",
            Self::Author => "author",
            Self::Opinion => "opinion",
            Self::Reader => "reader",
            Self::Fragment => "fragment",
        }
    }
}

/// Fewer words than these make no sentence where nothing but their number is known.
const FEW: usize = 4;
/// In a list, a table or a footnote, where labels are the rule.
const FEW_IN_LISTS: usize = 6;

/// The cues of English.
static ENGLISH: LazyLock<Cues> = LazyLock::new(|| Cues::read(include_str!("en.txt")));

/// Tells for each sentence of a page why it cannot be checked; none where it can.
pub fn judge(sentences: &[Sentence], lang: &Lang) -> Vec<Option<Reason>> {
    let cues = (lang.primary() == "en").then(|| &*ENGLISH);
    let judge = |sentence: &Sentence| {
        let reason = || reason(sentence, &words(&sentence.text), cues);
        if sentence.marks.is_empty() { reason() } else { None }
    };
    sentences.iter().map(judge).collect()
}

fn reason(sentence: &Sentence, words: &[Word], cues: Option<&Cues>) -> Option<Reason> {
    match sentence.part {
        Part::Heading => return Some(Reason::Heading),
        Part::ColumnHeading => return Some(Reason::ColumnHeading),
        Part::Quotation => return Some(Reason::Quotation),
        Part::Text | Part::Item | Part::Cell | Part::Footnote => {}
    }
    let own: Vec<&str> = words.iter().filter(|word| !word.is_quoted).map(|word| word.text.as_str()).collect();
    if own.is_empty() && !words.is_empty() {
        return Some(Reason::Quotation);
    }
    let end = sentence.text.chars().rev().find(|c| !is_closing(*c));
    match end {
        Some('?' | '？' | '؟' | '\u{37E}' | '⁇' | '՞') => return Some(Reason::Question),
        Some(':' | '：') => return Some(Reason::Fragment),
        _ => {}
    }
    let is_ended = matches!(end, Some('.' | '!' | '…' | '。' | '！' | '।' | '۔' | '։' | '።' | '．'));
    if let Some(cues) = cues
        && let Some(reason) = cues.reason(&own)
    {
        return Some(reason);
    }
    let is_listed = sentence.part != Part::Text;
    if is_listed && cues.is_some_and(|cues| own.first().is_some_and(|first| cues.questions.contains(first))) {
        return Some(Reason::Question);
    }
    let is_sentence = match cues {
        Some(cues) => cues.has_verb(words, is_ended) || is_ended && !is_listed && words.len() >= 2 * FEW,
        None if is_ended => letters_of(words) >= FEW,
        None => letters_of(words) >= if is_listed { FEW_IN_LISTS } else { FEW },
    };
    (!is_sentence).then_some(Reason::Fragment)
}

/// Counts words; in scripts that write no spaces, two letters stand for one.
fn letters_of(words: &[Word]) -> usize {
    let of = |word: &Word| {
        let is_spaceless = |c: char| matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0x20000..=0x3FFFF);
        (word.text.chars().filter(|c| is_spaceless(*c)).count() / 2).max(1)
    };
    words.iter().map(of).sum()
}

/// Tells whether a character may stand behind the sign that ends a sentence.
fn is_closing(c: char) -> bool {
    c.is_whitespace() || c == OBJECT || "\"'”’»›“‘)]}」』）】*_".contains(c)
}

/// A word in lower case, its apostrophes plain. Short forms such as "US" and numerals keep their capitals.
struct Word {
    text: String,
    /// Whether it stands within quotation marks.
    is_quoted: bool,
    /// Whether it is written with a capital.
    is_capital: bool,
}

/// Which quotation mark would close what was opened. A sentence is not cut within a quotation.
#[derive(Clone, Copy, Debug, Default)]
struct Quoting(Option<char>);

impl Quoting {
    fn meet(&mut self, c: char) {
        self.0 = match (self.0, c) {
            // Straight and curly marks are mixed by what cuts and pastes.
            (Some(close), c) if c == close || "“”\"".contains(close) && "“”\"".contains(c) => None,
            (Some(close), _) => Some(close),
            (None, '"') => Some('"'),
            (None, '“') => Some('”'),
            (None, '‘') => Some('’'),
            (None, '„') => Some('“'),
            (None, '«') => Some('»'),
            (None, '»') => Some('«'),
            (None, '「') => Some('」'),
            (None, '『') => Some('』'),
            (None, _) => None,
        };
    }
}

/// Cuts a sentence into its words.
fn words(text: &str) -> Vec<Word> {
    let mut quoting = Quoting::default();
    let mut found: Vec<Word> = Vec::new();
    let mut is_inside = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let joins = matches!(c, '\'' | '’') && is_inside && chars.peek().is_some_and(|c| c.is_alphabetic());
        if c.is_alphanumeric() || joins {
            if !is_inside {
                let is_quoted = quoting.0.is_some();
                found.push(Word { text: String::new(), is_quoted, is_capital: c.is_uppercase() });
            }
            if let Some(word) = found.last_mut() {
                word.text.push(if joins { '\'' } else { c });
            }
            is_inside = true;
        } else {
            is_inside = false;
            quoting.meet(c);
        }
    }
    for at in 0..found.len() {
        // "World War I", not "so I went".
        let is_numeral = found[at].text == "I" && at > 1 && found[at - 1].is_capital;
        let text = &found[at].text;
        let is_short_form = text.len() > 1 && text.chars().all(char::is_uppercase);
        if !is_numeral && !is_short_form {
            found[at].text = text.to_lowercase();
        }
    }
    found
}

/// The cues of a language. Each is a row of words, found by its first.
struct Cues {
    attribution: Phrases,
    opinion: Phrases,
    author: Phrases,
    reader: Phrases,
    instruction: Phrases,
    instruction_verbs: HashSet<&'static str>,
    questions: HashSet<&'static str>,
    verbs: HashSet<&'static str>,
    /// They count only where a full stop shows that the words are meant as a sentence.
    verbs_or_nouns: HashSet<&'static str>,
}

type Phrases = HashMap<&'static str, Vec<Vec<&'static str>>>;

/// What may stand before a word in -ed without making it the verb of its sentence.
const BEFORE_PARTICIPLES: [&str; 19] = [
    "a", "an", "the", "of", "in", "on", "by", "with", "for", "and", "or", "as", "to", "its", "their", "this",
    "that", "newly", "so",
];

/// What an instruction begins to name behind its verb.
const OBJECTS: [&str; 16] = [
    "a", "all", "an", "any", "each", "every", "it", "no", "one", "only", "the", "them", "these", "this",
    "those", "to",
];

impl Cues {
    fn read(text: &'static str) -> Self {
        let mut sections: HashMap<&str, Vec<&'static str>> = HashMap::new();
        let mut section = "";
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(name) => section = name,
                None => sections.entry(section).or_default().push(line),
            }
        }
        let lines = |name: &str| sections.get(name).into_iter().flatten().copied();
        let words = |name: &str| -> HashSet<&'static str> { lines(name).collect() };
        let phrases = |name: &str| -> Phrases {
            let mut all = Phrases::new();
            for line in lines(name) {
                let mut words = line.split_whitespace();
                if let Some(first) = words.next() {
                    all.entry(first).or_default().push(words.collect());
                }
            }
            all
        };
        Self {
            attribution: phrases("attribution"),
            opinion: phrases("opinion"),
            author: phrases("author"),
            reader: phrases("reader"),
            instruction: phrases("instruction"),
            instruction_verbs: words("instruction verbs"),
            questions: words("indirect questions"),
            verbs: words("verbs"),
            verbs_or_nouns: words("verbs or nouns"),
        }
    }

    /// Looks for what the words outside of quotation marks say of the sentence.
    fn reason(&self, own: &[&str]) -> Option<Reason> {
        let holds = |phrases: &Phrases| (0..own.len()).any(|at| begins(phrases, &own[at..]));
        let asks_to = match own {
            [verb, object, ..] => self.instruction_verbs.contains(verb) && OBJECTS.contains(object),
            _ => false,
        };
        if asks_to || begins(&self.instruction, own) || holds(&self.reader) {
            return Some(Reason::Reader);
        }
        if holds(&self.author) {
            return Some(Reason::Author);
        }
        // What somebody else holds can be checked: whether they do.
        (holds(&self.opinion) && !holds(&self.attribution)).then_some(Reason::Opinion)
    }

    /// Tells whether some word can be the verb that makes these words a sentence.
    fn has_verb(&self, words: &[Word], is_ended: bool) -> bool {
        words.iter().enumerate().any(|(at, word)| {
            let text = word.text.as_str();
            let before = at.checked_sub(1).map(|at| words[at].text.as_str());
            let is_past = text.len() > 4
                && text.ends_with("ed")
                && !word.is_capital
                && before.is_some_and(|before| !BEFORE_PARTICIPLES.contains(&before));
            self.verbs.contains(text) || is_past || is_ended && self.verbs_or_nouns.contains(text)
        })
    }
}

/// Tells whether words begin with one of some phrases.
fn begins(phrases: &Phrases, words: &[&str]) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    phrases.get(first).is_some_and(|ends| ends.iter().any(|end| rest.starts_with(end)))
}

#[cfg(test)]
mod tests;
