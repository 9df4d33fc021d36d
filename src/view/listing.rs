//! Articles, and the lists of actors, sources, claims and articles.

use serde::Serialize;

use crate::coverage::ClaimCounts;
use crate::origins::Status;
use crate::paths::OutputPath;
use crate::site::{ActorIx, PageIx};
use crate::slug::tag_slug;
use crate::view::claim::ClaimLink;
use crate::view::{ActorChip, DayView, LinkView, StatusView, Viewer};
use crate::words;

/// An article or page for its own template.
#[derive(Debug, Serialize)]
pub struct ArticleView {
    /// The title.
    pub title: String,
    /// The description.
    pub description: Option<String>,
    /// When it was published.
    pub date: Option<DayView>,
    /// When it was last changed.
    pub updated: Option<DayView>,
    /// Who wrote it.
    pub authors: Vec<AuthorView>,
    /// Its tags.
    pub tags: Vec<LinkView>,
    /// How long it takes to read, in minutes.
    pub minutes: usize,
    /// Its headings of the second and third level.
    pub toc: Vec<TocEntry>,
    /// The actors of its claims and events, in the order in which positions count them.
    pub actors: Vec<ActorChip>,
    /// The statuses of its claims, with counts.
    pub statuses: Vec<CountView>,
    /// How the article is sourced as a whole; none without claims.
    pub how: Option<HowView>,
}

/// An author.
#[derive(Clone, Debug, Serialize)]
pub struct AuthorView {
    /// The name.
    pub name: String,
    /// A page about them.
    pub url: Option<String>,
}

/// A heading in the table of contents.
#[derive(Debug, Serialize)]
pub struct TocEntry {
    /// 2 or 3.
    pub level: u8,
    /// The anchor.
    pub id: String,
    /// The words.
    pub text: String,
}

/// A status and how many claims have it.
#[derive(Clone, Debug, Serialize)]
pub struct CountView {
    /// The status.
    pub status: StatusView,
    /// How many.
    pub count: usize,
}

/// How an article is sourced as a whole.
#[derive(Debug, Serialize)]
pub struct HowView {
    /// The claims that are neither withdrawn nor superseded nor disputed.
    pub live: usize,
    /// All claims.
    pub total: usize,
    /// Live claims by status, best first.
    pub live_by_status: Vec<CountView>,
    /// Claims that are not live, by status.
    pub others: Vec<CountView>,
    /// Live claims that rest on no named source.
    pub unnamed: usize,
    /// Their share in per cent, rounded.
    pub unnamed_percent: usize,
    /// What is not known.
    pub unknown: Vec<UnknownView>,
    /// When a claim was last checked.
    pub last_checked: Option<DayView>,
}

/// Something that is not known, and the claim it belongs to.
#[derive(Debug, Serialize)]
pub struct UnknownView {
    /// What is not known.
    pub text: String,
    /// The claim.
    pub claim: ClaimLink,
}

/// An article in a list.
#[derive(Debug, Serialize)]
pub struct CardView {
    /// The title.
    pub title: String,
    /// The URL.
    pub url: String,
    /// The description.
    pub description: Option<String>,
    /// When it was published.
    pub date: Option<DayView>,
    /// When it was last changed.
    pub updated: Option<DayView>,
    /// How many claims it marks.
    pub claim_count: usize,
    /// Their statuses, best first.
    pub statuses: Vec<CountView>,
    /// Whether it is an annotated explainer.
    pub is_explainer: bool,
    /// Whether it is a draft.
    pub draft: bool,
}

/// An actor for its own page and for lists.
#[derive(Debug, Serialize)]
pub struct ActorView {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The page.
    pub url: String,
    /// What it is, in words.
    pub kind: String,
    /// One sentence.
    pub summary: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Its own web site.
    pub link: Option<String>,
    /// Its item on Wikidata.
    pub wikidata: Option<String>,
    /// The body it belongs to.
    pub part_of: Option<ActorChip>,
    /// Its parts.
    pub parts: Vec<ActorChip>,
    /// Its roles.
    pub roles: Vec<RoleView>,
    /// How many published claims name it.
    pub claim_count: usize,
    /// How many published events it takes part in.
    pub event_count: usize,
}

/// A post held for a time.
#[derive(Debug, Serialize)]
pub struct RoleView {
    /// The post.
    pub post: String,
    /// The body.
    pub of: Option<ActorChip>,
    /// When, in words.
    pub when: Option<String>,
}

/// Where one is in a list of several pages.
#[derive(Debug, Serialize)]
pub struct PagerView {
    /// This page, from 1.
    pub number: usize,
    /// How many there are.
    pub count: usize,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

impl Viewer<'_> {
    /// Returns an article for its own template. `actors`: those of its claims and events.
    pub fn article(self, page: PageIx, actors: &[ActorIx]) -> ArticleView {
        let entry = &self.site.pages[page];
        let front = &entry.parsed.front;
        let authors = if front.authors.is_empty() { &self.site.config.authors } else { &front.authors };
        ArticleView {
            title: self.text(&front.title),
            description: self.maybe(front.description.as_ref()),
            date: front.date.as_ref().map(|date| self.moment(&date.value)),
            updated: front.updated.as_ref().map(|date| self.moment(&date.value)),
            authors: authors
                .iter()
                .map(|author| AuthorView { name: self.text(&author.name), url: author.url.clone() })
                .collect(),
            tags: front.tags.iter().map(|tag| self.tag(&tag.value)).collect(),
            minutes: entry.parsed.outline.word_count.div_ceil(230),
            toc: entry
                .parsed
                .outline
                .headings
                .iter()
                .filter(|heading| (2..=3).contains(&heading.level))
                .map(|heading| TocEntry {
                    level: heading.level,
                    id: heading.id.clone(),
                    text: heading.text.clone(),
                })
                .collect(),
            actors: self.actors(actors),
            statuses: self.counts(&self.claim_counts(page), |_| true),
            how: (!entry.claims.is_empty()).then(|| self.how(page)),
        }
    }

    fn tag(self, tag: &str) -> LinkView {
        LinkView {
            title: tag.to_owned(),
            url: self.url(&OutputPath::page(&format!("tags/{}", tag_slug(tag)))),
        }
    }

    /// Returns claims by status, best first.
    pub(super) fn counts(self, claims: &ClaimCounts, wanted: impl Fn(Status) -> bool) -> Vec<CountView> {
        let statuses = Status::ALL.iter().rev().filter(|status| wanted(**status));
        let counted = statuses.map(|of| (*of, claims.with(*of))).filter(|(_, count)| *count > 0);
        counted.map(|(of, count)| CountView { status: self.status(of, false), count }).collect()
    }

    /// Counts the claims of a page.
    fn claim_counts(self, page: PageIx) -> ClaimCounts {
        ClaimCounts::of(self.site, &self.site.pages[page].claims)
    }

    fn how(self, page: PageIx) -> HowView {
        let claims = &self.site.pages[page].claims;
        let entry = |claim: &usize| &self.site.claims[*claim];
        let counts = self.claim_counts(page);
        let is_live =
            |status: Status| !matches!(status, Status::Retracted | Status::Superseded | Status::Disputed);
        HowView {
            live: counts.live,
            total: claims.len(),
            live_by_status: self.counts(&counts, is_live),
            others: self.counts(&counts, |status| !is_live(status)),
            unnamed: counts.unnamed,
            unnamed_percent: counts.share_unnamed().percent().unwrap_or(0),
            unknown: claims
                .iter()
                .filter_map(|claim| {
                    let text = entry(claim).claim.unknown.as_ref()?;
                    Some(UnknownView { text: self.text(text), claim: self.claim_link(*claim) })
                })
                .collect(),
            last_checked: claims
                .iter()
                .filter_map(|claim| Some(entry(claim).claim.checked?.value))
                .max()
                .map(|day| self.day(day)),
        }
    }

    /// Returns an article for a list.
    pub fn card(self, page: PageIx) -> CardView {
        let entry = &self.site.pages[page];
        let front = &entry.parsed.front;
        CardView {
            title: self.text(&front.title),
            url: self.url(&entry.output),
            description: self
                .maybe(front.description.as_ref())
                .or_else(|| shorten(&entry.parsed.outline.lead)),
            date: front.date.as_ref().map(|date| self.moment(&date.value)),
            updated: front.updated.as_ref().map(|date| self.moment(&date.value)),
            claim_count: entry.claims.len(),
            statuses: self.counts(&self.claim_counts(page), |_| true),
            is_explainer: entry.is_explainer(),
            draft: entry.is_draft(),
        }
    }

    /// Returns an actor for its own page and for lists.
    pub fn actor_view(self, actor: ActorIx) -> ActorView {
        let entry = &self.site.actors[actor];
        let item = &entry.actor;
        let mut claims: Vec<usize> = entry.claims_by.iter().chain(&entry.claims_about).copied().collect();
        claims.sort_unstable();
        claims.dedup();
        ActorView {
            id: item.id.value.to_string(),
            name: self.text(&item.name),
            url: self.url(&entry.output),
            kind: words::actor_kind(self.words, item.kind).to_owned(),
            summary: self.maybe(item.summary.as_ref()),
            aliases: item.aliases.clone(),
            link: item.url.clone(),
            wikidata: item.wikidata.clone(),
            part_of: entry.part_of.map(|actor| self.actor(actor, None)),
            parts: self.actors(&entry.parts),
            roles: item
                .roles
                .iter()
                .zip(&entry.role_of)
                .map(|(role, of)| RoleView {
                    post: self.text(&role.post),
                    of: of.map(|actor| self.actor(actor, None)),
                    when: role.when.as_ref().map(|date| self.date(date)),
                })
                .collect(),
            claim_count: claims.len(),
            event_count: entry.events.len(),
        }
    }
}

/// Cuts a text for lists at a word's end.
pub fn shorten(text: &str) -> Option<String> {
    const MOST: usize = 220;
    if text.is_empty() {
        return None;
    }
    if text.chars().count() <= MOST {
        return Some(text.to_owned());
    }
    let cut: String = text.chars().take(MOST).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(cut, _)| cut);
    Some(format!("{}…", cut.trim_end_matches([',', ';', ':', '.'])))
}
