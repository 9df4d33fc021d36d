//! The sourcing report as JSON: counts only, so that whoever reads it computes shares as they need them.
//!
//! `schemas/report.schema.json` describes it.

use serde_json::{Map, Value, json};

use crate::coverage::{ClaimCounts, Coverage, Reason, SentenceCounts};
use crate::origins::Status;

use super::{Article, FindingCounts, Overview, Total};

/// Writes a report.
pub(super) fn write(report: &Overview<'_>) -> String {
    let folders = report.folders.iter().map(|(path, all)| total(all, json!({"path": path})));
    let value = json!({
        "generator": format!("Onrecord {}", env!("CARGO_PKG_VERSION")),
        "title": report.site_title(),
        "date": report.site.today.to_string(),
        "articles": report.articles.iter().map(|one| article(report, one)).collect::<Vec<_>>(),
        "folders": folders.collect::<Vec<_>>(),
        "published": total(&report.published, json!({})),
        "drafts": total(&report.drafts, json!({})),
        "findings_elsewhere": report.elsewhere.map(findings),
    });
    let mut text = serde_json::to_string_pretty(&value).expect("strings and numbers can always be written");
    text.push('\n');
    text
}

fn article(report: &Overview<'_>, article: &Article) -> Value {
    let page = report.page(article);
    let mut value = json!({
        "path": report.path(article),
        "url": report.site.config.base_url.link(&page.output),
        "title": report.title(article),
        "language": page.lang.as_str(),
        "draft": page.is_draft(),
    });
    put_counts(&mut value, &article.coverage, article.findings);
    value
}

fn total(total: &Total, mut value: Value) -> Value {
    value["articles"] = json!(total.articles);
    put_counts(&mut value, &total.coverage, total.findings);
    value
}

fn put_counts(value: &mut Value, coverage: &Coverage, found: FindingCounts) {
    value["sentences"] = sentences(&coverage.sentences);
    value["claims"] = claims(&coverage.claims);
    value["findings"] = findings(found);
}

fn sentences(counts: &SentenceCounts) -> Value {
    let others: Map<String, Value> =
        Reason::ALL.iter().map(|of| (of.as_str().to_owned(), json!(counts.others[*of as usize]))).collect();
    json!({
        "checkable": counts.checkable,
        "marked": counts.marked,
        "sourced": counts.sourced,
        "not_checkable": others,
    })
}

fn claims(counts: &ClaimCounts) -> Value {
    let by_status: Map<String, Value> =
        Status::ALL.iter().map(|of| (of.as_str().to_owned(), json!(counts.with(*of)))).collect();
    let [none, one, two, more] = counts.routes;
    json!({
        "total": counts.total(),
        "by_status": by_status,
        "live": counts.live,
        "unnamed": counts.unnamed,
        "routes": {"0": none, "1": one, "2": two, "3+": more},
    })
}

fn findings(counts: FindingCounts) -> Value {
    json!({"error": counts.errors, "warning": counts.warnings})
}
