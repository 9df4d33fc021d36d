//! Posts that are named out of their time: "former" of somebody who holds the post, and a post that had ended.
//!
//! English only, and only what the register of actors shows for certain. Looked at are people who are linked in a sentence
//! or stand in a claim that it marks, and only where their name stands beside the post: "former president Ada Brook", "Ada
//! Brook, the former president". Quoted words are their speaker's. A post without "former" is reported only where a claim
//! with a date, made or carried out by that person, is marked in the sentence: texts about the past call people by what
//! they were.

use jiff::civil;

use crate::diagnostic::{Diagnostic, Sink};
use crate::model::Waiver;
use crate::model::actor::Role;
use crate::model::date::Date;
use crate::paths::Written;
use crate::prose::{self, Part, Sentence};
use crate::quotes::is_quotation_mark;
use crate::rules::Rule;
use crate::site::{ActorIx, ClaimEntry, Page, Site, SourceEntry, Withheld};

use super::sources::Used;
use super::waivers::Waivers;

/// What stands before a post that somebody no longer holds.
const FORMER: &[&str] = &["former ", "ex-"];

/// A post as the text may name it. All words are in small letters.
struct Post<'a> {
    role: &'a Role,
    /// `president of the council`, `president`.
    titles: Vec<String>,
    /// What may stand before a title: the names of the body.
    bodies: Vec<String>,
}

/// A person who has held posts.
struct Holder<'a> {
    actor: ActorIx,
    names: Vec<String>,
    posts: Vec<Post<'a>>,
}

pub(super) fn check(site: &Site, used: &Used, waivers: &mut Waivers, sink: &mut Sink) {
    let holders: Vec<Option<Holder<'_>>> = (0..site.actors.len()).map(|actor| holder(site, actor)).collect();
    if holders.iter().all(Option::is_none) {
        return;
    }
    for (ix, in_draft) in used {
        let entry = &site.sources[*ix];
        if let Some(finding) = of_source(site, entry, &holders) {
            waivers.push(finding.in_draft(*in_draft), &entry.source.waivers, sink);
        }
    }
    for page in &site.pages {
        if page.withheld == Some(Withheld::Expired)
            || page.lang.primary() != "en"
            || !is_worth(site, page, &holders)
        {
            continue;
        }
        for sentence in prose::of_page(site, page) {
            if sentence.part != Part::Quotation {
                of_sentence(site, page, &sentence, &holders, waivers, sink);
            }
        }
    }
}

fn small(text: &str) -> String {
    // Letters beyond ASCII keep their case, so that places stay the same.
    text.to_ascii_lowercase()
}

fn holder(site: &Site, actor: ActorIx) -> Option<Holder<'_>> {
    let entry = &site.actors[actor];
    let post = |(role, of): (&'_ Role, &Option<ActorIx>)| {
        let names = |actor: ActorIx| {
            let body = &site.actors[actor].actor;
            body.name.all().map(small).chain(body.aliases.iter().map(|name| small(name))).collect()
        };
        let mut titles = Vec::new();
        for title in role.post.all().map(small) {
            let head = [" of ", " for ", ", "].iter().filter_map(|join| title.find(join)).min();
            titles.extend(head.map(|at| title[..at].to_owned()));
            titles.push(title);
        }
        // The longest first: `president` is also the beginning of `president of the council`.
        titles.sort_by_key(|title| std::cmp::Reverse(title.len()));
        (titles, of.map_or_else(Vec::new, names))
    };
    let posts: Vec<Post<'_>> = entry
        .actor
        .roles
        .iter()
        .zip(&entry.role_of)
        .map(|(role, of)| {
            let (titles, bodies) = post((role, of));
            Post { role, titles, bodies }
        })
        .collect();
    let names = entry.actor.name.all().chain(entry.actor.aliases.iter().map(String::as_str));
    (!posts.is_empty()).then(|| Holder { actor, names: names.map(small).collect(), posts })
}

/// Tells whether a page has anything that the rule could find, which is cheaper to know than its sentences.
fn is_worth(site: &Site, page: &Page, holders: &[Option<Holder<'_>>]) -> bool {
    let body = small(&site.files.get(page.parsed.file).text[page.parsed.body.clone()]);
    let is_dated_by_holder = |claim: &usize| {
        let entry = &site.claims[*claim];
        entry.claim.date.is_some() && entry.by.iter().any(|actor| holders[*actor].is_some())
    };
    FORMER.iter().any(|word| body.contains(word)) || page.claims.iter().any(is_dated_by_holder)
}

impl Holder<'_> {
    /// Tells whether the person held a post under this title on all of these days, and under no other one that had ended:
    /// "former president" may speak of another presidency.
    fn holds(&self, title: &str, days: &[civil::Date]) -> bool {
        let named = || self.posts.iter().filter(|post| post.titles.iter().any(|other| other == title));
        let covers = |post: &&Post<'_>| {
            post.role.when.as_ref().is_some_and(|when| days.iter().all(|day| when.covers(*day)))
        };
        let Some(held) = named().find(covers) else { return false };
        let is_same = |post: &Post<'_>| {
            post.titles == held.titles
                && post.role.of.as_ref().map(|of| &of.value) == held.role.of.as_ref().map(|of| &of.value)
        };
        named().all(is_same)
    }

    /// Tells whether each post of the person under this title had ended before a date.
    fn held_before(&self, title: &str, date: &Date) -> bool {
        let mut named = self.posts.iter().filter(|post| post.titles.iter().any(|other| other == title));
        named.all(|post| post.role.has_ended_by(Some(date)))
    }

    /// Returns the length of a title, with the body's name before it, that some text begins with, and the title.
    fn title_at(&self, text: &str) -> Option<(usize, &str)> {
        self.posts.iter().find_map(|post| {
            let body = post.bodies.iter().find(|body| {
                text.strip_prefix(body.as_str()).is_some_and(|rest| rest.starts_with([' ', '\'', '’']))
            });
            let skipped = body.map_or(0, |body| {
                let rest = &text[body.len()..];
                let s = ["'s ", "’s ", " "].iter().find(|s| rest.starts_with(**s)).map_or(0, |s| s.len());
                body.len() + s
            });
            post.titles.iter().find_map(|title| {
                let rest = text.get(skipped..)?.strip_prefix(title.as_str())?;
                // "president of" something else is another post.
                let goes_on = [" of ", " for ", " at ", " and ", " in ", "-", "’", "'"];
                let ends = !rest.starts_with(char::is_alphanumeric)
                    && !goes_on.iter().any(|on| rest.starts_with(on));
                ends.then_some((skipped + title.len(), title.as_str()))
            })
        })
    }

    /// Returns the length of the person's name that some text begins with.
    fn name_at(&self, text: &str) -> Option<usize> {
        let ends = |name: &String| {
            text.strip_prefix(name.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        self.names.iter().filter(|name| ends(name)).map(String::len).max()
    }
}

fn of_sentence(
    site: &Site,
    page: &Page,
    sentence: &Sentence,
    holders: &[Option<Holder<'_>>],
    waivers: &mut Waivers,
    sink: &mut Sink,
) {
    let claims: Vec<&ClaimEntry> = sentence
        .marks
        .iter()
        .flat_map(|(mark, _)| page.marks.get(*mark).into_iter().flatten().flatten())
        .map(|claim| &site.claims[*claim])
        .collect();
    let linked = sentence.links.iter().filter_map(|(to, _)| match to {
        Written::Actor(id) => {
            site.actors.binary_search_by(|entry| entry.actor.id.value.as_str().cmp(id)).ok()
        }
        _ => None,
    });
    let mut actors: Vec<ActorIx> =
        linked.chain(claims.iter().flat_map(|claim| claim.by.iter().chain(&claim.about)).copied()).collect();
    actors.sort_unstable();
    actors.dedup();
    let text = small(&sentence.text);
    for holder in actors.into_iter().filter_map(|actor| holders[actor].as_ref()) {
        let found = called_former(page, sentence, &text, &claims, holder)
            .or_else(|| called_by_ended(sentence, &text, &claims, holder));
        let Some((words, message, help)) = found else { continue };
        let file = site.files.get(page.parsed.file);
        let finding = Diagnostic::new(Rule::RoleOutOfDate, file.span(sentence.place(words)), message, help)
            .label(site.actors[holder.actor].actor.id.span, "the dates of the post stand here")
            .in_draft(page.is_draft());
        let waived: Vec<Waiver> =
            claims.iter().flat_map(|claim| claim.claim.waivers.iter().cloned()).collect();
        waivers.push(finding, &waived, sink);
    }
}

/// The words, what is wrong with them, and what to do.
type Found = (std::ops::Range<usize>, String, &'static str);

/// Finds "former" before a post that the person held when the article was last changed, and at what the sentence tells.
fn called_former(
    page: &Page,
    sentence: &Sentence,
    text: &str,
    claims: &[&ClaimEntry],
    holder: &Holder<'_>,
) -> Option<Found> {
    let front = &page.parsed.front;
    let day = front.updated.as_ref().or(front.date.as_ref())?.value.day();
    let mut days = vec![day];
    for claim in claims.iter().filter_map(|claim| claim.claim.date.as_ref()) {
        days.push(claim.value.single_day()?);
    }
    places(text, FORMER).find_map(|(start, behind)| {
        let (length, title) = holder.title_at(&text[behind..])?;
        let end = behind + length;
        let name =
            text[end..].strip_prefix(' ').and_then(|rest| holder.name_at(rest)).map(|name| end + 1 + name);
        let is_named = name.is_some() || {
            let before = ["the ", "a ", "its ", "their "]
                .iter()
                .find_map(|article| text[..start].strip_suffix(article))
                .unwrap_or(&text[..start]);
            let is_behind = before.strip_suffix(", ").is_some_and(|before| {
                holder.names.iter().any(|name| {
                    before
                        .strip_suffix(name.as_str())
                        .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
                })
            });
            // "Ada Brook, former president Tom Farrow": the post is another one's.
            let next = sentence.text[end..].strip_prefix(' ').and_then(|rest| rest.chars().next());
            is_behind && !next.is_some_and(char::is_uppercase)
        };
        let is_wrong = is_named && !is_quoted(text, start) && holder.holds(title, &days);
        is_wrong.then(|| {
            let words = start..name.unwrap_or(end);
            let said = &sentence.text[words.clone()];
            let message = format!("\"{said}\" is said of somebody who held that post on {day}");
            (words, message, "leave the word out, or correct the dates of the post in the register of actors")
        })
    })
}

/// Finds a post and the name of the person where the post had ended before what the sentence tells.
fn called_by_ended(
    sentence: &Sentence,
    text: &str,
    claims: &[&ClaimEntry],
    holder: &Holder<'_>,
) -> Option<Found> {
    let date = claims
        .iter()
        .filter(|claim| claim.by.contains(&holder.actor))
        .find_map(|claim| claim.claim.date.as_ref())?;
    let names: Vec<&str> = holder.names.iter().map(String::as_str).collect();
    places(text, &names).find_map(|(start, _)| {
        let before = text[..start].strip_suffix(' ')?;
        holder.posts.iter().flat_map(|post| &post.titles).find_map(|title| {
            let rest = before.strip_suffix(title.as_str())?;
            let last =
                rest.trim_end_matches([' ', '-']).rsplit(|c: char| c.is_whitespace()).next().unwrap_or("");
            let is_whole = rest.is_empty() || rest.ends_with(' ');
            // Another word before the title may make another post or time of it: "vice president", "then president".
            let is_plain =
                rest.is_empty() || matches!(last, "the" | "and" | "," | "by" | "with" | "that" | "when");
            let is_wrong =
                is_whole && is_plain && !is_quoted(text, start) && holder.held_before(title, &date.value);
            is_wrong.then(|| {
                let end = start + holder.name_at(&text[start..]).unwrap_or(0);
                let words = rest.len()..end;
                let said = &sentence.text[words.clone()];
                let message = format!("\"{said}\" is said of {}, when that post had ended", date.value);
                (
                    words,
                    message,
                    "write `former` before it, or correct the dates of the post in the register of actors",
                )
            })
        })
    })
}

/// Finds where words stand in a text, at the beginning of a word: their starts and ends, in order.
fn places<'a>(text: &'a str, words: &'a [&'a str]) -> impl Iterator<Item = (usize, usize)> + 'a {
    words.iter().flat_map(move |word| {
        text.match_indices(word)
            .filter(|(at, _)| !text[..*at].ends_with(char::is_alphanumeric))
            .map(|(at, word)| (at, at + word.len()))
    })
}

/// Tells whether a place in a sentence lies between quotation marks.
fn is_quoted(text: &str, at: usize) -> bool {
    let mut is_open = false;
    for c in text[..at].chars().filter(|c| is_quotation_mark(*c) && !matches!(c, '\'' | '’' | '`' | '´')) {
        is_open = match c {
            '“' | '„' | '«' | '‘' | '‹' => true,
            '”' | '»' | '›' => false,
            _ => !is_open,
        };
    }
    is_open
}

/// Looks at how a source with a name is described, against the day on which it spoke.
fn of_source(site: &Site, entry: &SourceEntry, holders: &[Option<Holder<'_>>]) -> Option<Diagnostic> {
    let holder = holders[entry.actor?].as_ref()?;
    let described = entry.source.people()?.described_as.as_ref()?;
    let issued = entry.source.issued.as_ref()?;
    let day = issued.value.single_day()?;
    let finding = described.value.all().find_map(|text| {
        let text = small(text);
        let text =
            ["a ", "an ", "the "].iter().find_map(|article| text.strip_prefix(article)).unwrap_or(&text);
        match FORMER.iter().find_map(|former| text.strip_prefix(former)) {
            Some(rest) => holder.title_at(rest).filter(|(_, title)| holder.holds(title, &[day])).map(|_| {
                (
                    format!("the description says \"former\", and the post was held on {day}"),
                    "leave the word out",
                )
            }),
            None => holder.title_at(text).filter(|(_, title)| holder.held_before(title, &issued.value)).map(
                |_| {
                    (
                        format!("the description names a post that had ended on {day}"),
                        "write `former` before it",
                    )
                },
            ),
        }
    });
    let (message, help) = finding?;
    Some(
        Diagnostic::new(
            Rule::RoleOutOfDate,
            described.span,
            message,
            format!("{help}, or correct the dates of the post in the register of actors"),
        )
        .label(site.actors[holder.actor].actor.id.span, "the dates of the post stand here"),
    )
}
