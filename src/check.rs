//! The rules over the resolved site, and the gate before publishing.
//!
//! Input: a [`Site`]. Output: findings in a [`Sink`], and [`Checked`], which only a site without errors becomes and which
//! publishing demands. Rules about form, links and places were applied where their facts came up (`parse`, `markdown`,
//! `resolve`); here are those that look at the whole: sourcing, protection of sources, unused things, waivers.

mod bidi;
mod claims;
mod contacts;
mod contradictions;
mod coverage;
mod events;
mod ids;
mod order;
mod pages;
pub mod quotes;
mod roles;
mod sources;
mod time;
mod waivers;

use crate::diagnostic::{Diagnostic, Findings, Level, Sink};
use crate::site::Site;

use waivers::Waivers;

/// Applies the rules.
pub fn check(site: &Site, sink: &mut Sink) {
    let mut waivers = Waivers::default();
    pages::check(site, sink);
    claims::check(site, &mut waivers, sink);
    quotes::check(site, &mut waivers, sink);
    contradictions::check(site, &mut waivers, sink);
    let used = sources::used(site);
    sources::check(site, &used, &mut waivers, sink);
    order::check(site, &used, sink);
    time::check(site, &mut waivers, sink);
    roles::check(site, &used, &mut waivers, sink);
    events::check(site, sink);
    coverage::check(site, sink);
    contacts::check(site, sink);
    bidi::check(site, sink);
    ids::check(site, sink);
    waivers.idle(site, &used, sink);
}

/// A site without errors.
pub struct Checked<'a> {
    site: &'a Site,
}

impl<'a> Checked<'a> {
    /// Lets a site pass when none of its findings is an error (or, where warnings are denied, when there is none).
    pub fn pass(site: &'a Site, findings: &Findings, deny_warnings: bool) -> Option<Self> {
        let stops = |finding: &Diagnostic| finding.level == Level::Error || deny_warnings;
        (!findings.iter().any(stops)).then_some(Self { site })
    }

    /// Returns the site.
    pub fn site(&self) -> &'a Site {
        self.site
    }
}
