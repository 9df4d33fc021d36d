//! Claims that cannot be true together, and both have something to show for themselves.
//!
//! One finding for each pair, at the claim that comes first in the text, with both chains. That both are shown as disputed
//! follows from the same fact (see `origins`), and no other rule reports it.

use crate::diagnostic::{Diagnostic, Sink};
use crate::origins::{Evidence, Standing};
use crate::rules::Rule;
use crate::site::{ClaimEntry, ClaimIx, Site};

use super::claims::{chain_text, is_judged};
use super::waivers::Waivers;

pub(super) fn check(site: &Site, waivers: &mut Waivers, sink: &mut Sink) {
    for (one, entry) in site.claims.iter().enumerate() {
        // Each pair stands in the lists of both.
        for &other in entry.contradicts.iter().filter(|other| one < **other) {
            if counts(site, entry) && counts(site, &site.claims[other]) {
                report(site, one, other, waivers, sink);
            }
        }
    }
}

/// Tells whether a claim is there to be contradicted: readers see it, it stands, and a named source is behind it.
fn counts(site: &Site, entry: &ClaimEntry) -> bool {
    is_judged(site, entry)
        && entry.is_published(&site.pages)
        && !entry.is_tainted
        && !matches!(entry.standing, Standing::Retracted | Standing::Superseded)
        && entry.sourcing.evidence >= Evidence::SingleSource
}

fn report(site: &Site, one: ClaimIx, other: ClaimIx, waivers: &mut Waivers, sink: &mut Sink) {
    let place = |claim: ClaimIx| site.claims[claim].marked.first().map(|at| (at.page, at.mark));
    let (first, second) = if place(one) <= place(other) { (one, other) } else { (other, one) };
    let (first, second) = (&site.claims[first], &site.claims[second]);
    let finding = Diagnostic::new(
        Rule::ClaimsContradict,
        first.claim.id.span,
        format!(
            "`{}` ({}) and `{}` ({}) cannot both be true",
            first.claim.id.value,
            chain_text(site, first),
            second.full_id(),
            chain_text(site, second),
        ),
        "find out which is right, and withdraw or replace the other; or waive the rule with what the article tells readers of it",
    )
    .label(second.claim.id.span, "the other claim")
    .in_draft(first.is_draft || second.is_draft);
    waivers.push(finding, first.claim.waivers.iter().chain(&second.claim.waivers), sink);
}
