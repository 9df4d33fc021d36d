//! Quotes held against the stored texts of their sources.
//!
//! Each text is read into words once, however many quotes are held against it. What could not be checked is never taken
//! for checked: [`outcomes`] says of every quote how it stands, for findings and for reports.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::diagnostic::{Diagnostic, Sink};
use crate::load::StoredText;
use crate::model::source::Naming;
use crate::paths::FilePath;
use crate::quotes::{Verdict, Words, plain};
use crate::rules::Rule;
use crate::site::{ClaimIx, Site, SourceIx};

use super::claims::is_judged;
use super::waivers::Waivers;

/// How a quote stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuoteCheck {
    /// Its words stand in the source.
    Ok,
    /// They do not; the sentence says what differs.
    Changed(String),
    /// It was not held against anything.
    Unchecked(Unchecked),
}

/// Why a quote was not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unchecked {
    /// No text of the source is stored.
    NotStored,
    /// The stored text is neither plain text nor HTML.
    NotText,
    /// The stored text cannot be read, which is a finding of its own.
    Unread,
}

/// A quote and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The claim.
    pub claim: ClaimIx,
    /// The place of the citation among those of the claim.
    pub cite: usize,
    /// How the quote stands.
    pub check: QuoteCheck,
}

/// Holds every quote of the claims that the rules look at against its source, in the order of the claims. Quotes of sources
/// whose names are missing are left out.
pub fn outcomes(site: &Site) -> Vec<Outcome> {
    let mut found = Vec::new();
    let mut by_text: BTreeMap<&FilePath, Vec<(ClaimIx, usize, &str)>> = BTreeMap::new();
    for (claim, entry) in site.claims.iter().enumerate().filter(|(_, entry)| is_judged(site, entry)) {
        for (cite, at) in entry.cites.iter().enumerate() {
            let (Some(source), Some(quote)) = (at.source, &at.citation.quote) else { continue };
            match &site.sources[source].source.text {
                Some(path) => by_text.entry(&path.value).or_default().push((claim, cite, &quote.exact.value)),
                None => {
                    found.push(Outcome { claim, cite, check: QuoteCheck::Unchecked(Unchecked::NotStored) });
                }
            }
        }
    }
    let checked: Vec<Vec<Outcome>> = by_text
        .into_iter()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(path, quotes)| {
            let words = match site.texts.get(path) {
                Some(StoredText::Plain(text)) => Ok(Words::new(text)),
                Some(StoredText::Html(text)) => Ok(Words::new(&plain(text))),
                Some(StoredText::Other) => Err(Unchecked::NotText),
                Some(StoredText::Unread) | None => Err(Unchecked::Unread),
            };
            let hold = |quote: &str| match &words {
                Ok(words) => match words.verdict(quote) {
                    Verdict::Same => QuoteCheck::Ok,
                    Verdict::Changed(how) => QuoteCheck::Changed(how),
                },
                Err(why) => QuoteCheck::Unchecked(*why),
            };
            let outcome = |(claim, cite, quote)| Outcome { claim, cite, check: hold(quote) };
            quotes.into_iter().map(outcome).collect()
        })
        .collect();
    found.extend(checked.into_iter().flatten());
    found.sort_by_key(|outcome| (outcome.claim, outcome.cite));
    found
}

pub(super) fn check(site: &Site, waivers: &mut Waivers, sink: &mut Sink) {
    for Outcome { claim, cite, check } in outcomes(site) {
        let entry = &site.claims[claim];
        let cite = &entry.cites[cite];
        let (Some(quote), Some(source)) = (&cite.citation.quote, cite.source) else { continue };
        let finding = match check {
            QuoteCheck::Ok | QuoteCheck::Unchecked(Unchecked::Unread) => continue,
            QuoteCheck::Changed(how) => {
                Diagnostic::new(Rule::QuoteChanged, quote.exact.span, how, changed_help(site, source))
            }
            QuoteCheck::Unchecked(why) => {
                let Some(finding) = unchecked(site, source, why) else { continue };
                Diagnostic::new(Rule::QuoteUnchecked, quote.exact.span, finding.0, finding.1)
            }
        };
        waivers.push(finding.in_draft(entry.is_draft), &entry.claim.waivers, sink);
    }
}

fn changed_help(site: &Site, source: SourceIx) -> String {
    let path = site.sources[source].source.text.as_ref().map_or("", |path| path.value.as_str());
    format!("write the words as they stand in `{path}`, with `[…]` where you leave some out")
}

/// Says why a quote was not checked, and what to do. What people without names have said must not be stored.
fn unchecked(site: &Site, source: SourceIx, why: Unchecked) -> Option<(String, &'static str)> {
    let source = &site.sources[source].source;
    let id = &source.id.value;
    match why {
        Unchecked::NotStored if source.people().is_some_and(|people| people.naming == Naming::Unnamed) => {
            None
        }
        Unchecked::NotStored => Some((
            format!("this quote is not checked: no text of `{id}` is stored"),
            "put the source's text into a file beside the register, and write `text: …` on the source",
        )),
        Unchecked::NotText => {
            let path = source.text.as_ref().map_or("", |path| path.value.as_str());
            Some((
                format!("this quote is not checked: `{path}` is neither plain text nor HTML"),
                "store the words as plain text or HTML, and name that file under `text:`",
            ))
        }
        Unchecked::Unread => None,
    }
}
