//! Waivers: a finding that an editor has given a reason for is not shown; a waiver that waives nothing is a finding.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Sink};
use crate::files::Span;
use crate::model::Waiver;
use crate::rules::Rule;
use crate::site::Site;

use super::claims::is_judged;
use super::sources::Used;

/// The waivers that have waived something, by their places.
#[derive(Default)]
pub(super) struct Waivers {
    used: BTreeSet<Span>,
}

impl Waivers {
    /// Pushes a finding unless it is waived. Each waiver of its rule has then waived something.
    pub(super) fn push<'w>(
        &mut self,
        finding: Diagnostic,
        waivers: impl IntoIterator<Item = &'w Waiver>,
        sink: &mut Sink,
    ) {
        let rule = finding.rule;
        let mut waivers = waivers.into_iter().filter(|waiver| waiver.rule.value == rule).peekable();
        if waivers.peek().is_none() {
            sink.push(finding);
        }
        self.used.extend(waivers.map(|waiver| waiver.rule.span));
    }

    /// Reports waivers that have waived nothing, where the rules have looked.
    pub(super) fn idle(&self, site: &Site, used: &Used, sink: &mut Sink) {
        let claims = site
            .claims
            .iter()
            .filter(|entry| !entry.is_tainted && is_judged(site, entry))
            .map(|entry| &entry.claim.waivers);
        let sources = used
            .keys()
            .map(|source| &site.sources[*source].source)
            .filter(|source| !source.tainted)
            .map(|source| &source.waivers);
        for waiver in claims.chain(sources).flatten() {
            if !self.used.contains(&waiver.rule.span) {
                let rule = waiver.rule.value;
                sink.push(Diagnostic::new(
                    Rule::IdleWaiver,
                    waiver.rule.span,
                    format!("this waiver of `{rule}` waives nothing"),
                    format!("remove it: `{rule}` finds nothing here"),
                ));
            }
        }
    }
}
