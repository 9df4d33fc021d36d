//! The findings of a site, and where its editor sees them.
//!
//! A finding in a page's Markdown stands behind its block, one in a claim's entry behind that claim's note. At the top of
//! each page stand all findings of its files and of the entries that it uses; at the top of the home page, those that no
//! other page shows.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Level};
use crate::files::{File, FileId, Span};
use crate::html::{Remarks, escaped};
use crate::paths::OutputPath;
use crate::rules::Rule;
use crate::site::{ActorIx, ClaimIx, PageIx, PageKey, Role, Site, SourceIx, TargetKind};

/// An entry of a register or of a front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Entry {
    Claim(ClaimIx),
    Actor(ActorIx),
    Source(SourceIx),
}

/// The findings of a site by where they lie. A finding's number is its place in the list.
pub(super) struct Desk {
    findings: Vec<Diagnostic>,
    /// The findings of each file stand together, in the order of their places.
    files: HashMap<FileId, Range<usize>>,
    entries: HashMap<Entry, Vec<usize>>,
    /// The file of claims beside each article that has one.
    beside: HashMap<PageIx, FileId>,
    /// What no page but the home page shows.
    rest: Vec<usize>,
}

impl Desk {
    /// Finds out where the findings of a site are shown. They are in order.
    pub(super) fn new(site: &Site, findings: Vec<Diagnostic>) -> Self {
        let mut files: HashMap<FileId, Range<usize>> = HashMap::new();
        for (number, finding) in findings.iter().enumerate() {
            files.entry(finding.span.file).or_insert(number..number).end = number + 1;
        }
        let mut desk =
            Self { findings, files, entries: HashMap::new(), beside: site.claims_beside(), rest: Vec::new() };
        let mut shown: HashSet<FileId> = HashSet::new();
        for (ix, page) in site.pages.iter().enumerate() {
            if is_shown(site, ix) {
                shown.insert(page.parsed.file);
                shown.extend(desk.beside.get(&ix));
            }
        }
        let places = places(site);
        for (number, finding) in desk.findings.iter().enumerate() {
            let entry = entry_at(&places, finding.span);
            if let Some(entry) = entry {
                desk.entries.entry(entry).or_default().push(number);
            }
            let has_page = match entry {
                Some(Entry::Claim(claim)) => site.claims[claim].is_published(&site.pages),
                Some(Entry::Actor(_) | Entry::Source(_)) => true,
                None => false,
            };
            if !has_page && !shown.contains(&finding.span.file) {
                desk.rest.push(number);
            }
        }
        desk
    }

    /// Returns the findings.
    pub(super) fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// Returns what keeps a page's own files from being read as they are.
    pub(super) fn unreadable(&self, site: &Site, key: &PageKey) -> Vec<Diagnostic> {
        let PageKey::Page(ix) = key else { return Vec::new() };
        let own = self.of_file(site.pages[*ix].parsed.file);
        let beside = self.beside.get(ix).map_or(0..0, |file| self.of_file(*file));
        let found = self.findings[own].iter().chain(&self.findings[beside]);
        found.filter(|finding| is_unreadable(finding)).cloned().collect()
    }

    /// Joins the findings to their site, to draw them.
    pub(super) fn of<'a>(&'a self, site: &'a Site) -> DeskOf<'a> {
        DeskOf { site, desk: self }
    }

    fn of_file(&self, file: FileId) -> Range<usize> {
        self.files.get(&file).cloned().unwrap_or(0..0)
    }

    fn of_entry(&self, entry: Entry) -> &[usize] {
        self.entries.get(&entry).map_or(&[], Vec::as_slice)
    }
}

/// Tells whether a finding means that its file's text is not what the editor wrote.
pub(super) fn is_unreadable(finding: &Diagnostic) -> bool {
    matches!(finding.rule, Rule::InvalidEncoding | Rule::FileTooLarge)
}

/// Tells whether readers of the site come to a page's text.
fn is_shown(site: &Site, ix: PageIx) -> bool {
    let page = &site.pages[ix];
    match page.role {
        Role::Profile(Some(actor)) => page.is_published() && site.actors[actor].profile == Some(ix),
        _ => site.outputs.get(&page.output) == Some(&PageKey::Page(ix)),
    }
}

/// Returns where each entry stands, in order. Entries do not overlap.
fn places(site: &Site) -> Vec<(Span, Entry)> {
    let claims = site.claims.iter().enumerate().map(|(ix, entry)| (entry.claim.entry, Entry::Claim(ix)));
    let actors = site.actors.iter().enumerate().map(|(ix, entry)| (entry.actor.entry, Entry::Actor(ix)));
    let sources = site.sources.iter().enumerate().map(|(ix, entry)| (entry.source.entry, Entry::Source(ix)));
    let mut places: Vec<(Span, Entry)> = claims.chain(actors).chain(sources).collect();
    places.sort_by_key(|(span, _)| *span);
    places
}

/// Finds the entry that holds the beginning of a span.
fn entry_at(places: &[(Span, Entry)], span: Span) -> Option<Entry> {
    let before = places.partition_point(|(place, _)| (place.file, place.start) <= (span.file, span.start));
    let (place, entry) = places[..before].last()?;
    (place.file == span.file && span.start < place.end).then_some(*entry)
}

/// The findings and their site.
pub(super) struct DeskOf<'a> {
    site: &'a Site,
    desk: &'a Desk,
}

impl DeskOf<'_> {
    /// Draws the list at the top of a page. `html`: the page, which may hold some of the findings at their places.
    pub(super) fn list(&self, path: &OutputPath, key: &PageKey, html: &str) -> String {
        let mut numbers: Vec<usize> = self.on_page(path, key).into_iter().collect();
        numbers.sort_by_key(|number| Reverse(self.desk.findings[*number].level));
        let placed: HashSet<&str> =
            html.split("id=\"finding:").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let items: String = numbers
            .into_iter()
            .map(|number| {
                let finding = &self.desk.findings[number];
                let name = (number + 1).to_string();
                let says = words(&finding.message);
                let says = match placed.contains(name.as_str()) {
                    true => format!("<a href=\"#finding:{name}\">{says}</a>"),
                    false => says,
                };
                item(finding, "", &says, &place(self.site.files.get(finding.span.file), finding.span))
            })
            .collect();
        if items.is_empty() {
            return items;
        }
        format!(
            "\n<section class=\"desk\" aria-label=\"Findings\">\n<ul role=\"list\">\n{items}</ul>\n</section>\n"
        )
    }

    /// Returns the findings that a page shows.
    fn on_page(&self, path: &OutputPath, key: &PageKey) -> BTreeSet<usize> {
        let (site, desk) = (self.site, self.desk);
        let mut found = BTreeSet::new();
        match key {
            PageKey::Page(ix) => {
                found.extend(desk.of_file(site.pages[*ix].parsed.file));
                found.extend(desk.beside.get(ix).map_or(0..0, |file| desk.of_file(*file)));
                found.extend(self.used(*ix).into_iter().flat_map(|entry| desk.of_entry(entry)));
            }
            PageKey::Actor(ix, 0) => {
                found.extend(desk.of_entry(Entry::Actor(*ix)));
                let profile = site.actors[*ix].profile.filter(|page| is_shown(site, *page));
                found.extend(profile.map_or(0..0, |page| desk.of_file(site.pages[page].parsed.file)));
            }
            PageKey::Source(ix, 0) => found.extend(desk.of_entry(Entry::Source(*ix))),
            _ => {}
        }
        if *path == OutputPath::page("") {
            found.extend(&desk.rest);
        }
        found
    }

    /// Returns the entries that a page uses: its claims, what they rest on, and the actors that it names.
    fn used(&self, ix: PageIx) -> BTreeSet<Entry> {
        let (site, page) = (self.site, &self.site.pages[ix]);
        let mut used: BTreeSet<Entry> = BTreeSet::new();
        let mut sources: Vec<SourceIx> = Vec::new();
        for &claim in &page.claims {
            let entry = &site.claims[claim];
            used.insert(Entry::Claim(claim));
            used.extend(entry.by.iter().chain(&entry.about).map(|actor| Entry::Actor(*actor)));
            sources.extend(entry.cites.iter().filter_map(|cite| cite.source));
        }
        for event in &page.events {
            used.extend(site.events[*event].actors.iter().map(|(actor, _)| Entry::Actor(*actor)));
        }
        for target in page.links.iter().flatten() {
            match target.kind {
                TargetKind::Actor(actor) => {
                    used.insert(Entry::Actor(actor));
                }
                TargetKind::Source(source) => sources.push(source),
                TargetKind::Internal | TargetKind::External => {}
            }
        }
        used.extend(site.graph.chain(sources).into_iter().map(Entry::Source));
        used
    }

    /// Draws findings at their place.
    fn aside<'f>(&self, found: impl Iterator<Item = (usize, &'f Diagnostic)>) -> String {
        let items: String = found
            .map(|(number, finding)| {
                // No heading's id has a colon, so that this one takes none.
                let id = format!(" id=\"finding:{}\"", number + 1);
                item(finding, &id, &words(&finding.message), "")
            })
            .collect();
        if items.is_empty() {
            return items;
        }
        format!(
            "<aside class=\"desk\" aria-label=\"Findings here\">\n<ul role=\"list\">\n{items}</ul>\n</aside>\n"
        )
    }
}

impl Remarks for DeskOf<'_> {
    fn on_block(&self, page: PageIx, block: Range<usize>) -> String {
        let numbers = self.desk.of_file(self.site.pages[page].parsed.file);
        let all = &self.desk.findings[numbers.clone()];
        let start = |finding: &Diagnostic| finding.span.range().start;
        let first = all.partition_point(|finding| start(finding) < block.start);
        let here = all[first..].iter().take_while(|finding| start(finding) < block.end);
        self.aside((numbers.start + first..).zip(here))
    }

    fn on_claim(&self, page: PageIx, claim: ClaimIx) -> String {
        let page = &self.site.pages[page].parsed;
        let in_text = |span: Span| span.file == page.file && page.body.contains(&span.range().start);
        let numbers = self.desk.of_entry(Entry::Claim(claim)).iter();
        let here = numbers.map(|number| (*number, &self.desk.findings[*number]));
        self.aside(here.filter(|(_, finding)| !in_text(finding.span)))
    }
}

/// Draws one finding. `says`: its message as HTML; `place`: where it lies, where that has to be said.
pub(super) fn item(finding: &Diagnostic, id: &str, says: &str, place: &str) -> String {
    let level = match finding.level {
        Level::Error => "Error",
        Level::Warning => "Warning",
    };
    format!(
        "<li{id} data-level=\"{}\"><strong>{level}:</strong> {says} <span class=\"small\">{}</span> <span class=\"small\">{}<code>{}</code></span></li>\n",
        finding.level.as_str(),
        words(&finding.help),
        escaped(place),
        finding.rule,
    )
}

/// Names a place as people count.
pub(super) fn place(file: &File, span: Span) -> String {
    let at = file.position(span.range().start);
    format!("{}, line {}, column {}, ", file.path, at.line, at.column)
}

/// Escapes a text; what stands in backticks becomes code.
pub(super) fn words(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(text);
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(n, part)| match n % 2 {
            0 => escaped(part),
            _ => format!("<code>{}</code>", escaped(part)),
        })
        .collect()
}
