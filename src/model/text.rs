//! Text that editors write once or once per language, and language tags (BCP 47).

use std::collections::BTreeMap;

use crate::files::Spanned;
use crate::rules::Rule;
use crate::yaml::{Cx, Node, Value};

/// A language tag in its canonical case: `en`, `pt-BR`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(String);

impl Lang {
    /// Returns the tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the language without script and region.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Tells whether the language is written from right to left.
    pub fn is_rtl(&self) -> bool {
        let script = self.0.split('-').nth(1).filter(|part| part.len() == 4);
        match script {
            Some(script) => matches!(script, "Arab" | "Hebr" | "Thaa" | "Syrc" | "Nkoo" | "Adlm" | "Rohg"),
            None => matches!(
                self.primary(),
                "ar" | "he" | "fa" | "ur" | "yi" | "ps" | "sd" | "ug" | "dv" | "ckb" | "syr" | "arc"
            ),
        }
    }

    /// Returns `rtl` or `ltr`.
    pub fn dir(&self) -> &'static str {
        if self.is_rtl() { "rtl" } else { "ltr" }
    }
}

impl std::str::FromStr for Lang {
    type Err = String;

    fn from_str(tag: &str) -> Result<Self, String> {
        let parsed = oxilangtag::LanguageTag::parse_and_normalize(tag)
            .map_err(|_| format!("`{tag}` is not a language tag"))?;
        if parsed.primary_language().len() > 3 {
            return Err(format!("`{tag}` is not a language tag"));
        }
        Ok(Self(parsed.into_inner()))
    }
}

impl Default for Lang {
    fn default() -> Self {
        Self("en".to_owned())
    }
}

/// What to write for a language.
pub const LANG_HELP: &str = "write a language tag such as `en`, `ar` or `pt-BR`";

/// Reads a language tag.
pub fn decode_lang(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<Lang>> {
    cx.parsed(node, Rule::UnknownValue, LANG_HELP, str::parse)
}

/// Text in one language, or in several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// The same for every language; its own language is the article's or the site's.
    One(String),
    /// By language; never empty.
    Many(BTreeMap<Lang, String>),
}

impl Text {
    /// Returns the text for a reader of `lang`: that language, else its primary language, else the site's, else the first.
    pub fn get(&self, lang: &Lang, site: &Lang) -> &str {
        self.choose(lang, site).1
    }

    /// As [`Text::get`], with the language of the text where it is stated.
    pub fn choose(&self, lang: &Lang, site: &Lang) -> (Option<&Lang>, &str) {
        match self {
            Self::One(text) => (None, text),
            Self::Many(texts) => texts
                .get_key_value(lang)
                .or_else(|| texts.iter().find(|(other, _)| other.primary() == lang.primary()))
                .or_else(|| texts.get_key_value(site))
                .or_else(|| texts.iter().next())
                .map_or((None, ""), |(lang, text)| (Some(lang), text.as_str())),
        }
    }

    /// Walks over the text in all languages.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let (one, many) = match self {
            Self::One(text) => (Some(text.as_str()), None),
            Self::Many(texts) => (None, Some(texts.values().map(String::as_str))),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }
}

/// Reads text, or a mapping from language to text.
pub fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Text> {
    match &node.value {
        Value::Map(entries) => {
            let mut texts = BTreeMap::new();
            for (key, value) in entries {
                match key.value.parse::<Lang>() {
                    Ok(lang) => {
                        if let Some(text) = cx.text(value) {
                            texts.insert(lang, text.value);
                        }
                    }
                    Err(message) => cx.report(Rule::UnknownKey, key.span, message, LANG_HELP),
                }
            }
            (!texts.is_empty()).then_some(Text::Many(texts))
        }
        _ => cx.text(node).map(|text| Text::One(text.value)),
    }
}

/// Reads text and keeps its place.
pub fn decode_spanned(node: &Node, cx: &mut Cx<'_>) -> Option<Spanned<Text>> {
    decode(node, cx).map(|text| Spanned::new(text, node.span))
}

#[cfg(test)]
mod tests {
    use super::{Lang, Text};

    #[test]
    fn a_reader_gets_the_nearest_language() {
        let lang = |tag: &str| tag.parse::<Lang>().unwrap();
        let text = Text::Many([(lang("en"), "hello".to_owned()), (lang("pt-BR"), "olá".to_owned())].into());
        assert_eq!(text.get(&lang("pt"), &lang("en")), "olá");
        assert_eq!(text.get(&lang("ar"), &lang("en")), "hello");
        assert_eq!(lang("PT-br").as_str(), "pt-BR");
        assert!("english".parse::<Lang>().is_err());
        assert!(lang("ar").is_rtl() && lang("az-Arab").is_rtl() && !lang("ar-Latn").is_rtl());
    }
}
