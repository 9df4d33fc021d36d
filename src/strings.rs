//! The words that readers see, a table for each language: `strings/LANG.yaml` in, [`Words`] out.
//!
//! Five tables are compiled in. A site changes words, or adds a language, by files of the same form in its own folder
//! `strings/`. A word is looked for in the site's table of the language, in the built-in one, and in the English one.
//! Not done here: which word says what (see `words`).

mod keys;
mod plural;
mod table;
#[cfg(test)]
mod tests;
mod touch;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::diagnostic::Sink;
use crate::files::Files;
use crate::model::text::Lang;
use crate::paths::FilePath;
use crate::yaml::{self, Cx};

pub use keys::Key;
pub use plural::Category;
pub use table::{Phrase, Table};

/// The built-in tables, by language.
pub const BUILT_IN: [(&str, &str); 5] = [
    ("ar", include_str!("../strings/ar.yaml")),
    ("en", include_str!("../strings/en.yaml")),
    ("es", include_str!("../strings/es.yaml")),
    ("fr", include_str!("../strings/fr.yaml")),
    ("he", include_str!("../strings/he.yaml")),
];

static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words {
    lang: Lang::default(),
    table: built_in("en", None, &mut Sink::default()).unwrap_or_default(),
});

static TABLES: LazyLock<BTreeMap<&str, Table>> = LazyLock::new(|| {
    let read =
        |(lang, _): (&'static str, &str)| Some((lang, built_in(lang, Some(&ENGLISH), &mut Sink::default())?));
    BUILT_IN.into_iter().filter_map(read).collect()
});

/// Reads a built-in table.
fn built_in(lang: &str, model: Option<&Words>, sink: &mut Sink) -> Option<Table> {
    let (_, text) = BUILT_IN.iter().find(|(of, _)| *of == lang)?;
    let mut files = Files::default();
    let id = files.add(FilePath::new(&format!("built-in/{lang}.yaml"))?, *text);
    let mut cx = Cx { file: files.get(id), sink };
    let node = yaml::parse(0..text.len(), &mut cx)?;
    Some(Table::decode(&node, model, &mut cx))
}

/// The words of one language.
#[derive(Clone, Debug)]
pub struct Words {
    lang: Lang,
    table: Table,
}

impl Words {
    /// Returns the English words, which every other table falls back to.
    pub fn english() -> &'static Self {
        &ENGLISH
    }

    /// Returns the language.
    pub fn lang(&self) -> &Lang {
        &self.lang
    }

    /// Returns a word as its table has it.
    pub fn phrase(&self, key: Key) -> &Phrase {
        static NONE: Phrase = Phrase::One(String::new());
        self.table.0.get(&key).or_else(|| ENGLISH.table.0.get(&key)).unwrap_or(&NONE)
    }

    /// Returns a word that has no places.
    pub fn get(&self, key: Key) -> &str {
        self.phrase(key).of(Category::Other)
    }

    /// Fills the places of a word.
    pub fn say(&self, key: Key, places: &[(&str, &str)]) -> String {
        self.fill(self.get(key), |name| find(places, name))
    }

    /// Fills the places of a word that counts; `{n}` is the count, unless the places say how it is written.
    pub fn count(&self, key: Key, n: usize, places: &[(&str, &str)]) -> String {
        self.counted(self.phrase(key).of(Category::of(n, self.lang.primary())), n, places)
    }

    /// Writes a number as a place in a row.
    pub fn ordinal(&self, n: usize) -> String {
        let category = Category::of_ordinal(n, self.lang.primary());
        self.counted(self.phrase(Key::DateOrdinal).of(category), n, &[])
    }

    fn counted(&self, pattern: &str, n: usize, places: &[(&str, &str)]) -> String {
        let number = n.to_string();
        self.fill(pattern, |name| find(places, name).or((name == "n").then_some(number.as_str())))
    }

    /// Puts words into the places of a pattern. What has no words stays as it is written.
    fn fill<'p>(&self, pattern: &str, place: impl Fn(&str) -> Option<&'p str>) -> String {
        let mut out = String::with_capacity(pattern.len() + 16);
        let mut rest = pattern;
        while let Some(at) = rest.find('{') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let end = rest.find('}').map_or(rest.len(), |end| end + 1);
            match place(rest[..end].trim_matches(['{', '}'])) {
                Some(word) => {
                    touch::meet(&mut out, word, self.lang.primary());
                    out.push_str(word);
                }
                None => out.push_str(&rest[..end]),
            }
            rest = &rest[end..];
        }
        out.push_str(rest);
        out
    }

    /// Joins parts as "a, b and c".
    pub fn and(&self, parts: &[String]) -> String {
        self.join(parts, Key::ListAnd)
    }

    /// Joins parts as "a, b or c".
    pub fn or(&self, parts: &[String]) -> String {
        self.join(parts, Key::ListOr)
    }

    fn join(&self, parts: &[String], last_two: Key) -> String {
        match parts.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => {
                self.say(last_two, &[("list", &self.list(Key::ListComma, rest)), ("last", last)])
            }
        }
    }

    /// Joins parts by commas or semicolons alone.
    pub fn list(&self, key: Key, parts: &[String]) -> String {
        let joined = |list: String, next: &String| self.say(key, &[("list", &list), ("next", next)]);
        match parts.split_first() {
            None => String::new(),
            Some((first, rest)) => rest.iter().fold(first.clone(), joined),
        }
    }
}

fn find<'p>(places: &[(&str, &'p str)], name: &str) -> Option<&'p str> {
    places.iter().find(|(of, _)| *of == name).map(|(_, word)| *word)
}

/// The words of each language of a site.
#[derive(Debug, Default)]
pub struct Strings(BTreeMap<Lang, Words>);

impl Strings {
    /// Joins the site's own tables and the built-in ones for the languages of its pages.
    pub fn new<'a>(own: &BTreeMap<Lang, Table>, langs: impl IntoIterator<Item = &'a Lang>) -> Self {
        let words = |lang: &Lang| {
            // The last one counts, so the nearest comes last.
            let kin = own.iter().filter(|(of, _)| of.primary() == lang.primary() && *of != lang);
            let tables = TABLES.get(lang.primary()).into_iter().chain(kin.map(|(_, table)| table));
            let mut joined = Table::default();
            for table in tables.chain(own.get(lang)) {
                joined.0.extend(table.0.iter().map(|(key, phrase)| (*key, phrase.clone())));
            }
            // English words that a site changes also count where they stand in for those of another language.
            if lang.primary() != "en"
                && let Some(english) = own.get(&Lang::default())
            {
                for (key, phrase) in &english.0 {
                    joined.0.entry(*key).or_insert_with(|| phrase.clone());
                }
            }
            Words { lang: lang.clone(), table: joined }
        };
        Self(langs.into_iter().map(|lang| (lang.clone(), words(lang))).collect())
    }

    /// Returns the words of a language; English ones for a language that no page has.
    pub fn of(&self, lang: &Lang) -> &Words {
        self.0.get(lang).unwrap_or(&ENGLISH)
    }

    /// Walks over the words of all languages.
    pub fn all(&self) -> impl Iterator<Item = &Words> {
        self.0.values()
    }
}
