//! What the site's lists hold, in the order in which readers see them, and how they are cut into pages.
//!
//! Each list is made once for a run: a page of a list takes its part of it and looks through nothing else.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Sink};
use crate::model::text::{Lang, Text};
use crate::origins::Status;
use crate::paths::OutputPath;
use crate::rules::Rule;
use crate::site::{ActorIx, ClaimIx, Lists, Page, PageIx, Role, Site, Tagged};
use crate::slug::tag_slug;

/// Fills in the lists of the site, and of each section and home page.
pub(super) fn gather(site: &mut Site, sink: &mut Sink) {
    let mut newest: Vec<PageIx> = (0..site.pages.len()).filter(|ix| site.pages[*ix].is_published()).collect();
    newest.sort_by_key(|ix| (Reverse(site.pages[*ix].published_at(&site.config.zone)), *ix));
    let explainers: Vec<PageIx> =
        newest.iter().copied().filter(|ix| site.pages[*ix].is_explainer()).collect();
    let in_language = |lang: &Lang| -> Vec<PageIx> {
        explainers.iter().copied().filter(|ix| site.pages[*ix].lang == *lang).collect()
    };
    let home = in_language(&site.config.language);
    let mut inside = inside(&site.pages, &newest);
    let listed: Vec<Vec<PageIx>> = site
        .pages
        .iter()
        .map(|page| match page.role {
            Role::Home => in_language(&page.lang),
            Role::Section => {
                inside.remove(&(page.parsed.key.as_str(), page.lang.as_str())).unwrap_or_default()
            }
            Role::Single | Role::Profile(_) => Vec::new(),
        })
        .collect();
    let claims: Vec<ClaimIx> =
        (0..site.claims.len()).filter(|claim| site.claims[*claim].is_published(&site.pages)).collect();
    site.lists = Lists {
        home,
        actors: actors(site),
        statuses: statuses(site, &claims),
        claims,
        events: (0..site.events.len()).filter(|event| site.events[*event].is_published).collect(),
        corrections: corrections(site),
        tags: tags(site, &newest, sink),
        explainers,
    };
    for (page, listed) in site.pages.iter_mut().zip(listed) {
        page.listed = listed;
    }
}

/// Returns the pages that lie directly in each folder, by folder and language: by weight, then newest first.
fn inside<'a>(pages: &'a [Page], newest: &[PageIx]) -> BTreeMap<(&'a str, &'a str), Vec<PageIx>> {
    let mut inside: BTreeMap<(&str, &str), Vec<PageIx>> = BTreeMap::new();
    for &ix in newest {
        let page = &pages[ix];
        if page.role == Role::Home {
            continue;
        }
        let folder = page.parsed.key.rsplit_once('/').map_or("", |(folder, _)| folder);
        inside.entry((folder, page.lang.as_str())).or_default().push(ix);
    }
    for list in inside.values_mut() {
        list.sort_by_key(|ix| pages[*ix].parsed.front.weight.unwrap_or(i64::MAX));
    }
    inside
}

/// Returns the actors by name.
fn actors(site: &Site) -> Vec<ActorIx> {
    let own = &site.config.language;
    let name = |text: &Text| text.get(own, own).to_lowercase();
    let mut actors: Vec<ActorIx> = (0..site.actors.len()).collect();
    actors.sort_by_cached_key(|ix| {
        let actor = &site.actors[*ix].actor;
        (name(&actor.name), actor.id.value.to_string())
    });
    actors
}

/// Counts claims by status, best first.
fn statuses(site: &Site, claims: &[ClaimIx]) -> Vec<(Status, usize)> {
    let mut counts: BTreeMap<Status, usize> = BTreeMap::new();
    for claim in claims {
        *counts.entry(site.claims[*claim].status).or_default() += 1;
    }
    counts.into_iter().rev().collect()
}

/// Returns the corrections of published pages, newest first, each as its page and its place there.
fn corrections(site: &Site) -> Vec<(PageIx, usize)> {
    let mut corrections: Vec<(PageIx, usize)> = site
        .pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.is_published())
        .flat_map(|(ix, page)| (0..page.parsed.front.corrections.len()).map(move |n| (ix, n)))
        .collect();
    corrections.sort_by_key(|(ix, n)| {
        let date = &site.pages[*ix].parsed.front.corrections[*n].date.value;
        (Reverse(date.instant(&site.config.zone)), *ix, *n)
    });
    corrections
}

/// Returns the tags by slug, each as first written in path order, with its pages, newest first.
fn tags(site: &Site, newest: &[PageIx], sink: &mut Sink) -> BTreeMap<String, Tagged> {
    let tagged = |page: &Page| page.is_published() && !matches!(page.role, Role::Profile(_));
    let slugs: Vec<Vec<String>> = site
        .pages
        .iter()
        .map(|page| match tagged(page) {
            true => page.parsed.front.tags.iter().map(|tag| tag_slug(&tag.value)).collect(),
            false => Vec::new(),
        })
        .collect();
    let mut tags: BTreeMap<String, Tagged> = BTreeMap::new();
    for (page, slugs) in site.pages.iter().zip(&slugs) {
        for (tag, slug) in page.parsed.front.tags.iter().zip(slugs) {
            let first = tags
                .entry(slug.clone())
                .or_insert_with(|| Tagged { name: tag.value.clone(), pages: Vec::new() });
            if bare(&first.name) != bare(&tag.value) {
                sink.push(Diagnostic::new(
                    Rule::OutputCollision,
                    tag.span,
                    format!(
                        "the tags `{}` and `{}` would have one address, `/tags/{slug}/`",
                        first.name, tag.value
                    ),
                    "write out the sign in one of them, for example `C plus plus`",
                ));
            }
        }
    }
    for &ix in newest {
        for slug in &slugs[ix] {
            // A page may write one tag in two ways.
            if let Some(tag) = tags.get_mut(slug)
                && tag.pages.last() != Some(&ix)
            {
                tag.pages.push(ix);
            }
        }
    }
    tags
}

/// Returns what tells tags apart though an address drops it: signs that are words, as in C++ and C#. Capitals, blanks and
/// marks of punctuation are ways to write one tag.
fn bare(tag: &str) -> String {
    tag.to_lowercase().chars().filter(|c| c.is_alphanumeric() || "+#&@%*=<>$€£".contains(*c)).collect()
}

/// Returns the path of a page of a list, counted from 0: `sources/`, `sources/page-2/`.
pub fn numbered(folder: &str, page: usize) -> OutputPath {
    match page {
        0 => OutputPath::page(folder),
        n => OutputPath::page(format!("{folder}/page-{}", n + 1).trim_start_matches('/')),
    }
}

/// Returns the path of a further page of the list that begins at `first`, counted from 0.
pub fn further(first: &OutputPath, page: usize) -> OutputPath {
    numbered(first.as_str().trim_end_matches("index.html").trim_end_matches('/'), page)
}

/// Returns how many pages a list of so many entries takes. An empty list has a page, too.
pub fn pages(entries: usize, by: usize) -> usize {
    entries.div_ceil(by).max(1)
}

/// Returns the entries of a list that stand on one of its pages, counted from 0.
pub fn part<T>(list: &[T], page: usize, by: usize) -> &[T] {
    let start = page.saturating_mul(by).min(list.len());
    &list[start..list.len().min(start.saturating_add(by))]
}

#[cfg(test)]
mod tests {
    use super::{further, numbered, pages, part};
    use crate::paths::OutputPath;

    #[test]
    fn every_entry_stands_on_one_page() {
        let list: Vec<usize> = (0..7).collect();
        let all: Vec<usize> =
            (0..pages(list.len(), 3)).flat_map(|page| part(&list, page, 3).to_vec()).collect();
        assert_eq!((pages(7, 3), all), (3, list));
        assert_eq!((pages(0, 3), pages(3, 3), pages(4, 3)), (1, 1, 2));
        assert_eq!(part(&[1, 2], usize::MAX, 3), &[] as &[i32]);
    }

    #[test]
    fn pages_are_counted_from_one_in_their_addresses() {
        assert_eq!(numbered("tags/roads", 0), OutputPath::page("tags/roads"));
        assert_eq!(numbered("tags/roads", 2).as_str(), "tags/roads/page-3/index.html");
        assert_eq!(further(&OutputPath::page(""), 1).as_str(), "page-2/index.html");
        assert_eq!(further(&OutputPath::page("de/talks"), 1).as_str(), "de/talks/page-2/index.html");
    }
}
