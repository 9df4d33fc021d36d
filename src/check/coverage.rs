//! Rules about folders and coverage that a site sets in its configuration: articles that fall short, folders that are not
//! there.

use std::collections::BTreeSet;

use crate::config::coverage::Thresholds;
use crate::coverage::{ClaimCounts, Judged, Share};
use crate::diagnostic::{Diagnostic, Sink, did_you_mean, in_parallel};
use crate::rules::Rule;
use crate::site::{Page, Site};
use crate::words;

/// How many sentences a finding points to.
const SHOWN: usize = 3;

pub(super) fn check(site: &Site, sink: &mut Sink) {
    missing_folders(site, sink);
    let asked: Vec<(&Page, Thresholds)> = site
        .pages
        .iter()
        .filter(|page| page.is_explainer() && !page.is_expired())
        .map(|page| (page, site.config.coverage.of(&site.files.get(page.parsed.file).path)))
        .filter(|(_, asked)| *asked != Thresholds::default())
        .collect();
    in_parallel(asked, sink, |(page, asked), sink| sink.extend(low(site, page, asked)));
}

/// Reports an article that falls short of what is asked of it, all in one finding.
fn low(site: &Site, page: &Page, asked: Thresholds) -> Option<Diagnostic> {
    let judged = Judged::of_page(site, page);
    let sentences = judged.count(site, page);
    let claims = ClaimCounts::of(site, &page.claims);
    let (marked, sourced) = (sentences.share_marked(), sentences.share_sourced());
    let mut missed = Vec::new();
    for (share, least, what) in [(marked, asked.marked, "marked"), (sourced, asked.sourced, "sourced")] {
        if let Some(least) = least.filter(|least| !share.is_at_least(*least)) {
            let Share { part, whole } = share;
            let needed = (whole * usize::from(least)).div_ceil(100);
            let verb = if part == 1 { "is" } else { "are" };
            missed.push(format!(
                "{part} of {whole} checkable sentences {verb} {what} where {needed} ({least}%) must be"
            ));
        }
    }
    let unnamed = claims.share_unnamed();
    if let Some(most) = asked.unnamed.filter(|most| !unnamed.is_at_most(*most)) {
        let Share { part, whole } = unnamed;
        let allowed = whole * usize::from(most) / 100;
        let verb = if part == 1 { "rests" } else { "rest" };
        missed.push(format!(
            "{part} of {whole} claims {verb} on no named source where {allowed} ({most}%) may"
        ));
    }
    if missed.is_empty() {
        return None;
    }
    let (message, mut help) = (missed.join("; "), Vec::new());
    let file = site.files.get(page.parsed.file);
    let mut finding =
        Diagnostic::new(Rule::CoverageLow, page.span(&site.files), message, "").in_draft(page.is_draft());
    if asked.marked.is_some_and(|least| !marked.is_at_least(least)) {
        help.push("mark more of what can be checked");
        for sentence in judged.unmarked().take(SHOWN) {
            finding = finding.label(file.span(sentence.whole()), "not marked");
        }
    }
    if asked.sourced.is_some_and(|least| !sourced.is_at_least(least)) {
        help.push("find sources for what is marked");
    }
    if asked.unnamed.is_some_and(|most| !unnamed.is_at_most(most)) {
        help.push("find people who speak under their names, or documents");
    }
    let help: Vec<String> = help.into_iter().map(str::to_owned).collect();
    finding.help =
        format!("{}, or ask for less in `coverage` of the site's configuration", words::join(&help));
    Some(finding)
}

/// Reports folders of the configuration in which nothing lies.
fn missing_folders(site: &Site, sink: &mut Sink) {
    if site.config.folders.is_empty() {
        return;
    }
    let there: BTreeSet<&str> = site.files.iter().flat_map(|file| file.path.content_folders()).collect();
    for folder in site.config.folders.iter().filter(|folder| !there.contains(folder.value.as_str())) {
        sink.push(Diagnostic::new(
            Rule::UnknownValue,
            folder.span,
            format!("no page or register lies in `content/{}`", folder.value),
            did_you_mean(
                &folder.value,
                there.iter().copied(),
                "write the path of a folder below `content/`, or remove the entry",
            ),
        ));
    }
}
