//! What is written where, collisions, and what each actor and source is part of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::Span;
use crate::model::is_device;
use crate::paths::{FilePath, OutputPath, Written};
use crate::rules::Rule;
use crate::site::{PageKey, Role, Site};
use crate::slug::Slugger;
use crate::theme;

/// Settles the site's outputs and reports what would be written over something else.
pub(super) fn settle(site: &mut Site, sink: &mut Sink) {
    backlinks(site);
    let stored: BTreeSet<FilePath> =
        site.sources.iter().filter_map(|entry| Some(entry.source.text.as_ref()?.value.clone())).collect();
    site.assets.retain(|asset| !stored.contains(&asset.from));
    theme::place(site);
    let mut taken = Taken {
        site,
        seen: HashMap::new(),
        lower: HashMap::new(),
        folders: HashMap::new(),
        outputs: BTreeMap::new(),
    };
    generated(&mut taken, sink);
    for ix in 0..taken.site.pages.len() {
        let page = &taken.site.pages[ix];
        if !page.is_published() || matches!(page.role, Role::Profile(_)) {
            continue;
        }
        let (output, span, explainer) =
            (page.output.clone(), page.span(&taken.site.files), page.is_explainer());
        let json = explainer
            .then(|| {
                OutputPath::new(&format!("{}claims.json", output.as_str().trim_end_matches("index.html")))
            })
            .flatten();
        let is_free = taken.put(output, PageKey::Page(ix), Some(span), Rule::OutputCollision, sink);
        if let (true, Some(json)) = (is_free, json) {
            taken.put(json, PageKey::ClaimsJson(ix), Some(span), Rule::OutputCollision, sink);
        }
    }
    for ix in 0..taken.site.assets.len() {
        let to = taken.site.assets[ix].to.clone();
        taken.put(to, PageKey::Asset(ix), None, Rule::OutputCollision, sink);
    }
    aliases(&mut taken, sink);
    site.outputs = taken.outputs;
}

struct Taken<'a> {
    site: &'a Site,
    seen: HashMap<OutputPath, Option<Span>>,
    /// Files by their paths in small letters.
    lower: HashMap<String, OutputPath>,
    /// Folders by their paths in small letters, each with the first file in it.
    folders: HashMap<String, OutputPath>,
    outputs: BTreeMap<OutputPath, PageKey>,
}

/// Why a path cannot be taken.
enum Clash {
    /// Something else is written there.
    Same(OutputPath),
    /// It is another path that differs by capital letters only.
    Case(OutputPath),
    /// It is a folder for one and a file for the other.
    Folder(OutputPath),
}

impl Taken<'_> {
    /// Takes a path; tells whether it was free. What was not free is reported: at `span`, else at what took the path
    /// first, else (two copied files, which have no text to point into) at the configuration.
    fn put(
        &mut self,
        path: OutputPath,
        key: PageKey,
        span: Option<Span>,
        rule: Rule,
        sink: &mut Sink,
    ) -> bool {
        let Some(clash) = self.clash(&path) else {
            self.take(path, key, span);
            return true;
        };
        let other = match &clash {
            Clash::Same(other) | Clash::Case(other) | Clash::Folder(other) => other,
        };
        let others_place = self.seen.get(other).copied().flatten();
        let first = self.site.files.iter().next().expect("a site has a configuration").span(0..0);
        let one = if span.is_some() { "this page".to_owned() } else { describe(&key, self.site) };
        let what = describe(&self.outputs[other], self.site);
        let (rule, message, help) = match &clash {
            Clash::Same(_) => (
                rule,
                format!("{one} and {what} would both be written to `{path}`"),
                "give one of them another file name or `slug`",
            ),
            Clash::Case(other) => (
                Rule::CaseCollision,
                format!("`{path}` and `{other}` differ only by capital letters"),
                "rename one of them; on Windows and macOS they are one file",
            ),
            Clash::Folder(other) => (
                rule,
                format!(
                    "{one} would be written to `{path}` and {what} to `{other}`; a name cannot be a file and a folder"
                ),
                "give one of them another file name or `slug`",
            ),
        };
        let mut finding = Diagnostic::new(rule, span.or(others_place).unwrap_or(first), message, help);
        if let (Some(_), Some(place)) = (span, others_place) {
            finding = finding.label(place, "the other one");
        }
        sink.push(finding);
        false
    }

    fn clash(&self, path: &OutputPath) -> Option<Clash> {
        if self.outputs.contains_key(path) {
            return Some(Clash::Same(path.clone()));
        }
        let lower = path.as_str().to_lowercase();
        if let Some(other) = self.lower.get(&lower) {
            return Some(Clash::Case(other.clone()));
        }
        let inside = self.folders.get(&lower);
        inside
            .or_else(|| folders(&lower).find_map(|folder| self.lower.get(folder)))
            .cloned()
            .map(Clash::Folder)
    }

    fn take(&mut self, path: OutputPath, key: PageKey, span: Option<Span>) {
        let lower = path.as_str().to_lowercase();
        for folder in folders(&lower) {
            if !self.folders.contains_key(folder) {
                self.folders.insert(folder.to_owned(), path.clone());
            }
        }
        self.lower.insert(lower, path.clone());
        self.seen.insert(path.clone(), span);
        self.outputs.insert(path, key);
    }
}

/// Walks over the folders that a path lies in.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

fn describe(key: &PageKey, site: &Site) -> String {
    match key {
        PageKey::Page(ix) | PageKey::ClaimsJson(ix) | PageKey::Alias(ix) => {
            format!("the page `{}`", site.files.get(site.pages[*ix].parsed.file).path)
        }
        PageKey::Asset(ix) => format!("the file `{}`", site.assets[*ix].from),
        PageKey::Theme(name) => format!("the theme's file `{name}`"),
        _ => "a page that Onrecord makes".to_owned(),
    }
}

/// Takes the paths of the pages that are made from registers.
fn generated(taken: &mut Taken<'_>, sink: &mut Sink) {
    let site = taken.site;
    let mut put = |path: OutputPath, key: PageKey| {
        taken.put(path, key, None, Rule::OutputCollision, sink);
    };
    let file = |name: &str| OutputPath::new(name).expect("the name is plain");
    let has_home = site
        .pages
        .iter()
        .any(|page| page.is_published() && page.role == Role::Home && page.parsed.lang.is_none());
    if !has_home {
        put(OutputPath::page(""), PageKey::Home);
    }
    put(OutputPath::page("actors"), PageKey::Actors);
    for (ix, actor) in site.actors.iter().enumerate() {
        put(actor.output.clone(), PageKey::Actor(ix));
    }
    let sources = site.sources.len().div_ceil(site.config.paginate_by).max(1);
    for page in 0..sources {
        put(numbered("sources", page), PageKey::Sources(page));
    }
    for (ix, source) in site.sources.iter().enumerate() {
        put(source.output.clone(), PageKey::Source(ix));
    }
    let published = site.claims.iter().filter(|claim| claim.is_published(&site.pages)).count();
    for page in 0..published.div_ceil(site.config.paginate_by).max(1) {
        put(numbered("claims", page), PageKey::Claims(page));
    }
    put(OutputPath::page("timeline"), PageKey::Timeline);
    put(OutputPath::page("corrections"), PageKey::Corrections);
    for slug in tags(site).into_keys() {
        put(OutputPath::page(&format!("tags/{slug}")), PageKey::Tag(slug));
    }
    put(file("404.html"), PageKey::NotFound);
    put(file("robots.txt"), PageKey::Robots);
    if site.config.base_url.absolute(&file("sitemap.xml")).is_some() {
        put(file("sitemap.xml"), PageKey::Sitemap);
        if site.config.feed_entries.is_some() {
            put(file("feed.xml"), PageKey::Feed);
            put(file("corrections.xml"), PageKey::CorrectionsFeed);
        }
    }
    for (name, path) in &site.theme {
        if !site.assets.iter().any(|asset| asset.to == *path) {
            put(path.clone(), PageKey::Theme(name));
        }
    }
}

/// Returns the path of a page of a list, counted from 0: `sources/`, `sources/page-2/`.
pub fn numbered(folder: &str, page: usize) -> OutputPath {
    match page {
        0 => OutputPath::page(folder),
        n => OutputPath::page(&format!("{folder}/page-{}", n + 1)),
    }
}

/// Returns the tags of published pages: slug to the tag as first written, and the pages, newest first.
pub fn tags(site: &Site) -> BTreeMap<String, (String, Vec<usize>)> {
    let mut tags: BTreeMap<String, (String, Vec<usize>)> = BTreeMap::new();
    for (ix, page) in site.pages.iter().enumerate() {
        if !page.is_published() || matches!(page.role, Role::Profile(_)) {
            continue;
        }
        for tag in &page.parsed.front.tags {
            let entry = tags.entry(tag_slug(&tag.value)).or_insert_with(|| (tag.value.clone(), Vec::new()));
            if !entry.1.contains(&ix) {
                entry.1.push(ix);
            }
        }
    }
    tags
}

/// Returns the part of a URL for a tag.
pub fn tag_slug(tag: &str) -> String {
    Slugger::default().slug(tag)
}

/// The longest part of a path, in bytes; file systems take 255, and `.html` may still come behind it.
const MAX_PART: usize = 200;

/// Takes the old paths that lead to pages.
fn aliases(taken: &mut Taken<'_>, sink: &mut Sink) {
    for ix in 0..taken.site.pages.len() {
        let page = &taken.site.pages[ix];
        if !page.is_published() {
            continue;
        }
        for alias in &page.parsed.front.aliases {
            let trimmed = alias.value.trim_matches('/');
            let is_plain = matches!(Written::parse(&alias.value), Written::Internal { query: None, anchor: None, .. })
                && trimmed.split('/').all(|part| !is_device(part) && part.len() <= MAX_PART)
                && !trimmed.chars().any(|c| c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'));
            let path = if trimmed.ends_with(".html") {
                OutputPath::new(trimmed)
            } else {
                FilePath::new(trimmed).map(|path| OutputPath::page(path.as_str()))
            };
            match path.filter(|_| is_plain) {
                Some(path) => {
                    taken.put(path, PageKey::Alias(ix), Some(alias.span), Rule::AliasCollision, sink);
                }
                None => sink.push(Diagnostic::new(
                    Rule::UnknownValue,
                    alias.span,
                    format!("`{}` is not a path of this site", alias.value),
                    "write the old path as it stood behind the site's address, for example `/old/page/`",
                )),
            }
        }
    }
}

/// Fills in what refers to actors and sources.
fn backlinks(site: &mut Site) {
    for (ix, claim) in site.claims.iter().enumerate() {
        if !claim.is_published(&site.pages) {
            continue;
        }
        for &actor in &claim.by {
            site.actors[actor].claims_by.push(ix);
        }
        for &actor in &claim.about {
            site.actors[actor].claims_about.push(ix);
        }
        let sources: BTreeSet<usize> = claim.cites.iter().filter_map(|cite| cite.source).collect();
        for source in sources {
            site.sources[source].claims.push(ix);
        }
    }
    for (ix, event) in site.events.iter().enumerate() {
        if !event.is_published {
            continue;
        }
        for (actor, _) in &event.actors {
            if !site.actors[*actor].events.contains(&ix) {
                site.actors[*actor].events.push(ix);
            }
        }
    }
}
