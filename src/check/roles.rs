//! People who are called *former* while they hold a post, or by a post that they no longer hold.
//!
//! Only what the registers know is compared: the posts of an actor with their dates, against sentences that link the actor or
//! hold a claim of it, and against how a named source is described. The time of a sentence is that of its claims, or of the
//! speaker's own words; somebody is *former* also at the time of writing. Dates that are not certain, posts without dates
//! and words that could mean another post say nothing. English only. How a text names a post is in `mentions`.

mod mentions;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;

use crate::diagnostic::{Diagnostic, Sink, in_parallel};
use crate::files::Span;
use crate::model::actor::Role;
use crate::model::date::Date;
use crate::model::source::Naming;
use crate::paths::Written;
use crate::prose::{self, Part, Sentence};
use crate::rules::Rule;
use crate::site::{ActorIx, ClaimEntry, ClaimIx, Page, Site, TargetKind, Withheld};
use crate::strings::Words;
use crate::words;

use super::sources::Used;
use super::waivers::Waivers;
use mentions::{Mention, Posts, Sense};

pub(super) fn check(site: &Site, used: &Used, waivers: &mut Waivers, sink: &mut Sink) {
    let posts: Vec<Posts<'_>> = (0..site.actors.len()).map(|actor| Posts::new(site, actor)).collect();
    let pages: Vec<&Page> = site.pages.iter().filter(|page| is_read(site, page, &posts)).collect();
    let found = in_parallel(pages, sink, |page, _| of_page(site, page, &posts));
    for (finding, claims) in found.into_iter().flatten() {
        let all = claims.iter().flat_map(|claim| &site.claims[*claim].claim.waivers);
        waivers.push(finding, all, sink);
    }
    for (ix, in_draft) in used {
        let entry = &site.sources[*ix];
        let people = entry.source.people().filter(|people| people.naming == Naming::Named);
        let described = people.and_then(|people| people.described_as.as_ref());
        let (Some(text), Some(actor), Some(issued)) = (described, entry.actor, &entry.source.issued) else {
            continue;
        };
        let Some(time) = days(&issued.value) else { continue };
        let case = Case { site, actor, times: vec![time], written: None };
        let finding = text.value.all().find_map(|said| {
            let mention = posts[actor].described(said)?;
            case.judge(&mention, said, text.span)
        });
        if let Some(finding) = finding {
            waivers.push(finding.in_draft(*in_draft), &entry.source.waivers, sink);
        }
    }
}

/// Tells whether a page is worth reading: in English, it names somebody with a post, and the post. That is cheaper to know
/// than its sentences.
fn is_read(site: &Site, page: &Page, posts: &[Posts<'_>]) -> bool {
    if page.lang.primary() != "en" || page.withheld == Some(Withheld::Expired) {
        return false;
    }
    let claimed = page.claims.iter().flat_map(|claim| actors(site, &site.claims[*claim]));
    let linked = page.links.iter().flatten().filter_map(|target| match target.kind {
        TargetKind::Actor(actor) => Some(actor),
        TargetKind::Internal | TargetKind::External | TargetKind::Source(_) => None,
    });
    let involved: BTreeSet<ActorIx> =
        claimed.chain(linked).filter(|actor| !posts[*actor].is_empty()).collect();
    if involved.is_empty() {
        return false;
    }
    let body = &site.files.get(page.parsed.file).text[page.parsed.body.clone()];
    let lower = body.to_ascii_lowercase();
    involved.into_iter().any(|actor| posts[actor].may_stand_in(body, &lower))
}

/// Returns the actors whose claim it is, whom it concerns, or who are its sources.
fn actors(site: &Site, entry: &ClaimEntry) -> BTreeSet<ActorIx> {
    let speakers = entry.cites.iter().filter_map(|cite| site.sources[cite.source?].actor);
    entry.by.iter().chain(&entry.about).copied().chain(speakers).collect()
}

/// Reads a page; returns what was found, each with the claims of its sentence.
fn of_page(site: &Site, page: &Page, posts: &[Posts<'_>]) -> Vec<(Diagnostic, Vec<ClaimIx>)> {
    let front = &page.parsed.front;
    let written = front.updated.as_ref().or(front.date.as_ref()).map(|moment| moment.value.day());
    let mut found = Vec::new();
    for sentence in prose::of_page(site, page) {
        if sentence.part == Part::Quotation {
            continue;
        }
        for (actor, claims) in involved(site, page, &sentence, posts) {
            let entries: Vec<&ClaimEntry> = claims.iter().map(|claim| &site.claims[*claim]).collect();
            let Some(times) = times(site, &entries, actor) else { continue };
            let is_doer = entries.iter().all(|entry| is_doer(site, entry, actor));
            let case = Case { site, actor, times, written };
            for mention in posts[actor].mentions(&sentence.text) {
                if mention.sense == Sense::InOffice && !is_doer {
                    continue;
                }
                let span = site.files.get(page.parsed.file).span(sentence.place(mention.place.clone()));
                let finding = case.judge(&mention, &sentence.text[mention.place.clone()], span);
                found.extend(finding.map(|finding| (finding.in_draft(page.is_draft()), claims.clone())));
            }
        }
    }
    found
}

/// Returns the actors that a sentence links or that are in its claims, each with those claims; with all of them where the
/// actor is in none.
fn involved(
    site: &Site,
    page: &Page,
    sentence: &Sentence,
    posts: &[Posts<'_>],
) -> BTreeMap<ActorIx, Vec<ClaimIx>> {
    let mut involved: BTreeMap<ActorIx, Vec<ClaimIx>> = BTreeMap::new();
    let marks: BTreeSet<usize> = sentence.marks.iter().map(|(mark, _)| *mark).collect();
    let claims: BTreeSet<ClaimIx> =
        marks.iter().filter_map(|mark| page.marks.get(*mark)).flatten().copied().flatten().collect();
    for claim in &claims {
        for actor in actors(site, &site.claims[*claim]) {
            involved.entry(actor).or_default().push(*claim);
        }
    }
    for (to, _) in &sentence.links {
        let Written::Actor(id) = to else { continue };
        let found = site.actors.binary_search_by(|entry| entry.actor.id.value.as_str().cmp(id));
        if let Ok(actor) = found {
            involved.entry(actor).or_insert_with(|| claims.iter().copied().collect());
        }
    }
    involved.retain(|actor, _| !posts[*actor].is_empty());
    involved
}

/// Tells whether an actor makes a claim, carries it out or is its source, and so does what it says at its time.
fn is_doer(site: &Site, entry: &ClaimEntry, actor: ActorIx) -> bool {
    let is_source = |source: usize| site.sources[source].actor == Some(actor);
    entry.by.contains(&actor) || entry.cites.iter().filter_map(|cite| cite.source).any(is_source)
}

/// The first and the last day of a time.
type Days = (civil::Date, civil::Date);

/// Returns the days that a date can mean; nothing where it may be another one.
fn days(date: &Date) -> Option<Days> {
    (!date.is_doubtful()).then(|| Some((date.earliest().day()?, date.latest().day()?))).flatten()
}

/// Returns when claims are: each at its date, else at those of the actor's own words that it cites. Nothing where a date says
/// no days.
fn times(site: &Site, claims: &[&ClaimEntry], actor: ActorIx) -> Option<Vec<Days>> {
    let mut times = Vec::new();
    for entry in claims {
        if let Some(date) = &entry.claim.date {
            times.push(days(&date.value)?);
            continue;
        }
        let sources = entry.cites.iter().filter_map(|cite| Some(&site.sources[cite.source?]));
        for source in sources.filter(|source| source.actor == Some(actor)) {
            if let Some(issued) = &source.source.issued {
                times.push(days(&issued.value)?);
            }
        }
    }
    Some(times)
}

/// What words about an actor's post are held against.
struct Case<'a> {
    site: &'a Site,
    actor: ActorIx,
    /// When what the words tell took place.
    times: Vec<Days>,
    /// When they were written.
    written: Option<civil::Date>,
}

impl<'a> Case<'a> {
    /// Returns a finding where a mention is wrong at each of its times.
    fn judge(&self, mention: &Mention, said: &str, span: Span) -> Option<Diagnostic> {
        let roles = &self.site.actors[self.actor].actor.roles;
        // A post without dates may have been held at any time.
        let meant: Option<Vec<(&Role, &Date)>> =
            mention.roles.iter().map(|role| Some((&roles[*role], roles[*role].when.as_ref()?))).collect();
        match mention.sense {
            Sense::Former => self.former(&meant?, said, span),
            Sense::InOffice => self.in_office(&meant?, said, span),
        }
    }

    /// Somebody who holds the post is called former.
    fn former(&self, meant: &[(&'a Role, &'a Date)], said: &str, span: Span) -> Option<Diagnostic> {
        let mut all = self.times.clone();
        all.extend(self.written.map(|day| (day, day)));
        if all.is_empty() {
            return None;
        }
        let covers = |when: &Date| all.iter().all(|(from, to)| when.covers(*from) && when.covers(*to));
        let (role, when) = meant.iter().find(|(_, when)| covers(when))?;
        // A post of the same name may have been held elsewhere before.
        let of = |role: &Role| role.of.as_ref().map(|of| of.value.clone());
        let is_same = |other: &Role| other.post == role.post && of(other) == of(role);
        meant.iter().all(|(other, _)| is_same(other)).then(|| {
            self.report(
                format!("\"{said}\" is said of somebody who holds the post: {}", self.shown(role, when)),
                "leave the word out, or correct the dates of the post in the register of actors",
                span,
            )
        })
    }

    /// Somebody is called by a post that had ended.
    fn in_office(&self, meant: &[(&'a Role, &'a Date)], said: &str, span: Span) -> Option<Diagnostic> {
        let from = self.times.iter().map(|(from, _)| *from).min()?;
        let is_elsewhere =
            |when: &Date| self.times.iter().all(|(from, to)| when.is_before(*from) || when.is_after(*to));
        if !meant.iter().all(|(_, when)| is_elsewhere(when)) {
            return None;
        }
        let (role, when) = meant.iter().rev().find(|(_, when)| when.is_before(from))?;
        Some(self.report(
            format!(
                "\"{said}\" is said of somebody who no longer held the post on {from}: {}",
                self.shown(role, when)
            ),
            "write `former` or `then` before it, or correct the dates of the post in the register of actors",
            span,
        ))
    }

    fn shown(&self, role: &Role, when: &Date) -> String {
        let language = &self.site.config.language;
        format!("{}, {}", role.post.get(language, language), words::date(Words::english(), when))
    }

    fn report(&self, message: String, help: &str, span: Span) -> Diagnostic {
        let actor = &self.site.actors[self.actor].actor;
        Diagnostic::new(Rule::RoleOutOfDate, span, message, help)
            .label(actor.id.span, "the dates of the post stand here")
    }
}
