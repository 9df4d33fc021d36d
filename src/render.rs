//! Pages: a pure function from the site and a [`PageKey`] to bytes.
//!
//! Input: the site, compiled templates, and what all pages share, made once. Output: the bytes of one file. Templates
//! receive views (see `view`); an error of theirs is a finding and no page. Not done here: writing (see `publish`).

mod article;
mod feeds;
mod json;
mod lists;
mod search;

use tera::{Context, Value};

use crate::diagnostic::Sink;
use crate::files::Span;
use crate::html::Remarks;
use crate::paths::OutputPath;
use crate::site::{PageKey, Site};
use crate::templates::{Templates, ready};
use crate::theme;
use crate::view::{LegendView, LinkView, PageView, PublisherView, SiteView, Viewer, status};
use crate::words;

/// What all pages share: the [`SiteView`], ready for templates. Made once for a site; cheap to clone.
#[derive(Clone)]
pub struct Shared(Value);

impl Shared {
    /// Prepares what all pages of a site share.
    pub fn new(site: &Site) -> Self {
        Self(Value::from_serializable(&site_view(site)))
    }
}

/// What drawing any page needs.
pub struct Renderer<'a> {
    site: &'a Site,
    templates: &'a Templates,
    shared: Shared,
    remarks: Option<&'a dyn Remarks>,
}

impl<'a> Renderer<'a> {
    /// Prepares to draw a site.
    pub fn new(site: &'a Site, templates: &'a Templates) -> Self {
        Self { site, templates, shared: Shared::new(site), remarks: None }
    }

    /// Prepares to draw a site for an editor, who is told something at its places.
    pub fn for_editor(
        site: &'a Site,
        templates: &'a Templates,
        shared: Shared,
        remarks: &'a dyn Remarks,
    ) -> Self {
        Self { site, templates, shared, remarks: Some(remarks) }
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
            PageKey::NotFound => self.simple(
                "404.html",
                "Page not found",
                &OutputPath::new("404.html").expect("the name is plain"),
                sink,
            )?,
            PageKey::Feed => self.feed(sink)?,
            PageKey::CorrectionsFeed => self.corrections_feed(sink)?,
            PageKey::Sitemap => self.sitemap(sink)?,
            PageKey::Search => self.search(sink)?,
            PageKey::SearchIndex => self.search_index(),
            PageKey::Robots => self.robots(sink)?,
            PageKey::Alias(page) => self.alias(*page, sink)?,
            PageKey::Theme(name) => theme::file(name)?.to_owned(),
            PageKey::Asset(_) => return None,
        };
        Some(text.into_bytes())
    }

    /// Makes the context of a page with what `base.html` needs.
    fn context(&self, page: &PageView) -> Context {
        let mut context = Context::new();
        context.insert_value("site", self.shared.0.clone());
        context.insert("page", page);
        context
    }

    /// Runs a template.
    fn run(&self, template: &str, context: &Context, at: Option<Span>, sink: &mut Sink) -> Option<String> {
        self.templates.render(template, context, at, &self.site.files, sink)
    }

    /// Draws a page that is made of its title alone.
    fn simple(&self, template: &str, title: &str, output: &OutputPath, sink: &mut Sink) -> Option<String> {
        let context = self.context(&self.plain_view(title.to_owned(), output));
        self.run(template, &context, None, sink)
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

fn site_view(site: &Site) -> SiteView {
    let viewer = Viewer::new(site);
    let base = site.config.base_url.path();
    let link = |title: &str, folder: &str| LinkView {
        title: title.to_owned(),
        url: site.config.base_url.link(&OutputPath::page(folder)),
    };
    let nav = if site.config.navigation.is_empty() {
        vec![
            link("Actors", "actors"),
            link("Sources", "sources"),
            link("Claims", "claims"),
            link("Timeline", "timeline"),
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
                    Some(LinkView { title: policy.words().to_owned(), url: url.clone()? })
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
            .map(|s| LegendView { status: status(*s, false), meaning: words::status_meaning(*s) })
            .collect(),
        generator: format!("Onrecord {}", env!("CARGO_PKG_VERSION")),
    }
}
