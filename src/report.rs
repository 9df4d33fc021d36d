//! Findings as text: for people with the place drawn, in a line each, as JSON, as annotations of GitHub, or as SARIF.
//! Input: findings and files; output: text.

mod sarif;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Level as Shade, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Level};
use crate::files::{Files, Span};
use crate::words;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With the place drawn.
    Human,
    /// In a line each.
    Short,
    /// As one JSON array.
    Json,
    /// As workflow commands of GitHub Actions, which become annotations of a change.
    Github,
    /// As SARIF 2.1.0.
    Sarif,
}

/// Lines longer than this are not drawn.
const MAX_DRAWN: usize = 2_000;

/// Writes findings.
pub fn write(findings: &[Diagnostic], files: &Files, format: Format, color: bool) -> String {
    match format {
        Format::Human => {
            let renderer =
                if color { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
            findings.iter().map(|finding| format!("{}\n\n", human(finding, files, &renderer))).collect()
        }
        Format::Short => findings.iter().map(|finding| short(finding, files)).collect(),
        Format::Github => findings.iter().map(|finding| github(finding, files)).collect(),
        Format::Sarif => sarif::write(findings, files),
        Format::Json => {
            let all: Vec<Value> = findings.iter().map(|finding| as_json(finding, files)).collect();
            let mut text =
                serde_json::to_string_pretty(&all).expect("strings and numbers can always be written");
            text.push('\n');
            text
        }
    }
}

/// Writes "2 errors and 1 warning", or nothing where there is nothing.
pub fn counts(findings: &[Diagnostic]) -> Option<String> {
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    let warnings = findings.len() - errors;
    let parts: Vec<String> = [(errors, "error", "errors"), (warnings, "warning", "warnings")]
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, one, many)| words::count(n, one, many))
        .collect();
    (!parts.is_empty()).then(|| words::join(&parts))
}

fn human(finding: &Diagnostic, files: &Files, renderer: &Renderer) -> String {
    let shade = match finding.level {
        Level::Error => Shade::ERROR,
        Level::Warning => Shade::WARNING,
    };
    let mut elements = vec![draw(finding.span, None, files)];
    elements.extend(finding.labels.iter().map(|label| draw(label.span, Some(&label.text), files)));
    elements.push(Shade::HELP.message(printable(&finding.help)).into());
    let title = shade.primary_title(printable(&finding.message)).id(finding.rule.code());
    renderer.render(&[title.elements(elements)])
}

/// Draws the line on which a span begins.
fn draw<'a>(span: Span, label: Option<&str>, files: &'a Files) -> Element<'a> {
    let file = files.get(span.file);
    let range = span.range();
    let position = file.position(range.start);
    let path = printable(file.path.as_str());
    let start = file.text[..range.start].rfind('\n').map_or(0, |n| n + 1);
    let end = file.text[range.start..].find('\n').map_or(file.text.len(), |n| range.start + n);
    let line = file.text[start..end].trim_end_matches('\r');
    if line.len() > MAX_DRAWN || file.text.is_empty() || line.chars().any(is_hidden) {
        return Origin::path(path).line(position.line).char_column(position.column).into();
    }
    let from = (range.start - start).min(line.len());
    let to = (range.end - start).clamp(from, line.len());
    let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let mut annotation = kind.span(from..to);
    if let Some(label) = label {
        annotation = annotation.label(printable(label));
    }
    Snippet::source(line).line_start(position.line).path(path).annotation(annotation).into()
}

fn short(finding: &Diagnostic, files: &Files) -> String {
    let file = files.get(finding.span.file);
    let position = file.position(finding.span.range().start);
    format!(
        "{}:{}:{}: {}[{}]: {} ({})\n",
        printable(file.path.as_str()),
        position.line,
        position.column,
        finding.level.as_str(),
        finding.rule,
        printable(&finding.message),
        printable(&finding.help),
    )
}

/// Writes a workflow command. What separates its parts is escaped; so is `%`, with which escapes begin.
fn github(finding: &Diagnostic, files: &Files) -> String {
    let text = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |value: &str| text(value).replace(':', "%3A").replace(',', "%2C");
    let file = files.get(finding.span.file);
    let (start, end) = (file.position(finding.span.range().start), file.position(finding.span.range().end));
    // GitHub takes columns only where a finding stands on one line.
    let columns = if start.line == end.line {
        format!(",col={},endColumn={}", start.column, end.column)
    } else {
        String::new()
    };
    format!(
        "::{} file={},line={},endLine={}{columns},title={}::{}\n",
        finding.level.as_str(),
        property(file.path.as_str()),
        start.line,
        end.line,
        property(finding.rule.code()),
        text(&format!("{} ({})", finding.message, finding.help)),
    )
}

fn as_json(finding: &Diagnostic, files: &Files) -> Value {
    let place = |span: Span| {
        let file = files.get(span.file);
        (file.path.as_str(), file.position(span.range().start), file.position(span.range().end))
    };
    let (file, start, end) = place(finding.span);
    let labels: Vec<Value> = finding
        .labels
        .iter()
        .map(|label| {
            let (file, start, end) = place(label.span);
            json!({"text": label.text, "file": file, "line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column})
        })
        .collect();
    json!({
        "code": finding.rule.code(),
        "level": finding.level.as_str(),
        "message": finding.message,
        "help": finding.help,
        "file": file,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "labels": labels,
    })
}

/// Tells whether a character could hide or reorder what stands around it in a terminal.
fn is_hidden(c: char) -> bool {
    c.is_control() && c != '\t' || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Makes text safe for a terminal: control characters and changes of direction are shown as escapes.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if is_hidden(c) { format!("\\u{{{:x}}}", u32::from(c)) } else { c.to_string() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Format, write};
    use crate::diagnostic::Diagnostic;
    use crate::files::Files;
    use crate::paths::FilePath;
    use crate::rules::Rule;

    fn one(text: &str, range: std::ops::Range<usize>, format: Format) -> String {
        one_in("content/a.md", text, range, format)
    }

    fn one_in(path: &str, text: &str, range: std::ops::Range<usize>, format: Format) -> String {
        let mut files = Files::default();
        let id = files.add(FilePath::new(path).unwrap(), text);
        let finding =
            Diagnostic::new(Rule::MissingClaim, files.get(id).span(range), "there is no claim `x`", "add it");
        write(&[finding], &files, format, false)
    }

    #[test]
    fn the_place_is_drawn() {
        let text = one("first\nsee [λ](claim:x).\n", 15..22, Format::Human);
        assert_eq!(
            text,
            "error[missing-claim]: there is no claim `x`\n --> content/a.md:2:9\n  |\n2 | see [λ](claim:x).\n  |         ^^^^^^^\n  |\n  = help: add it\n\n"
        );
    }

    #[test]
    fn formats() {
        assert_eq!(
            one("ab", 1..2, Format::Short),
            "content/a.md:1:2: error[missing-claim]: there is no claim `x` (add it)\n"
        );
        let json: serde_json::Value = serde_json::from_str(&one("ab", 1..2, Format::Json)).unwrap();
        assert_eq!(
            (json[0]["line"].as_u64(), json[0]["column"].as_u64(), json[0]["end_column"].as_u64()),
            (Some(1), Some(2), Some(3))
        );
    }

    #[test]
    fn annotations_of_github_cannot_be_broken_out_of() {
        assert_eq!(
            one_in("content/a,b:c%.md", "ab\ncd", 1..2, Format::Github),
            "::error file=content/a%2Cb%3Ac%25.md,line=1,endLine=1,col=2,endColumn=3,title=missing-claim::there is no claim `x` (add it)\n"
        );
        let over_lines = one("ab\ncd", 1..5, Format::Github);
        assert!(over_lines.contains("line=1,endLine=2,title="), "{over_lines}");
    }

    #[test]
    fn sarif() {
        let log: serde_json::Value =
            serde_json::from_str(&one_in("content/ä b.md", "λab", 2..4, Format::Sarif)).unwrap();
        let run = &log["runs"][0];
        assert_eq!((&log["version"], &run["columnKind"]), (&"2.1.0".into(), &"unicodeCodePoints".into()));
        let result = &run["results"][0];
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "content/%C3%A4%20b.md");
        assert_eq!(place["region"]["startColumn"], 2);
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!((&rule["id"], &result["level"]), (&"missing-claim".into(), &"error".into()));
        assert!(rule["shortDescription"]["text"].as_str().unwrap().ends_with('.'));
        let none = write(&[], &Files::default(), Format::Sarif, false);
        let log: serde_json::Value = serde_json::from_str(&none).unwrap();
        assert_eq!(log["runs"][0]["results"], serde_json::json!([]), "a clean run is a run, too");
    }

    #[test]
    fn nothing_in_a_file_reaches_the_terminal_as_a_command() {
        for format in [Format::Human, Format::Short] {
            let text = one("a \u{1b}[31m \u{202e} b", 0..1, format);
            assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
            let text = one_in("content/\u{1b}[2J\u{202e}.md", "a", 0..1, format);
            assert!(!text.contains(['\u{1b}', '\u{202e}']) && text.contains("\\u{1b}[2J"), "{text:?}");
        }
        assert!(one("", 0..0, Format::Human).contains("content/a.md:1:1"));
        assert!(one(&"x".repeat(100_000), 99_000..99_001, Format::Human).len() < 500);
    }
}
