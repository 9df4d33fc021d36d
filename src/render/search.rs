//! Search: one index of the site's articles, claims, actors and sources, and the page that looks through it.
//!
//! The index is JSON with a stable name, `search.json`. It holds short texts only, so that a browser can look through all
//! of them at each keystroke, in any script, without a server. Without JavaScript the page is a plain index. Not done
//! here: the looking (see `static/search.js`).

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::paths::OutputPath;
use crate::site::{ActorIx, PageIx, Role};
use crate::strings::Key;
use crate::view::{LinkView, Viewer};
use crate::words;

use super::Renderer;

/// How many articles the plain index names. Beyond that it would be no help; the lists of the site have pages.
const MOST_NAMED: usize = 500;

impl Renderer<'_> {
    /// Draws the page. It needs the index; without JavaScript it leads to the articles and the lists.
    pub(super) fn search(&self, sink: &mut Sink) -> Option<String> {
        let output = OutputPath::page("search");
        let mut pages = self.searched_pages();
        let viewer = |page: &PageIx| Viewer::of(self.site, &self.site.pages[*page]);
        let mut articles: Vec<LinkView> = Vec::new();
        if pages.len() <= MOST_NAMED {
            pages.sort_by_cached_key(|page| viewer(page).page_link(*page).title.to_lowercase());
            articles = pages.iter().map(|page| viewer(page).page_link(*page)).collect();
        }
        let mut context = self.own_context(&self.named_view(Key::Search, &output));
        let index = OutputPath::new("search.json").expect("the name is plain");
        context.insert("index", &self.site.config.base_url.link(&index));
        context.insert("articles", &articles);
        self.run("search.html", &self.site.config.language, &context, None, sink)
    }

    /// Writes the index. URLs begin behind the site's path.
    ///
    /// Articles, actors and sources are `[title, URL, text]`. Claims are most of it, so that they only point to what
    /// stands elsewhere: `[sentence, article or URL, anchor, status, actors]`, all but the sentence as numbers where
    /// possible.
    pub(super) fn search_index(&self) -> String {
        let site = self.site;
        let own = Viewer::new(site);
        let short = |url: String| url.strip_prefix(site.config.base_url.path()).unwrap_or(&url).to_owned();
        let pages = self.searched_pages();
        let numbers: HashMap<PageIx, usize> = pages.iter().copied().zip(0..).collect();
        let actor_numbers: HashMap<ActorIx, usize> = site.lists.actors.iter().copied().zip(0..).collect();
        let articles: Vec<Value> = pages
            .into_iter()
            .map(|ix| {
                let page = &site.pages[ix];
                let viewer = Viewer::of(site, page);
                let front = &page.parsed.front;
                let mut text = vec![
                    viewer
                        .maybe(front.description.as_ref())
                        .or_else(|| crate::view::listing::shorten(&page.parsed.outline.lead))
                        .unwrap_or_default(),
                ];
                text.extend(page.parsed.outline.headings.iter().map(|heading| heading.text.clone()));
                text.extend(front.tags.iter().map(|tag| tag.value.clone()));
                json!([viewer.text(&front.title), short(own.url(&page.output)), joined(text)])
            })
            .collect();
        let claims: Vec<Value> = site
            .lists
            .claims
            .iter()
            .filter_map(|&ix| {
                let entry = &site.claims[ix];
                let page = entry.marked.first()?.page;
                let anchor = entry.anchor(&site.pages[page].parsed.key);
                let place = match numbers.get(&page) {
                    Some(number) => json!(number),
                    None => json!(short(own.url(&site.pages[page].output))),
                };
                let status = site.lists.statuses.iter().position(|(status, _)| *status == entry.status)?;
                let mut actors: Vec<usize> = Vec::new();
                for actor in entry.by.iter().chain(&entry.about) {
                    let number = actor_numbers[actor];
                    if !actors.contains(&number) {
                        actors.push(number);
                    }
                }
                Some(json!([own.text(&entry.says), place, anchor, status, actors]))
            })
            .collect();
        let actors: Vec<Value> = site
            .lists
            .actors
            .iter()
            .map(|&ix| {
                let entry = &site.actors[ix];
                let mut text = entry.actor.aliases.clone();
                // A name in another script finds the actor, too.
                text.extend(entry.actor.name.all().map(str::to_owned));
                text.extend(own.maybe(entry.actor.summary.as_ref()));
                let name = own.text(&entry.actor.name);
                text.retain(|other| *other != name);
                json!([name, short(own.url(&entry.output)), joined(text)])
            })
            .collect();
        let sources: Vec<Value> = (0..site.sources.len())
            .map(|ix| {
                let entry = &site.sources[ix];
                let label = words::capital(&own.source_label(ix));
                json!([label, short(own.url(&entry.output)), own.source_kind(ix)])
            })
            .collect();
        let statuses: Vec<Value> = site
            .lists
            .statuses
            .iter()
            .map(|(of, _)| json!([of.as_str(), own.status(*of, false).label]))
            .collect();
        let mut text = json!({
            "statuses": statuses,
            "articles": articles,
            "claims": claims,
            "actors": actors,
            "sources": sources,
        })
        .to_string();
        text.push('\n');
        text
    }

    /// Returns the pages that can be found: explainers, newest first, then plain pages and sections.
    fn searched_pages(&self) -> Vec<PageIx> {
        let mut pages = self.site.lists.explainers.clone();
        pages.extend((0..self.site.pages.len()).filter(|ix| {
            let page = &self.site.pages[*ix];
            page.is_published() && !page.is_explainer() && matches!(page.role, Role::Single | Role::Section)
        }));
        pages
    }
}

/// Joins texts, each once, with a sign between that no word holds.
fn joined(mut texts: Vec<String>) -> String {
    let mut seen = std::collections::BTreeSet::new();
    texts.retain(|text| !text.is_empty() && seen.insert(text.clone()));
    texts.join(" · ")
}
