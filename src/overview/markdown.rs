//! The sourcing report as Markdown for GitHub: a comment on a change, or the summary of a workflow's step.

use std::fmt::Write;

use super::{Overview, Total, percent, statuses};
use crate::coverage::Coverage;

/// Writes a report.
pub(super) fn write(report: &Overview<'_>) -> String {
    let mut text = format!("## Sourcing report: {}\n\n{HEAD}", escape(report.site_title()));
    for article in &report.articles {
        let page = report.page(article);
        let draft = if page.is_draft() { " (draft)" } else { "" };
        let title = escape(report.title(article));
        let name = format!("{title}{draft}<br><sub>{}</sub>", escape(report.path(article)));
        row(&mut text, &name, &article.coverage, &article.findings.in_words());
    }
    for (path, all) in report.folders.iter().filter(|_| report.folders.len() > 1) {
        row(&mut text, &format!("**{}**", escape(path)), &all.coverage, &all.findings.in_words());
    }
    let mut total = |name: &str, all: &Total| {
        row(&mut text, &format!("**{name}**"), &all.coverage, &all.findings.in_words());
    };
    total("All published", &report.published);
    if report.drafts.articles > 0 {
        total("All drafts", &report.drafts);
    }
    if let Some(found) = report.elsewhere.filter(|found| found.errors + found.warnings > 0) {
        let _ = write!(text, "\nFindings outside of articles: {}.\n", found.in_words());
    }
    text.push_str("\n<details><summary>Claims by status</summary>\n\n| Article | Claims |\n|---|---|\n");
    for article in &report.articles {
        let title = escape(report.title(article));
        let _ = writeln!(text, "| {title} | {} |", or_dash(&statuses(&article.coverage)));
    }
    let _ = writeln!(text, "| **All published** | {} |", or_dash(&statuses(&report.published.coverage)));
    text.push_str("\n</details>\n");
    text
}

const HEAD: &str = "\
| Article | Checkable | Marked | Sourced | Claims | No named source | Routes 0 / 1 / 2 / 3+ | Findings |
|---|--:|--:|--:|--:|--:|:-:|---|
";

fn row(text: &mut String, name: &str, coverage: &Coverage, findings: &str) {
    let (sentences, claims) = (&coverage.sentences, &coverage.claims);
    let [none, one, two, more] = claims.routes;
    let _ = writeln!(
        text,
        "| {name} | {} | {} | {} | {} | {} | {none} / {one} / {two} / {more} | {findings} |",
        sentences.checkable,
        percent(sentences.share_marked()),
        percent(sentences.share_sourced()),
        claims.total(),
        percent(claims.share_unnamed()),
    );
}

fn or_dash(parts: &[String]) -> String {
    if parts.is_empty() { "–".to_owned() } else { parts.join(", ") }
}

/// Writes a text so that Markdown, HTML, a table and GitHub's names and numbers take nothing in it for theirs.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            escaped.push(' ');
        } else if "&<>|@#*_`[]~\\!:$".contains(c) {
            let _ = write!(escaped, "&#{};", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}
