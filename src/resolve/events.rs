//! Events and dated claims in the order of the timeline, and what actors and sources are part of.

use crate::diagnostic::Sink;
use crate::model::event::{Event, EventKind};
use crate::origins::Status;
use crate::site::{ClaimIx, EventEntry, EventOrigin, Page, PageIx};

use super::claims::Pool;
use super::register::Register;

/// Collects the entries of the timeline and gives each page its own.
pub(super) fn collect(
    pages: &mut [Page],
    site_events: Vec<Event>,
    pool: &Pool,
    register: &Register,
    sink: &mut Sink,
) -> Vec<EventEntry> {
    let mut entries: Vec<EventEntry> = Vec::new();
    check_ids(pages, &site_events, sink);
    for event in site_events {
        entries.push(entry(event, None, true, None, pool, register, sink));
    }
    let withheld: Vec<bool> = pool.entries.iter().map(|claim| claim.is_withheld(pages)).collect();
    for (ix, page) in pages.iter_mut().enumerate() {
        let key = page.parsed.key.clone();
        let is_published = page.is_published();
        for event in std::mem::take(&mut page.parsed.front.events) {
            entries.push(entry(event, Some(ix), is_published, Some(&key), pool, register, sink));
        }
    }
    for (ix, claim) in pool.entries.iter().enumerate() {
        let Some(date) = &claim.claim.date else { continue };
        let mut actors: Vec<(usize, Option<crate::model::text::Text>)> = Vec::new();
        for actor in claim.by.iter().chain(&claim.about) {
            if !actors.iter().any(|(known, _)| known == actor) {
                actors.push((*actor, None));
            }
        }
        entries.push(EventEntry {
            origin: EventOrigin::Claim(ix),
            page: claim.marked.first().map(|at| at.page),
            title: claim.says.clone(),
            timing: crate::model::date::Timing::At(date.value.clone()),
            kind: EventKind::Happened,
            actors,
            claims: vec![ix],
            status: claim.status,
            is_published: claim.is_published(pages),
        });
    }
    for entry in entries.iter_mut().filter(|entry| entry.is_published) {
        entry.claims.retain(|claim| !withheld[*claim]);
        entry.status = Status::of_event(entry.claims.iter().map(|claim| pool.entries[*claim].status));
    }
    let order =
        |entry: &EventEntry| (entry.timing.sort_key(), entry.title.all().next().unwrap_or("").to_owned());
    entries.sort_by_cached_key(order);
    for (at, entry) in entries.iter().enumerate() {
        for page in pages_of(entry, pool) {
            if pages[page].events.last() != Some(&at) {
                pages[page].events.push(at);
            }
        }
    }
    entries
}

/// An event stands on the page whose it is, a dated claim on every page that marks it.
fn pages_of(entry: &EventEntry, pool: &Pool) -> Vec<PageIx> {
    match &entry.origin {
        EventOrigin::Event(_) => entry.page.into_iter().collect(),
        EventOrigin::Claim(claim) => pool.entries[*claim].marked.iter().map(|at| at.page).collect(),
    }
}

fn entry(
    event: Event,
    page: Option<PageIx>,
    is_published: bool,
    from: Option<&str>,
    pool: &Pool,
    register: &Register,
    sink: &mut Sink,
) -> EventEntry {
    let claims: Vec<ClaimIx> =
        event.claims.iter().filter_map(|name| pool.find(name, from, &register.ids, sink)).collect();
    let actors = event
        .actors
        .iter()
        .filter_map(|(id, part)| Some((register.ids.actor(id, sink)?, part.clone())))
        .collect();
    EventEntry {
        page,
        title: event.title.clone(),
        timing: event.timing.clone(),
        kind: event.kind,
        actors,
        status: Status::of_event(claims.iter().map(|claim| pool.entries[*claim].status)),
        claims,
        is_published,
        origin: EventOrigin::Event(Box::new(event)),
    }
}

/// Reports event ids that stand twice in one article, or twice in the site's registers.
fn check_ids(pages: &[Page], site_events: &[Event], sink: &mut Sink) {
    let mut seen = std::collections::HashMap::new();
    let own = pages.iter().flat_map(|page| {
        page.parsed.front.events.iter().map(move |event| (Some(page.parsed.key.as_str()), event))
    });
    for (article, event) in site_events.iter().map(|event| (None, event)).chain(own) {
        if let Some(first) = seen.insert((article, &event.id.value), event.id.span) {
            sink.push(super::register::duplicate("event", event.id.value.as_str(), event.id.span, first));
        }
    }
}
