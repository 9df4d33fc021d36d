//! Feeds (Atom, RFC 4287), sitemap, robots and pages for old paths.

use serde::Serialize;
use tera::Context;

use crate::diagnostic::Sink;
use crate::html;
use crate::model::date::Moment;
use crate::paths::OutputPath;
use crate::site::{PageIx, PageKey};
use crate::strings::Key;
use crate::view::Viewer;
use crate::view::listing::shorten;

use super::Renderer;

/// A feed.
#[derive(Serialize)]
struct FeedView {
    title: String,
    subtitle: Option<String>,
    /// Its permanent name: its own URL.
    id: String,
    url: String,
    self_url: String,
    /// When the newest entry changed.
    updated: String,
    author: String,
}

/// An entry of a feed.
#[derive(Serialize)]
struct EntryView {
    title: String,
    id: String,
    url: String,
    published: String,
    updated: String,
    summary: Option<String>,
    content: Option<String>,
    authors: Vec<String>,
}

/// A page in the sitemap.
#[derive(Serialize)]
struct UrlView {
    loc: String,
    lastmod: Option<String>,
}

/// What stands for a date that no page gives: feeds must have one, and a run must not invent one.
const NO_DATE: &str = "1970-01-01T00:00:00Z";

impl Renderer<'_> {
    fn absolute(&self, path: &str) -> String {
        OutputPath::new(path).and_then(|path| self.site.config.base_url.absolute(&path)).unwrap_or_default()
    }

    fn stamp(&self, moment: &Moment) -> String {
        moment.rfc3339(&self.site.config.zone)
    }

    pub(super) fn feed(&self, sink: &mut Sink) -> Option<String> {
        let most = self.site.config.feed_entries?;
        let explainers = self.site.lists.explainers.iter().copied();
        let dated = explainers.filter(|page| self.site.pages[*page].parsed.front.date.is_some());
        let entries: Vec<EntryView> = dated.take(most).filter_map(|page| self.article_entry(page)).collect();
        let title = Viewer::new(self.site).text(&self.site.config.title);
        self.write_feed("feed.xml", title, &entries, sink)
    }

    fn article_entry(&self, ix: PageIx) -> Option<EntryView> {
        let page = &self.site.pages[ix];
        let front = &page.parsed.front;
        let viewer = Viewer::of(self.site, page);
        let date = &front.date.as_ref()?.value;
        let url = self.site.config.base_url.absolute(&page.output)?;
        let authors = if front.authors.is_empty() { &self.site.config.authors } else { &front.authors };
        Some(EntryView {
            title: viewer.text(&front.title),
            id: url.clone(),
            url,
            published: self.stamp(date),
            updated: self.stamp(front.updated.as_ref().map_or(date, |updated| &updated.value)),
            summary: viewer.maybe(front.description.as_ref()).or_else(|| shorten(&page.parsed.outline.lead)),
            content: Some(html::for_feed(self.site, ix)),
            authors: authors.iter().map(|author| viewer.text(&author.name)).collect(),
        })
    }

    pub(super) fn corrections_feed(&self, sink: &mut Sink) -> Option<String> {
        let most = self.site.config.feed_entries?;
        let entries: Vec<EntryView> = self
            .site
            .lists
            .corrections
            .iter()
            .take(most)
            .filter_map(|&(page, number)| {
                let entry = &self.site.pages[page];
                let viewer = Viewer::of(self.site, entry);
                let words = viewer.words();
                let view = viewer.correction(page, number);
                let date = self.stamp(&entry.parsed.front.corrections[number].date.value);
                let url = format!("{}#{}", self.site.config.base_url.absolute(&entry.output)?, view.anchor);
                let parts = [(Key::FeedWas, &view.was), (Key::FeedNow, &view.now), (Key::FeedWhy, &view.why)];
                let text: Vec<String> = parts
                    .iter()
                    .filter_map(|(key, text)| Some(words.say(*key, &[("text", text.as_ref()?)])))
                    .collect();
                Some(EntryView {
                    title: words
                        .say(Key::LabelValue, &[("label", &view.kind_words), ("value", &view.article.title)]),
                    id: url.clone(),
                    url,
                    published: date.clone(),
                    updated: date,
                    summary: Some(text.join(" ")),
                    content: None,
                    authors: Vec::new(),
                })
            })
            .collect();
        let viewer = Viewer::new(self.site);
        let site = viewer.text(&self.site.config.title);
        let title = viewer.words().say(Key::FeedTitleCorrections, &[("site", &site)]);
        self.write_feed("corrections.xml", title, &entries, sink)
    }

    fn write_feed(
        &self,
        name: &str,
        title: String,
        entries: &[EntryView],
        sink: &mut Sink,
    ) -> Option<String> {
        let viewer = Viewer::new(self.site);
        let publisher = self.site.config.publisher.name.as_ref().map(|name| viewer.text(name));
        let feed = FeedView {
            title,
            subtitle: viewer.maybe(self.site.config.description.as_ref()),
            id: self.absolute(name),
            url: self.absolute("index.html"),
            self_url: self.absolute(name),
            updated: entries
                .iter()
                .map(|entry| entry.updated.clone())
                .max()
                .unwrap_or_else(|| NO_DATE.to_owned()),
            author: publisher.unwrap_or_else(|| viewer.text(&self.site.config.title)),
        };
        let mut context = Context::new();
        context.insert_value("site", self.shared.of(viewer.lang));
        context.insert("feed", &feed);
        context.insert("entries", &entries);
        self.run(name, viewer.lang, &context, None, sink).map(|text| xml_safe(&text))
    }

    pub(super) fn sitemap(&self, sink: &mut Sink) -> Option<String> {
        let base = &self.site.config.base_url;
        let urls: Vec<UrlView> = self
            .site
            .outputs
            .iter()
            .filter_map(|(path, key)| {
                let lastmod = match key {
                    PageKey::Page(page) => {
                        let front = &self.site.pages[*page].parsed.front;
                        front.updated.as_ref().or(front.date.as_ref()).map(|date| self.stamp(&date.value))
                    }
                    PageKey::Home(_)
                    | PageKey::Further(..)
                    | PageKey::Actors(_)
                    | PageKey::Actor(..)
                    | PageKey::Sources(_)
                    | PageKey::Source(..) => None,
                    PageKey::Claims(_)
                    | PageKey::Timeline(_)
                    | PageKey::Corrections(_)
                    | PageKey::Tag(..) => None,
                    PageKey::ClaimsJson(_) | PageKey::NotFound | PageKey::Feed | PageKey::CorrectionsFeed => {
                        return None;
                    }
                    PageKey::Sitemap
                    | PageKey::Robots
                    | PageKey::Search
                    | PageKey::SearchIndex
                    | PageKey::Report
                    | PageKey::Alias(_)
                    | PageKey::Asset(_)
                    | PageKey::Theme(_) => return None,
                };
                Some(UrlView { loc: base.absolute(path)?, lastmod })
            })
            .collect();
        let mut context = Context::new();
        context.insert("urls", &urls);
        self.run("sitemap.xml", &self.site.config.language, &context, None, sink).map(|text| xml_safe(&text))
    }

    pub(super) fn robots(&self, sink: &mut Sink) -> Option<String> {
        let sitemap = OutputPath::new("sitemap.xml")
            .filter(|path| self.site.outputs.contains_key(path))
            .and_then(|path| self.site.config.base_url.absolute(&path));
        let mut context = Context::new();
        context.insert("sitemap", &sitemap);
        self.run("robots.txt", &self.site.config.language, &context, None, sink)
    }

    pub(super) fn alias(&self, page: PageIx, sink: &mut Sink) -> Option<String> {
        let page = &self.site.pages[page];
        let mut context = Context::new();
        context.insert("target", &self.site.config.base_url.link(&page.output));
        context.insert("canonical", &self.site.config.base_url.absolute(&page.output));
        context.insert("title", &Viewer::of(self.site, page).text(&page.parsed.front.title));
        context.insert("lang", page.lang.as_str());
        context.insert("dir", page.lang.dir());
        self.run("alias.html", &page.lang, &context, Some(page.span(&self.site.files)), sink)
    }
}

/// Drops characters that XML 1.0 cannot hold.
fn xml_safe(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().filter(allowed).collect()
}
