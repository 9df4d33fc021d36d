//! A table of words: YAML in, a [`Table`] out.

use std::collections::BTreeMap;

use crate::diagnostic::did_you_mean;
use crate::rules::Rule;
use crate::yaml::{Cx, Node, Value, list_of};

use super::{Category, Key, Words};

/// A word or sentence with its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// The same for every count.
    One(String),
    /// By plural category; `Other` is always there.
    Many(BTreeMap<Category, String>),
}

impl Phrase {
    /// Returns the text of a category.
    pub fn of(&self, category: Category) -> &str {
        match self {
            Self::One(text) => text,
            Self::Many(forms) => {
                forms.get(&category).or_else(|| forms.get(&Category::Other)).map_or("", String::as_str)
            }
        }
    }

    /// Walks over its forms.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        let (one, many) = match self {
            Self::One(text) => (Some(text.as_str()), None),
            Self::Many(forms) => (None, Some(forms.values().map(String::as_str))),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }

    /// Returns the names of its places, each once; whatever has several forms has the place `n`.
    pub fn places(&self) -> Vec<&str> {
        let count = matches!(self, Self::Many(_)).then_some("n");
        let mut found: Vec<&str> = self.forms().flat_map(places).chain(count).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Finds the names between braces.
pub(super) fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// The words that a file gives, by key.
#[derive(Clone, Debug, Default)]
pub struct Table(pub BTreeMap<Key, Phrase>);

impl Table {
    /// Reads a table. `model`: the table whose places these words may have; none for that table itself.
    pub fn decode(node: &Node, model: Option<&Words>, cx: &mut Cx<'_>) -> Self {
        let mut table = Self::default();
        for (name, value) in cx.entries(node, "words") {
            let Ok(key) = name.value.parse::<Key>() else {
                let help = did_you_mean(
                    &name.value,
                    Key::ALL.iter().map(|key| key.as_str()),
                    "the documentation of words lists the keys",
                );
                cx.report(Rule::UnknownKey, name.span, format!("there is no word `{}`", name.value), help);
                continue;
            };
            let model = model.map(|words| words.phrase(key));
            if let Some(phrase) = decode_phrase(key, value, model, cx) {
                table.0.insert(key, phrase);
            }
        }
        table
    }
}

fn decode_phrase(key: Key, node: &Node, model: Option<&Phrase>, cx: &mut Cx<'_>) -> Option<Phrase> {
    let counts = model.is_none_or(|model| model.places().contains(&"n"));
    match &node.value {
        Value::Map(entries) if counts => {
            let mut forms = BTreeMap::new();
            for (name, value) in entries {
                match Category::ALL.iter().find(|(word, _)| *word == name.value) {
                    Some((_, category)) => {
                        if let Some(text) = form(key, value, model, cx) {
                            forms.insert(*category, text);
                        }
                    }
                    None => {
                        let categories = Category::ALL.map(|(word, _)| word);
                        let otherwise = format!("the plural forms are {}", list_of(categories));
                        let help = did_you_mean(&name.value, categories, otherwise);
                        let message = format!("there is no plural form `{}`", name.value);
                        cx.report(Rule::UnknownKey, name.span, message, help);
                    }
                }
            }
            if !entries.iter().any(|(name, _)| name.value == "other") {
                cx.missing(
                    "other",
                    &format!("`{}`", key.as_str()),
                    node.span,
                    "write the form for all other counts",
                );
            }
            forms.contains_key(&Category::Other).then_some(Phrase::Many(forms))
        }
        _ => form(key, node, model, cx).map(Phrase::One),
    }
}

/// Reads one form and looks at its places.
fn form(key: Key, node: &Node, model: Option<&Phrase>, cx: &mut Cx<'_>) -> Option<String> {
    let text = cx.text(node)?.value;
    let Some(model) = model else { return Some(text) };
    let known = model.places();
    // A date may stand anywhere with its article or without it.
    let is_known = |name: &str| known.iter().any(|known| bare(known) == bare(name));
    let wrong = places(&text).find(|name| !is_known(name)).map(str::to_owned);
    match wrong {
        None => Some(text),
        Some(name) => {
            let message = format!("`{}` has no place `{{{name}}}`", key.as_str());
            let braced: Vec<String> = known.iter().map(|name| format!("{{{name}}}")).collect();
            let help = match braced[..] {
                [] => "write the text without braces".to_owned(),
                _ => format!("its places are {}", list_of(braced.iter().map(String::as_str))),
            };
            cx.report(Rule::UnknownValue, node.span, message, help);
            None
        }
    }
}

/// Returns the name of a place without its article.
pub(super) fn bare(name: &str) -> &str {
    name.strip_prefix("the_").unwrap_or(name)
}
