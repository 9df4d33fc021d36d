//! A site with every name looked up: what `check` judges and `render` draws.
//!
//! Things refer to each other by number ([`PageIx`], [`ClaimIx`] …), which are indexes into the lists of [`Site`].
//! It is made by `resolve` only. File text is kept, parsed documents are not: Markdown is cheap to read again.

use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use crate::config::Config;
use crate::diagnostic::Sink;
use crate::files::{FileId, Files, Span};
use crate::load::{Asset, StoredText};
use crate::markdown::{self, Document};
use crate::model::actor::Actor;
use crate::model::claim::{Citation, Claim};
use crate::model::date::Timing;
use crate::model::event::{Event, EventKind};
use crate::model::source::Source;
use crate::model::text::{Lang, Text};
use crate::origins::{Facts, Graph, Sourcing, Standing, Status};
use crate::parse::ParsedPage;
use crate::paths::{FilePath, OutputPath, Written};
use crate::strings::Strings;

/// A page's number.
pub type PageIx = usize;
/// An actor's number.
pub type ActorIx = usize;
/// A source's number.
pub type SourceIx = crate::origins::SourceIx;
/// A claim's number.
pub type ClaimIx = usize;
/// An event's number.
pub type EventIx = usize;

/// A resolved site.
#[derive(Debug)]
pub struct Site {
    /// The configuration.
    pub config: Config,
    /// All text.
    pub files: Files,
    /// The day of this run.
    pub today: civil::Date,
    /// Whether drafts are shown, and so what is for the desk alone.
    pub shows_drafts: bool,
    /// The pages, in path order, drafts among them.
    pub pages: Vec<Page>,
    /// The actors, by name of id.
    pub actors: Vec<ActorEntry>,
    /// The sources, by id.
    pub sources: Vec<SourceEntry>,
    /// How they derive from each other.
    pub graph: Graph,
    /// The claims: articles in path order, the site's own first.
    pub claims: Vec<ClaimEntry>,
    /// What bears on each claim.
    pub facts: Vec<Facts>,
    /// The events, in the order of the timeline.
    pub events: Vec<EventEntry>,
    /// Files that are copied.
    pub assets: Vec<Asset>,
    /// The stored texts of sources, by their paths.
    pub texts: BTreeMap<FilePath, StoredText>,
    /// The site's own and the built-in templates, by name.
    pub templates: Vec<(String, FileId)>,
    /// Where the theme's own files are written, by their names.
    pub theme: BTreeMap<&'static str, OutputPath>,
    /// The finished URL of each item of the configuration's navigation; none where there is no such page.
    pub navigation: Vec<Option<String>>,
    /// The finished URL of each of the publisher's policies; none where there is no such page.
    pub policies: Vec<Option<String>>,
    /// The finished URL of the publisher's logo.
    pub logo: Option<String>,
    /// The words of each language that the site's pages have.
    pub strings: Strings,
    /// What the lists hold.
    pub lists: Lists,
    /// What is written where.
    pub outputs: BTreeMap<OutputPath, PageKey>,
}

impl Site {
    /// Returns the file of claims beside each article that has one.
    pub fn claims_beside(&self) -> HashMap<PageIx, FileId> {
        let files: HashMap<&FilePath, FileId> = self.files.iter().map(|file| (&file.path, file.id)).collect();
        let of = |ix: PageIx| {
            let path = &self.files.get(self.pages[ix].parsed.file).path;
            let claims = path.sibling("claims.yaml").filter(|_| path.name().starts_with("index."))?;
            Some((ix, *files.get(&claims)?))
        };
        (0..self.pages.len()).filter_map(of).collect()
    }
}

/// What the site's lists hold, each in the order in which readers see it.
#[derive(Debug, Default)]
pub struct Lists {
    /// The published explainers, newest first.
    pub explainers: Vec<PageIx>,
    /// Those in the site's own language.
    pub home: Vec<PageIx>,
    /// The actors, by name.
    pub actors: Vec<ActorIx>,
    /// The published claims.
    pub claims: Vec<ClaimIx>,
    /// How many of them have each status, best first; a status that none has is left out.
    pub statuses: Vec<(Status, usize)>,
    /// The published events, in the order of the timeline.
    pub events: Vec<EventIx>,
    /// The corrections of published pages, newest first: the page and the place in its list.
    pub corrections: Vec<(PageIx, usize)>,
    /// The tags of published pages, by slug.
    pub tags: BTreeMap<String, Tagged>,
}

/// A tag and the pages that have it.
#[derive(Debug)]
pub struct Tagged {
    /// The tag as it was first written.
    pub name: String,
    /// The published pages, newest first.
    pub pages: Vec<PageIx>,
}

/// One thing that is written. Pages of lists are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageKey {
    /// A page of the home page's list, where the site has no home page of its own.
    Home(usize),
    /// A Markdown page, with the first page of its list.
    Page(PageIx),
    /// A further page of the list on a section's or a home page.
    Further(PageIx, usize),
    /// An article's claims as JSON.
    ClaimsJson(PageIx),
    /// A page of the list of actors.
    Actors(usize),
    /// An actor, and the page of its lists.
    Actor(ActorIx, usize),
    /// A page of the list of sources.
    Sources(usize),
    /// A source, and the page of its list of claims.
    Source(SourceIx, usize),
    /// A page of the list of claims.
    Claims(usize),
    /// A page of the timeline of the site.
    Timeline(usize),
    /// A page of the list of corrections.
    Corrections(usize),
    /// A tag, by its slug, and the page of its list.
    Tag(String, usize),
    /// What a server shows for a path that does not exist.
    NotFound,
    /// The feed of explainers.
    Feed,
    /// The feed of corrections.
    CorrectionsFeed,
    /// The sitemap.
    Sitemap,
    /// The page that searches the site.
    Search,
    /// What it searches.
    SearchIndex,
    /// `robots.txt`.
    Robots,
    /// The sourcing report, for the desk.
    Report,
    /// A page that leads on to another, for an old path.
    Alias(PageIx),
    /// A copied file, by its place in [`Site::assets`].
    Asset(usize),
    /// A file of the built-in theme, by its name.
    Theme(&'static str),
}

/// Why a page is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// It is a draft.
    Draft,
    /// It has expired.
    Expired,
}

/// What a page is on the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The home page.
    Home,
    /// The page of a folder.
    Section,
    /// An explainer or a plain page.
    Single,
    /// The profile of an actor, shown on the actor's page.
    Profile(Option<ActorIx>),
}

/// Where a link of a page leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The finished URL.
    pub href: String,
    /// What it is.
    pub kind: TargetKind,
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// A page or file of the site.
    Internal,
    /// Another site.
    External,
    /// An actor's page.
    Actor(ActorIx),
    /// A source's page.
    Source(SourceIx),
}

/// What links lead to that are not counted, in a note or in raw HTML, by what is written there.
pub type Followed = Vec<(Written, Target)>;

/// What the links of a note lead to, for each language in which it is written; none where that is not stated.
pub type NoteLinks = Vec<(Option<Lang>, Followed)>;

/// An image of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The finished URL.
    pub src: String,
    /// Width and height.
    pub size: Option<(usize, usize)>,
}

/// A Markdown page with its names looked up.
#[derive(Debug)]
pub struct Page {
    /// The page as parsed.
    pub parsed: ParsedPage,
    /// What it is.
    pub role: Role,
    /// Its language.
    pub lang: Lang,
    /// Where it is written.
    pub output: OutputPath,
    /// Why it is not published.
    pub withheld: Option<Withheld>,
    /// The claims of each mark; none where the name is missing.
    pub marks: Vec<Vec<Option<ClaimIx>>>,
    /// The claims that it marks, by their first marks.
    pub claims: Vec<ClaimIx>,
    /// The target of each link; none where it is missing.
    pub links: Vec<Option<Target>>,
    /// Each image; none where it is missing.
    pub images: Vec<Option<Image>>,
    /// What the addresses in its raw HTML lead to.
    pub raw_links: Followed,
    /// The picture for lists and sharing.
    pub image: Option<Image>,
    /// Its events and dated claims, in the order of the timeline.
    pub events: Vec<EventIx>,
    /// The claims of each correction.
    pub corrections: Vec<Vec<ClaimIx>>,
    /// The same page in other languages.
    pub translations: Vec<PageIx>,
    /// The published pages that it lists: those of a section's folder, the explainers on a home page.
    pub listed: Vec<PageIx>,
}

impl Page {
    /// Tells whether readers can see the page.
    pub fn is_published(&self) -> bool {
        self.withheld.is_none()
    }

    /// Tells whether it is a draft, published or not.
    pub fn is_draft(&self) -> bool {
        self.parsed.front.draft
    }

    /// Tells whether it is held back because its time is over.
    pub fn is_expired(&self) -> bool {
        self.withheld == Some(Withheld::Expired)
    }

    /// Returns when it was published, as far as it says so.
    pub fn published_at(&self, zone: &TimeZone) -> Option<Timestamp> {
        self.parsed.front.date.as_ref().map(|date| date.value.instant(zone))
    }

    /// Tells whether it is an annotated explainer.
    pub fn is_explainer(&self) -> bool {
        self.role == Role::Single && self.parsed.front.kind == crate::model::article::PageKind::Explainer
    }

    /// Reads its Markdown again. What there is to find was found when the site was parsed.
    pub fn document<'a>(&self, files: &'a Files) -> Document<'a> {
        let file = files.get(self.parsed.file);
        let mut found_before = Sink::default();
        markdown::parse(file, self.parsed.body.clone(), self.parsed.dialect(), &self.lang, &mut found_before)
    }

    /// Returns the place that stands for the whole page in a finding.
    pub fn span(&self, files: &Files) -> Span {
        files.get(self.parsed.file).span(0..3)
    }
}

/// An actor and what refers to it.
#[derive(Debug)]
pub struct ActorEntry {
    /// The actor.
    pub actor: Actor,
    /// The body it belongs to.
    pub part_of: Option<ActorIx>,
    /// Its parts.
    pub parts: Vec<ActorIx>,
    /// The bodies in which its roles are held.
    pub role_of: Vec<Option<ActorIx>>,
    /// Its profile.
    pub profile: Option<PageIx>,
    /// Published claims that it makes or carries out.
    pub claims_by: Vec<ClaimIx>,
    /// Published claims that concern it.
    pub claims_about: Vec<ClaimIx>,
    /// Sources that it speaks in or publishes.
    pub sources: Vec<SourceIx>,
    /// Published events in which it takes part.
    pub events: Vec<EventIx>,
    /// Where it is written.
    pub output: OutputPath,
}

impl ActorEntry {
    /// Returns the length of the longest list on its page. The lists go on together from page to page.
    pub fn longest_list(&self) -> usize {
        let [by, about] = [&self.claims_by, &self.claims_about].map(Vec::len);
        by.max(about).max(self.sources.len()).max(self.events.len())
    }
}

/// A source and what refers to it.
#[derive(Debug)]
pub struct SourceEntry {
    /// The source.
    pub source: Source,
    /// The speaker.
    pub actor: Option<ActorIx>,
    /// The publisher.
    pub publisher: Option<ActorIx>,
    /// The body that people belong to.
    pub affiliation: Option<ActorIx>,
    /// Sources that it derives from, as written (circles not cut).
    pub parents: Vec<SourceIx>,
    /// Sources that derive from it.
    pub children: Vec<SourceIx>,
    /// Published claims that cite it.
    pub claims: Vec<ClaimIx>,
    /// The targets of the links in its note.
    pub note_links: NoteLinks,
    /// Where it is written.
    pub output: OutputPath,
}

/// A citation with its source looked up.
#[derive(Debug)]
pub struct CiteEntry {
    /// The source; none where its name is missing.
    pub source: Option<SourceIx>,
    /// The citation.
    pub citation: Citation,
}

/// Where a claim is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The page.
    pub page: PageIx,
    /// The mark on it.
    pub mark: usize,
}

/// A claim, derived.
#[derive(Debug)]
pub struct ClaimEntry {
    /// The claim as written.
    pub claim: Claim,
    /// The article whose it is; none for the site's register.
    pub article: Option<String>,
    /// The claim as a sentence: `says`, else the first marked words.
    pub says: Text,
    /// Who makes it or carries it out.
    pub by: Vec<ActorIx>,
    /// Whom it concerns.
    pub about: Vec<ActorIx>,
    /// Its citations.
    pub cites: Vec<CiteEntry>,
    /// How it is sourced.
    pub sourcing: Sourcing,
    /// Where it stands.
    pub standing: Standing,
    /// What readers see.
    pub status: Status,
    /// Claims that cannot be true together with it, whichever of the two says so.
    pub contradicts: Vec<ClaimIx>,
    /// Older claims whose place it takes.
    pub updates: Vec<ClaimIx>,
    /// Claims that take its place.
    pub updated_by: Vec<ClaimIx>,
    /// The targets of the links in its note.
    pub note_links: NoteLinks,
    /// Where it is marked: published pages first, then by page and place.
    pub marked: Vec<Occurrence>,
    /// Whether it belongs to a draft, or only drafts mark it.
    pub is_draft: bool,
    /// Corrections that name it: the page and the place in its list.
    pub corrections: Vec<(PageIx, usize)>,
    /// Whether everything its status rests on could be read.
    pub is_tainted: bool,
}

impl ClaimEntry {
    /// Returns the id as another article sees it: `article/id`.
    pub fn full_id(&self) -> String {
        match &self.article {
            Some(article) if !article.is_empty() => format!("{article}/{}", self.claim.id.value),
            _ => self.claim.id.value.to_string(),
        }
    }

    /// Returns the name for ids and data on a page: the plain id of its own article and of the site's register.
    pub fn local_id(&self, article: &str) -> String {
        match &self.article {
            Some(own) if own != article => self.full_id(),
            _ => self.claim.id.value.to_string(),
        }
    }

    /// Returns the last part of an anchor on a page, see [`crate::slug::claim_anchor`].
    pub fn anchor(&self, article: &str) -> String {
        crate::slug::claim_anchor(&self.local_id(article))
    }

    /// Returns its first mark on a page.
    pub fn first_mark_on(&self, page: PageIx, pages: &[Page]) -> Option<usize> {
        let order = |page: PageIx| (!pages[page].is_published(), page);
        let first = self.marked.partition_point(|at| order(at.page) < order(page));
        self.marked.get(first).filter(|at| at.page == page).map(|at| at.mark)
    }

    /// Tells whether readers can see it.
    pub fn is_published(&self, pages: &[Page]) -> bool {
        self.marked.iter().any(|at| pages[at.page].is_published())
    }

    /// Tells whether it stands only on pages that are held back, so that nothing may show that there is such a claim.
    pub fn is_withheld(&self, pages: &[Page]) -> bool {
        !self.marked.is_empty() && !self.is_published(pages)
    }
}

/// What an entry of the timeline is made from.
#[derive(Debug)]
pub enum EventOrigin {
    /// An event of an article or of the site.
    Event(Box<Event>),
    /// A claim with a date.
    Claim(ClaimIx),
}

/// An entry of the timeline.
#[derive(Debug)]
pub struct EventEntry {
    /// What it is made from.
    pub origin: EventOrigin,
    /// The page whose it is; none for the site's own.
    pub page: Option<PageIx>,
    /// What happened.
    pub title: Text,
    /// When.
    pub timing: Timing,
    /// How far it is known to have taken place.
    pub kind: EventKind,
    /// Who took part, and as what.
    pub actors: Vec<(ActorIx, Option<Text>)>,
    /// The claims it rests on.
    pub claims: Vec<ClaimIx>,
    /// The weakest status of its claims.
    pub status: Status,
    /// Whether readers can see it.
    pub is_published: bool,
}
