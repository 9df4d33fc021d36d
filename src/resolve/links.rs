//! Links and images: every written destination followed to a page, a file, an actor, a source or another site.

mod notes;
mod raw;

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Sink, did_you_mean, nearest};
use crate::files::{Span, Spanned};
use crate::load::is_image;
use crate::markdown::Link;
use crate::model::ClaimId;
use crate::paths::CONTENT;
use crate::paths::{FilePath, OutputPath, Written, encode_anchor};
use crate::rules::Rule;
use crate::site::{Image, Page, PageIx, PageKey, Site, Target, TargetKind};

use super::ids::{Ids, Kind};
use super::outputs::Settled;

/// Follows the links and images of all pages.
pub(super) fn follow(site: &mut Site, ids: &Ids, settled: Settled, sink: &mut Sink) {
    let index = Index::new(site);
    let mut used: BTreeSet<OutputPath> = BTreeSet::new();
    let mut found = Vec::with_capacity(site.pages.len());
    for ix in 0..site.pages.len() {
        let from = Place::of_page(site, ix);
        let mut follower = Follower { site, index: &index, ids, from, used: &mut used, sink };
        let outline = &site.pages[ix].parsed.outline;
        let links: Vec<Option<Target>> = outline.links.iter().map(|link| follower.link(link)).collect();
        let images: Vec<Option<Image>> =
            outline.images.iter().map(|image| follower.image(&image.to, image.span)).collect();
        let front = &site.pages[ix].parsed.front;
        let image =
            front.image.as_ref().and_then(|path| follower.image(&Written::parse(&path.value), path.span));
        let raw = follower.raw_html(ix);
        found.push((links, images, image, raw));
    }
    let nowhere = Place {
        file: &site.files.iter().next().expect("a site has a configuration").path,
        page: None,
        is_published: false,
    };
    let notes =
        notes::follow(&mut Follower { site, index: &index, ids, from: nowhere, used: &mut used, sink });
    let addresses = addresses(site, &index, &mut used, sink);
    settled.finish(site, &used, sink);
    notes.put(site);
    for (page, (links, images, image, raw)) in site.pages.iter_mut().zip(found) {
        page.links = links;
        page.images = images;
        page.image = image;
        page.raw_links = raw;
    }
    site.navigation = addresses.navigation;
    site.policies = addresses.policies;
    site.logo = addresses.logo;
}

/// Where everything that can be linked to lies.
struct Index {
    pages: HashMap<FilePath, PageIx>,
    assets: HashMap<FilePath, usize>,
    anchors: Vec<BTreeSet<String>>,
    /// How many near names are still looked for: each takes a walk over all files.
    suggestions: Cell<usize>,
    /// The claims, by their articles.
    claims: HashSet<(Option<String>, ClaimId)>,
}

impl Index {
    fn new(site: &Site) -> Self {
        Self {
            pages: site
                .pages
                .iter()
                .enumerate()
                .map(|(ix, page)| (site.files.get(page.parsed.file).path.clone(), ix))
                .collect(),
            assets: site.assets.iter().enumerate().map(|(ix, asset)| (asset.from.clone(), ix)).collect(),
            anchors: site.pages.iter().map(|page| &anchors(page, site) | &raw::ids(page, site)).collect(),
            suggestions: Cell::new(200),
            claims: site
                .claims
                .iter()
                .map(|entry| (entry.article.clone(), entry.claim.id.value.clone()))
                .collect(),
        }
    }
}

/// Returns what `#` can name on a page.
fn anchors(page: &Page, site: &Site) -> BTreeSet<String> {
    let mut anchors: BTreeSet<String> =
        page.parsed.outline.headings.iter().map(|heading| heading.id.clone()).collect();
    for &claim in &page.claims {
        let name = site.claims[claim].anchor(&page.parsed.key);
        anchors.extend(["claim", "note", "ref"].map(|prefix| format!("{prefix}-{name}")));
    }
    anchors.insert("main".to_owned());
    if !page.corrections.is_empty() {
        anchors.insert("corrections".to_owned());
        anchors.extend((1..=page.corrections.len()).map(|n| format!("correction-{n}")));
    }
    if page.is_explainer() && !page.claims.is_empty() {
        anchors.extend(["how-we-know", "legend"].map(str::to_owned));
    }
    if page.is_explainer() && !page.events.is_empty() {
        anchors.insert("timeline".to_owned());
    }
    anchors
}

/// What a path leads to.
enum Found {
    Page(PageIx),
    Output(OutputPath),
}

/// Where a link is written.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The file, from which paths lead on.
    file: &'a FilePath,
    /// The page on which readers find it; none for a register's.
    page: Option<PageIx>,
    /// Whether readers can see it.
    is_published: bool,
}

impl<'a> Place<'a> {
    fn of_page(site: &'a Site, page: PageIx) -> Self {
        Self {
            file: &site.files.get(site.pages[page].parsed.file).path,
            page: Some(page),
            is_published: site.pages[page].is_published(),
        }
    }
}

struct Follower<'a, 's> {
    site: &'a Site,
    index: &'a Index,
    ids: &'a Ids,
    from: Place<'a>,
    /// Files of `content/` that published pages link to or show.
    used: &'s mut BTreeSet<OutputPath>,
    sink: &'s mut Sink,
}

impl Follower<'_, '_> {
    fn report(&mut self, rule: Rule, span: Span, message: String, help: impl Into<String>) {
        self.sink.push(Diagnostic::new(rule, span, message, help));
    }

    /// Remembers a file that a published page needs.
    fn uses(&mut self, output: &OutputPath) {
        if self.from.is_published {
            self.used.insert(output.clone());
        }
    }

    fn link(&mut self, link: &Link) -> Option<Target> {
        let base = &self.site.config.base_url;
        match &link.to {
            Written::External(url) => Some(Target { href: url.clone(), kind: TargetKind::External }),
            Written::Unsafe(url) => {
                let shown: String = url.chars().take(60).collect();
                self.report(
                    Rule::UnsafeUrl,
                    link.span,
                    format!("`{shown}` is not an address that a page may link to"),
                    "write `https://…`, `mailto:…`, `tel:…`, a path of this site or `#anchor`",
                );
                None
            }
            // Claims in links that could not become marks were reported when the Markdown was read.
            Written::Claim(_) => None,
            Written::Actor(id) if id.is_empty() => None,
            Written::Source(id) if id.is_empty() => None,
            Written::Actor(id) => self.ids.actor_named(id, link.span, self.sink).map(|ix| Target {
                href: base.link(&self.site.actors[ix].output),
                kind: TargetKind::Actor(ix),
            }),
            Written::Source(id) => self.ids.source_named(id, link.span, self.sink).map(|ix| Target {
                href: base.link(&self.site.sources[ix].output),
                kind: TargetKind::Source(ix),
            }),
            Written::Internal { path, query, anchor } => {
                let here = self.from.page.map(Found::Page);
                let found = if path.is_empty() { here } else { self.path(path) };
                let Some(found) = found else {
                    if path.is_empty() {
                        self.report(
                            Rule::MissingPage,
                            link.span,
                            "this text of a register has no page that `#` could name a part of".to_owned(),
                            "write the path of the page, too: `../talks/index.md#part`",
                        );
                    } else {
                        self.missing_path(path, link.span);
                    }
                    return None;
                };
                let output = match &found {
                    Found::Page(ix) => {
                        if !self.is_reachable(*ix, path, link.span)
                            || !self.has_anchor(*ix, anchor.as_deref(), link.span)
                        {
                            return None;
                        }
                        self.site.pages[*ix].output.clone()
                    }
                    Found::Output(output) => {
                        self.uses(output);
                        output.clone()
                    }
                };
                let mut href =
                    if path.is_empty() && query.is_none() { String::new() } else { base.link(&output) };
                if let Some(query) = query {
                    href.push('?');
                    href.push_str(&crate::paths::encode_given(query));
                }
                if let Some(anchor) = anchor {
                    href.push('#');
                    href.push_str(&encode_anchor(anchor));
                }
                if href.is_empty() {
                    href = base.link(&output);
                }
                Some(Target { href, kind: TargetKind::Internal })
            }
        }
    }

    /// A published page must not lead to one that is not.
    fn is_reachable(&mut self, to: PageIx, path: &str, span: Span) -> bool {
        let target = &self.site.pages[to];
        if target.is_published() || !self.from.is_published || Some(to) == self.from.page {
            return true;
        }
        let why = if target.is_draft() { "is a draft" } else { "has expired" };
        self.report(
            Rule::MissingPage,
            span,
            format!("`{path}` {why} and will not be published"),
            "publish it too, or remove the link",
        );
        false
    }

    fn has_anchor(&mut self, to: PageIx, anchor: Option<&str>, span: Span) -> bool {
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty() && *anchor != "top") else {
            return true;
        };
        let target = &self.site.pages[to];
        if self.index.anchors[to].contains(anchor) {
            return true;
        }
        let headings = target.parsed.outline.headings.iter().map(|heading| heading.id.as_str());
        let help = did_you_mean(
            anchor,
            headings,
            "a heading's anchor is its words in lower case with `-` between them; `{#id}` behind a heading sets it",
        );
        let file = &self.site.files.get(target.parsed.file).path;
        self.report(Rule::MissingAnchor, span, format!("`{file}` has no `#{anchor}`"), help);
        false
    }

    /// Follows a path to a page, a file that is copied, or a generated page.
    fn path(&self, path: &str) -> Option<Found> {
        if let Some(rooted) = path.strip_prefix('/') {
            return self.file(&format!("{CONTENT}/{rooted}"), None).or_else(|| self.url("", rooted));
        }
        self.file(path, Some(self.from.file)).or_else(|| {
            // A path as the browser would follow it, from the page's own URL.
            let here = self.site.pages[self.from.page?].output.as_str();
            self.url(here.rsplit_once('/').map_or("", |(folder, _)| folder), path)
        })
    }

    /// Follows a path of files: relative to a file, or to the site's root.
    fn file(&self, path: &str, from: Option<&FilePath>) -> Option<Found> {
        let target = match from {
            Some(from) => from.sibling(path)?,
            None => FilePath::new(path)?,
        };
        if let Some(ix) = self.index.pages.get(&target) {
            return Some(Found::Page(*ix));
        }
        if let Some(ix) = self.index.assets.get(&target) {
            return Some(Found::Output(self.site.assets[*ix].to.clone()));
        }
        ["index.md", "_index.md"].iter().find_map(|name| {
            let page = FilePath::new(&format!("{target}/{name}"))?;
            self.index.pages.get(&page).map(|ix| Found::Page(*ix))
        })
    }

    /// Follows a path of the built site, from one of its folders.
    fn url(&self, from: &str, path: &str) -> Option<Found> {
        let output = written_output(self.site, from, path)?;
        Some(match self.site.outputs[&output] {
            PageKey::Page(ix) => Found::Page(ix),
            _ => Found::Output(output),
        })
    }

    fn missing_path(&mut self, path: &str, span: Span) {
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
        let is_page = path.ends_with('/') || path.ends_with(".md") || !name.trim_matches('.').contains('.');
        let (rule, what) = if is_page { (Rule::MissingPage, "page") } else { (Rule::MissingFile, "file") };
        // An id without `claim:` before it looks like a path.
        if let Some(help) = self.says_what_it_names(path) {
            return self.report(rule, span, format!("there is no {what} `{path}`"), help);
        }
        let help = self.advice(path, "link to a page by its file, for example `../other/index.md`, or by its path on the site, `/other/`");
        self.report(rule, span, format!("there is no {what} `{path}`"), help);
    }

    fn says_what_it_names(&self, id: &str) -> Option<String> {
        let of = |article: Option<&str>| Some((article.map(str::to_owned), id.parse::<ClaimId>().ok()?));
        let here = self.from.page.map(|page| self.site.pages[page].parsed.key.as_str());
        let is_claim = [here, None].into_iter().filter_map(of).any(|name| self.index.claims.contains(&name));
        if is_claim { Some(Kind::Claim.help(id)) } else { self.ids.says_what_it_names(id) }
    }

    /// Names a path that differs by letter case, by the base path, or a little.
    fn advice(&self, path: &str, otherwise: &str) -> String {
        let base = self.site.config.base_url.path();
        if base != "/" && path.starts_with(base) {
            return format!(
                "leave out `{}`: paths begin at the site, whose address is added when it is built",
                base.trim_end_matches('/')
            );
        }
        let wanted = match path.strip_prefix('/') {
            Some(rooted) => FilePath::new(&format!("{CONTENT}/{rooted}")),
            None => self.from.file.sibling(path),
        };
        match wanted.and_then(|wanted| self.near(&wanted)) {
            Some(near) => format!("did you mean the file `{near}`?"),
            None => otherwise.to_owned(),
        }
    }

    /// Finds the file whose name is nearest, among those with the same ending; of several the one in the nearest folder.
    fn near(&self, wanted: &FilePath) -> Option<&FilePath> {
        let left = self.index.suggestions.get().checked_sub(1)?;
        self.index.suggestions.set(left);
        let name = |path: &FilePath| path.as_str().rsplit('/').next().unwrap_or_default().to_owned();
        let candidates: Vec<(String, &FilePath)> = self
            .index
            .pages
            .keys()
            .chain(self.index.assets.keys())
            .filter(|path| path.extension() == wanted.extension())
            .map(|path| (name(path), path))
            .collect();
        let near = nearest(&name(wanted), candidates.iter().map(|(name, _)| name.as_str()))?.to_owned();
        let in_common = |path: &FilePath| {
            path.as_str().bytes().zip(wanted.as_str().bytes()).take_while(|(a, b)| a == b).count()
        };
        let named = candidates.iter().filter(|(name, _)| *name == near).map(|(_, path)| *path);
        named.max_by_key(|path| (in_common(path), std::cmp::Reverse(*path)))
    }

    fn image(&mut self, to: &Written, span: Span) -> Option<Image> {
        match to {
            Written::Internal { path, .. } if !path.is_empty() => {
                let rooted = path.strip_prefix('/');
                let target = match rooted {
                    Some(rooted) => FilePath::new(&format!("{CONTENT}/{rooted}"))
                        .into_iter()
                        .chain(FilePath::new(&format!("static/{rooted}")))
                        .collect(),
                    None => self.from.file.sibling(path).into_iter().collect::<Vec<_>>(),
                };
                if target.is_empty() {
                    self.report(
                        Rule::OutsideTree,
                        span,
                        format!("`{path}` leads out of the site's folder"),
                        "copy the image beside the page",
                    );
                    return None;
                }
                let found = target.iter().find_map(|path| self.index.assets.get(path));
                match found {
                    Some(&ix)
                        if self.site.assets[ix].from.extension().is_some_and(|ending| is_image(&ending)) =>
                    {
                        let asset = &self.site.assets[ix];
                        self.uses(&asset.to);
                        Some(Image { src: self.site.config.base_url.link(&asset.to), size: asset.size })
                    }
                    Some(_) => {
                        self.report(
                            Rule::MissingImage,
                            span,
                            format!("`{path}` is not an image"),
                            "use a PNG, JPEG, GIF, WebP, AVIF or SVG file",
                        );
                        None
                    }
                    None => {
                        let help =
                            self.advice(path, "put the image beside the page and name it by its file name");
                        self.report(Rule::MissingImage, span, format!("there is no image `{path}`"), help);
                        None
                    }
                }
            }
            Written::External(url) => {
                self.report(Rule::RemoteImage, span, format!("`{url}` is an image of another site"), "put a copy beside the page: pages load nothing from elsewhere, so that no one learns who reads them");
                None
            }
            _ => {
                self.report(
                    Rule::UnsafeUrl,
                    span,
                    "this is not the path of an image".to_owned(),
                    "put the image beside the page and name it by its file name",
                );
                None
            }
        }
    }
}

/// The addresses of the configuration, finished.
struct Addresses {
    navigation: Vec<Option<String>>,
    policies: Vec<Option<String>>,
    logo: Option<String>,
}

/// Follows the addresses of the configuration, which lead to pages and files that exist.
fn addresses(site: &Site, index: &Index, used: &mut BTreeSet<OutputPath>, sink: &mut Sink) -> Addresses {
    let mut follow = |written: &Spanned<String>| match site_link(site, index, &written.value) {
        Ok((url, output)) => {
            used.extend(output);
            Some(url)
        }
        Err((rule, message, help)) => {
            sink.push(Diagnostic::new(rule, written.span, message, help));
            None
        }
    };
    let publisher = &site.config.publisher;
    Addresses {
        navigation: site.config.navigation.iter().map(|item| follow(&item.url)).collect(),
        policies: publisher.policies.iter().map(|(_, url)| follow(url)).collect(),
        logo: publisher.logo.as_ref().and_then(&mut follow),
    }
}

/// Finds what a path of the built site names, from one of its folders: a file, or the page of a folder.
fn written_output(site: &Site, from: &str, path: &str) -> Option<OutputPath> {
    let folder = OutputPath::folder(from, path)?;
    let file = folder.as_str().strip_suffix("/index.html").and_then(OutputPath::new);
    let candidates = [file.filter(|_| !path.ends_with('/')), Some(folder)];
    candidates.into_iter().flatten().find(|output| site.outputs.contains_key(output))
}

fn site_link(
    site: &Site,
    index: &Index,
    written: &str,
) -> Result<(String, Option<OutputPath>), (Rule, String, &'static str)> {
    match Written::parse(written) {
        Written::External(url) => Ok((url, None)),
        Written::Internal { path, anchor, .. } => {
            let inner = path.trim_start_matches('/');
            let page = FilePath::new(&format!("{CONTENT}/{inner}")).and_then(|path| index.pages.get(&path));
            let output = match page {
                Some(ix) => Some(site.pages[*ix].output.clone()),
                None => written_output(site, "", inner),
            };
            let output = output.filter(|output| site.outputs.contains_key(output));
            let Some(output) = output else {
                return Err((
                    Rule::MissingPage,
                    format!("there is no published page `{written}`"),
                    "write the path of a file below `content/`, or of a page of the site such as `/actors/`",
                ));
            };
            let anchor = anchor.map_or_else(String::new, |anchor| format!("#{}", encode_anchor(&anchor)));
            Ok((format!("{}{anchor}", site.config.base_url.link(&output)), Some(output)))
        }
        _ => Err((
            Rule::UnsafeUrl,
            format!("`{written}` is not an address that a page may link to"),
            "write `https://…` or a path of this site",
        )),
    }
}
