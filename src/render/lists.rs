//! Pages that are made from registers: actors, sources, claims, timeline, corrections, tags.

use crate::diagnostic::Sink;
use crate::origins::Status;
use crate::paths::OutputPath;
use crate::resolve::outputs::{numbered, tags};
use crate::site::{ActorIx, ClaimIx, EventIx, PageIx, SourceIx};
use crate::view::claim::ClaimRow;
use crate::view::listing::{ActorView, CountView, PagerView};
use crate::view::source::SourceView;
use crate::view::timeline::CorrectionView;
use crate::view::{Viewer, status};

use super::{Renderer, insert_html};

impl Renderer<'_> {
    pub(super) fn actors(&self, sink: &mut Sink) -> Option<String> {
        let viewer = Viewer::new(self.site);
        let mut actors: Vec<ActorView> =
            (0..self.site.actors.len()).map(|actor| viewer.actor_view(actor)).collect();
        actors.sort_by(|a, b| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)));
        let mut context = self.context(&self.plain_view("Actors".to_owned(), &OutputPath::page("actors")));
        context.insert("actors", &actors);
        self.run("actors.html", &context, None, sink)
    }

    pub(super) fn actor(&self, ix: ActorIx, sink: &mut Sink) -> Option<String> {
        let viewer = Viewer::new(self.site);
        let entry = &self.site.actors[ix];
        let view = viewer.actor_view(ix);
        let mut page = self.plain_view(view.name.clone(), &entry.output);
        page.description.clone_from(&view.summary);
        let mut context = self.context(&page);
        let profile = entry.profile.filter(|page| self.site.pages[*page].is_published());
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
        let rows = |claims: &[ClaimIx]| -> Vec<ClaimRow> {
            claims.iter().map(|claim| viewer.claim_row(*claim)).collect()
        };
        context.insert("actor", &view);
        context.insert("claims_by", &rows(&entry.claims_by));
        context.insert("claims_about", &rows(&entry.claims_about));
        context.insert(
            "sources",
            &entry.sources.iter().map(|source| viewer.source_link(*source)).collect::<Vec<_>>(),
        );
        context.insert("timeline", &viewer.timeline(&entry.events, None, &[]));
        let span = profile.map(|page| self.site.pages[page].span(&self.site.files));
        self.run("actor.html", &context, span, sink)
    }

    pub(super) fn sources(&self, number: usize, sink: &mut Sink) -> Option<String> {
        let viewer = Viewer::new(self.site);
        let by = self.site.config.paginate_by;
        let views: Vec<SourceView> = (0..self.site.sources.len())
            .skip(number * by)
            .take(by)
            .map(|source| viewer.source(source))
            .collect();
        let mut context = self.context(&self.plain_view("Sources".to_owned(), &numbered("sources", number)));
        context.insert("sources", &views);
        context.insert("pager", &self.pager("sources", number, self.site.sources.len()));
        self.run("sources.html", &context, None, sink)
    }

    pub(super) fn source(&self, ix: SourceIx, sink: &mut Sink) -> Option<String> {
        let viewer = Viewer::new(self.site);
        let entry = &self.site.sources[ix];
        let view = viewer.source(ix);
        let mut context = self.context(&self.plain_view(view.label.clone(), &entry.output));
        context.insert("source", &view);
        context
            .insert("claims", &entry.claims.iter().map(|claim| viewer.claim_row(*claim)).collect::<Vec<_>>());
        self.run("source.html", &context, None, sink)
    }

    pub(super) fn claims(&self, number: usize, sink: &mut Sink) -> Option<String> {
        let viewer = Viewer::new(self.site);
        let all: Vec<ClaimIx> = (0..self.site.claims.len())
            .filter(|claim| self.site.claims[*claim].is_published(&self.site.pages))
            .collect();
        let by = self.site.config.paginate_by;
        let rows: Vec<ClaimRow> =
            all.iter().skip(number * by).take(by).map(|claim| viewer.claim_row(*claim)).collect();
        let counts: Vec<CountView> = Status::ALL
            .iter()
            .rev()
            .filter_map(|wanted| {
                let count = all.iter().filter(|claim| self.site.claims[**claim].status == *wanted).count();
                (count > 0).then(|| CountView { status: status(*wanted, false), count })
            })
            .collect();
        let mut context = self.context(&self.plain_view("Claims".to_owned(), &numbered("claims", number)));
        context.insert("claims", &rows);
        context.insert("counts", &counts);
        context.insert("total", &all.len());
        context.insert("pager", &self.pager("claims", number, all.len()));
        self.run("claims.html", &context, None, sink)
    }

    fn pager(&self, folder: &str, number: usize, entries: usize) -> PagerView {
        let count = entries.div_ceil(self.site.config.paginate_by).max(1);
        let url = |n: usize| self.site.config.base_url.link(&numbered(folder, n));
        PagerView {
            number: number + 1,
            count,
            previous: number.checked_sub(1).map(url),
            next: (number + 1 < count).then(|| url(number + 1)),
        }
    }

    pub(super) fn timeline(&self, sink: &mut Sink) -> Option<String> {
        let published: Vec<EventIx> =
            (0..self.site.events.len()).filter(|event| self.site.events[*event].is_published).collect();
        let mut context =
            self.context(&self.plain_view("Timeline".to_owned(), &OutputPath::page("timeline")));
        context.insert("timeline", &Viewer::new(self.site).timeline(&published, None, &[]));
        self.run("timeline.html", &context, None, sink)
    }

    /// Returns the corrections of all published pages, newest first.
    pub(super) fn all_corrections(&self) -> Vec<(PageIx, CorrectionView)> {
        let mut all: Vec<(PageIx, CorrectionView)> = (0..self.site.pages.len())
            .filter(|page| self.site.pages[*page].is_published())
            .flat_map(|page| {
                Viewer::of(self.site, &self.site.pages[page])
                    .corrections(page)
                    .into_iter()
                    .map(move |view| (page, view))
            })
            .collect();
        all.sort_by(|(a, one), (b, other)| {
            (&other.date.iso, a, &one.anchor).cmp(&(&one.date.iso, b, &other.anchor))
        });
        all
    }

    pub(super) fn corrections(&self, sink: &mut Sink) -> Option<String> {
        let all: Vec<CorrectionView> = self.all_corrections().into_iter().map(|(_, view)| view).collect();
        let mut context =
            self.context(&self.plain_view("Corrections".to_owned(), &OutputPath::page("corrections")));
        context.insert("corrections", &all);
        self.run("corrections.html", &context, None, sink)
    }

    pub(super) fn tag(&self, slug: &str, sink: &mut Sink) -> Option<String> {
        let mut all = tags(self.site);
        let (name, mut pages) = all.remove(slug)?;
        self.newest_first(&mut pages);
        let mut context =
            self.context(&self.plain_view(name.clone(), &OutputPath::page(&format!("tags/{slug}"))));
        context.insert("tag", &name);
        context.insert("articles", &self.cards(&pages));
        self.run("tag.html", &context, None, sink)
    }
}
