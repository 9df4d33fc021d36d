//! YAML with places: text in, a tree of [`Node`]s out, and [`Fields`] to decode it by hand.
//!
//! Steps: parser events become nodes that know their byte range; a scalar keeps the text the editor wrote, so `no`,
//! `012`, `1.10` and `12:30` are never anything but text until a field asks for a number or a date. A syntax error ends a
//! file; every other problem is reported and decoding goes on. Anchors, aliases and tags are refused: nothing in the
//! format needs them, and they are how small files become large ones.

mod slips;

use std::ops::Range;

use serde_yaml::granit_parser::{Event, Parser, ScalarStyle};

use crate::diagnostic::{Diagnostic, Sink, did_you_mean};
use crate::files::{File, Span, Spanned, is_blank};
use crate::rules::Rule;

use slips::explain;

/// How deep lists and mappings may be nested; the format itself needs five levels.
const MAX_DEPTH: usize = 48;

/// A value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The place of the value; for a mapping or list from its first to its last character.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A YAML value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// Text as the editor wrote it, quotes and escapes worked out.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file. Keys are unique.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Value {
    /// Names the kind of value for a message.
    fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Scalar(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// Where decoding happens: the file that is read, and where its problems go.
pub struct Cx<'a> {
    /// The file.
    pub file: &'a File,
    /// The findings.
    pub sink: &'a mut Sink,
}

/// Parses the YAML in a part of a file.
///
/// Returns `None` after a syntax error, which has then been reported, and a [`Value::Null`] node for an empty document.
pub fn parse(range: Range<usize>, cx: &mut Cx<'_>) -> Option<Node> {
    let offset = range.start;
    let text = &cx.file.text[range.clone()];
    let mut builder = Builder { parser: Parser::new_from_str(text), offset, depth: 0, cx };
    match builder.document() {
        Ok(node) => Some(
            node.unwrap_or_else(|| Node { span: cx.file.span(range.start..range.start), value: Value::Null }),
        ),
        Err(Stop { at, message, help }) => {
            let line_end =
                cx.file.text[at.min(cx.file.text.len())..].find('\n').map_or(range.end, |n| at + n);
            let end =
                cx.file.text[at.min(line_end)..line_end].chars().next().map_or(at, |c| at + c.len_utf8());
            cx.report(Rule::YamlSyntax, cx.file.span(at..end), message, help);
            None
        }
    }
}

/// Why a file could not be read to its end.
struct Stop {
    at: usize,
    message: String,
    help: String,
}

struct Builder<'a, 'b, 'f> {
    parser: Parser<'a, serde_yaml::granit_parser::StrInput<'a>>,
    offset: usize,
    depth: usize,
    cx: &'b mut Cx<'f>,
}

impl<'a> Builder<'a, '_, '_> {
    fn document(&mut self) -> Result<Option<Node>, Stop> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                Event::StreamEnd => return Ok(root),
                event if root.is_none() => root = Some(self.node(event, span)?),
                _ => {
                    return Err(Stop {
                        at: span.start,
                        message: "a second YAML document begins here".to_owned(),
                        help: "keep one document in a file: remove the line `---` or `...`".to_owned(),
                    });
                }
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Range<usize>), Stop> {
        let Some(next) = self.parser.next() else {
            return Ok((Event::StreamEnd, self.offset..self.offset));
        };
        let (event, span) = next.map_err(|error| {
            let at = self.offset + error.marker().byte_offset().unwrap_or(0);
            explain(&error.to_string(), at, self.cx.file, self.offset)
        })?;
        let range = span.byte_range().unwrap_or(0..0);
        Ok((event, self.offset + range.start..self.offset + range.end))
    }

    fn node(&mut self, event: Event<'a>, range: Range<usize>) -> Result<Node, Stop> {
        let refuse = |what: &str, help: &str| Stop {
            at: range.start,
            message: what.to_owned(),
            help: help.to_owned(),
        };
        match event {
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _)
                if anchor != 0 =>
            {
                Err(refuse("a value begins with `&`, which YAML reads as an anchor", "put the value in quotation marks; anchors are not supported"))
            }
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, _, Some(_)) | Event::MappingStart(_, _, Some(_)) => {
                Err(refuse("a value begins with `!`, which YAML reads as a type", "put the value in quotation marks; types are not supported"))
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                Err(refuse("a value begins with `*`, which YAML reads as a reference", "put the value in quotation marks, or write it out again"))
            }
            Event::Scalar(text, style, ..) => {
                if style == ScalarStyle::Plain && !text.is_empty() {
                    self.look_for_comment(range.end);
                }
                let span = self.cx.file.span(unquoted(range, style));
                let null = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                Ok(Node { span, value: if null { Value::Null } else { Value::Scalar(text.into_owned()) } })
            }
            Event::SequenceStart(..) => self.nested(range.clone(), |builder| {
                let mut items = Vec::new();
                loop {
                    match builder.next()? {
                        (Event::SequenceEnd, end) => return Ok((Value::List(items), end.end)),
                        (event, span) => items.push(builder.node(event, span)?),
                    }
                }
            }),
            Event::MappingStart(..) => self.nested(range.clone(), |builder| {
                let mut entries: Vec<(Spanned<String>, Node)> = Vec::new();
                let mut seen = std::collections::HashMap::new();
                loop {
                    let (event, span) = builder.next()?;
                    if event == Event::MappingEnd {
                        return Ok((Value::Map(entries), span.end));
                    }
                    let at = span.start;
                    let key = builder.node(event, span)?;
                    let text = match key.value {
                        Value::Scalar(text) => text,
                        Value::Null => builder.cx.file.slice(key.span).to_owned(),
                        Value::List(_) | Value::Map(_) => {
                            return Err(Stop {
                                at,
                                message: "a key is a list or a mapping, not text".to_owned(),
                                help: "write `key: value`; a value that begins with `[` or `{` needs quotation marks".to_owned(),
                            });
                        }
                    };
                    let (event, span) = builder.next()?;
                    let value = builder.node(event, span)?;
                    if let Some(&first) = seen.get(&text) {
                        builder.cx.sink.push(
                            Diagnostic::new(
                                Rule::DuplicateKey,
                                key.span,
                                format!("the key `{text}` stands here a second time"),
                                "keep one of the two, or join them",
                            )
                            .label(first, "first here"),
                        );
                        continue;
                    }
                    seen.insert(text.clone(), key.span);
                    entries.push((Spanned::new(text, key.span), value));
                }
            }),
            _ => Err(refuse("a value is missing here", "write a value, or remove the key")),
        }
    }

    /// Reports ` #2` behind a value: YAML drops it as a comment, and the editor meant a number or a tag.
    fn look_for_comment(&mut self, end: usize) {
        let text = &self.cx.file.text;
        let line = text[end..].lines().next().unwrap_or("");
        let rest = line.trim_start_matches([' ', '\t']);
        let at = end + line.len() - rest.len();
        let word = rest.strip_prefix('#').filter(|word| at > end && word.starts_with(char::is_alphanumeric));
        if word.is_some() {
            self.cx.report(
                Rule::CommentInValue,
                self.cx.file.span(at..at + rest.trim_end().len()),
                "YAML takes this for a comment and drops it",
                "put the whole value in quotation marks; where a comment is meant, write a space behind `#`",
            );
        }
    }

    fn nested(
        &mut self,
        range: Range<usize>,
        fill: impl FnOnce(&mut Self) -> Result<(Value, usize), Stop>,
    ) -> Result<Node, Stop> {
        if self.depth == MAX_DEPTH {
            return Err(Stop {
                at: range.start,
                message: format!("lists and mappings are nested more than {MAX_DEPTH} deep"),
                help: "no part of the format is this deep; look for a stray bracket".to_owned(),
            });
        }
        self.depth += 1;
        let (value, end) = fill(self)?;
        self.depth -= 1;
        let end = match &value {
            Value::List(items) => items.last().map_or(end, |item| end.max(item.span.range().end)),
            Value::Map(entries) => entries.last().map_or(end, |(_, item)| end.max(item.span.range().end)),
            _ => end,
        };
        let start = match &value {
            Value::Map(entries) => {
                entries.first().map_or(range.start, |(key, _)| range.start.min(key.span.range().start))
            }
            _ => range.start,
        };
        let trimmed = self.cx.file.text[start..end.max(start)].trim_end().len();
        Ok(Node { span: self.cx.file.span(start..start + trimmed), value })
    }
}

/// Leaves the quotation marks out of a scalar's range, so that carets stand under the words.
fn unquoted(range: Range<usize>, style: ScalarStyle) -> Range<usize> {
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if range.len() >= 2 => {
            range.start + 1..range.end - 1
        }
        _ => range,
    }
}

impl Cx<'_> {
    /// Reports a finding at a place.
    pub fn report(&mut self, rule: Rule, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.sink.push(Diagnostic::new(rule, span, message, help));
    }

    /// Reports a value of the wrong kind.
    pub fn wrong_type(&mut self, node: &Node, expected: &str, help: impl Into<String>) {
        let found = node.value.describe();
        self.report(Rule::WrongType, node.span, format!("expected {expected}, found {found}"), help);
    }

    /// Reads text; blank text counts as wrong, since it would stand for something that was never said.
    pub fn text(&mut self, node: &Node) -> Option<Spanned<String>> {
        match &node.value {
            Value::Scalar(text) if is_blank(text) => {
                self.report(
                    Rule::WrongType,
                    node.span,
                    "expected text, found only blanks",
                    "write the text, or remove the key",
                );
                None
            }
            Value::Scalar(text) => Some(Spanned::new(text.clone(), node.span)),
            _ => {
                self.wrong_type(node, "text", "write the text after the colon; put it in quotation marks when it holds `: ` or begins with a special character");
                None
            }
        }
    }

    /// Reads `true` or `false`.
    pub fn flag(&mut self, node: &Node) -> Option<bool> {
        match &node.value {
            Value::Scalar(text) if text == "true" => Some(true),
            Value::Scalar(text) if text == "false" => Some(false),
            _ => {
                self.wrong_type(node, "`true` or `false`", "write `true` or `false`");
                None
            }
        }
    }

    /// Reads a whole number.
    pub fn number(&mut self, node: &Node) -> Option<i64> {
        if let Value::Scalar(text) = &node.value
            && let Ok(number) = text.parse()
        {
            return Some(number);
        }
        self.wrong_type(node, "a whole number", "write digits only");
        None
    }

    /// Reads one of a few words.
    pub fn choice<T: Copy>(&mut self, node: &Node, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(node)?;
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text.value) {
            return Some(*value);
        }
        let all = list_of(choices.iter().map(|(word, _)| *word));
        let help = match curly(&text.value) {
            Some(help) => help.to_owned(),
            None => did_you_mean(
                &text.value,
                choices.iter().map(|(word, _)| *word),
                format!("write one of {all}"),
            ),
        };
        self.report(
            Rule::UnknownValue,
            node.span,
            format!("`{}` is not one of the words that may stand here", text.value),
            help,
        );
        None
    }

    /// Reads a value with a parser of its own; the parser's error is the message.
    pub fn parsed<T>(
        &mut self,
        node: &Node,
        rule: Rule,
        help: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<Spanned<T>> {
        let text = self.text(node)?;
        match parse(&text.value) {
            Ok(value) => Some(Spanned::new(value, node.span)),
            Err(message) => {
                self.report(rule, node.span, message, curly(&text.value).unwrap_or(help));
                None
            }
        }
    }

    /// Reads a list; a single value stands for a list of one.
    pub fn list<T>(&mut self, node: &Node, mut read: impl FnMut(&mut Self, &Node) -> Option<T>) -> Vec<T> {
        match &node.value {
            Value::Null => Vec::new(),
            Value::List(items) => items.iter().filter_map(|item| read(self, item)).collect(),
            Value::Scalar(_) | Value::Map(_) => read(self, node).into_iter().collect(),
        }
    }

    /// Opens a mapping and reports keys that are not among `keys`. `what` names the thing: "a claim".
    pub fn fields<'n>(&mut self, node: &'n Node, what: &str, keys: &[&str]) -> Option<Fields<'n>> {
        let Value::Map(entries) = &node.value else {
            self.wrong_type(
                node,
                &format!("the keys of {what}"),
                format!("write keys and values, for example `{}: …`", keys.first().unwrap_or(&"key")),
            );
            return None;
        };
        for (key, _) in entries {
            if !keys.contains(&key.value.as_str()) {
                let rest = self.file.text[key.span.range().end..].trim_start_matches(['"', '\'', ' ']);
                let help = if rest.starts_with([',', '}']) {
                    format!(
                        "a comma inside `{{…}}` begins a new key; where `{}` belongs to the value before it, put that value in quotation marks",
                        key.value
                    )
                } else {
                    let all = format!("the keys of {what} are {}", list_of(keys.iter().copied()));
                    did_you_mean(&key.value, keys.iter().copied(), all)
                };
                self.report(Rule::UnknownKey, key.span, format!("{what} has no key `{}`", key.value), help);
            }
        }
        Some(Fields { entries })
    }

    /// Walks over the entries of an id map (a register); a list or text is reported.
    pub fn entries<'n>(&mut self, node: &'n Node, what: &str) -> &'n [(Spanned<String>, Node)] {
        match &node.value {
            Value::Map(entries) => entries,
            Value::Null => &[],
            _ => {
                self.wrong_type(
                    node,
                    &format!("{what}, each with its id as key"),
                    "write `id: {…}` for each, one below the other",
                );
                &[]
            }
        }
    }

    /// Reports a key that must be there.
    pub fn missing(&mut self, key: &str, what: &str, span: Span, help: impl Into<String>) {
        self.report(Rule::MissingKey, span, format!("{what} has no `{key}`"), help);
    }
}

/// The fields of a mapping. An empty value counts as absent.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'n> {
    entries: &'n [(Spanned<String>, Node)],
}

impl<'n> Fields<'n> {
    /// Returns the value of a key.
    pub fn get(self, key: &str) -> Option<&'n Node> {
        self.entry(key).map(|(_, node)| node).filter(|node| node.value != Value::Null)
    }

    /// Returns a key and its value, also when the value is empty.
    pub fn entry(self, key: &str) -> Option<(&'n Spanned<String>, &'n Node)> {
        self.entries.iter().find(|(name, _)| name.value == key).map(|(name, node)| (name, node))
    }

    /// Walks over all keys.
    pub fn keys(self) -> impl Iterator<Item = &'n Spanned<String>> {
        self.entries.iter().map(|(key, _)| key)
    }
}

/// Says that a value begins with a quotation mark that YAML takes for a part of it.
fn curly(text: &str) -> Option<&'static str> {
    text.starts_with(['“', '”', '„', '«', '»', '‘', '’'])
        .then_some("curly quotation marks are a part of the value; write straight ones (`\"…\"`), or none")
}

/// Writes words as "`a`, `b` and `c`".
pub fn list_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests;
