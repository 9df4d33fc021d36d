//! Pages that are made from registers: actors, sources, claims, timeline, corrections, tags.
//!
//! Each function draws one page of a list, counted from 0; the lists themselves were made once (see `resolve`).

use crate::diagnostic::Sink;
use crate::model::date::Edge;
use crate::paths::OutputPath;
use crate::resolve::lists::{further, numbered, pages, part};
use crate::site::{ActorIx, ClaimIx, EventIx, SourceIx};
use crate::strings::Key;
use crate::view::claim::ClaimRow;
use crate::view::listing::{ActorView, CountView, PagerView};
use crate::view::source::SourceView;
use crate::view::timeline::{CorrectionView, TimelineView};
use crate::view::{LinkView, Viewer};
use crate::words;

use super::{Renderer, insert_html};

impl Renderer<'_> {
    pub(super) fn actors(&self, number: usize, sink: &mut Sink) -> Option<String> {
        let viewer = Viewer::new(self.site);
        let all = &self.site.lists.actors;
        let actors: Vec<ActorView> =
            self.part(all, number).iter().map(|actor| viewer.actor_view(*actor)).collect();
        let mut context = self.own_context(&self.named_view(Key::Actors, &numbered("actors", number)));
        context.insert("actors", &actors);
        context.insert("pager", &self.pager(&OutputPath::page("actors"), number, all.len()));
        self.run("actors.html", &self.site.config.language, &context, None, sink)
    }

    /// Draws an actor. All lists of the page go on together from page to page; the profile stands on the first.
    pub(super) fn actor(&self, ix: ActorIx, number: usize, sink: &mut Sink) -> Option<String> {
        let viewer = Viewer::new(self.site);
        let entry = &self.site.actors[ix];
        let view = viewer.actor_view(ix);
        let mut page = self.plain_view(view.name.clone(), &further(&entry.output, number));
        page.description.clone_from(&view.summary);
        let mut context = self.own_context(&page);
        let profile = entry.profile.filter(|page| number == 0 && self.site.pages[*page].is_published());
        match profile {
            Some(page) => {
                insert_html(&mut context, "profile", &self.content(page, &self.page_actors(page), sink)?);
                context.insert("corrections", &viewer.corrections(page));
            }
            None => {
                context.insert("profile", &Option::<()>::None);
                context.insert("corrections", &[(); 0]);
            }
        }
        context.insert("actor", &view);
        context.insert("claims_by", &self.claim_rows(&entry.claims_by, number));
        context.insert("claims_about", &self.claim_rows(&entry.claims_about, number));
        let sources = self.part(&entry.sources, number).iter().map(|source| viewer.source_link(*source));
        context.insert("sources", &sources.collect::<Vec<_>>());
        context.insert("timeline", &viewer.timeline(self.part(&entry.events, number), None, &[], Some(ix)));
        context.insert("pager", &self.pager(&entry.output, number, entry.longest_list()));
        let span = profile.map(|page| self.site.pages[page].span(&self.site.files));
        self.run("actor.html", &self.site.config.language, &context, span, sink)
    }

    pub(super) fn sources(&self, number: usize, sink: &mut Sink) -> Option<String> {
        let viewer = Viewer::new(self.site);
        let (by, all) = (self.site.config.paginate_by, self.site.sources.len());
        let views: Vec<SourceView> =
            (0..all).skip(number * by).take(by).map(|source| viewer.source(source)).collect();
        let mut context = self.own_context(&self.named_view(Key::Sources, &numbered("sources", number)));
        context.insert("sources", &views);
        context.insert("pager", &self.pager(&OutputPath::page("sources"), number, all));
        self.run("sources.html", &self.site.config.language, &context, None, sink)
    }

    pub(super) fn source(&self, ix: SourceIx, number: usize, sink: &mut Sink) -> Option<String> {
        let entry = &self.site.sources[ix];
        let view = Viewer::new(self.site).source(ix);
        let mut context =
            self.own_context(&self.plain_view(view.label.clone(), &further(&entry.output, number)));
        context.insert("source", &view);
        context.insert("claims", &self.claim_rows(&entry.claims, number));
        context.insert("pager", &self.pager(&entry.output, number, entry.claims.len()));
        self.run("source.html", &self.site.config.language, &context, None, sink)
    }

    pub(super) fn claims(&self, number: usize, sink: &mut Sink) -> Option<String> {
        let (lists, viewer) = (&self.site.lists, Viewer::new(self.site));
        let counts: Vec<CountView> = lists
            .statuses
            .iter()
            .map(|(of, count)| CountView { status: viewer.status(*of, false), count: *count })
            .collect();
        let mut context = self.own_context(&self.named_view(Key::Claims, &numbered("claims", number)));
        context.insert("claims", &self.claim_rows(&lists.claims, number));
        context.insert("counts", &counts);
        context.insert("total", &lists.claims.len());
        context.insert("pager", &self.pager(&OutputPath::page("claims"), number, lists.claims.len()));
        self.run("claims.html", &self.site.config.language, &context, None, sink)
    }

    fn claim_rows(&self, claims: &[ClaimIx], number: usize) -> Vec<ClaimRow> {
        let viewer = Viewer::new(self.site);
        self.part(claims, number).iter().map(|claim| viewer.claim_row(*claim)).collect()
    }

    /// Returns what stands on a page of a list.
    fn part<'l, T>(&self, list: &'l [T], number: usize) -> &'l [T] {
        part(list, number, self.site.config.paginate_by)
    }

    /// Returns the way from a page of a list to its neighbours. `first`: where the list begins.
    pub(super) fn pager(&self, first: &OutputPath, number: usize, entries: usize) -> PagerView {
        let count = pages(entries, self.site.config.paginate_by);
        let url = |n: usize| self.site.config.base_url.link(&further(first, n));
        PagerView {
            number: number + 1,
            count,
            previous: number.checked_sub(1).map(url),
            next: (number + 1 < count).then(|| url(number + 1)),
        }
    }

    /// Draws the timeline of the site. Where it has several pages, the first leads to the beginning of each year.
    pub(super) fn timeline(&self, number: usize, sink: &mut Sink) -> Option<String> {
        let all = &self.site.lists.events;
        let by = self.site.config.paginate_by;
        let mut view = Viewer::new(self.site).timeline(self.part(all, number), None, &[], None);
        let mut years: Vec<LinkView> = Vec::new();
        if all.len() > by {
            self.name_years(&mut view, number * by);
            if number == 0 {
                years = self.years();
            }
        }
        let mut context = self.own_context(&self.named_view(Key::Timeline, &numbered("timeline", number)));
        context.insert("timeline", &view);
        context.insert("years", &years);
        context.insert("pager", &self.pager(&OutputPath::page("timeline"), number, all.len()));
        self.run("timeline.html", &self.site.config.language, &context, None, sink)
    }

    /// Gives the first event of each year its anchor. `start`: the place of the first event in the whole list.
    fn name_years(&self, view: &mut TimelineView, start: usize) {
        for (event, at) in view.dated.iter_mut().zip(start..) {
            event.anchor = self.new_year(at).map(year_anchor);
        }
    }

    /// Returns the year that begins with an event of the site's timeline, by its place there.
    fn new_year(&self, at: usize) -> Option<i64> {
        let events = &self.site.lists.events;
        let year = |event: EventIx| match self.site.events[event].timing.sort_key() {
            (false, Edge::Day(year, ..), _) => Some(year),
            _ => None,
        };
        let before = at.checked_sub(1).and_then(|before| year(events[before]));
        year(events[at]).filter(|year| before != Some(*year))
    }

    /// Returns links to the first event of each year.
    fn years(&self) -> Vec<LinkView> {
        let by = self.site.config.paginate_by;
        let words = self.site.strings.of(&self.site.config.language);
        (0..self.site.lists.events.len())
            .filter_map(|at| {
                let year = self.new_year(at)?;
                let page = self.site.config.base_url.link(&numbered("timeline", at / by));
                Some(LinkView {
                    title: words::whole_year(words, year),
                    url: format!("{page}#{}", year_anchor(year)),
                })
            })
            .collect()
    }

    pub(super) fn corrections(&self, number: usize, sink: &mut Sink) -> Option<String> {
        let all = &self.site.lists.corrections;
        let corrections: Vec<CorrectionView> = self
            .part(all, number)
            .iter()
            .map(|(page, n)| Viewer::of(self.site, &self.site.pages[*page]).correction(*page, *n))
            .collect();
        let mut context =
            self.own_context(&self.named_view(Key::Corrections, &numbered("corrections", number)));
        context.insert("corrections", &corrections);
        context.insert("pager", &self.pager(&OutputPath::page("corrections"), number, all.len()));
        self.run("corrections.html", &self.site.config.language, &context, None, sink)
    }

    pub(super) fn tag(&self, slug: &str, number: usize, sink: &mut Sink) -> Option<String> {
        let tag = self.site.lists.tags.get(slug)?;
        let first = OutputPath::page(&format!("tags/{slug}"));
        let mut context = self.own_context(&self.plain_view(tag.name.clone(), &further(&first, number)));
        context.insert("tag", &tag.name);
        self.insert_cards(&mut context, &tag.pages, &first, number);
        self.run("tag.html", &self.site.config.language, &context, None, sink)
    }
}

fn year_anchor(year: i64) -> String {
    format!("year-{year}")
}
