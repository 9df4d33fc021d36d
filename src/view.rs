//! What templates see: plain data, made from the site before a template runs.
//!
//! Templates get these structs and nothing else, so that no template can look things up, and a page depends only on what
//! it was handed. Field names are part of the contract with people who write themes (see the documentation of themes).
//! HTML is found only in fields that say so.

pub mod claim;
pub mod drawing;
pub mod listing;
pub mod report;
pub mod source;
pub mod timeline;

use serde::Serialize;

use crate::model::date::{Date, Moment};
use crate::model::text::{Lang, Text};
use crate::origins::Status;
use crate::paths::OutputPath;
use crate::site::{ActorIx, NoteLinks, Page, PageIx, Site};
use crate::strings::{Key, Words};
use crate::words;

/// The site, the same on every page of a language.
#[derive(Debug, Serialize)]
pub struct SiteView {
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: Option<String>,
    /// The language of its own pages.
    pub lang: String,
    /// The home page.
    pub url: String,
    /// The path under which it stands, with a slash at both ends.
    pub base: String,
    /// The navigation.
    pub nav: Vec<LinkView>,
    /// The page that searches the site.
    pub search: String,
    /// Who publishes it.
    pub publisher: Option<PublisherView>,
    /// The URLs of the theme's files, by name with `_` for `.`: `onrecord_css`.
    pub theme: std::collections::BTreeMap<String, String>,
    /// The feed of explainers, where the site's address is known.
    pub feed: Option<String>,
    /// The feed of corrections.
    pub corrections_feed: Option<String>,
    /// What each status is called and means.
    pub legend: Vec<LegendView>,
    /// The program and its version.
    pub generator: String,
}

/// Who publishes the site.
#[derive(Debug, Serialize)]
pub struct PublisherView {
    /// The name.
    pub name: String,
    /// The web site.
    pub url: Option<String>,
    /// Its rules on unnamed sources, corrections and fact-checking.
    pub policies: Vec<LinkView>,
}

/// A link.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// The words.
    pub title: String,
    /// The URL.
    pub url: String,
}

/// A status and what it means.
#[derive(Clone, Debug, Serialize)]
pub struct LegendView {
    /// The status.
    pub status: StatusView,
    /// A line.
    pub meaning: String,
}

/// A status for style sheets and for people.
#[derive(Clone, Debug, Serialize)]
pub struct StatusView {
    /// The word in `data-status` and classes.
    pub id: &'static str,
    /// The words that readers see.
    pub label: String,
}

/// A day for machines and for people.
#[derive(Clone, Debug, Serialize)]
pub struct DayView {
    /// For `<time datetime>`.
    pub iso: String,
    /// In words.
    pub words: String,
}

/// An actor in a line of text.
#[derive(Clone, Debug, Serialize)]
pub struct ActorChip {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The page.
    pub url: String,
    /// What it did in an event.
    pub part: Option<String>,
}

/// What every page tells `base.html`.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// The title.
    pub title: String,
    /// The description.
    pub description: Option<String>,
    /// The language.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The absolute URL, where the site's address is known.
    pub canonical: Option<String>,
    /// The URL as pages link to it.
    pub url: String,
    /// Whether it is a draft.
    pub draft: bool,
    /// Structured data (JSON-LD), ready for a script element.
    pub json_ld: Option<String>,
    /// The picture for sharing, absolute.
    pub image: Option<String>,
    /// What the picture shows.
    pub image_alt: Option<String>,
    /// `article` or `website`, for Open Graph.
    pub og_type: &'static str,
    /// The same page in other languages.
    pub translations: Vec<TranslationView>,
}

/// A page in another language.
#[derive(Debug, Serialize)]
pub struct TranslationView {
    /// The language.
    pub lang: String,
    /// The title.
    pub title: String,
    /// The URL.
    pub url: String,
    /// The absolute URL.
    pub canonical: Option<String>,
}

/// Makes views for one language.
#[derive(Clone, Copy)]
pub struct Viewer<'a> {
    /// The site.
    pub site: &'a Site,
    /// The reader's language.
    pub lang: &'a Lang,
    /// Its words.
    words: &'a Words,
}

impl<'a> Viewer<'a> {
    /// Makes a viewer for pages in the site's own language.
    pub fn new(site: &'a Site) -> Self {
        Self::in_language(site, &site.config.language)
    }

    /// Makes a viewer for a page.
    pub fn of(site: &'a Site, page: &'a Page) -> Self {
        Self::in_language(site, &page.lang)
    }

    /// Makes a viewer for readers of a language.
    pub fn in_language(site: &'a Site, lang: &'a Lang) -> Self {
        Self { site, lang, words: site.strings.of(lang) }
    }

    /// Makes a viewer for findings, which are English and name things as the site's own language does.
    pub fn for_findings(site: &'a Site) -> Self {
        Self { words: Words::english(), ..Self::new(site) }
    }

    /// Returns the words of the reader's language.
    pub fn words(self) -> &'a Words {
        self.words
    }

    /// Returns text in the reader's language.
    pub fn text(self, text: &Text) -> String {
        text.get(self.lang, &self.site.config.language).to_owned()
    }

    /// Draws a note in the reader's language.
    pub fn note_text(self, note: &Text, links: &NoteLinks) -> String {
        let (lang, text) = note.choose(self.lang, &self.site.config.language);
        let followed =
            links.iter().find(|(of, _)| of.as_ref() == lang).map_or(&[][..], |(_, followed)| followed);
        crate::html::fragment(text, followed, self.words)
    }

    /// Returns text in the reader's language, if there is any.
    pub fn maybe(self, text: Option<&Text>) -> Option<String> {
        text.map(|text| self.text(text))
    }

    /// Returns the URL of an output.
    pub fn url(self, output: &OutputPath) -> String {
        self.site.config.base_url.link(output)
    }

    /// Returns the page itself, or what stands for it in the reader's language.
    fn nearest_page(self, page: PageIx) -> PageIx {
        let of = |page: PageIx| &self.site.pages[page];
        let fits = |other: &&PageIx| of(**other).lang == *self.lang && of(**other).is_published();
        if of(page).lang == *self.lang {
            return page;
        }
        of(page).translations.iter().find(fits).copied().unwrap_or(page)
    }

    /// Returns a page's title and URL.
    pub fn page_link(self, page: PageIx) -> LinkView {
        let page = &self.site.pages[page];
        LinkView { title: self.text(&page.parsed.front.title), url: self.url(&page.output) }
    }

    /// Returns an actor in a line of text.
    pub fn actor(self, actor: ActorIx, part: Option<&Text>) -> ActorChip {
        let entry = &self.site.actors[actor];
        ActorChip {
            id: entry.actor.id.value.to_string(),
            name: self.text(&entry.actor.name),
            url: self.url(&entry.output),
            part: self.maybe(part),
        }
    }

    /// Returns several actors.
    pub fn actors(self, actors: &[ActorIx]) -> Vec<ActorChip> {
        actors.iter().map(|actor| self.actor(*actor, None)).collect()
    }

    /// Returns a day of a page.
    pub fn moment(self, moment: &Moment) -> DayView {
        let iso = match moment {
            Moment::Day(day) => day.to_string(),
            Moment::Instant(..) => moment.rfc3339(&self.site.config.zone),
        };
        DayView { iso, words: words::day(self.words, moment.day()) }
    }

    /// Returns a status for templates. `own`: it rests on the newsroom's own reporting alone.
    pub fn status(self, status: Status, own: bool) -> StatusView {
        let label = if own && status == Status::SingleSource {
            self.words.get(Key::OwnReporting)
        } else {
            words::status(self.words, status)
        };
        StatusView { id: status.as_str(), label: label.to_owned() }
    }

    /// Returns a day for templates.
    pub fn day(self, day: jiff::civil::Date) -> DayView {
        DayView { iso: day.to_string(), words: words::day(self.words, day) }
    }

    /// Returns a date in words.
    pub fn date(self, date: &Date) -> String {
        words::date(self.words, date)
    }
}
