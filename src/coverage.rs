//! Coverage: how much of an article rests on something, and on what.
//!
//! Input: a [`Site`]. Output: counts, never shares: of sentences (which can be checked, are marked, are sourced) and of
//! claims (status, routes, named sources), for a page or for many together. Shares are computed where they are shown
//! ([`Share`]). Not done here: judging the counts (see `check`) and writing them (see `overview`).

pub mod sentences;

use std::collections::BTreeSet;

use crate::origins::{Evidence, Standing, Status};
use crate::prose::{self, Sentence};
use crate::site::{ClaimIx, Page, Site};

pub use sentences::Reason;

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The part.
    pub part: usize,
    /// The whole, of which it is not more.
    pub whole: usize,
}

impl Share {
    /// Returns per cent, rounded to the nearest; none where there is no whole. All is shown only for all, and nothing
    /// only for nothing: 199 of 200 are 99 per cent.
    pub fn percent(self) -> Option<usize> {
        let rounded = (self.part * 200 + self.whole).checked_div(self.whole * 2)?;
        Some(match rounded {
            0 if self.part > 0 => 1,
            100 if self.part < self.whole => 99,
            rounded => rounded,
        })
    }

    /// Tells whether it is at least so many per cent. Of nothing, it is.
    pub fn is_at_least(self, percent: u8) -> bool {
        self.part * 100 >= self.whole * usize::from(percent)
    }

    /// Tells whether it is at most so many per cent. Of nothing, it is.
    pub fn is_at_most(self, percent: u8) -> bool {
        self.part * 100 <= self.whole * usize::from(percent)
    }
}

/// Counts of sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentenceCounts {
    /// Those that can be checked.
    pub checkable: usize,
    /// Of these, those that a mark covers in part or whole.
    pub marked: usize,
    /// Of these, those whose claims all have a supporting source.
    pub sourced: usize,
    /// Those that cannot be checked, by reason in the order of [`Reason::ALL`].
    pub others: [usize; Reason::ALL.len()],
}

impl SentenceCounts {
    /// Returns the share of the checkable sentences that are marked.
    pub fn share_marked(&self) -> Share {
        Share { part: self.marked, whole: self.checkable }
    }

    /// Returns the share of the checkable sentences that are sourced.
    pub fn share_sourced(&self) -> Share {
        Share { part: self.sourced, whole: self.checkable }
    }

    /// Adds other sentences.
    pub fn add(&mut self, other: &Self) {
        self.checkable += other.checkable;
        self.marked += other.marked;
        self.sourced += other.sourced;
        for (sum, more) in self.others.iter_mut().zip(other.others) {
            *sum += more;
        }
    }
}

/// How many classes [`ClaimCounts::routes`] has.
pub const ROUTES: usize = 4;

/// Counts of claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimCounts {
    /// By status, in the order of [`Status::ALL`]: weakest first.
    pub by_status: [usize; Status::ALL.len()],
    /// Those that are neither withdrawn nor superseded nor disputed.
    pub live: usize,
    /// Of these, those that rest on no named source.
    pub unnamed: usize,
    /// The live ones by independent routes: none, one, two, three or more.
    pub routes: [usize; ROUTES],
}

impl ClaimCounts {
    /// Counts claims.
    pub fn of<'a>(site: &Site, claims: impl IntoIterator<Item = &'a ClaimIx>) -> Self {
        let mut counts = Self::default();
        for claim in claims {
            let entry = &site.claims[*claim];
            counts.by_status[entry.status as usize] += 1;
            if entry.standing == Standing::Live {
                counts.live += 1;
                counts.unnamed += usize::from(entry.sourcing.evidence == Evidence::Unconfirmed);
                counts.routes[entry.sourcing.routes.min(ROUTES - 1)] += 1;
            }
        }
        counts
    }

    /// Returns how many there are.
    pub fn total(&self) -> usize {
        self.by_status.iter().sum()
    }

    /// Returns how many have a status.
    pub fn with(&self, status: Status) -> usize {
        self.by_status[status as usize]
    }

    /// Returns the share of the live claims that rest on no named source.
    pub fn share_unnamed(&self) -> Share {
        Share { part: self.unnamed, whole: self.live }
    }
}

/// How far an article, or several, are covered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The sentences.
    pub sentences: SentenceCounts,
    /// The claims that are marked; one that several articles mark counts once.
    pub claims: ClaimCounts,
}

/// A page's sentences, judged.
pub struct Judged {
    /// The sentences, in order.
    pub sentences: Vec<Sentence>,
    /// Why each cannot be checked.
    pub reasons: Vec<Option<Reason>>,
}

impl Judged {
    /// Reads and judges the sentences of a page.
    pub fn of_page(site: &Site, page: &Page) -> Self {
        let sentences = prose::of_page(site, page);
        let reasons = sentences::judge(&sentences, &page.lang);
        Self { sentences, reasons }
    }

    /// Returns the sentences that can be checked and that nothing marks.
    pub fn unmarked(&self) -> impl Iterator<Item = &Sentence> {
        let judged = self.sentences.iter().zip(&self.reasons);
        judged.filter(|(sentence, reason)| reason.is_none() && sentence.marks.is_empty()).map(|(s, _)| s)
    }

    /// Counts the sentences.
    pub fn count(&self, site: &Site, page: &Page) -> SentenceCounts {
        let mut counts = SentenceCounts::default();
        for (sentence, reason) in self.sentences.iter().zip(&self.reasons) {
            if let Some(reason) = reason {
                counts.others[*reason as usize] += 1;
                continue;
            }
            counts.checkable += 1;
            if sentence.marks.is_empty() {
                continue;
            }
            counts.marked += 1;
            let mut claims = sentence.marks.iter().flat_map(|(mark, _)| &page.marks[*mark]);
            // A mark whose name is missing rests on nothing.
            let is_sourced = claims.all(|claim| {
                claim.is_some_and(|claim| site.claims[claim].sourcing.evidence > Evidence::Unsourced)
            });
            counts.sourced += usize::from(is_sourced);
        }
        counts
    }
}

/// Counts what several pages have together, from what was counted of each.
pub fn sum<'a>(site: &Site, pages: impl IntoIterator<Item = (&'a Page, &'a SentenceCounts)>) -> Coverage {
    let mut sentences = SentenceCounts::default();
    let mut claims = BTreeSet::new();
    for (page, counts) in pages {
        sentences.add(counts);
        claims.extend(&page.claims);
    }
    Coverage { sentences, claims: ClaimCounts::of(site, claims) }
}
