//! The timeline of the actors, and corrections.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::model::date::Timing;
use crate::origins::Status;
use crate::site::{ActorIx, EventIx, EventOrigin, PageIx};
use crate::view::claim::ClaimLink;
use crate::view::drawing::DrawingView;
use crate::view::{ActorChip, DayView, LinkView, StatusView, Viewer};
use crate::words;

/// A timeline: what is dated, in order, and what is not.
#[derive(Debug, Default, Serialize)]
pub struct TimelineView {
    /// Dated events.
    pub dated: Vec<EventView>,
    /// Events whose date is not known.
    pub undated: Vec<EventView>,
    /// The dated events as a drawing; none without any.
    pub drawing: Option<DrawingView>,
}

/// An event.
#[derive(Debug, Serialize)]
pub struct EventView {
    /// Its number on the page, by which the drawing names it; 0 where its date is not known.
    pub number: usize,
    /// What happened.
    pub title: String,
    /// The lower bound for `<time datetime>`.
    pub datetime: Option<String>,
    /// The anchor of a year, on the first event of that year of the site's timeline.
    pub anchor: Option<String>,
    /// When, in words.
    pub when: String,
    /// `happened`, `said`, `scheduled`, `alleged` or `did-not-happen`.
    pub kind: &'static str,
    /// "Alleged"; empty for what plainly happened.
    pub kind_words: String,
    /// Who took part.
    pub actors: Vec<ActorChip>,
    /// The weakest status of its claims.
    pub status: StatusView,
    /// The claims it rests on.
    pub claims: Vec<ClaimLink>,
    /// Where it happened.
    pub place: Option<String>,
    /// The article whose it is.
    pub article: Option<LinkView>,
    /// The positions of its actors among the page's, from 1, for filters.
    pub positions: String,
}

/// A correction.
#[derive(Debug, Serialize)]
pub struct CorrectionView {
    /// The anchor on the article's page.
    pub anchor: String,
    /// The article.
    pub article: LinkView,
    /// When.
    pub date: DayView,
    /// `correction`, `clarification` …
    pub kind: &'static str,
    /// "Correction".
    pub kind_words: String,
    /// What the article said.
    pub was: Option<String>,
    /// What it says now.
    pub now: Option<String>,
    /// Why.
    pub why: Option<String>,
    /// The claims it concerns.
    pub claims: Vec<ClaimLink>,
}

impl Viewer<'_> {
    /// Returns a timeline. `page`: the page it stands on, which needs no link to itself; `actors`: the page's actors;
    /// `whose`: the actor whose page it is.
    pub fn timeline(
        self,
        events: &[EventIx],
        page: Option<PageIx>,
        actors: &[ActorIx],
        whose: Option<ActorIx>,
    ) -> TimelineView {
        let positions = Positions::new(actors);
        let mut timeline = TimelineView::default();
        let (dated, undated): (Vec<EventIx>, Vec<EventIx>) =
            events.iter().partition(|event| self.site.events[**event].timing != Timing::Unknown);
        for (event, number) in dated.iter().zip(1..) {
            timeline.dated.push(self.event(*event, number, page, &positions));
        }
        timeline.undated = undated.iter().map(|event| self.event(*event, 0, page, &positions)).collect();
        timeline.drawing = self.drawing(&dated, &timeline.dated, &positions, whose);
        timeline
    }

    fn event(self, event: EventIx, number: usize, page: Option<PageIx>, positions: &Positions) -> EventView {
        let entry = &self.site.events[event];
        let own = entry.status == Status::SingleSource
            && entry.claims.iter().all(|claim| self.site.claims[*claim].sourcing.is_own_reporting);
        EventView {
            number,
            title: self.text(&entry.title),
            datetime: entry.timing.datetime(),
            anchor: None,
            when: words::timing(self.words, &entry.timing),
            kind: entry.kind.as_str(),
            kind_words: words::event_kind(self.words, entry.kind).to_owned(),
            actors: entry.actors.iter().map(|(actor, part)| self.actor(*actor, part.as_ref())).collect(),
            status: self.status(entry.status, own),
            claims: entry.claims.iter().map(|claim| self.claim_link(*claim)).collect(),
            place: match &entry.origin {
                EventOrigin::Event(event) => self.maybe(event.place.as_ref()),
                EventOrigin::Claim(_) => None,
            },
            article: entry
                .page
                .map(|of| self.nearest_page(of))
                .filter(|of| Some(*of) != page && self.site.pages[*of].is_published())
                .map(|of| self.page_link(of)),
            positions: positions.of(entry.actors.iter().map(|(actor, _)| *actor)),
        }
    }

    /// Returns the corrections of a page, newest first.
    pub fn corrections(self, page: PageIx) -> Vec<CorrectionView> {
        let entry = &self.site.pages[page];
        let written = &entry.parsed.front.corrections;
        let mut newest: Vec<usize> = (0..written.len()).collect();
        newest.sort_by_key(|n| (Reverse(written[*n].date.value.instant(&self.site.config.zone)), *n));
        newest.into_iter().map(|n| self.correction(page, n)).collect()
    }

    /// Returns a correction of a page, by its place in the page's list.
    pub fn correction(self, page: PageIx, number: usize) -> CorrectionView {
        let entry = &self.site.pages[page];
        let correction = &entry.parsed.front.corrections[number];
        CorrectionView {
            anchor: format!("correction-{}", number + 1),
            article: self.page_link(page),
            date: self.moment(&correction.date.value),
            kind: correction.kind.as_str(),
            kind_words: words::correction_kind(self.words, correction.kind).to_owned(),
            was: self.maybe(correction.was.as_ref()),
            now: self.maybe(correction.now.as_ref()),
            why: self.maybe(correction.why.as_ref()),
            claims: entry.corrections[number].iter().map(|claim| self.claim_link(*claim)).collect(),
        }
    }
}

/// The positions of a page's actors, from 1, by which filters find what they took part in.
pub struct Positions(HashMap<ActorIx, usize>);

impl Positions {
    /// Counts the actors of a page.
    pub fn new(actors: &[ActorIx]) -> Self {
        Self(actors.iter().copied().zip(1..).collect())
    }

    /// Returns the positions of some of them, in order, joined by spaces.
    pub fn of(&self, actors: impl IntoIterator<Item = ActorIx>) -> String {
        let found: BTreeSet<usize> =
            actors.into_iter().filter_map(|actor| self.0.get(&actor).copied()).collect();
        found.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
    }
}
