//! Findings as SARIF 2.1.0 (OASIS), the format that code-scanning services read.
//!
//! Input: findings and files; output: one JSON document. Every rule that was found stands in the list of rules with its
//! explanation. Columns count characters.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Level};
use crate::files::{Files, Span};
use crate::paths::OutputPath;
use crate::rules::Rule;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes findings as one run of one tool.
pub(super) fn write(findings: &[Diagnostic], files: &Files) -> String {
    let mut rules: Vec<Rule> = findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, &rules, files)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "Onrecord",
                    "version": env!("CARGO_PKG_VERSION"),
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": rules.iter().map(|rule| describe(*rule)).collect::<Vec<_>>(),
                },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).expect("strings and numbers can always be written");
    text.push('\n');
    text
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

fn describe(rule: Rule) -> Value {
    let default = rule.default_level().map_or("none", level);
    json!({
        "id": rule.code(),
        "shortDescription": {"text": rule.summary()},
        "help": {"text": rule.explanation(), "markdown": rule.explanation()},
        "defaultConfiguration": {"level": default, "enabled": rule.default_level().is_some()},
        "properties": {"tags": [rule.family().as_str()]},
    })
}

fn result(finding: &Diagnostic, rules: &[Rule], files: &Files) -> Value {
    let index = rules.binary_search(&finding.rule).expect("the rules are those of the findings");
    let mut result = json!({
        "ruleId": finding.rule.code(),
        "ruleIndex": index,
        "level": level(finding.level),
        "message": {"text": format!("{} ({})", finding.message, finding.help)},
        "locations": [location(finding.span, files)],
    });
    if !finding.labels.is_empty() {
        let related = finding.labels.iter().enumerate().map(|(id, label)| {
            let mut place = location(label.span, files);
            place["id"] = json!(id);
            place["message"] = json!({"text": label.text});
            place
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn location(span: Span, files: &Files) -> Value {
    let file = files.get(span.file);
    let (start, end) = (file.position(span.range().start), file.position(span.range().end));
    // A URI is encoded as the address of a file of the site is.
    let uri = OutputPath::new(file.path.as_str()).map_or_else(String::new, |path| path.encoded());
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"},
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    })
}
