//! Claims: pooled by article, looked up from marks, and their status derived.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Sink, did_you_mean};
use crate::files::{FileId, Files, Span, Spanned};
use crate::model::article::PageKind;
use crate::model::claim::{Citation, Cited, Claim, ClaimKind, ClaimRef, Directness, Rel};
use crate::model::text::{Lang, Text};
use crate::model::{ClaimId, SourceId};
use crate::origins::{self, Cite, Facts, Sourcing, Standing, Status};
use crate::parse::{ClaimFile, Shape};
use crate::rules::Rule;
use crate::site::{CiteEntry, ClaimEntry, ClaimIx, Occurrence, Page, PageIx};

use super::ids::Ids;
use super::register::{Register, duplicate};

/// All claims of a site.
pub(super) struct Pool {
    pub(super) entries: Vec<ClaimEntry>,
    pub(super) facts: Vec<Facts>,
    ids: HashMap<(Option<String>, ClaimId), ClaimIx>,
    /// Articles whose claims could not all be read.
    unknown: BTreeSet<Option<String>>,
    articles: BTreeSet<String>,
    /// Articles that are not published in any language.
    withheld: BTreeSet<String>,
}

impl Pool {
    /// Looks up a claim from an article (or from the site's own registers); a missing one is reported.
    pub(super) fn find(
        &self,
        name: &Spanned<ClaimRef>,
        from: Option<&str>,
        ids: &Ids,
        sink: &mut Sink,
    ) -> Option<ClaimIx> {
        let found = self.lookup(&name.value, from);
        if let Some(claim) = found
            && self.is_out_of_reach(claim, from)
        {
            sink.push(Diagnostic::new(
                Rule::MissingClaim,
                name.span,
                format!("the claim `{}` belongs to an article that will not be published", name.value),
                "publish that article too, or leave the claim out here",
            ));
            return None;
        }
        if found.is_none() && self.is_known(&name.value, from) {
            let shown = name.value.to_string();
            sink.push(Diagnostic::new(
                Rule::MissingClaim,
                name.span,
                format!("there is no claim `{shown}`"),
                self.advice(&name.value, from, ids),
            ));
        }
        found
    }

    /// What is published must not show a claim of a draft.
    fn is_out_of_reach(&self, claim: ClaimIx, from: Option<&str>) -> bool {
        let is_withheld =
            |article: Option<&str>| article.is_some_and(|article| self.withheld.contains(article));
        is_withheld(self.entries[claim].article.as_deref()) && !is_withheld(from)
    }

    fn lookup(&self, name: &ClaimRef, from: Option<&str>) -> Option<ClaimIx> {
        let get =
            |article: Option<&str>| self.ids.get(&(article.map(str::to_owned), name.id.clone())).copied();
        match &name.article {
            Some(article) => get(Some(article)),
            None => from.and_then(|from| get(Some(from))).or_else(|| get(None)),
        }
    }

    /// Tells whether all places where a claim could stand were read, so that it is missing when it is not there.
    fn is_known(&self, name: &ClaimRef, from: Option<&str>) -> bool {
        let article = name.article.as_deref().or(from);
        !self.unknown.contains(&article.map(str::to_owned))
            && (name.article.is_some() || !self.unknown.contains(&None))
    }

    fn advice(&self, name: &ClaimRef, from: Option<&str>, ids: &Ids) -> String {
        if name.article.is_none()
            && let Some(help) = ids.says_what_it_names(name.id.as_str())
        {
            return help;
        }
        if let Some(article) = &name.article
            && !self.articles.contains(article)
        {
            let articles = self.articles.iter().map(String::as_str);
            return did_you_mean(
                article,
                articles,
                format!(
                    "there is no article `{article}`; write its path below `content/` without ending, then the claim's id"
                ),
            );
        }
        let article = name.article.as_deref().or(from);
        let here = self
            .ids
            .keys()
            .filter(|(own, _)| own.is_none() || own.as_deref() == article)
            .map(|(_, id)| id.as_str());
        did_you_mean(name.id.as_str(), here, "add it under `claims:` in the front matter, or correct the id")
    }
}

/// Pools all claims, follows the marks of all pages, and derives every status.
pub(super) fn pool(
    pages: &mut [Page],
    files_of_claims: Vec<ClaimFile>,
    register: &Register,
    files: &Files,
    sink: &mut Sink,
) -> Pool {
    let mut pool = Pool {
        entries: Vec::new(),
        facts: Vec::new(),
        ids: HashMap::new(),
        unknown: BTreeSet::new(),
        articles: pages.iter().map(|page| page.parsed.key.clone()).collect(),
        withheld: withheld(pages),
    };
    if !register.ids.known.claims {
        pool.unknown.insert(None);
    }
    let mut all: Vec<(Option<String>, Vec<Claim>)> = Vec::new();
    let owners: HashSet<(String, String)> = pages
        .iter()
        .filter(|page| page.parsed.shape == Shape::Single)
        .map(|page| (page.parsed.key.clone(), files.get(page.parsed.file).path.folder().to_owned()))
        .collect();
    for file in files_of_claims {
        let article = file.article.clone();
        if !file.known {
            pool.unknown.insert(article.clone());
        }
        let mut claims = file.claims;
        match &article {
            Some(key) if !check_owner(key, file.file, &claims, &owners, files, sink) => {
                // Nothing can mark the claims of a stray file; that is one finding, not one for each.
                claims.iter_mut().for_each(|claim| claim.tainted = true);
            }
            Some(_) => {}
            None => check_says(&claims, sink),
        }
        all.push((article, claims));
    }
    all.sort_by_key(|(article, _)| article.is_some());
    for page in pages.iter_mut() {
        let key = Some(page.parsed.key.clone());
        if !page.parsed.front.claims_known {
            pool.unknown.insert(key.clone());
        }
        all.push((key, std::mem::take(&mut page.parsed.front.claims)));
    }
    for (article, claims) in all {
        for claim in claims {
            add(&mut pool, article.clone(), claim, sink);
        }
    }
    mark(pages, &mut pool, &register.ids, sink);
    name_in_use(pages, &mut pool, sink);
    relate(pages, &mut pool, register, sink);
    derive(pages, &mut pool, register);
    pool
}

fn withheld(pages: &[Page]) -> BTreeSet<String> {
    let published: BTreeSet<&String> =
        pages.iter().filter(|page| page.is_published()).map(|page| &page.parsed.key).collect();
    pages.iter().map(|page| &page.parsed.key).filter(|key| !published.contains(key)).cloned().collect()
}

/// A claim file needs the article it stands beside; tells whether it has one.
fn check_owner(
    key: &str,
    file: FileId,
    claims: &[Claim],
    owners: &HashSet<(String, String)>,
    files: &Files,
    sink: &mut Sink,
) -> bool {
    let folder = files.get(file).path.folder().to_owned();
    let is_owned = owners.contains(&(key.to_owned(), folder));
    if !is_owned {
        let path = &files.get(file).path;
        let span = claims.first().map_or_else(|| files.get(file).span(0..0), |claim| claim.id.span);
        sink.push(Diagnostic::new(
            Rule::StrayClaims,
            span,
            format!("`{path}` belongs to no article"),
            format!("put it beside the article's `index.md`, or move the claims into the front matter; `{}/index.md` does not exist", path.folder()),
        ));
    }
    is_owned
}

/// A claim of the site's register is shown where no article's words stand in for it.
fn check_says(claims: &[Claim], sink: &mut Sink) {
    for claim in claims.iter().filter(|claim| claim.says.is_none() && !claim.tainted) {
        sink.push(Diagnostic::new(
            Rule::MissingKey,
            claim.id.span,
            "this claim of the site's register has no `says`",
            "write `says: …`, the claim as a sentence of its own",
        ));
    }
}

fn add(pool: &mut Pool, article: Option<String>, claim: Claim, sink: &mut Sink) -> ClaimIx {
    let key = (article.clone(), claim.id.value.clone());
    if let Some(&first) = pool.ids.get(&key) {
        sink.push(duplicate(
            "claim",
            claim.id.value.as_str(),
            claim.id.span,
            pool.entries[first].claim.id.span,
        ));
        return first;
    }
    let ix = pool.entries.len();
    pool.ids.insert(key, ix);
    pool.entries.push(ClaimEntry {
        says: claim.says.clone().unwrap_or_else(|| Text::One(claim.id.value.to_string())),
        is_tainted: claim.tainted,
        claim,
        article,
        by: Vec::new(),
        about: Vec::new(),
        cites: Vec::new(),
        sourcing: Sourcing {
            evidence: origins::Evidence::Unsourced,
            routes: 0,
            is_own_reporting: false,
            named_dispute: false,
            unnamed_dispute: false,
        },
        standing: Standing::Live,
        status: Status::Unsourced,
        contradicts: Vec::new(),
        updates: Vec::new(),
        updated_by: Vec::new(),
        note_links: Vec::new(),
        marked: Vec::new(),
        is_draft: false,
        corrections: Vec::new(),
    });
    ix
}

/// Looks up the claims of every mark.
fn mark(pages: &mut [Page], pool: &mut Pool, ids: &Ids, sink: &mut Sink) {
    for (ix, page) in pages.iter_mut().enumerate() {
        let marks = page.parsed.outline.marks.clone();
        let mut resolved = Vec::with_capacity(marks.len());
        let mut seen = BTreeSet::new();
        let mut order: Vec<ClaimIx> = Vec::new();
        for (number, mark) in marks.iter().enumerate() {
            let mut claims = Vec::with_capacity(mark.claims.len());
            let is_shown = mark.unused_footnote.is_none();
            for (name, span) in &mark.claims {
                let found = find_marked(page, name, *span, mark.sentence, pool, ids, sink);
                if let Some(claim) = found.filter(|_| is_shown) {
                    pool.entries[claim].marked.push(Occurrence { page: ix, mark: number });
                    if seen.insert(claim) {
                        order.push(claim);
                    }
                }
                claims.push(found);
            }
            resolved.push(claims);
        }
        page.marks = resolved;
        page.claims = order;
    }
    for entry in &mut pool.entries {
        entry.marked.sort_by_key(|at| (!pages[at.page].is_published(), at.page));
        if let Some(says) = marked_words(entry, pages).filter(|_| entry.claim.says.is_none()) {
            entry.says = says;
        }
    }
}

/// Returns the marked words that stand in for a claim's sentence: the first ones in each language, those of its own article
/// before others', and nothing of a page that readers cannot see while there is one that they can.
fn marked_words(entry: &ClaimEntry, pages: &[Page]) -> Option<Text> {
    let is_own = |at: &Occurrence| entry.article.as_ref() == Some(&pages[at.page].parsed.key);
    let is_published = entry.is_published(pages);
    let mut marked: Vec<&Occurrence> =
        entry.marked.iter().filter(|at| !is_published || pages[at.page].is_published()).collect();
    marked.sort_by_key(|at| (!is_own(at), at.page));
    let mut words: BTreeMap<Lang, String> = BTreeMap::new();
    for at in marked {
        let page = &pages[at.page];
        let text = &page.parsed.outline.marks[at.mark].words;
        if !text.is_empty() {
            words.entry(page.lang.clone()).or_insert_with(|| text.clone());
        }
    }
    match words.len() {
        0 => None,
        1 => words.into_values().next().map(Text::One),
        _ => Some(Text::Many(words)),
    }
}

fn find_marked(
    page: &Page,
    name: &str,
    span: Span,
    sentence: bool,
    pool: &mut Pool,
    ids: &Ids,
    sink: &mut Sink,
) -> Option<ClaimIx> {
    let key = page.parsed.key.clone();
    let name_of = match name.parse::<ClaimRef>() {
        Ok(name) => name,
        Err(_) if sentence => {
            sink.push(missing_footnote(name, span));
            return None;
        }
        Err(message) => {
            sink.push(Diagnostic::new(Rule::InvalidId, span, message, crate::model::ID_HELP));
            return None;
        }
    };
    if pool.lookup(&name_of, Some(&key)).is_some() {
        return pool.find(&Spanned::new(name_of, span), Some(&key), ids, sink);
    }
    let front = &page.parsed.front;
    let is_footnote = sentence && (front.kind == PageKind::Page || name.bytes().all(|b| b.is_ascii_digit()));
    if is_footnote && pool.is_known(&name_of, Some(&key)) && ids.known.claims {
        sink.push(missing_footnote(name, span));
        return None;
    }
    if front.default_source.is_some() && name_of.article.is_none() && pool.is_known(&name_of, Some(&key)) {
        // The article says where its marked claims come from, so a mark makes a claim without an entry.
        let claim = Claim::bare(Spanned::new(name_of.id, span), Cited::NotStated);
        return Some(add(pool, Some(key), claim, sink));
    }
    let before = sink.len();
    let found = pool.find(&Spanned::new(name_of, span), Some(&key), ids, sink);
    if sentence && sink.len() > before {
        sink.advise(&format!("; or write the footnote, `[^{name}]: …`"));
    }
    found
}

fn missing_footnote(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Rule::MissingFootnote,
        span,
        format!("`[^{name}]` has no footnote"),
        format!(
            "write the footnote on a line of its own, `[^{name}]: …`; write `\\[^` where the brackets are meant as they stand"
        ),
    )
}

/// A label cannot be a footnote here and a claim there.
fn name_in_use(pages: &[Page], pool: &mut Pool, sink: &mut Sink) {
    for page in pages {
        for (label, span) in &page.parsed.outline.definitions {
            let Ok(name) = label.parse::<ClaimRef>() else { continue };
            if let Some(claim) = pool.lookup(&name, Some(&page.parsed.key)) {
                sink.push(
                    Diagnostic::new(
                        Rule::NameInUse,
                        *span,
                        format!("`{label}` is a footnote here and a claim"),
                        "give the footnote or the claim another name; `[^name]` could mean either",
                    )
                    .label(pool.entries[claim].claim.id.span, "the claim"),
                );
                // Which of the two a mark meant is not known, so the claim is not reported as unused.
                pool.entries[claim].is_tainted = true;
            }
        }
    }
}

/// Looks up the actors, sources and other claims that claims name.
fn relate(pages: &mut [Page], pool: &mut Pool, register: &Register, sink: &mut Sink) {
    let mut defaults: BTreeMap<String, (Spanned<SourceId>, Option<usize>)> = BTreeMap::new();
    for page in pages.iter() {
        if let Some(default) = &page.parsed.front.default_source {
            let found = register.ids.source(default, sink);
            defaults.insert(page.parsed.key.clone(), (default.clone(), found));
        }
    }
    // An article is a draft when all of its languages are.
    let mut drafts: HashMap<String, bool> = HashMap::new();
    for page in pages.iter() {
        drafts
            .entry(page.parsed.key.clone())
            .and_modify(|draft| *draft &= page.is_draft())
            .or_insert(page.is_draft());
    }
    for ix in 0..pool.entries.len() {
        let claim = &pool.entries[ix].claim;
        let (by, about) = (claim.by.clone(), claim.about.clone());
        let stated = match &claim.cited {
            Cited::Stated(citations) => Some(citations.clone()),
            Cited::NotStated => None,
        };
        let from = pool.entries[ix].article.clone();
        let mut cites = Vec::new();
        match stated {
            Some(citations) => {
                for citation in citations {
                    let source = register.ids.source(&citation.source, sink);
                    cites.push(CiteEntry { source, citation });
                }
            }
            None => {
                let home = from
                    .clone()
                    .or_else(|| pool.entries[ix].marked.first().map(|at| pages[at.page].parsed.key.clone()));
                let is_marked = !pool.entries[ix].marked.is_empty();
                if let Some((id, source)) = home.and_then(|key| defaults.get(&key)).filter(|_| is_marked) {
                    let citation = Citation {
                        source: id.clone(),
                        rel: Rel::Supports,
                        directness: Directness::Unknown,
                        locator: None,
                        quote: None,
                    };
                    cites.push(CiteEntry { source: *source, citation });
                }
            }
        }
        let (contradicts, updates) =
            (pool.entries[ix].claim.contradicts.clone(), pool.entries[ix].claim.updates.clone());
        let find = |names: Vec<Spanned<ClaimRef>>, pool: &Pool, sink: &mut Sink| -> Vec<ClaimIx> {
            names.iter().filter_map(|name| pool.find(name, from.as_deref(), &register.ids, sink)).collect()
        };
        let itself = pool.entries[ix].claim.id.value.clone();
        for name in contradicts.iter().filter(|name| name.value.article.is_none() && name.value.id == itself)
        {
            sink.push(Diagnostic::new(
                Rule::UnknownValue,
                name.span,
                format!("the claim `{itself}` contradicts itself"),
                "name the other claim, or remove the key",
            ));
        }
        let mut contradicts = find(contradicts, pool, sink);
        contradicts.retain(|other| *other != ix);
        let updates = find(updates, pool, sink);
        let chain = register.graph.chain(cites.iter().filter_map(|cite| cite.source));
        let is_tainted = cites.iter().any(|cite| cite.source.is_none())
            || !register.ids.known.sources && cites.is_empty()
            || chain.iter().any(|source| register.sources[*source].source.tainted);
        let entry = &mut pool.entries[ix];
        entry.by = by.iter().filter_map(|id| register.ids.actor(id, sink)).collect();
        entry.about = about.iter().filter_map(|id| register.ids.actor(id, sink)).collect();
        entry.is_tainted |= is_tainted;
        entry.is_draft = match &entry.article {
            Some(article) => drafts.get(article).copied().unwrap_or(false),
            None => !entry.marked.is_empty() && entry.marked.iter().all(|at| pages[at.page].is_draft()),
        };
        entry.cites = cites;
        entry.contradicts = contradicts;
        entry.updates = updates;
    }
    let mut corrections = Vec::with_capacity(pages.len());
    for (ix, page) in pages.iter().enumerate() {
        let key = page.parsed.key.clone();
        let mut corrected = Vec::new();
        for (number, correction) in page.parsed.front.corrections.iter().enumerate() {
            let mut claims: Vec<ClaimIx> = correction
                .claims
                .iter()
                .filter_map(|name| pool.find(name, Some(&key), &register.ids, sink))
                .collect();
            for &claim in &claims {
                pool.entries[claim].corrections.push((ix as PageIx, number));
            }
            claims.retain(|claim| !page.is_published() || !pool.entries[*claim].is_withheld(pages));
            corrected.push(claims);
        }
        corrections.push(corrected);
    }
    for (page, corrected) in pages.iter_mut().zip(corrections) {
        page.corrections = corrected;
    }
}

/// Derives evidence, standing and status of every claim.
fn derive(pages: &[Page], pool: &mut Pool, register: &Register) {
    pool.facts = pool.entries.iter().map(|entry| facts(entry, pages)).collect();
    let sourcing: Vec<Sourcing> =
        pool.facts.iter().map(|facts| origins::sourcing(facts, &register.graph)).collect();
    let standings = origins::standings(&pool.facts, &sourcing);
    for (ix, (sourcing, standing)) in sourcing.into_iter().zip(standings).enumerate() {
        let entry = &mut pool.entries[ix];
        entry.status = Status::derive(standing, sourcing.evidence, pool.facts[ix].is_view);
        entry.sourcing = sourcing;
        entry.standing = standing;
    }
    let pairs: Vec<(ClaimIx, ClaimIx)> = pool
        .entries
        .iter()
        .enumerate()
        .flat_map(|(ix, entry)| entry.contradicts.iter().map(move |other| (ix, *other)))
        .collect();
    for (one, other) in pairs {
        if one != other && !pool.entries[other].contradicts.contains(&one) {
            pool.entries[other].contradicts.push(one);
        }
    }
    let pairs: Vec<(ClaimIx, ClaimIx)> = pool
        .entries
        .iter()
        .enumerate()
        .flat_map(|(ix, entry)| entry.updates.iter().map(move |older| (ix, *older)))
        .collect();
    for (newer, older) in pairs {
        pool.entries[older].updated_by.push(newer);
    }
}

fn facts(entry: &ClaimEntry, pages: &[Page]) -> Facts {
    let kind = entry.claim.kind;
    Facts {
        cites: entry
            .cites
            .iter()
            .filter_map(|cite| {
                Some(Cite {
                    source: cite.source?,
                    supports: cite.citation.rel.supports(),
                    opposes: cite.citation.rel.opposes(),
                    is_located: cite.citation.locator.is_some() || cite.citation.quote.is_some(),
                })
            })
            .collect(),
        by: entry.by.iter().copied().collect(),
        is_utterance: matches!(kind, Some(ClaimKind::Statement | ClaimKind::Quotation)),
        is_view: kind.is_some_and(ClaimKind::is_view),
        is_retracted: entry.claim.retracted.is_some(),
        is_published: entry.is_published(pages),
        contradicts: entry.contradicts.clone(),
        updates: entry.updates.clone(),
    }
}
