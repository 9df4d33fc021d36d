//! The sourcing report, for the desk.

use serde::Serialize;

use crate::coverage::{Coverage, Reason};
use crate::overview::{Article, FindingCounts, Overview};
use crate::strings::Key;
use crate::view::listing::CountView;
use crate::view::{DayView, LinkView, Viewer};

/// How the articles of a site are sourced.
#[derive(Debug, Serialize)]
pub struct ReportView {
    /// The day on which it was made.
    pub date: DayView,
    /// The published articles.
    pub articles: Vec<CoveredView>,
    /// The published articles together.
    pub published: CoveredView,
    /// The drafts.
    pub drafts: Vec<CoveredView>,
    /// The drafts together; none where there are none.
    pub all_drafts: Option<CoveredView>,
    /// The published articles in and below each folder; empty where there is only one folder.
    pub folders: Vec<CoveredView>,
    /// The sentences of published articles that cannot be checked, by reason; a reason that none has is left out.
    pub not_checkable: Vec<LabelledCountView>,
    /// What was found outside of articles.
    pub elsewhere: FoundView,
}

/// How far an article, or several together, are covered.
#[derive(Debug, Serialize)]
pub struct CoveredView {
    /// The article; none of several.
    pub article: Option<LinkView>,
    /// The article's file, or the folder below `content/`; none of all articles.
    pub path: Option<String>,
    /// How many sentences say something that a source could bear out.
    pub checkable: usize,
    /// How many of these are marked.
    pub marked: usize,
    /// Their share in per cent; none where no sentence can be checked.
    pub marked_percent: Option<usize>,
    /// How many of these are marked and have a supporting source for every claim that they make.
    pub sourced: usize,
    /// Their share in per cent.
    pub sourced_percent: Option<usize>,
    /// How many claims are marked.
    pub claim_count: usize,
    /// Their statuses, best first.
    pub statuses: Vec<CountView>,
    /// The claims that are neither withdrawn nor superseded nor disputed.
    pub live: usize,
    /// How many of these rest on no named source.
    pub unnamed: usize,
    /// Their share in per cent; none where no claim is live.
    pub unnamed_percent: Option<usize>,
    /// The live claims by independent routes; a number that none has is left out.
    pub routes: Vec<LabelledCountView>,
    /// What was found in the articles' own files.
    pub found: FoundView,
}

/// How many there are of something.
#[derive(Debug, Serialize)]
pub struct LabelledCountView {
    /// What it is.
    pub label: String,
    /// How many.
    pub count: usize,
}

/// How many findings there are.
#[derive(Debug, Serialize)]
pub struct FoundView {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl From<FindingCounts> for FoundView {
    fn from(counts: FindingCounts) -> Self {
        Self { errors: counts.errors, warnings: counts.warnings }
    }
}

impl Viewer<'_> {
    /// Returns the report on all articles.
    pub fn report(self, overview: &Overview<'_>) -> ReportView {
        let of = |is_draft: bool| {
            let these =
                overview.articles.iter().filter(|one| self.site.pages[one.page].is_draft() == is_draft);
            these.map(|one| self.covered_article(overview, one)).collect()
        };
        let (published, drafts) = (&overview.published, &overview.drafts);
        let folders = overview.folders.iter().filter(|_| overview.folders.len() > 1);
        let others = Reason::ALL.iter().zip(published.coverage.sentences.others);
        ReportView {
            date: self.day(self.site.today),
            articles: of(false),
            published: self.covered(&published.coverage, published.findings),
            drafts: of(true),
            all_drafts: (drafts.articles > 0).then(|| self.covered(&drafts.coverage, drafts.findings)),
            folders: folders
                .map(|(path, all)| CoveredView {
                    path: Some(path.clone()),
                    ..self.covered(&all.coverage, all.findings)
                })
                .collect(),
            not_checkable: others
                .filter(|(_, count)| *count > 0)
                .map(|(reason, count)| LabelledCountView {
                    label: self.words().get(reason_key(*reason)).to_owned(),
                    count,
                })
                .collect(),
            elsewhere: overview.elsewhere.unwrap_or_default().into(),
        }
    }

    fn covered_article(self, overview: &Overview<'_>, article: &Article) -> CoveredView {
        CoveredView {
            article: Some(self.page_link(article.page)),
            path: Some(overview.path(article).to_owned()),
            ..self.covered(&article.coverage, article.findings)
        }
    }

    fn covered(self, coverage: &Coverage, findings: FindingCounts) -> CoveredView {
        let (sentences, claims) = (&coverage.sentences, &coverage.claims);
        let routes = ["0", "1", "2", "3+"].into_iter().zip(claims.routes).filter(|(_, count)| *count > 0);
        CoveredView {
            article: None,
            path: None,
            checkable: sentences.checkable,
            marked: sentences.marked,
            marked_percent: sentences.share_marked().percent(),
            sourced: sentences.sourced,
            sourced_percent: sentences.share_sourced().percent(),
            claim_count: claims.total(),
            statuses: self.counts(claims, |_| true),
            live: claims.live,
            unnamed: claims.unnamed,
            unnamed_percent: claims.share_unnamed().percent(),
            routes: routes
                .map(|(label, count)| LabelledCountView { label: label.to_owned(), count })
                .collect(),
            found: findings.into(),
        }
    }
}

/// Returns the word for why sentences cannot be checked.
fn reason_key(reason: Reason) -> Key {
    match reason {
        Reason::Heading => Key::ReasonHeading,
        Reason::ColumnHeading => Key::ReasonColumnHeading,
        Reason::Quotation => Key::ReasonQuotation,
        Reason::Question => Key::ReasonQuestion,
        Reason::Author => Key::ReasonAuthor,
        Reason::Opinion => Key::ReasonOpinion,
        Reason::Reader => Key::ReasonReader,
        Reason::Fragment => Key::ReasonFragment,
    }
}
