//! Rules about claims: evidence, citations, speakers, disputes, corrections.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::Span;
use crate::model::claim::{ClaimKind, Confidence};
use crate::origins::{Evidence, update_circles};
use crate::rules::Rule;
use crate::site::{ClaimEntry, ClaimIx, Page, Site, SourceIx, Withheld};
use crate::view::Viewer;

use super::waivers::Waivers;

pub(super) fn check(site: &Site, waivers: &mut Waivers, sink: &mut Sink) {
    let is_broken = |page: &&Page| {
        page.parsed.outline.has_broken_marks || page.marks.iter().flatten().any(Option::is_none)
    };
    let broken: BTreeSet<&String> =
        site.pages.iter().filter(is_broken).map(|page| &page.parsed.key).collect();
    for (ix, entry) in site.claims.iter().enumerate() {
        if entry.marked.is_empty() {
            // A mark that is broken has been reported; it may have meant this claim.
            let is_excused = entry.article.as_ref().is_some_and(|article| broken.contains(article));
            if !is_excused {
                unused(entry, sink);
            }
            continue;
        }
        if !is_judged(site, entry) {
            continue;
        }
        let mut findings = Vec::new();
        evidence(site, entry, &mut findings);
        citations(site, entry, &mut findings);
        form(site, entry, &mut findings);
        disputes(site, entry, &mut findings);
        party(site, ix, &mut findings);
        for finding in findings {
            waivers.push(finding.in_draft(entry.is_draft), &entry.claim.waivers, sink);
        }
    }
    let mut order: Vec<ClaimIx> = (0..site.claims.len()).collect();
    order.sort_by_cached_key(|claim| site.claims[*claim].full_id());
    for circle in update_circles(&site.facts, &order) {
        let name = |claim: &ClaimIx| format!("`{}`", site.claims[*claim].full_id());
        let names: Vec<String> = circle.path.iter().chain(&circle.path[..1]).map(name).collect();
        let entry = &site.claims[circle.path[0]];
        sink.push(
            Diagnostic::new(
                Rule::CircularUpdate,
                entry.claim.id.span,
                format!("these claims update each other in a circle: {}", names.join(" → ")),
                "keep `updates` on the newer claim only",
            )
            .in_draft(entry.is_draft),
        );
    }
}

/// Tells whether the rules look at a claim: somebody marks it, and not only in articles that have expired.
pub(super) fn is_judged(site: &Site, entry: &ClaimEntry) -> bool {
    entry.marked.iter().any(|at| site.pages[at.page].withheld != Some(Withheld::Expired))
}

fn unused(entry: &ClaimEntry, sink: &mut Sink) {
    if entry.is_tainted {
        return;
    }
    let id = &entry.claim.id.value;
    sink.push(Diagnostic::new(
        Rule::UnusedClaim,
        entry.claim.id.span,
        format!("nothing marks the claim `{id}`"),
        format!("mark its words, `[words](claim:{id})`, or remove the claim"),
    ));
}

fn at(entry: &ClaimEntry, rule: Rule, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(rule, entry.claim.id.span, message, help)
}

fn evidence(site: &Site, entry: &ClaimEntry, findings: &mut Vec<Diagnostic>) {
    if entry.is_tainted {
        return;
    }
    let id = &entry.claim.id.value;
    let kind = entry.claim.kind;
    match entry.sourcing.evidence {
        Evidence::Unsourced => {
            let withdrawn = entry
                .cites
                .iter()
                .filter(|cite| cite.citation.rel.supports())
                .find_map(|cite| Some((cite.source?, cite.citation.source.span)));
            if withdrawn.is_some() && entry.claim.retracted.is_some() {
                // That is why it was withdrawn.
                return;
            }
            let mut finding = match withdrawn {
                Some(_) => at(
                    entry,
                    Rule::ClaimUnsourced,
                    format!("all that supports `{id}` has been withdrawn"),
                    "find another source, withdraw the claim, or waive the rule with a reason",
                ),
                None => at(
                    entry,
                    Rule::ClaimUnsourced,
                    format!("the claim `{id}` has no supporting source"),
                    "name one under `sources:`; or say why there is none: `waive: {claim-unsourced: the reason}`",
                ),
            };
            if let Some((source, span)) = withdrawn {
                let is_itself = site.graph.node(source).is_retracted;
                let what = if is_itself { "was withdrawn" } else { "rests on something that was withdrawn" };
                finding = finding.label(span, what);
            }
            findings.push(finding);
        }
        Evidence::Unconfirmed => findings.push(unconfirmed(site, entry)),
        Evidence::SingleSource if !kind.is_some_and(ClaimKind::is_view) => {
            let sources: BTreeSet<SourceIx> = supporting(site, entry).collect();
            let all_named = sources.iter().all(|source| site.graph.has_named_origin(*source));
            let leads_to_one = site.graph.common_origins(sources.iter().copied()).len() == 1;
            let message = match sources.len() {
                0 | 1 => format!("the claim `{id}` rests on one source"),
                n if leads_to_one => format!("the {n} sources of `{id}` all lead back to one"),
                n if all_named => {
                    format!("the {n} sources of `{id}` all come through one source, outlet or speaker")
                }
                n => format!("of the {n} sources of `{id}` only one leads to a named source"),
            };
            findings.push(at(
                entry,
                Rule::ClaimSingleRoute,
                format!("{message}: {}", chain_text(site, entry)),
                "find a second source that knows it independently, or waive the rule with a reason",
            ));
        }
        Evidence::SingleSource | Evidence::Corroborated | Evidence::Documented => {}
    }
}

/// One cause, one finding: the most telling of the rules that an unconfirmed claim breaks.
fn unconfirmed(site: &Site, entry: &ClaimEntry) -> Diagnostic {
    let id = &entry.claim.id.value;
    let chain = chain_text(site, entry);
    match entry.claim.kind {
        Some(ClaimKind::Absence) => at(
            entry,
            Rule::AbsoluteUnsourced,
            format!(
                "`{id}` says that something never or nowhere is, and no named source stands behind it: {chain}"
            ),
            "find a named source or a record, narrow the claim to what the source can know, or waive the rule with a reason",
        ),
        Some(ClaimKind::Opinion | ClaimKind::Characterisation) => at(
            entry,
            Rule::OpinionUnnamed,
            format!("`{id}` is a view of people who are not named: {chain}"),
            "leave it out, or find somebody who says it by name; unnamed people are for facts",
        ),
        _ => at(
            entry,
            Rule::ClaimUnconfirmed,
            format!("no named source stands behind `{id}`: {chain}"),
            "find a named source or a record, or waive the rule with a reason",
        ),
    }
}

/// Walks over the sources that support a claim: what rests on nothing but withdrawn sources does not.
fn supporting<'a>(site: &'a Site, entry: &'a ClaimEntry) -> impl Iterator<Item = SourceIx> + 'a {
    let cited = entry.cites.iter().filter(|cite| cite.citation.rel.supports());
    cited.filter_map(|cite| cite.source).filter(|source| site.graph.has_origin(*source))
}

/// Draws the chains behind a claim as text.
fn chain_text(site: &Site, entry: &ClaimEntry) -> String {
    let viewer = Viewer::for_findings(site);
    let mut chains: Vec<String> = Vec::new();
    for source in supporting(site, entry) {
        for chain in viewer.chains(source) {
            let text = chain.iter().map(|link| link.title.as_str()).collect::<Vec<_>>().join(" ← ");
            if !chains.contains(&text) {
                chains.push(text);
            }
        }
    }
    chains.truncate(4);
    chains.join("; ")
}

fn citations(site: &Site, entry: &ClaimEntry, findings: &mut Vec<Diagnostic>) {
    let mut reported: BTreeSet<Span> = BTreeSet::new();
    for cite in &entry.cites {
        let Some(source) = cite.source else { continue };
        let name = &cite.citation.source.value;
        let span = cite.citation.source.span;
        let node = site.graph.node(source);
        if site.graph.reaches_retracted(source)
            && entry.sourcing.evidence != Evidence::Unsourced
            && reported.insert(span)
        {
            let message = if node.is_retracted {
                format!("the source `{name}` has been retracted")
            } else {
                format!("the source `{name}` rests on one that has been retracted")
            };
            findings.push(Diagnostic::new(
                Rule::RetractedSource,
                span,
                message,
                "find another source; a retracted one supports nothing",
            ));
        }
        let located = cite.citation.locator.is_some() || cite.citation.quote.is_some();
        if node.is_record
            && !node.is_retracted
            && cite.citation.rel.supports()
            && !located
            && !entry.claim.tainted
            && reported.insert(span)
        {
            findings.push(Diagnostic::new(
                Rule::LocatorMissing,
                span,
                format!("`{name}` is a record, document or dataset, and the citation does not say where in it"),
                "add `locator: …` (a page, paragraph or table) or `quote: …`; the claim then counts as documented",
            ));
        }
    }
}

fn form(site: &Site, entry: &ClaimEntry, findings: &mut Vec<Diagnostic>) {
    let claim = &entry.claim;
    let id = &claim.id.value;
    if claim.tainted {
        return;
    }
    if claim.confidence != Confidence::NotAssessed && claim.why.is_none() {
        findings.push(at(
            entry,
            Rule::ConfidenceWithoutWhy,
            format!("`{id}` states a confidence and not why"),
            "write `why: …`, or leave `confidence` out",
        ));
    }
    if matches!(claim.kind, Some(ClaimKind::Quotation | ClaimKind::Statement)) && claim.by.is_empty() {
        findings.push(at(
            entry,
            Rule::QuotationWithoutSpeaker,
            format!("`{id}` is something that somebody says, and does not say who"),
            "write `by: [actor]`",
        ));
    }
    if claim.kind == Some(ClaimKind::Prediction) && claim.likelihood.is_none() {
        findings.push(at(
            entry,
            Rule::LikelihoodMissing,
            format!("`{id}` is a forecast without a likelihood"),
            "write `likelihood: …`, for example `likely` or `roughly-even`",
        ));
    }
    // What readers see withdrawn needs a correction that they can see.
    let is_published = entry.is_published(&site.pages);
    let mut corrections = entry.corrections.iter().map(|(page, _)| &site.pages[*page]);
    if claim.retracted.is_some() && !corrections.any(|page| page.is_published() || !is_published) {
        findings.push(at(
            entry,
            Rule::RetractionWithoutCorrection,
            format!("`{id}` is withdrawn, and no correction says so"),
            format!("add to `corrections:` in the front matter: `{{date: …, kind: retraction, why: …, claims: [{id}]}}`"),
        ));
    }
}

/// Reports each dispute that comes from unnamed people alone; readers see it as a line of the note.
fn disputes(site: &Site, entry: &ClaimEntry, findings: &mut Vec<Diagnostic>) {
    for cite in entry.cites.iter().filter(|cite| cite.citation.rel.opposes()) {
        let Some(source) = cite.source else { continue };
        if site.graph.has_origin(source) && !site.graph.has_named_origin(source) {
            findings.push(Diagnostic::new(
                Rule::UnnamedDispute,
                cite.citation.source.span,
                format!("only people who are not named dispute `{}` here", entry.claim.id.value),
                "find somebody who disputes it by name, or leave the dispute out",
            ));
        }
    }
}

/// Tells whether somebody from a party that the claim is about is among its sources (Reuters: all sides).
fn party(site: &Site, ix: ClaimIx, findings: &mut Vec<Diagnostic>) {
    let entry = &site.claims[ix];
    if entry.about.is_empty() || entry.is_tainted || entry.cites.is_empty() {
        return;
    }
    let sources = site.graph.chain(entry.cites.iter().filter_map(|cite| cite.source));
    let mut heard: BTreeSet<usize> = BTreeSet::new();
    for source in sources {
        let source = &site.sources[source];
        let mut open: Vec<usize> =
            [source.actor, source.publisher, source.affiliation].into_iter().flatten().collect();
        while let Some(actor) = open.pop() {
            if heard.insert(actor) {
                open.extend(site.actors[actor].part_of);
            }
        }
    }
    let viewer = Viewer::new(site);
    let silent: Vec<String> = entry
        .about
        .iter()
        .filter(|actor| !heard.contains(actor))
        .map(|actor| viewer.actor(*actor, None).name)
        .collect();
    if !silent.is_empty() {
        let id = &entry.claim.id.value;
        findings.push(at(
            entry,
            Rule::PartyNotHeard,
            format!("`{id}` is about {}, who is not among its sources", silent.join(", ")),
            "ask them, and add their answer as a source",
        ));
    }
}
