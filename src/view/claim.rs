//! Claims: the sourcing note beside each, and rows in lists.

use serde::Serialize;

use crate::model::claim::{Confidence, Rel};
use crate::model::source::Naming;
use crate::origins::{Evidence, Standing};
use crate::site::{CiteEntry, ClaimIx, SourceIx};
use crate::strings::Key;
use crate::view::source::{ArchiveView, ChainLink};
use crate::view::{ActorChip, DayView, LinkView, StatusView, Viewer};
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
    pub kind: Option<String>,
    /// Who makes it or carries it out.
    pub by: Vec<ActorChip>,
    /// Whom it concerns.
    pub about: Vec<ActorChip>,
    /// When, in words.
    pub date: Option<String>,
    /// Its citations.
    pub citations: Vec<CitationView>,
    /// How sure the desk is, and why.
    pub confidence: Option<(String, Option<String>)>,
    /// How likely it is.
    pub likelihood: Option<String>,
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
    pub rel_words: String,
    /// How near the source was; empty where that is not known.
    pub directness: String,
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
            status: self.status(entry.status, entry.sourcing.is_own_reporting),
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
            .map(|at| self.page_link(self.nearest_page(at.page)));
        ClaimRow {
            id: entry.full_id(),
            says: self.text(&entry.says),
            url: self.claim_url(claim),
            status: self.status(entry.status, entry.sourcing.is_own_reporting),
            evidence: self.evidence(entry.sourcing.evidence, entry.sourcing.is_own_reporting),
            routes: entry.sourcing.routes,
            article,
            actors: self.actors(&actors),
            date: entry.claim.date.as_ref().map(|date| self.date(date)),
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
            // A translation shares the corrections of its article.
            .filter(|(on, _)| {
                let of = &self.site.pages[*on];
                *on == page || of.parsed.key == *key && of.is_published()
            })
            .map(|(on, n)| {
                let of = &self.site.pages[*on];
                let here = if *on == page { String::new() } else { self.url(&of.output) };
                let correction = &of.parsed.front.corrections[*n];
                let kind = words::correction_kind(self.words, correction.kind);
                let date = words::day(self.words, correction.date.value.day());
                LinkView {
                    title: self.words.say(Key::KindOnDate, &[("kind", kind), ("date", &date)]),
                    url: format!("{here}#correction-{}", n + 1),
                }
            })
            .collect();
        NoteView {
            claim: entry.local_id(key),
            anchor: entry.anchor(key),
            number,
            status: self.status(entry.status, entry.sourcing.is_own_reporting),
            evidence: self.evidence(entry.sourcing.evidence, entry.sourcing.is_own_reporting),
            standing: entry.standing.as_str(),
            routes: words::routes(self.words, entry.sourcing.routes),
            lead: self.lead(claim),
            says: self.text(&entry.says),
            kind: item.kind.map(|kind| words::claim_kind(self.words, kind).to_owned()),
            by: self.actors(&entry.by),
            about: self.actors(&entry.about),
            date: item.date.as_ref().map(|date| self.date(date)),
            citations: entry.cites.iter().filter_map(|cite| self.citation(cite)).collect(),
            confidence: (item.confidence != Confidence::NotAssessed).then(|| {
                (words::confidence(self.words, item.confidence).to_owned(), self.maybe(item.why.as_ref()))
            }),
            likelihood: item.likelihood.map(|likely| words::likelihood(self.words, likely).to_owned()),
            unknown: self.maybe(item.unknown.as_ref()),
            contradicts: links(&entry.contradicts),
            updates: links(&entry.updates),
            updated_by: links(&entry.updated_by),
            checked: item.checked.map(|day| self.day(day)),
            note_html: item.note.as_ref().map(|note| self.note_text(&note.value, &entry.note_links)),
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
            rel_words: words::rel(self.words, cite.citation.rel).to_owned(),
            directness: words::directness(self.words, cite.citation.directness).to_owned(),
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
                .map(|copy| ArchiveView { url: copy.url.clone(), date: copy.date.map(|day| self.day(day)) }),
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
        let words = self.words;
        let described = self.described(&supporting);
        let (n, routes) = (supporting.len(), entry.sourcing.routes);
        let mut lead = if supporting.is_empty() {
            vec![words.get(Key::LeadUnsourced).to_owned()]
        } else if entry.sourcing.evidence == Evidence::Unsourced {
            let all_themselves = supporting.iter().all(|source| self.site.graph.node(*source).is_retracted);
            let key = if all_themselves { Key::LeadSourceWithdrawn } else { Key::LeadWithdrawn };
            vec![words.say(key, &[("sources", &words::capital(&described))])]
        } else if n > 1 {
            let all_named = supporting.iter().all(|source| self.site.graph.has_named_origin(*source));
            let common = self.site.graph.common_origins(supporting.iter().copied());
            let origins: Vec<String> = common.iter().map(|origin| self.source_short(*origin)).collect();
            let origin = words.and(&origins);
            let key = match routes {
                0 => Key::LeadNoneNamed,
                1 if origins.len() == 1 => Key::LeadAllOne,
                1 if all_named => Key::LeadOneVoice,
                1 => Key::LeadOneRoute,
                _ => Key::LeadMany,
            };
            vec![words.count(key, n, &[("sources", &described), ("origin", &origin)])]
        } else {
            vec![words.say(Key::LeadOne, &[("source", &words::capital(&described))])]
        };
        lead.extend(self.how_unnamed_know(&supporting));
        let mut opposing = of(Rel::opposes);
        // What was withdrawn disputes nothing.
        opposing.retain(|source| self.site.graph.has_origin(*source));
        if !opposing.is_empty() {
            lead.push(words.say(Key::LeadDisputed, &[("sources", &self.described(&opposing))]));
        }
        match entry.standing {
            Standing::Superseded => lead.push(words.get(Key::LeadSuperseded).to_owned()),
            Standing::Retracted => lead.push(words.get(Key::LeadRetracted).to_owned()),
            Standing::Live | Standing::Disputed => {}
        }
        lead.join(" ")
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
                    behind.push(self.words.get(Key::OriginNotStated).to_owned());
                }
                if behind.is_empty() {
                    phrase
                } else {
                    let places = [("source", phrase.as_str()), ("others", &self.words.and(&behind))];
                    self.words.say(Key::SourceCites, &places)
                }
            })
            .collect();
        if parts.iter().any(|part| part.contains([',', '،'])) {
            self.words.list(Key::ListSemicolon, &parts)
        } else {
            self.words.and(&parts)
        }
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
        let how = self.words.list(Key::ListSemicolon, &stated);
        match (stated.is_empty(), silent) {
            (true, false) => None,
            (true, true) => Some(self.words.get(Key::LeadHowUnknown).to_owned()),
            (false, false) => Some(self.words.say(Key::LeadHow, &[("how", &how)])),
            (false, true) => Some(self.words.say(Key::LeadHowPartly, &[("how", &how)])),
        }
    }

    /// Returns evidence for templates.
    fn evidence(self, evidence: Evidence, own: bool) -> StatusView {
        let label = if own && evidence == Evidence::SingleSource {
            self.words.get(Key::OwnReporting)
        } else {
            words::evidence(self.words, evidence)
        };
        StatusView { id: evidence.as_str(), label: label.to_owned() }
    }
}
