//! Pages: a pure function from the site and a [`PageKey`] to bytes.
//!
//! Input: the site, compiled templates, and what all pages share, made once. Output: the bytes of one file. Templates
//! receive views (see `view`); an error of theirs is a finding and no page. Not done here: writing (see `publish`).

mod article;
mod feeds;
mod json;
mod lists;
mod search;

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Context, Value};

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::Span;
use crate::html::Remarks;
use crate::model::text::Lang;
use crate::overview::Overview;
use crate::paths::OutputPath;
use crate::site::{PageKey, Site};
use crate::strings::{Key, Words};
use crate::templates::{Templates, ready};
use crate::theme;
use crate::view::{LegendView, LinkView, PageView, PublisherView, SiteView, Viewer};
use crate::words;

/// What all pages of a language share: the [`SiteView`], ready for templates. Made once for a site; cheap to clone.
#[derive(Clone)]
pub struct Shared(Arc<BTreeMap<Lang, Value>>);

impl Shared {
    /// Prepares what all pages of a site share.
    pub fn new(site: &Site) -> Self {
        let view =
            |words: &Words| (words.lang().clone(), Value::from_serializable(&site_view(site, words.lang())));
        Self(Arc::new(site.strings.all().map(view).collect()))
    }

    fn of(&self, lang: &Lang) -> Value {
        self.0.get(lang).cloned().unwrap_or_else(Value::none)
    }
}

/// What drawing any page needs.
pub struct Renderer<'a> {
    site: &'a Site,
    templates: &'a Templates,
    findings: &'a [Diagnostic],
    shared: Shared,
    remarks: Option<&'a dyn Remarks>,
}

impl<'a> Renderer<'a> {
    /// Prepares to draw a site. `findings`: what was found in it, which the report counts.
    pub fn new(site: &'a Site, templates: &'a Templates, findings: &'a [Diagnostic]) -> Self {
        Self { site, templates, findings, shared: Shared::new(site), remarks: None }
    }

    /// Prepares to draw a site for an editor, who is told something at its places.
    pub fn for_editor(
        site: &'a Site,
        templates: &'a Templates,
        findings: &'a [Diagnostic],
        shared: Shared,
        remarks: &'a dyn Remarks,
    ) -> Self {
        Self { site, templates, findings, shared, remarks: Some(remarks) }
    }

    /// Draws one file of the site. Copied files have no bytes here: the answer is `None` for them and after an error.
    pub fn render(&self, key: &PageKey, sink: &mut Sink) -> Option<Vec<u8>> {
        let text = match key {
            PageKey::Page(page) => self.page(*page, 0, sink)?,
            PageKey::Further(page, number) => self.page(*page, *number, sink)?,
            PageKey::ClaimsJson(page) => json::claims(self.site, *page),
            PageKey::Home(number) => self.home(None, *number, sink)?,
            PageKey::Actors(number) => self.actors(*number, sink)?,
            PageKey::Actor(actor, number) => self.actor(*actor, *number, sink)?,
            PageKey::Sources(number) => self.sources(*number, sink)?,
            PageKey::Source(source, number) => self.source(*source, *number, sink)?,
            PageKey::Claims(number) => self.claims(*number, sink)?,
            PageKey::Timeline(number) => self.timeline(*number, sink)?,
            PageKey::Corrections(number) => self.corrections(*number, sink)?,
            PageKey::Tag(slug, number) => self.tag(slug, *number, sink)?,
            PageKey::NotFound => self.not_found(sink)?,
            PageKey::Feed => self.feed(sink)?,
            PageKey::CorrectionsFeed => self.corrections_feed(sink)?,
            PageKey::Sitemap => self.sitemap(sink)?,
            PageKey::Search => self.search(sink)?,
            PageKey::SearchIndex => self.search_index(),
            PageKey::Robots => self.robots(sink)?,
            PageKey::Report => self.report(sink)?,
            PageKey::Alias(page) => self.alias(*page, sink)?,
            PageKey::Theme(name) => theme::file(name)?.to_owned(),
            PageKey::Asset(_) => return None,
        };
        Some(text.into_bytes())
    }

    /// Makes the context of a page in the site's own language.
    fn own_context(&self, page: &PageView) -> Context {
        self.context(page, &self.site.config.language)
    }

    /// Makes the context of a page with what `base.html` needs.
    fn context(&self, page: &PageView, lang: &Lang) -> Context {
        let mut context = Context::new();
        context.insert_value("site", self.shared.of(lang));
        context.insert("page", page);
        context
    }

    /// Runs a template for readers of a language.
    fn run(
        &self,
        template: &str,
        lang: &Lang,
        context: &Context,
        at: Option<Span>,
        sink: &mut Sink,
    ) -> Option<String> {
        self.templates.render(template, lang, context, at, &self.site.files, sink)
    }

    /// Draws the sourcing report. It is one page, however many articles there are: it is for looking through and comparing.
    fn report(&self, sink: &mut Sink) -> Option<String> {
        let overview = Overview::new(self.site, self.findings, None);
        let mut page = self.named_view(Key::Report, &OutputPath::page("report"));
        page.draft = true;
        let mut context = self.own_context(&page);
        context.insert("report", &Viewer::new(self.site).report(&overview));
        self.run("report.html", &self.site.config.language, &context, None, sink)
    }

    /// Draws what a server shows for a path that does not exist.
    fn not_found(&self, sink: &mut Sink) -> Option<String> {
        let output = OutputPath::new("404.html").expect("the name is plain");
        let context = self.own_context(&self.named_view(Key::NotFound, &output));
        self.run("404.html", &self.site.config.language, &context, None, sink)
    }

    /// Describes a page that is made from registers and has a title of ours.
    fn named_view(&self, title: Key, output: &OutputPath) -> PageView {
        let words = self.site.strings.of(&self.site.config.language);
        self.plain_view(words.get(title).to_owned(), output)
    }

    /// Describes a page that is made from registers.
    fn plain_view(&self, title: String, output: &OutputPath) -> PageView {
        let site = self.site;
        PageView {
            title,
            description: None,
            lang: site.config.language.as_str().to_owned(),
            dir: site.config.language.dir(),
            canonical: site.config.base_url.absolute(output),
            url: site.config.base_url.link(output),
            draft: false,
            json_ld: None,
            image: None,
            image_alt: None,
            og_type: "website",
            translations: Vec::new(),
        }
    }
}

/// Inserts HTML that must not be escaped.
fn insert_html(context: &mut Context, name: &'static str, html: &str) {
    context.insert_value(name, ready(html));
}

fn site_view(site: &Site, lang: &Lang) -> SiteView {
    let viewer = Viewer::in_language(site, lang);
    let words = viewer.words();
    let base = site.config.base_url.path();
    let link = |title: Key, folder: &str| LinkView {
        title: words.get(title).to_owned(),
        url: site.config.base_url.link(&OutputPath::page(folder)),
    };
    let nav = if site.config.navigation.is_empty() {
        vec![
            link(Key::Actors, "actors"),
            link(Key::Sources, "sources"),
            link(Key::Claims, "claims"),
            link(Key::Timeline, "timeline"),
        ]
    } else {
        site.config
            .navigation
            .iter()
            .zip(&site.navigation)
            .filter_map(|(item, url)| Some(LinkView { title: viewer.text(&item.title), url: url.clone()? }))
            .collect()
    };
    let file = |name: &str| {
        OutputPath::new(name)
            .filter(|path| site.outputs.contains_key(path))
            .map(|path| site.config.base_url.link(&path))
    };
    SiteView {
        title: viewer.text(&site.config.title),
        description: viewer.maybe(site.config.description.as_ref()),
        lang: site.config.language.as_str().to_owned(),
        url: base.to_owned(),
        base: base.to_owned(),
        nav,
        search: site.config.base_url.link(&OutputPath::page("search")),
        publisher: site.config.publisher.name.as_ref().map(|name| PublisherView {
            name: viewer.text(name),
            url: site.config.publisher.url.clone(),
            policies: site
                .config
                .publisher
                .policies
                .iter()
                .zip(&site.policies)
                .filter_map(|((policy, _), url)| {
                    Some(LinkView { title: words::policy(words, *policy).to_owned(), url: url.clone()? })
                })
                .collect(),
        }),
        theme: site
            .theme
            .iter()
            .map(|(name, path)| (name.replace('.', "_"), site.config.base_url.link(path)))
            .collect(),
        feed: file("feed.xml"),
        corrections_feed: file("corrections.xml"),
        legend: crate::origins::Status::ALL
            .iter()
            .rev()
            .map(|status| LegendView {
                status: viewer.status(*status, false),
                meaning: words::status_meaning(words, *status).to_owned(),
            })
            .collect(),
        generator: format!("Onrecord {}", env!("CARGO_PKG_VERSION")),
    }
}
