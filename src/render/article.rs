//! Articles, plain pages, sections and the home page.

use std::collections::HashSet;

use tera::Context;

use crate::diagnostic::Sink;
use crate::html::{self, PageContext};
use crate::model::article::PageKind;
use crate::paths::OutputPath;
use crate::resolve::lists::{further, part};
use crate::site::{ActorIx, PageIx, Role};
use crate::view::listing::CardView;
use crate::view::timeline::Positions;
use crate::view::{PageView, TranslationView, Viewer};

use super::{Renderer, insert_html, json};

impl Renderer<'_> {
    /// Draws a Markdown page, or a further page of its list: that one has the list alone.
    pub(super) fn page(&self, ix: PageIx, number: usize, sink: &mut Sink) -> Option<String> {
        let page = &self.site.pages[ix];
        if page.role == Role::Home {
            return self.home(Some(ix), number, sink);
        }
        let viewer = Viewer::of(self.site, page);
        let actors = self.page_actors(ix);
        let mut context = self.context(&self.page_view(ix, number), &page.lang);
        self.insert_content(&mut context, ix, number, &actors, sink)?;
        context.insert("article", &viewer.article(ix, &actors));
        context.insert("corrections", &viewer.corrections(ix));
        let template = match (page.role, page.parsed.front.kind) {
            (Role::Section, _) => {
                self.insert_cards(&mut context, &page.listed, &page.output, number);
                "section.html"
            }
            (_, PageKind::Page) => "page.html",
            (_, PageKind::Explainer) => {
                context.insert("timeline", &viewer.timeline(&page.events, Some(ix), &actors, None));
                "article.html"
            }
        };
        let template = page.parsed.front.template.as_ref().map_or(template, |own| own.value.as_str());
        self.run(template, &page.lang, &context, Some(page.span(&self.site.files)), sink)
    }

    /// Draws the home page, with the text of its own Markdown if it has one.
    pub(super) fn home(&self, ix: Option<PageIx>, number: usize, sink: &mut Sink) -> Option<String> {
        let context = match ix {
            Some(ix) => {
                let page = &self.site.pages[ix];
                let actors = self.page_actors(ix);
                let mut context = self.context(&self.page_view(ix, number), &page.lang);
                self.insert_content(&mut context, ix, number, &actors, sink)?;
                let viewer = Viewer::of(self.site, page);
                context.insert("article", &viewer.article(ix, &actors));
                context.insert("corrections", &viewer.corrections(ix));
                self.insert_cards(&mut context, &page.listed, &page.output, number);
                context
            }
            None => {
                let title = Viewer::new(self.site).text(&self.site.config.title);
                let first = OutputPath::page("");
                let mut context = self.own_context(&self.plain_view(title, &further(&first, number)));
                insert_html(&mut context, "content", "");
                context.insert("article", &Option::<()>::None);
                context.insert("corrections", &[(); 0]);
                self.insert_cards(&mut context, &self.site.lists.home, &first, number);
                context
            }
        };
        let span = ix.map(|ix| self.site.pages[ix].span(&self.site.files));
        let template = ix
            .and_then(|ix| self.site.pages[ix].parsed.front.template.as_ref())
            .map_or("home.html", |own| own.value.as_str());
        let lang = ix.map_or(&self.site.config.language, |ix| &self.site.pages[ix].lang);
        self.run(template, lang, &context, span, sink)
    }

    /// Adds the Markdown of a page as `content`; further pages of its list do not repeat it.
    fn insert_content(
        &self,
        context: &mut Context,
        ix: PageIx,
        number: usize,
        actors: &[ActorIx],
        sink: &mut Sink,
    ) -> Option<()> {
        let html = if number == 0 { self.content(ix, actors, sink)? } else { String::new() };
        insert_html(context, "content", &html);
        Some(())
    }

    /// Adds a page of a list of articles, and the way to its other pages. `first`: where the list begins.
    pub(super) fn insert_cards(
        &self,
        context: &mut Context,
        pages: &[PageIx],
        first: &OutputPath,
        number: usize,
    ) {
        let cards: Vec<CardView> = part(pages, number, self.site.config.paginate_by)
            .iter()
            .map(|ix| Viewer::of(self.site, &self.site.pages[*ix]).card(*ix))
            .collect();
        context.insert("articles", &cards);
        context.insert("pager", &self.pager(first, number, pages.len()));
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
            let note = self
                .run("note.html", viewer.lang, &context, Some(span), &mut inner.borrow_mut())
                .unwrap_or_default();
            let remark = self.remarks.map_or_else(String::new, |remarks| remarks.on_claim(ix, claim));
            note + &remark
        };
        let html = html::page(&PageContext {
            site: self.site,
            page: ix,
            positions: &Positions::new(actors),
            note: &note,
            remarks: self.remarks,
        });
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
        let mut seen = HashSet::new();
        of_claims.chain(of_events).filter(|actor| seen.insert(*actor)).collect()
    }

    /// Describes a Markdown page, or a further page of its list.
    fn page_view(&self, ix: PageIx, number: usize) -> PageView {
        let site = self.site;
        let page = &site.pages[ix];
        let viewer = Viewer::of(site, page);
        let front = &page.parsed.front;
        let base = &site.config.base_url;
        let output = further(&page.output, number);
        PageView {
            title: viewer.text(&front.title),
            description: viewer
                .maybe(front.description.as_ref())
                .or_else(|| crate::view::listing::shorten(&page.parsed.outline.lead)),
            lang: page.lang.as_str().to_owned(),
            dir: page.lang.dir(),
            canonical: base.absolute(&output),
            url: base.link(&output),
            draft: page.is_draft(),
            json_ld: page.is_explainer().then(|| json::linked_data(site, ix)),
            image: page.image.as_ref().map(|image| base.absolute_link(&image.src).into_owned()),
            image_alt: viewer.maybe(front.image_alt.as_ref()),
            og_type: if page.is_explainer() { "article" } else { "website" },
            translations: page
                .translations
                .iter()
                .filter(|other| number == 0 && site.pages[**other].is_published())
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
