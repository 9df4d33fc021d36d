//! What an editor is told where YAML cannot be read: the place of the slip, which is often above the place where the
//! parser gave up, its cause and the next step.

use super::Stop;
use crate::files::File;

/// Turns a parser's message into what an editor can act on.
pub(super) fn explain(message: &str, at: usize, file: &File, begin: usize) -> Stop {
    let text = &file.text;
    let at = at.min(text.len());
    let line_start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    // The parser may stop a line after the tab that broke the indentation, or a line before it.
    let previous = text[..line_start.saturating_sub(1)].rfind('\n').map_or(begin, |n| n + 1);
    let next = text[at..].find('\n').map_or(text.len(), |n| at + n + 1);
    for start in [line_start, previous, next] {
        let line = text[start..].lines().next().unwrap_or("");
        let indent = &line[..line.len() - line.trim_start().len()];
        if let Some(tab) = indent.find('\t') {
            return Stop {
                at: start + tab,
                message: "a tab indents this line; YAML allows only spaces there".to_owned(),
                help: "replace the tab by spaces, two for each level".to_owned(),
            };
        }
    }
    if let Some(open) = open_bracket(&text[begin..line_start]) {
        return Stop {
            at: begin + open,
            message: "this bracket is not closed, or a value behind it holds a comma or a colon".to_owned(),
            help: BRACKETS.to_owned(),
        };
    }
    let line = text[line_start..].lines().next().unwrap_or("");
    let (message, help) = explain_line(&message.to_lowercase(), message, line, at - line_start);
    Stop { at, message, help: help.to_owned() }
}

/// What to do about a bracket.
const BRACKETS: &str =
    "close each bracket, and put values with a comma or a colon inside `{…}` and `[…]` in quotation marks";

/// Finds the first bracket that begins a value, or stands inside such a one, and that nothing closes up to the end of
/// the text.
fn open_bracket(text: &str) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut quote = None;
    let mut before = '\n';
    let mut at_value = true;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(mark), c) if c == mark && before != '\\' => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if at_value => quote = Some(c),
            (None, '[' | '{') if at_value || !open.is_empty() => open.push(at),
            (None, ']' | '}') => {
                open.pop();
            }
            _ => {}
        }
        // A value begins behind a colon, a dash, a comma or a bracket.
        at_value = match c {
            ' ' | '\n' => at_value,
            ':' | '-' => text[at + 1..].starts_with([' ', '\n']),
            ',' | '[' | '{' => !open.is_empty(),
            _ => false,
        };
        before = c;
    }
    open.first().copied()
}

/// Says what is wrong with a line, and what to do. `column` is the byte at which the parser gave up.
fn explain_line(lower: &str, message: &str, line: &str, column: usize) -> (String, &'static str) {
    const QUOTE: &str = "put the whole value in quotation marks: `key: \"He said: no\"`";
    let before = line.get(..column).unwrap_or(line);
    let value = line.split_once(": ").map_or("", |(_, value)| value.trim());
    let opened = |open: char, close: char| before.matches(open).count() > before.matches(close).count();
    if lower.contains("tab") && line.contains('\t') {
        return (
            "a tab stands in this line where YAML allows only spaces".to_owned(),
            "replace the tab by spaces",
        );
    }
    if value.starts_with(['"', '\'']) && value[1..].find(&value[..1]).is_some_and(|end| end + 2 < value.len())
    {
        let help = "where the quotation marks belong to the text, put the whole value in the other kind: `'\"Out\" for eleven hours'`";
        return ("text stands behind the closing quotation mark of a value".to_owned(), help);
    }
    if value.starts_with('[') && value.contains(']') && !value.ends_with(']') {
        return (
            "a value begins with `[`, which YAML reads as a list".to_owned(),
            "put the whole value in quotation marks",
        );
    }
    if value.starts_with(['@', '`', '%']) {
        return (
            "a value begins with a character that YAML keeps for itself (`@`, a backtick or `%`)".to_owned(),
            "put the value in quotation marks",
        );
    }
    if lower.contains("quote") || lower.contains("end of stream") && line.contains(['"', '\'']) {
        let help = "close the quotation mark; one that belongs to the text is written `\\\"` inside `\"…\"` and `''` inside `'…'`";
        return ("a quotation mark opens a value that does not end where it should".to_owned(), help);
    }
    if opened('{', '}') || opened('[', ']') {
        return (
            "a bracket is not closed, or a value inside it holds a comma or a colon".to_owned(),
            BRACKETS,
        );
    }
    if lower.contains("mapping value") {
        // The line's own key: YAML takes it as part of the value above.
        if !before.trim_start_matches(['-', ' ']).contains(": ") {
            let help = "indent it like the keys it belongs to, by the same number of spaces; and write a space behind each colon";
            return ("this line is indented deeper than the one it belongs to, or the line above is not `key: value`".to_owned(), help);
        }
        return ("a colon and a space stand inside a value, so YAML reads a second key".to_owned(), QUOTE);
    }
    if lower.contains("anchor") || lower.contains("alias") {
        return (
            "a value begins with `*` or `&`, which YAML reads as a reference".to_owned(),
            "put the value in quotation marks",
        );
    }
    if lower.contains("flow")
        || lower.contains("']'")
        || lower.contains("'}'")
        || lower.contains("':' indicator")
    {
        let help = "close each `[` with `]` and each `{` with `}`, and put commas between the parts";
        return ("a bracket is opened above and not closed, or a comma is missing".to_owned(), help);
    }
    if lower.contains("simple key") || lower.contains("expected ':'") || lower.contains("could not find") {
        let help = "write `key: value` with a space behind the colon, and indent what belongs together alike";
        return ("this line is neither `key: value` nor part of a list".to_owned(), help);
    }
    if lower.contains("indent") || lower.contains("block") {
        return (
            "this line is indented differently from the lines it belongs to".to_owned(),
            "indent lines of one level by the same number of spaces",
        );
    }
    // The parser counts from the beginning of what it was given; the place is drawn below.
    let first = message.lines().next().unwrap_or("").trim();
    let first = first.find(" at char ").or_else(|| first.find(" at line ")).map_or(first, |at| &first[..at]);
    (
        format!("the YAML cannot be read: {first}"),
        "look at this line and the one before it; a value with special characters needs quotation marks",
    )
}
