//! What refers to each actor and source: published claims and events.

use std::collections::BTreeSet;

use crate::site::Site;

/// Fills in what refers to actors and sources.
pub(super) fn fill(site: &mut Site) {
    for (ix, claim) in site.claims.iter().enumerate() {
        if !claim.is_published(&site.pages) {
            continue;
        }
        for &actor in &claim.by {
            site.actors[actor].claims_by.push(ix);
        }
        for &actor in &claim.about {
            site.actors[actor].claims_about.push(ix);
        }
        let sources: BTreeSet<usize> = claim.cites.iter().filter_map(|cite| cite.source).collect();
        for source in sources {
            site.sources[source].claims.push(ix);
        }
    }
    for (ix, event) in site.events.iter().enumerate() {
        if !event.is_published {
            continue;
        }
        for (actor, _) in &event.actors {
            if site.actors[*actor].events.last() != Some(&ix) {
                site.actors[*actor].events.push(ix);
            }
        }
    }
}
