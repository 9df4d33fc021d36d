//! What is written where, and collisions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::{Span, is_blank};
use crate::model::is_device;
use crate::paths::CONTENT;
use crate::paths::{FilePath, OutputPath, Written};
use crate::rules::Rule;
use crate::site::{PageKey, Role, Site};
use crate::theme;

use super::lists::{further, numbered, pages};

/// Settles the site's outputs and reports what would be written over something else.
///
/// Files that lie beside pages are published only when a published page needs them, which is known when links are followed.
/// Until [`Settled::finish`] all that do not lie under another output stand among the outputs.
pub(super) fn settle(site: &mut Site, sink: &mut Sink) -> Settled {
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
    further_pages(&mut taken, sink);
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
    let (beside, copied): (Vec<usize>, Vec<usize>) =
        (0..taken.site.assets.len()).partition(|ix| taken.site.assets[*ix].from.below(CONTENT).is_some());
    for ix in copied {
        let to = taken.site.assets[ix].to.clone();
        taken.put(to, PageKey::Asset(ix), None, Rule::OutputCollision, sink);
    }
    aliases(&mut taken, sink);
    let Taken { seen, lower, folders, outputs, .. } = taken;
    site.outputs.clone_from(&outputs);
    for &ix in &beside {
        site.outputs.entry(site.assets[ix].to.clone()).or_insert(PageKey::Asset(ix));
    }
    Settled { seen, lower, folders, outputs, beside }
}

/// The outputs but for files that lie beside pages, and for what no page may lead to.
pub(super) struct Settled {
    seen: HashMap<OutputPath, Option<Span>>,
    lower: HashMap<String, OutputPath>,
    folders: HashMap<String, OutputPath>,
    outputs: BTreeMap<OutputPath, PageKey>,
    beside: Vec<usize>,
}

impl Settled {
    /// Adds the files beside pages that are used, and what is for the desk alone. The other files stay at home: notes,
    /// recordings, a draft's pictures.
    pub(super) fn finish(self, site: &mut Site, used: &BTreeSet<OutputPath>, sink: &mut Sink) {
        let Self { seen, lower, folders, outputs, beside } = self;
        let mut taken = Taken { site, seen, lower, folders, outputs };
        for ix in beside {
            let to = &taken.site.assets[ix].to;
            if used.contains(to) {
                taken.put(to.clone(), PageKey::Asset(ix), None, Rule::OutputCollision, sink);
            }
        }
        report(&mut taken);
        site.outputs = taken.outputs;
    }
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
                "give one of them another file name, `slug` or id",
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
                "give one of them another file name, `slug` or id",
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
        PageKey::Further(ix, number) => {
            let path = &site.files.get(site.pages[*ix].parsed.file).path;
            format!("page {} of the list of `{path}`", number + 1)
        }
        PageKey::Actor(ix, 0) => format!("the page of the actor `{}`", site.actors[*ix].actor.id.value),
        PageKey::Source(ix, 0) => format!("the page of the source `{}`", site.sources[*ix].source.id.value),
        PageKey::Asset(ix) => format!("the file `{}`", site.assets[*ix].from),
        PageKey::Theme(name) => format!("the theme's file `{name}`"),
        _ => "a page that Onrecord makes".to_owned(),
    }
}

/// Takes the paths of the pages that are made from registers. A list's own pages go before those of its entries.
fn generated(taken: &mut Taken<'_>, sink: &mut Sink) {
    let site = taken.site;
    let by = site.config.paginate_by;
    let mut put = |path: OutputPath, key: PageKey, span: Option<Span>| {
        taken.put(path, key, span, Rule::OutputCollision, sink);
    };
    let file = |name: &str| OutputPath::new(name).expect("the name is plain");
    let has_home = site
        .pages
        .iter()
        .any(|page| page.is_published() && page.role == Role::Home && page.parsed.lang.is_none());
    let mut list = |folder: &str, entries: usize, key: &dyn Fn(usize) -> PageKey| {
        for page in 0..pages(entries, by) {
            put(numbered(folder, page), key(page), None);
        }
    };
    if !has_home {
        list("", site.lists.home.len(), &PageKey::Home);
    }
    list("actors", site.actors.len(), &PageKey::Actors);
    list("sources", site.sources.len(), &PageKey::Sources);
    list("claims", site.lists.claims.len(), &PageKey::Claims);
    list("timeline", site.lists.events.len(), &PageKey::Timeline);
    list("corrections", site.lists.corrections.len(), &PageKey::Corrections);
    for (slug, tag) in &site.lists.tags {
        list(&format!("tags/{slug}"), tag.pages.len(), &|page| PageKey::Tag(slug.clone(), page));
    }
    for (ix, entry) in site.actors.iter().enumerate() {
        for page in 0..pages(entry.longest_list(), by) {
            put(further(&entry.output, page), PageKey::Actor(ix, page), Some(entry.actor.id.span));
        }
    }
    for (ix, entry) in site.sources.iter().enumerate() {
        for page in 0..pages(entry.claims.len(), by) {
            put(further(&entry.output, page), PageKey::Source(ix, page), Some(entry.source.id.span));
        }
    }
    let mut put = |path: OutputPath, key: PageKey| put(path, key, None);
    put(file("404.html"), PageKey::NotFound);
    put(OutputPath::page("search"), PageKey::Search);
    put(file("search.json"), PageKey::SearchIndex);
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

/// Takes the path of the sourcing report where drafts are shown. Nobody asked for this page, so it gives way to whatever
/// the site itself has there.
fn report(taken: &mut Taken<'_>) {
    let path = OutputPath::page("report");
    if taken.site.shows_drafts && taken.clash(&path).is_none() {
        taken.take(path, PageKey::Report, None);
    }
}

/// Takes the paths of the further pages of sections' and home pages' lists.
fn further_pages(taken: &mut Taken<'_>, sink: &mut Sink) {
    for (ix, page) in taken.site.pages.iter().enumerate().filter(|(_, page)| page.is_published()) {
        for number in 1..pages(page.listed.len(), taken.site.config.paginate_by) {
            let (path, span) = (further(&page.output, number), page.span(&taken.site.files));
            taken.put(path, PageKey::Further(ix, number), Some(span), Rule::OutputCollision, sink);
        }
    }
}

/// The longest part of a path, in bytes; file systems take 255, and `.html` may still come behind it.
const MAX_PART: usize = 200;

/// Tells whether every system can have a file of this name: no device, no hidden file, no sign that Windows keeps for
/// itself, nothing that cannot be seen.
fn is_plain_part(part: &str) -> bool {
    part.len() <= MAX_PART
        && !is_device(part)
        && !part.starts_with(['.', ' '])
        && !part.ends_with(['.', ' '])
        && !part.chars().any(|c| {
            c.is_control() || "<>:\"|?*\\".contains(c) || is_blank(c.encode_utf8(&mut [0; 4])) && c != ' '
        })
}

/// Takes the old paths that lead to pages.
fn aliases(taken: &mut Taken<'_>, sink: &mut Sink) {
    for ix in 0..taken.site.pages.len() {
        let page = &taken.site.pages[ix];
        if !page.is_published() {
            continue;
        }
        for alias in &page.parsed.front.aliases {
            // As the address bar shows it, perhaps; a server looks for the decoded name.
            let written = match Written::parse(&alias.value) {
                Written::Internal { path, query: None, anchor: None } => path,
                _ => String::new(),
            };
            let trimmed = written.trim_matches('/');
            let is_plain =
                !alias.value.to_lowercase().contains("%2f") && trimmed.split('/').all(is_plain_part);
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
