//! Articles, plain pages, sections and the home page.

use tera::Context;

use crate::diagnostic::Sink;
use crate::html::{self, PageContext};
use crate::model::article::PageKind;
use crate::site::{ActorIx, Page, PageIx, Role};
use crate::view::listing::CardView;
use crate::view::{PageView, TranslationView, Viewer};

use super::{Renderer, insert_html, json};

impl Renderer<'_> {
    /// Draws a Markdown page.
    pub(super) fn page(&self, ix: PageIx, sink: &mut Sink) -> Option<String> {
        let page = &self.site.pages[ix];
        if page.role == Role::Home {
            return self.home(Some(ix), sink);
        }
        let viewer = Viewer::of(self.site, page);
        let actors = self.page_actors(ix);
        let mut context = self.context(&self.page_view(ix));
        insert_html(&mut context, "content", &self.content(ix, &actors, sink)?);
        context.insert("article", &viewer.article(ix, &actors));
        context.insert("corrections", &viewer.corrections(ix));
        let template = match (page.role, page.parsed.front.kind) {
            (Role::Section, _) => {
                context.insert("articles", &self.section_cards(page));
                "section.html"
            }
            (_, PageKind::Page) => "page.html",
            (_, PageKind::Explainer) => {
                context.insert("timeline", &viewer.timeline(&page.events, Some(ix), &actors));
                "article.html"
            }
        };
        let template = page.parsed.front.template.as_ref().map_or(template, |own| own.value.as_str());
        self.run(template, &context, Some(page.span(&self.site.files)), sink)
    }

    /// Draws the home page, with the text of its own Markdown if it has one.
    pub(super) fn home(&self, ix: Option<PageIx>, sink: &mut Sink) -> Option<String> {
        let (mut context, lang) = match ix {
            Some(ix) => {
                let actors = self.page_actors(ix);
                let mut context = self.context(&self.page_view(ix));
                insert_html(&mut context, "content", &self.content(ix, &actors, sink)?);
                let viewer = Viewer::of(self.site, &self.site.pages[ix]);
                context.insert("article", &viewer.article(ix, &actors));
                context.insert("corrections", &viewer.corrections(ix));
                (context, &self.site.pages[ix].lang)
            }
            None => {
                let title = Viewer::new(self.site).text(&self.site.config.title);
                let mut context = self.context(&self.plain_view(title, &crate::paths::OutputPath::page("")));
                insert_html(&mut context, "content", "");
                context.insert("article", &Option::<()>::None);
                context.insert("corrections", &[(); 0]);
                (context, &self.site.config.language)
            }
        };
        let mut articles = self.explainers();
        articles.retain(|article| self.site.pages[*article].lang == *lang);
        context.insert("articles", &self.cards(&articles));
        let span = ix.map(|ix| self.site.pages[ix].span(&self.site.files));
        let template = ix
            .and_then(|ix| self.site.pages[ix].parsed.front.template.as_ref())
            .map_or("home.html", |own| own.value.as_str());
        self.run(template, &context, span, sink)
    }

    /// Returns the published explainers, newest first.
    pub(super) fn explainers(&self) -> Vec<PageIx> {
        let mut found: Vec<PageIx> = (0..self.site.pages.len())
            .filter(|ix| self.site.pages[*ix].is_published() && self.site.pages[*ix].is_explainer())
            .collect();
        self.newest_first(&mut found);
        found
    }

    /// Sorts pages: newest first, undated last, then by file.
    pub(super) fn newest_first(&self, pages: &mut [PageIx]) {
        pages.sort_by_key(|ix| {
            let date = self.site.pages[*ix]
                .parsed
                .front
                .date
                .as_ref()
                .map(|date| date.value.instant(&self.site.config.zone));
            (std::cmp::Reverse(date), *ix)
        });
    }

    pub(super) fn cards(&self, pages: &[PageIx]) -> Vec<CardView> {
        pages.iter().map(|ix| Viewer::of(self.site, &self.site.pages[*ix]).card(*ix)).collect()
    }

    /// Returns the pages directly in a section's folder: by weight, then newest first.
    fn section_cards(&self, section: &Page) -> Vec<CardView> {
        let folder = &section.parsed.key;
        let mut inside: Vec<PageIx> = (0..self.site.pages.len())
            .filter(|ix| {
                let page = &self.site.pages[*ix];
                let own = page.parsed.key.rsplit_once('/').map_or("", |(folder, _)| folder);
                page.is_published()
                    && own == folder
                    && page.parsed.key != *folder
                    && page.lang == section.lang
                    && page.role != Role::Home
            })
            .collect();
        self.newest_first(&mut inside);
        inside.sort_by_key(|ix| self.site.pages[*ix].parsed.front.weight.unwrap_or(i64::MAX));
        self.cards(&inside)
    }

    /// Draws the Markdown of a page with its notes.
    pub(super) fn content(&self, ix: PageIx, actors: &[ActorIx], sink: &mut Sink) -> Option<String> {
        let page = &self.site.pages[ix];
        let viewer = Viewer::of(self.site, page);
        let span = page.span(&self.site.files);
        let inner = std::cell::RefCell::new(Sink::default());
        let note = |claim: usize, number: usize, positions: String| {
            let mut context = Context::new();
            context.insert("note", &viewer.note(claim, ix, number, positions));
            self.run("note.html", &context, Some(span), &mut inner.borrow_mut()).unwrap_or_default()
        };
        let html = html::page(&PageContext { site: self.site, page: ix, actors, note: &note });
        let found = inner.into_inner();
        let is_whole = found.is_empty();
        sink.append(found);
        is_whole.then_some(html)
    }

    /// Returns the actors of a page's claims and events, in the order in which they come up.
    pub(super) fn page_actors(&self, ix: PageIx) -> Vec<ActorIx> {
        let page = &self.site.pages[ix];
        let of_claims = page.claims.iter().flat_map(|claim| {
            let claim = &self.site.claims[*claim];
            claim.by.iter().chain(&claim.about).copied()
        });
        let of_events = page
            .events
            .iter()
            .flat_map(|event| self.site.events[*event].actors.iter().map(|(actor, _)| *actor));
        let mut actors = Vec::new();
        for actor in of_claims.chain(of_events) {
            if !actors.contains(&actor) {
                actors.push(actor);
            }
        }
        actors
    }

    fn page_view(&self, ix: PageIx) -> PageView {
        let site = self.site;
        let page = &site.pages[ix];
        let viewer = Viewer::of(site, page);
        let front = &page.parsed.front;
        let base = &site.config.base_url;
        PageView {
            title: viewer.text(&front.title),
            description: viewer
                .maybe(front.description.as_ref())
                .or_else(|| crate::view::listing::shorten(&page.parsed.outline.lead)),
            lang: page.lang.as_str().to_owned(),
            dir: page.lang.dir(),
            canonical: base.absolute(&page.output),
            url: base.link(&page.output),
            draft: page.is_draft(),
            json_ld: page.is_explainer().then(|| json::linked_data(site, ix)),
            image: page.image.as_ref().map(|image| base.absolute_link(&image.src).into_owned()),
            image_alt: viewer.maybe(front.image_alt.as_ref()),
            og_type: if page.is_explainer() { "article" } else { "website" },
            translations: page
                .translations
                .iter()
                .filter(|other| site.pages[**other].is_published())
                .map(|other| {
                    let other = &site.pages[*other];
                    TranslationView {
                        lang: other.lang.as_str().to_owned(),
                        title: Viewer::of(site, other).text(&other.parsed.front.title),
                        url: base.link(&other.output),
                        canonical: base.absolute(&other.output),
                    }
                })
                .collect(),
        }
    }
}
