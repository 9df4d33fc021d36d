//! Rules about events: each rests on claims.

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::Rule;
use crate::site::{EventOrigin, Page, Site, Withheld};

pub(super) fn check(site: &Site, sink: &mut Sink) {
    for entry in &site.events {
        let EventOrigin::Event(event) = &entry.origin else { continue };
        let page = entry.page.map(|page| &site.pages[page]);
        if !event.claims.is_empty() || page.is_some_and(|page| page.withheld == Some(Withheld::Expired)) {
            continue;
        }
        sink.push(
            Diagnostic::new(
                Rule::EventUnsourced,
                event.id.span,
                format!("the event `{}` rests on no claim", event.id.value),
                "name the claims that say so, `claims: [their-ids]`; a claim with a `date` is an event by itself",
            )
            .in_draft(page.is_some_and(Page::is_draft)),
        );
    }
}
