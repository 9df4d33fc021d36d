//! Claims: the sourcing note beside each, and rows in lists.

use serde::Serialize;

use crate::html;
use crate::model::claim::{Confidence, Rel};
use crate::model::source::Naming;
use crate::origins::{Evidence, Standing};
use crate::site::{CiteEntry, ClaimIx, SourceIx};
use crate::view::source::{ArchiveView, ChainLink};
use crate::view::{ActorChip, DayView, LinkView, StatusView, Viewer, day, status};
use crate::words;

/// A sourcing note, as `note.html` gets it.
#[derive(Debug, Serialize)]
pub struct NoteView {
    /// The name in `data-claim`: `id`, or `article/id` for another article's claim.
    pub claim: String,
    /// The last part of the anchors `claim-…`, `note-…` and `ref-…`.
    pub anchor: String,
    /// The number of its reference.
    pub number: usize,
    /// What readers see.
    pub status: StatusView,
    /// How well it is supported, whatever its standing.
    pub evidence: StatusView,
    /// `live`, `disputed`, `superseded` or `retracted`.
    pub standing: &'static str,
    /// How many independent routes, in words.
    pub routes: String,
    /// Who says so and how they know, in a sentence or two.
    pub lead: String,
    /// The claim as a sentence.
    pub says: String,
    /// What sort of claim it is, in words.
    pub kind: Option<&'static str>,
    /// Who makes it or carries it out.
    pub by: Vec<ActorChip>,
    /// Whom it concerns.
    pub about: Vec<ActorChip>,
    /// When, in words.
    pub date: Option<String>,
    /// Its citations.
    pub citations: Vec<CitationView>,
    /// How sure the desk is, and why.
    pub confidence: Option<(&'static str, Option<String>)>,
    /// How likely it is.
    pub likelihood: Option<&'static str>,
    /// What is not known.
    pub unknown: Option<String>,
    /// Claims that it contradicts.
    pub contradicts: Vec<ClaimLink>,
    /// Claims whose place it takes.
    pub updates: Vec<ClaimLink>,
    /// Claims that take its place.
    pub updated_by: Vec<ClaimLink>,
    /// When the desk last checked it.
    pub checked: Option<DayView>,
    /// A note (HTML).
    pub note_html: Option<String>,
    /// Corrections of this article that name it.
    pub corrections: Vec<LinkView>,
    /// The positions of its actors among the page's, from 1, for filters.
    pub positions: String,
}

/// A citation.
#[derive(Debug, Serialize)]
pub struct CitationView {
    /// The source's name.
    pub source: String,
    /// The source's page.
    pub url: String,
    /// `supports`, `disputes` …
    pub rel: &'static str,
    /// "supports it".
    pub rel_words: &'static str,
    /// How near the source was; empty where that is not known.
    pub directness: &'static str,
    /// Where in the source.
    pub locator: Option<String>,
    /// Its words.
    pub quote: Option<QuoteView>,
    /// The source's own address, at the quoted passage where there is one.
    pub link: Option<String>,
    /// A copy kept elsewhere.
    pub archived: Option<ArchiveView>,
    /// The chains of origins.
    pub chains: Vec<Vec<ChainLink>>,
    /// Whether the source was withdrawn.
    pub retracted: bool,
}

/// A source's words.
#[derive(Debug, Serialize)]
pub struct QuoteView {
    /// The words.
    pub exact: String,
    /// Their language, where it is not the page's.
    pub lang: Option<String>,
    /// `ltr`, `rtl` or `auto`.
    pub dir: &'static str,
    /// In the page's language.
    pub translation: Option<String>,
}

/// Another claim.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimLink {
    /// The claim as a sentence.
    pub says: String,
    /// Where its note stands; none when no published page marks it.
    pub url: Option<String>,
    /// What readers see.
    pub status: StatusView,
}

/// A claim in a list.
#[derive(Debug, Serialize)]
pub struct ClaimRow {
    /// `article/id`.
    pub id: String,
    /// The claim as a sentence.
    pub says: String,
    /// Where its note stands.
    pub url: Option<String>,
    /// What readers see.
    pub status: StatusView,
    /// How well it is supported.
    pub evidence: StatusView,
    /// The independent routes.
    pub routes: usize,
    /// The article that marks it first.
    pub article: Option<LinkView>,
    /// Its actors.
    pub actors: Vec<ActorChip>,
    /// When, in words.
    pub date: Option<String>,
}

impl Viewer<'_> {
    /// Returns the URL of a claim's note on the page that marks it first, in the reader's language where there is one.
    pub fn claim_url(self, claim: ClaimIx) -> Option<String> {
        let entry = &self.site.claims[claim];
        let published = || entry.marked.iter().filter(|at| self.site.pages[at.page].is_published());
        let at = published()
            .find(|at| self.site.pages[at.page].lang == *self.lang)
            .or_else(|| published().next())?;
        let page = &self.site.pages[at.page];
        Some(format!("{}#claim-{}", self.url(&page.output), entry.anchor(&page.parsed.key)))
    }

    /// Returns a claim as a link.
    pub fn claim_link(self, claim: ClaimIx) -> ClaimLink {
        let entry = &self.site.claims[claim];
        ClaimLink {
            says: self.text(&entry.says),
            url: self.claim_url(claim),
            status: status(entry.status, entry.sourcing.is_own_reporting),
        }
    }

    /// Returns a claim as a row of a list.
    pub fn claim_row(self, claim: ClaimIx) -> ClaimRow {
        let entry = &self.site.claims[claim];
        let mut actors = entry.by.clone();
        actors.extend(entry.about.iter().filter(|actor| !entry.by.contains(actor)));
        let article = entry
            .marked
            .iter()
            .find(|at| self.site.pages[at.page].is_published())
            .map(|at| self.page_link(at.page));
        ClaimRow {
            id: entry.full_id(),
            says: self.text(&entry.says),
            url: self.claim_url(claim),
            status: status(entry.status, entry.sourcing.is_own_reporting),
            evidence: evidence(entry.sourcing.evidence, entry.sourcing.is_own_reporting),
            routes: entry.sourcing.routes,
            article,
            actors: self.actors(&actors),
            date: entry.claim.date.as_ref().map(words::date),
        }
    }

    /// Returns the sourcing note of a claim on a page. `positions`: the numbers of its actors among the page's.
    pub fn note(self, claim: ClaimIx, page: usize, number: usize, positions: String) -> NoteView {
        let entry = &self.site.claims[claim];
        let item = &entry.claim;
        let key = &self.site.pages[page].parsed.key;
        // What no published page shows must not be told here either.
        let is_public = |claim: &&ClaimIx| self.site.claims[**claim].is_published(&self.site.pages);
        let links = |claims: &[ClaimIx]| {
            claims.iter().filter(is_public).map(|claim| self.claim_link(*claim)).collect()
        };
        let corrections = entry
            .corrections
            .iter()
            .filter(|(on, _)| *on == page)
            .map(|(_, n)| {
                let correction = &self.site.pages[page].parsed.front.corrections[*n];
                let date = words::day(correction.date.value.day());
                LinkView {
                    title: format!("{}, {date}", words::correction_kind(correction.kind)),
                    url: format!("#correction-{}", n + 1),
                }
            })
            .collect();
        NoteView {
            claim: entry.local_id(key),
            anchor: entry.anchor(key),
            number,
            status: status(entry.status, entry.sourcing.is_own_reporting),
            evidence: evidence(entry.sourcing.evidence, entry.sourcing.is_own_reporting),
            standing: entry.standing.as_str(),
            routes: words::routes(entry.sourcing.routes),
            lead: self.lead(claim),
            says: self.text(&entry.says),
            kind: item.kind.map(words::claim_kind),
            by: self.actors(&entry.by),
            about: self.actors(&entry.about),
            date: item.date.as_ref().map(words::date),
            citations: entry.cites.iter().filter_map(|cite| self.citation(cite)).collect(),
            confidence: (item.confidence != Confidence::NotAssessed)
                .then(|| (words::confidence(item.confidence), self.maybe(item.why.as_ref()))),
            likelihood: item.likelihood.map(words::likelihood),
            unknown: self.maybe(item.unknown.as_ref()),
            contradicts: links(&entry.contradicts),
            updates: links(&entry.updates),
            updated_by: links(&entry.updated_by),
            checked: item.checked.map(day),
            note_html: item
                .note
                .as_ref()
                .map(|note| html::fragment(&self.text(&note.value), &entry.note_links)),
            corrections,
            positions,
        }
    }

    fn citation(self, cite: &CiteEntry) -> Option<CitationView> {
        let source = cite.source?;
        let entry = &self.site.sources[source];
        let quote = cite.citation.quote.as_ref();
        let passage = quote.and_then(|quote| self.passage(source, &quote.exact));
        Some(CitationView {
            source: words::capital(&self.source_label(source)),
            url: self.url(&entry.output),
            rel: cite.citation.rel.as_str(),
            rel_words: words::rel(cite.citation.rel),
            directness: words::directness(cite.citation.directness),
            locator: cite.citation.locator.clone(),
            quote: quote.map(|quote| QuoteView {
                exact: quote.exact.clone(),
                lang: quote.lang.as_ref().map(|lang| lang.as_str().to_owned()),
                dir: quote.lang.as_ref().map_or("auto", |lang| lang.dir()),
                translation: self.maybe(quote.translation.as_ref()),
            }),
            link: passage.or_else(|| entry.source.url.clone()),
            archived: entry
                .source
                .archived
                .as_ref()
                .map(|copy| ArchiveView { url: copy.url.clone(), date: copy.date.map(day) }),
            chains: self.chains(source).into_iter().filter(|chain| chain.len() > 1).collect(),
            retracted: entry.source.retracted.is_some(),
        })
    }

    /// Says who says so and how they know, in plain words.
    pub fn lead(self, claim: ClaimIx) -> String {
        let entry = &self.site.claims[claim];
        let of = |wanted: fn(Rel) -> bool| -> Vec<SourceIx> {
            let mut sources: Vec<SourceIx> = Vec::new();
            for cite in entry.cites.iter().filter(|cite| wanted(cite.citation.rel)) {
                if let Some(source) = cite.source
                    && !sources.contains(&source)
                {
                    sources.push(source);
                }
            }
            sources
        };
        let mut supporting = of(Rel::supports);
        if entry.sourcing.evidence != Evidence::Unsourced {
            // What rests on nothing but withdrawn sources is no support beside what counts.
            supporting.retain(|source| self.site.graph.has_origin(*source));
        }
        let mut lead = if supporting.is_empty() {
            "No source for this is given.".to_owned()
        } else if entry.sourcing.evidence == Evidence::Unsourced {
            format!(
                "{}; this no longer counts, because what it rests on was withdrawn.",
                words::capital(&self.described(&supporting))
            )
        } else if supporting.len() > 1 && entry.sourcing.routes <= 1 {
            let all_named = supporting.iter().all(|source| self.site.graph.has_named_origin(*source));
            let common = match entry.sourcing.routes {
                0 => "none leads to a named source",
                _ if all_named => "all lead back to one",
                _ => "only one route leads to a named source",
            };
            format!("{} sources, but {common}: {}.", supporting.len(), self.described(&supporting))
        } else if supporting.len() > 1 {
            format!("{} sources: {}.", supporting.len(), self.described(&supporting))
        } else {
            format!("{}.", words::capital(&self.described(&supporting)))
        };
        if let Some(how) = self.how_unnamed_know(&supporting) {
            lead.push(' ');
            lead.push_str(&how);
        }
        let mut opposing = of(Rel::opposes);
        // What was withdrawn disputes nothing.
        opposing.retain(|source| self.site.graph.has_origin(*source));
        if !opposing.is_empty() {
            lead.push_str(&format!(" Disputed by {}.", self.described(&opposing)));
        }
        if entry.standing == Standing::Superseded {
            lead.push_str(" A newer claim takes its place.");
        }
        if entry.standing == Standing::Retracted {
            lead.push_str(" We have withdrawn it.");
        }
        lead
    }

    /// Names sources, and for each what it rests on.
    fn described(self, sources: &[SourceIx]) -> String {
        let parts: Vec<String> = sources
            .iter()
            .map(|&source| {
                let node = self.site.graph.node(source);
                let phrase = self.source_phrase(source);
                // Of what was withdrawn the chain ends here.
                let is_live = !node.is_retracted;
                let parents = node.parents.iter().filter(|_| is_live);
                let mut behind: Vec<String> = parents.map(|parent| self.source_short(*parent)).collect();
                if node.has_unknown && is_live {
                    behind.push("an origin it does not state".to_owned());
                }
                if behind.is_empty() {
                    phrase
                } else {
                    format!("{phrase}, which cites {}", words::join(&behind))
                }
            })
            .collect();
        if parts.iter().any(|part| part.contains(',')) { parts.join("; ") } else { words::join(&parts) }
    }

    /// Says how the unnamed people behind sources know, as far as it is stated.
    fn how_unnamed_know(self, sources: &[SourceIx]) -> Option<String> {
        let mut stated: Vec<String> = Vec::new();
        let mut silent = false;
        for source in self.site.graph.chain(sources.iter().copied()) {
            let Some(people) = self.site.sources[source].source.people() else { continue };
            if people.naming != Naming::Unnamed {
                continue;
            }
            match &people.how_they_know {
                Some(how) => stated.push(self.text(how).trim_end_matches('.').to_owned()),
                None => silent = true,
            }
        }
        match (stated.is_empty(), silent) {
            (true, false) => None,
            (true, true) => Some("How the unnamed people know is not stated.".to_owned()),
            (false, false) => Some(format!("How they know: {}.", stated.join("; "))),
            (false, true) => {
                Some(format!("How they know: {}; of the others it is not stated.", stated.join("; ")))
            }
        }
    }
}

/// Returns evidence for templates.
pub fn evidence(evidence: Evidence, own: bool) -> StatusView {
    let label = if own && evidence == Evidence::SingleSource {
        words::OWN_REPORTING
    } else {
        words::evidence(evidence)
    };
    StatusView { id: evidence.as_str(), label: label.to_owned() }
}
