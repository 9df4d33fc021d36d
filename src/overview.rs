//! The sourcing report: what is covered, claimed and found in each article, each folder and the whole site.
//!
//! Input: a [`Site`] and its findings. Output: an [`Overview`], and that as text for a terminal, as JSON or as Markdown.
//! Drafts are counted apart: what is not published yet makes nothing better or worse. Articles that have expired are left
//! out. Not done here: counting (see `coverage`), comparing with an older site (see `changes`).

mod json;
pub(crate) mod markdown;
mod terminal;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::coverage::{Coverage, Judged, SentenceCounts, sum};
use crate::diagnostic::{Diagnostic, Level};
use crate::files::FileId;
use crate::origins::Status;
use crate::site::{Page, PageIx, Site};
use crate::strings::Words;
use crate::words;

/// How many findings there are of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FindingCounts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl FindingCounts {
    fn meet(&mut self, finding: &Diagnostic) {
        match finding.level {
            Level::Error => self.errors += 1,
            Level::Warning => self.warnings += 1,
        }
    }

    fn add(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
    }

    /// Writes "1 error, 2 warnings", or a dash.
    fn in_words(self) -> String {
        let parts: Vec<String> = [(self.errors, "error", "errors"), (self.warnings, "warning", "warnings")]
            .into_iter()
            .filter(|(n, ..)| *n > 0)
            .map(|(n, one, many)| words::count(n, one, many))
            .collect();
        if parts.is_empty() { "–".to_owned() } else { parts.join(", ") }
    }
}

/// An article.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its page.
    pub page: PageIx,
    /// What is covered.
    pub coverage: Coverage,
    /// What was found in its own files.
    pub findings: FindingCounts,
}

/// Several articles together.
#[derive(Clone, Debug, Default)]
pub struct Total {
    /// How many.
    pub articles: usize,
    /// What is covered.
    pub coverage: Coverage,
    /// What was found in their own files.
    pub findings: FindingCounts,
}

/// How the articles of a site are sourced.
pub struct Overview<'a> {
    site: &'a Site,
    /// The articles in path order, drafts among them.
    pub articles: Vec<Article>,
    /// The published articles in and below each folder that holds some, by its path under `content/`, which ends in `/`.
    pub folders: BTreeMap<String, Total>,
    /// The published articles.
    pub published: Total,
    /// The drafts.
    pub drafts: Total,
    /// What was found anywhere else; none where the report is about some articles only.
    pub elsewhere: Option<FindingCounts>,
}

impl<'a> Overview<'a> {
    /// Counts. `wanted`: the articles that the report is about; none for all.
    pub fn new(site: &'a Site, findings: &[Diagnostic], wanted: Option<&BTreeSet<PageIx>>) -> Self {
        let is_wanted = |ix: &PageIx| wanted.is_none_or(|wanted| wanted.contains(ix));
        let pages: Vec<PageIx> = articles(site).filter(is_wanted).collect();
        let counted: Vec<SentenceCounts> = pages
            .clone()
            .into_par_iter()
            .map(|ix| {
                let page = &site.pages[ix];
                Judged::of_page(site, page).count(site, page)
            })
            .collect();
        let (found, elsewhere) = by_article(site, &pages, findings);
        let count = |wanted: &dyn Fn(&Page) -> bool| {
            let these = || (0..pages.len()).filter(|at| wanted(&site.pages[pages[*at]]));
            let mut findings = FindingCounts::default();
            these().for_each(|at| findings.add(found[at]));
            Total {
                articles: these().count(),
                coverage: sum(site, these().map(|at| (&site.pages[pages[at]], &counted[at]))),
                findings,
            }
        };
        let mut folders: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, ix) in pages.iter().enumerate().filter(|(_, ix)| !site.pages[**ix].is_draft()) {
            for (end, slash) in site.pages[*ix].parsed.key.match_indices('/') {
                folders
                    .entry(site.pages[*ix].parsed.key[..end + slash.len()].to_owned())
                    .or_default()
                    .push(at);
            }
        }
        let folders = folders.into_iter().map(|(path, these)| {
            let mut findings = FindingCounts::default();
            these.iter().for_each(|at| findings.add(found[*at]));
            let of = these.iter().map(|at| (&site.pages[pages[*at]], &counted[*at]));
            (path, Total { articles: these.len(), coverage: sum(site, of), findings })
        });
        Self {
            site,
            folders: folders.collect(),
            published: count(&|page| !page.is_draft()),
            drafts: count(&Page::is_draft),
            elsewhere: wanted.is_none().then_some(elsewhere),
            articles: (0..pages.len())
                .map(|at| {
                    let page = pages[at];
                    let coverage = sum(site, [(&site.pages[page], &counted[at])]);
                    Article { page, coverage, findings: found[at] }
                })
                .collect(),
        }
    }

    /// Writes it as JSON, see `schemas/report.schema.json`.
    pub fn to_json(&self) -> String {
        json::write(self)
    }

    /// Writes it as Markdown for GitHub.
    pub fn to_markdown(&self) -> String {
        markdown::write(self)
    }

    /// Writes it for people at a terminal.
    pub fn to_text(&self, color: bool) -> String {
        terminal::write(self, color)
    }

    fn page(&self, article: &Article) -> &Page {
        &self.site.pages[article.page]
    }

    /// Returns the path of an article's file.
    pub fn path(&self, article: &Article) -> &str {
        self.site.files.get(self.page(article).parsed.file).path.as_str()
    }

    /// Returns an article's title in its language.
    fn title(&self, article: &Article) -> &str {
        let page = self.page(article);
        page.parsed.front.title.get(&page.lang, &self.site.config.language)
    }

    /// Returns the site's title in its own language.
    fn site_title(&self) -> &str {
        self.site.config.title.get(&self.site.config.language, &self.site.config.language)
    }
}

/// Returns the articles that a report is about: explainers, also those that are drafts.
pub fn articles(site: &Site) -> impl Iterator<Item = PageIx> {
    let is_one = |page: &Page| page.is_explainer() && !page.is_expired();
    (0..site.pages.len()).filter(move |ix| is_one(&site.pages[*ix]))
}

/// Counts the findings in the files of each article, and those that lie in none of them.
fn by_article(site: &Site, pages: &[PageIx], findings: &[Diagnostic]) -> (Vec<FindingCounts>, FindingCounts) {
    let beside = site.claims_beside();
    let mut of_file: HashMap<FileId, usize> = HashMap::new();
    for (at, page) in pages.iter().enumerate() {
        of_file.insert(site.pages[*page].parsed.file, at);
        if let Some(file) = beside.get(page) {
            of_file.entry(*file).or_insert(at);
        }
    }
    let (mut found, mut elsewhere) = (vec![FindingCounts::default(); pages.len()], FindingCounts::default());
    for finding in findings {
        match of_file.get(&finding.span.file) {
            Some(at) => found[*at].meet(finding),
            None => elsewhere.meet(finding),
        }
    }
    (found, elsewhere)
}

/// Names a status for the command line.
pub fn status(status: Status) -> String {
    let label = words::status(Words::english(), status);
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Names what the articles have of each status, best first.
fn statuses(coverage: &Coverage) -> Vec<String> {
    let all = Status::ALL.iter().rev().map(|of| (coverage.claims.with(*of), *of));
    all.filter(|(count, _)| *count > 0).map(|(count, of)| format!("{count} {}", status(of))).collect()
}

/// Writes a share as per cent, or a dash where there is no whole.
fn percent(share: crate::coverage::Share) -> String {
    share.percent().map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"))
}
